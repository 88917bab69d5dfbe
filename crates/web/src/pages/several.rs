//! Several at once: dossiers ticked in a list, one act for all. Each is an act of its own with an answer of
//! its own; what was refused says by which rule.

use crate::args;
use crate::failure::{Failure, explain};
use crate::forms::{Filled, StaffForm};
use crate::i18n::Tr;
use crate::pages::dossier::{href, lines, said};
use crate::pages::{tasks, words};
use crate::ui::{self, Button, Choice, Column, ErrorList, Field, Tag};
use crate::visit::Staff;
use axum::response::{IntoResponse, Response};
use domain::dossier::{ActKind, Approve, Assign, Claim, Command, Finish, HandOver};
use domain::id::{DossierId, PersonId};
use domain::law::Rule;
use domain::organisation::PostKind;
use maud::{Markup, html};
use office::Error;
use office::desk::Tab;
use office::dossier::{Ask, Detail};

/// How many are done at once at most.
pub(crate) const MOST: usize = 100;

/// Acts that can be done on several dossiers of a tab by a kind of post, the usual one first.
pub(crate) fn offered(kind: PostKind, tab: Option<Tab>) -> Vec<ActKind> {
    let assigns = matches!(kind, PostKind::HeadOfOneStop | PostKind::UnitLeader | PostKind::Leader);
    let mut acts = Vec::new();
    match tab {
        Some(Tab::Open | Tab::Mine) => {
            if kind == PostKind::Leader {
                acts.push(ActKind::Approve);
            } else {
                acts.push(ActKind::Finish);
            }
            if tab == Some(Tab::Open) {
                acts.push(ActKind::Claim);
            }
            acts.push(ActKind::HandOver);
        }
        Some(Tab::Unit) => acts.push(ActKind::Claim),
        Some(Tab::Applicant | Tab::Elsewhere) | None => return acts,
    }
    if assigns {
        acts.push(ActKind::Assign);
    }
    acts
}

/// The act that a form names.
fn act_of(filled: &Filled) -> Option<ActKind> {
    let acts = [ActKind::Claim, ActKind::Assign, ActKind::Finish, ActKind::HandOver, ActKind::Approve];
    acts.into_iter().find(|k| k.key() == filled.get("act"))
}

/// A box to tick, named after its dossier.
pub(crate) fn tick(t: Tr, n: usize, line: &office::Line) -> Markup {
    let code = line.code.as_ref().map_or_else(|| t.s("dossier-no-code"), ToString::to_string);
    let id = format!("several-{n}");
    html! {
        div.govuk-checkboxes { div.govuk-checkboxes__item {
            input.govuk-checkboxes__input id=(id) type="checkbox" name="dossiers" value=(format!("{}:{}", line.id, line.version));
            label.govuk-label.govuk-checkboxes__label for=(id) {
                span.govuk-visually-hidden { (t.f("several-this", args!["code" => code])) }
            }
        } }
    }
}

/// The buttons below a list: they stay in sight while the list is read.
pub(crate) fn bar(t: Tr, acts: &[ActKind]) -> Markup {
    html! {
        div.motcua-bar {
            p.motcua-bar__text { (t.s("several-with-ticked")) }
            div.govuk-button-group {
                @for (i, act) in acts.iter().enumerate() {
                    (ui::button_named(if i == 0 { Button::Primary } else { Button::Secondary },
                        &words::of(t, "act", act), "act", act.key()))
                }
            }
        }
    }
}

/// Which dossiers at which versions a form names.
fn ticked(filled: &Filled) -> Result<Vec<(DossierId, i64)>, Failure> {
    filled
        .all("dossiers")
        .take(MOST)
        .map(|value| {
            let (id, version) = value.split_once(':').ok_or_else(Failure::malformed)?;
            match (id.parse(), version.parse()) {
                (Ok(id), Ok(version)) => Ok((id, version)),
                _ => Err(Failure::malformed()),
            }
        })
        .collect()
}

/// Does one act on all that were ticked on a desk.
pub async fn submit(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    if matches!(me.actor().kind, PostKind::Inspector | PostKind::Administrator) {
        return Err(Error::Denied(Rule::NotThisPost).into());
    }
    let Some(act) = act_of(&filled) else { return Err(Failure::malformed()) };
    if ticked(&filled)?.is_empty() {
        let back = filled.get("back");
        let asks = back.split_once('?').map(|(_, q)| query(q)).unwrap_or_default();
        let mut errors = ErrorList::default();
        errors.push("several-0", me.visit.t.s("several-nothing-ticked"));
        return Ok(tasks::page(&me, &tasks::Asked::read(&asks), &errors).await?.into_response());
    }
    go(&me, act, &filled, "/tasks").await
}

