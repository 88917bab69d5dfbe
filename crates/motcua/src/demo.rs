//! `motcua demo`: a folder with a simulated year of a district, served at once.

mod demand;
mod dice;
mod folder;
mod happenings;
mod life;
mod lifecycle;
mod people;
mod progress;
mod roles;
mod texts;
mod year;

use crate::config::files_in as in_folder;
use crate::data::Data;
use crate::fault::Fault;
use crate::serve::until_stopped;
use crate::shop::{Shop, close};
use clap::Args;
use domain::calendar::{Date, Limit, Timestamp, instant, local};
use domain::dossier::Law;
use domain::file::FileLimits;
use domain::id::ProcedureKey;
use domain::procedure::{ProcedureCommand, ServedBy};
use folder::{Folder, Found, Marker};
use jiff::ToSpan;
use office::clock::{Clock, SeededChance, SetClock, SystemClock};
use progress::Progress;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use web::{DemoNotice, Settings};
use year::{Span, Tally};

/// Dossiers of a simulated year.
const A_YEAR: usize = 20_000;
/// Dossiers with `--fast`.
const FAST: usize = 500;
/// How many ports are tried from the one that was asked for.
const PORTS: u16 = 50;

/// What to simulate and where to serve it.
#[derive(Args)]
pub struct Ask {
    /// Simulated years; the last one ends at --end.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10))]
    years: u32,
    /// The same seed makes the same years.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The last day, such as 2026-06-30; today if not given.
    #[arg(long, value_name = "DATE")]
    end: Option<Date>,
    /// 500 dossiers instead of 20,000 a year.
    #[arg(long)]
    fast: bool,
    /// The data folder; one that is filled already is served as it is.
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// The port to listen on; the next free one if it is taken.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Fills the folder if need be, and serves it.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    let until = last_moment(ask.end)?;
    let folder = Folder::at(ask.data.clone())?;
    match folder.look()? {
        Found::Filled(marker) => {
            println!(
                "{} holds a demo already: {} dossiers up to {}. Delete the folder, or name another with --data, for a new one.",
                folder.path().display(),
                marker.dossiers,
                marker.until
            );
            crate::upgrade::of_a_demo(&folder.database()).await?;
        }
        Found::Foreign => {
            return Err(Fault::asked(format!(
                "{} exists and was not made by a demo; name another folder with --data",
                folder.database()
            )));
        }
        Found::Interrupted => {
            println!("The last fill of {} was interrupted; filling it anew.", folder.path().display());
            // Who still writes into it holds its lock: then this fails and deletes nothing.
            store::db::Db::open(&folder.database()).await?.close().await;
            folder.clear()?;
            fill(&ask, &folder, until).await?;
        }
        Found::Empty => fill(&ask, &folder, until).await?,
    }
    let listener = listen(ask.port)?;
    let port = listener.local_addr().map_err(|e| Fault::failed(format!("the listening socket: {e}")))?.port();
    let address = format!("http://localhost:{port}");
    let office = shop(&folder, address.clone()).open().await?;
    let signs_in = roles::ROLES
        .iter()
        .map(|(_, role, login, _)| ((*role).to_owned(), (*login).to_owned(), roles::PASSWORD.to_owned()))
        .collect();
    let table = roles::table(&office);
    // Only from now on: nobody is written to about the simulated year.
    let letters = folder.path().join("letters");
    office.open_post(crate::mail::into_folder(&letters)?);
    crate::ledger::keep(&office, &crate::ledger::LogPlace::in_folder(folder.path(), ""))?;
    let tell = || println!("\n{table}\nLetters to applicants: {}\nOpen {address}  (Ctrl+C stops)\n", letters.display());
    let demo = DemoNotice { signs_in, letters: letters.display().to_string() };
    let settings = Settings { demo: Some(demo), qr: Some(::print::qr_svg), ..Settings::default() };
    until_stopped(office, settings, listener, None, tell).await
}

fn shop(folder: &Folder, address: String) -> Shop {
    Shop {
        database: folder.database(),
        data: Data::default(),
        forms: None,
        address,
        files: in_folder(folder.path()),
        limits: FileLimits::default(),
    }
}

