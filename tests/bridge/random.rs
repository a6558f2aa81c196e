//! A hundred random pairs of snapshots: whatever happens between them, the parts add up.
//!
//! The tables are made here, row by row, so that all that a register, a union or a change of
//! the reference tables can do happens, several at once and in any mixture.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use kapacitet::finding::bridge::{Bridge, Counted, Pairs, Part, Reason, Side, bridge};
use kapacitet::registry::schema::{Phase, SourceClass, epoch_day};
use kapacitet::registry::snapshot::Source;
use kapacitet::registry::{Reference, Registry, Snapshot};
use kapacitet::slice::{BaseFilter, Lens, Place, Window};
use polars::prelude::{Column, DataFrame, DataType};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::crate_root;

/// The pairs.
const PAIRS: u64 = 100;

/// The trials of a pair, of which some are not there on one side.
const TRIALS: u32 = 60;

/// What a register and the reference tables make of a trial.
#[derive(Debug, Clone)]
struct Trial {
    /// The NCT number that it is known by, if it is.
    nct: Option<u32>,
    /// The serial of its EU number, if it has one.
    eu: Option<u32>,
    start: Option<NaiveDate>,
    phase: Phase,
    condition: &'static str,
    /// What the reference tables make of the condition.
    area: &'static str,
    sponsor_class: &'static str,
    city: &'static str,
    /// What the reference tables make of the city.
    region: &'static str,
    is_swedish: bool,
}

/// What was done to a trial between the two snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Nothing,
    RegisteredLate,
    Gone,
    StartMoved,
    SiteAdded,
    PhaseChanged,
    AreaRejudged,
    RegionRejudged,
    SponsorChanged,
    /// One trial of two registers, not recognised before.
    Merged,
    /// The reverse.
    Split,
    /// Several of these.
    Mixed,
}

/// Every deed but the last.
const DEEDS: [Deed; 11] = [
    Deed::Nothing,
    Deed::RegisteredLate,
    Deed::Gone,
    Deed::StartMoved,
    Deed::SiteAdded,
    Deed::PhaseChanged,
    Deed::AreaRejudged,
    Deed::RegionRejudged,
    Deed::SponsorChanged,
    Deed::Merged,
    Deed::Split,
];

/// A pair of snapshots in the making.
struct Pair {
    draws: ChaCha8Rng,
    sides: [Vec<Trial>; 2],
    /// What was done to each, by its NCT number.
    deeds: BTreeMap<u32, Deed>,
}

impl Pair {
    /// Makes the pair of a seed.
    fn new(seed: u64) -> Self {
        let draws = ChaCha8Rng::seed_from_u64(seed);
        let mut pair = Self { draws, sides: [Vec::new(), Vec::new()], deeds: BTreeMap::new() };
        (1..=TRIALS).for_each(|number| pair.add(number));
        pair
    }

    /// Returns a random number below a limit.
    fn below(&mut self, limit: usize) -> usize {
        self.draws.random_range(0..limit)
    }

    /// Returns one of some.
    fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Returns a start between 2019 and 2026, now and then none.
    fn start(&mut self) -> Option<NaiveDate> {
        let day = self.below(8 * 365) as u64;
        let first = NaiveDate::from_ymd_opt(2019, 1, 1).unwrap();
        (self.below(20) > 0).then(|| first + chrono::Days::new(day))
    }

