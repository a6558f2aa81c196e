//! `kapacitet explain`: an indicator's definition, as the pages print it.

use typst::diag::{HintedStrResult, error};

use super::args::ExplainArgs;
use super::terminal::say;
use super::{Done, Outcome};
use crate::diag::hint_for;
use crate::indicator::{Indicator, find};
use crate::locale::Lang;

/// Runs the command.
pub fn run(args: &ExplainArgs) -> Outcome {
    let lang = language(&args.lang)?;
    say(&explanation(find(&args.indicator)?, lang))?;
    Ok(Done::All)
}

/// Returns the language of a code.
pub fn language(code: &str) -> HintedStrResult<Lang> {
    Lang::ALL.into_iter().find(|lang| lang.code() == code).ok_or_else(|| {
        let codes = Lang::ALL.map(Lang::code);
        error!("unknown language `{code}`"; hint: "{}", hint_for(code, codes))
    })
}

/// Returns an indicator's definition as text.
fn explanation(indicator: &Indicator, lang: Lang) -> String {
    let mut lines = vec![
        format!("{} ({})", indicator.name.get(lang), indicator.id),
        String::new(),
        indicator.definition.get(lang).to_owned(),
        String::new(),
        format!("formula      {}", indicator.formula),
        format!("numerator    {}", indicator.numerator.get(lang)),
    ];
    if let Some(denominator) = &indicator.denominator {
        lines.push(format!("denominator  {}", denominator.get(lang)));
    }
    lines.extend([
        format!("interval     {}", indicator.interval.get(lang)),
        format!("unit         {}", indicator.unit.code()),
        format!("basis        {}", indicator.basis.code()),
        format!("direction    {}", indicator.direction.code()),
        format!("caveats      {}", indicator.caveats.get(lang)),
    ]);
    lines.extend(indicator.references.iter().map(|source| format!("reference    {source}")));
    lines.join("\n")
}
