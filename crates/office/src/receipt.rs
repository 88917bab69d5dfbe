//! The receipt (form 01): what it says. How it looks is the press's business.

use crate::dossier::PartyText;
use crate::error::{Error, dossier_not_found};
use crate::{Actor, Office};
use domain::calendar::{Limit, local};
use domain::dossier::{Dossier, Event};
use domain::id::DossierId;
use domain::law::Rule;
use domain::procedure::{Channel, Version};
use jiff::Timestamp;
use std::fmt::Write as _;

/// Makes a paper out of a slip. Wired in by the binary, so that nothing else links the typesetter.
pub trait Press: Send + Sync {
    /// The PDF of a receipt; the same slip gives the same bytes.
    fn receipt(&self, slip: &Slip) -> Result<Vec<u8>, String>;
}

/// Form 01, with all values as the paper shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slip {
    /// The agency above.
    pub agency_parent: String,
    /// The agency.
    pub agency: String,
    /// Its one-stop shop.
    pub one_stop: String,
    /// Number.
    pub number: String,
    /// Place.
    pub place: String,
    /// Date in words.
    pub date_line: String,
    /// Form number.
    pub form_no: String,
    /// Remark below it.
    pub form_note: String,
    /// Dossier code.
    pub code: String,
    /// Applicant.
    pub applicant: PartyText,
    /// Who files for the applicant, with the authorisation.
    pub representative: Option<(PartyText, String)>,
    /// What is asked for.
    pub request: String,
    /// Code of the procedure.
    pub procedure_code: String,
    /// Papers: name, kind, number.
    pub papers: Vec<(String, String, u32)>,
    /// Sets.
    pub sets: u32,
    /// The limit in words.
    pub statutory_time: String,
    /// Received, with hour and minute.
    pub received_at: String,
    /// Due, with hour and minute.
    pub due_at: String,
    /// Where the result is returned.
    pub return_place: String,
    /// How.
    pub return_how: String,
    /// Fee, where there is one.
    pub fee: Option<String>,
    /// Register book.
    pub register_book: String,
    /// Line in it.
    pub register_line: String,
    /// Who received it.
    pub officer: String,
    /// In which post.
    pub officer_post: String,
    /// What the applicant must know: breaches, undecided days off.
    pub notes: Vec<String>,
    /// Address in the QR code.
    pub follow_url: String,
    /// Moment of receipt, µs since the epoch: the paper's own date.
    pub created: i64,
}

/// "09 giờ 05 phút, ngày 14/08/2026".
fn moment(at: Timestamp) -> String {
    let l = local(at);
    format!("{:02} giờ {:02} phút, ngày {:02}/{:02}/{}", l.hour(), l.minute(), l.day(), l.month(), l.year())
}

/// What stands on the cover of a book of the register.
pub fn book_in_words(book: &domain::register::Book) -> String {
    format!("{} – năm {}", book.field, book.year)
}

/// A limit in Vietnamese words.
pub fn limit_in_words(limit: Limit) -> String {
    match limit {
        Limit::WorkingDays(n) => format!("{n} ngày làm việc"),
        Limit::WorkingHours(n) => format!("{n} giờ làm việc"),
        Limit::CalendarDays(n) => format!("{n} ngày"),
        Limit::Months(n) => format!("{n} tháng"),
        Limit::ClockHours(n) => format!("{n} giờ liên tục"),
        Limit::SameDay { cutoff } => format!(
            "trong ngày; tiếp nhận sau {:02}:{:02} thì trong ngày làm việc tiếp theo",
            cutoff.hour(),
            cutoff.minute()
        ),
    }
}

impl Office {
    /// The receipt of a dossier as PDF. Printed again it has the same bytes: it says what was
    /// said at receipt, whatever happened since. A slip put right later changes what is printed.
    pub async fn receipt(&self, actor: &Actor, id: DossierId) -> Result<Vec<u8>, Error> {
        let slip = self.receipt_slip(actor, id).await?;
        let press = std::sync::Arc::clone(&self.inner.press);
        tokio::task::spawn_blocking(move || press.receipt(&slip))
            .await
            .map_err(|e| Error::Press(e.to_string()))?
            .map_err(Error::Press)
    }

