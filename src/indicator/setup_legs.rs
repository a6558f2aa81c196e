//! How long it takes from the submission to the first patient, leg by leg.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `setup-legs`.
pub const INDICATOR: Indicator = Indicator {
    id: "setup-legs",
    name: Words { sv: "Starttider", en: "Set-up times" },
    definition: Words {
        sv: "Mediantid i dagar för varje ben från ansökan över beslut och första öppna \
            prövningsställe till första patient, enligt Kaplan och Meier.",
        en: "Median days of each leg from submission over decision and first open site to first \
            patient, by Kaplan and Meier.",
    },
    numerator: Words {
        sv: "prövningar där benet är avslutat",
        en: "trials that came to the end of the leg",
    },
    denominator: Some(Words {
        sv: "prövningar där benet har börjat",
        en: "trials that came to its beginning",
    }),
    formula: "first t with S(t) <= 1/2",
    interval: Words {
        sv: "Medianens gränser enligt Brookmeyer och Crowley på skalan log(-log).",
        en: "Limits of the median by Brookmeyer and Crowley, on the scale of log(-log).",
    },
    caveats: Words {
        sv: "Det som inte har hänt på sista dagen är censurerat, inte saknat; det som avslutades \
            dessförinnan är censurerat den dagen. För landet räknas en prövning en gång, med den \
            region som var först.",
        en: "What has not happened by the last day is censored, not missing; what ended before is \
            censored on the day it ended. For the country a trial counts once, by the region \
            that was first.",
    },
    references: &[
        "Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481.",
        "Brookmeyer R, Crowley J. Biometrics 1982;38:29-41.",
    ],
    unit: Unit::Days,
    basis: Basis::Reported,
    direction: Direction::Lower,
    measure: Measure::Board(BoardMeasure::Legs),
};

/// What each leg is called, by its key.
pub const LEGS: [(&str, Words); 3] = [
    ("submission-to-decision", Words { sv: "Ansökan till beslut", en: "Submission to decision" }),
    (
        "decision-to-open",
        Words { sv: "Beslut till första öppna ställe", en: "Decision to first open site" },
    ),
    (
        "open-to-first-patient",
        Words { sv: "Öppet ställe till första patient", en: "Open site to first patient" },
    ),
];
