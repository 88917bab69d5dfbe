//! Form 01: the receipt with its promise (Giấy tiếp nhận hồ sơ và hẹn trả kết quả).

use serde::Serialize;

/// Form 01 "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" (TT 03/2025). All values stand ready as text
/// in the reader's language; the press only sets them.
///
/// An empty string means "not known": its line is printed with dots to fill in by hand where the
/// form demands it, and left out where it does not.
#[derive(Serialize, Clone, Debug)]
pub struct Receipt {
    /// The body above the agency (cơ quan chủ quản); empty when there is none.
    pub agency_parent: String,
    pub agency: String,
    /// Name of the one-stop shop; empty when the agency's name says it already.
    pub one_stop: String,
    /// Number and symbol, e.g. `12/TNHS-TTPVHCC`.
    pub number: String,
    /// Place in front of the date, e.g. `Tràng Thi`.
    pub place: String,
    /// E.g. `Ngày 23 tháng 11 năm 2026`.
    pub date_line: String,
    /// E.g. `Mẫu số 01 – Thông tư 03/2025/TT-VPCP`; the number differs between provinces.
    pub form_no: String,
    /// A note below the form number; may be empty.
    pub form_note: String,
    /// The dossier code (mã hồ sơ).
    pub code: String,
    pub applicant: String,
    /// Personal identification number, or the organisation's.
    pub applicant_id: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    /// Who hands it in for the applicant (người được ủy quyền).
    pub representative: Option<Representative>,
    /// The request: the procedure's name.
    pub request: String,
    pub procedure_code: String,
    pub papers: Vec<Paper>,
    /// Number of sets (số bộ hồ sơ).
    pub sets: u32,
    /// E.g. `05 ngày làm việc`.
    pub statutory_time: String,
    /// E.g. `09 giờ 05 phút, ngày 14/08/2026`.
    pub received_at: String,
    pub due_at: String,
    pub return_place: String,
    pub return_how: String,
    pub fee: Option<String>,
    pub register_book: String,
    pub register_line: String,
    pub officer: String,
    pub officer_post: String,
    /// E.g. a recorded breach: a paper outside the list was demanded.
    pub notes: Vec<String>,
    /// The address in the QR code; empty prints none.
    pub follow_url: String,
    /// What stands beside the QR code: how to follow without scanning.
    pub follow_text: String,
    /// Number and date of the paper that this one replaces.
    pub corrects: Option<String>,
    /// Creation time in µs since the Unix epoch, UTC; it fixes the PDF's dates, so that the
    /// same receipt has the same bytes.
    pub created: i64,
}

/// The person who acts for the applicant.
#[derive(Serialize, Clone, Debug)]
pub struct Representative {
    pub name: String,
    pub id: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    /// The paper that gives the power to act (văn bản ủy quyền).
    pub authorisation: String,
}

/// One line in the list of papers handed in.
#[derive(Serialize, Clone, Debug)]
pub struct Paper {
    pub no: u32,
    pub name: String,
    /// `bản chính`, `bản sao`, `xuất trình`.
    pub kind: String,
    pub count: u32,
}