/// Now, or the end of the day that was asked for.
fn last_moment(end: Option<Date>) -> Result<Timestamp, Fault> {
    let now = SystemClock.now();
    let Some(end) = end else { return Ok(now) };
    let today = local(now).date();
    if end > today {
        return Err(Fault::asked(format!("--end {end}: lies in the future; today is {today}")));
    }
    Ok(instant(end.at(17, 0, 0, 0)).min(now))
}

/// The port that was asked for, or the next free one.
fn listen(port: u16) -> Result<TcpListener, Fault> {
    let mut last = None;
    for port in (0..PORTS).map_while(|n| port.checked_add(n)) {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(e) => last = Some(e),
        }
    }
    let why = last.map_or_else(String::new, |e| format!(": {e}"));
    Err(Fault::failed(format!("no free port from {port} on{why}")))
}

async fn fill(ask: &Ask, folder: &Folder, until: Timestamp) -> Result<(), Fault> {
    let began = Instant::now();
    let first_day = local(until).date().saturating_sub(i64::from(ask.years).years());
    let from = instant(first_day.at(7, 30, 0, 0));
    let dossiers = if ask.fast { FAST } else { A_YEAR * ask.years as usize };
    let mut marker = Marker {
        filled: false,
        years: ask.years,
        seed: ask.seed,
        until: local(until).strftime("%Y-%m-%d %H:%M").to_string(),
        dossiers,
        acts: 0,
        refused: 0,
    };
    folder.mark(&marker)?;
    println!("Filling {} with {dossiers} dossiers from {first_day} to {} …", folder.path().display(), marker.until);
    let span = Span { seed: ask.seed, from, until, dossiers };
    let tally = simulate(folder, span).await?;
    (marker.filled, marker.dossiers, marker.acts, marker.refused) = (true, tally.dossiers, tally.acts, tally.refused);
    folder.mark(&marker)?;
    println!("{} dossiers, {} acts, in {:.0} s.", tally.dossiers, tally.acts, began.elapsed().as_secs_f64());
    Ok(())
}

/// Sets the office up a day before the first one, and lives the year.
async fn simulate(folder: &Folder, span: Span) -> Result<Tally, Fault> {
    let clock = Arc::new(SetClock::at(span.from - jiff::SignedDuration::from_hours(24)));
    let chance = Arc::new(SeededChance::new(span.seed));
    let shop = shop(folder, "http://localhost:8080".into());
    let office = shop.open_at(Arc::<SetClock>::clone(&clock), chance).await?;
    let mut organisation = shop.data.organisation("ngo-quyen")?;
    people::fill_posts(&mut organisation).map_err(|e| Fault::failed(e.to_string()))?;
    office.set_up(&office::setup::the_program(), organisation, shop.data.procedures()?).await?;
    let administrator = roles::administrator(&office)?;
    roles::open_accounts(&office, &administrator).await?;
    office.change_procedures(&administrator, open_limits(&office.law())).await?;
    let bar = Progress::new(span.from, span.until);
    let tally = year::simulate(&office, &clock, span, &bar).await;
    bar.end();
    close(office).await;
    tally
}

/// Limits for procedures whose source gives none: wards must set them before they may receive.
fn open_limits(law: &Law) -> Vec<(ProcedureKey, ProcedureCommand)> {
    let mut without: Vec<&ProcedureKey> = law
        .catalogue
        .iter()
        .filter(|(_, p)| {
            p.procedure.as_ref().is_some_and(|p| {
                p.served_by == ServedBy::Dossier && p.versions.last().is_some_and(|v| v.time_limit.limit.is_none())
            })
        })
        .map(|(key, _)| key)
        .collect();
    without.sort();
    let wards: Vec<_> = law.organisation.units.iter().filter(|u| u.publishes.fields.iter().any(|f| f == "*")).collect();
    let mut out = Vec::new();
    for key in without {
        for ward in &wards {
            out.push((
                key.clone(),
                ProcedureCommand::SetLimit {
                    unit: ward.id.clone(),
                    limit: Limit::WorkingDays(5),
                    basis: "Quyết định minh họa số 00/QĐ-UBND của dữ liệu trình diễn".into(),
                },
            ));
            out.push((key.clone(), ProcedureCommand::Publish { unit: ward.id.clone() }));
        }
    }
    out
}
