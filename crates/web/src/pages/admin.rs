//! What administrators keep: the organisation, people with posts and accounts, procedures, tokens.

mod counter;
mod days;
mod history;
mod hours;
pub mod import;
mod leaving;
mod organisation;
mod overview;
mod people;
mod post;
mod procedures;
pub(crate) mod system;
mod tariff;
mod tokens;
pub(crate) mod tried;
pub(crate) mod unit;

use crate::failure::Failure;
use crate::forms::{Filled, StaffForm, StaffUpload};
use crate::pages::dossier::Asks;
use crate::ui::{self, ErrorList, NavItem};
use crate::visit::{Staff, Visit};
use axum::extract::{Path, Query};
use axum::response::{Redirect, Response};
use domain::id::{PersonId, ProcedureKey};
use domain::law::Rule;
use domain::organisation::{Organisation, Unit};
use maud::{Markup, html};
use office::Error;
use office::grant::{Administer, Grant};
use office::system::Held;
use tried::Tried;

/// The proof that this is an administrator, before anything is shown.
fn administers(me: &Staff) -> Result<(), Failure> {
    Grant::<Administer>::of(me.actor())?;
    Ok(())
}

/// What is to be done, and what the catalogue does not know.
pub async fn overview(me: Staff) -> Result<Markup, Failure> {
    administers(&me)?;
    let accounts = me.visit.app.office.accounts(me.actor()).await?;
    Ok(overview::show(&me, &accounts))
}

/// Units, posts, holders, counters on a day.
pub async fn organisation(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    administers(&me)?;
    Ok(organisation::show(&me, &asks))
}

/// Adds a unit.
pub async fn add_unit(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    unit::add(&me, &filled).await
}

/// One unit.
pub async fn unit(me: Staff, Path(id): Path<String>) -> Result<Markup, Failure> {
    unit::show(&me, &known(&me, &id, |o, id| o.unit(id).is_some())?, &Tried::nothing()).await
}

/// Calls a unit otherwise.
pub async fn rename_unit(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    unit::rename(&me, known(&me, &id, |o, id| o.unit(id).is_some())?, &filled).await
}

/// Puts a unit below another one.
pub async fn move_unit(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    unit::relocate(&me, known(&me, &id, |o, id| o.unit(id).is_some())?, &filled).await
}

/// Ends a unit.
pub async fn end_unit(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    unit::end(&me, known(&me, &id, |o, id| o.unit(id).is_some())?, &filled).await
}

/// Adds a post to a unit.
pub async fn add_post(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    unit::add_post(&me, known(&me, &id, |o, id| o.unit(id).is_some())?, &filled).await
}

/// Adds a counter to a unit.
pub async fn add_counter(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    unit::add_counter(&me, known(&me, &id, |o, id| o.unit(id).is_some())?, &filled).await
}

/// Gives a unit other office hours.
pub async fn set_hours(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    hours::set(&me, known(&me, &id, |o, id| o.unit(id).is_some())?, &filled).await
}

/// Decisions on days off and worked days.
pub async fn days(me: Staff) -> Result<Markup, Failure> {
    administers(&me)?;
    Ok(days::show(&me, &Tried::nothing()))
}

/// Looks at a decision on days, or enters it.
pub async fn decide_days(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    days::submit(&me, &filled).await
}

/// One decision on days, and what it moved.
pub async fn day_decision(me: Staff, Path(n): Path<String>) -> Result<Markup, Failure> {
    administers(&me)?;
    days::one(&me, n.parse().map_err(|_| Failure::no_such_page())?).await
}

/// One post.
pub async fn post(me: Staff, Path(id): Path<String>) -> Result<Markup, Failure> {
    post::show(&me, &known(&me, &id, |o, id| o.post(id).is_some())?, &Tried::nothing()).await
}

/// Ends a post; what its holders held passes on.
pub async fn end_post(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    leaving::end_post(&me, known(&me, &id, |o, id| o.post(id).is_some())?, &filled).await
}

/// One counter.
pub async fn counter(me: Staff, Path(id): Path<String>) -> Result<Markup, Failure> {
    counter::show(&me, &known(&me, &id, |o, id| o.counter(id).is_some())?, &Tried::nothing()).await
}

/// Gives a counter another number, name or list of fields.
pub async fn change_counter(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    counter::reset(&me, known(&me, &id, |o, id| o.counter(id).is_some())?, &filled).await
}

