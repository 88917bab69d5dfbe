//! A browser without script: keeps its cookie, fills forms, reads what came back.
#![allow(dead_code, reason = "each test file uses its own part")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use office::Actor;
use office::testing::TestOffice;
use std::fmt::Write as _;
use tower::ServiceExt;
use web::{Settings, router};

/// What came back.
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub set_cookie: String,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Answer {
    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// The page's words without its tags.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut inside = false;
        for c in self.body.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push(' ');
                }
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The value of a field of the page's form.
    pub fn value(&self, name: &str) -> String {
        let at = format!("name=\"{name}\"");
        let tag = self.body.split('<').find(|tag| tag.contains(&at)).unwrap_or_else(|| panic!("no field {name}"));
        tag.split("value=\"").nth(1).and_then(|v| v.split('"').next()).unwrap_or_default().to_owned()
    }
}

/// Somebody with a browser.
pub struct Visitor {
    app: Router,
    pub cookie: String,
    pub csrf: String,
}

impl Visitor {
    pub fn new(office: &TestOffice) -> Self {
        Self::with(office, Settings::default())
    }

    pub fn with(office: &TestOffice, settings: Settings) -> Self {
        let office: &office::Office = office;
        Visitor { app: router(office.clone(), settings), cookie: String::new(), csrf: String::new() }
    }

    /// Signed in as whoever holds a post.
    pub async fn signed_in(office: &TestOffice, actor: &Actor) -> Self {
        let (login, password) = office.account(actor).await;
        let mut visitor = Self::new(office);
        visitor.sign_in(&login, &password).await;
        visitor
    }

    /// Signs in with an account that is there.
    pub async fn sign_in(&mut self, login: &str, password: &str) {
        let answer = self.post("/sign-in", &[("login", login), ("password", password)]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        self.keep(&answer).await;
    }

    /// Keeps the cookies of a sign-in, as a browser does, beside those it had.
    pub async fn keep(&mut self, answer: &Answer) {
        let name = |cookie: &str| cookie.split('=').next().unwrap_or_default().to_owned();
        let set = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|v| v.to_str().ok());
        let set: Vec<String> = set.filter_map(|c| c.split(';').next()).map(str::to_owned).collect();
        let old = self.cookie.split("; ").filter(|c| !c.is_empty() && !set.iter().any(|n| name(n) == name(c)));
        let all: Vec<String> = old.map(str::to_owned).chain(set.iter().cloned()).collect();
        self.cookie = all.join("; ");
        self.csrf = self.get("/sessions").await.value("csrf");
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form, with the hidden field of a signed-in person's pages.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("csrf={}", encode(&self.csrf));
        for (name, value) in fields {
            let _ = write!(body, "&{}={}", encode(name), encode(value));
        }
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// Sends a form with a file in the field `file`, as a browser does.
    pub async fn upload(&self, path: &str, name: &str, body: &[u8]) -> Answer {
        self.multipart(path, &[], &[("file", name, body)]).await
    }

    /// Sends a form with fields, then files: each with its field, its name and its content.
    pub async fn multipart(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        const LINE: &str = "x-boundary-x";
        let part = |field: &str, more: &str| {
            format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{field}\"{more}\r\n\r\n").into_bytes()
        };
        let mut out = Vec::new();
        for (field, value) in std::iter::once(&("csrf", self.csrf.as_str())).chain(fields) {
            out.extend([part(field, "").as_slice(), value.as_bytes(), b"\r\n"].concat());
        }
        for (field, name, body) in files {
            let more = format!("; filename=\"{name}\"\r\nContent-Type: application/octet-stream");
            out.extend([part(field, &more).as_slice(), body, b"\r\n"].concat());
        }
        out.extend(format!("--{LINE}--\r\n").bytes());
        let request = Request::post(path).header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={LINE}"));
        self.send(request, Body::from(out)).await
    }

    /// Sends bytes as the script of a page does.
    pub async fn piece(&self, path: &str, offset: usize, bytes: &[u8]) -> Answer {
        let request = Request::patch(path)
            .header("x-csrf", &self.csrf)
            .header("upload-offset", offset)
            .header(header::CONTENT_TYPE, "application/octet-stream");
        self.send(request, Body::from(bytes.to_vec())).await
    }

    async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request.header(header::COOKIE, &self.cookie).body(body).expect("a request");
        let answer = self.app.clone().oneshot(request).await.expect("an answer");
        let field = |name| answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let (status, location, set_cookie) =
            (answer.status().as_u16(), field(header::LOCATION), field(header::SET_COOKIE));
        let headers = answer.headers().clone();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
        Answer { status, location, set_cookie, headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

/// Percent-encodes a value of a form or of a query.
pub fn encode(text: &str) -> String {
    web::ui::percent_encode(text)
}
