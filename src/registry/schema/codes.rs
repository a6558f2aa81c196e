//! The coded words: status, phase, sponsor class and so on.
//!
//! Every list has `ALL`, `code`, `from_code` and `parse`.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Defines an enumeration of coded words.
///
/// Each variant is followed by its code and by the register's spellings that are
/// not the code itself in another case or with other separators.
macro_rules! codes {
    (
        $(#[$attr:meta])*
        $name:ident {
            $($(#[$doc:meta])* $variant:ident = $code:literal $(| $alias:literal)*,)+
        }
    ) => {
        $(#[$attr])*
        #[derive(Debug, Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// Every word of the list, in the order in which it is printed.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Returns the code that stands in the tables.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// Returns the word with exactly this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.code() == code)
            }

            /// Parses any of the register's spellings, or the code.
            pub fn parse(text: &str) -> Option<Self> {
                $(if [$code, $($alias),*].iter().any(|word| same_word(word, text)) {
                    return Some(Self::$variant);
                })+
                None
            }
        }
    };
}

codes! {
    /// How far a trial has come. `unknown` is the register's own word for a trial
    /// that nobody has confirmed for two years: it is not "ongoing".
    Status {
        /// Approved, not yet open.
        NotYetRecruiting = "not-yet-recruiting",
        /// Open for participants.
        Recruiting = "recruiting",
        /// Open for invited participants only.
        EnrollingByInvitation = "enrolling-by-invitation",
        /// Closed for new participants, treatment or follow-up goes on.
        ActiveNotRecruiting = "active-not-recruiting",
        /// Halted, may go on.
        Suspended = "suspended",
        /// Ended early after the first participant.
        Terminated = "terminated",
        /// Ended as planned.
        Completed = "completed",
        /// Ended before the first participant.
        Withdrawn = "withdrawn",
        /// Not confirmed for two years.
        Unknown = "unknown" | "Unknown status",
        /// Expanded access: to be had.
        Available = "available",
        /// Expanded access: ended.
        NoLongerAvailable = "no-longer-available",
        /// Expanded access: paused.
        TemporarilyNotAvailable = "temporarily-not-available",
        /// Expanded access: the product is on the market.
        ApprovedForMarketing = "approved-for-marketing",
        /// The sponsor delays publication.
        Withheld = "withheld",
    }
}

impl Status {
    /// The statuses of trials that have not begun: their start is a plan.
    pub const NOT_BEGUN: [Self; 2] = [Self::NotYetRecruiting, Self::Withdrawn];

    /// Tells whether the trial goes on, or is about to, as far as is known.
    pub fn is_ongoing(self) -> bool {
        matches!(
            self,
            Self::NotYetRecruiting
                | Self::Recruiting
                | Self::EnrollingByInvitation
                | Self::ActiveNotRecruiting
                | Self::Suspended
        )
    }
}

codes! {
    /// The phase of a trial. Phase 1/2 and 2/3 are classes of their own, and
    /// "not applicable" (no drug) is another thing than "not given".
    Phase {
        /// Exploratory, formerly "phase 0".
        EarlyPhase1 = "early-phase-1" | "Phase 0",
        /// First in people.
        Phase1 = "phase-1",
        /// Phases 1 and 2 in one protocol.
        Phase1And2 = "phase-1-2" | "PHASE1/PHASE2",
        /// Dose and first effect.
        Phase2 = "phase-2",
        /// Phases 2 and 3 in one protocol.
        Phase2And3 = "phase-2-3" | "PHASE2/PHASE3",
        /// Confirming.
        Phase3 = "phase-3",
        /// After marketing authorisation.
        Phase4 = "phase-4",
        /// The register says that phases do not apply (`NA`).
        NotApplicable = "not-applicable" | "NA",
        /// The record says nothing.
        NotGiven = "not-given",
    }
}

impl Phase {
    /// Parses the register's list: `[PHASE1, PHASE2]` is phase 1/2, and an empty
    /// list is "not given".
    ///
    /// A list that forms no class, such as phases 1 and 4, is `None`.
    pub fn parse_list(phases: &[&str]) -> Option<Self> {
        match phases {
            [] => Some(Self::NotGiven),
            [one] => Self::parse(one),
            [first, second] => match (Self::parse(first)?, Self::parse(second)?) {
                (Self::Phase1, Self::Phase2) | (Self::Phase2, Self::Phase1) => {
                    Some(Self::Phase1And2)
                }
                (Self::Phase2, Self::Phase3) | (Self::Phase3, Self::Phase2) => {
                    Some(Self::Phase2And3)
                }
                (first, second) if first == second => Some(first),
                _ => None,
            },
            _ => None,
        }
    }
}

codes! {
    /// Who stands behind a trial. "Company-initiated" means a lead sponsor of
    /// class `industry`.
    SponsorClass {
        /// A company.
        Industry = "industry",
        /// The U.S. National Institutes of Health.
        Nih = "nih",
        /// Another U.S. federal agency.
        Fed = "fed" | "U.S. Fed",
        /// Another government.
        OtherGov = "other-gov",
        /// A person.
        Indiv = "indiv" | "Individual",
        /// A network of centres.
        Network = "network",
        /// Universities, hospitals, foundations.
        Other = "other",
        /// The register cannot tell.
        Ambig = "ambig" | "Ambiguous",
        /// Not given.
        Unknown = "unknown",
    }
}

codes! {
    /// What kind of study a record describes.
    StudyType {
        /// Participants get something by protocol.
        Interventional = "interventional",
        /// Participants are observed.
        Observational = "observational" | "Observational [Patient Registry]",
        /// Treatment outside a trial.
        ExpandedAccess = "expanded-access",
        /// Not given.
        Unknown = "unknown",
    }
}

codes! {
    /// What is given or done to participants.
    InterventionType {
        /// A chemical medicinal product.
        Drug = "drug",
        /// A vaccine, antibody or other biological product.
        Biological = "biological" | "Biological/Vaccine",
        /// A gene therapy.
        Genetic = "genetic",
        /// A drug and a device, or several kinds, as one product.
        CombinationProduct = "combination-product",
        /// A medical device.
        Device = "device",
        /// An operation or another procedure.
        Procedure = "procedure",
        /// Radiation treatment.
        Radiation = "radiation",
        /// Training, counselling and the like.
        Behavioral = "behavioral" | "Behavioural",
        /// Vitamins, herbs and the like.
        DietarySupplement = "dietary-supplement",
        /// A test.
        DiagnosticTest = "diagnostic-test",
        /// Anything else.
        Other = "other",
    }
}

impl InterventionType {
    /// Tells whether a trial of this is a drug trial.
    pub fn is_drug(self) -> bool {
        matches!(self, Self::Drug | Self::Biological | Self::Genetic | Self::CombinationProduct)
    }
}

codes! {
    /// How exactly a date is given. A date without its day is stored as the first
    /// of its month, and one without its month as the first of its year.
    DatePrecision {
        /// `2021-03-05`.
        Day = "day",
        /// `2021-03`.
        Month = "month",
        /// `2021`.
        Year = "year",
    }
}

codes! {
    /// Whether a date or a number has come true.
    DateType {
        /// It has.
        Actual = "actual",
        /// It is planned.
        Estimated = "estimated" | "Anticipated",
    }
}

codes! {
    /// Where a condition's term comes from.
    ConditionKind {
        /// The sponsor's own words.
        Condition = "condition",
        /// The sponsor's keywords.
        Keyword = "keyword",
        /// A MeSH descriptor that the register assigned.
        Mesh = "mesh",
        /// A MeSH descriptor above such a one.
        Ancestor = "ancestor",
    }
}

codes! {
    /// A sponsor's part in a trial.
    SponsorRole {
        /// Responsible for it; exactly one.
        Lead = "lead",
        /// Takes part.
        Collaborator = "collaborator",
    }
}

codes! {
    /// A person's part in a trial.
    InvestigatorRole {
        /// Leads the trial, or its part at a site.
        PrincipalInvestigator = "principal-investigator",
        /// Works under the principal investigator.
        SubInvestigator = "sub-investigator",
        /// Leads the trial over all sites.
        StudyChair = "study-chair",
        /// Leads the trial at the sponsor's; often a function, not a person.
        StudyDirector = "study-director",
        /// Not given.
        Unknown = "unknown",
    }
}

codes! {
    /// Whose number it is.
    IdentifierKind {
        /// ClinicalTrials.gov.
        Nct = "nct",
        /// The EU's Clinical Trials Information System (CTIS).
        EuCt = "eu-ct",
        /// Its predecessor, EudraCT.
        EudraCt = "eudract",
        /// The WHO's universal trial number.
        Utn = "utn",
    }
}

codes! {
    /// How far a trial has come in a member state of the EU: the public list of
    /// CTIS, which tells more than [`Status`].
    MemberStateStatus {
        /// Applied for.
        UnderEvaluation = "under-evaluation",
        /// Authorised, participants not yet sought.
        RecruitmentPending = "recruitment-pending"
            | "Authorised, recruitment pending" | "Authorised, not started" | "Pending",
        /// Authorised and participants sought, before the trial's start is notified.
        AuthorisedRecruiting = "authorised-recruiting" | "Authorised, recruiting",
        /// Started, participants sought.
        Recruiting = "ongoing-recruiting" | "Ongoing, recruiting",
        /// Started, no more participants sought.
        RecruitmentEnded = "recruitment-ended" | "Ongoing, recruitment ended",
        /// Halted by the sponsor, may go on.
        Halted = "temporarily-halted" | "Halted" | "Temporarily halted",
        /// Halted by the member state, may go on.
        Suspended = "suspended",
        /// Ended.
        Ended = "ended",
        /// Authorised, but nobody took part within two years.
        Expired = "expired",
        /// The member state took its authorisation back.
        Revoked = "revoked",
        /// The member state refused it.
        NotAuthorised = "not-authorised" | "Rejected",
        /// Cancelled before a decision.
        Cancelled = "cancelled",
        /// The sponsor took its application back.
        Withdrawn = "withdrawn",
        /// The application was not answered in time.
        Lapsed = "lapsed",
        /// The application was not valid.
        NotValid = "not-valid",
        /// Authorised; nothing more is known.
        Authorised = "authorised" | "Authorized" | "Ongoing",
        /// Not given.
        Unknown = "unknown" | "No mapped status",
    }
}

impl MemberStateStatus {
    /// Tells whether the member state has authorised the trial, whatever came after.
    pub fn is_authorised(self) -> bool {
        matches!(
            self,
            Self::RecruitmentPending
                | Self::AuthorisedRecruiting
                | Self::Recruiting
                | Self::RecruitmentEnded
                | Self::Halted
                | Self::Suspended
                | Self::Ended
                | Self::Authorised
        )
    }
}

codes! {
    /// Under which terms data may be used; the class follows their numbers.
    SourceClass {
        /// Open to everyone.
        Public = "public",
        /// Given by the partnership's members, such as the regions' own answers.
        Partner = "partner",
        /// The office's own, for the board.
        Board = "board",
        /// Bought: counts may be published as the licence says, values may not.
        Licensed = "licensed",
    }
}

impl Serialize for SourceClass {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for SourceClass {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let codes = &["public", "partner", "board", "licensed"];
        Self::from_code(&text).ok_or_else(|| D::Error::unknown_variant(&text, codes))
    }
}

codes! {
    /// How far a drug has come for a disease.
    PipelinePhase {
        /// Before the first person.
        Preclinical = "preclinical" | "Pre-clinical" | "Discovery" | "Research",
        /// First in people.
        Phase1 = "phase-1" | "Phase I" | "Phase I Clinical Trial",
        /// Dose and first effect; phase 1/2 stands at its later part.
        Phase2 = "phase-2" | "Phase II" | "Phase I/II" | "Phase 1/2" | "Phase II Clinical Trial",
        /// Confirming; phase 2/3 stands at its later part.
        Phase3 = "phase-3" | "Phase III" | "Phase II/III" | "Phase 2/3" | "Phase III Clinical Trial",
        /// With the authorities.
        PreRegistration = "pre-registration" | "Filed" | "Submitted",
        /// Authorised.
        Registered = "registered" | "Launched" | "Approved" | "Marketed",
        /// Stopped.
        Discontinued = "discontinued" | "No development reported" | "Withdrawn" | "Ceased",
    }
}

/// Tells whether a trial belongs to the base population "company-initiated drug
/// trials": interventional, a lead sponsor from industry, and at least one
/// intervention that is a drug, biological, genetic or combination product.
pub fn is_company_drug_trial(
    study_type: StudyType,
    lead: SponsorClass,
    interventions: impl IntoIterator<Item = InterventionType>,
) -> bool {
    study_type == StudyType::Interventional
        && lead == SponsorClass::Industry
        && interventions.into_iter().any(InterventionType::is_drug)
}

/// Compares two spellings by their letters and digits, without case.
fn same_word(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

/// Returns the letters and digits of a spelling, in lower case.
fn letters(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}
