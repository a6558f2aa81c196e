//! The parts of the difference between two counts, and the reasons within them.

use serde::Serialize;

/// A part of the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Trials started, or no longer in the window.
    RealChange,
    /// What the register told late, corrected or took back.
    LateRegistration,
    /// Another rule about the same trials.
    Definition,
    /// Two trials that became one, or one that became two.
    DeDuplication,
}

impl Part {
    /// Every part, in the order of printing.
    pub const ALL: [Self; 4] =
        [Self::RealChange, Self::LateRegistration, Self::Definition, Self::DeDuplication];

    /// Returns the name that the command line and documents use.
    pub fn code(self) -> &'static str {
        match self {
            Self::RealChange => "real-change",
            Self::LateRegistration => "late-registration",
            Self::Definition => "definition",
            Self::DeDuplication => "de-duplication",
        }
    }
}

/// Why within a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It started after what the earlier side could count.
    Started,
    /// Its start lies before the later window.
    LeftWindow,
    /// It started in the earlier side's time, and was registered afterwards.
    RegisteredLate,
    /// The register moved its start.
    DateCorrected,
    /// The register added or took away a site.
    PlaceCorrected,
    /// The register changed its phase, conditions, sponsor or design.
    KindCorrected,
    /// The register has it no longer, or in a broken record only.
    RecordGone,
    /// The base filter is another.
    Filter,
    /// The window has another length.
    Window,
    /// A source was added or left out.
    Source,
    /// The reference tables or the program judge the same words differently.
    Reference,
    /// Trials that became one.
    Merged,
    /// A trial that became several.
    Split,
}

impl Reason {
    /// Returns the part that it belongs to.
    pub fn part(self) -> Part {
        match self {
            Self::Started | Self::LeftWindow => Part::RealChange,
            Self::RegisteredLate
            | Self::DateCorrected
            | Self::PlaceCorrected
            | Self::KindCorrected
            | Self::RecordGone => Part::LateRegistration,
            Self::Filter | Self::Window | Self::Source | Self::Reference => Part::Definition,
            Self::Merged | Self::Split => Part::DeDuplication,
        }
    }

    /// Returns its name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::LeftWindow => "left-window",
            Self::RegisteredLate => "registered-late",
            Self::DateCorrected => "date-corrected",
            Self::PlaceCorrected => "place-corrected",
            Self::KindCorrected => "kind-corrected",
            Self::RecordGone => "record-gone",
            Self::Filter => "filter",
            Self::Window => "window",
            Self::Source => "source",
            Self::Reference => "reference",
            Self::Merged => "merged",
            Self::Split => "split",
        }
    }
}
