//! Values of persons: kept apart from events, states and views, under their subject.

use crate::db::{DbError, Tx};
use crate::event::id;
use crate::{binds, sql};
use domain::dossier::{PartyField, PersonalEntry, TextRef, party_slot};
use domain::id::{DossierId, ProcedureKey, SubjectId, UnitId};
use domain::text::fold;

/// Writes values; an old one is moved aside first where the act asks for it.
pub async fn put(tx: &mut Tx<'_>, entries: &[PersonalEntry]) -> Result<(), DbError> {
    for entry in entries {
        if let Some(aside) = &entry.keep_old_at {
            let old = get(tx, &entry.at).await?.unwrap_or_default();
            write(tx, aside, &old).await?;
        }
        write(tx, &entry.at, &entry.value).await?;
    }
    Ok(())
}

/// Writes one value.
pub(crate) async fn write(tx: &mut Tx<'_>, at: &TextRef, value: &str) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO personal (subject, slot, value) VALUES (?1, ?2, ?3)
             ON CONFLICT (subject, slot) DO UPDATE SET value = excluded.value"
        ),
        &binds![at.subject.to_string(), at.slot.as_str(), value],
    )
    .await?;
    Ok(())
}

/// One value; `None`: there is none, or it was erased.
pub async fn get(tx: &mut Tx<'_>, at: &TextRef) -> Result<Option<String>, DbError> {
    let row = tx
        .query_opt(
            sql!("SELECT value FROM personal WHERE subject = ?1 AND slot = ?2"),
            &binds![at.subject.to_string(), at.slot.as_str()],
        )
        .await?;
    row.map(|r| r.text(0).map(str::to_owned)).transpose()
}

/// A party of a dossier, field by field, in the order of form 01; empty where nothing is known.
pub async fn party(tx: &mut Tx<'_>, subject: SubjectId, dossier: DossierId) -> Result<[String; 5], DbError> {
    let mut out = <[String; 5]>::default();
    for (value, field) in out.iter_mut().zip(PartyField::ALL) {
        *value = get(tx, &party_slot(subject, dossier, field)).await?.unwrap_or_default();
    }
    Ok(out)
}

/// Brings the search line of a dossier's applicant up to date.
pub async fn index_applicant(tx: &mut Tx<'_>, subject: SubjectId, dossier: DossierId) -> Result<(), DbError> {
    let name = get(tx, &party_slot(subject, dossier, PartyField::Name)).await?.unwrap_or_default();
    tx.execute(
        sql!(
            "INSERT INTO applicant_search (dossier, subject, folded) VALUES (?1, ?2, ?3)
             ON CONFLICT (dossier) DO UPDATE SET subject = excluded.subject, folded = excluded.folded"
        ),
        &binds![dossier.to_string(), subject.to_string(), fold(&name)],
    )
    .await?;
    Ok(())
}

/// Open received dossiers of one procedure in a unit and those below it whose applicant may be this
/// person: the same ID number, or the same name (folded). Each with the ID number and phone it keeps,
/// for the caller to compare: what is erased matches nobody.
pub async fn alike(
    tx: &mut Tx<'_>,
    within: &UnitId,
    procedure: &ProcedureKey,
    id_number: &str,
    folded: &str,
) -> Result<Vec<(DossierId, SubjectId)>, DbError> {
    tx.query(
        sql!(
            "SELECT d.id, a.subject FROM dossier d JOIN applicant_search a ON a.dossier = d.id
             WHERE d.unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
               AND d.procedure = ?2 AND d.received IS NOT NULL AND d.ended IS NULL
               AND (a.folded = ?4
                 OR (CAST(?3 AS TEXT) <> '' AND EXISTS (SELECT 1 FROM personal p
                   WHERE p.subject = a.subject AND p.slot = d.id || '/id_number'
                     AND REPLACE(p.value, ' ', '') = ?3)))
             ORDER BY d.received DESC, d.id LIMIT 50"
        ),
        &binds![within.as_str(), procedure.as_str(), id_number, folded],
    )
    .await?
    .iter()
    .map(|r| Ok((id(r.text(0)?)?, id(r.text(1)?)?)))
    .collect()
}
