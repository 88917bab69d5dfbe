//! An example of each body, as the document shows it. Made from the types, so that none can be wrong.

use super::calendar::{DayAsked, DayDecisionAsked};
use super::fee::CashDeclared;
use super::file::UploadAsked;
use super::token::TokenAsked;
use domain::dossier::{
    ActKind, AddFiles, AnswerCancellation, AnswerConsultation, Apologise, Approve, Assign, BackTo, CancelVoucher,
    Claim, Close, CollectFee, Command, Consult, CorrectEntry, CorrectProcedure, CorrectReturn, Decline, FileGiven,
    Finish, GiveBackOriginals, Guide, HandOver, PaperGiven, Party, PartyField, PartyKind, Receive, Recipient, Reject,
    RequestSupplement, ReturnFault, ReturnProof, ReturnResult, SendBack, Stop, StrikeFile, SupplementItem,
    TakeBackResult, TakeSupplement, Transfer, Withdraw,
};
use domain::fee::{Counted, FeeMethod, Refund, VoucherNumber};
use domain::id::{ConsultationId, FileId, PaperId, PersonId, PostId, ProcedureKey, UnitId};
use domain::procedure::Channel;
use serde_json::Value;

fn procedure() -> ProcedureKey {
    ProcedureKey::parse("1.001193").expect("a literal key")
}

fn paper(id: &str) -> PaperId {
    PaperId::parse(id).expect("a literal key")
}

fn person() -> PersonId {
    PersonId::parse("mau-001").expect("a literal key")
}

fn voucher() -> VoucherNumber {
    VoucherNumber { year: 2026, order: 123 }
}

/// An invented applicant.
fn applicant() -> Party {
    Party {
        kind: PartyKind::Person,
        name: "Phùng Thị Ví Dụ".into(),
        id_number: "031900000001".into(),
        address: "Số nhà 1 đường Tưởng Tượng".into(),
        phone: "0999000001".into(),
        email: "vi.du@example.org".into(),
    }
}

fn given() -> Vec<PaperGiven> {
    ["p1", "p2"]
        .into_iter()
        .map(|id| PaperGiven { paper: paper(id), originals: 1, copies: 0, from_database: false })
        .collect()
}

fn file(n: u128) -> FileId {
    FileId(uuid::Uuid::from_u128(0x0198_f1de_0000_7000_8000_0000_0000_00f0 + n))
}

/// The example of an upload's body.
pub fn upload() -> Value {
    let asked = UploadAsked { name: "to-khai.pdf".into(), bytes: 412_300 };
    serde_json::to_value(asked).unwrap_or_default()
}

