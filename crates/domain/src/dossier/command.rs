//! What people ask for: one struct per act, the shape of its JSON body.
//!
//! No command carries a time, a deadline, an actor or a unit: the server's clock, the law and the
//! signed-in post give them.

use crate::fee::{Counted, FeeMethod, Refund, VoucherNumber};
use crate::id::{ConsultationId, FileId, PaperId, PersonId, ProcedureKey, UnitId};
use crate::procedure::Channel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! body {
    ($($(#[$doc:meta])* $name:ident { $($fields:tt)* })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($fields)* }
    )+};
}

body! {
    /// An applicant or representative as typed or scanned at the counter.
    Party {
        /// Person or organisation.
        #[serde(default)]
        pub kind: PartyKind,
        /// Name.
        #[schema(max_length = 200)]
        pub name: String,
        /// Personal ID number (9 or 12 digits), passport number, or an organisation's tax code (10 or 13 digits).
        #[serde(default)]
        #[schema(max_length = 20)]
        pub id_number: String,
        /// Address.
        #[serde(default)]
        #[schema(max_length = 300)]
        pub address: String,
        /// Phone: 9 to 12 digits.
        #[serde(default)]
        #[schema(max_length = 20)]
        pub phone: String,
        /// Mail address.
        #[serde(default)]
        #[schema(max_length = 200)]
        pub email: String,
    }
    /// A person who files for the applicant, and the paper that allows it.
    Representative {
        /// Who.
        pub party: Party,
        /// Number and date of the authorisation (văn bản ủy quyền).
        #[schema(max_length = 300)]
        pub authorisation: String,
    }
    /// A paper that was handed in.
    PaperGiven {
        /// Which, of the procedure's list.
        pub paper: PaperId,
        /// Originals.
        #[serde(default)]
        #[schema(maximum = 100)]
        pub originals: u32,
        /// Copies.
        #[serde(default)]
        #[schema(maximum = 100)]
        pub copies: u32,
        /// Read from a database of the State instead.
        #[serde(default)]
        pub from_database: bool,
    }
    /// A file that was uploaded before, and what it is.
    FileGiven {
        /// The upload: whole, and the sender's own.
        pub file: FileId,
        /// The paper it shows; none: the result.
        #[serde(default)]
        pub paper: Option<PaperId>,
        /// Whoever scanned it says that it matches the paper in full, and answers for that.
        #[serde(default)]
        pub confirmed: bool,
    }
    /// A paper that the published list does not know, demanded all the same: recorded as a breach
    /// and shown to the leader and the applicant.
    OutsideDemand {
        /// The paper, in words.
        #[schema(min_length = 1, max_length = 300)]
        pub paper: String,
        /// Why the officer needs it.
        #[schema(min_length = 1, max_length = 1000)]
        pub reason: String,
    }
    /// Guide (hướng dẫn): what was told is kept (ND 61/2018 art. 15).
    Guide {
        /// Procedure.
        pub procedure: ProcedureKey,
        /// Way of filing.
        #[serde(default)]
        pub channel: Channel,
        /// Who asked; may stay unnamed.
        #[serde(default)]
        pub applicant: Option<Party>,
        /// Papers of the list that are still missing.
        #[serde(default)]
        pub missing: Vec<PaperId>,
        /// What was told.
        #[schema(min_length = 1, max_length = 4000)]
        pub content: String,
        /// Papers demanded outside the list.
        #[serde(default)]
        pub outside: Vec<OutsideDemand>,
    }
    /// Receive (tiếp nhận): form 01 with code, appointment and QR token.
    Receive {
        /// Procedure.
        pub procedure: ProcedureKey,
        /// Way of filing.
        #[serde(default)]
        pub channel: Channel,
        /// Applicant.
        pub applicant: Party,
        /// Who files for the applicant.
        #[serde(default)]
        pub representative: Option<Representative>,
        /// Papers handed in.
        pub papers: Vec<PaperGiven>,
        /// Conditional papers whose condition holds in this case.
        #[serde(default)]
        pub cases: Vec<PaperId>,
        /// Sets; 0: as many as the procedure says.
        #[serde(default)]
        #[schema(maximum = 20)]
        pub sets: u32,
        /// Papers demanded outside the list.
        #[serde(default)]
        pub outside: Vec<OutsideDemand>,
        /// Scans of the papers, uploaded before.
        #[serde(default)]
        pub files: Vec<FileGiven>,
    }
    /// Refuse to receive (từ chối tiếp nhận), form 03.
    Decline {
        /// Procedure.
        pub procedure: ProcedureKey,
        /// Way of filing.
        #[serde(default)]
        pub channel: Channel,
        /// Who came.
        pub applicant: Party,
        /// Papers of the list that are missing.
        #[serde(default)]
        pub missing: Vec<PaperId>,
        /// Why.
        #[schema(min_length = 1, max_length = 4000)]
        pub reason: String,
        /// Papers demanded outside the list.
        #[serde(default)]
        pub outside: Vec<OutsideDemand>,
    }
    /// Transfer (chuyển) to the unit that handles it.
    Transfer {}
    /// Claim (nhận xử lý) the step under way.
    Claim {}
    /// Assign (phân công) the step under way to a person.
    Assign {
        /// Whom.
        pub person: PersonId,
    }
    /// Hand over (bàn giao) the step one holds to another person.
    HandOver {
        /// To whom.
        pub person: PersonId,
        /// Why.
        #[schema(min_length = 1, max_length = 1000)]
        pub reason: String,
    }
    /// Finish (hoàn thành) the step under way.
    Finish {
        /// What was done or is proposed.
        #[serde(default)]
        #[schema(max_length = 4000)]
        pub note: String,
    }
    /// Send back (trả lại để xử lý lại) from review or signature to the last handling step.
    SendBack {
        /// Why.
        #[schema(min_length = 1, max_length = 4000)]
        pub reason: String,
    }
    /// Consult (lấy ý kiến) another unit, with a deadline (ND 61/2018 art. 19.5).
    Consult {
        /// Whom.
        pub unit: UnitId,
        /// What.
        #[schema(min_length = 1, max_length = 4000)]
        pub question: String,
        /// Working days for the answer.
        #[schema(minimum = 1, maximum = 60)]
        pub working_days: u16,
    }
    /// Answer a consultation.
    AnswerConsultation {
        /// Which.
        pub consultation: ConsultationId,
        /// The answer.
        #[schema(min_length = 1, max_length = 4000)]
        pub answer: String,
    }
    /// One paper of a supplement request.
    SupplementItem {
        /// Which, of the procedure's list.
        pub paper: PaperId,
        /// What about it is missing or wrong.
        #[serde(default)]
        #[schema(max_length = 1000)]
        pub what: String,
        /// Why it cannot be read from the database that replaces it, where one does.
        #[serde(default)]
        #[schema(max_length = 1000)]
        pub not_retrievable: String,
    }
    /// Ask for a supplement (yêu cầu bổ sung), form 02: once, fully and accurately.
    RequestSupplement {
        /// Papers of the list.
        pub items: Vec<SupplementItem>,
        /// Why.
        #[schema(min_length = 1, max_length = 4000)]
        pub reason: String,
        /// Papers demanded outside the list.
        #[serde(default)]
        pub outside: Vec<OutsideDemand>,
        /// The new fact that makes a second request unavoidable; recorded as a breach and shown.
        #[serde(default)]
        #[schema(max_length = 4000)]
        pub new_fact: String,
    }
    /// The supplement has arrived (nhận bổ sung): the clock starts anew.
    TakeSupplement {
        /// Papers handed in.
        pub papers: Vec<PaperGiven>,
        /// Remark.
        #[serde(default)]
        #[schema(max_length = 1000)]
        pub note: String,
        /// Scans of the papers, uploaded before.
        #[serde(default)]
        pub files: Vec<FileGiven>,
    }
    /// Add files (thêm tệp): scans made after receipt, or the signed result.
    AddFiles {
        /// Which.
        #[schema(min_items = 1)]
        pub files: Vec<FileGiven>,
    }
    /// Strike out a file (gạch bỏ tệp) that was added by mistake: it stays under record, and only who
    /// supervises may still open it.
    StrikeFile {
        /// Which.
        pub file: FileId,
        /// Why.
        #[schema(min_length = 1, max_length = 1000)]
        pub reason: String,
    }
    /// Approve and sign (duyệt, ký).
    Approve {
        /// Remark.
        #[serde(default)]
        #[schema(max_length = 4000)]
        pub note: String,
    }
    /// Reject (từ chối giải quyết) with reason, as a result (ND 61/2018 art. 19.8).
    Reject {
        /// Why.
        #[schema(min_length = 1, max_length = 4000)]
        pub reason: String,
    }
    /// Stop (dừng giải quyết), form 05.
    Stop {
        /// Why.
        #[schema(min_length = 1, max_length = 4000)]
        pub reason: String,
        /// Legal ground.
        #[schema(min_length = 1, max_length = 500)]
        pub ground: String,
    }
    /// Apologise and promise one new date (xin lỗi và hẹn lại), form 04.
    Apologise {
        /// Why.
        #[schema(min_length = 1, max_length = 4000)]
        pub reason: String,
        /// Working days after the date that will be missed.
        #[schema(minimum = 1, maximum = 60)]
        pub working_days: u16,
    }
    /// Hand over the result (trả kết quả).
    ReturnResult {
        /// To whom.
        pub to: Recipient,
        /// Name, when it is neither the applicant nor the representative.
        #[serde(default)]
        #[schema(max_length = 200)]
        pub name: String,
        /// The authorisation of such a person.
        #[serde(default)]
        #[schema(max_length = 300)]
        pub authorisation: String,
        /// How.
        pub how: Channel,
        /// What proves it.
        pub proof: ReturnProof,
        /// Code, tracking number or remark that belongs to the proof.
        #[serde(default)]
        #[schema(max_length = 200)]
        pub reference: String,
        /// Originals were given back.
        #[serde(default)]
        pub originals_back: bool,
    }
    /// Take a result that is wrong back from the counter (thu hồi kết quả chưa trả), before anybody
    /// has it (ND 61/2018 art. 21: who erred corrects).
    TakeBackResult {
        /// From where it goes on.
        pub to: BackTo,
        /// What is wrong with it.
        #[schema(min_length = 1, max_length = 4000)]
        pub reason: String,
    }
    /// Put right, on record, in whose hands a result is (đính chính việc trả kết quả). The first
    /// record is kept and shown.
    CorrectReturn {
        /// What was wrong.
        pub what: ReturnFault,
        /// Who has it; left out when it was taken back.
        #[serde(default)]
        pub to: Option<Recipient>,
        /// Name, when it is neither the applicant nor the representative.
        #[serde(default)]
        #[schema(max_length = 200)]
        pub name: String,
        /// The authorisation of such a person.
        #[serde(default)]
        #[schema(max_length = 300)]
        pub authorisation: String,
        /// What proves it; left out when it was taken back.
        #[serde(default)]
        pub proof: Option<ReturnProof>,
        /// Code, tracking number or remark that belongs to the proof.
        #[serde(default)]
        #[schema(max_length = 200)]
        pub reference: String,
        /// How it came to be, and how it was found.
        #[schema(min_length = 1, max_length = 4000)]
        pub reason: String,
    }
    /// Give back originals that are still here (trả lại bản chính) after the dossier has come to an end
    /// (ND 61/2018 art. 20). Says to whom and what proves it, or which stay in the file, or both.
    GiveBackOriginals {
        /// To whom; left out when all stay in the file.
        #[serde(default)]
        pub to: Option<Recipient>,
        /// Name, when it is neither the applicant nor the representative.
        #[serde(default)]
        #[schema(max_length = 200)]
        pub name: String,
        /// The authorisation of such a person.
        #[serde(default)]
        #[schema(max_length = 300)]
        pub authorisation: String,
        /// What proves it; left out when all stay in the file.
        #[serde(default)]
        pub proof: Option<ReturnProof>,
        /// Code, tracking number or remark that belongs to the proof.
        #[serde(default)]
        #[schema(max_length = 200)]
        pub reference: String,
        /// Which originals stay in the file, and on what ground.
        #[serde(default)]
        #[schema(max_length = 1000)]
        pub kept: String,
    }
    /// Withdraw (rút hồ sơ) at the applicant's wish.
    Withdraw {
        /// The reason the applicant gave.
        #[schema(min_length = 1, max_length = 4000)]
        pub reason: String,
        /// Originals were given back.
        #[serde(default)]
        pub originals_back: bool,
    }
    /// Correct a wrong choice of procedure.
    CorrectProcedure {
        /// The right procedure.
        pub procedure: ProcedureKey,
        /// Papers handed in, as its list names them.
        pub papers: Vec<PaperGiven>,
        /// Conditional papers whose condition holds.
        #[serde(default)]
        pub cases: Vec<PaperId>,
        /// Why.
        #[schema(min_length = 1, max_length = 1000)]
        pub reason: String,
    }
    /// Correct a clerk's slip in what was typed about the applicant.
    CorrectEntry {
        /// Which field.
        pub field: PartyField,
        /// The right value.
        #[schema(max_length = 300)]
        pub value: String,
        /// Why.
        #[schema(min_length = 1, max_length = 1000)]
        pub reason: String,
    }
    /// Collect the fee (thu phí, lệ phí), or note that the applicant is exempt. The amount follows
    /// from the tariff and from what was counted; nobody sends one.
    CollectFee {
        /// What was counted, where the fee goes by pages, copies or papers; empty where it does not.
        #[serde(default)]
        pub counted: Vec<Counted>,
        /// The exemption that holds, word for word from the procedure's list; empty: none.
        #[serde(default)]
        #[schema(max_length = 300)]
        pub exemption: String,
        /// What was shown as proof of the exemption: kind and number of the paper.
        #[serde(default)]
        #[schema(max_length = 300)]
        pub proof: String,
        /// How it is paid.
        #[serde(default)]
        pub method: FeeMethod,
        /// Number of the transfer, card slip or other paper; needed unless paid in cash.
        #[serde(default)]
        #[schema(max_length = 200)]
        pub reference: String,
        /// Why another one, when a voucher stands already.
        #[serde(default)]
        #[schema(max_length = 1000)]
        pub again: String,
    }
    /// Ask for a voucher to be cancelled (đề nghị hủy biên lai); a second person must confirm it.
    CancelVoucher {
        /// Which.
        pub voucher: VoucherNumber,
        /// Why.
        #[schema(min_length = 1, max_length = 1000)]
        pub reason: String,
        /// What becomes of the money.
        pub refund: Refund,
        /// To whom it is given back: name and paper shown.
        #[serde(default)]
        #[schema(max_length = 300)]
        pub to: String,
    }
    /// Confirm (xác nhận hủy) the cancellation of a voucher as the second person, or let it stand.
    AnswerCancellation {
        /// Which.
        pub voucher: VoucherNumber,
        /// `true`: it is cancelled; `false`: it stands.
        pub confirm: bool,
        /// Remark; needed when it stands.
        #[serde(default)]
        #[schema(max_length = 1000)]
        pub note: String,
    }
    /// Close (kết thúc, lưu trữ).
    Close {}
}

/// Person or organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A person.
    #[default]
    Person,
    /// An organisation.
    Organisation,
}

