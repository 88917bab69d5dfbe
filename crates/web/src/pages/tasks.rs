//! What lies on my desk, in tabs: what I can do now, mine, nobody's, waiting for the applicant or for
//! another unit, questions to answer.

use crate::args;
use crate::download::{EXCEL_CSV, links};
use crate::failure::Failure;
use crate::pages::dossier::lines::{self, Page};
use crate::pages::dossier::{Asks, download, href};
use crate::pages::{drafts, several, words};
use crate::ui::{self, Button, Choice, Column, ErrorList, Field, NavItem, Tag, Width};
use crate::visit::Staff;
use axum::extract::Query;
use axum::response::Response;
use domain::calendar::Timestamp;
use domain::id::ProcedureKey;
use domain::organisation::PostKind;
use maud::{Markup, html};
use office::desk::{Lies, Narrow, Tab};
use office::dossier::NamedLine;
use office::export::Format;

/// Questions that the first tab shows before its list.
const FEW: usize = 5;

/// A tab's word in addresses and locale keys; none: the questions.
const TABS: [(&str, Option<Tab>); 6] = [
    ("open", Some(Tab::Open)),
    ("mine", Some(Tab::Mine)),
    ("unit", Some(Tab::Unit)),
    ("applicant", Some(Tab::Applicant)),
    ("elsewhere", Some(Tab::Elsewhere)),
    ("questions", None),
];

/// What the address asks for.
pub(crate) struct Asked {
    tab: (&'static str, Option<Tab>),
    q: String,
    procedure: Option<ProcedureKey>,
    due: &'static str,
    after: Option<office::After>,
}

impl Asked {
    /// Reads an address; a value that is none asks for nothing.
    pub(crate) fn read(asks: &Asks) -> Self {
        let get = |name: &str| asks.get(name).map(|v| v.trim()).unwrap_or_default();
        Asked {
            tab: TABS.into_iter().find(|(word, _)| *word == get("tab")).unwrap_or(TABS[0]),
            q: get("q").chars().take(100).collect(),
            procedure: get("procedure").parse().ok(),
            due: ["late", "today", "tomorrow"].into_iter().find(|d| *d == get("due")).unwrap_or_default(),
            after: asks.get("after").and_then(|a| lines::after_of(a)),
        }
    }

    fn any(&self) -> bool {
        !self.q.is_empty() || self.procedure.is_some() || !self.due.is_empty()
    }

    /// The same part of the same tab, on from a place.
    pub(crate) fn href(&self, after: Option<office::After>) -> String {
        let mut pairs = Vec::new();
        let mut put = |name: &str, value: &str| pairs.push(format!("{name}={}", ui::percent_encode(value)));
        if self.tab.0 != TABS[0].0 {
            put("tab", self.tab.0);
        }
        if !self.q.is_empty() {
            put("q", &self.q);
        }
        if let Some(procedure) = &self.procedure {
            put("procedure", procedure.as_str());
        }
        if !self.due.is_empty() {
            put("due", self.due);
        }
        if let Some(after) = after {
            put("after", &lines::written(after));
        }
        if pairs.is_empty() { "/tasks".to_owned() } else { format!("/tasks?{}", pairs.join("&")) }
    }

