//! How much of what is known each source knows.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `source-coverage`.
pub const INDICATOR: Indicator = Indicator {
    id: "source-coverage",
    name: Words { sv: "Källtäckning", en: "Source coverage" },
    definition: Words {
        sv: "Prövningar som finns i en källa, som andel av alla prövningar som finns i \
            någon av källorna.",
        en: "Trials that are in a source, as a share of all trials that are in any of the \
            sources.",
    },
    numerator: Words { sv: "prövningar som finns i källan", en: "trials found in the source" },
    denominator: Some(Words {
        sv: "prövningar som finns i någon källa",
        en: "trials found in any source",
    }),
    formula: "x / n",
    interval: Words {
        sv: "Inget: allt är räknat, inget urval är draget.",
        en: "None: everything is counted, nothing is sampled.",
    },
    caveats: Words {
        sv: "I Sverige finns en prövning i en källa när källans egen post har ett svenskt \
            ställe eller Sverige som medlemsstat; av andra platser räcker en post om \
            prövningen. Unionen av källorna är inte sanningen: en prövning som saknas i alla källor \
            syns inte. Samma prövning känns igen på sina registernummer; saknas de räknas \
            den två gånger.",
        en: "In Sweden a trial is in a source when the source's own record has a Swedish site \
            or Sweden as a member state; of other places any record of the trial is enough. \
            The union of the sources is not the truth: a trial that all of them lack is \
            not seen. The same trial is recognised by its register numbers; without them it \
            counts twice.",
    },
    references: &[],
    unit: Unit::Share,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::SourceCoverage,
};
