//! Taking lists away as files: reading at this scale is recorded, since names and addresses leave
//! the house with it (design: "Reading is recorded where it is sensitive"; Law 91/2025 art. 19.2).

use crate::error::Error;
use crate::grant::{Grant, Read, Supervise};
use crate::law::{append, bodies};
use crate::{Actor, Office};
use domain::calendar::Date;
use domain::id::{ProcedureKey, UnitId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::db::DbError;
use store::event;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum Format {
    /// Text, RFC 4180.
    Csv {
        /// With the byte order mark that Excel needs to take it for UTF-8.
        mark: bool,
    },
    /// A spreadsheet.
    Xlsx,
    /// A paper.
    Pdf,
}

impl Format {
    /// The ending of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Format::Csv { .. } => "csv",
            Format::Xlsx => "xlsx",
            Format::Pdf => "pdf",
        }
    }
}

/// What is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A list of dossiers.
    Dossiers,
    /// What waits for a desk.
    Tasks,
    /// The register (form 07).
    Register,
    /// The daily intake.
    Intake,
    /// Vouchers of fees.
    Vouchers,
}

impl What {
    /// The word in the store and in locale keys.
    pub const fn key(self) -> &'static str {
        match self {
            What::Dossiers => "dossiers",
            What::Tasks => "tasks",
            What::Register => "register",
            What::Intake => "intake",
            What::Vouchers => "vouchers",
        }
    }
}

/// A table that somebody takes away: which rows it holds, never a value in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename = "exported")]
pub struct Export {
    /// What.
    pub what: What,
    /// As what.
    #[serde(flatten)]
    pub format: Format,
    /// Of this unit; none: all within reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Of this procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<ProcedureKey>,
    /// Of this field (lĩnh vực).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Something was searched for; what was typed may be a name and is not kept.
    #[serde(default)]
    pub searched: bool,
}

impl Export {
    /// Of all within reach.
    pub fn of(what: What, format: Format) -> Self {
        Export { what, format, unit: None, procedure: None, field: None, from: None, to: None, searched: false }
    }

    /// Of a unit.
    #[must_use]
    pub fn unit(mut self, unit: Option<UnitId>) -> Self {
        self.unit = unit;
        self
    }

    /// Of a period.
    #[must_use]
    pub fn days(mut self, from: Date, to: Date) -> Self {
        (self.from, self.to) = (Some(from), Some(to));
        self
    }
}

/// An export on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Who, through which post.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// What.
    pub export: Export,
}

impl Office {
    /// Records that somebody takes a table away; it is sent only after this.
    pub async fn record_export(&self, actor: &Actor, export: Export) -> Result<(), Error> {
        let grant = Grant::<Read>::of(actor)?;
        if let Some(unit) = &export.unit {
            grant.over(&self.law(), unit)?;
        }
        let envelope = self.envelope(actor);
        let seeds = self.seeds(envelope.at, 1);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let stream = event::export_stream(&envelope.by.person);
                    let version = event::last_version(tx, &stream).await?;
                    let bodies = bodies(&[export], |_| Ok("exported".to_owned()))?;
                    append(tx, &stream, version, &envelope, &bodies, &seeds).await?;
                    Ok(())
                })
            })
            .await
    }

    /// What was taken away by people of the actor's unit and those below it, newest first.
    pub async fn exports(&self, actor: &Actor, limit: i64) -> Result<Vec<Exported>, Error> {
        let grant = Grant::<Supervise>::of(actor)?;
        let above = grant.unit().clone();
        let events =
            self.inner.db.read(move |tx| Box::pin(async move { event::exports(tx, &above, limit).await })).await?;
        events
            .into_iter()
            .map(|e| {
                let export =
                    serde_json::from_str(&e.body).map_err(|x| DbError::Corrupt(format!("event {}: {x}", e.id)))?;
                Ok(Exported { by: e.envelope.by, at: e.envelope.at, export })
            })
            .collect()
    }
}
