//! Following by code without a token: the degree of completion and nothing else, a few tries a minute.

use super::call::{Call, InPath};
use super::dossier::Code;
use super::problem::Problem;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What anybody may know who has typed a code (TT 01/2018 art. 16.2d): codes can be guessed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DegreeShape {
    /// The code.
    pub code: String,
    /// Steps done.
    pub done: usize,
    /// Of how many.
    pub total: usize,
    /// The result is ready or was handed over, or the dossier came to another end.
    pub finished: bool,
}

/// The degree of completion of the dossier with this code.
pub async fn degree(call: Call, InPath(Code(code)): InPath<Code>) -> Result<Json<DegreeShape>, Problem> {
    if !call.app.follow_limit.take(&call.address) {
        return Err(Problem::too_many());
    }
    let d = call.office().degree(&code).await?;
    Ok(Json(DegreeShape { code: d.code.to_string(), done: d.done, total: d.total, finished: d.finished }))
}
