//! How many patients of specialist care take part in a trial.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `patients-in-trials`.
pub const INDICATOR: Indicator = Indicator {
    id: "patients-in-trials",
    name: Words { sv: "Patienter i prövning", en: "Patients in trials" },
    definition: Words {
        sv: "Patienter i läkemedelsprövning som andel av unika patienter i specialistvården, per år.",
        en: "Patients in a drug trial as a share of unique specialist-care patients, per year.",
    },
    numerator: Words { sv: "patienter i prövning", en: "patients in trials" },
    denominator: Some(Words {
        sv: "unika patienter i specialistvården",
        en: "unique patients in specialist care",
    }),
    formula: "x / n",
    interval: Words {
        sv: "Inget: årets patienter är räknade i sin helhet.",
        en: "None: the year's patients are counted in full.",
    },
    caveats: Words {
        sv: "Andelen har inget osäkerhetsintervall: inget urval är draget, så slumpen har ingen del i \
            talet. Det som gör det osäkert är hur regionerna räknar. Små antal skyddas, och flera döljs så att inget litet antal kan räknas fram ur \
            summor, andra dokument eller tidigare utgåvor. Andelen visas bara när båda talen \
            visas. En patient kan ha flera sjukdomar: de summerar inte. Summor över regioner \
            gäller dem som har redovisat båda talen; noten säger hur många.",
        en: "The share has no interval: no sample was drawn, so chance has no part in the number. What makes \
            it uncertain is how regions count. Small counts are protected, and further ones hidden, so that no small one can be \
            worked out from totals, other documents or earlier editions. The share is shown only \
            when both counts are. A patient can have several diseases: they do not sum up. \
            Totals over regions are of those that reported both counts; the note says how many.",
    },
    references: &[],
    unit: Unit::Share,
    basis: Basis::Reported,
    direction: Direction::Higher,
    measure: Measure::Board(BoardMeasure::PatientsInTrials),
};
