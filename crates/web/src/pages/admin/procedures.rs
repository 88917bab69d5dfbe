//! Procedures: what of them is not certain, where they are published, limits that a unit must set.

use super::{page, shops, tariff};
use crate::args;
use crate::failure::{Failure, status_of};
use crate::forms::Filled;
use crate::pages::catalogue::place;
use crate::pages::dossier::{Asks, framed};
use crate::pages::procedure::{source, standing};
use crate::pages::words;
use crate::ui::{self, Button, Choice, Column, ErrorList, Field, Group, SummaryRow, Tag, Width};
use crate::visit::Staff;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::{Limit, Time};
use domain::id::{ProcedureKey, UnitId};
use domain::law::{Refusal, Rule};
use domain::procedure::{Mark, MarkKind, Procedure, ProcedureCommand, Published, ServedBy, Version};
use domain::procedure_gaps::{GapKind, gaps};
use maud::{Markup, html};
use office::Error;

/// Kinds of limit that a unit can set; the number is that of days, hours or months.
const KINDS: [&str; 6] = ["working-days", "working-hours", "calendar-days", "months", "clock-hours", "same-day"];

/// The text as it is today.
fn latest(me: &Staff, p: &Published) -> Option<(Procedure, Version)> {
    let today = domain::calendar::local(me.visit.app.office.now()).date();
    let procedure = p.as_confirmed()?;
    let version = procedure.shown_on(today)?.clone();
    Some((procedure, version))
}

/// All procedures.
pub(super) fn list(me: &Staff, asks: &Asks) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let q = asks.get("q").map_or("", |q| q.trim());
    let law = visit.app.office.law();
    let shops = shops(visit, me);
    let mut all: Vec<(&Published, Procedure, Version)> =
        law.catalogue.values().filter_map(|p| latest(me, p).map(|(x, v)| (p, x, v))).collect();
    let wanted = domain::text::fold(q);
    all.retain(|(_, x, v)| {
        let texts = [v.name.vi.as_str(), visit.text(&v.name), x.key.as_str(), x.code.as_deref().unwrap_or_default()];
        texts.iter().any(|text| domain::text::fold(text).contains(&wanted))
    });
    all.sort_by_key(|(_, _, v)| (domain::text::fold(&v.field.vi), domain::text::fold(&v.name.vi)));
    let columns = [
        Column::row_header(t.s("dossier-procedure")),
        Column::new(t.s("admin-field")),
        Column::new(t.s("dossier-limit")),
        Column::new(t.s("admin-published")),
        Column::numeric(t.s("admin-marks")),
        Column::numeric(t.s("admin-gaps-short")),
    ];
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|(p, procedure, v)| {
            let at = shops.iter().filter(|u| p.is_published_at(&u.id)).count();
            let gaps = gaps(std::slice::from_ref(procedure)).iter().map(|g| g.count).sum::<usize>();
            vec![
                html! {
                    (ui::link(&format!("/admin/procedures/{}", procedure.key), visit.text(&v.name))) br;
                    span.govuk-hint { (words::national(t, p)) }
                },
                html! { (visit.text(&v.field)) },
                html! { @match v.time_limit.limit {
                    Some(limit) => (words::limit_cell(t, limit)),
                    None if shops.iter().any(|u| p.limit_at(v, &u.id).is_some()) => (t.s("admin-limit-by-units")),
                    None => (ui::tag(Tag::Waiting, &t.s("admin-limit-open"))),
                } },
                html! {
                    @if procedure.served_by == ServedBy::Voice { (ui::tag(Tag::Quiet, &t.s("admin-voice"))) }
                    @else if at == 0 { (ui::tag(Tag::Quiet, &t.s("admin-unpublished"))) }
                    @else { (t.f("admin-published-at", args!["n" => at, "of" => shops.len()])) }
                },
                html! { (v.provenance.marks.len()) },
                html! { (gaps) },
            ]
        })
        .collect();
    let title = t.s("admin-procedures");
    page(
        me,
        &title,
        "/admin/procedures",
        html! {
            (ui::heading(None, &title))
            p.govuk-hint { (t.s("admin-procedures-hint")) }
            (ui::search(t, "/admin/procedures", "admin-procedures-search",
                ui::text_input(t, Field::new("q", t.s("admin-procedures-q")).value(q).kind("search").width(Width::Chars(30)))))
            @if rows.is_empty() { (ui::empty_state(&t.s("procedures-none"), Some(("/admin/procedures", &t.s("procedures-all"))))) }
            @else {
                p.govuk-body role="status" { (t.f("procedures-found", args!["n" => rows.len()])) }
                (ui::data_table_quiet(&title, &columns, &rows))
            }
        },
    )
}

