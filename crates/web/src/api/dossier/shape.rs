//! Shapes of dossiers in JSON: a line of a list, and one dossier with all that happened.

use crate::api::call::Call;
use crate::api::fee::FeesShape;
use crate::api::name::{LimitSaid, Moment, Named, NamedProcedure, word};
use crate::failure::rule_text;
use domain::calendar::Timestamp;
use domain::dossier::{Breach, Consultation, Dossier, FileKept, Held, Holder, Outcome, Phase, StepState, Supplement};
use domain::file::{Caution, Media};
use domain::id::{ConsultationId, DossierId, FileId};
use domain::procedure::Channel;
use office::dossier::{Detail, Happened, NamedLine, PartyText};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A page of a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Lines {
    /// Its lines.
    pub items: Vec<DossierLine>,
    /// What to send as `after` for the next page; none: this is the last one.
    pub next: Option<String>,
}

/// A dossier as one line.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DossierLine {
    /// Id.
    pub id: DossierId,
    /// Version.
    pub version: i64,
    /// Code; none before receipt.
    pub code: Option<String>,
    /// Procedure.
    pub procedure: NamedProcedure,
    /// Where it stands.
    pub phase: Phase,
    /// Place of receipt.
    pub unit: Named,
    /// Competent agency.
    pub competent: Named,
    /// The applicant's name; empty when unnamed or erased.
    pub applicant: String,
    /// First came up.
    pub opened: Moment,
    /// Received.
    pub received: Option<Moment>,
    /// The date promised by law; none while the clock stands.
    pub promised: Option<Moment>,
    /// The date that holds: promised, or the one new date after an apology.
    pub due: Option<Moment>,
    /// Result ready.
    pub ready: Option<Moment>,
    /// At an end.
    pub ended: Option<Moment>,
    /// Whether the date promised by law was or is being missed.
    pub late: bool,
    /// The step under way.
    pub step: Option<LineStep>,
    /// How it was decided.
    pub outcome: Option<Outcome>,
    /// Steps done toward the result.
    pub steps_done: usize,
    /// Of how many.
    pub steps: usize,
    /// Consultations not answered yet.
    pub consultations_open: usize,
    /// Breaches on record.
    pub breaches: usize,
}

/// The step under way.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LineStep {
    /// Index into the steps, from 0.
    pub index: usize,
    /// What doing it means: `receive`, `handle`, `review`, `sign`, `issue` or `return`.
    pub work: String,
    /// Where.
    pub unit: Named,
    /// Who holds it; none: nobody yet.
    pub person: Option<Named>,
    /// When it should be done; none while the clock stands.
    pub due: Option<Moment>,
}

impl DossierLine {
    /// The line for a caller.
    pub fn of(call: &Call, named: &NamedLine) -> Self {
        let l = &named.line;
        DossierLine {
            id: l.id,
            version: l.version,
            code: l.code.as_ref().map(ToString::to_string),
            procedure: call.procedure(&l.procedure),
            phase: l.phase,
            unit: call.unit(&l.unit),
            competent: call.unit(&l.competent),
            applicant: named.applicant.clone(),
            opened: l.opened.into(),
            received: l.received.map(Into::into),
            promised: l.promised.map(Into::into),
            due: l.due.map(Into::into),
            ready: l.ready.map(Into::into),
            ended: l.ended.map(Into::into),
            late: l.is_late(call.office().now()),
            step: l.step.as_ref().map(|s| LineStep {
                index: s.index,
                work: word(&s.work),
                unit: call.unit(&s.unit),
                person: s.person.as_ref().map(|p| call.person(p)),
                due: s.due.map(Into::into),
            }),
            outcome: l.outcome,
            steps_done: l.progress.0,
            steps: l.progress.1,
            consultations_open: l.consultations_open,
            breaches: l.breaches,
        }
    }
}

