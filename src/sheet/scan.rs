//! A look through the XML of a workbook's parts before anyone parses it.
//!
//! It counts the elements that take memory when they are read, finds declarations of entities, and the longest stretch
//! without a tag. It is no parser: what it lets pass may still be wrong, only not dangerous.

/// How long a tag may be that we look into.
const TAG: usize = 4096;

/// Elements that are counted, by their names without prefix.
pub(super) const COUNTED: [&str; 11] = [
    "c",
    "si",
    "xf",
    "font",
    "fill",
    "border",
    "numFmt",
    "sheet",
    "definedName",
    "Relationship",
    "row",
];

/// What has been seen of a part.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// How often each of [`COUNTED`] opens.
    pub counts: [u64; COUNTED.len()],
    /// Whether the part has a document type or an entity declaration.
    pub has_declarations: bool,
    /// The largest count that a table of shared texts claims to have.
    pub claimed_texts: u64,
    /// The longest stretch without a tag.
    pub longest: u64,
    /// The stretch of now.
    stretch: u64,
    /// The tag that is being read, its first bytes.
    tag: Vec<u8>,
    /// Where we are.
    state: State,
    /// Whether a cell or a range has an address beyond every sheet.
    pub has_wild_address: bool,
    /// Whether there is a formula.
    pub has_formulas: bool,
}

/// Where in the XML we are.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum State {
    /// In text.
    #[default]
    Text,
    /// In a tag.
    Tag,
    /// In a comment, with how many of the last bytes were hyphens.
    Comment(u8),
    /// In a section of raw text, with how many of the last bytes were closing brackets.
    Raw(u8),
}

impl Scan {
    /// Takes in some bytes.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.state == State::Text {
                let length = rest.iter().position(|byte| *byte == b'<').unwrap_or(rest.len());
                self.stretch += length as u64;
                self.longest = self.longest.max(self.stretch);
                rest = &rest[length..];
                if !rest.is_empty() {
                    (self.state, self.stretch) = (State::Tag, 0);
                    self.tag.clear();
                    rest = &rest[1..];
                }
                continue;
            }
            self.stretch += 1;
            self.longest = self.longest.max(self.stretch);
            self.step(rest[0]);
            rest = &rest[1..];
        }
    }

    /// Takes in a byte that is not in text.
    fn step(&mut self, byte: u8) {
        self.state = match (self.state, byte) {
            (State::Tag, b'>') => {
                self.tag_ends();
                State::Text
            }
            (State::Tag, byte) => {
                if self.tag.len() < TAG {
                    self.tag.push(byte);
                }
                match self.tag.as_slice() {
                    b"!--" => State::Comment(0),
                    b"![CDATA[" => State::Raw(0),
                    _ => State::Tag,
                }
            }
            (State::Comment(2..), b'>') | (State::Raw(2..), b'>') => State::Text,
            (State::Comment(hyphens), b'-') => State::Comment((hyphens + 1).min(2)),
            (State::Raw(brackets), b']') => State::Raw((brackets + 1).min(2)),
            (State::Comment(_), _) => State::Comment(0),
            (State::Raw(_), _) => State::Raw(0),
            (State::Text, _) => State::Text,
        };
    }

    /// Looks at a tag that is whole.
    fn tag_ends(&mut self) {
        if self.tag.starts_with(b"!") {
            self.has_declarations = true;
            return;
        }
        let end = self.tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/');
        let name = &self.tag[..end.unwrap_or(self.tag.len())];
        let name = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
        if let Some(at) = COUNTED.iter().position(|counted| counted.as_bytes() == name) {
            self.counts[at] += 1;
        }
        match name {
            b"sst" => {
                let claimed = attribute(&self.tag, b"uniqueCount").map_or(0, number);
                self.claimed_texts = self.claimed_texts.max(claimed);
            }
            b"f" => self.has_formulas = true,
            b"c" | b"row" => self.check_address(b"r"),
            b"dimension" | b"mergeCell" => self.check_address(b"ref"),
            _ => {}
        }
    }

    /// Looks whether the address in an attribute is one that a sheet can have.
    fn check_address(&mut self, name: &[u8]) {
        let Some(text) = attribute(&self.tag, name) else { return };
        let parts: Vec<_> = text.split(|byte| *byte == b':').map(address).collect();
        let is_ordered = parts.windows(2).all(|two| match (two[0], two[1]) {
            (Some(a), Some(b)) => a.0 <= b.0 && a.1 <= b.1,
            _ => false,
        });
        self.has_wild_address |= !is_ordered || parts.contains(&None);
    }

    /// Returns how often an element of [`COUNTED`] opens.
    pub(super) fn count(&self, name: &str) -> u64 {
        COUNTED.iter().position(|counted| *counted == name).map_or(0, |at| self.counts[at])
    }
}

