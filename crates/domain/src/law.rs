//! Rules with the article they stand on, and the refusal that names one.
//!
//! A rule's wording for readers is a text of the locales (`rule-<id>`); here stand its id, its
//! citation, how sure we are of it, and what follows when it is broken.

use serde::{Deserialize, Serialize};

/// How far a rule's source can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Read in a source.
    Sourced,
    /// From memory, to be confirmed.
    Memory,
    /// This project's own rule, without which the law's could not be kept.
    Design,
}

/// What follows from a move against a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// The act does not happen.
    Refused,
    /// It happened in the world: it is recorded as a breach and shown.
    Recorded,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $citation:literal, $certainty:ident, $consequence:ident;)+) => {
        /// A rule that an act can run against.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $id)] $name,)+
        }

        impl Rule {
            /// All rules.
            pub const ALL: &[Rule] = &[$(Rule::$name),+];

            /// Stable id, as in `rule-<id>` of the locales and in problem details.
            pub const fn id(self) -> &'static str {
                match self { $(Rule::$name => $id,)+ }
            }

            /// The article, or the document of this project's design.
            pub const fn citation(self) -> &'static str {
                match self { $(Rule::$name => $citation,)+ }
            }

            /// How sure we are of it.
            pub const fn certainty(self) -> Certainty {
                match self { $(Rule::$name => Certainty::$certainty,)+ }
            }

            /// What follows.
            pub const fn consequence(self) -> Consequence {
                match self { $(Rule::$name => Consequence::$consequence,)+ }
            }
        }
    };
}

