//! From the form at the counter to a command: what was typed, taken at its word.

use crate::forms::Filled;
use crate::pages::file;
use domain::dossier::{
    Command, Decline, Guide, OutsideDemand, PaperGiven, Party, PartyKind, Receive, Representative, missing_papers,
};
use domain::id::{PaperId, ProcedureKey};
use domain::identity_card::IdentityCard;
use domain::law::{Refusal, Rule};
use domain::procedure::{Channel, Need, Paper, Version};

/// How many papers outside the list the form has room for.
pub(super) const OUTSIDE: usize = 2;

/// The button that was pressed; the first one when somebody pressed Enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Press {
    Receive,
    Guide,
    Decline,
}

impl Press {
    pub(super) fn of(filled: &Filled) -> Self {
        match filled.get("do") {
            "guide" => Press::Guide,
            "decline" => Press::Decline,
            _ => Press::Receive,
        }
    }
}

/// The command that the form asks for.
pub(super) fn command(f: &Filled, key: &ProcedureKey, v: &Version) -> Result<Command, Refusal> {
    let channel = channel(f.get("channel"))?;
    let cases = cases(f, v);
    let papers = papers(f, v, &cases)?;
    let missing = missing_papers(v, &cases, &papers);
    let procedure = key.clone();
    let outside = outside(f);
    Ok(match Press::of(f) {
        Press::Receive => Command::Receive(Receive {
            procedure,
            channel,
            applicant: party(f, "applicant"),
            representative: representative(f),
            papers,
            cases,
            sets: number(f, "sets")?.unwrap_or(0),
            outside,
            files: file::given(f),
        }),
        Press::Guide => Command::Guide(Guide {
            procedure,
            channel,
            // Guidance may be given to somebody who does not say who he is.
            applicant: Some(party(f, "applicant")).filter(|p| !p.name.is_empty()),
            missing,
            content: f.get("content").to_owned(),
            outside,
        }),
        Press::Decline => Command::Decline(Decline {
            procedure,
            channel,
            applicant: party(f, "applicant"),
            missing,
            reason: f.get("reason").to_owned(),
            outside,
        }),
    })
}

fn channel(word: &str) -> Result<Channel, Refusal> {
    match word {
        "" => Ok(Channel::default()),
        "in-person" => Ok(Channel::InPerson),
        "online" => Ok(Channel::Online),
        "post" => Ok(Channel::Post),
        "phone" => Ok(Channel::Phone),
        _ => Err(Refusal::new(Rule::FieldMalformed).field("channel")),
    }
}

fn party(f: &Filled, prefix: &str) -> Party {
    let value = |field: &str| f.get(&format!("{prefix}.{field}")).to_owned();
    Party {
        kind: if value("kind") == "organisation" { PartyKind::Organisation } else { PartyKind::Person },
        name: value("name"),
        id_number: value("id_number"),
        address: value("address"),
        phone: value("phone"),
        email: value("email"),
    }
}

/// A representative is named as soon as anything stands in that part of the form.
pub(super) fn representative(f: &Filled) -> Option<Representative> {
    let party = party(f, "representative.party");
    let authorisation = f.get("representative.authorisation").to_owned();
    let named = [&party.name, &party.id_number, &party.address, &party.phone, &party.email, &authorisation];
    named.iter().any(|text| !text.is_empty()).then_some(Representative { party, authorisation })
}

/// A whole number of a field; `None` when the field is empty.
fn number(f: &Filled, name: &str) -> Result<Option<u32>, Refusal> {
    match f.get(name) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Refusal::new(Rule::FieldMalformed).field(name)),
    }
}

/// Names of the fields of a paper: originals, copies, read from a database.
pub(super) fn fields(p: &PaperId) -> (String, String, String) {
    (format!("papers.{p}.originals"), format!("papers.{p}.copies"), format!("papers.{p}.database"))
}

