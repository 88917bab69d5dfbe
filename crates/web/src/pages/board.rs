//! What leaders and inspectors look at: where dossiers stand, what is late or soon due, what is to
//! be signed, and whose powers are lent to whom.

mod delegations;
mod sign;
mod view;

use crate::download::EXCEL_CSV;
use crate::failure::Failure;
use crate::forms::StaffForm;
use crate::pages::dossier::{Asks, download, lines};
use crate::visit::Staff;
use axum::extract::Query;
use axum::response::Response;
use domain::id::UnitId;
use domain::procedure::Work;
use maud::Markup;
use office::Filter;
use office::dossier::Order;
use office::export::{Export, Format, What};
use office::grant::{Delegate, Grant, Supervise};

/// A unit that the address names.
fn unit_of(asks: &Asks) -> Option<UnitId> {
    asks.get("unit").and_then(|u| u.parse().ok())
}

/// The numbers of my unit, or of one below it.
pub async fn show(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    let unit = unit_of(&asks).unwrap_or_else(|| me.actor().unit.clone());
    let board = me.visit.app.office.board(me.actor(), Some(unit.clone())).await?;
    let fees = crate::pages::fees::board_section(&me, &unit).await?;
    Ok(view::board(&me, &unit, &board, &fees))
}

/// Dossiers at the signature step.
pub async fn to_sign(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    Grant::<Supervise>::of(me.actor())?;
    let (page, others) = sign::waiting(&me, &asks).await?;
    Ok(sign::show(&me, &page, &others, &asks, &crate::ui::ErrorList::default()))
}

/// Signs several, each by itself; says of each what happened.
pub async fn sign(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    sign::sign(&me, &filled).await
}

/// Late dossiers: the date promised by law is missed.
pub async fn late(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    Grant::<Supervise>::of(me.actor())?;
    let after = asks.get("after").and_then(|a| lines::after_of(a));
    let filter = Filter { within: unit_of(&asks), late_at: Some(me.visit.app.office.now()), ..Filter::default() };
    let page = lines::listed(&me, filter, Order::Soonest, after).await?;
    Ok(view::list(&me, "late", &asks, &page))
}

/// Late dossiers as CSV.
pub async fn late_csv(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    late_file(&me, &asks, EXCEL_CSV).await
}

/// Late dossiers as a spreadsheet.
pub async fn late_xlsx(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    late_file(&me, &asks, Format::Xlsx).await
}

async fn late_file(me: &Staff, asks: &Asks, format: Format) -> Result<Response, Failure> {
    Grant::<Supervise>::of(me.actor())?;
    let unit = unit_of(asks);
    let filter = Filter { within: unit.clone(), late_at: Some(me.visit.app.office.now()), ..Filter::default() };
    download::file(me, Export::of(What::Dossiers, format).unit(unit), filter, Order::Soonest).await
}

/// Dossiers whose date comes by the end of the next working day.
pub async fn soon(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    Grant::<Supervise>::of(me.actor())?;
    let office = &me.visit.app.office;
    // Those whose date has passed already are no longer "soon".
    let after = asks.get("after").and_then(|a| lines::after_of(a)).unwrap_or_else(|| lines::before_all(office.now()));
    let filter = Filter { within: unit_of(&asks), due_by: Some(office.soon()), ..Filter::default() };
    let page = lines::listed(&me, filter, Order::Soonest, Some(after)).await?;
    Ok(view::list(&me, "soon", &asks, &page))
}

/// Delegations given and received, and the form for a new one.
pub async fn delegations(me: Staff) -> Result<Markup, Failure> {
    Ok(delegations::show(&me, &crate::forms::Filled::default(), &crate::ui::ErrorList::default()))
}

/// Lends the powers of one's post.
pub async fn delegate(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Delegate>::of(me.actor())?;
    delegations::delegate(&me, &filled).await
}

/// Ends a delegation before its time.
pub async fn end_delegation(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    delegations::end(&me, &filled).await
}

/// Dossiers at the signature step within reach.
fn at_signature(within: Option<UnitId>) -> Filter {
    Filter { within, work: Some(Work::Sign), phase: Some(domain::dossier::Phase::InProcess), ..Filter::default() }
}
