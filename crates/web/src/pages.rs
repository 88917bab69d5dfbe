//! Pages for people: each says who, asks the office, and answers with markup.

pub mod access;
pub mod act;
pub mod admin;
pub mod board;
pub mod calendar;
pub mod catalogue;
pub mod dossier;
pub mod drafts;
pub mod fee_words;
pub mod fees;
pub mod file;
pub mod follow;
pub mod home;
pub(crate) mod in_english;
pub mod log;
pub(crate) mod on_paper;
pub mod outages;
pub mod paper;
pub mod procedure;
pub mod reception;
pub mod reports;
pub mod several;
pub mod tasks;
pub mod words;
