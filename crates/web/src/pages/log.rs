//! The public log: checkpoint, tiles and keys as C2SP tlog-tiles has them, and the proofs that citizens keep.

use crate::app::App;
use crate::args;
use crate::assets::asset_url;
use crate::failure::Failure;
use crate::ui::{self, Column, SummaryRow};
use crate::visit::Visit;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::calendar::Timestamp;
use ledger::{EntryBundle, SignedCheckpoint, Tile, TlogProof};
use maud::{Markup, html};
use office::Error;

/// What never changes again.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What a reader asks for anew.
const NOW: &str = "no-cache";
const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";

fn sent(bytes: impl IntoResponse, kind: &'static str, cache: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, cache)], bytes).into_response()
}

/// Answers in the plain words of HTTP: these paths are read by programs.
fn nothing() -> Response {
    (StatusCode::NOT_FOUND, [(CACHE_CONTROL, NOW)], "not in the log\n").into_response()
}

fn failed(e: &Error) -> Response {
    tracing::error!(error = %e, "the log could not be read");
    (StatusCode::SERVICE_UNAVAILABLE, [(CACHE_CONTROL, NOW)], "the log cannot be read now\n").into_response()
}

/// `GET /ledger/checkpoint`: the last signed head.
pub async fn checkpoint(State(app): State<App>) -> Response {
    match app.office.checkpoint().await {
        Ok(Some(signed)) => sent(signed.note, TEXT, NOW),
        Ok(None) => nothing(),
        Err(e) => failed(&e),
    }
}

/// `GET /ledger/tile/…`: a tile of hashes or a bundle of entries, whole or as wide as asked.
pub async fn tile(State(app): State<App>, Path(rest): Path<String>) -> Response {
    let path = format!("tile/{rest}");
    let found = if let Ok(bundle) = path.parse::<EntryBundle>() {
        app.office.entries(bundle).await
    } else if let Ok(tile) = path.parse::<Tile>() {
        app.office.tile(tile).await
    } else {
        return nothing();
    };
    match found {
        Ok(Some(bytes)) => sent(bytes, BYTES, FOR_EVER),
        Ok(None) => nothing(),
        Err(e) => failed(&e),
    }
}

/// `GET /ledger/log.vkey`: the key that checks the log's signatures.
pub async fn key(State(app): State<App>) -> Response {
    app.office.log_key().map_or_else(nothing, |key| sent(format!("{key}\n"), TEXT, NOW))
}

/// `GET /ledger/policy`: the log and its witnesses as C2SP tlog-policy.
pub async fn policy(State(app): State<App>) -> Response {
    app.office.log_policy().map_or_else(nothing, |policy| sent(policy, TEXT, NOW))
}

/// `GET /t/{token}/proof/{n}`: the proof of an event, to keep.
pub async fn proof(visit: Visit, Path((token, n)): Path<(String, String)>) -> Result<Response, Failure> {
    let version: i64 = n.parse().map_err(|_| Failure::no_such_page())?;
    let proof = visit.app.office.proof(&token, version).await?;
    let name = format!("attachment; filename=\"{}-{version}.tlog-proof\"", proof.index());
    let headers =
        [(CONTENT_TYPE, TEXT.to_owned()), (CACHE_CONTROL, "private, no-store".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, proof.to_string()).into_response())
}

/// `GET /t/{token}/proofs`: what can be proven, and what each proof says.
pub async fn proofs(visit: Visit, Path(token): Path<String>) -> Result<Markup, Failure> {
    let t = visit.t;
    let office = &visit.app.office;
    let status = office.status(&token).await?;
    let all = office.provable(&token).await?;
    let title = t.s("proofs-title");
    let columns =
        [Column::row_header(t.s("proofs-what")), Column::new(t.s("proofs-when")), Column::new(t.s("proofs-file"))];
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|p| {
            vec![
                html! { (ui::link(&format!("/t/{token}/proofs/{}", p.version), &t.s(&event_key(p.kind)))) },
                html! { (t.moment_long(p.at)) },
                html! { (ui::link(&format!("/t/{token}/proof/{}", p.version), &t.s("proofs-download"))) },
            ]
        })
        .collect();
    let body = html! {
        (ui::heading(Some(&t.f("status-code", args!["code" => status.code.as_str()])), &title))
        p.govuk-body { (t.s("proofs-intro")) }
        @if rows.is_empty() { (ui::empty_state(&t.s("proofs-none"), None)) }
        @else { (ui::data_table_quiet(&title, &columns, &rows)) }
        (ui::details(&t.s("proofs-how"), html! {
            p.govuk-body { (t.s("proofs-how-what")) }
            pre.motcua-code { code { "motcua verify FILE.tlog-proof --policy policy" } }
            p.govuk-body { (ui::link("/ledger/log.vkey", &t.s("proofs-key"))) " · " (ui::link("/ledger/checkpoint", &t.s("proofs-checkpoint"))) }
        }))
        (ui::back_link(t, &format!("/t/{token}")))
    };
    Ok(ui::page(&visit.shell(), &title, body))
}

