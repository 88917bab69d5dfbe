//! How the board and its lists look: numbers first, then where they come from.

use crate::download::{EXCEL_CSV, links};
use crate::failure::rule_text;
use crate::pages::dossier::lines::{self, Page};
use crate::pages::dossier::{Asks, href};
use crate::pages::words;
use crate::ui::{self, Column, NavItem};
use crate::visit::{Staff, Visit};
use domain::id::{DossierId, ProcedureKey, UnitId};
use domain::law::Rule;
use domain::organisation::PostKind;
use domain::text::fold;
use maud::{Markup, html};
use office::export::Format;
use office::supervision::Board;
use store::supervision::Counts;

/// The parts of the board, side by side.
pub(super) fn parts(me: &Staff, here: &str) -> Markup {
    let t = me.visit.t;
    let mut items = vec![
        NavItem::new("/board", t.s("board-overview")).current(here == "board"),
        NavItem::new("/board/sign", t.s("board-sign")).current(here == "sign"),
        NavItem::new("/board/late", t.s("board-late")).current(here == "late"),
        NavItem::new("/board/soon", t.s("board-soon")).current(here == "soon"),
    ];
    if me.actor().kind != PostKind::Inspector {
        items.push(NavItem::new("/delegations", t.s("board-delegations")).current(here == "delegations"));
    }
    ui::sub_navigation(t, &items)
}

fn sum(board: &Board) -> Counts {
    board.units.iter().fold(Counts::default(), |a, (_, c)| Counts {
        in_process: a.in_process + c.in_process,
        late: a.late + c.late,
        soon: a.soon + c.soon,
        awaiting: a.awaiting + c.awaiting,
        ready: a.ready + c.ready,
        to_sign: a.to_sign + c.to_sign,
    })
}

/// The board of a unit.
pub(super) fn board(me: &Staff, unit: &UnitId, board: &Board, fees: &Markup) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let title = t.s("board-title");
    let own = *unit == me.actor().unit;
    let body = html! {
        (ui::heading(Some(&visit.unit_name(unit)), &title))
        (parts(me, "board"))
        @if !own { p.govuk-body { (ui::link("/board", &t.s("board-back-to-own"))) } }
        (numbers(visit, unit, own, &sum(board)))
        (units(visit, unit, board))
        (fees)
        (people(visit, board))
        (procedures(visit, board))
        (breaches(visit, board))
    };
    ui::page(&visit.shell(), &title, body)
}

fn numbers(visit: &Visit, unit: &UnitId, own: bool, c: &Counts) -> Markup {
    let t = visit.t;
    let here = |path: &str| if own { path.to_owned() } else { format!("{path}?unit={unit}") };
    let list = |phase: &str| {
        if own { format!("/dossiers?phase={phase}") } else { format!("/dossiers?phase={phase}&unit={unit}") }
    };
    let boxes = [
        ("board-late", c.late, here("/board/late")),
        ("board-soon", c.soon, here("/board/soon")),
        ("board-sign", c.to_sign, here("/board/sign")),
        ("board-awaiting", c.awaiting, list("awaiting-supplement")),
        ("board-ready", c.ready, list("ready")),
        ("board-in-process", c.in_process + c.late, list("in-process")),
    ];
    ui::numbers(&boxes.map(|(key, n, link)| ui::Number {
        figure: t.number(n),
        label: t.s(key),
        href: Some(link),
        alarming: key == "board-late" && n > 0,
    }))
}

/// Titles of the six counts.
fn count_columns(visit: &Visit, first: &str) -> Vec<Column> {
    let t = visit.t;
    vec![
        Column::row_header(t.s(first)),
        Column::numeric(t.s("board-late")),
        Column::numeric(t.s("board-soon")),
        Column::numeric(t.s("board-sign")),
        Column::numeric(t.s("board-awaiting")),
        Column::numeric(t.s("board-ready")),
        Column::numeric(t.s("board-in-process")),
    ]
}

fn count_cells(visit: &Visit, c: &Counts, late: &str) -> Vec<Markup> {
    let t = visit.t;
    let plain = |n: i64| html! { (t.number(n)) };
    vec![
        html! { @if c.late > 0 { (ui::link(late, &t.number(c.late))) } @else { "0" } },
        plain(c.soon),
        plain(c.to_sign),
        plain(c.awaiting),
        plain(c.ready),
        plain(c.in_process + c.late),
    ]
}

fn units(visit: &Visit, here: &UnitId, board: &Board) -> Markup {
    let t = visit.t;
    let law = visit.app.office.law();
    let below = |u: &UnitId| u != here && law.organisation.is_within(u, here);
    let rows: Vec<Vec<Markup>> = board
        .units
        .iter()
        .map(|(u, c)| {
            let name = visit.unit_name(u);
            let mut row = vec![html! {
                @if below(u) { (ui::link(&format!("/board?unit={u}"), &name)) } @else { (name) }
            }];
            row.extend(count_cells(visit, c, &format!("/dossiers?late=1&unit={u}")));
            row
        })
        .collect();
    html! {
        @if rows.is_empty() { (ui::empty_state(&t.s("board-none"), None)) }
        @else { (ui::data_table(&t.s("board-by-unit"), &count_columns(visit, "board-unit"), &rows)) }
    }
}

