//! The one form of the counter: receive, only guide, or refuse to receive.

mod sheet;

use super::at_the_counter;
use super::read::{self, Press, Scan};
use crate::args;
use crate::failure::{Failure, status_of};
use crate::forms::{FilesForm, Filled, StaffForm};
use crate::keep;
use crate::multipart::NotTaken;
use crate::pages::dossier::Asks;
use crate::pages::drafts;
use crate::pages::file::Chooser;
use crate::pages::procedure::{Entry, entries};
use crate::pages::words;
use crate::ui::ErrorList;
use crate::visit::Staff;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::{Command, Law, Phase};
use domain::id::{DossierId, PaperId};
use domain::law::{Refusal, Rule};
use domain::procedure::{Channel, ServedBy, Standing, Version};
use maud::{Markup, html};
use office::Error;
use office::dossier::{Ask, Detail, NamedLine};
use sheet::Sheet;

/// `GET /reception/receive/{key}?dossier=&draft=`: with a dossier that had guidance, its applicant stands there
/// already; with a draft, all that was typed.
pub async fn form(me: Staff, Path(key): Path<String>, Query(query): Query<Asks>) -> Result<Markup, Failure> {
    at_the_counter(&me)?;
    let law = me.visit.app.office.law();
    let entry = published(&me, &law, &key)?;
    let path = format!("/reception/receive/{}", entry.key);
    let (draft, kept) = keep::opened(&me, &path, query.get("draft")).await?;
    let resumed = kept.is_some();
    let mut filled = kept.unwrap_or_else(|| Filled(prefilled(entry.version)));
    if let Some(id) = query.get("dossier") {
        filled.0.extend(guided(&me, id).await?);
    }
    let offered = if resumed {
        html! {}
    } else {
        drafts::here(&me, &path).await?
    };
    Ok(Sheet {
        me: &me,
        entry: &entry,
        filled: &filled,
        errors: &ErrorList::default(),
        missing: &[],
        alike: &[],
        key: new_key(),
        draft: draft.to_string(),
        offered,
        begin: "applicant.scan",
        files: Chooser::of(&me, &filled, &[]).await?,
    }
    .page())
}

/// What came back besides a receipt.
#[derive(Default)]
struct Again {
    errors: ErrorList,
    missing: Vec<PaperId>,
    alike: Vec<NamedLine>,
    begin: &'static str,
    new_key: bool,
    not_taken: Vec<NotTaken>,
}

impl Again {
    /// The form again with all that was typed.
    async fn page(
        mut self,
        me: &Staff,
        entry: &Entry<'_>,
        filled: &Filled,
        status: StatusCode,
    ) -> Result<Response, Failure> {
        let files = Chooser::of(me, filled, &self.not_taken).await?;
        files.tell(&mut self.errors, |id| paper_name(me, entry.version, id));
        let draft = keep::draft_of(filled).unwrap_or_else(|| me.visit.app.office.new_draft());
        let key = filled.get("key");
        let sheet = Sheet {
            me,
            entry,
            filled,
            errors: &self.errors,
            missing: &self.missing,
            alike: &self.alike,
            key: if self.new_key || key.is_empty() { new_key() } else { key.to_owned() },
            draft: draft.to_string(),
            offered: html! {},
            begin: self.begin,
            files,
        };
        Ok((status, sheet.page()).into_response())
    }
}