/// A field of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyField {
    /// Name.
    Name,
    /// ID number.
    IdNumber,
    /// Address.
    Address,
    /// Phone.
    Phone,
    /// Mail address.
    Email,
}

impl PartyField {
    /// All, in the order of form 01.
    pub const ALL: [PartyField; 5] =
        [PartyField::Name, PartyField::IdNumber, PartyField::Address, PartyField::Phone, PartyField::Email];

    /// The slot in the personal store and the word in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            PartyField::Name => "name",
            PartyField::IdNumber => "id_number",
            PartyField::Address => "address",
            PartyField::Phone => "phone",
            PartyField::Email => "email",
        }
    }
}

/// Who takes the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The applicant.
    Applicant,
    /// The representative named at receipt.
    Representative,
    /// Somebody else with an authorisation.
    Other,
}

/// What proves the handing over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReturnProof {
    /// Signed in the register (form 07).
    Signature,
    /// A one-time code; stands in `reference`.
    Code,
    /// Tracking number of the post; stands in `reference`.
    PostReceipt,
    /// Identity document shown because the receipt was lost (NĐ 118/2025 art. 6).
    IdentityDocument,
}

/// From where a dossier goes on whose result was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BackTo {
    /// From the last signature: only the paper is wrong.
    Sign,
    /// From the last handling: what was decided on is wrong.
    Handle,
}

