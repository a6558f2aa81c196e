//! What a place does more, or less, of than others.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `location-quotient`.
pub const INDICATOR: Indicator = Indicator {
    id: "location-quotient",
    name: Words { sv: "Lokaliseringskvot", en: "Location quotient" },
    definition: Words {
        sv: "Hur stor del av platsens prövningar som är av ett slag, delat med motsvarande \
            andel i referensen utan platsen själv. 1 betyder samma inriktning.",
        en: "The part of the place's trials that is of one kind, divided by the same part \
            in the reference without the place itself. 1 means the same mix.",
    },
    numerator: Words {
        sv: "andelen av slaget bland platsens prövningar",
        en: "the kind's share of the place's trials",
    },
    denominator: Some(Words {
        sv: "andelen av slaget i referensen utan platsen",
        en: "the kind's share of the reference without the place",
    }),
    formula: "LQ = (x_i / x.) / (X_i / X.), X without the place",
    interval: Words {
        sv: "Logaritmisk deltametod; profil-likelihood under 10 prövningar.",
        en: "Log-delta; profile likelihood below 10 trials.",
    },
    caveats: Words {
        sv: "Kvoten säger något om inriktning, inte om volym: läs den bredvid prövningar \
            per miljon. ”Styrkeområde” kräver undre gräns över 1, q under 0,05 och minst \
            10 prövningar; ”tendens” undre gräns över 0,9 och minst 5; annars ”ingen \
            tydlig skillnad”. Bristområde är spegelbilden, där det förväntade antalet ska \
            vara minst 10 (tendens: 5). P-värden är Fishers exakta, justerade enligt \
            Benjamini–Hochberg över tabellens alla rader.",
        en: "The quotient tells of mix, not of volume: read it beside trials per million. \
            \"Strength\" needs a lower limit above 1, q below 0.05 and at least 10 trials; \
            \"tendency\" a lower limit above 0.9 and at least 5; otherwise \"no clear \
            difference\". A gap area is the mirror image, where the expected number must be \
            at least 10 (tendency: 5). P-values are Fisher's exact ones, adjusted by \
            Benjamini-Hochberg over all rows of the table.",
    },
    references: &[
        "Beyene J, Moineddin R. BMC Med Res Methodol 2005;5:32.",
        "Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289-300.",
    ],
    unit: Unit::Ratio,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::Quotient,
};
