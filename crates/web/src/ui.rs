//! The parts that pages are made of: functions that return markup with GOV.UK and MOJ class names.
//!
//! No part holds a text of its own: it comes in as an argument, or from `locales/` by [`Tr`](crate::i18n::Tr).
//! No part writes an inline style or script; [`CSP`] forbids both.

mod choice;
mod display;
mod form;
mod keep;
mod page;
mod progress;
mod table;

pub use choice::{Choice, DateValue, Group, checkboxes, date_input, radios, select};
pub use display::{
    Number, Panel, SummaryRow, Tag, back_link, badge, breadcrumbs, code_heading, code_link, details, due_tag,
    empty_state, heading, hint_line, inset, link, numbers, panel, side_navigation, sub_navigation, summary_card,
    summary_list, tag, warning, when,
};
pub use form::{
    Button, ErrorList, Field, Width, autofocus, button, button_disabled_with_reason, button_group, button_link,
    button_named, choose, csrf, day_input, error_summary, fieldset, file_input, filter, form_get, form_post,
    form_post_files, hidden, post_button, search, text_input, textarea,
};
pub use keep::{DRAFTS_PATH, Keep, form_kept};
pub use page::{
    CSP, CSP_WITH_SCRIPT, Flash, FlashKind, LANGUAGE_PATH, LOCK_PATH, NavItem, SIGN_IN_PATH, SIGN_OUT_PATH,
    SWITCH_POST_PATH, Shell, ShellUser, error_page, page, page_before, percent_encode,
};
pub use progress::{Step, StepState, TaskItem, TimelineItem, steps_progress, task_list, timeline};
pub use table::{Column, data_table, data_table_quiet, pagination};