/// What was wrong about the return of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReturnFault {
    /// The right person has it; the record named another, or another proof.
    Record,
    /// A wrong person had it; it is back at the counter.
    TakenBack,
    /// A wrong person had it; the right one has it now.
    HandedOn,
}

impl ReturnFault {
    /// All.
    pub const ALL: [ReturnFault; 3] = [ReturnFault::Record, ReturnFault::TakenBack, ReturnFault::HandedOn];
}

/// Any act on a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", content = "body", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each body says what it is")]
pub enum Command {
    Guide(Guide),
    Receive(Receive),
    Decline(Decline),
    Transfer(Transfer),
    Claim(Claim),
    Assign(Assign),
    HandOver(HandOver),
    Finish(Finish),
    SendBack(SendBack),
    Consult(Consult),
    AnswerConsultation(AnswerConsultation),
    RequestSupplement(RequestSupplement),
    TakeSupplement(TakeSupplement),
    AddFiles(AddFiles),
    StrikeFile(StrikeFile),
    Approve(Approve),
    Reject(Reject),
    Stop(Stop),
    Apologise(Apologise),
    ReturnResult(ReturnResult),
    TakeBackResult(TakeBackResult),
    CorrectReturn(CorrectReturn),
    GiveBackOriginals(GiveBackOriginals),
    Withdraw(Withdraw),
    CorrectProcedure(CorrectProcedure),
    CorrectEntry(CorrectEntry),
    CollectFee(CollectFee),
    CancelVoucher(CancelVoucher),
    AnswerCancellation(AnswerCancellation),
    Close(Close),
}

