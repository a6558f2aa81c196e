//! How far trials gather at the largest sites.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `concentration`.
pub const INDICATOR: Indicator = Indicator {
    id: "concentration",
    name: Words {
        sv: "Andel vid de tre största ställena", en: "Share at the three largest sites"
    },
    definition: Words {
        sv: "Deltaganden (prövning × ställe) vid de tre största av alla namngivna ställen.",
        en: "Participations (trial × site) at the three largest of all named sites.",
    },
    numerator: Words {
        sv: "deltaganden vid de tre största ställena",
        en: "participations at the three largest sites",
    },
    denominator: Some(Words {
        sv: "deltaganden vid alla namngivna ställen",
        en: "participations at all named sites",
    }),
    formula: "(s1 + s2 + s3) / sum of s",
    interval: Words {
        sv: "Logiska gränser: varje anonymiserad rad kan stå för ett av de största ställena \
            eller för ett annat.",
        en: "Logical bounds: each anonymised row may stand for one of the largest sites or \
            for another.",
    },
    caveats: Words {
        sv: "Räknas bland namngivna ställen; många rader är anonymiserade. Ett sjukhus \
            under flera namn delas upp om namnen inte är kända.",
        en: "Counted among named sites; many rows are anonymised. A hospital under several \
            names is split up when the names are not known.",
    },
    references: &["Manski CF. Partial Identification of Probability Distributions. Springer 2003."],
    unit: Unit::Share,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::Concentration,
};
