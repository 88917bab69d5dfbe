//! The period report: by unit, field, procedure and person, as things stood at the period's end.

use crate::grant::{Grant, Supervise};
use crate::register::in_order;
use crate::{Actor, Error, Office};
use domain::calendar::local;
use domain::dossier::Law;
use domain::id::{PersonId, ProcedureKey, UnitId};
use domain::report::{Count, Period, Turns};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::db::DbError;
use store::report::{self, Group, Scope};

/// What the rows of a report are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Units: the one asked for, and each one right below it with all that stand below that.
    #[default]
    Unit,
    /// Fields (lĩnh vực).
    Field,
    /// Procedures.
    Procedure,
}

/// Whose dossiers a unit's are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Those it received.
    #[default]
    Received,
    /// Those it decides.
    Decided,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Of this unit and those below it; none: the actor's own.
    pub unit: Option<UnitId>,
    /// Whose dossiers they are.
    pub role: Role,
    /// Rows.
    pub by: By,
    /// Days.
    pub period: Period,
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// A unit with all below it; the unit of the report itself stands for itself alone.
    Unit(UnitId),
    /// A field, in Vietnamese.
    Field(String),
    /// A procedure.
    Procedure(ProcedureKey),
}

/// A period report.
#[derive(Debug, Clone)]
pub struct Report {
    /// Of this unit and those below it.
    pub unit: UnitId,
    /// Days; the last one is not after today.
    pub period: Period,
    /// As things stood at this moment: the period's end, or now.
    pub as_of: Timestamp,
    /// All.
    pub total: Count,
    /// Changes in it that were done on paper and entered only after its end: a report that was
    /// printed then does not know them.
    pub entered_later: i64,
    /// Row by row.
    pub rows: Vec<(Of, Count)>,
}

/// Turns at desks in a period.
#[derive(Debug, Clone)]
pub struct Desks {
    /// Of this unit and those below it.
    pub unit: UnitId,
    /// Days; the last one is not after today.
    pub period: Period,
    /// As things stood at this moment.
    pub as_of: Timestamp,
    /// All.
    pub total: Turns,
    /// By unit and person; no person: nobody had taken it yet.
    pub rows: Vec<(UnitId, Option<PersonId>, Turns)>,
}

/// Sorts counts into rows.
struct Sorter<'a> {
    law: &'a Law,
    unit: &'a UnitId,
    by: By,
}

impl Sorter<'_> {
    /// The row of a group; `None`: it lies outside of the report.
    fn row(&self, (unit, procedure): &Group) -> Option<Of> {
        let line = self.law.organisation.line(unit);
        let depth = line.iter().position(|u| u.id == *self.unit)?;
        Some(match self.by {
            By::Unit => Of::Unit(line[depth.saturating_sub(1)].id.clone()),
            By::Field => Of::Field(self.law.field_of(procedure)),
            By::Procedure => Of::Procedure(procedure.clone()),
        })
    }
}

impl Office {
    /// Where a period ends: with its last day, or now.
    fn as_of(&self, period: Period) -> Result<(Period, Timestamp, Timestamp, Timestamp), Error> {
        let now = self.now();
        let today = local(now).date();
        let period = in_order(Period { to: period.to.min(today), ..period })?;
        let (from, to) = period.moments();
        Ok((period, from, to, to.min(now)))
    }

    fn supervised(&self, actor: &Actor, unit: Option<UnitId>) -> Result<UnitId, Error> {
        let grant = Grant::<Supervise>::of(actor)?;
        let unit = unit.unwrap_or_else(|| grant.unit().clone());
        grant.over(&self.law(), &unit)?;
        Ok(unit)
    }

    /// The report of a period.
    pub async fn report(&self, actor: &Actor, asked: Asked) -> Result<Report, Error> {
        let unit = self.supervised(actor, asked.unit)?;
        let (period, from, to, as_of) = self.as_of(asked.period)?;
        let scope = Scope { within: unit.clone(), decided: asked.role == Role::Decided, from, to };
        let (opening, closing, flows, moves, entered_later) = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    Ok::<_, DbError>((
                        report::open_at(tx, &scope, scope.from, scope.from).await?,
                        report::open_at(tx, &scope, scope.to, as_of).await?,
                        report::flows(tx, &scope).await?,
                        report::moves(tx, &scope).await?,
                        report::entered_later(tx, &scope).await?,
                    ))
                })
            })
            .await?;
        let law = self.law();
        let sorter = Sorter { law: &law, unit: &unit, by: asked.by };
        let mut rows: BTreeMap<Of, Count> = BTreeMap::new();
        let mut add = |of: Option<Of>, count: Count| {
            if let Some(of) = of {
                *rows.entry(of).or_default() += count;
            }
        };
        for (group, open) in opening {
            add(sorter.row(&group), Count { opening: open.iter().sum(), ..Count::default() });
        }
        for (group, [open_in_time, open_overdue, open_awaiting, open_ready]) in closing {
            let count = Count { open_in_time, open_overdue, open_awaiting, open_ready, ..Count::default() };
            add(sorter.row(&group), count);
        }
        for (group, count) in flows {
            add(sorter.row(&group), count);
        }
        for (was, is, n) in moves {
            let (was, is) = (was.and_then(|was| sorter.row(&was)), sorter.row(&is));
            // Within one row nothing moved.
            if was != is {
                add(was, Count { moved_out: n, ..Count::default() });
                add(is, Count { moved_in: n, ..Count::default() });
            }
        }
        let mut total = Count::default();
        for count in rows.values() {
            total += *count;
        }
        // What moved from one row to another came from nowhere and went nowhere as a whole.
        let inside = total.moved_in.min(total.moved_out);
        total.moved_in -= inside;
        total.moved_out -= inside;
        let mut rows: Vec<_> = rows.into_iter().collect();
        if asked.by == By::Unit {
            // In the order of the organisation, the unit itself first.
            let place = |of: &Of| match of {
                Of::Unit(u) => law.organisation.units.iter().position(|x| x.id == *u),
                _ => None,
            };
            rows.sort_by_key(|(of, _)| place(of));
        }
        Ok(Report { unit, period, as_of, total, entered_later, rows })
    }

    /// What came in and went out month by month: for a chart.
    pub async fn months(&self, actor: &Actor, asked: &Asked) -> Result<Vec<(Period, Count)>, Error> {
        let unit = self.supervised(actor, asked.unit.clone())?;
        let (period, ..) = self.as_of(asked.period)?;
        let decided = asked.role == Role::Decided;
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let mut out = Vec::new();
                    for month in period.months() {
                        let (from, to) = month.moments();
                        let scope = Scope { within: unit.clone(), decided, from, to };
                        let mut sum = Count::default();
                        for (_, count) in report::flows(tx, &scope).await? {
                            sum += count;
                        }
                        out.push((month, sum));
                    }
                    Ok::<_, Error>(out)
                })
            })
            .await
    }

    /// Turns at desks by person; no ranking is meant.
    pub async fn desks(&self, actor: &Actor, unit: Option<UnitId>, period: Period) -> Result<Desks, Error> {
        let unit = self.supervised(actor, unit)?;
        let (period, from, to, as_of) = self.as_of(period)?;
        let scope = Scope { within: unit.clone(), decided: false, from, to };
        let rows =
            self.inner.db.read(move |tx| Box::pin(async move { report::turns(tx, &scope, as_of).await })).await?;
        let mut total = Turns::default();
        for (.., turns) in &rows {
            total += *turns;
        }
        Ok(Desks { unit, period, as_of, total, rows })
    }
}
