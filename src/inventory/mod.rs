//! The regional inventory of step 4: its questions, its form, its answers.
//!
//! A region is asked what it can show that it is able to do, under four headings. One form is about one region and one
//! therapy area or disease; questions about the whole region stand in each.
//!
//! # Steps
//! 1. [`Questions`] are read from `data/reference/inventory_questions.toml`, with the words of the form.
//! 2. [`form::write`] makes a workbook of them, [`read::read`] reads a filled one and names every fault by its cell.
//! 3. [`merge::merge`] compares what was read with the history, and says what is new.
//! 4. [`Inventory`] is the history: a CSV table that only grows. [`Inventory::current`] says what holds on a day, and
//!    [`Inventory::completeness`] how much of what was asked has been answered.
//!
//! Nothing here writes a file, and there is no clock: the day of reading is told by who reads.

pub mod form;
pub mod merge;
pub mod read;
pub mod subject;

mod answer;
mod cells;
mod columns;
mod current;
mod history;
mod key;
mod look;
mod question_file;
mod questions;
mod row;
mod status;
mod survey;
mod validation;
mod words;

pub use self::answer::{Answer, Consent, Given, Grade};
pub use self::columns::Column;
pub use self::current::{Current, State};
pub use self::history::{FILE, Inventory, appended};
pub use self::key::FormKey;
pub use self::question_file::QuestionsFile;
pub use self::questions::{
    Choice, Heading, Kind, Mirror, QUESTIONS, Question, Questions, Scope, Unit,
};
pub use self::status::{Completeness, asked};
pub use self::subject::{Subject, WHOLE_REGION};
pub use self::survey::Survey;
pub use self::words::{Bilingual, FormWords};
