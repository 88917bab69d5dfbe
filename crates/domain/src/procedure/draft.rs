//! A version that is being written: its parts, its authors, how far it has come, what it lacks.

use super::{AgencyTask, Channel, Fee, Need, Paper, ResultOf, ServedBy, Step, TimeLimit, Version, marks};
use crate::id::PersonId;
use crate::law::{Refusal, Rule};
use crate::organisation::AgencyKind;
use crate::text::Text;
use calendar::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How far the shares of a process may miss 1 by rounding.
const SHARE_TOLERANCE: f64 = 0.001;
/// Longest text of a part, in characters.
const LONGEST: usize = 20_000;
/// Most papers, steps, agencies of a procedure.
const MOST: usize = 100;

/// What a procedure is besides its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The national code; `None`: it has none yet.
    pub code: Option<String>,
    /// Which part of the house serves it.
    pub served_by: ServedBy,
}

/// A version that is being written (dự thảo).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Counts what was written: who decides on an older revision is told.
    pub revision: u32,
    /// The version it began as a copy of; `None`: written from nothing or brought as a file.
    pub base: Option<u32>,
    /// What is not part of a version; only with the first version of a procedure.
    pub identity: Option<Identity>,
    /// It came as a file.
    #[serde(default)]
    pub from_file: bool,
    /// The text as it stands; its number is the one it will have.
    pub text: Version,
    /// Everybody who wrote on it, the latest last.
    pub authors: Vec<PersonId>,
    /// When it was begun.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub begun: Timestamp,
    /// When it was last written on.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub changed: Timestamp,
    /// How far it has come.
    pub stage: Stage,
}

/// How far a draft has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// It is being written.
    Writing,
    /// It waits for somebody else's eyes.
    Submitted {
        /// Who handed it over.
        by: PersonId,
    },
    /// Somebody else found it right; it waits for the signature.
    Approved {
        /// Who.
        by: PersonId,
        /// What they remarked.
        remark: String,
    },
    /// Somebody else sent it back.
    SentBack {
        /// Who.
        by: PersonId,
        /// Why.
        reason: String,
    },
}

/// A part of a draft that is written at once, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum DraftPart {
    /// Name, field, agencies, ways to file, number of sets.
    Names {
        /// Name.
        name: Text,
        /// Field.
        field: Text,
        /// Level in words.
        level_name: Text,
        /// Where it is received.
        receiving_agency: Text,
        /// Deciding agency.
        deciding_agency: Text,
        /// Which kind of agency is competent.
        competent: AgencyKind,
        /// Ways to file.
        channels: Vec<Channel>,
        /// Number of sets.
        sets: u32,
    },
    /// The decision and day that are foreseen; the signed decision has the last word.
    Announcement {
        /// Number of the decision.
        decision: Option<String>,
        /// First day in force.
        effective_from: Option<Date>,
    },
    /// Time limit.
    Limit {
        /// It.
        time_limit: TimeLimit,
    },
    /// Fees.
    Fee {
        /// They.
        fee: Fee,
    },
    /// Papers.
    Papers {
        /// All of them.
        papers: Vec<Paper>,
    },
    /// Internal process.
    Steps {
        /// All of them.
        steps: Vec<Step>,
    },
    /// Agencies in order.
    Agencies {
        /// All of them.
        agencies: Vec<AgencyTask>,
    },
    /// Result, sequence, subjects, requirements, legal basis.
    Texts {
        /// What the applicant gets.
        result: ResultOf,
        /// Sequence.
        sequence: Option<Text>,
        /// Subjects.
        subjects: Option<Text>,
        /// Requirements.
        requirements: Option<Text>,
        /// Document numbers.
        legal_basis: Vec<String>,
    },
}

