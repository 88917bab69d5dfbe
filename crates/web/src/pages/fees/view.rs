//! How the day's money looks.

use crate::args;
use crate::download::{EXCEL_CSV, links};
use crate::forms::Filled;
use crate::pages::dossier::href;
use crate::pages::{fee_words, words};
use crate::ui::{self, Button, Choice, Column, ErrorList, Field, SummaryRow, Tag, Width};
use crate::visit::Staff;
use domain::fee::FeeMethod;
use domain::id::PersonId;
use domain::organisation::PostKind;
use maud::{Markup, html};
use office::fee::{ClerkDay, FeeDay};
use store::fee::{Flow, VoucherLine};

pub(super) fn day(me: &Staff, found: &FeeDay, filled: &Filled, errors: &ErrorList) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let title = t.f("fees-day-title", args!["date" => t.date(found.day)]);
    let own = found.person.as_ref() == Some(&me.actor().person);
    let body = html! {
        (ui::error_summary(t, errors.as_slice()))
        (ui::heading(Some(&visit.unit_name(&found.unit)), &title))
        (choose(me, found))
        @if let Some(person) = &found.person { p.govuk-body { strong { (visit.person_name(person)) } } }
        (sums(me, found))
        (requests(me, found))
        (vouchers(me, found))
        @if found.clerks.len() > 1 || !own { (clerks(me, found)) }
        (till(me, found, filled, errors))
        (undeclared(me, found))
    };
    ui::page(&visit.shell(), &title, body)
}

/// Another day; for who supervises, another clerk.
fn choose(me: &Staff, found: &FeeDay) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let supervises = me.actor().kind != PostKind::ReceptionOfficer;
    let people: Vec<Choice> = std::iter::once(Choice::new("", t.s("fees-all-clerks")))
        .chain(found.clerks.keys().chain(&found.person).map(|p| Choice::new(p.to_string(), visit.person_name(p))))
        .collect();
    let mut people = people;
    people.dedup_by(|a, b| a.value == b.value);
    ui::choose(
        t,
        "/fees/day",
        "choose-day",
        html! {
            (ui::day_input(t, Field::new("day", t.s("fees-day")).value(found.day.to_string())))
            @if supervises {
                (ui::select(t, Field::new("person", t.s("fees-clerk"))
                    .value(found.person.as_ref().map(ToString::to_string).unwrap_or_default()), &people))
                @if found.unit != me.actor().unit { (ui::hidden("unit", found.unit.as_str())) }
            }
        },
    )
}

fn flow_columns(me: &Staff, first: &str) -> Vec<Column> {
    let t = me.visit.t;
    vec![
        Column::row_header(t.s(first)),
        Column::numeric(t.s("fees-vouchers-given")),
        Column::numeric(t.s("fees-taken")),
        Column::numeric(t.s("fees-back")),
        Column::numeric(t.s("fees-net")),
    ]
}

fn flow_cells(me: &Staff, f: Flow) -> Vec<Markup> {
    let t = me.visit.t;
    vec![
        html! { (t.number(f.vouchers)) },
        html! { (fee_words::some(t, f.taken)) },
        html! { (fee_words::some(t, f.back)) },
        html! { (t.dong(f.net().0)) },
    ]
}

fn sums(me: &Staff, found: &FeeDay) -> Markup {
    let t = me.visit.t;
    if found.total.is_empty() {
        return ui::empty_state(&t.s("fees-none"), None);
    }
    let mut rows: Vec<Vec<Markup>> = found
        .total
        .iter()
        .map(|(m, f)| {
            let mut row = vec![html! { (words::of(t, "fee-method", m)) }];
            row.extend(flow_cells(me, *f));
            row
        })
        .collect();
    let mut last = vec![html! { strong { (t.s("fees-total")) } }];
    last.extend(flow_cells(me, fee_words::total(&found.total)).into_iter().map(|c| html! { strong { (c) } }));
    rows.push(last);
    ui::data_table(&t.s("fees-by-method"), &flow_columns(me, "fee-method"), &rows)
}

