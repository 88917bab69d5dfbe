//! Form 06, the control slip (Phiếu kiểm soát quá trình giải quyết hồ sơ): who handed the dossier to
//! whom, when, and whether in time. The system fills it in, so it goes on with the dossier.

use super::then::Then;
use super::transfer::work;
use super::{Head, words};
use crate::dossier::Happened;
use crate::error::Error;
use domain::calendar::local;
use domain::dossier::{Event, Holder, Phase, apply};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Form 06.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// The head.
    pub head: Head,
    /// What is asked for.
    pub request: String,
    /// Code of the procedure.
    pub procedure_code: String,
    /// Who leads (cơ quan chủ trì).
    pub lead: String,
    /// Who takes part (cơ quan phối hợp).
    pub others: Vec<String>,
    /// Received, with hour and minute.
    pub received_at: String,
    /// Due, with hour and minute; empty while the clock stands.
    pub due_at: String,
    /// From hand to hand.
    pub rows: Vec<HandOverRow>,
    /// Up to when it tells.
    pub as_of: String,
}

/// From one hand to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverRow {
    /// Number in the list.
    pub no: usize,
    /// Who gave it.
    pub giver: String,
    /// Who received it.
    pub receiver: String,
    /// When, with hour and minute.
    pub at: String,
    /// Whether the giver was early, on time or late; empty where the giver had no time to keep.
    pub result: String,
    /// What the receiver is to do.
    pub note: String,
}

/// What the slip says today.
pub(super) fn write(then: &Then<'_>) -> Result<Control, Error> {
    let d = &then.detail.dossier;
    let version = then.law.version(&d.procedure).ok_or(Error::NotFound { what: "procedure" })?;
    let mut others: Vec<String> = Vec::new();
    for unit in d.steps.iter().map(|s| &s.plan.unit).filter(|u| **u != d.competent) {
        let name = then.unit_name(unit);
        if !others.contains(&name) {
            others.push(name);
        }
    }
    Ok(Control {
        head: then.counter_head()?,
        request: version.name.vi.clone(),
        procedure_code: d.procedure.key.to_string(),
        lead: then.unit_name(&d.competent),
        others,
        received_at: d.received.map(words::moment).unwrap_or_default(),
        due_at: d.due.map(words::moment).unwrap_or_default(),
        rows: rows(then),
        as_of: then.detail.timeline.last().map(|h| words::moment(h.envelope.at)).unwrap_or_default(),
    })
}

/// One row for each time that the dossier went from one hand to another. Taking a step that waited
/// in one's unit is no row of its own: it names the receiver.
fn rows(then: &Then<'_>) -> Vec<HandOverRow> {
    let timeline = &then.detail.timeline;
    let mut state = None;
    let mut rows: Vec<HandOverRow> = Vec::new();
    let mut holder = String::from("Người nộp hồ sơ");
    let mut due: Option<Timestamp> = None;
    for act in timeline.chunk_by(|a, b| a.envelope.act == b.envelope.act) {
        let before: Option<domain::dossier::Dossier> = state.clone();
        for h in act {
            apply(&mut state, then.dossier.id, &h.envelope, &h.event);
        }
        let Some(d) = &state else { continue };
        let at = act[0].envelope.at;
        let now = match d.held.last().filter(|h| h.to.is_none()).map(|h| &h.by) {
            Some(Holder::Official { unit, person, .. }) => {
                let name = then.org().person(person).map_or_else(|| person.to_string(), |p| p.name.clone());
                format!("{name} ({})", then.unit_name(unit))
            }
            Some(Holder::Unit { unit }) => then.unit_name(unit),
            Some(Holder::Applicant) => "Người nộp hồ sơ (bổ sung)".into(),
            None => end(d.phase).to_owned(),
        };
        if now == holder && !began(act) {
            continue;
        }
        let same_step = before.as_ref().is_some_and(|b| b.current == d.current && b.phase == d.phase);
        let waited = before
            .as_ref()
            .is_some_and(|b| matches!(b.held.last(), Some(h) if h.to.is_none() && matches!(h.by, Holder::Unit { .. })));
        if same_step && waited && !began(act) {
            if let Some(row) = rows.last_mut() {
                row.receiver.clone_from(&now);
            }
        } else if d.received.is_some() {
            // Who took the step and finished it in one act gave it, not the unit where it waited.
            let doer = act.iter().any(|h| matches!(h.event, Event::Claimed { .. }));
            let giver = if doer {
                let by = &act[0].envelope.by;
                format!("{} ({})", then.officer(by).name, then.unit_name(&by.unit))
            } else {
                holder.clone()
            };
            if doer && let Some(row) = rows.last_mut() {
                row.receiver.clone_from(&giver);
            }
            rows.push(HandOverRow {
                no: rows.len() + 1,
                giver,
                receiver: now.clone(),
                at: words::moment(at),
                result: due.map(|due| kept(at, due).to_owned()).unwrap_or_default(),
                note: if d.phase == Phase::InProcess {
                    d.step().map(|s| work(s.plan.work).to_owned()).unwrap_or_default()
                } else {
                    String::new()
                },
            });
        }
        holder = now;
        due = if d.phase == Phase::InProcess { d.step().and_then(|s| s.due) } else { None };
    }
    rows
}

/// Whether a step began in this act, so that the same holder may have it again.
fn began(act: &[Happened]) -> bool {
    act.iter().any(|h| {
        matches!(
            h.event,
            Event::Received { .. }
                | Event::StepBegan { .. }
                | Event::SentBack { .. }
                | Event::ResultTakenBack { .. }
                | Event::SupplementArrived { .. }
        )
    })
}

/// By the day, as the form has it: early is a day before.
fn kept(at: Timestamp, due: Timestamp) -> &'static str {
    if at > due {
        "Quá hạn"
    } else if local(at).date() < local(due).date() {
        "Trước hạn"
    } else {
        "Đúng hạn"
    }
}

/// Who has a dossier that nobody works on any more.
fn end(phase: Phase) -> &'static str {
    match phase {
        Phase::Ready => "Quầy trả kết quả",
        Phase::Returned => "Người nhận kết quả",
        Phase::Stopped => "Dừng giải quyết",
        Phase::Withdrawn => "Người nộp rút hồ sơ",
        _ => "Lưu trữ",
    }
}
