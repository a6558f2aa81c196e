//! What the names of a narrative stand for, read off its text.
//!
//! A name that a `set`, a `with`, a loop or a macro's parameter gives to something stands for all that is named there, and a parameter for what any
//! call gives it. Rather a name too many than one too few.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::machinery::ast::{CallArg, Expr, Macro, Stmt};

/// What names stand for.
#[derive(Debug, Default)]
pub(super) struct Aliases<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

/// The macros of a narrative by name.
pub(super) type Macros<'t, 'a> = BTreeMap<&'a str, &'t Macro<'a>>;

impl<'a> Aliases<'a> {
    /// Forgets all names.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds what the names of statements stand for. `around` is what names outside of them do.
    pub fn add(&mut self, statements: &[Stmt<'a>], macros: &Macros<'_, 'a>, around: Option<&Self>) {
        for statement in statements {
            match statement {
                Stmt::Set(set) => self.give(&set.target, &set.expr),
                Stmt::ForLoop(of) => self.give(&of.target, &of.iter),
                Stmt::WithBlock(with) => {
                    with.assignments.iter().for_each(|(target, value)| self.give(target, value));
                }
                _ => {}
            }
            for expression in expressions(statement) {
                self.add_calls(expression, macros, around);
            }
            bodies(statement).into_iter().for_each(|body| self.add(body, macros, around));
        }
    }

    /// Gives the names of a target what a value is made of.
    fn give(&mut self, target: &Expr<'a>, value: &Expr<'a>) {
        let value = names(value);
        for name in names(target) {
            self.0.entry(name).or_default().extend(value.iter().copied());
        }
    }

    /// Gives the parameters of macros what their calls are made with.
    fn add_calls(&mut self, expression: &Expr<'a>, macros: &Macros<'_, 'a>, around: Option<&Self>) {
        if let Expr::Call(call) = expression {
            let given: BTreeSet<_> = call.args.iter().flat_map(|given| names(arg(given))).collect();
            let called = self.resolved(names(&call.expr), around);
            for called in called.into_iter().filter_map(|name| macros.get(name)) {
                let defaults: Vec<_> = called.defaults.iter().flat_map(names).collect();
                for parameter in called.args.iter().flat_map(names) {
                    let stands = self.0.entry(parameter).or_default();
                    stands.extend(given.iter().chain(&defaults).copied());
                }
            }
        }
        parts(expression).into_iter().for_each(|part| self.add_calls(part, macros, around));
    }

    /// Returns what names stand for in the end, by these aliases and others.
    pub fn resolved(&self, names: Vec<&'a str>, others: Option<&Self>) -> BTreeSet<&'a str> {
        let mut seen = BTreeSet::new();
        let mut open = names;
        while let Some(name) = open.pop() {
            if seen.insert(name) {
                let other = others.and_then(|others| others.0.get(name));
                open.extend(self.0.get(name).into_iter().chain(other).flatten());
            }
        }
        seen
    }
}

/// Returns all macros.
pub(super) fn macros<'t, 'a>(statements: &'t [Stmt<'a>]) -> Macros<'t, 'a> {
    let mut found = Macros::new();
    for statement in statements {
        if let Stmt::Macro(one) = statement {
            found.insert(one.name, one);
        }
        bodies(statement).into_iter().for_each(|body| found.append(&mut macros(body)));
    }
    found
}

/// Returns the names that the value of an expression is made of: what is only asked about does not count.
pub(super) fn names<'a>(expression: &Expr<'a>) -> Vec<&'a str> {
    match expression {
        Expr::Var(name) => vec![name.id],
        Expr::IfExpr(choice) => {
            let values = [Some(&choice.true_expr), choice.false_expr.as_ref()];
            values.into_iter().flatten().flat_map(names).collect()
        }
        Expr::GetItem(item) => names(&item.expr),
        other => parts(other).into_iter().flat_map(names).collect(),
    }
}

/// Returns the expressions that an expression is made of.
pub(super) fn parts<'t, 'a>(expression: &'t Expr<'a>) -> Vec<&'t Expr<'a>> {
    let args = |args: &'t [CallArg<'a>]| args.iter().map(arg);
    match expression {
        Expr::Var(_) | Expr::Const(_) => Vec::new(),
        Expr::Slice(of) => {
            let bounds = [&of.start, &of.stop, &of.step].into_iter().flatten();
            std::iter::once(&of.expr).chain(bounds).collect()
        }
        Expr::UnaryOp(of) => vec![&of.expr],
        Expr::BinOp(of) => vec![&of.left, &of.right],
        Expr::Compare(of) => {
            std::iter::once(&of.expr).chain(of.ops.iter().map(|op| &op.expr)).collect()
        }
        Expr::IfExpr(of) => {
            [&of.test_expr, &of.true_expr].into_iter().chain(&of.false_expr).collect()
        }
        Expr::Filter(of) => of.expr.iter().chain(args(&of.args)).collect(),
        Expr::Test(of) => std::iter::once(&of.expr).chain(args(&of.args)).collect(),
        Expr::GetAttr(of) => vec![&of.expr],
        Expr::GetItem(of) => vec![&of.expr, &of.subscript_expr],
        Expr::Call(of) => std::iter::once(&of.expr).chain(args(&of.args)).collect(),
        Expr::List(of) => of.items.iter().collect(),
        Expr::Tuple(of) => of.items.iter().collect(),
        Expr::Map(of) => of.keys.iter().chain(&of.values).collect(),
    }
}

/// Returns the expression of an argument.
pub(super) fn arg<'t, 'a>(given: &'t CallArg<'a>) -> &'t Expr<'a> {
    match given {
        CallArg::Pos(value)
        | CallArg::Kwarg(_, value)
        | CallArg::PosSplat(value)
        | CallArg::KwargSplat(value) => value,
    }
}

/// Returns the expressions that stand in a statement itself.
pub(super) fn expressions<'t, 'a>(statement: &'t Stmt<'a>) -> Vec<&'t Expr<'a>> {
    match statement {
        Stmt::EmitExpr(of) => vec![&of.expr],
        Stmt::ForLoop(of) => std::iter::once(&of.iter).chain(&of.filter_expr).collect(),
        Stmt::IfCond(of) => vec![&of.expr],
        Stmt::WithBlock(of) => of.assignments.iter().map(|(_, value)| value).collect(),
        Stmt::Set(of) => vec![&of.expr],
        Stmt::SetBlock(of) => of.filter.iter().collect(),
        Stmt::Macro(of) => of.defaults.iter().collect(),
        _ => Vec::new(),
    }
}

/// Returns the statements inside of a statement.
pub(super) fn bodies<'t, 'a>(statement: &'t Stmt<'a>) -> Vec<&'t [Stmt<'a>]> {
    match statement {
        Stmt::Template(of) => vec![&of.children],
        Stmt::Block(of) => vec![&of.body],
        Stmt::ForLoop(of) => vec![&of.body, &of.else_body],
        Stmt::IfCond(of) => vec![&of.true_body, &of.false_body],
        Stmt::WithBlock(of) => vec![&of.body],
        Stmt::SetBlock(of) => vec![&of.body],
        Stmt::AutoEscape(of) => vec![&of.body],
        Stmt::FilterBlock(of) => vec![&of.body],
        Stmt::Macro(of) => vec![&of.body],
        Stmt::CallBlock(of) => vec![&of.macro_decl.body],
        _ => Vec::new(),
    }
}
