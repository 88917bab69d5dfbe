//! Fees: the day's vouchers and sums, declared cash, and what a dossier still owes.

use crate::clock::ChanceExt;
use crate::error::Error;
use crate::grant::{Grant, Read, Supervise, Till as MayDeclare};
use crate::law::{append, bodies};
use crate::{Actor, Office};
use domain::calendar::{Date, local};
use domain::dossier::{Dossier, Law, TextRef};
use domain::fee::{self, Charge, FeeMethod, Standing, Till, TillCommand, TillEvent, apply_till};
use domain::id::{PersonId, ProcedureKey, SubjectId, UnitId};
use domain::money::Dong;
use domain::organisation::PostKind;
use domain::procedure::Version;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use store::db::Tx;
use store::fee::{Flow, VoucherLine};
use store::personal;

/// How far back the list of days looks that are not declared.
const LOOK_BACK_DAYS: i64 = 31;

/// One clerk's day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClerkDay {
    /// What went in and out, by how it was paid.
    pub flows: Vec<(FeeMethod, Flow)>,
    /// The cash that the vouchers say there is.
    pub expected: Dong,
    /// The last declaration.
    pub till: Option<Till>,
    /// Its reason, where the cash differed; empty when there is none or it was erased.
    pub reason: String,
}

impl ClerkDay {
    /// Money moved, in cash or not.
    pub fn moved(&self) -> bool {
        !self.flows.is_empty()
    }

    /// Whether cash moved: then it must be counted.
    pub fn cash_moved(&self) -> bool {
        self.flows.iter().any(|(m, _)| *m == FeeMethod::Cash)
    }

    /// Declared, and nothing has moved since.
    pub fn is_settled(&self) -> bool {
        !self.cash_moved() || self.till.as_ref().is_some_and(|t| t.expected == self.expected)
    }

    /// Counted less expected, as it was declared.
    pub fn difference(&self) -> Option<Dong> {
        self.till.as_ref().map(|t| Dong(t.counted.0 - t.expected.0))
    }
}

/// A day's vouchers in a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeDay {
    /// The unit.
    pub unit: UnitId,
    /// The day.
    pub day: Date,
    /// Only of this person; none: of all.
    pub person: Option<PersonId>,
    /// Vouchers taken or cancelled that day, in the order of their numbers.
    pub vouchers: Vec<VoucherLine>,
    /// Reasons of cancellations by where they stand.
    pub texts: HashMap<TextRef, String>,
    /// Each clerk's day.
    pub clerks: BTreeMap<PersonId, ClerkDay>,
    /// All of it, by how it was paid.
    pub total: Vec<(FeeMethod, Flow)>,
    /// Days of the last month whose cash is not declared as it now stands, oldest first.
    pub undeclared: Vec<(PersonId, Date, Dong)>,
    /// Vouchers whose cancellation waits for a second person, whatever day they are of.
    pub requests: Vec<VoucherLine>,
}

/// What the office took in a span of days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FeeSums {
    /// By unit and by how it was paid.
    pub units: Vec<(UnitId, FeeMethod, Flow)>,
    /// Standing vouchers by procedure: how many, how much.
    pub procedures: Vec<(ProcedureKey, i64, Dong)>,
}

/// What a declaration led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Declared {
    /// Counted.
    pub counted: Dong,
    /// What the vouchers said.
    pub expected: Dong,
}

/// Adds flows of one kind of payment.
fn add(to: &mut Vec<(FeeMethod, Flow)>, method: FeeMethod, flow: Flow) {
    match to.iter_mut().find(|(m, _)| *m == method) {
        Some((_, sum)) => {
            sum.taken.0 += flow.taken.0;
            sum.back.0 += flow.back.0;
            sum.vouchers += flow.vouchers;
            sum.cancelled += flow.cancelled;
        }
        None => to.push((method, flow)),
    }
}