/// What waits for a second person.
fn requests(me: &Staff, found: &FeeDay) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    if found.requests.is_empty() {
        return html! {};
    }
    let answers = matches!(me.actor().kind, PostKind::HeadOfOneStop | PostKind::Leader);
    html! {
        h2.govuk-heading-m { (t.f("fees-requests", args!["n" => found.requests.len()])) }
        ul.govuk-list {
            @for v in &found.requests {
                @if let Some(c) = &v.cancellation {
                    li {
                        (ui::tag(Tag::Waiting, &t.s("fee-cancel-open"))) " "
                        (ui::code_link(&href(v.dossier), &v.number.to_string())) " · " (t.dong(v.amount.0)) " · "
                        (t.f("fee-by-at", args!["who" => visit.person_name(&c.asked_by), "when" => t.datetime(c.asked)]))
                        @if answers && c.asked_by != me.actor().person && v.person != me.actor().person {
                            " " (ui::link(&format!("{}/acts/answer-cancellation", href(v.dossier)), &t.s("act-answer-cancellation")))
                        }
                    }
                }
            }
        }
    }
}

fn vouchers(me: &Staff, found: &FeeDay) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    if found.vouchers.is_empty() {
        return html! {};
    }
    let columns = [
        Column::row_header(t.s("fee-voucher")),
        Column::new(t.s("dossier-code")),
        Column::new(t.s("fees-clerk")),
        Column::new(t.s("fee-method")),
        Column::numeric(t.s("fee-amount-label")),
    ];
    let rows: Vec<Vec<Markup>> = found
        .vouchers
        .iter()
        .map(|v| {
            let (number, amount) = (v.number.to_string(), t.dong(v.amount.0));
            let cancelled = v.is_cancelled();
            let code = v.code.as_ref().map_or_else(|| t.s("dossier-no-code"), ToString::to_string);
            vec![
                html! { span.motcua-nowrap { @if cancelled { s { (number) } } @else { (number) } } },
                html! {
                    (ui::code_link(&href(v.dossier), &code)) br;
                    span."govuk-body-s" { (visit.procedure_name(&v.procedure)) }
                    (cancellation(me, found, v))
                },
                html! { (visit.person_name(&v.person)) br; span."govuk-body-s" { (t.datetime(v.at)) } },
                html! { (words::of(t, "fee-method", &v.method)) },
                html! { @if cancelled { s { (amount) } } @else { (amount) } },
            ]
        })
        .collect();
    let person = found.person.as_ref().map(|person| format!("&person={person}")).unwrap_or_default();
    let query = format!("day={}&unit={}{person}", found.day, found.unit);
    html! {
        (ui::data_table(&t.s("fee-vouchers"), &columns, &rows))
        (links(t, "/fees/day", &query, &[EXCEL_CSV]))
    }
}

/// Why and by which two persons a voucher was cancelled.
fn cancellation(me: &Staff, found: &FeeDay, v: &VoucherLine) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let Some(c) = &v.cancellation else { return html! {} };
    let by_at = |p: &PersonId, at| t.f("fee-by-at", args!["who" => visit.person_name(p), "when" => t.datetime(at)]);
    let reason = found.texts.get(&c.reason).cloned().unwrap_or_else(|| t.s("dossier-text-erased"));
    html! {
        p."govuk-body-s".motcua-tight {
            @if c.confirmed.is_some() { (ui::tag(Tag::Late, &t.s("fee-cancelled"))) }
            @else { (ui::tag(Tag::Waiting, &t.s("fee-cancel-open"))) }
            " " (reason)
        }
        p."govuk-body-s".motcua-tight { (t.s("fee-asked-by")) ": " (by_at(&c.asked_by, c.asked)) }
        @if let (Some(at), Some(by)) = (c.confirmed, &c.confirmed_by) {
            p."govuk-body-s".motcua-tight { (t.s("fee-confirmed-by")) ": " (by_at(by, at)) }
        }
    }
}

/// Declared or not, and what differs.
fn settled(me: &Staff, x: &ClerkDay) -> Markup {
    let t = me.visit.t;
    html! {
        @match (&x.till, x.is_settled()) {
            (None, true) => (t.s("fees-no-cash")),
            (None, false) => (ui::tag(Tag::Waiting, &t.s("fees-not-declared"))),
            (Some(till), settled) => {
                @let difference = till.counted.0 - till.expected.0;
                @if difference == 0 { (ui::tag(Tag::Done, &t.s("fees-declared-right"))) }
                @else { (ui::tag(Tag::Late, &t.f("fees-declared-differs", args!["amount" => signed(me, difference)]))) }
                @if let Some(at) = till.at { br; span."govuk-body-s" { (t.datetime(at)) } }
                @if !x.reason.is_empty() { br; span."govuk-body-s" { (x.reason) } }
                @if !settled { br; (ui::tag(Tag::Waiting, &t.s("fees-moved-since"))) }
            }
        }
    }
}

