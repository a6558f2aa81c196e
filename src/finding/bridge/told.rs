//! What a side's records tell of a trial, and how the slice's criteria judge it there.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use polars::prelude::*;

use super::{Counted, Side};
use crate::registry::Registry;
use crate::slice::{BaseFilter, Lens, in_place, through};

/// A criterion of a slice beside its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Criterion {
    /// The base population.
    Base,
    /// A therapy area.
    Area,
    /// A disease.
    Disease,
    /// A phase.
    Phase,
    /// A sponsor.
    Sponsor,
    /// The sponsor's head office.
    SponsorHq,
    /// A site in the place.
    Place,
}

impl Criterion {
    /// Every criterion.
    pub(super) const ALL: [Self; 7] = [
        Self::Base,
        Self::Area,
        Self::Disease,
        Self::Phase,
        Self::Sponsor,
        Self::SponsorHq,
        Self::Place,
    ];

    /// Returns the fact that it judges.
    pub(super) fn fact(self) -> Fact {
        match self {
            Self::Base => Fact::Design,
            Self::Area | Self::Disease => Fact::Conditions,
            Self::Phase => Fact::Phase,
            Self::Sponsor | Self::SponsorHq => Fact::Sponsor,
            Self::Place => Fact::Sites,
        }
    }

    /// Returns the trials that meet it.
    fn met(
        self,
        registry: &Registry,
        counted: &Counted,
        base: BaseFilter,
    ) -> PolarsResult<LazyFrame> {
        let lens = &counted.lens;
        let part = match self {
            Self::Base => return through(registry, &Lens::default(), base),
            Self::Place => {
                return Ok(in_place(registry.trials.clone().lazy(), registry, &counted.place));
            }
            Self::Area => Lens { areas: lens.areas.clone(), ..Lens::default() },
            Self::Disease => Lens { diseases: lens.diseases.clone(), ..Lens::default() },
            Self::Phase => Lens { phases: lens.phases.clone(), ..Lens::default() },
            Self::Sponsor => Lens { sponsors: lens.sponsors.clone(), ..Lens::default() },
            Self::SponsorHq => Lens { sponsor_hq: lens.sponsor_hq.clone(), ..Lens::default() },
        };
        through(registry, &part, BaseFilter::All)
    }
}

/// What a register tells of a trial, as it wrote it: what is found by reference tables
/// is no fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    /// The start.
    Start,
    /// Type of study, class of sponsor, types of interventions.
    Design,
    /// The conditions.
    Conditions,
    /// The phase.
    Phase,
    /// The lead sponsor.
    Sponsor,
    /// The sites.
    Sites,
}

impl Fact {
    /// Every fact.
    const ALL: [Self; 6] =
        [Self::Start, Self::Design, Self::Conditions, Self::Phase, Self::Sponsor, Self::Sites];

    /// Returns the columns that tell it in the tables of a snapshot.
    fn columns(self, registry: &Registry) -> Vec<(&DataFrame, &'static [&'static str])> {
        let Registry { trials, sites, conditions, interventions, .. } = registry;
        match self {
            Self::Start => vec![(trials, &["start"])],
            Self::Design => {
                vec![(trials, &["study_type", "sponsor_class"]), (interventions, &["type"])]
            }
            Self::Conditions => vec![(conditions, &["kind", "mesh", "term"])],
            Self::Phase => vec![(trials, &["phase"])],
            Self::Sponsor => vec![(trials, &["sponsor", "sponsor_class"])],
            Self::Sites => vec![(sites, &["facility", "city", "state", "zip", "country"])],
        }
    }

    /// Returns the columns of `schema::RECORDS` that tell it for one source, as far as
    /// they do: of lists their lengths.
    fn columns_of_record(self) -> &'static [&'static str] {
        match self {
            Self::Start => &["start"],
            Self::Design => &["study_type", "sponsor_class"],
            Self::Conditions => &["conditions", "meshes"],
            Self::Phase => &["phase"],
            Self::Sponsor => &["sponsor", "sponsor_class"],
            Self::Sites => &["site_rows", "swedish_site_rows"],
        }
    }
}

/// The facts of a trial, in the order of [`Fact::ALL`]; each a sorted list of texts.
type Facts = [Vec<String>; Fact::ALL.len()];

/// What a side tells of a trial.
#[derive(Debug)]
pub(super) struct Told {
    /// Its key on this side.
    pub trial: u32,
    /// Its public number.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its start, in days since 1970.
    pub start: Option<i32>,
    /// Whether the side counts it.
    pub counted: bool,
    /// Whether it meets each criterion, in the order of [`Criterion::ALL`].
    pub meets: [bool; Criterion::ALL.len()],
    /// The sources that have it, in their order.
    pub sources: Vec<String>,
    /// What the sources tell together.
    facts: Facts,
    /// What each source tells.
    by_source: BTreeMap<String, Facts>,
}

