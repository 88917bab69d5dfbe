//! The catalogue of procedures, open to everybody.

use super::call::{Asked, Call, InPath};
use super::name::{LimitSaid, Named, word};
use super::problem::Problem;
use axum::Json;
use domain::calendar::{Date, local};
use domain::id::{ProcedureKey, UnitId};
use domain::procedure::compare::{Change, Figure, compare};
use domain::procedure::{Channel, Fee, Need, Paper, Procedure, Published, Standing, Version};
use office::Error;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which procedures are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProceduresAsked {
    unit: Option<UnitId>,
}

/// The catalogue.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Procedures {
    /// By key.
    pub items: Vec<ProcedureLine>,
}

/// A procedure as one line.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ProcedureLine {
    /// Key: the national code where there is one.
    pub key: String,
    /// National code; none: the source does not know it.
    pub code: Option<String>,
    /// `dossier`, or `voice` (complaints, denunciations, citizen reception: never received as a dossier).
    pub served_by: String,
    /// The version in force today, or the latest.
    pub version: u32,
    /// Name.
    pub name: String,
    /// Field.
    pub field: String,
    /// Time limit; none: the source leaves it open, and a unit must set it before it publishes.
    pub limit: Option<LimitSaid>,
    /// `in_force`, `not_yet` (from a later day), `suspended` (nobody receives new dossiers), `abolished` or
    /// `expired` (no version is in force).
    pub standing: String,
    /// Units that receive it.
    pub published_at: Vec<Named>,
}

/// A procedure as it is published (ND 63/2010 art. 8.2).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ProcedureShape {
    /// Its line.
    #[serde(flatten)]
    pub line: ProcedureLine,
    /// Level in words.
    pub level: String,
    /// Where it is received.
    pub receiving_agency: String,
    /// Deciding agency.
    pub deciding_agency: String,
    /// Ways to file.
    pub channels: Vec<Channel>,
    /// Fees.
    pub fee: FeeShape,
    /// Number of sets.
    pub sets: u32,
    /// Papers: the only ones that may be asked for.
    pub papers: Vec<PaperOf>,
    /// What the applicant gets.
    pub result: String,
    /// Document numbers of the legal basis.
    pub legal_basis: Vec<String>,
    /// Sequence; none: the source does not give it.
    pub sequence: Option<String>,
    /// Who may apply; none: the source does not give it.
    pub subjects: Option<String>,
    /// Requirements and conditions; none: the source does not give it.
    pub requirements: Option<String>,
    /// Internal process.
    pub steps: Vec<StepOf>,
    /// Several agencies behind one counter.
    pub interlinked: bool,
    /// Source in words.
    pub source: String,
    /// `sourced` or `memory`.
    pub confidence: String,
    /// Facts of this version that nobody has confirmed with a citation yet.
    pub unconfirmed: Vec<FactOf>,
    /// All published versions, oldest first.
    pub versions: Vec<VersionOf>,
    /// The suspension that holds today or begins later; none: it is received where it is published.
    pub suspension: Option<SuspensionOf>,
    /// Its end; none: none is decided.
    pub abolition: Option<AbolitionOf>,
}

/// A fact that nobody has confirmed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FactOf {
    /// JSON pointer into the version as its file writes it (`/papers/1/need`).
    pub at: String,
    /// `memory`, `template`, `translation` or `missing`.
    pub kind: String,
}

/// A published version.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct VersionOf {
    /// Number.
    pub version: u32,
    /// The decision that announced it; none: the source does not name it.
    pub decision: Option<String>,
    /// First day in force (`2026-09-01`); none: the source does not give it.
    pub effective_from: Option<String>,
    /// First day no longer in force; none: not known.
    pub effective_to: Option<String>,
}

/// A time without new dossiers.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SuspensionOf {
    /// First day.
    pub from: String,
    /// First day on which it is received again; none: not lifted.
    pub to: Option<String>,
    /// The decision.
    pub decision: String,
    /// Why.
    pub reason: String,
}

/// The end of a procedure.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AbolitionOf {
    /// First day on which it is no more.
    pub from: String,
    /// The decision.
    pub decision: String,
    /// Why.
    pub reason: String,
}

/// Two versions that are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangesAsked {
    from: Option<u32>,
    to: Option<u32>,
}

