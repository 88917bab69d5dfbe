//! What many answers share: names beside ids, moments as they are written, pages of a list.

use super::call::Call;
use super::problem::Problem;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::calendar::{Limit, Timestamp};
use domain::dossier::ProcedureRef;
use domain::id::{DossierId, PersonId, PostId, UnitId};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use store::dossier::After;
use utoipa::ToSchema;

/// A moment as RFC 3339 in the time of Viet Nam: `2026-08-17T08:00:00+07:00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = DateTime, example = "2026-08-17T08:00:00+07:00")]
pub struct Moment(pub String);

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Moment(at.display_with_offset(Offset::constant(7)).to_string())
    }
}

/// Something with a key and a name in the caller's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Named {
    /// Key.
    pub id: String,
    /// Name.
    pub name: String,
}

/// A procedure in the version a dossier keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedProcedure {
    /// Key.
    pub key: String,
    /// Version.
    pub version: u32,
    /// Name.
    pub name: String,
}

/// A time limit as the law writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LimitSaid {
    /// `working_days`, `working_hours`, `calendar_days`, `months`, `clock_hours` or `same_day`.
    pub unit: String,
    /// How many; none for `same_day`.
    #[serde(default)]
    pub value: Option<u16>,
    /// For `same_day`: received by this local time.
    #[serde(default)]
    pub cutoff: Option<String>,
}

impl From<Limit> for LimitSaid {
    fn from(limit: Limit) -> Self {
        let said = |unit: &str, value| LimitSaid { unit: unit.into(), value: Some(value), cutoff: None };
        match limit {
            Limit::WorkingDays(n) => said("working_days", n),
            Limit::WorkingHours(n) => said("working_hours", n),
            Limit::CalendarDays(n) => said("calendar_days", n),
            Limit::Months(n) => said("months", n),
            Limit::ClockHours(n) => said("clock_hours", n),
            Limit::SameDay { cutoff } => LimitSaid {
                unit: "same_day".into(),
                value: None,
                cutoff: Some(format!("{:02}:{:02}", cutoff.hour(), cutoff.minute())),
            },
        }
    }
}

/// The word of a value in JSON.
pub fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

impl Call {
    /// A unit with its name.
    pub fn unit(&self, id: &UnitId) -> Named {
        let law = self.office().law();
        let name = law.organisation.unit(id).map_or_else(|| id.to_string(), |u| self.text(&u.name));
        Named { id: id.to_string(), name }
    }

    /// A person who serves, with the name.
    pub fn person(&self, id: &PersonId) -> Named {
        let law = self.office().law();
        let name = law.organisation.person(id).map_or_else(|| id.to_string(), |p| p.name.clone());
        Named { id: id.to_string(), name }
    }

    /// A post with its name.
    pub fn post(&self, id: &PostId) -> Named {
        let law = self.office().law();
        let name = law.organisation.post(id).map_or_else(|| id.to_string(), |p| self.text(&p.name));
        Named { id: id.to_string(), name }
    }

    /// A procedure with its name in the version a dossier keeps.
    pub fn procedure(&self, of: &ProcedureRef) -> NamedProcedure {
        let law = self.office().law();
        let name = law.version(of).map_or_else(|| of.key.to_string(), |v| self.text(&v.name));
        NamedProcedure { key: of.key.to_string(), version: of.version, name }
    }
}

/// How many lines a page of a list has when the client does not say.
pub const PAGE: usize = 50;
/// At most.
pub const LARGEST_PAGE: usize = 200;

/// The size of a page.
pub fn page_size(asked: Option<u16>) -> Result<usize, Problem> {
    match asked.map(usize::from) {
        None => Ok(PAGE),
        Some(n @ 1..=LARGEST_PAGE) => Ok(n),
        Some(_) => Err(Problem::malformed_query("limit")),
    }
}

/// Where a list goes on, as 32 characters that mean nothing to the client.
pub fn cursor(after: After) -> String {
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&after.at.to_be_bytes());
    bytes[8..].copy_from_slice(after.id.0.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a cursor back.
pub fn after(cursor: Option<&str>) -> Result<Option<After>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    let bytes: [u8; 24] = URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|b| b.try_into().ok())
        .ok_or_else(|| Problem::malformed_query("after"))?;
    let (at, id) = bytes.split_at(8);
    let at = at.try_into().map(i64::from_be_bytes).map_err(|_| Problem::malformed_query("after"))?;
    let id = uuid::Uuid::from_slice(id).map_err(|_| Problem::malformed_query("after"))?;
    Ok(Some(After { at, id: DossierId(id) }))
}
