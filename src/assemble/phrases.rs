//! Words and numbers in one language, as reports use them.

use typst::diag::{SourceResult, StrResult};

use super::Materials;
use super::subject::About;
use crate::finding::{Finding, Query};
use crate::indicator::LimitKind;
use crate::locale::{Lang, Locale, Measured, Unit, Words, bound};
use crate::registry::Snapshot;
use crate::registry::schema::DatePrecision;
use crate::slice::{BaseFilter, Lens, Level, Noun, Place, Window, Wording, headings};

/// Words and formats of one language.
pub struct Phrases<'a> {
    /// What the report is made of.
    pub materials: &'a Materials,
    /// The language.
    pub lang: Lang,
    /// Its formats.
    pub locale: &'static Locale,
    /// Its words.
    pub words: &'a Words,
    /// The window that a document is about.
    pub about: Window,
}

impl<'a> Phrases<'a> {
    /// Returns the words and formats of a language, for a document about a window.
    pub fn new(materials: &'a Materials, lang: Lang, about: Window) -> Self {
        Self { materials, lang, locale: lang.locale(), words: &materials.words[&lang], about }
    }

    /// Returns a word of the locale.
    pub fn word(&self, key: &str) -> SourceResult<String> {
        self.words.text(key).map(bound)
    }