/// Two versions side by side: the three reductions, and what became of each paper.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangesShape {
    /// The earlier version.
    pub from: u32,
    /// The later version.
    pub to: u32,
    /// Papers on the list.
    pub papers: FigureOf,
    /// Papers that everybody brings.
    pub papers_always: FigureOf,
    /// Time limit, in the unit of both; without numbers where the units differ or a limit is not given.
    pub time: FigureOf,
    /// đồng; without numbers where the units differ, the amount is not known, or the province sets it.
    pub cost: FigureOf,
    /// Papers that are new, gone or changed.
    pub changed_papers: Vec<PaperChange>,
}

/// A figure before and after.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FigureOf {
    /// Whether the two can be subtracted from one another.
    pub comparable: bool,
    /// Before; none where they cannot be compared.
    pub before: Option<i64>,
    /// After; none where they cannot be compared.
    pub after: Option<i64>,
}

/// What became of a paper.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PaperChange {
    /// `added`, `removed` or `changed`.
    pub change: String,
    /// Before; none: it is new.
    pub before: Option<PaperOf>,
    /// After; none: it is gone.
    pub after: Option<PaperOf>,
}

/// What it costs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FeeShape {
    /// đồng per `unit`; none: not known.
    pub amount: Option<i64>,
    /// đồng when filed online, if it differs.
    pub amount_online: Option<i64>,
    /// What the amount is for.
    pub unit: String,
    /// Who sets it.
    pub set_by: String,
    /// The source's own words.
    pub note: String,
}

/// A paper of the list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PaperOf {
    /// Id within the version.
    pub id: String,
    /// Name.
    pub name: String,
    /// Originals.
    pub originals: u32,
    /// Copies.
    pub copies: u32,
    /// Only shown, then given back.
    pub present_only: bool,
    /// `always`, `if` (under the condition) or `unstated` (optional, the source does not say when).
    pub need: String,
    /// The condition.
    pub condition: Option<String>,
    /// The database that makes it unnecessary.
    pub replaced_by: Option<String>,
    /// Form.
    pub form: Option<String>,
}

/// A step of the internal process.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StepOf {
    /// Number.
    pub no: u32,
    /// Role in the source's vocabulary.
    pub role: String,
    /// Role in words.
    pub role_name: String,
    /// What is done.
    pub action: String,
    /// Share of the limit, 0 to 1.
    pub share: f64,
}

/// The version in force today, else the latest.
fn current(procedure: &Procedure, today: Date) -> Option<&Version> {
    procedure.shown_on(today)
}

fn line(call: &Call, published: &Published, today: Date) -> Option<ProcedureLine> {
    let procedure = published.procedure.as_ref()?;
    let version = current(procedure, today)?;
    let units = published.units.iter().filter(|(_, at)| at.since.is_some());
    Some(ProcedureLine {
        key: procedure.key.to_string(),
        code: procedure.code.clone(),
        served_by: word(&procedure.served_by),
        version: version.version,
        name: call.text(&version.name),
        field: call.text(&version.field),
        limit: version.time_limit.limit.map(Into::into),
        standing: match published.standing(today) {
            Standing::InForce => "in_force",
            Standing::NotYet(_) => "not_yet",
            Standing::Suspended(_) => "suspended",
            Standing::Abolished(_) => "abolished",
            Standing::Expired => "expired",
        }
        .into(),
        published_at: units.map(|(unit, _)| call.unit(unit)).collect(),
    })
}

/// The catalogue, of one unit where one is named.
pub async fn list(call: Call, Asked(asked): Asked<ProceduresAsked>) -> Result<Json<Procedures>, Problem> {
    let law = call.office().law();
    let today = local(call.office().now()).date();
    let mut items: Vec<ProcedureLine> = law
        .catalogue
        .values()
        .filter(|p| asked.unit.as_ref().is_none_or(|u| p.is_published_at(u)))
        .filter_map(|p| line(&call, p, today))
        .collect();
    items.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(Json(Procedures { items }))
}

