//! Forms: fields, buttons, and the summary of what must be mended.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use maud::{Markup, PreEscaped, html};

use crate::forms::day_of;
use crate::i18n::Tr;

/// How wide a text field is, which tells how much is expected in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Width {
    #[default]
    Full,
    TwoThirds,
    Half,
    /// About this many characters: 2, 3, 4, 5, 10, 20 or 30.
    Chars(u8),
}

impl Width {
    fn class(self) -> String {
        match self {
            Self::Full => String::new(),
            Self::TwoThirds => " govuk-!-width-two-thirds".into(),
            Self::Half => " govuk-!-width-one-half".into(),
            Self::Chars(n) => format!(" govuk-input--width-{n}"),
        }
    }
}

/// A field of a form. Its id is its name, so that [`error_summary`] can point at it.
#[derive(Clone, Debug, Default)]
pub struct Field {
    pub name: String,
    pub label: String,
    pub hint: Option<String>,
    pub value: String,
    pub error: Option<String>,
    pub width: Width,
    /// `type` of the input; empty means `text`.
    pub kind: &'static str,
    pub inputmode: Option<&'static str>,
    pub autocomplete: Option<&'static str>,
    pub required: bool,
    /// The label is the page's own `<h1>`: a page that asks one thing.
    pub heading: bool,
    /// Words at the side of the input: a unit before, a unit after.
    pub prefix: Option<String>,
    pub suffix: Option<String>,
    pub rows: u8,
    pub max_length: Option<u32>,
    pub spellcheck: Option<bool>,
    /// Media types that a file input offers, such as `application/pdf,image/*`.
    pub accept: Option<&'static str>,
    pub multiple: bool,
}

impl Field {
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), rows: 5, ..Self::default() }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// The error to show at the field, if there is one.
    #[must_use]
    pub fn error<S: Into<String>>(mut self, error: Option<S>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    #[must_use]
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// Whole numbers: the phone shows its digits.
    #[must_use]
    pub fn digits(mut self) -> Self {
        self.inputmode = Some("numeric");
        self.spellcheck = Some(false);
        self
    }

    #[must_use]
    pub fn phone(mut self) -> Self {
        self.kind = "tel";
        self.autocomplete = Some("tel");
        self
    }

    #[must_use]
    pub fn email(mut self) -> Self {
        self.kind = "email";
        self.autocomplete = Some("email");
        self.spellcheck = Some(false);
        self
    }

    /// A password; `autocomplete` is `current-password` or `new-password`.
    #[must_use]
    pub fn password(mut self, autocomplete: &'static str) -> Self {
        self.kind = "password";
        self.autocomplete = Some(autocomplete);
        self.spellcheck = Some(false);
        self
    }

    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    #[must_use]
    pub fn inputmode(mut self, inputmode: &'static str) -> Self {
        self.inputmode = Some(inputmode);
        self
    }

    #[must_use]
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = Some(autocomplete);
        self
    }

    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Says "optional" beside the label.
    #[must_use]
    pub fn optional(mut self, t: Tr) -> Self {
        self.label = format!("{} ({})", self.label, t.s("optional"));
        self
    }

    #[must_use]
    pub fn heading(mut self) -> Self {
        self.heading = true;
        self
    }

    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    #[must_use]
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = Some(suffix.into());
        self
    }

    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    #[must_use]
    pub fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    #[must_use]
    pub fn spellcheck(mut self, on: bool) -> Self {
        self.spellcheck = Some(on);
        self
    }

    #[must_use]
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = Some(media_types);
        self
    }

    #[must_use]
    pub fn multiple(mut self) -> Self {
        self.multiple = true;
        self
    }

    pub(super) fn described_by(&self) -> Option<String> {
        described_by(&self.name, self.hint.is_some(), self.error.is_some())
    }
}

pub(super) fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (false, false) => None,
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (true, true) => Some(format!("{name}-hint {name}-error")),
    }
}

