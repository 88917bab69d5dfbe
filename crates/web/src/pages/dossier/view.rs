//! How a dossier and the list of dossiers look.

use super::lines::{self, Asked, Page};
use super::{fees, framed, said, time, timeline};
use crate::args;
use crate::download::{EXCEL_CSV, links};
use crate::i18n::Tr;
use crate::pages::{act, file, paper, words};
use crate::ui::{self, Button, Choice, Column, Field, Step, StepState, SummaryRow, Tag, Width};
use crate::visit::Staff;
use domain::calendar::{Timestamp, WorkingTime};
use domain::dossier::{Phase, missing_papers};
use domain::organisation::PostKind;
use domain::procedure::{Version, Work};
use maud::{Markup, html};
use office::dossier::{Detail, PartyText};
use office::export::Format;
use office::file::Opening;

/// The list with its filter.
pub(super) fn list(me: &Staff, asked: &Asked, page: &Page) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let phases: Vec<Choice> = std::iter::once(Choice::new("", t.s("list-any-phase")))
        .chain(Phase::ALL.into_iter().map(|p| Choice::new(words::word(&p), words::phase(t, p))))
        .collect();
    let law = visit.app.office.law();
    let today = domain::calendar::local(visit.app.office.now()).date();
    let kept = html! {
        @if let Some(unit) = &asked.unit { (ui::hidden("unit", unit.as_str())) }
        @if let Some(key) = &asked.procedure { (ui::hidden("procedure", key.as_str())) }
        @if let Some(person) = &asked.person { (ui::hidden("person", person.as_str())) }
    };
    let narrowed = [
        asked.unit.as_ref().map(|u| visit.unit_name(u)),
        asked.procedure.as_ref().map(|k| {
            let of = law.catalogue.get(k).and_then(|p| p.procedure.as_ref()).and_then(|p| p.shown_on(today));
            of.map_or_else(|| k.to_string(), |v| visit.text(&v.name).to_owned())
        }),
        asked.person.as_ref().map(|p| visit.person_name(p)),
    ];
    let title = t.s("list-title");
    let body = html! {
        (ui::heading(None, &title))
        (ui::filter(t, "/dossiers", html! {
            (ui::text_input(t, Field::new("q", t.s("list-q")).hint(t.s("list-q-hint")).value(&asked.q).width(Width::Chars(30))))
            (ui::select(t, Field::new("phase", t.s("list-phase"))
                .value(asked.phase.map(|p| words::word(&p)).unwrap_or_default()), &phases))
            (ui::checkboxes(t, ui::Group::new("late", t.s("list-late")).small(),
                &[Choice::new("1", t.s("list-late-only")).checked(asked.late)]))
            (kept)
        }))
        @for words in narrowed.iter().flatten() { p.govuk-body { strong { (words) } } }
        @if page.lines.is_empty() {
            (ui::empty_state(&t.s(if asked.any() { "list-none-found" } else { "list-none" }),
                asked.any().then_some(("/dossiers", t.s("filter-clear"))).as_ref().map(|(h, l)| (*h, l.as_str()))))
        } @else {
            (lines::table(visit, &title, &page.lines))
            (links(t, "/dossiers", &asked.query(), &[EXCEL_CSV, Format::Xlsx]))
            (lines::turn(visit, asked.after.map(|_| asked.href("/dossiers", None)).as_deref(),
                page.next.map(|n| asked.href("/dossiers", Some(n))).as_deref()))
        }
    };
    ui::page(&visit.shell(), &title, body)
}

/// Where the way back from a dossier leads: to the desk of the reader's post.
fn desk(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Inspector => "/board",
        PostKind::ReceptionOfficer | PostKind::HeadOfOneStop => "/reception",
        _ => "/tasks",
    }
}

