//! What a person typed into a page's form: never lost, given back with each error.

use crate::failure::Failure;
use crate::keep;
use crate::multipart::{self, NotTaken};
use crate::visit::{CSRF_FIELD, SESSION_COOKIE, Staff, cookie};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use domain::calendar::Date;

/// The fields of a form in the order they came.
#[derive(Debug, Clone, Default)]
pub struct Filled(pub Vec<(String, String)>);

impl Filled {
    /// The first value of a field, without blanks around; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim())
    }

    /// Whether a field holds this value: a ticked box, a chosen radio.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|v| v == value)
    }

    /// A whole number; `None` when empty or not a number.
    pub fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name).parse().ok()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, Failure> {
        serde_urlencoded(bytes).ok_or_else(Failure::malformed)
    }
}

/// A day as addresses write it (`2026-08-17`) or as people do (`17/8/2026`).
pub(crate) fn day_of(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let [day, month, year] = parts[..] else { return None };
    let year = year.parse().ok().filter(|y| (1900..=2200).contains(y))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Decodes `application/x-www-form-urlencoded`; `None` when it is not UTF-8.
fn serde_urlencoded(bytes: &[u8]) -> Option<Filled> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut out = Vec::new();
    for pair in text.split('&').filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        out.push((percent_decode(name)?, percent_decode(value)?));
    }
    Some(Filled(out))
}

fn percent_decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'+' => out.push(b' '),
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                out.push(u8::try_from(high * 16 + low).ok()?);
            }
            b => out.push(b),
        }
    }
    // Browsers send line ends as CR LF; a NUL is nobody's text.
    String::from_utf8(out).ok().map(|s| s.replace("\r\n", "\n").replace('\0', ""))
}

/// A form of a page that needs no sign-in. Where it came from is checked by the router.
impl<S: Send + Sync> FromRequest<S> for Filled {
    type Rejection = Failure;
    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Failure::malformed())?;
        Filled::from_bytes(&bytes)
    }
}

/// A form of a signed-in person's page: its hidden field must carry the session's own value.
#[derive(Debug)]
pub struct StaffForm {
    /// Who sent it.
    pub me: Staff,
    /// What it says.
    pub filled: Filled,
}

impl FromRequest<crate::app::App> for StaffForm {
    type Rejection = Failure;
    async fn from_request(request: Request, state: &crate::app::App) -> Result<Self, Failure> {
        use axum::extract::FromRequestParts;
        let (mut parts, body) = request.into_parts();
        let me = Staff::from_request_parts(&mut parts, state).await;
        let secret = cookie(&parts, SESSION_COOKIE).map(str::to_owned);
        let bytes =
            Bytes::from_request(Request::from_parts(parts, body), state).await.map_err(|_| Failure::malformed())?;
        StaffForm::of(state, me, secret, Filled::from_bytes(&bytes)?).await
    }
}

impl StaffForm {
    async fn of(
        app: &crate::app::App,
        me: Result<Staff, Failure>,
        secret: Option<String>,
        filled: Filled,
    ) -> Result<Self, Failure> {
        let me = match (me, secret) {
            (Ok(me), _) => me,
            // The session ended while somebody wrote: signed in again, the same person finds it all there.
            (Err(failure), Some(secret)) if failure.asks_to_sign_in() => {
                return Err(kept_after_end(app, &secret, &filled).await.unwrap_or(failure));
            }
            (Err(failure), _) => return Err(failure),
        };
        if filled.get(CSRF_FIELD) != me.who.csrf || me.who.csrf.is_empty() {
            return Err(Failure::forged());
        }
        Ok(StaffForm { me, filled })
    }
}

/// A form as [`StaffForm`], which may carry files: they are on the disk when it is read.
#[derive(Debug)]
pub struct FilesForm {
    /// The form; files that were taken stand among its fields by their ids.
    pub form: StaffForm,
    /// Files that were not taken.
    pub not_taken: Vec<NotTaken>,
}

impl FromRequest<crate::app::App> for FilesForm {
    type Rejection = Failure;
    async fn from_request(request: Request, state: &crate::app::App) -> Result<Self, Failure> {
        use axum::extract::FromRequestParts;
        let Some(boundary) = multipart::boundary(request.headers()) else {
            return Ok(FilesForm { form: StaffForm::from_request(request, state).await?, not_taken: vec![] });
        };
        let (mut parts, body) = request.into_parts();
        let me = Staff::from_request_parts(&mut parts, state).await;
        let secret = cookie(&parts, SESSION_COOKIE).map(str::to_owned);
        let (filled, not_taken) = multipart::read(me.as_ref().ok(), &boundary, body).await?;
        Ok(FilesForm { form: StaffForm::of(state, me, secret, filled).await?, not_taken })
    }
}

