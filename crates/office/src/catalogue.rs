//! Procedures as officials see them: who may do what to which, and all that was done.

use crate::error::{Error, procedure_not_found};
use crate::grant::{Decide, Grant, ReadCatalogue, governs};
use crate::{Actor, Office};
use domain::dossier::Envelope;
use domain::id::ProcedureKey;
use domain::procedure::ProcedureEvent;
use store::db::DbError;
use store::event;

/// Something that was done to a procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcedureAct {
    /// When and by whom.
    pub envelope: Envelope,
    /// What.
    pub event: ProcedureEvent,
}

impl Office {
    /// Whether an actor may sign what binds citizens in a procedure.
    pub fn decides_on(&self, actor: &Actor, key: &ProcedureKey) -> bool {
        Grant::<Decide>::of(actor).and_then(|grant| governs(&grant, &self.law(), key)).is_ok()
    }

    /// All that was done to a procedure, oldest first.
    pub async fn procedure_history(&self, actor: &Actor, key: &ProcedureKey) -> Result<Vec<ProcedureAct>, Error> {
        Grant::<ReadCatalogue>::of(actor)?;
        if !self.law().catalogue.contains_key(key) {
            return Err(procedure_not_found());
        }
        let stream = event::procedure_stream(key);
        let events = self.inner.db.read(move |tx| Box::pin(async move { event::stream(tx, &stream).await })).await?;
        events
            .into_iter()
            .map(|e| {
                let event =
                    serde_json::from_str(&e.body).map_err(|x| DbError::Corrupt(format!("event {}: {x}", e.id)))?;
                Ok(ProcedureAct { envelope: e.envelope, event })
            })
            .collect()
    }
}
