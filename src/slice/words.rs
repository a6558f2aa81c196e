//! Lenses in words: "phase 1 trials in Alzheimer's disease from companies with their
//! head office in Europe".
//!
//! Which words, in which order within a part, is the locale's (`[lens]`); here is
//! only what follows what. A disease without a name in a language keeps its English
//! MeSH heading, as everywhere.
//! Cooperates with report_templates/locale/sv.toml and en.toml.

use typst::diag::SourceResult;

use super::{BaseFilter, Disease, Lens, Level, Place, Sponsor};
use crate::locale::{Lang, Words};
use crate::registry::Reference;
use crate::registry::schema::{Phase, SponsorClass};

/// What a lens is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// "trial"
    Trial,
    /// "trials"
    Trials,
    /// "company-initiated drug trials"
    Base(BaseFilter),
}

/// What lenses are said with, in one language.
pub struct Wording<'a> {
    /// The language.
    pub lang: Lang,
    /// Its words.
    pub words: &'a Words,
    /// The names of areas, diseases and places.
    pub reference: &'a Reference,
    /// The heading of a MeSH descriptor that the table of diseases lacks.
    pub heading: &'a dyn Fn(&str) -> Option<String>,
}

impl Wording<'_> {
    /// Returns a noun with all that a lens says of it, beginning with a small letter.
    pub fn of(&self, noun: Noun, lens: &Lens) -> SourceResult<String> {
        let parts = [Some(self.noun(noun, &lens.phases)?), self.kind(lens)?, self.sponsor(lens)?];
        Ok(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    /// Returns what follows any noun for trials: "in phase 1 in Alzheimer's disease".
    pub fn after(&self, lens: &Lens) -> SourceResult<String> {
        let phases = match lens.phases.is_empty() {
            true => None,
            false => Some(self.phases_after(&lens.phases)?),
        };
        let parts = [phases, self.kind(lens)?, self.sponsor(lens)?];
        Ok(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    /// Returns what the lens is called where a name stands alone, as in a title: an
    /// area's or a disease's own name, or else the trials.
    pub fn name(&self, lens: &Lens) -> SourceResult<String> {
        let text = match lens.only_area() {
            Some(area) => self.area(area),
            None if lens.is_only_diseases() => self.diseases(lens)?,
            None => self.of(Noun::Trials, lens)?,
        };
        Ok(self.lang.locale().upper_first(&text))
    }

    /// Returns which head offices are asked for: "from companies with their head office
    /// in Europe".
    pub fn sponsor_hq(&self, lens: &Lens) -> SourceResult<Option<String>> {
        if lens.sponsor_hq.is_empty() {
            return Ok(None);
        }
        if lens.sponsor_hq.iter().any(|place| place.level == Level::World) {
            return self.words.text("filter.sponsor_hq_known").map(|text| Some(text.to_owned()));
        }
        let within = |place| self.within(place);
        let places = lens.sponsor_hq.iter().map(within).collect::<SourceResult<Vec<_>>>()?;
        self.fill("filter.sponsor_hq", "within", &self.either(&places)).map(Some)
    }

    /// Returns the noun with the phases.
    fn noun(&self, noun: Noun, phases: &[Phase]) -> SourceResult<String> {
        let plain = match noun {
            Noun::Trial => "lens.trial",
            Noun::Trials => "lens.trials",
            Noun::Base(BaseFilter::CompanyDrug) => "filter.company_drug",
            Noun::Base(BaseFilter::All) => "filter.all",
        };
        let text = self.lang.locale().lower_first(self.words.text(plain)?);
        if phases.is_empty() {
            return Ok(text);
        }
        if phases.iter().any(|phase| self.words.get(&own_key(*phase)).is_some()) {
            return Ok(format!("{text} {}", self.phases_after(phases)?));
        }
        let (key, phases) = match noun {
            Noun::Trial => ("lens.trial_phased", self.either(&self.joint(phases)?)),
            // A plural holds them all: "phase 1 and phase 2 trials".
            Noun::Trials => ("lens.trials_phased", self.lang.locale().list(&self.joint(phases)?)),
            Noun::Base(base) => {
                let one = |phase| self.fill("lens.base_phase", "phase", &self.phase(phase)?);
                let phases = phases.iter().map(|phase| one(*phase));
                let phases = phases.collect::<SourceResult<Vec<_>>>()?;
                let key = match base {
                    BaseFilter::CompanyDrug => "lens.company_drug_phased",
                    BaseFilter::All => "lens.all_phased",
                };
                (key, self.either(&phases))
            }
        };
        self.fill(key, "phases", &phases)
    }

    /// Returns phases that a noun follows: "fas 1-", "fas 2".
    fn joint(&self, phases: &[Phase]) -> SourceResult<Vec<String>> {
        let last = phases.len() - 1;
        let one = |(at, phase): (usize, &Phase)| match at == last {
            true => self.phase(*phase),
            false => self.fill("lens.phase_joint", "phase", &self.phase(*phase)?),
        };
        phases.iter().enumerate().map(one).collect()
    }

    /// Returns phases after a noun: "in phase 4 or without a stated phase".
    fn phases_after(&self, phases: &[Phase]) -> SourceResult<String> {
        let one = |phase: &Phase| match self.words.get(&own_key(*phase)) {
            Some(own) => Ok(own.to_owned()),
            None => self.fill("lens.phase_after.other", "phase", &self.phase(*phase)?),
        };
        let phases = phases.iter().map(one).collect::<SourceResult<Vec<_>>>()?;
        Ok(self.either(&phases))
    }

    /// Returns a phase as it stands in a sentence.
    fn phase(&self, phase: Phase) -> SourceResult<String> {
        let text = self.words.text(&format!("phase.{}", phase.code()))?;
        Ok(self.lang.locale().lower_first(text))
    }

    /// Returns what the trials are about: "in Alzheimer's disease".
    fn kind(&self, lens: &Lens) -> SourceResult<Option<String>> {
        let locale = self.lang.locale();
        let areas = lens.areas.iter().map(|id| locale.lower_first(&self.area(id)));
        let areas = self.either(&areas.collect::<Vec<_>>());
        Ok(match (lens.diseases.is_empty(), lens.areas.len()) {
            (true, 0) => None,
            (true, _) => Some(self.fill("lens.areas", "areas", &areas)?),
            (false, 0) => Some(self.fill("lens.diseases", "diseases", &self.diseases(lens)?)?),
            (false, several) => {
                let several =
                    if several == 1 { "lens.diseases_in_area" } else { "lens.diseases_in_areas" };
                let text = self.fill(several, "diseases", &self.diseases(lens)?)?;
                Some(text.replace("{areas}", &areas))
            }
        })
    }

    /// Returns the diseases.
    fn diseases(&self, lens: &Lens) -> SourceResult<String> {
        let one = |disease: &Disease| match disease {
            Disease::Mesh(mesh) => {
                let named = self.reference.diseases.name(mesh, self.lang.code());
                let name = named.map(str::to_owned).or_else(|| (self.heading)(mesh));
                Ok(name.unwrap_or_else(|| mesh.clone()).replace('\'', "’"))
            }
            Disease::Text(text) => {
                self.fill("lens.condition", "text", &self.lang.locale().quote(text))
            }
        };
        let names = lens.diseases.iter().map(one).collect::<SourceResult<Vec<_>>>()?;
        Ok(self.either(&names))
    }

    /// Returns who the trials are from: "from companies with their head office in Europe".
    fn sponsor(&self, lens: &Lens) -> SourceResult<Option<String>> {
        let office = self.sponsor_hq(lens)?;
        let mut parts = Vec::new();
        let mut names = Vec::new();
        for sponsor in &lens.sponsors {
            match sponsor {
                // Where there is a head office, there is a company.
                Sponsor::Class(SponsorClass::Industry) if office.is_some() => {}
                Sponsor::Class(class) => {
                    let key = format!("lens.sponsor_class.{}", class.code());
                    parts.push(self.words.text(&key)?.to_owned());
                }
                Sponsor::Name(text) => names.push(self.lang.locale().quote(text)),
            }
        }
        if !names.is_empty() {
            parts.push(self.fill("lens.sponsor", "names", &self.either(&names))?);
        }
        let sponsors = (!parts.is_empty()).then(|| self.either(&parts));
        // Both must hold, so they stand beside each other and not as a choice.
        let both: Vec<_> = [sponsors, office].into_iter().flatten().collect();
        Ok((!both.is_empty()).then(|| both.join(", ")))
    }

    /// Returns the name of a therapy area.
    fn area(&self, id: &str) -> String {
        match (self.reference.areas.get(id), self.lang) {
            (Some(area), Lang::Sv) => area.name_sv.clone(),
            (Some(area), Lang::En) => area.name_en.clone(),
            (None, _) => id.to_owned(),
        }
    }

    /// Returns where something is: "in the United Kingdom".
    fn within(&self, place: &Place) -> SourceResult<String> {
        match self.words.get(&format!("within.{}", place.id)) {
            Some(within) => Ok(within.to_owned()),
            None => {
                let name = place.short_name(self.lang, self.reference);
                self.fill("within.other", "place", &name)
            }
        }
    }

    /// Returns a phrase with its placeholder filled.
    fn fill(&self, key: &str, name: &str, value: &str) -> SourceResult<String> {
        Ok(self.words.text(key)?.replace(&format!("{{{name}}}"), value))
    }

    /// Returns "A, B or C".
    fn either(&self, items: &[String]) -> String {
        self.lang.locale().either(items)
    }
}

/// Returns the key of the words that a phase has for itself after a noun.
fn own_key(phase: Phase) -> String {
    format!("lens.phase_after.{}", phase.code())
}