// ND 61/2018 was replaced by ND 118/2025 on 1 July 2025; its mechanics are cited as the text that
// was read, with the successor's article where it is known.
rules! {
    /// A file of a type that cannot be checked by content, or not shown by every browser.
    FileTypeNotTaken = "file-type-not-taken", "design: PDF, JPEG and PNG can be checked by content", Design, Refused;
    /// A file larger than the office takes.
    FileTooLarge = "file-too-large", "design: limits of the office's storage", Design, Refused;
    /// A file without content.
    FileEmpty = "file-empty", "design: a scan shows something", Design, Refused;
    /// A file that is cut off or damaged.
    FileBroken = "file-broken", "NĐ 61/2018 art. 17 (NĐ 118/2025); design: checked before the dossier is taken", Design, Refused;
    /// A file that needs a password.
    FileEncrypted = "file-encrypted", "design: whoever handles the dossier must be able to read it", Design, Refused;
    /// A file that starts a program when it is opened.
    FileLaunches = "file-launches", "design: a scan starts nothing", Design, Refused;
    /// All files of a dossier together are too large.
    DossierFilesTooLarge = "dossier-files-too-large", "design: limits of the office's storage", Design, Refused;
    /// A person has too much uploaded and not used.
    UploadsWaiting = "uploads-waiting", "design: limits of the office's storage", Design, Refused;
    /// There is no such upload of this person, it is not whole yet, or it was used already.
    UploadUnknown = "upload-unknown", "design: a file is taken once, by who uploaded it", Design, Refused;
    /// The dossier has no such file, or it was struck out.
    FileUnknown = "file-unknown", "design: a file is struck out once", Design, Refused;
    /// A file that was struck out is opened by who supervises only.
    FileStruckOut = "file-struck-out", "design: a file added by mistake may be another person's", Design, Refused;
    /// The officer has not said that a scan matches its paper: who scans answers for it.
    ScanUnconfirmed = "scan-unconfirmed", "NĐ 61/2018 art. 17; QĐ 2022/QĐ-UBND Cao Bằng 2025 (who scans answers for completeness)", Sourced, Refused;
    /// Not scanned: papers only shown, what comes from a database, what was not handed in.
    PaperNotScanned = "paper-not-scanned", "TT 03/2025/TT-VPCP art. 5.2", Sourced, Refused;
    /// A supplement is asked for once, fully and accurately.
    SupplementOnce = "supplement-once", "NĐ 61/2018 art. 15.3, 17.1a (NĐ 118/2025 art. 11)", Sourced, Refused;
    /// A second supplement request for a new fact: it happened, and is shown.
    SecondSupplement = "second-supplement", "NĐ 61/2018 art. 15.3 (NĐ 118/2025 art. 11)", Sourced, Recorded;
    /// A paper outside the published list cannot be demanded.
    PaperOutsideList = "paper-outside-list", "NĐ 61/2018 art. 15; NĐ 63/2010 art. 18", Sourced, Refused;
    /// A paper outside the list was demanded all the same: recorded, shown to leader and applicant.
    PaperDemandedOutsideList = "paper-demanded-outside-list", "NĐ 63/2010 art. 6, 18", Sourced, Recorded;
    /// Papers that the list makes mandatory are missing.
    PapersMissing = "papers-missing", "NĐ 61/2018 art. 17.1", Sourced, Refused;
    /// A paper that a database replaces is not asked for.
    PaperTheStateHas = "paper-the-state-has", "NQ 66.7/2025/NQ-CP", Sourced, Refused;
    /// A written reason is needed.
    ReasonRequired = "reason-required", "NĐ 61/2018 art. 17.1, 19.8; NĐ 63/2010 art. 18", Sourced, Refused;
    /// The dossier is not at this step.
    WrongOrder = "wrong-order", "NĐ 61/2018 art. 17–20; internal process of the procedure", Sourced, Refused;
    /// The dossier is ended; nothing more happens to it.
    DossierEnded = "dossier-ended", "NĐ 61/2018 art. 20", Sourced, Refused;
    /// The clock stands while the applicant is asked; nobody works on it meanwhile.
    AwaitingApplicant = "awaiting-applicant", "NĐ 61/2018 art. 19.4", Sourced, Refused;
    /// No supplement was asked for.
    NothingAsked = "nothing-asked", "NĐ 61/2018 art. 19.4", Sourced, Refused;
    /// Transfer the same working day; received after 15:00, at the start of the next.
    TransferLate = "transfer-late", "NĐ 61/2018 art. 18", Sourced, Recorded;
    /// One new date only.
    OneNewDate = "one-new-date", "NĐ 61/2018 art. 19.9", Sourced, Refused;
    /// An apology comes at the latest one day before the date that will be missed.
    ApologyLate = "apology-late", "NĐ 61/2018 art. 19.9", Sourced, Recorded;
    /// The new date must lie after the old one.
    NewDateBeforeOld = "new-date-before-old", "NĐ 61/2018 art. 19.9", Sourced, Refused;
    /// The supplement is asked for within three working days of receipt.
    SupplementLate = "supplement-late", "NĐ 61/2018 art. 19.4", Sourced, Recorded;
    /// The result was ready after the promised time.
    ResultLate = "result-late", "NĐ 61/2018 art. 19.9, 20", Sourced, Recorded;
    /// The server's clock decides; a time sent by the client is not taken.
    ServerClock = "server-clock", "design: architecture, Storage; NĐ 61/2018 art. 5.1 (no forged data)", Design, Refused;
    /// An outage has a cause and a span: what has happened lies in the past, what is planned ahead.
    OutagePeriod = "outage-period", "design: architecture, Storage (work done on paper during an outage)", Design, Refused;
    /// Planned downtime is announced some working days before: later, it happened all the same and is shown.
    OutageAnnouncedLate = "outage-announced-late", "NĐ 224/2026", Sourced, Recorded;
    /// A day that is over stays as it was counted; its document can be confirmed.
    DayIsOver = "day-is-over", "design: legal time (what was decided before stays as it was)", Design, Refused;
    /// A decision that leaves a day as it is.
    DayAlreadySo = "day-already-so", "design: legal time", Design, Refused;
    /// One day twice in a decision.
    DayTwice = "day-twice", "design: legal time (each day has one entry)", Design, Refused;
    /// A year is decided whole once, and in order.
    YearDecided = "year-decided", "BLLĐ 2019 art. 112.3; design: legal time", Design, Refused;
    /// Office hours that overlap, or end before they begin.
    HoursFaulty = "hours-faulty", "design: legal time (hours are shifts of one day)", Design, Refused;
    /// Office hours change from a day that is not over; what was counted stands.
    HoursFromPast = "hours-from-past", "design: legal time (what was decided before stays as it was)", Design, Refused;
    /// A deadline follows from the procedure's limit; nobody sends one.
    DeadlineByLaw = "deadline-by-law", "NĐ 61/2018 art. 17, 19; NĐ 63/2010 art. 8", Sourced, Refused;
    /// Whoever handled it does not sign it.
    SeparationOfDuties = "separation-of-duties", "design: integrity indicator 29", Design, Refused;
    /// Another officer holds this step.
    HeldByAnother = "held-by-another", "design: every minute has one holder", Design, Refused;
    /// Nobody holds this step yet.
    NotHeld = "not-held", "design: every minute has one holder", Design, Refused;
    /// This post may not do this.
    NotThisPost = "not-this-post", "design: permissions by post and unit", Design, Refused;
    /// This unit may not do this.
    NotThisUnit = "not-this-unit", "design: permissions by post and unit", Design, Refused;
    /// An authorised person needs the paper that says so.
    AuthorisationRequired = "authorisation-required", "NĐ 61/2018 art. 20 (NĐ 118/2025 art. 6)", Sourced, Refused;
    /// The procedure costs nothing.
    FeeNone = "fee-none", "NĐ 61/2018 art. 22; NĐ 63/2010 art. 8.2", Sourced, Refused;
    /// The province sets the amount and the unit has not entered it: what is not set is not zero.
    FeeNotSet = "fee-not-set", "NĐ 61/2018 art. 22; NĐ 63/2010 art. 8.2", Sourced, Refused;
    /// The amount is set by law; a unit does not change it.
    FeeSetByLaw = "fee-set-by-law", "NĐ 63/2010 art. 8.2", Sourced, Refused;
    /// What the fee goes by must be counted: pages, copies, papers.
    FeeCounted = "fee-counted", "NĐ 61/2018 art. 22; tariff of the procedure", Sourced, Refused;
    /// A tariff names the decision that sets it and the days on which it holds.
    TariffInWriting = "tariff-in-writing", "NĐ 63/2010 art. 8.2", Sourced, Refused;
    /// A voucher stands already; another one needs its reason.
    FeePaid = "fee-paid", "design: a fee is collected once", Design, Refused;
    /// Only an exemption of the procedure's list.
    ExemptionUnknown = "exemption-unknown", "NĐ 63/2010 art. 8.2", Sourced, Refused;
    /// An exemption states the proof that was shown.
    ExemptionProof = "exemption-proof", "design: an exemption can be checked", Design, Refused;
    /// A payment that is not in cash has a number that proves it.
    PaymentReference = "payment-reference", "NĐ 61/2018 art. 22 (voucher attached)", Sourced, Refused;
    /// There is no such voucher, or nothing is asked about it.
    VoucherUnknown = "voucher-unknown", "design: vouchers", Design, Refused;
    /// A voucher is cancelled by two persons: neither who took the money nor who asked confirms.
    VoucherSecondPerson = "voucher-second-person", "design: integrity, separation of duties", Design, Refused;
    /// Cash that differs from the vouchers needs a written reason.
    CashDifference = "cash-difference", "design: the day's sum adds up", Design, Refused;
    /// The clerk took no money on that day.
    NothingToDeclare = "nothing-to-declare", "design: the day's sum adds up", Design, Refused;
    /// How the result was handed over must be provable.
    ProofOfReturn = "proof-of-return", "NĐ 61/2018 art. 20; form 07", Sourced, Refused;
    /// A result was handed to a wrong person: it happened, it is put right on record and shown.
    ResultToWrongPerson = "result-to-wrong-person", "NĐ 61/2018 art. 20, 21", Sourced, Recorded;
    /// Originals are given back before the dossier is archived.
    OriginalsHere = "originals-here", "NĐ 61/2018 art. 20", Sourced, Refused;
    /// No originals are here any more.
    NoOriginalsHere = "no-originals-here", "design: what is not here is not given back", Design, Refused;
    /// The unit must set the limit that the source leaves open before it publishes.
    LimitUnspecified = "limit-unspecified", "NĐ 63/2010 art. 8.2", Sourced, Refused;
    /// The limit is set by law; a unit does not change it.
    LimitSetByLaw = "limit-set-by-law", "NĐ 63/2010 art. 8.2", Sourced, Refused;
    /// The procedure is not published at this unit.
    ProcedureNotPublished = "procedure-not-published", "NĐ 63/2010 art. 16–17", Sourced, Refused;
    /// No version is in force today.
    NoVersionInForce = "no-version-in-force", "NĐ 63/2010 art. 8, 16", Sourced, Refused;
    /// A published version is not rewritten: open dossiers stand on it.
    VersionRewritten = "version-rewritten", "NĐ 63/2010 art. 8, 16; design: a dossier keeps the version of its filing date", Design, Refused;
    /// No new dossiers are received while a procedure is suspended; open ones go on.
    ProcedureSuspended = "procedure-suspended", "design: life of a procedure, suspended by a signed decision", Design, Refused;
    /// A procedure that is abolished is not received, amended or suspended any more.
    ProcedureAbolished = "procedure-abolished", "design: life of a procedure, abolished by a signed decision", Design, Refused;
    /// Only what is suspended can be lifted.
    NotSuspended = "not-suspended", "design: life of a procedure", Design, Refused;
    /// Whoever wrote on a draft neither reviews nor signs it.
    DraftSecondPerson = "draft-second-person", "design: life of a procedure, separation of duties", Design, Refused;
    /// A procedure has one draft at a time.
    DraftExists = "draft-exists", "design: life of a procedure", Design, Refused;
    /// There is no draft.
    DraftUnknown = "draft-unknown", "design: life of a procedure", Design, Refused;
    /// Somebody wrote on the draft since it was read.
    DraftChanged = "draft-changed", "design: life of a procedure, nobody decides on what they have not read", Design, Refused;
    /// A part is missing that must be there before somebody else reads it.
    DraftIncomplete = "draft-incomplete", "NĐ 63/2010 art. 8.2", Sourced, Refused;
    /// The text is that of the newest version.
    DraftUnchanged = "draft-unchanged", "design: life of a procedure", Design, Refused;
    /// It was not handed over for review.
    DraftNotSubmitted = "draft-not-submitted", "design: life of a procedure", Design, Refused;
    /// Nobody else has found it right yet.
    DraftNotReviewed = "draft-not-reviewed", "design: life of a procedure, each step by a named person", Design, Refused;
    /// What binds citizens names its decision.
    DecisionInWriting = "decision-in-writing", "design: life of a procedure, by a decision with a number", Design, Refused;
    /// A decision about a procedure begins today or later, a version after the one before it.
    EffectiveDate = "effective-date", "design: life of a procedure, nobody is bound by what could not be known", Design, Refused;
    /// There is no such open point.
    FactUnknown = "fact-unknown", "design: facts from memory are marked", Design, Refused;
    /// A fact is confirmed on a document and its article.
    CitationRequired = "citation-required", "design: facts from memory are marked until they are confirmed with a citation", Design, Refused;
    /// Complaints, denunciations and citizen reception are not dossiers.
    NotADossier = "not-a-dossier", "Laws 42/2013, 02/2011, 25/2018", Sourced, Refused;
    /// No agency of the competent kind serves this unit.
    NoCompetentAgency = "no-competent-agency", "NĐ 63/2010 art. 8.2", Sourced, Refused;
    /// The procedure does not take this way of filing.
    ChannelNotOffered = "channel-not-offered", "NĐ 63/2010 art. 8.2", Sourced, Refused;
    /// There is no such procedure.
    ProcedureUnknown = "procedure-unknown", "design: catalogue", Design, Refused;
    /// There is no such consultation, or it is answered already.
    ConsultationUnknown = "consultation-unknown", "NĐ 61/2018 art. 19.5", Sourced, Refused;
    /// A consultation states a deadline.
    ConsultationDeadline = "consultation-deadline", "NĐ 61/2018 art. 19.5", Sourced, Refused;
    /// Not yet: something must happen first.
    NotNow = "not-now", "internal process of the procedure", Design, Refused;
    /// A field is empty that must be filled.
    FieldRequired = "field-required", "form 01, TT 03/2025/TT-VPCP", Sourced, Refused;
    /// A value is not of the right form.
    FieldMalformed = "field-malformed", "form 01, TT 03/2025/TT-VPCP", Sourced, Refused;
    /// The act was done already.
    AlreadyDone = "already-done", "design: an act happens once", Design, Refused;
    /// A delegation is in writing: number and content.
    DelegationInWriting = "delegation-in-writing", "NĐ 30/2020 (TUQ.)", Sourced, Refused;
    /// A delegation is limited in time, begins today or later.
    DelegationPeriod = "delegation-period", "NĐ 30/2020 (TUQ.)", Sourced, Refused;
    /// There is no such person.
    PersonUnknown = "person-unknown", "design: organisation", Design, Refused;
    /// There is no such post.
    PostUnknown = "post-unknown", "design: organisation", Design, Refused;
    /// The post has ended.
    PostEnded = "post-ended", "design: organisation", Design, Refused;
    /// A period ends after it begins; what has been cannot be unmade.
    PeriodBackwards = "period-backwards", "design: organisation, effective dates", Design, Refused;
    /// The period begins before what it belongs to, or before the change before it.
    PeriodOutside = "period-outside", "design: organisation, effective dates", Design, Refused;
    /// A change of name or place is entered on its day or later.
    PeriodFuture = "period-future", "design: organisation, effective dates", Design, Refused;
    /// The person is not in a post.
    NotInPost = "not-in-post", "design: a person acts through a post", Design, Refused;
    /// There is no such unit.
    UnitUnknown = "unit-unknown", "design: organisation", Design, Refused;
    /// The unit has ended.
    UnitEnded = "unit-ended", "design: organisation", Design, Refused;
    /// A unit cannot stand below itself, nor follow itself.
    UnitRing = "unit-ring", "design: organisation", Design, Refused;
    /// Units stand below it, or people still hold its posts.
    UnitNotEmpty = "unit-not-empty", "design: organisation, nothing waits for somebody who is gone", Design, Refused;
    /// Dossiers are still open in the unit.
    UnitHasDossiers = "unit-has-dossiers", "design: organisation, nothing waits for somebody who is gone", Design, Refused;
    /// There is no such counter in force.
    CounterUnknown = "counter-unknown", "design: organisation", Design, Refused;
    /// Each counter of a unit has a number of its own, from 1 on.
    CounterNumber = "counter-number", "design: organisation", Design, Refused;
    /// Somebody must stay who can administer the unit.
    LastAdministrator = "last-administrator", "design: organisation, nobody could put it right again", Design, Refused;
    /// The account of somebody who moved on is closed until an administrator opens it again.
    AccountClosed = "account-closed", "QĐ 163/2025 (Ninh Bình)", Sourced, Refused;
    /// A dossier is taken over with dates that can be: received before now, promised after that.
    TakenOverDates = "taken-over-dates", "design: taking over from an old system", Design, Refused;
    /// A code belongs to one.
    CodeTaken = "code-taken", "TT 01/2018 art. 19", Sourced, Refused;
    /// There is no such thing.
    NotFound = "not-found", "design", Design, Refused;
    /// Data from a file are faulty.
    DataFaulty = "data-faulty", "design: law as data", Design, Refused;
}

/// An act that does not happen, and the rule that forbids it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}: {detail}", rule.id())]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// What exactly: names of papers or fields, ids; no personal values.
    pub detail: String,
    /// The field of the command it is about, if one.
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal by a rule.
    pub fn new(rule: Rule) -> Self {
        Refusal { rule, detail: String::new(), field: None }
    }

    /// Says what exactly.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Says which field it is about.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    #[test]
    fn every_rule_has_an_id_of_its_own_and_a_citation() {
        let mut ids: Vec<_> = Rule::ALL.iter().map(|r| r.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Rule::ALL.len());
        assert!(Rule::ALL.iter().all(|r| !r.citation().is_empty()));
    }
}
