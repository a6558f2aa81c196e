//! What the way to the target asks.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `trajectory`.
pub const INDICATOR: Indicator = Indicator {
    id: "trajectory",
    name: Words { sv: "Målbana", en: "Trajectory" },
    definition: Words {
        sv: "Det värde som vägen till målet kräver av den senaste perioden med ett värde: \
            utgångsvärdet som växer med samma andel varje år.",
        en: "The value that the way to the target asks of the last period with a value: the base, \
            growing by the same share each year.",
    },
    numerator: Words { sv: "värdet som banan kräver", en: "the value that the trajectory asks" },
    denominator: None,
    formula: "base (1 + g)^t, t whole years; 15 % a year doubles in five",
    interval: Words { sv: "Inget: banan är beslutad.", en: "None: the trajectory was decided." },
    caveats: Words {
        sv: "Enheten är nyckeltalets egen. Banan stiger vid årsskiftet, så att december inte \
            jämförs med mer än januari. Noten ger värdet, perioden och målet.",
        en: "The unit is the indicator's own. The trajectory steps at the turn of the year, so \
            that a December is not held against more than its January was. The note gives the \
            value, the period and the target.",
    },
    references: &[],
    unit: Unit::Count,
    basis: Basis::Reported,
    direction: Direction::Neither,
    measure: Measure::Board(BoardMeasure::Trajectory),
};