/// A dossier with all that happened to it. Nothing in it changes unless its version does.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DossierDetail {
    /// Id.
    pub id: DossierId,
    /// Version: what a change must name in `If-Match`.
    pub version: i64,
    /// Code; none before receipt.
    pub code: Option<String>,
    /// Procedure.
    pub procedure: NamedProcedure,
    /// Where it stands.
    pub phase: Phase,
    /// Place of receipt and return.
    pub unit: Named,
    /// Competent agency.
    pub competent: Named,
    /// How it was filed.
    pub channel: Channel,
    /// Applicant.
    pub applicant: PartyShape,
    /// Who files for the applicant.
    pub representative: Option<RepresentativeShape>,
    /// Address under which whoever holds the receipt follows the dossier; none before receipt.
    pub follow_url: Option<String>,
    /// Papers handed in.
    pub papers: Vec<PaperShape>,
    /// Conditional papers whose condition holds.
    pub cases: Vec<String>,
    /// Files: scans of papers, the signed result.
    pub files: Vec<FileShape>,
    /// Sets.
    pub sets: u32,
    /// Whether originals are still here.
    pub originals_here: bool,
    /// First came up.
    pub opened: Moment,
    /// Received.
    pub received: Option<Moment>,
    /// Limit in force for it.
    pub limit: Option<LimitSaid>,
    /// The date promised by law; none while the clock stands.
    pub promised: Option<Moment>,
    /// The date that holds.
    pub due: Option<Moment>,
    /// The span reaches past the last decided days off: the date may still move.
    pub due_undecided: bool,
    /// The date on the first receipt.
    pub first_due: Option<Moment>,
    /// An apology with a new date was given.
    pub apologised: Option<Moment>,
    /// Must be transferred by.
    pub transfer_by: Option<Moment>,
    /// How it was decided.
    pub outcome: Option<Outcome>,
    /// Reason of a rejection, refusal, stop or withdrawal.
    pub reason: Option<String>,
    /// Result ready.
    pub ready: Option<Moment>,
    /// Handed over.
    pub returned: Option<Moment>,
    /// At an end.
    pub ended: Option<Moment>,
    /// Steps in order.
    pub steps: Vec<StepShape>,
    /// Index of the step under way.
    pub current_step: usize,
    /// Requests for a supplement.
    pub supplements: Vec<SupplementShape>,
    /// Consultations.
    pub consultations: Vec<ConsultationShape>,
    /// Rules that were broken.
    pub breaches: Vec<BreachShape>,
    /// Who held it, from when to when.
    pub held: Vec<HeldShape>,
    /// What was paid for it.
    pub fees: FeesShape,
    /// All that happened, oldest first.
    pub timeline: Vec<HappenedShape>,
    /// Each act, and whether the caller may try it now.
    pub acts: Vec<ActShape>,
}

/// A party's values.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[expect(missing_docs, reason = "named as on form 01")]
pub struct PartyShape {
    pub name: String,
    pub id_number: String,
    pub address: String,
    pub phone: String,
    pub email: String,
}

impl From<&PartyText> for PartyShape {
    fn from(p: &PartyText) -> Self {
        PartyShape {
            name: p.name.clone(),
            id_number: p.id_number.clone(),
            address: p.address.clone(),
            phone: p.phone.clone(),
            email: p.email.clone(),
        }
    }
}

/// Who files for the applicant.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RepresentativeShape {
    /// Who.
    pub party: PartyShape,
    /// Number and date of the authorisation.
    pub authorisation: String,
}

/// A paper handed in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PaperShape {
    /// Which, of the procedure's list.
    pub paper: String,
    /// Originals kept.
    pub originals: u32,
    /// Copies.
    pub copies: u32,
    /// Read from a database of the State instead.
    pub from_database: bool,
}