/// Hint and error in the order in which they are read aloud.
pub(super) fn hint_and_error(t: Tr, name: &str, hint: Option<&str>, error: Option<&str>) -> Markup {
    html! {
        @if let Some(hint) = hint { div.govuk-hint id={ (name) "-hint" } { (hint) } }
        @if let Some(error) = error {
            p.govuk-error-message id={ (name) "-error" } {
                span.govuk-visually-hidden { (t.s("error-prefix")) " " } (error)
            }
        }
    }
}

pub(super) fn group_class(error: bool) -> &'static str {
    if error { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }
}

/// Label, hint and error around one control.
pub(super) fn field_group(t: Tr, field: &Field, control: Markup) -> Markup {
    html! {
        div class=(group_class(field.error.is_some())) {
            @if field.heading {
                h1.govuk-label-wrapper {
                    label.govuk-label."govuk-label--l" for=(field.name) { (field.label) }
                }
            } @else {
                label.govuk-label for=(field.name) { (field.label) }
            }
            (hint_and_error(t, &field.name, field.hint.as_deref(), field.error.as_deref()))
            (control)
        }
    }
}

pub(super) fn error_class(base: &str, error: bool) -> String {
    if error { format!("{base} {base}--error") } else { base.to_owned() }
}

/// One line of text, a number, a password, an address of mail.
pub fn text_input(t: Tr, field: Field) -> Markup {
    let error = field.error.is_some();
    let kind = if field.kind.is_empty() { "text" } else { field.kind };
    let input = html! {
        input class={ (error_class("govuk-input", error)) (field.width.class()) }
            id=(field.name) name=(field.name) type=(kind)
            value=[(kind != "password" && !field.value.is_empty()).then_some(&field.value)]
            inputmode=[field.inputmode] autocomplete=[field.autocomplete]
            aria-required=[field.required.then_some("true")] aria-invalid=[error.then_some("true")]
            spellcheck=[field.spellcheck] maxlength=[field.max_length] aria-describedby=[field.described_by()];
    };
    let wrapped = html! {
        @if field.prefix.is_some() || field.suffix.is_some() {
            div.govuk-input__wrapper {
                @if let Some(prefix) = &field.prefix { div.govuk-input__prefix { (prefix) } }
                (input)
                @if let Some(suffix) = &field.suffix { div.govuk-input__suffix { (suffix) } }
            }
        } @else { (input) }
    };
    field_group(t, &field, wrapped)
}

/// A day in one box, written as people write it whatever the browser's own language; read by
/// [`day_of`](crate::forms::day_of).
pub fn day_input(t: Tr, mut field: Field) -> Markup {
    if let Some(day) = day_of(&field.value) {
        field.value = day.strftime("%d/%m/%Y").to_string();
    }
    let hint = field.hint.take().unwrap_or_else(|| t.s("day-hint"));
    text_input(t, field.hint(hint).autocomplete("off").width(Width::Chars(10)))
}

/// The control in which a page begins: whoever opened it types at once.
pub fn autofocus(control: &Markup) -> Markup {
    PreEscaped(control.0.replacen("<input ", "<input autofocus ", 1))
}

/// Several lines of text.
pub fn textarea(t: Tr, field: Field) -> Markup {
    let error = field.error.is_some();
    let control = html! {
        textarea class=(error_class("govuk-textarea", error)) id=(field.name) name=(field.name)
            rows=(field.rows) maxlength=[field.max_length] autocomplete=[field.autocomplete]
            aria-required=[field.required.then_some("true")] aria-invalid=[error.then_some("true")]
            // A parser drops one line break after the tag: this one, so that the person's own stays.
            aria-describedby=[field.described_by()] { "\n" (field.value) }
    };
    field_group(t, &field, control)
}

