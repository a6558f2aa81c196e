//! Which answers a narrative prints, read off its text: in branches not taken too.
//!
//! A name that a `set` or a loop gives to something stands for all that is named there. Rather a name too many than one too few.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use minijinja::machinery::{Span, Token};
use typst::diag::{SourceDiagnostic, error};

use super::check::{range, tokens};
use super::filters;
use super::rules::Rules;
use crate::diag::InputFile;

/// What the names of a part of a narrative stand for.
type Aliases<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Returns a fault for each number that is printed and belongs to no claim, and for each that is written by hand.
pub(super) fn unclaimed(file: &InputFile, rules: &Rules) -> Vec<SourceDiagnostic> {
    let tokens = tokens(file);
    let mut walk = Walk { file, rules, block: None, told: BTreeSet::new(), faults: Vec::new() };
    let (mut shared, mut local) = (Aliases::new(), Aliases::new());
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at].0 {
            Token::BlockStart => {
                let end = end_of(&tokens, at, |token| matches!(token, Token::BlockEnd));
                match names(&tokens[at + 1..end]).as_slice() {
                    ["block", name, ..] => {
                        walk.block = Some(name);
                        local.clear();
                    }
                    ["endblock", ..] => walk.block = None,
                    [word @ ("set" | "for"), name, rest @ ..] => {
                        // A loop's name is followed by `in`, which is no name of a value.
                        if *word == "set" {
                            walk.texts(&tokens[at..end]);
                        }
                        let aliases = if walk.block.is_some() { &mut local } else { &mut shared };
                        aliases.entry(name).or_default().extend(rest.iter().copied());
                    }
                    _ => {}
                }
                walk.joined(&tokens[at..end]);
                at = end;
            }
            Token::VariableStart => {
                let end = end_of(&tokens, at, |token| matches!(token, Token::VariableEnd));
                walk.joined(&tokens[at..end]);
                walk.printed(&tokens[at + 1..end], &shared, &local);
                at = end;
            }
            Token::TemplateData(text) => {
                walk.by_hand(text, range(tokens[at].1).start);
                at += 1;
            }
            _ => at += 1,
        }
    }
    walk.faults
}

/// Returns the position of the next token of a kind, or the end.
fn end_of(tokens: &[(Token, Span)], from: usize, is: impl Fn(&Token) -> bool) -> usize {
    let found = tokens[from..].iter().position(|(token, _)| is(token));
    found.map_or(tokens.len(), |length| from + length)
}

/// Returns the names in an expression or a statement that are neither fields nor filters.
fn names<'a>(tokens: &[(Token<'a>, Span)]) -> Vec<&'a str> {
    let is_part = |at: usize| at > 0 && matches!(tokens[at - 1].0, Token::Dot | Token::Pipe);
    let named = tokens.iter().enumerate().filter_map(|(at, (token, _))| match token {
        Token::Ident(name) if !is_part(at) => Some(*name),
        _ => None,
    });
    named.collect()
}

/// A walk through a narrative.
struct Walk<'a> {
    /// The narrative.
    file: &'a InputFile,
    /// What it may print.
    rules: &'a Rules,
    /// The block that is walked through.
    block: Option<&'a str>,
    /// What was found in each block already.
    told: BTreeSet<(&'a str, &'a str)>,
    /// What was found.
    faults: Vec<SourceDiagnostic>,
}