fn event_key(kind: &str) -> String {
    format!("event-{}", kind.replace('_', "-"))
}

/// `GET /t/{token}/proofs/{n}`: one proof in plain words, checked by the browser itself.
pub async fn one(visit: Visit, Path((token, n)): Path<(String, String)>) -> Result<Response, Failure> {
    let version: i64 = n.parse().map_err(|_| Failure::no_such_page())?;
    let t = visit.t;
    let office = &visit.app.office;
    let status = office.status(&token).await?;
    let proof = office.proof(&token, version).await?;
    let kind = office.provable(&token).await?.into_iter().find(|p| p.version == version).map(|p| p.kind);
    let title = kind.map_or_else(|| t.s("proofs-title"), |kind| t.s(&event_key(kind)));
    let key = office.log_key().map(|k| k.to_string()).unwrap_or_default();
    let body = html! {
        (ui::back_link(t, &format!("/t/{token}/proofs")))
        (ui::heading(Some(&t.f("status-code", args!["code" => status.code.as_str()])), &title))
        p.govuk-body { (t.s("proof-intro")) }
        (facts(&visit, &proof))
        (checked(&visit, &key, &proof))
        p.govuk-body { (ui::link(&format!("/t/{token}/proof/{version}"), &t.s("proofs-download"))) }
    };
    // The one public page that runs a script: the check is done by the reader's own browser.
    Ok(([(CONTENT_SECURITY_POLICY, ui::CSP_WITH_SCRIPT)], ui::page(&visit.shell(), &title, body)).into_response())
}

/// What the proof shows, in the reader's words; fields that stay shut are counted.
fn facts(visit: &Visit, proof: &TlogProof) -> Markup {
    let t = visit.t;
    let Ok(opening) = proof.opening() else { return html! {} };
    let mut rows = Vec::new();
    let mut shut = 0;
    for field in opening.fields() {
        let ledger::Shown::Open(field) = field else {
            shut += 1;
            continue;
        };
        let label = format!("proof-field-{}", field.name().replace(['.', '_'], "-"));
        if t.has(&label) {
            let value = String::from_utf8_lossy(field.value()).into_owned();
            rows.push(SummaryRow::new(t.s(&label), said(visit, field.name(), &value)));
        }
    }
    let head = proof.checkpoint().checkpoint();
    rows.push(SummaryRow::new(
        t.s("proof-place"),
        t.f(
            "proof-place-of",
            args![
        "n" => i64::try_from(proof.index() + 1).unwrap_or(i64::MAX),
        "of" => i64::try_from(head.size()).unwrap_or(i64::MAX)],
        ),
    ));
    rows.push(SummaryRow::new(t.s("proof-log"), html! { code.motcua-code { (head.origin()) } }));
    rows.push(SummaryRow::new(t.s("proof-witnesses"), witnesses(visit, proof.checkpoint())));
    html! {
        (ui::summary_list(&rows))
        @if shut > 0 { p.govuk-hint { (t.f("proof-shut", args!["n" => i64::from(shut)])) } }
    }
}

fn witnesses(visit: &Visit, checkpoint: &SignedCheckpoint) -> String {
    let t = visit.t;
    let origin = checkpoint.checkpoint().origin();
    let names: Vec<&str> =
        checkpoint.note().signatures().iter().map(|s| s.name().as_str()).filter(|name| *name != origin).collect();
    if names.is_empty() { t.s("proof-witnesses-none") } else { names.join(", ") }
}

/// A value as people read it: moments, people and units by name, the rest as it stands.
fn said(visit: &Visit, name: &str, value: &str) -> String {
    let plain = serde_json::from_str::<String>(value).unwrap_or_else(|_| value.to_owned());
    let named = match name {
        "at" | "entered" | "body.due" | "body.promised" | "body.before" => {
            value.parse().ok().and_then(|us| Timestamp::from_microsecond(us).ok()).map(|at| visit.t.moment_long(at))
        }
        "person" => plain.parse().ok().map(|id| visit.person_name(&id)),
        "unit" | "body.unit" | "body.competent" => plain.parse().ok().map(|id| visit.unit_name(&id)),
        "body.procedure" => serde_json::from_str(value).ok().map(|procedure| visit.procedure_name(&procedure)),
        "kind" => Some(visit.t.s(&event_key(&plain))),
        _ => None,
    };
    named.unwrap_or(plain)
}

/// Where the browser says what it found. Without script it says how to check otherwise.
fn checked(visit: &Visit, key: &str, proof: &TlogProof) -> Markup {
    let t = visit.t;
    html! {
        div.govuk-inset-text #proof-check role="status"
            data-key=(key) data-right=(t.s("proof-right")) data-wrong=(t.s("proof-wrong")) {
            (t.s("proof-unchecked"))
        }
        script src=(asset_url("proof.js")) defer {}
        script type="text/plain" #proof-text { (maud::PreEscaped(escaped(&proof.to_string()))) }
    }
}

/// A proof holds no `<`; should it ever, it ends no element.
fn escaped(text: &str) -> String {
    text.replace('<', "")
}
