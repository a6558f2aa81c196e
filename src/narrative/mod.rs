//! The written sentences: minijinja turns findings into prose, one file for each language.
//!
//! A narrative file is `report_templates/documents/X/narrative/{sv,en}.jinja` and made of blocks:
//!
//! ```jinja
//! {% block headline_1 %}
//! {{ area.name }}: {{ starts.value|count }} {{ starts|plural("trial", "trials") }} started
//! {% endblock %}
//! ```
//!
//! The literal text of a block is Typst markup (`*bold*`), and each value goes in as `#"…";`, which is inert wherever it stands. The blocks
//! become `narrative.typ`, one `#let headline_1 = […]` each, in the order of the file. Blocks whose names begin with `alt_`, `title_`, `data_`
//! or `doc_` are plain text without any markup, for alternative texts, captions, file names and document properties.
//!
//! A number never stands in a text as it is: a filter formats it for the language, see filters.rs.

mod aliases;
mod alone;
mod beside;
mod check;
mod context;
mod environment;
mod filters;
mod hand_written;
mod numbers;
mod prints;
mod rules;
mod said;
mod told;
mod uses;

pub use self::alone::check_alone;
pub use self::check::{check_pair, is_variable, place};
pub use self::hand_written::{HandWritten, block_of, definition, read as read_hand_written};
pub use self::numbers::constant_fault;
pub use self::rules::{Printed, Rules};
pub use self::said::{OF, Of};
pub use self::uses::names_used;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use typst::diag::{SourceResult, bail};
use typst::syntax::{Source, SyntaxKind, SyntaxNode, ast};

use self::filters::Desk;
use crate::diag::InputFile;
use crate::locale::{Locale, bound};

/// The rendered blocks of a narrative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Narrative {
    /// The module `narrative.typ`: one `#let name = […]` for each block of markup, in the order of the file.
    pub typst: String,
    /// The blocks of plain text, by name.
    pub plain: BTreeMap<String, String>,
    /// The blocks of markup as they are read, by name.
    pub read: BTreeMap<String, String>,
    /// The claims that the blocks printed or chose their words by.
    pub printed: BTreeSet<Printed>,
}

/// The beginnings of names of blocks that are plain text.
const PLAIN: [&str; 4] = ["alt_", "title_", "data_", "doc_"];

/// Whether a block is plain text.
fn is_plain(block: &str) -> bool {
    PLAIN.iter().any(|start| block.starts_with(start))
}

/// Returns what the filters share.
fn desk(locale: &'static Locale, rules: &Rules, data: BTreeSet<String>) -> Desk {
    let (rules, data) = (Arc::new(rules.clone()), Arc::new(data));
    Desk { locale, rules, data, printed: Arc::new(Mutex::default()) }
}

