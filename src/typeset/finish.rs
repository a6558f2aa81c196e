//! Two touches to an exported PDF, for the sake of those who check it.
//!
//! Both leave every byte's position as it was, so the file's table of objects
//! stays true.
//!
//! * Stream data that end in a carriage return are followed by the exporter's
//!   line feed, and a reader cannot tell whether the two belong together. A
//!   carriage return in the line feed's place ends that doubt.
//! * Each heading carries its text a second time as a title, in UTF-16 when it
//!   holds a letter like å. Nothing needs it, and programs that print the
//!   structure as UTF-8 stumble over it; it becomes space.

/// What begins a stream's data.
const STREAM: &[u8] = b">>\nstream\n";
/// What follows them.
const END: &[u8] = b"\nendstream";
/// What begins a heading's structure element.
const HEADING: &[u8] = b"<</Type/StructElem/S/H";
/// What begins a title in UTF-16.
const TITLE: &[u8] = b"/T<FEFF";

/// Makes both touches.
pub fn finish(pdf: &mut [u8]) {
    let mut at = 0;
    while at < pdf.len() {
        // Between two streams lies structure; inside them anything could look
        // like it.
        let gap = find(&pdf[at..], STREAM).map_or(pdf.len(), |found| at + found + STREAM.len());
        blank_titles(&mut pdf[at..gap]);
        let Some(length) = stream_length(&pdf[at..gap]) else { break };
        let end = gap + length;
        if pdf.get(end..).is_some_and(|rest| rest.starts_with(END)) && pdf[end - 1] == b'\r' {
            pdf[end] = b'\r';
        }
        at = end;
    }
}

/// Returns the length that the last dictionary before a stream declares.
fn stream_length(structure: &[u8]) -> Option<usize> {
    let object = structure.windows(4).rposition(|bytes| bytes == b"obj\n")?;
    let declared = find(&structure[object..], b"/Length ")? + object + b"/Length ".len();
    let digits = structure[declared..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&structure[declared..declared + digits]).ok()?.parse().ok()
}

/// Overwrites the UTF-16 titles of headings with spaces.
fn blank_titles(structure: &mut [u8]) {
    let mut at = 0;
    while let Some(heading) = find(&structure[at..], HEADING).map(|found| at + found) {
        let end = find(&structure[heading..], b"endobj").map_or(structure.len(), |e| heading + e);
        if let Some(title) = find(&structure[heading..end], TITLE).map(|found| heading + found) {
            let close = structure[title..end].iter().position(|&byte| byte == b'>');
            if let Some(close) = close {
                structure[title..=title + close].fill(b' ');
            }
        }
        at = end;
    }
}

/// Returns where `needle` first stands in `bytes`.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_that_end_in_a_carriage_return_are_told_from_what_follows() {
        let mut pdf = b"1 0 obj\n<</Length 3>>\nstream\nab\r\nendstream\nendobj\n".to_vec();
        finish(&mut pdf);
        assert_eq!(pdf, b"1 0 obj\n<</Length 3>>\nstream\nab\r\rendstream\nendobj\n");
    }

    #[test]
    fn other_data_stay_as_they_are() {
        let text = b"1 0 obj\n<</Length 3>>\nstream\nabc\nendstream\nendobj\n";
        let mut pdf = text.to_vec();
        finish(&mut pdf);
        assert_eq!(pdf, text);
    }

    #[test]
    fn a_heading_loses_its_second_title_and_no_byte_moves() {
        let text = b"2 0 obj\n<</Type/StructElem/S/H2/P 1 0 R/T<FEFF00E5>/K[2]>>\nendobj\n";
        let mut pdf = text.to_vec();
        finish(&mut pdf);
        assert_eq!(pdf.len(), text.len());
        assert!(find(&pdf, b"FEFF").is_none());
        assert!(find(&pdf, b"/K[2]>>\nendobj").is_some());
    }

    #[test]
    fn what_looks_like_structure_inside_a_stream_is_data() {
        let inside = b"<</Type/StructElem/S/H1/T<FEFF00E5>>>endobj";
        let mut pdf = format!("1 0 obj\n<</Length {}>>\nstream\n", inside.len()).into_bytes();
        pdf.extend_from_slice(inside);
        pdf.extend_from_slice(b"\nendstream\nendobj\n");
        let before = pdf.clone();
        finish(&mut pdf);
        assert_eq!(pdf, before);
    }
}
