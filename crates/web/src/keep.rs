//! Forms that are not lost: which ones are kept, and what of them.

use crate::forms::Filled;
use crate::visit::{CSRF_FIELD, Staff};
use domain::dossier::ActKind;
use domain::id::{DossierId, DraftId, ProcedureKey};
use office::draft::Unfinished;

/// The hidden field with the draft's id.
pub const DRAFT_FIELD: &str = "draft";
/// The hidden field with the form's address.
pub const FORM_FIELD: &str = "form";

/// A form that is kept when it cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// The counter's form, by procedure.
    Receive(ProcedureKey),
    /// An act on a dossier.
    Act(DossierId, ActKind),
}

impl Form {
    /// The form at an address; `None`: none that is kept.
    pub fn at(path: &str) -> Option<Self> {
        if let Some(key) = path.strip_prefix("/reception/receive/") {
            return ProcedureKey::parse(key).ok().map(Form::Receive);
        }
        let (id, act) = path.strip_prefix("/dossiers/")?.split_once("/acts/")?;
        let kind = ActKind::ALL.into_iter().find(|k| crate::pages::words::word(k) == act)?;
        Some(Form::Act(id.parse().ok()?, kind))
    }

    fn dossier(&self) -> Option<DossierId> {
        match self {
            Form::Receive(_) => None,
            Form::Act(id, _) => Some(*id),
        }
    }
}

/// Not part of what was typed, or (a card's whole text, a password) never to be kept.
fn passing(name: &str) -> bool {
    matches!(name, CSRF_FIELD | DRAFT_FIELD | FORM_FIELD | "key" | "version" | "do" | "anyway" | "back")
        || name.rsplit('.').next() == Some("scan")
        || name.contains("password")
}

/// The draft that a sent form belongs to.
pub fn draft_of(filled: &Filled) -> Option<DraftId> {
    filled.get(DRAFT_FIELD).parse().ok()
}

/// What is kept of a form; `None`: it is none that is kept.
pub fn unfinished(filled: &Filled) -> Option<Unfinished> {
    let path = filled.get(FORM_FIELD);
    let form = Form::at(path)?;
    let fields = filled.0.iter().filter(|(name, _)| !passing(name)).cloned().collect();
    Some(Unfinished { id: draft_of(filled)?, path: path.to_owned(), dossier: form.dossier(), fields })
}

/// The draft that a form's page is opened with, and its id: another one when nothing was kept.
pub async fn opened(
    me: &Staff,
    path: &str,
    asked: Option<&String>,
) -> Result<(DraftId, Option<Filled>), crate::failure::Failure> {
    let office = &me.visit.app.office;
    if let Some(id) = asked.and_then(|id| id.parse::<DraftId>().ok())
        && let Some(draft) = office.draft(me.actor(), id).await?
        && draft.path == path
    {
        return Ok((id, Some(Filled(draft.fields))));
    }
    Ok((office.new_draft(), None))
}

#[cfg(test)]
mod tests {
    use super::{Form, unfinished};
    use crate::forms::Filled;

    const ID: &str = "0198f1de-0000-7000-8000-000000000001";

    #[test]
    fn only_forms_of_ours_are_kept() {
        assert!(matches!(Form::at("/reception/receive/1.001193"), Some(Form::Receive(_))));
        assert!(matches!(Form::at(&format!("/dossiers/{ID}/acts/reject")), Some(Form::Act(..))));
        for other in ["", "/password", "/pin", "//evil.example", "/dossiers/1/acts/reject", "/reception/receive/A B"] {
            assert_eq!(Form::at(other), None, "{other}");
        }
    }

    #[test]
    fn a_card_and_the_page_s_own_marks_are_not_kept() {
        let pairs = [
            ("csrf", "x"),
            ("draft", ID),
            ("form", "/reception/receive/1.001193"),
            ("key", "k"),
            ("applicant.scan", "031999000001|…|02091990"),
            ("applicant.name", "Đỗ Thị Ví Dụ"),
        ];
        let filled = Filled(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec());
        let kept = unfinished(&filled).expect("a form that is kept");
        assert_eq!(kept.fields, [("applicant.name".to_owned(), "Đỗ Thị Ví Dụ".to_owned())]);
    }
}
