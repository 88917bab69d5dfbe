//! What shows and is not filled in: headings, lists of facts, tags, notices, links.

use jiff::Timestamp;
use maud::{Markup, Render, html};

use super::page::{NavItem, nav_link};
use crate::i18n::{Tr, capital};

pub(super) fn empty() -> Markup {
    html! {}
}

/// The page's title, with a small line above it that says what kind of thing this is.
pub fn heading(caption: Option<&str>, title: &str) -> Markup {
    html! {
        @if let Some(caption) = caption { span.govuk-caption-l { (caption) } }
        h1.govuk-heading-l { (title) }
    }
}

/// As [`heading`], where the title is a code that should stay on one line.
pub fn code_heading(caption: &str, code: &str) -> Markup {
    html! {
        span.govuk-caption-l { (caption) }
        h1.govuk-heading-l.motcua-code-heading { (code) }
    }
}

/// A quiet line of explanation.
pub fn hint_line(text: &str) -> Markup {
    html! { p.govuk-hint { (text) } }
}

pub fn link(href: &str, label: &str) -> Markup {
    html! { a.govuk-link href=(href) { (label) } }
}

/// A moment in a table: on one line where there is room, else the time above its date.
pub fn when(moment: &str) -> Markup {
    html! { span.motcua-when { (moment) } }
}

/// A link by a code that is not broken over two lines.
pub fn code_link(href: &str, code: &str) -> Markup {
    html! { a.govuk-link.motcua-nowrap href=(href) { (code) } }
}

/// One fact: its name, its value, and what can be done with it.
#[derive(Clone)]
pub struct SummaryRow {
    pub key: String,
    pub value: Markup,
    /// Address, label, and the hidden words that say which fact it changes.
    pub action: Option<(String, String, String)>,
}

impl SummaryRow {
    pub fn new(key: impl Into<String>, value: impl Render) -> Self {
        Self { key: key.into(), value: value.render(), action: None }
    }

    #[must_use]
    pub fn action(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.action = Some((href.into(), label.into(), self.key.clone()));
        self
    }
}