/// One dossier with all that is known of it.
pub(super) fn show(me: &Staff, detail: &Detail, openings: &[Opening]) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    let law = visit.app.office.law();
    let version = law.version(&d.procedure);
    let code = d.code.as_ref().map_or_else(|| t.s("dossier-no-code"), ToString::to_string);
    let body = html! {
        (ui::code_heading(&visit.procedure_name(&d.procedure), &code))
        (paper::offer(me, detail))
        (header(me, detail))
        (act::buttons(me, detail))
        div.govuk-grid-row {
            div."govuk-grid-column-two-thirds-from-desktop" {
                (steps(me, detail))
                (paper::list(me, detail))
                (asked_for(me, detail))
                (fees::card(me, detail, version))
            }
            div."govuk-grid-column-one-third-from-desktop" {
                h2.govuk-heading-m { (t.s("dossier-timeline")) }
                @if me.actor().kind != PostKind::Inspector {
                    p.govuk-body { (ui::link(&format!("/dossiers/{}/contact", d.id), &t.s("contact-title"))) }
                }
                (ui::timeline(&timeline::items(visit, detail)))
            }
        }
        (breaches(me, detail))
        (papers(me, detail, version))
        (file::list(me, detail, openings))
        (supplements(me, detail, version))
        (consultations(me, detail))
        (time::held(me, detail))
    };
    framed(me, &code, desk(me.actor().kind), body)
}

/// Phase and dates: the first thing to see.
fn header(me: &Staff, detail: &Detail) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    let now = visit.app.office.now();
    let mut rows = Vec::new();
    let mut date = |key: &str, at: Option<Timestamp>, extra: Markup| {
        if let Some(at) = at {
            rows.push(SummaryRow::new(t.s(key), html! { (t.moment_long(at)) " " (extra) }));
        }
    };
    let none = || html! {};
    date("dossier-received", d.received, none());
    let tag =
        if d.phase == Phase::InProcess { d.due.map_or_else(none, |due| lines::day_tag(t, due, now)) } else { none() };
    let how = html! {
        (tag)
        @if d.clock_from.is_some() && d.due.is_some() {
            br; (ui::link(&format!("/dossiers/{}/deadline", d.id), &t.s("deadline-link")))
        }
    };
    date(if d.apologised.is_some() { "dossier-due-new" } else { "dossier-due" }, d.due, how);
    if d.due != d.promised {
        date("dossier-promised", d.promised, none());
    }
    // The date on the first receipt is kept, whatever followed.
    if d.first_due != d.due && d.first_due != d.promised {
        date("dossier-first-due", d.first_due, none());
    }
    date("dossier-apologised", d.apologised, none());
    date("dossier-ready", d.ready, none());
    date("dossier-returned", d.returned, none());
    if d.phase == Phase::AwaitingSupplement {
        rows.push(SummaryRow::new(t.s("dossier-due"), t.s("dossier-clock-stands")));
    }
    rows.extend(under_way(me, detail));
    if let Some(limit) = d.limit {
        rows.push(SummaryRow::new(t.s("dossier-limit"), words::limit_cell(t, limit)));
    }
    if d.phase == Phase::InProcess
        && d.step().is_some_and(|s| s.plan.work == Work::Receive)
        && let Some(by) = d.transfer_by
    {
        rows.push(SummaryRow::new(
            t.s("dossier-transfer-by"),
            html! { (t.moment_long(by)) " " (lines::day_tag(t, by, now)) },
        ));
    }
    html! {
        p.govuk-body {
            (words::phase_tag(t, d.phase)) " "
            @if let Some(outcome) = d.outcome {
                (ui::tag(if outcome == domain::dossier::Outcome::Approved { Tag::Done } else { Tag::Late }, &words::outcome(t, outcome))) " "
            }
            @if d.is_late(now) { (ui::tag(Tag::Late, &t.s("dossier-late"))) " " }
            @if !d.breaches.is_empty() { (ui::tag(Tag::Late, &t.f("dossier-breaches-n", args!["n" => d.breaches.len()]))) }
        }
        @if d.due_undecided && d.due.is_some() { (ui::inset(t.s("dossier-undecided"))) }
        @if let Some(m) = d.moved.last().filter(|m| d.phase == Phase::InProcess && Some(m.due) == d.due) {
            (ui::inset(t.f("moved-what", args!["before" => t.moment_long(m.before), "why" => said::moved_by(visit, &m.by)])))
        }
        (ui::summary_list(&rows))
    }
}