impl<'a> Walk<'a> {
    /// Looks at an expression that is printed.
    fn printed(&mut self, tokens: &[(Token<'a>, Span)], shared: &Aliases<'a>, local: &Aliases<'a>) {
        self.texts(tokens);
        let prints = tokens.windows(2).any(|pair| {
            matches!(pair, [(Token::Pipe, _), (Token::Ident(name), _)] if filters::PRINTING.contains(name))
        });
        let (Some(first), Some(last), true) = (tokens.first(), tokens.last(), prints) else {
            return;
        };
        let block = self.block.unwrap_or_default();
        for name in resolved(names(tokens), shared, local) {
            let is_free = !self.rules.questions.contains(name)
                || self.rules.claims.contains(name)
                || self.rules.is_own(block, name);
            if !is_free && self.told.insert((block, name)) {
                let span = self.file.span(range(first.1).start..range(last.1).end);
                self.faults.push(no_claim(span, name));
            }
        }
    }

    /// Looks for numbers in the texts of an expression: what is printed of them is written by hand too.
    fn texts(&mut self, tokens: &[(Token<'a>, Span)]) {
        for (token, span) in tokens {
            match token {
                Token::Str(text) => self.by_hand(text, range(*span).start + 1),
                Token::String(text) => self.by_hand(text, range(*span).start + 1),
                _ => {}
            }
        }
    }

    /// Looks for texts that are put together in an expression, past the filters.
    fn joined(&mut self, tokens: &[(Token<'a>, Span)]) {
        for (token, span) in tokens {
            if matches!(token, Token::Ident("self")) {
                self.faults.push(error!(
                    self.file.span(range(*span)), "`self` prints another block past its rules";
                    hint: "write the words again"
                ));
            }
            if matches!(token, Token::Tilde) {
                self.faults.push(error!(
                    self.file.span(range(*span)), "`~` puts numbers into texts past the filters";
                    hint: "write the values beside one another"
                ));
            }
        }
    }

    /// Looks for numbers in the text itself.
    fn by_hand(&mut self, text: &str, start: usize) {
        for found in numbers(text) {
            let number = &text[found.clone()];
            if !self.rules.constants.contains(&number.replace(',', ".")) {
                self.faults.push(error!(
                    self.file.span(start + found.start..start + found.end), "the number `{number}` is written by hand";
                    hint: "print a claim, or name the number under `[tool.kapacitet.constants]` in typst.toml if it is part of a definition"
                ));
            }
        }
    }
}

/// Returns the numbers in a text.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let is_part = |at: usize| {
            let next = || bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            bytes[at].is_ascii_digit() || at > start && matches!(bytes[at], b'.' | b',') && next()
        };
        while at < bytes.len() && is_part(at) {
            at += 1;
        }
        if at > start {
            found.push(start..at);
        } else {
            at += 1;
        }
    }
    found
}

/// Returns what names stand for, in the end.
fn resolved<'a>(
    names: Vec<&'a str>,
    shared: &Aliases<'a>,
    local: &Aliases<'a>,
) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open = names;
    while let Some(name) = open.pop() {
        if seen.insert(name) {
            open.extend(shared.get(name).into_iter().chain(local.get(name)).flatten());
        }
    }
    seen
}

/// Says that a number belongs to no claim.
fn no_claim(span: typst::syntax::DiagSpan, question: &str) -> SourceDiagnostic {
    super::environment::said(span, &filters::unclaimed(question))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diag::Files;

    /// Returns what is wrong with a narrative in which `a` is a claim and `b` and `c` are not.
    fn faults(text: &str) -> Vec<String> {
        let files = Files::new(Path::new("/nowhere"));
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let rules = Rules {
            questions: set(&["a", "b", "c"]),
            claims: set(&["a"]),
            own: BTreeMap::from([("alt_x".to_owned(), set(&["b"]))]),
            constants: set(&["95", "99.8"]),
        };
        let faults = files.resolve(&unclaimed(&files.add("sv.jinja", text), &rules));
        let told = faults.iter().map(|fault| {
            let place = fault.place.as_ref().unwrap();
            format!("{}:{} {}", place.line, place.column, fault.message)
        });
        told.collect()
    }

    #[test]
    fn a_number_of_no_claim_is_found_in_a_branch_not_taken_and_by_another_name() {
        assert!(faults("{% block x %}{{ a|show }} ({{ a|ci }}){% endblock %}").is_empty());
        assert!(
            faults("{% block x %}{% if b.value > 3 %}many{% endif %}{% endblock %}").is_empty()
        );
        assert_eq!(
            faults("{% block x %}{% if false %}{{ b|show }}{% endif %}{% endblock %}"),
            ["1:31 `b` is not a claim"]
        );
        assert_eq!(
            faults("{% set own = a if true else b %}\n{% block x %}{{ own|show }}{% endblock %}"),
            ["2:17 `b` is not a claim"]
        );
        assert_eq!(
            faults(
                "{% block x %}{% for row in c if row.n %}{{ row|ci }}{% endfor %}{% endblock %}"
            ),
            ["1:44 `c` is not a claim"]
        );
    }

    #[test]
    fn a_figures_alternative_text_prints_its_own_and_nothing_else() {
        assert!(faults("{% block alt_x %}{{ b|show }}{% endblock %}").is_empty());
        assert_eq!(
            faults(
                "{% block alt_x %}{{ c|show }}{% endblock %}{% block x %}{{ b|show }}{% endblock %}"
            ),
            ["1:21 `c` is not a claim", "1:60 `b` is not a claim"]
        );
    }

    #[test]
    fn a_number_written_by_hand_must_be_part_of_a_definition() {
        assert!(faults("{% block x %}95 % KI utanför 99,8 % i fas{% endblock %}").is_empty());
        assert_eq!(
            faults("{% block x %}Vi har 1,041 prövningar.{% endblock %}"),
            ["1:21 the number `1,041` is written by hand"]
        );
        assert_eq!(
            faults("{% block x %}{{ '4,711 trials' }}{% endblock %}"),
            ["1:18 the number `4,711` is written by hand"]
        );
        assert_eq!(
            faults("{% set n = '4711' %}{% block x %}{{ n }}{% endblock %}"),
            ["1:13 the number `4711` is written by hand"]
        );
        assert_eq!(
            faults("{% set n = self.alt_x() %}{% block x %}{{ n }}{% endblock %}"),
            ["1:12 `self` prints another block past its rules"]
        );
        assert_eq!(
            faults("{% block x %}{{ b.value ~ '' }}{% endblock %}"),
            ["1:25 `~` puts numbers into texts past the filters"]
        );
    }
}