/// A file of the dossier.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FileShape {
    /// Id: the content is at `/dossiers/{id}/files/{file}`.
    pub id: FileId,
    /// The paper it shows, of the list in force when it was added; none: the result.
    pub paper: Option<String>,
    /// Name it came with; none when erased.
    pub name: Option<String>,
    /// What it is, by its content.
    pub media: Media,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// Who added it says that it matches the paper.
    pub confirmed: bool,
    /// What a reader is told of.
    pub cautions: Vec<Caution>,
    /// Added.
    pub added: Moment,
    /// By whom.
    pub by: Named,
    /// Struck out since: who supervises may still open it; none: it stands.
    pub struck: Option<StruckShape>,
}

/// That a file was struck out.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StruckShape {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Named,
    /// Why; none when erased.
    pub reason: Option<String>,
}

/// A step.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StepShape {
    /// Number in the procedure's own process; none: added because the source has no approver or no return.
    pub source_no: Option<u32>,
    /// Role in the source's vocabulary.
    pub role: String,
    /// What doing it means.
    pub work: String,
    /// Which kind of post does it.
    pub post: String,
    /// In which unit.
    pub unit: Named,
    /// Its share of the limit, in working minutes (clock minutes when the limit is in clock hours).
    pub allowance_minutes: u32,
    /// Began.
    pub began: Option<Moment>,
    /// Should be done by.
    pub due: Option<Moment>,
    /// Was done.
    pub done: Option<Moment>,
    /// Who holds or held it.
    pub person: Option<Named>,
    /// Passed over because the dossier was rejected before it.
    pub skipped: bool,
}

/// A request for a supplement.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SupplementShape {
    /// When.
    pub asked: Moment,
    /// By whom.
    pub by: Named,
    /// Papers asked for.
    pub papers: Vec<String>,
    /// Why; none when erased.
    pub reason: Option<String>,
    /// When it arrived.
    pub arrived: Option<Moment>,
}

/// A consultation.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ConsultationShape {
    /// Id.
    pub id: ConsultationId,
    /// Whom.
    pub unit: Named,
    /// What; none when erased.
    pub question: Option<String>,
    /// When.
    pub asked: Moment,
    /// By when.
    pub due: Moment,
    /// When it was answered.
    pub answered: Option<Moment>,
    /// The answer.
    pub answer: Option<String>,
}

/// A rule that was broken.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BreachShape {
    /// Its id.
    pub rule: String,
    /// Its text.
    pub text: String,
    /// Its article.
    pub citation: String,
    /// When.
    pub at: Moment,
    /// In which unit.
    pub unit: Named,
    /// By whom; none when it is nobody's alone.
    pub by: Option<Named>,
    /// What was said about it.
    pub said: Option<String>,
}

/// A span of time with one holder.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct HeldShape {
    /// `official`, `unit` (nobody in it has taken it yet) or `applicant`.
    pub holder: String,
    /// The unit.
    pub unit: Option<Named>,
    /// The person.
    pub person: Option<Named>,
    /// For which step (index).
    pub step: usize,
    /// From.
    pub from: Moment,
    /// Until; none: still.
    pub to: Option<Moment>,
    /// Working minutes in it; none while it lasts.
    pub working_minutes: Option<u32>,
}

/// One thing that happened.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct HappenedShape {
    /// The version it made.
    pub version: i64,
    /// When: by the server's clock, or as it was written on paper during an outage.
    pub at: Moment,
    /// When it was entered, by the server's clock, where it was done on paper before.
    pub entered: Option<Moment>,
    /// Who.
    pub by: Named,
    /// Through which post.
    pub post: Named,
    /// Number of the written delegation, when the post is another's.
    pub delegation: Option<String>,
    /// What: `received`, `step_done`, `decided` …
    pub event: String,
    /// Its particulars: ids, moments, and texts as they were written (none where erased).
    #[schema(value_type = Object, additional_properties = true)]
    pub particulars: Map<String, Value>,
}

/// An act and whether the caller may try it now.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ActShape {
    /// The act, as in its path.
    pub act: String,
    /// Whether it is open.
    pub open: bool,
    /// Id of the rule that closes it.
    pub rule: Option<String>,
    /// That rule's text.
    pub why: Option<String>,
}

