//! How many trials are under way.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `trials-ongoing`.
pub const INDICATOR: Indicator = Indicator {
    id: "trials-ongoing",
    name: Words { sv: "Pågående prövningar", en: "Trials under way" },
    definition: Words {
        sv: "Antal prövningar med minst ett prövningsställe på platsen som pågår på \
            brytdagen: startade till och med dagen, och antingen ännu öppna i registret \
            eller avslutade först efter dagen. Varje prövning räknas en gång.",
        en: "Number of trials with at least one site in the place that are under way on the \
            cut-off: started by that day, and either still open in the register or ended \
            only after that day. Each trial counts once.",
    },
    numerator: Words {
        sv: "prövningar som pågår på brytdagen",
        en: "trials under way on the cut-off",
    },
    denominator: None,
    formula: "x",
    interval: Words {
        sv: "Poisson: exakt under 10, Byars approximation från 10.",
        en: "Poisson: exact below 10, Byar's approximation from 10.",
    },
    caveats: Words {
        sv: "Registret säger när hela prövningen pågår, inte när den pågår på platsen: ett \
            ställe kan ha stängt tidigare. Prövningar med okänd status eller utan \
            startdatum ingår inte.",
        en: "The register tells when the whole trial is under way, not when it is so in the \
            place: a site may have closed earlier. Trials of unknown status or without a \
            start date are left out.",
    },
    references: &[
        "Breslow NE, Day NE. Statistical Methods in Cancer Research II. IARC 1987, p. 69.",
    ],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::Ongoing,
};
