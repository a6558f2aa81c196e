//! The regional inventory from end to end: forms that our own writer makes, filled by a program, read back, merged.
//!
//! The fixtures of `fixtures/inventory` are forms as people break them, saved as CSV; the message of each stands beside
//! it. `BLESS=1 cargo test` writes the messages.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use kapacitet::diag::Files;
use kapacitet::inventory::form::{Filled, Form, write};
use kapacitet::inventory::{Column, Inventory, Kind, Question, Questions, State, Subject};
use kapacitet::locale::Lang;
use kapacitet::registry::Reference;
use kapacitet::sheet::Value;

use crate::support::{Project, Run, crate_root, files, fixture};

/// The day on which the tests read forms.
const TODAY: &str = "2026-03-02";

/// What the tests know of regions and questions.
struct Known {
    /// Regions, areas, diseases.
    reference: Reference,
    /// The questions.
    questions: Questions,
}

impl Known {
    /// Reads the project's own.
    fn load() -> Self {
        let questions = Questions::load(&Files::new(&crate_root())).unwrap();
        Self { reference: Reference::load(&crate_root()).unwrap(), questions }
    }

    /// Writes a form about breast cancer, filled in, and returns its path.
    fn form(&self, project: &Project, region: &str, lang: Lang, filled: &Filled) -> PathBuf {
        let subject = Subject::find(&self.reference, "breast-cancer").unwrap();
        let region = self.reference.places.region_by_id(region).unwrap();
        let form = Form { questions: &self.questions, region, subject: Some(&subject), lang };
        let path = project.path(&format!("{}.xlsx", region.id));
        fs::write(&path, write(&form, filled).unwrap()).unwrap();
        path
    }

    /// Returns right answers to all 40 questions.
    fn answers(&self, lang: Lang) -> Filled {
        let answers = self.questions.list.iter();
        answers.map(|question| (question.id.clone(), right(question, lang))).collect()
    }
}

/// Returns a text cell.
fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Returns a date cell.
fn day(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}

/// Returns the cells of a right answer.
fn right(question: &Question, lang: Lang) -> Vec<(Column, Value)> {
    let answer = match &question.kind {
        Kind::WholeNumber { .. } => Value::Number(12.0),
        Kind::Decimal { .. } => Value::Number(3.5),
        Kind::Share => Value::Number(0.45),
        Kind::YesNo => text(if lang == Lang::Sv { "ja" } else { "yes" }),
        Kind::Choice(options) => text(options[0].get(lang)),
        Kind::Text => text("Nordiskt nätverk; Europeiskt nätverk"),
        Kind::Date => day("2024-05-13"),
    };
    vec![
        (Column::Answer, answer),
        (Column::Date, day("2026-01-31")),
        (Column::Role, text("verksamhetschef")),
        (Column::Grade, text("B")),
        (Column::Source, text("Personalsystemet, uttag 2026-01-31")),
        (Column::Consent, text(if lang == Lang::Sv { "ja" } else { "yes" })),
    ]
}

/// Puts another value into a cell.
fn put(filled: &mut Filled, question: &str, column: Column, value: Value) {
    let cells = filled.get_mut(question).unwrap();
    cells.retain(|(other, _)| *other != column);
    cells.push((column, value));
}

/// Reads forms into the project's history.
fn read(project: &Project, forms: &[&Path]) -> Run {
    let mut args = vec!["inventory", "read", "--date", TODAY];
    args.extend(forms.iter().map(|path| path.to_str().unwrap()));
    project.run(&args)
}

/// Returns the history.
fn history(project: &Project, known: &Known) -> Inventory {
    let files = Files::new(project.root());
    let path = Path::new("data/inventory/answers.csv");
    Inventory::load(&files, path, &known.questions, &known.reference).unwrap()
}

/// Returns the messages of a run, by the cell that each is about.
fn by_cell(stderr: &str) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    for fault in stderr.split("\n\n").filter(|fault| !fault.trim().is_empty()) {
        let message = fault.lines().next().unwrap().to_owned();
        let place = fault.lines().find_map(|line| line.split_once("┌─ ")).unwrap().1;
        let place = place.rsplit_once('/').map_or(place, |(_, name)| name);
        assert!(cells.insert(place.to_owned(), message).is_none(), "{stderr}");
    }
    cells
}