/// Ends a counter.
pub async fn end_counter(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    counter::end(&me, known(&me, &id, |o, id| o.counter(id).is_some())?, &filled).await
}

/// People who serve.
pub async fn people(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    let accounts = me.visit.app.office.accounts(me.actor()).await?;
    Ok(people::list(&me, &accounts, &asks, &Filled::default(), &ErrorList::default()))
}

/// Registers a person, with a post and, where asked for, an account.
pub async fn add_person(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    people::add(&me, &filled).await
}

/// One person: posts and account.
pub async fn person(me: Staff, Path(id): Path<String>) -> Result<Markup, Failure> {
    let accounts = me.visit.app.office.accounts(me.actor()).await?;
    people::show(&me, &person_of(&me, &id)?, &accounts, &Tried::nothing()).await
}

/// Puts a person's name right.
pub async fn correct_name(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    people::correct_name(&me, person_of(&me, &id)?, &filled).await
}

/// Who goes on with what a person holds in a post.
pub async fn leaving(me: Staff, Path(id): Path<String>, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    let person = person_of(&me, &id)?;
    let post = asks.get("post").map_or("", String::as_str);
    let post = known(&me, post, |o, id| o.holdings.iter().any(|h| h.post == *id && h.person == person))?;
    leaving::show(&me, &person, &post, &Tried::nothing()).await
}

/// Closes a person's account at once.
pub async fn close_account(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    people::close_account(&me, person_of(&me, &id)?, &filled).await
}

/// Puts a person in a post.
pub async fn appoint(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    people::appoint(&me, person_of(&me, &id)?, &filled).await
}

/// Ends a person's time in a post.
pub async fn leave(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    leaving::leave(&me, person_of(&me, &id)?, &filled).await
}

/// Opens an account or sets a new password, which is shown once.
pub async fn account(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    people::account(&me, &person_of(&me, &id)?, &filled).await
}

/// Procedures with their state at the units below.
pub async fn procedures(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    administers(&me)?;
    Ok(procedures::list(&me, &asks))
}

/// One procedure: what of it is not certain, and where it is published.
pub async fn procedure(me: Staff, Path(key): Path<String>) -> Result<Markup, Failure> {
    administers(&me)?;
    procedures::show(&me, &key_of(&key)?, &Filled::default(), &ErrorList::default())
}

/// Publishes at units.
pub async fn publish(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    procedures::publish(&me, &key_of(&key)?, &filled).await
}

/// Stops receiving at a unit.
pub async fn withdraw(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    procedures::withdraw(&me, &key_of(&key)?, &filled).await
}

/// Sets the limit that the source leaves open.
pub async fn limit(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    procedures::limit(&me, &key_of(&key)?, &filled).await
}

/// Enters the amount of a fee that the province sets.
pub async fn set_tariff(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    tariff::set(&me, &key_of(&key)?, &filled).await
}

/// Where a spreadsheet of the first day is brought.
pub async fn import_form(me: Staff) -> Result<Markup, Failure> {
    administers(&me)?;
    Ok(import::start(&me, &ErrorList::default()))
}

/// An empty spreadsheet with examples.
pub async fn import_template(me: Staff) -> Result<Response, Failure> {
    administers(&me)?;
    Ok(import::template())
}

/// Brings a spreadsheet.
pub async fn bring_import(StaffUpload { me, file, .. }: StaffUpload) -> Result<Response, Failure> {
    administers(&me)?;
    import::bring(&me, file).await
}

/// What a spreadsheet would change, and its faults.
pub async fn check_import(me: Staff, Path(id): Path<String>) -> Result<Markup, Failure> {
    administers(&me)?;
    import::check(&me, &id).await
}

/// Takes a spreadsheet in.
pub async fn run_import(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    import::run(&me, &id, &filled).await
}

/// Throws a spreadsheet away.
pub async fn discard_import(Path(_): Path<String>, StaffForm { me, .. }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    import::discard(&me).await
}

/// Tokens for programs.
pub async fn tokens(me: Staff) -> Result<Markup, Failure> {
    tokens::show(&me, &Filled::default(), &ErrorList::default()).await
}

/// Makes a token; its secret is shown once.
pub async fn issue_token(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    tokens::issue(&me, &filled).await
}