/// Each clerk's days in a span: flows, and the cash that should be there.
async fn clerk_days(
    tx: &mut Tx<'_>,
    unit: &UnitId,
    (from, to): (Date, Date),
) -> Result<BTreeMap<(Date, PersonId), ClerkDay>, Error> {
    let mut days: BTreeMap<(Date, PersonId), ClerkDay> = BTreeMap::new();
    for (person, day, method, flow) in store::fee::by_clerk(tx, unit, from, to).await? {
        let here = days.entry((day, person)).or_default();
        here.flows.push((method, flow));
        if method == FeeMethod::Cash {
            here.expected = flow.net();
        }
    }
    for (person, day, till) in store::fee::declared(tx, unit, from, to).await? {
        let here = days.entry((day, person)).or_default();
        if let Some(at) = &till.reason {
            here.reason = personal::get(tx, at).await?.unwrap_or_default();
        }
        here.till = Some(till);
    }
    Ok(days)
}

impl Office {
    /// Where a dossier stands with its fee.
    pub fn fee_standing(&self, d: &Dossier) -> Standing {
        fee::standing(d, self.law().charge(d, self.now()))
    }

    /// A day's vouchers: a clerk sees the own ones; who supervises, those of the unit or of one
    /// below it, of all clerks or of one.
    pub async fn fee_day(
        &self,
        actor: &Actor,
        unit: Option<UnitId>,
        day: Option<Date>,
        person: Option<PersonId>,
    ) -> Result<FeeDay, Error> {
        let grant = Grant::<Read>::of(actor)?;
        let unit = unit.unwrap_or_else(|| grant.unit().clone());
        let person = match Grant::<Supervise>::of(actor) {
            Ok(grant) => {
                grant.over(&self.law(), &unit)?;
                person
            }
            Err(denied) => {
                // A clerk's own, in the own unit, and nobody else's.
                let own = person.as_ref().is_none_or(|p| *p == actor.person) && unit == actor.unit;
                if actor.kind != PostKind::ReceptionOfficer || !own {
                    return Err(denied);
                }
                Some(actor.person.clone())
            }
        };
        let today = local(self.now()).date();
        let day = day.unwrap_or(today);
        let since = today.checked_sub(jiff::Span::new().days(LOOK_BACK_DAYS)).unwrap_or(today);
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let mine = |p: &PersonId| person.as_ref().is_none_or(|x| x == p);
                    let vouchers = store::fee::day(tx, &unit, day, person.as_ref()).await?;
                    let mut clerks = BTreeMap::new();
                    let mut total = Vec::new();
                    for ((_, who), x) in clerk_days(tx, &unit, (day, day)).await? {
                        if mine(&who) {
                            x.flows.iter().for_each(|(m, f)| add(&mut total, *m, *f));
                            clerks.insert(who, x);
                        }
                    }
                    let undeclared = clerk_days(tx, &unit, (since, today))
                        .await?
                        .into_iter()
                        .filter(|((on, who), x)| mine(who) && *on != day && !x.is_settled())
                        .map(|((on, who), x)| (who, on, x.expected))
                        .collect();
                    let requests: Vec<_> = store::fee::open_requests(tx, &unit, 50)
                        .await?
                        .into_iter()
                        .filter(|v| mine(&v.person) || v.cancellation.as_ref().is_some_and(|c| mine(&c.asked_by)))
                        .collect();
                    let mut texts = HashMap::new();
                    for at in vouchers.iter().chain(&requests).filter_map(|v| Some(&v.cancellation.as_ref()?.reason)) {
                        if let Some(text) = personal::get(tx, at).await? {
                            texts.insert(at.clone(), text);
                        }
                    }
                    total.sort_by_key(|(m, _)| FeeMethod::ALL.iter().position(|x| x == m));
                    Ok::<_, Error>(FeeDay { unit, day, person, vouchers, texts, clerks, total, undeclared, requests })
                })
            })
            .await
    }

    /// A clerk declares the cash of a day: counted, compared with what the vouchers say. What they
    /// say is read in the same transaction.
    pub async fn declare_cash(&self, actor: &Actor, command: TillCommand) -> Result<Declared, Error> {
        Grant::<MayDeclare>::of(actor)?;
        let envelope = self.envelope(actor);
        let subject = SubjectId(self.inner.chance.uuid(envelope.at));
        let seeds = self.seeds(envelope.at, 1);
        let by = actor.clone();
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let day = command.day;
                    let today = local(envelope.at).date();
                    let found = clerk_days(tx, &by.unit, (day, day)).await?.remove(&(day, by.person.clone()));
                    let moved = found.as_ref().is_some_and(ClerkDay::cash_moved);
                    let expected = found.map(|x| x.expected).unwrap_or_default();
                    let stream = Till::stream(&by, day);
                    let (version, mut state) =
                        store::event::state::<Till>(tx, &stream).await?.unwrap_or((0, Till::default()));
                    let (events, texts) =
                        fee::declare(&state, &command, (expected, moved), today, envelope.act, subject)?;
                    for e in &events {
                        apply_till(&mut state, e, envelope.at);
                    }
                    let bodies = bodies(&events, |e| {
                        Ok(match e {
                            TillEvent::CashDeclared { .. } => "cash_declared".to_owned(),
                        })
                    })?;
                    let version = append(tx, &stream, version, &envelope, &bodies, &seeds).await?;
                    store::event::keep_state(tx, &stream, version, &state).await?;
                    store::fee::project_till(tx, (&by.unit, &by.person, day), &state).await?;
                    personal::put(tx, &texts).await?;
                    Ok::<_, Error>(Declared { counted: state.counted, expected: state.expected })
                })
            })
            .await
    }

    /// What a unit and those below it took from one day to another.
    pub async fn fee_sums(
        &self,
        actor: &Actor,
        unit: Option<UnitId>,
        (from, to): (Date, Date),
    ) -> Result<FeeSums, Error> {
        let grant = Grant::<Supervise>::of(actor)?;
        let unit = unit.unwrap_or_else(|| grant.unit().clone());
        grant.over(&self.law(), &unit)?;
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let units = store::fee::by_unit(tx, &unit, from, to).await?;
                    let procedures = store::fee::by_procedure(tx, &unit, from, to).await?;
                    Ok::<_, Error>(FeeSums { units, procedures })
                })
            })
            .await
    }
}

