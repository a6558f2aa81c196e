//! From a bundle to a PDF.
//!
//! [`typeset`] makes one document in this process. A build does that in worker processes ([`Pool`] and [`worker`]): it is the fastest way to use
//! the cores, and the only one to survive a template that never ends or takes all memory, because Typst cannot be interrupted.
//!
//! Every PDF is PDF/A-3a and PDF/UA-1 at once, but one for the press is PDF/UA-1 alone: Typst writes inks without the profile that PDF/A asks for.
//! It depends on nothing but its bundle and the templates. What Typst calls a warning stops a document here: a missing font or a layout that does
//! not settle is wrong on paper. What Typst does not notice, the [`gate`] does: it looks at the finished pages before they become a file.

mod bundle;
mod finish;
mod frame;
pub mod gate;
mod pool;
pub mod worker;

pub use self::bundle::Bundle;
pub use self::pool::{Limits, Pool};

use std::collections::BTreeMap;
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
    /// What is wrong with the pages of a draft.
    pub warnings: Vec<Fault>,
}

/// What became of a document: the PDF, or all that is wrong with it.
pub type Outcome = Result<Typeset, Vec<Fault>>;

/// Makes a document in this process.
pub fn typeset(templates: &Arc<Templates>, fonts: &Arc<Fonts>, bundle: Bundle) -> Outcome {
    let Bundle { main, files, ident, date, cutoff, fonts: _, is_for_press, draft } = bundle;
    let terms = gate::Terms { families: families(&files) };
    let world = ReportWorld::new(templates.clone(), fonts.clone(), &main, files, cutoff)
        .map_err(|errors| placeless(&errors))?;
    let outcome = layout(&world).and_then(|document| {
        let warnings = pass(&world, &document, &terms, draft)?;
        let options = options(ident, date, is_for_press)?;
        export(&world, &document, &options, warnings)
    });
    // What the next document does not share is only in its way: memory stays flat, and lookups short.
    typst::comemo::evict(0);
    outcome
}

/// Lays out the main file of a world.
fn layout(world: &ReportWorld) -> Result<PagedDocument, Vec<Fault>> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let mut faults: Vec<_> = world.resolve(&warnings).into_iter().map(stopping).collect();
    match output {
        Ok(document) if faults.is_empty() => Ok(document),
        Ok(_) => Err(faults),
        Err(errors) => {
            faults.splice(0..0, world.resolve(&errors));
            Err(faults)
        }
    }
}

/// Looks at the pages: what is wrong with them stops a document, but not a draft, which gets it as warnings.
fn pass(
    world: &ReportWorld,
    document: &PagedDocument,
    terms: &gate::Terms,
    draft: bool,
) -> Result<Vec<Fault>, Vec<Fault>> {
    let faults = world.resolve(&gate::check(document, terms));
    match faults {
        faults if faults.is_empty() => Ok(faults),
        faults if draft => {
            let warning = |fault| Fault { severity: Level::Warning, ..fault };
            Ok(faults.into_iter().map(warning).collect())
        }
        faults => Err(faults),
    }
}

/// Exports a document.
fn export(
    world: &ReportWorld,
    document: &PagedDocument,
    options: &PdfOptions,
    warnings: Vec<Fault>,
) -> Outcome {
    let mut pdf = typst_pdf::pdf(document, options).map_err(|errors| world.resolve(&errors))?;
    finish::finish(&mut pdf);
    Ok(Typeset { pdf, pages: document.pages().len(), warnings })
}

/// Returns the families that the bundle's brand names; none without a brand.
fn families(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let brand = files.get("brand.json").and_then(|bytes| serde_json::from_slice(bytes).ok());
    let brand: serde_json::Value = brand.unwrap_or_default();
    let fonts = brand["fonts"].as_object().into_iter().flatten();
    fonts.filter_map(|(_, family)| family.as_str().map(str::to_owned)).collect()
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
