//! What is to be signed: read one, or tick several; each is an act of its own.

use crate::args;
use crate::failure::{Failure, explain};
use crate::forms::Filled;
use crate::pages::dossier::lines::{self, Page};
use crate::pages::dossier::{Asks, href};
use crate::ui::{self, Button, Column, Tag};
use crate::visit::Staff;
use axum::response::{IntoResponse, Response};
use domain::dossier::{Approve, Command};
use domain::id::DossierId;
use domain::law::Rule;
use domain::organisation::PostKind;
use domain::procedure::Work;
use maud::{Markup, html};
use office::Error;
use office::dossier::{Ask, NamedLine, Order};
use office::grant::{Grant, Supervise};

/// How many are signed at once at most.
const MOST: usize = 100;

/// What happened to each of several.
pub(super) struct Signed {
    code: String,
    id: DossierId,
    answer: Result<(), (String, String)>,
}

/// What waits for a signature: for a leader, what that leader can sign, then what others will sign;
/// for whoever signs nothing, all within reach.
pub(super) async fn waiting(me: &Staff, asks: &Asks) -> Result<(Page, Vec<NamedLine>), Failure> {
    let after = asks.get("after").and_then(|a| lines::after_of(a));
    if signs(me) && super::unit_of(asks).is_none() {
        let inbox = me.visit.app.office.inbox(me.actor(), after, lines::PAGE + 1).await?;
        let mut page = lines::cut(inbox, |l| l.step.as_ref().and_then(|s| s.due));
        page.lines.retain(|l| l.line.step.as_ref().is_some_and(|s| s.work == Work::Sign));
        let mut others = lines::listed(me, super::at_signature(None), Order::Soonest, None).await?.lines;
        others.retain(|l| !mine(me, l));
        return Ok((page, others));
    }
    Ok((lines::listed(me, super::at_signature(super::unit_of(asks)), Order::Soonest, after).await?, vec![]))
}

fn signs(me: &Staff) -> bool {
    me.actor().kind == PostKind::Leader
}

/// Whether this line is this leader's to sign.
fn mine(me: &Staff, l: &NamedLine) -> bool {
    signs(me)
        && l.line
            .step
            .as_ref()
            .is_some_and(|s| s.unit == me.actor().unit && s.person.as_ref().is_none_or(|p| *p == me.actor().person))
}

/// Signs each ticked dossier by itself.
pub(super) async fn sign(me: &Staff, filled: &Filled) -> Result<Response, Failure> {
    Grant::<Supervise>::of(me.actor())?;
    if !signs(me) {
        return Err(Error::Denied(Rule::NotThisPost).into());
    }
    let office = &me.visit.app.office;
    let t = me.visit.t;
    let mut report = Vec::new();
    for value in filled.all("dossiers").take(MOST) {
        let Some((id, version)) = value.split_once(':') else { return Err(Failure::malformed()) };
        let (Ok(id), Ok(version)) = (id.parse::<DossierId>(), version.parse::<i64>()) else {
            return Err(Failure::malformed());
        };
        let ask = Ask::on(id, Command::Approve(Approve { note: String::new() }))
            .expecting(version)
            .keyed(format!("page/sign/{id}/{version}/{}", filled.get("key")));
        let answer = office.act(me.actor(), ask).await;
        let code = match &answer {
            Ok(done) => done.code.as_ref().map(ToString::to_string),
            Err(_) => office.dossier(me.actor(), id).await.ok().and_then(|d| d.dossier.code).map(|c| c.to_string()),
        };
        report.push(Signed {
            code: code.unwrap_or_else(|| t.s("dossier-no-code")),
            id,
            answer: answer.map(|_| ()).map_err(|e| explain(t, &e)),
        });
    }
    let (page, others) = waiting(me, &Asks::new()).await?;
    Ok(show(me, &page, &others, &Asks::new(), Some(&report)).into_response())
}

