//! Companies that sponsor trials: their names, whom they belong to, and where
//! their head office is.
//!
//! # Rule
//! 1. A name is folded and looked up whole among the companies' names and their
//!    other spellings; then without the legal forms at its end, one after the
//!    other. Nothing is guessed: a name that is only similar is unknown.
//! 2. A company's head office is that of its ultimate parent, as of the table and
//!    whenever the trial started. So the trials that Actelion began are those of an
//!    American company since Johnson & Johnson bought it.
//!
//! So a company that the table lacks has no head office here, and whoever counts by
//! head office counts these too.
//! Cooperates with data/reference/companies.csv, company-names.csv and
//! companies-demo.csv.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::cells::Seen;
use super::fold::fold;
use super::places::{COUNTRIES, Places};
use super::reference::{Files, Loaded};
use super::schema::RegisterDate;
use crate::diag::suggest;

/// The table of companies.
const FILE: &str = "companies.csv";

/// The invented companies of the demonstration data.
const DEMO: &str = "companies-demo.csv";

/// The table of their other spellings.
const NAMES: &str = "company-names.csv";

/// Legal forms that may end a name, folded.
const FORMS: &[&str] = &[
    "a g",
    "a s",
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "b v",
    "bv",
    "bvba",
    "co",
    "company",
    "corp",
    "corporation",
    "g m b h",
    "gmbh",
    "inc",
    "incorporated",
    "k k",
    "kg",
    "kgaa",
    "kk",
    "l l c",
    "l p",
    "limited",
    "llc",
    "lp",
    "ltd",
    "ltda",
    "n v",
    "nv",
    "oy",
    "oyj",
    "plc",
    "private",
    "pte",
    "pty",
    "pvt",
    "s a",
    "s a s",
    "s a u",
    "s l",
    "s l u",
    "s p a",
    "s r l",
    "s r o",
    "sa",
    "sas",
    "se",
    "sl",
    "spa",
    "sprl",
    "srl",
    "uc",
    "ulc",
];

/// A company.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Its id.
    pub id: String,
    /// Its name, as pages say it.
    pub name: String,
    /// Id of the company that owns most of it, or that it was merged into.
    pub parent: Option<String>,
    /// When that began: a year, a month or a day. Kept for the reader of the table;
    /// the rule above does not look at it.
    pub since: Option<String>,
    /// ISO 3166-1 alpha-2 of its own head office; see [`Companies::head_office`].
    pub hq: String,
    /// How its row is known.
    pub source: String,
    /// The day on which its row was true.
    #[serde(deserialize_with = "day")]
    pub as_of: NaiveDate,
}

/// The companies, and every spelling that leads to them.
#[derive(Debug)]
pub struct Companies {
    /// In the order of the tables.
    pub list: Vec<Company>,
    /// Position in `list`, by id.
    by_id: BTreeMap<String, usize>,
    /// Position in `list`, by folded name.
    by_name: BTreeMap<String, usize>,
    /// For each company of `list`, the position of its ultimate parent.
    heads: Vec<usize>,
}

/// A row of company-names.csv.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompanyName {
    /// The folded spelling.
    key: String,
    /// Id of the company that it means.
    company: String,
}

/// A row of a table of companies, and where it stands.
struct Entry {
    /// The table.
    file: &'static str,
    /// The row's line.
    line: u64,
    /// The row.
    company: Company,
}

impl Companies {
    /// Reads the tables and checks that they agree.
    pub(super) fn load(files: &mut Files, places: &Places) -> Loaded<Self> {
        let mut entries = Vec::new();
        for file in [FILE, DEMO] {
            for (line, company) in files.rows::<Company>(file)? {
                entries.push(Entry { file, line, company });
            }
        }
        let by_id = ids(files, &entries, places);
        let heads = heads(files, &entries, &by_id);
        let by_name = names(files, &entries, &by_id);
        let list = entries.into_iter().map(|entry| entry.company).collect();
        Ok(Self { list, by_id, by_name, heads })
    }

    /// Returns the company that a name means, by the first rule.
    pub fn resolve(&self, name: &str) -> Option<&Company> {
        let folded = fold(name);
        let mut key = Some(folded.as_str());
        while let Some(tried) = key {
            if let Some(&company) = self.by_name.get(tried) {
                return Some(&self.list[company]);
            }
            key = without_form(tried);
        }
        None
    }

    /// Returns the company with this id.
    pub fn get(&self, id: &str) -> Option<&Company> {
        self.by_id.get(id).map(|&company| &self.list[company])
    }

    /// Returns the company at the top of those that own a company: itself when
    /// none does.
    pub fn ultimate_parent<'a>(&'a self, company: &'a Company) -> &'a Company {
        match self.by_id.get(&company.id) {
            Some(&own) => &self.list[self.heads[own]],
            None => company,
        }
    }