/// The step under way: who holds it, and how much of its time is left.
fn under_way(me: &Staff, detail: &Detail) -> Vec<SummaryRow> {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    let Some(step) = d.step().filter(|_| d.phase == Phase::InProcess) else { return vec![] };
    let now = visit.app.office.now();
    let used = time::shares(me, detail).used(d.current);
    let holder = match &step.official {
        Some(o) => said::official(visit, o),
        None => format!("{} – {}", visit.unit_name(&step.plan.unit), t.s("dossier-nobody-yet")),
    };
    let clock = html! {
        @if let Some(due) = step.due { (t.moment_long(due)) " " (lines::day_tag(t, due, now)) br; }
        @if step.plan.allowance > WorkingTime::ZERO {
            (t.f("step-used-of", args!["used" => said::working_time(t, used), "share" => said::working_time(t, step.plan.allowance)]))
            "; " (left(t, step.plan.allowance, used))
        }
    };
    vec![
        SummaryRow::new(t.s("dossier-now"), said::step(visit, d, d.current)),
        SummaryRow::new(t.s("dossier-held-by"), holder),
        SummaryRow::new(t.s("dossier-now-clock"), clock),
    ]
}

fn steps(me: &Staff, detail: &Detail) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    if d.steps.is_empty() {
        return html! {};
    }
    let law = visit.app.office.law();
    let version = law.version(&d.procedure);
    let now = visit.app.office.now();
    let total: WorkingTime = d.steps.iter().map(|s| s.plan.allowance).sum();
    let open = d.phase.is_open();
    let shares = time::shares(me, detail);
    let items: Vec<Step> = d
        .steps
        .iter()
        .enumerate()
        .map(|(i, s)| {
            // Handing over has no share of the limit: the applicant comes when it suits them.
            let due = s.due.filter(|_| s.plan.work != Work::Return);
            let state = if s.skipped {
                StepState::Skipped
            } else if s.done.is_some() {
                StepState::Done
            } else if i == d.current && open {
                if due.is_some_and(|due| due < now) { StepState::Late } else { StepState::Current }
            } else {
                StepState::Todo
            };
            let own = s.plan.source_no.and_then(|no| version?.steps.iter().find(|x| x.no == no));
            let mut note = Vec::new();
            if let Some(own) = own {
                note.push(visit.text(&own.action).to_owned());
            } else {
                note.push(t.f("step-added", args!["work" => words::work(t, s.plan.work)]));
            }
            if s.official.is_none() && state == StepState::Todo {
                note.push(visit.unit_name(&s.plan.unit));
            }
            let minutes = s.plan.allowance.minutes();
            if minutes > 0 && total.minutes() > 0 {
                let total = u64::from(total.minutes());
                let percent = t.per_cent((u64::from(minutes) * 1000 + total / 2) / total);
                note.push(t.f(
                    "dossier-step-share",
                    args!["percent" => percent, "time" => said::working_time(t, s.plan.allowance)],
                ));
            }
            let used = shares.used(i);
            if minutes > 0 && used > WorkingTime::ZERO && !s.skipped {
                note.push(t.f("step-used", args!["used" => said::working_time(t, used)]));
                note.push(left(t, s.plan.allowance, used));
            }
            if let Some(done) = s.done {
                let late = due.is_some_and(|due| due < done);
                let key = if late { "step-done-late" } else { "step-done-at" };
                note.push(t.f(key, args!["when" => t.datetime(done)]));
            }
            Step {
                label: words::step_name(visit, &d.procedure, s.plan.source_no, &s.plan.role),
                state,
                // Who has not got it yet does not hold it: the unit stands in the note.
                holder: match &s.official {
                    Some(o) => Some(format!("{}, {}", said::official(visit, o), visit.unit_name(&s.plan.unit))),
                    None if matches!(state, StepState::Current | StepState::Late) => {
                        Some(visit.unit_name(&s.plan.unit))
                    }
                    None => None,
                },
                due: due.map(|due| t.moment_long(due)),
                note: Some(note.join(" · ")),
            }
        })
        .collect();
    html! {
        h2.govuk-heading-m { (t.s("dossier-steps")) }
        (ui::steps_progress(t, &items))
    }
}