    fn narrow(&self, me: &Staff) -> Narrow {
        let office = &me.visit.app.office;
        let (from, until) = match self.due {
            "late" => (None, Some(office.now())),
            "today" => (Some(office.now()), Some(office.day_begins(1))),
            "tomorrow" => (Some(office.day_begins(1)), Some(office.day_begins(2))),
            _ => (None, None),
        };
        let search = Some(self.q.clone()).filter(|q| !q.is_empty());
        Narrow { procedure: self.procedure.clone(), search, from, until }
    }
}

/// My work.
pub async fn inbox(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    page(&me, &Asked::read(&asks), &ErrorList::default()).await
}

/// The page, with what is wrong about what was just asked for.
pub(crate) async fn page(me: &Staff, asked: &Asked, errors: &ErrorList) -> Result<Markup, Failure> {
    let office = &me.visit.app.office;
    let lies = office.desk(me.actor()).await?;
    let first = asked.tab == TABS[0] && asked.after.is_none();
    let (page, questions) = if let Some(tab) = asked.tab.1 {
        let found = office.on_desk(me.actor(), tab, asked.narrow(me), asked.after, lines::PAGE + 1).await?;
        let questions =
            if first && lies.questions > 0 { office.consultations(me.actor(), None, FEW).await? } else { vec![] };
        (lines::cut(found, |l| sorted_by(tab, l)), questions)
    } else {
        let mut questions = office.consultations(me.actor(), asked.after, lines::PAGE + 1).await?;
        let more = questions.len() > lines::PAGE;
        questions.truncate(lines::PAGE);
        let next = questions.last().filter(|_| more);
        let next = next.map(|(due, l)| office::After { at: due.as_microsecond(), id: l.line.id });
        (Page { lines: vec![], next }, questions)
    };
    let unfinished = if first {
        drafts::list(me).await?
    } else {
        html! {}
    };
    Ok(show(me, asked, errors, &Found { lies, page, questions, unfinished }))
}

/// What a tab is sorted by, as the store does it.
fn sorted_by(tab: Tab, l: &office::Line) -> Option<Timestamp> {
    match tab {
        Tab::Open | Tab::Mine | Tab::Unit | Tab::Applicant => l.step.as_ref().and_then(|s| s.due),
        Tab::Elsewhere => l.due,
    }
    .or(Some(l.opened))
}

/// The same as CSV.
pub async fn csv(me: Staff) -> Result<Response, Failure> {
    download::tasks(&me, EXCEL_CSV).await
}

/// The same as a spreadsheet.
pub async fn xlsx(me: Staff) -> Result<Response, Failure> {
    download::tasks(&me, Format::Xlsx).await
}

/// What was found for the page.
struct Found {
    lies: Lies,
    page: Page,
    questions: Vec<(Timestamp, NamedLine)>,
    unfinished: Markup,
}

fn answers(me: &Staff) -> bool {
    matches!(me.actor().kind, PostKind::Specialist | PostKind::UnitLeader | PostKind::Leader)
}

fn show(me: &Staff, asked: &Asked, errors: &ErrorList, found: &Found) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let (page, lies) = (&found.page, &found.lies);
    let further = asked.after.is_some();
    let start = asked.href(None);
    let first = asked.tab == TABS[0] && !further;
    let body = html! {
        (ui::error_summary(t, errors.as_slice()))
        (ui::heading(None, &t.s("tasks-title")))
        (tabs(me, asked, lies))
        (found.unfinished)
        @if lies.counts.late > 0 && first {
            p.govuk-body { (ui::tag(Tag::Late, &t.f("tasks-late", args!["n" => lies.counts.late]))) }
        }
        @if asked.tab.1.is_some() { (filter(me, asked, lies)) }
        p.govuk-hint { (t.s(&format!("tasks-tab-{}-hint", asked.tab.0))) }
        @if asked.tab.1.is_none() {
            @if found.questions.is_empty() { (ui::empty_state(&t.s("tasks-questions-none"), None)) }
            @else { (questions(me, &found.questions)) }
        } @else if page.lines.is_empty() {
            @if asked.any() { (ui::empty_state(&t.s("list-none-found"), Some((cleared(asked).as_str(), &t.s("filter-clear"))))) }
            @else { (ui::empty_state(&t.s(if further { "tasks-no-more" } else { "tasks-none" }), None)) }
        } @else {
            (list(me, asked, page))
        }
        @if first && !page.lines.is_empty() { (links(t, "/tasks", "", &[EXCEL_CSV, Format::Xlsx])) }
        (lines::turn(visit, further.then_some(start.as_str()), page.next.map(|n| asked.href(Some(n))).as_deref()))
        @if asked.tab.1.is_some() && answers(me) && !found.questions.is_empty() {
            h2.govuk-heading-m { (t.s("tasks-questions")) }
            (questions(me, &found.questions))
            @if lies.questions > i64::try_from(FEW).unwrap_or(i64::MAX) {
                p.govuk-body { (ui::link("/tasks?tab=questions", &t.s("list-all"))) }
            }
        }
    };
    ui::page(&visit.shell(), &t.s("tasks-title"), body)
}

/// The tab without what narrows it.
fn cleared(asked: &Asked) -> String {
    Asked { tab: asked.tab, q: String::new(), procedure: None, due: "", after: None }.href(None)
}

fn tabs(me: &Staff, asked: &Asked, lies: &Lies) -> Markup {
    let t = me.visit.t;
    let c = &lies.counts;
    let items: Vec<NavItem> = TABS
        .into_iter()
        .filter(|(_, tab)| tab.is_some() || answers(me))
        .map(|tab| {
            let n = match tab.1 {
                Some(Tab::Open) => c.open,
                Some(Tab::Mine) => c.mine,
                Some(Tab::Unit) => c.unit,
                Some(Tab::Applicant) => c.applicant,
                Some(Tab::Elsewhere) => c.elsewhere,
                None => lies.questions,
            };
            let to = Asked { tab, q: String::new(), procedure: None, due: "", after: None };
            NavItem::new(to.href(None), t.s(&format!("tasks-tab-{}", tab.0)))
                .current(tab == asked.tab)
                .count(u64::try_from(n).unwrap_or(0))
        })
        .collect();
    ui::sub_navigation(t, &items)
}

