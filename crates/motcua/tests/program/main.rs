//! The built program from outside: what it prints, serves, keeps and survives.

mod backup;
mod commands;
mod crowd;
mod demo;
mod http;
mod kills;
mod ledger;
mod mail;
mod run;
mod serve;
mod time;
mod upgrade;
mod uploads;
