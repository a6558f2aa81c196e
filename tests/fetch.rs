//! `kapacitet fetch`, against a server on loopback that replays real pages, fails,
//! stalls, cuts off, repeats itself and lies.
//!
//! The program itself is run, and killed. Where no real records lie beside the
//! project, the example records take their place.

#[path = "fetch/faults.rs"]
mod faults;
#[path = "fetch/kill.rs"]
mod kill;
#[path = "fetch/network.rs"]
mod network;
#[path = "fetch/register.rs"]
mod register;
#[path = "fetch/server.rs"]
mod server;
#[path = "fetch/update.rs"]
mod update;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use flate2::read::GzDecoder;
use tempfile::TempDir;

use self::register::Register;
use self::server::Server;
use crate::support::{Project, Run, files};

/// The variables by which a machine's own proxy would come between.
const PROXIES: [&str; 8] = [
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
];

/// A project without templates or tables: enough to download into.
struct Place(TempDir);

impl Place {
    /// Creates the project.
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        for folder in ["report_templates", "data"] {
            fs::create_dir(place.0.path().join(folder)).unwrap();
        }
        place
    }

    /// Returns the folder of the download.
    fn folder(&self) -> PathBuf {
        self.0.path().join("data/downloads/ctgov")
    }

    /// Fetches from a server, without pauses.
    fn fetch(&self, server: &Server, args: &[&str]) -> Run {
        let url = server.url();
        let args = [&["--base-url", url.as_str()], args].concat();
        run(command(self.0.path(), &args))
    }

    /// Returns the files of the download.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        contents(&self.folder())
    }
}

/// Returns the command of a download without pauses.
fn command(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kapacitet"));
    PROXIES.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.current_dir(root).arg("--root").arg(root).args(["fetch", "ctgov", "--pause", "0"]);
    command.args(["--backoff", "1"]).args(args);
    command
}

/// Runs a command to its end.
fn run(mut command: Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let mut stderr = text(output.stderr);
    if stderr.ends_with("\n\n") {
        stderr.pop();
    }
    Run { code: output.status.code(), stdout: text(output.stdout), stderr }
}

/// Starts a command that nobody listens to.
fn spawn(mut command: Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Returns the files of a folder with what they hold.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files(folder)
        .into_iter()
        .map(|name| (name.clone(), fs::read(folder.join(name)).unwrap()))
        .collect()
}

/// Returns the texts of a download's pages, one after the other.
fn texts(folder: &Path) -> String {
    let pages = contents(folder).into_iter().filter(|(name, _)| name.ends_with(".gz"));
    let mut text = String::new();
    for (_, page) in pages {
        GzDecoder::new(page.as_slice()).read_to_string(&mut text).unwrap();
    }
    text
}

/// Returns the tables of a snapshot.
fn tables(project: &Project, name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut tables = contents(&project.path(&format!("data/snapshots/{name}")));
    tables.retain(|name, _| name.ends_with(".parquet"));
    assert_eq!(tables.len(), 14);
    tables
}

/// Returns a server of a register.
fn serve(register: impl Into<Arc<Register>>) -> Server {
    let register = register.into();
    Server::start(move |asked| register.answer(asked))
}

/// The fields that are fetched are all that ingest reads: nothing differs but the
/// names of the inputs.
#[test]
fn what_is_fetched_gives_the_tables_of_the_whole_records() {
    let (register, folder) =
        (Register::demo(), crate::support::crate_root().join("data/demo/ctgov"));
    let records = register.len();
    let server = serve(register);
    let project = Project::new();
    let args = ["--base-url", &server.url(), "--page-size", "400", "--ingest", "--name", "fetched"];
    let said = run(command(project.root(), &args)).succeeded();
    assert!(said.stdout.starts_with(&format!("ctgov: {records} records, ")), "{}", said.stdout);
    assert!(said.stdout.contains(&format!("\nfetched: {records} trials, ")), "{}", said.stdout);
    assert_eq!(said.stderr, "");

    let args = ["ingest", "ctgov", folder.to_str().unwrap(), "--into", "whole"];
    project.run(&args).succeeded();
    assert!(tables(&project, "fetched") == tables(&project, "whole"));
}

#[test]
fn a_request_names_the_program_and_its_fields_and_no_contact() {
    let server = serve(Register::of(5));
    let place = Place::new();
    place.fetch(&server, &["--condition", "bröst", "--page-size", "2"]).succeeded();
    let asked = server.asked();
    assert_eq!(asked.len(), 3);
    let first = &asked[0];
    assert_eq!(first.headers["user-agent"], concat!("kapacitet/", env!("CARGO_PKG_VERSION")));
    assert_eq!(first.headers["accept-encoding"], "gzip");
    assert_eq!(first.parameters["query.cond"], "bröst");
    assert_eq!(first.parameters["countTotal"], "true");
    assert!(!first.parameters.contains_key("pageToken"));
    assert_eq!(asked[2].parameters["pageToken"], "from-4");
    assert_eq!(asked[2].parameters["query.cond"], "bröst");
    assert_eq!(asked[2].parameters["fields"], kapacitet::fetch::FIELDS.join(","));
    for field in kapacitet::fetch::FIELDS {
        let field = field.to_lowercase().replace("contactslocationsmodule", "");
        for word in ["contact", "phone", "email", "description", "summary", "results"] {
            assert!(!field.contains(word), "{field}");
        }
    }
}

