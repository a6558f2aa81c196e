//! How many closed trials reached their target in time.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `time-to-target`.
pub const INDICATOR: Indicator = Indicator {
    id: "time-to-target",
    name: Words { sv: "Nådde målet i tid", en: "Target reached in time" },
    definition: Words {
        sv: "Avslutade prövningar som inkluderade så många patienter som planerat senast det \
            planerade slutdatumet, som andel av alla avslutade.",
        en: "Closed trials that enrolled as many patients as planned by the planned end, as a \
            share of all closed ones.",
    },
    numerator: Words {
        sv: "avslutade prövningar som nådde målet i tid",
        en: "closed trials that reached their target in time",
    },
    denominator: Some(Words { sv: "avslutade prövningar", en: "closed trials" }),
    formula: "x / n",
    interval: Words { sv: "Wilson.", en: "Wilson." },
    caveats: Words {
        sv: "En prövning räknas en gång i varje region den har. Mål kan sänkas: noten säger hur \
            stora de var tillsammans.",
        en: "A trial counts once in each of its regions. Targets can be lowered: the note says \
            how large they were together.",
    },
    references: &["Wilson EB. J Am Stat Assoc 1927;22:209-212."],
    unit: Unit::Share,
    basis: Basis::Closed,
    direction: Direction::Higher,
    measure: Measure::Board(BoardMeasure::TimeToTarget),
};