/// What is left of a step's share, or by how much it is overdrawn.
fn left(t: Tr, share: WorkingTime, used: WorkingTime) -> String {
    if let Some(left) = share.minutes().checked_sub(used.minutes()) {
        t.f("step-left", args!["left" => said::working_time(t, WorkingTime::from_minutes(left))])
    } else {
        let over = WorkingTime::from_minutes(used.minutes() - share.minutes());
        t.f("step-over", args!["over" => said::working_time(t, over)])
    }
}

fn party(me: &Staff, of: &PartyText) -> Vec<SummaryRow> {
    let t = me.visit.t;
    [
        ("field-name", &of.name),
        ("field-id-number", &of.id_number),
        ("field-address", &of.address),
        ("field-phone", &of.phone),
        ("field-email", &of.email),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| SummaryRow::new(t.s(key), value))
    .collect()
}

fn asked_for(me: &Staff, detail: &Detail) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    let mut rows = vec![
        SummaryRow::new(
            t.s("dossier-procedure"),
            html! {
                (ui::link(&format!("/procedures/{}", d.procedure.key), &visit.procedure_name(&d.procedure)))
                " (" (t.f("dossier-version", args!["n" => d.procedure.version])) ")"
            },
        ),
        SummaryRow::new(t.s("dossier-unit"), visit.unit_name(&d.unit)),
        SummaryRow::new(t.s("dossier-competent"), visit.unit_name(&d.competent)),
        SummaryRow::new(t.s("dossier-channel"), words::channel(t, d.channel)),
    ];
    if let Some(o) = &d.received_by {
        rows.push(SummaryRow::new(t.s("dossier-received-by"), said::official(visit, o)));
    }
    if let Some(at) = &d.reason {
        rows.push(SummaryRow::new(t.s("timeline-reason"), said::written(&said::text(visit, detail, at))));
    }
    let mut applicant = party(me, &detail.applicant);
    if applicant.is_empty() {
        applicant.push(SummaryRow::new(t.s("field-name"), t.s("dossier-unnamed")));
    }
    html! {
        (ui::summary_card(&t.s("dossier-asked"), &rows))
        (ui::summary_card(&t.s("dossier-applicant"), &applicant))
        @if let Some((who, authorisation)) = &detail.representative {
            @let mut rows = party(me, who);
            @let () = rows.push(SummaryRow::new(t.s("dossier-authorisation"),
                if authorisation.is_empty() { t.s("dossier-text-erased") } else { authorisation.clone() }));
            (ui::summary_card(&t.s("dossier-representative"), &rows))
        }
    }
}

fn papers(me: &Staff, detail: &Detail, version: Option<&Version>) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    let Some(version) = version.filter(|_| d.received.is_some()) else { return html! {} };
    let given: Vec<domain::dossier::PaperGiven> = d
        .papers
        .iter()
        .map(|p| domain::dossier::PaperGiven {
            paper: p.paper.clone(),
            originals: p.originals,
            copies: p.copies,
            from_database: p.from_database,
        })
        .collect();
    let missing = missing_papers(version, &d.cases, &given);
    let columns = [
        Column::row_header(t.s("papers-paper")),
        Column::new(t.s("papers-listed")),
        Column::new(t.s("papers-handed-in")),
    ];
    let rows: Vec<Vec<Markup>> = version
        .papers
        .iter()
        .map(|p| {
            let held = d.papers.iter().find(|h| h.paper == p.id);
            vec![
                html! { (visit.text(&p.name)) },
                html! { (said::demand(visit, p)) },
                html! {
                    @match held {
                        Some(h) if h.from_database => (ui::tag(Tag::Done, &t.s("papers-from-database"))),
                        Some(h) => (said::counts(t, h.originals, h.copies)),
                        None if p.present_only => (t.s("papers-shown-only")),
                        None if missing.contains(&p.id) => (ui::tag(Tag::Late, &t.s("papers-missing"))),
                        None if p.replaced_by.is_some() => (t.s("papers-state-has")),
                        None => (t.s("papers-not-needed")),
                    }
                },
            ]
        })
        .collect();
    html! {
        (ui::data_table(&t.s("papers-title"), &columns, &rows))
        p.govuk-body {
            (t.f("papers-sets", args!["n" => d.sets]))
            @if d.originals_here { " " (t.s("papers-originals-here")) }
        }
    }
}

