//! A brand that extends another: what it does not say is the other's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use typst::diag::{EcoVec, Severity, SourceDiagnostic, error};

use super::file::{BrandFile, Defaults, OurLogo, Ours};
use super::published::{Color, Logo, LogoFile, Meta, Style, Typography};
use super::{Brand, FILE, FOLDER, OURS, key, list, value_span};
use crate::diag::{Files, InputFile, hint_for, shaped_yaml};

/// A brand's file with all that it inherits, and the folders in which its files are looked for, its own first.
pub(super) struct Inherited {
    /// What it says.
    pub brand: BrandFile,
    /// The folders, from the project's root made whole.
    pub folders: Vec<PathBuf>,
}

/// Adds to a brand what it extends; `below` are the folders of the brands that extend it, if it is read for them.
///
/// What is wrong with a brand that is extended is told with its place there.
pub(super) fn inherit(
    files: &Files,
    file: &InputFile,
    brand: BrandFile,
    folder: PathBuf,
    below: &[PathBuf],
    errors: &mut EcoVec<SourceDiagnostic>,
) -> Inherited {
    let chain: Vec<_> = below.iter().cloned().chain([folder.clone()]).collect();
    let base = extends(&brand).and_then(|name| base(files, file, &name, &chain, errors));
    match base {
        None => Inherited { brand, folders: vec![folder] },
        Some(base) => Inherited {
            brand: over(brand, base.brand),
            folders: [vec![folder], base.folders].concat(),
        },
    }
}

/// Reads the brand that another extends, with all that it inherits itself.
fn base(
    files: &Files,
    file: &InputFile,
    name: &str,
    chain: &[PathBuf],
    errors: &mut EcoVec<SourceDiagnostic>,
) -> Option<Inherited> {
    let names = list(files.root());
    if !names.iter().any(|known| known == name) {
        let span = value_span(file, &[OURS[0], OURS[1], "extends"], name);
        let hint = hint_for(name, names.iter().map(String::as_str));
        errors.push(error!(span, "unknown brand `{name}`"; hint: "{hint}"));
        return None;
    }
    let path = Path::new(FOLDER).join(name);
    let folder = files.root().join(&path);
    if chain.contains(&folder) {
        errors.push(error!(key(file, &["extends"]), "the brand extends itself by way of `{name}`"; hint: "let one of them extend no other"));
        return None;
    }
    let base_file = files.read(&path.join(FILE)).map_err(|faults| errors.extend(faults)).ok()?;
    let shaped = shaped_yaml::<BrandFile>(&base_file);
    let (inherited, mut faults) = shaped.then(&base_file, |parsed, faults| {
        Some(inherit(files, &base_file, parsed, folder, chain, faults))
    });
    let is_error = |fault: &SourceDiagnostic| fault.severity == Severity::Error;
    if !faults.iter().any(is_error) {
        faults = Brand::read(files, &path).1;
    }
    let before = errors.len();
    errors.extend(faults.into_iter().filter(is_error));
    inherited.filter(|_| errors.len() == before)
}

/// Returns the brand that a brand extends.
fn extends(brand: &BrandFile) -> Option<String> {
    brand.defaults.as_ref()?.kapacitet.as_ref()?.extends.clone()
}

/// Lays a brand over another.
fn over(brand: BrandFile, base: BrandFile) -> BrandFile {
    BrandFile {
        meta: both(brand.meta, base.meta, |own, base| Meta {
            name: own.name.or(base.name),
            link: own.link.or(base.link),
        }),
        logo: both(brand.logo, base.logo, |own, base| {
            LogoFile::Full(Box::new(logo(own.full(), base.full())))
        }),
        color: both(brand.color, base.color, |own, base| Color {
            palette: entries(own.palette, base.palette),
            theme: entries(own.theme, base.theme),
        }),
        typography: both(brand.typography, base.typography, typography),
        defaults: both(brand.defaults, base.defaults, |own, base| Defaults {
            kapacitet: both(own.kapacitet, base.kapacitet, ours),
        }),
    }
}

/// Lays the images of a brand over another's.
fn logo(own: Logo, base: Logo) -> Logo {
    Logo {
        images: both(own.images, base.images, entries),
        small: own.small.or(base.small),
        medium: own.medium.or(base.medium),
        large: own.large.or(base.large),
    }
}

/// Lays the fonts of a brand over another's: the families of both are there.
fn typography(mut own: Typography, base: Typography) -> Typography {
    own.fonts = both(own.fonts, base.fonts, |mut own, base| {
        own.extend(base);
        own
    });
    let fonts = own.fonts.as_deref().unwrap_or_default();
    let has_file = |family: &str| {
        fonts.iter().any(|font| font.family == family && font.paths().next().is_some())
    };
    let style = |own: Option<Style>, base| both(own, base, |own, base| own.over(base, has_file));
    own.base = style(own.base.take(), base.base);
    own.headings = style(own.headings.take(), base.headings);
    own.link = style(own.link.take(), base.link);
    own
}

/// Lays our part of a brand over another's.
fn ours(own: Ours, base: Ours) -> Ours {
    let logo = OurLogo {
        sv: own.logo.sv.or(base.logo.sv),
        en: own.logo.en.or(base.logo.en),
        min_width_mm: own.logo.min_width_mm.or(base.logo.min_width_mm),
        clear_space: own.logo.clear_space.or(base.logo.clear_space),
    };
    Ours {
        extends: own.extends,
        contact: own.contact.or(base.contact),
        organisation: own.organisation.or(base.organisation),
        logo,
        cover: own.cover.or(base.cover),
        colors: entries(own.colors, base.colors),
        print: entries(own.print, base.print),
        sizes: entries(own.sizes, base.sizes),
        pitch: entries(own.pitch, base.pitch),
        chart: entries(own.chart, base.chart),
        partners: own.partners.or(base.partners),
    }
}

/// Joins two values if both are there.
fn both<T>(own: Option<T>, base: Option<T>, join: impl FnOnce(T, T) -> T) -> Option<T> {
    match (own, base) {
        (Some(own), Some(base)) => Some(join(own, base)),
        (own, base) => own.or(base),
    }
}

/// Joins two tables; an entry of the first goes before one of the second.
fn entries<T>(own: BTreeMap<String, T>, base: BTreeMap<String, T>) -> BTreeMap<String, T> {
    let mut joined = base;
    joined.extend(own);
    joined
}