impl Told {
    /// Tells whether the sources that both have tell the same fact about the trial.
    ///
    /// With the same sources in the same order the tables are compared as they are. Else
    /// it is the shared sources' own records, as far as those are kept; without a shared
    /// one nothing is the same.
    pub(super) fn is_same(&self, other: &Self, fact: Fact) -> bool {
        if self.sources == other.sources {
            return self.facts[fact as usize] == other.facts[fact as usize];
        }
        let mut shared = self.by_source.iter().filter_map(|(source, facts)| {
            Some((&facts[fact as usize], &other.by_source.get(source)?[fact as usize]))
        });
        let has_shared = shared.clone().next().is_some();
        has_shared && shared.all(|(own, others)| own == others)
    }
}

/// Returns what a side tells of some of its trials; `base` is the later side's, `inside`
/// the trials that this side counts.
pub(super) fn told(
    side: &Side,
    counted: &Counted,
    base: BaseFilter,
    inside: &BTreeSet<u32>,
    wanted: &BTreeSet<u32>,
) -> PolarsResult<BTreeMap<u32, Told>> {
    let registry = side.registry;
    let keys = Column::new("trial".into(), wanted.iter().copied().collect::<Vec<u32>>());
    let keys = DataFrame::new_infer_height(vec![keys])?;
    let mut all = described(registry, &keys, inside)?;
    for criterion in Criterion::ALL {
        let met = criterion.met(registry, counted, base)?;
        let met: HashSet<u32> = keys_of(&only(met, &keys)?)?.into_iter().collect();
        for told in all.values_mut() {
            told.meets[criterion as usize] = met.contains(&told.trial);
        }
    }
    for fact in Fact::ALL {
        for (frame, columns) in fact.columns(registry) {
            for (trial, text) in texts(&only(frame.clone().lazy(), &keys)?, columns)? {
                if let Some(told) = all.get_mut(&trial) {
                    told.facts[fact as usize].push(text);
                }
            }
        }
    }
    let records = only(registry.records.clone().lazy(), &keys)?;
    let sources = records.column("source")?.str()?;
    for fact in Fact::ALL {
        let rows = texts(&records, fact.columns_of_record())?;
        for ((trial, text), source) in rows.into_iter().zip(sources.iter()) {
            if let Some(told) = all.get_mut(&trial) {
                let source = source.unwrap_or_default().to_owned();
                told.by_source.entry(source).or_default()[fact as usize].push(text);
            }
        }
    }
    // A register may give the same rows in another order.
    for told in all.values_mut() {
        let facts = told.by_source.values_mut().chain([&mut told.facts]);
        facts.flatten().for_each(|texts| texts.sort());
    }
    Ok(all)
}

/// Returns the trials with what the table of trials has of them, and nothing judged.
fn described(
    registry: &Registry,
    keys: &DataFrame,
    inside: &BTreeSet<u32>,
) -> PolarsResult<BTreeMap<u32, Told>> {
    let trials = only(registry.trials.clone().lazy(), keys)?;
    let text = |column| trials.column(column).and_then(|cells| cells.str());
    let starts = trials.column("start")?.cast(&DataType::Int32)?;
    let (ids, titles, sources) = (text("id")?, text("title")?, text("sources")?);
    let owned = |cell: Option<&str>| cell.unwrap_or_default().to_owned();
    let mut all = BTreeMap::new();
    for (row, trial) in keys_of(&trials)?.into_iter().enumerate() {
        let sources = sources.get(row).unwrap_or_default().split(' ');
        all.insert(
            trial,
            Told {
                trial,
                id: owned(ids.get(row)),
                title: owned(titles.get(row)),
                start: starts.i32()?.get(row),
                counted: inside.contains(&trial),
                meets: [false; Criterion::ALL.len()],
                sources: sources.map(str::to_owned).collect(),
                facts: Facts::default(),
                by_source: BTreeMap::new(),
            },
        );
    }
    Ok(all)
}

/// Returns the rows of some trials.
fn only(frame: LazyFrame, keys: &DataFrame) -> PolarsResult<DataFrame> {
    frame.semi_join(keys.clone().lazy(), col("trial"), col("trial")).collect()
}

/// Returns the trials of rows.
fn keys_of(frame: &DataFrame) -> PolarsResult<Vec<u32>> {
    Ok(frame.column("trial")?.u32()?.iter().flatten().collect())
}

/// Returns the cells of rows as one text for each, with the trial.
fn texts(frame: &DataFrame, columns: &[&str]) -> PolarsResult<Vec<(u32, String)>> {
    let mut rows: Vec<_> =
        keys_of(frame)?.into_iter().map(|trial| (trial, String::new())).collect();
    for column in columns {
        let cells = frame.column(column)?;
        let cells = match cells.dtype() {
            DataType::Date => cells.cast(&DataType::Int32)?,
            _ => cells.clone(),
        };
        let cells = cells.cast(&DataType::String)?;
        for ((_, text), cell) in rows.iter_mut().zip(cells.str()?.iter()) {
            // A separator that no register's text holds, and another for a cell that is not there.
            text.push_str(cell.unwrap_or("\u{1e}"));
            text.push('\u{1f}');
        }
    }
    Ok(rows)
}
