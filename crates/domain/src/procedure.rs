//! Procedures (thủ tục hành chính): the parts that Decree 63/2010 art. 8 demands, as data.
//!
//! One file of `data/procedures/` is one [`Procedure`]; its versions carry effective dates and a
//! dossier keeps the version that was in force on its filing date.

mod act;
mod apply;
pub mod compare;
mod decide;
mod draft;
mod marks;
mod state;

pub use act::{ProcedureCommand, ProcedureEvent};
pub use apply::apply;
pub use decide::{Context, decide};
pub use draft::{Draft, DraftPart, Identity, Stage};
pub use marks::{Citation, Confirmation, Fact, carried};
pub use state::{Abolition, Published, PublishedAt, Standing, Suspension};

use crate::id::{PaperId, ProcedureKey, RoleKey};
use crate::money::Dong;
use crate::organisation::{AgencyKind, PostKind};
use crate::text::Text;
use calendar::{Date, Limit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A procedure with all its versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// The JSON Schema beside the file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// National code (`1.001193`), or a key of ours where the source gives no code.
    pub key: ProcedureKey,
    /// The national code; `None` when the source does not know it.
    pub code: Option<String>,
    /// Which part of the house serves it: dossiers, or (complaints, denunciations, citizen
    /// reception) `voice`, which never allows public tracking.
    pub served_by: ServedBy,
    /// Oldest first; never empty.
    pub versions: Vec<Version>,
}

/// Which part of the house serves a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServedBy {
    /// A dossier at the one-stop shop.
    Dossier,
    /// Complaints, denunciations, citizen reception: not a dossier, never tracked in public.
    Voice,
}

/// One version of a procedure (Decree 63/2010 art. 8.2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// 1, 2, 3 …
    pub version: u32,
    /// The decision that announced it (`163/QĐ-BTP`), if the source names one.
    pub decision: Option<String>,
    /// First day in force; `None`: the source does not say, taken as in force until a later version.
    pub effective_from: Option<Date>,
    /// First day no longer in force.
    #[serde(default)]
    pub effective_to: Option<Date>,
    /// Name (tên thủ tục).
    pub name: Text,
    /// Field (lĩnh vực).
    pub field: Text,
    /// Level as the source names it (`commune`, `commune_police` …).
    pub level: String,
    /// Level in words.
    pub level_name: Text,
    /// Where it is received (nơi tiếp nhận).
    pub receiving_agency: Text,
    /// Deciding agency (cơ quan giải quyết).
    pub deciding_agency: Text,
    /// Which kind of agency is competent: the unit itself, its police, its social insurance …
    pub competent: AgencyKind,
    /// Ways to file (cách thức thực hiện).
    pub channels: Vec<Channel>,
    /// Time limit (thời hạn giải quyết).
    pub time_limit: TimeLimit,
    /// Fees (phí, lệ phí).
    pub fee: Fee,
    /// Number of sets (số lượng hồ sơ).
    pub sets: u32,
    /// Papers (thành phần hồ sơ).
    pub papers: Vec<Paper>,
    /// Result (kết quả).
    pub result: ResultOf,
    /// Legal basis (căn cứ pháp lý): document numbers.
    pub legal_basis: Vec<String>,
    /// Sequence (trình tự thực hiện); `None`: the source does not give it.
    pub sequence: Option<Text>,
    /// Subjects (đối tượng thực hiện); `None`: the source does not give it.
    pub subjects: Option<Text>,
    /// Requirements and conditions (yêu cầu, điều kiện); `None`: the source does not give it.
    pub requirements: Option<Text>,
    /// Internal process (quy trình nội bộ).
    pub steps: Vec<Step>,
    /// Agencies in order, with their tasks.
    pub agencies: Vec<AgencyTask>,
    /// Several agencies behind one counter (một cửa liên thông).
    pub interlinked: bool,
    /// It pays money out, or thieves have used it: needs a payment trail.
    #[serde(default)]
    pub fraud_risk: bool,
    /// Remarks of the compiler of the data.
    #[serde(default)]
    pub notes: Option<String>,
    /// Where it comes from and what of it is not certain.
    pub provenance: Provenance,
}

/// A way to file.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// At the counter (trực tiếp).
    #[default]
    InPerson,
    /// On the portal (trực tuyến).
    Online,
    /// By post (bưu chính công ích).
    Post,
    /// By telephone: only reports that must not wait, like a child in danger.
    Phone,
}

/// A time limit, as far as the source tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeLimit {
    /// `None`: the source leaves it unspecified; a unit must set it before it publishes.
    pub limit: Option<Limit>,
    /// Working days within which sector law lets a supplement be asked for, where it differs from
    /// the general window (ND 61/2018 art. 19.4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplement_window: Option<u16>,
    /// Limits that differ by channel or case, in words; the key is the source's.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_case: BTreeMap<String, Text>,
    /// How it may be longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Text>,
    /// Remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

/// What it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// đồng per `unit`; `None`: not known.
    pub amount: Option<Dong>,
    /// đồng when filed online, if it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_online: Option<Dong>,
    /// What the amount is for (`per_dossier`, `per_page` …).
    pub unit: String,
    /// Who sets it (`none`, `circular`, `province_council` …).
    pub set_by: String,
    /// The source's own words.
    pub note: Text,
    /// Who is exempt.
    pub exemptions: Vec<String>,
    /// Amounts per page range.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<FeeRule>,
    /// No more than this per unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Dong>,
}

