//! Applicants and representatives: what form 01 needs of them, and where their values stand.

use super::command::{Party, PartyField, PartyKind};
use super::event::TextRef;
use crate::id::{DossierId, SubjectId};
use crate::law::{Refusal, Rule};

/// Where a value of a party of a dossier stands. Each dossier keeps its own copy, so that the
/// receipt of an earlier one never changes with a later one.
pub fn party_slot(subject: SubjectId, dossier: DossierId, field: PartyField) -> TextRef {
    TextRef { subject, slot: format!("{dossier}/{}", field.key()) }
}

/// Checks the form of each value; `prefix` names the party in error fields (`applicant`).
pub(super) fn check(party: &Party, prefix: &str) -> Result<(), Refusal> {
    if party.name.trim().is_empty() {
        return Err(Refusal::new(Rule::FieldRequired).field(format!("{prefix}.name")));
    }
    for field in PartyField::ALL {
        check_field(party.kind, field, value(party, field))
            .map_err(|r| r.field(format!("{prefix}.{}", field.key())))?;
    }
    Ok(())
}

/// The value of a field.
pub(super) fn value(party: &Party, field: PartyField) -> &str {
    match field {
        PartyField::Name => &party.name,
        PartyField::IdNumber => &party.id_number,
        PartyField::Address => &party.address,
        PartyField::Phone => &party.phone,
        PartyField::Email => &party.email,
    }
    .trim()
}

/// An empty value is allowed for all but the name; a filled one must have the right form.
pub(super) fn check_field(kind: PartyKind, field: PartyField, value: &str) -> Result<(), Refusal> {
    let value = value.trim();
    let malformed = || Err(Refusal::new(Rule::FieldMalformed).field(field.key()));
    let max = match field {
        PartyField::Name | PartyField::Email => 200,
        PartyField::IdNumber | PartyField::Phone => 20,
        PartyField::Address => 300,
    };
    if value.chars().count() > max || value.chars().any(char::is_control) {
        return malformed();
    }
    if value.is_empty() {
        return if field == PartyField::Name {
            Err(Refusal::new(Rule::FieldRequired).field(field.key()))
        } else {
            Ok(())
        };
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let only = |extra: &[u8]| value.bytes().all(|b| b.is_ascii_digit() || extra.contains(&b));
    let ok = match field {
        PartyField::Name | PartyField::Address => true,
        PartyField::IdNumber => match kind {
            // Personal ID 12 digits, old ID card 9; else a passport number.
            PartyKind::Person => {
                (only(b" ") && (digits == 12 || digits == 9))
                    || ((6..=12).contains(&value.len())
                        && value.bytes().all(|b| b.is_ascii_alphanumeric())
                        && value.bytes().any(|b| b.is_ascii_alphabetic()))
            }
            PartyKind::Organisation => only(b"-") && (digits == 10 || digits == 13 || digits == 12),
        },
        PartyField::Phone => only(b" .+-") && (9..=12).contains(&digits),
        PartyField::Email => {
            let at = value.find('@');
            at.is_some_and(|i| i > 0 && value[i + 1..].contains('.')) && !value.contains(char::is_whitespace)
        }
    };
    if ok { Ok(()) } else { malformed() }
}
