//! The dossier (hồ sơ): from guidance to archive, as a state folded from events.
//!
//! `command` is what people ask for, `event` what happened, `decide` the rules between them,
//! `apply` the fold.

mod apply;
mod asked;
mod command;
mod context;
mod counting;
mod decide;
mod event;
mod gate;
mod moved;
mod on_paper;
mod papers;
mod party;
mod standing;
pub mod time;

pub use apply::{apply, replay};
pub use asked::asked;
pub use command::*;
pub use context::{Context, Decision, Figure, Fresh, Law, PersonalEntry, Practice, Uploads};
pub use counting::{Counting, counting};
pub use decide::{decide, may_hold, take_over};
pub use event::{Event, FileRef, TextRef};
pub use gate::gate;
pub use moved::{AnswerMoved, Moved, MovedBy, counted_again};
pub use papers::{missing_papers, needed_papers};
pub use party::party_slot;
pub use standing::{Came, Standing, Timing};

use crate::code::DossierCode;
use crate::fee::Fees;
use crate::id::{ActId, ConsultationId, DossierId, FileId, PaperId, PersonId, PostId, ProcedureKey, SubjectId, UnitId};
use crate::law::Rule;
use crate::organisation::PostKind;
use crate::paper::DossierPaper;
use crate::plan::PlannedStep;
use crate::procedure::{Channel, Work};
use crate::register;
use calendar::{Limit, Timestamp};
use serde::{Deserialize, Serialize};

/// Who acts: a person, through a post in a unit; by delegation, through a post lent in writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// The post acted through.
    pub post: PostId,
    /// Its kind.
    pub kind: PostKind,
    /// Its unit.
    pub unit: UnitId,
    /// Number of the written delegation, when the post is another's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<String>,
}

/// When and by whom an event came to be: the envelope around its body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The act it belongs to.
    pub act: ActId,
    /// When it happened: by the server's clock, or as it was written on paper during an outage.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// The server's clock when it was entered, where it was done on paper before.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::microsecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub entered: Option<Timestamp>,
    /// Who.
    pub by: Actor,
}

/// Where a dossier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Guidance was given (hướng dẫn); nothing is received yet.
    Guided,
    /// Refused to receive (từ chối tiếp nhận), form 03.
    Declined,
    /// Received; a step of the internal process is under way.
    InProcess,
    /// The applicant was asked for a supplement (chờ bổ sung); the clock stands.
    AwaitingSupplement,
    /// The result is ready at the counter (đã có kết quả).
    Ready,
    /// The result was handed over (đã trả kết quả).
    Returned,
    /// Stopped (dừng giải quyết), form 05.
    Stopped,
    /// Withdrawn by the applicant (rút hồ sơ).
    Withdrawn,
    /// Archived (lưu trữ).
    Closed,
}

impl Phase {
    /// All phases, in the order of a life.
    pub const ALL: [Phase; 9] = [
        Phase::Guided,
        Phase::Declined,
        Phase::InProcess,
        Phase::AwaitingSupplement,
        Phase::Ready,
        Phase::Returned,
        Phase::Stopped,
        Phase::Withdrawn,
        Phase::Closed,
    ];

    /// The word in JSON, in the store and in locale keys.
    pub const fn key(self) -> &'static str {
        match self {
            Phase::Guided => "guided",
            Phase::Declined => "declined",
            Phase::InProcess => "in_process",
            Phase::AwaitingSupplement => "awaiting_supplement",
            Phase::Ready => "ready",
            Phase::Returned => "returned",
            Phase::Stopped => "stopped",
            Phase::Withdrawn => "withdrawn",
            Phase::Closed => "closed",
        }
    }

    /// Received and not yet at an end.
    pub const fn is_open(self) -> bool {
        matches!(self, Phase::InProcess | Phase::AwaitingSupplement | Phase::Ready)
    }
}

/// A procedure in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcedureRef {
    /// Key.
    pub key: ProcedureKey,
    /// Version number.
    pub version: u32,
}

/// Who holds a dossier at a moment: every minute belongs to exactly one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "holder", rename_all = "snake_case")]
pub enum Holder {
    /// A named official.
    Official {
        /// Unit.
        unit: UnitId,
        /// Post.
        post: PostId,
        /// Person.
        person: PersonId,
    },
    /// A unit in which nobody has taken it yet.
    Unit {
        /// Unit.
        unit: UnitId,
    },
    /// The applicant, who was asked for a supplement.
    Applicant,
}

