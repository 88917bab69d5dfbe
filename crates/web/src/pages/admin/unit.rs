//! One unit: what it is, its posts and counters, its history, and the acts that change it.

use super::history::{self, period};
use super::tried::{Sent, Tried};
use crate::args;
use crate::failure::Failure;
use crate::forms::Filled;
use crate::pages::dossier::framed;
use crate::pages::words;
use crate::ui::{self, Button, Choice, Column, SummaryRow, Width};
use crate::visit::{Staff, Visit};
use axum::response::Response;
use domain::calendar::{Date, local};
use domain::id::{CounterId, PostId, UnitId};
use domain::law::{Refusal, Rule};
use domain::organisation::{AgencyKind, Counter, Organisation, OrganisationCommand, Post, PostKind, Subject, Unit};
use domain::text::{Text, fold};
use maud::{Markup, html};
use office::Error;

pub(crate) const AGENCIES: [AgencyKind; 11] = [
    AgencyKind::Administration,
    AgencyKind::Police,
    AgencyKind::SocialInsurance,
    AgencyKind::Tax,
    AgencyKind::LandRegistry,
    AgencyKind::Treasury,
    AgencyKind::HomeAffairs,
    AgencyKind::Health,
    AgencyKind::SocialSupport,
    AgencyKind::Payer,
    AgencyKind::Department,
];

const POSTS: [PostKind; 7] = [
    PostKind::ReceptionOfficer,
    PostKind::Specialist,
    PostKind::HeadOfOneStop,
    PostKind::UnitLeader,
    PostKind::Leader,
    PostKind::Inspector,
    PostKind::Administrator,
];

fn today(visit: &Visit) -> Date {
    local(visit.app.office.now()).date()
}

/// Units that are there today, to choose from.
pub(super) fn choices(visit: &Visit, but: Option<&UnitId>) -> Vec<Choice> {
    let law = visit.app.office.law();
    let today = today(visit);
    let mut out: Vec<Choice> = law
        .organisation
        .units
        .iter()
        .filter(|u| u.is_there(today) && Some(&u.id) != but)
        .map(|u| Choice::new(u.id.to_string(), visit.text(&u.name)))
        .collect();
    out.sort_by_key(|c| fold(&c.label));
    out
}

/// The page.
pub(super) async fn show(me: &Staff, id: &UnitId, tried: &Tried<'_>) -> Result<Markup, Failure> {
    let happened = history::show(me, Subject::Unit(id)).await?;
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = today(visit);
    let unit = org.unit(id).ok_or_else(|| Refusal::new(Rule::NotFound))?;
    let name = visit.text(&unit.name).to_owned();
    let ended = unit.to.is_some_and(|to| to <= today);
    let below = org.below(Some(id), today);
    let body = html! {
        (tried.summary(t))
        (ui::heading(Some(&t.s("admin-unit")), &name))
        (facts(visit, org, unit))
        (super::hours::shown(visit, id))
        (posts(visit, org, id, today))
        (counters(visit, org, id))
        @if !below.is_empty() {
            h2.govuk-heading-m { (t.s("org-below")) }
            ul.govuk-list { @for u in below { li { (ui::link(&format!("/admin/units/{}", u.id), visit.text(&u.name))) } } }
        }
        @if !ended {
            h2.govuk-heading-m { (t.s("org-change")) }
            (tried.folded("post", &t.s("org-add-post"), post_form(me, org, unit, tried)))
            (tried.folded("counter", &t.s("org-add-counter"), html! {
                (ui::form_post(&format!("/admin/units/{id}/counter"), me.csrf(), counter_fields(me, id, "counter", None, tried)))
            }))
            (tried.folded("unit", &t.s("org-add-below"), add_form(me, Some(id), tried)))
            (tried.folded("rename", &t.s("org-rename"), ui::form_post(&format!("/admin/units/{id}/rename"), me.csrf(), html! {
                (ui::text_input(t, tried.field(t, "rename", "name", "org-new-name", &unit.name.vi).required().max_length(200)))
                (ui::text_input(t, tried.field(t, "rename", "name-en", "org-name-en", &unit.name.en).optional(t).max_length(200)))
                (tried.date(t, "rename", "from", "org-from", "org-from-hint", Some(today)))
                (ui::button(Button::Primary, &t.s("org-rename")))
            })))
            (tried.folded("move", &t.s("org-move"), ui::form_post(&format!("/admin/units/{id}/move"), me.csrf(), html! {
                (ui::select(t, tried.field(t, "move", "parent", "org-above", "").required(), &choices(visit, Some(id))))
                (tried.date(t, "move", "from", "org-from", "org-from-hint", Some(today)))
                (ui::button(Button::Primary, &t.s("org-move")))
            })))
            (tried.folded(super::hours::FORM, &t.s("hours-change"), super::hours::form(me, id, tried)))
            (tried.folded("end", &t.s("org-end-unit"), ui::form_post(&format!("/admin/units/{id}/end"), me.csrf(), html! {
                p.govuk-body { (t.s("org-end-unit-hint")) }
                (tried.date(t, "end", "to", "org-gone-from", "", Some(today)))
                (ui::select(t, tried.field(t, "end", "successors", "org-successor", "").optional(t), &choices(visit, Some(id))))
                (ui::button(Button::Warning, &t.s("org-end-unit")))
            })))
        }
        (happened)
    };
    Ok(framed(me, &name, "/admin/organisation", body))
}

