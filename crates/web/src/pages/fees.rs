//! The day's money: vouchers in order, sums by how it was paid, and the cash that a clerk counts.

mod view;

use crate::failure::{Failure, status_of};
use crate::forms::{Filled, StaffForm};
use crate::pages::dossier::Asks;
use crate::pages::words;
use crate::ui::ErrorList;
use crate::visit::Staff;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::Date;
use domain::fee::TillCommand;
use domain::law::{Refusal, Rule};
use domain::money::Dong;
use maud::Markup;
use office::Error;

/// A day as the browser's own field writes it (`2026-08-17`) or as people do (`17/08/2026`).
pub(crate) fn day_of(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let [day, month, year] = parts[..] else { return None };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// An amount as it is typed: `8000`, `8.000`, `8 000 đ`.
fn amount_of(text: &str) -> Option<i64> {
    let plain = text.trim().trim_end_matches(['đ', 'd', '₫']).trim();
    let digits: String = plain.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '\u{a0}')).collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

async fn page(me: &Staff, asks: &Asks, filled: &Filled, errors: &ErrorList) -> Result<Markup, Failure> {
    let asked = |name: &str| asks.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
    let (unit, person) = (asked("unit").and_then(|u| u.parse().ok()), asked("person").and_then(|p| p.parse().ok()));
    let today = domain::calendar::local(me.visit.app.office.now()).date();
    // What has not been cannot be shown; what is no day at all is today.
    let day = asked("day").and_then(day_of).filter(|d| *d <= today);
    let found = me.visit.app.office.fee_day(me.actor(), unit, day, person).await?;
    Ok(view::day(me, &found, filled, errors))
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
    use super::{amount_of, day_of};
    use domain::calendar::Date;

    #[test]
    fn amounts_and_days_are_read_as_people_type_them() {
        for typed in ["8000", "8.000", "8 000", "8.000 đ", " 8,000đ "] {
            assert_eq!(amount_of(typed), Some(8000), "{typed}");
        }
        for bad in ["", "đ", "tám nghìn", "-5", "8e3"] {
            assert_eq!(amount_of(bad), None, "{bad}");
        }
        for typed in ["2026-08-17", "17/08/2026", "17/8/2026"] {
            assert_eq!(day_of(typed), Some(Date::constant(2026, 8, 17)), "{typed}");
        }
        assert_eq!(day_of("hôm qua"), None);
    }
}
