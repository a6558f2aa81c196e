//! Whether trials become more or fewer from year to year.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `trend`.
pub const INDICATOR: Indicator = Indicator {
    id: "trend",
    name: Words { sv: "Förändring per år", en: "Change per year" },
    definition: Words {
        sv: "Hur många gånger fler prövningar som startar för varje år, enligt en \
            Poissonregression av årens antal: 1,05 är fem procent fler per år. Tio hela år \
            när ingen period är vald.",
        en: "By what the number of trials started is multiplied each year, by a Poisson \
            regression of the yearly counts: 1.05 is five per cent more each year. Ten \
            full years when no window is chosen.",
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
        sv: "En rak linje på logaritmisk skala: en serie som vänder har ingen sådan takt, \
            så se hela serien. Sena registreringar gör de sista åren för låga. Skillnaden \
            mellan treårsmedelvärden står bredvid.",
        en: "A straight line on a logarithmic scale: a series that turns has no such pace, \
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