/// Keeps what was sent in a session that is over; answers the way to sign in and come back to it.
async fn kept_after_end(app: &crate::app::App, secret: &str, filled: &Filled) -> Option<Failure> {
    let form = keep::unfinished(filled)?;
    let back = format!("{}?draft={}", form.path, form.id);
    let kept = app.office.keep_after_end(secret, filled.get(CSRF_FIELD), form, app.settings.keep_drafts()).await;
    match kept {
        Ok(true) => Some(Failure::sign_in_to(back)),
        Ok(false) => None,
        Err(e) => Some(e.into()),
    }
}

/// A form of a signed-in person's page that carries one file, in the field `file`.
#[derive(Debug)]
pub struct StaffUpload {
    /// Who sent it.
    pub me: Staff,
    /// What it says beside the file.
    pub filled: Filled,
    /// Name and bytes of the file; none was chosen: `None`. Too large: its name without bytes.
    pub file: Option<(String, Option<Vec<u8>>)>,
}

/// A file may have so many bytes; pages that take larger ones take them otherwise.
const FILE_LIMIT: usize = office::import::LARGEST;

impl FromRequest<crate::app::App> for StaffUpload {
    type Rejection = Failure;
    async fn from_request(request: Request, state: &crate::app::App) -> Result<Self, Failure> {
        use axum::extract::{DefaultBodyLimit, FromRequestParts, Multipart};
        let multipart = request
            .headers()
            .get(axum::http::header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.starts_with("multipart/form-data"));
        if !multipart {
            let StaffForm { me, filled } = StaffForm::from_request(request, state).await?;
            return Ok(StaffUpload { me, filled, file: None });
        }
        let (mut parts, body) = request.into_parts();
        let me = Staff::from_request_parts(&mut parts, state).await?;
        let mut request = Request::from_parts(parts, body);
        DefaultBodyLimit::max(2 * FILE_LIMIT).apply(&mut request);
        let wrong = |_| Failure::malformed();
        let mut form = Multipart::from_request(request, state).await.map_err(|_| Failure::malformed())?;
        let (mut filled, mut file) = (Filled::default(), None);
        while let Some(mut field) = form.next_field().await.map_err(wrong)? {
            let name = field.name().unwrap_or_default().to_owned();
            let is_file = name == "file";
            let limit = if is_file { FILE_LIMIT } else { 64 * 1024 };
            let file_name = field.file_name().unwrap_or_default().to_owned();
            let mut bytes = Vec::new();
            let mut too_large = false;
            while let Some(chunk) = field.chunk().await.map_err(wrong)? {
                too_large |= bytes.len() + chunk.len() > limit;
                if !too_large {
                    bytes.extend_from_slice(&chunk);
                }
            }
            if is_file {
                if !file_name.is_empty() {
                    file = Some((file_name, (!too_large).then_some(bytes)));
                }
            } else if too_large {
                return Err(Failure::malformed());
            } else {
                let value = String::from_utf8(bytes).map_err(|_| Failure::malformed())?;
                filled.0.push((name, value.replace("\r\n", "\n").replace('\0', "")));
            }
        }
        if filled.get(CSRF_FIELD) != me.who.csrf || me.who.csrf.is_empty() {
            return Err(Failure::forged());
        }
        Ok(StaffUpload { me, filled, file })
    }
}

#[cfg(test)]
mod tests {
    use super::{Filled, day_of};
    use domain::calendar::Date;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for typed in ["2026-08-17", "17/08/2026", " 17/8/2026", "17-8-2026", "17.8.2026"] {
            assert_eq!(day_of(typed), Some(Date::constant(2026, 8, 17)), "{typed}");
        }
        for wrong in ["", "hôm qua", "31/2/2026", "17/8/26", "8/17/2026"] {
            assert_eq!(day_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_form_is_decoded_with_all_its_marks() {
        let filled =
            Filled::from_bytes("name=%C4%90%E1%BA%B7ng+V%C4%83n&box=1&box=2&text=a%0D%0Ab".as_bytes()).unwrap();
        assert_eq!(filled.get("name"), "Đặng Văn");
        assert!(filled.has("box", "2") && !filled.has("box", "3"));
        assert_eq!(filled.get("text"), "a\nb");
        assert!(Filled::from_bytes(b"a=%FF").is_err());
        assert!(Filled::from_bytes(b"a=%G0").is_err());
    }
}
