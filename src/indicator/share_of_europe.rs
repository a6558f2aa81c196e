//! How large a part of Europe's trials reach the place.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `share-of-europe`.
pub const INDICATOR: Indicator = Indicator {
    id: "share-of-europe",
    name: Words { sv: "Andel av Europas prövningar", en: "Share of European trials" },
    definition: Words {
        sv: "Prövningar med minst ett ställe på platsen som andel av alla med minst ett i Europa, \
            under samma period.",
        en: "Trials with at least one site in the place as a share of all with one in Europe, in the \
            same window.",
    },
    numerator: Words { sv: "prövningar på platsen", en: "trials in the place" },
    denominator: Some(Words { sv: "prövningar i Europa", en: "trials in Europe" }),
    formula: "x / n",
    interval: Words { sv: "Wilson.", en: "Wilson." },
    caveats: Words {
        sv: "En prövning i flera länder räknas i vart och ett av dem: ländernas andelar \
            summerar till mer än 100 %. Frågan kan bara ställas om platser i Europa.",
        en: "A trial in several countries counts in each of them: the countries' shares add \
            to more than 100%. The question can only be asked of places in Europe.",
    },
    references: &["Wilson EB. J Am Stat Assoc 1927;22:209-212."],
    unit: Unit::Share,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::ShareOfEurope,
};
