//! Looking into a finished PDF: its structure, its texts, its attachments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lopdf::{Dictionary, Document, Object, decode_text_string};
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf};

/// A PDF whose objects can be walked.
pub struct Pdf(Document);

/// Asserts that a file is PDF/UA-1 and PDF/A-3a.
pub fn assert_conforms(path: &Path) {
    for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
        let options = ValidationOptions::default().profile(profile);
        let report = validate_pdf(path, &options).unwrap();
        let name = path.display();
        assert!(report.is_compliant, "{name}: {:#?}", report.failures);
        assert!(report.rules.total > 50, "{name}: only {} rules", report.rules.total);
    }
}

impl Pdf {
    /// Reads a file.
    pub fn read(path: &Path) -> Self {
        Self(Document::load(path).unwrap())
    }

    /// Returns the dictionaries of a type, such as `StructElem`.
    fn of_type(&self, name: &str) -> Vec<&Dictionary> {
        let dictionaries = self.0.objects.values().filter_map(|object| object.as_dict().ok());
        dictionaries.filter(|entry| entry.has_type(name.as_bytes())).collect()
    }

    /// Returns the elements of the structure with a tag.
    pub fn elements(&self, tag: &str) -> Vec<&Dictionary> {
        let elements = self.of_type("StructElem").into_iter();
        elements.filter(|element| tag_of(element).as_deref() == Some(tag)).collect()
    }

    /// Returns the tags of an element's descendants, in their order.
    pub fn tags_below(&self, element: &Dictionary) -> Vec<String> {
        let children = match element.get(b"K") {
            Ok(Object::Array(children)) => children.iter().collect(),
            Ok(child) => vec![child],
            Err(_) => vec![],
        };
        let mut tags = Vec::new();
        for child in children {
            let child = self.0.dereference(child).map(|(_, child)| child);
            let Some(child) = child.ok().and_then(|child| child.as_dict().ok()) else { continue };
            tags.extend(tag_of(child));
            tags.extend(self.tags_below(child));
        }
        tags
    }

    /// Returns an element's text for those who cannot see it.
    pub fn alt(&self, element: &Dictionary) -> Option<String> {
        let text = self.0.dereference(element.get(b"Alt").ok()?).ok()?.1;
        decode_text_string(text).ok()
    }

    /// Returns the embedded files by name; each is declared as data.
    pub fn attachments(&self) -> BTreeMap<String, Vec<u8>> {
        let specs = self.of_type("Filespec").into_iter();
        let file = |spec: &Dictionary| {
            assert_eq!(spec.get(b"AFRelationship").unwrap().as_name().unwrap(), b"Data");
            let name = decode_text_string(spec.get(b"UF").unwrap()).unwrap();
            let files = spec.get(b"EF").unwrap().as_dict().unwrap();
            let (_, stream) = self.0.dereference(files.get(b"F").unwrap()).unwrap();
            (name, stream.as_stream().unwrap().get_plain_content().unwrap())
        };
        specs.map(file).collect()
    }

    /// Returns the PostScript names of the embedded fonts, sorted.
    pub fn fonts(&self) -> Vec<String> {
        let fonts = self.of_type("FontDescriptor").into_iter();
        let name = |font: &Dictionary| {
            let name = font.get(b"FontName").unwrap().as_name().unwrap();
            // A subset has six letters of its own before the name.
            String::from_utf8_lossy(name).rsplit('+').next().unwrap_or_default().to_owned()
        };
        let names: BTreeSet<_> = fonts.map(name).collect();
        names.into_iter().collect()
    }

    /// Returns the sheet and the trimmed page of the first page: left, bottom, right and top in points.
    pub fn boxes(&self) -> ([f32; 4], [f32; 4]) {
        let page = self.0.get_dictionary(self.0.get_pages()[&1]).unwrap();
        let sides = |name: &[u8]| {
            let sides = page.get(name).unwrap().as_array().unwrap().iter();
            let sides: Vec<_> = sides.map(|side| side.as_float().unwrap()).collect();
            sides.try_into().unwrap()
        };
        (sides(b"MediaBox"), sides(b"TrimBox"))
    }

    /// Returns the drawing of the first page, as operators.
    pub fn drawing(&self) -> String {
        let page = self.0.get_pages()[&1];
        String::from_utf8_lossy(&self.0.get_page_content(page)).into_owned()
    }

    /// Returns the text of each page, as far as it can be read out of the file.
    pub fn pages(&self) -> Vec<String> {
        let numbers = self.0.get_pages().into_keys();
        numbers.map(|number| self.0.extract_text(&[number]).unwrap()).collect()
    }
}

/// Returns a structure element's tag.
fn tag_of(element: &Dictionary) -> Option<String> {
    let tag = element.get(b"S").ok()?.as_name().ok()?;
    Some(String::from_utf8_lossy(tag).into_owned())
}
