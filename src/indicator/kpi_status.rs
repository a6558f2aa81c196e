//! Where the board's indicators stand.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `kpi-status`.
pub const INDICATOR: Indicator = Indicator {
    id: "kpi-status",
    name: Words { sv: "Nyckeltalens läge", en: "Status of the indicators" },
    definition: Words {
        sv: "Det senaste värdet av varje nyckeltal som styrelsen följer, med en flagga i tre \
            delar: läge mot mål och väg, säkerhet, rörelse.",
        en: "The last value of each indicator that the board follows, with a flag in three parts: \
            state against target and trajectory, certainty, movement.",
    },
    numerator: Words {
        sv: "täljaren som tabellen anger",
        en: "the numerator that the table gives",
    },
    denominator: Some(Words {
        sv: "nämnaren som tabellen anger",
        en: "the denominator that the table gives",
    }),
    formula: "state {meets, on-the-way, misses, cannot-be-judged} x certainty {clear, covers} x movement {improving, worsening, no-signal, too-short}",
    interval: Words {
        sv: "Andelar med täljare och nämnare: Wilson. Antal: exakt Poisson under 10, annars Byar. \
            Övriga har inget.",
        en: "Shares with numerator and denominator: Wilson. Counts: exact Poisson below 10, Byar \
            from 10. Others have none.",
    },
    caveats: Words {
        sv: "Värdets enhet är nyckeltalets egen. Rörelsen läses ur ett XmR-diagram över seriens \
            alla värden, från tolv punkter; kortare serier får ingen. Ett läge inom målet vars \
            intervall täcker målet är inte säkert.",
        en: "The unit is the indicator's own. The movement is read off an XmR chart of all values \
            of the series, from twelve points on; shorter series have none. A state that meets \
            the target while its interval covers it is not certain.",
    },
    references: &["Wheeler DJ. Understanding Variation. 2nd ed, 2000."],
    unit: Unit::Count,
    basis: Basis::Reported,
    direction: Direction::Neither,
    measure: Measure::Board(BoardMeasure::KpiStatus),
};
