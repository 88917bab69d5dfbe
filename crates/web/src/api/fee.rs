//! Money at the counter: what was paid for a dossier, the day's vouchers, declared cash.

use super::body::{Body, Sent};
use super::call::{Asked, Call, Caller};
use super::name::{Moment, Named, NamedProcedure};
use super::problem::Problem;
use axum::Json;
use domain::calendar::Date;
use domain::fee::{FeeMethod, Refund, TillCommand};
use domain::id::{DossierId, PersonId, UnitId};
use domain::money::Dong;
use office::dossier::Detail;
use serde::{Deserialize, Serialize};
use store::fee::{Flow, VoucherLine};
use utoipa::ToSchema;

/// What was paid for a dossier.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FeesShape {
    /// đồng: the sum of the vouchers that stand.
    pub paid: i64,
    /// The exemption that was granted, word for word from the procedure's list.
    pub exemption: Option<String>,
    /// All vouchers in order, cancelled ones too.
    pub vouchers: Vec<VoucherShape>,
}

/// A voucher.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct VoucherShape {
    /// Number.
    pub number: String,
    /// For which dossier.
    pub dossier: DossierId,
    /// Its code.
    pub code: Option<String>,
    /// Procedure.
    pub procedure: NamedProcedure,
    /// Taken.
    pub at: Moment,
    /// By whom.
    pub person: Named,
    /// đồng.
    pub amount: i64,
    /// How.
    pub method: FeeMethod,
    /// Asked to be cancelled, or cancelled.
    pub cancellation: Option<CancellationShape>,
}

/// How a voucher is being or was cancelled.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CancellationShape {
    /// Asked.
    pub asked: Moment,
    /// By whom.
    pub asked_by: Named,
    /// Why; none when erased.
    pub reason: Option<String>,
    /// What becomes of the money.
    pub refund: Refund,
    /// Confirmed by the second person; none: still open, the voucher stands.
    pub confirmed: Option<Moment>,
    /// By whom.
    pub confirmed_by: Option<Named>,
}

impl FeesShape {
    /// What was paid for a dossier, for a caller.
    pub fn of(call: &Call, detail: &Detail) -> Self {
        let d = &detail.dossier;
        FeesShape {
            paid: d.fees.paid().0,
            exemption: d.fees.exemption.as_ref().map(|e| e.exemption.clone()),
            vouchers: d
                .fees
                .vouchers
                .iter()
                .map(|v| VoucherShape::of(call, &VoucherLine::of(d, v), |at| detail.texts.get(at).cloned()))
                .collect(),
        }
    }
}

impl VoucherShape {
    fn of(call: &Call, v: &VoucherLine, text: impl Fn(&domain::dossier::TextRef) -> Option<String>) -> Self {
        VoucherShape {
            number: v.number.to_string(),
            dossier: v.dossier,
            code: v.code.as_ref().map(ToString::to_string),
            procedure: call.procedure(&v.procedure),
            at: v.at.into(),
            person: call.person(&v.person),
            amount: v.amount.0,
            method: v.method,
            cancellation: v.cancellation.as_ref().map(|c| CancellationShape {
                asked: c.asked.into(),
                asked_by: call.person(&c.asked_by),
                reason: text(&c.reason),
                refund: c.refund,
                confirmed: c.confirmed.map(Into::into),
                confirmed_by: c.confirmed_by.as_ref().map(|p| call.person(p)),
            }),
        }
    }
}

/// What went in and out in one way of paying.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FlowShape {
    /// How it was paid.
    pub method: FeeMethod,
    /// đồng taken.
    pub taken: i64,
    /// đồng given back, or never taken.
    pub back: i64,
    /// Vouchers given.
    pub vouchers: i64,
    /// Vouchers cancelled.
    pub cancelled: i64,
}

fn flows(of: &[(FeeMethod, Flow)]) -> Vec<FlowShape> {
    of.iter()
        .map(|(method, f)| FlowShape {
            method: *method,
            taken: f.taken.0,
            back: f.back.0,
            vouchers: f.vouchers,
            cancelled: f.cancelled,
        })
        .collect()
}

/// One clerk's day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ClerkShape {
    /// Who.
    pub person: Named,
    /// What went in and out.
    pub flows: Vec<FlowShape>,
    /// đồng in cash, as the vouchers say.
    pub expected: i64,
    /// đồng in cash, as the clerk counted; none: not declared.
    pub counted: Option<i64>,
    /// Why it differs.
    pub reason: String,
    /// Declared, and nothing has moved since.
    pub settled: bool,
}

/// A day's vouchers and sums.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FeeDayShape {
    /// The unit.
    pub unit: Named,
    /// The day.
    #[schema(format = Date)]
    pub day: String,
    /// Vouchers taken or cancelled that day, in the order of their numbers.
    pub vouchers: Vec<VoucherShape>,
    /// Sums.
    pub total: Vec<FlowShape>,
    /// By clerk.
    pub clerks: Vec<ClerkShape>,
    /// Vouchers whose cancellation waits for a second person, whatever day they are of.
    pub requests: Vec<VoucherShape>,
}

/// Which day is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayAsked {
    day: Option<String>,
    unit: Option<UnitId>,
    person: Option<PersonId>,
}

/// A day as `2026-08-17` and nothing else.
fn day_of(text: &str) -> Option<Date> {
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain.then(|| text.parse().ok()).flatten()
}

/// A day's vouchers and sums.
pub async fn day(caller: Caller, Asked(asked): Asked<DayAsked>) -> Result<Json<FeeDayShape>, Problem> {
    let day = match &asked.day {
        Some(text) => Some(day_of(text).ok_or_else(|| Problem::malformed_query("day"))?),
        None => None,
    };
    let found = caller.office().fee_day(caller.actor(), asked.unit, day, asked.person).await?;
    let call = &caller.call;
    let voucher = |v: &VoucherLine| VoucherShape::of(call, v, |at| found.texts.get(at).cloned());
    Ok(Json(FeeDayShape {
        unit: call.unit(&found.unit),
        day: found.day.to_string(),
        vouchers: found.vouchers.iter().map(voucher).collect(),
        total: flows(&found.total),
        clerks: found
            .clerks
            .iter()
            .map(|(person, x)| ClerkShape {
                person: call.person(person),
                flows: flows(&x.flows),
                expected: x.expected.0,
                counted: x.till.as_ref().map(|t| t.counted.0),
                reason: x.reason.clone(),
                settled: x.is_settled(),
            })
            .collect(),
        requests: found.requests.iter().map(voucher).collect(),
    }))
}

/// The cash of a day as its clerk counted it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CashDeclared {
    /// The day, today or before: `2026-08-17`.
    #[schema(format = Date)]
    pub day: String,
    /// đồng counted.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub counted: i64,
    /// Why it differs from what the vouchers say.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub reason: String,
}

impl Sent for CashDeclared {
    const IS_ACT: bool = true;
}

/// What a declaration led to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DeclaredShape {
    /// đồng counted.
    pub counted: i64,
    /// đồng that the vouchers said at that moment.
    pub expected: i64,
}

/// Declares the cash of a day.
pub async fn declare(caller: Caller, Body(sent): Body<CashDeclared>) -> Result<Json<DeclaredShape>, Problem> {
    let day = day_of(&sent.day).ok_or_else(|| Problem::invalid_body(Some("day".to_owned()), "not a day".to_owned()))?;
    let command = TillCommand { day, counted: Dong(sent.counted), reason: sent.reason };
    let done = caller.office().declare_cash(caller.actor(), command).await?;
    Ok(Json(DeclaredShape { counted: done.counted.0, expected: done.expected.0 }))
}