    /// Adds a trial to both sides, and does something to it.
    fn add(&mut self, number: u32) {
        let condition = self.one_of(&["Lung Cancer", "Epilepsy"]);
        let before = Trial {
            nct: Some(number),
            eu: None,
            start: self.start(),
            phase: self.one_of(&[Phase::Phase2, Phase::Phase3]),
            condition,
            area: if condition == "Epilepsy" { "neurology" } else { "oncology" },
            sponsor_class: self.one_of(&["industry", "industry", "other"]),
            city: self.one_of(&["Solna", "Lund"]),
            region: "",
            is_swedish: self.below(4) > 0,
        };
        let region = if before.city == "Lund" { "skane" } else { "stockholm" };
        let before = Trial { region, ..before };
        let deed = match self.below(16) {
            mixed if mixed >= DEEDS.len() => Deed::Mixed,
            at => DEEDS[at],
        };
        let mut sides = [vec![before.clone()], vec![before]];
        match deed {
            Deed::Mixed => {
                for _ in 0..2 + self.below(3) {
                    let deed = self.one_of(&DEEDS);
                    self.act(deed, &mut sides, number);
                }
            }
            deed => self.act(deed, &mut sides, number),
        }
        self.deeds.insert(number, deed);
        for (side, trials) in self.sides.iter_mut().zip(sides) {
            side.extend(trials);
        }
    }

    /// Does something to a trial.
    fn act(&mut self, deed: Deed, sides: &mut [Vec<Trial>; 2], number: u32) {
        let start = self.start();
        let change = |after: &mut Vec<Trial>, change: &dyn Fn(&mut Trial)| {
            after.iter_mut().for_each(change);
        };
        match deed {
            Deed::Nothing | Deed::Mixed => {}
            Deed::RegisteredLate => sides[0].clear(),
            Deed::Gone => sides[1].clear(),
            Deed::StartMoved => change(&mut sides[1], &|trial| trial.start = start),
            Deed::SiteAdded => change(&mut sides[1], &|trial| trial.is_swedish = true),
            Deed::PhaseChanged => change(&mut sides[1], &|trial| trial.phase = Phase::Phase3),
            Deed::AreaRejudged => change(&mut sides[1], &|trial| trial.area = "oncology"),
            Deed::RegionRejudged => change(&mut sides[1], &|trial| trial.region = "skane"),
            Deed::SponsorChanged => change(&mut sides[1], &|one| one.sponsor_class = "other"),
            Deed::Merged | Deed::Split => {
                let (two, one) = if deed == Deed::Merged { (0, 1) } else { (1, 0) };
                let is_two = sides[two].iter().any(|trial| trial.nct.is_none());
                if let Some(trial) = sides[two].first().filter(|_| !is_two).cloned() {
                    sides[two].push(Trial { nct: None, eu: Some(number), ..trial });
                }
                change(&mut sides[one], &|trial| trial.eu = Some(number));
            }
        }
    }
}

/// Returns a column of texts.
fn texts(name: &str, cells: Vec<String>) -> Column {
    Column::new(name.into(), cells)
}

