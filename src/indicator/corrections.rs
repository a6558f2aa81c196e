//! How much is to be put right, in a register or in a region's answers.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `corrections`.
pub const INDICATOR: Indicator = Indicator {
    id: "corrections",
    name: Words { sv: "Rättelser att begära", en: "Corrections to request" },
    definition: Words {
        sv: "Fält i spegeln där sidorna skiljer sig eller en sida saknas.",
        en: "Fields of the mirror on which the sides differ or one is missing.",
    },
    numerator: Words {
        sv: "fält som skiljer sig eller saknar en sida",
        en: "fields that differ or lack a side",
    },
    denominator: Some(Words { sv: "alla fält i spegeln", en: "all fields of the mirror" }),
    formula: "x",
    interval: Words {
        sv: "Inget: allt är räknat, inget urval är draget.",
        en: "None: everything is counted, nothing is sampled.",
    },
    caveats: Words {
        sv: "En rättelse kan gälla registret eller regionens svar: en skillnad säger inte \
            vilken sida som har rätt. Utgångna svar och svar utan samtycke ingår inte. Det är \
            raderna i listan som `kapacitet mirror --out` skriver.",
        en: "A correction may be due in the register or in the region's answers: a difference \
            does not tell which side is right. Expired answers and those without consent are \
            left out. They are the rows of the list that `kapacitet mirror --out` writes.",
    },
    references: &[],
    unit: Unit::Count,
    basis: Basis::Answered,
    direction: Direction::Neither,
    measure: Measure::Corrections,
};