/// A choice of files; the form must be [`form_post_files`].
pub fn file_input(t: Tr, field: Field) -> Markup {
    let error = field.error.is_some();
    let control = html! {
        input class=(error_class("govuk-file-upload", error)) id=(field.name) name=(field.name) type="file"
            accept=[field.accept] multiple[field.multiple] aria-invalid=[error.then_some("true")]
            aria-required=[field.required.then_some("true")] aria-describedby=[field.described_by()];
    };
    field_group(t, &field, control)
}

pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The token without which a form is not accepted.
pub fn csrf(token: &str) -> Markup {
    hidden("csrf", token)
}

/// A form that changes something. Its errors are told by the server, in the reader's language.
pub fn form_post(action: &str, token: &str, body: Markup) -> Markup {
    html! { form method="post" action=(action) novalidate { (csrf(token)) (body) } }
}

/// As [`form_post`], for forms that carry files.
pub fn form_post_files(action: &str, token: &str, body: Markup) -> Markup {
    html! {
        form method="post" action=(action) enctype="multipart/form-data" novalidate { (csrf(token)) (body) }
    }
}

/// A form that asks and changes nothing; its address can be kept.
pub fn form_get(action: &str, body: Markup) -> Markup {
    html! { form method="get" action=(action) novalidate { (body) } }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Button {
    #[default]
    Primary,
    Secondary,
    /// An act that cannot easily be taken back.
    Warning,
}

impl Button {
    /// Its class, for a button that needs more than a label.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Primary => "govuk-button",
            Self::Secondary => "govuk-button govuk-button--secondary",
            Self::Warning => "govuk-button govuk-button--warning",
        }
    }
}

/// Sends the form.
pub fn button(kind: Button, label: &str) -> Markup {
    html! { button.(kind.class()) type="submit" { (label) } }
}

/// Sends the form and says by which button.
pub fn button_named(kind: Button, label: &str, name: &str, value: &str) -> Markup {
    html! { button.(kind.class()) type="submit" name=(name) value=(value) { (label) } }
}

/// A link that begins something, drawn as a button.
pub fn button_link(kind: Button, label: &str, href: &str) -> Markup {
    html! { a.(kind.class()) href=(href) draggable="false" { (label) } }
}

/// A form of one button, for an act that needs no more words.
pub fn post_button(kind: Button, label: &str, action: &str, token: &str) -> Markup {
    html! { form.motcua-inline-form method="post" action=(action) { (csrf(token)) (button(kind, label)) } }
}

/// A button that is there but may not be pressed says why.
///
/// It can still be reached with the keyboard, so that a screen reader tells the reason.
pub fn button_disabled_with_reason(label: &str, reason: &str) -> Markup {
    let mut hasher = DefaultHasher::new();
    (label, reason).hash(&mut hasher);
    let id = format!("why-{:x}", hasher.finish());
    html! {
        div.motcua-disabled {
            button.govuk-button.motcua-button--disabled type="button" aria-disabled="true" aria-describedby=(id) {
                (label)
            }
            p.motcua-disabled__reason id=(id) { (reason) }
        }
    }
}

/// Buttons side by side; below one another on a phone.
pub fn button_group(buttons: Markup) -> Markup {
    html! { div.govuk-button-group { (buttons) } }
}

/// Fields that belong together, under one question.
pub fn fieldset(legend: &str, body: Markup) -> Markup {
    html! {
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend."govuk-fieldset__legend--m" { (legend) }
            (body)
        }
    }
}

/// A list's filter: its fields in a quiet box, a button, and a way back to the whole list.
pub fn filter(t: Tr, action: &str, body: Markup) -> Markup {
    filter_box(t, action, "filter-title", Button::Secondary, "filter-apply", "filter-clear", body)
}

/// As [`filter`], for a list that people come to with a question of their own.
pub fn search(t: Tr, action: &str, title: &str, body: Markup) -> Markup {
    filter_box(t, action, title, Button::Primary, "search-button", "search-clear", body)
}

/// As [`filter`], for a page of figures: which day, which period.
pub fn choose(t: Tr, action: &str, title: &str, body: Markup) -> Markup {
    filter_box(t, action, title, Button::Secondary, "choose-show", "choose-anew", body)
}

