//! A client of the API without a socket.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use domain::organisation::outage::{OutageCommand, OutageKind};
use office::Actor;
use office::testing::{BIRTH, TestOffice, moment};
use serde_json::{Value, json};
use tower::ServiceExt;
use web::Settings;

/// An office with its router.
pub struct Api {
    pub office: TestOffice,
    router: Router,
}

/// A request being written.
#[derive(Clone)]
pub struct Ask {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

pub fn get(path: impl Into<String>) -> Ask {
    Ask { method: "GET", path: path.into(), headers: vec![], body: None }
}

pub fn post(path: impl Into<String>, body: &Value) -> Ask {
    Ask { method: "POST", ..get(path) }.text(body.to_string()).header("content-type", "application/json")
}

pub fn method(method: &'static str, path: impl Into<String>) -> Ask {
    Ask { method, ..get(path) }
}

impl Ask {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn seen(self, version: i64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub fn english(self) -> Self {
        self.header("accept-language", "en")
    }

    pub fn text(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|e| panic!("{e}: {} {}", self.status, String::from_utf8_lossy(&self.bytes)))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// The answer has this status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// The answer is a problem with this status and id.
    #[track_caller]
    pub fn fails(self, status: u16, id: &str) -> Value {
        let answer = self.is(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["type"], format!("/problems/{id}"), "{problem:#}");
        assert_eq!(problem["status"], status);
        for name in ["title", "detail", "operation"] {
            assert!(problem[name].as_str().is_some_and(|s| !s.is_empty()), "{name}: {problem:#}");
        }
        problem
    }

    /// The answer is a refusal by this rule.
    #[track_caller]
    pub fn refuses(self, status: u16, rule: &str) -> Value {
        let problem = self.fails(status, rule);
        assert_eq!(problem["rule"], rule);
        assert!(problem["citation"].as_str().is_some_and(|c| !c.is_empty()), "{problem:#}");
        problem
    }
}

impl Api {
    pub async fn new() -> Self {
        let office = TestOffice::new().await;
        let router = web::router((*office).clone(), Settings::default());
        Api { office, router }
    }

    pub async fn send(&self, ask: Ask) -> Answer {
        let path = format!("/api/v1{}", ask.path);
        self.send_to(path, ask).await
    }

    /// A page beside the API.
    pub async fn page(&self, path: &str) -> Answer {
        self.send_to(path.into(), get(path)).await
    }

    async fn send_to(&self, path: String, ask: Ask) -> Answer {
        let mut request = Request::builder().method(ask.method).uri(path);
        for (name, value) in &ask.headers {
            request = request.header(name, value);
        }
        let body = ask.body.map_or_else(Body::empty, Body::from);
        let response = self.router.clone().oneshot(request.body(body).expect("a request")).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// A token for whoever acts so.
    pub async fn token(&self, actor: &Actor) -> String {
        let (_, secret) = self
            .office
            .issue_token(&self.office.administrator(), &actor.person, &actor.post, "thử", None)
            .await
            .expect("a token is made");
        secret
    }

    pub async fn reception(&self) -> String {
        self.token(&self.office.reception()).await
    }

    /// A body that receives a birth registration with all papers.
    pub fn receive(&self) -> Value {
        serde_json::to_value(self.office.full(BIRTH)).expect("a body")
    }

    /// Receives one; its id and version.
    /// The ward had no power for a while.
    pub async fn power_was_off(&self, from: &str, to: &str) {
        let outage = OutageCommand::Declare {
            unit: self.office.reception().unit,
            from: moment(from),
            to: Some(moment(to)),
            kind: OutageKind::Power,
            reason: "Mất điện".into(),
        };
        self.office.change_outage(&self.office.head(), outage).await.unwrap();
    }

    pub async fn received(&self, token: &str) -> (String, i64) {
        let done = self.send(post("/dossiers/receive", &self.receive()).bearer(token)).await.is(201).json();
        (done["id"].as_str().expect("an id").to_owned(), done["version"].as_i64().expect("a version"))
    }
}

/// The body of an act that needs none.
pub fn nothing() -> Value {
    json!({})
}

/// An act on a dossier at a version.
pub fn act(token: &str, id: &str, act: &str, version: i64, body: &Value) -> Ask {
    post(format!("/dossiers/{id}/acts/{act}"), body).bearer(token).seen(version)
}
