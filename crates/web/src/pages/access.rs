//! A person's own access: signing in and out, the password, open sessions, the post acted through.

mod forgotten;
mod password;
mod pin;
mod posts;
mod sessions;
mod sign_in;
mod switch;

pub use forgotten::{forgotten, forgotten_form, new_form, set_new};
pub use password::{password, password_form};
pub use pin::{pin_form, remove_pin, set_pin};
pub use posts::{posts, switch_post};
pub use sessions::{end_session, sessions, stay, until};
pub use sign_in::{sign_in, sign_in_form, sign_out};
pub use switch::{lock, switch, switch_form};

use crate::app::Settings;
use crate::visit::SESSION_COOKIE;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use domain::organisation::PostKind;

/// The first page of a post: where its day's work lies.
pub fn desk(kind: PostKind) -> &'static str {
    match kind {
        PostKind::ReceptionOfficer | PostKind::HeadOfOneStop => "/reception",
        PostKind::Specialist | PostKind::UnitLeader => "/tasks",
        PostKind::Leader | PostKind::Inspector => "/board",
        PostKind::Administrator => "/admin",
    }
}

/// A path of this program to go back to, or `None`: nothing that a browser could read as another host.
pub fn local_path(path: &str) -> Option<&str> {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 2000
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    local.then_some(path)
}

/// A cookie of ours. `max_age` in seconds; `None`: until the browser is closed.
pub(super) fn cookie(settings: &Settings, name: &str, value: &str, max_age: Option<u32>) -> String {
    let age = max_age.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    let secure = if settings.secure_cookies { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")
}

/// Goes to a page and sets a cookie on the way.
pub(super) fn redirect_with(cookie: String, to: &str) -> Response {
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(to)).into_response()
}

/// Takes the session's cookie away.
fn forget(settings: &Settings) -> String {
    cookie(settings, SESSION_COOKIE, "", Some(0))
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_a_path_of_this_program_is_gone_back_to() {
        assert_eq!(local_path("/dossiers?q=h%E1%BB%99"), Some("/dossiers?q=h%E1%BB%99"));
        for bad in [
            "",
            "dossiers",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nx: y",
            "/\t/evil.example",
        ] {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
    }
}