/// One procedure.
pub(super) fn show(me: &Staff, key: &ProcedureKey, f: &Filled, errors: &ErrorList) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let p = law.catalogue.get(key).ok_or(Error::NotFound { what: "procedure" })?;
    let (procedure, v) = latest(me, p).ok_or(Error::NotFound { what: "procedure" })?;
    let (procedure, v) = (&procedure, &v);
    let mut facts = vec![
        SummaryRow::new(t.s("admin-version"), v.version.to_string()),
        SummaryRow::new(t.s("admin-decision"), v.decision.clone().unwrap_or_else(|| t.s("mark-missing"))),
        SummaryRow::new(
            t.s("dossier-limit"),
            v.time_limit.limit.map_or_else(|| t.s("admin-limit-open"), |l| words::limit_cell(t, l)),
        ),
        SummaryRow::new(t.s("admin-source"), source(visit, &v.provenance.source)),
        SummaryRow::new(
            t.s("admin-confidence"),
            if v.provenance.confidence == "memory" { t.s("mark-memory") } else { t.s("certainty-sourced") },
        ),
    ];
    if let Some(note) = &v.time_limit.note {
        facts.push(SummaryRow::new(t.s("admin-limit-note"), visit.text(note)));
    }
    // Whoever keeps the data writes the notes in English.
    if let Some(notes) = v.notes.as_ref().filter(|_| visit.english()) {
        facts.push(SummaryRow::new(t.s("admin-notes"), notes));
    }
    let body = html! {
        (ui::error_summary(t, errors.as_slice()))
        (ui::heading(Some(&words::national(t, p)), visit.text(&v.name)))
        (standing::notice(visit, p, domain::calendar::local(visit.app.office.now()).date()))
        p.govuk-body { (ui::link(&format!("/procedures/{key}"), &t.s("admin-as-citizens-see"))) }
        p.govuk-body { (ui::link(&format!("/catalogue/{key}"), &t.s("life-of-this"))) }
        (ui::summary_list(&facts))
        (published(me, p, v, procedure, key, f, errors))
        (marks(me, v))
        (gaps_of(me, procedure))
    };
    Ok(framed(me, visit.text(&v.name), "/admin/procedures", body))
}

fn marks(me: &Staff, v: &Version) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let mut columns = vec![Column::row_header(t.s("admin-mark-at")), Column::new(t.s("admin-mark-kind"))];
    // Whoever keeps the data writes the notes in English.
    if visit.english() {
        columns.push(Column::new(t.s("admin-mark-note")));
    }
    let mut marks: Vec<_> = v.provenance.marks.iter().collect();
    marks.sort_by(|a, b| (a.kind, &a.at).cmp(&(b.kind, &b.at)));
    let told = |at: &str, kind: &MarkKind, note: &str| {
        let mut row = vec![html! { (place(visit, at)) }, html! { (words::of(t, "mark", kind)) }];
        if visit.english() {
            row.push(html! { (note) });
        }
        row
    };
    let mut rows: Vec<Vec<Markup>> = Vec::new();
    for (i, m) in marks.iter().enumerate() {
        let same = |o: &&Mark| o.at == m.at && o.kind == m.kind;
        // Without its note a second mark of the same place says nothing new.
        if visit.english() || !i.checked_sub(1).and_then(|i| marks.get(i)).is_some_and(same) {
            rows.push(told(&m.at, &m.kind, &m.note));
        }
    }
    html! {
        @if rows.is_empty() {
            h2.govuk-heading-m { (t.s("admin-marks-title")) }
            p.govuk-body { (t.s("admin-no-marks")) }
        } @else { (ui::data_table(&t.s("admin-marks-title"), &columns, &rows)) }
    }
}