#[test]
fn a_second_run_finds_everything_there() {
    let server = serve(Register::of(5));
    let place = Place::new();
    let said = place.fetch(&server, &["--page-size", "2"]).succeeded().stdout;
    assert!(said.starts_with("ctgov: 5 records, 3 pages fetched now\n"), "{said}");
    let before = place.files();
    let names: Vec<_> = before.keys().map(String::as_str).collect();
    let page = |number| format!("set-000/page-00000{number}.json.gz");
    assert_eq!(names, [".lock", "set-000/fetch.toml", &page(1), &page(2), &page(3)]);

    let said = place.fetch(&server, &["--page-size", "2"]).succeeded().stdout;
    assert!(said.starts_with("ctgov: 5 records, nothing new, "), "{said}");
    assert_eq!(server.count(), 3);
    assert_eq!(place.files(), before);
}

#[test]
fn another_query_in_the_same_folder_is_refused() {
    let server = serve(Register::of(2));
    let place = Place::new();
    place.fetch(&server, &["--condition", "asthma"]).succeeded();
    let before = place.files();
    let said = place.fetch(&server, &["--condition", "gout"]).failed();
    let expected = "error: the folder holds another download: `--condition` was `asthma`, now it is `gout`\n  \
                    = hint: choose another folder with `--into`\n  \
                    = hint: or start this one anew with `--restart`\n";
    assert_eq!(said, expected);
    assert_eq!(place.files(), before);
    place.fetch(&server, &["--condition", "gout", "--restart"]).succeeded();
    assert!(place.files()["set-000/fetch.toml"].windows(4).any(|word| word == b"gout"));
}

/// A mirror that does not care which fields are asked for.
#[test]
fn contacts_that_come_unasked_do_not_reach_the_disk() {
    let mut record = register::record(1, "2025-01-02");
    let protocol = &mut record["protocolSection"];
    protocol["descriptionModule"] = serde_json::json!({ "briefSummary": "Ring 555-0100" });
    protocol["sponsorCollaboratorsModule"] = serde_json::json!({
        "responsibleParty": { "investigatorFullName": "Nomen Nescio" },
        "leadSponsor": { "name": "Example AB", "class": "INDUSTRY" },
    });
    protocol["contactsLocationsModule"] = serde_json::json!({
        "centralContacts": [{ "name": "Nomen Nescio", "phone": "+46 8 555 010 00", "email": "n@example.org" }],
        "locations": [{
            "facility": "Research Site, call 1-800-555-0100 or write to n@example.org", "city": "Lund",
            "country": "Sweden",
            "contacts": [{ "name": "Nomen Nescio", "phone": "555-0100", "email": "n@example.org" }],
        }],
    });
    record["resultsSection"] = serde_json::json!({
        "moreInfoModule": { "pointOfContact": { "email": "n@example.org", "phone": "555-0100" } }
    });
    let mut register = Register::new(vec![record]);
    register.sends_all = true;
    let (server, place) = (serve(register), Place::new());
    place.fetch(&server, &[]).succeeded();
    let text = texts(&place.folder());
    assert!(text.contains("\"facility\":\"Research Site, call or write to\""));
    assert!(text.contains("Example AB"));
    for word in
        ["@", "555", "Nescio", "ontacts\"", "briefSummary", "pointOfContact", "responsibleParty"]
    {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

/// Contacts in the texts themselves: a page that lost them when it was saved gives what the whole
/// record gives when it is ingested.
#[test]
fn contacts_leave_the_same_text_in_a_page_and_in_a_file() {
    let mut record = register::record(1, "2025-01-02");
    let protocol = &mut record["protocolSection"];
    protocol["identificationModule"]["briefTitle"] = "Trial (call 555-555-0100), part 2".into();
    protocol["statusModule"]["whyStopped"] = "Ask n@example.org, or tel. 08-555 010 00".into();
    protocol["conditionsModule"] =
        serde_json::json!({ "conditions": ["Asthma (n@example.org)", "1-800-555-0100"] });
    protocol["contactsLocationsModule"] = serde_json::json!({
        "overallOfficials": [
            { "name": "Call 1-877-EXAMPLE (1-877-555-0100) Mon - Fri", "affiliation": "Example AB" },
            { "name": "Nomen Nescio", "affiliation": "Example AB (+46 8 555 010 00), Lund" },
        ],
        "locations": [{ "facility": "Site, contact 1-877-EXAMPLE", "city": "Lund",
            "country": "Sweden" }],
    });
    let project = Project::new();
    let file = project.path("whole.json");
    fs::write(&file, serde_json::json!([record]).to_string()).unwrap();
    project.run(&["ingest", "ctgov", file.to_str().unwrap(), "--into", "whole"]).succeeded();
    let server = serve(Register::new(vec![record]));
    let args = ["--base-url", &server.url(), "--ingest", "--name", "fetched"];
    run(command(project.root(), &args)).succeeded();
    assert!(tables(&project, "fetched") == tables(&project, "whole"));
}