#[test]
fn every_fault_of_three_forms_of_40_answers_is_named_with_its_cell() {
    let (known, project) = (Known::load(), Project::new());
    // Skåne makes every mistake there is.
    let mut skane = known.answers(Lang::Sv);
    let faults = [
        ("competence-investigators-with-phd", Column::Answer, text("cirka 40")),
        ("competence-principal-investigators", Column::Answer, Value::Number(2.5)),
        ("competence-research-nurses", Column::Answer, day("2026-01-31")),
        ("competence-trial-coordinators", Column::Date, day("2026-03-03")),
        ("competence-protected-time", Column::Answer, Value::Number(45.0)),
        ("competence-trials-started", Column::Answer, Value::Number(-1.0)),
        ("competence-trials-ongoing", Column::Grade, text("D")),
        ("competence-recruitment-targets-met", Column::Grade, Value::Empty),
        ("competence-phase-1", Column::Answer, text("kanske")),
        ("competence-new-investigators", Column::Role, text("fou@example.org")),
        ("competence-gcp-training", Column::Role, text("046-000 00 00")),
        ("competence-trial-unit", Column::Answer, text("Inget samlad stöd")),
        ("patients-in-specialist-care", Column::Date, text("i våras")),
        ("patients-new-per-year", Column::Role, Value::Empty),
        ("patients-in-trials", Column::Consent, text("vet ej")),
        ("patients-eligible", Column::ValidUntil, day("2025-12-31")),
        ("patients-register-coverage", Column::Date, Value::Empty),
        ("collaboration-process-adopted", Column::Answer, day("2027-01-01")),
        ("collaboration-networks", Column::Answer, text("=1+1")),
    ];
    for (question, column, value) in faults {
        put(&mut skane, question, column, value);
    }
    // Uppsala's answers are right; one holds no more, one is left empty.
    let mut uppsala = known.answers(Lang::Sv);
    put(&mut uppsala, "competence-trials-ongoing", Column::Date, day("2025-08-31"));
    put(&mut uppsala, "patients-in-trials", Column::Answer, Value::Empty);
    // Örebro answers in English, and everything.
    let orebro = known.answers(Lang::En);

    let forms = [
        known.form(&project, "skane", Lang::Sv, &skane),
        known.form(&project, "uppsala", Lang::Sv, &uppsala),
        known.form(&project, "orebro", Lang::En, &orebro),
    ];
    let run = read(&project, &forms.each_ref().map(PathBuf::as_path));
    assert!(run.stdout.contains("1 of 3 forms left out"), "{}", run.stdout);
    let found = by_cell(&run.failed());
    let expected = [
        ("skane.xlsx, Svar!E3", "error: the text `cirka 40` is not a whole number"),
        ("skane.xlsx, Svar!E4", "error: the number `2.5` is not a whole number"),
        ("skane.xlsx, Svar!E5", "error: the date `2026-01-31` is not a number"),
        ("skane.xlsx, Svar!G6", "error: the date 2026-03-03 lies in the future"),
        ("skane.xlsx, Svar!E7", "error: `45` is out of range"),
        ("skane.xlsx, Svar!E8", "error: `-1` is out of range"),
        ("skane.xlsx, Svar!I9", "error: `D` is no grade of evidence"),
        ("skane.xlsx, Svar!I10", "error: the grade of the evidence is missing"),
        ("skane.xlsx, Svar!E11", "error: the text `kanske` is neither yes nor no"),
        ("skane.xlsx, Svar!H12", "error: the text holds an e-mail address"),
        ("skane.xlsx, Svar!H13", "error: the text holds a telephone number"),
        ("skane.xlsx, Svar!E14", "error: `Inget samlad stöd` is none of the options"),
        ("skane.xlsx, Svar!G15", "error: the text `i våras` is not a date"),
        ("skane.xlsx, Svar!H16", "error: the role of whoever answered is missing"),
        ("skane.xlsx, Svar!L17", "error: the text `vet ej` is neither yes nor no"),
        ("skane.xlsx, Svar!K18", "error: the answer ceases to hold on 2025-12-31, before its date"),
        ("skane.xlsx, Svar!G19", "error: the date of the fact is missing"),
        ("skane.xlsx, Svar!E27", "error: the date 2027-01-01 lies in the future"),
        ("skane.xlsx, Svar!E32", "error: `=1+1` looks like a formula"),
        ("uppsala.xlsx, Svar!G9", "warning: the answer expired on 2026-02-28"),
        (
            "uppsala.xlsx, Svar!E17",
            "warning: there is no answer to `patients-in-trials`, only what belongs to one",
        ),
    ];
    let expected: BTreeMap<_, _> =
        expected.iter().map(|(cell, message)| (cell.to_string(), message.to_string())).collect();
    assert_eq!(found, expected);

    // The forms without an error are merged, and nothing of the other.
    let inventory = history(&project, &known);
    assert_eq!(inventory.answers.len(), 39 + 40);
    assert!(inventory.answers.iter().all(|answer| answer.region != "skane"));
    let on = TODAY.parse().unwrap();
    let state = |region, question| inventory.current(region, "breast-cancer", question, on).state;
    assert_eq!(state("orebro", "patients-in-trials"), State::Reported);
    assert_eq!(state("uppsala", "patients-in-trials"), State::NotReported);
    assert_eq!(state("uppsala", "competence-trials-ongoing"), State::Expired);
    let share = |region, area| {
        let found = inventory.completeness(&known.questions, region, &[area], None, on);
        (found.answered, found.expired, found.not_reported(), found.asked)
    };
    assert_eq!(share("orebro", "breast-cancer"), (40, 0, 0, 40));
    assert_eq!(share("uppsala", "breast-cancer"), (38, 1, 1, 40));
    assert_eq!(share("skane", "breast-cancer"), (0, 0, 40, 40));
}

