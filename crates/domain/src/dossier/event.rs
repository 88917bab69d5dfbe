//! What happened to a dossier: bodies of events. Personal values stand elsewhere, under a subject.

use super::{AnswerMoved, MovedBy, Official, Outcome, PaperHeld, ProcedureRef, RepresentativeRef};
use crate::code::DossierCode;
use crate::dossier::command::{PartyField, Recipient, ReturnFault, ReturnProof};
use crate::fee::{FeeMethod, Refund, VoucherNumber, Working};
use crate::file::{Caution, Media};
use crate::id::{ConsultationId, FileId, PaperId, SubjectId, UnitId};
use crate::law::Rule;
use crate::paper::Issued;
use crate::plan::PlannedStep;
use crate::procedure::Channel;
use crate::register::Entry;
use calendar::{Limit, Timestamp};
use serde::{Deserialize, Serialize};

/// Where a text about a person stands in the personal store: erasing the subject erases it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextRef {
    /// Whose.
    pub subject: SubjectId,
    /// Under which name.
    pub slot: String,
}

/// A file of a dossier: what it is, and what proves that it is still the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Id; the content lies in the office's folder under the dossier's id and this one.
    pub id: FileId,
    /// The paper it shows; none: the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperId>,
    /// Name it came with.
    pub name: TextRef,
    /// What it is, by its content.
    pub media: Media,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// Who put it in says that it matches the paper.
    pub confirmed: bool,
    /// What a reader is told of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<Caution>,
}

/// Times in events are µs since the Unix epoch, UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named as those of the dossier and the command")]
pub enum Event {
    /// Guidance was given and kept.
    Guided {
        procedure: ProcedureRef,
        unit: UnitId,
        competent: UnitId,
        channel: Channel,
        applicant: SubjectId,
        missing: Vec<PaperId>,
        content: TextRef,
    },
    /// Received, with code, appointment and plan.
    Received {
        code: DossierCode,
        token: String,
        procedure: ProcedureRef,
        unit: UnitId,
        competent: UnitId,
        channel: Channel,
        applicant: SubjectId,
        representative: Option<RepresentativeRef>,
        papers: Vec<PaperHeld>,
        cases: Vec<PaperId>,
        sets: u32,
        originals: bool,
        limit: Limit,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
        due_undecided: bool,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        transfer_by: Timestamp,
        steps: Vec<PlannedStep>,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        step_due: Timestamp,
        /// Its line in the register.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        register: Option<Entry>,
    },
    /// Taken over from an old system, with the code and the dates that it gave; `file` is the SHA-256
    /// of the list it came from.
    TakenOver {
        code: DossierCode,
        token: String,
        procedure: ProcedureRef,
        unit: UnitId,
        competent: UnitId,
        channel: Channel,
        applicant: SubjectId,
        originals: bool,
        limit: Limit,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        received: Timestamp,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
        steps: Vec<PlannedStep>,
        current: usize,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        step_due: Timestamp,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
        ready: Option<Timestamp>,
        file: String,
    },
    /// Receipt was refused.
    Declined {
        procedure: ProcedureRef,
        unit: UnitId,
        competent: UnitId,
        channel: Channel,
        applicant: SubjectId,
        missing: Vec<PaperId>,
        reason: TextRef,
    },
    /// A paper outside the published list was demanded.
    DemandedOutsideList { paper: TextRef, reason: TextRef },
    /// A rule was broken; it is shown. `named`: the actor is answerable alone.
    BreachRecorded { rule: Rule, named: bool, text: Option<TextRef> },
    /// The actor took the step.
    Claimed { step: usize },
    /// The step was given to an official.
    Assigned { step: usize, to: Official },
    /// The holder left the post; the unit has the step.
    Released { step: usize },
    /// The holder gave the step to another.
    HandedOver { step: usize, to: Official, reason: TextRef },
    /// The step is done.
    StepDone { step: usize, note: Option<TextRef> },
    /// The next step began in its unit.
    StepBegan {
        step: usize,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
    },
    /// Sent back to an earlier step: to whoever handled it, unless that person is gone.
    SentBack {
        to: usize,
        official: Option<Official>,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
        reason: TextRef,
    },
    /// Another unit was asked.
    Consulted {
        id: ConsultationId,
        unit: UnitId,
        question: TextRef,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
    },
    /// It answered.
    ConsultationAnswered { id: ConsultationId, answer: TextRef },
    /// The applicant was asked for a supplement; the clock stands.
    SupplementRequested { papers: Vec<PaperId>, reason: TextRef, new_fact: Option<TextRef> },
    /// The supplement arrived; the clock starts anew.
    SupplementArrived {
        papers: Vec<PaperHeld>,
        originals: bool,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
        due_undecided: bool,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        step_due: Timestamp,
        /// Who goes on with the step; none: whoever held it is gone, the unit has it.
        official: Option<Official>,
        note: Option<TextRef>,
    },
    /// Files were put into the dossier: scans of papers, the signed result.
    FilesAdded { files: Vec<FileRef> },
    /// A file that was added by mistake was struck out; its content stays under record.
    FileStruck { file: FileId, reason: TextRef },
    /// A signature step was decided.
    Decided { step: usize, outcome: Outcome, text: Option<TextRef> },
    /// Stopped.
    Stopped { reason: TextRef, ground: TextRef },
    /// Apology with one new date.
    Apologised {
        reason: TextRef,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
    },
    /// Dates were counted again, because days off or office hours were decided otherwise. `before`: the
    /// date that held until then.
    DeadlineMoved {
        by: MovedBy,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
        before: Option<Timestamp>,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
        promised: Option<Timestamp>,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
        due: Option<Timestamp>,
        due_undecided: bool,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
        step_due: Option<Timestamp>,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
        transfer_by: Option<Timestamp>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        answers: Vec<AnswerMoved>,
    },
    /// The result is at the counter.
    ResultReady {},
    /// The result was handed over.
    ResultReturned {
        to: Recipient,
        name: Option<TextRef>,
        authorisation: Option<TextRef>,
        how: Channel,
        proof: ReturnProof,
        reference: Option<TextRef>,
        originals_back: bool,
    },
    /// The result was wrong and taken back before anybody had it.
    ResultTakenBack {
        to: usize,
        official: Option<Official>,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
        reason: TextRef,
    },
    /// In whose hands the result is was put right; the first record stands.
    ReturnCorrected {
        what: ReturnFault,
        to: Option<Recipient>,
        name: Option<TextRef>,
        authorisation: Option<TextRef>,
        proof: Option<ReturnProof>,
        reference: Option<TextRef>,
        reason: TextRef,
    },
    /// Originals were given back after the end, or stay in the file with the ground.
    OriginalsGivenBack {
        to: Option<Recipient>,
        name: Option<TextRef>,
        authorisation: Option<TextRef>,
        proof: Option<ReturnProof>,
        reference: Option<TextRef>,
        kept: Option<TextRef>,
    },
    /// Withdrawn by the applicant.
    Withdrawn { reason: TextRef, originals_back: bool },
    /// The right procedure took the place of a wrong one.
    ProcedureCorrected {
        procedure: ProcedureRef,
        competent: UnitId,
        papers: Vec<PaperHeld>,
        cases: Vec<PaperId>,
        originals: bool,
        limit: Limit,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
        due_undecided: bool,
        steps: Vec<PlannedStep>,
        current: usize,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        step_due: Timestamp,
        reason: TextRef,
        /// The line in the book of the right field, if that is another book.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        register: Option<Entry>,
    },
    /// A clerk's slip was put right; the old value is kept.
    EntryCorrected { field: PartyField, before: TextRef, reason: TextRef },
    /// Papers were given out, each with its number.
    PapersIssued { papers: Vec<Issued> },
    /// Money was taken, against a numbered voucher.
    FeeCollected {
        voucher: VoucherNumber,
        working: Working,
        method: FeeMethod,
        reference: Option<TextRef>,
        again: Option<TextRef>,
        decision: Option<String>,
    },
    /// The applicant is exempt.
    FeeExempted { exemption: String, proof: TextRef },
    /// A voucher is to be cancelled; a second person must confirm it.
    CancellationAsked { voucher: VoucherNumber, reason: TextRef, refund: Refund, to: Option<TextRef> },
    /// The second person confirmed it.
    VoucherCancelled { voucher: VoucherNumber, note: Option<TextRef> },
    /// The second person did not: the voucher stands.
    CancellationDeclined { voucher: VoucherNumber, note: Option<TextRef> },
    /// Archived.
    Closed {},
}

