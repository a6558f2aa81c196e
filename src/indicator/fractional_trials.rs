//! How much of the trials a place carries, when it shares each with the other places.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `fractional-trials`.
pub const INDICATOR: Indicator = Indicator {
    id: "fractional-trials",
    name: Words { sv: "Prövningar, delvis räknade", en: "Fractional trials" },
    definition: Words {
        sv: "Varje startad prövning räknas som den andel av sina prövningsställen som ligger \
            på platsen: en prövning med 3 av 30 ställen här räknas som 0,1. Summan över \
            platserna är prövningarnas antal.",
        en: "Each trial started counts as the share of its sites that lie in the place: a \
            trial with 3 of 30 sites here counts as 0.1. The sum over the places is the \
            number of trials.",
    },
    numerator: Words {
        sv: "prövningar med ställe på platsen, var och en med sin andel",
        en: "trials with a site in the place, each by its share",
    },
    denominator: Some(Words { sv: "prövningens alla ställen", en: "all sites of the trial" }),
    formula: "sum over trials of s_j / S_j",
    interval: Words {
        sv: "Poisson för det effektiva antalet, (summa v)² / summa v², v prövningens andel (Kish).",
        en: "Poisson of the effective number, (sum w)² / sum w², w the trial's share (Kish).",
    },
    caveats: Words {
        sv: "En annan bild än hela prövningar, och visas aldrig i samma diagram. En rad som \
            står för ett okänt antal ställen räknas som ett. Utanför EES har prövningar \
            från CTIS inga ställen, så andelarna i Europa blir för stora.",
        en: "Another picture than whole trials, and never in the same chart. A row that \
            stands for an unknown number of sites counts as one. Outside the EEA, trials \
            from CTIS have no sites, so that their shares in Europe are too large.",
    },
    references: &["Kish L. Survey Sampling. Wiley 1965, section 11.7."],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::Fractional,
};
