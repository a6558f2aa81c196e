//! Which phases a place's trials are in.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `phase-mix`.
pub const INDICATOR: Indicator = Indicator {
    id: "phase-mix",
    name: Words { sv: "Fasfördelning", en: "Phase mix" },
    definition: Words {
        sv: "Prövningar i en fas som andel av alla startade prövningar på platsen. Fas 1/2 \
            och 2/3 är egna klasser; ”ej angiven” visas.",
        en: "Trials in a phase as a share of all trials started in the place. Phase 1/2 and \
            2/3 are classes of their own; \"not given\" is shown.",
    },
    numerator: Words { sv: "prövningar i fasen", en: "trials in the phase" },
    denominator: Some(Words { sv: "alla prövningar", en: "all trials" }),
    formula: "x_phase / x",
    interval: Words {
        sv: "Wilson, för varje fas för sig.",
        en: "Wilson, for each phase by itself.",
    },
    caveats: Words {
        sv: "En fördelning säger inget om volym: en hög andel fas 1 kan vara få prövningar.",
        en: "A mix says nothing of volume: a high share of phase 1 can be few trials.",
    },
    references: &["Wilson EB. J Am Stat Assoc 1927;22:209-212."],
    unit: Unit::Share,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::PhaseMix,
};
