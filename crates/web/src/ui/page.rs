//! The whole document: head, header, navigation, notices, footer, and the error page.

use maud::{DOCTYPE, Markup, html};

use super::display::empty;
use super::form::csrf;
use crate::assets::asset_url;
use crate::i18n::{Lang, Tr};

/// The policy that every page is written for: nothing inline, nothing from elsewhere.
pub const CSP: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// As [`CSP`], for pages of signed-in people: a script of this program, which talks to this program alone.
pub const CSP_WITH_SCRIPT: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
     font-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Where the language is chosen: `GET /language?to=en&back=/path`.
pub const LANGUAGE_PATH: &str = "/language";
pub const SIGN_IN_PATH: &str = "/sign-in";
/// Takes a POST with `csrf`.
pub const SIGN_OUT_PATH: &str = "/sign-out";
/// Takes a POST with `csrf`: ends the session, and asks who goes on at this computer.
pub const LOCK_PATH: &str = "/lock";
/// Where a person with several posts chooses the one to act in.
pub const SWITCH_POST_PATH: &str = "/switch-post";

/// What every page of one request has in common.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    pub lang: Lang,
    /// Path and query of this page, to which the language switch comes back.
    pub path: String,
    /// Stands after the page's title; empty means the service's own name.
    pub title_suffix: String,
    /// The agency or unit that this page speaks for.
    pub organisation: String,
    pub user: Option<ShellUser>,
    pub nav: Vec<NavItem>,
    /// Links at the foot of the page.
    pub footer: Vec<NavItem>,
    /// Something everyone should know, above the page's content.
    pub notice: Option<String>,
    /// The outcome of the last act, shown once.
    pub flash: Option<Flash>,
    /// A quiet strip below the header, such as "demonstration data".
    pub banner: Option<String>,
    /// What holds as long as it lasts, on every page: a delegation, an outage.
    pub standing: Vec<NavItem>,
}

impl Shell {
    pub fn t(&self) -> Tr {
        Tr(self.lang)
    }
}

/// Who is signed in.
#[derive(Clone, Debug, Default)]
pub struct ShellUser {
    pub name: String,
    pub post: String,
    /// For the sign-out form.
    pub csrf: String,
    /// Whether the person holds other posts to change to.
    pub can_switch: bool,
    /// Whose texts the script keeps, while they cannot reach the server.
    pub person: String,
    /// How long the session lasts from now, in ms, unless it is used.
    pub left_ms: i64,
    /// The server's clock, in ms since the Unix epoch: the script compares the computer's own with it.
    pub now_ms: i64,
    /// The page has a form that is kept, which can be locked with what stands in it.
    pub kept: bool,
}

/// A link in a navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    pub current: bool,
    /// How many things wait there, shown beside the label.
    pub count: Option<u64>,
}

impl NavItem {
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into(), current: false, count: None }
    }

    #[must_use]
    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }

    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FlashKind {
    Success,
    Important,
    Error,
}

/// The outcome of an act.
#[derive(Clone, Debug)]
pub struct Flash {
    pub kind: FlashKind,
    pub text: String,
}

/// A page: `title` names the tab, `body` stands in `<main>` and brings its own `<h1>`.
pub fn page(shell: &Shell, title: &str, body: Markup) -> Markup {
    page_before(shell, title, empty(), body)
}

