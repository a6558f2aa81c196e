//! Writing to the terminal.
//!
//! The standard macros stop the program when nobody reads on; a build must not
//! lose its documents because a pager was closed.

use std::io::{self, ErrorKind, Write};

use typst::diag::{HintedStrResult, error};

/// Writes lines to the standard output.
///
/// A reader that has gone is no fault: the answer was given. A full disk is.
pub fn say(text: &str) -> HintedStrResult<()> {
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
