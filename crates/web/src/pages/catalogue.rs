//! The life of a procedure, for officials: written, read by somebody else, signed; suspended, lifted,
//! abolished; its facts confirmed; brought and taken away as a file; all that was done to it.

mod confirm;
mod decision;
mod draft;
mod file;
mod history;
mod list;
mod parts;
mod rows;
mod view;

pub(crate) use confirm::place;
pub use file::{Faulty, read as read_file, say as say_fault};

use crate::failure::Failure;
use crate::forms::{Filled, StaffForm, StaffUpload};
use crate::pages::admin::tried::Tried;
use crate::pages::dossier::Asks;
use crate::visit::Staff;
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::id::ProcedureKey;
use domain::procedure::{Draft, Published};
use maud::Markup;
use office::Error;
use office::grant::{Compose, Decide, Grant, ReadCatalogue, Vet};

/// Everything that is written, waits for eyes or a signature, is suspended or abolished.
pub async fn list(me: Staff) -> Result<Markup, Failure> {
    Grant::<ReadCatalogue>::of(me.actor())?;
    Ok(list::show(&me))
}

/// One procedure.
pub async fn show(me: Staff, Path(key): Path<String>) -> Result<Markup, Failure> {
    Grant::<ReadCatalogue>::of(me.actor())?;
    let (key, published) = known(&me, &key)?;
    Ok(view::show(&me, &key, &published))
}

/// All that was done to it.
pub async fn history(me: Staff, Path(key): Path<String>) -> Result<Markup, Failure> {
    Grant::<ReadCatalogue>::of(me.actor())?;
    let (key, published) = known(&me, &key)?;
    history::show(&me, &key, &published).await
}

/// It as a file.
pub async fn export(me: Staff, Path(key): Path<String>) -> Result<Response, Failure> {
    Grant::<ReadCatalogue>::of(me.actor())?;
    let (key, published) = known(&me, &key)?;
    file::export(&key, &published)
}

/// Where a file is chosen.
pub async fn import_form(me: Staff) -> Result<Markup, Failure> {
    Grant::<Compose>::of(me.actor())?;
    Ok(file::choose(&me, None))
}

/// What a file would change, and its faults.
pub async fn look_into(StaffUpload { me, file, .. }: StaffUpload) -> Result<Response, Failure> {
    Grant::<Compose>::of(me.actor())?;
    Ok(file::look(&me, file))
}

/// Takes a file in as a draft.
pub async fn take_in(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Compose>::of(me.actor())?;
    file::take(&me, &filled).await
}

/// The form for a new procedure.
pub async fn new_form(me: Staff) -> Result<Markup, Failure> {
    Grant::<Compose>::of(me.actor())?;
    Ok(draft::new_form(&me, &Tried::nothing()))
}

/// Begins to write a new procedure.
pub async fn create(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Compose>::of(me.actor())?;
    draft::create(&me, &filled).await
}

/// Begins to write a later version.
pub async fn amend(Path(key): Path<String>, StaffForm { me, .. }: StaffForm) -> Result<Response, Failure> {
    Grant::<Compose>::of(me.actor())?;
    draft::amend(&me, &known(&me, &key)?.0).await
}

/// The draft.
pub async fn draft(me: Staff, Path(key): Path<String>) -> Result<Markup, Failure> {
    Grant::<ReadCatalogue>::of(me.actor())?;
    draft::show(&me, &known(&me, &key)?.0, &Tried::nothing())
}

/// A part of the draft as a form.
pub async fn part(me: Staff, Path((key, part)): Path<(String, String)>) -> Result<Markup, Failure> {
    Grant::<Compose>::of(me.actor())?;
    parts::form(&me, &known(&me, &key)?.0, &part, &Tried::nothing())
}

/// Writes a part of the draft.
pub async fn save_part(
    Path((key, part)): Path<(String, String)>,
    StaffForm { me, filled }: StaffForm,
) -> Result<Response, Failure> {
    Grant::<Compose>::of(me.actor())?;
    parts::save(&me, &known(&me, &key)?.0, &part, &filled).await
}

/// Hands the draft over for review.
pub async fn submit(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Compose>::of(me.actor())?;
    draft::submit(&me, &known(&me, &key)?.0, &filled).await
}

/// Finds the draft right.
pub async fn approve(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Vet>::of(me.actor())?;
    draft::approve(&me, &known(&me, &key)?.0, &filled).await
}

