//! `motcua serve`: listens, until it is told to stop.

use crate::config::{self, Config};
use crate::fault::Fault;
use crate::shop::{Shop, close, is_set_up};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use clap::Args;
use office::Office;
use office::backup::{Journal, Keep};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};
use web::Settings;

/// How long requests under way may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How to serve.
#[derive(Args)]
pub struct Ask {
    /// The configuration; motcua.example.toml explains it.
    #[arg(long, default_value = "motcua.toml")]
    config: PathBuf,
}

/// Serves an office as its configuration says.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    let began = Instant::now();
    let config = Config::read(&ask.config)?;
    // What can be wrong with a certificate is said before anything is opened.
    let tls = match &config.tls {
        Some(tls) => Some(crate::tls::server(&tls.cert, &tls.key).await?),
        None => None,
    };
    let certificate = config.tls.as_ref().map(|tls| crate::tls::read(&tls.cert)).transpose()?;
    if config.upgrade == config::Upgrade::Automatic {
        crate::upgrade::automatically(&crate::backup::Place::of(&config)).await?;
    }
    let shop = Shop::of(&config)?;
    let office = shop.open().await?;
    if !is_set_up(&office) {
        let Some(name) = &config.organisation else {
            close(office).await;
            return Err(Fault::failed(
                "the database is empty: set organisation in the configuration, or run motcua init",
            ));
        };
        shop.set_up(&office, name).await?;
        tracing::info!(organisation = %name, "a new database took in its organisation");
    }
    let listener = match TcpListener::bind(config.listen) {
        Ok(listener) => listener,
        Err(e) => {
            close(office).await;
            let why = if e.kind() == std::io::ErrorKind::AddrInUse {
                ": another program has this port; stop it, or set another one with listen in the configuration"
            } else {
                ""
            };
            return Err(Fault::failed(format!("cannot listen on {}: {e}{why}", config.listen)));
        }
    };
    let listen = listener.local_addr().unwrap_or(config.listen);
    if let Some(mail) = &config.mail {
        office.open_post(crate::mail::post(mail)?);
    }
    if let Some(backup) = &config.backup {
        office.keep_backups(keep(backup, &config)?);
    }
    crate::ledger::keep(&office, &config.log_place())?;
    office.watch_clock();
    let settings = Settings {
        secure_cookies: config.address.starts_with("https://"),
        behind_proxy: config.behind_proxy,
        draft_days: config.draft_days,
        demo: None,
        certificate,
        qr: Some(::print::qr_svg),
    };
    let tell = || {
        tracing::info!(
            listen = %listen,
            address = %config.address,
            tls = config.tls.is_some(),
            ready_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            "serving"
        );
    };
    until_stopped(office, settings, listener, tls, tell).await
}

/// Where backups go, as a configuration says.
fn keep(backup: &config::Backup, config: &Config) -> Result<Keep, Fault> {
    Ok(Keep {
        folder: backup.folder.clone(),
        schedule: backup.schedule().map_err(Fault::asked)?,
        keep: usize::from(backup.keep.unwrap_or(14)),
        journal: Journal::of(&config.data),
        data: vec![config.data.clone(), config.files.folder(&config.data)],
    })
}

/// Serves on a listener until SIGINT or SIGTERM; requests under way are answered first. `tell` is
/// called when a signal is heeded and visitors can come.
pub async fn until_stopped(
    office: Office,
    settings: Settings,
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    tell: impl FnOnce(),
) -> Result<(), Fault> {
    let app = web::router(office.clone(), settings).into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone())?);
    let posting = tokio::spawn({
        let office = office.clone();
        async move { office.keep_posting().await }
    });
    let sweeper = tokio::spawn(sweep(office.clone()));
    let backing_up = tokio::spawn({
        let office = office.clone();
        async move { office.keep_backing_up().await }
    });
    let watching = tokio::spawn({
        let office = office.clone();
        async move { office.keep_watching_the_clock().await }
    });
    let signing = tokio::spawn({
        let office = office.clone();
        async move { office.keep_signing().await }
    });
    tell();
    listener.set_nonblocking(true).map_err(|e| Fault::failed(format!("the listening socket: {e}")))?;
    let failed = |e: std::io::Error| Fault::failed(format!("serving failed: {e}"));
    let served = match tls {
        None => axum_server::from_tcp(listener).map_err(failed)?.handle(handle).serve(app).await,
        Some(tls) => axum_server::from_tcp_rustls(listener, tls).map_err(failed)?.handle(handle).serve(app).await,
    };
    // A letter on its way is left to the next start: what is claimed comes free again.
    posting.abort();
    let _ = posting.await;
    sweeper.abort();
    watching.abort();
    // What is committed and not signed yet is signed by the next start.
    signing.abort();
    let _ = signing.await;
    // A backup under way leaves nothing: it was none yet.
    office.stop_backing_up();
    backing_up.abort();
    let _ = backing_up.await;
    close(office).await;
    tracing::info!("stopped");
    served.map_err(failed)
}

/// Sweeps uploads and spreadsheets that nobody wants, now and every hour.
async fn sweep(office: Office) {
    let mut hours = tokio::time::interval(Duration::from_hours(1));
    loop {
        hours.tick().await;
        match office.sweep_files().await {
            Ok(swept) if swept == office::file::Swept::default() => {}
            Ok(swept) => tracing::info!(
                files.expired = swept.expired,
                files.parts = swept.parts,
                files.kept = swept.kept,
                "swept files"
            ),
            Err(e) => tracing::warn!(error = %e, "files could not be swept"),
        }
        if let Err(e) = office.sweep_imports().await {
            tracing::warn!(error = %e, "spreadsheets could not be swept");
        }
    }
}

/// Waits for a signal, then stops the server. The handlers stand when this returns.
fn stop_on_signal(handle: Handle<SocketAddr>) -> Result<impl Future<Output = ()>, Fault> {
    let listen = |kind| signal(kind).map_err(|e| Fault::failed(format!("signals: {e}")));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        handle.graceful_shutdown(Some(GRACE));
    })
}
