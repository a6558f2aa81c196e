//! How much is to be put right, in a register or in a region's answers.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `corrections`.
pub const INDICATOR: Indicator = Indicator {
    id: "corrections",
    name: Words { sv: "Rättelser att begära", en: "Corrections to request" },
    definition: Words {
        sv: "Fält i spegeln där sidorna skiljer sig eller regionen inte har svarat.",
        en: "Fields of the mirror on which the sides differ, or that the region has not answered.",
    },
    numerator: Words {
        sv: "fält som skiljer sig eller saknar regionens svar",
        en: "fields that differ or lack the region's answer",
    },
    denominator: Some(Words { sv: "alla fält i spegeln", en: "all fields of the mirror" }),
    formula: "x",
    interval: Words {
        sv: "Inget: allt är räknat, inget urval är draget.",
        en: "None: everything is counted, nothing is sampled.",
    },
    caveats: Words {
        sv: "En rättelse kan gälla registret eller regionens svar: en skillnad säger inte \
            vilken sida som har rätt; hur många av varje slag visar `mirror-fields`. Uppgifter \
            som ingen databas räknar, såsom huvudprövare, ingår bara så länge regionen inte \
            har svarat: i databasen är inget att rätta. Utgångna svar, svar utan samtycke och \
            svar inom databasernas gränser ingår inte. Det är raderna i listan som `kapacitet mirror --out` skriver.",
        en: "A correction may be due in the register or in the region's answers: a difference \
            does not tell which side is right; how many there are of each kind `mirror-fields` \
            shows. Facts that no database counts, such as principal investigators, are in it \
            only until the region answers: there is nothing to correct in the database. \
            Expired answers, those without consent and those within the databases' bounds \
            are left out. They are the rows of the list that `kapacitet mirror --out` writes.",
    },
    references: &[],
    unit: Unit::Count,
    basis: Basis::Answered,
    direction: Direction::Neither,
    measure: Measure::Corrections,
};