impl DraftPart {
    /// Its word in addresses and texts.
    pub fn word(&self) -> &'static str {
        match self {
            DraftPart::Names { .. } => "names",
            DraftPart::Announcement { .. } => "announcement",
            DraftPart::Limit { .. } => "limit",
            DraftPart::Fee { .. } => "fee",
            DraftPart::Papers { .. } => "papers",
            DraftPart::Steps { .. } => "steps",
            DraftPart::Agencies { .. } => "agencies",
            DraftPart::Texts { .. } => "texts",
        }
    }

    /// Puts the part into a text. Marks on what changed go; the others stay.
    #[must_use]
    pub fn written_into(&self, text: &Version) -> Version {
        let mut new = text.clone();
        match self.clone() {
            DraftPart::Names {
                name,
                field,
                level_name,
                receiving_agency,
                deciding_agency,
                competent,
                channels,
                sets,
            } => {
                new.name = name;
                new.field = field;
                new.level_name = level_name;
                new.receiving_agency = receiving_agency;
                new.deciding_agency = deciding_agency;
                new.competent = competent;
                new.channels = channels;
                new.sets = sets;
            }
            DraftPart::Announcement { decision, effective_from } => {
                new.decision = decision;
                new.effective_from = effective_from;
            }
            DraftPart::Limit { time_limit } => new.time_limit = time_limit,
            DraftPart::Fee { fee } => new.fee = fee,
            DraftPart::Papers { papers } => new.papers = papers,
            DraftPart::Steps { steps } => new.steps = steps,
            DraftPart::Agencies { agencies } => new.agencies = agencies,
            DraftPart::Texts { result, sequence, subjects, requirements, legal_basis } => {
                new.result = result;
                new.sequence = sequence;
                new.subjects = subjects;
                new.requirements = requirements;
                new.legal_basis = legal_basis;
            }
        }
        new.provenance.marks = marks::of_later(text, &new);
        new
    }
}

/// What a text lacks before somebody else may be asked to read it: the first fault, by its part.
pub(super) fn complete(text: &Version) -> Result<(), Refusal> {
    let lacks = |part: &str| Err(Refusal::new(Rule::DraftIncomplete).field(part));
    let empty = |t: &Text| t.vi.trim().is_empty();
    if empty(&text.name)
        || empty(&text.field)
        || empty(&text.level_name)
        || empty(&text.receiving_agency)
        || empty(&text.deciding_agency)
        || text.channels.is_empty()
        || text.sets == 0
    {
        return lacks("names");
    }
    if empty(&text.result.name) || text.legal_basis.is_empty() {
        return lacks("texts");
    }
    if empty(&text.fee.note) {
        return lacks("fee");
    }
    if text.steps.is_empty() || (text.shares() - 1.0).abs() > SHARE_TOLERANCE {
        return lacks("steps");
    }
    if text.agencies.is_empty() {
        return lacks("agencies");
    }
    Ok(())
}

/// Whether a text can be one: what no page would send, and a file could.
pub(super) fn sound(text: &Version, known_role: impl Fn(&Step) -> bool) -> Result<(), Refusal> {
    let refuse = |rule, field: String| Err(Refusal::new(rule).field(field));
    let mut ids = BTreeSet::new();
    if text.papers.len() > MOST || text.steps.len() > MOST || text.agencies.len() > MOST {
        return refuse(Rule::FieldMalformed, "papers".into());
    }
    for (i, p) in text.papers.iter().enumerate() {
        if p.name.vi.trim().is_empty() {
            return refuse(Rule::FieldRequired, format!("papers.{i}.name"));
        }
        if !ids.insert(&p.id) {
            return refuse(Rule::FieldMalformed, format!("papers.{i}.id"));
        }
        if p.originals == 0 && p.copies == 0 || p.originals > 99 || p.copies > 99 {
            return refuse(Rule::FieldMalformed, format!("papers.{i}.copies"));
        }
        if matches!(&p.need, Need::If { condition, .. } if condition.vi.trim().is_empty()) {
            return refuse(Rule::FieldRequired, format!("papers.{i}.condition"));
        }
    }
    for (i, s) in text.steps.iter().enumerate() {
        if s.action.vi.trim().is_empty() {
            return refuse(Rule::FieldRequired, format!("steps.{i}.action"));
        }
        if !known_role(s) {
            return refuse(Rule::FieldMalformed, format!("steps.{i}.role"));
        }
        if !(0.0..=1.0).contains(&s.share) || u32::try_from(i + 1).ok() != Some(s.no) {
            return refuse(Rule::FieldMalformed, format!("steps.{i}.share"));
        }
    }
    let amounts = [text.fee.amount, text.fee.amount_online, text.fee.cap];
    if amounts.into_iter().flatten().any(|d| !(0..=1_000_000_000).contains(&d.0)) {
        return refuse(Rule::FieldMalformed, "amount".into());
    }
    let longest = [Some(&text.name), text.sequence.as_ref(), text.subjects.as_ref(), text.requirements.as_ref()];
    if longest.into_iter().flatten().any(|t| t.vi.chars().count() > LONGEST) {
        return refuse(Rule::FieldMalformed, "texts".into());
    }
    Ok(())
}
