//! One procedure as a file, the JSON of `data/procedures`: taken away, looked into, taken in as a draft.

use crate::args;
use crate::failure::Failure;
use crate::forms::Filled;
use crate::i18n::Tr;
use crate::pages::dossier::framed;
use crate::pages::procedure::changes::side_by_side;
use crate::pages::words;
use crate::ui::{self, Button, Column, ErrorList, Field};
use crate::visit::Staff;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::ProcedureKey;
use domain::procedure::{Procedure, ProcedureCommand, Published};
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use maud::{Markup, html};
use office::Error;
use serde_json::Value;
use std::sync::LazyLock;

/// Where the pages stand.
const HERE: &str = "/catalogue/import";
/// A procedure's file has a hundredth of this.
const LARGEST: usize = 200 * 1024;
/// Faults that are told at once.
const SHOWN: usize = 100;

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(include_str!("../../../../../data/schemas/procedure.schema.json"))
        .expect("the schema is JSON");
    jsonschema::options().build(&schema).expect("the schema is one")
});

/// What is wrong with a file, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faulty {
    /// Where: a JSON pointer, or line and column.
    pub place: String,
    /// What: the ending of a text `life-file-<what>`.
    pub what: &'static str,
    /// Names, values: what the text tells of.
    pub detail: String,
}

/// Reads a procedure's file: against the schema first, then as what it is.
pub fn read(text: &[u8]) -> Result<Procedure, Vec<Faulty>> {
    let fault = |place: String, what, detail: String| Faulty { place, what, detail };
    if text.len() > LARGEST {
        return Err(vec![fault(String::new(), "too-large", format!("{}", LARGEST / 1024))]);
    }
    let value: Value = serde_json::from_slice(text)
        .map_err(|e| vec![fault(format!("{}:{}", e.line(), e.column()), "not-json", String::new())])?;
    let faults: Vec<Faulty> = SCHEMA.iter_errors(&value).take(SHOWN).map(|e| of_schema(&e)).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    serde_json::from_value(value).map_err(|e| vec![fault(String::new(), "other", e.to_string())])
}

fn of_schema(e: &jsonschema::ValidationError<'_>) -> Faulty {
    let place = e.instance_path().to_string();
    let (what, detail) = match e.kind() {
        ValidationErrorKind::Required { property } => ("missing", property.as_str().unwrap_or_default().to_owned()),
        ValidationErrorKind::AdditionalProperties { unexpected } => ("unknown", unexpected.join(", ")),
        ValidationErrorKind::FalseSchema => ("not-here", String::new()),
        ValidationErrorKind::Enum { options } => ("one-of", options.to_string()),
        ValidationErrorKind::Type { .. } => ("type", e.instance().to_string()),
        ValidationErrorKind::Pattern { pattern } => ("pattern", pattern.clone()),
        ValidationErrorKind::MinLength { .. } | ValidationErrorKind::MinItems { .. } => ("empty", String::new()),
        ValidationErrorKind::Minimum { limit } => ("minimum", limit.to_string()),
        ValidationErrorKind::Maximum { limit } => ("maximum", limit.to_string()),
        _ => ("other", e.to_string()),
    };
    Faulty { place, what, detail: detail.chars().take(200).collect() }
}

/// A fault in the reader's language.
pub fn say(t: Tr, f: &Faulty) -> (String, String) {
    let place = if f.place.is_empty() { t.s("life-file-whole") } else { f.place.clone() };
    (place, t.f(&format!("life-file-{}", f.what), args!["detail" => f.detail.as_str()]))
}

/// The file of a procedure as it is published here: all versions, with their marks.
pub(super) fn export(key: &ProcedureKey, published: &Published) -> Result<Response, Failure> {
    let procedure = published.procedure.as_ref().ok_or_else(|| Failure::from(Error::NotFound { what: "procedure" }))?;
    let mut text = serde_json::to_string_pretty(procedure).map_err(|_| Failure::malformed())?;
    text.push('\n');
    let name = format!("attachment; filename=\"{key}.json\"");
    Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)], text)
        .into_response())
}

/// The page on which a file is chosen.
pub(super) fn choose(me: &Staff, error: Option<&str>) -> Markup {
    let t = me.visit.t;
    let title = t.s("life-import-title");
    let mut errors = ErrorList::default();
    if let Some(key) = error {
        errors.push("file", t.s(key));
    }
    let body = html! {
        (ui::error_summary(t, errors.as_slice()))
        (ui::heading(None, &title))
        p.govuk-body { (t.s("life-import-what")) }
        (ui::form_post_files(HERE, me.csrf(), html! {
            (ui::file_input(t, Field::new("file", t.s("life-import-file")).hint(t.s("life-import-file-hint")).error(errors.of("file")).accept(".json").required()))
            (ui::button(Button::Primary, &t.s("life-import-look")))
        }))
    };
    framed(me, &title, "/catalogue", body)
}

