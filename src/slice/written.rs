//! Lenses as people write them: the words of each part, not yet looked up.
//!
//! The command line and editions share this, so that a word means the same in both.

use typst::diag::{HintedStrResult, HintedString};

use super::lens::{Lens, Sponsor, parse_area, parse_phase, parse_sponsor_hq};
use super::{Disease, Place};
use crate::registry::fold::fold;
use crate::registry::{Reference, Registry};

/// The longest name that a lens gives a file, in characters.
const SLUG_LENGTH: usize = 64;

/// The words of a lens, part by part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenLens {
    /// Therapy areas.
    pub areas: Vec<String>,
    /// Diseases.
    pub diseases: Vec<String>,
    /// Phases.
    pub phases: Vec<String>,
    /// Sponsors.
    pub sponsors: Vec<String>,
    /// Countries and parts of the world.
    pub sponsor_hq: Vec<String>,
}

/// A word of a lens that means nothing, and why.
#[derive(Debug)]
pub struct WrongWord {
    /// The word.
    pub word: String,
    /// What is wrong with it.
    pub fault: HintedString,
    /// Whether it is wrong whatever the records are.
    pub is_sure: bool,
}

impl WrittenLens {
    /// Returns the lens that the words mean, or the first word that means nothing. A
    /// word that says again what another says counts once.
    pub fn resolve(&self, registry: &Registry) -> Result<Lens, WrongWord> {
        let reference = &registry.reference;
        Ok(Lens {
            areas: each(&self.areas, |word| parse_area(word, &reference.areas))?,
            diseases: each(&self.diseases, |word| Disease::parse(word, registry))?,
            phases: each(&self.phases, parse_phase)?,
            sponsors: each(&self.sponsors, |word| Sponsor::parse(word, registry))?,
            sponsor_hq: each(&self.sponsor_hq, |word| parse_sponsor_hq(word, reference))?,
        })
    }

    /// Returns the words that are wrong as far as it can be known without records:
    /// which sponsors there are, and rarer diseases, cannot.
    pub fn check(&self, reference: &Reference) -> Vec<WrongWord> {
        let mut wrong = Vec::new();
        let mut keep = |words: &[String], check: &dyn Fn(&str) -> HintedStrResult<()>| {
            wrong.extend(words.iter().filter_map(|word| {
                let fault = check(word).err()?;
                Some(WrongWord { word: word.clone(), fault, is_sure: true })
            }));
        };
        keep(&self.areas, &|word| parse_area(word, &reference.areas).map(drop));
        keep(&self.diseases, &|word| Disease::check(word, &reference.diseases));
        keep(&self.phases, &|word| parse_phase(word).map(drop));
        keep(&self.sponsor_hq, &|word| parse_sponsor_hq(word, reference).map(drop));
        let doubtful = self.diseases.iter().filter_map(|word| {
            let fault = Disease::doubt(word, &reference.diseases)?;
            Some(WrongWord { word: word.clone(), fault, is_sure: false })
        });
        wrong.extend(doubtful);
        wrong
    }

    /// Returns all words, in the order of the parts.
    pub fn words(&self) -> impl Iterator<Item = &String> {
        let parts = [&self.areas, &self.diseases, &self.phases, &self.sponsors, &self.sponsor_hq];
        parts.into_iter().flatten()
    }

    /// Returns a name made of the words, for what they mean together cannot be found.
    pub fn slug(&self) -> String {
        let words: Vec<_> = self.words().map(|word| hyphenated(word)).collect();
        shortened(words.join("-"))
    }
}

impl Lens {
    /// Returns a stable name for files: the same for the same lens, however it was
    /// written, such as `alzheimers-disease-phase-1-hq-europe`. One area is its id.
    pub fn slug(&self, reference: &Reference) -> String {
        let disease = |disease: &Disease| match disease {
            Disease::Mesh(mesh) => match reference.diseases.name(mesh, "en") {
                Some(name) => hyphenated(&name.replace('\'', "")),
                None => mesh.to_lowercase(),
            },
            Disease::Text(text) => format!("text-{}", hyphenated(text)),
        };
        let phases = self.phases.iter().map(|phase| match phase.code() {
            code if code.contains("phase") => code.to_owned(),
            code => format!("phase-{code}"),
        });
        let sponsors = self.sponsors.iter().map(Sponsor::code).map(hyphenated);
        let offices = self.sponsor_hq.iter().map(|place: &Place| place.id.clone());
        let groups = [
            group("", self.areas.clone()),
            group("", self.diseases.iter().map(disease).collect()),
            group("", phases.collect()),
            group("sponsor-", sponsors.collect()),
            group("hq-", offices.collect()),
        ];
        shortened(groups.into_iter().flatten().collect::<Vec<_>>().join("-"))
    }
}

/// Returns the words of a part in their own order, after its name.
fn group(name: &str, mut words: Vec<String>) -> Option<String> {
    words.sort();
    (!words.is_empty()).then(|| format!("{name}{}", words.join("-")))
}

/// Returns the folded words with hyphens between them.
fn hyphenated(text: &str) -> String {
    fold(text).replace(' ', "-")
}

/// Returns a name that fits a file's, with the sum of the whole where it was cut.
fn shortened(slug: String) -> String {
    if slug.len() <= SLUG_LENGTH {
        return slug;
    }
    // FNV-1a: short, and the same everywhere and always.
    let sum = slug.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let head = &slug[..SLUG_LENGTH - 9];
    let head = head.rfind('-').map_or(head, |at| &head[..at]);
    format!("{head}-{:08x}", sum >> 32)
}

/// Looks each word up, and leaves out what is there already.
fn each<T: PartialEq>(
    words: &[String],
    look_up: impl Fn(&str) -> HintedStrResult<T>,
) -> Result<Vec<T>, WrongWord> {
    let mut found = Vec::new();
    for word in words {
        let value = look_up(word).map_err(|fault| WrongWord {
            word: word.clone(),
            fault,
            is_sure: true,
        })?;
        if !found.contains(&value) {
            found.push(value);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_and_stays_its_own() {
        assert_eq!(shortened("a".repeat(SLUG_LENGTH)).len(), SLUG_LENGTH);
        let long = |end: &str| shortened(format!("{}{end}", "carcinoma-of-the-lung-".repeat(6)));
        let (one, other) = (long("one"), long("two"));
        assert!(one.len() <= SLUG_LENGTH && one.starts_with("carcinoma-of-the-lung-"), "{one}");
        assert_ne!(one, other);
        assert_eq!(one, long("one"));
    }
}
