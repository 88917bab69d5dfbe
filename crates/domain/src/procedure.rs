//! Procedures (thủ tục hành chính): the parts that Decree 63/2010 art. 8 demands, as data.
//!
//! One file of `data/procedures/` is one [`Procedure`]; its versions carry effective dates and a
//! dossier keeps the version that was in force on its filing date.

use crate::fee::Tariff;
use crate::id::{PaperId, ProcedureKey, RoleKey, UnitId};
use crate::law::{Refusal, Rule};
use crate::money::Dong;
use crate::organisation::{AgencyKind, PostKind};
use crate::text::Text;
use calendar::{Date, Limit, Timestamp};
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

/// What may happen to a procedure in this house.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ProcedureEvent {
    /// Its text came in (from a file), with all versions.
    Imported {
        /// The whole of it.
        procedure: Box<Procedure>,
    },
    /// A unit set the limit that the source leaves unspecified.
    LimitSet {
        /// Which unit.
        unit: UnitId,
        /// The limit it set.
        limit: Limit,
        /// The decision or reason it stands on.
        basis: String,
    },
    /// A unit entered the amount that the province sets.
    TariffSet {
        /// Which unit.
        unit: UnitId,
        /// The tariff.
        tariff: Tariff,
    },
    /// A unit publishes it: from now on it may be received there.
    Published {
        /// Which unit.
        unit: UnitId,
    },
    /// A unit no longer receives it.
    Withdrawn {
        /// Which unit.
        unit: UnitId,
        /// Why.
        reason: String,
    },
}

/// What an administrator asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum ProcedureCommand {
    /// Take in a procedure from a file.
    Import(Box<Procedure>),
    /// Set the limit for a unit.
    SetLimit {
        /// Which unit.
        unit: UnitId,
        /// The limit.
        limit: Limit,
        /// The decision or reason it stands on.
        basis: String,
    },
    /// Enter the amount that the province sets, for a unit and those below it.
    SetTariff {
        /// Which unit.
        unit: UnitId,
        /// The tariff.
        tariff: Tariff,
    },
    /// Publish at a unit.
    Publish {
        /// Which unit.
        unit: UnitId,
    },
    /// Stop receiving at a unit.
    Withdraw {
        /// Which unit.
        unit: UnitId,
        /// Why.
        reason: String,
    },
}

/// A procedure and where it is published: the state of its stream.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Published {
    /// The text; `None` before the first import.
    pub procedure: Option<Procedure>,
    /// Units that receive it, and since when.
    pub units: BTreeMap<UnitId, PublishedAt>,
}

/// How one unit serves a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PublishedAt {
    /// Since when it is published; `None`: not (yet) published.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub since: Option<Timestamp>,
    /// The limit the unit set, where the source leaves it open.
    pub limit: Option<Limit>,
    /// What that limit stands on.
    pub basis: Option<String>,
    /// Amounts the unit entered where the province sets them, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tariffs: Vec<Tariff>,
}

impl Published {
    /// The limit at a unit: the procedure's own, else what the unit set.
    pub fn limit_at(&self, version: &Version, unit: &UnitId) -> Option<Limit> {
        version.time_limit.limit.or_else(|| self.units.get(unit).and_then(|u| u.limit))
    }

    /// Whether a unit receives it.
    pub fn is_published_at(&self, unit: &UnitId) -> bool {
        self.units.get(unit).is_some_and(|u| u.since.is_some())
    }
}