/// Faults that say the same are told once, with all their cells.
#[test]
fn a_role_missing_in_40_rows_is_one_fault_with_40_cells() {
    let (known, project) = (Known::load(), Project::new());
    let mut filled = known.answers(Lang::Sv);
    for question in &known.questions.list {
        put(&mut filled, &question.id, Column::Role, Value::Empty);
    }
    let form = known.form(&project, "skane", Lang::Sv, &filled);
    let stderr = read(&project, &[&form]).failed();
    assert_eq!(stderr.matches("error: ").count(), 1, "{stderr}");
    let cells: Vec<_> = (4..42).map(|row| format!("H{row}")).collect();
    let hint = format!("39 more cells have the same fault: {} and H42", cells.join(", "));
    assert!(stderr.contains("Svar!H3\n") && stderr.contains(&hint), "{stderr}");
}

/// A form that a program filled in and nobody worked out, and one in which a cell stands twice: neither is a blank.
#[test]
fn a_formula_without_a_value_is_no_blank() {
    let (known, project) = (Known::load(), Project::new());
    let filled = known.answers(Lang::Sv);
    let form = known.form(&project, "skane", Lang::Sv, &filled);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(fs::read(&form).unwrap())).unwrap();
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    let mut changed = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        if name.contains("worksheets/sheet")
            && let Ok(text) = std::str::from_utf8(&bytes)
            && let Some(start) = text.find("<c r=\"D5\"")
        {
            let end = start + text[start..].find("</c>").unwrap() + 4;
            let text = format!("{}<c r=\"D5\"><f>1+1</f></c>{}", &text[..start], &text[end..]);
            (bytes, changed) = (text.into_bytes(), changed + 1);
        }
        packed.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut packed, &bytes).unwrap();
    }
    fs::write(&form, packed.finish().unwrap().into_inner()).unwrap();
    let stderr = read(&project, &[&form]).failed();
    let cells = by_cell(&stderr);
    println!("{stderr}");
    let found = cells.iter().find(|(cell, _)| cell.ends_with("Svar!D5")).unwrap();
    assert_eq!(found.1, "error: the cell holds a formula without a value");
    assert!(stderr.contains("save it, or write the value itself"), "{stderr}");
    assert!(changed > 0);
}

#[test]
fn a_withdrawn_consent_hides_an_answer_that_stays_in_the_history() {
    let (known, project) = (Known::load(), Project::new());
    let mut filled = known.answers(Lang::Sv);
    let form = known.form(&project, "orebro", Lang::Sv, &filled);
    read(&project, &[&form]).succeeded();
    put(&mut filled, "infrastructure-active-sites", Column::Consent, text("nej"));
    let form = known.form(&project, "orebro", Lang::Sv, &filled);
    let run = read(&project, &[&form]).succeeded();
    let found = by_cell(&run.stderr);
    let message = "warning: the consent to publish `infrastructure-active-sites` is withdrawn";
    assert_eq!(found["orebro.xlsx, Svar!L34"], message);
    assert!(run.stdout.contains("40 of 40 answered, 1 new, 39 as before"), "{}", run.stdout);

    let inventory = history(&project, &known);
    assert_eq!(inventory.answers.len(), 41);
    let question = "infrastructure-active-sites";
    assert_eq!(inventory.history("orebro", "breast-cancer", question).len(), 2);
    let current = inventory.current("orebro", "breast-cancer", question, TODAY.parse().unwrap());
    assert_eq!(current.state, State::NotPublishable);
    assert_eq!(current.answer.unwrap().value, "12");
}