fn facts(visit: &Visit, org: &Organisation, unit: &Unit) -> Markup {
    let t = visit.t;
    let mut rows = vec![
        SummaryRow::new(t.s("org-agency"), words::of(t, "agency", &unit.agency)),
        SummaryRow::new(t.s("org-code"), html! { code.motcua-code { (unit.agency_code) } }),
        SummaryRow::new(t.s("org-period"), period(visit, unit.from, unit.to)),
    ];
    if let Some(parent) = unit.parent.as_ref().and_then(|p| org.unit(p)) {
        rows.push(SummaryRow::new(
            t.s("org-above"),
            ui::link(&format!("/admin/units/{}", parent.id), visit.text(&parent.name)),
        ));
    }
    if let Some(shop) = &unit.one_stop {
        rows.push(SummaryRow::new(t.s("org-one-stop"), visit.text(shop)));
    }
    if let Some(address) = &unit.address {
        rows.push(SummaryRow::new(t.s("org-address"), address));
    }
    let named = |ids: &[UnitId]| ids.iter().map(|u| visit.unit_name(u)).collect::<Vec<_>>().join(", ");
    if !unit.serves.is_empty() {
        rows.push(SummaryRow::new(t.s("org-serves"), named(&unit.serves)));
    }
    if !unit.successors.is_empty() {
        rows.push(SummaryRow::new(t.s("org-successor"), named(&unit.successors)));
    }
    if !unit.earlier.is_empty() {
        rows.push(SummaryRow::new(
            t.s("org-earlier"),
            html! { @for e in &unit.earlier { div {
                (t.f("org-earlier-until", args!["name" => visit.text(&e.name), "until" => t.date(e.until)]))
            } } },
        ));
    }
    ui::summary_list(&rows)
}

