//! Just enough of a PDF reader for the tests: objects, streams, structure.
//!
//! It reads what the engine writes: whole objects at known places, object
//! streams, deflated streams. It is no reader for other files.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use flate2::read::ZlibDecoder;
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf};

/// A value of a PDF.
#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    /// `null`, a boolean or another bare word.
    Word(String),
    /// A number.
    Number(f64),
    /// A name, without its slash.
    Name(String),
    /// A string's bytes.
    Text(Vec<u8>),
    /// An array.
    Array(Vec<Object>),
    /// A dictionary.
    Dict(BTreeMap<String, Object>),
    /// A reference to another object.
    Ref(u32),
}

/// A file's objects.
pub struct Pdf {
    /// The values by object number.
    objects: BTreeMap<u32, Object>,
    /// The bytes of streams, inflated.
    streams: BTreeMap<u32, Vec<u8>>,
}

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

impl Object {
    /// Returns an entry of a dictionary.
    pub fn get(&self, key: &str) -> Option<&Object> {
        match self {
            Self::Dict(entries) => entries.get(key),
            _ => None,
        }
    }

    /// Returns a name's letters.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// Returns a whole number.
    fn integer(&self) -> Option<usize> {
        match self {
            Self::Number(number) => Some(*number as usize),
            _ => None,
        }
    }

    /// Returns a string's text: UTF-16 with its mark, or else Latin letters.
    pub fn text(&self) -> Option<String> {
        let Self::Text(bytes) = self else { return None };
        Some(match bytes.strip_prefix(b"\xfe\xff") {
            Some(wide) => {
                let pairs = wide.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                String::from_utf16_lossy(&pairs.collect::<Vec<_>>())
            }
            None => bytes.iter().map(|&byte| char::from(byte)).collect(),
        })
    }
}

impl Pdf {
    /// Reads a file.
    pub fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap();
        let mut pdf = Self { objects: BTreeMap::new(), streams: BTreeMap::new() };
        let mut at = 0;
        while let Some(start) = find(&bytes[at..], b" 0 obj") {
            let number = number_before(&bytes, at + start);
            let mut cursor = Cursor { bytes: &bytes, at: at + start + 6 };
            let object = cursor.object();
            cursor.skip_space();
            if let Some(length) = object.get("Length").and_then(Object::integer)
                && bytes[cursor.at..].starts_with(b"stream")
            {
                let from = cursor.at + 6 + find(&bytes[cursor.at + 6..], b"\n").unwrap() + 1;
                pdf.streams.insert(number, inflated(&object, &bytes[from..from + length]));
                cursor.at = from + length;
            }
            pdf.objects.insert(number, object);
            at = cursor.at;
        }
        pdf.open_object_streams();
        assert!(pdf.objects.len() > 20, "{} objects in {}", pdf.objects.len(), path.display());
        pdf
    }

    /// Adds the objects that stand in object streams.
    fn open_object_streams(&mut self) {
        let is_stream =
            |object: &Object| object.get("Type").and_then(Object::name) == Some("ObjStm");
        let holders: Vec<_> = self
            .objects
            .iter()
            .filter(|(_, object)| is_stream(object))
            .map(|(number, object)| (*number, object.clone()))
            .collect();
        for (holder, object) in holders {
            let bytes = self.streams[&holder].clone();
            let field = |name: &str| object.get(name).and_then(Object::integer).unwrap();
            let (count, first) = (field("N"), field("First"));
            let mut index = Cursor { bytes: &bytes, at: 0 };
            for _ in 0..count {
                let number = index.object().integer().unwrap() as u32;
                let offset = index.object().integer().unwrap();
                let object = Cursor { bytes: &bytes, at: first + offset }.object();
                self.objects.insert(number, object);
            }
        }
    }

    /// Follows a reference.
    pub fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        match object {
            Object::Ref(number) => &self.objects[number],
            other => other,
        }
    }

    /// Returns the elements of the structure with a tag.
    pub fn elements(&self, tag: &str) -> Vec<&Object> {
        let is_element = |object: &&Object| {
            object.get("S").and_then(Object::name) == Some(tag) && object.get("P").is_some()
        };
        self.objects.values().filter(is_element).collect()
    }

    /// Returns the tags of an element's descendants, in their order.
    pub fn tags_below(&self, element: &Object) -> Vec<String> {
        let mut tags = Vec::new();
        let children = match element.get("K").map(|children| self.resolve(children)) {
            Some(Object::Array(children)) => children.iter().collect(),
            Some(child) => vec![child],
            None => vec![],
        };
        for child in children {
            let child = self.resolve(child);
            tags.extend(child.get("S").and_then(Object::name).map(str::to_owned));
            tags.extend(self.tags_below(child));
        }
        tags
    }

    /// Returns the embedded files by name.
    pub fn attachments(&self) -> BTreeMap<String, Vec<u8>> {
        let mut attachments = BTreeMap::new();
        for spec in self.objects.values() {
            if spec.get("Type").and_then(Object::name) != Some("Filespec") {
                continue;
            }
            assert_eq!(spec.get("AFRelationship").and_then(Object::name), Some("Data"));
            let name = spec.get("UF").and_then(Object::text).unwrap();
            let files = self.resolve(spec.get("EF").unwrap());
            let Some(Object::Ref(stream)) = files.get("F") else { panic!("{name} has no file") };
            attachments.insert(name, self.streams[stream].clone());
        }
        attachments
    }
}