/// The kind of an act, without its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named as the commands")]
pub enum ActKind {
    Guide,
    Receive,
    Decline,
    Transfer,
    Claim,
    Assign,
    HandOver,
    Finish,
    SendBack,
    Consult,
    AnswerConsultation,
    RequestSupplement,
    TakeSupplement,
    AddFiles,
    StrikeFile,
    Approve,
    Reject,
    Stop,
    Apologise,
    ReturnResult,
    TakeBackResult,
    CorrectReturn,
    GiveBackOriginals,
    Withdraw,
    CorrectProcedure,
    CorrectEntry,
    CollectFee,
    CancelVoucher,
    AnswerCancellation,
    Close,
}

impl ActKind {
    /// All kinds.
    pub const ALL: [ActKind; 30] = [
        ActKind::Guide,
        ActKind::Receive,
        ActKind::Decline,
        ActKind::Transfer,
        ActKind::Claim,
        ActKind::Assign,
        ActKind::HandOver,
        ActKind::Finish,
        ActKind::SendBack,
        ActKind::Consult,
        ActKind::AnswerConsultation,
        ActKind::RequestSupplement,
        ActKind::TakeSupplement,
        ActKind::AddFiles,
        ActKind::StrikeFile,
        ActKind::Approve,
        ActKind::Reject,
        ActKind::Stop,
        ActKind::Apologise,
        ActKind::ReturnResult,
        ActKind::TakeBackResult,
        ActKind::CorrectReturn,
        ActKind::GiveBackOriginals,
        ActKind::Withdraw,
        ActKind::CorrectProcedure,
        ActKind::CorrectEntry,
        ActKind::CollectFee,
        ActKind::CancelVoucher,
        ActKind::AnswerCancellation,
        ActKind::Close,
    ];

