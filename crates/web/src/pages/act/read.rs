//! From what was typed to the command.

use super::fee;
use crate::forms::Filled;
use crate::pages::file::{self, Chooser};
use domain::calendar::Limit;
use domain::dossier::{
    ActKind, AddFiles, AnswerConsultation, Apologise, Approve, Assign, Claim, Close, Command, Consult, CorrectEntry,
    CorrectProcedure, CorrectReturn, Finish, GiveBackOriginals, HandOver, OutsideDemand, PaperGiven, Reject,
    RequestSupplement, ReturnFault, ReturnResult, SendBack, Stop, StrikeFile, SupplementItem, TakeBackResult,
    TakeSupplement, Transfer, Withdraw,
};
use domain::id::PaperId;
use domain::law::{Refusal, Rule};
use domain::procedure::Channel;
use office::dossier::Detail;
use serde::de::DeserializeOwned;

/// The command of an act; a choice that was not made is refused at its field.
pub(super) fn command(kind: ActKind, f: &Filled, detail: &Detail) -> Result<Command, Refusal> {
    let text = |name: &str| f.get(name).to_owned();
    Ok(match kind {
        ActKind::Guide | ActKind::Receive | ActKind::Decline => return Err(Refusal::new(Rule::AlreadyDone)),
        ActKind::Transfer => Command::Transfer(Transfer {}),
        ActKind::Claim => Command::Claim(Claim {}),
        ActKind::Close => Command::Close(Close {}),
        ActKind::Assign => Command::Assign(Assign { person: chosen(f, "person")? }),
        ActKind::HandOver => Command::HandOver(HandOver { person: chosen(f, "person")?, reason: text("reason") }),
        ActKind::Finish => Command::Finish(Finish { note: text("note") }),
        ActKind::SendBack => Command::SendBack(SendBack { reason: text("reason") }),
        ActKind::Consult => Command::Consult(Consult {
            unit: chosen(f, "unit")?,
            question: text("question"),
            working_days: f.number("working_days").unwrap_or(0),
        }),
        ActKind::AnswerConsultation => Command::AnswerConsultation(AnswerConsultation {
            consultation: chosen(f, "consultation")?,
            answer: text("answer"),
        }),
        ActKind::RequestSupplement => Command::RequestSupplement(RequestSupplement {
            items: items(f),
            reason: text("reason"),
            outside: outside(f),
            // Without an earlier request there is nothing that a new fact could excuse.
            new_fact: if detail.dossier.supplements.is_empty() { String::new() } else { text("new_fact") },
        }),
        ActKind::TakeSupplement => {
            Command::TakeSupplement(TakeSupplement { papers: papers(f)?, note: text("note"), files: file::given(f) })
        }
        ActKind::AddFiles => Command::AddFiles(AddFiles { files: file::given(f) }),
        ActKind::StrikeFile => Command::StrikeFile(StrikeFile { file: chosen(f, "file")?, reason: text("reason") }),
        ActKind::Approve => Command::Approve(Approve { note: text("note") }),
        ActKind::Reject => Command::Reject(Reject { reason: text("reason") }),
        ActKind::Stop => Command::Stop(Stop { reason: text("reason"), ground: text("ground") }),
        ActKind::Apologise => Command::Apologise(Apologise {
            reason: text("reason"),
            working_days: f
                .number("working_days")
                .ok_or_else(|| Refusal::new(Rule::FieldRequired).field("working_days"))?,
        }),
        ActKind::ReturnResult => Command::ReturnResult(ReturnResult {
            to: variant(f, "to")?,
            name: if f.get("to") == "other" { text("name") } else { String::new() },
            authorisation: if f.get("to") == "other" { text("authorisation") } else { String::new() },
            how: variant::<Channel>(f, "how")?,
            proof: variant(f, "proof")?,
            reference: text("reference"),
            originals_back: f.has("originals_back", "1"),
        }),
        ActKind::TakeBackResult => {
            Command::TakeBackResult(TakeBackResult { to: variant(f, "to")?, reason: text("reason") })
        }
        ActKind::CorrectReturn => {
            let what = variant(f, "what")?;
            // Nobody has what was taken back: what was chosen beside it means nothing.
            let taken = what != ReturnFault::TakenBack;
            let of = |name: &str| if taken { text(name) } else { String::new() };
            let other = |name: &str| if f.get("to") == "other" { of(name) } else { String::new() };
            Command::CorrectReturn(CorrectReturn {
                what,
                to: if taken { Some(variant(f, "to")?) } else { None },
                name: other("name"),
                authorisation: other("authorisation"),
                proof: if taken { Some(variant(f, "proof")?) } else { None },
                reference: of("reference"),
                reason: text("reason"),
            })
        }
        ActKind::GiveBackOriginals => {
            let other = |name: &str| if f.get("to") == "other" { text(name) } else { String::new() };
            let chosen = |name: &str| !f.get(name).is_empty();
            Command::GiveBackOriginals(GiveBackOriginals {
                to: if chosen("to") { Some(variant(f, "to")?) } else { None },
                name: other("name"),
                authorisation: other("authorisation"),
                proof: if chosen("proof") { Some(variant(f, "proof")?) } else { None },
                reference: text("reference"),
                kept: text("kept"),
            })
        }
        ActKind::Withdraw => {
            Command::Withdraw(Withdraw { reason: text("reason"), originals_back: f.has("originals_back", "1") })
        }
        ActKind::CorrectProcedure => Command::CorrectProcedure(CorrectProcedure {
            procedure: chosen(f, "procedure")?,
            papers: papers(f)?,
            cases: f.all("cases").filter_map(|id| id.parse().ok()).collect(),
            reason: text("reason"),
        }),
        ActKind::CollectFee => Command::CollectFee(fee::read_collect(f)?),
        ActKind::CancelVoucher => Command::CancelVoucher(fee::read_cancel(f)?),
        ActKind::AnswerCancellation => Command::AnswerCancellation(fee::read_answer(f)?),
        ActKind::CorrectEntry => Command::CorrectEntry(CorrectEntry {
            field: variant(f, "field")?,
            value: text("value"),
            reason: text("reason"),
        }),
    })
}

