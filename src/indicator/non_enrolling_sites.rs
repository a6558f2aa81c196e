//! How many activated sites never enrolled a patient.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `non-enrolling-sites`.
pub const INDICATOR: Indicator = Indicator {
    id: "non-enrolling-sites",
    name: Words { sv: "Ställen utan patienter", en: "Sites without patients" },
    definition: Words {
        sv: "Aktiverade prövningsställen som inte har inkluderat någon patient, som andel av alla \
            aktiverade.",
        en: "Activated sites that have enrolled no patient, as a share of all activated ones.",
    },
    numerator: Words {
        sv: "aktiverade ställen utan patient",
        en: "activated sites without a patient",
    },
    denominator: Some(Words { sv: "aktiverade ställen", en: "activated sites" }),
    formula: "x / n",
    interval: Words { sv: "Wilson.", en: "Wilson." },
    caveats: Words {
        sv: "Ett ställe räknas en gång för varje prövning. Ett nyöppnat ställe har ännu inte haft \
            tid; talet är ställen, inte personer.",
        en: "A site counts once for each trial. A site that has just opened has not had the time \
            yet; the count is of sites, not of people.",
    },
    references: &["Wilson EB. J Am Stat Assoc 1927;22:209-212."],
    unit: Unit::Share,
    basis: Basis::Reported,
    direction: Direction::Lower,
    measure: Measure::Board(BoardMeasure::NonEnrolling),
};
