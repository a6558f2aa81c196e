//! Exports as commercial databases give them: trials, sites, investigators, pipeline.
//!
//! Laid out as the example mappings in data/mappings read them, with the dirt of real
//! exports: Windows-1252 and semicolons, line breaks in cells, words of the vendor's
//! own, columns that nobody needs, a broken row. All of it is invented.
//!
//! Cooperates with data/mappings and data/demo/exports.

use std::path::Path;

use chrono::Datelike;
use typst::diag::{StrResult, eco_format};

use super::draws::{Draws, Part};
use super::moment::shift;
use super::plan::{self, Plan};
use super::settings::Settings;
use super::tables::{Disease, Tables};

/// Trials of the register that the vendor has too.
const SHARED: u64 = 160;

/// Trials that only the vendor has.
const OWN: u64 = 60;

/// Drugs of the pipeline.
const DRUGS: u64 = 360;

/// Investigators.
const INVESTIGATORS: u64 = 90;

/// First names and surnames of invented people.
const PEOPLE: ([&str; 8], [&str; 8]) = (
    ["Exempel", "Test", "Prov", "Demo", "Påhitt", "Fiktiv", "Mönster", "Övning"],
    ["Andersson-X", "Berg-X", "Ceder-X", "Dahl-X", "Ek-X", "Fors-X", "Gran-X", "Hed-X"],
);

/// Phases of the pipeline in the vendor's words, with how often each comes.
const STATES: [(&str, f64); 9] = [
    ("Preclinical", 40.0),
    ("Phase I Clinical Trial", 18.0),
    ("Phase I/II", 4.0),
    ("Phase II Clinical Trial", 18.0),
    ("Phase III Clinical Trial", 9.0),
    ("Pre-registration", 2.0),
    ("Registered", 1.0),
    ("Launched", 5.0),
    ("Discontinued", 3.0),
];

/// Returns the exports by their file names.
pub fn exports(settings: &Settings, tables: &Tables) -> StrResult<Vec<(&'static str, Vec<u8>)>> {
    let utf8 = |rows: Vec<Vec<String>>, delimiter| written(rows, delimiter);
    Ok(vec![
        ("trials.csv", utf8(trials(settings, tables), b',')?),
        ("sites.csv", utf8(sites(settings, tables), b',')?),
        ("investigators.csv", utf8(investigators(settings, tables), b',')?),
        ("pipeline.csv", latin(&written(pipeline(settings, tables), b';')?)),
    ])
}

/// Writes the exports into a folder, each whole or not at all.
pub fn write_exports(settings: &Settings, tables: &Tables, into: &Path) -> StrResult<()> {
    let fault =
        |error: std::io::Error| eco_format!("cannot write to `{}` ({error})", into.display());
    std::fs::create_dir_all(into).map_err(fault)?;
    for (name, bytes) in exports(settings, tables)? {
        super::pages::save_plain(&into.join(name), &bytes).map_err(fault)?;
    }
    Ok(())
}

/// Returns rows as CSV.
fn written(rows: Vec<Vec<String>>, delimiter: u8) -> StrResult<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|error| eco_format!("{error}"))?;
    }
    writer.into_inner().map_err(|error| eco_format!("{error}"))
}

/// Returns UTF-8 text as Windows-1252; our letters are all in Latin-1, its part.
fn latin(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

/// Returns a row of texts.
fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|&cell| cell.to_owned()).collect()
}