/// Revokes a token.
pub async fn revoke_token(Path(id): Path<String>, StaffForm { me, .. }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    tokens::revoke(&me, &id).await
}

/// A key in an address, of something that is there.
fn known<K: std::str::FromStr>(
    me: &Staff,
    id: &str,
    is_there: impl FnOnce(&Organisation, &K) -> bool,
) -> Result<K, Failure> {
    administers(me)?;
    let law = me.visit.app.office.law();
    id.parse()
        .ok()
        .filter(|id| is_there(&law.organisation, id))
        .ok_or_else(|| domain::law::Refusal::new(Rule::NotFound).into())
}

/// Sets the mail address of a person.
pub async fn mail(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    people::mail(&me, person_of(&me, &id)?, &filled).await
}

/// The program itself: letters, certificate.
pub async fn system(me: Staff) -> Result<Markup, Failure> {
    administers(&me)?;
    system::show(&me).await
}

/// Sends a test letter.
pub async fn test_letter(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    administers(&me)?;
    system::test(&me, &filled).await
}

/// Has a letter tried again that was given up.
pub async fn letter_again(Path(id): Path<String>, StaffForm { me, .. }: StaffForm) -> Result<Redirect, Failure> {
    me.visit.app.office.post_again(me.actor(), &id).await?;
    Ok(Redirect::to("/admin/system?done=letter-again"))
}

/// Asks for a backup at once.
pub async fn back_up(StaffForm { me, .. }: StaffForm) -> Result<Redirect, Failure> {
    me.visit.app.office.ask_for_backup(me.actor()).await?;
    Ok(Redirect::to("/admin/system?done=backup-asked#backups"))
}

/// Says what becomes of letters that a restore held back.
pub async fn settle_held(StaffForm { me, filled }: StaffForm) -> Result<Redirect, Failure> {
    let what = match filled.get("what") {
        "release" => Held::Release,
        "throw-away" => Held::ThrowAway,
        _ => return Err(Failure::malformed()),
    };
    me.visit.app.office.settle_held_letters(me.actor(), what).await?;
    Ok(Redirect::to("/admin/system?done=held"))
}

/// Says that the server's clock is right.
pub async fn confirm_clock(StaffForm { me, .. }: StaffForm) -> Result<Redirect, Failure> {
    me.visit.app.office.confirm_clock(me.actor()).await?;
    Ok(Redirect::to("/admin/system?done=clock-confirmed#clock"))
}

fn person_of(me: &Staff, id: &str) -> Result<PersonId, Failure> {
    administers(me)?;
    let law = me.visit.app.office.law();
    id.parse()
        .ok()
        .filter(|id| law.organisation.person(id).is_some())
        .ok_or_else(|| domain::law::Refusal::new(Rule::NotFound).into())
}

fn key_of(key: &str) -> Result<ProcedureKey, Failure> {
    key.parse().map_err(|_| Error::NotFound { what: "procedure" }.into())
}

/// A page elsewhere that stands among those of the administration.
pub(crate) fn framed_in(me: &Staff, title: &str, here: &str, body: Markup) -> Markup {
    page(me, title, here, body)
}

/// A page of the administration.
fn page(me: &Staff, title: &str, here: &str, body: Markup) -> Markup {
    let t = me.visit.t;
    let items: Vec<NavItem> = [
        ("/admin", "admin-overview"),
        ("/admin/organisation", "admin-organisation"),
        ("/admin/people", "admin-people"),
        ("/admin/days", "days-nav"),
        ("/admin/import", "import-nav"),
        ("/admin/procedures", "admin-procedures"),
        ("/catalogue", "life-nav"),
        ("/admin/tokens", "admin-tokens"),
        ("/admin/system", "admin-system"),
    ]
    .into_iter()
    .map(|(href, key)| NavItem::new(href, t.s(key)).current(href == here))
    .collect();
    ui::page(&me.visit.shell(), title, html! { (ui::sub_navigation(t, &items)) (body) })
}

/// Units below the administrator's own that have a one-stop shop: where procedures can be published.
fn shops(visit: &Visit, me: &Staff) -> Vec<Unit> {
    let law = visit.app.office.law();
    law.organisation.subtree(&me.actor().unit).into_iter().filter(|u| u.one_stop.is_some()).cloned().collect()
}
