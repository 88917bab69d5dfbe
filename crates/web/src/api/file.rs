//! Files: uploads piece by piece, and files of a dossier.
//!
//! Modelled on tus and the IETF draft of resumable uploads: created with a size, written on at an
//! offset, asked for how far it is. What breaks off goes on where it ended, within 24 hours.

use super::PREFIX;
use super::body::{Body, Sent};
use super::call::{Caller, Id, InPath, InPaths};
use super::name::Moment;
use super::problem::Problem;
use axum::Json;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HeaderName, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::file::Media;
use domain::id::{DossierId, FileId};
use futures_util::TryStreamExt;
use office::file::{Pending, UploadState};
use serde::{Deserialize, Serialize};
use std::io;
use tokio_util::io::StreamReader;
use utoipa::ToSchema;

/// Where a piece begins, and how far an upload is.
pub const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// How long an upload is.
pub const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
/// The media type of a piece, as in tus.
pub const PIECE: &str = "application/octet-stream";

/// An upload to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UploadAsked {
    /// Name of the file.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Its size in bytes.
    #[schema(minimum = 1, maximum = 1_099_511_627_776_i64)]
    pub bytes: u64,
}

impl Sent for UploadAsked {
    const IS_ACT: bool = false;
}

/// An upload that no act has taken yet.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UploadShape {
    /// Id: what an act names as `file`.
    pub id: FileId,
    /// Name of the file.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Bytes that are here: where the next piece begins.
    pub offset: u64,
    /// It is whole, was looked into, and can be taken.
    pub whole: bool,
    /// What it is by its content; none: not whole yet.
    pub media: Option<Media>,
    /// SHA-256 of its content, hexadecimal; none: not whole yet.
    pub sha256: Option<String>,
    /// Begun.
    pub begun: Moment,
    /// Swept away after this, unless an act takes it before.
    pub expires: Moment,
}

impl From<&UploadState> for UploadShape {
    fn from(state: &UploadState) -> Self {
        shape(&state.upload, state.offset)
    }
}

fn shape(p: &Pending, offset: u64) -> UploadShape {
    UploadShape {
        id: p.id,
        name: p.name.clone(),
        bytes: p.bytes,
        offset,
        whole: p.facts.is_some(),
        media: p.facts.as_ref().and_then(|f| f.media),
        sha256: p.facts.as_ref().map(|f| f.sha256.clone()),
        begun: p.begun.into(),
        expires: p.expires.into(),
    }
}

/// How far an upload is, for clients that ask with `HEAD`.
pub fn headers(state: &UploadState) -> [(HeaderName, HeaderValue); 2] {
    [(UPLOAD_OFFSET, state.offset.into()), (UPLOAD_LENGTH, state.upload.bytes.into())]
}

/// The offset that a request names: plain digits, once.
pub fn offset(headers: &HeaderMap) -> Option<u64> {
    let mut values = headers.get_all(UPLOAD_OFFSET).iter();
    let text = values.next()?.to_str().ok()?;
    let plain = (1..=18).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if plain && values.next().is_none() { text.parse().ok() } else { None }
}

fn answer(status: StatusCode, state: &UploadState) -> Response {
    (status, headers(state), Json(UploadShape::from(state))).into_response()
}

/// All that wait for an act.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Uploads {
    /// Oldest first. How far one that is not whole is, is told where it is asked for by its id.
    pub items: Vec<UploadWaiting>,
}

/// An upload in a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct UploadWaiting {
    /// Id.
    pub id: FileId,
    /// Name of the file.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// It is whole, was looked into, and can be taken.
    pub whole: bool,
    /// Swept away after this.
    pub expires: Moment,
}

/// What waits.
pub async fn list(caller: Caller) -> Result<Json<Uploads>, Problem> {
    let all = caller.office().uploads(caller.actor()).await?;
    let items = all
        .into_iter()
        .map(|p| UploadWaiting {
            id: p.id,
            whole: p.facts.is_some(),
            name: p.name,
            bytes: p.bytes,
            expires: p.expires.into(),
        })
        .collect();
    Ok(Json(Uploads { items }))
}

/// Begins one.
pub async fn begin(caller: Caller, Body(asked): Body<UploadAsked>) -> Result<Response, Problem> {
    let state = caller.office().begin_upload(caller.actor(), &asked.name, asked.bytes).await?;
    let mut response = answer(StatusCode::CREATED, &state);
    if let Ok(location) = HeaderValue::from_str(&format!("{PREFIX}/uploads/{}", state.upload.id)) {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}

/// How far one is.
pub async fn state(caller: Caller, InPath(Id(id)): InPath<Id<FileId>>) -> Result<Response, Problem> {
    Ok(answer(StatusCode::OK, &caller.office().upload(caller.actor(), id).await?))
}

/// The next piece of one.
pub async fn write_on(
    caller: Caller,
    InPath(Id(id)): InPath<Id<FileId>>,
    request: Request,
) -> Result<Response, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case(PIECE)) {
        return Err(Problem::unsupported_piece());
    }
    let offset = offset(request.headers()).ok_or_else(Problem::offset_malformed)?;
    let piece = StreamReader::new(request.into_body().into_data_stream().map_err(io::Error::other));
    let state = caller.office().continue_upload(caller.actor(), id, offset, piece).await?;
    Ok(answer(StatusCode::OK, &state))
}

/// Drops one.
pub async fn drop_one(caller: Caller, InPath(Id(id)): InPath<Id<FileId>>) -> Result<StatusCode, Problem> {
    caller.office().drop_upload(caller.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A file of a dossier; that it was opened is kept on record.
pub async fn show(
    caller: Caller,
    InPaths(Id(dossier), Id(file)): InPaths<Id<DossierId>, Id<FileId>>,
) -> Result<Response, Problem> {
    Ok(crate::pages::file::response(caller.office().open_file(caller.actor(), dossier, file).await?))
}