fn signed(me: &Staff, amount: i64) -> String {
    let t = me.visit.t;
    if amount > 0 { format!("+{}", t.dong(amount)) } else { t.dong(amount) }
}

fn clerks(me: &Staff, found: &FeeDay) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let mut columns = flow_columns(me, "fees-clerk");
    columns.push(Column::numeric(t.s("fees-cash-expected")));
    columns.push(Column::new(t.s("fees-cash-counted")));
    let rows: Vec<Vec<Markup>> = found
        .clerks
        .iter()
        .map(|(person, x)| {
            let link = format!("/fees/day?day={}&unit={}&person={person}", found.day, found.unit);
            let mut row = vec![ui::link(&link, &visit.person_name(person))];
            row.extend(flow_cells(me, fee_words::total(&x.flows)));
            row.push(html! { (t.dong(x.expected.0)) });
            row.push(settled(me, x));
            row
        })
        .collect();
    html! { @if !rows.is_empty() { (ui::data_table(&t.s("fees-by-clerk"), &columns, &rows)) } }
}

/// The form in which a clerk declares the own cash of the day.
fn till(me: &Staff, found: &FeeDay, filled: &Filled, errors: &ErrorList) -> Markup {
    let t = me.visit.t;
    let counts = matches!(me.actor().kind, PostKind::ReceptionOfficer | PostKind::HeadOfOneStop);
    let Some(mine) = found.clerks.get(&me.actor().person).filter(|x| counts && x.cash_moved()) else {
        return html! {};
    };
    if found.unit != me.actor().unit {
        return html! {};
    }
    let expected = mine.flows.iter().find(|(m, _)| *m == FeeMethod::Cash).map(|(_, f)| *f).unwrap_or_default();
    let field = |name: &str, label: &str| Field::new(name, t.s(label)).value(filled.get(name)).error(errors.of(name));
    html! {
        h2.govuk-heading-m { (t.s("fees-declare-title")) }
        (ui::summary_list(&[
            SummaryRow::new(t.s("fees-taken"), t.dong(expected.taken.0)),
            SummaryRow::new(t.s("fees-back"), t.dong(expected.back.0)),
            SummaryRow::new(t.s("fees-cash-expected"), html! { strong { (t.dong(mine.expected.0)) } }),
            SummaryRow::new(t.s("fees-cash-counted"), settled(me, mine)),
        ]))
        (ui::form_post("/fees/declare", me.csrf(), html! {
            (ui::hidden("day", &found.day.to_string()))
            (ui::text_input(t, field("counted", "fees-counted").hint(t.s("fees-counted-hint")).digits()
                .width(Width::Chars(20)).suffix("đồng").required()))
            (ui::textarea(t, field("reason", "fees-reason").hint(t.s("fees-reason-hint")).rows(3).max_length(1000)))
            (ui::button(Button::Primary, &t.s("fees-declare")))
        }))
    }
}

/// Days before whose cash nobody has counted as it now stands.
fn undeclared(me: &Staff, found: &FeeDay) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    if found.undeclared.is_empty() {
        return html! {};
    }
    let columns = [
        Column::row_header(t.s("fees-day")),
        Column::new(t.s("fees-clerk")),
        Column::numeric(t.s("fees-cash-expected")),
    ];
    let rows: Vec<Vec<Markup>> = found
        .undeclared
        .iter()
        .map(|(person, day, expected)| {
            vec![
                ui::link(&format!("/fees/day?day={day}&unit={}&person={person}", found.unit), &t.date(*day)),
                html! { (visit.person_name(person)) },
                html! { (t.dong(expected.0)) },
            ]
        })
        .collect();
    html! {
        (ui::data_table(&t.s("fees-undeclared"), &columns, &rows))
        p.govuk-hint { (t.s("fees-undeclared-hint")) }
    }
}