/// What a file would change, or its faults.
pub(super) fn look(me: &Staff, file: Option<(String, Option<Vec<u8>>)>) -> Response {
    let wrong = |key: &str| (StatusCode::UNPROCESSABLE_ENTITY, choose(me, Some(key))).into_response();
    match file {
        None => wrong("import-no-file"),
        Some((_, None)) => wrong("import-too-large"),
        Some((name, Some(body))) => match read(&body) {
            Ok(procedure) => looked(me, &name, &procedure).into_response(),
            Err(faults) => (StatusCode::UNPROCESSABLE_ENTITY, faulty(me, &name, &faults)).into_response(),
        },
    }
}

fn faulty(me: &Staff, name: &str, faults: &[Faulty]) -> Markup {
    let t = me.visit.t;
    let title = t.s("life-import-faulty");
    let columns = [Column::row_header(t.s("import-where")), Column::new(t.s("import-wrong"))];
    let rows: Vec<Vec<Markup>> = faults
        .iter()
        .map(|f| {
            let (place, what) = say(t, f);
            vec![html! { code.motcua-code { (place) } }, html! { (what) }]
        })
        .collect();
    let body = html! {
        (ui::heading(Some(name), &title))
        (ui::warning(t, &t.f("life-import-faults", args!["n" => faults.len()])))
        (ui::data_table_quiet(&title, &columns, &rows))
        p.govuk-body { (ui::link(HERE, &t.s("life-import-again"))) }
    };
    framed(me, &title, HERE, body)
}

/// The dry look: side by side with what is here.
fn looked(me: &Staff, name: &str, file: &Procedure) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let here = law.catalogue.get(&file.key);
    let newest = here.and_then(|p| p.procedure.as_ref()).and_then(|p| p.versions.last());
    let title = t.s("life-import-looked");
    let Some(brought) = file.versions.last() else { return choose(me, Some("import-no-file")) };
    let body = html! {
        (ui::heading(Some(name), &title))
        p.govuk-body { strong { (visit.text(&brought.name)) } " (" (file.key) ")" }
        p.govuk-body { (t.s("life-import-not-yet")) }
        @if here.is_some_and(|p| p.draft.is_some()) { (ui::warning(t, &crate::failure::rule_text(t, domain::law::Rule::DraftExists))) }
        @else {
            (ui::form_post("/catalogue/import/take", me.csrf(), html! {
                (ui::hidden("text", &serde_json::to_string(file).unwrap_or_default()))
                (ui::button(Button::Primary, &t.s("life-import-take")))
            }))
        }
        @match newest {
            None => { (ui::inset(t.s("life-import-new"))) }
            Some(newest) => {
                h2.govuk-heading-l { (t.f("life-draft-changes", args!["n" => newest.version])) }
                (side_by_side(visit, newest, brought))
            }
        }
    };
    framed(me, &title, HERE, body)
}

/// Takes a file in as a draft.
pub(super) async fn take(me: &Staff, f: &Filled) -> Result<Response, Failure> {
    let procedure = match read(f.get("text").as_bytes()) {
        Ok(procedure) => procedure,
        Err(faults) => return Ok((StatusCode::UNPROCESSABLE_ENTITY, faulty(me, "", &faults)).into_response()),
    };
    let key = procedure.key.clone();
    let command = ProcedureCommand::DraftFromFile(Box::new(procedure));
    match me.visit.app.office.change_procedure(me.actor(), &key, command).await {
        Ok(()) => Ok(Redirect::to(&format!("/catalogue/{key}/draft?done=life-draft")).into_response()),
        Err(Error::Refused(r)) => {
            let t = me.visit.t;
            let mut errors = ErrorList::default();
            errors.push("", words::refusal(t, &r));
            let title = t.s("life-import-title");
            let body = html! {
                (ui::error_summary(t, errors.as_slice()))
                (ui::heading(Some(key.as_str()), &title))
                p.govuk-body { (ui::link(HERE, &t.s("life-import-again"))) }
            };
            let status = crate::failure::status_of(&Error::Refused(r));
            Ok((status, framed(me, &title, HERE, body)).into_response())
        }
        Err(e) => Err(e.into()),
    }
}