fn posts(visit: &Visit, org: &Organisation, id: &UnitId, today: Date) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("admin-post")),
        Column::new(t.s("admin-post-kind")),
        Column::new(t.s("admin-holders")),
        Column::new(t.s("admin-counter")),
        Column::new(t.s("org-period")),
    ];
    let rows: Vec<Vec<Markup>> = org
        .posts
        .iter()
        .filter(|p| p.unit == *id)
        .map(|p| {
            let holders = org.holders(&p.id, today);
            vec![
                ui::link(&format!("/admin/posts/{}", p.id), visit.text(&p.name)),
                html! { (words::post(t, p.kind)) },
                html! {
                    @if !p.is_there(today) { (ui::tag(ui::Tag::Quiet, &t.s("org-not-today"))) }
                    @else if holders.is_empty() { (ui::tag(ui::Tag::Waiting, &t.s("admin-post-empty"))) }
                    @for (i, h) in holders.iter().enumerate() {
                        @if i > 0 { ", " } (ui::link(&format!("/admin/people/{}", h.id), &h.name))
                    }
                },
                html! { @if let Some(c) = p.counter.as_ref().and_then(|c| org.counter(c)) { (visit.text(&c.name)) } },
                period(visit, p.from, p.to),
            ]
        })
        .collect();
    html! {
        @if rows.is_empty() { h2.govuk-heading-m { (t.s("admin-posts")) } p.govuk-body { (t.s("org-no-posts")) } }
        @else { (ui::data_table(&t.s("admin-posts"), &columns, &rows)) }
    }
}

fn counters(visit: &Visit, org: &Organisation, id: &UnitId) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("admin-counter")),
        Column::new(t.s("org-number")),
        Column::new(t.s("org-fields")),
        Column::new(t.s("org-period")),
    ];
    let rows: Vec<Vec<Markup>> = org
        .counters
        .iter()
        .filter(|c| c.unit == *id)
        .map(|c| {
            vec![
                ui::link(&format!("/admin/counters/{}", c.id), visit.text(&c.name)),
                html! { @if let Some(n) = c.number { (n) } @else { "–" } },
                html! { @if c.fields.is_empty() { (t.s("org-all-fields")) } @else { (c.fields.join(", ")) } },
                counter_period(visit, org, c),
            ]
        })
        .collect();
    html! { @if !rows.is_empty() { (ui::data_table(&t.s("org-counters"), &columns, &rows)) } }
}

/// A counter without a day of its own began with its unit.
pub(super) fn counter_period(visit: &Visit, org: &Organisation, c: &Counter) -> Markup {
    let from = c.from.or_else(|| org.unit(&c.unit).map(|u| u.from));
    html! { @if let Some(from) = from { (period(visit, from, c.to)) } }
}

fn post_form(me: &Staff, org: &Organisation, unit: &Unit, tried: &Tried<'_>) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let today = today(visit);
    let kinds: Vec<Choice> = POSTS.iter().map(|k| Choice::new(words::word(k), words::post(t, *k))).collect();
    let counters: Vec<Choice> = org
        .counters
        .iter()
        .filter(|c| c.unit == unit.id && c.is_there(today))
        .map(|c| Choice::new(c.id.to_string(), visit.text(&c.name)))
        .collect();
    ui::form_post(
        &format!("/admin/units/{}/post", unit.id),
        me.csrf(),
        html! {
            (ui::select(t, tried.field(t, "post", "kind", "admin-post-kind", "").required(), &kinds))
            (ui::text_input(t, tried.field(t, "post", "name", "org-post-name", "").required().max_length(200)))
            @if !counters.is_empty() {
                (ui::select(t, tried.field(t, "post", "counter", "admin-counter", "").optional(t), &counters))
            }
            (tried.date(t, "post", "from", "org-from-day", "", Some(today)))
            (ui::button(Button::Primary, &t.s("org-add-post")))
        },
    )
}

/// Fields of procedures that the catalogue knows.
fn known_fields(visit: &Visit) -> Vec<String> {
    let law = visit.app.office.law();
    let mut fields: Vec<String> =
        law.catalogue.values().filter_map(|p| Some(p.procedure.as_ref()?.versions.last()?.field.vi.clone())).collect();
    fields.sort_by_key(|f| fold(f));
    fields.dedup();
    fields
}

