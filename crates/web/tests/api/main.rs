//! The JSON API through its own door: a router over a whole office, requests in, answers out.

mod access;
mod act;
mod calendar;
mod document;
mod fee;
mod list;
mod problem;
mod procedures;
mod support;
