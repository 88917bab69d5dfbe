//! Registers and reports: the register (form 07), the daily intake, the period report, and who took
//! which of them away.

mod asked;
mod chart;
mod exports;
pub(crate) mod intake;
pub(crate) mod period;
pub(crate) mod register;

pub(crate) use asked::Rows;

use crate::download::EXCEL_CSV;
use crate::failure::Failure;
use crate::pages::dossier::Asks;
use crate::ui::{self, NavItem};
use crate::visit::Staff;
use asked::Asked;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use office::export::Format;
use office::grant::{Grant, Read, Supervise};

/// Whether a post may look at the work of others.
fn supervises(me: &Staff) -> bool {
    Grant::<Supervise>::of(me.actor()).is_ok()
}

/// The parts of this room, side by side.
fn parts(me: &Staff, here: &str) -> Markup {
    let t = me.visit.t;
    let mut items = vec![
        NavItem::new("/reports/register", t.s("register-title")).current(here == "register"),
        NavItem::new("/reports/intake", t.s("intake-title")).current(here == "intake"),
    ];
    if supervises(me) {
        items.insert(0, NavItem::new("/reports", t.s("report-title")).current(here == "period"));
        items.push(NavItem::new("/reports/exports", t.s("exports-title")).current(here == "exports"));
    }
    ui::sub_navigation(t, &items)
}

/// The period report; whoever may not look at the work of others begins with the intake.
pub async fn show(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    Grant::<Read>::of(me.actor())?;
    if !supervises(&me) {
        return Ok(Redirect::to("/reports/intake").into_response());
    }
    Ok(period::show(&me, &Asked::read(&me, &asks)).await?.into_response())
}

/// The period report as CSV.
pub async fn csv(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    period::file(&me, &Asked::read(&me, &asks), EXCEL_CSV).await
}

/// The period report as a spreadsheet.
pub async fn xlsx(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    period::file(&me, &Asked::read(&me, &asks), Format::Xlsx).await
}

/// The register, a page at a time.
pub async fn register(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    register::show(&me, &Asked::read(&me, &asks)).await
}

/// The register as CSV.
pub async fn register_csv(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    register::file(&me, &Asked::read(&me, &asks), EXCEL_CSV).await
}

/// The register as a spreadsheet.
pub async fn register_xlsx(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    register::file(&me, &Asked::read(&me, &asks), Format::Xlsx).await
}

/// The register as the paper of form 07.
pub async fn register_pdf(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    register::paper(&me, &Asked::read(&me, &asks)).await
}

/// The daily intake.
pub async fn intake(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    intake::show(&me, &Asked::read_day(&me, &asks)).await
}

/// The daily intake as CSV.
pub async fn intake_csv(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    intake::file(&me, &Asked::read_day(&me, &asks), EXCEL_CSV).await
}

/// The daily intake as a spreadsheet.
pub async fn intake_xlsx(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    intake::file(&me, &Asked::read_day(&me, &asks), Format::Xlsx).await
}

/// Who took what away.
pub async fn exports(me: Staff) -> Result<Markup, Failure> {
    exports::show(&me).await
}