/// Returns a stream's bytes without its filter.
fn inflated(object: &Object, bytes: &[u8]) -> Vec<u8> {
    let filter = object.get("Filter");
    let filters = match filter {
        Some(Object::Array(filters)) => filters.clone(),
        Some(filter) => vec![filter.clone()],
        None => vec![],
    };
    match filters.as_slice() {
        [Object::Name(name)] if name == "FlateDecode" => {
            let mut content = Vec::new();
            ZlibDecoder::new(bytes).read_to_end(&mut content).unwrap();
            content
        }
        _ => bytes.to_vec(),
    }
}

/// Returns where a sequence begins.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Returns the number that ends at a place.
fn number_before(bytes: &[u8], end: usize) -> u32 {
    let digits = bytes[..end].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&bytes[end - digits..end]).unwrap().parse().unwrap()
}

/// A place in a file.
struct Cursor<'a> {
    /// The file.
    bytes: &'a [u8],
    /// The place.
    at: usize,
}

impl Cursor<'_> {
    /// Passes over white space.
    fn skip_space(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    /// Passes over a mark, if it is next.
    fn take(&mut self, mark: &[u8]) -> bool {
        self.skip_space();
        let found = self.bytes[self.at..].starts_with(mark);
        self.at += if found { mark.len() } else { 0 };
        found
    }

    /// Reads the next value.
    fn object(&mut self) -> Object {
        if self.take(b"<<") {
            let mut entries = BTreeMap::new();
            while !self.take(b">>") {
                let Object::Name(key) = self.object() else { panic!("no key at {}", self.at) };
                entries.insert(key, self.object());
            }
            Object::Dict(entries)
        } else if self.take(b"[") {
            let mut items = Vec::new();
            while !self.take(b"]") {
                items.push(self.object());
            }
            Object::Array(items)
        } else if self.take(b"(") {
            Object::Text(self.literal())
        } else if self.take(b"<") {
            Object::Text(self.hex())
        } else if self.take(b"/") {
            Object::Name(self.word())
        } else {
            self.number_or_word()
        }
    }

    /// Reads the letters up to the next delimiter.
    fn word(&mut self) -> String {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"()<>[]{}/%".contains(byte);
        let length = self.bytes[self.at..].iter().take_while(|byte| !ends(byte)).count();
        let word = String::from_utf8_lossy(&self.bytes[self.at..self.at + length]).into_owned();
        assert!(length > 0 || self.at > 0, "nothing at {}", self.at);
        self.at += length;
        word
    }

    /// Reads a number, a reference or a bare word.
    fn number_or_word(&mut self) -> Object {
        let word = self.word();
        let Ok(number) = word.parse::<f64>() else { return Object::Word(word) };
        let after = self.at;
        if word.bytes().all(|byte| byte.is_ascii_digit()) && self.take(b"0 R") {
            return Object::Ref(number as u32);
        }
        self.at = after;
        Object::Number(number)
    }

    /// Reads a string in brackets, whose opening one has been passed.
    fn literal(&mut self) -> Vec<u8> {
        let (mut text, mut depth) = (Vec::new(), 1);
        loop {
            let byte = self.bytes[self.at];
            self.at += 1;
            match byte {
                b'\\' => {
                    text.extend(self.escaped());
                    continue;
                }
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return text;
            }
            text.push(byte);
        }
    }

    /// Reads what follows a backslash.
    fn escaped(&mut self) -> Option<u8> {
        let rest = &self.bytes[self.at..];
        let digits = rest.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
        if digits > 0 {
            self.at += digits;
            let value =
                rest[..digits].iter().fold(0u32, |sum, digit| sum * 8 + u32::from(digit - b'0'));
            return Some(value as u8);
        }
        self.at += 1;
        match rest[0] {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            b'\n' => None,
            other => Some(other),
        }
    }

    /// Reads a string of hexadecimal digits, whose opening mark has been passed.
    fn hex(&mut self) -> Vec<u8> {
        let length = find(&self.bytes[self.at..], b">").unwrap();
        let digits: Vec<_> = self.bytes[self.at..self.at + length]
            .iter()
            .filter_map(|&byte| char::from(byte).to_digit(16))
            .collect();
        self.at += length + 1;
        digits.chunks(2).map(|pair| (pair[0] * 16 + pair.get(1).unwrap_or(&0)) as u8).collect()
    }
}