/// One procedure.
pub async fn show(call: Call, InPath(key): InPath<ProcedureKey>) -> Result<Json<ProcedureShape>, Problem> {
    let law = call.office().law();
    let today = local(call.office().now()).date();
    let missing = || Problem::from(Error::NotFound { what: "procedure" });
    let published = law.catalogue.get(&key).ok_or_else(missing)?;
    let line = line(&call, published, today).ok_or_else(missing)?;
    let v = published.procedure.as_ref().and_then(|p| current(p, today)).ok_or_else(missing)?;
    let some = |text: &Option<domain::text::Text>| text.as_ref().map(|t| call.text(t));
    Ok(Json(ProcedureShape {
        line,
        level: call.text(&v.level_name),
        receiving_agency: call.text(&v.receiving_agency),
        deciding_agency: call.text(&v.deciding_agency),
        channels: v.channels.clone(),
        fee: fee(&call, &v.fee),
        sets: v.sets,
        papers: v.papers.iter().map(|p| paper(&call, p)).collect(),
        result: call.text(&v.result.name),
        legal_basis: v.legal_basis.clone(),
        sequence: some(&v.sequence),
        subjects: some(&v.subjects),
        requirements: some(&v.requirements),
        steps: v
            .steps
            .iter()
            .map(|s| StepOf {
                no: s.no,
                role: s.role.to_string(),
                role_name: call.text(&s.role_name),
                action: call.text(&s.action),
                share: s.share,
            })
            .collect(),
        interlinked: v.interlinked,
        source: v.provenance.source.clone(),
        confidence: v.provenance.confidence.clone(),
        unconfirmed: published.open_facts(v).into_iter().map(|f| FactOf { at: f.at, kind: word(&f.kind) }).collect(),
        versions: published.procedure.iter().flat_map(|p| &p.versions).map(version_of).collect(),
        suspension: published.open_suspension(today).map(|s| SuspensionOf {
            from: s.from.to_string(),
            to: s.to.map(|to| to.to_string()),
            decision: s.decision.clone(),
            reason: s.reason.clone(),
        }),
        abolition: published.abolished.as_ref().map(|a| AbolitionOf {
            from: a.from.to_string(),
            decision: a.decision.clone(),
            reason: a.reason.clone(),
        }),
    }))
}

fn version_of(v: &Version) -> VersionOf {
    VersionOf {
        version: v.version,
        decision: v.decision.clone(),
        effective_from: v.effective_from.map(|d| d.to_string()),
        effective_to: v.effective_to.map(|d| d.to_string()),
    }
}

/// Two versions side by side; the last two where none are named.
pub async fn changes(
    call: Call,
    InPath(key): InPath<ProcedureKey>,
    Asked(asked): Asked<ChangesAsked>,
) -> Result<Json<ChangesShape>, Problem> {
    let law = call.office().law();
    let missing = || Problem::from(Error::NotFound { what: "procedure" });
    let procedure = law.catalogue.get(&key).and_then(|p| p.procedure.as_ref()).ok_or_else(missing)?;
    let newest = procedure.versions.last().ok_or_else(missing)?.version;
    let to = procedure.version(asked.to.unwrap_or(newest)).ok_or_else(missing)?;
    let before = procedure.versions.iter().rev().find(|v| v.version < to.version);
    let from = match asked.from {
        Some(from) => procedure.version(from),
        None => before,
    };
    let from = from.ok_or_else(missing)?;
    let c = compare(from, to);
    let figure = |f: Figure<i64>| match f {
        Figure::Alike(before, after) => FigureOf { comparable: true, before: Some(before), after: Some(after) },
        Figure::Unlike => FigureOf { comparable: false, before: None, after: None },
    };
    let changed_papers = c
        .papers
        .iter()
        .filter_map(|change| {
            let (change, before, after) = match change {
                Change::Added(new) => ("added", None, Some(*new)),
                Change::Removed(old) => ("removed", Some(*old), None),
                Change::Changed(old, new) => ("changed", Some(*old), Some(*new)),
                Change::Same(_) => return None,
            };
            let of = |p: Option<&Paper>| p.map(|p| paper(&call, p));
            Some(PaperChange { change: change.into(), before: of(before), after: of(after) })
        })
        .collect();
    Ok(Json(ChangesShape {
        from: from.version,
        to: to.version,
        papers: figure(c.reductions.papers),
        papers_always: figure(c.reductions.papers_always),
        time: figure(c.reductions.time),
        cost: figure(c.reductions.cost),
        changed_papers,
    }))
}

fn fee(call: &Call, f: &Fee) -> FeeShape {
    FeeShape {
        amount: f.amount.map(|d| d.0),
        amount_online: f.amount_online.map(|d| d.0),
        unit: f.unit.clone(),
        set_by: f.set_by.clone(),
        note: call.text(&f.note),
    }
}

fn paper(call: &Call, p: &Paper) -> PaperOf {
    let (need, condition) = match &p.need {
        Need::Always => ("always", None),
        Need::If { condition, .. } => ("if", Some(call.text(condition))),
        Need::Unstated => ("unstated", None),
    };
    PaperOf {
        id: p.id.to_string(),
        name: call.text(&p.name),
        originals: p.originals,
        copies: p.copies,
        present_only: p.present_only,
        need: need.into(),
        condition,
        replaced_by: p.replaced_by.clone(),
        form: p.form.clone(),
    }
}