fn filter(me: &Staff, asked: &Asked, lies: &Lies) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let today = domain::calendar::local(visit.app.office.now()).date();
    let mut procedures: Vec<Choice> = lies
        .procedures
        .iter()
        .map(|key| {
            let known = law.catalogue.get(key).and_then(|p| p.procedure.as_ref()).and_then(|p| p.shown_on(today));
            Choice::new(key.as_str(), known.map_or_else(|| key.to_string(), |v| visit.text(&v.name).to_owned()))
        })
        .collect();
    procedures.sort_by_key(|c| domain::text::fold(&c.label));
    procedures.insert(0, Choice::new("", t.s("tasks-any-procedure")));
    let due = ["", "late", "today", "tomorrow"];
    let due: Vec<Choice> = due
        .into_iter()
        .map(|d| Choice::new(d, t.s(&format!("tasks-due-{}", if d.is_empty() { "any" } else { d }))))
        .collect();
    html! {
        details.govuk-details open[asked.any()] {
            summary.govuk-details__summary { span.govuk-details__summary-text { (t.s("tasks-filter")) } }
            (ui::filter(t, "/tasks", html! {
                (ui::hidden("tab", asked.tab.0))
                (ui::text_input(t, Field::new("q", t.s("list-q")).hint(t.s("list-q-hint")).value(&asked.q).width(Width::Chars(30))))
                (ui::select(t, Field::new("procedure", t.s("dossier-procedure"))
                    .value(asked.procedure.as_ref().map(ToString::to_string).unwrap_or_default()), &procedures))
                (ui::select(t, Field::new("due", t.s("tasks-due")).value(asked.due), &due))
            }))
        }
    }
}

/// The rows; where something can be done with several at once, with boxes to tick.
fn list(me: &Staff, asked: &Asked, page: &Page) -> Markup {
    let t = me.visit.t;
    let acts = several::offered(me.actor().kind, asked.tab.1);
    if acts.is_empty() {
        return table(me, asked, &page.lines, false);
    }
    ui::form_post(
        "/tasks/several",
        me.csrf(),
        html! {
            (ui::hidden("key", &me.visit.operation))
            (ui::hidden("back", &asked.href(asked.after)))
            (table(me, asked, &page.lines, true))
            (several::bar(t, &acts))
        },
    )
}

fn table(me: &Staff, asked: &Asked, found: &[NamedLine], ticks: bool) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let now = visit.app.office.now();
    let elsewhere = matches!(asked.tab.1, Some(Tab::Elsewhere | Tab::Unit));
    let waits = asked.tab.1 == Some(Tab::Applicant);
    let mut columns = vec![
        Column::row_header(t.s("dossier-code")),
        Column::new(t.s("dossier-applicant")),
        Column::new(t.s("dossier-procedure")),
        Column::new(t.s(if elsewhere { "dossier-stands" } else { "tasks-step" })),
        Column::new(t.s(if waits { "tasks-waits-since" } else { "tasks-step-due" })),
        Column::new(t.s("tasks-result-due")),
    ];
    if ticks {
        columns.insert(0, Column::new(t.s("several-tick")));
    }
    let rows: Vec<Vec<Markup>> = found
        .iter()
        .enumerate()
        .map(|(i, l)| {
            let step = l.line.step.as_ref();
            let mine = step.and_then(|s| s.person.as_ref()).is_some_and(|p| *p == me.actor().person);
            let mut row = vec![
                lines::code(visit, &l.line),
                html! { (lines::applicant(visit, &l.applicant)) },
                html! { (visit.procedure_name(&l.line.procedure)) },
                html! {
                    @if elsewhere { (lines::stands(visit, &l.line)) }
                    @else if let Some(s) = step {
                        (words::step_name(visit, &l.line.procedure, s.source_no, &s.role))
                        @if asked.tab.1 == Some(Tab::Open) {
                            br; @if mine { (ui::badge(&t.s("tasks-mine"))) } @else { (ui::badge(&t.s("dossier-nobody-yet"))) }
                        }
                    }
                    @if l.line.consultations_open > 0 {
                        br; (ui::tag(Tag::Waiting, &t.f("tasks-asked", args!["n" => l.line.consultations_open])))
                    }
                },
                html! {
                    @if waits { (ui::when(&t.datetime(l.line.opened))) }
                    @else if let Some(due) = step.and_then(|s| s.due) {
                        (lines::day_tag(t, due, now)) br; (ui::when(&t.datetime(due)))
                    }
                },
                lines::due(visit, &l.line),
            ];
            if ticks {
                row.insert(0, several::tick(t, i, &l.line));
            }
            row
        })
        .collect();
    ui::data_table_quiet(&t.s(&format!("tasks-tab-{}", asked.tab.0)), &columns, &rows)
}

fn questions(me: &Staff, found: &[(Timestamp, NamedLine)]) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let now = visit.app.office.now();
    let columns = [
        Column::row_header(t.s("dossier-code")),
        Column::new(t.s("dossier-procedure")),
        Column::new(t.s("tasks-asked-by")),
        Column::new(t.s("timeline-answer-by")),
        Column::quiet(t.s("tasks-act")),
    ];
    let rows: Vec<Vec<Markup>> = found
        .iter()
        .map(|(due, l)| {
            vec![
                lines::code(visit, &l.line),
                html! { (visit.procedure_name(&l.line.procedure)) },
                html! { (visit.unit_name(&l.line.competent)) },
                html! { (lines::day_tag(t, *due, now)) br; (ui::when(&t.datetime(*due))) },
                ui::button_link(
                    Button::Secondary,
                    &t.s("act-answer-consultation"),
                    &format!("{}/acts/answer-consultation", href(l.line.id)),
                ),
            ]
        })
        .collect();
    ui::data_table_quiet(&t.s("tasks-questions"), &columns, &rows)
}
