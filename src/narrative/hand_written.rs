//! Texts that people write by hand into a document, such as a foreword.
//!
//! They are Typst files with nothing but markup and plain text: paragraphs, emphasis, lists, links. Code, formulae, headings, labels and
//! references are refused, so such a text can do nothing and cannot break the order of the page. Its numbers are its author's, not the
//! engine's: no claim stands behind them, and the log of claims says so.
//!
//! Another format is another arm of [`read`]; what comes out is the same markup.

use typst::diag::{SourceResult, bail};
use typst::syntax::{Source, SyntaxKind, SyntaxNode};

use super::as_read;
use crate::diag::InputFile;

/// A text written by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandWritten {
    /// Its file, from the project's root.
    pub path: String,
    /// Its markup, inert.
    pub typst: String,
    /// The text as it is read.
    pub read: String,
}

/// Reads a text; its format is told by the end of its file's name.
pub fn read(file: &InputFile) -> SourceResult<HandWritten> {
    let typst = match file.path.rsplit_once('.').map(|(_, end)| end) {
        Some("typ") => markup(file)?,
        _ => bail!(
            file.whole(), "cannot read `{}` as a text", file.path;
            hint: "expected a Typst file with plain text, such as `foreword.sv.typ`"
        ),
    };
    if typst.is_empty() {
        bail!(
            file.whole(), "`{}` is empty", file.path;
            hint: "write the text, or leave the file out of the edition: its place says that it is missing"
        );
    }
    let read = as_read(&typst);
    Ok(HandWritten { path: file.path.clone(), typst, read })
}

/// Returns the definition of a text in the narrative's module.
pub fn definition(slot: &str, text: &HandWritten) -> String {
    // The line break ends a comment on the last line.
    format!("#let {} = [{}\n]\n", block_of(slot), text.typst)
}

/// Returns the name under which a template says a text.
pub fn block_of(slot: &str) -> String {
    format!("slot_{slot}")
}

/// What a text may be made of.
const ALLOWED: [SyntaxKind; 19] = [
    SyntaxKind::Markup,
    SyntaxKind::Text,
    SyntaxKind::Space,
    SyntaxKind::Parbreak,
    SyntaxKind::Linebreak,
    SyntaxKind::Escape,
    SyntaxKind::Shorthand,
    SyntaxKind::SmartQuote,
    SyntaxKind::Strong,
    SyntaxKind::Star,
    SyntaxKind::Emph,
    SyntaxKind::Underscore,
    SyntaxKind::ListItem,
    SyntaxKind::ListMarker,
    SyntaxKind::EnumItem,
    SyntaxKind::EnumMarker,
    SyntaxKind::Link,
    SyntaxKind::LineComment,
    SyntaxKind::BlockComment,
];

/// Returns the markup of a file, checked.
fn markup(file: &InputFile) -> SourceResult<String> {
    let text = file.text.trim();
    let root = typst::syntax::parse(&file.text);
    if let Some(error) = root.errors_and_warnings().0.first() {
        bail!(file.whole(), "not Typst markup: {}", error.message);
    }
    let mut at = 0;
    if let Some((start, node)) = foreign(&root, &mut at) {
        let end = start + node.len();
        let (what, hint) = refused(node.kind());
        bail!(file.span(start..end), "{what} in a text written by hand"; hint: "{hint}");
    }
    // A bracket must not end the definition that the text becomes.
    let line = format!("#let text = [{text}\n]");
    let source = Source::detached(&line);
    let kinds: Vec<_> = source.root().children().map(SyntaxNode::kind).collect();
    let is_one = kinds == [SyntaxKind::Hash, SyntaxKind::LetBinding];
    if !is_one || !source.root().errors_and_warnings().0.is_empty() {
        bail!(
            file.whole(), "a bracket that belongs to no other";
            hint: "escape a bracket that is not meant as markup with a backslash"
        );
    }
    Ok(text.to_owned())
}

/// Returns the first node that may not be there, with where it begins.
fn foreign<'a>(node: &'a SyntaxNode, at: &mut usize) -> Option<(usize, &'a SyntaxNode)> {
    if !ALLOWED.contains(&node.kind()) {
        return Some((*at, node));
    }
    if node.children().len() == 0 {
        *at += node.len();
        return None;
    }
    node.children().find_map(|child| foreign(child, at))
}

/// Returns what a node is called that may not be there, and what to do.
fn refused(kind: SyntaxKind) -> (&'static str, &'static str) {
    match kind {
        SyntaxKind::Heading | SyntaxKind::HeadingMarker => {
            ("a heading", "the page has one; write a line in *bold* instead")
        }
        SyntaxKind::Equation | SyntaxKind::Dollar => {
            ("a formula", "escape a dollar sign that is meant as one with a backslash")
        }
        SyntaxKind::Hash => ("code", "escape a `#` that is meant as one with a backslash"),
        SyntaxKind::Label | SyntaxKind::Ref | SyntaxKind::RefMarker => {
            ("a label or reference", "escape `<` and `@` that are meant as such with a backslash")
        }
        _ => ("code or raw text", "write paragraphs, lists and emphasis only"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diag::Files;

    /// Returns a text, or what is said of it.
    fn said(text: &str) -> Result<HandWritten, String> {
        let files = Files::new(Path::new("/nowhere"));
        let file = files.add("foreword.sv.typ", text);
        read(&file).map_err(|errors| {
            let fault = files.resolve(&errors).remove(0);
            let place = fault.place.map(|place| format!("{}:{} ", place.line, place.column));
            format!("{}{}", place.unwrap_or_default(), fault.message)
        })
    }

    #[test]
    fn paragraphs_emphasis_lists_and_links_are_taken_as_they_stand() {
        let text =
            said("Det *viktigaste*, _först_:\n\n- ett ”citat”\n- https://example.org\n\n").unwrap();
        assert_eq!(
            text.typst,
            "Det *viktigaste*, _först_:\n\n- ett ”citat”\n- https://example.org"
        );
        assert_eq!(text.read, "Det viktigaste, först: ett ”citat” https://example.org");
        assert!(
            definition("foreword", &text).starts_with("#let slot_foreword = [Det *viktigaste*")
        );
    }

    #[test]
    fn whatever_could_do_something_is_refused_at_its_place() {
        for (text, message) in [
            ("Text\n#read(\"/etc/passwd\")", "2:1 code in a text written by hand"),
            ("*a #b*", "1:4 code in a text written by hand"),
            ("kostar $5 och $6", "1:8 a formula in a text written by hand"),
            ("= Förord", "1:1 a heading in a text written by hand"),
            ("se @fig", "1:4 a label or reference in a text written by hand"),
            ("`kod`", "1:1 code or raw text in a text written by hand"),
            ("a ] #read(\"x\") [ b", "1:1 not Typst markup: unexpected closing bracket"),
            ("a ] b", "1:1 not Typst markup: unexpected closing bracket"),
            ("  \n", "1:1 `foreword.sv.typ` is empty"),
        ] {
            assert_eq!(said(text).unwrap_err(), message, "{text}");
        }
        assert_eq!(said("\\#a \\$5").unwrap().read, "#a $5");
    }

    #[test]
    fn a_comment_on_the_last_line_does_not_swallow_the_end() {
        let text = said("Text // tills vidare").unwrap();
        assert!(definition("a", &text).ends_with("// tills vidare\n]\n"));
    }
}
