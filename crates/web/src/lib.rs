//! One router: pages, JSON API, sessions, assets.

pub mod api;
pub mod app;
pub mod assets;
pub mod download;
pub mod failure;
pub mod forms;
pub mod i18n;
pub mod keep;
pub mod letters;
pub mod limit;
mod multipart;
pub mod pages;
pub mod router;
pub mod ui;
pub mod visit;

pub use app::{Certificate, DemoNotice, Settings};
pub use letters::Letters;
pub use router::{Access, ROUTES, Route, router};