/// The example of an act's body.
pub fn of(kind: ActKind) -> Value {
    let reason = || "Lý do nêu bằng văn bản".to_owned();
    let command = match kind {
        ActKind::Guide => Command::Guide(Guide {
            procedure: procedure(),
            channel: Channel::InPerson,
            applicant: Some(applicant()),
            missing: vec![paper("p2")],
            content: "Đã hướng dẫn chuẩn bị giấy chứng sinh.".into(),
            outside: vec![],
        }),
        ActKind::Receive => Command::Receive(Receive {
            procedure: procedure(),
            channel: Channel::InPerson,
            applicant: applicant(),
            representative: None,
            papers: given(),
            cases: vec![],
            sets: 1,
            outside: vec![],
            files: vec![FileGiven { file: file(1), paper: Some(paper("p1")), confirmed: true }],
        }),
        ActKind::Decline => Command::Decline(Decline {
            procedure: procedure(),
            channel: Channel::InPerson,
            applicant: applicant(),
            missing: vec![paper("p2")],
            reason: reason(),
            outside: vec![],
        }),
        ActKind::Transfer => Command::Transfer(Transfer {}),
        ActKind::Claim => Command::Claim(Claim {}),
        ActKind::Assign => Command::Assign(Assign { person: person() }),
        ActKind::HandOver => Command::HandOver(HandOver { person: person(), reason: reason() }),
        ActKind::Finish => Command::Finish(Finish { note: "Hồ sơ đủ điều kiện.".into() }),
        ActKind::SendBack => Command::SendBack(SendBack { reason: reason() }),
        ActKind::Consult => Command::Consult(Consult {
            unit: UnitId::parse("cong-an.ngo-quyen.cau-dat").expect("a literal key"),
            question: "Đề nghị xác nhận nơi cư trú.".into(),
            working_days: 2,
        }),
        ActKind::AnswerConsultation => Command::AnswerConsultation(AnswerConsultation {
            consultation: ConsultationId(uuid::Uuid::from_u128(0x0198_f1de_0000_7000_8000_0000_0000_0001)),
            answer: "Xác nhận đúng như hồ sơ.".into(),
        }),
        ActKind::RequestSupplement => Command::RequestSupplement(RequestSupplement {
            items: vec![SupplementItem {
                paper: paper("p2"),
                what: "Bản chụp bị mờ".into(),
                not_retrievable: String::new(),
            }],
            reason: reason(),
            outside: vec![],
            new_fact: String::new(),
        }),
        ActKind::TakeSupplement => {
            Command::TakeSupplement(TakeSupplement { papers: given(), note: String::new(), files: vec![] })
        }
        ActKind::AddFiles => {
            Command::AddFiles(AddFiles { files: vec![FileGiven { file: file(2), paper: None, confirmed: true }] })
        }
        ActKind::StrikeFile => Command::StrikeFile(StrikeFile { file: file(1), reason: reason() }),
        ActKind::Approve => Command::Approve(Approve { note: String::new() }),
        ActKind::Reject => Command::Reject(Reject { reason: reason() }),
        ActKind::Stop => {
            Command::Stop(Stop { reason: reason(), ground: "Luật Hộ tịch 60/2014/QH13, Điều 12".into() })
        }
        ActKind::Apologise => Command::Apologise(Apologise { reason: reason(), working_days: 3 }),
        ActKind::ReturnResult => Command::ReturnResult(ReturnResult {
            to: Recipient::Applicant,
            name: String::new(),
            authorisation: String::new(),
            how: Channel::InPerson,
            proof: ReturnProof::Signature,
            reference: String::new(),
            originals_back: true,
        }),
        ActKind::TakeBackResult => Command::TakeBackResult(TakeBackResult {
            to: BackTo::Sign,
            reason: "Sai năm sinh trên bản chính.".into(),
        }),
        ActKind::CorrectReturn => Command::CorrectReturn(CorrectReturn {
            what: ReturnFault::TakenBack,
            to: None,
            name: String::new(),
            authorisation: String::new(),
            proof: None,
            reference: String::new(),
            reason: "Trả nhầm cho người trùng tên, đã thu lại trong ngày.".into(),
        }),
        ActKind::GiveBackOriginals => Command::GiveBackOriginals(GiveBackOriginals {
            to: Some(Recipient::Applicant),
            name: String::new(),
            authorisation: String::new(),
            proof: Some(ReturnProof::Signature),
            reference: String::new(),
            kept: String::new(),
        }),
        ActKind::Withdraw => Command::Withdraw(Withdraw { reason: reason(), originals_back: true }),
        ActKind::CorrectProcedure => Command::CorrectProcedure(CorrectProcedure {
            procedure: procedure(),
            papers: given(),
            cases: vec![],
            reason: reason(),
        }),
        ActKind::CorrectEntry => Command::CorrectEntry(CorrectEntry {
            field: PartyField::Phone,
            value: "0999000002".into(),
            reason: reason(),
        }),
        ActKind::CollectFee => Command::CollectFee(CollectFee {
            counted: vec![Counted { pages: 0, number: 2 }],
            exemption: String::new(),
            proof: String::new(),
            method: FeeMethod::Transfer,
            reference: "CK 0001".into(),
            again: String::new(),
        }),
        ActKind::CancelVoucher => Command::CancelVoucher(CancelVoucher {
            voucher: voucher(),
            reason: reason(),
            refund: Refund::GivenBack,
            to: "Phùng Thị Ví Dụ, căn cước 031900000001".into(),
        }),
        ActKind::AnswerCancellation => {
            Command::AnswerCancellation(AnswerCancellation { voucher: voucher(), confirm: true, note: String::new() })
        }
        ActKind::Close => Command::Close(Close {}),
    };
    // A command is written as its kind and its body.
    serde_json::to_value(command).map(|mut v| v["body"].take()).unwrap_or_default()
}

/// The example of a token's body.
pub fn token() -> Value {
    let asked = TokenAsked {
        person: person(),
        post: PostId::parse("ngo-quyen.cau-dat.reception-1").expect("a literal key"),
        name: "Phần mềm của quầy số 1".into(),
        expires: None,
    };
    serde_json::to_value(asked).unwrap_or_default()
}

/// The example of a decision on days.
pub fn days() -> Value {
    let day = |date: &str, becomes: &str, name: &str| DayAsked {
        date: date.into(),
        becomes: becomes.into(),
        hours: vec![],
        name: name.into(),
    };
    let asked = DayDecisionAsked {
        document: "8726/VPCP-KGVX ngày 12/12/2025".into(),
        announced: "2026-08-10".into(),
        enacted: true,
        whole_year: None,
        days: vec![
            day("2026-12-31", "off", "Nghỉ hoán đổi (thay cho ngày 26/12/2026)"),
            day("2026-12-26", "on", "Làm bù cho ngày 31/12/2026"),
        ],
        dry_run: true,
    };
    serde_json::to_value(asked).unwrap_or_default()
}

/// The example of a declaration of cash.
pub fn cash() -> Value {
    let sent = CashDeclared { day: "2026-08-17".into(), counted: 58_000, reason: String::new() };
    serde_json::to_value(sent).unwrap_or_default()
}
