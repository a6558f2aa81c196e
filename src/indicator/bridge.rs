//! Why a number of trials started is another one than last time.
//!
//! The rule by which each trial gets its part stands in `finding::bridge`.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `bridge`.
pub const INDICATOR: Indicator = Indicator {
    id: "bridge",
    name: Words { sv: "Brygga från förra utgåvan", en: "Bridge from the previous edition" },
    definition: Words {
        sv: "Skillnaden i antal startade prövningar mellan två ögonblicksbilder, uppdelad så att \
            delarna summerar exakt: verklig förändring, sen registrering, definition och \
            sammanslagna dubbletter. Varje prövning hör till högst en del.",
        en: "The difference in trials started between two snapshots, in parts that add up exactly: \
            real change, late registration, definition, and de-duplication. Each trial belongs to \
            at most one part.",
    },
    numerator: Words {
        sv: "prövningar som har tillkommit i delen",
        en: "trials that came in by the part",
    },
    denominator: Some(Words {
        sv: "prövningar som har fallit bort i delen (dras ifrån; ingen kvot bildas)",
        en: "trials that went out by the part (subtracted; no quotient is made)",
    }),
    formula: "x_B = x_A + Σ(in − out)",
    interval: Words {
        sv: "Inget: allt är räknat, inget urval är draget.",
        en: "None: everything is counted, nothing is sampled.",
    },
    caveats: Words {
        sv: "Stegen tas i ordning, och det sista som ändrar prövningen ger delen: först den senare \
            sidans definition (filter, periodens längd, källor, referenstabeller, program) på de tidigare \
            uppgifterna, sedan de senare uppgifterna i den tidigare perioden, sist den senare \
            perioden. Det senaste årets starter är ännu inte alla registrerade, så den verkliga \
            förändringen är försiktigt räknad. En prövning vars start har flyttats från den ena \
            perioden till den andra finns i båda antalen och i ingen del.",
        en: "The steps are taken in order, and the last that changes a trial gives its part: first \
            the later side's definition (filter, length of window, sources, reference tables, \
            program) on the earlier records, then the later records in the earlier window, last the \
            later window. Not all starts of the last year are registered yet, so the real change is \
            counted cautiously. A trial whose start was moved from one window to the other is in \
            both counts and in no part.",
    },
    references: &[],
    unit: Unit::Change,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::Bridge,
};

/// The ends and the parts in words, by their keys, in the order of a waterfall.
pub const PARTS: [(&str, Words); 6] = [
    ("earlier", Words { sv: "Förra gången", en: "Last time" }),
    ("real-change", Words { sv: "Verklig förändring", en: "Real change" }),
    ("late-registration", Words { sv: "Sen registrering", en: "Late registration" }),
    ("definition", Words { sv: "Definition", en: "Definition" }),
    ("de-duplication", Words { sv: "Dubbletter", en: "De-duplication" }),
    ("later", Words { sv: "Nu", en: "Now" }),
];
