//! What stands on the command line of `query` without an effect: it is refused, because who wrote it meant something by it.

use typst::diag::{HintedStrResult, bail};

use crate::cli::args::QueryArgs;
use crate::indicator::{CATALOGUE, Indicator, Measure};

/// Refuses flags that the answer would not depend on.
pub fn check(args: &QueryArgs, indicator: &Indicator) -> HintedStrResult<()> {
    let (id, measure) = (indicator.id, indicator.measure);
    if args.place.is_some() && !args.among.is_empty() && !measure.is_among() {
        bail!(
            "`--place` and `--among` both name the places asked about";
            hint: "leave out one of them: `{id}` is told of each place of `--among`"
        );
    }
    if args.licensed && !measure.is_of_prognosis() {
        bail!(
            "`--licensed` changes nothing about `{id}`";
            hint: "it admits drugs of licensed exports to {}", named(Measure::is_of_prognosis)
        );
    }
    if args.inventory.is_some() && !measure.is_of_inventory() {
        bail!(
            "`--inventory` changes nothing about `{id}`";
            hint: "the regions' answers are what {} are made of", named(Measure::is_of_inventory)
        );
    }
    let is_of_edition = measure.is_of_board() || measure.is_of_inventory();
    if args.edition.is_some() && args.snapshot.is_some() && args.cutoff.is_some() && !is_of_edition
    {
        bail!(
            "`--edition` changes nothing about `{id}` beside `--snapshot` and `--cutoff`";
            hint: "leave out the edition, or what it would give"
        );
    }
    Ok(())
}

/// Returns the names of indicators.
fn named(is_meant: fn(Measure) -> bool) -> String {
    let meant = CATALOGUE.iter().filter(|indicator| is_meant(indicator.measure));
    meant.map(|indicator| format!("`{}`", indicator.id)).collect::<Vec<_>>().join(", ")
}