    /// Returns the country of a company's head office, by the second rule, as ISO
    /// 3166-1 alpha-2.
    pub fn head_office<'a>(&'a self, company: &'a Company) -> &'a str {
        &self.ultimate_parent(company).hq
    }
}

/// Reads a day.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        serde::de::Error::custom(format!("expected a day such as 2025-06-30, not `{text}`"))
    })
}

/// Returns a folded name without the legal form at its end, if it has one and more
/// than that.
fn without_form(key: &str) -> Option<&str> {
    let rest = |form: &&str| key.strip_suffix(*form)?.strip_suffix(' ');
    // The longest form is the one that is meant.
    FORMS.iter().filter_map(rest).min_by_key(|rest| rest.len())
}

/// Returns the positions of the ids, and checks each row by itself.
fn ids(files: &mut Files, entries: &[Entry], places: &Places) -> BTreeMap<String, usize> {
    let (mut ids, mut seen) = (BTreeMap::new(), Seen::new());
    let has_countries = files.is_sound(COUNTRIES);
    for (index, Entry { file, line, company }) in entries.iter().enumerate() {
        let Company { id, name, parent, since, hq, as_of, .. } = company;
        let mut cells = files.cells(file, *line);
        cells.id("id", id).once("id", id, "id", &mut seen).text("name", name);
        if fold(name).is_empty() && !name.is_empty() {
            let hint = "expected letters that a spelling can be compared by";
            cells.tell("name", &format!("`{name}` has no Latin letter"), hint);
        }
        if has_countries && places.country(hq).is_none() {
            let what = format!("`{id}` has the unknown country code `{hq}`");
            let hint = "expected one of countries.csv, such as GB for the United Kingdom";
            cells.tell("hq", &what, hint);
        }
        match since {
            Some(since) if parent.is_none() => {
                let what = format!("`{id}` has a parent since `{since}`, but no parent");
                cells.tell("since", &what, "name the parent, or leave out the date");
            }
            Some(since) if RegisterDate::parse(since).is_none_or(|since| since.date > *as_of) => {
                let what = format!("`{id}` has a parent since the invalid date `{since}`");
                let hint = "expected a year, a month or a day such as 2017-06-16, before `as_of`";
                cells.tell("since", &what, hint);
            }
            _ => {}
        }
        ids.insert(id.clone(), index);
    }
    ids
}

/// Returns each company's ultimate parent, and checks that it has one.
fn heads(files: &mut Files, entries: &[Entry], ids: &BTreeMap<String, usize>) -> Vec<usize> {
    let mut heads = Vec::with_capacity(entries.len());
    // A row that is wrong would be missed as a parent too.
    let is_sound = files.is_sound(FILE) && files.is_sound(DEMO);
    let mut circles = BTreeSet::new();
    for (own, Entry { file, line, company }) in entries.iter().enumerate() {
        if let Some(parent) = company.parent.as_ref().filter(|_| is_sound)
            && !ids.contains_key(parent)
        {
            let what = format!("`{}` has the unknown parent `{parent}`", company.id);
            files.cell_fault(file, *line, "parent", &what, &known_id(parent, ids));
        }
        let (mut head, mut path) = (own, vec![own]);
        while let Some(next) = entries[head].company.parent.as_ref().and_then(|id| ids.get(id)) {
            if let Some(from) = path.iter().position(|other| other == next) {
                let Entry { file, line, company } = &entries[head];
                // Each company of a circle, and below it, comes to it; it is told once.
                let circle: BTreeSet<usize> = path[from..].iter().copied().collect();
                if circles.insert(circle) {
                    let parent = &entries[*next].company.id;
                    let what = format!("`{}` is a parent of its parent `{parent}`", company.id);
                    files.cell_fault(file, *line, "parent", &what, "one of them owns the other");
                }
                break;
            }
            head = *next;
            path.push(head);
        }
        heads.push(head);
    }
    heads
}

/// Says which id may have been meant.
fn known_id(id: &str, ids: &BTreeMap<String, usize>) -> String {
    match suggest(id, ids.keys().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it needs a row in {FILE}"),
    }
}