/// Returns a snapshot of trials in memory. A trial of two registers has a record of each.
fn registry(trials: &[Trial], year: i32, reference: &Arc<Reference>) -> Registry {
    let of = |name: &str, cell: &dyn Fn(&Trial) -> String| {
        texts(name, trials.iter().map(cell).collect())
    };
    let key = |trial: &Trial| trial.nct.unwrap_or_else(|| 1_099_500_000 + trial.eu.unwrap());
    let id = |trial: &Trial| match (trial.nct, trial.eu) {
        (Some(nct), _) => format!("NCT{nct:08}"),
        (None, eu) => format!("2099-{:06}-37-00", 500_000 + eu.unwrap()),
    };
    let days = |trials: &mut dyn Iterator<Item = &Trial>| {
        let days: Vec<_> = trials.map(|trial| trial.start.map(epoch_day)).collect();
        Column::new("start".into(), days).cast(&DataType::Date).unwrap()
    };
    let keys = |trials: &mut dyn Iterator<Item = &Trial>| {
        Column::new("trial".into(), trials.map(key).collect::<Vec<_>>())
    };
    let all = || keys(&mut trials.iter());
    let is_company: Vec<_> = trials.iter().map(|one| one.sponsor_class == "industry").collect();
    let sources = |trial: &Trial| match (trial.nct, trial.eu) {
        (Some(_), Some(_)) => "ctgov ctis".to_owned(),
        (Some(_), None) => "ctgov".to_owned(),
        (None, _) => "ctis".to_owned(),
    };
    let trials_frame = frame(vec![
        all(),
        of("id", &id),
        of("title", &|trial| format!("Study of {}", trial.condition)),
        of("sources", &sources),
        days(&mut trials.iter()),
        of("study_type", &|_| "interventional".into()),
        of("phase", &|trial| trial.phase.code().into()),
        of("sponsor", &|_| "Acme".into()),
        of("sponsor_class", &|trial| trial.sponsor_class.into()),
        of("sponsor_hq", &|_| "SE".into()),
        Column::new("is_company_drug_trial".into(), is_company),
    ]);
    let mut rows = Vec::new();
    for trial in trials {
        let nct = trial.nct.map(|_| ("ctgov", id(&Trial { eu: None, ..trial.clone() })));
        let eu = trial.eu.map(|_| ("ctis", id(&Trial { nct: None, ..trial.clone() })));
        rows.extend([nct, eu].into_iter().flatten().map(|(source, id)| (trial, source, id)));
    }
    let recorded = |name: &str, cell: &dyn Fn(&Trial) -> String| {
        texts(name, rows.iter().map(|(trial, ..)| cell(trial)).collect())
    };
    let counted = |name: &str, cell: &dyn Fn(&Trial) -> u32| {
        Column::new(name.into(), rows.iter().map(|(trial, ..)| cell(trial)).collect::<Vec<_>>())
    };
    let records = frame(vec![
        keys(&mut rows.iter().map(|(trial, ..)| *trial)),
        texts("source", rows.iter().map(|(_, source, _)| (*source).to_owned()).collect()),
        texts("id", rows.iter().map(|(.., id)| id.clone()).collect()),
        recorded("study_type", &|_| "interventional".into()),
        recorded("phase", &|trial| trial.phase.code().into()),
        recorded("sponsor", &|_| "Acme".into()),
        recorded("sponsor_class", &|trial| trial.sponsor_class.into()),
        days(&mut rows.iter().map(|(trial, ..)| *trial)),
        counted("conditions", &|_| 1),
        counted("meshes", &|_| 0),
        counted("site_rows", &|_| 1),
        counted("swedish_site_rows", &|trial| u32::from(trial.is_swedish)),
    ]);
    let of_place = |trial: &Trial| match trial.is_swedish {
        true => vec!["world", "europe", "sweden", trial.region],
        false => vec!["world", "europe", "germany"],
    };
    let places: Vec<(u32, &str)> = trials
        .iter()
        .flat_map(|trial| of_place(trial).into_iter().map(move |place| (key(trial), place)))
        .collect();
    let empty = DataFrame::empty;
    Registry {
        snapshot: snapshot(trials, year),
        reference: Arc::clone(reference),
        trials: trials_frame,
        sites: frame(vec![
            all(),
            of("facility", &|_| "Hospital".into()),
            of("city", &|trial| if trial.is_swedish { trial.city } else { "Berlin" }.into()),
            of("state", &|_| String::new()),
            of("zip", &|_| String::new()),
            of("country", &|trial| if trial.is_swedish { "Sweden" } else { "Germany" }.into()),
        ]),
        conditions: frame(vec![
            all(),
            of("kind", &|_| "condition".into()),
            of("mesh", &|_| String::new()),
            of("term", &|trial| trial.condition.into()),
        ]),
        areas: frame(vec![all(), of("area", &|trial| trial.area.into())]),
        interventions: frame(vec![all(), of("type", &|_| "drug".into())]),
        records,
        places: frame(vec![
            Column::new("trial".into(), places.iter().map(|row| row.0).collect::<Vec<_>>()),
            texts("place", places.iter().map(|row| row.1.to_owned()).collect()),
        ]),
        sponsors: empty(),
        investigators: empty(),
        identifiers: empty(),
        pipeline: empty(),
        pipeline_areas: empty(),
        site_profiles: empty(),
        investigator_profiles: empty(),
        member_states: empty(),
    }
}