fn filter_box(t: Tr, action: &str, title: &str, kind: Button, apply: &str, clear: &str, body: Markup) -> Markup {
    html! {
        form.motcua-filter method="get" action=(action) role="search" novalidate {
            h2.motcua-filter__title { (t.s(title)) }
            div.motcua-filter__fields { (body) }
            div.motcua-filter__actions {
                (button(kind, &t.s(apply)))
                a.govuk-link href=(action) { (t.s(clear)) }
            }
        }
    }
}

/// The errors of a form, by field, in the order of the page.
#[derive(Clone, Debug, Default)]
pub struct ErrorList(Vec<(String, String)>);

impl ErrorList {
    pub fn push(&mut self, field: impl Into<String>, text: impl Into<String>) {
        self.0.push((field.into(), text.into()));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first error of a field, for [`Field::error`].
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    pub fn as_slice(&self) -> &[(String, String)] {
        &self.0
    }
}

/// What must be mended, first on the page, each line a link to its field; nothing when there is no error.
pub fn error_summary<F: AsRef<str>, E: AsRef<str>>(t: Tr, errors: &[(F, E)]) -> Markup {
    html! {
        @if !errors.is_empty() {
            // The page was loaded anew: without this the keyboard would start at its top again.
            div.govuk-error-summary role="alert" aria-labelledby="error-summary-title" tabindex="-1" autofocus {
                h2.govuk-error-summary__title #error-summary-title { (t.s("error-summary-title")) }
                div.govuk-error-summary__body {
                    ul.govuk-list.govuk-error-summary__list {
                        @for (field, text) in errors {
                            li {
                                @if field.as_ref().is_empty() { (text.as_ref()) }
                                @else { a href={ "#" (field.as_ref()) } { (text.as_ref()) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Tr = Tr(crate::i18n::Lang::Vi);

    #[test]
    fn the_error_summary_links_to_the_field() {
        let mut errors = ErrorList::default();
        errors.push("full_name", "Hãy ghi họ và tên");
        let html = error_summary(T, errors.as_slice()).into_string();
        assert!(html.contains("<a href=\"#full_name\">Hãy ghi họ và tên</a>"), "{html}");
        let field = Field::new("full_name", "Họ và tên").hint("Như trên thẻ").error(errors.of("full_name"));
        let html = text_input(T, field).into_string();
        assert!(html.contains("id=\"full_name\""));
        assert!(html.contains("aria-describedby=\"full_name-hint full_name-error\""));
        assert!(html.contains("aria-invalid=\"true\""));
    }

    #[test]
    fn no_errors_no_summary() {
        assert_eq!(error_summary::<&str, &str>(T, &[]).into_string(), "");
    }

    #[test]
    fn a_typed_value_comes_back_escaped() {
        let html = text_input(T, Field::new("a", "A").value("\"><script>")).into_string();
        assert!(html.contains("value=\"&quot;&gt;&lt;script&gt;\""), "{html}");
        let html = textarea(T, Field::new("a", "A").value("\n</textarea>")).into_string();
        assert!(html.contains(">\n\n&lt;/textarea&gt;</textarea>"), "{html}");
    }

    #[test]
    fn a_password_is_never_written_back() {
        let field = Field::new("password", "Mật khẩu").password("current-password").value("bí mật");
        assert!(!text_input(T, field).into_string().contains("bí mật"));
    }

    #[test]
    fn a_button_that_may_not_be_pressed_says_why_and_sends_nothing() {
        let html = button_disabled_with_reason("Ký", "Chỉ lãnh đạo được ký.").into_string();
        assert!(html.contains("type=\"button\"") && html.contains("aria-disabled=\"true\""));
        let id = html.split("aria-describedby=\"").nth(1).and_then(|it| it.split('"').next()).expect("an id");
        assert!(html.contains(&format!("id=\"{id}\">Chỉ lãnh đạo được ký.")), "{html}");
    }
}
