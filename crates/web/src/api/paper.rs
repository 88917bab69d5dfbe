//! Papers of a dossier: which were given out, and each one as PDF.

use super::call::{Caller, Id, InPath, InPaths};
use super::name::{Moment, Named};
use super::problem::Problem;
use crate::pages::paper::shown;
use axum::Json;
use axum::response::Response;
use domain::id::DossierId;
use domain::paper::PaperKind;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// The papers of a dossier.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Papers {
    /// In the order of issue.
    pub items: Vec<PaperIssued>,
}

/// A paper that was given out.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PaperIssued {
    /// Its place in the dossier's order of issue, from 1: its name in addresses.
    pub n: u32,
    /// Which.
    pub kind: PaperKind,
    /// Number and symbol as they stand on it.
    pub label: String,
    /// In whose series it is numbered.
    pub unit: Named,
    /// Year of the series.
    pub year: i16,
    /// Number in the series.
    pub number: u32,
    /// Given out.
    pub at: Moment,
    /// By whose act.
    pub by: Named,
    /// The `n` of the paper that it takes the place of.
    pub replaces: Option<u32>,
}

/// A place in the order of issue, from 1.
pub struct Place(u32);

impl FromStr for Place {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let plain = !text.starts_with('0') && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        if plain { text.parse().map(Place).map_err(|_| ()) } else { Err(()) }
    }
}

/// All papers of a dossier.
pub async fn list(caller: Caller, InPath(Id(id)): InPath<Id<DossierId>>) -> Result<Json<Papers>, Problem> {
    let detail = caller.office().dossier(caller.actor(), id).await?;
    let call = &caller.call;
    let items = (1..)
        .zip(&detail.dossier.issued)
        .map(|(n, p)| PaperIssued {
            n,
            kind: p.issued.kind,
            label: p.issued.label.clone(),
            unit: call.unit(&p.issued.unit),
            year: p.issued.year,
            number: p.issued.number,
            at: p.at.into(),
            by: call.person(&p.by.person),
            replaces: p.issued.replaces,
        })
        .collect();
    Ok(Json(Papers { items }))
}

/// One paper as PDF.
pub async fn pdf(
    caller: Caller,
    InPaths(Id(id), Place(n)): InPaths<Id<DossierId>, Place>,
) -> Result<Response, Problem> {
    Ok(shown(caller.office().paper(caller.actor(), id, n).await?, n))
}