/// Returns the export of trials.
fn trials(settings: &Settings, tables: &Tables) -> Vec<Vec<String>> {
    let mut rows = vec![row(&[
        "Trial ID",
        "Protocol/Trial ID",
        "Secondary IDs",
        "Trial Title",
        "Trial Status",
        "Trial Phase",
        "Disease",
        "Disease: MeSH Term",
        "Primary Tested Drug",
        "Sponsor/Collaborator: Lead",
        "Sponsor/Collaborator: Other",
        "Sponsor Type",
        "Trial Locations",
        "Start Date",
        "Primary Completion Date",
        "Full Completion Date",
        "Target Accrual",
        "Last Modified Date",
        "EXAMPLE DATA",
    ])];
    let last = settings.trials;
    for number in 0..SHARED + OWN {
        let is_shared = number < SHARED;
        // The vendor's own trials are drawn beyond the register's last.
        let of = if is_shared { last.saturating_sub(1 + number * 7) } else { last + number };
        let plan = plan::draw(settings, tables, of);
        let draws = &mut Draws::new(settings.seed, number, Part::Exports);
        rows.push(trial(settings, tables, &plan, is_shared, draws));
    }
    // What a person types by mistake.
    let mut broken = rows[3].clone();
    broken[0] = "EX-999999".into();
    broken[13] = "31-Feb-2024".into();
    rows.push(broken);
    rows
}

/// Returns a trial's row.
fn trial(
    settings: &Settings,
    tables: &Tables,
    plan: &Plan,
    is_shared: bool,
    draws: &mut Draws,
) -> Vec<String> {
    use plan::Phase;
    let phase = match plan.phase {
        _ if !plan.kind.is_drug() => "(N/A)",
        Phase::One => "I",
        Phase::OneTwo => "I/II",
        Phase::Two => "II",
        Phase::TwoThree => "II/III",
        Phase::Three => "III",
        Phase::Four => "IV",
    };
    let start = shift(plan.course.start, if draws.happens(0.12) { 31 } else { 0 });
    let status = match (start > settings.cut_off, draws.between(0, 9)) {
        (true, _) => "Planned",
        (false, 0..=3) => "Completed",
        (false, 4..=5) => "Open",
        (false, 6..=7) => "Closed",
        (false, 8) => "Terminated",
        (false, _) => "Temporarily Closed",
    };
    let number = format!("NCT{:08}", 90_000_001 + plan.number);
    let countries: Vec<_> =
        plan.visits.iter().map(|visit| tables.countries[visit.country].name.as_str()).collect();
    let industry = plan.lead.class() == "INDUSTRY";
    vec![
        format!("EX-{:06}", 300_000 + plan.number),
        format!("{}-{:04}", plan.lead.code(), plan.number),
        if is_shared { number } else { String::new() },
        format!("Example study of {} in {}", plan.drug, plan.condition),
        status.into(),
        phase.into(),
        plan.condition.into(),
        tables.term(&plan.disease.mesh).into(),
        plan.drug.clone(),
        plan.lead.name().into(),
        String::new(),
        if industry { "Industry, all other pharma" } else { "Academic" }.into(),
        countries.join("\n"),
        start.format(if draws.happens(0.2) { "%b-%Y" } else { "%d-%b-%Y" }).to_string(),
        String::new(),
        String::new(),
        if draws.happens(0.9) { draws.between(20, 900).to_string() } else { String::new() },
        settings.cut_off.format("%d-%b-%Y").to_string(),
        "invented".into(),
    ]
}

/// Returns the export of sites: each invented institution of each town.
fn sites(settings: &Settings, tables: &Tables) -> Vec<Vec<String>> {
    let mut rows = vec![row(&[
        "Organization ID",
        "Organization Name",
        "City",
        "State",
        "Postal Code",
        "Country",
        "Total Trials",
        "Ongoing Trials",
        "Last Full Review",
        "EXAMPLE DATA",
    ])];
    for (at, (town, site)) in institutions(tables).into_iter().enumerate() {
        let draws = &mut Draws::new(settings.seed, 1000 + at as u64, Part::Exports);
        let total = draws.between(1, 60);
        rows.push(vec![
            format!("ORG-{:05}", at + 1),
            site.to_owned(),
            town.spellings.first().or(town.town.as_ref()).cloned().unwrap_or_default(),
            String::new(),
            town.postal_codes.first().cloned().unwrap_or_default(),
            "Sweden".into(),
            total.to_string(),
            draws.between(0, total).to_string(),
            settings.cut_off.format("%d-%b-%Y").to_string(),
            "invented".into(),
        ]);
    }
    rows
}

