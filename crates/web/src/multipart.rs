//! Forms that carry files: the fields are read, the files go to the disk as they come.

use crate::failure::Failure;
use crate::forms::Filled;
use crate::visit::{CSRF_FIELD, Staff};
use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use domain::id::FileId;
use domain::law::Refusal;
use futures_util::TryStreamExt;
use multer::Multipart;
use office::Error;
use office::file::Pending;
use std::io;
use tokio_util::io::StreamReader;

/// What is typed into one form; files are not counted.
const TYPED: usize = 256 * 1024;
/// Fields and files of one form.
const PARTS: usize = 2_000;

/// A field `upload.<what>` holds files; those that are taken come back as `file.<what>`.
pub(crate) const CHOSEN: &str = "upload.";
/// See [`CHOSEN`].
pub(crate) const UPLOADED: &str = "file.";

/// A file that was not taken.
#[derive(Debug, Clone)]
pub struct NotTaken {
    /// The field it stood in.
    pub field: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub why: Refusal,
}

/// The boundary, when a request carries a form with files.
pub(crate) fn boundary(headers: &HeaderMap) -> Option<String> {
    multer::parse_boundary(headers.get(CONTENT_TYPE)?.to_str().ok()?).ok()
}

/// Reads such a form. Nothing is written before its hidden field was right: it comes first on every
/// page of ours. Of who is not signed in (any more) only what was typed is read.
pub(crate) async fn read(me: Option<&Staff>, boundary: &str, body: Body) -> Result<(Filled, Vec<NotTaken>), Failure> {
    let mut form = Multipart::new(body.into_data_stream(), boundary);
    let (mut filled, mut not_taken) = (Filled::default(), Vec::new());
    let mut typed = 0;
    for _ in 0..PARTS {
        let Some(mut field) = form.next_field().await.map_err(|_| Failure::malformed())? else {
            return Ok((filled, not_taken));
        };
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file) = field.file_name().map(str::to_owned) else {
            let mut value = Vec::new();
            while let Some(piece) = field.chunk().await.map_err(|_| Failure::malformed())? {
                typed += piece.len();
                if typed > TYPED {
                    return Err(Failure::malformed());
                }
                value.extend_from_slice(&piece);
            }
            let value = String::from_utf8(value).map_err(|_| Failure::malformed())?;
            filled.0.push((name, value.replace("\r\n", "\n").replace('\0', "")));
            continue;
        };
        let (Some(me), Some(what)) = (me, name.strip_prefix(CHOSEN).filter(|_| !file.is_empty())) else {
            // A file input without a file.
            while field.chunk().await.map_err(|_| Failure::malformed())?.is_some() {}
            continue;
        };
        if filled.get(CSRF_FIELD) != me.csrf() || me.csrf().is_empty() {
            return Err(Failure::forged());
        }
        let mut content = StreamReader::new(field.map_err(io::Error::other));
        let taken = me.visit.app.office.upload_whole(me.actor(), &file, &mut content).await;
        // The rest of one that is not taken is read away, so that the answer arrives.
        if taken.is_err() {
            tokio::io::copy(&mut content, &mut tokio::io::sink()).await.map_err(|_| Failure::malformed())?;
        }
        match taken {
            Ok(upload) => {
                replace_unfinished(me, &mut filled, what, &upload).await?;
                filled.0.push((format!("{UPLOADED}{what}"), upload.id.to_string()));
            }
            Err(Error::Refused(why)) => not_taken.push(NotTaken { field: name, name: file, why }),
            Err(e) => return Err(e.into()),
        }
    }
    Err(Failure::malformed())
}

/// The same file, sent again and whole, takes the place of what an earlier try had left half-way.
async fn replace_unfinished(me: &Staff, filled: &mut Filled, what: &str, whole: &Pending) -> Result<(), Failure> {
    let office = &me.visit.app.office;
    let field = format!("{UPLOADED}{what}");
    if filled.get(&field).is_empty() {
        return Ok(());
    }
    let waiting = office.uploads(me.actor()).await?;
    let half = |id: &str| waiting.iter().find(|p| p.facts.is_none() && p.name == whole.name && p.id.to_string() == id);
    let over: Vec<FileId> = filled.all(&field).filter_map(half).map(|p| p.id).collect();
    for id in over {
        filled.0.retain(|(name, value)| *name != field || value.trim() != id.to_string());
        // What is being written to this moment is left to the sweeper.
        match office.drop_upload(me.actor(), id).await {
            Ok(()) | Err(Error::UploadBusy | Error::NotFound { .. }) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(())
}
