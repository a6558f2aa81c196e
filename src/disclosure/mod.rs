//! Disclosure control: which counts of a build may be shown so that no small one of them can be worked out.
//!
//! A build publishes many tables, and a reader subtracts: one region is withheld, the national total is printed, and the difference is the
//! region. So the unit of protection is not the table but all that a build publishes, in both languages, in figures, alternative texts and
//! attached files, together with what an earlier edition has published. [`Publication`] is the list of these counts, each of them once
//! however often it is printed, with the sums that a reader can use. [`Publication::protect`] decides about each count:
//!
//! 1. **Primary suppression.** A count of patients, inventory or staff below its class's threshold gets the mark *suppressed*. Zeros are
//!    shown, unless the rule says otherwise. Trials are public and are never put in.
//! 2. **Complementary suppression.** Further counts get the same mark, as few and as unimportant as can be found, until nobody can narrow a
//!    protected count down.
//!
//! # The rule
//!
//! The reader knows every sum, every count that is shown, every count of an earlier edition, that counts are whole numbers, and that a mark is
//! never a zero where zeros are shown. Of all tables that agree with this, take the smallest and the largest value that a protected count
//! has. The count is safe when **largest − smallest ≥ threshold**. As the smallest is at least 0, the largest then is at least the threshold:
//! the reader cannot even tell that the count is small.
//!
//! Safety is shown by example, not believed: for each protected count two whole tables are kept that agree with all that is shown and differ in
//! the count by the threshold, and both are checked by whole-number arithmetic. The solver only proposes them; one of its rounding errors can
//! cost a count that need not have been suppressed, never a protection.
//!
//! # Limits
//!
//! * A reader who holds counts of their own (a region knows its own patients) knows more than the tables tell.
//! * A table tells that a mark stands for something, and [`Summary`] how many there are, not which of them are primary: that, and the
//!   [`log`](Plan::log), are for the office alone.
//! * What a source has suppressed it may have suppressed below a threshold that it tells; nothing here can take that back.
//! * Only sums are known as relations. A share, a rate or a mean is shown when all counts behind it are ([`Plan::covers`]).
//! * A count that has been revised since the earlier edition is a new count; the earlier value does not bound it.

mod cell;
mod hierarchy;
mod mark;
mod plan;
mod protect;
mod publication;
mod rules;
mod search;
mod solver;
mod system;

#[cfg(test)]
mod tests;

pub use self::cell::{Cell, CellId, Count};
pub use self::hierarchy::Hierarchy;
pub use self::mark::{Mark, Reported};
pub use self::plan::{Entry, Exposed, Outcome, Plan, Reason, Summary};
pub use self::publication::Publication;
pub use self::rules::{Class, Rule, Rules, RulesFile, THRESHOLD, Zeros};
