//! The firewall: which values an edition may show, by the class of the data behind them.
//!
//! Public, partner and board are circles, each inside of the next: an edition for a circle may show what is its own and what belongs to the
//! circles around it. Licensed data are no further circle. A licence may allow counts in public and forbid them to the board, so they are shown
//! only where the edition says that the licences permit it, whatever its circle. The classes are thus not one order.
//!
//! Every value that a document would show is listed with the place where it would stand ([`Placed`]), before the document is typeset, and
//! [`gate`] refuses a list in which one is above the clearance. What is not known to be admitted is refused.

use std::fmt::{self, Display, Formatter};

use typst::diag::{HintedStrResult, bail};

use crate::diag::hint_for;
use crate::registry::schema::SourceClass;

/// What an edition may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clearance {
    /// The circle that it is for: public, partner or board.
    circle: SourceClass,
    /// Whether the licences of the data that were bought permit to show what is computed of them.
    is_licensed: bool,
}

impl Default for Clearance {
    /// For everyone, without licensed data.
    fn default() -> Self {
        Self { circle: SourceClass::Public, is_licensed: false }
    }
}

impl Clearance {
    /// The circles, from the widest.
    const CIRCLES: [SourceClass; 3] =
        [SourceClass::Public, SourceClass::Partner, SourceClass::Board];

    /// Returns the clearance for everyone.
    pub fn new(is_licensed: bool) -> Self {
        Self { is_licensed, ..Self::default() }
    }

    /// Returns the clearance for a circle that is named.
    pub fn parse(circle: &str, is_licensed: bool) -> HintedStrResult<Self> {
        match Self::CIRCLES.into_iter().find(|known| known.code() == circle) {
            Some(circle) => Ok(Self { circle, is_licensed }),
            None if circle == SourceClass::Licensed.code() => bail!(
                "`licensed` is no circle of readers";
                hint: "name the circle, and write `licensed = true` when the licences permit it"
            ),
            None => {
                let hint = hint_for(circle, Self::CIRCLES.map(SourceClass::code));
                bail!("unknown clearance `{circle}`"; hint: "{hint}")
            }
        }
    }

    /// Whether a value of a class may be shown.
    pub fn admits(self, class: SourceClass) -> bool {
        match class {
            SourceClass::Licensed => self.is_licensed,
            class => class <= self.circle,
        }
    }
}

impl Display for Clearance {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(self.circle.code())?;
        f.write_str(if self.is_licensed { " with licensed data" } else { "" })
    }
}

/// Where a value would stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A sentence, a tile or a table.
    Text,
    /// The drawing of a figure.
    Chart,
    /// What stands for a figure where it is not seen.
    AltText,
    /// Title, description and keywords of the file.
    Metadata,
    /// A file attached to the document.
    Attachment,
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Chart => "chart",
            Self::AltText => "alternative text",
            Self::Metadata => "metadata",
            Self::Attachment => "attachment",
        })
    }
}

/// Values that would stand somewhere in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// Where.
    pub place: Place,
    /// What they are part of: the figure, table, tile or block by its kind and name.
    pub part: String,
    /// The class of the data behind them.
    pub class: SourceClass,
}

/// How many places an error names.
const NAMED: usize = 6;

/// Refuses a document in which a value above the clearance would stand.
pub fn gate(clearance: Clearance, document: &str, placed: &[Placed]) -> HintedStrResult<()> {
    let mut above: Vec<_> =
        placed.iter().filter(|placed| !clearance.admits(placed.class)).collect();
    above.sort();
    above.dedup();
    let Some(first) = above.first() else { return Ok(()) };
    let name =
        |placed: &&Placed| format!("{} of {} ({})", placed.place, placed.part, placed.class.code());
    let mut places: Vec<_> = above.iter().take(NAMED).map(name).collect();
    if above.len() > NAMED {
        places.push(format!("{} more", above.len() - NAMED));
    }
    let remedy = match first.class {
        SourceClass::Licensed => "write `licensed = true` in the edition if the licences permit it",
        _ => "raise the `clearance` of the edition",
    };
    bail!(
        "`{document}` would show values above the clearance `{clearance}`: {}", places.join(", ");
        hint: "leave them out, or {remedy}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns which classes a clearance admits, as their first letters.
    fn admitted(circle: &str, is_licensed: bool) -> String {
        let clearance = Clearance::parse(circle, is_licensed).unwrap();
        let classes = SourceClass::ALL.iter().filter(|class| clearance.admits(**class));
        classes.map(|class| &class.code()[..2]).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn circles_lie_in_each_other_and_a_licence_lies_across() {
        assert_eq!(admitted("public", false), "pu");
        assert_eq!(admitted("partner", false), "pu pa");
        assert_eq!(admitted("board", false), "pu pa bo");
        assert_eq!(admitted("public", true), "pu li");
        assert!(Clearance::parse("licensed", true).is_err());
        assert!(Clearance::parse("bord", false).is_err());
    }

    #[test]
    fn an_error_names_document_place_part_and_class() {
        let placed = |place, part: &str, class| Placed { place, part: part.to_owned(), class };
        let list = [
            placed(Place::Chart, "figure `a`", SourceClass::Public),
            placed(Place::AltText, "figure `b`", SourceClass::Board),
        ];
        let fault = gate(Clearance::default(), "memo/x.sv", &list).unwrap_err();
        assert_eq!(
            fault.message().as_str(),
            "`memo/x.sv` would show values above the clearance `public`: alternative text of figure `b` (board)"
        );
        assert!(gate(Clearance::parse("board", false).unwrap(), "memo/x.sv", &list).is_ok());
    }
}
