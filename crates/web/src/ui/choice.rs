//! Choices: select, radios, checkboxes, and a date in three boxes.

use maud::{Markup, html};

use super::form::{Field, described_by, error_class, field_group, group_class, hint_and_error};
use crate::i18n::Tr;

/// One answer to choose.
#[derive(Clone, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
    pub checked: bool,
    /// Shown below the answer while it is chosen.
    pub nested: Option<Markup>,
    /// Why it cannot be chosen now; it stays visible.
    pub disabled_because: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    #[must_use]
    pub fn nested(mut self, nested: Markup) -> Self {
        self.nested = Some(nested);
        self
    }

    #[must_use]
    pub fn disabled_because(mut self, reason: impl Into<String>) -> Self {
        self.disabled_because = Some(reason.into());
        self
    }
}

/// The question over several answers. The first answer's id is the group's name, for the error summary.
#[derive(Clone, Debug, Default)]
pub struct Group {
    pub name: String,
    pub legend: String,
    pub hint: Option<String>,
    pub error: Option<String>,
    /// The chosen answer of radios.
    pub value: String,
    pub inline: bool,
    pub small: bool,
    pub heading: bool,
}

impl Group {
    pub fn new(name: impl Into<String>, legend: impl Into<String>) -> Self {
        Self { name: name.into(), legend: legend.into(), ..Self::default() }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn error<S: Into<String>>(mut self, error: Option<S>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    #[must_use]
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// The legend is the page's own `<h1>`.
    #[must_use]
    pub fn heading(mut self) -> Self {
        self.heading = true;
        self
    }
}

fn group(t: Tr, group: &Group, role: Option<&str>, body: Markup) -> Markup {
    html! {
        div class=(group_class(group.error.is_some())) {
            fieldset.govuk-fieldset role=[role]
                aria-describedby=[described_by(&group.name, group.hint.is_some(), group.error.is_some())] {
                @if group.heading {
                    legend.govuk-fieldset__legend."govuk-fieldset__legend--l" {
                        h1.govuk-fieldset__heading { (group.legend) }
                    }
                } @else {
                    legend.govuk-fieldset__legend."govuk-fieldset__legend--s" { (group.legend) }
                }
                (hint_and_error(t, &group.name, group.hint.as_deref(), group.error.as_deref()))
                (body)
            }
        }
    }
}

/// One answer of several.
pub fn radios(t: Tr, question: Group, choices: &[Choice]) -> Markup {
    let mut class = String::from("govuk-radios");
    if question.inline {
        class.push_str(" govuk-radios--inline");
    }
    if question.small {
        class.push_str(" govuk-radios--small");
    }
    let body = html! { div class=(class) { (answers("radio", "govuk-radios", &question, choices)) } };
    group(t, &question, None, body)
}

/// Any number of answers; each sends the group's name.
pub fn checkboxes(t: Tr, question: Group, choices: &[Choice]) -> Markup {
    let mut class = String::from("govuk-checkboxes");
    if question.small {
        class.push_str(" govuk-checkboxes--small");
    }
    let body = html! { div class=(class) { (answers("checkbox", "govuk-checkboxes", &question, choices)) } };
    group(t, &question, None, body)
}

fn answers(kind: &str, class: &str, question: &Group, choices: &[Choice]) -> Markup {
    html! {
        @for (i, choice) in choices.iter().enumerate() {
            @let id = if i == 0 { question.name.clone() } else { format!("{}-{}", question.name, i + 1) };
            @let checked = choice.checked
                || (kind == "radio" && !choice.value.is_empty() && choice.value == question.value);
            @let hint = choice.disabled_because.as_ref().or(choice.hint.as_ref());
            div class={ (class) "__item" } {
                input class={ (class) "__input" } id=(id) name=(question.name) type=(kind) value=(choice.value)
                    checked[checked] disabled[choice.disabled_because.is_some()]
                    aria-describedby=[hint.map(|_| format!("{id}-item-hint"))];
                label class={ "govuk-label " (class) "__label" } for=(id) { (choice.label) }
                @if let Some(hint) = hint {
                    div class={ "govuk-hint " (class) "__hint" } id={ (id) "-item-hint" } { (hint) }
                }
            }
            @if let Some(nested) = &choice.nested {
                div class={ (class) "__conditional motcua-nested" } { (nested) }
            }
        }
    }
}

/// One answer of a long list. With no value chosen, an empty first line asks for one.
pub fn select(t: Tr, field: Field, choices: &[Choice]) -> Markup {
    let error = field.error.is_some();
    let chosen = |choice: &Choice| choice.checked || choice.value == field.value;
    let control = html! {
        select class=(error_class("govuk-select", error)) id=(field.name) name=(field.name)
            aria-required=[field.required.then_some("true")] aria-invalid=[error.then_some("true")]
            aria-describedby=[field.described_by()] {
            @if !choices.iter().any(chosen) { option value="" selected { (t.s("select-choose")) } }
            @for choice in choices {
                option value=(choice.value) selected[chosen(choice)]
                    disabled[choice.disabled_because.is_some()] { (choice.label) }
            }
        }
    };
    field_group(t, &field, control)
}

/// The three boxes as they were typed.
#[derive(Clone, Debug, Default)]
pub struct DateValue {
    pub day: String,
    pub month: String,
    pub year: String,
}

impl From<jiff::civil::Date> for DateValue {
    fn from(date: jiff::civil::Date) -> Self {
        Self { day: date.day().to_string(), month: date.month().to_string(), year: date.year().to_string() }
    }
}

/// A date as `name-day`, `name-month`, `name-year`; an error points at `name`, the day's id.
pub fn date_input(t: Tr, question: Group, value: &DateValue) -> Markup {
    let error = question.error.is_some();
    let name = &question.name;
    let part = |suffix: &str, label: String, width: u8, value: &str| {
        let id = if suffix == "day" { name.clone() } else { format!("{name}-{suffix}") };
        html! {
            div.govuk-date-input__item {
                div.govuk-form-group {
                    label.govuk-label.govuk-date-input__label for=(id) { (label) }
                    input class={ (error_class("govuk-input", error)) " govuk-date-input__input govuk-input--width-" (width) }
                        id=(id) name={ (name) "-" (suffix) } type="text" inputmode="numeric"
                        value=[(!value.is_empty()).then_some(value)];
                }
            }
        }
    };
    let body = html! {
        div.govuk-date-input {
            (part("day", t.s("date-day"), 2, &value.day))
            (part("month", t.s("date-month"), 2, &value.month))
            (part("year", t.s("date-year"), 4, &value.year))
        }
    };
    group(t, &question, Some("group"), body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    const T: Tr = Tr(Lang::Vi);

    #[test]
    fn the_first_answer_carries_the_id_that_the_error_summary_points_at() {
        let choices = [Choice::new("post", "Bưu điện"), Choice::new("desk", "Tại quầy")];
        let html = radios(T, Group::new("way", "Cách nhận").value("desk"), &choices).into_string();
        assert!(html.contains("id=\"way\" name=\"way\" type=\"radio\" value=\"post\">"), "{html}");
        assert!(html.contains("id=\"way-2\" name=\"way\" type=\"radio\" value=\"desk\" checked"), "{html}");
    }

    #[test]
    fn a_select_without_a_value_asks_for_one() {
        let choices = [Choice::new("a", "A")];
        assert!(select(T, Field::new("f", "F"), &choices).into_string().contains("<option value=\"\" selected>"));
        let chosen = select(T, Field::new("f", "F").value("a"), &choices).into_string();
        assert!(!chosen.contains("value=\"\"") && chosen.contains("<option value=\"a\" selected>"), "{chosen}");
    }

    #[test]
    fn an_answer_that_cannot_be_chosen_says_why() {
        let choices = [Choice::new("x", "X").disabled_because("Đã có <rồi>")];
        let html = checkboxes(T, Group::new("g", "G"), &choices).into_string();
        assert!(html.contains("disabled") && html.contains("Đã có &lt;rồi&gt;"));
    }
}
