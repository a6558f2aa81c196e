//! Answers about what the records tell too: near the register's number, for reasons that real ones differ for.

use chrono::NaiveDate;
use serde::Deserialize;
use typst::diag::{StrResult, bail};

use super::super::draws::Draws;
use super::super::told::Counts;
use super::{At, Plan, Question};

/// Share of counts of started trials that are the register's, and of those that are higher; the others are lower.
const STARTED: [f64; 2] = [0.5, 0.35];

/// The same of trials under way: a register tells when a trial goes on anywhere, so a region often knows of fewer.
const ONGOING: [f64; 2] = [0.4, 0.2];

/// An answer that is a multiple of what the records tell of the same region and area.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Follows {
    /// The question's id.
    question: String,
    /// What it is a multiple of.
    of: Basis,
    /// The lowest factor.
    low: f64,
    /// The highest factor.
    high: f64,
}

/// What an answer follows.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Basis {
    /// Trials started in five years.
    Started,
    /// Trials under way.
    Ongoing,
    /// Principal investigators of recent trials.
    Investigators,
}

/// Returns a number near what the records tell, if the question is about something that they tell of.
pub(super) fn near(
    plan: &Plan,
    at: &At,
    question: &Question,
    date: NaiveDate,
    draws: &mut Draws,
) -> StrResult<Option<f64>> {
    let mesh = plan.mesh.get(at.area).map(String::as_str);
    let counts = || at.told.counts(&at.region.code, at.area, mesh, date);
    if let Some(follows) = plan.follows.iter().find(|follows| follows.question == question.id) {
        let of = match follows.of {
            Basis::Started => counts().started,
            Basis::Ongoing => counts().ongoing,
            Basis::Investigators => counts().investigators,
        };
        let factor = follows.low + (follows.high - follows.low) * draws.share();
        // Whoever has no trial has a person or an agreement nevertheless, now and then.
        return Ok(Some(of as f64 * factor + draws.share()));
    }
    let number = match question.mirrors.as_deref() {
        None => return Ok(None),
        Some("trials-started") => other(counts().started, STARTED, draws),
        Some("ongoing-trials") => other(counts().ongoing, ONGOING, draws),
        Some("active-sites") => {
            // Some of the nameless rows are sites of their own, the others are sites that are named elsewhere.
            let Counts { named_sites, hidden_sites, .. } = counts();
            named_sites as f64 + (hidden_sites as f64 * (0.2 + draws.share() * 0.4)).round()
        }
        Some("investigators") => {
            (counts().investigators as f64 * (0.6 + draws.share() * 0.3)).ceil()
        }
        Some(other) => {
            bail!("cannot answer `{}`, which mirrors the unknown `{other}`", question.id)
        }
    };
    Ok(Some(number))
}

/// Returns a count as a region tells it: the register's, one that is higher, or one that is lower.
fn other(count: usize, [same, higher]: [f64; 2], draws: &mut Draws) -> f64 {
    let roll = draws.share();
    let told = if roll < same {
        count
    } else if roll < same + higher {
        count + 1 + count / 12
    } else {
        count.saturating_sub(1 + count / 15)
    };
    told as f64
}
