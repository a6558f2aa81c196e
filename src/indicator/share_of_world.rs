//! How large a part of the world's trials reach the place.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `share-of-world`.
pub const INDICATOR: Indicator = Indicator {
    id: "share-of-world",
    name: Words { sv: "Andel av världens prövningar", en: "Share of global trials" },
    definition: Words {
        sv: "Prövningar med minst ett ställe på platsen, som andel av alla i registret under perioden.",
        en: "Trials with at least one site in the place, as a share of all in the registry in the window.",
    },
    numerator: Words { sv: "prövningar på platsen", en: "trials in the place" },
    denominator: Some(Words { sv: "prövningar i världen", en: "trials in the world" }),
    formula: "x / n",
    interval: Words { sv: "Wilson.", en: "Wilson." },
    caveats: Words {
        sv: "En prövning i flera länder räknas i vart och ett av dem: ländernas andelar \
            summerar till mer än 100 %.",
        en: "A trial in several countries counts in each of them: the countries' shares add \
            to more than 100%.",
    },
    references: &["Wilson EB. J Am Stat Assoc 1927;22:209-212."],
    unit: Unit::Share,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::ShareOfWorld,
};
