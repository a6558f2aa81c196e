//! Sheets: the tables that people keep, CSV in any dress and XLSX.
//!
//! A file is told by its first bytes, never by its name. [`read`] holds a table whole in memory and knows the place of each cell; [`open`] reads
//! a CSV file of any length row by row. Both refuse what is beyond the limits of `limits.rs` with a message. [`Columns`] gives a table's
//! columns their names and its cells their types; [`to_xlsx`] and [`to_csv`] write a table for people.
//!
//! Nothing here knows what a table is about.

mod address;
mod delimited;
mod encoding;
mod guard;
mod kind;
mod limits;
mod number;
mod reader;
mod records;
mod row;
mod scan;
mod sniff;
mod table;
mod value;
mod whole;
mod workbook;
mod write;

pub use self::address::column_letters;
pub use self::encoding::is_known as is_encoding;
pub use self::number::{decimal, whole as whole_number};
pub use self::reader::Reader;
pub use self::row::RowReader;
pub use self::table::{Columns, Expected, Faulty};
pub use self::value::{Row, Value, WITHOUT_VALUE};
pub use self::whole::Sheet;
pub use self::write::{Written, to_csv, to_plain_csv, to_xlsx};

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use self::delimited::{Delimited, Input};
use self::kind::Kind;
use crate::diag::Fault;

/// How to read a table, where it does not say so itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// The sheet of a workbook: by default the first that is not hidden.
    pub sheet: Option<String>,
    /// The encoding of a text table, such as `windows-1252`.
    pub encoding: Option<String>,
    /// What stands between the cells of a text table.
    pub delimiter: Option<u8>,
    /// How many lines, or rows of a workbook, stand before the header.
    pub skip_rows: usize,
    /// Whether lines of a text table that begin with `#` are left out.
    pub comments: bool,
    /// Whether rows of a text table may have fewer or more cells than the header.
    pub ragged: bool,
}

/// Reads a table whole.
///
/// The file is CSV or XLSX; `shown` is its path in messages. All rows of a wrong width are told at once.
pub fn read(path: &Path, shown: &str, options: &Options) -> Result<Sheet, Vec<Fault>> {
    match kind::of(path, shown).map_err(|fault| vec![fault])? {
        Kind::Zip(bytes) => workbook::read(bytes, shown, options).map_err(|fault| vec![fault]),
        Kind::Text => {
            let table =
                Delimited::open(input(path), shown, options).map_err(|fault| vec![fault])?;
            Sheet::of_text(table, shown)
        }
    }
}

/// Returns the names of a workbook's sheets that hold cells, hidden ones too; a text table has none.
pub fn names(path: &Path) -> Result<Vec<String>, Vec<Fault>> {
    let shown = path.file_name().unwrap_or_default().to_string_lossy();
    match kind::of(path, &shown).map_err(|fault| vec![fault])? {
        Kind::Zip(bytes) => workbook::names(bytes, &shown).map_err(|fault| vec![fault]),
        Kind::Text => Ok(vec![]),
    }
}

/// Opens a table to be read row by row: a text table in bounded memory however long it is, a workbook within the limits of [`read`].
pub fn open(path: &Path, shown: &str, options: &Options) -> Result<Reader, Vec<Fault>> {
    match kind::of(path, shown).map_err(|fault| vec![fault])? {
        Kind::Zip(bytes) => {
            let sheet = workbook::read(bytes, shown, options).map_err(|fault| vec![fault])?;
            Ok(Reader::of_sheet(sheet))
        }
        Kind::Text => {
            let table = Delimited::open(input(path), shown, options);
            table.map(Reader::of_text).map_err(|fault| vec![fault])
        }
    }
}

/// Opens a text table that lies elsewhere than in a file of its own, such as in an archive, to be read row by row.
///
/// `input` opens it, perhaps several times: to find its encoding unless that is given, to read it, and to find the place of a fault again.
pub fn open_with(
    input: impl Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync + 'static,
    shown: &str,
    options: &Options,
) -> Result<Reader, Vec<Fault>> {
    let table = Delimited::open(Arc::new(input), shown, options);
    table.map(Reader::of_text).map_err(|fault| vec![fault])
}

/// Returns a file as something that can be opened again.
fn input(path: &Path) -> Input {
    let path = path.to_owned();
    Arc::new(move || Ok(Box::new(File::open(&path)?)))
}