/// Fields of the form of a counter, with its button.
pub(super) fn counter_fields(
    me: &Staff,
    unit: &UnitId,
    form: &'static str,
    known: Option<&Counter>,
    tried: &Tried<'_>,
) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let next =
        law.organisation.counters.iter().filter(|c| c.unit == *unit).filter_map(|c| c.number).max().unwrap_or(0) + 1;
    let number = known.map_or_else(|| next.to_string(), |c| c.number.map(|n| n.to_string()).unwrap_or_default());
    let fields = known_fields(visit).into_iter().map(|f| Choice::new(f.clone(), f)).collect();
    let usual = known.map(|c| c.fields.clone()).unwrap_or_default();
    let button = if known.is_some() { "org-save" } else { "org-add-counter" };
    html! {
        (ui::text_input(t, tried.field(t, form, "number", "org-number", &number).digits().width(Width::Chars(3))))
        (ui::text_input(t, tried.field(t, form, "name", "org-counter-name", known.map_or("", |c| c.name.vi.as_str())).required().max_length(200)))
        (ui::checkboxes(t, tried.group(t, form, "fields", "org-fields").hint(t.s("org-fields-hint")).small(),
            &tried.ticked(form, "fields", fields, &usual)))
        @if known.is_none() { (tried.date(t, form, "from", "org-from-day", "", Some(today(visit)))) }
        (ui::button(Button::Primary, &t.s(button)))
    }
}

/// The form of a new unit, below another one or beside all.
pub(super) fn add_form(me: &Staff, parent: Option<&UnitId>, tried: &Tried<'_>) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let agencies: Vec<Choice> =
        AGENCIES.iter().map(|k| Choice::new(words::word(k), words::of(t, "agency", k))).collect();
    let usual = if parent.is_some() { words::word(&AgencyKind::Administration) } else { String::new() };
    ui::form_post(
        "/admin/units",
        me.csrf(),
        html! {
            (ui::hidden("unit-parent", parent.map_or("", UnitId::as_str)))
            (ui::text_input(t, tried.field(t, "unit", "name", "org-unit-name", "").required().max_length(200)))
            (ui::select(t, tried.field(t, "unit", "agency", "org-agency", &usual).required(), &agencies))
            (ui::text_input(t, tried.field(t, "unit", "kind", "org-kind", "").hint(t.s("org-kind-hint")).width(Width::Chars(20)).max_length(40)))
            (ui::text_input(t, tried.field(t, "unit", "code", "org-code", "").hint(t.s("org-code-hint")).required().width(Width::Chars(20)).max_length(40)))
            (ui::text_input(t, tried.field(t, "unit", "place", "org-place", "").hint(t.s("org-place-hint")).required().width(Width::Half).max_length(100)))
            (ui::text_input(t, tried.field(t, "unit", "shop", "org-one-stop", "").hint(t.s("org-one-stop-hint")).optional(t).max_length(200)))
            (ui::text_input(t, tried.field(t, "unit", "address", "org-address", "").optional(t).max_length(300)))
            (ui::select(t, tried.field(t, "unit", "serves", "org-serves", "").hint(t.s("org-serves-hint")).optional(t), &choices(visit, None)))
            (tried.date(t, "unit", "from", "org-from-day", "", Some(today(visit))))
            (ui::button(Button::Primary, &t.s("org-add-unit")))
        },
    )
}

/// A key made of a name that nothing has yet: `ngo-quyen.may-to`, with a number when it is taken.
fn key_for<K: std::str::FromStr>(base: &str, name: &str, taken: impl Fn(&K) -> bool) -> Result<K, Refusal> {
    let word: String =
        fold(name).replace(' ', "-").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
    let missing = || Refusal::new(Rule::FieldRequired).field("name");
    if word.is_empty() {
        return Err(missing());
    }
    let base: String = if base.is_empty() { word } else { format!("{base}.{word}") };
    let base: String = base.chars().take(74).collect();
    std::iter::once(base.clone())
        .chain((2..10_000).map(|n| format!("{base}-{n}")))
        .filter_map(|key| key.parse().ok())
        .find(|key| !taken(key))
        .ok_or_else(missing)
}