/// Conditions that hold: what was ticked, and what follows from the form itself.
pub(super) fn cases(f: &Filled, v: &Version) -> Vec<PaperId> {
    let ticked: Vec<PaperId> =
        v.papers.iter().map(|p| &p.id).filter(|id| f.has("cases", id.as_str())).cloned().collect();
    v.cases(&ticked, representative(f).is_some())
}

fn papers(f: &Filled, v: &Version, cases: &[PaperId]) -> Result<Vec<PaperGiven>, Refusal> {
    let mut given = Vec::new();
    for p in &v.papers {
        let paper = given_of(f, p, cases)?;
        if paper.from_database || paper.originals + paper.copies > 0 {
            given.push(paper);
        }
    }
    Ok(given)
}

/// What was handed in of a paper: as the list demands when the officer ticked that it is here, alone
/// or with all others that this case needs; a number beside it is taken at its word.
fn given_of(filled: &Filled, paper: &Paper, cases: &[PaperId]) -> Result<PaperGiven, Refusal> {
    let (originals, copies, database) = fields(&paper.id);
    let mut given = (number(filled, &originals)?, number(filled, &copies)?);
    let from_database = paper.replaced_by.is_some() && filled.has(&database, "yes") && given == (None, None);
    let needed = paper.need == Need::Always || cases.contains(&paper.id);
    let here = filled.has("here", paper.id.as_str()) || (needed && filled.has("all_here", "yes"));
    if here && !from_database && given == (None, None) {
        given = (Some(paper.originals), Some(paper.copies));
    }
    let within = |n: Option<u32>, name: String| match n {
        Some(n) if n > 100 => Err(Refusal::new(Rule::FieldMalformed).field(name)),
        n => Ok(n.unwrap_or(0)),
    };
    Ok(PaperGiven {
        paper: paper.id.clone(),
        originals: within(given.0, originals)?,
        copies: within(given.1, copies)?,
        from_database,
    })
}

/// The parties of the form whose card can be scanned.
const SCANNED: [&str; 2] = ["applicant", "representative.party"];

/// A scan that came with the form.
pub(super) enum Scan {
    /// A card: the form with what it says, and the field to go on in.
    Card(Filled, &'static str),
    /// None, in this field.
    NoCard(String),
}

/// A scan that came with the form, read into the fields of its party, or why it is none. A scanner
/// types into whatever field it finds: a scan in the field of the name is one as well.
pub(super) fn scanned(f: &Filled) -> Option<Scan> {
    let (prefix, field) = SCANNED.into_iter().find_map(|prefix| {
        let (scan, name) = (format!("{prefix}.scan"), format!("{prefix}.name"));
        if !f.get(&scan).is_empty() {
            return Some((prefix, scan));
        }
        IdentityCard::looks_like(f.get(&name)).then_some((prefix, name))
    })?;
    let Ok(card) = IdentityCard::parse(f.get(&field)) else { return Some(Scan::NoCard(field)) };
    let mut out = f.clone();
    let mut put = |part: &str, value: &str| {
        let name = format!("{prefix}.{part}");
        out.0.retain(|(n, _)| *n != name);
        out.0.push((name, value.to_owned()));
    };
    put("scan", "");
    put("kind", "person");
    put("name", &card.name);
    put("id_number", &card.id_number);
    // A card without an address leaves what was typed.
    if !card.address.is_empty() {
        put("address", &card.address);
    }
    Some(Scan::Card(out, if prefix == "applicant" { "applicant.phone" } else { "representative.party.phone" }))
}

fn outside(f: &Filled) -> Vec<OutsideDemand> {
    (0..OUTSIDE)
        .map(|i| OutsideDemand {
            paper: f.get(&format!("outside.{i}.paper")).to_owned(),
            reason: f.get(&format!("outside.{i}.reason")).to_owned(),
        })
        .filter(|d| !d.paper.is_empty() || !d.reason.is_empty())
        .collect()
}
