//! How many trials have started.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `trials-started`.
pub const INDICATOR: Indicator = Indicator {
    id: "trials-started",
    name: Words { sv: "Startade prövningar", en: "Trials started" },
    definition: Words {
        sv: "Prövningar med minst ett ställe på platsen och start under perioden; var och en räknas \
            en gång.",
        en: "Trials with at least one site in the place and a start in the window; each counts once.",
    },
    numerator: Words {
        sv: "prövningar med start under perioden",
        en: "trials with a start in the window",
    },
    denominator: None,
    formula: "x",
    interval: Words {
        sv: "Poisson: exakt under 10, Byars approximation från 10.",
        en: "Poisson: exact below 10, Byar's approximation from 10.",
    },
    caveats: Words {
        sv: "Ansökningar, godkännanden och starter är tre olika saker; här räknas starter. \
            En beräknad start räknas först när den har infallit före brytdatum. Prövningar \
            utan startdatum ingår inte. Tillbakadragna prövningar och sådana som ännu inte \
            rekryterar räknas när deras beräknade start har passerat.",
        en: "Applications, authorisations and starts are three different things; these are \
            starts. An estimated start counts only once it lies before the cut-off. Trials \
            without a start date are left out. Withdrawn trials, and those that are not \
            recruiting yet, count once their estimated start has passed.",
    },
    references: &[
        "Breslow NE, Day NE. Statistical Methods in Cancer Research II. IARC 1987, p. 69.",
    ],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::Started,
};
