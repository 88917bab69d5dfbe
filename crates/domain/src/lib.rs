//! The rules of the one-stop shop (bộ phận Một cửa): pure functions, one module per noun.
//!
//! A *command* is what a named person asks for; `decide` answers with *events* or with a
//! [`law::Refusal`] that names the rule; `apply` folds events into state. Nothing in this crate
//! reads a clock, draws a random number or touches a file: moments and ids come in as arguments.

pub mod code;
pub mod contact;
pub mod day_decision;
pub mod dossier;
pub mod fee;
pub mod file;
pub mod id;
pub mod identity_card;
pub mod law;
pub mod money;
pub mod organisation;
pub mod paper;
pub mod plan;
pub mod procedure;
pub mod procedure_gaps;
pub mod register;
pub mod report;
pub mod search;
pub mod text;

pub use calendar;
