//! The cash of one clerk on one day (sổ quỹ cuối ngày): counted, declared, compared with what the
//! vouchers say.

use super::super::dossier::{Actor, PersonalEntry, TextRef};
use crate::id::{ActId, SubjectId};
use crate::law::{Refusal, Rule};
use crate::money::Dong;
use calendar::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// What a clerk declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TillCommand {
    /// The day whose cash it is.
    pub day: Date,
    /// Cash counted, đồng.
    pub counted: Dong,
    /// Why it differs from what the vouchers say.
    pub reason: String,
}

/// What happened to a clerk's cash of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum TillEvent {
    /// The clerk counted it.
    CashDeclared {
        /// Counted.
        counted: Dong,
        /// What the vouchers say at that moment.
        expected: Dong,
        /// Why it differs.
        reason: Option<TextRef>,
    },
}

/// The last declaration of a clerk's day; earlier ones stay in the events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Till {
    /// Counted.
    pub counted: Dong,
    /// What the vouchers said.
    pub expected: Dong,
    /// When; `None`: nothing is declared yet.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub at: Option<Timestamp>,
    /// Why it differs.
    pub reason: Option<TextRef>,
    /// How often it was declared: a later one puts right an earlier one, in sight.
    pub times: u32,
}

/// Decides on a declaration. `expected`: what the vouchers say now; `moved`: whether the clerk took
/// or gave back anything that day; `today`: the server's local date.
pub fn declare(
    state: &Till,
    command: &TillCommand,
    (expected, moved): (Dong, bool),
    today: Date,
    act: ActId,
    subject: SubjectId,
) -> Result<(Vec<TillEvent>, Vec<PersonalEntry>), Refusal> {
    if command.day > today {
        return Err(Refusal::new(Rule::ServerClock).field("day"));
    }
    if !moved {
        return Err(Refusal::new(Rule::NothingToDeclare).field("day"));
    }
    if !(0..=1_000_000_000_000).contains(&command.counted.0) {
        return Err(Refusal::new(Rule::FieldMalformed).field("counted"));
    }
    let reason = command.reason.trim();
    if reason.chars().count() > 1000 || reason.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Refusal::new(Rule::FieldMalformed).field("reason"));
    }
    if command.counted != expected && reason.is_empty() {
        return Err(Refusal::new(Rule::CashDifference).field("reason"));
    }
    if state.at.is_some() && state.counted == command.counted && state.expected == expected && reason.is_empty() {
        return Err(Refusal::new(Rule::AlreadyDone).field("counted"));
    }
    let mut personal = Vec::new();
    let reason = (!reason.is_empty()).then(|| {
        // Such a reason may name people: it stands where texts about persons stand.
        let at = TextRef { subject, slot: format!("{act}/reason") };
        personal.push(PersonalEntry { at: at.clone(), value: reason.to_owned(), keep_old_at: None });
        at
    });
    Ok((vec![TillEvent::CashDeclared { counted: command.counted, expected, reason }], personal))
}

/// Folds one event into the state.
pub fn apply(state: &mut Till, event: &TillEvent, at: Timestamp) {
    match event {
        TillEvent::CashDeclared { counted, expected, reason } => {
            *state = Till {
                counted: *counted,
                expected: *expected,
                at: Some(at),
                reason: reason.clone(),
                times: state.times + 1,
            };
        }
    }
}

impl Till {
    /// The stream's name of a clerk's day.
    pub fn stream(by: &Actor, day: Date) -> String {
        format!("cash:{}:{}:{day}", by.unit, by.person)
    }
}
