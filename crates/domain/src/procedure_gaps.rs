//! What the catalogue of procedures does not know, counted: shown to administrators, printed by
//! `motcua check data`, filled by nobody from thought.

use crate::procedure::{MarkKind, Need, Procedure, Role, Version};
use serde::{Deserialize, Serialize};

/// Role that hands the result over, in the source's vocabulary.
const RETURNS: &str = "return_officer";
/// Role that decides, in the source's vocabulary.
const APPROVES: &str = "approver";
/// Sums of shares nearer to 1 than this differ only by binary fractions.
const SHARE_NOISE: f64 = 1e-9;

/// One kind of gap, with every place it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Which kind.
    pub kind: GapKind,
    /// How many places.
    pub count: usize,
    /// A procedure's key, with a JSON pointer into its latest version where the gap is a part of
    /// it (`1.001193 /papers/2/need`); for roles, the role.
    #[serde(rename = "where")]
    pub places: Vec<String>,
}

/// Kinds of gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// Procedures without a national code.
    NoCode,
    /// Procedures whose limit the source leaves unspecified: no unit may publish them before it
    /// sets one.
    LimitUnspecified,
    /// Procedures whose limit differs by channel or case, in words only.
    LimitByCase,
    /// Procedures with an unknown amount of fee.
    FeeUnknown,
    /// Procedures without the decision that announced them.
    DecisionMissing,
    /// Procedures without a first day in force.
    EffectiveDateMissing,
    /// Procedures without the national code of their result.
    ResultCodeMissing,
    /// Procedures without a sequence (trình tự thực hiện).
    SequenceMissing,
    /// Procedures without subjects (đối tượng thực hiện).
    SubjectsMissing,
    /// Procedures without requirements and conditions.
    RequirementsMissing,
    /// Optional papers without a condition.
    PaperConditionMissing,
    /// Procedures without a paper that is needed in every case.
    NoMandatoryPaper,
    /// Procedures whose steps' shares do not add up to 1 exactly.
    SharesNotOne,
    /// Steps without hours.
    StepHoursMissing,
    /// Procedures without a step that returns the result.
    NoReturnStep,
    /// Procedures without a step that approves.
    NoApprover,
    /// Procedures of several agencies, whose steps the source does not tie to them.
    StepsWithoutAgency,
    /// Conditions of papers in a translation of this project.
    ConditionTranslated,
    /// Actions of steps in a translation of this project.
    ActionTranslated,
    /// Tasks of agencies in a translation of this project.
    TaskTranslated,
    /// Procedures with a part from memory.
    PartFromMemory,
    /// Procedures that are from memory as a whole.
    WholeFromMemory,
    /// Procedures with a part (mostly the steps) taken over from another procedure.
    PartFromTemplate,
    /// Roles whose post is this project's choice.
    RoleMappedByUs,
}

impl GapKind {
    /// Every kind that [`gaps`] counts, in the order of the report.
    pub const OF_PROCEDURES: [GapKind; 23] = [
        GapKind::NoCode,
        GapKind::LimitUnspecified,
        GapKind::LimitByCase,
        GapKind::FeeUnknown,
        GapKind::DecisionMissing,
        GapKind::EffectiveDateMissing,
        GapKind::ResultCodeMissing,
        GapKind::SequenceMissing,
        GapKind::SubjectsMissing,
        GapKind::RequirementsMissing,
        GapKind::PaperConditionMissing,
        GapKind::NoMandatoryPaper,
        GapKind::SharesNotOne,
        GapKind::StepHoursMissing,
        GapKind::NoReturnStep,
        GapKind::NoApprover,
        GapKind::StepsWithoutAgency,
        GapKind::ConditionTranslated,
        GapKind::ActionTranslated,
        GapKind::TaskTranslated,
        GapKind::PartFromMemory,
        GapKind::WholeFromMemory,
        GapKind::PartFromTemplate,
    ];

    /// What is counted, in English, for the command line.
    pub fn describe(self) -> &'static str {
        match self {
            GapKind::NoCode => "procedures without a national code",
            GapKind::LimitUnspecified => "procedures with an unspecified limit",
            GapKind::LimitByCase => "procedures whose limit differs by case, in words only",
            GapKind::FeeUnknown => "procedures with an unknown fee",
            GapKind::DecisionMissing => "procedures without their announcing decision",
            GapKind::EffectiveDateMissing => "procedures without a first day in force",
            GapKind::ResultCodeMissing => "procedures without a national result code",
            GapKind::SequenceMissing => "procedures without a sequence",
            GapKind::SubjectsMissing => "procedures without subjects",
            GapKind::RequirementsMissing => "procedures without requirements",
            GapKind::PaperConditionMissing => "optional papers without a condition",
            GapKind::NoMandatoryPaper => "procedures without a mandatory paper",
            GapKind::SharesNotOne => "procedures whose shares do not add up to 1",
            GapKind::StepHoursMissing => "steps without hours",
            GapKind::NoReturnStep => "procedures without a return step",
            GapKind::NoApprover => "procedures without an approver",
            GapKind::StepsWithoutAgency => "procedures of several agencies, steps not tied to them",
            GapKind::ConditionTranslated => "conditions of papers translated by this project",
            GapKind::ActionTranslated => "actions of steps translated by this project",
            GapKind::TaskTranslated => "tasks of agencies translated by this project",
            GapKind::PartFromMemory => "procedures with a part from memory",
            GapKind::WholeFromMemory => "procedures from memory as a whole",
            GapKind::PartFromTemplate => "procedures with a part from another procedure",
            GapKind::RoleMappedByUs => "roles whose post is this project's choice",
        }
    }
}