/// Sends the draft back.
pub async fn send_back(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Vet>::of(me.actor())?;
    draft::send_back(&me, &known(&me, &key)?.0, &filled).await
}

/// Throws the draft away.
pub async fn discard(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Compose>::of(me.actor())?;
    draft::discard(&me, &known(&me, &key)?.0, &filled).await
}

/// Signs the draft: it becomes a version.
pub async fn publish(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Decide>::of(me.actor())?;
    draft::publish(&me, &known(&me, &key)?.0, &filled).await
}

/// The form of a suspension.
pub async fn suspend_form(me: Staff, Path(key): Path<String>) -> Result<Markup, Failure> {
    decision::form(&me, &known(&me, &key)?.0, decision::Kind::Suspend, &Tried::nothing())
}

/// Suspends it.
pub async fn suspend(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    decision::sign(&me, &known(&me, &key)?.0, decision::Kind::Suspend, &filled).await
}

/// The form that lifts a suspension.
pub async fn lift_form(me: Staff, Path(key): Path<String>) -> Result<Markup, Failure> {
    decision::form(&me, &known(&me, &key)?.0, decision::Kind::Lift, &Tried::nothing())
}

/// Lifts a suspension.
pub async fn lift(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    decision::sign(&me, &known(&me, &key)?.0, decision::Kind::Lift, &filled).await
}

/// The form of an abolition.
pub async fn abolish_form(me: Staff, Path(key): Path<String>) -> Result<Markup, Failure> {
    decision::form(&me, &known(&me, &key)?.0, decision::Kind::Abolish, &Tried::nothing())
}

/// Abolishes it.
pub async fn abolish(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    decision::sign(&me, &known(&me, &key)?.0, decision::Kind::Abolish, &filled).await
}

/// Open facts of a version, to be confirmed with a citation.
pub async fn confirm_form(me: Staff, Path(key): Path<String>, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    Grant::<Compose>::of(me.actor())?;
    let (key, published) = known(&me, &key)?;
    let version = confirm::asked(&me, &published, asks.get("version").map_or("", String::as_str))?;
    confirm::form(&me, &key, version, &Tried::nothing(), &Filled::default())
}

/// Confirms facts.
pub async fn confirm(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Compose>::of(me.actor())?;
    confirm::confirm(&me, &known(&me, &key)?.0, &filled).await
}

/// The form that takes a confirmation back.
pub async fn unconfirm_form(me: Staff, Path(key): Path<String>, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    Grant::<Compose>::of(me.actor())?;
    let asked = |name: &str| asks.get(name).map_or("", String::as_str);
    let key = known(&me, &key)?.0;
    confirm::withdraw_form(&me, &key, asked("version"), asked("at"), asked("kind"), &Tried::nothing())
}

/// Takes a confirmation back.
pub async fn unconfirm(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Compose>::of(me.actor())?;
    confirm::withdraw(&me, &known(&me, &key)?.0, &filled).await
}

/// A procedure that is there, in writing or published.
fn known(me: &Staff, key: &str) -> Result<(ProcedureKey, Published), Failure> {
    let missing = || Failure::from(Error::NotFound { what: "procedure" });
    let key = ProcedureKey::parse(key).map_err(|_| missing())?;
    let law = me.visit.app.office.law();
    let published = law.catalogue.get(&key).ok_or_else(missing)?;
    if published.procedure.is_none() && published.draft.is_none() {
        return Err(missing());
    }
    Ok((key, published.clone()))
}

/// The draft of a procedure.
fn drafted(me: &Staff, key: &ProcedureKey) -> Result<(Published, Draft), Failure> {
    let law = me.visit.app.office.law();
    let published = law.catalogue.get(key).cloned().unwrap_or_default();
    let draft = published
        .draft
        .clone()
        .ok_or_else(|| Failure::from(domain::law::Refusal::new(domain::law::Rule::DraftUnknown)))?;
    Ok((published, draft))
}

/// The name of a procedure: as it is today, else as it is being written.
fn name_of(me: &Staff, published: &Published) -> String {
    let today = today(me);
    let text = published.shown(today).or_else(|| published.draft.as_ref().map(|d| &d.text));
    text.map(|v| me.visit.text(&v.name).to_owned()).unwrap_or_default()
}

fn today(me: &Staff) -> domain::calendar::Date {
    domain::calendar::local(me.visit.app.office.now()).date()
}