/// An amount for a range of pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRule {
    /// First page, from 1.
    pub from_page: u32,
    /// Last page; `None`: no end.
    #[serde(default)]
    pub to_page: Option<u32>,
    /// đồng per page.
    pub amount: Dong,
}

/// A paper that the dossier is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Stable within the version: `p1`, `p2` …
    pub id: PaperId,
    /// Name.
    pub name: Text,
    /// Number of originals (bản chính).
    pub originals: u32,
    /// Number of copies (bản sao).
    pub copies: u32,
    /// Only shown, then given back (xuất trình).
    #[serde(default)]
    pub present_only: bool,
    /// Whether it is needed.
    pub need: Need,
    /// The database that makes it unnecessary, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Form (mẫu đơn, tờ khai).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
}

/// Whether a paper is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "snake_case", deny_unknown_fields)]
pub enum Need {
    /// In every case.
    Always,
    /// Under this condition.
    If {
        /// The condition.
        condition: Text,
        /// The condition as a program can tell it; `None`: the officer says whether it holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<Case>,
    },
    /// Optional, and the source does not say under which condition.
    Unstated,
}

/// A condition that the form itself answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// Somebody files for the applicant.
    Representative,
}

/// What the applicant gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultOf {
    /// Name.
    pub name: Text,
    /// National result code (`KQ.G15.000031`).
    pub code: Option<String>,
}

/// A step of the internal process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// 1, 2, 3 …
    pub no: u32,
    /// Role in the source's vocabulary; `data/roles.json` maps it to a kind of post.
    pub role: RoleKey,
    /// Role in words.
    pub role_name: Text,
    /// What is done.
    pub action: Text,
    /// Share of the limit, 0 to 1 (the sum may miss 1 by rounding; it is normalised when planned).
    pub share: f64,
    /// Working hours in the source; `None`: not given.
    pub hours: Option<f64>,
    /// Whether it counts toward the limit (returning the result does not).
    #[serde(default = "yes")]
    pub counts: bool,
}

fn yes() -> bool {
    true
}

/// An agency's part in the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyTask {
    /// 1, 2, 3 …
    pub no: u32,
    /// Agency.
    pub agency: Text,
    /// Its task.
    pub task: Text,
    /// Its limit, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Text>,
}

/// Where a version comes from and how far it can be trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// `sourced` or `memory`.
    pub confidence: String,
    /// Source in words.
    pub source: String,
    /// What is from memory, a template, a translation of ours, or missing.
    pub marks: Vec<Mark>,
}

/// A mark on a part that nobody has confirmed with a citation yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Which part, as a JSON pointer into the version (`/steps`, `/time_limit/note`).
    pub at: String,
    /// Kind of doubt.
    pub kind: MarkKind,
    /// In the source's or compiler's words.
    pub note: String,
}

/// Why a part is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// From memory, unverified.
    Memory,
    /// Taken over from another procedure's process.
    Template,
    /// Translated by this project.
    Translation,
    /// The source does not give it.
    Missing,
}

impl Version {
    /// Whether it is in force on a day. A version without a first day is in force since ever.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.effective_from.is_none_or(|from| from <= day) && self.effective_to.is_none_or(|to| day < to)
    }

    /// Sum of the shares of the steps that count toward the limit; 1 but for rounding.
    pub fn shares(&self) -> f64 {
        self.steps.iter().filter(|s| s.counts).map(|s| s.share).sum()
    }

    /// Conditions that hold: those the officer ticked, and those that follow from the form itself.
    /// In the order of the list, then what the list does not know.
    pub fn cases(&self, ticked: &[PaperId], represented: bool) -> Vec<PaperId> {
        let follows = |p: &Paper| represented && matches!(p.need, Need::If { case: Some(Case::Representative), .. });
        let listed = self.papers.iter().filter(|p| ticked.contains(&p.id) || follows(p)).map(|p| p.id.clone());
        listed.chain(ticked.iter().filter(|id| self.paper(id).is_none()).cloned()).collect()
    }

    /// The paper with this id.
    pub fn paper(&self, id: &PaperId) -> Option<&Paper> {
        self.papers.iter().find(|p| p.id == *id)
    }
}

impl Procedure {
    /// The version in force on a day: the latest that began.
    pub fn in_force_on(&self, day: Date) -> Option<&Version> {
        self.versions.iter().rev().find(|v| v.in_force_on(day))
    }

    /// The version that a reader of a day sees: the one in force, else the newest.
    pub fn shown_on(&self, day: Date) -> Option<&Version> {
        self.in_force_on(day).or_else(|| self.versions.last())
    }

    /// A version by its number.
    pub fn version(&self, number: u32) -> Option<&Version> {
        self.versions.iter().find(|v| v.version == number)
    }
}

/// How a role of an internal process is filled: `data/roles.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The source's word.
    pub role: RoleKey,
    /// Name for readers.
    pub name: Text,
    /// Which kind of post does it.
    pub post: PostKind,
    /// What doing it means.
    pub work: Work,
    /// In which agency; `None`: the competent unit (or the place of receipt, for receiving and
    /// returning).
    pub agency: Option<AgencyKind>,
    /// Why, where the mapping is this project's choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What doing a step means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Receive, check, transfer.
    Receive,
    /// Handle: appraise, verify, draft, post, wait, pay.
    Handle,
    /// Review what was handled.
    Review,
    /// Decide and sign.
    Sign,
    /// Number, seal, send to the counter.
    Issue,
    /// Hand the result over.
    Return,
}
