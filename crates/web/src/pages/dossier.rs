//! Dossiers: the list of those within reach and one with all that happened to it.

mod contact;
mod deadline;
pub(crate) mod download;
mod fees;
pub(crate) mod lines;
pub(crate) mod said;
mod time;
pub(crate) mod timeline;
pub(crate) mod view;

pub use contact::{contact, contact_form};
pub use deadline::show as deadline;

use crate::download::EXCEL_CSV;
use crate::failure::Failure;
use crate::ui;
use crate::visit::Staff;
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::id::DossierId;
use lines::Asked;
use maud::Markup;
use office::Error;
use office::dossier::Order;
use office::export::Format;
use std::collections::BTreeMap;

/// The last readings of its files that a dossier's page tells.
const OPENINGS: usize = 50;

/// What stands after the question mark of an address.
pub(crate) type Asks = BTreeMap<String, String>;

/// The dossiers within reach, newest first.
pub async fn list(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    let asked = Asked::read(&me, &asks);
    let page = lines::page(&me, &asked, Order::Newest).await?;
    Ok(view::list(&me, &asked, &page))
}

/// The same list as CSV.
pub async fn csv(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    download::listed(&me, &Asked::read(&me, &asks), EXCEL_CSV).await
}

/// The same list as a spreadsheet.
pub async fn xlsx(me: Staff, Query(asks): Query<Asks>) -> Result<Response, Failure> {
    download::listed(&me, &Asked::read(&me, &asks), Format::Xlsx).await
}

/// One dossier.
pub async fn show(me: Staff, Path(id): Path<String>) -> Result<Markup, Failure> {
    let (office, id) = (&me.visit.app.office, id_of(&id)?);
    let detail = office.dossier(me.actor(), id).await?;
    let openings = office.file_openings(me.actor(), id, OPENINGS).await?;
    Ok(view::show(&me, &detail, &openings))
}

/// The id in an address; what is none is a dossier that is not there.
pub(crate) fn id_of(text: &str) -> Result<DossierId, Failure> {
    text.parse().map_err(|_| Error::NotFound { what: "dossier" }.into())
}

/// The address of a dossier's page.
pub(crate) fn href(id: DossierId) -> String {
    format!("/dossiers/{id}")
}

/// A page of a signed-in person with a way back before it.
pub(crate) fn framed(me: &Staff, title: &str, back: &str, body: Markup) -> Markup {
    ui::page_before(&me.visit.shell(), title, ui::back_link(me.visit.t, back), body)
}