fn variant<V: serde::de::DeserializeOwned>(word: &str, field: &str) -> Result<V, Refusal> {
    serde_json::from_value(serde_json::Value::String(word.replace('-', "_")))
        .map_err(|_| Refusal::new(Rule::FieldRequired).field(field))
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Adds a unit.
pub(super) async fn add(me: &Staff, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "unit", filled: f };
    let office = &me.visit.app.office;
    let law = office.law();
    let parent: Option<UnitId> = some(sent.get("parent")).and_then(|p| p.parse().ok());
    let read = || {
        let name = sent.get("name");
        if name.is_empty() {
            return Err(Refusal::new(Rule::FieldRequired).field("name"));
        }
        if sent.get("place").is_empty() {
            return Err(Refusal::new(Rule::FieldRequired).field("place"));
        }
        let id =
            key_for(parent.as_ref().map_or("", UnitId::as_str), name, |k: &UnitId| law.organisation.unit(k).is_some())?;
        Ok(Unit {
            id,
            parent: parent.clone(),
            agency: variant(sent.get("agency"), "agency")?,
            kind: sent.get("kind").to_owned(),
            name: Text::vi(name),
            one_stop: some(sent.get("shop")).map(Text::vi),
            address: some(sent.get("address")),
            place: sent.get("place").to_owned(),
            agency_code: sent.get("code").to_owned(),
            code_pattern: None,
            from: sent.date("from")?,
            to: None,
            serves: some(sent.get("serves")).and_then(|u| u.parse().ok()).into_iter().collect(),
            hours: None,
            hours_from: vec![],
            publishes: domain::organisation::Publishes::default(),
            earlier: vec![],
            successors: vec![],
        })
    };
    let (answer, next) = match read() {
        Ok(unit) => {
            let next = format!("/admin/units/{}?done=add-unit", unit.id);
            let command = OrganisationCommand::AddUnit(Box::new(unit));
            (office.change_organisation(me.actor(), command).await, next)
        }
        Err(r) => (Err(r.into()), String::new()),
    };
    // The rules call the field by its own name, the form by the people's.
    let answer = answer.map_err(|e| match e {
        Error::Refused(r) if r.field.as_deref() == Some("agency_code") => Error::Refused(r.field("code")),
        e => e,
    });
    if let Some(parent) = parent.filter(|p| law.organisation.unit(p).is_some()) {
        answered(me, &parent, &sent, answer, &next).await
    } else {
        let page = async |tried: &Tried<'_>| {
            let title = me.visit.t.s("org-add-root");
            let body = html! {
                (tried.summary(me.visit.t)) (ui::heading(None, &title)) (add_form(me, None, tried))
            };
            Ok(framed(me, &title, "/admin/organisation", body))
        };
        sent.answer(me.visit.t, answer, &next, page).await
    }
}

/// After an act: on, or the unit's page with what stands against it.
pub(super) async fn answered(
    me: &Staff,
    id: &UnitId,
    sent: &Sent<'_>,
    answer: Result<(), Error>,
    next: &str,
) -> Result<Response, Failure> {
    sent.answer(me.visit.t, answer, next, async |tried| show(me, id, tried).await).await
}

/// Calls a unit otherwise.
pub(super) async fn rename(me: &Staff, id: UnitId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "rename", filled: f };
    let answer = match sent.date("from") {
        Ok(from) => {
            let name = Text { vi: sent.get("name").to_owned(), en: sent.get("name-en").to_owned(), translated: None };
            change(me, OrganisationCommand::RenameUnit { unit: id.clone(), name, from }).await
        }
        Err(r) => Err(r.into()),
    };
    answered(me, &id, &sent, answer, &format!("/admin/units/{id}?done=rename-unit")).await
}

