//! Backups: where they go, the last ones, what is not as it should be; letters held back by a restore.

use crate::args;
use crate::failure::Failure;
use crate::ui::{self, Button, Column, SummaryRow, Tag};
use crate::visit::Staff;
use maud::{Markup, html};
use office::backup::{Keep, Run, Schedule, Worry};
use office::system::{Doing, SystemEvent};

/// How many tries the page lists.
const LISTED: usize = 10;

/// The section.
pub(super) fn backups(me: &Staff) -> Result<Markup, Failure> {
    let t = me.visit.t;
    let shown = me.visit.app.office.backups(me.actor(), LISTED)?;
    Ok(html! {
        h2.govuk-heading-m #backups { (t.s("backup-title")) }
        @for worry in &shown.worries { (ui::warning(t, &worry_text(me, worry))) }
        @match &shown.keep {
            None => p.govuk-body { (t.s("backup-how")) },
            Some(keep) => {
                (ui::summary_list(&settings(me, keep, shown.runs.iter().find(|r| r.bytes > 0))))
                @if shown.busy { p.govuk-body { (ui::tag(Tag::Waiting, &t.s("backup-busy"))) } }
                @else { (ui::post_button(Button::Secondary, &t.s("backup-now"), "/admin/system/backup", me.csrf())) }
            },
        }
        @if !shown.runs.is_empty() { (runs(me, &shown.runs)) }
        p.govuk-hint { (t.s("backup-what")) }
    })
}

/// What is not as it should be, in words.
pub(crate) fn worry_text(me: &Staff, worry: &Worry) -> String {
    let t = me.visit.t;
    let key = format!("backup-worry-{}", worry.key());
    match worry {
        Worry::NotSetUp | Worry::SameDisk | Worry::None => t.s(&key),
        Worry::Late(at) => t.f(&key, args!["at" => t.moment_long(*at)]),
        Worry::NoFolder(why) | Worry::Failed(why) | Worry::Incomplete(why) => t.f(&key, args!["why" => why.as_str()]),
    }
}

fn settings(me: &Staff, keep: &Keep, last: Option<&Run>) -> Vec<SummaryRow> {
    let t = me.visit.t;
    let when = match keep.schedule {
        Schedule::Daily(time) => t.f("backup-daily", args!["time" => time.strftime("%H:%M").to_string()]),
        Schedule::Every(interval) if interval.as_hours() >= 1 => t.f("backup-hours", args!["n" => interval.as_hours()]),
        Schedule::Every(interval) => t.f("backup-minutes", args!["n" => interval.as_mins()]),
    };
    let last = last.map_or_else(|| t.s("backup-never"), |run| t.moment_long(run.began));
    vec![
        SummaryRow::new(t.s("backup-last"), last),
        SummaryRow::new(t.s("backup-folder"), html! { code.motcua-code { (keep.folder.display()) } }),
        SummaryRow::new(t.s("backup-when"), when),
        SummaryRow::new(t.s("backup-keep"), t.f("backup-keep-n", args!["n" => keep.keep])),
    ]
}

fn runs(me: &Staff, runs: &[Run]) -> Markup {
    let t = me.visit.t;
    let columns = [
        Column::row_header(t.s("backup-began")),
        Column::new(t.s("backup-why")),
        Column::new(t.s("backup-outcome")),
        Column::new(t.s("backup-size")),
        Column::new(t.s("backup-file")),
    ];
    let row = |run: &Run| {
        let tag = if run.outcome.key() == "whole" { Tag::Done } else { Tag::Late };
        vec![
            html! { (t.datetime(run.began)) },
            html! { (t.s(&format!("backup-by-{}", run.how.key()))) },
            html! {
                (ui::tag(tag, &t.s(&format!("backup-{}", run.outcome.key()))))
                @if let Some(problem) = &run.problem { br; code.motcua-code { (problem) } }
            },
            html! { @if run.bytes > 0 { (size(run.bytes)) br; span.govuk-hint { (t.f("backup-took", args!["n" => run.took_ms.div_ceil(1000)])) } } },
            html! { @if let Some(name) = run.path.file_name() { code.motcua-code { (name.to_string_lossy()) } } },
        ]
    };
    let rows: Vec<Vec<Markup>> = runs.iter().map(row).collect();
    ui::data_table_quiet(&t.s("backup-title"), &columns, &rows)
}

/// A size as people read it.
fn size(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1000);
    if kilobytes < 1000 { format!("{kilobytes} kB") } else { format!("{} MB", kilobytes.div_ceil(1000)) }
}

/// Letters that waited in a restored backup: they are sent, or thrown away, when somebody says so.
pub(super) async fn held(me: &Staff) -> Result<Markup, Failure> {
    let t = me.visit.t;
    let held = me.visit.app.office.held_letters(me.actor()).await?;
    if held == 0 {
        return Ok(html! {});
    }
    Ok(html! {
        h2.govuk-heading-m #held { (t.s("held-letters-title")) }
        (ui::warning(t, &t.f("held-letters-what", args!["n" => held])))
        (ui::form_post("/admin/system/held", me.csrf(), ui::button_group(html! {
            (ui::button_named(Button::Secondary, &t.s("held-letters-release"), "what", "release"))
            (ui::button_named(Button::Warning, &t.s("held-letters-throw-away"), "what", "throw-away"))
        })))
    })
}

/// What was done with the program itself.
pub(super) async fn doings(me: &Staff) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let doings = visit.app.office.doings(me.actor(), 20).await?;
    let line = |d: &Doing| match &d.event {
        SystemEvent::BackupAsked => t.s("doing-backup-asked"),
        SystemEvent::Restored { made, events, reason, .. } => t.f(
            "doing-restored",
            args!["made" => t.moment_long(*made), "events" => *events, "reason" => reason.as_str()],
        ),
        SystemEvent::ClockConfirmed { last } => t.f("doing-clock-confirmed", args!["last" => t.moment_long(*last)]),
        SystemEvent::LettersReleased { letters } => t.f("doing-letters-released", args!["n" => *letters]),
        SystemEvent::LettersThrownAway { letters } => t.f("doing-letters-thrown-away", args!["n" => *letters]),
    };
    Ok(html! {
        @if !doings.is_empty() {
            h2.govuk-heading-m { (t.s("doing-title")) }
            ul.govuk-list {
                @for d in &doings {
                    li { (t.datetime(d.envelope.at)) " · " (visit.person_name(&d.envelope.by.person)) " · " (line(d)) }
                }
            }
        }
    })
}
