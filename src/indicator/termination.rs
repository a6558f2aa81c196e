//! How many of the closed trials were stopped early.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `termination`.
pub const INDICATOR: Indicator = Indicator {
    id: "termination",
    name: Words { sv: "Avbrutna av avslutade", en: "Terminated of closed" },
    definition: Words {
        sv: "Avbrutna prövningar som andel av fullföljda och avbrutna, bland prövningar som \
            avslutats under perioden.",
        en: "Terminated trials as a share of completed and terminated ones, among trials \
            closed in the window.",
    },
    numerator: Words { sv: "avbrutna prövningar", en: "terminated trials" },
    denominator: Some(Words {
        sv: "fullföljda och avbrutna prövningar",
        en: "completed and terminated trials",
    }),
    formula: "terminated / (completed + terminated)",
    interval: Words { sv: "Wilson.", en: "Wilson." },
    caveats: Words {
        sv: "Räknas efter slutdatum; avbrutna prövningar är kortare, så andelen säger \
            mindre än early-stop. Tillbakadragna prövningar och okänd status ingår inte. \
            Ett globalt stopp är inte ett svenskt misslyckande.",
        en: "Counted by end date; terminated trials are shorter, so the share says less \
            than early-stop. Withdrawn trials and unknown status are left out. A global \
            stop is not a Swedish failure.",
    },
    references: &["Wilson EB. J Am Stat Assoc 1927;22:209-212."],
    unit: Unit::Share,
    basis: Basis::Closed,
    direction: Direction::Lower,
    measure: Measure::Termination,
};