/// The pairs of a query; what cannot be read asks for nothing.
fn query(text: &str) -> crate::pages::dossier::Asks {
    text.split('&').filter_map(|p| p.split_once('=')).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

/// Asks once more where something must be said or cannot be undone, then does it.
pub(crate) async fn go(me: &Staff, act: ActKind, filled: &Filled, back: &str) -> Result<Response, Failure> {
    let chosen = ticked(filled)?;
    let confirmed = filled.has("confirmed", "1") || act == ActKind::Claim;
    let mut errors = ErrorList::default();
    let command = command(me, act, filled, &mut errors);
    let Some(command) = command.filter(|_| confirmed) else {
        let errors = if confirmed { errors } else { ErrorList::default() };
        return Ok(confirm(me, act, &chosen, filled, &errors, back).await?.into_response());
    };
    let (office, t) = (&me.visit.app.office, me.visit.t);
    let mut report = Vec::new();
    for (id, version) in chosen {
        // Sent again it is the same act on the same version, and gets the first answer.
        let key = format!("page/several/{}/{id}/{version}/{}", act.key(), filled.get("key"));
        let ask = Ask::on(id, command.clone()).expecting(version).keyed(key.chars().take(200).collect::<String>());
        let answer = office.act(me.actor(), ask).await;
        if let Err(e @ (Error::Store(_) | Error::LawChanged)) = answer {
            return Err(e.into());
        }
        let code = match &answer {
            Ok(done) => done.code.as_ref().map(ToString::to_string),
            Err(_) => office.dossier(me.actor(), id).await.ok().and_then(|d| d.dossier.code).map(|c| c.to_string()),
        };
        report.push(Told {
            code: code.unwrap_or_else(|| t.s("dossier-no-code")),
            id,
            answer: answer.map(|_| ()).map_err(|e| match &e {
                Error::Refused(r) => words::refusal(t, r),
                e => {
                    let (title, what) = explain(t, e);
                    format!("{title}. {what}")
                }
            }),
        });
    }
    Ok(told(me, act, &report, back).into_response())
}

/// The command for each; `None`, with what is missing: it cannot be said yet.
fn command(me: &Staff, act: ActKind, f: &Filled, errors: &mut ErrorList) -> Option<Command> {
    let t = me.visit.t;
    let person = f.get("person").parse::<PersonId>().ok();
    let mut need = |wrong: bool, field: &str, text: &str| {
        if wrong {
            errors.push(field, t.s(text));
        }
    };
    match act {
        ActKind::Claim => Some(Command::Claim(Claim {})),
        ActKind::Finish => Some(Command::Finish(Finish { note: f.get("note").to_owned() })),
        ActKind::Approve => Some(Command::Approve(Approve { note: String::new() })),
        ActKind::Assign => {
            need(person.is_none(), "person", "several-person-missing");
            person.map(|person| Command::Assign(Assign { person }))
        }
        ActKind::HandOver => {
            let reason = f.get("reason").to_owned();
            need(person.is_none(), "person", "several-person-missing");
            need(reason.is_empty(), "reason", "several-reason-missing");
            person.filter(|_| !reason.is_empty()).map(|person| Command::HandOver(HandOver { person, reason }))
        }
        _ => None,
    }
}

/// The page that names all of them once more, with what has to be said.
async fn confirm(
    me: &Staff,
    act: ActKind,
    chosen: &[(DossierId, i64)],
    f: &Filled,
    errors: &ErrorList,
    back: &str,
) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let mut details: Vec<(i64, Detail)> = Vec::new();
    for (id, version) in chosen {
        details.push((*version, visit.app.office.dossier(me.actor(), *id).await?));
    }
    let signs = act == ActKind::Approve;
    let label = words::of(t, "act", &act);
    let title = t.f("several-confirm-title", args!["act" => label.as_str(), "n" => details.len()]);
    let action = if back == "/board/sign" { "/board/sign" } else { "/tasks/several" };
    let body = html! {
        (ui::error_summary(t, errors.as_slice()))
        (ui::heading(None, &title))
        @if signs { (ui::warning(t, &t.s("several-sign-warning"))) } @else { p.govuk-body { (t.s("several-each")) } }
        (ui::form_post(action, me.csrf(), html! {
            (ui::hidden("key", if f.get("key").is_empty() { &visit.operation } else { f.get("key") }))
            (ui::hidden("act", act.key()))
            (ui::hidden("confirmed", "1"))
            @for (version, d) in &details { (ui::hidden("dossiers", &format!("{}:{version}", d.dossier.id))) }
            (named(me, &details))
            (asked(me, act, f, errors, &details))
            (ui::button_group(html! {
                (ui::button(if signs { Button::Warning } else { Button::Primary },
                    &t.f("several-confirm-button", args!["act" => label.as_str(), "n" => details.len()])))
                (ui::link(back, &t.s("several-back")))
            }))
        }))
    };
    Ok(ui::page_before(&visit.shell(), &title, ui::back_link(t, back), body))
}

