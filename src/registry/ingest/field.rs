//! Names the field of a record that a parser's fault lies in.

/// Returns the last key that begins before a place in a JSON text.
///
/// `line` and `column` are the parser's, from 1. The parser stops inside or
/// behind the value that it refuses, so the last key before is that value's own.
pub fn field_at(json: &[u8], line: usize, column: usize) -> Option<String> {
    let line_start: usize = json
        .split_inclusive(|&byte| byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    let end = (line_start + column).min(json.len());

    let mut key = None;
    let mut at = 0;
    while at < end {
        if json[at] != b'"' {
            at += 1;
            continue;
        }
        let close = string_end(json, at)?;
        let rest = json[close + 1..].trim_ascii_start();
        if rest.first() == Some(&b':') {
            key = Some(&json[at + 1..close]);
        }
        at = close + 1;
    }
    key.map(|key| String::from_utf8_lossy(key).into_owned())
}

/// Returns the closing quote of the string that opens at `open`.
fn string_end(json: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        match json.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}
