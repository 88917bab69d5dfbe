//! How a dossier stood from one moment to the next: what reports count, as it was then.

use super::{Dossier, Phase};
use crate::id::{ProcedureKey, UnitId};
use calendar::{Timestamp, local};
use serde::{Deserialize, Serialize};

/// What brought a dossier to where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Came {
    /// Guidance was given.
    Guided,
    /// Receipt was refused.
    Declined,
    /// It was received.
    Received,
    /// A supplement was asked for.
    Asked,
    /// An apology gave a new date.
    Apologised,
    /// It is another procedure's, or another agency's, from now on.
    Moved,
    /// It came to an end.
    Ended,
    /// An end was taken back.
    Reopened,
    /// Something else: a supplement arrived, the result is ready, it was archived.
    Changed,
}

/// How a dossier stood, until the next one of its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// From here on.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub since: Timestamp,
    /// What brought it here.
    pub came: Came,
    /// Phase.
    pub phase: Phase,
    /// Procedure.
    pub procedure: ProcedureKey,
    /// Competent agency.
    pub competent: UnitId,
    /// Date promised by law; `None` while the clock stands or before receipt.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::microsecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub promised: Option<Timestamp>,
    /// Result ready.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::microsecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub ready: Option<Timestamp>,
    /// A promised date was missed on record.
    #[serde(default)]
    pub missed: bool,
    /// Entered at this moment, where it was done on paper before: reports of days that were over by
    /// then say so.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::microsecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub entered: Option<Timestamp>,
    /// New dates given so far.
    #[serde(default)]
    pub new_dates: u32,
}

impl Standing {
    /// Received and not at an end.
    pub const fn is_open(&self) -> bool {
        self.phase.is_open()
    }
}

impl Dossier {
    /// Notes how it stands after an event, if that differs from how it stood before.
    pub(super) fn note_standing(&mut self, at: Timestamp, entered: Option<Timestamp>) {
        let before = self.stood.last();
        let mut now = Standing {
            since: at,
            came: Came::Changed,
            phase: self.phase,
            procedure: self.procedure.key.clone(),
            competent: self.competent.clone(),
            promised: self.promised,
            ready: self.ready,
            missed: self.breaches.iter().any(|b| b.rule == crate::law::Rule::ResultLate),
            entered,
            new_dates: self.new_dates,
        };
        let was_open = before.is_some_and(Standing::is_open);
        now.came = match (before, was_open, now.is_open()) {
            (_, true, false) => Came::Ended,
            (Some(b), true, true) if b.procedure != now.procedure || b.competent != now.competent => Came::Moved,
            (Some(b), true, true) if b.new_dates < now.new_dates => Came::Apologised,
            (Some(b), true, true) if b.phase != now.phase && now.phase == Phase::AwaitingSupplement => Came::Asked,
            // Guidance and refusals are before receipt; whatever was received and has ended comes back.
            (Some(b), false, true) if !matches!(b.phase, Phase::Guided | Phase::Declined) => Came::Reopened,
            // From an old system: it was not received in this period, it came from elsewhere.
            (None, false, true) if self.taken_over.is_some() => Came::Moved,
            (_, false, true) => Came::Received,
            (b, false, false) if now.phase == Phase::Declined && b.is_none_or(|b| b.phase != now.phase) => {
                Came::Declined
            }
            (None, false, false) => Came::Guided,
            _ => Came::Changed,
        };
        let same =
            before.is_some_and(|b| *b == Standing { since: b.since, came: b.came, entered: b.entered, ..now.clone() });
        if !same {
            self.stood.push(now);
        }
        self.touched = at;
    }
}

/// How a result came, measured by the date promised by law.
///
/// Early is a day or more before the promised one. No source was found that says where "early"
/// (trước hạn) ends and "on time" (đúng hạn) begins: this is the project's own line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// On an earlier day than promised.
    Early,
    /// On the promised day, not after its hour.
    OnTime,
    /// After the promised time, or a promised date was missed before.
    Late,
}

impl Standing {
    /// How the result came; `None`: there is none yet.
    pub fn timing(&self) -> Option<Timing> {
        let ready = self.ready?;
        let day = |at| local(at).date();
        Some(if super::late(self.phase, self.promised, self.ready, self.missed, ready) {
            Timing::Late
        } else if self.promised.is_some_and(|promised| day(ready) < day(promised)) {
            Timing::Early
        } else {
            Timing::OnTime
        })
    }
}
