//! A form that is kept while it is written: its marks, and the buttons to leave it for later.

use super::form::{Button, csrf, hidden};
use super::page::LOCK_PATH;
use crate::i18n::Tr;
use crate::keep::{DRAFT_FIELD, FORM_FIELD};
use jiff::Timestamp;
use maud::{Markup, html};

/// Where a form is kept.
pub const DRAFTS_PATH: &str = "/drafts";

/// What a kept form knows of itself.
#[derive(Clone, Debug)]
pub struct Keep<'a> {
    /// Id of its draft.
    pub draft: &'a str,
    /// Its own address, under which the draft is offered again.
    pub path: &'a str,
    /// When the session ends by itself.
    pub ends: Timestamp,
}

/// A form put by is sent without its files: those that are uploaded stand in it by their ids.
const NO_FILES: &str = "application/x-www-form-urlencoded";

/// As [`form_post`](super::form_post), for a form that is kept. The script saves what is typed; without
/// it the buttons below the form do.
pub fn form_kept(t: Tr, token: &str, keep: &Keep<'_>, body: Markup) -> Markup {
    html! {
        form #kept method="post" action=(keep.path) enctype="multipart/form-data" novalidate data-keep {
            (csrf(token))
            (hidden(DRAFT_FIELD, keep.draft))
            (hidden(FORM_FIELD, keep.path))
            (body)
            div.motcua-keep {
                p.govuk-hint data-say="state" data-saved=(t.s("says-saved")) {
                    (t.f("keep-ends", crate::args!["when" => t.time(keep.ends)]))
                }
                div.govuk-button-group {
                    button.(Button::Secondary.class()) type="submit" formaction=(DRAFTS_PATH) formenctype=(NO_FILES) { (t.s("keep-later")) }
                    button #lock.(Button::Secondary.class()) type="submit" formaction=(LOCK_PATH) formenctype=(NO_FILES) { (t.s("lock")) }
                }
            }
        }
    }
}
