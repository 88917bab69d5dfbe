//! The slip of transfer (Phiếu chuyển xử lý): which agency has which task and how long for it
//! (ND 61/2018 art. 19.6).

use super::receipt::{PaperLine, lines};
use super::then::Then;
use super::{Head, Officer, words};
use crate::dossier::PartyText;
use crate::error::{Error, dossier_not_found};
use domain::calendar::WorkingTime;
use domain::dossier::{Event, StepState};
use domain::procedure::Work;
use serde::{Deserialize, Serialize};

/// The slip of transfer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The head.
    pub head: Head,
    /// Who sends.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Applicant.
    pub applicant: PartyText,
    /// What is asked for.
    pub request: String,
    /// Code of the procedure.
    pub procedure_code: String,
    /// Who leads (cơ quan chủ trì).
    pub lead: String,
    /// Received at the counter, with hour and minute.
    pub received_at: String,
    /// Promised to the applicant, with hour and minute.
    pub due_at: String,
    /// What each agency does, in the order of the process.
    pub tasks: Vec<Task>,
    /// The papers that go along.
    pub papers: Vec<PaperLine>,
    /// Who sends it.
    pub officer: Officer,
}

/// The task of one agency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Number in the list.
    pub no: usize,
    /// The agency.
    pub agency: String,
    /// What it does.
    pub what: Vec<String>,
    /// Its share of the working time; empty: none of its own.
    pub limit: String,
    /// When it was or will be due, where that is known.
    pub due_at: String,
    /// It is the one that the slip goes to.
    pub here: bool,
}

/// What the slip says.
pub(super) fn write(then: &Then<'_>) -> Result<Transfer, Error> {
    let d = &then.dossier;
    let began = then
        .find(|e| match e {
            Event::StepBegan { step, .. } => Some(*step),
            _ => None,
        })
        .ok_or_else(dossier_not_found)?;
    let to = d.steps.get(began).map(|s| s.plan.unit.clone()).ok_or_else(dossier_not_found)?;
    let version = then.procedure()?;
    let action = |s: &StepState| {
        let own = s.plan.source_no.and_then(|no| version.steps.iter().find(|x| x.no == no));
        own.map_or_else(|| work(s.plan.work).to_owned(), |x| x.action.vi.clone())
    };
    // Steps in a row at one agency are one task.
    let mut tasks: Vec<Task> = Vec::new();
    let steps: Vec<(usize, &StepState)> = d.steps.iter().enumerate().filter(|(_, s)| !s.skipped).collect();
    for run in steps.chunk_by(|(_, a), (_, b)| a.plan.unit == b.plan.unit) {
        let (first, last) = (&run[0], &run[run.len() - 1]);
        let share: WorkingTime = run.iter().map(|(_, s)| s.plan.allowance).sum();
        let mut what: Vec<String> = run.iter().map(|(_, s)| action(s)).collect();
        what.dedup();
        tasks.push(Task {
            no: tasks.len() + 1,
            agency: then.unit_name(&first.1.plan.unit),
            what,
            limit: words::working(share),
            due_at: if first.0 == last.0 { first.1.due.map(words::moment).unwrap_or_default() } else { String::new() },
            here: run.iter().any(|(i, _)| *i == began),
        });
    }
    let unit = &then.paper.issued.unit;
    Ok(Transfer {
        head: then.agency_head()?,
        from: then.unit_name(unit),
        to: then.unit_name(&to),
        applicant: then.applicant(),
        request: version.name.vi.clone(),
        procedure_code: d.procedure.key.to_string(),
        lead: then.unit_name(&d.competent),
        received_at: d.received.map(words::moment).unwrap_or_default(),
        due_at: d.due.map(words::moment).unwrap_or_default(),
        tasks,
        papers: lines(version, &d.papers),
        officer: then.officer(&then.envelope().by),
    })
}

/// A step that the plan added, in words.
pub(super) fn work(work: Work) -> &'static str {
    match work {
        Work::Receive => "Tiếp nhận hồ sơ",
        Work::Handle => "Xử lý hồ sơ",
        Work::Review => "Thẩm tra",
        Work::Sign => "Ký duyệt",
        Work::Issue => "Vào sổ, phát hành kết quả",
        Work::Return => "Trả kết quả",
    }
}
