//! The correction list: what a region, a sponsor or a register should put right, as a table to send.

use chrono::NaiveDate;

use super::Finding;
use super::mirror::{Field, Outcome};
use crate::board::files::class;
use crate::indicator::Words;
use crate::inventory::Mirror;
use crate::locale::Lang;
use crate::sheet::{Value, Written};

/// The columns.
const COLUMNS: [Words; 16] = [
    Words { sv: "Region", en: "Region" },
    Words { sv: "Område", en: "Area" },
    Words { sv: "Fält", en: "Field" },
    Words { sv: "Fråga", en: "Question" },
    Words { sv: "Databasernas värde", en: "Database value" },
    Words { sv: "Databasernas övre gräns", en: "Database upper bound" },
    Words { sv: "Databasernas period", en: "Database window" },
    Words { sv: "Databas", en: "Database" },
    Words { sv: "Databasens datum", en: "Date of the database" },
    Words { sv: "Validerat värde", en: "Validated value" },
    Words { sv: "Enhet", en: "Unit" },
    Words { sv: "Uppgiftens datum", en: "Date of the fact" },
    Words { sv: "Underlag (A–C)", en: "Evidence (A–C)" },
    Words { sv: "Utfall", en: "Result" },
    Words { sv: "Att rätta, och var", en: "What to correct, and where" },
    Words { sv: "Klass", en: "Class" },
];

/// What the list is called.
const TITLE: Words = Words { sv: "Rättelselista", en: "Correction list" };

/// Returns the fields that differ or that the region has not answered, as a table to send. Fields that agree, that no
/// database counts, that are expired or withheld are none.
///
/// What a region has not consented to showing stands in it only when the fields were not made into
/// [`Field::shown`] before.
pub fn corrections(fields: &[Field], region: &str, cutoff: NaiveDate, lang: Lang) -> Written {
    let listed: Vec<_> = fields.iter().filter(|field| field.outcome.is_listed()).collect();
    let has_values = listed.iter().any(|field| field.class == class::PARTNER);
    let class = if has_values { class::PARTNER } else { class::PUBLIC };
    Written {
        title: format!("{} {region} {cutoff} ({class})", TITLE.get(lang)),
        lang: lang.code().to_owned(),
        columns: COLUMNS.iter().map(|words| words.get(lang).to_owned()).collect(),
        rows: listed.into_iter().map(|field| row(field, lang)).collect(),
    }
}

/// Returns the row of a field.
fn row(field: &Field, lang: Lang) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    let number = |value: Option<f64>| value.map_or(Value::Empty, Value::Number);
    let of_database = |get: fn(&Finding) -> &str| {
        field.database.as_ref().map_or(Value::Empty, |finding| text(get(finding)))
    };
    let said = field.validated.as_ref();
    let unit = field.unit.as_ref().map_or("", |unit| unit.get(lang));
    vec![
        text(&field.region),
        text(&field.area),
        text(&field.question),
        text(field.text.get(lang)),
        number(field.counted()),
        number(field.bounds.map(|bounds| bounds.upper)),
        of_database(|finding| &finding.window),
        of_database(|finding| &finding.source),
        of_database(|finding| &finding.data_date),
        number(said.map(|said| said.value)),
        text(unit),
        said.map_or(Value::Empty, |said| Value::Date(said.date)),
        said.map_or(Value::Empty, |said| text(said.grade)),
        text(result(field.outcome).get(lang)),
        text(advice(field).get(lang)),
        text(field.class),
    ]
}

/// Returns an outcome in words.
pub fn result(outcome: Outcome) -> Words {
    match outcome {
        Outcome::Equal => Words { sv: "lika", en: "equal" },
        Outcome::WithinBounds => Words { sv: "inom gränserna", en: "within the bounds" },
        Outcome::Differs => Words { sv: "skiljer sig", en: "differs" },
        Outcome::MissingInDatabase => {
            Words { sv: "saknas i databasen", en: "missing in the database" }
        }
        Outcome::MissingInInventory => {
            Words { sv: "saknas i regionens svar", en: "missing in the region's answers" }
        }
        Outcome::MissingInBoth => {
            Words { sv: "saknas på båda håll", en: "missing on both sides" }
        }
        Outcome::Expired => Words { sv: "utgånget svar", en: "expired answer" },
        Outcome::Withheld => {
            Words { sv: "visas inte: samtycke saknas", en: "withheld: no consent" }
        }
    }
}

/// Returns what is to be put right where. Which side is right is not known: both ways are named.
fn advice(field: &Field) -> Words {
    let is_more_in_region = field.difference.is_some_and(|difference| difference > 0.0);
    match (field.outcome, field.mirrors, is_more_in_region) {
        (Outcome::Differs, Some(Mirror::ActiveSites), true) => Words {
            sv: "Registret: be sponsorerna namnge regionens prövningsställen i prövningens post. Är svaret för \
                högt: regionen rättar det i nästa formulär.",
            en: "The register: ask the sponsors to name the region's sites in the trial's record. If the answer is \
                too high: the region corrects it in the next form.",
        },
        (Outcome::Differs, Some(Mirror::ActiveSites), false) => Words {
            sv: "Registret: be sponsorerna ta bort ställen som inte deltar, och skriva samma ställe på ett sätt. Är \
                svaret för lågt: regionen rättar det i nästa formulär.",
            en: "The register: ask the sponsors to remove sites that take no part, and to write one site in one way. \
                If the answer is too low: the region corrects it in the next form.",
        },
        (Outcome::Differs, _, true) => Words {
            sv: "Registret: be sponsorerna för de prövningar som saknas att lägga till stället i regionen, \
                startdatum och status. Är svaret för högt: regionen rättar det i nästa formulär.",
            en: "The register: ask the sponsors of the trials that are missing to add the site in the region, the \
                start date and the status. If the answer is too high: the region corrects it in the next form.",
        },
        (Outcome::Differs, _, false) => Words {
            sv: "Registret: be sponsorerna ta bort ställen i regionen som aldrig öppnade, och uppdatera status. Är \
                svaret för lågt: regionen rättar det i nästa formulär.",
            en: "The register: ask the sponsors to remove sites in the region that never opened, and to update the \
                status. If the answer is too low: the region corrects it in the next form.",
        },
        (Outcome::MissingInInventory | Outcome::MissingInBoth, ..) => Words {
            sv: "Regionen: besvara frågan i nästa formulär. Tomt är varken nej eller 0.",
            en: "The region: answer the question in the next form. Empty is neither no nor 0.",
        },
        _ => Words { sv: "", en: "" },
    }
}
