//! What can be known about a narrative without rendering it: its blocks, whether two languages agree on them, and whether the
//! variables are there.

use std::collections::BTreeSet;
use std::ops::Range;

use minijinja::machinery::ast::{Block, Spanned, Stmt};
use minijinja::machinery::{Span, Token, parse, tokenize};
use minijinja::value::ValueKind;
use minijinja::{Environment, Template, Value};
use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, bail, error};

use super::environment::{REMOVED_GLOBALS, fault, syntax};
use crate::diag::{InputFile, hint_for};

/// A block of a narrative.
pub(super) struct BlockOutline {
    /// Its name.
    pub name: String,
    /// Where it begins.
    pub range: Range<usize>,
}

/// Returns where a narrative has a block.
pub fn place(file: &InputFile, name: &str) -> Option<Range<usize>> {
    let found = blocks(file).ok()?.into_iter().find(|block| block.name == name);
    found.map(|block| block.range)
}

/// Checks that the narratives of two languages have the same blocks.
///
/// Nothing else is compared: a slip in one file is that file's own, and found when its language is rendered, so that the other language's
/// documents are still made. That goes for a file that cannot be read as a narrative at all, too.
pub fn check_pair(first: &InputFile, second: &InputFile) -> SourceResult<()> {
    let (Ok(first_blocks), Ok(second_blocks)) = (blocks(first), blocks(second)) else {
        return Ok(());
    };
    let mut errors = missing_blocks(second, &second_blocks, first, &first_blocks);
    errors.extend(missing_blocks(first, &first_blocks, second, &second_blocks));
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Says which blocks of another language a narrative lacks.
fn missing_blocks(
    file: &InputFile,
    has: &[BlockOutline],
    other: &InputFile,
    wants: &[BlockOutline],
) -> EcoVec<SourceDiagnostic> {
    let is_missing = |block: &&BlockOutline| has.iter().all(|own| own.name != block.name);
    let error = |block: &BlockOutline| {
        let there = other.span(block.range.clone());
        error!(
            file.whole(), "missing block `{}` in `{}`", block.name, file.path;
            hint[there]: "it is here in `{}`", other.path;
        )
    };
    wants.iter().filter(is_missing).map(error).collect()
}

/// Returns the blocks of a narrative, and checks that there is nothing else in it but definitions.
pub(super) fn blocks(file: &InputFile) -> SourceResult<Vec<BlockOutline>> {
    let template = match parse(&file.text, &file.path, syntax()) {
        Ok(Stmt::Template(template)) => template,
        Ok(_) => bail!(file.whole(), "not a template"),
        Err(error) => bail!(fault(file, &error)),
    };
    let mut blocks = Vec::new();
    let mut errors = EcoVec::new();
    for statement in &template.children {
        match statement {
            Stmt::Block(block) => match name_fault(file, block) {
                Some(error) => errors.push(error),
                None => blocks.push(BlockOutline { name: block.name.to_owned(), range: header(file, block.span()) }),
            },
            Stmt::EmitRaw(raw) => errors.extend(stray_text(file, raw.raw, range(raw.span()))),
            Stmt::Set(_) | Stmt::Macro(_) => {}
            Stmt::EmitExpr(emit) => errors.push(outside(file, range(emit.span()))),
            Stmt::SetBlock(set) => errors.push(error!(
                file.span(header(file, set.span())), "captured text outside of a block";
                hint: "a `set` with a text must stand in the block that uses it, where it is known whether it is markup"
            )),
            _ => errors.push(error!(
                file.span(first_statement(file, statement)), "only `block`, `set` and `macro` may stand at the top of a narrative";
                hint: "put conditions and loops into the blocks"
            )),
        }
    }
    let top: BTreeSet<_> = blocks.iter().map(|block| block.range.start).collect();
    for range in inner_blocks(file, &top) {
        if errors.is_empty() {
            errors.push(error!(file.span(range), "a block inside of another"; hint: "blocks stand beside one another"));
        }
    }
    if errors.is_empty() { Ok(blocks) } else { Err(errors) }
}

/// Whether a name can be used in a narrative for a value: an identifier, and no word of the language.
pub fn is_variable(name: &str) -> bool {
    let words = [
        "true", "false", "none", "True", "False", "None", "not", "and", "or", "in", "is", "if",
        "else", "self", "super", "loop", "caller", "varargs",
    ];
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !words.contains(&name)
}

/// Says what is wrong with the name of a block, which becomes the name of a Typst variable.
fn name_fault(file: &InputFile, block: &Spanned<Block>) -> Option<SourceDiagnostic> {
    let name = block.name;
    let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let keywords = [
        "let", "set", "show", "context", "if", "else", "for", "while", "in", "import", "include",
        "return", "none", "auto", "not", "and", "or", "as",
    ];
    let good = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(snake)
        && !keywords.contains(&name);
    (!good).then(|| {
        error!(file.span(header(file, block.span())), "`{name}` is not a name for a block"; hint: "expected small letters, digits and underscores, as in `headline_1`")
    })
}

/// Says that text stands outside of a block, unless it is space.
fn stray_text(file: &InputFile, raw: &str, range: Range<usize>) -> Option<SourceDiagnostic> {
    let text = raw.trim();
    if text.is_empty() {
        return None;
    }
    let start =
        file.text[range.start..].find(text).map_or(range.start, |offset| range.start + offset);
    Some(outside(file, start..start + text.lines().next().unwrap_or_default().len()))
}

/// Says that something printed stands outside of a block.
fn outside(file: &InputFile, range: Range<usize>) -> SourceDiagnostic {
    error!(file.span(range), "text outside of a block"; hint: "a narrative is made of `{{% block name %}} … {{% endblock %}}`")
}

/// Returns the range of a statement that may not stand where it does.
fn first_statement(file: &InputFile, statement: &Stmt) -> Range<usize> {
    let span = match statement {
        Stmt::ForLoop(node) => node.span(),
        Stmt::IfCond(node) => node.span(),
        Stmt::WithBlock(node) => node.span(),
        Stmt::AutoEscape(node) => node.span(),
        Stmt::FilterBlock(node) => node.span(),
        Stmt::Import(node) => node.span(),
        Stmt::FromImport(node) => node.span(),
        Stmt::Extends(node) => node.span(),
        Stmt::Include(node) => node.span(),
        Stmt::CallBlock(node) => node.span(),
        Stmt::Do(node) => node.span(),
        _ => return 0..0,
    };
    header(file, span)
}

/// Returns the places of blocks that do not begin at one of the given bytes.
fn inner_blocks(file: &InputFile, top: &BTreeSet<usize>) -> Vec<Range<usize>> {
    let tokens = tokens(file);
    let starts = tokens
        .windows(2)
        .filter(|pair| matches!(pair, [(Token::BlockStart, _), (Token::Ident("block"), _)]));
    starts.map(|pair| range(pair[1].1)).filter(|range| !top.contains(&range.start)).collect()
}

/// Checks that every variable a narrative uses is in the context, and every field of it that is named.
///
/// A name that is tested with `is defined` or has a default somewhere may be missing.
pub(super) fn variables(
    file: &InputFile,
    template: &Template,
    context: &Value,
) -> SourceResult<()> {
    let tokens = tokens(file);
    let mut globals: BTreeSet<_> =
        Environment::new().globals().map(|(name, _)| name.to_owned()).collect();
    globals.retain(|name| !REMOVED_GLOBALS.contains(&name.as_str()));
    let paths: BTreeSet<_> = template.undeclared_variables(true).into_iter().collect();
    let mut errors = EcoVec::new();
    let mut told = BTreeSet::new();
    for path in &paths {
        let parts: Vec<_> = path.split('.').collect();
        if globals.contains(parts[0]) {
            continue;
        }
        let Some((depth, parent)) = missing(context, &parts) else { continue };
        let (wrong, name) = (&parts[..=depth], parts[depth]);
        let Some(range) = occurrence(&tokens, wrong).filter(|_| told.insert(wrong.join(".")))
        else {
            continue;
        };
        let known: Vec<_> =
            parent.try_iter().into_iter().flatten().map(|key| key.to_string()).collect();
        let hint = hint_for(name, known.iter().map(String::as_str));
        errors.push(match depth {
            0 => error!(file.span(range), "unknown variable `{name}`"; hint: "{hint}"),
            _ => error!(file.span(range), "`{}` has no field `{name}`", parts[..depth].join("."); hint: "{hint}"),
        });
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Returns the first part of a path that is not in the context, and what it should have been in.
fn missing(context: &Value, parts: &[&str]) -> Option<(usize, Value)> {
    let mut parent = context.clone();
    for (depth, part) in parts.iter().enumerate() {
        // Only objects have known fields; a list or a missing value is judged when it is rendered.
        if parent.kind() != ValueKind::Map {
            return None;
        }
        let value = parent.get_attr(part).ok()?;
        if value.is_undefined() {
            return Some((depth, parent));
        }
        parent = value;
    }
    None
}

/// Returns the range of the last name of a path where it is first used, unless it is tested or has a default somewhere.
fn occurrence(tokens: &[(Token, Span)], path: &[&str]) -> Option<Range<usize>> {
    let length = path.len() * 2 - 1;
    let mut first = None;
    for (at, found) in tokens.windows(length).enumerate() {
        let matches = found.iter().enumerate().all(|(index, (token, _))| match token {
            Token::Ident(name) => index % 2 == 0 && *name == path[index / 2],
            Token::Dot => index % 2 == 1,
            _ => false,
        });
        if !matches || at > 0 && matches!(tokens[at - 1].0, Token::Dot | Token::Pipe) {
            continue;
        }
        match &tokens[at + length..] {
            [(Token::Ident("is"), _), ..] => return None,
            // A method of what is there; a function by itself is a name like any other.
            [(Token::ParenOpen, _), ..] if path.len() > 1 => return None,
            [(Token::Pipe, _), (Token::Ident("default" | "d"), _), ..] => return None,
            _ => first = first.or(Some(range(found[length - 1].1))),
        }
    }
    first
}

/// Returns the tokens of a narrative, up to a fault.
pub(super) fn tokens(file: &InputFile) -> Vec<(Token<'_>, Span)> {
    tokenize(&file.text, false, syntax()).map_while(Result::ok).collect()
}

/// Returns the part of a statement that stands in its first line.
fn header(file: &InputFile, span: Span) -> Range<usize> {
    let range = range(span);
    let length = file.text[range.clone()].find(['\n', '%']).unwrap_or(range.len());
    range.start..range.start + file.text[range.start..range.start + length].trim_end().len()
}

/// Returns the byte range of a span.
pub(super) fn range(span: Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diag::Files;

    #[test]
    fn two_languages_must_agree() {
        let files = Files::new(Path::new("/nowhere"));
        let sv = files.add(
            "sv.jinja",
            "{% block a %}{{ x|count }}{% endblock %}\n{% block b %}{% endblock %}",
        );
        let en = files.add("en.jinja", "{% block a %}{% endblock %}");
        let errors = check_pair(&sv, &en).unwrap_err();
        let messages: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
        assert_eq!(messages, ["missing block `b` in `en.jinja`"]);
        let there = &files.resolve(&errors)[0].related[0];
        assert_eq!((there.0.path.as_str(), there.0.line), ("sv.jinja", 2));
        assert!(check_pair(&sv, &sv).is_ok());
    }

    #[test]
    fn a_slip_in_one_language_is_left_to_that_language() {
        let files = Files::new(Path::new("/nowhere"));
        let block = |lang: &str, body: &str| {
            files.add(&format!("{lang}.jinja"), format!("{{% block a %}}{body}{{% endblock %}}"))
        };
        let en = block("en", "{{ starts|show }}");
        for slip in ["{{ startss|show }}", "{{ starts|show }", "{% if %}", "{{ starts|shwo }}"] {
            assert!(check_pair(&block("sv", slip), &en).is_ok(), "{slip}");
        }
    }

    #[test]
    fn blocks_stand_side_by_side_under_good_names() {
        let files = Files::new(Path::new("/nowhere"));
        let message = |text: &str| {
            blocks(&files.add("sv.jinja", text)).map(|_| ()).unwrap_err()[0].message.to_string()
        };
        assert_eq!(
            message("{% block a %}{% block b %}{% endblock %}{% endblock %}"),
            "a block inside of another"
        );
        assert_eq!(
            message("{% block Headline %}{% endblock %}"),
            "`Headline` is not a name for a block"
        );
        assert_eq!(
            message("{% if true %}{% block a %}{% endblock %}{% endif %}"),
            "only `block`, `set` and `macro` may stand at the top of a narrative"
        );
        assert_eq!(message("{% set x %}a{% endset %}"), "captured text outside of a block");
    }
}
