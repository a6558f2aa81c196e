//! How many of the closed trials were carried through.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `completion`.
pub const INDICATOR: Indicator = Indicator {
    id: "completion",
    name: Words { sv: "Fullföljda av avslutade", en: "Completed of closed" },
    definition: Words {
        sv: "Fullföljda prövningar som andel av fullföljda och avbrutna, bland prövningar \
            som avslutats under perioden.",
        en: "Completed trials as a share of completed and terminated ones, among trials \
            closed in the window.",
    },
    numerator: Words { sv: "fullföljda prövningar", en: "completed trials" },
    denominator: Some(Words {
        sv: "fullföljda och avbrutna prövningar",
        en: "completed and terminated trials",
    }),
    formula: "completed / (completed + terminated)",
    interval: Words { sv: "Wilson.", en: "Wilson." },
    caveats: Words {
        sv: "Räknas efter slutdatum. Tillbakadragna prövningar (aldrig startade) och okänd \
            status ingår inte. Ett globalt stopp är inte ett svenskt misslyckande.",
        en: "Counted by end date. Withdrawn trials (never started) and unknown status are \
            left out. A global stop is not a Swedish failure.",
    },
    references: &["Wilson EB. J Am Stat Assoc 1927;22:209-212."],
    unit: Unit::Share,
    basis: Basis::Closed,
    direction: Direction::Higher,
    measure: Measure::Completion,
};