pub(super) fn chosen<T: std::str::FromStr>(f: &Filled, name: &str) -> Result<T, Refusal> {
    f.get(name).parse().map_err(|_| Refusal::new(Rule::FieldRequired).field(name))
}

/// A word of JSON as it stands in the form.
fn variant<T: DeserializeOwned>(f: &Filled, name: &str) -> Result<T, Refusal> {
    serde_json::from_value(serde_json::Value::String(f.get(name).to_owned()))
        .map_err(|_| Refusal::new(Rule::FieldRequired).field(name))
}

/// Papers that were ticked, in the order of the page.
fn ticked(f: &Filled) -> Vec<PaperId> {
    f.all("items").filter_map(|id| id.parse().ok()).collect()
}

fn items(f: &Filled) -> Vec<SupplementItem> {
    ticked(f)
        .into_iter()
        .map(|paper| SupplementItem {
            what: f.get(&format!("what-{paper}")).to_owned(),
            not_retrievable: f.get(&format!("not_retrievable-{paper}")).to_owned(),
            paper,
        })
        .collect()
}

fn outside(f: &Filled) -> Vec<OutsideDemand> {
    let demand = OutsideDemand { paper: f.get("outside_paper").into(), reason: f.get("outside_reason").into() };
    if demand.paper.is_empty() && demand.reason.is_empty() { vec![] } else { vec![demand] }
}

/// Papers handed in, by the counts typed beside each; what is no number is refused at its field.
fn papers(f: &Filled) -> Result<Vec<PaperGiven>, Refusal> {
    let mut out = Vec::new();
    for id in f.all("listed").filter_map(|id| id.parse::<PaperId>().ok()) {
        let count = |name: String| match f.get(&name) {
            "" => Ok(0),
            text => text.parse::<u32>().map_err(|_| Refusal::new(Rule::FieldMalformed).field(name.clone())),
        };
        let given = PaperGiven {
            originals: count(format!("originals-{id}"))?,
            copies: count(format!("copies-{id}"))?,
            from_database: f.has(&format!("database-{id}"), "1"),
            paper: id,
        };
        if given.from_database || given.originals + given.copies > 0 {
            out.push(given);
        }
    }
    Ok(out)
}

/// Where on the page a field of the command stands.
pub(super) fn field_on_page(kind: ActKind, field: &str, f: &Filled) -> String {
    if field == "done_on_paper.at" {
        return crate::pages::on_paper::FIELD.to_owned();
    }
    let mut parts = field.split('.');
    match (kind, parts.next(), parts.next(), parts.next()) {
        (ActKind::RequestSupplement, Some("items"), Some(n), Some(name)) => {
            let paper = n.parse::<usize>().ok().and_then(|n| ticked(f).into_iter().nth(n));
            paper.map_or_else(|| "items".to_owned(), |paper| format!("{name}-{paper}"))
        }
        (ActKind::RequestSupplement, Some("outside"), Some(_), Some(name)) => format!("outside_{name}"),
        (ActKind::CollectFee, Some("counted"), line, name) => fee::field_on_page(f, line, name),
        // The counts of the first paper stand for all.
        (ActKind::TakeSupplement | ActKind::CorrectProcedure, Some("papers"), ..) => {
            f.all("listed").next().map_or_else(String::new, |id| format!("originals-{id}"))
        }
        _ => Chooser::field_on_page(field, f).unwrap_or_else(|| field.to_owned()),
    }
}

/// Of what the limit of a consultation or a new date is counted.
pub(super) fn working_days(n: u16) -> Limit {
    Limit::WorkingDays(n)
}

#[cfg(test)]
mod tests {
    use super::{field_on_page, items, outside, papers};
    use crate::forms::Filled;
    use domain::dossier::ActKind;

    fn filled(pairs: &[(&str, &str)]) -> Filled {
        Filled(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn an_error_about_the_second_ticked_paper_stands_at_its_own_field() {
        let f = filled(&[("items", "p2"), ("items", "p5"), ("what-p5", "mờ")]);
        assert_eq!(items(&f)[1].what, "mờ");
        assert_eq!(field_on_page(ActKind::RequestSupplement, "items.1.not_retrievable", &f), "not_retrievable-p5");
        assert_eq!(field_on_page(ActKind::RequestSupplement, "outside.0.reason", &f), "outside_reason");
        assert!(outside(&f).is_empty());
    }

    #[test]
    fn a_count_that_is_no_number_is_refused_at_its_field() {
        let f = filled(&[("listed", "p1"), ("originals-p1", "một")]);
        assert_eq!(papers(&f).unwrap_err().field.as_deref(), Some("originals-p1"));
        let f = filled(&[("listed", "p1"), ("listed", "p2"), ("copies-p2", "2")]);
        assert_eq!(papers(&f).unwrap()[0].copies, 2);
    }
}
