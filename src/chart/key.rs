//! Keys: what marks mean, where a label at the mark itself has no room.
//!
//! Entries flow in lines like words; none is broken unless it is wider than the
//! chart. A key names only what is drawn, with the marks that are drawn.

use typst::diag::StrResult;

use super::canvas::{Align, Canvas, Point, Type, width, wrap};
use super::theme::Theme;

/// Space between a mark and its words.
const MARK_GAP: f64 = 4.0;
/// Space between two entries.
const ENTRY_GAP: f64 = 11.0;

/// An entry with its place in the key.
pub struct Entry {
    /// Which of the entries that were given it is.
    pub index: usize,
    /// Line from the top, from 0.
    line: usize,
    /// Left edge of the mark.
    left: f64,
    /// Left edge of the words.
    text: f64,
    /// The words, broken only where they are wider than the key.
    words: Vec<String>,
}

/// A key that is laid out.
pub struct Key {
    /// The entries.
    entries: Vec<Entry>,
    /// Height of a line.
    leading: f64,
    /// The number of lines.
    lines: usize,
    /// Style of the words.
    style: Type,
}

impl Key {
    /// Lays out entries, each the width of its mark and its words, in lines of a width.
    pub fn flow(theme: &Theme, style: Type, entries: &[(f64, &str)], width_pt: f64) -> Self {
        let leading = style.leading().max(theme.small().leading()) + 1.0;
        let mut key = Self { entries: Vec::new(), leading, lines: 0, style };
        let (mut line, mut x) = (0, 0.0);
        for (index, &(mark, words)) in entries.iter().enumerate() {
            let indent = if mark > 0.0 { mark + MARK_GAP } else { 0.0 };
            let words = wrap(theme, style, words, width_pt - indent);
            let lines = words.iter().map(|line| width(theme, style, line));
            let size = indent + lines.fold(0.0, f64::max);
            if x > 0.0 && x + size > width_pt {
                (line, x) = (line + 1, 0.0);
            }
            let depth = words.len().max(1);
            key.lines = line + depth;
            key.entries.push(Entry { index, line, left: x, text: x + indent, words });
            x += size + ENTRY_GAP;
            if depth > 1 {
                (line, x) = (line + depth, 0.0);
            }
        }
        key
    }

    /// Returns the height.
    pub fn height(&self) -> f64 {
        self.lines as f64 * self.leading
    }

    /// Draws the words, and each mark with `mark`, which is given which entry it is of, its
    /// left edge and its middle.
    pub fn draw(
        &self,
        canvas: &Canvas,
        origin: Point,
        mark: &dyn Fn(usize, Point) -> StrResult<()>,
    ) -> StrResult<()> {
        for entry in &self.entries {
            let y = origin.1 + (entry.line as f64 + 0.5) * self.leading;
            if entry.text > entry.left {
                mark(entry.index, (origin.0 + entry.left, y))?;
            }
            let mut y = y;
            for line in &entry.words {
                canvas.text((origin.0 + entry.text, y), Align::Left, self.style, line)?;
                y += self.leading;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::theme::tests::theme;

    #[test]
    fn entries_flow_and_only_one_wider_than_the_key_is_broken() {
        let lines = |width: f64| {
            let words = [(8.0, "alla regioner"), (8.0, "mellersta halvan"), (0.0, "snitt")];
            let key = Key::flow(theme(), theme().small(), &words, width);
            key.entries.iter().map(|entry| (entry.line, entry.words.len())).collect::<Vec<_>>()
        };
        assert_eq!(lines(300.0), [(0, 1), (0, 1), (0, 1)]);
        assert_eq!(lines(80.0), [(0, 1), (1, 1), (2, 1)]);
        assert_eq!(lines(50.0), [(0, 2), (2, 2), (4, 1)]);
    }
}
