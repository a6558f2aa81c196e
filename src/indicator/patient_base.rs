//! How many patients a trial could ask.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `patient-base`.
pub const INDICATOR: Indicator = Indicator {
    id: "patient-base",
    name: Words { sv: "Patientunderlag", en: "Patient base" },
    definition: Words {
        sv: "Nya och befintliga fall av en sjukdom under ett år gånger den andel som en vanlig \
            prövnings kriterier släpper in.",
        en: "New and prevalent cases of a disease in a year times the share that the criteria of \
            a usual trial let in.",
    },
    numerator: Words { sv: "fall", en: "cases" },
    denominator: None,
    formula: "cases x eligible share",
    interval: Words {
        sv: "Inget slumpintervall: från lägsta till högsta andel som tabellen anger.",
        en: "None of chance: from the lowest to the highest share that the table gives.",
    },
    caveats: Words {
        sv: "Båda faktorerna står i noten. Nya fall är ett flöde per år, befintliga ett bestånd: \
            de läggs aldrig ihop. Andelen är en bedömning. Små antal fall skyddas.",
        en: "Both factors stand in the note. New cases are a flow in a year, prevalent ones a \
            stock: they are never added. The share is a judgement. Small numbers of cases are \
            protected.",
    },
    references: &[],
    unit: Unit::Count,
    basis: Basis::Reported,
    direction: Direction::Neither,
    measure: Measure::Board(BoardMeasure::PatientBase),
};

/// What the kinds of cases are called, by their keys.
pub const CASES: [(&str, Words); 2] = [
    ("incident", Words { sv: "Nya fall under året", en: "New cases in the year" }),
    ("prevalent", Words { sv: "Befintliga fall vid årets slut", en: "Prevalent cases at its end" }),
];