/// By person, in the order of names: this is no ranking.
fn people(visit: &Visit, board: &Board) -> Markup {
    let t = visit.t;
    let mut people: Vec<_> = board.people.iter().map(|(p, u, c)| (visit.person_name(p), p, u, c)).collect();
    people.sort_by_key(|(name, p, ..)| (by_given_name(name), (*p).clone()));
    let columns = [
        Column::row_header(t.s("board-person")),
        Column::new(t.s("board-unit")),
        Column::numeric(t.s("board-holds")),
        Column::numeric(t.s("board-holds-late")),
        Column::numeric(t.s("board-soon")),
    ];
    let rows: Vec<Vec<Markup>> = people
        .into_iter()
        .map(|(name, p, u, c)| {
            vec![
                ui::link(&format!("/dossiers?phase=in-process&person={p}"), &name),
                html! { (visit.unit_name(u)) },
                html! { (t.number(c.in_process + c.late)) },
                html! { (t.number(c.late)) },
                html! { (t.number(c.soon)) },
            ]
        })
        .collect();
    html! { @if !rows.is_empty() {
        (ui::data_table(&t.s("board-by-person"), &columns, &rows))
        p.govuk-hint { (t.s("board-no-ranking")) }
    } }
}

/// Vietnamese lists go by the given name, the last word; then by the whole.
fn by_given_name(name: &str) -> (String, String) {
    let folded = fold(name);
    (folded.rsplit(' ').next().unwrap_or_default().to_owned(), folded)
}

fn procedures(visit: &Visit, board: &Board) -> Markup {
    let t = visit.t;
    let rows: Vec<Vec<Markup>> = board
        .procedures
        .iter()
        .map(|(key, c)| {
            let mut row = vec![ui::link(&format!("/dossiers?procedure={key}"), &procedure_name(visit, key))];
            row.extend(count_cells(visit, c, &format!("/dossiers?late=1&procedure={key}")));
            row
        })
        .collect();
    html! { @if !rows.is_empty() {
        (ui::data_table(&t.s("board-by-procedure"), &count_columns(visit, "board-procedure"), &rows))
    } }
}

fn procedure_name(visit: &Visit, key: &ProcedureKey) -> String {
    visit.latest_name(key)
}

fn breaches(visit: &Visit, board: &Board) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("dossier-code")),
        Column::new(t.s("board-rule")),
        Column::new(t.s("board-when")),
        Column::new(t.s("board-where")),
    ];
    let name = |code: &Option<String>, id: DossierId| {
        ui::code_link(&href(id), code.as_deref().unwrap_or(&t.s("dossier-no-code")))
    };
    let rows: Vec<Vec<Markup>> = board
        .breaches
        .iter()
        .map(|b| {
            let rule = Rule::ALL.iter().copied().find(|r| r.id() == b.rule);
            vec![
                name(&b.code, b.dossier),
                html! {
                    @match rule {
                        Some(rule) => {
                            (t.s(&format!("rule-{}-short", rule.id()))) br;
                            span."govuk-body-s" { (words::citation(t, rule)) }
                        }
                        None => (b.rule),
                    }
                },
                html! { (ui::when(&t.datetime(b.at))) },
                html! {
                    (visit.unit_name(&b.unit)) br;
                    span."govuk-body-s" {
                        @match &b.person { Some(p) => (visit.person_name(p)), None => (t.s("dossier-breach-nobody")) }
                    }
                },
            ]
        })
        .collect();
    html! {
        @if rows.is_empty() {
            h2.govuk-heading-m { (t.s("board-breaches")) }
            p.govuk-body { (t.s("board-no-breaches")) }
        } @else {
            (ui::data_table(&t.s("board-breaches"), &columns, &rows))
            (ui::details(&t.s("board-rules"), rules(visit, board)))
        }
    }
}

/// The whole text of each rule that the list above names.
fn rules(visit: &Visit, board: &Board) -> Markup {
    let mut ids: Vec<Rule> =
        board.breaches.iter().filter_map(|b| Rule::ALL.iter().copied().find(|r| r.id() == b.rule)).collect();
    ids.sort_unstable();
    ids.dedup();
    html! { @for rule in ids {
        p.govuk-body { (rule_text(visit.t, rule)) " " (words::citation(visit.t, rule)) }
    } }
}

/// One of the lists below the board: `late` or `soon`.
pub(super) fn list(me: &Staff, which: &str, asks: &Asks, page: &Page) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let title = t.s(&format!("board-{which}-title"));
    let unit = super::unit_of(asks);
    let path = format!("/board/{which}");
    let with_unit = unit.as_ref().map_or_else(|| path.clone(), |u| format!("{path}?unit={u}"));
    let further = asks.contains_key("after");
    let next = page.next.map(|n| {
        let joint = if unit.is_some() { '&' } else { '?' };
        format!("{with_unit}{joint}after={}", lines::written(n))
    });
    let body = html! {
        (ui::heading(Some(&visit.unit_name(unit.as_ref().unwrap_or(&me.actor().unit))), &title))
        (parts(me, which))
        p.govuk-hint { (t.s(&format!("board-{which}-hint"))) }
        @if page.lines.is_empty() {
            (ui::empty_state(&t.s(&format!("board-{which}-none")), None))
        } @else {
            (lines::table(visit, &title, &page.lines))
            @if which == "late" {
                (links(t, "/board/late", &unit.as_ref().map_or_else(String::new, |u| format!("unit={u}")),
                    &[EXCEL_CSV, Format::Xlsx]))
            }
        }
        (lines::turn(visit, further.then_some(with_unit.as_str()), next.as_deref()))
    };
    ui::page(&visit.shell(), &title, body)
}

#[cfg(test)]
mod tests {
    use super::by_given_name;

    #[test]
    fn people_are_listed_by_their_given_names() {
        let mut names = ["Trần Văn Bình", "Lê Thị An", "Bùi Văn An"];
        names.sort_by_key(|n| by_given_name(n));
        assert_eq!(names, ["Bùi Văn An", "Lê Thị An", "Trần Văn Bình"]);
    }
}
