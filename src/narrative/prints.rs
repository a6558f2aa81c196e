//! Which numbers a narrative prints, read off its text: in branches not taken too.
//!
//! Whose a number is, is known in the end when it is printed, see [`super::numbers`]. What is found here is found before there are any answers, and
//! in every branch: names that are no claims, numbers written by hand, and expressions that would put a text or a number together.

use std::collections::BTreeSet;
use std::ops::Range;

use minijinja::machinery::ast::{
    BinOpKind, Call, Const, EmitExpr, Expr, Filter, Macro, Spanned, Stmt, UnaryOpKind,
};
use minijinja::machinery::parse;
use minijinja::value::ValueKind;
use typst::diag::{SourceDiagnostic, error};

use super::aliases::{Aliases, Macros, arg, bodies, expressions, macros, names, parts};
use super::beside::{Beside, as_read, code, written};
use super::check::range;
use super::environment::{said, syntax};
use super::numbers::Origin;
use super::rules::Rules;
use super::{filters, is_plain, told};
use crate::diag::InputFile;

/// Returns a fault for each number that is printed and belongs to no claim, and for each that is written by hand.
pub(super) fn unclaimed(file: &InputFile, rules: &Rules) -> Vec<SourceDiagnostic> {
    // What cannot be read as a narrative at all is told elsewhere.
    let Ok(template) = parse(&file.text, &file.path, syntax()) else { return Vec::new() };
    let template = std::slice::from_ref(&template);
    let macros = macros(template);
    let mut walk = Walk {
        file,
        rules,
        macros: &macros,
        block: "",
        shared: Aliases::default(),
        local: Aliases::default(),
        entered: BTreeSet::new(),
        told: BTreeSet::new(),
        faults: Vec::new(),
    };
    if let Some(at) = file.text.find(told::is_mark) {
        walk.faults.push(error!(file.span(at..at + 3), "a sign that is no letter of any script"; hint: "remove it"));
    }
    for statement in template.iter().flat_map(bodies).flatten() {
        if !matches!(statement, Stmt::Block(_)) {
            walk.shared.add(std::slice::from_ref(statement), &macros, None);
        }
    }
    for statement in template.iter().flat_map(bodies).flatten() {
        walk.top(statement);
    }
    walk.faults
}

/// A walk through a narrative.
struct Walk<'t, 'a> {
    /// The narrative.
    file: &'t InputFile,
    /// What it may print.
    rules: &'t Rules,
    /// Its macros.
    macros: &'t Macros<'t, 'a>,
    /// The block that is walked through.
    block: &'a str,
    /// What the names outside of blocks stand for.
    shared: Aliases<'a>,
    /// What the names of the block stand for.
    local: Aliases<'a>,
    /// The macros that the block has called.
    entered: BTreeSet<&'a str>,
    /// What was found in each block already.
    told: BTreeSet<(&'a str, &'a str)>,
    /// What was found.
    faults: Vec<SourceDiagnostic>,
}

impl<'t, 'a> Walk<'t, 'a> {
    /// Looks at a statement at the top.
    fn top(&mut self, statement: &'t Stmt<'a>) {
        match statement {
            Stmt::Block(block) => {
                self.block = block.name;
                self.local.clear();
                self.local.add(&block.body, self.macros, Some(&self.shared));
                self.entered.clear();
                self.body(&block.body, Beside::default());
                self.block = "";
            }
            // A macro is looked at where it is called, by the block that does.
            Stmt::Macro(_) => {}
            other => self.statement(other, Beside::default()),
        }
    }