/// What the receipt says about the fee, as it was known when the paper was given out: printed again
/// it says the same. What was paid by then stands there too.
pub(crate) fn on_receipt(law: &Law, version: &Version, d: &Dossier, given_out: jiff::Timestamp) -> Option<String> {
    let paid: Vec<String> = d.fees.standing().map(|v| format!("{} (biên lai {})", v.amount(), v.number)).collect();
    if !paid.is_empty() {
        return Some(format!("đã thu {}", paid.join("; ")));
    }
    if let Some(e) = &d.fees.exemption {
        return Some(format!("được miễn ({})", e.exemption));
    }
    match law.charge(d, given_out) {
        Charge::Free => None,
        Charge::NotSet if version.fee.note.vi.is_empty() => None,
        Charge::NotSet => Some(format!("chưa có mức thu tại nơi tiếp nhận ({})", version.fee.note.vi)),
        Charge::Price(price) => {
            let mut out = match per(&price.unit) {
                "" => price.amount.to_string(),
                per => format!("{} mỗi {per}", price.amount),
            };
            let why = price.decision.as_ref().unwrap_or(&version.fee.note.vi);
            if !price.applies_when.is_empty() {
                out = format!("{out}, khi {}", price.applies_when);
            }
            if !why.is_empty() {
                out = format!("{out} ({why})");
            }
            Some(out)
        }
    }
}

/// What a fee goes by, in Vietnamese; empty for the dossier itself.
pub(crate) fn per(unit: &str) -> &'static str {
    match unit {
        "per_page" => "trang",
        "per_copy" => "bản",
        "per_case" => "trường hợp",
        "per_document" => "văn bản",
        "per_will" => "di chúc",
        "per_transaction" => "giao dịch",
        "per_registration" => "lần đăng ký",
        "per_permit" => "giấy phép",
        "per_card" => "thẻ",
        _ => "",
    }
}
