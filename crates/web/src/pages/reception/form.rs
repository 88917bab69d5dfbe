//! The one form of the counter: receive, only guide, or refuse to receive.

mod sheet;

use super::at_the_counter;
use super::read::{self, Press};
use crate::args;
use crate::failure::{Failure, status_of};
use crate::forms::{Filled, StaffForm};
use crate::pages::dossier::Asks;
use crate::pages::procedure::{Entry, entries};
use crate::pages::words;
use crate::ui::ErrorList;
use crate::visit::Staff;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::{Law, Phase};
use domain::id::{DossierId, PaperId};
use domain::law::{Refusal, Rule};
use domain::procedure::{Channel, Need, ServedBy, Version};
use maud::Markup;
use office::Error;
use office::dossier::{Ask, Detail};
use sheet::Sheet;

/// `GET /reception/receive/{key}?dossier=`: with a dossier that had guidance, its applicant stands there already.
pub async fn form(me: Staff, Path(key): Path<String>, Query(query): Query<Asks>) -> Result<Markup, Failure> {
    at_the_counter(&me)?;
    let law = me.visit.app.office.law();
    let entry = published(&me, &law, &key)?;
    let mut filled = Filled(prefilled(entry.version));
    if let Some(id) = query.get("dossier") {
        filled.0.extend(guided(&me, id).await?);
    }
    Ok(Sheet { me: &me, entry: &entry, filled: &filled, errors: &ErrorList::default(), missing: &[], key: new_key() }
        .page())
}

/// `POST /reception/receive/{key}`.
pub async fn submit(Path(key): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    at_the_counter(&me)?;
    let law = me.visit.app.office.law();
    let entry = published(&me, &law, &key)?;
    let answer = match read::command(&filled, entry.key, entry.version) {
        Ok(command) => {
            let mut ask = match filled.get("dossier").parse::<DossierId>() {
                Ok(id) => Ask::on(id, command),
                Err(_) => Ask::new(command),
            };
            if let Some(version) = filled.number("version") {
                ask = ask.expecting(version);
            }
            // A double click, or a reload of the answer, is one dossier.
            let once = filled.get("key");
            if !once.is_empty() {
                ask = ask.keyed(format!("page/receive/{once}").chars().take(200).collect::<String>());
            }
            me.visit.app.office.act(me.actor(), ask).await
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
        Err(e) => again(&me, &entry, &filled, e),
    }
}

/// The form again with all that was typed, and what stands against it.
fn again(me: &Staff, entry: &Entry<'_>, filled: &Filled, e: Error) -> Result<Response, Failure> {
    let t = me.visit.t;
    let status = status_of(&e);
    let mut errors = ErrorList::default();
    let (mut missing, mut key) = (Vec::new(), filled.get("key").to_owned());
    match &e {
        Error::Refused(r) => {
            let (field, text) = told(me, entry.version, r);
            errors.push(field, text);
            if r.rule == Rule::PapersMissing {
                missing = papers_of(entry.version, &r.detail);
            }
        }
        // A dossier stands under this key already: only a press that is meant makes another one.
        Error::KeyReused => {
            errors.push("", t.s("receive-key-reused"));
            key = new_key();
        }
        Error::Stale { .. } => errors.push("", t.s("receive-stale")),
        _ => return Err(e.into()),
    }
    let sheet = Sheet { me, entry, filled, errors: &errors, missing: &missing, key };
    Ok((status, sheet.page()).into_response())
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
    if !entry.published.is_published_at(&me.actor().unit) {
        return Err(Refusal::new(Rule::ProcedureNotPublished).into());
    }
    Ok(entry)
}

/// Ties two sends of one page together; random, so that no two pages share it.
fn new_key() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// What the form says before anybody has typed: the list's own counts, the usual way of filing.
fn prefilled(v: &Version) -> Vec<(String, String)> {
    let channel = v.channels.iter().find(|c| **c == Channel::InPerson).or(v.channels.first()).copied();
    let mut out = vec![
        ("channel".to_owned(), words::word(&channel.unwrap_or_default())),
        ("sets".to_owned(), v.sets.to_string()),
        ("applicant.kind".to_owned(), "person".to_owned()),
    ];
    for p in v.papers.iter().filter(|p| p.need == Need::Always) {
        let (originals, copies, database) = read::fields(&p.id);
        if p.replaced_by.is_some() {
            // NQ 66.7/2025: what the State has is not asked for.
            out.push((database, "yes".to_owned()));
        } else {
            out.push((originals, p.originals.to_string()));
            out.push((copies, p.copies.to_string()));
        }
    }
    out
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
