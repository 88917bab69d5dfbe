//! `motcua admin create`: the first administrator, before anybody can sign in.

use crate::config::Config;
use crate::fault::Fault;
use crate::shop::{Shop, close, is_set_up};
use clap::{Args, Subcommand};
use domain::calendar::{Date, local};
use domain::dossier::Law;
use domain::id::{PersonId, PostId, UnitId};
use domain::organisation::{OrganisationCommand, Person, PostKind};
use office::Office;
use office::clock::{Chance, SystemChance};
use office::setup::the_program;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// What to do.
#[derive(Subcommand)]
pub enum Ask {
    /// Make the first administrator: a person, in an administrator's post, with an account.
    Create(Create),
}

/// Who becomes administrator. What is left out is asked for.
#[derive(Args)]
pub struct Create {
    /// The configuration.
    #[arg(long, default_value = "motcua.toml")]
    config: PathBuf,
    /// Full name.
    #[arg(long)]
    name: Option<String>,
    /// Name for signing in.
    #[arg(long)]
    login: Option<String>,
    /// Key of a unit with an administrator's post.
    #[arg(long)]
    unit: Option<String>,
    /// Read the password from standard input; without this one is made and printed.
    #[arg(long)]
    password_stdin: bool,
    /// Make one though there is an administrator with an account: all passwords are lost, say.
    #[arg(long)]
    another: bool,
}

/// Runs `motcua admin …`.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    let Ask::Create(ask) = ask;
    let config = Config::read(&ask.config)?;
    let office = Shop::of(&config)?.open().await?;
    let answer = create(&office, &ask).await;
    close(office).await;
    answer
}

async fn create(office: &Office, ask: &Create) -> Result<(), Fault> {
    if !is_set_up(office) {
        return Err(Fault::failed("there is no organisation yet; run motcua init first"));
    }
    let law = office.law();
    let today = local(office.now()).date();
    if !ask.another && has_administrator(office, &law, today).await? {
        return Err(Fault::failed(
            "there is an administrator with an account already, who can sign in and make others; \
             if nobody can sign in any more, say --another",
        ));
    }
    let name = answer(ask.name.as_ref(), "Full name", "--name")?;
    let login = answer(ask.login.as_ref(), "Name for signing in", "--login")?.to_lowercase();
    let unit = answer(ask.unit.as_ref(), "Unit", "--unit")?;
    let post = administrator_post(&law, &unit, today)?;
    let person = PersonId::parse(&login)
        .map_err(|_| Fault::asked(format!("--login {login:?}: expected a to z, 0 to 9, '.', '-' and '_'")))?;
    // An earlier try may have come as far as the person or the post, but not to an account.
    let known = law.organisation.person(&person);
    let has_account = office.accounts(&the_program()).await?.iter().any(|a| a.person == person);
    if has_account || known.is_some_and(|p| p.name != name) {
        return Err(Fault::asked(format!("--login {login:?}: there is such a person already; choose another")));
    }
    let (password, made) = if ask.password_stdin {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map_err(|e| Fault::failed(format!("standard input: {e}")))?;
        (line.trim_end_matches(['\r', '\n']).to_owned(), false)
    } else {
        (random_password(), true)
    };
    let program = the_program();
    if known.is_none() {
        let new = Person { id: person.clone(), name: name.clone() };
        office.change_organisation(&program, OrganisationCommand::AddPerson(new)).await?;
    }
    if !law.organisation.posts_of(&person, today).iter().any(|p| p.id == post) {
        let appoint = OrganisationCommand::Appoint { person: person.clone(), post: post.clone(), from: None, to: None };
        office.change_organisation(&program, appoint).await?;
    }
    office.open_account(&program, &person, &login, &password, made).await?;
    println!("{name} is administrator ({post}). Sign in as {login}.");
    if made {
        println!("Password, to be changed at the first sign-in: {password}");
    }
    Ok(())
}

/// What stands on the command line, or what is typed when somebody sits at the terminal.
fn answer(given: Option<&String>, question: &str, option: &str) -> Result<String, Fault> {
    let text = match given {
        Some(text) => text.clone(),
        None if std::io::stdin().is_terminal() => {
            print!("{question}: ");
            let _ = std::io::stdout().flush();
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).map_err(|e| Fault::failed(format!("standard input: {e}")))?;
            line
        }
        None => return Err(Fault::asked(format!("{option} is missing"))),
    };
    let text = text.trim().to_owned();
    if text.is_empty() { Err(Fault::asked(format!("{option} is empty"))) } else { Ok(text) }
}

async fn has_administrator(office: &Office, law: &Law, today: Date) -> Result<bool, Fault> {
    let accounts = office.accounts(&the_program()).await?;
    let is_one = |person| law.organisation.posts_of(person, today).iter().any(|p| p.kind == PostKind::Administrator);
    Ok(accounts.iter().any(|a| is_one(&a.person)))
}

fn administrator_post(law: &Law, unit: &str, today: Date) -> Result<PostId, Fault> {
    let posts: Vec<_> = law
        .organisation
        .posts
        .iter()
        .filter(|p| p.kind == PostKind::Administrator && p.from <= today && p.to.is_none_or(|to| today < to))
        .collect();
    let wanted = UnitId::parse(unit).ok();
    posts.iter().find(|p| Some(&p.unit) == wanted.as_ref()).map(|p| p.id.clone()).ok_or_else(|| {
        let units: Vec<_> = posts.iter().map(|p| p.unit.as_str()).collect();
        Fault::asked(format!("--unit {unit:?} has no administrator's post; units that have one: {}", units.join(", ")))
    })
}

/// 20 characters of 5 random bits each, without those that look alike.
fn random_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
    let mut bytes = [0; 20];
    SystemChance.fill(&mut bytes);
    let letters: Vec<char> = bytes.iter().map(|b| char::from(LETTERS[usize::from(b & 31)])).collect();
    letters.chunks(5).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
