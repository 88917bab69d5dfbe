//! The command line: reads what is asked and hands it to the module of that name.

mod admin;
mod backup;
mod calendar;
mod check;
mod check_forms;
mod config;
mod data;
mod deadline;
mod demo;
mod fault;
mod files;
mod fsck;
mod import;
mod init;
mod ledger;
mod log;
mod mail;
mod print;
mod procedure;
mod progress;
mod rebuild;
mod restore;
mod serve;
mod shop;
mod tls;
mod upgrade;
mod verify;

use clap::{Parser, Subcommand};
use fault::Fault;
use std::process::ExitCode;

/// The one-stop shop (Một cửa): dossiers of citizens from guidance to result.
#[derive(Parser)]
#[command(name = "motcua", version, about, propagate_version = true)]
struct Line {
    /// Write the log as JSON, one object a line.
    #[arg(long, global = true)]
    log_json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fill a folder with a simulated year of a district, and serve it.
    Demo(demo::Ask),
    /// Serve an office.
    Serve(serve::Ask),
    /// Make the database of an office and take in its organisation.
    Init(init::Ask),
    /// Take in staff, posts, counters and open dossiers of an old system from a spreadsheet.
    Import(import::Ask),
    /// One procedure as a file: taken away, or brought as a draft.
    #[command(subcommand)]
    Procedure(procedure::Ask),
    /// Accounts that no signed-in person could make.
    #[command(subcommand)]
    Admin(admin::Ask),
    /// Check what stands in files.
    #[command(subcommand)]
    Check(check_command::Ask),
    /// Files of dossiers.
    #[command(subcommand)]
    Files(files::Ask),
    /// The public log: its key, its guard, the log as a folder.
    #[command(subcommand)]
    Ledger(ledger::Ask),
    /// Hash everything again from the disk, against what was committed to and signed.
    Fsck(fsck::Ask),
    /// Check a proof that a citizen keeps, or a whole published log, without trusting whoever gave it.
    Verify(verify::Ask),
    /// When a limit that began to run at a moment ends: working time, days off, swaps.
    Deadline(deadline::Ask),
    /// Days off of a year, lunar dates.
    #[command(subcommand)]
    Calendar(calendar::Ask),
    /// Save everything into one file, also while the server runs.
    Backup(backup::Ask),
    /// Take an office in again from a backup, into an empty database.
    Restore(restore::Ask),
    /// Bring the database of an older program up: says what it will do, makes a backup, does it.
    Upgrade(upgrade::Ask),
    /// Throw away what is computed from events, and compute it again.
    Rebuild(rebuild::Ask),
}

mod check_command;

fn main() -> ExitCode {
    let line = Line::parse();
    log::start(line.log_json, matches!(line.command, Command::Serve(_)));
    let answer = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Fault::failed(format!("no runtime: {e}")))
        .and_then(|runtime| {
            runtime.block_on(async {
                match line.command {
                    Command::Demo(ask) => demo::run(ask).await,
                    Command::Serve(ask) => serve::run(ask).await,
                    Command::Init(ask) => init::run(ask).await,
                    Command::Import(ask) => import::run(ask).await,
                    Command::Procedure(ask) => procedure::run(ask).await,
                    Command::Admin(ask) => admin::run(ask).await,
                    Command::Check(ask) => check_command::run(ask),
                    Command::Files(ask) => files::run(ask).await,
                    Command::Ledger(ask) => ledger::run(ask).await,
                    Command::Verify(ask) => verify::run(&ask),
                    Command::Fsck(ask) => fsck::run(ask).await,
                    Command::Deadline(ask) => deadline::run(ask).await,
                    Command::Calendar(ask) => calendar::run(ask),
                    Command::Backup(ask) => backup::run(ask).await,
                    Command::Restore(ask) => restore::run(ask).await,
                    Command::Upgrade(ask) => upgrade::run(ask).await,
                    Command::Rebuild(ask) => rebuild::run(ask).await,
                }
            })
        });
    match answer {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("motcua: {fault}");
            ExitCode::from(fault.exit_code())
        }
    }
}
