//! How many requests come how far.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `feasibility-funnel`.
pub const INDICATOR: Indicator = Indicator {
    id: "feasibility-funnel",
    name: Words { sv: "Feasibilitytratten", en: "The feasibility funnel" },
    definition: Words {
        sv: "Förfrågningar som nådde ett steg som andel av alla förfrågningar: inkommen, \
            besvarad, minst ett ja, tilldelad, avtal, start, första patient.",
        en: "Requests that came to a step as a share of all requests: received, answered, at \
            least one yes, allocated, contract, start, first patient.",
    },
    numerator: Words {
        sv: "förfrågningar som nådde steget", en: "requests that came to the step"
    },
    denominator: Some(Words { sv: "alla förfrågningar", en: "all requests" }),
    formula: "x / n",
    interval: Words {
        sv: "Wilson; inget för första steget, som är 100 % enligt definitionen.",
        en: "Wilson; none for the first step, which is 100% by definition.",
    },
    caveats: Words {
        sv: "En förfrågan räknas en gång, hur många regioner den än gick till: regionernas tal \
            summerar inte till landets. Noten säger hur stor andel av steget före som nådde hit \
            och hur många som ännu kan nå hit; bland de senaste förfrågningarna är andelen \
            därför låg. Uppdelad på annat än steg är det andelen med minst ett ja.",
        en: "A request counts once, however many regions it went to: the regions' numbers do not \
            sum up to the country's. The note says what share of the step before came here and \
            how many still may; among the latest requests the share is low for that reason. \
            Split by anything but steps, it is the share with at least one yes.",
    },
    references: &["Wilson EB. J Am Stat Assoc 1927;22:209-212."],
    unit: Unit::Share,
    basis: Basis::Received,
    direction: Direction::Higher,
    measure: Measure::Board(BoardMeasure::Funnel),
};

/// What each step is called, by its key.
pub const STEPS: [(&str, Words); 7] = [
    ("requests", Words { sv: "Förfrågningar", en: "Requests" }),
    ("answered", Words { sv: "Besvarade", en: "Answered" }),
    ("positive", Words { sv: "Minst ett ja", en: "At least one yes" }),
    ("allocated", Words { sv: "Tilldelade", en: "Allocated" }),
    ("contract", Words { sv: "Avtal", en: "Contract" }),
    ("started", Words { sv: "Startade", en: "Started" }),
    ("first-patient", Words { sv: "Första patient", en: "First patient" }),
];