/// Returns a table.
fn frame(columns: Vec<Column>) -> DataFrame {
    DataFrame::new_infer_height(columns).unwrap()
}

/// Describes a snapshot. The second register is one of its sources only where it has a trial.
fn snapshot(trials: &[Trial], year: i32) -> Snapshot {
    let data_date = NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
    let source = |id: &str| Source {
        id: id.into(),
        name: id.into(),
        class: SourceClass::Public,
        licence: String::new(),
        data_date,
        records: 1,
        rejected: 0,
    };
    let has_eu = trials.iter().any(|trial| trial.eu.is_some());
    let sources = ["ctgov", "ctis"].into_iter().filter(|id| *id == "ctgov" || has_eu);
    Snapshot {
        data_date,
        trials: trials.len() as u64,
        sources: sources.map(source).collect(),
        ..Snapshot::default()
    }
}

/// Counts the trials of a slice by reading through them.
fn count(trials: &[Trial], counted: &Counted, side: &Side) -> u64 {
    let Counted { place, lens } = counted;
    let is_inside = |trial: &&Trial| {
        let in_place = match place.id.as_str() {
            "world" => true,
            "sweden" => trial.is_swedish,
            region => trial.is_swedish && trial.region == region,
        };
        let last = side.window.last.min(side.cutoff);
        let in_time = side.window == Window::EVER
            || trial.start.is_some_and(|day| side.window.first <= day && day <= last);
        in_place
            && in_time
            && (side.base == BaseFilter::All || trial.sponsor_class == "industry")
            && (lens.areas.is_empty() || lens.areas.iter().any(|area| area == trial.area))
            && (lens.phases.is_empty() || lens.phases.contains(&trial.phase))
    };
    trials.iter().filter(is_inside).count() as u64
}

/// The slices of each pair.
fn slices(reference: &Reference) -> Vec<Counted> {
    let place = |name: &str| Place::parse(name, reference).unwrap();
    let area = || Lens { areas: vec!["oncology".into()], ..Lens::default() };
    let phase = |lens: Lens| Lens { phases: vec![Phase::Phase3], ..lens };
    [
        ("sweden", Lens::default()),
        ("world", area()),
        ("skane", Lens::default()),
        ("stockholm", area()),
        ("sweden", phase(area())),
        ("world", phase(Lens::default())),
    ]
    .map(|(name, lens)| Counted { place: place(name), lens })
    .into()
}

/// The sides of each pair: window, filter and cut-off before and after.
type Asked = (&'static str, BaseFilter, &'static str, BaseFilter, &'static str, &'static str);

/// How each pair is asked.
const ASKED: [Asked; 5] = [
    ("2020..2024", BaseFilter::All, "2021..2025", BaseFilter::All, "2024-12-31", "2025-12-31"),
    (
        "2020..2024",
        BaseFilter::CompanyDrug,
        "2021..2025",
        BaseFilter::All,
        "2024-12-31",
        "2025-12-31",
    ),
    (
        "2022..2024",
        BaseFilter::All,
        "2021..2025",
        BaseFilter::CompanyDrug,
        "2024-06-30",
        "2025-09-30",
    ),
    ("all", BaseFilter::All, "all", BaseFilter::All, "2024-12-31", "2025-12-31"),
    ("all", BaseFilter::All, "2020..2025", BaseFilter::All, "2024-12-31", "2025-12-31"),
];

