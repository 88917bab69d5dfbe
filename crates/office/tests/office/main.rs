//! The office seen through its one door: commands in, answers out, on all databases.

mod answers;
mod backup;
mod bad_day;
mod clock;
mod days;
mod ends;
mod every_procedure;
mod fees;
mod files;
mod import;
mod issued;
mod law;
mod letters;
mod lifecycle;
mod lives;
mod log;
mod order;
mod organisation;
mod papers;
mod people;
mod privacy;
mod reach;
mod reports;
mod time;

use domain::dossier::{
    Command, CorrectEntry, Dossier, Finish, OutsideDemand, PartyField, Reject, RequestSupplement, SupplementItem,
};
use domain::id::{PaperId, ProcedureKey, UnitId};
use domain::law::Rule;

/// Confirming a fact of civil status: the source leaves its limit open, so a test sets it.
const CONFIRM: &str = "2.002516";
/// Another one whose limit is open.
const COMPENSATE: &str = "2.002165";
/// And the third.
const WORSHIP: &str = "1.010803";

fn key(text: &str) -> ProcedureKey {
    ProcedureKey::parse(text).unwrap()
}

fn unit(text: &str) -> UnitId {
    UnitId::parse(text).unwrap()
}

fn paper(text: &str) -> PaperId {
    PaperId::parse(text).unwrap()
}

fn finish() -> Command {
    Command::Finish(Finish { note: String::new() })
}

fn reject() -> Command {
    Command::Reject(Reject { reason: "Không đủ điều kiện theo quy định".into() })
}

fn correct(field: PartyField, value: &str) -> Command {
    Command::CorrectEntry(CorrectEntry { field, value: value.into(), reason: "Gõ nhầm".into() })
}

/// A request for one paper of the list.
fn supplement(of: &str) -> RequestSupplement {
    RequestSupplement {
        items: vec![SupplementItem {
            paper: paper(of), what: "Thiếu chữ ký".into(), not_retrievable: String::new()
        }],
        reason: "Tờ khai chưa ký".into(),
        outside: vec![],
        new_fact: String::new(),
    }
}

fn outside() -> OutsideDemand {
    OutsideDemand { paper: "Giấy xác nhận tự đặt".into(), reason: "Để đối chiếu thêm".into() }
}

fn breaches(d: &Dossier) -> Vec<Rule> {
    d.breaches.iter().map(|b| b.rule).collect()
}