    /// The word in JSON, paths and locale keys (`act-<key>`, with `-` for `_`).
    pub const fn key(self) -> &'static str {
        match self {
            ActKind::Guide => "guide",
            ActKind::Receive => "receive",
            ActKind::Decline => "decline",
            ActKind::Transfer => "transfer",
            ActKind::Claim => "claim",
            ActKind::Assign => "assign",
            ActKind::HandOver => "hand_over",
            ActKind::Finish => "finish",
            ActKind::SendBack => "send_back",
            ActKind::Consult => "consult",
            ActKind::AnswerConsultation => "answer_consultation",
            ActKind::RequestSupplement => "request_supplement",
            ActKind::TakeSupplement => "take_supplement",
            ActKind::AddFiles => "add_files",
            ActKind::StrikeFile => "strike_file",
            ActKind::Approve => "approve",
            ActKind::Reject => "reject",
            ActKind::Stop => "stop",
            ActKind::Apologise => "apologise",
            ActKind::ReturnResult => "return_result",
            ActKind::TakeBackResult => "take_back_result",
            ActKind::CorrectReturn => "correct_return",
            ActKind::GiveBackOriginals => "give_back_originals",
            ActKind::Withdraw => "withdraw",
            ActKind::CorrectProcedure => "correct_procedure",
            ActKind::CorrectEntry => "correct_entry",
            ActKind::CollectFee => "collect_fee",
            ActKind::CancelVoucher => "cancel_voucher",
            ActKind::AnswerCancellation => "answer_cancellation",
            ActKind::Close => "close",
        }
    }

    /// Whether it is done on paper while the program cannot be reached, and entered later: what
    /// happens in the world, not what only orders the work in here.
    pub const fn is_done_on_paper(self) -> bool {
        matches!(
            self,
            ActKind::Guide
                | ActKind::Receive
                | ActKind::Decline
                | ActKind::Transfer
                | ActKind::Finish
                | ActKind::RequestSupplement
                | ActKind::TakeSupplement
                | ActKind::Approve
                | ActKind::Reject
                | ActKind::ReturnResult
                | ActKind::GiveBackOriginals
                | ActKind::Withdraw
        )
    }
}