/// The gaps of the latest version of each procedure: one entry per kind, also where none is left.
pub fn gaps(procedures: &[Procedure]) -> Vec<Gap> {
    GapKind::OF_PROCEDURES
        .into_iter()
        .map(|kind| {
            let places: Vec<String> = procedures
                .iter()
                .filter_map(|p| p.versions.last().map(|v| (p, v)))
                .flat_map(|(p, v)| places(kind, p, v))
                .collect();
            Gap { kind, count: places.len(), places }
        })
        .collect()
}

/// The roles whose mapping to a post is this project's choice.
pub fn role_gap(roles: &[Role]) -> Gap {
    let places: Vec<String> = roles.iter().filter(|r| r.note.is_some()).map(|r| r.role.to_string()).collect();
    Gap { kind: GapKind::RoleMappedByUs, count: places.len(), places }
}

fn places(kind: GapKind, p: &Procedure, v: &Version) -> Vec<String> {
    let whole = |yes: bool| {
        if yes { vec![p.key.to_string()] } else { Vec::new() }
    };
    let parts = |path: &str, leaf: &str, which: Vec<usize>| -> Vec<String> {
        which.into_iter().map(|i| format!("{} /{path}/{i}/{leaf}", p.key)).collect()
    };
    let marked = |k: MarkKind| v.provenance.marks.iter().any(|m| m.kind == k);
    match kind {
        GapKind::NoCode => whole(p.code.is_none()),
        GapKind::LimitUnspecified => whole(v.time_limit.limit.is_none()),
        GapKind::LimitByCase => whole(!v.time_limit.by_case.is_empty()),
        GapKind::FeeUnknown => whole(v.fee.amount.is_none()),
        GapKind::DecisionMissing => whole(v.decision.is_none()),
        GapKind::EffectiveDateMissing => whole(v.effective_from.is_none()),
        GapKind::ResultCodeMissing => whole(v.result.code.is_none()),
        GapKind::SequenceMissing => whole(v.sequence.is_none()),
        GapKind::SubjectsMissing => whole(v.subjects.is_none()),
        GapKind::RequirementsMissing => whole(v.requirements.is_none()),
        GapKind::PaperConditionMissing => {
            parts("papers", "need", indices(&v.papers, |paper| paper.need == Need::Unstated))
        }
        GapKind::NoMandatoryPaper => whole(!v.papers.iter().any(|paper| paper.need == Need::Always)),
        GapKind::SharesNotOne => whole((v.shares() - 1.0).abs() > SHARE_NOISE),
        GapKind::StepHoursMissing => parts("steps", "hours", indices(&v.steps, |step| step.hours.is_none())),
        GapKind::NoReturnStep => whole(!v.steps.iter().any(|step| step.role.as_str() == RETURNS)),
        GapKind::NoApprover => whole(!v.steps.iter().any(|step| step.role.as_str() == APPROVES)),
        GapKind::StepsWithoutAgency => whole(v.agencies.len() > 1),
        GapKind::ConditionTranslated => parts(
            "papers",
            "need/condition",
            indices(&v.papers, |paper| matches!(&paper.need, Need::If { condition, .. } if ours(condition))),
        ),
        GapKind::ActionTranslated => parts("steps", "action", indices(&v.steps, |step| ours(&step.action))),
        GapKind::TaskTranslated => parts("agencies", "task", indices(&v.agencies, |agency| ours(&agency.task))),
        GapKind::PartFromMemory => whole(marked(MarkKind::Memory)),
        GapKind::WholeFromMemory => whole(v.provenance.confidence == "memory"),
        GapKind::PartFromTemplate => whole(marked(MarkKind::Template)),
        // Counted from the roles, not from procedures.
        GapKind::RoleMappedByUs => Vec::new(),
    }
}

/// Whether the Vietnamese, which binds, is a translation of this project.
fn ours(text: &crate::text::Text) -> bool {
    text.translated.as_deref() == Some("vi")
}

fn indices<T>(items: &[T], test: impl Fn(&T) -> bool) -> Vec<usize> {
    items.iter().enumerate().filter(|(_, item)| test(item)).map(|(i, _)| i).collect()
}