fn breaches(me: &Staff, detail: &Detail) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    html! { @if !d.breaches.is_empty() {
        h2.govuk-heading-m { (t.s("dossier-breaches")) }
        @for b in &d.breaches {
            div.govuk-inset-text {
                (timeline::breach(visit, b.rule, b.text.as_ref().map(|at| said::text(visit, detail, at)).as_deref()))
                p.govuk-body.motcua-tight { (crate::failure::rule_text(t, b.rule)) }
                p.govuk-hint.motcua-tight {
                    (t.datetime(b.at)) " · " (visit.unit_name(&b.unit)) " · "
                    @match &b.by {
                        Some(o) => (said::official(visit, o)),
                        None => (t.s("dossier-breach-nobody")),
                    }
                }
            }
        }
    } }
}

fn supplements(me: &Staff, detail: &Detail, version: Option<&Version>) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    html! { @for (i, s) in d.supplements.iter().enumerate() {
        @let mut rows = vec![
            SummaryRow::new(t.s("supplement-asked"), html! { (t.moment_long(s.asked)) br; (said::official(visit, &s.by)) }),
            SummaryRow::new(t.s("supplement-papers"), html! {
                ul.govuk-list { @for p in said::papers(visit, version, &s.papers) { li { (p) } } }
            }),
            SummaryRow::new(t.s("timeline-reason"), said::written(&said::text(visit, detail, &s.reason))),
        ];
        @let () = rows.push(SummaryRow::new(t.s("supplement-arrived"),
            s.arrived.map_or_else(|| t.s("supplement-waiting"), |at| t.moment_long(at))));
        (ui::summary_card(&t.f("supplement-title", args!["n" => i + 1]), &rows))
    } }
}

fn consultations(me: &Staff, detail: &Detail) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    let now = visit.app.office.now();
    html! { @for c in &d.consultations {
        @let mut rows = vec![
            SummaryRow::new(t.s("timeline-question"), said::written(&said::text(visit, detail, &c.question))),
            SummaryRow::new(t.s("timeline-answer-by"), html! {
                (t.moment_long(c.due)) " " @if c.answered.is_none() && d.phase.is_open() { (lines::day_tag(t, c.due, now)) }
            }),
        ];
        @let () = rows.push(SummaryRow::new(t.s("timeline-answer"), html! {
            @match (&c.answer, c.answered) {
                (Some(at), Some(when)) => { (said::written(&said::text(visit, detail, at))) br; (t.moment_long(when)) }
                _ => (t.s("consultation-waiting")),
            }
        }));
        (ui::summary_card(&t.f("consultation-title", args!["unit" => visit.unit_name(&c.unit)]), &rows))
    } }
}

/// A button of an act that asks nothing more.
pub(crate) fn one_click(
    me: &Staff,
    kind: Button,
    label: &str,
    action: &str,
    version: i64,
    back: Option<&str>,
) -> Markup {
    html! {
        form.motcua-inline-form method="post" action=(action) {
            (ui::csrf(me.csrf()))
            (ui::hidden("version", &version.to_string()))
            (ui::hidden("key", &me.visit.operation))
            @if let Some(back) = back { (ui::hidden("back", back)) }
            (ui::button(kind, label))
        }
    }
}