fn gaps_of(me: &Staff, procedure: &Procedure) -> Markup {
    let t = me.visit.t;
    let found: Vec<(GapKind, usize, Vec<String>)> = gaps(std::slice::from_ref(procedure))
        .into_iter()
        .filter(|g| g.count > 0)
        .map(|g| {
            let at = |p: &String| p.split_once(' ').map(|(_, at)| place(&me.visit, at));
            (g.kind, g.count, g.places.iter().filter_map(at).collect())
        })
        .collect();
    html! { @if !found.is_empty() {
        h2.govuk-heading-m { (t.s("admin-gaps")) }
        ul.govuk-list."govuk-list--bullet" { @for (kind, n, places) in &found {
            li { (words::of(t, "gap", kind)) @if *n > 1 { " (" (n) ")" }
                @if !places.is_empty() { ": " (places.join("; ")) } }
        } }
    } }
}

fn published(
    me: &Staff,
    p: &Published,
    v: &Version,
    procedure: &Procedure,
    key: &ProcedureKey,
    f: &Filled,
    errors: &ErrorList,
) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    if procedure.served_by == ServedBy::Voice {
        return ui::inset(t.s("admin-voice-why"));
    }
    let shops = shops(visit, me);
    let base = format!("/admin/procedures/{key}");
    let columns = [
        Column::row_header(t.s("admin-unit")),
        Column::new(t.s("admin-published")),
        Column::new(t.s("admin-limit-here")),
    ];
    let rows: Vec<Vec<Markup>> = shops
        .iter()
        .map(|u| {
            let here = p.units.get(&u.id);
            vec![
                html! { (visit.text(&u.name)) },
                html! { @match here.and_then(|h| h.since) {
                    Some(since) => { (ui::tag(Tag::Done, &t.s("admin-published"))) " " (t.f("admin-since", args!["when" => t.date_of(since)])) }
                    None => (ui::tag(Tag::Quiet, &t.s("admin-unpublished"))),
                } },
                html! {
                    @match p.limit_at(v, &u.id) {
                        Some(limit) => (words::limit_cell(t, limit)),
                        None => (ui::tag(Tag::Waiting, &t.s("admin-limit-open"))),
                    }
                    @if let Some(basis) = here.and_then(|h| h.basis.as_ref()) { br; (basis) }
                },
            ]
        })
        .collect();
    let closed: Vec<&domain::organisation::Unit> = shops.iter().filter(|u| !p.is_published_at(&u.id)).collect();
    let open: Vec<Choice> = shops
        .iter()
        .filter(|u| p.is_published_at(&u.id))
        .map(|u| Choice::new(u.id.to_string(), visit.text(&u.name)))
        .collect();
    let all: Vec<Choice> = shops.iter().map(|u| Choice::new(u.id.to_string(), visit.text(&u.name))).collect();
    let to_publish: Vec<Choice> = closed
        .iter()
        .map(|u| {
            let choice = Choice::new(u.id.to_string(), visit.text(&u.name)).checked(f.has("units", u.id.as_str()));
            match p.limit_at(v, &u.id) {
                Some(_) => choice,
                None => choice.disabled_because(words::refusal(t, &Refusal::new(Rule::LimitUnspecified))),
            }
        })
        .collect();
    let field = |name: &str, label: &str| Field::new(name, t.s(label)).value(f.get(name)).error(errors.of(name));
    let kinds: Vec<Choice> = KINDS.iter().map(|k| Choice::new(*k, t.s(&format!("admin-limit-kind-{k}")))).collect();
    html! {
        (ui::data_table(&t.s("admin-published-where"), &columns, &rows))
        @if v.time_limit.limit.is_none() {
            h2.govuk-heading-m { (t.s("admin-set-limit")) }
            p.govuk-body { (t.s("admin-set-limit-hint")) }
            (ui::form_post(&format!("{base}/limit"), me.csrf(), html! {
                (ui::select(t, field("limit_unit", "admin-unit").required(), &all))
                (ui::select(t, field("kind", "admin-limit-kind").required(), &kinds))
                (ui::text_input(t, field("number", "admin-limit-number").hint(t.s("admin-limit-number-hint")).digits().width(Width::Chars(5))))
                (ui::text_input(t, field("basis", "admin-limit-basis").hint(t.s("admin-limit-basis-hint")).max_length(500).required()))
                (ui::button(Button::Primary, &t.s("admin-set-limit")))
            }))
        }
        (tariff::section(me, p, v, &base, f, errors))
        @if !to_publish.is_empty() {
            h2.govuk-heading-m { (t.s("admin-publish")) }
            (ui::form_post(&format!("{base}/publish"), me.csrf(), html! {
                (ui::checkboxes(t, Group::new("units", t.s("admin-publish-at")).small().error(errors.of("units")), &to_publish))
                (ui::button(Button::Primary, &t.s("admin-publish")))
            }))
        }
        @if !open.is_empty() {
            details.govuk-details open[errors.of("withdraw_unit").is_some() || errors.of("reason").is_some()] {
                summary.govuk-details__summary { span.govuk-details__summary-text { (t.s("admin-withdraw")) } }
                div.govuk-details__text {
                    (ui::form_post(&format!("{base}/withdraw"), me.csrf(), html! {
                        (ui::select(t, field("withdraw_unit", "admin-unit").required(), &open))
                        (ui::text_input(t, field("reason", "reason").max_length(1000).required()))
                        (ui::button(Button::Warning, &t.s("admin-withdraw")))
                    }))
                }
            }
        }
    }
}

