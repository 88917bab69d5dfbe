//! The day's money: vouchers in order, sums by how it was paid, and the cash that a clerk counts.

mod board;
mod view;

pub(crate) use board::section as board_section;

use crate::download::{EXCEL_CSV, Row, Sheet, respond};
use crate::failure::{Failure, status_of};
pub(crate) use crate::forms::day_of;
use crate::forms::{Filled, StaffForm};
use crate::pages::dossier::Asks;
use crate::pages::words;
use crate::ui::ErrorList;
use crate::visit::Staff;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use domain::fee::TillCommand;
use domain::law::{Refusal, Rule};
use domain::money::Dong;
use maud::Markup;
use office::Error;
use office::export::{Export, What};
use office::fee::FeeDay;

/// An amount as it is typed: `8000`, `8.000`, `8 000 đồng`.
pub(crate) fn amount_of(text: &str) -> Option<i64> {
    let plain = text.trim().trim_end_matches("đồng").trim_end_matches(['đ', 'd', '₫']).trim();
    let digits: String = plain.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '\u{a0}')).collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

async fn found(me: &Staff, asks: &Asks) -> Result<FeeDay, Failure> {
    let asked = |name: &str| asks.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
    let (unit, person) = (asked("unit").and_then(|u| u.parse().ok()), asked("person").and_then(|p| p.parse().ok()));
    let today = domain::calendar::local(me.visit.app.office.now()).date();
    // What has not been cannot be shown; what is no day at all is today.
    let day = asked("day").and_then(day_of).filter(|d| *d <= today);
    Ok(me.visit.app.office.fee_day(me.actor(), unit, day, person).await?)
}

async fn page(me: &Staff, asks: &Asks, filled: &Filled, errors: &ErrorList) -> Result<Markup, Failure> {
    Ok(view::day(me, &found(me, asks).await?, filled, errors))
}

/// Columns of the day's file: texts `fees-file-<name>`.
const COLUMNS: [(&str, u8); 13] = [
    ("number", 14),
    ("code", 28),
    ("procedure", 60),
    ("taken", 17),
    ("clerk", 24),
    ("method", 16),
    ("amount", 14),
    ("state", 16),
    ("reason", 40),
    ("asked-by", 24),
    ("cancelled", 17),
    ("cancelled-by", 24),
    ("stands", 14),
];

/// The vouchers of a day as a table; who took it away is on record.
pub async fn csv(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let found = found(&me, &asks).await?;
    let export = Export::of(What::Vouchers, EXCEL_CSV).unit(Some(found.unit.clone())).days(found.day, found.day);
    visit.app.office.record_export(me.actor(), export).await?;
    let rows: Vec<Row> = found
        .vouchers
        .iter()
        .map(|v| {
            let c = v.cancellation.as_ref();
            let cancelled = v.is_cancelled();
            let state = match c {
                Some(_) if cancelled => t.s("fee-cancelled"),
                Some(_) => t.s("fee-cancel-open"),
                None => String::new(),
            };
            vec![
                v.number.to_string().into(),
                v.code.as_ref().map_or_else(String::new, ToString::to_string).into(),
                visit.procedure_name(&v.procedure).into(),
                Some(v.at).into(),
                visit.person_name(&v.person).into(),
                words::of(t, "fee-method", &v.method).into(),
                v.amount.0.into(),
                state.into(),
                c.and_then(|c| found.texts.get(&c.reason)).map_or("", String::as_str).into(),
                c.map_or_else(String::new, |c| visit.person_name(&c.asked_by)).into(),
                c.and_then(|c| c.confirmed).into(),
                c.and_then(|c| c.confirmed_by.as_ref()).map_or_else(String::new, |p| visit.person_name(p)).into(),
                if cancelled { 0.into() } else { v.amount.0.into() },
            ]
        })
        .collect();
    let name = t.s("export-vouchers");
    let sheet = Sheet::of(t, format!("{name}-{}", found.day), name, "fees-file", &COLUMNS);
    Ok(respond(sheet, EXCEL_CSV, rows).await?)
}

/// The vouchers of a day: one's own, or for who supervises those of the unit.
pub async fn day(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    page(&me, &asks, &Filled::default(), &ErrorList::default()).await
}

/// Declares the cash of a day.
pub async fn declare(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    let day = filled.get("day").to_owned();
    let answer = async {
        let day = day_of(&day).ok_or_else(|| Refusal::new(Rule::FieldMalformed).field("day"))?;
        let counted =
            amount_of(filled.get("counted")).ok_or_else(|| Refusal::new(Rule::FieldMalformed).field("counted"))?;
        let command = TillCommand { day, counted: Dong(counted), reason: filled.get("reason").to_owned() };
        me.visit.app.office.declare_cash(me.actor(), command).await
    };
    match answer.await {
        Ok(_) => Ok(Redirect::to(&format!("/fees/day?day={day}&done=declare-cash")).into_response()),
        Err(Error::Refused(refusal)) => {
            let asks = Asks::from([("day".to_owned(), day)]);
            let errors = words::errors(me.visit.t, &refusal);
            let page = page(&me, &asks, &filled, &errors).await?;
            Ok((status_of(&Error::Refused(refusal)), page).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::amount_of;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for typed in ["8000", "8.000", "8 000", "8.000 đ", " 8,000đ ", "8.000 đồng"] {
            assert_eq!(amount_of(typed), Some(8000), "{typed}");
        }
        for bad in ["", "đ", "tám nghìn", "-5", "8e3"] {
            assert_eq!(amount_of(bad), None, "{bad}");
        }
    }
}
