//! The first day: a spreadsheet is brought, its faults are told, and it is taken in.

use super::page;
use crate::args;
use crate::failure::{Failure, rule_text};
use crate::forms::Filled;
use crate::i18n::Tr;
use crate::pages::dossier::framed;
use crate::ui::{self, Button, Column, ErrorList, Field, Tag};
use crate::visit::Staff;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use office::import::{Imported, Kind, Remark, Report, Slip, Waiting, What};

/// Where the pages stand.
const HERE: &str = "/admin/import";
/// Remarks shown on one page; the rest is counted.
const SHOWN: usize = 500;

/// An empty file with examples, made by `scripts/import-template`.
const TEMPLATE: &[u8] = include_bytes!("../../../../../data/import/mau-nhap-lieu.xlsx");

pub(super) fn template() -> Response {
    let mut response = TEMPLATE.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    );
    headers
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"mau-nhap-lieu.xlsx\""));
    response
}

/// The page on which a file is chosen.
pub(super) fn start(me: &Staff, errors: &ErrorList) -> Markup {
    let t = me.visit.t;
    let title = t.s("import-title");
    let columns = [Column::row_header(t.s("import-sheet")), Column::new(t.s("import-columns"))];
    let rows: Vec<Vec<Markup>> = Kind::ALL
        .iter()
        .map(|kind| {
            vec![
                html! { (t.s(&format!("import-kind-{}", kind.key()))) },
                html! { @for (i, c) in kind.columns().iter().enumerate() {
                    @if i > 0 { ", " } (c.title) @if c.required { "*" }
                } },
            ]
        })
        .collect();
    page(
        me,
        &title,
        HERE,
        html! {
            (ui::error_summary(t, errors.as_slice()))
            (ui::heading(None, &title))
            p.govuk-body { (t.s("import-what")) }
            p.govuk-body { (ui::link("/admin/import/template.xlsx", &t.s("import-template"))) }
            (ui::form_post_files(HERE, me.csrf(), html! {
                (ui::file_input(t, Field::new("file", t.s("import-file")).hint(t.s("import-file-hint")).error(errors.of("file")).accept(".xlsx,.csv").required()))
                (ui::button(Button::Primary, &t.s("import-check")))
            }))
            (ui::details(&t.s("import-columns-title"), html! {
                p.govuk-body { (t.s("import-columns-hint")) }
                (ui::data_table_quiet(&t.s("import-columns-title"), &columns, &rows))
            }))
        },
    )
}

/// A file is brought: kept for its import, and on to what it would do.
pub(super) async fn bring(me: &Staff, file: Option<(String, Option<Vec<u8>>)>) -> Result<Response, Failure> {
    let t = me.visit.t;
    let error = match file {
        None => "import-no-file",
        Some((_, None)) => "import-too-large",
        Some((name, Some(body))) => {
            let id = me.visit.app.office.keep_import(me.actor(), &name, body).await?;
            return Ok(Redirect::to(&format!("{HERE}/{id}")).into_response());
        }
    };
    let mut errors = ErrorList::default();
    errors.push("file", t.s(error));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, start(me, &errors)).into_response())
}

/// The dry run.
pub(super) async fn check(me: &Staff, id: &str) -> Result<Markup, Failure> {
    let office = &me.visit.app.office;
    let file = office.waiting_import(me.actor(), id).await?;
    let report = office.check_import(me.actor(), &file.body, &file.name).await?;
    Ok(checked(me, &file, &report))
}

fn checked(me: &Staff, file: &Waiting, report: &Report) -> Markup {
    let t = me.visit.t;
    let title = t.s("import-checked");
    let (faults, new) = (report.faults(), report.new_rows());
    let base = format!("{HERE}/{}", file.id);
    let body = html! {
        (ui::heading(Some(&file.name), &title))
        @if faults > 0 { (ui::warning(t, &t.f("import-faults", args!["n" => faults]))) }
        @else if new == 0 { (ui::inset(t.s("import-nothing-new"))) }
        @else { (ui::inset(t.f("import-sound", args!["n" => new]))) }
        (tallies(t, report))
        @if faults == 0 && new > 0 {
            (ui::form_post(&format!("{base}/run"), me.csrf(), html! {
                (ui::hidden("rows", "all"))
                p.govuk-body { (t.s("import-run-hint")) }
                (ui::button(Button::Primary, &t.s("import-run")))
            }))
        }
        (remarks(t, report))
        @if faults > 0 && new > 0 {
            (ui::details(&t.s("import-good-title"), ui::form_post(&format!("{base}/run"), me.csrf(), html! {
                p.govuk-body { (t.f("import-good-hint", args!["n" => new])) }
                (ui::hidden("rows", "good"))
                (ui::button(Button::Warning, &t.s("import-good")))
            })))
        }
        (ui::form_post(&format!("{base}/discard"), me.csrf(), ui::button(Button::Secondary, &t.s("import-discard"))))
    };
    framed(me, &title, HERE, body)
}

