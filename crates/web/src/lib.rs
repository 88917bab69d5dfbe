//! One router: pages, JSON API, sessions, assets.

pub mod assets;
pub mod i18n;
pub mod ui;