/// Returns what the deeds say the part must be, where one deed alone decides it: nothing else
/// than it and time was different.
fn expected(deed: Deed, reason: Reason) -> bool {
    let is_time = matches!(reason, Reason::Started | Reason::LeftWindow);
    is_time
        || match deed {
            Deed::Nothing => false,
            Deed::RegisteredLate => reason == Reason::RegisteredLate,
            Deed::Gone => reason == Reason::RecordGone,
            Deed::StartMoved => reason == Reason::DateCorrected,
            Deed::SiteAdded => reason == Reason::PlaceCorrected,
            Deed::PhaseChanged | Deed::SponsorChanged => reason == Reason::KindCorrected,
            Deed::AreaRejudged | Deed::RegionRejudged => reason == Reason::Reference,
            Deed::Merged => reason == Reason::Merged,
            Deed::Split => reason == Reason::Split,
            Deed::Mixed => true,
        }
}

/// Checks that each trial of a bridge is told once, and came in or went out as it is told.
fn check_list(bridge: &Bridge, label: &str) {
    let ids: Vec<_> = bridge.changes.iter().map(|one| (&one.id, one.entered)).collect();
    let distinct: BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "{label}: a trial is told twice");
    let sum: i64 = Part::ALL.into_iter().map(|part| bridge.part(part).net()).sum();
    assert_eq!(sum, bridge.difference(), "{label}");
    for part in Part::ALL {
        let reasons = bridge.reasons(part);
        let net: i64 = reasons.values().map(|flow| flow.net()).sum();
        assert_eq!(net, bridge.part(part).net(), "{label}");
        assert!(reasons.keys().all(|reason| reason.part() == part), "{label}");
    }
}

#[test]
fn the_parts_add_up_for_a_hundred_random_pairs() {
    let reference = Arc::new(Reference::load(&crate_root()).unwrap());
    let slices = slices(&reference);
    let mut seen = BTreeMap::<Reason, u64>::new();
    for seed in 0..PAIRS {
        let Pair { sides: [before, after], deeds, .. } = Pair::new(seed);
        let (a, b) = (registry(&before, 2024, &reference), registry(&after, 2025, &reference));
        let pairs = Pairs::of(&a, &b).unwrap();
        for (at, (first, base_a, second, base_b, cutoff_a, cutoff_b)) in
            ASKED.into_iter().enumerate()
        {
            let side = |registry, window, base, cutoff: &str| Side {
                registry,
                window: Window::parse(window).unwrap(),
                base,
                cutoff: cutoff.parse().unwrap(),
            };
            let earlier = side(&a, first, base_a, cutoff_a);
            let later = side(&b, second, base_b, cutoff_b);
            for counted in &slices {
                let label = format!("seed {seed}, {at}, {} {:?}", counted.place.id, counted.lens);
                let bridge = bridge(&earlier, &later, &pairs, counted).unwrap();
                assert_eq!(bridge.earlier, count(&before, counted, &earlier), "{label}");
                assert_eq!(bridge.later, count(&after, counted, &later), "{label}");
                check_list(&bridge, &label);
                for change in &bridge.changes {
                    *seen.entry(change.reason).or_default() += 1;
                    // Where both sides ask alike, a trial to which one thing was done has its part.
                    let number = change.id.strip_prefix("NCT").and_then(|id| id.parse().ok());
                    if let (0, Some(number)) = (at, number) {
                        let deed: Deed = deeds[&number];
                        assert!(expected(deed, change.reason), "{label}: {deed:?} {change:?}");
                    }
                }
            }
        }
    }
    // Every reason but an added source, which has a test of its own, has occurred many times.
    for reason in [
        Reason::Started,
        Reason::LeftWindow,
        Reason::RegisteredLate,
        Reason::DateCorrected,
        Reason::PlaceCorrected,
        Reason::KindCorrected,
        Reason::RecordGone,
        Reason::Filter,
        Reason::Window,
        Reason::Reference,
        Reason::Merged,
        Reason::Split,
    ] {
        assert!(seen.get(&reason).is_some_and(|times| *times > 50), "{reason:?} {seen:?}");
    }
}
