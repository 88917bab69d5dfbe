//! What the counter asks before it receives: what comes often here, and whether this person already
//! has such a dossier open.

use crate::dossier::{NamedLine, PartyText};
use crate::error::Error;
use crate::grant::{Act, Grant};
use crate::{Actor, Office};
use domain::dossier::{Party, PartyField, party_slot};
use domain::id::{DossierId, ProcedureKey};
use domain::text::fold;
use jiff::SignedDuration;
use store::db::DbError;
use store::dossier::Line;
use store::{dossier, personal};

/// How far back "often" looks, in days.
const OFTEN_DAYS: i64 = 30;

/// The digits and letters of a number, however it was spaced.
fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Whether two parties are one person: by the ID number where both have one, else by name and phone.
fn same(a: &Party, b: &PartyText) -> bool {
    let (id, other) = (bare(&a.id_number), bare(&b.id_number));
    if !id.is_empty() && !other.is_empty() {
        return id.eq_ignore_ascii_case(&other);
    }
    let (phone, other) = (bare(&a.phone), bare(&b.phone));
    !phone.is_empty() && phone == other && fold(a.name.trim()) == fold(b.name.trim())
}

impl Office {
    /// The procedures that the actor's unit received most in the last 30 days, with how often.
    pub async fn often_received(&self, actor: &Actor, limit: i64) -> Result<Vec<(ProcedureKey, i64)>, Error> {
        Grant::<Act>::of(actor)?;
        let (unit, since) = (actor.unit.clone(), self.now() - SignedDuration::from_hours(24 * OFTEN_DAYS));
        Ok(self.inner.db.read(move |tx| Box::pin(async move { dossier::often(tx, &unit, since, limit).await })).await?)
    }

    /// Whether an act was done under this idempotency key already.
    pub async fn was_asked(&self, actor: &Actor, key: &str) -> Result<bool, Error> {
        let (person, key) = (actor.person.clone(), key.to_owned());
        let found = self
            .inner
            .db
            .read(move |tx| Box::pin(async move { store::access::answered(tx, &person, &key).await }))
            .await?;
        Ok(found.is_some())
    }

    /// Dossiers of the same procedure, received within the actor's reach and not ended, whose
    /// applicant seems to be the same person. To be pointed out; never a reason to refuse.
    pub async fn alike(
        &self,
        actor: &Actor,
        procedure: &ProcedureKey,
        applicant: &Party,
        except: Option<DossierId>,
    ) -> Result<Vec<NamedLine>, Error> {
        Grant::<Act>::of(actor)?;
        let (actor, procedure, applicant) = (actor.clone(), procedure.clone(), applicant.clone());
        if applicant.name.trim().is_empty() {
            return Ok(Vec::new());
        }
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let folded = fold(applicant.name.trim());
                    let id_number: String = applicant.id_number.chars().filter(|c| !c.is_whitespace()).collect();
                    let near = personal::alike(tx, &actor.unit, &procedure, &id_number, &folded).await?;
                    let mut out: Vec<NamedLine> = Vec::new();
                    for (id, subject) in near {
                        let kept: PartyText = personal::party(tx, subject, id).await?.into();
                        if Some(id) == except || !same(&applicant, &kept) {
                            continue;
                        }
                        let Some((version, d)) = dossier::load(tx, id).await? else { continue };
                        let at = party_slot(subject, id, PartyField::Name);
                        let applicant = personal::get(tx, &at).await?.unwrap_or_default();
                        out.push(NamedLine { line: Line::of(&d, version), applicant });
                    }
                    Ok::<_, DbError>(out)
                })
            })
            .await
            .map_err(Error::from)
    }
}