#[test]
fn a_form_read_again_adds_nothing_and_the_history_only_grows() {
    let (known, project) = (Known::load(), Project::new());
    let form = known.form(&project, "orebro", Lang::Sv, &known.answers(Lang::Sv));
    read(&project, &[&form]).succeeded();
    let path = project.path("data/inventory/answers.csv");
    let before = fs::read_to_string(&path).unwrap();
    let run = read(&project, &[&form]).succeeded();
    assert!(run.stderr.contains("this very file was read on 2026-03-02"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    let form = known.form(&project, "uppsala", Lang::Sv, &known.answers(Lang::Sv));
    read(&project, &[&form]).succeeded();
    let after = fs::read_to_string(&path).unwrap();
    assert!(after.starts_with(&before) && after.lines().count() == 81, "{after}");
}

#[test]
fn two_forms_of_one_region_are_both_left_out() {
    let (known, project) = (Known::load(), Project::new());
    let first = known.form(&project, "orebro", Lang::Sv, &known.answers(Lang::Sv));
    let second = project.path("orebro-again.xlsx");
    fs::copy(&first, &second).unwrap();
    let other = known.form(&project, "uppsala", Lang::Sv, &known.answers(Lang::Sv));
    let run = read(&project, &[&first, &second, &other]);
    assert!(run.stdout.contains("2 of 3 forms left out"), "{}", run.stdout);
    assert!(run.stderr.contains("two forms of `orebro` about `breast-cancer`"), "{}", run.stderr);
    assert_eq!(history(&project, &known).areas_of("orebro"), Vec::<&str>::new());
    assert_eq!(history(&project, &known).areas_of("uppsala"), ["breast-cancer"]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let (known, project) = (Known::load(), Project::new());
    let form = known.form(&project, "orebro", Lang::Sv, &known.answers(Lang::Sv));
    let args = ["inventory", "read", "--dry-run", "--date", TODAY, form.to_str().unwrap()];
    let run = project.run(&args).succeeded();
    assert!(run.stdout.contains("40 answers would be added"), "{}", run.stdout);
    assert!(!project.path("data/inventory").exists());
}

#[test]
fn a_form_filled_with_the_last_answers_says_what_is_known() {
    let (known, project) = (Known::load(), Project::new());
    let form = known.form(&project, "orebro", Lang::Sv, &known.answers(Lang::Sv));
    read(&project, &[&form]).succeeded();
    let again = project.path("again.xlsx");
    let again = again.to_str().unwrap();
    let form = "inventory form --region orebro --area bröstcancer --lang en --prefill --out";
    let mut args: Vec<&str> = form.split(' ').collect();
    args.push(again);
    let run = project.run(&args).succeeded();
    assert!(run.stdout.contains("40 answers filled in"), "{}", run.stdout);
    let run = read(&project, &[Path::new(again)]).succeeded();
    assert!(run.stdout.contains("40 of 40 answered, 0 new, 40 as before"), "{}", run.stdout);
}

#[test]
fn a_form_about_the_whole_region_asks_13_questions() {
    let (known, project) = (Known::load(), Project::new());
    project.run(&["inventory", "form", "--region", "all"]).succeeded();
    let forms = files(&project.path("output/inventory"));
    assert_eq!(forms.len(), 21);
    assert!(forms.contains(&"gotland-whole-region.sv.xlsx".to_owned()), "{forms:?}");
    assert_eq!(known.questions.of_form(true).count(), 13);
    // An empty form says nothing, and that is no fault.
    let form = project.path("output/inventory/gotland-whole-region.sv.xlsx");
    let run = read(&project, &[&form]).succeeded();
    assert!(run.stdout.contains("0 of 13 answered"), "{}", run.stdout);
}

#[test]
fn the_same_form_has_the_same_bytes() {
    let (known, project) = (Known::load(), Project::new());
    let bytes = |lang| fs::read(known.form(&project, "skane", lang, &Filled::new())).unwrap();
    assert!(bytes(Lang::Sv) == bytes(Lang::Sv));
    assert!(bytes(Lang::Sv) != bytes(Lang::En));
}

/// Forms as people break them, saved as CSV.
#[test]
fn a_broken_form_is_refused_with_the_cell_and_what_was_expected() {
    let project = Project::new();
    let mut count = 0;
    for name in files(&fixture("inventory")) {
        let Some(stem) = name.strip_suffix(".csv") else { continue };
        fs::copy(fixture("inventory").join(&name), project.path(&name)).unwrap();
        let run = read(&project, &[Path::new(&name)]);
        let said = format!("{}{}", run.stderr, run.stdout);
        let path = fixture("inventory").join(format!("{stem}.expected"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &said).unwrap();
        }
        assert_eq!(said, fs::read_to_string(&path).unwrap_or_default(), "{name}");
        let _ = fs::remove_dir_all(project.path("data/inventory"));
        count += 1;
    }
    assert_eq!(count, 9);
}

/// The demonstration's answers have every gap that a document must cope with.
#[test]
fn the_demonstration_has_21_regions_and_every_kind_of_gap() {
    let known = Known::load();
    let files = Files::new(&crate_root());
    let path = Path::new("data/demo/inventory/answers.csv");
    let inventory = Inventory::load(&files, path, &known.questions, &known.reference).unwrap();
    assert!(inventory.example);
    let on: NaiveDate = "2025-12-31".parse().unwrap();
    let (mut expired, mut incomplete) = (0, 0);
    for region in &known.reference.places.regions {
        let areas = inventory.areas_of(&region.id);
        assert!(areas.len() >= 3, "{} answers about {areas:?}", region.id);
        let all = inventory.completeness(&known.questions, &region.id, &areas, None, on);
        assert!(0 < all.answered && all.answered <= all.asked, "{}", region.id);
        incomplete += usize::from(all.answered < all.asked);
        expired += all.expired;
        let refused = (all.not_publishable, all.answered);
        match region.id.as_str() {
            "kalmar" => assert_eq!(refused.0, refused.1),
            // What it did not answer again keeps the consent of the round before.
            "norrbotten" => assert!(refused.0 * 2 > refused.1),
            _ => assert!(refused.0 < refused.1, "{}", region.id),
        }
    }
    assert!(expired > 50 && incomplete > 15, "{expired}, {incomplete}");
    let blekinge = |heading| {
        let areas = inventory.areas_of("blekinge");
        let found = inventory.completeness(&known.questions, "blekinge", &areas, Some(heading), on);
        (found.answered, found.asked)
    };
    assert_eq!(blekinge("infrastructure").0, 0);
    assert!(blekinge("competence").0 > 0);
}

#[test]
fn the_status_of_the_demonstration_names_what_has_expired() {
    let project = Project::new();
    let from = crate_root().join("data/demo/inventory");
    let status = |more: &[&str]| {
        let mut args = vec!["inventory", "status", "--from", from.to_str().unwrap()];
        args.extend(more);
        project.run(&args).succeeded().stdout
    };
    assert_eq!(status(&[]).lines().filter(|line| line.contains('/')).count(), 21);
    let detail = status(&["--region", "jamtland-harjedalen", "--date", "2025-12-31"]);
    assert!(detail.contains("expired  neurology"), "{detail}");
    assert!(detail.contains("example data"), "{detail}");
    let json: serde_json::Value =
        serde_json::from_str(&status(&["--region", "skane", "--format", "json"])).unwrap();
    assert_eq!(json["completeness"].as_array().unwrap().len(), 5);
    assert_eq!(json["date"], "2025-12-08");
    let csv = status(&["--format", "csv"]);
    assert_eq!(csv.lines().count(), 1 + 21 * 5);
}

/// Opens a form in LibreOffice, where it is installed.
#[test]
fn a_form_opens_in_libreoffice() {
    let (known, project) = (Known::load(), Project::new());
    let form = known.form(&project, "skane", Lang::Sv, &known.answers(Lang::Sv));
    let home = format!("-env:UserInstallation=file://{}", project.path("home").display());
    let out = project.path("out");
    let run = std::process::Command::new("soffice")
        .args([
            "--headless",
            &home,
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,2",
        ])
        .arg("--outdir")
        .arg(&out)
        .arg(&form)
        .output();
    if run.is_err() {
        println!("skipped: no soffice");
        return;
    }
    let saved = files(&out);
    assert_eq!(saved.len(), 1, "{run:?}");
    // What an office program saves as CSV is read as the workbook is.
    let saved = out.join(&saved[0]);
    let text = fs::read_to_string(&saved).unwrap();
    assert!(text.contains("45%") || text.contains("45 %"), "{text}");
    let run = read(&project, &[&saved]).succeeded();
    assert!(run.stdout.contains("40 of 40 answered, 40 new"), "{}{}", run.stdout, run.stderr);
}