/// A span of time with one holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Who.
    pub by: Holder,
    /// For which step (index into the plan of that time: a corrected procedure has another plan).
    pub step: usize,
    /// What doing that step means.
    pub work: Work,
    /// From.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub from: Timestamp,
    /// Until; `None`: still.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub to: Option<Timestamp>,
    /// When the step should be done, as it was when this holder got it; none while the clock stands.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::microsecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub due: Option<Timestamp>,
}

/// A line of the register that a dossier was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Book and line.
    pub entry: register::Entry,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// Who wrote it.
    pub by: Official,
}

/// How a result was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnWay {
    /// By which way.
    pub how: Channel,
    /// What proves it.
    pub proof: ReturnProof,
}

/// One step of the process and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepState {
    /// The plan.
    #[serde(flatten)]
    pub plan: PlannedStep,
    /// Began.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::microsecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub began: Option<Timestamp>,
    /// Should be done by.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::microsecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub due: Option<Timestamp>,
    /// Was done.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::microsecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub done: Option<Timestamp>,
    /// Who holds or held it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official: Option<Official>,
    /// Passed over because the dossier was rejected before it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub skipped: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(b: &bool) -> bool {
    !*b
}

/// A person in a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    /// Person.
    pub person: PersonId,
    /// Post.
    pub post: PostId,
}

/// A paper that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperHeld {
    /// Which.
    pub paper: PaperId,
    /// Originals kept.
    pub originals: u32,
    /// Copies.
    pub copies: u32,
    /// Read from a database of the State instead.
    pub from_database: bool,
}

/// A file that stands in the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileKept {
    /// What it is.
    #[serde(flatten)]
    pub file: FileRef,
    /// The procedure whose list names its paper: a correction may bring another list.
    pub procedure: ProcedureRef,
    /// When it was put in.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// By whom.
    pub by: Official,
    /// Struck out since; none: it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck: Option<Struck>,
}

/// Why a file no longer stands (tệp bị gạch bỏ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Struck {
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// By whom.
    pub by: Official,
    /// Why.
    pub reason: TextRef,
}

/// A request for a supplement (yêu cầu bổ sung), form 02.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub asked: Timestamp,
    /// Who.
    pub by: Official,
    /// Papers asked for.
    pub papers: Vec<PaperId>,
    /// Why.
    pub reason: TextRef,
    /// When it arrived.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub arrived: Option<Timestamp>,
}

/// A consultation (lấy ý kiến) of another unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// Id.
    pub id: ConsultationId,
    /// Whom.
    pub unit: UnitId,
    /// What.
    pub question: TextRef,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub asked: Timestamp,
    /// By when.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub due: Timestamp,
    /// When it was answered.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub answered: Option<Timestamp>,
    /// The answer.
    pub answer: Option<TextRef>,
}

/// How it was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Approved.
    Approved,
    /// Rejected with a reason: a result too (ND 61/2018 art. 19.8).
    Rejected,
}

/// A breach of a rule that happened in the world and is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// The rule.
    pub rule: Rule,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// By whom; `None` when it is nobody's alone (a late result: see who held it how long).
    pub by: Option<Official>,
    /// In which unit.
    pub unit: UnitId,
    /// What was said about it.
    pub text: Option<TextRef>,
}

/// Who files for the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepresentativeRef {
    /// Where the values stand.
    pub subject: SubjectId,
    /// The paper that authorises.
    pub authorisation: TextRef,
}