/// Returns the value of an attribute of a tag.
fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut rest = tag;
    loop {
        let equals = rest.iter().position(|byte| *byte == b'=')?;
        let key = rest[..equals].trim_ascii_end();
        let value = rest[equals + 1..].trim_ascii_start();
        let quote = *value.first()?;
        let length = value[1..].iter().position(|byte| *byte == quote)?;
        let is_it = key.ends_with(name)
            && key[..key.len() - name.len()].last().is_some_and(u8::is_ascii_whitespace);
        if is_it {
            return Some(&value[1..=length]);
        }
        rest = &value[length + 2..];
    }
}

/// Returns a number, or the largest when it is none that fits.
fn number(text: &[u8]) -> u64 {
    std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).unwrap_or(u64::MAX)
}

/// Returns row and column of an address, or the row of a row's number, as far as a sheet can have it.
fn address(text: &[u8]) -> Option<(u32, u32)> {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters > 3 || text.len() - letters > 7 {
        return None;
    }
    let column = text[..letters]
        .iter()
        .fold(0, |column, byte| column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = std::str::from_utf8(&text[letters..]).ok()?.parse().ok()?;
    ((1..=1_048_576).contains(&row) && column <= 16_384).then_some((row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks through a text, byte by byte and at once.
    fn scan(text: &str) -> Scan {
        let mut slow = Scan::default();
        text.bytes().for_each(|byte| slow.take(&[byte]));
        let mut scan = Scan::default();
        scan.take(text.as_bytes());
        assert_eq!(format!("{slow:?}"), format!("{scan:?}"));
        scan
    }

    #[test]
    fn cells_are_counted_with_any_prefix() {
        let found =
            scan("<x:row r='1'><x:c r=\"A1\"/><c r=\"B1\" t=\"s\"><v>1</v></c><cols/></x:row>");
        assert_eq!((found.count("c"), found.count("row")), (2, 1));
        assert!(!found.has_wild_address);
    }

    #[test]
    fn declarations_are_found_but_not_in_raw_text_or_comments() {
        assert!(scan("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>").has_declarations);
        assert!(!scan("<a><!-- <!DOCTYPE --><![CDATA[<!DOCTYPE ]]]></a>").has_declarations);
    }

    #[test]
    fn claims_and_addresses_beyond_reason_are_found() {
        assert_eq!(
            scan("<sst count=\"1\" uniqueCount = '99999999999'>").claimed_texts,
            99_999_999_999
        );
        assert!(scan("<c r=\"AAAAAAAAAA1\">").has_wild_address);
        assert!(scan("<row r=\"99999999999\">").has_wild_address);
        assert!(scan("<dimension ref=\"B9:A1\"/>").has_wild_address);
        assert!(!scan("<dimension ref=\"A1:XFD1048576\"/>").has_wild_address);
    }

    #[test]
    fn the_longest_stretch_is_that_without_a_tag() {
        assert_eq!(scan("<a>12345</a><![CDATA[<<<<<<<<]]>").longest, 8 + 8 + 3);
    }
}