/// Returns the positions of the folded names: each company's own, without its
/// legal form too, and the other spellings.
fn names(
    files: &mut Files,
    entries: &[Entry],
    ids: &BTreeMap<String, usize>,
) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for (index, Entry { file, line, company }) in entries.iter().enumerate() {
        // Two rows of one id have been told.
        if let Some(other) = names.insert(fold(&company.name), index)
            && entries[other].company.id != company.id
        {
            let other: &Entry = &entries[other];
            let fault = format!("`{}` and `{}` have one name", other.company.id, company.id);
            files.cell_fault(file, *line, "name", &fault, "a name leads to one company");
        }
    }
    let is_sound = files.is_sound(FILE) && files.is_sound(DEMO);
    for (line, CompanyName { key, company }) in files.rows(NAMES).unwrap_or_default() {
        let mut cells = files.cells(NAMES, line);
        cells.folded("key", &key);
        let Some(&index) = ids.get(&company) else {
            if is_sound {
                let fault = format!("`{key}` means the unknown company `{company}`");
                cells.tell("company", &fault, &known_id(&company, ids));
            }
            continue;
        };
        if let Some(other) = names.insert(key.clone(), index) {
            let fault = format!("`{key}` twice, it means `{}` already", entries[other].company.id);
            cells.tell("key", &fault, "keep the row that is right");
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::registry::Reference;

    /// The project's own tables.
    fn reference() -> Reference {
        Reference::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn legal_forms_are_taken_off_one_after_the_other() {
        assert_eq!(without_form("acme biotech co ltd"), Some("acme biotech co"));
        assert_eq!(without_form("acme biotech co"), Some("acme biotech"));
        assert_eq!(without_form("acme s p a"), Some("acme"));
        assert_eq!(without_form("acme a s"), Some("acme"));
        assert_eq!(without_form("acme"), None);
        assert_eq!(without_form("co"), None);
        assert_eq!(without_form("costco"), None);
    }

    #[test]
    fn a_company_is_found_under_all_its_spellings() {
        let companies = reference().companies;
        for (name, id) in [
            ("Novo Nordisk A/S", "novo-nordisk"),
            ("NOVO NORDISK", "novo-nordisk"),
            ("Hoffmann-La Roche", "roche"),
            ("F. Hoffmann-La Roche Ltd", "roche"),
            ("Genentech, Inc.", "genentech"),
            ("Novartis Pharmaceuticals", "novartis"),
            ("Janssen Research & Development, LLC", "janssen"),
            ("H. Lundbeck A/S", "lundbeck"),
            ("ALK-Abelló A/S", "alk-abello"),
            ("Jiangsu HengRui Medicine Co., Ltd.", "hengrui-pharmaceuticals"),
            ("Wyeth is now a wholly owned subsidiary of Pfizer", "wyeth"),
        ] {
            let found = companies.resolve(name).map(|company| company.id.as_str());
            assert_eq!(found, Some(id), "{name}");
        }
    }

    #[test]
    fn two_mercks_are_told_apart_and_merck_alone_is_neither() {
        let companies = reference().companies;
        let country = |name| companies.resolve(name).map(|company| companies.head_office(company));
        assert_eq!(country("Merck KGaA, Darmstadt, Germany"), Some("DE"));
        assert_eq!(country("Merck KGaA"), Some("DE"));
        assert_eq!(country("EMD Serono"), Some("DE"));
        assert_eq!(country("Merck & Co., Inc."), Some("US"));
        assert_eq!(country("Merck Sharp & Dohme LLC"), Some("US"));
        assert_eq!(country("Merck"), None);
        assert_eq!(country("Merck Inc."), None);
    }

    #[test]
    fn nothing_is_guessed() {
        let companies = reference().companies;
        for name in ["", "Inc.", "Novo", "Pfizer University Hospital", "Roche-sur-Yon", "Sanofy"] {
            assert!(companies.resolve(name).is_none(), "{name}");
        }
    }

    /// Genentech is American and Roche's; Actelion was Swiss and is Johnson &
    /// Johnson's; Seagen came to Pfizer; Baxalta is Shire's, which is Takeda's.
    #[test]
    fn the_head_office_is_that_of_the_ultimate_parent() {
        let companies = reference().companies;
        for (id, own, office) in [
            ("genentech", "US", "CH"),
            ("actelion", "CH", "US"),
            ("seagen", "US", "US"),
            ("baxalta", "US", "JP"),
            ("gw-pharmaceuticals", "GB", "IE"),
            ("astrazeneca", "GB", "GB"),
            ("symphogen", "DK", "FR"),
            ("beone-medicines", "CH", "CH"),
        ] {
            let company = companies.get(id).unwrap();
            assert_eq!(
                [company.hq.as_str(), companies.head_office(company)],
                [own, office],
                "{id}"
            );
        }
        let baxalta = companies.get("baxalta").unwrap();
        assert_eq!(companies.ultimate_parent(baxalta).id, "takeda");
        assert_eq!(baxalta.since.as_deref(), Some("2016-06-03"));
    }

    #[test]
    fn more_than_a_thousand_companies_of_forty_countries_are_known() {
        let companies = reference().companies;
        let countries: BTreeSet<_> =
            companies.list.iter().map(|company| company.hq.as_str()).collect();
        assert!(companies.list.len() > 1400, "{}", companies.list.len());
        assert!(countries.len() >= 40, "{}", countries.len());
        let nordic = ["DK", "FI", "IS", "NO", "SE"];
        let nordic = companies.list.iter().filter(|company| nordic.contains(&company.hq.as_str()));
        assert!(nordic.count() > 100);
    }
}
