//! Style sheet, fonts and icons, embedded in the binary and served under `/assets/`.

use std::fmt::Write as _;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets"]
struct Assets;

/// Every route of this module; public, since the sign-in page needs its style as well.
pub const ASSETS_ROUTE: &str = "/assets/{*path}";

/// The routes under `/assets/`, for any state.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route(ASSETS_ROUTE, get(serve))
}

/// The address of an asset with the hash of its content, which a browser may keep for ever.
///
/// A name that does not exist gives an address that answers 404.
pub fn asset_url(name: &str) -> String {
    match Assets::get(name) {
        Some(file) => format!("/assets/{name}?v={}", short_hash(&file)),
        None => format!("/assets/{name}"),
    }
}

fn short_hash(file: &rust_embed::EmbeddedFile) -> String {
    file.metadata.sha256_hash()[..8].iter().fold(String::with_capacity(16), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

async fn serve(Path(path): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let Some(file) = Assets::get(&path) else {
        return (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "404").into_response();
    };
    let hash = short_hash(&file);
    let etag = format!("\"{hash}\"");
    let caching = match query.as_deref().and_then(|query| query.strip_prefix("v=")) {
        Some(version) if version == hash => "public, max-age=31536000, immutable",
        // The style sheet names fonts without a hash; a font's file never changes under its name.
        None if path.starts_with("fonts/") => "public, max-age=2592000",
        _ => "no-cache",
    };
    let unchanged = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|it| it.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag));
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data.into_owned()).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&path)));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        out.insert(header::ETAG, etag);
    }
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use tower::ServiceExt as _;

    use super::*;

    async fn ask(uri: &str, tag: Option<&str>) -> Response {
        let mut request = Request::get(uri);
        if let Some(tag) = tag {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        let request = request.body(Body::empty()).expect("a request");
        router::<()>().oneshot(request).await.expect("infallible")
    }

    #[tokio::test]
    async fn an_address_with_its_hash_is_kept_for_ever() {
        let answer = ask(&asset_url("motcua.css"), None).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(answer.headers()[header::CACHE_CONTROL].to_str().is_ok_and(|it| it.contains("immutable")));
    }

    #[tokio::test]
    async fn an_old_hash_is_answered_but_not_kept() {
        let answer = ask("/assets/motcua.css?v=0000000000000000", None).await;
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-cache");
    }

    #[tokio::test]
    async fn an_unchanged_asset_is_not_sent_again() {
        let first = ask("/assets/favicon.svg", None).await;
        let tag = first.headers()[header::ETAG].to_str().expect("a tag").to_owned();
        let second = ask("/assets/favicon.svg", Some(&tag)).await;
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn what_is_not_an_asset_is_not_found() {
        for path in ["/assets/none.css", "/assets/../Cargo.toml", "/assets/%2e%2e/Cargo.toml"] {
            assert_eq!(ask(path, None).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn the_style_sheet_asks_no_other_server_for_anything() {
        let file = Assets::get("motcua.css").expect("the compiled style sheet");
        let css = std::str::from_utf8(&file.data).expect("UTF-8");
        for outside in ["@import", "GDS Transport", "crown", "src(", "image-set("] {
            assert!(!css.contains(outside), "{outside}");
        }
        for (_, rest) in css.match_indices("url(").map(|(i, _)| css[i..].split_at(4)) {
            let target = rest.split(')').next().unwrap_or_default().trim_matches(['"', '\'']);
            assert!(target.starts_with("data:") || Assets::get(target).is_some(), "{target}");
        }
    }

    #[test]
    fn every_font_has_its_licence_beside_it() {
        assert!(Assets::iter().any(|path| path == "fonts/OFL.txt"));
    }
}