/// Facts below one another.
pub fn summary_list(rows: &[SummaryRow]) -> Markup {
    let any_action = rows.iter().any(|row| row.action.is_some());
    html! {
        dl.govuk-summary-list {
            @for row in rows {
                div class=(if any_action && row.action.is_none() {
                    "govuk-summary-list__row govuk-summary-list__row--no-actions"
                } else {
                    "govuk-summary-list__row"
                }) {
                    dt.govuk-summary-list__key { (row.key) }
                    dd.govuk-summary-list__value { (row.value) }
                    @if let Some((href, label, what)) = &row.action {
                        dd.govuk-summary-list__actions {
                            a.govuk-link href=(href) {
                                (label) span.govuk-visually-hidden { " " (what) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Facts on a card with a title.
pub fn summary_card(title: &str, rows: &[SummaryRow]) -> Markup {
    html! {
        div.govuk-summary-card {
            div.govuk-summary-card__title-wrapper { h2.govuk-summary-card__title { (title) } }
            div.govuk-summary-card__content { (summary_list(rows)) }
        }
    }
}

/// The meaning of a tag, not its colour; the words must tell it without the colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tag {
    /// Going its way.
    Active,
    /// Waits for someone.
    Waiting,
    /// Soon too late.
    Soon,
    /// Too late, refused, wrong.
    Late,
    /// Done well.
    Done,
    /// Over, without colour.
    Quiet,
    /// New, untouched.
    New,
}

impl Tag {
    fn colour(self) -> &'static str {
        match self {
            Self::Active => "blue",
            Self::Waiting => "yellow",
            Self::Soon => "orange",
            Self::Late => "red",
            Self::Done => "green",
            Self::Quiet => "grey",
            Self::New => "teal",
        }
    }
}

pub fn tag(kind: Tag, text: &str) -> Markup {
    html! { strong class={ "govuk-tag govuk-tag--" (kind.colour()) } { (text) } }
}

/// How long until the due time: red when past, orange within a day, else quiet.
pub fn due_tag(t: Tr, due: Timestamp, now: Timestamp) -> Markup {
    let left = due.as_second() - now.as_second();
    let kind = match left {
        ..0 => Tag::Late,
        0..86_400 => Tag::Soon,
        _ => Tag::Quiet,
    };
    tag(kind, &capital(&t.relative_due(due, now)))
}

/// A figure that is seen first, and the list behind it.
#[derive(Clone, Debug, Default)]
pub struct Number {
    pub figure: String,
    pub label: String,
    pub href: Option<String>,
    /// It should be none.
    pub alarming: bool,
}

/// Figures side by side.
pub fn numbers(all: &[Number]) -> Markup {
    let inside = |n: &Number| {
        html! {
            span.motcua-numbers__figure { (n.figure) }
            @if n.alarming { (tag(Tag::Late, &n.label)) } @else { (n.label) }
        }
    };
    html! {
        ul.motcua-numbers {
            @for n in all {
                li.motcua-numbers__item {
                    @match &n.href {
                        Some(href) => a.motcua-numbers__link.govuk-link--no-visited-state href=(href) { (inside(n)) },
                        None => div.motcua-numbers__still { (inside(n)) },
                    }
                }
            }
        }
    }
}

/// A small framed word beside a title.
pub fn badge(text: &str) -> Markup {
    html! { span.moj-badge { (text) } }
}

/// More for those who want it.
pub fn details(summary: &str, body: Markup) -> Markup {
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text { (summary) } }
            div.govuk-details__text { (body) }
        }
    }
}

/// Something to note, set in from the text.
pub fn inset(body: impl Render) -> Markup {
    html! { div.govuk-inset-text { (body) } }
}

/// What happens if this is not heeded.
pub fn warning(t: Tr, text: &str) -> Markup {
    html! {
        div.govuk-warning-text {
            span.govuk-warning-text__icon aria-hidden="true" { "!" }
            strong.govuk-warning-text__text {
                span.govuk-visually-hidden { (t.s("warning-prefix")) ": " }
                (text)
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Panel {
    /// An act is done.
    Confirmation,
    /// A fact to find at once, such as a code.
    Fact,
}

/// The one thing that the page is about.
pub fn panel(kind: Panel, title: &str, body: impl Render) -> Markup {
    html! {
        div class=(match kind {
            Panel::Confirmation => "govuk-panel govuk-panel--confirmation",
            Panel::Fact => "govuk-panel govuk-panel--confirmation motcua-panel--fact",
        }) {
            h1.govuk-panel__title { (title) }
            div.govuk-panel__body { (body) }
        }
    }
}

/// Up one level; stands before `<main>`, see [`page_before`](super::page_before).
pub fn back_link(t: Tr, href: &str) -> Markup {
    html! {
        nav.motcua-back aria-label=(t.s("breadcrumb-label")) { a.govuk-back-link href=(href) { (t.s("back")) } }
    }
}

/// The way down to this page; the last item is the page itself and no link.
pub fn breadcrumbs(t: Tr, parents: &[(&str, &str)], here: &str) -> Markup {
    html! {
        nav.govuk-breadcrumbs aria-label=(t.s("breadcrumb-label")) {
            ol.govuk-breadcrumbs__list {
                @for (href, label) in parents {
                    li.govuk-breadcrumbs__list-item { a.govuk-breadcrumbs__link href=(href) { (label) } }
                }
                li.govuk-breadcrumbs__list-item aria-current="page" { (here) }
            }
        }
    }
}

/// Nothing here, and what to do about it.
pub fn empty_state(text: &str, next: Option<(&str, &str)>) -> Markup {
    html! {
        div.motcua-empty {
            p.motcua-empty__text { (text) }
            @if let Some((href, label)) = next { p.govuk-body { a.govuk-link href=(href) { (label) } } }
        }
    }
}

/// The parts of one thing, side by side.
pub fn sub_navigation(t: Tr, items: &[NavItem]) -> Markup {
    html! {
        nav.moj-sub-navigation aria-label=(t.s("nav-sub-label")) {
            ul.moj-sub-navigation__list {
                @for item in items {
                    li.moj-sub-navigation__item { (nav_link(item, "moj-sub-navigation__link")) }
                }
            }
        }
    }
}

/// Sections below one another, at the side.
pub fn side_navigation(t: Tr, items: &[NavItem]) -> Markup {
    html! {
        nav.moj-side-navigation aria-label=(t.s("nav-side-label")) {
            ul.moj-side-navigation__list {
                @for item in items {
                    li class=(if item.current {
                        "moj-side-navigation__item moj-side-navigation__item--active"
                    } else {
                        "moj-side-navigation__item"
                    }) { (nav_link(item, "")) }
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
    fn facts_given_as_text_are_escaped_and_markup_is_kept() {
        let rows = [SummaryRow::new("Tên", "<b>"), SummaryRow::new("Hạn", html! { strong { "x" } })];
        let html = summary_list(&rows).into_string();
        assert!(html.contains("&lt;b&gt;") && html.contains("<strong>x</strong>"));
    }

    #[test]
    fn a_change_link_says_which_fact_it_changes() {
        let html = summary_list(&[SummaryRow::new("Số điện thoại", "x").action("/sua", "Sửa")]).into_string();
        assert!(html.contains("Sửa<span class=\"govuk-visually-hidden\"> Số điện thoại</span>"), "{html}");
    }

    #[test]
    fn a_due_time_that_is_past_is_red_and_says_so() {
        let now: Timestamp = "2026-08-27T02:00:00Z".parse().expect("a moment");
        let due: Timestamp = "2026-08-25T02:00:00Z".parse().expect("a moment");
        let html = due_tag(Tr(Lang::Vi), due, now).into_string();
        assert_eq!(html, "<strong class=\"govuk-tag govuk-tag--red\">Quá hạn 2 ngày</strong>");
    }
}