/// As [`page`], with a back link or breadcrumbs before `<main>`, which the skip link passes over.
pub fn page_before(shell: &Shell, title: &str, before: Markup, body: Markup) -> Markup {
    let t = shell.t();
    let suffix = if shell.title_suffix.is_empty() { t.s("title-suffix") } else { shell.title_suffix.clone() };
    html! {
        (DOCTYPE)
        html.govuk-template lang=(shell.lang.code()) {
            head {
                meta charset="utf-8";
                title { (title) " – " (suffix) }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="theme-color" content="#7c1d1f";
                meta name="color-scheme" content="light";
                meta name="referrer" content="same-origin";
                link rel="icon" href=(asset_url("favicon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(asset_url("motcua.css"));
                @if shell.user.is_some() { script src=(asset_url("keep.js")) defer {} }
            }
            body.govuk-template__body {
                a.govuk-skip-link href="#main-content" { (t.s("skip-to-content")) }
                (header(shell))
                @if let Some(text) = &shell.banner {
                    aside.motcua-strip aria-label=(t.s("banner-label")) {
                        div.govuk-width-container { p.motcua-strip__text { (text) } }
                    }
                }
                @if !shell.standing.is_empty() {
                    aside.motcua-strip aria-label=(t.s("standing-label")) {
                        div.govuk-width-container {
                            @for item in &shell.standing {
                                p.motcua-strip__text { a.govuk-link."govuk-link--no-visited-state" href=(item.href) { (item.label) } }
                            }
                        }
                    }
                }
                div.govuk-width-container {
                    (before)
                    main.govuk-main-wrapper #main-content tabindex="-1" {
                        @if let Some(user) = &shell.user { (said_by_script(t, user)) }
                        @if let Some(flash) = &shell.flash { (flash_banner(t, flash)) }
                        @if let Some(text) = &shell.notice {
                            (notification(&t.s("notice-title"), text, "", "region"))
                        }
                        (body)
                    }
                }
                (footer(shell))
            }
        }
    }
}

/// What the script says when it is time, in the reader's language; nobody sees it before.
fn said_by_script(t: Tr, user: &ShellUser) -> Markup {
    html! {
        div #says.motcua-says role="status" aria-live="polite"
            data-person=(user.person) data-csrf=(user.csrf) data-left=(user.left_ms)
            data-now=(user.now_ms) {
            p.motcua-says__text hidden data-say="ending" {
                span { (t.s("says-ending")) " " strong data-at {} "." }
                button.govuk-button.govuk-button--secondary type="button" data-do="stay" { (t.s("says-stay")) }
            }
            p.motcua-says__text hidden data-say="ended" {
                (t.s("says-ended")) " " a.govuk-link href=(SIGN_IN_PATH) data-do="back" { (t.s("sign-in")) }
            }
            p.motcua-says__text hidden data-say="clock" {
                (t.s("says-clock")) " " strong data-clock {} ". " (t.s("says-clock-what"))
            }
            p.motcua-says__text hidden data-say="away" { (t.s("says-away")) }
            p.motcua-says__text hidden data-say="again" { (t.s("says-again")) }
        }
    }
}

fn header(shell: &Shell) -> Markup {
    let t = shell.t();
    html! {
        header.motcua-header {
            div.motcua-header__container.govuk-width-container {
                a.motcua-header__home href="/" {
                    img.motcua-header__mark src=(asset_url("mark.svg")) alt="" width="44" height="44";
                    span.motcua-header__names {
                        span.motcua-header__service { (t.s("service-name")) }
                        @if !shell.organisation.is_empty() {
                            span.motcua-header__organisation { (shell.organisation) }
                        }
                        span.govuk-visually-hidden { " – " (t.s("header-home")) }
                    }
                }
                div.motcua-header__tools {
                    @if let Some(user) = &shell.user {
                        div.motcua-header__user {
                            span.govuk-visually-hidden { (t.s("signed-in-as")) " " }
                            span.motcua-header__person { (user.name) }
                            span.motcua-header__post { (user.post) }
                        }
                        @if user.can_switch {
                            a.motcua-header__tool href=(SWITCH_POST_PATH) { (t.s("switch-post")) }
                        }
                    }
                    (language_switch(shell))
                    @if let Some(user) = &shell.user {
                        @if user.kept {
                            // What stands in the form goes with it: its own button locks.
                            a.motcua-header__tool href="#lock" { (t.s("lock")) }
                        } @else {
                            form.motcua-header__form method="post" action=(LOCK_PATH) {
                                (csrf(&user.csrf))
                                input type="hidden" name="back" value=(shell.path);
                                button.motcua-header__tool type="submit" { (t.s("lock")) }
                            }
                        }
                        form.motcua-header__form method="post" action=(SIGN_OUT_PATH) {
                            (csrf(&user.csrf))
                            button.motcua-header__tool type="submit" { (t.s("sign-out")) }
                        }
                    } @else {
                        a.motcua-header__tool href=(SIGN_IN_PATH) { (t.s("sign-in")) }
                    }
                }
            }
        }
        @if !shell.nav.is_empty() {
            nav.moj-primary-navigation aria-label=(t.s("nav-label")) {
                div.moj-primary-navigation__container {
                    div.moj-primary-navigation__nav {
                        ul.moj-primary-navigation__list {
                            @for item in &shell.nav {
                                li.moj-primary-navigation__item {
                                    (nav_link(item, "moj-primary-navigation__link"))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn nav_link(item: &NavItem, class: &str) -> Markup {
    html! {
        a class=(class) href=(item.href) aria-current=[item.current.then_some("page")] {
            (item.label)
            @if let Some(count) = item.count { " " span.motcua-count { (count) } }
        }
    }
}

/// Links, not buttons: choosing a language changes nothing but the reader's own cookie.
fn language_switch(shell: &Shell) -> Markup {
    let t = shell.t();
    let back = percent_encode(if shell.path.is_empty() { "/" } else { &shell.path });
    let others = Lang::ALL.into_iter().filter(|lang| *lang != shell.lang);
    html! {
        @for lang in others {
            a.motcua-header__tool rel="nofollow" lang=(lang.code()) hreflang=(lang.code())
                href={ (LANGUAGE_PATH) "?to=" (lang.code()) "&back=" (back) } {
                (match lang {
                    Lang::Vi => t.s("language-vi"),
                    Lang::En => t.s("language-en"),
                })
            }
        }
    }
}

/// Percent-encodes a value for a query string.
pub fn percent_encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
        out
    })
}

fn flash_banner(t: Tr, flash: &Flash) -> Markup {
    let (title, class, role) = match flash.kind {
        FlashKind::Success => (t.s("flash-success-title"), "govuk-notification-banner--success", "alert"),
        FlashKind::Important => (t.s("flash-important-title"), "", "alert"),
        FlashKind::Error => (t.s("flash-error-title"), "motcua-notification-banner--error", "alert"),
    };
    notification(&title, &flash.text, class, role)
}

fn notification(title: &str, text: &str, class: &str, role: &str) -> Markup {
    let id = if role == "alert" { "flash-title" } else { "notice-title" };
    html! {
        div class={ "govuk-notification-banner " (class) } role=(role) aria-labelledby=(id) {
            div.govuk-notification-banner__header {
                h2.govuk-notification-banner__title id=(id) { (title) }
            }
            div.govuk-notification-banner__content {
                p.govuk-notification-banner__heading { (text) }
            }
        }
    }
}

fn footer(shell: &Shell) -> Markup {
    let t = shell.t();
    html! {
        footer.motcua-footer {
            div.govuk-width-container {
                @if !shell.footer.is_empty() {
                    nav aria-label=(t.s("footer-label")) {
                        ul.motcua-footer__list {
                            @for item in &shell.footer {
                                li { (nav_link(item, "govuk-link motcua-footer__link")) }
                            }
                        }
                    }
                }
                p.motcua-footer__text {
                    @if !shell.organisation.is_empty() { strong { (shell.organisation) } br; }
                    (t.s("footer-promise")) " " (t.s("time-note"))
                }
            }
        }
    }
}

/// What went wrong, what to do next, and the number that also stands in the log.
pub fn error_page(shell: &Shell, title: &str, what_to_do: &str, operation_id: &str) -> Markup {
    let t = shell.t();
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            h1.govuk-heading-l { (title) }
            h2.govuk-heading-s.motcua-tight { (t.s("error-what-next")) }
            p.govuk-body { (what_to_do) }
            @if !operation_id.is_empty() {
                p.govuk-body {
                    (t.s("error-operation-id")) ": " code.motcua-code { (operation_id) }
                    br;
                    span.govuk-hint { (t.s("error-operation-hint")) }
                }
            }
            p.govuk-body { a.govuk-link href="/" { (t.s("error-home")) } }
        } }
    };
    page(shell, title, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell() -> Shell {
        Shell {
            path: "/dossiers?q=hộ&x=<1>".into(),
            organisation: "UBND phường <Thử>".into(),
            user: Some(ShellUser {
                name: "Trần Thị Ví Dụ".into(),
                post: "Cán bộ tiếp nhận".into(),
                csrf: "tok\"en".into(),
                can_switch: true,
                ..ShellUser::default()
            }),
            ..Shell::default()
        }
    }

    #[test]
    fn what_comes_from_outside_is_escaped_everywhere() {
        let html = page(&shell(), "<script>", html! { "a < b" }).into_string();
        assert!(html.contains("<title>&lt;script&gt; – Một cửa</title>"), "{html}");
        assert!(html.contains("phường &lt;Thử&gt;"));
        assert!(html.contains("value=\"tok&quot;en\""));
        assert!(html.contains("a &lt; b"));
    }

    #[test]
    fn a_page_has_nothing_inline_and_says_its_language() {
        let html = page(&shell(), "Hôm nay", html! { p { "x" } }).into_string();
        assert!(html.starts_with("<!DOCTYPE html><html class=\"govuk-template\" lang=\"vi\">"));
        assert!(!html.contains("style=") && !html.contains("<style"));
        // One script, of this program, and only for people who are signed in.
        let script = format!("<script src=\"{}\" defer></script>", asset_url("keep.js"));
        assert_eq!(html.matches("<script").count(), 1);
        assert!(html.contains(&script), "{html}");
        let stranger = Shell { user: None, ..shell() };
        assert!(!page(&stranger, "Hôm nay", empty()).into_string().contains("<script"));
        assert!(!html.contains("onclick") && !html.contains("http"));
    }

    #[test]
    fn the_language_switch_comes_back_to_this_page() {
        let html = page(&shell(), "Hôm nay", empty()).into_string();
        let link = "/language?to=en&amp;back=/dossiers%3Fq%3Dh%E1%BB%99%26x%3D%3C1%3E";
        assert!(html.contains(link), "{html}");
    }

    #[test]
    fn signing_out_is_a_form_with_its_token() {
        let html = page(&shell(), "Hôm nay", empty()).into_string();
        assert!(html.contains("<form class=\"motcua-header__form\" method=\"post\" action=\"/sign-out\">"));
        let stranger = Shell { user: None, ..shell() };
        assert!(page(&stranger, "Hôm nay", empty()).into_string().contains("href=\"/sign-in\""));
    }

    #[test]
    fn an_error_page_says_what_to_do_and_gives_the_number_of_the_operation() {
        let html = error_page(&shell(), "Không tìm thấy", "Xem lại mã hồ sơ.", "01J-OP").into_string();
        assert!(html.contains("Việc cần làm") && html.contains("Xem lại mã hồ sơ.") && html.contains("01J-OP"));
    }
}