/// Decides on a change of a procedure. `today` is the server's local date.
pub fn decide(state: &Published, command: ProcedureCommand, today: Date) -> Result<Vec<ProcedureEvent>, Refusal> {
    match command {
        ProcedureCommand::Import(procedure) => {
            if state.procedure.as_ref() == Some(&*procedure) {
                return Ok(vec![]);
            }
            // A dossier keeps the version of its filing date, so a version is never lost or rewritten;
            // only its end may become known.
            let kept = state.procedure.iter().flat_map(|old| &old.versions).all(|old| {
                procedure
                    .version(old.version)
                    .is_some_and(|new| Version { effective_to: old.effective_to, ..new.clone() } == *old)
            });
            if !kept {
                return Err(Refusal::new(Rule::VersionRewritten).detail(procedure.key.to_string()));
            }
            Ok(vec![ProcedureEvent::Imported { procedure }])
        }
        ProcedureCommand::SetLimit { unit, limit, basis } => {
            let procedure = state.procedure.as_ref().ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))?;
            if basis.trim().is_empty() {
                return Err(Refusal::new(Rule::ReasonRequired));
            }
            // A limit of the law is not the unit's to change.
            if procedure.shown_on(today).is_some_and(|v| v.time_limit.limit.is_some()) {
                return Err(Refusal::new(Rule::LimitSetByLaw));
            }
            Ok(vec![ProcedureEvent::LimitSet { unit, limit, basis }])
        }
        ProcedureCommand::SetTariff { unit, tariff } => {
            let procedure = state.procedure.as_ref().ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))?;
            tariff_fits(procedure, &tariff)?;
            Ok(vec![ProcedureEvent::TariffSet { unit, tariff }])
        }
        ProcedureCommand::Publish { unit } => {
            let procedure = state.procedure.as_ref().ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))?;
            if procedure.served_by == ServedBy::Voice {
                return Err(Refusal::new(Rule::NotADossier));
            }
            if state.is_published_at(&unit) {
                return Ok(vec![]);
            }
            let version = procedure.shown_on(today).ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))?;
            // A promise without a date is no promise: the unit must say how long it takes.
            if state.limit_at(version, &unit).is_none() {
                return Err(Refusal::new(Rule::LimitUnspecified));
            }
            Ok(vec![ProcedureEvent::Published { unit }])
        }
        ProcedureCommand::Withdraw { unit, reason } => {
            if !state.is_published_at(&unit) {
                return Err(Refusal::new(Rule::ProcedureNotPublished));
            }
            if reason.trim().is_empty() {
                return Err(Refusal::new(Rule::ReasonRequired));
            }
            Ok(vec![ProcedureEvent::Withdrawn { unit, reason }])
        }
    }
}

/// Whether a unit may enter this tariff.
fn tariff_fits(procedure: &Procedure, tariff: &Tariff) -> Result<(), Refusal> {
    let refuse = |rule, field: &str| Err(Refusal::new(rule).field(field));
    // An amount of the law is not the unit's to change.
    if procedure.versions.last().is_none_or(|v| !v.fee.is_set_locally()) {
        return Err(Refusal::new(Rule::FeeSetByLaw));
    }
    let amount = |d: Dong| (0..=1_000_000_000).contains(&d.0);
    let text = |t: &str| t.chars().count() <= 500 && !t.chars().any(char::is_control);
    if !amount(tariff.amount) {
        return refuse(Rule::FieldMalformed, "amount");
    }
    if !tariff.amount_online.is_none_or(amount) {
        return refuse(Rule::FieldMalformed, "amount_online");
    }
    if tariff.decision.trim().is_empty() || !text(&tariff.decision) {
        return refuse(Rule::TariffInWriting, "decision");
    }
    if !text(&tariff.applies_when) {
        return refuse(Rule::FieldMalformed, "applies_when");
    }
    if tariff.to.is_some_and(|to| to <= tariff.from) {
        return refuse(Rule::TariffInWriting, "to");
    }
    Ok(())
}

/// Folds one event into the state.
pub fn apply(state: &mut Published, event: &ProcedureEvent, at: Timestamp) {
    match event {
        ProcedureEvent::Imported { procedure } => state.procedure = Some((**procedure).clone()),
        ProcedureEvent::LimitSet { unit, limit, basis } => {
            let here = state.units.entry(unit.clone()).or_default();
            here.limit = Some(*limit);
            here.basis = Some(basis.clone());
        }
        ProcedureEvent::TariffSet { unit, tariff } => {
            let tariff = Tariff { set: at, ..tariff.clone() };
            state.units.entry(unit.clone()).or_default().tariffs.push(tariff);
        }
        ProcedureEvent::Published { unit } => state.units.entry(unit.clone()).or_default().since = Some(at),
        ProcedureEvent::Withdrawn { unit, .. } => state.units.entry(unit.clone()).or_default().since = None,
    }
}
