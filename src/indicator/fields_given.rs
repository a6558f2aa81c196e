//! Which fields of the trials are given.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `fields-given`.
pub const INDICATOR: Indicator = Indicator {
    id: "fields-given",
    name: Words { sv: "Ifyllda uppgifter", en: "Fields given" },
    definition: Words {
        sv: "Prövningar där minst en källa anger uppgiften, som andel av alla prövningar.",
        en: "Trials of which at least one source gives the field, as a share of all trials.",
    },
    numerator: Words { sv: "prövningar med uppgiften", en: "trials with the field" },
    denominator: Some(Words { sv: "prövningar", en: "trials" }),
    formula: "x / n",
    interval: Words {
        sv: "Inget: allt är räknat, inget urval är draget.",
        en: "None: everything is counted, nothing is sampled.",
    },
    caveats: Words {
        sv: "Att en uppgift är ifylld säger inte att den är rätt. Utan startdatum hamnar en \
            prövning inte i någon period, så andelen med startdatum är alltid 100 % inom en \
            sådan.",
        en: "That a field is given does not say that it is right. A trial without a start \
            date falls in no window, so the share with one is always 100% within a window.",
    },
    references: &[],
    unit: Unit::Share,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::FieldsGiven,
};