fn named(me: &Staff, details: &[(i64, Detail)]) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let now = visit.app.office.now();
    let columns = [
        Column::row_header(t.s("dossier-code")),
        Column::new(t.s("dossier-applicant")),
        Column::new(t.s("dossier-procedure")),
        Column::new(t.s("several-proposed")),
        Column::new(t.s("dossier-due")),
    ];
    let rows: Vec<Vec<Markup>> = details
        .iter()
        .map(|(_, d)| {
            let code = d.dossier.code.as_ref().map_or_else(|| t.s("dossier-no-code"), ToString::to_string);
            let note = d.timeline.iter().rev().find_map(|h| match &h.event {
                domain::dossier::Event::StepDone { note: Some(note), .. } => Some(said::text(visit, d, note)),
                _ => None,
            });
            vec![
                ui::code_link(&href(d.dossier.id), &code),
                html! { (lines::applicant(visit, &d.applicant.name)) },
                html! { (visit.procedure_name(&d.dossier.procedure)) },
                html! { @if let Some(note) = note { (said::written(&note)) } @else { "–" } },
                html! { @if let Some(due) = d.dossier.due {
                    (lines::day_tag(t, due, now)) br; (ui::when(&t.datetime(due)))
                } },
            ]
        })
        .collect();
    ui::data_table_quiet(&t.s("several-these"), &columns, &rows)
}

/// What has to be said once for all.
fn asked(me: &Staff, act: ActKind, f: &Filled, errors: &ErrorList, details: &[(i64, Detail)]) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let field = |name: &str, label: &str| Field::new(name, t.s(label)).value(f.get(name)).error(errors.of(name));
    let people = || {
        let mut people: Vec<_> = details
            .iter()
            .filter_map(|(_, d)| d.dossier.step())
            .flat_map(|s| visit.app.office.colleagues(&s.plan.unit, s.plan.post))
            .collect();
        people.sort_by_key(|p| domain::text::fold(&p.name));
        people.dedup_by_key(|p| p.id.clone());
        let choices: Vec<Choice> = people.iter().map(|p| Choice::new(p.id.to_string(), &p.name)).collect();
        ui::select(t, field("person", "assign-person").required(), &choices)
    };
    match act {
        ActKind::Assign => people(),
        ActKind::HandOver => html! {
            (people())
            (ui::textarea(t, field("reason", "reason").hint(t.s("several-reason-hint")).rows(3).max_length(1000).required()))
        },
        ActKind::Finish => ui::textarea(t, field("note", "finish-note").optional(t).rows(3).max_length(4000)),
        _ => html! {},
    }
}

/// What happened to one of them.
struct Told {
    code: String,
    id: DossierId,
    answer: Result<(), String>,
}

/// The page that tells of each what happened.
fn told(me: &Staff, act: ActKind, report: &[Told], back: &str) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let done = report.iter().filter(|r| r.answer.is_ok()).count();
    let title = match report.len() - done {
        0 => t.f("several-told-done", args!["n" => done]),
        not => t.f("several-told", args!["done" => done, "not" => not]),
    };
    let columns = [Column::row_header(t.s("dossier-code")), Column::new(t.s("several-what"))];
    let mut rows: Vec<&Told> = report.iter().collect();
    // What was refused needs somebody's eye: it stands first.
    rows.sort_by_key(|r| r.answer.is_ok());
    let rows: Vec<Vec<Markup>> = rows
        .into_iter()
        .map(|r| {
            vec![
                ui::code_link(&href(r.id), &r.code),
                html! { @match &r.answer {
                    Ok(()) => (ui::tag(Tag::Done, &t.s(&format!("act-{}-done", words::word(&act))))),
                    Err(why) => { (ui::tag(Tag::Late, &t.s("several-not"))) " " (why) }
                } },
            ]
        })
        .collect();
    let body = html! {
        (ui::heading(Some(&words::of(t, "act", &act)), &title))
        (ui::data_table_quiet(&title, &columns, &rows))
        p.govuk-body { (ui::link(back, &t.s("several-back"))) }
    };
    ui::page(&visit.shell(), &title, body)
}
