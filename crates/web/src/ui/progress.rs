//! Where something stands: steps, what happened, what is left to do.

use maud::{Markup, html};

use super::display::{Tag, tag};
use crate::i18n::Tr;

/// One thing that happened.
#[derive(Clone, Default)]
pub struct TimelineItem {
    /// The moment in words.
    pub when: String,
    /// The same moment for machines (RFC 3339), if known.
    pub datetime: Option<String>,
    pub title: String,
    /// Who did it, with the post.
    pub by: String,
    pub body: Option<Markup>,
}

/// What happened, as the page orders it.
pub fn timeline(items: &[TimelineItem]) -> Markup {
    html! {
        div.moj-timeline {
            @for item in items {
                div.moj-timeline__item {
                    div.moj-timeline__header {
                        h3.moj-timeline__title { (item.title) }
                        @if !item.by.is_empty() { p.moj-timeline__byline { (item.by) } }
                    }
                    p.moj-timeline__date { time datetime=[item.datetime.as_ref()] { (item.when) } }
                    @if let Some(body) = &item.body { div.moj-timeline__description { (body) } }
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StepState {
    Done,
    Current,
    /// The current step, past its due time.
    Late,
    #[default]
    Todo,
    Skipped,
}

/// A step of the way, who holds it and by when.
#[derive(Clone, Debug, Default)]
pub struct Step {
    pub label: String,
    pub state: StepState,
    pub holder: Option<String>,
    pub due: Option<String>,
    /// What there is to add: when it was done, why it was skipped.
    pub note: Option<String>,
}

/// The steps of a dossier from first to last.
pub fn steps_progress(t: Tr, steps: &[Step]) -> Markup {
    html! {
        ol.motcua-steps aria-label=(t.s("steps-label")) {
            @for step in steps {
                @let (class, state, kind) = match step.state {
                    StepState::Done => ("done", t.s("step-done"), Tag::Done),
                    StepState::Current => ("current", t.s("step-current"), Tag::Active),
                    StepState::Late => ("late", t.s("step-late"), Tag::Late),
                    StepState::Todo => ("todo", t.s("step-todo"), Tag::Quiet),
                    StepState::Skipped => ("skipped", t.s("step-skipped"), Tag::Quiet),
                };
                @let now = matches!(step.state, StepState::Current | StepState::Late);
                li class={ "motcua-steps__item motcua-steps__item--" (class) } aria-current=[now.then_some("step")] {
                    div.motcua-steps__head {
                        span.motcua-steps__label { (step.label) }
                        " " (tag(kind, &state))
                    }
                    @if step.holder.is_some() || step.due.is_some() {
                        p.motcua-steps__facts {
                            @if let Some(holder) = &step.holder {
                                span.motcua-steps__fact { (t.s("step-holder")) ": " strong { (holder) } }
                            }
                            @if let Some(due) = &step.due {
                                span.motcua-steps__fact { (t.s("step-due")) ": " strong { (due) } }
                            }
                        }
                    }
                    @if let Some(note) = &step.note { p.motcua-steps__note { (note) } }
                }
            }
        }
    }
}

/// A task with its state; without an address it cannot be opened yet.
#[derive(Clone, Debug)]
pub struct TaskItem {
    pub title: String,
    pub href: Option<String>,
    pub hint: Option<String>,
    pub tag: Option<(Tag, String)>,
}

/// What is to be done, each line opening its task.
pub fn task_list(id: &str, items: &[TaskItem]) -> Markup {
    html! {
        ul.govuk-task-list {
            @for (i, item) in items.iter().enumerate() {
                @let hint_id = item.hint.is_some().then(|| format!("{id}-{}-hint", i + 1));
                li class=(if item.href.is_some() {
                    "govuk-task-list__item govuk-task-list__item--with-link"
                } else {
                    "govuk-task-list__item"
                }) {
                    div.govuk-task-list__name-and-hint {
                        @if let Some(href) = &item.href {
                            a.govuk-link.govuk-task-list__link href=(href) aria-describedby=[hint_id.as_ref()] {
                                (item.title)
                            }
                        } @else { div { (item.title) } }
                        @if let Some(hint) = &item.hint {
                            div.govuk-task-list__hint id=[hint_id.as_ref()] { (hint) }
                        }
                    }
                    @if let Some((kind, text)) = &item.tag {
                        div.govuk-task-list__status { (tag(*kind, text)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn the_current_step_is_marked_and_says_who_holds_it() {
        let steps = [
            Step { label: "Tiếp nhận".into(), state: StepState::Done, ..Step::default() },
            Step {
                label: "Thẩm định".into(),
                state: StepState::Current,
                holder: Some("Lê Văn <Mẫu>".into()),
                due: Some("17:00 thứ Năm, ngày 27/08/2026".into()),
                note: None,
            },
        ];
        let html = steps_progress(Tr(Lang::Vi), &steps).into_string();
        assert_eq!(html.matches("aria-current=\"step\"").count(), 1);
        assert!(html.contains("Người giữ: <strong>Lê Văn &lt;Mẫu&gt;</strong>"), "{html}");
    }

    #[test]
    fn the_timeline_escapes_what_people_wrote() {
        let item = TimelineItem { title: "<i>".into(), by: "Ai & ai".into(), ..TimelineItem::default() };
        let html = timeline(&[item]).into_string();
        assert!(html.contains("&lt;i&gt;") && html.contains("Ai &amp; ai"));
    }
}
