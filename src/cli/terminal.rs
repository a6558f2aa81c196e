//! Writing to the terminal.
//!
//! The standard macros stop the program when nobody reads on; a build must not
//! lose its documents because a pager was closed.

use std::io::{self, ErrorKind, Write};

use typst::diag::{HintedStrResult, error};

use crate::diag::{escape, printable};

/// Writes lines to the standard output.
///
/// A reader that has gone is no fault: the answer was given. A full disk is.
///
/// Nothing in them can steer the terminal, whoever wrote the data that they tell of.
pub fn say(text: &str) -> HintedStrResult<()> {
    let text = printable(text);
    let mut out = io::stdout().lock();
    match out
        .write_all(text.as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush())
    {
        Err(fault) if fault.kind() != ErrorKind::BrokenPipe => {
            Err(error!("cannot write to the standard output: {fault}"; hint: "is the disk full?"))
        }
        _ => Ok(()),
    }
}

/// Writes lines to the standard error stream; when that fails there is nobody
/// left to tell.
pub fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Returns rows as columns of text: the first `left` to the left, numbers to the right.
pub fn aligned(head: &[&str], rows: Vec<Vec<String>>, left: usize) -> String {
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let all: Vec<Vec<String>> = [head].into_iter().chain(rows).collect();
    let columns = all.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        all.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| {
            let cell = escape(cell);
            if column < left { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}
