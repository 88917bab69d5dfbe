//! What is on the way: drafts and how far they are, versions to come, what is suspended or abolished.

use super::today;
use crate::args;
use crate::pages::admin;
use crate::pages::procedure::standing;
use crate::pages::words;
use crate::ui::{self, Button, Column, Tag};
use crate::visit::{Staff, Visit};
use domain::id::ProcedureKey;
use domain::procedure::{Draft, Published, Stage, Standing};
use maud::{Markup, html};
use office::grant::{Administer, Compose, Grant};

pub(super) fn show(me: &Staff) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let today = today(me);
    let mut all: Vec<(&ProcedureKey, &Published)> = law.catalogue.iter().collect();
    all.sort_by_key(|(key, _)| key.as_str().to_owned());
    let title = t.s("life-title");
    let may = Grant::<Compose>::of(me.actor()).is_ok();
    let body = html! {
        (ui::heading(None, &title))
        p.govuk-body { (t.s("life-what")) }
        @if may {
            (ui::button_group(html! {
                (ui::button_link(Button::Primary, &t.s("life-new-title"), "/catalogue/new"))
                (ui::button_link(Button::Secondary, &t.s("life-import-title"), "/catalogue/import"))
            }))
        }
        (drafts(visit, &all))
        (to_come(visit, &all, today))
        (ended(visit, &all, today))
        p.govuk-body { (ui::link("/procedures", &t.s("life-all"))) }
    };
    if Grant::<Administer>::of(me.actor()).is_ok() {
        return admin::framed_in(me, &title, "/catalogue", body);
    }
    ui::page(&visit.shell(), &title, body)
}

/// The stage of a draft as a tag.
pub(super) fn stage_tag(visit: &Visit, draft: &Draft) -> Markup {
    let t = visit.t;
    match draft.stage {
        Stage::Writing => ui::tag(Tag::New, &t.s("life-stage-writing")),
        Stage::Submitted { .. } => ui::tag(Tag::Waiting, &t.s("life-stage-submitted")),
        Stage::Approved { .. } => ui::tag(Tag::Active, &t.s("life-stage-approved")),
        Stage::SentBack { .. } => ui::tag(Tag::Late, &t.s("life-stage-sent-back")),
    }
}

fn drafts(visit: &Visit, all: &[(&ProcedureKey, &Published)]) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("dossier-procedure")),
        Column::new(t.s("life-stage")),
        Column::new(t.s("life-authors")),
        Column::new(t.s("life-last-written")),
    ];
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .filter_map(|(key, p)| Some((key, p, p.draft.as_ref()?)))
        .map(|(key, p, d)| {
            let authors: Vec<String> = d.authors.iter().map(|a| visit.person_name(a)).collect();
            vec![
                html! {
                    (ui::link(&format!("/catalogue/{key}/draft"), visit.text(&d.text.name))) br;
                    span.govuk-hint { (words::national(t, p)) " · " (t.f("life-version-n", args!["n" => d.text.version])) }
                },
                stage_tag(visit, d),
                html! { (authors.join(", ")) },
                html! { (ui::when(&t.datetime(d.changed))) },
            ]
        })
        .collect();
    html! {
        @if rows.is_empty() {
            h2.govuk-heading-m { (t.s("life-drafts")) }
            p.govuk-body { (t.s("life-drafts-none")) }
        } @else { (ui::data_table(&t.s("life-drafts"), &columns, &rows)) }
    }
}

fn to_come(visit: &Visit, all: &[(&ProcedureKey, &Published)], today: domain::calendar::Date) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("dossier-procedure")),
        Column::new(t.s("life-effective")),
        Column::new(t.s("admin-decision")),
    ];
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .flat_map(|(key, p)| p.announced(today).map(move |v| (key, p, v)))
        .map(|(key, p, v)| {
            vec![
                html! {
                    (ui::link(&format!("/catalogue/{key}"), visit.text(&v.name))) br;
                    span.govuk-hint { (words::national(t, p)) " · " (t.f("life-version-n", args!["n" => v.version])) }
                },
                html! { @if let Some(from) = v.effective_from { (t.date(from)) } },
                html! { (v.decision.as_deref().unwrap_or("–")) },
            ]
        })
        .collect();
    html! { @if !rows.is_empty() { (ui::data_table(&t.s("life-to-come"), &columns, &rows)) } }
}

fn ended(visit: &Visit, all: &[(&ProcedureKey, &Published)], today: domain::calendar::Date) -> Markup {
    let t = visit.t;
    let columns = [Column::row_header(t.s("dossier-procedure")), Column::new(t.s("life-standing"))];
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .filter(|(_, p)| {
            matches!(p.standing(today), Standing::Suspended(_) | Standing::Abolished(_))
                || p.open_suspension(today).is_some()
                || p.abolished.is_some()
        })
        .filter_map(|(key, p)| Some((key, p, p.shown(today)?)))
        .map(|(key, p, v)| {
            vec![
                html! {
                    (ui::link(&format!("/catalogue/{key}"), visit.text(&v.name))) br; span.govuk-hint { (words::national(t, p)) }
                },
                html! {
                    (standing::tag(visit, p, today))
                    @match (p.standing(today), p.open_suspension(today), &p.abolished) {
                        (Standing::Suspended(s), ..) => { " " (t.f("life-since", args!["from" => t.date(s.from)])) }
                        (Standing::Abolished(a), ..) => { " " (t.f("life-since", args!["from" => t.date(a.from)])) }
                        (_, Some(s), _) => { (t.f("life-suspended-from", args!["from" => t.date(s.from)])) }
                        (_, _, Some(a)) => { (t.f("life-abolished-from", args!["from" => t.date(a.from)])) }
                        _ => {}
                    }
                },
            ]
        })
        .collect();
    html! { @if !rows.is_empty() { (ui::data_table(&t.s("life-ended"), &columns, &rows)) } }
}
