//! Form 01, the receipt with its promise (Giấy tiếp nhận hồ sơ và hẹn trả kết quả).

use super::then::Then;
use super::{Head, Officer, words};
use crate::dossier::PartyText;
use crate::error::{Error, dossier_not_found};
use domain::dossier::PaperHeld;
use domain::law::Rule;
use domain::procedure::{Channel, Version};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// Form 01, with all values as the paper shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The head.
    pub head: Head,
    /// Applicant.
    pub applicant: PartyText,
    /// Who files for the applicant.
    pub representative: Option<Representative>,
    /// What is asked for.
    pub request: String,
    /// Code of the procedure.
    pub procedure_code: String,
    /// Papers handed in.
    pub papers: Vec<PaperLine>,
    /// Files that the office holds: scans of the papers. Struck out before the paper was given out: not among them.
    pub files: Vec<FileLine>,
    /// Sets.
    pub sets: u32,
    /// The limit in words.
    pub statutory_time: String,
    /// Received, with hour and minute.
    pub received_at: String,
    /// Due, with hour and minute; empty while the clock stands.
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
    pub officer: Officer,
    /// What the applicant must know: breaches, undecided days off.
    pub notes: Vec<String>,
}

/// Who acts for the applicant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// The person's values.
    pub party: PartyText,
    /// The paper that gives the power to act (văn bản ủy quyền).
    pub authorisation: String,
}

/// One line in a list of papers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperLine {
    /// Number in the list.
    pub no: usize,
    /// What it is.
    pub name: String,
    /// `bản chính`, `bản sao`, `xuất trình`, `dữ liệu có sẵn`.
    pub kind: String,
    /// How many.
    pub count: u32,
}

/// One line in the list of files (danh sách tệp).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLine {
    /// Number in the list.
    pub no: usize,
    /// Which paper it shows, by its name; the result: `Kết quả giải quyết`.
    pub of: String,
    /// Name it came with; empty when that was erased.
    pub name: String,
    /// `PDF`, `JPEG`, `PNG`.
    pub kind: String,
    /// `1,2 MB`.
    pub size: String,
    /// SHA-256 of the content in full: 64 hexadecimal digits in eight groups, so that eyes can follow.
    pub sha256: String,
}

/// What stands on the cover of a book of the register.
pub fn book_in_words(book: &domain::register::Book) -> String {
    format!("{} – năm {}", book.field, book.year)
}

/// What the receipt says.
pub(super) fn write(then: &Then<'_>) -> Result<Receipt, Error> {
    let d = &then.dossier;
    let (Some(received), Some(limit), Some(by)) = (d.received, d.limit, &d.received_by) else {
        return Err(dossier_not_found());
    };
    let version = then.procedure()?;
    let unit = then.unit(&d.unit)?;
    let mut head = then.counter_head()?;
    head.follow = Some(then.follow());
    let register = d.registered.last();
    // Who corrected it signs the corrected one.
    let corrected = head.replaces.is_some();
    let officer = if corrected {
        then.officer(&then.envelope().by)
    } else {
        let org = then.org();
        Officer {
            name: org.person(&by.person).map_or_else(|| by.person.to_string(), |p| p.name.clone()),
            post: org.post(&by.post).map(|p| p.name.vi.clone()).unwrap_or_default(),
        }
    };
    Ok(Receipt {
        head,
        applicant: then.applicant(),
        representative: then.detail.representative.as_ref().map(|(party, authorisation)| Representative {
            party: party.clone(),
            authorisation: authorisation.clone(),
        }),
        request: version.name.vi.clone(),
        procedure_code: d.procedure.key.to_string(),
        papers: lines(version, &d.papers),
        files: files(then, version),
        sets: d.sets,
        statutory_time: words::limit_in_words(limit),
        received_at: words::moment(received),
        due_at: d.due.map(words::moment).unwrap_or_default(),
        return_place: unit.one_stop.as_ref().map_or_else(|| unit.name.vi.clone(), |t| t.vi.clone()),
        return_how: match d.channel {
            Channel::InPerson | Channel::Phone => "Trực tiếp tại nơi tiếp nhận",
            Channel::Online => "Trực tuyến hoặc tại nơi tiếp nhận",
            Channel::Post => "Qua dịch vụ bưu chính công ích",
        }
        .into(),
        // As it was known when this paper was given out: a tariff entered later changes no old paper.
        fee: crate::fee::on_receipt(&then.law, version, d, then.paper.at),
        register_book: register.map(|r| book_in_words(&r.entry.book)).unwrap_or_default(),
        register_line: register.map(|r| r.entry.no.to_string()).unwrap_or_default(),
        officer,
        notes: notes(then),
    })
}

/// What the applicant must know beside the form's own fields.
fn notes(then: &Then<'_>) -> Vec<String> {
    let d = &then.dossier;
    let mut out = Vec::new();
    if let Some(arrived) = d.supplements.last().and_then(|s| s.arrived) {
        // ND 61/2018 art. 19.4.
        out.push(format!(
            "Hồ sơ đã được bổ sung đầy đủ lúc {}; thời hạn giải quyết tính lại từ thời điểm này.",
            words::moment(arrived)
        ));
    } else if d.due.is_none() {
        out.push("Thời hạn giải quyết tạm ngừng tính trong thời gian chờ bổ sung hồ sơ.".into());
    }
    // ND 63/2010 art. 18: a paper demanded outside the list is shown to the applicant.
    for breach in d.breaches.iter().filter(|b| b.rule == Rule::PaperDemandedOutsideList && Some(b.at) == d.received) {
        let paper = breach.text.as_ref().map_or("", |t| then.detail.text(t));
        let mut line = String::from("Cán bộ đã yêu cầu giấy tờ ngoài thành phần hồ sơ công bố");
        if !paper.is_empty() {
            let _ = write!(line, ": {paper}");
        }
        line.push_str(". Ông/Bà có quyền không nộp và có quyền phản ánh.");
        out.push(line);
    }
    if d.due_undecided {
        out.push(
            "Thời hạn kéo dài qua các ngày nghỉ lễ, Tết chưa được quyết định; ngày hẹn có thể được tính lại theo quyết định đó."
                .into(),
        );
    }
    out
}

/// The list of files, as the dossier held them when the paper was given out.
fn files(then: &Then<'_>, version: &Version) -> Vec<FileLine> {
    (1..)
        .zip(then.dossier.files.iter().filter(|f| f.struck.is_none()))
        .map(|(no, kept)| {
            let f = &kept.file;
            let of = match &f.paper {
                None => "Kết quả giải quyết".to_owned(),
                Some(paper) => version.paper(paper).map_or_else(|| paper.to_string(), |p| p.name.vi.clone()),
            };
            FileLine {
                no,
                of,
                name: then.detail.text(&f.name).to_owned(),
                kind: f.media.label().to_owned(),
                size: words::size(f.bytes),
                sha256: words::in_groups(&f.sha256),
            }
        })
        .collect()
}

/// The list of papers that were handed in.
pub(super) fn lines(version: &Version, held: &[PaperHeld]) -> Vec<PaperLine> {
    let known = held.iter().filter_map(|h| Some((version.paper(&h.paper)?, h)));
    (1..)
        .zip(known)
        .map(|(no, (paper, held))| {
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
            PaperLine { no, name: paper.name.vi.clone(), kind: kind.into(), count: held.originals + held.copies }
        })
        .collect()
}
