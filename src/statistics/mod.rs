//! Statistics: intervals, tests and simulations as plain functions of numbers.
//!
//! Each file is one method from the literature, with its formula, its source,
//! its limits, and what it returns at the edges. Nothing here knows what is
//! counted: which method an indicator uses is decided in
//! [`crate::finding`](mod@crate::finding). No frame, no file, no clock; chance
//! comes from a seed ([`Draws`]), so that the same input gives the same
//! numbers.
//!
//! All functions are total. What cannot be said is `None`, never a zero. Counts
//! are good up to [`MOST`]; more gives `None`, or an approximation that is
//! named where it is used. Limits are 95 % unless a `z` or a `tail` is asked
//! for.
//!
//! Distributions and special functions are those of `statrs`, with three
//! exceptions in `distribution.rs`, `fisher.rs` and `draws.rs` that say why.
//!
//! Every interval is compared with another implementation over at least 500
//! cases: cooperates with tests/reference.rs and tests/fixtures/reference.

mod competing;
mod concentration;
mod control;
mod count;
mod counterfactual;
mod delay;
mod difference;
mod distribution;
mod draws;
mod error;
mod fisher;
mod flag;
mod flow;
mod funnel;
mod limits;
mod multiplicity;
mod overdispersion;
mod pooled;
mod proportion;
mod quantile;
mod quotient;
mod rank;
mod ratio;
mod simulate;
mod survival;
mod trajectory;
mod trend;
mod xmr;

pub use self::competing::{Exit, Incidence, IncidenceStep, aalen_johansen};
pub use self::concentration::{effective_number, herfindahl, top_share};
pub use self::control::{Counted, Funnel, Quantity};
pub use self::count::{BYAR_FROM, byar, exact_poisson, per_million, poisson};
pub use self::counterfactual::{Counterfactual, counterfactual};
pub use self::delay::Delay;
pub use self::difference::{mean_difference, newcombe, rate_difference};
pub use self::distribution::{binomial_at_least, two_sided_p};
pub use self::draws::Draws;
pub use self::error::root_mean_square;
pub use self::fisher::fisher;
pub use self::flag::{Aim, Better, Certainty, Flag, Movement, State};
pub use self::flow::{Flow, FlowHistory};
pub use self::funnel::{funnel_rate, funnel_share, rate_error, share_error};
pub use self::limits::{Estimate, Limits, MOST, Z95, Z998};
pub use self::multiplicity::benjamini_hochberg;
pub use self::overdispersion::{Measured, Overdispersion, overdispersion};
pub use self::pooled::{design_effect, effective_rate, effective_share};
pub use self::proportion::{clopper_pearson, wilson, wilson_of};
pub use self::quantile::{quantile, winsorise};
pub use self::quotient::{Counts, DELTA_FROM};
pub use self::rank::{Entrant, RANK_DRAWS, Rank, ranks};
pub use self::ratio::{RateRatio, rate_ratio};
pub use self::simulate::{Summary, simulate};
pub use self::survival::{Spell, Survival, SurvivalStep, TimeLimits, kaplan_meier};
pub use self::trajectory::{growth_needed, trajectory, years_to};
pub use self::trend::{Dispersion, Trend, Yearly, trend};
pub use self::xmr::{Rule, Signal, XMR_FROM, Xmr, xmr};