impl Command {
    /// The uploads it names.
    pub fn files(&self) -> &[FileGiven] {
        match self {
            Command::Receive(c) => &c.files,
            Command::TakeSupplement(c) => &c.files,
            Command::AddFiles(c) => &c.files,
            _ => &[],
        }
    }

    /// The kind of act.
    pub const fn kind(&self) -> ActKind {
        match self {
            Command::Guide(_) => ActKind::Guide,
            Command::Receive(_) => ActKind::Receive,
            Command::Decline(_) => ActKind::Decline,
            Command::Transfer(_) => ActKind::Transfer,
            Command::Claim(_) => ActKind::Claim,
            Command::Assign(_) => ActKind::Assign,
            Command::HandOver(_) => ActKind::HandOver,
            Command::Finish(_) => ActKind::Finish,
            Command::SendBack(_) => ActKind::SendBack,
            Command::Consult(_) => ActKind::Consult,
            Command::AnswerConsultation(_) => ActKind::AnswerConsultation,
            Command::RequestSupplement(_) => ActKind::RequestSupplement,
            Command::TakeSupplement(_) => ActKind::TakeSupplement,
            Command::AddFiles(_) => ActKind::AddFiles,
            Command::StrikeFile(_) => ActKind::StrikeFile,
            Command::Approve(_) => ActKind::Approve,
            Command::Reject(_) => ActKind::Reject,
            Command::Stop(_) => ActKind::Stop,
            Command::Apologise(_) => ActKind::Apologise,
            Command::ReturnResult(_) => ActKind::ReturnResult,
            Command::TakeBackResult(_) => ActKind::TakeBackResult,
            Command::CorrectReturn(_) => ActKind::CorrectReturn,
            Command::GiveBackOriginals(_) => ActKind::GiveBackOriginals,
            Command::Withdraw(_) => ActKind::Withdraw,
            Command::CorrectProcedure(_) => ActKind::CorrectProcedure,
            Command::CorrectEntry(_) => ActKind::CorrectEntry,
            Command::CollectFee(_) => ActKind::CollectFee,
            Command::CancelVoucher(_) => ActKind::CancelVoucher,
            Command::AnswerCancellation(_) => ActKind::AnswerCancellation,
            Command::Close(_) => ActKind::Close,
        }
    }
}

/// An open dossier of an old system, as its list says. Not an act of a desk: see
/// [`super::take_over`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeOver {
    /// Its code there, which it keeps.
    pub code: crate::code::DossierCode,
    /// Procedure.
    pub procedure: ProcedureKey,
    /// Place of receipt.
    pub unit: UnitId,
    /// How it was filed.
    pub channel: Channel,
    /// Applicant.
    pub applicant: Party,
    /// When it was received there.
    pub received: calendar::Timestamp,
    /// When the result was promised there; not counted anew.
    pub promised: calendar::Timestamp,
    /// What is being done with it.
    pub work: crate::procedure::Work,
    /// Who holds it.
    pub holder: Option<PersonId>,
    /// Whether originals are with the office.
    pub originals: bool,
    /// Since when the result waits at the counter.
    pub ready: Option<calendar::Timestamp>,
    /// SHA-256 of the file it came from, hexadecimal.
    pub file: String,
}
