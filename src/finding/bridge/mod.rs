//! The bridge: why a count of trials started is another one than last time.
//!
//! Two sides are compared, an earlier and a later one, each a snapshot with its own
//! window, base filter and cut-off, in one place through one lens. Each counts distinct
//! trials started. The difference is the sum of four parts, exactly:
//!
//! | part | a trial is counted on one side only because |
//! |---|---|
//! | real change | it started after what the earlier side could count, or before the later window |
//! | late registration | the register told of it late, corrected what it told, or took it back |
//! | definition | another base filter, length of window, set of sources, reference table or program |
//! | de-duplication | it was two trials on one side and is one on the other |
//!
//! # The rule
//! Trials of both sides that carry a public number in common are *one study* ([`Pairs`]).
//! A study is counted on a side when any of its trials is; what a side counts beyond one
//! for a study is a duplicate. So with `c` studies counted and `d` duplicates, a side's
//! count is `c + d`, and the difference of the `d` is **de-duplication**.
//!
//! A study that is counted on one side only changed at exactly one of three steps. They
//! are taken in this order, as one restates last year's number before comparing it:
//!
//! 1. **Definition.** The earlier records, in the earlier window and cut-off, by the later
//!    side's filter and length of window. Then also by its sources, reference tables and
//!    program: a criterion is answered as the later side answers it wherever the
//!    sources that both sides have tell the same about the trial as before.
//! 2. **Late registration.** The later records, still in the earlier window and cut-off.
//! 3. **Real change.** The later records in the later window and cut-off.
//!
//! The cause is the last step at which the study comes in or goes out; after it nothing
//! changes any more. A study that comes in and goes out again, such as one whose start
//! was moved from the last window into the new year, is in both counts and in no part.
//!
//! Without a window a study is later than the earlier side when that did not know it and
//! it did not start by the earlier cut-off. How a window's length is put at the earlier
//! side's end is [`Side::then`].
//!
//! Nothing here is drawn, so there are no limits of chance. The last months of the later
//! window will grow by late registration in their turn, which the bridge cannot know: its
//! real change is cautious.

mod answer;
mod identity;
mod part;
mod steps;
mod told;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::{PolarsResult, col};
use serde::{Serialize, Serializer};
use typst::diag::{HintedStrResult, bail, error};

pub use self::answer::{Previous, findings, label};
pub use self::identity::Pairs;
pub use self::part::{Part, Reason};

use self::steps::{Step, cause};
use self::told::{Told, told};
use crate::registry::Registry;
use crate::registry::schema::{SourceClass, date_of_epoch_day};
use crate::slice::{BaseFilter, Lens, Place, Slice, Window, last_full_year, trials};

/// What is counted on both sides.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Where.
    pub place: Place,
    /// Of what kind.
    pub lens: Lens,
}

/// One side of the bridge.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The records.
    pub registry: &'a Registry,
    /// The window in which trials started.
    pub window: Window,
    /// The base population of trials.
    pub base: BaseFilter,
    /// The last day that counts.
    pub cutoff: NaiveDate,
}

impl Side<'_> {
    /// Returns the trials that the side counts.
    fn counts(&self, counted: &Counted) -> PolarsResult<BTreeSet<u32>> {
        let slice = Slice {
            place: counted.place.clone(),
            lens: counted.lens.clone(),
            window: self.window,
            base: self.base,
            cutoff: self.cutoff,
        };
        let frame = trials(self.registry, &slice, "start")?.select([col("trial")]).collect()?;
        Ok(frame.column("trial")?.u32()?.iter().flatten().collect())
    }

    /// Returns the window that this side would have had by the rule of a later one: of
    /// that one's length in years, and ending where this side's ends.
    pub fn then(&self, later: &Self) -> Window {
        if later.window == Window::EVER {
            return Window::EVER;
        }
        let last = match self.window {
            Window::EVER => last_full_year(self.cutoff),
            window if window.is_whole_years() => window.span_of_years().1,
            window => return window,
        };
        let (first_later, last_later) = later.window.span_of_years();
        let years = Window::years(last - (last_later - first_later), last);
        years.filter(|_| later.window.is_whole_years()).unwrap_or(self.window)
    }

    /// Returns the ids of the sources of trials.
    fn sources(&self) -> BTreeSet<&str> {
        self.registry.snapshot.trial_sources().map(|source| source.id.as_str()).collect()
    }
}

/// A trial that is counted on one side only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// The part that it belongs to.
    pub part: Part,
    /// Why within it.
    pub reason: Reason,
    /// Whether it came in; otherwise it went out.
    pub entered: bool,
    /// Its public number, on the side that counts it.
    pub id: String,
    /// Its title there.
    pub title: String,
    /// Its start on the earlier side.
    #[serde(serialize_with = "day")]
    pub start_earlier: Option<NaiveDate>,
    /// Its start on the later side.
    #[serde(serialize_with = "day")]
    pub start_later: Option<NaiveDate>,
}

/// Writes a day as `YYYY-MM-DD`.
#[allow(clippy::ref_option, reason = "serde hands fields over by reference")]
fn day<S: Serializer>(day: &Option<NaiveDate>, to: S) -> Result<S::Ok, S::Error> {
    day.map(|day| day.to_string()).serialize(to)
}

/// How many trials came in and went out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Trials that came in.
    pub entered: u64,
    /// Trials that went out.
    pub left: u64,
}

impl Flow {
    /// Returns what came in less what went out.
    pub fn net(self) -> i64 {
        self.entered.cast_signed() - self.left.cast_signed()
    }

