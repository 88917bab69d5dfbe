//! What lies on a desk: the tabs of an inbox, how much is in each, and the questions of other units.

use crate::dossier::{NamedLine, named};
use crate::grant::{Act, Grant};
use crate::{Actor, Error, Office};
use domain::calendar::{Timestamp, instant, local};
use domain::id::ProcedureKey;
use store::desk::{self, Desk};
use store::dossier::After;

pub use store::desk::{Counts, Narrow, Tab};

/// The tabs' figures, and the procedures of which something lies here.
#[derive(Debug, Clone, Default)]
pub struct Lies {
    /// Figures.
    pub counts: Counts,
    /// Questions that the unit has not answered yet.
    pub questions: i64,
    /// Procedures.
    pub procedures: Vec<ProcedureKey>,
}

fn of(actor: &Actor) -> Desk {
    Desk { unit: actor.unit.clone(), kind: actor.kind, post: actor.post.clone(), person: actor.person.clone() }
}

fn most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

impl Office {
    /// How much lies on the actor's desk.
    pub async fn desk(&self, actor: &Actor) -> Result<Lies, Error> {
        Grant::<Act>::of(actor)?;
        let (desk, now) = (of(actor), self.now());
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    Ok(Lies {
                        counts: desk::counts(tx, &desk, now).await?,
                        questions: desk::open_questions(tx, &desk.unit).await?,
                        procedures: desk::procedures(tx, &desk).await?,
                    })
                })
            })
            .await
    }

    /// What lies in one tab of the actor's desk.
    pub async fn on_desk(
        &self,
        actor: &Actor,
        tab: Tab,
        narrow: Narrow,
        after: Option<After>,
        limit: usize,
    ) -> Result<Vec<NamedLine>, Error> {
        Grant::<Act>::of(actor)?;
        let desk = of(actor);
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let lines = desk::list(tx, &desk, tab, &narrow, after, most(limit)).await?;
                    Ok(named(tx, lines).await?)
                })
            })
            .await
    }

    /// Dossiers with a question that the actor's unit has not answered yet, each with when the answer is due.
    pub async fn consultations(
        &self,
        actor: &Actor,
        after: Option<After>,
        limit: usize,
    ) -> Result<Vec<(Timestamp, NamedLine)>, Error> {
        Grant::<Act>::of(actor)?;
        let unit = actor.unit.clone();
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let (due, lines): (Vec<_>, Vec<_>) =
                        desk::questions(tx, &unit, after, most(limit)).await?.into_iter().unzip();
                    Ok(due.into_iter().zip(named(tx, lines).await?).collect())
                })
            })
            .await
    }

    /// The first moment of the day that lies so many days after today.
    pub fn day_begins(&self, days: i64) -> Timestamp {
        let day = local(self.now()).date().saturating_add(jiff::Span::new().days(days));
        instant(day.at(0, 0, 0, 0))
    }
}
