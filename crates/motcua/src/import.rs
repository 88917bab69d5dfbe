//! `motcua import`: staff, posts, counters and open dossiers of an old system from a spreadsheet.

use crate::config::Config;
use crate::fault::Fault;
use crate::shop::{Shop, close, is_set_up};
use clap::Args;
use domain::calendar::local;
use domain::organisation::PostKind;
use office::Office;
use office::import::{Imported, Report, Slip};
use office::setup::the_program;
use std::path::PathBuf;
use web::i18n::{Lang, Tr};
use web::pages::admin::import::{place, words};

/// What to take in.
#[derive(Args)]
pub struct Ask {
    /// The spreadsheet: XLSX, or CSV in UTF-8.
    file: PathBuf,
    /// The configuration.
    #[arg(long, default_value = "motcua.toml")]
    config: PathBuf,
    /// Only tell what would be taken in, and every fault.
    #[arg(long)]
    dry_run: bool,
    /// Take in the rows without faults and leave the others.
    #[arg(long, conflicts_with = "dry_run")]
    good_rows: bool,
    /// Sign-in name of the administrator in whose name it happens; needed once there is one.
    #[arg(long)]
    by: Option<String>,
    /// Language of the faults: vi or en.
    #[arg(long, default_value = "vi")]
    lang: String,
}

/// Runs `motcua import`.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    let lang =
        Lang::parse(&ask.lang).ok_or_else(|| Fault::asked(format!("--lang {:?}: expected vi or en", ask.lang)))?;
    let body = std::fs::read(&ask.file).map_err(|e| Fault::file(&ask.file, e))?;
    let config = Config::read(&ask.config)?;
    let office = Shop::of(&config)?.open().await?;
    let answer = import(&office, &ask, Tr(lang), &body).await;
    close(office).await;
    answer
}

async fn import(office: &Office, ask: &Ask, t: Tr, body: &[u8]) -> Result<(), Fault> {
    if !is_set_up(office) {
        return Err(Fault::failed("there is no organisation yet; run motcua init first"));
    }
    let actor = actor(office, ask.by.as_deref()).await?;
    let name = ask.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    if ask.dry_run {
        let report = office.check_import(&actor, body, &name).await?;
        tell(t, &report);
        return faulty(&report);
    }
    match office.import(&actor, body, &name, ask.good_rows).await? {
        Imported::Faulty(report) => {
            tell(t, &report);
            faulty(&report)
        }
        Imported::Done(report, slips) => {
            tell(t, &report);
            println!("{} rows taken in.", report.new_rows());
            passwords(office, &slips);
            Ok(())
        }
    }
}

/// The administrator with a sign-in name; while nobody can sign in yet, the program itself.
pub(crate) async fn actor(office: &Office, by: Option<&str>) -> Result<office::Actor, Fault> {
    let law = office.law();
    let today = local(office.now()).date();
    let accounts = office.accounts(&the_program()).await?;
    let post_of = |person| {
        law.organisation.posts_of(person, today).into_iter().find(|p| p.kind == PostKind::Administrator).cloned()
    };
    let Some(by) = by else {
        if accounts.iter().any(|a| post_of(&a.person).is_some()) {
            return Err(Fault::asked("there is an administrator: say in whose name it happens with --by SIGN-IN-NAME"));
        }
        return Ok(the_program());
    };
    let account = accounts.iter().find(|a| a.login == by.to_lowercase() && a.closed.is_none());
    let found = account.and_then(|a| Some((a.person.clone(), post_of(&a.person)?)));
    let (person, post) =
        found.ok_or_else(|| Fault::asked(format!("--by {by:?} is no administrator with an account")))?;
    Ok(office::Actor { person, post: post.id, kind: post.kind, unit: post.unit, delegation: None })
}

fn tell(t: Tr, report: &Report) {
    for remark in &report.remarks {
        let (what, next) = words(t, remark);
        let kind = t.s(if remark.blocks { "import-fault" } else { "import-note" });
        let value = if remark.value.is_empty() { String::new() } else { format!(" «{}»", remark.value) };
        println!("{kind}: {}{value}: {what}. {next}", place(t, remark));
    }
    for (kind, tally) in &report.tally {
        println!(
            "{}: {} rows, {} new, {} here already, {} faulty",
            t.s(&format!("import-kind-{}", kind.key())),
            tally.rows,
            tally.new,
            tally.known,
            tally.faulty
        );
    }
}

fn faulty(report: &Report) -> Result<(), Fault> {
    match report.faults() {
        0 => Ok(()),
        n => Err(Fault::failed(format!("{n} faults; nothing was taken in"))),
    }
}

/// One line for each new sign-in; they are kept nowhere.
fn passwords(office: &Office, slips: &[Slip]) {
    if slips.is_empty() {
        return;
    }
    println!("Passwords for the first sign-in, shown this once:");
    let law = office.law();
    for slip in slips {
        let name = law.organisation.person(&slip.person).map_or_else(|| slip.person.to_string(), |p| p.name.clone());
        println!("{name}\t{}\t{}", slip.login, slip.password);
    }
}
