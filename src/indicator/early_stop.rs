//! How many trials are stopped early, when those that go on are not forgotten.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `early-stop`.
pub const INDICATOR: Indicator = Indicator {
    id: "early-stop",
    name: Words { sv: "Avbrutna inom 36 månader", en: "Stopped early within 36 months" },
    definition: Words {
        sv: "Andelen av de prövningar som startat under perioden som avbrutits inom 36 \
            månader från starten, där pågående följs till brytdatum (Aalen-Johansen).",
        en: "The share of the trials started in the window that were terminated within 36 \
            months of their start, where ongoing ones are followed to the cut-off (Aalen- \
            Johansen).",
    },
    numerator: Words {
        sv: "prövningar avbrutna inom 36 månader",
        en: "trials terminated within 36 months",
    },
    denominator: Some(Words { sv: "prövningar som följts", en: "trials followed" }),
    formula: "I(36) = sum of S(t-) d/n over t <= 36 months; a month is 365.25/12 days",
    interval: Words {
        sv: "Aalen-Johansens varians på log(-log)-skala; utan något avbrott Wilsons övre \
            gräns bland dem som följts i 36 månader.",
        en: "Aalen and Johansen's variance on the scale of log(-log); with no stop, \
            Wilson's upper limit among those followed for 36 months.",
    },
    caveats: Words {
        sv: "Fullföljda är en konkurrerande händelse, inte censurerade. Tillbakadragna och \
            ännu inte öppnade prövningar har aldrig börjat och ingår inte. Okänd status är \
            inte pågående: följs till senaste uppdatering. Ett slut utan datum utelämnas. \
            Ett globalt stopp är inte ett svenskt misslyckande.",
        en: "Completion is a competing event, not censoring. Trials withdrawn or not yet \
            open never began and are left out. Unknown status is not ongoing: followed to \
            the last update. An end without a date is left out. A global stop is not a \
            Swedish failure.",
    },
    references: &["Aalen OO, Johansen S. Scand J Stat 1978;5:141-150."],
    unit: Unit::Share,
    basis: Basis::Started,
    direction: Direction::Lower,
    measure: Measure::EarlyStop,
};