/// One dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Id.
    pub id: DossierId,
    /// Where it stands.
    pub phase: Phase,
    /// Under which procedure.
    pub procedure: ProcedureRef,
    /// Place of receipt (nơi tiếp nhận) and return.
    pub unit: UnitId,
    /// Competent agency (cơ quan có thẩm quyền).
    pub competent: UnitId,
    /// How it was filed.
    pub channel: Channel,
    /// Applicant: the person's values stand in the personal store.
    pub applicant: SubjectId,
    /// Who files for the applicant.
    pub representative: Option<RepresentativeRef>,
    /// Code; from receipt on.
    pub code: Option<DossierCode>,
    /// Random token of the receipt's QR code; from receipt on.
    pub token: Option<String>,
    /// Papers handed in.
    pub papers: Vec<PaperHeld>,
    /// Conditional papers whose condition holds.
    pub cases: Vec<PaperId>,
    /// Files: scans of papers, the signed result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileKept>,
    /// Sets.
    pub sets: u32,
    /// Whether originals are still here.
    pub originals_here: bool,
    /// When it first came up: guidance, refusal or receipt.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub opened: Timestamp,
    /// Taken over from an old system, with the code and the dates that it gave; `None`: received here.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::microsecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub taken_over: Option<Timestamp>,
    /// Received (form 01).
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub received: Option<Timestamp>,
    /// Who received it.
    pub received_by: Option<Official>,
    /// Limit in force for it.
    pub limit: Option<Limit>,
    /// The clock runs from here: receipt, or the arrival of the supplement.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub clock_from: Option<Timestamp>,
    /// The date promised by law: never touched by an extension. `None` while the clock stands.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub promised: Option<Timestamp>,
    /// The date that holds now: `promised`, or the one new date after an apology.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub due: Option<Timestamp>,
    /// The span reaches past the last decided days off.
    pub due_undecided: bool,
    /// The date on the first receipt, kept whatever follows.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub first_due: Option<Timestamp>,
    /// An apology with a new date was given (form 04) for the date that holds.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub apologised: Option<Timestamp>,
    /// New dates given over the whole life: one at most, also after a new start of the clock.
    pub new_dates: u32,
    /// Dates that moved because days off or office hours were decided otherwise, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Moved>,
    /// Must be transferred by (ND 61/2018 art. 18).
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub transfer_by: Option<Timestamp>,
    /// Steps.
    pub steps: Vec<StepState>,
    /// Index of the step under way.
    pub current: usize,
    /// Requests for a supplement.
    pub supplements: Vec<Supplement>,
    /// Consultations.
    pub consultations: Vec<Consultation>,
    /// How it was decided.
    pub outcome: Option<Outcome>,
    /// Reason of a rejection, refusal, stop or withdrawal.
    pub reason: Option<TextRef>,
    /// Result ready.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub ready: Option<Timestamp>,
    /// Handed over.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub returned: Option<Timestamp>,
    /// How it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_way: Option<ReturnWay>,
    /// At an end (returned, stopped, withdrawn, declined).
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub ended: Option<Timestamp>,
    /// Its lines in the register: one, and one more for each correction into another field.
    #[serde(default)]
    pub registered: Vec<Registered>,
    /// Papers given out, in the order of their issue.
    #[serde(default)]
    pub issued: Vec<DossierPaper>,
    /// Breaches on record.
    pub breaches: Vec<Breach>,
    /// Who held it, from when to when.
    pub held: Vec<Held>,
    /// How it stood, from when on: what reports count.
    #[serde(default)]
    pub stood: Vec<Standing>,
    /// Last event.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub touched: Timestamp,
    /// What was paid for it.
    #[serde(default, skip_serializing_if = "Fees::is_empty")]
    pub fees: Fees,
}

impl Dossier {
    /// The step under way, if the dossier is in process.
    pub fn step(&self) -> Option<&StepState> {
        self.steps.get(self.current)
    }

    /// Whether the result came (or is still missing) after the date promised by law.
    pub fn is_late(&self, now: Timestamp) -> bool {
        let missed = self.breaches.iter().any(|b| b.rule == Rule::ResultLate);
        late(self.phase, self.promised, self.ready, missed, now)
    }

    /// Steps done out of those that lead to the result: the degree of completion.
    pub fn progress(&self) -> (usize, usize) {
        let toward = |s: &&StepState| s.plan.work != Work::Return && !s.skipped;
        let total = self.steps.iter().filter(toward).count();
        let done = self.steps.iter().filter(toward).filter(|s| s.done.is_some()).count();
        (done, total)
    }

    /// A file of the dossier.
    pub fn file(&self, id: FileId) -> Option<&FileKept> {
        self.files.iter().find(|f| f.file.id == id)
    }

    /// Whether originals were handed in and are still with the office.
    pub fn keeps_originals(&self) -> bool {
        self.originals_here
    }
}

/// Whether a dossier is late: a promised date was missed on record, or the one that holds was or is
/// being missed. The one place that says so, for states and for the lines of lists.
pub fn late(phase: Phase, promised: Option<Timestamp>, ready: Option<Timestamp>, missed: bool, now: Timestamp) -> bool {
    missed
        || match (promised, ready) {
            (Some(promised), Some(ready)) => ready > promised,
            (Some(promised), None) => phase == Phase::InProcess && now > promised,
            _ => false,
        }
}