    /// What the receipt says.
    pub async fn receipt_slip(&self, actor: &Actor, id: DossierId) -> Result<Slip, Error> {
        let detail = self.dossier(actor, id).await?;
        let law = self.law();
        let d = &detail.dossier;
        let (Some(code), Some(token)) = (&d.code, &d.token) else { return Err(dossier_not_found()) };
        // As it was received: a later correction of the procedure has its own paper.
        let Some((at, by, event)) = detail.timeline.iter().find_map(|h| match &h.event {
            e @ Event::Received { .. } => Some((h.envelope.at, &h.envelope.by, e)),
            _ => None,
        }) else {
            return Err(dossier_not_found());
        };
        let Event::Received { procedure, papers, sets, limit, due, due_undecided, unit, channel, register, .. } = event
        else {
            return Err(dossier_not_found());
        };
        let version = law.version(procedure).ok_or(Error::NotFound { what: "procedure" })?;
        let org = &law.organisation;
        let here = org.unit(unit).ok_or(Error::NotFound { what: "unit" })?;
        let day = local(at);
        let one_stop = here.one_stop.as_ref().map(|t| t.vi.clone()).unwrap_or_default();
        let order = code.as_str().rsplit('-').next().unwrap_or_default();
        Ok(Slip {
            agency_parent: here
                .parent
                .as_ref()
                .and_then(|p| org.unit(p))
                .map(|u| u.name.vi.clone())
                .unwrap_or_default(),
            agency: here.name.vi.clone(),
            number: format!("{order}/TNHS"),
            place: here.place.clone(),
            date_line: format!("ngày {:02} tháng {:02} năm {}", day.day(), day.month(), day.year()),
            form_no: "Mẫu số 01".into(),
            form_note: "Thông tư số 03/2025/TT-VPCP".into(),
            code: code.to_string(),
            applicant: detail.applicant.clone(),
            representative: detail.representative.clone(),
            request: version.name.vi.clone(),
            procedure_code: procedure.key.to_string(),
            papers: papers.iter().filter_map(|p| paper_line(version, p)).collect(),
            sets: *sets,
            statutory_time: limit_in_words(*limit),
            received_at: moment(at),
            due_at: moment(*due),
            return_place: if one_stop.is_empty() { here.name.vi.clone() } else { one_stop.clone() },
            one_stop,
            return_how: match channel {
                Channel::InPerson | Channel::Phone => "Trực tiếp tại nơi tiếp nhận",
                Channel::Online => "Trực tuyến hoặc tại nơi tiếp nhận",
                Channel::Post => "Qua dịch vụ bưu chính công ích",
            }
            .into(),
            fee: fee(version),
            register_book: register.as_ref().map(|r| book_in_words(&r.book)).unwrap_or_default(),
            register_line: register.as_ref().map(|r| r.no.to_string()).unwrap_or_default(),
            officer: org.person(&by.person).map_or_else(|| by.person.to_string(), |p| p.name.clone()),
            officer_post: org.post(&by.post).map(|p| p.name.vi.clone()).unwrap_or_default(),
            notes: notes(&detail, d, at, *due_undecided),
            follow_url: format!("{}/t/{token}", self.address()),
            created: at.as_microsecond(),
        })
    }
}

/// What the applicant must know beside the form's own fields.
fn notes(detail: &crate::dossier::Detail, d: &Dossier, received: Timestamp, undecided: bool) -> Vec<String> {
    let mut out = Vec::new();
    // ND 63/2010 art. 18: a paper demanded outside the list is shown to the applicant.
    for breach in d.breaches.iter().filter(|b| b.rule == Rule::PaperDemandedOutsideList && b.at == received) {
        let paper = breach.text.as_ref().map_or("", |t| detail.text(t));
        let mut line = String::from("Cán bộ đã yêu cầu giấy tờ ngoài thành phần hồ sơ công bố");
        if !paper.is_empty() {
            let _ = write!(line, ": {paper}");
        }
        line.push_str(". Ông/Bà có quyền không nộp và có quyền phản ánh.");
        out.push(line);
    }
    if undecided {
        out.push(
            "Thời hạn kéo dài qua các ngày nghỉ lễ, Tết chưa được quyết định; ngày hẹn có thể được tính lại theo quyết định đó."
                .into(),
        );
    }
    out
}

fn paper_line(version: &Version, held: &domain::dossier::PaperHeld) -> Option<(String, String, u32)> {
    let paper = version.paper(&held.paper)?;
    let kind = if held.from_database {
        "dữ liệu có sẵn"
    } else if paper.present_only {
        "xuất trình"
    } else if held.originals > 0 && held.copies > 0 {
        "bản chính, bản sao"
    } else if held.originals > 0 {
        "bản chính"
    } else {
        "bản sao"
    };
    Some((paper.name.vi.clone(), kind.into(), held.originals + held.copies))
}

/// The fee as the procedure states it; nothing for a free one.
fn fee(version: &Version) -> Option<String> {
    match version.fee.amount {
        Some(amount) if amount.0 > 0 => Some(format!("{amount} ({})", version.fee.note.vi)),
        Some(_) => None,
        None => Some(version.fee.note.vi.clone()).filter(|n| !n.is_empty()),
    }
}