impl DossierDetail {
    /// The dossier for a caller.
    pub fn of(call: &Call, detail: &Detail) -> Self {
        let d = &detail.dossier;
        let said = |at: &domain::dossier::TextRef| detail.texts.get(at).cloned();
        DossierDetail {
            id: d.id,
            version: detail.version,
            code: d.code.as_ref().map(ToString::to_string),
            procedure: call.procedure(&d.procedure),
            phase: d.phase,
            unit: call.unit(&d.unit),
            competent: call.unit(&d.competent),
            channel: d.channel,
            applicant: (&detail.applicant).into(),
            representative: detail.representative.as_ref().map(|(party, authorisation)| RepresentativeShape {
                party: party.into(),
                authorisation: authorisation.clone(),
            }),
            follow_url: d.token.as_ref().map(|token| format!("{}/t/{token}", call.office().address())),
            papers: papers(d),
            cases: d.cases.iter().map(ToString::to_string).collect(),
            files: d.files.iter().map(|f| file(call, detail, f)).collect(),
            sets: d.sets,
            originals_here: d.originals_here,
            opened: d.opened.into(),
            received: d.received.map(Into::into),
            limit: d.limit.map(Into::into),
            promised: d.promised.map(Into::into),
            due: d.due.map(Into::into),
            due_undecided: d.due_undecided,
            first_due: d.first_due.map(Into::into),
            apologised: d.apologised.map(Into::into),
            transfer_by: d.transfer_by.map(Into::into),
            outcome: d.outcome,
            reason: d.reason.as_ref().and_then(said),
            ready: d.ready.map(Into::into),
            returned: d.returned.map(Into::into),
            ended: d.ended.map(Into::into),
            steps: d.steps.iter().map(|s| step(call, s)).collect(),
            current_step: d.current,
            supplements: d.supplements.iter().map(|s| supplement(call, detail, s)).collect(),
            consultations: d.consultations.iter().map(|c| consultation(call, detail, c)).collect(),
            breaches: d.breaches.iter().map(|b| breach(call, detail, b)).collect(),
            held: d.held.iter().map(|h| held(call, d, h)).collect(),
            fees: FeesShape::of(call, detail),
            timeline: detail.timeline.iter().map(|h| happened(call, detail, h)).collect(),
            acts: detail
                .acts
                .iter()
                .map(|(kind, open)| ActShape {
                    act: kind.key().replace('_', "-"),
                    open: open.is_ok(),
                    rule: open.as_ref().err().map(|r| r.rule.id().to_owned()),
                    why: open.as_ref().err().map(|r| rule_text(call.t, r.rule)),
                })
                .collect(),
        }
    }
}

fn papers(d: &Dossier) -> Vec<PaperShape> {
    d.papers
        .iter()
        .map(|p| PaperShape {
            paper: p.paper.to_string(),
            originals: p.originals,
            copies: p.copies,
            from_database: p.from_database,
        })
        .collect()
}

fn file(call: &Call, detail: &Detail, f: &FileKept) -> FileShape {
    FileShape {
        id: f.file.id,
        paper: f.file.paper.as_ref().map(ToString::to_string),
        name: detail.texts.get(&f.file.name).cloned(),
        media: f.file.media,
        bytes: f.file.bytes,
        sha256: f.file.sha256.clone(),
        confirmed: f.file.confirmed,
        cautions: f.file.cautions.clone(),
        added: f.at.into(),
        by: call.person(&f.by.person),
        struck: f.struck.as_ref().map(|s| StruckShape {
            at: s.at.into(),
            by: call.person(&s.by.person),
            reason: detail.texts.get(&s.reason).cloned(),
        }),
    }
}

