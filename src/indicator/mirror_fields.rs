//! How the databases' picture of a region and the region's own compare, field by field.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `mirror-fields`.
pub const INDICATOR: Indicator = Indicator {
    id: "mirror-fields",
    name: Words { sv: "Spegelns utfall", en: "Outcomes of the mirror" },
    definition: Words {
        sv: "Uppgifter som både registren och inventeringen frågar efter, på hur de stämmer.",
        en: "Facts that registers and the inventory both ask for, by how they compare.",
    },
    numerator: Words { sv: "fält med utfallet", en: "fields with the outcome" },
    denominator: Some(Words { sv: "alla fält i spegeln", en: "all fields of the mirror" }),
    formula: "x / n",
    interval: Words {
        sv: "Inget: allt är räknat, inget urval är draget.",
        en: "None: everything is counted, nothing is sampled.",
    },
    caveats: Words {
        sv: "En skillnad säger inte vilken sida som har rätt. Svar utan samtycke räknas som \
            ”visas inte”, hur de än stämmer.",
        en: "A difference does not tell which side is right. Answers without consent count as \
            withheld, however they compare.",
    },
    references: &[],
    unit: Unit::Share,
    basis: Basis::Answered,
    direction: Direction::Neither,
    measure: Measure::MirrorFields,
};
