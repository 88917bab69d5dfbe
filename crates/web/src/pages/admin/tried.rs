//! One of several forms of a page, as it was sent: what was typed, and what stands against it.

use crate::failure::{Failure, explain, status_of};
use crate::forms::Filled;
use crate::i18n::Tr;
use crate::pages::words;
use crate::ui::{self, Choice, DateValue, ErrorList, Field, Group};
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::Date;
use domain::law::{Refusal, Rule};
use maud::{Markup, html};
use office::Error;

/// Which form was sent, with what. Fields of a form are named `<form>-<field>`, so that each has an
/// id of its own on the page.
pub(crate) struct Tried<'a> {
    form: &'a str,
    filled: &'a Filled,
    errors: ErrorList,
}

static NOTHING: Filled = Filled(Vec::new());

impl Tried<'static> {
    /// The page as it is opened.
    pub(crate) fn nothing() -> Self {
        Tried { form: "", filled: &NOTHING, errors: ErrorList::default() }
    }
}

impl<'a> Tried<'a> {
    /// The page with what was typed into one of its forms, and nothing against it.
    pub(crate) fn again(form: &'a str, filled: &'a Filled) -> Self {
        Tried { form, filled, errors: ErrorList::default() }
    }
}

impl Tried<'_> {
    /// What stands against it, first on the page.
    pub(crate) fn summary(&self, t: Tr) -> Markup {
        ui::error_summary(t, self.errors.as_slice())
    }

    /// What was typed into a field of a form; `None`: another form was sent, or none.
    pub(crate) fn typed(&self, form: &str, name: &str) -> Option<&str> {
        (self.form == form).then(|| self.filled.get(&format!("{form}-{name}")))
    }

    /// A field of a form with its label `admin-<label>`, its value and its error.
    pub(crate) fn field(&self, t: Tr, form: &str, name: &str, label: &str, usual: &str) -> Field {
        let id = format!("{form}-{name}");
        Field::new(&id, t.s(label)).value(self.typed(form, name).unwrap_or(usual)).error(self.errors.of(&id))
    }

    /// A question with several answers.
    pub(crate) fn group(&self, t: Tr, form: &str, name: &str, label: &str) -> Group {
        let id = format!("{form}-{name}");
        Group::new(&id, t.s(label)).error(self.errors.of(&id))
    }

    /// A date in three boxes.
    pub(crate) fn date(&self, t: Tr, form: &str, name: &str, label: &str, hint: &str, usual: Option<Date>) -> Markup {
        let value = if self.form == form {
            let part = |suffix: &str| self.filled.get(&format!("{form}-{name}-{suffix}")).to_owned();
            DateValue { day: part("day"), month: part("month"), year: part("year") }
        } else {
            usual.map(DateValue::from).unwrap_or_default()
        };
        let mut group = self.group(t, form, name, label);
        if !hint.is_empty() {
            group = group.hint(t.s(hint));
        }
        ui::date_input(t, group, &value)
    }

    /// Answers of which several may hold; those that were ticked stay so.
    pub(crate) fn ticked(&self, form: &str, name: &str, choices: Vec<Choice>, usual: &[String]) -> Vec<Choice> {
        let id = format!("{form}-{name}");
        choices
            .into_iter()
            .map(|c| {
                let on = if self.form == form { self.filled.has(&id, &c.value) } else { usual.contains(&c.value) };
                c.checked(on)
            })
            .collect()
    }

    /// A form behind its name, open when it was sent and something stands against it.
    pub(crate) fn folded(&self, form: &str, title: &str, body: Markup) -> Markup {
        html! {
            details.govuk-details open[self.form == form] {
                summary.govuk-details__summary { span.govuk-details__summary-text { (title) } }
                div.govuk-details__text { (body) }
            }
        }
    }
}

/// What was sent, by the names of one form's fields.
pub(crate) struct Sent<'a> {
    pub(crate) form: &'a str,
    pub(crate) filled: &'a Filled,
}

impl Sent<'_> {
    /// A text.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.filled.get(&format!("{}-{name}", self.form))
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let name = format!("{}-{name}", self.form);
        self.filled.all(&name).filter(|v| !v.is_empty()).map(str::to_owned).collect()
    }

    /// A key that must be chosen.
    pub(crate) fn key<K: std::str::FromStr>(&self, name: &str) -> Result<K, Refusal> {
        self.get(name).parse().map_err(|_| Refusal::new(Rule::FieldRequired).field(name))
    }

    /// A date that must be given.
    pub(crate) fn date(&self, name: &str) -> Result<Date, Refusal> {
        self.date_or_none(name)?.ok_or_else(|| Refusal::new(Rule::FieldRequired).field(name))
    }

    /// A date, or three empty boxes.
    pub(crate) fn date_or_none(&self, name: &str) -> Result<Option<Date>, Refusal> {
        let part = |suffix: &str| self.get(&format!("{name}-{suffix}")).to_owned();
        let (day, month, year) = (part("day"), part("month"), part("year"));
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Ok(None);
        }
        let wrong = || Refusal::new(Rule::FieldMalformed).field(name);
        let (Ok(day), Ok(month), Ok(year)) = (day.parse(), month.parse(), year.parse::<i16>()) else {
            return Err(wrong());
        };
        // "26" is a slip of the hand for 2026, not a year of the Trưng sisters.
        if !(1900..=2200).contains(&year) {
            return Err(wrong());
        }
        Date::new(year, month, day).map(Some).map_err(|_| wrong())
    }

    /// People name the last day; the law of the house keeps the first day after it.
    pub(crate) fn last_day(&self, name: &str) -> Result<Option<Date>, Refusal> {
        let last = self.date_or_none(name)?;
        last.map(|d| d.tomorrow().map_err(|_| Refusal::new(Rule::FieldMalformed).field(name))).transpose()
    }

    /// On to the next page, or the same page with what stands against it.
    pub(crate) async fn answer(
        &self,
        t: Tr,
        answer: Result<(), Error>,
        next: &str,
        page: impl AsyncFnOnce(&Tried<'_>) -> Result<Markup, Failure>,
    ) -> Result<Response, Failure> {
        let e = match answer {
            Ok(()) => return Ok(Redirect::to(next).into_response()),
            Err(e @ (Error::Refused(_) | Error::WeakPassword)) => e,
            Err(e) => return Err(e.into()),
        };
        let mut errors = ErrorList::default();
        if let Error::Refused(r) = &e {
            let field = r.field.as_deref().or(field_of(r.rule)).unwrap_or_default().replace('.', "-");
            let id = if field.is_empty() { String::new() } else { format!("{}-{field}", self.form) };
            // Whose paper it is stands before why.
            let said = words::refusal_at(t, r, &id);
            errors.push(
                id,
                if r.field.as_deref() == Some("heir") && !r.detail.is_empty() {
                    format!("{}: {said}", r.detail)
                } else {
                    said
                },
            );
        } else {
            let (title, what) = explain(t, &e);
            errors.push("", format!("{title}. {what}"));
        }
        let tried = Tried { form: self.form, filled: self.filled, errors };
        Ok((status_of(&e), page(&tried).await?).into_response())
    }
}

/// The field that a rule is about where the rule itself names none.
fn field_of(rule: Rule) -> Option<&'static str> {
    match rule {
        Rule::PostUnknown | Rule::PostEnded | Rule::NotInPost => Some("post"),
        Rule::PersonUnknown => Some("person"),
        Rule::UnitUnknown | Rule::UnitEnded => Some("unit"),
        _ => None,
    }
}
