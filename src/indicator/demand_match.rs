//! Where demand for a kind of trials and the own mix meet.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `demand-match`.
pub const INDICATOR: Indicator = Indicator {
    id: "demand-match",
    name: Words { sv: "Efterfrågan mot profil", en: "Demand against profile" },
    definition: Words {
        sv: "Platsens lokaliseringskvot för varje slag av prövningar, bredvid slagets andel \
            av Europas (eller världens) prövningar utanför platsen. Fyra namngivna lägen: \
            stor efterfrågan och styrka (demand-met), stor efterfrågan och brist (demand- \
            unmet), liten efterfrågan och styrka (niche), liten efterfrågan och brist \
            (aside).",
        en: "The place's location quotient of each kind of trials, beside the kind's share \
            of Europe's (or the world's) trials outside the place. Four named quadrants: \
            large demand and a strength (demand-met), large demand and a gap (demand- \
            unmet), small demand and a strength (niche), small demand and a gap (aside).",
    },
    numerator: Words {
        sv: "prövningar av slaget på platsen",
        en: "trials of the kind in the place",
    },
    denominator: Some(Words { sv: "alla prövningar på platsen", en: "all trials in the place" }),
    formula: "LQ beside X_i/X.; large when the lower limit is above the kinds' median share, small when the upper is below",
    interval: Words {
        sv: "Kvotens som för location-quotient; efterfrågans andel Wilson.",
        en: "The quotient's as for location-quotient; the share of demand Wilson.",
    },
    caveats: Words {
        sv: "Inget index: de två talen vägs aldrig ihop. Ett läge utan säkra tal på båda \
            axlarna heter unclear. Efterfrågan är startade prövningar, inte sjukdomsbörda. \
            En prövning kan vara av flera slag.",
        en: "No index: the two numbers are never weighed together. Without clear numbers on \
            both axes the quadrant is unclear. Demand is trials started, not the burden of \
            disease. A trial can be of several kinds.",
    },
    references: &[
        "Beyene J, Moineddin R. BMC Med Res Methodol 2005;5:32.",
        "Wilson EB. J Am Stat Assoc 1927;22:209-212.",
    ],
    unit: Unit::Ratio,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::DemandMatch,
};