/// The list, with the report of what was just signed above it.
pub(super) fn show(me: &Staff, page: &Page, others: &[NamedLine], asks: &Asks, report: Option<&[Signed]>) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let unit = super::unit_of(asks);
    let title = t.s("board-sign-title");
    let pressable = page.lines.iter().any(|l| mine(me, l));
    let path = unit.as_ref().map_or_else(|| "/board/sign".to_owned(), |u| format!("/board/sign?unit={u}"));
    let next = page.next.map(|n| {
        let joint = if unit.is_some() { '&' } else { '?' };
        format!("{path}{joint}after={}", lines::written(n))
    });
    let body = html! {
        (ui::heading(Some(&visit.unit_name(unit.as_ref().unwrap_or(&me.actor().unit))), &title))
        (super::view::parts(me, "sign"))
        @if let Some(report) = report { (told(me, report)) }
        @if page.lines.is_empty() {
            (ui::empty_state(&t.s("board-sign-none"), None))
        } @else if pressable {
            p.govuk-hint { (t.s("board-sign-hint")) }
            (ui::form_post("/board/sign", me.csrf(), html! {
                (ui::hidden("key", &visit.operation))
                (table(me, page))
                (ui::button(Button::Primary, &t.s("board-sign-button")))
            }))
        } @else {
            (table(me, page))
        }
        (lines::turn(visit, asks.contains_key("after").then_some(path.as_str()), next.as_deref()))
        @if !others.is_empty() && !asks.contains_key("after") {
            h2.govuk-heading-m { (t.s("board-sign-others")) }
            (lines::table(visit, &t.s("board-sign-others"), others))
        }
    };
    ui::page(&visit.shell(), &title, body)
}

fn table(me: &Staff, page: &Page) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let columns = [
        Column::quiet(t.s("board-sign-tick")),
        Column::row_header(t.s("dossier-code")),
        Column::new(t.s("dossier-applicant")),
        Column::new(t.s("dossier-procedure")),
        Column::new(t.s("dossier-stands")),
        Column::new(t.s("dossier-due")),
    ];
    let rows: Vec<Vec<Markup>> = page
        .lines
        .iter()
        .enumerate()
        .map(|(i, l)| {
            let code = l.line.code.as_ref().map(ToString::to_string).unwrap_or_default();
            let id = format!("sign-{i}");
            vec![
                html! { @if mine(me, l) {
                    div.govuk-checkboxes."govuk-checkboxes--small" { div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input id=(id) type="checkbox" name="dossiers"
                            value=(format!("{}:{}", l.line.id, l.line.version));
                        label.govuk-label.govuk-checkboxes__label for=(id) {
                            span.govuk-visually-hidden { (t.f("board-sign-this", args!["code" => code])) }
                        }
                    } }
                } },
                lines::code(visit, &l.line),
                html! { (lines::applicant(visit, &l.applicant)) },
                html! { (visit.procedure_name(&l.line.procedure)) },
                lines::stands(visit, &l.line),
                lines::due(visit, &l.line),
            ]
        })
        .collect();
    ui::data_table_quiet(&t.s("board-sign-title"), &columns, &rows)
}

fn told(me: &Staff, report: &[Signed]) -> Markup {
    let t = me.visit.t;
    if report.is_empty() {
        return ui::error_summary(t, &[("sign-0", t.s("board-sign-nothing-ticked"))]);
    }
    let columns = [Column::row_header(t.s("dossier-code")), Column::new(t.s("board-sign-what"))];
    let rows: Vec<Vec<Markup>> = report
        .iter()
        .map(|s| {
            vec![
                ui::code_link(&href(s.id), &s.code),
                html! {
                    @match &s.answer {
                        Ok(()) => (ui::tag(Tag::Done, &t.s("board-sign-signed"))),
                        Err((title, what)) => { (ui::tag(Tag::Late, &t.s("board-sign-not"))) " " (title) ". " (what) }
                    }
                },
            ]
        })
        .collect();
    html! { div role="status" { (ui::data_table(&t.s("board-sign-report"), &columns, &rows)) } }
}
