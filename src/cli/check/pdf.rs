//! Whether finished PDFs conform.
//!
//! Every PDF is to be PDF/UA-1 and PDF/A-3a at once. No validator reports a
//! table without header cells, so that rule is checked here by walking the
//! structure tree.

use std::path::Path;

use lopdf::{Dictionary, Document, Object, ObjectId};
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

use crate::diag::{Fault, read_whole};

/// The standards that every PDF meets.
const PROFILES: [(ValidationProfile, &str); 2] =
    [(ValidationProfile::PdfUa1, "PDF/UA-1"), (ValidationProfile::PdfA3a, "PDF/A-3a")];

/// Checks a file.
pub fn check(path: &Path) -> Vec<Fault> {
    let faults = match read_whole(path, &path.display().to_string()) {
        Ok(pdf) => faults(&pdf),
        Err(fault) => return vec![fault],
    };
    let fault = |fault: String| Fault::error(format!("`{}`: {fault}", path.display()));
    faults.into_iter().map(fault).collect()
}

/// Returns everything that keeps a PDF from conforming.
fn faults(pdf: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    for (profile, name) in PROFILES {
        match validate_pdf_bytes(pdf, &ValidationOptions::default().profile(profile)) {
            Ok(report) => {
                faults.extend(report.failures.iter().map(|failure| {
                    format!("{name}, rule {}: {}", failure.rule_id, failure.message)
                }))
            }
            Err(error) => faults.push(format!("{name}: {error}")),
        }
    }
    match Document::load_mem(pdf) {
        Ok(document) => faults.extend(tables_without_header(&document)),
        Err(error) => faults.push(format!("not a PDF: {error}")),
    }
    faults
}

/// Returns a fault for each table of the structure tree without a header cell.
fn tables_without_header(document: &Document) -> Vec<String> {
    let elements = || {
        document.objects.iter().filter_map(|(&id, object)| {
            let element = object.as_dict().ok()?;
            (kind(element)? == b"Table").then_some((id, element))
        })
    };
    let bare = elements().filter(|(_, table)| !has_header(document, table, 0));
    bare.map(|(id, _)| format!("the table of object {} has no header cell", id.0)).collect()
}

/// Returns a structure element's type.
fn kind(element: &Dictionary) -> Option<&[u8]> {
    let is_element = element.get(b"Type").and_then(Object::as_name).ok()? == b"StructElem";
    is_element.then(|| element.get(b"S").and_then(Object::as_name).ok()).flatten()
}

/// Whether a header cell lies under an element.
fn has_header(document: &Document, element: &Dictionary, depth: usize) -> bool {
    if kind(element) == Some(b"TH") {
        return true;
    }
    // A tree that bites its tail is not ours; the bound keeps the walk finite.
    depth < 32
        && children(element).iter().any(|&id| {
            let child = document.get_object(id).and_then(Object::as_dict);
            child.is_ok_and(|child| has_header(document, child, depth + 1))
        })
}

/// Returns the structure elements below an element.
fn children(element: &Dictionary) -> Vec<ObjectId> {
    match element.get(b"K") {
        Ok(Object::Reference(id)) => vec![*id],
        Ok(Object::Array(kids)) => kids.iter().filter_map(|kid| kid.as_reference().ok()).collect(),
        _ => Vec::new(),
    }
}
