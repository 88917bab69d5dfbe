//! The press that the office prints with: its slips become the papers of crate `print`.

use office::receipt::{Press, Slip};
use std::path::PathBuf;
use std::sync::OnceLock;

/// Sets papers. The faces are read at the first paper, so that a start stays quick.
pub struct Typesetter {
    forms: Option<PathBuf>,
    press: OnceLock<::print::Press>,
}

impl Typesetter {
    /// With the agency's own forms, where it has a folder of them.
    pub fn new(forms: Option<PathBuf>) -> Self {
        Typesetter { forms, press: OnceLock::new() }
    }

    fn press(&self) -> &::print::Press {
        self.press.get_or_init(|| ::print::Press::with_templates(self.forms.clone()))
    }
}

impl Press for Typesetter {
    fn receipt(&self, slip: &Slip) -> Result<Vec<u8>, String> {
        self.press().receipt(&receipt(slip)).map_err(|e| e.to_string())
    }
}

fn receipt(s: &Slip) -> ::print::Receipt {
    // The reader who cannot scan types the code on the front page of the same address.
    let site = s.follow_url.rsplit_once("/t/").map_or("", |(site, _)| site);
    ::print::Receipt {
        agency_parent: s.agency_parent.clone(),
        agency: s.agency.clone(),
        one_stop: s.one_stop.clone(),
        number: s.number.clone(),
        place: s.place.clone(),
        date_line: s.date_line.clone(),
        form_no: s.form_no.clone(),
        form_note: s.form_note.clone(),
        code: s.code.clone(),
        applicant: s.applicant.name.clone(),
        applicant_id: s.applicant.id_number.clone(),
        address: s.applicant.address.clone(),
        phone: s.applicant.phone.clone(),
        email: s.applicant.email.clone(),
        representative: s.representative.as_ref().map(|(party, authorisation)| ::print::Representative {
            name: party.name.clone(),
            id: party.id_number.clone(),
            address: party.address.clone(),
            phone: party.phone.clone(),
            email: party.email.clone(),
            authorisation: authorisation.clone(),
        }),
        request: s.request.clone(),
        procedure_code: s.procedure_code.clone(),
        papers: (1..)
            .zip(&s.papers)
            .map(|(no, (name, kind, count))| ::print::Paper {
                no,
                name: name.clone(),
                kind: kind.clone(),
                count: *count,
            })
            .collect(),
        sets: s.sets,
        statutory_time: s.statutory_time.clone(),
        received_at: s.received_at.clone(),
        due_at: s.due_at.clone(),
        return_place: s.return_place.clone(),
        return_how: s.return_how.clone(),
        fee: s.fee.clone(),
        register_book: s.register_book.clone(),
        register_line: s.register_line.clone(),
        officer: s.officer.clone(),
        officer_post: s.officer_post.clone(),
        notes: s.notes.clone(),
        follow_url: s.follow_url.clone(),
        follow_text: format!("Quét mã để theo dõi hồ sơ, hoặc vào {site} và nhập mã hồ sơ."),
        corrects: None,
        created: s.created,
    }
}