    /// Returns a phrase of the locale with its `{name}` placeholders filled.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> SourceResult<String> {
        let mut text = self.word(key)?;
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        Ok(text)
    }

    /// Returns a finding's value in its unit, or the mark for no value.
    pub fn value(&self, finding: &Finding) -> String {
        measured(finding).map_or_else(no_value, |measured| measured.value(self.locale))
    }

    /// Returns a finding's limits, or the mark for none.
    pub fn interval(&self, finding: &Finding) -> String {
        let interval = measured(finding).and_then(|measured| measured.interval(self.locale));
        interval.unwrap_or_else(no_value)
    }

    /// Returns a number of trials.
    pub fn count(&self, trials: u64) -> String {
        self.locale.count(i64::try_from(trials).unwrap_or(i64::MAX))
    }

    /// Returns a number of trials with its noun.
    pub fn trials(&self, trials: u64) -> SourceResult<String> {
        let key = format!("trials.{}", self.locale.plural(trials as f64));
        self.fill(&key, &[("n", &self.count(trials))])
    }

    /// Returns the window in words.
    pub fn window(&self, window: &Window) -> String {
        let (first, last) = window.span_of_years();
        if window.is_whole_years() && first == last {
            first.to_string()
        } else if window.is_whole_years() {
            self.locale.range(&first.to_string(), &last.to_string())
        } else {
            let day = |date| self.locale.date(date);
            format!("{} – {}", day(window.first), day(window.last))
        }
    }

    /// Returns the names of the data's sources, in words.
    pub fn source_names(&self) -> String {
        self.names_in(&self.materials.registry.snapshot)
    }

    /// Returns the names of a snapshot's sources of trials.
    pub fn names_in(&self, snapshot: &Snapshot) -> String {
        let names: Vec<_> = snapshot.trial_sources().map(|source| source.name.as_str()).collect();
        self.locale.list(&names)
    }

    /// Returns what the data are from, in words.
    pub fn source(&self) -> SourceResult<String> {
        let snapshot = &self.materials.registry.snapshot;
        let names = self.source_names();
        match snapshot.example {
            true => self.fill("report.example_source", &[("source", &names)]),
            false if !self.materials.edition.complete => {
                self.fill("report.selection_source", &[("source", &names)])
            }
            false => Ok(names),
        }
    }

    /// Returns the edition's filter and window in words as they stand under a title:
    /// a combination that the edition gave a name is told, any other is the title.
    pub fn selection(&self, about: &About) -> SourceResult<String> {
        match about.name.is_empty() {
            true => self.filter(&Lens::default()),
            false => self.filter(&about.lens),
        }
    }

    /// Returns the edition's filter and window in words, with the parts of a
    /// combination. An area is its document's title already.
    pub fn filter(&self, lens: &Lens) -> SourceResult<String> {
        let base = match lens.only_area() {
            Some(_) => self.base()?,
            None => self.said_of(Noun::Base(self.materials.edition.base), lens)?,
        };
        let base = self.locale.upper_first(&base);
        let window = self.window(&self.about);
        let filter = self.fill("report.filter", &[("base", &base), ("window", &window)])?;
        // Where only a part of the register is at hand, the first page and every header say so.
        match self.materials.registry.snapshot.example || self.materials.edition.complete {
            true => Ok(filter),
            false => self.fill("report.filter_of_selection", &[("filter", &filter)]),
        }
    }

    /// Returns the base filter in words.
    pub fn base(&self) -> SourceResult<String> {
        self.word(match self.materials.edition.base {
            BaseFilter::CompanyDrug => "filter.company_drug",
            BaseFilter::All => "filter.all",
        })
    }

    /// Returns the head office that a lens asks for in words: "from companies with
    /// their head office in Europe".
    pub fn sponsor_hq(&self, lens: &Lens) -> SourceResult<Option<String>> {
        self.wording(|wording| wording.sponsor_hq(lens))
    }

    /// Returns a noun with what a lens says of it: "phase 1 trials in oncology".
    pub fn said_of(&self, noun: Noun, lens: &Lens) -> SourceResult<String> {
        self.wording(|wording| wording.of(noun, lens))
    }

    /// Returns what a lens says of trials, after the noun: "in oncology".
    pub fn said_after(&self, lens: &Lens) -> SourceResult<String> {
        self.wording(|wording| wording.after(lens))
    }

    /// Says something of lenses.
    fn wording<T>(&self, say: impl FnOnce(&Wording) -> T) -> T {
        let registry = &self.materials.registry;
        // Only a disease that no table names is looked for among the records.
        let heading = |mesh: &str| headings(registry).remove(mesh);
        let reference = &registry.reference;
        say(&Wording { lang: self.lang, words: self.words, reference, heading: &heading })
    }

    /// Returns what a place is called.
    pub fn place(&self, place: &Place) -> String {
        place.short_name(self.lang, &self.materials.registry.reference)
    }

    /// Returns what a place is called of which a part is left out: the rest of it.
    pub fn rest_of(&self, place: &Place) -> SourceResult<String> {
        let name = self.place(place);
        let level = match place.level {
            Level::World => "world",
            Level::Europe => "europe",
            Level::Nordics => "nordics",
            _ => "other",
        };
        self.fill(&format!("rest.{level}"), &[("place", &name)])
    }

    /// Returns what the place of a question is called.
    pub fn place_of(&self, query: &Query) -> SourceResult<String> {
        match query.outside {
            Some(_) => self.rest_of(&query.place),
            None => Ok(self.place(&query.place)),
        }
    }

    /// Returns what the place of a finding is called.
    pub fn place_in(&self, finding: &Finding) -> SourceResult<String> {
        let place = Place::parse(&finding.place, &self.materials.registry.reference);
        match (place, &finding.outside) {
            (Ok(place), Some(_)) => self.rest_of(&place),
            (Ok(place), None) => Ok(self.place(&place)),
            (Err(_), _) => Ok(finding.place.clone()),
        }
    }

    /// Returns a value with its limits, and what these mean where that is not told elsewhere.
    pub fn limited(&self, finding: &Finding, told: Option<LimitKind>) -> SourceResult<String> {
        let (mut value, range) = (self.value(finding), self.interval(finding));
        // A rank says nothing without the number of those that are ranked.
        if finding.unit == "rank" {
            let of = self.count(finding.denominator.unwrap_or(0));
            value = self.fill("table.value_rank", &[("value", &value), ("of", &of)])?;
        }
        let about = [("value", value.as_str()), ("range", &range)];
        match finding.limit_kind() {
            None => Ok(value),
            kind if kind == told => self.fill("table.value", &about),
            Some(kind) => {
                let kind = self.word(&format!("limits.{}", kind.code()))?;
                let [value, range] = about;
                self.fill("table.value_of", &[value, range, ("kind", &kind)])
            }
        }
    }

    /// Returns what a place is called in the zoom chain, in full.
    pub fn place_in_trail(&self, place: &Place) -> String {
        match place.level {
            Level::Region => place.name(self.lang, &self.materials.registry.reference),
            _ => self.place(place),
        }
    }

    /// Returns what a subject is called: by the edition, or by its parts; a place by its
    /// own name.
    pub fn subject(&self, about: &About) -> SourceResult<String> {
        match about.name.get(&self.lang) {
            Some(name) => Ok(name.clone()),
            None if about.lens.is_empty() => {
                let reference = &self.materials.registry.reference;
                let place = Place::parse(&about.id, reference);
                Ok(place.map_or(about.id.clone(), |place| place.name(self.lang, reference)))
            }
            None => self.wording(|wording| wording.name(&about.lens)),
        }
    }

    /// Returns a finding's key in words.
    pub fn label(&self, finding: &Finding) -> SourceResult<String> {
        let Some(key) = &finding.key else {
            return self.place_in(finding);
        };
        if finding.by == Some("phase") {
            return self.word(&format!("phase.{key}"));
        }
        let label = finding.label.as_ref().map(|label| label.get(self.lang).to_owned());
        // Reference tables write diseases as they stand in a sentence.
        Ok(self.locale.upper_first(&label.unwrap_or_else(|| key.clone())))
    }

    /// Returns a start date as exact as the register gives it.
    pub fn date(&self, date: chrono::NaiveDate, precision: DatePrecision) -> String {
        match precision {
            DatePrecision::Day => self.locale.date(date),
            DatePrecision::Month => self.locale.month(date),
            DatePrecision::Year => date.format("%Y").to_string(),
        }
    }
}

/// Returns what a finding measured, if it has a value.
fn measured(finding: &Finding) -> Option<Measured> {
    Some(Measured {
        unit: Unit::named(finding.unit)?,
        value: finding.value?,
        limits: finding.lower.zip(finding.upper),
        denominator: finding.denominator.map(|of| of as f64),
    })
}

/// The mark for a value that cannot be computed.
pub fn no_value() -> String {
    "–".to_owned()
}

/// Returns a chart's error with the figure's name.
pub fn of_figure<T>(result: StrResult<T>, id: &str) -> StrResult<T> {
    result.map_err(|error| typst::diag::eco_format!("figure `{id}`: {error}"))
}
