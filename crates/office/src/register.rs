//! The register (form 07) and the daily intake: who may read which books.

use crate::grant::{Grant, Read};
use crate::{Actor, Error, Office};
use domain::id::{PersonId, UnitId};
use domain::law::{Refusal, Rule};
use domain::register::Entry;
use domain::report::Period;
use store::register::{self, Asked};

pub use store::register::Written;

/// Which lines of the register are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// Of this unit's books and of those below it; none: the actor's own.
    pub unit: Option<UnitId>,
    /// Only of this field (lĩnh vực).
    pub field: Option<String>,
    /// Written on these days.
    pub period: Period,
    /// Only those of receipts, not of corrections: the daily intake.
    pub receipts: bool,
}

/// How many a clerk received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clerk {
    /// In which unit.
    pub unit: UnitId,
    /// Who.
    pub person: PersonId,
    /// How many.
    pub received: i64,
}

/// A unit within the reach of a grant: the one asked for, or the actor's own.
fn within(office: &Office, grant: &Grant<Read>, unit: Option<&UnitId>) -> Result<UnitId, Error> {
    let unit = unit.unwrap_or_else(|| grant.unit());
    grant.over(&office.law(), unit)?;
    Ok(unit.clone())
}

/// A period whose days are in order, and not too many.
pub(crate) fn in_order(period: Period) -> Result<Period, Error> {
    if period.from <= period.to && period.is_reasonable() {
        Ok(period)
    } else {
        Err(Refusal::new(Rule::FieldMalformed).field("to").into())
    }
}

impl Office {
    /// Lines of the register by unit, year, field and number, after one of them.
    pub async fn register(
        &self,
        actor: &Actor,
        asked: Lines,
        after: Option<Entry>,
        limit: usize,
    ) -> Result<Vec<Written>, Error> {
        let grant = Grant::<Read>::of(actor)?;
        let within = within(self, &grant, asked.unit.as_ref())?;
        let (from, to) = in_order(asked.period)?.moments();
        let asked = Asked { within, field: asked.field, from, to, receipts: asked.receipts };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Ok(self
            .inner
            .db
            .read(move |tx| Box::pin(async move { register::lines(tx, &asked, after.as_ref(), limit).await }))
            .await?)
    }

    /// How many dossiers each clerk received in a period.
    pub async fn clerks(&self, actor: &Actor, unit: Option<&UnitId>, period: Period) -> Result<Vec<Clerk>, Error> {
        let grant = Grant::<Read>::of(actor)?;
        let within = within(self, &grant, unit)?;
        let (from, to) = in_order(period)?.moments();
        let counted = self
            .inner
            .db
            .read(move |tx| Box::pin(async move { register::by_clerk(tx, &within, from, to).await }))
            .await?;
        Ok(counted.into_iter().map(|(unit, person, received)| Clerk { unit, person, received }).collect())
    }

    /// Fields of which a unit and those below it keep books.
    pub async fn books(&self, actor: &Actor, unit: Option<&UnitId>) -> Result<Vec<String>, Error> {
        let grant = Grant::<Read>::of(actor)?;
        let within = within(self, &grant, unit)?;
        Ok(self.inner.db.read(move |tx| Box::pin(async move { register::fields(tx, &within).await })).await?)
    }
}
