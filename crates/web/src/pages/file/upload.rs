//! Uploads piece by piece, for the script of a form: begun, written on at an offset, asked after,
//! dropped. The same steps as the API's, for a signed-in browser.

use super::chooser;
use crate::api::file::UploadShape;
use crate::failure::{Failure, explain, status_of};
use crate::forms::StaffForm;
use crate::visit::{CSRF_HEADER, Staff};
use axum::Json;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::id::FileId;
use futures_util::TryStreamExt;
use office::Error;
use office::file::UploadState;
use serde_json::json;
use std::io;
use tokio_util::io::StreamReader;

/// `POST /uploads` with `name` and `bytes`.
pub async fn begin(StaffForm { me, filled, .. }: StaffForm) -> Response {
    let bytes = filled.number("bytes").unwrap_or(0);
    let begun = me.visit.app.office.begin_upload(me.actor(), filled.get("name"), bytes).await;
    answer(&me, StatusCode::CREATED, begun)
}

/// `GET /uploads/{id}`: how far it is.
pub async fn state(me: Staff, Path(id): Path<String>) -> Response {
    let found = match id_of(&id) {
        Ok(id) => me.visit.app.office.upload(me.actor(), id).await,
        Err(e) => Err(e),
    };
    answer(&me, StatusCode::OK, found)
}

/// `PATCH /uploads/{id}` with `Upload-Offset`: the next piece.
pub async fn write_on(me: Staff, Path(id): Path<String>, headers: HeaderMap, body: Body) -> Result<Response, Failure> {
    own_page(&me, &headers)?;
    let written = match (id_of(&id), crate::api::file::offset(&headers)) {
        (Ok(id), Some(offset)) => {
            let piece = StreamReader::new(body.into_data_stream().map_err(io::Error::other));
            me.visit.app.office.continue_upload(me.actor(), id, offset, piece).await
        }
        (Err(e), _) => Err(e),
        (Ok(_), None) => return Err(Failure::malformed()),
    };
    Ok(answer(&me, StatusCode::OK, written))
}

/// `DELETE /uploads/{id}`.
pub async fn drop_one(me: Staff, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    own_page(&me, &headers)?;
    let dropped = match id_of(&id) {
        Ok(id) => me.visit.app.office.drop_upload(me.actor(), id).await,
        Err(e) => Err(e),
    };
    Ok(match dropped {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(e) => told(&me, e),
    })
}

/// A script has no form: the session's own value comes in a header.
fn own_page(me: &Staff, headers: &HeaderMap) -> Result<(), Failure> {
    let sent = headers.get(CSRF_HEADER).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if sent == me.csrf() && !sent.is_empty() { Ok(()) } else { Err(Failure::forged()) }
}

fn id_of(text: &str) -> Result<FileId, Error> {
    text.parse().map_err(|_| Error::NotFound { what: "upload" })
}

fn answer(me: &Staff, status: StatusCode, state: Result<UploadState, Error>) -> Response {
    match state {
        Ok(state) => {
            let shape = UploadShape::from(&state);
            let described = chooser::described(me.visit.t, shape.media, state.upload.bytes);
            let mut value = serde_json::to_value(&shape).unwrap_or_default();
            value["described"] = described.into();
            (status, crate::api::file::headers(&state), Json(value)).into_response()
        }
        Err(e) => told(me, e),
    }
}

/// What went wrong, in the reader's words.
fn told(me: &Staff, e: Error) -> Response {
    let t = me.visit.t;
    let text = match &e {
        Error::Refused(r) => chooser::refusal(t, r),
        e => {
            let (title, what) = explain(t, e);
            format!("{title}. {what}")
        }
    };
    // What passes by itself: the script tries again.
    let again = matches!(
        e,
        Error::Store(_) | Error::Storage(_) | Error::NoRoom | Error::UploadBusy | Error::CutOff | Error::LawChanged
    );
    if matches!(e, Error::Store(_) | Error::Storage(_) | Error::NoRoom) {
        tracing::error!(operation = %me.visit.operation, error = %e, "an upload failed");
    }
    let offset = match e {
        Error::WrongOffset { current } => Some(current),
        _ => None,
    };
    (status_of(&e), Json(json!({ "text": text, "offset": offset, "again": again }))).into_response()
}