fn step(call: &Call, s: &StepState) -> StepShape {
    StepShape {
        source_no: s.plan.source_no,
        role: s.plan.role.to_string(),
        work: word(&s.plan.work),
        post: word(&s.plan.post),
        unit: call.unit(&s.plan.unit),
        allowance_minutes: s.plan.allowance.minutes(),
        began: s.began.map(Into::into),
        due: s.due.map(Into::into),
        done: s.done.map(Into::into),
        person: s.official.as_ref().map(|o| call.person(&o.person)),
        skipped: s.skipped,
    }
}

fn supplement(call: &Call, detail: &Detail, s: &Supplement) -> SupplementShape {
    SupplementShape {
        asked: s.asked.into(),
        by: call.person(&s.by.person),
        papers: s.papers.iter().map(ToString::to_string).collect(),
        reason: detail.texts.get(&s.reason).cloned(),
        arrived: s.arrived.map(Into::into),
    }
}

fn consultation(call: &Call, detail: &Detail, c: &Consultation) -> ConsultationShape {
    ConsultationShape {
        id: c.id,
        unit: call.unit(&c.unit),
        question: detail.texts.get(&c.question).cloned(),
        asked: c.asked.into(),
        due: c.due.into(),
        answered: c.answered.map(Into::into),
        answer: c.answer.as_ref().and_then(|a| detail.texts.get(a).cloned()),
    }
}

fn breach(call: &Call, detail: &Detail, b: &Breach) -> BreachShape {
    BreachShape {
        rule: b.rule.id().to_owned(),
        text: rule_text(call.t, b.rule),
        citation: b.rule.citation().to_owned(),
        at: b.at.into(),
        unit: call.unit(&b.unit),
        by: b.by.as_ref().map(|o| call.person(&o.person)),
        said: b.text.as_ref().and_then(|t| detail.texts.get(t).cloned()),
    }
}

fn held(call: &Call, d: &Dossier, h: &Held) -> HeldShape {
    let (holder, unit, person) = match &h.by {
        Holder::Official { unit, person, .. } => ("official", Some(unit), Some(person)),
        Holder::Unit { unit } => ("unit", Some(unit), None),
        Holder::Applicant => ("applicant", None, None),
    };
    let law = call.office().law();
    let calendar = law.calendar_of(unit.unwrap_or(&d.unit));
    HeldShape {
        holder: holder.into(),
        unit: unit.map(|u| call.unit(u)),
        person: person.map(|p| call.person(p)),
        step: h.step,
        from: h.from.into(),
        to: h.to.map(Into::into),
        working_minutes: h.to.map(|to| calendar.working_between(h.from, to).minutes()),
    }
}

fn happened(call: &Call, detail: &Detail, h: &Happened) -> HappenedShape {
    let mut particulars = match serde_json::to_value(&h.event) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    };
    // The word stands beside; the receipt's token opens the dossier to whoever has it.
    particulars.remove("event");
    particulars.remove("token");
    for (name, value) in &mut particulars {
        readable(name, value, detail);
    }
    HappenedShape {
        version: h.version,
        at: h.envelope.at.into(),
        entered: h.envelope.entered.map(Into::into),
        by: call.person(&h.envelope.by.person),
        post: call.post(&h.envelope.by.post),
        delegation: h.envelope.by.delegation.clone(),
        event: h.event.key().to_owned(),
        particulars,
    }
}

/// Texts in place of references to them, moments in place of counts of microseconds.
fn readable(name: &str, value: &mut Value, detail: &Detail) {
    if let Ok(at) = serde_json::from_value(value.clone()) {
        *value = detail.texts.get(&at).cloned().map_or(Value::Null, Value::String);
        return;
    }
    match value {
        Value::Number(n) if matches!(name, "due" | "step_due" | "transfer_by") => {
            if let Some(at) = n.as_i64().and_then(|us| Timestamp::from_microsecond(us).ok()) {
                *value = Value::String(Moment::from(at).0);
            }
        }
        Value::Object(map) => map.iter_mut().for_each(|(name, inner)| readable(name, inner, detail)),
        Value::Array(list) => list.iter_mut().for_each(|inner| readable(name, inner, detail)),
        _ => {}
    }
}
