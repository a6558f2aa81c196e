//! How far the databases' picture of a region is the region's own.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `mirror-gap`.
pub const INDICATOR: Indicator = Indicator {
    id: "mirror-gap",
    name: Words { sv: "Spegelns överensstämmelse", en: "Agreement in the mirror" },
    definition: Words {
        sv: "Fält där databasernas värde är exakt lika med regionens validerade värde, eller \
            regionens ligger inom databasernas gränser, som andel av de fält som kan jämföras.",
        en: "Fields on which the databases' value is exactly the region's validated value, or \
            the region's lies inside the databases' bounds, as a share of the fields that can \
            be compared.",
    },
    numerator: Words {
        sv: "fält som är lika eller inom gränserna",
        en: "fields that are equal or within the bounds",
    },
    denominator: Some(Words { sv: "jämförda fält", en: "fields compared" }),
    formula: "x / n",
    interval: Words {
        sv: "Inget: allt är räknat, inget urval är draget.",
        en: "None: everything is counted, nothing is sampled.",
    },
    caveats: Words {
        sv: "Jämförda är fält där båda sidor har ett värde, svaret gäller på brytdagen och \
            regionen samtycker till att det visas: av några få jämförelser kunde ett hemligt \
            svar annars räknas ut. Databasens värde räknas på den dag som svaret avser. \
            Gränser har bara prövningsställen: från de namngivna till dem och varje \
            anonymiserad rad. En skillnad säger inte vilken sida som har rätt.",
        en: "Compared are fields where both sides have a value, the answer holds on the \
            cut-off and the region consents to showing it: from a few comparisons a withheld \
            answer could be worked out. The databases' value is counted on the day that the \
            answer is about. Only sites have bounds: from those with a name to those and every \
            anonymised row. A difference does not tell which side is right.",
    },
    references: &[],
    unit: Unit::Share,
    basis: Basis::Answered,
    direction: Direction::Higher,
    measure: Measure::MirrorGap,
};
