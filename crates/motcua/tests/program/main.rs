//! The built program from outside: what it prints, serves, keeps and survives.

mod commands;
mod crowd;
mod demo;
mod http;
mod kills;
mod mail;
mod run;
mod time;
mod uploads;