/// `POST /reception/receive/{key}`.
pub async fn submit(Path(key): Path<String>, FilesForm { form, not_taken }: FilesForm) -> Result<Response, Failure> {
    let StaffForm { me, filled } = form;
    at_the_counter(&me)?;
    let law = me.visit.app.office.law();
    let entry = published(&me, &law, &key)?;
    let office = &me.visit.app.office;
    match read::scanned(&filled) {
        // A scanner ends with Enter: what it typed is put where it belongs, and nothing is sent yet.
        Some(Scan::Card(read, begin)) => {
            return Again { begin, not_taken, ..Again::default() }.page(&me, &entry, &read, StatusCode::OK).await;
        }
        Some(Scan::NoCard(field)) => {
            let mut errors = ErrorList::default();
            errors.push(field, me.visit.t.s("receive-scan-not"));
            let again = Again { errors, not_taken, ..Again::default() };
            return again.page(&me, &entry, &filled, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        None => {}
    }
    if !not_taken.is_empty() {
        // A file that cannot be read is told before the dossier is taken, not after.
        let again = Again { not_taken, ..Again::default() };
        return again.page(&me, &entry, &filled, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let answer = match read::command(&filled, entry.key, entry.version) {
        Ok(command) => {
            // A double click, or a reload of the answer, is one dossier.
            let once = filled.get("key");
            let once: Option<String> =
                (!once.is_empty()).then(|| format!("page/receive/{once}").chars().take(200).collect());
            let dossier = filled.get("dossier").parse::<DossierId>().ok();
            let alike = alike(&me, &filled, &command, dossier, once.as_deref()).await?;
            if !alike.is_empty() {
                let again = Again { alike, begin: "anyway", ..Again::default() };
                return again.page(&me, &entry, &filled, StatusCode::CONFLICT).await;
            }
            let mut ask = dossier.map_or_else(|| Ask::new(command.clone()), |id| Ask::on(id, command.clone()));
            ask = ask.finishing(keep::draft_of(&filled));
            if let Some(version) = filled.number("version") {
                ask = ask.expecting(version);
            }
            if let Some(once) = once {
                ask = ask.keyed(once);
            }
            office.act(me.actor(), ask).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match answer {
        Ok(done) => {
            let act = match Press::of(&filled) {
                Press::Receive => "receive",
                Press::Guide => "guide",
                Press::Decline => "decline",
            };
            Ok(Redirect::to(&format!("/dossiers/{}?done={act}", done.id)).into_response())
        }
        Err(e) => again(&me, &entry, &filled, e).await,
    }
}

/// Dossiers to point out before a receipt; none once the officer has looked, and for what was done already.
async fn alike(
    me: &Staff,
    filled: &Filled,
    command: &Command,
    dossier: Option<DossierId>,
    once: Option<&str>,
) -> Result<Vec<NamedLine>, Failure> {
    let Command::Receive(receive) = command else { return Ok(Vec::new()) };
    let office = &me.visit.app.office;
    if filled.has("anyway", "yes") {
        return Ok(Vec::new());
    }
    if let Some(once) = once
        && office.was_asked(me.actor(), once).await?
    {
        return Ok(Vec::new());
    }
    Ok(office.alike(me.actor(), &receive.procedure, &receive.applicant, dossier).await?)
}

/// The form again with all that was typed, and what stands against it.
async fn again(me: &Staff, entry: &Entry<'_>, filled: &Filled, e: Error) -> Result<Response, Failure> {
    let t = me.visit.t;
    let status = status_of(&e);
    let mut again = Again::default();
    match &e {
        Error::Refused(r) => {
            let (field, text) = told(me, entry.version, r);
            again.errors.push(Chooser::field_on_page(&field, filled).unwrap_or(field), text);
            if r.rule == Rule::PapersMissing {
                again.missing = papers_of(entry.version, &r.detail);
            }
        }
        // A dossier stands under this key already: only a press that is meant makes another one.
        Error::KeyReused => {
            again.errors.push("", t.s("receive-key-reused"));
            again.new_key = true;
        }
        Error::Stale { .. } => again.errors.push("", t.s("receive-stale")),
        _ => return Err(e.into()),
    }
    again.page(me, entry, filled, status).await
}

/// The field an error belongs to and its text: what to type, where the form knows it better than the rule.
fn told(me: &Staff, v: &Version, r: &Refusal) -> (String, String) {
    let t = me.visit.t;
    let field = r.field.clone().unwrap_or_default();
    let last = field.rsplit('.').next().unwrap_or_default().replace('_', "-");
    let own = format!("receive-error-{last}");
    let text = match r.rule {
        Rule::FieldRequired | Rule::FieldMalformed | Rule::ReasonRequired if t.has(&own) => t.s(&own),
        Rule::PapersMissing => {
            let names: Vec<&str> =
                papers_of(v, &r.detail).iter().filter_map(|id| v.paper(id)).map(|p| me.visit.text(&p.name)).collect();
            format!("{} {}", t.f("receive-missing", args!["papers" => names.join("; ")]), words::refusal(t, r))
        }
        _ => words::refusal(t, r),
    };
    (field, text)
}

/// A paper's name by its id.
fn paper_name(me: &Staff, v: &Version, id: &str) -> String {
    let paper = PaperId::parse(id).ok().and_then(|id| v.paper(&id));
    paper.map_or_else(|| id.to_owned(), |p| me.visit.text(&p.name).to_owned())
}

/// Papers named in a refusal's detail.
fn papers_of(v: &Version, detail: &str) -> Vec<PaperId> {
    detail.split(", ").filter_map(|id| PaperId::parse(id).ok()).filter(|id| v.paper(id).is_some()).collect()
}

/// The procedure, if this counter may receive it; else the rule that stands against it.
fn published<'a>(me: &Staff, law: &'a Law, key: &str) -> Result<Entry<'a>, Failure> {
    let today = calendar::local(me.visit.app.office.now()).date();
    let entry = entries(law, today)
        .into_iter()
        .find(|e| e.key.as_str() == key)
        .ok_or_else(|| Failure::from(Error::NotFound { what: "procedure" }))?;
    if entry.procedure.served_by == ServedBy::Voice {
        return Err(Refusal::new(Rule::NotADossier).into());
    }
    match entry.published.standing(today) {
        Standing::Abolished(_) => return Err(Refusal::new(Rule::ProcedureAbolished).into()),
        // The form opens and says so: guidance and a refusal on paper are still given.
        Standing::Suspended(_) | Standing::InForce | Standing::NotYet(_) | Standing::Expired => {}
    }
    if !entry.published.is_published_at(&me.actor().unit) {
        return Err(Refusal::new(Rule::ProcedureNotPublished).into());
    }
    Ok(entry)
}

/// Ties two sends of one page together; random, so that no two pages share it.
fn new_key() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// What the form says before anybody has typed: the list's own sets, the usual way of filing. That the
/// papers are here says the officer.
fn prefilled(v: &Version) -> Vec<(String, String)> {
    let channel = v.channels.iter().find(|c| **c == Channel::InPerson).or(v.channels.first()).copied();
    vec![
        ("channel".to_owned(), words::word(&channel.unwrap_or_default())),
        ("sets".to_owned(), v.sets.to_string()),
        ("applicant.kind".to_owned(), "person".to_owned()),
    ]
}

/// What is known of a dossier that had guidance.
async fn guided(me: &Staff, id: &str) -> Result<Vec<(String, String)>, Failure> {
    let not_found = || Failure::from(Error::NotFound { what: "dossier" });
    let id: DossierId = id.parse().map_err(|_| not_found())?;
    let Detail { version, dossier, applicant, .. } = me.visit.app.office.dossier(me.actor(), id).await?;
    if dossier.phase != Phase::Guided {
        return Err(Refusal::new(Rule::AlreadyDone).into());
    }
    Ok([
        ("dossier", id.to_string()),
        ("version", version.to_string()),
        ("applicant.name", applicant.name),
        ("applicant.id_number", applicant.id_number),
        ("applicant.address", applicant.address),
        ("applicant.phone", applicant.phone),
        ("applicant.email", applicant.email),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec())
}
