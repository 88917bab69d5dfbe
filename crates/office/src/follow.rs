//! Following a dossier without signing in: by code the degree of completion only, by the
//! receipt's token in plain words. Never a personal value.

use crate::Office;
use crate::error::{Error, dossier_not_found};
use domain::code::DossierCode;
use domain::dossier::{Dossier, Holder, Moved, Outcome, Phase, ProcedureRef};
use domain::fee::{Standing, VoucherNumber};
use domain::id::{ProcedureKey, UnitId};
use domain::law::Rule;
use domain::money::Dong;
use domain::procedure::Work;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::sync::{Arc, PoisonError, RwLock};
use store::dossier;

/// What anybody may know who has typed a code (TT 01/2018 art. 16.2d): codes can be guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Degree {
    /// The code.
    pub code: DossierCode,
    /// Steps done.
    pub done: usize,
    /// Of how many.
    pub total: usize,
    /// The result is ready or was handed over, or the dossier came to another end.
    pub finished: bool,
}

/// What the holder of the receipt may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainStatus {
    /// The code.
    pub code: DossierCode,
    /// Procedure.
    pub procedure: ProcedureRef,
    /// Where it stands.
    pub phase: Phase,
    /// How it was decided.
    pub outcome: Option<Outcome>,
    /// Place of receipt and return.
    pub unit: UnitId,
    /// Which unit has it, since when; none once the result is ready or while the applicant has the word.
    pub waits_at: Option<(UnitId, Timestamp)>,
    /// The applicant was asked for a supplement at this moment.
    pub asked: Option<Timestamp>,
    /// What is being done now.
    pub work: Option<Work>,
    /// Received.
    pub received: Option<Timestamp>,
    /// The date on the first receipt.
    pub first_due: Option<Timestamp>,
    /// The token that was asked with.
    pub token: String,
    /// The date that holds was counted again.
    pub moved: Option<Moved>,
    /// The date promised by law.
    pub promised: Option<Timestamp>,
    /// The date that holds.
    pub due: Option<Timestamp>,
    /// An apology with a new date was given.
    pub apologised: Option<Timestamp>,
    /// Result ready.
    pub ready: Option<Timestamp>,
    /// Handed over.
    pub returned: Option<Timestamp>,
    /// Where it stands with its fee.
    pub fee: Standing,
    /// Vouchers that stand: number, when, how much.
    pub vouchers: Vec<(VoucherNumber, Timestamp, Dong)>,
    /// It is or was late.
    pub late: bool,
    /// Steps done, of how many.
    pub progress: (usize, usize),
    /// A paper outside the published list was demanded, or another rule was broken: the applicant
    /// is told.
    pub breaches: Vec<(Rule, Timestamp)>,
}

/// Procedures by how often they were asked for, with the moment of the count.
pub(crate) type Often = RwLock<Option<(Timestamp, Arc<Vec<ProcedureKey>>)>>;

/// Over so many days "often" is counted, and so often anew.
const OFTEN_DAYS: i64 = 90;
const COUNT_AGAIN: SignedDuration = SignedDuration::from_mins(30);

impl Office {
    /// The procedures that were asked for most in the last three months, most first; counted twice an
    /// hour at most. Empty in a new office.
    pub async fn asked_most(&self) -> Result<Arc<Vec<ProcedureKey>>, Error> {
        let now = self.now();
        let kept = self.inner.often.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, keys)) = kept
            && now.duration_since(at).abs() < COUNT_AGAIN
        {
            return Ok(keys);
        }
        let since = now - SignedDuration::from_hours(24 * OFTEN_DAYS);
        let keys = self
            .inner
            .db
            .read(move |tx| Box::pin(async move { store::supervision::asked_most(tx, since, 8).await }))
            .await?;
        let keys = Arc::new(keys);
        *self.inner.often.write().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&keys)));
        Ok(keys)
    }

    /// The degree of completion of the dossier with this code.
    pub async fn degree(&self, code: &DossierCode) -> Result<Degree, Error> {
        let code = code.clone();
        let d = self.find(move |tx| Box::pin(async move { dossier::by_code(tx, &code).await })).await?;
        let (done, total) = d.progress();
        let code = d.code.clone().ok_or_else(dossier_not_found)?;
        Ok(Degree { code, done, total, finished: !matches!(d.phase, Phase::InProcess | Phase::AwaitingSupplement) })
    }

    /// The status for whoever holds the receipt.
    pub async fn status(&self, token: &str) -> Result<PlainStatus, Error> {
        let token = token.to_owned();
        let d = self.find(move |tx| Box::pin(async move { dossier::by_token(tx, &token).await })).await?;
        let now = self.now();
        let waits_at = d.held.last().filter(|h| h.to.is_none()).and_then(|h| match &h.by {
            Holder::Official { unit, .. } | Holder::Unit { unit } => {
                // Since the dossier came to that unit, not since the last hand-over inside it.
                let since = d
                    .held
                    .iter()
                    .rev()
                    .take_while(
                        |x| matches!(&x.by, Holder::Official { unit: u, .. } | Holder::Unit { unit: u } if u == unit),
                    )
                    .last()
                    .map_or(h.from, |x| x.from);
                Some((unit.clone(), since))
            }
            Holder::Applicant => None,
        });
        Ok(PlainStatus {
            code: d.code.clone().ok_or_else(dossier_not_found)?,
            procedure: d.procedure.clone(),
            phase: d.phase,
            outcome: d.outcome.filter(|_| d.ready.is_some()),
            unit: d.unit.clone(),
            waits_at,
            asked: d.supplements.last().filter(|s| s.arrived.is_none()).map(|s| s.asked),
            work: d.step().filter(|_| d.phase == Phase::InProcess).map(|s| s.plan.work),
            received: d.received,
            token: d.token.clone().unwrap_or_default(),
            first_due: d.first_due,
            moved: d.moved.last().filter(|m| Some(m.due) == d.due).cloned(),
            promised: d.promised,
            due: d.due,
            apologised: d.apologised,
            ready: d.ready,
            returned: d.returned,
            fee: self.fee_standing(&d),
            vouchers: d.fees.standing().map(|v| (v.number, v.at, v.amount())).collect(),
            late: d.is_late(now),
            progress: d.progress(),
            breaches: d.breaches.iter().map(|b| (b.rule, b.at)).collect(),
        })
    }

    async fn find<F>(&self, by: F) -> Result<Dossier, Error>
    where
        F: for<'t> FnOnce(
                &'t mut store::db::Tx<'_>,
            )
                -> store::db::BoxFuture<'t, Result<Option<domain::id::DossierId>, store::db::DbError>>
            + Send
            + 'static,
    {
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let id = by(tx).await?.ok_or_else(dossier_not_found)?;
                    Ok(dossier::load(tx, id).await?.ok_or_else(dossier_not_found)?.1)
                })
            })
            .await
    }
}