/// Returns every invented institution with its town.
fn institutions(tables: &Tables) -> Vec<(&super::tables::Town, &str)> {
    let towns = tables.towns.iter().filter(|town| town.town.is_some());
    towns.flat_map(|town| town.sites.iter().map(move |site| (town, site.as_str()))).collect()
}

/// Returns the export of investigators, with columns that must not be read.
fn investigators(settings: &Settings, tables: &Tables) -> Vec<Vec<String>> {
    let mut rows = vec![row(&[
        "Investigator ID",
        "Investigator Name",
        "Specialty",
        "Primary Organization",
        "City",
        "Postal Code",
        "Country",
        "Email",
        "Phone",
        "Total Trials",
        "Ongoing Trials",
        "Last Full Review",
        "EXAMPLE DATA",
    ])];
    let institutions = institutions(tables);
    for number in 0..INVESTIGATORS {
        let draws = &mut Draws::new(settings.seed, 2000 + number, Part::Exports);
        let (town, site) = *draws.pick(&institutions);
        let total = draws.between(1, 25);
        let name = format!("{} {}{number}", draws.pick(&PEOPLE.0), draws.pick(&PEOPLE.1));
        rows.push(vec![
            format!("INV-{:05}", number + 1),
            name,
            draws.pick(&tables.areas).id.clone(),
            site.to_owned(),
            town.town.clone().unwrap_or_default(),
            town.postal_codes.first().cloned().unwrap_or_default(),
            "Sweden".into(),
            format!("person{number}@example.org"),
            format!("+46 8 555 {:04}", 1000 + number),
            total.to_string(),
            draws.between(0, total).to_string(),
            settings.cut_off.format("%d-%b-%Y").to_string(),
            "invented".into(),
        ]);
    }
    rows
}

/// Returns the export of the pipeline.
fn pipeline(settings: &Settings, tables: &Tables) -> Vec<Vec<String>> {
    let mut rows = vec![row(&[
        "Drug Key",
        "Drug Name",
        "Company",
        "Company HQ Country",
        "Disease",
        "Disease Status",
        "Status Date",
        "EXAMPLE DATA",
    ])];
    let makers: Vec<_> = tables
        .sponsors
        .iter()
        .filter(|sponsor| matches!(sponsor.makes, super::tables::Makes::Medicines))
        .collect();
    for number in 0..DRUGS {
        let draws = &mut Draws::new(settings.seed, 3000 + number, Part::Exports);
        let sponsor = makers[draws.weighted(makers.iter().map(|maker| maker.weight))];
        let area = draws.weighted(tables.areas.iter().map(|area| area.last));
        let mut diseases = vec![disease(&tables.diseases[area], draws)];
        if draws.happens(0.15) {
            diseases.push(disease(&tables.diseases[area], draws));
            diseases.dedup();
        }
        let state = STATES[draws.weighted(STATES.iter().map(|(_, weight)| *weight))].0;
        let since = shift(settings.cut_off, -draws.between(30, 2400));
        rows.push(vec![
            format!("DRG-{:05}", number + 1),
            format!("{}-{}", sponsor.code, 1000 + number),
            sponsor.name.clone(),
            sponsor.country.clone(),
            diseases.join("|"),
            state.into(),
            format!("{:02}/{:02}/{}", since.day(), since.month(), since.year()),
            "invented".into(),
        ]);
    }
    rows
}

/// Returns a disease as a vendor writes it.
fn disease(diseases: &[Disease], draws: &mut Draws) -> String {
    let disease = &diseases[draws.weighted(diseases.iter().map(|disease| disease.weight))];
    disease.written.first().cloned().unwrap_or_default()
}
