//! How many trials are expected to start in the years ahead.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `expected-starts`.
pub const INDICATOR: Indicator = Indicator {
    id: "expected-starts",
    name: Words { sv: "Väntade starter", en: "Expected starts" },
    definition: Words {
        sv: "Prövningar i fas 2 och 3 som väntas starta de närmaste tre kalenderåren, av läkemedel \
            under utveckling eller av registrets prövningar i fasen före.",
        en: "Trials of phases 2 and 3 expected to start in the next three calendar years, from drugs \
            in development or from the registry's trials of the phase before.",
    },
    numerator: Words {
        sv: "starter i fas 2 och 3 som väntas under året",
        en: "starts in phases 2 and 3 that are expected in the year",
    },
    denominator: Some(Words {
        sv: "prövningar eller läkemedel i fas 1 och 2 som prognosen bygger på (delas inte med)",
        en: "trials or drugs in phases 1 and 2 that the forecast rests on (not divided by)",
    }),
    formula: "E_t = share x sum over steps of (a + O) / (b + X) x due_t; a / b = level x p_area / p_all; O, X and level weighted by memory^age",
    interval: Words {
        sv: "De mittersta 95 % av 2 000 dragningar med fast frö: övergångssannolikheter (beta), \
            studie, nivå (gamma), nivåns drift mellan år, överspridning och slump.",
        en: "The middle 95% of 2,000 draws with a fixed seed: transition probabilities (beta), \
            study, level (gamma), drift of the level between years, over-dispersion and chance.",
    },
    caveats: Words {
        sv: "Läkemedel under utveckling används där ett sådant utdrag får användas. Förutsätter att prövningar i tidigare fas följs av senare i samma takt som de senaste \
            fem åren, de sista mest när takten driver, att lika många tidiga prövningar startar framåt som i snitt de senaste tre, och \
            att Sveriges andel av starterna förblir den senaste fem årens. Tiden till nästa fas tas \
            ur publicerade studier, med en spridning som är vårt antagande. Ett register som är ett \
            urval, eller som fylls på sent, ger en prognos för det som syns i det. En fas som \
            förenar två räknas till den senare. Läkemedlens steg kan inte prövas bakåt: ett \
            utdrag visar bara dagens fas.",
        en: "Drugs in development are used where such an export may be. Assumes that trials of an earlier phase are followed by later ones as in the last \
            five years, mostly the very last ones where the pace drifts, that as many early trials start from now on as in the mean of the last \
            three, and that Sweden's share of starts stays that of the last five years. The time to \
            the next phase is from published studies, with a spread that is our assumption. A \
            registry that is a selection, or that is filled late, gives a forecast of what is seen in \
            it. A phase that joins two counts as the later one. The drugs' steps cannot be checked \
            against the past: an export tells today's phase only.",
    },
    references: &[
        "Harvey AC. Forecasting, Structural Time Series Models and the Kalman Filter. CUP 1989, ch. 4.1.",
        "BIO, QLS Advisors, Informa UK. Clinical Development Success Rates 2011-2020. 2021.",
        "Wong CH, Siah KW, Lo AW. Biostatistics 2019;20:273-286.",
        "DiMasi JA, Grabowski HG, Hansen RW. J Health Econ 2016;47:20-33.",
    ],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::ExpectedStarts,
};
