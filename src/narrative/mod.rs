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

mod alone;
mod check;
mod context;
mod environment;
mod filters;
mod uses;

pub use self::alone::check_alone;
pub use self::check::check_pair;
pub use self::uses::names_used;

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use typst::diag::{SourceResult, bail};
use typst::syntax::{Source, SyntaxKind};

use crate::diag::InputFile;
use crate::locale::Locale;

/// The rendered blocks of a narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrative {
    /// The module `narrative.typ`: one `#let name = […]` for each block of markup, in the order of the file.
    pub typst: String,
    /// The blocks of plain text, by name.
    pub plain: BTreeMap<String, String>,
}

/// The beginnings of names of blocks that are plain text.
const PLAIN: [&str; 4] = ["alt_", "title_", "data_", "doc_"];

/// Whether a block is plain text.
fn is_plain(block: &str) -> bool {
    PLAIN.iter().any(|start| block.starts_with(start))
}

/// Renders all blocks of a narrative.
///
/// Every variable that the file uses must be in the context, in branches not taken too.
pub fn render(
    file: &InputFile,
    context: &impl Serialize,
    locale: &'static Locale,
) -> SourceResult<Narrative> {
    let context = context::context(context);
    let blocks = check::blocks(file)?;
    let environment = environment::environment(locale);
    let template = match environment.template_from_named_str(&file.path, &file.text) {
        Ok(template) => template,
        Err(error) => bail!(environment::fault(file, &error)),
    };
    check::variables(file, &template, &context)?;

    // The first pass runs what stands before the blocks; each block is then rendered by itself.
    let mut captured = match template.render_captured(context) {
        Ok(captured) => captured,
        Err(error) => bail!(environment::fault(file, &error)),
    };
    let mut narrative = Narrative { typst: String::new(), plain: BTreeMap::new() };
    for block in blocks {
        let text = captured.with_state_mut(|state| {
            environment::enter(state, &block.name);
            state.render_block(&block.name)
        });
        let text = match text {
            Ok(text) => text,
            Err(error) => bail!(environment::fault(file, &error)),
        };
        if is_plain(&block.name) {
            narrative.plain.insert(block.name, one_line(&text));
        } else {
            let line = format!("#let {} = [{}]", block.name, text.trim());
            if let Err((message, hint)) = well_formed(&line) {
                bail!(file.span(block.range), "the block `{}` is not Typst markup: {message}", block.name; hint: "{hint}");
            }
            let _ = writeln!(narrative.typst, "{line}");
        }
    }
    Ok(narrative)
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
    if kinds == expected { Ok(()) } else { Err(("a bracket ends it early".to_owned(), brackets)) }
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
        let context = json!({
            "area": { "name": "Onkologi" },
            "starts": { "numerator": 1038.0, "value": 1038.0, "lower": 980.4, "upper": 1096.5, "unit": "count" },
            "share": { "value": 0.125, "lower": 0.09, "upper": 0.17, "unit": "share" },
            "quotient": { "value": 1.472, "lower": 1.1169, "upper": 1.9399, "unit": "ratio" },
            "speed": null,
            "sponsors": ["A", "B & C", "D"],
            "title": "Acme #1 *Nordic* @home $5 [x] {{7*7}} #read(\"/etc/passwd\")\n\\",
        });
        render(&file, &context, lang.locale())
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
            block("{{ starts.value|count }} *st*", Lang::Sv).unwrap(),
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
        assert_eq!(block("{{ quotient.value|ratio }}", Lang::En).unwrap(), "#\"1.47\";");
        assert_eq!(block("{{ sponsors|list }}", Lang::Sv).unwrap(), "#\"A, B & C och D\";");
        assert_eq!(
            block(
                "{{ 1|plural('ställe', 'ställen') }} {{ starts|plural('site', 'sites') }}",
                Lang::En
            )
            .unwrap(),
            "#\"ställe\"; #\"sites\";"
        );
        assert_eq!(block("{{ '2026-03-01'|date }}", Lang::En).unwrap(), "#\"1 March 2026\";");
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
        let text = "{% set n = starts.value %}\n{% block b %}{{ n|count }}{% endblock %}\n{# note #}\n{% block a %}x{% endblock %}\n";
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
        assert_eq!(fault.hints, ["add `|count`, `|decimal(1)` or `|percent`"]);
        let place = fault.place.unwrap();
        assert_eq!((place.line, place.column, place.length), (1, 24, 12));
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
        let fault =
            block("\n{% if false %}\n{{ startss.value|count }}{% endif %}", Lang::Sv).unwrap_err();
        assert_eq!(fault.message, "unknown variable `startss`");
        assert_eq!(fault.hints, ["did you mean `starts`?"]);
        let place = fault.place.unwrap();
        assert_eq!(
            (place.path.as_str(), place.line, place.column, place.length),
            ("narrative/sv.jinja", 3, 4, 7)
        );
        let fault = block("{{ starts.valeu|count }}", Lang::Sv).unwrap_err();
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
        let fault = block("{{ starts.value|cuont }}", Lang::Sv).unwrap_err();
        assert_eq!(
            (fault.message.as_str(), fault.hints[0].as_str()),
            ("unknown filter `cuont`", "did you mean `count`?")
        );
        assert_eq!(fault.place.unwrap().line, 1);
        let fault = rendered("{% block b %}\n{% if %}\n{% endblock %}", Lang::Sv).unwrap_err();
        assert_eq!(fault.place.unwrap().line, 2);
    }

    #[test]
    fn a_bracket_cannot_end_a_block() {
        let fault = block("x ] #read(\"a\") [ y", Lang::Sv).unwrap_err();
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