impl Event {
    /// The word in the store and in locale keys.
    pub const fn key(&self) -> &'static str {
        match self {
            Event::Guided { .. } => "guided",
            Event::Received { .. } => "received",
            Event::TakenOver { .. } => "taken_over",
            Event::Declined { .. } => "declined",
            Event::DemandedOutsideList { .. } => "demanded_outside_list",
            Event::BreachRecorded { .. } => "breach_recorded",
            Event::Claimed { .. } => "claimed",
            Event::Assigned { .. } => "assigned",
            Event::Released { .. } => "released",
            Event::HandedOver { .. } => "handed_over",
            Event::StepDone { .. } => "step_done",
            Event::StepBegan { .. } => "step_began",
            Event::SentBack { .. } => "sent_back",
            Event::Consulted { .. } => "consulted",
            Event::ConsultationAnswered { .. } => "consultation_answered",
            Event::SupplementRequested { .. } => "supplement_requested",
            Event::SupplementArrived { .. } => "supplement_arrived",
            Event::FilesAdded { .. } => "files_added",
            Event::FileStruck { .. } => "file_struck",
            Event::Decided { .. } => "decided",
            Event::Stopped { .. } => "stopped",
            Event::Apologised { .. } => "apologised",
            Event::DeadlineMoved { .. } => "deadline_moved",
            Event::ResultReady {} => "result_ready",
            Event::ResultReturned { .. } => "result_returned",
            Event::ResultTakenBack { .. } => "result_taken_back",
            Event::ReturnCorrected { .. } => "return_corrected",
            Event::OriginalsGivenBack { .. } => "originals_given_back",
            Event::Withdrawn { .. } => "withdrawn",
            Event::ProcedureCorrected { .. } => "procedure_corrected",
            Event::EntryCorrected { .. } => "entry_corrected",
            Event::PapersIssued { .. } => "papers_issued",
            Event::FeeCollected { .. } => "fee_collected",
            Event::FeeExempted { .. } => "fee_exempted",
            Event::CancellationAsked { .. } => "cancellation_asked",
            Event::VoucherCancelled { .. } => "voucher_cancelled",
            Event::CancellationDeclined { .. } => "cancellation_declined",
            Event::Closed {} => "closed",
        }
    }
}
