//! Files of a dossier: the list on its page, and each one opened to be read.

use super::chooser::described;
use crate::args;
use crate::failure::Failure;
use crate::pages::dossier::{href, id_of, said};
use crate::pages::words;
use crate::ui::{self, Column, Tag, percent_encode};
use crate::visit::Staff;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use domain::dossier::{ActKind, FileKept, Struck};
use domain::file::Media;
use domain::id::FileId;
use maud::{Markup, html};
use office::Error;
use office::dossier::Detail;
use office::file::{OpenFile, Opening};
use office::grant::{Grant, Supervise};
use tokio_util::io::ReaderStream;

/// Opens a file; that it was opened, and by whom, is kept on record.
pub async fn show(me: Staff, Path((id, file)): Path<(String, String)>) -> Result<Response, Failure> {
    let file: FileId = file.parse().map_err(|_| Failure::from(Error::NotFound { what: "file" }))?;
    let open = me.visit.app.office.open_file(me.actor(), id_of(&id)?, file).await?;
    Ok(response(open))
}

/// A picture or a PDF as it is: of a type we looked into ourselves, in a room of its own, kept by no
/// browser. One that carries script or other files is only saved, never shown.
pub(crate) fn response(open: OpenFile) -> Response {
    let OpenFile { kept, name, content } = open;
    let file = &kept.file;
    let body = Body::from_stream(ReaderStream::with_capacity(tokio::fs::File::from_std(content), 64 * 1024));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    put(CONTENT_TYPE, file.media.mime().to_owned());
    put(CONTENT_LENGTH, file.bytes.to_string());
    let how = if file.cautions.is_empty() { "inline" } else { "attachment" };
    let plain = format!("{}.{}", file.id, file.media.ending());
    let name = if name.is_empty() { plain.clone() } else { name };
    put(CONTENT_DISPOSITION, format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", percent_encode(&name)));
    put(ETAG, format!("\"{}\"", file.sha256));
    // A browser's own viewer of PDF does not start in a sandbox; a picture needs no more than itself.
    let policy = match file.media {
        Media::Pdf => "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        Media::Jpeg | Media::Png => {
            "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        }
    };
    put(CONTENT_SECURITY_POLICY, policy.to_owned());
    response
}

/// The files of a dossier with size and hash, and who opened them.
pub(crate) fn list(me: &Staff, detail: &Detail, openings: &[Opening]) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    if d.files.is_empty() {
        return html! {};
    }
    let columns =
        [Column::row_header(t.s("files-file")), Column::new(t.s("files-shows")), Column::new(t.s("files-added"))];
    let rows: Vec<Vec<Markup>> = d
        .files
        .iter()
        .map(|f| {
            vec![
                file(me, detail, f),
                html! { (shows(me, f)) },
                html! { (said::official(visit, &f.by)) br; (ui::when(&t.datetime(f.at))) },
            ]
        })
        .collect();
    html! {
        (ui::data_table(&t.s("files-title"), &columns, &rows))
        @if !openings.is_empty() {
            (ui::details(&t.f("files-openings", args!["n" => openings.len()]), html! {
                ul.govuk-list {
                    @for o in openings {
                        li {
                            (t.datetime(o.at)) " · " (visit.person_name(&o.person)) ", " (visit.unit_name(&o.unit))
                            @if let Some(f) = d.file(o.file) { " · " (said::text(visit, detail, &f.file.name)) }
                        }
                    }
                }
            }))
        }
    }
}

fn file(me: &Staff, detail: &Detail, f: &FileKept) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    if let Some(struck) = &f.struck {
        return struck_out(me, detail, f, struck);
    }
    html! {
        a.govuk-link.motcua-break href={ (href(detail.dossier.id)) "/files/" (f.file.id) } target="_blank" rel="noopener" {
            (said::text(visit, detail, &f.file.name)) span.govuk-visually-hidden { " (" (t.s("files-new-tab")) ")" }
        }
        br; span.govuk-hint { (described(t, Some(f.file.media), f.file.bytes)) }
        @for c in &f.file.cautions { " " (ui::tag(Tag::Late, &words::of(t, "file-caution", c))) }
        (ui::details(&t.s("files-hash"), html! { code.motcua-code.motcua-break { (f.file.sha256) } }))
        @if detail.may(ActKind::StrikeFile) {
            a.govuk-link.motcua-target href={ (href(detail.dossier.id)) "/acts/strike-file?file=" (f.file.id) } {
                (t.s("act-strike-file")) span.govuk-visually-hidden { ": " (said::text(visit, detail, &f.file.name)) }
            }
        }
    }
}

/// A file that was struck out: what it was, who struck it out and why; the content for who supervises.
fn struck_out(me: &Staff, detail: &Detail, f: &FileKept, struck: &Struck) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let name = said::text(visit, detail, &f.file.name);
    html! {
        s.motcua-break { (name) } " " (ui::tag(Tag::Late, &t.s("files-struck")))
        br; span.govuk-hint { (described(t, Some(f.file.media), f.file.bytes)) }
        p.govuk-body-s {
            (t.f("files-struck-by", args!["who" => said::official(visit, &struck.by), "when" => t.datetime(struck.at)]))
            " " (said::text(visit, detail, &struck.reason))
        }
        @if Grant::<Supervise>::of(me.actor()).is_ok() {
            a.govuk-link href={ (href(detail.dossier.id)) "/files/" (f.file.id) } target="_blank" rel="noopener" {
                (t.s("files-struck-open")) span.govuk-visually-hidden { ": " (name) " (" (t.s("files-new-tab")) ")" }
            }
        }
        (ui::details(&t.s("files-hash"), html! { code.motcua-code.motcua-break { (f.file.sha256) } }))
    }
}

/// The paper a file shows, by the list it was scanned under; or the result.
pub(crate) fn shows(me: &Staff, f: &FileKept) -> String {
    let visit = &me.visit;
    let law = visit.app.office.law();
    match &f.file.paper {
        Some(paper) => said::paper(visit, law.version(&f.procedure), paper),
        None => visit.t.s("file-result"),
    }
}
