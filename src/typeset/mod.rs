//! From a bundle to a PDF.
//!
//! [`typeset`] makes one document in this process. A build does that in worker processes ([`Pool`] and [`worker`]): it is the fastest way to use
//! the cores, and the only one to survive a template that never ends or takes all memory, because Typst cannot be interrupted.
//!
//! Every PDF is PDF/A-3a and PDF/UA-1 at once, but one for the press is PDF/UA-1 alone: Typst writes inks without the profile that PDF/A asks for.
//! It depends on nothing but its bundle and the templates. What Typst calls a warning stops a
//! document here: a missing font or a layout that does not settle is wrong on paper.

mod bundle;
mod finish;
mod frame;
mod pool;
pub mod worker;

pub use self::bundle::Bundle;
pub use self::pool::{Limits, Pool};

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, Smart};
use typst::syntax::FileId;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::diag::{Fault, Level, Sources, resolve};
use crate::world::{Fonts, ReportWorld, Templates};

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typeset {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// What became of a document: the PDF, or all that is wrong with it.
pub type Outcome = Result<Typeset, Vec<Fault>>;

/// Makes a document in this process.
pub fn typeset(templates: &Arc<Templates>, fonts: &Arc<Fonts>, bundle: Bundle) -> Outcome {
    let Bundle { main, files, ident, date, cutoff, fonts: _, is_for_press } = bundle;
    let world = ReportWorld::new(templates.clone(), fonts.clone(), &main, files, cutoff)
        .map_err(|errors| placeless(&errors))?;
    let outcome = compile(&world, ident, date, is_for_press);
    // What the next document does not share is only in its way: memory stays flat, and lookups short.
    typst::comemo::evict(0);
    outcome
}

/// Compiles and exports the main file of a world.
fn compile(world: &ReportWorld, ident: String, date: NaiveDate, is_for_press: bool) -> Outcome {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let mut faults: Vec<_> = world.resolve(&warnings).into_iter().map(stopping).collect();
    let document = match output {
        Ok(document) => document,
        Err(errors) => {
            faults.splice(0..0, world.resolve(&errors));
            return Err(faults);
        }
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut pdf = options(ident, date, is_for_press).and_then(|options| {
        typst_pdf::pdf(&document, &options).map_err(|errors| world.resolve(&errors))
    })?;
    finish::finish(&mut pdf);
    Ok(Typeset { pdf, pages: document.pages().len() })
}

/// Makes a warning of Typst's an error.
fn stopping(warning: Fault) -> Fault {
    Fault { severity: Level::Error, ..warning }
        .with_note("Typst calls this a warning; here it stops the document")
}

/// Returns the options of the export.
fn options(ident: String, date: NaiveDate, is_for_press: bool) -> Result<PdfOptions, Vec<Fault>> {
    let standards = match is_for_press {
        true => &[PdfStandard::Ua_1][..],
        false => &[PdfStandard::A_3a, PdfStandard::Ua_1],
    };
    let standards = PdfStandards::new(standards)
        .map_err(|error| vec![Fault::error(error.message().as_str())])?;
    let midnight =
        Datetime::from_ymd_hms(date.year(), date.month() as u8, date.day() as u8, 0, 0, 0);
    Ok(PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some(concat!("Kapacitet ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: midnight.map(Timestamp::new_utc),
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    })
}

/// For diagnostics that are about no file.
struct NoSources;

impl Sources for NoSources {
    fn name(&self, id: FileId) -> String {
        id.vpath().get_without_slash().to_owned()
    }

    fn text(&self, _: FileId) -> Option<Arc<str>> {
        None
    }
}

/// Looks up diagnostics that are about no file.
fn placeless(diagnostics: &[SourceDiagnostic]) -> Vec<Fault> {
    resolve(&NoSources, diagnostics)
}

#[cfg(test)]
mod tests;
