//! How much of what the regions were asked they have answered.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `inventory-completeness`.
pub const INDICATOR: Indicator = Indicator {
    id: "inventory-completeness",
    name: Words { sv: "Inventeringens fullständighet", en: "Completeness of the inventory" },
    definition: Words {
        sv: "Frågor i den regionala inventeringen med ett svar som gäller på brytdagen, som \
            andel av alla frågor som har ställts.",
        en: "Questions of the regional inventory with an answer that holds on the cut-off, as \
            a share of all questions that were asked.",
    },
    numerator: Words {
        sv: "frågor med ett svar som gäller",
        en: "questions with an answer that holds",
    },
    denominator: Some(Words { sv: "frågor som har ställts", en: "questions that were asked" }),
    formula: "x / n",
    interval: Words {
        sv: "Inget: allt är räknat, inget urval är draget.",
        en: "None: everything is counted, nothing is sampled.",
    },
    caveats: Words {
        sv: "Ett tomt svar betyder ”ej redovisat”, aldrig nej eller noll. Frågor om ett område \
            räknas en gång för varje område som regionen har svarat om, frågor om hela \
            regionen en gång. Ett utgånget svar räknas som obesvarat. Svar utan samtycke till \
            publicering räknas, men visas inte.",
        en: "An empty answer means “not reported”, never no or zero. Questions about an area \
            count once for each area that the region has answered about, questions about the \
            whole region once. An expired answer counts as not answered. Answers without \
            consent to publication are counted, but not shown.",
    },
    references: &[],
    unit: Unit::Share,
    basis: Basis::Answered,
    direction: Direction::Higher,
    measure: Measure::Completeness,
};