/// A unit of the administrator's own reach that a field names.
pub(super) fn unit(me: &Staff, text: &str, field: &str) -> Result<UnitId, Refusal> {
    let id: UnitId = text.parse().map_err(|_| Refusal::new(Rule::FieldRequired).field(field))?;
    if me.visit.app.office.law().organisation.is_within(&id, &me.actor().unit) {
        Ok(id)
    } else {
        Err(Refusal::new(Rule::NotThisUnit).field(field))
    }
}

pub(super) fn answered(
    me: &Staff,
    key: &ProcedureKey,
    f: &Filled,
    answer: Result<(), Error>,
    done: &str,
    field: &str,
) -> Result<Response, Failure> {
    match answer {
        Ok(()) => Ok(Redirect::to(&format!("/admin/procedures/{key}?done={done}")).into_response()),
        Err(Error::Refused(mut r)) => {
            let named = r.field.get_or_insert_with(|| field.to_owned()).clone();
            let mut errors = ErrorList::default();
            let said = words::refusal_at(me.visit.t, &r, &named);
            errors.push(named, said);
            Ok((status_of(&Error::Refused(r)), show(me, key, f, &errors)?).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

pub(super) async fn publish(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let units: Result<Vec<UnitId>, Refusal> = f.all("units").map(|u| unit(me, u, "units")).collect();
    let answer = async {
        let units = units?;
        if units.is_empty() {
            return Err(Refusal::new(Rule::FieldRequired).field("units").into());
        }
        for unit in units {
            me.visit.app.office.change_procedure(me.actor(), key, ProcedureCommand::Publish { unit }).await?;
        }
        Ok(())
    };
    answered(me, key, f, answer.await, "publish", "units")
}

pub(super) async fn withdraw(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let answer = async {
        let unit = unit(me, f.get("withdraw_unit"), "withdraw_unit")?;
        let command = ProcedureCommand::Withdraw { unit, reason: f.get("reason").to_owned() };
        me.visit.app.office.change_procedure(me.actor(), key, command).await
    };
    answered(me, key, f, answer.await, "unpublish", "reason")
}

pub(super) async fn limit(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let answer = async {
        let unit = unit(me, f.get("limit_unit"), "limit_unit")?;
        let limit = read_limit(f)?;
        let command = ProcedureCommand::SetLimit { unit, limit, basis: f.get("basis").to_owned() };
        me.visit.app.office.change_procedure(me.actor(), key, command).await
    };
    answered(me, key, f, answer.await, "set-limit", "basis")
}

/// The limit that was typed. No limit of a procedure is longer than a thousand of its units.
fn read_limit(f: &Filled) -> Result<Limit, Refusal> {
    let number = || match f.number::<u16>("number") {
        Some(n @ 1..=1000) => Ok(n),
        _ => Err(Refusal::new(Rule::FieldMalformed).field("number")),
    };
    Ok(match f.get("kind") {
        "working-days" => Limit::WorkingDays(number()?),
        "working-hours" => Limit::WorkingHours(number()?),
        "calendar-days" => Limit::CalendarDays(number()?),
        "months" => Limit::Months(number()?),
        "clock-hours" => Limit::ClockHours(number()?),
        // The common cut-off of the law (NĐ 61/2018 art. 18).
        "same-day" => Limit::SameDay { cutoff: Time::constant(15, 0, 0, 0) },
        _ => return Err(Refusal::new(Rule::FieldRequired).field("kind")),
    })
}