    /// Looks at statements that stand one after the other, and at what is read of them side by side, from what stands before them on.
    fn body(&mut self, statements: &'t [Stmt<'a>], mut beside: Beside) {
        for statement in statements {
            match statement {
                Stmt::EmitRaw(raw) => {
                    let start = raw.raw.as_ptr() as usize - self.file.text.as_ptr() as usize;
                    let is_markup = !is_plain(self.block);
                    if let Some(at) = code(raw.raw).filter(|_| is_markup) {
                        self.faults.push(error!(
                            self.file.span(start + at..start + at + 1), "code in a text";
                            hint: "a number comes from a claim, and layout from the template; write `\\#` for the sign itself"
                        ));
                    }
                    let characters = as_read(raw.raw, is_markup);
                    beside.add(Origin::Hand, characters, start..start + raw.raw.len());
                }
                Stmt::EmitExpr(emit) => {
                    self.emit(emit);
                    let (origin, text) = written(&emit.expr);
                    beside.add(origin, text.char_indices().collect(), range(emit.span()));
                }
                other => {
                    let before = beside.end();
                    self.beside(std::mem::take(&mut beside));
                    self.statement(other, before);
                }
            }
        }
        self.beside(beside);
    }

    /// Keeps what is wrong with what stands side by side.
    fn beside(&mut self, beside: Beside) {
        // What stands before a condition is looked at with each of its branches.
        for fault in beside.faults(self.file, &self.rules.constants) {
            if !self.faults.contains(&fault) {
                self.faults.push(fault);
            }
        }
    }

    /// Looks at a statement that is no text.
    fn statement(&mut self, statement: &'t Stmt<'a>, before: Beside) {
        let refused = match statement {
            Stmt::CallBlock(of) => Some(("call", of.span())),
            Stmt::FilterBlock(of) => Some(("filter", of.span())),
            Stmt::AutoEscape(of) => Some(("autoescape", of.span())),
            Stmt::Do(of) => Some(("do", of.span())),
            Stmt::Include(of) => Some(("include", of.span())),
            Stmt::Import(of) => Some(("import", of.span())),
            Stmt::FromImport(of) => Some(("from", of.span())),
            Stmt::SetBlock(of) if of.filter.is_some() => Some(("set … | filter", of.span())),
            _ => None,
        };
        if let Some((word, span)) = refused {
            let line = self.file.text[range(span)].lines().next().map_or(0, str::len);
            let start = range(span).start;
            self.faults.push(error!(
                self.file.span(start..start + line), "`{word}` would carry a text past the filters";
                hint: "a block is made of text, values, `if`, `for`, `set`, `with` and calls of macros"
            ));
            return;
        }
        for expression in expressions(statement) {
            let at = range(expression.span());
            self.visit(expression, &at);
            if !matches!(statement, Stmt::IfCond(_)) {
                self.worded(expression);
            }
        }
        // What is captured is printed somewhere else.
        let before =
            if matches!(statement, Stmt::SetBlock(_)) { Beside::default() } else { before };
        if !matches!(statement, Stmt::Macro(_)) {
            bodies(statement).into_iter().for_each(|body| self.body(body, before.clone()));
        }
    }

    /// Looks at an expression that is printed.
    fn emit(&mut self, emit: &'t Spanned<EmitExpr<'a>>) {
        let at = range(emit.span());
        self.visit(&emit.expr, &at);
        self.printed(&emit.expr, &at);
        // A text by itself is looked at with what stands beside it.
        if !matches!(emit.expr, Expr::Const(_)) {
            self.worded(&emit.expr);
        }
    }

    /// Looks through a whole expression for what may stand nowhere in one, and for claims.
    fn visit(&mut self, expression: &'t Expr<'a>, at: &Range<usize>) {
        match expression {
            Expr::Filter(filter) if prints(filter) => self.claimed(filter, at),
            Expr::Var(name) if name.id == "self" => self.faults.push(error!(
                self.file.span(range(name.span())), "`self` prints another block past its rules";
                hint: "write the words again"
            )),
            Expr::BinOp(of) if matches!(of.op, BinOpKind::Concat) => self.faults.push(error!(
                self.file.span(self.sign(&of.left, '~')), "`~` puts numbers into texts past the filters";
                hint: "write the values beside one another"
            )),
            Expr::Call(call) => self.call(call),
            Expr::List(_) | Expr::Tuple(_) | Expr::Map(_) => self.table(expression),
            _ => {}
        }
        parts(expression).into_iter().for_each(|part| self.visit(part, at));
    }

    /// Returns where a sign stands after an expression.
    fn sign(&self, after: &Expr, sign: char) -> Range<usize> {
        let end = range(after.span()).end;
        let found = self.file.text[end..].find(sign);
        found.map_or(range(after.span()), |at| end + at..end + at + sign.len_utf8())
    }

    /// Checks that what a filter prints are claims.
    fn claimed(&mut self, filter: &Filter<'a>, at: &Range<usize>) {
        let names = filter.expr.iter().flat_map(names).collect();
        for name in self.local.resolved(names, Some(&self.shared)) {
            let is_free = !self.rules.questions.contains(name)
                || self.rules.claims.contains(name)
                || self.rules.is_own(self.block, name);
            if !is_free && self.told.insert((self.block, name)) {
                self.faults.push(said(self.file.span(at.clone()), &filters::unclaimed(name)));
            }
        }
    }

    /// Looks at a macro that is called, once for each block.
    fn call(&mut self, call: &Spanned<Call<'a>>) {
        let called = self.local.resolved(names(&call.expr), Some(&self.shared));
        let called: Vec<&'t Macro<'a>> =
            called.into_iter().filter_map(|name| self.macros.get(name).copied()).collect();
        for called in called {
            if self.entered.insert(called.name) {
                self.local.add(&called.body, self.macros, Some(&self.shared));
                called.defaults.iter().for_each(|default| self.worded(default));
                self.body(&called.body, Beside::default());
            }
        }
    }

    /// Checks that no digit stands in a list or a table of texts, from which they could be taken one by one.
    fn table(&mut self, table: &'t Expr<'a>) {
        let values: Vec<_> = match table {
            Expr::Map(map) => map.values.iter().collect(),
            other => parts(other),
        };
        for value in values {
            if let Expr::Const(text) = value
                && text.value.as_str().is_some_and(|text| text.chars().any(char::is_numeric))
            {
                self.faults.push(error!(
                    self.file.span(range(text.span())), "a number in a list of texts, which could spell any other";
                    hint: "print a claim, or write the constant where it is read"
                ));
            }
        }
    }

    /// Looks for numbers in the texts of which the value of an expression is one.
    fn worded(&mut self, expression: &'t Expr<'a>) {
        match expression {
            Expr::Const(text) => self.by_hand(text),
            Expr::IfExpr(choice) => {
                self.worded(&choice.true_expr);
                choice.false_expr.iter().for_each(|other| self.worded(other));
            }
            Expr::BinOp(of) if !is_comparison(of.op) => {
                self.worded(&of.left);
                self.worded(&of.right);
            }
            Expr::Filter(filter) if filter.name != "selectattr" && filter.name != "rejectattr" => {
                filter.expr.iter().for_each(|value| self.worded(value));
                filter.args.iter().for_each(|given| self.worded(arg(given)));
            }
            Expr::GetItem(item) => self.worded(&item.expr),
            Expr::Slice(slice) => self.worded(&slice.expr),
            Expr::Call(call) => call.args.iter().for_each(|given| self.worded(arg(given))),
            // Of tables every digit is told.
            _ => {}
        }
    }

    /// Looks for numbers in a text of an expression.
    fn by_hand(&mut self, text: &Spanned<Const>) {
        let Some(value) = text.value.as_str() else { return };
        let mut beside = Beside::default();
        beside.add(Origin::Hand, value.char_indices().collect(), range(text.span()));
        self.beside(beside);
    }

    /// Checks that what is printed is no number, and no text that was put together or cut out.
    fn printed(&mut self, expression: &Expr<'a>, at: &Range<usize>) {
        let mut tell = |message: &str, hint: &str| {
            self.faults.push(error!(self.file.span(at.clone()), "{message}"; hint: "{hint}"));
        };
        match expression {
            Expr::Const(of) if of.value.kind() == ValueKind::Number => tell(
                "number without a format",
                "print the claim with `|show`, `|ci`, `|numerator` or `|denominator`",
            ),
            Expr::UnaryOp(of) if matches!(of.op, UnaryOpKind::Neg) => {
                tell(
                    "a number is computed",
                    "a narrative states what an analysis has found: print a claim",
                );
            }
            Expr::BinOp(of) => match of.op {
                BinOpKind::ScAnd | BinOpKind::ScOr => {
                    self.printed(&of.left, at);
                    self.printed(&of.right, at);
                }
                // Told already.
                BinOpKind::Concat => {}
                op if is_comparison(op) => {
                    tell("true or false is not a text", "write the words into `{% if … %}`");
                }
                _ => tell(
                    "a number is computed, or a text put together",
                    "a narrative states what an analysis has found: print a claim, and write texts beside one another",
                ),
            },
            Expr::Slice(_) => tell(
                "a part is cut out of a text or a list",
                "print a value whole, or take one entry of a list as in `sites[0]`",
            ),
            Expr::GetItem(item) if item.expr.as_const().is_some_and(|of| of.as_str().is_some()) => {
                tell("a letter is taken out of a text", "print a value whole")
            }
            Expr::GetAttr(of) if matches!(&of.expr, Expr::Var(name) if name.id == "loop") => {
                tell("number without a format", "what is counted in a loop is no claim");
            }
            Expr::Filter(of) if NUMBERS.contains(&of.name) => tell(
                "number without a format",
                "print the claim with `|show`, `|ci`, `|numerator` or `|denominator`",
            ),
            Expr::Filter(of) if TEXTS.contains(&of.name) => {
                of.expr.iter().for_each(|value| self.printed(value, at));
            }
            Expr::IfExpr(choice) => {
                self.printed(&choice.true_expr, at);
                choice.false_expr.iter().for_each(|other| self.printed(other, at));
            }
            _ => {}
        }
    }
}

/// The filters that make a number of anything.
const NUMBERS: [&str; 6] = ["length", "int", "float", "round", "abs", "sum"];

/// The filters that print what they are given, or nearly.
const TEXTS: [&str; 5] = ["default", "d", "lower_first", "upper_first", "quote"];

/// Whether an operator compares.
fn is_comparison(op: BinOpKind) -> bool {
    use BinOpKind::{Eq, Gt, Gte, In, Lt, Lte, Ne};
    matches!(op, Eq | Ne | Lt | Lte | Gt | Gte | In)
}

/// Whether a filter prints what a claim says, or makes another do so for each entry of a list.
fn prints(filter: &Filter) -> bool {
    let is_printing = |name: &str| filters::PRINTING.contains(&name);
    // A filter whose name is not written out could be any.
    let mapped =
        |given: &Expr| given.as_const().is_none_or(|name| name.as_str().is_some_and(is_printing));
    is_printing(filter.name)
        || filter.name == "map" && filter.args.first().map(arg).is_some_and(mapped)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
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
