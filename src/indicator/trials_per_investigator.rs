//! How many trials an investigator has.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `trials-per-investigator`.
pub const INDICATOR: Indicator = Indicator {
    id: "trials-per-investigator",
    name: Words { sv: "Prövningar per namngiven prövare", en: "Trials per named investigator" },
    definition: Words {
        sv: "Genomsnittligt antal startade prövningar per namngiven prövare vid svenska \
            ställen, över alla år före brytdatum (eller under den valda perioden).",
        en: "Mean number of trials started per named investigator at Swedish sites, over \
            all years before the cut-off (or in the chosen window).",
    },
    numerator: Words {
        sv: "prövningar, en gång för varje namngiven prövare",
        en: "trials, once for each named investigator",
    },
    denominator: Some(Words { sv: "olika namngivna prövare", en: "distinct named investigators" }),
    formula: "trials of named investigators / named investigators",
    interval: Words {
        sv: "Poissongränser för prövningarna, delat med prövarna; aldrig under ett.",
        en: "Poisson limits of the trials, divided by the investigators; never below one.",
    },
    caveats: Words {
        sv: "Ett minsta antal: omkring 40 % av de svenska raderna är anonymiserade och få \
            namnger en prövare. Den som namnges i en prövning kan ha lett fler. En prövare \
            räknas till ett ställe när dess angivna anknytning är ett av prövningens \
            ställen; samma namn utan titlar är samma person.",
        en: "A lower bound: some 40 % of Swedish rows are anonymised and few name an \
            investigator. Whoever is named in one trial may have led more. An investigator \
            belongs to a site when the affiliation given is one of the trial's sites; one \
            name without titles is one person.",
    },
    references: &[
        "Breslow NE, Day NE. Statistical Methods in Cancer Research II. IARC 1987, p. 69.",
    ],
    unit: Unit::Ratio,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::TrialsPerInvestigator,
};
