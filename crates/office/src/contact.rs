//! Contacts that an official reports: a call, a text message, a word at the counter. Each is on the
//! dossier's timeline beside the letters of the program (ND 61/2018 art. 5.1).

use crate::error::{Error, dossier_not_found};
use crate::grant::{Act, Grant, readable};
use crate::{Actor, Office, job};
use domain::contact::{ContactEvent, Means, note_slot};
use domain::dossier::PersonalEntry;
use domain::id::DossierId;
use domain::law::{Refusal, Rule};
use store::personal;

/// The longest report, in characters.
const LONGEST: usize = 1000;

impl Office {
    /// Reports that the applicant was told something.
    pub async fn told(&self, actor: &Actor, id: DossierId, means: Means, note: &str) -> Result<(), Error> {
        let grant = Grant::<Act>::of(actor)?;
        let note = note.trim().to_owned();
        if note.is_empty() {
            return Err(Refusal::new(Rule::FieldRequired).field("note").into());
        }
        if note.chars().count() > LONGEST {
            return Err(Refusal::new(Rule::FieldMalformed).field("note").into());
        }
        if !Means::REPORTED.contains(&means) {
            return Err(Refusal::new(Rule::FieldMalformed).field("means").into());
        }
        let (law, envelope) = (self.law(), self.envelope(actor));
        let seeds = self.seeds(envelope.at, 1);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let (_, d) = store::dossier::load(tx, id).await?.ok_or_else(dossier_not_found)?;
                    readable(&grant, &law, &d)?;
                    let at = note_slot(&d, envelope.act);
                    let entry = PersonalEntry { at: at.clone(), value: note, keep_old_at: None };
                    personal::put(tx, &[entry]).await?;
                    job::record(tx, id, &envelope, &ContactEvent::Told { means, note: at }, &seeds).await?;
                    Ok(())
                })
            })
            .await
    }
}
