//! Whether trials become more or fewer from year to year.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `trend`.
pub const INDICATOR: Indicator = Indicator {
    id: "trend",
    name: Words { sv: "Förändring per år", en: "Change per year" },
    definition: Words {
        sv: "Så många gånger fler startade prövningar för varje år (Poissonregression).",
        en: "How many times more trials start each year (Poisson regression).",
    },
    numerator: Words {
        sv: "prövningar med start under perioden",
        en: "trials with a start in the window",
    },
    denominator: Some(Words { sv: "år", en: "years" }),
    formula: "exp(beta), ln E(y) = alpha + beta year",
    interval: Words {
        sv: "Profillikelihood; när åren varierar mer än slumpen (Pearsons chi2 över \
            frihetsgraderna större än ett) vidgas gränserna därefter, med Students kvantil \
            (kvasi-Poisson).",
        en: "Profile likelihood; when the years vary by more than chance (Pearson's chi2 \
            over its degrees of freedom above one) the limits are widened by as much, with \
            Student's quantile (quasi-Poisson).",
    },
    caveats: Words {
        sv: "1,05 är fem procent fler per år; tio hela år när ingen period är vald. Färre än tio prövningar ger ingen trend. En rak linje på logaritmisk skala: en serie som vänder har ingen sådan takt, \
            så se hela serien. Sena registreringar gör de sista åren för låga. Skillnaden \
            mellan treårsmedelvärden står bredvid.",
        en: "1.05 is five per cent more each year; ten full years when no window is chosen. Fewer than ten trials tell no trend. A straight line on a logarithmic scale: a series that turns has no such pace, \
            so look at the whole series. Late registration makes the last years too low. \
            The difference of three-year means stands beside it.",
    },
    references: &[
        "McCullagh P, Nelder JA. Generalized Linear Models, 2nd ed. 1989, ch. 6.",
        "Venzon DJ, Moolgavkar SH. J R Stat Soc C 1988;37:87-94.",
    ],
    unit: Unit::Ratio,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::Trend,
};