/// Puts a unit below another one.
pub(super) async fn relocate(me: &Staff, id: UnitId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "move", filled: f };
    let answer = match sent.date("from").and_then(|from| Ok((from, sent.key("parent")?))) {
        Ok((from, parent)) => {
            change(me, OrganisationCommand::MoveUnit { unit: id.clone(), parent: Some(parent), from }).await
        }
        Err(r) => Err(r.into()),
    };
    answered(me, &id, &sent, answer, &format!("/admin/units/{id}?done=move-unit")).await
}

/// Ends a unit.
pub(super) async fn end(me: &Staff, id: UnitId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "end", filled: f };
    let answer = match sent.date("to") {
        Ok(to) => {
            let successors = sent.all("successors").iter().filter_map(|u| u.parse().ok()).collect();
            change(me, OrganisationCommand::EndUnit { unit: id.clone(), to, successors }).await
        }
        Err(r) => Err(r.into()),
    };
    answered(me, &id, &sent, answer, &format!("/admin/units/{id}?done=end-unit")).await
}

/// Adds a post to a unit.
pub(super) async fn add_post(me: &Staff, id: UnitId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "post", filled: f };
    let law = me.visit.app.office.law();
    let read = || {
        let kind: PostKind = variant(sent.get("kind"), "kind")?;
        let base = format!("{id}.{}", words::word(&kind));
        let key = (1..10_000)
            .filter_map(|n| PostId::parse(&format!("{base}-{n}")).ok())
            .find(|k| law.organisation.post(k).is_none())
            .ok_or_else(|| Refusal::new(Rule::FieldMalformed).field("kind"))?;
        Ok::<_, Refusal>(Post {
            id: key,
            unit: id.clone(),
            kind,
            name: Text::vi(sent.get("name")),
            counter: some(sent.get("counter")).and_then(|c| c.parse().ok()),
            from: sent.date("from")?,
            to: None,
        })
    };
    let answer = match read() {
        Ok(post) => change(me, OrganisationCommand::AddPost(post)).await,
        Err(r) => Err(r.into()),
    };
    answered(me, &id, &sent, answer, &format!("/admin/units/{id}?done=add-post")).await
}

/// What the form of a counter says.
pub(super) fn read_counter(
    me: &Staff,
    sent: &Sent<'_>,
    id: CounterId,
    unit: UnitId,
    from: Option<Date>,
) -> Result<Counter, Refusal> {
    let number = match sent.get("number") {
        "" => None,
        n => Some(n.parse().map_err(|_| Refusal::new(Rule::FieldMalformed).field("number"))?),
    };
    let known = known_fields(&me.visit);
    let fields: Vec<String> = sent.all("fields");
    if fields.iter().any(|f| !known.contains(f)) {
        return Err(Refusal::new(Rule::FieldMalformed).field("fields"));
    }
    Ok(Counter { id, unit, name: Text::vi(sent.get("name")), number, fields, from, to: None })
}

/// Adds a counter to a unit.
pub(super) async fn add_counter(me: &Staff, id: UnitId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "counter", filled: f };
    let law = me.visit.app.office.law();
    let read = || {
        let key = (1..10_000)
            .filter_map(|n| CounterId::parse(&format!("{id}.counter-{n}")).ok())
            .find(|k| law.organisation.counter(k).is_none())
            .ok_or_else(|| Refusal::new(Rule::FieldMalformed).field("name"))?;
        read_counter(me, &sent, key, id.clone(), Some(sent.date("from")?))
    };
    let answer = match read() {
        Ok(counter) => change(me, OrganisationCommand::AddCounter(counter)).await,
        Err(r) => Err(r.into()),
    };
    answered(me, &id, &sent, answer, &format!("/admin/units/{id}?done=add-counter")).await
}

pub(super) async fn change(me: &Staff, command: OrganisationCommand) -> Result<(), Error> {
    me.visit.app.office.change_organisation(me.actor(), command).await
}
