//! What leaders look at: where dossiers stand by unit, person and procedure; breaches.

use crate::grant::{Grant, Supervise};
use crate::{Actor, Error, Office};
use domain::id::{PersonId, ProcedureKey, UnitId};
use serde::Serialize;
use store::supervision::{self, BreachLine, Counts};

/// Where dossiers stand in a unit and those below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Board {
    /// By place of receipt.
    pub units: Vec<(UnitId, Counts)>,
    /// By who holds the step under way; no ranking is meant, lateness may be inherited.
    pub people: Vec<(PersonId, UnitId, Counts)>,
    /// By procedure.
    pub procedures: Vec<(ProcedureKey, Counts)>,
    /// Latest breaches.
    pub breaches: Vec<BreachLine>,
    /// Dossiers due at or before this moment count as due soon.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub soon: jiff::Timestamp,
}

impl Office {
    /// The moment up to which a dossier counts as due soon: the end of the next working day.
    pub fn soon(&self) -> jiff::Timestamp {
        let law = self.law();
        let now = self.now();
        law.calendar.due(now, domain::calendar::Limit::WorkingDays(1)).at
    }

    /// The board of the actor's unit, or of one below it.
    pub async fn board(&self, actor: &Actor, unit: Option<UnitId>) -> Result<Board, Error> {
        let grant = Grant::<Supervise>::of(actor)?;
        let unit = unit.unwrap_or_else(|| grant.unit().clone());
        grant.over(&self.law(), &unit)?;
        let (now, soon) = (self.now(), self.soon());
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    Ok(Board {
                        units: supervision::by_unit(tx, &unit, now, soon).await?,
                        people: supervision::by_person(tx, &unit, now, soon).await?,
                        procedures: supervision::by_procedure(tx, &unit, now, soon).await?,
                        breaches: supervision::breaches(tx, &unit, 20).await?,
                        soon,
                    })
                })
            })
            .await
    }
}