/// Renders all blocks of a narrative.
///
/// Every variable that the file uses must be in the context, and every number that it prints a claim's, in branches not taken too.
pub fn render(
    file: &InputFile,
    context: &impl Serialize,
    locale: &'static Locale,
    rules: &Rules,
) -> SourceResult<Narrative> {
    let data = context::texts_with_numbers(context);
    let context = context::context(context);
    let blocks = check::blocks(file)?;
    let desk = desk(locale, rules, data);
    let environment = environment::environment(&desk);
    let template = match environment.template_from_named_str(&file.path, &file.text) {
        Ok(template) => template,
        Err(error) => bail!(environment::fault(file, &error)),
    };
    check::variables(file, &template, &context)?;
    let unclaimed = prints::unclaimed(file, rules);
    if !unclaimed.is_empty() {
        return Err(unclaimed.into_iter().collect());
    }

    // The first pass runs what stands before the blocks; each block is then rendered by itself.
    let mut captured = match template.render_captured(context) {
        Ok(captured) => captured,
        Err(error) => bail!(environment::fault(file, &error)),
    };
    let mut narrative = Narrative::default();
    for block in blocks {
        let text = captured.with_state_mut(|state| {
            environment::enter(state, &block.name);
            state.render_block(&block.name)
        });
        let text = match text {
            Ok(text) => text,
            Err(error) => bail!(environment::fault(file, &error)),
        };
        let read = if is_plain(&block.name) { text.clone() } else { as_read(&text) };
        if let Some(wrong) = numbers::wrong(&told::pieces(&read), &rules.constants).first() {
            let (message, hint) = wrong.what.words();
            bail!(file.span(block.range), "in the block `{}`: {message}", block.name; hint: "{hint}");
        }
        let (text, read) = (bound(&told::unmarked(&text)), bound(&told::unmarked(&read)));
        if is_plain(&block.name) {
            narrative.plain.insert(block.name, one_line(&text));
        } else {
            let line = format!("#let {} = [{}]", block.name, text.trim());
            if let Err((message, hint)) = well_formed(&line) {
                bail!(file.span(block.range), "the block `{}` is not Typst markup: {message}", block.name; hint: "{hint}");
            }
            let _ = writeln!(narrative.typst, "{line}");
            narrative.read.insert(block.name, read);
        }
    }
    narrative.printed =
        std::mem::take(&mut *desk.printed.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(narrative)
}

/// Returns a block of markup as it is read: its values as they are, without the signs of emphasis, on one line.
fn as_read(markup: &str) -> String {
    let root = typst::syntax::parse(markup);
    let mut text = String::new();
    read_into(&mut text, &root);
    one_line(&text)
}

/// Adds what is read of a part of markup.
fn read_into(text: &mut String, node: &SyntaxNode) {
    let seen = |c: char| if told::is_mark(c) { char::REPLACEMENT_CHARACTER } else { c };
    match node.kind() {
        SyntaxKind::Str => {
            let value: Option<ast::Str> = node.cast();
            text.push_str(&value.map(|value| value.get()).unwrap_or_default());
        }
        SyntaxKind::Escape => {
            text.extend(node.cast().map(|escape: ast::Escape| seen(escape.get())))
        }
        SyntaxKind::Shorthand => text.extend(node.cast().map(|sign: ast::Shorthand| sign.get())),
        SyntaxKind::Linebreak => text.push(' '),
        SyntaxKind::Hash
        | SyntaxKind::Semicolon
        | SyntaxKind::Star
        | SyntaxKind::Underscore
        | SyntaxKind::EnumMarker
        | SyntaxKind::ListMarker
        | SyntaxKind::RawDelim
        | SyntaxKind::LineComment
        | SyntaxKind::BlockComment => {}
        _ if node.children().len() == 0 => text.push_str(node.leaf_text()),
        _ => node.children().for_each(|child| read_into(text, child)),
    }
}

/// Returns a text on one line; no-break spaces stay.
fn one_line(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// Checks that a definition is one definition, and says otherwise what is wrong.
///
/// The author's brackets could end the content early, and a comment could swallow its end.
fn well_formed(line: &str) -> Result<(), (String, &'static str)> {
    let brackets = "escape a bracket or another sign that is not meant as markup with a backslash";
    let source = Source::detached(line);
    if let Some(error) = source.root().errors_and_warnings().0.first() {
        return Err((error.message.to_string(), brackets));
    }
    let kinds: Vec<_> = source.root().children().map(|node| node.kind()).collect();
    let expected = [SyntaxKind::Hash, SyntaxKind::LetBinding];
    if kinds == expected
        && let Some(body) =
            source.root().children().last().and_then(|binding| binding.children().last())
        && has_code(body)
    {
        let hint = "a number comes from a claim, and layout from the template";
        return Err(("code in a text".to_owned(), hint));
    }
    if kinds == expected { Ok(()) } else { Err(("a bracket ends it early".to_owned(), brackets)) }
}

/// Whether there is code or a formula in markup: it could print what no claim lets be said. Of code there is only what the filters
/// write, a text.
fn has_code(markup: &SyntaxNode) -> bool {
    let mut children = markup.children().peekable();
    while let Some(child) = children.next() {
        let is_code = match child.kind() {
            SyntaxKind::Hash => children.peek().is_none_or(|next| next.kind() != SyntaxKind::Str),
            SyntaxKind::Ref => !is_to_own_part(child, children.peek().copied()),
            // A label is not seen between two numbers.
            SyntaxKind::Equation | SyntaxKind::Label => true,
            _ => has_code(child),
        };
        if is_code {
            return true;
        }
    }
    false
}

/// Whether a reference is to a figure or a table of the document, whose number and page the template prints. Another one could print any
/// number, and what stands directly after it could go on with its digits.
fn is_to_own_part(reference: &SyntaxNode, next: Option<&SyntaxNode>) -> bool {
    let mut parts = reference.children();
    let target = parts.next().map(|marker| marker.leaf_text().as_str()).unwrap_or_default();
    let is_own = ["@figures-", "@tables-"].iter().any(|kind| target.starts_with(kind));
    let goes_on = next.is_some_and(|next| {
        !matches!(next.kind(), SyntaxKind::Text | SyntaxKind::Space | SyntaxKind::Parbreak)
            || next.leaf_text().starts_with(char::is_alphanumeric)
    });
    is_own && parts.next().is_none() && !goes_on
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::diag::{Fault, Files};
    use crate::locale::Lang;

    /// Renders a text with a few findings.
    fn rendered(text: &str, lang: Lang) -> Result<Narrative, Box<Fault>> {
        let files = Files::new(Path::new("/nowhere"));
        let file = files.add("narrative/sv.jinja", text);
        let claim = |name: &str| json!({ "question": name, "claim": name });
        let context = json!({
            "area": { "name": "Onkologi" },
            "starts": { "$of": claim("starts"), "numerator": 1038.0, "value": 1038.0, "lower": 980.4, "upper": 1096.5, "unit": "count" },
            "share": { "$of": claim("share"), "value": 0.125, "lower": 0.09, "upper": 0.17, "unit": "share" },
            "quotient": { "$of": claim("quotient"), "strength": "tendency", "value": 1.472, "lower": 1.1169, "upper": 1.9399, "unit": "ratio" },
            "sites": { "$of": claim("sites"), "value": 12.0, "lower": 12.0, "upper": 30.0, "unit": "count", "limits": "bounds" },
            "speed": null,
            "day": "2026-03-01",
            "pace": { "$of": { "question": "pace", "claim": "pace", "withheld": "n" }, "value": 3.0, "unit": "count" },
            "other": { "$of": { "question": "other" }, "value": 41.0, "unit": "count", "numerator": 41 },
            "sponsors": ["A", "B & C", "D"],
            "title": "Acme #1 *Nordic* @home $5 [x] {{7*7}} #read(\"/etc/passwd\")\n\\",
        });
        render(&file, &context, lang.locale(), &Rules::default())
            .map_err(|errors| Box::new(files.resolve(&errors).remove(0)))
    }

    /// Renders one block of markup.
    fn block(body: &str, lang: Lang) -> Result<String, Box<Fault>> {
        let narrative = rendered(&format!("{{% block b %}}{body}{{% endblock %}}"), lang)?;
        let text =
            narrative.typst.strip_prefix("#let b = [").and_then(|text| text.strip_suffix("]\n"));
        Ok(text.expect("one definition").to_owned())
    }

    #[test]
    fn numbers_are_written_in_the_language() {
        assert_eq!(
            block("{{ starts|numerator }} *st*", Lang::Sv).unwrap(),
            "#\"1\u{a0}038\"; *st*"
        );
        assert_eq!(
            block("{{ starts|show }} ({{ starts|ci }})", Lang::En).unwrap(),
            "#\"1,038\"; (#\"980–1,096\";)"
        );
        assert_eq!(
            block("{{ share|show }}: {{ share|ci }}", Lang::Sv).unwrap(),
            "#\"12,5\u{a0}%\";: #\"9,0–17,0\u{a0}%\";"
        );
        assert_eq!(
            block("{{ quotient|show }} ({{ quotient|ci }})", Lang::Sv).unwrap(),
            "#\"1,47\"; (#\"1,12–1,94\";)"
        );
        assert_eq!(block("{{ sponsors|list }}", Lang::Sv).unwrap(), "#\"A, B & C och D\";");
        assert_eq!(
            block(
                "{{ 1|plural('ställe', 'ställen') }} {{ starts|plural('site', 'sites') }}",
                Lang::En
            )
            .unwrap(),
            "#\"ställe\"; #\"sites\";"
        );
        assert_eq!(block("{{ day|date }}", Lang::En).unwrap(), "#\"1 March 2026\";");
    }

    #[test]
    fn the_least_and_the_most_are_no_interval_of_chance() {
        assert_eq!(block("{{ sites|show }}", Lang::En).unwrap(), "#\"12\";");
        let fault = block("{{ sites|ci }}", Lang::En).unwrap_err();
        assert_eq!(fault.message, "its limits are bounds, not an interval of chance");
    }

    #[test]
    fn data_is_inert() {
        let text = block("= {{ title }}", Lang::Sv).unwrap();
        assert_eq!(
            text,
            "= #\"Acme #1 *Nordic* @home $5 [x] {{7*7}} #read(\\\"/etc/passwd\\\")\\n\\\\\";"
        );
    }

    #[test]
    fn code_in_a_text_is_refused_and_an_escaped_sign_is_not() {
        for code in [
            "#json(\"report.json\")",
            "#\"abc\".len()",
            "*#(\"a\" + \"b\")*",
            "$ x $",
            "#context x",
            "see @other-areas",
            "@figures-areas{{ starts|show }}",
            "a <figures-areas>",
        ] {
            let said = block(code, Lang::En).unwrap_err();
            assert!(said.message.ends_with("code in a text"), "{code}: {said:?}");
        }
        // What follows a reference is refused as a number by hand before its place is looked at.
        for code in ["@figures-areas[12]", "@figures-areas*12*"] {
            assert!(block(code, Lang::En).is_err(), "{code}");
        }
        assert_eq!(block("\\#a *st* _b_", Lang::En).unwrap(), "\\#a *st* _b_");
        assert_eq!(block("x (@figures-areas).", Lang::En).unwrap(), "x (@figures-areas).");
    }

    #[test]
    fn plain_blocks_hold_no_markup() {
        let narrative = rendered(
            "{% block alt_a %}\n  {{ title }}\n  {{ share|show }}\n{% endblock %}",
            Lang::Sv,
        )
        .unwrap();
        assert_eq!(narrative.typst, "");
        assert_eq!(
            narrative.plain["alt_a"],
            "Acme #1 *Nordic* @home $5 [x] {{7*7}} #read(\"/etc/passwd\") \\ 12,5\u{a0}%"
        );
    }

    #[test]
    fn blocks_keep_the_order_of_the_file() {
        let text = "{% set n = starts %}\n{% block b %}{{ n|show }}{% endblock %}\n{# note #}\n{% block a %}x{% endblock %}\n";
        assert_eq!(
            rendered(text, Lang::En).unwrap().typst,
            "#let b = [#\"1,038\";]\n#let a = [x]\n"
        );
    }

    #[test]
    fn captured_markup_is_not_escaped_twice() {
        let text = "{% macro bold(x) %}*{{ x }}*{% endmacro %}{% block b %}{{ bold(area.name) }}{% endblock %}";
        assert_eq!(rendered(text, Lang::Sv).unwrap().typst, "#let b = [*#\"Onkologi\";*]\n");
    }

    #[test]
    fn a_line_with_only_a_tag_leaves_no_paragraph() {
        let text = "a\n{% if share.value > 0 %}\nb\n{% endif %}\nc";
        assert_eq!(block(text, Lang::Sv).unwrap(), "a\nb\nc");
    }

    #[test]
    fn a_bare_number_is_an_error() {
        let fault = block("Vi har {{ starts.value }} st", Lang::Sv).unwrap_err();
        assert_eq!(fault.message, "number without a format");
        assert_eq!(
            fault.hints,
            ["print the claim with `|show`, `|ci`, `|numerator` or `|denominator`"]
        );
        let place = fault.place.unwrap();
        assert_eq!((place.line, place.column, place.length), (1, 24, 12));
    }

    #[test]
    fn only_a_claim_that_may_be_said_has_its_number_printed() {
        for (text, message) in [
            ("{{ other|show }}", "`other` is not a claim"),
            ("{{ other|numerator }}", "`other` is not a claim"),
            ("{{ other.numerator|count }}", "this number belongs to no claim"),
            ("{{ (1 + 2)|percent }}", "this number belongs to no claim"),
            ("{{ {'value': 3, 'unit': 'count'}|show }}", "expected a claim, found map"),
            ("{{ pace|show }}", "the claim `pace` may not be said: n"),
            ("{{ [3]|join }}", "unknown filter `join`"),
            ("{{ 3|trim }}", "unknown filter `trim`"),
        ] {
            assert_eq!(block(text, Lang::En).unwrap_err().message, message, "{text}");
        }
        assert!(block("{{ debug(other) }}", Lang::En).is_err());
        assert_eq!(block("{% if pace.value > 2 %}many{% endif %}", Lang::En).unwrap(), "many");
    }

    #[test]
    fn a_figures_own_numbers_stand_in_its_alternative_text_and_a_claims_strength_chooses_the_verb()
    {
        let verb = "{{ quotient|verb('is', 'tends to be', 'is not clearly') }}";
        assert_eq!(block(verb, Lang::En).unwrap(), "#\"tends to be\";");
        let files = Files::new(Path::new("/nowhere"));
        let text = "{% block alt_x %}{{ other|show }}{% endblock %}{% block b %}{{ starts|show }} of _x_~y{% endblock %}";
        let context = json!({
            "other": { "$of": { "question": "other" }, "value": 41.0, "unit": "count" },
            "starts": { "$of": { "question": "starts", "claim": "began" }, "key": "a", "value": 7.0, "unit": "count" },
        });
        let own = BTreeMap::from([("alt_x".to_owned(), BTreeSet::from(["other".to_owned()]))]);
        let rules = Rules { own, ..Rules::default() };
        let written =
            render(&files.add("en.jinja", text), &context, Lang::En.locale(), &rules).unwrap();
        assert_eq!(written.plain["alt_x"], "41");
        assert_eq!(written.read["b"], "7 of x\u{a0}y");
        let printed: Vec<_> = written.printed.into_iter().collect();
        let claim = Printed { block: "b".into(), claim: "began".into(), key: Some("a".to_owned()) };
        assert_eq!(printed, [claim]);
    }

    #[test]
    fn a_missing_value_is_an_error() {
        let fault = block("{{ speed|show }}", Lang::Sv).unwrap_err();
        assert_eq!(fault.message, "the value is missing");
        assert_eq!(block("{% if speed %}{{ speed|show }}{% endif %}-", Lang::Sv).unwrap(), "-");
        let fault = block("{{ speed }}", Lang::Sv).unwrap_err();
        assert_eq!(fault.message, "the value is missing");
    }

    #[test]
    fn an_unknown_variable_is_found_in_a_branch_not_taken() {
        let fault = block("\n{% if false %}\n{{ startss|show }}{% endif %}", Lang::Sv).unwrap_err();
        assert_eq!(fault.message, "unknown variable `startss`");
        assert_eq!(fault.hints, ["did you mean `starts`?"]);
        let place = fault.place.unwrap();
        assert_eq!(
            (place.path.as_str(), place.line, place.column, place.length),
            ("narrative/sv.jinja", 3, 4, 7)
        );
        let fault = block("{{ starts.valeu|date }}", Lang::Sv).unwrap_err();
        assert_eq!(
            (fault.message.as_str(), fault.hints[0].as_str()),
            ("`starts` has no field `valeu`", "did you mean `value`?")
        );
        assert_eq!(
            block("{% if starts.trend is defined %}{{ starts.trend }}{% endif %}-", Lang::Sv)
                .unwrap(),
            "-"
        );
    }

    #[test]
    fn an_unknown_filter_and_a_syntax_error_have_their_place() {
        let fault = block("{{ starts|shwo }}", Lang::Sv).unwrap_err();
        assert_eq!(
            (fault.message.as_str(), fault.hints[0].as_str()),
            ("unknown filter `shwo`", "did you mean `show`?")
        );
        assert_eq!(fault.place.unwrap().line, 1);
        let fault = rendered("{% block b %}\n{% if %}\n{% endblock %}", Lang::Sv).unwrap_err();
        assert_eq!(fault.place.unwrap().line, 2);
    }

    #[test]
    fn a_bracket_cannot_end_a_block() {
        let fault = block("x ] y [ z", Lang::Sv).unwrap_err();
        assert!(
            fault.message.starts_with("the block `b` is not Typst markup"),
            "{}",
            fault.message
        );
        assert!(block("see // here", Lang::Sv).is_err());
    }

    #[test]
    fn an_endless_narrative_is_stopped() {
        let fault = block(
            "{% for a in range(9000) %}{% for b in range(9000) %}x{% endfor %}{% endfor %}",
            Lang::Sv,
        )
        .unwrap_err();
        assert_eq!(fault.message, "the narrative does not come to an end");
    }

    #[test]
    fn text_outside_of_blocks_is_an_error() {
        let fault = rendered("{% block b %}x{% endblock %}\nlost\n", Lang::Sv).unwrap_err();
        assert_eq!(fault.message, "text outside of a block");
        assert_eq!(fault.place.unwrap().line, 2);
    }
}