fn tallies(t: Tr, report: &Report) -> Markup {
    let columns = [
        Column::row_header(t.s("import-sheet")),
        Column::numeric(t.s("import-rows")),
        Column::numeric(t.s("import-new")),
        Column::numeric(t.s("import-known")),
        Column::numeric(t.s("import-faulty")),
    ];
    let rows: Vec<Vec<Markup>> = report
        .tally
        .iter()
        .map(|(kind, tally)| {
            vec![
                html! { (t.s(&format!("import-kind-{}", kind.key()))) },
                html! { (tally.rows) },
                html! { (tally.new) },
                html! { (tally.known) },
                html! { (tally.faulty) },
            ]
        })
        .collect();
    html! { @if !rows.is_empty() { (ui::data_table(&t.s("import-tally"), &columns, &rows)) } }
}

fn remarks(t: Tr, report: &Report) -> Markup {
    if report.remarks.is_empty() {
        return html! {};
    }
    let columns = [
        Column::row_header(t.s("import-where")),
        Column::new(t.s("import-there")),
        Column::new(t.s("import-wrong")),
        Column::new(t.s("import-do")),
    ];
    let rows: Vec<Vec<Markup>> = report
        .remarks
        .iter()
        .take(SHOWN)
        .map(|r| {
            let (what, next) = words(t, r);
            vec![
                html! { (place(t, r)) },
                html! { (r.value) },
                html! {
                    (if r.blocks { ui::tag(Tag::Late, &t.s("import-fault")) } else { ui::tag(Tag::Quiet, &t.s("import-note")) })
                    " " (what)
                },
                html! { (next) },
            ]
        })
        .collect();
    html! {
        (ui::data_table(&t.f("import-remarks", args!["n" => report.remarks.len()]), &columns, &rows))
        @if report.remarks.len() > SHOWN {
            p.govuk-body { (t.f("import-more", args!["n" => report.remarks.len() - SHOWN])) }
        }
    }
}

/// Where a remark points: "Cán bộ, dòng 12, cột C – Họ và tên".
pub fn place(t: Tr, r: &Remark) -> String {
    let mut out = r.sheet.clone();
    let mut add = |text: String| {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(&text);
    };
    if r.row > 0 {
        add(t.f("import-row", args!["n" => r.row]));
    }
    if !r.column.is_empty() {
        add(t.f("import-column", args!["column" => r.column.as_str()]));
    }
    if out.is_empty() { t.s("import-whole-file") } else { out }
}

/// What is wrong, and what to do.
pub fn words(t: Tr, r: &Remark) -> (String, String) {
    match &r.what {
        What::Rule(rule) => (t.s(&format!("rule-{}-short", rule.id())), rule_text(t, *rule)),
        What::Word(word, detail) => {
            let args = args!["detail" => detail.as_str()];
            (t.f(&format!("import-{word}"), args), t.f(&format!("import-{word}-do"), args))
        }
    }
}

/// Takes the file in.
pub(super) async fn run(me: &Staff, id: &str, f: &Filled) -> Result<Response, Failure> {
    let office = &me.visit.app.office;
    let file = office.waiting_import(me.actor(), id).await?;
    let good_rows = match f.get("rows") {
        "all" => false,
        "good" => true,
        _ => return Err(Failure::malformed()),
    };
    match office.import(me.actor(), &file.body, &file.name, good_rows).await? {
        Imported::Faulty(report) => Ok((StatusCode::CONFLICT, checked(me, &file, &report)).into_response()),
        Imported::Done(report, slips) => {
            office.forget_import(me.actor()).await?;
            Ok(done(me, &file, &report, &slips).into_response())
        }
    }
}

/// What was taken in, and the sign-ins that are shown this once.
fn done(me: &Staff, file: &Waiting, report: &Report, slips: &[Slip]) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let title = t.s("import-done");
    let body = html! {
        (ui::heading(Some(&file.name), &title))
        (ui::inset(t.f("import-done-what", args!["n" => report.new_rows()])))
        (tallies(t, report))
        @if !slips.is_empty() {
            h2.govuk-heading-m { (t.s("import-slips")) }
            (ui::warning(t, &t.s("admin-once")))
            p.govuk-body { (t.s("import-slips-hint")) }
            @for slip in slips {
                (ui::summary_card(&visit.person_name(&slip.person), &[
                    ui::SummaryRow::new(t.s("admin-login"), html! { code.motcua-code { (slip.login) } }),
                    ui::SummaryRow::new(t.s("admin-password"), html! { code.motcua-code { (slip.password) } }),
                    ui::SummaryRow::new(t.s("import-slip-where"), office_address(me)),
                ]))
            }
        }
        (remarks(t, report))
    };
    framed(me, &title, "/admin", body)
}

fn office_address(me: &Staff) -> String {
    format!("{}{}", me.visit.app.office.address().trim_end_matches('/'), ui::SIGN_IN_PATH)
}

/// Throws the file away.
pub(super) async fn discard(me: &Staff) -> Result<Response, Failure> {
    me.visit.app.office.forget_import(me.actor()).await?;
    Ok(Redirect::to(&format!("{HERE}?done=discard-import")).into_response())
}