    /// Adds a trial.
    fn add(&mut self, entered: bool) {
        *(if entered { &mut self.entered } else { &mut self.left }) += 1;
    }
}

/// Two counts and what lies between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    /// The earlier count.
    pub earlier: u64,
    /// The later count.
    pub later: u64,
    /// The trials that are counted on one side only, by part, reason, way and number.
    pub changes: Vec<Change>,
}

impl Bridge {
    /// Returns how much came in and went out by a part.
    pub fn part(&self, part: Part) -> Flow {
        self.flow(|change| change.part == part)
    }

    /// Returns the reasons that occur in a part, with how much came in and went out.
    pub fn reasons(&self, part: Part) -> BTreeMap<Reason, Flow> {
        let mut reasons = BTreeMap::<Reason, Flow>::new();
        for change in self.changes.iter().filter(|change| change.part == part) {
            reasons.entry(change.reason).or_default().add(change.entered);
        }
        reasons
    }

    /// Returns the later count less the earlier one.
    pub fn difference(&self) -> i64 {
        self.later.cast_signed() - self.earlier.cast_signed()
    }

    /// Counts some of the changes.
    fn flow(&self, wanted: impl Fn(&Change) -> bool) -> Flow {
        let mut flow = Flow::default();
        self.changes.iter().filter(|change| wanted(change)).for_each(|one| flow.add(one.entered));
        flow
    }
}

/// Returns the bridge from an earlier side to a later one; `pairs` are those of their registries.
pub fn bridge(
    earlier: &Side,
    later: &Side,
    pairs: &Pairs,
    counted: &Counted,
) -> HintedStrResult<Bridge> {
    let (first, second) = (earlier.registry.snapshot.data_date, later.registry.snapshot.data_date);
    if first > second {
        bail!(
            "the earlier data of {first} are newer than the later ones of {second}";
            hint: "name the older snapshot first"
        );
    }
    built(earlier, later, pairs, counted)
        .map_err(|error| error!("{error}"; hint: "ingest the snapshots again"))
}

/// Returns the strictest terms under which the numbers of a bridge may be used.
pub fn class(earlier: &Side, later: &Side) -> SourceClass {
    earlier.registry.snapshot.class().max(later.registry.snapshot.class())
}

/// The trials of a study that each side counts.
type Counts = [Vec<u32>; 2];

/// Does the work of [`bridge`] in polars' errors.
fn built(earlier: &Side, later: &Side, pairs: &Pairs, counted: &Counted) -> PolarsResult<Bridge> {
    let inside = [earlier.counts(counted)?, later.counts(counted)?];
    let mut studies = BTreeMap::<u32, Counts>::new();
    for (side, trials) in inside.iter().enumerate() {
        for &trial in trials {
            studies.entry(pairs.study(side, trial)).or_default()[side].push(trial);
        }
    }
    studies.retain(|_, [before, after]| before.len() != after.len());

    let members: Vec<_> = studies.keys().map(|&study| pairs.members(study)).collect();
    let of_side = |side: usize| members.iter().flat_map(|all| all[side].iter().copied()).collect();
    let sides = [
        told(earlier, counted, later.base, &inside[0], &of_side(0))?,
        told(later, counted, later.base, &inside[1], &of_side(1))?,
    ];
    let step = Step::new(earlier, later);
    let mut changes = Vec::new();
    for (counts, members) in studies.values().zip(&members) {
        let of = |side: usize| -> Vec<&Told> {
            members[side].iter().filter_map(|trial| sides[side].get(trial)).collect()
        };
        let study = [of(0), of(1)];
        if counts[0].is_empty() != counts[1].is_empty() {
            let entered = counts[0].is_empty();
            let trial = counts[usize::from(entered)][0];
            changes.push(change(&study, trial, entered, cause(&step, &study)));
        }
        duplicates(&study, counts, &mut changes);
    }
    changes.sort();
    Ok(Bridge { earlier: inside[0].len() as u64, later: inside[1].len() as u64, changes })
}

/// Adds a change for each duplicate that one side counts and the other does not.
///
/// The trial that both sides count, or the first, is the study's own; of the side that has
/// more, the last ones are the duplicates.
fn duplicates(study: &[Vec<&Told>; 2], counts: &Counts, changes: &mut Vec<Change>) {
    let surplus = |side: usize| counts[side].len().saturating_sub(1);
    let (entered, reason) = match surplus(0).cmp(&surplus(1)) {
        Ordering::Greater => (false, Reason::Merged),
        Ordering::Less => (true, Reason::Split),
        Ordering::Equal => return,
    };
    let (side, other) = (usize::from(entered), usize::from(!entered));
    let mut ordered = counts[side].clone();
    ordered.sort_by_key(|trial| !counts[other].contains(trial));
    let extra = ordered.into_iter().skip(1 + surplus(other));
    changes.extend(extra.map(|trial| change(study, trial, entered, reason)));
}

/// Describes the change of a study by a trial that one side counts.
fn change(study: &[Vec<&Told>; 2], trial: u32, entered: bool, reason: Reason) -> Change {
    let of = |side: usize| {
        let same = study[side].iter().find(|told| told.trial == trial);
        same.or_else(|| study[side].first()).copied()
    };
    let start = |side: usize| of(side).and_then(|told| date_of_epoch_day(told.start?));
    let own = of(usize::from(entered));
    Change {
        part: reason.part(),
        reason,
        entered,
        id: own.map(|told| told.id.clone()).unwrap_or_default(),
        title: own.map(|told| told.title.clone()).unwrap_or_default(),
        start_earlier: start(0),
        start_later: start(1),
    }
}
