//! Every route is asked who may use it: a route without an answer here is a hole.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use office::access::Origin;
use office::testing::TestOffice;
use tower::ServiceExt;
use web::i18n::{Lang, Tr};
use web::{Access, ROUTES, Route, Settings};

/// Routes that a rule below does not hold for, as `method path`, each with a reason beside it.
/// This list may only become shorter.
const EXCEPTIONS: [&str; 0] = [];

/// What came back.
struct Answer {
    status: StatusCode,
    location: String,
    challenge: String,
    text: String,
}

impl Answer {
    /// The page that refuses a form which is not from a page of ours.
    fn is_forged(&self) -> bool {
        self.status == StatusCode::FORBIDDEN && self.text.contains(&Tr(Lang::Vi).s("error-forbidden-origin"))
    }
}

/// A path with something in each of its places.
fn filled(route: &Route) -> String {
    route
        .path
        .replace("{id}", "0198f1de-0000-7000-8000-000000000001")
        .replace("{file}", "0198f1de-0000-7000-8000-00000000000f")
        .replace("{key}", "1.001193")
        .replace("{year}", "2026")
        .replace("{act}", "transfer")
        .replace("{part}", "names")
        .replace("{n}", "1")
        .replace("{*rest}", "0/000.p/1")
        .replace("{code}", "000.00.14.H24-261123-0001")
        .replace("{token}", "0123456789abcdef0123456789abcdef")
}

async fn ask(router: &Router, route: &Route, headers: &[(&str, &str)], body: &'static str) -> Answer {
    let mut request = Request::builder().method(route.method.to_uppercase().as_str()).uri(filled(route));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let header = |name| response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let (status, location, challenge) = (response.status(), header("location"), header("www-authenticate"));
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answer { status, location, challenge, text: String::from_utf8_lossy(&bytes).into_owned() }
}

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

fn routes(access: Access) -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(move |r| r.access == access && !EXCEPTIONS.contains(&name(r).as_str()))
}

/// Forms of pages.
fn forms() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|r| r.access != Access::Bearer && r.method != "get" && !EXCEPTIONS.contains(&name(r).as_str()))
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OWN_PAGE: (&str, &str) = ("sec-fetch-site", "same-origin");

async fn house() -> (TestOffice, Router) {
    let office = TestOffice::new().await;
    let router = web::router((*office).clone(), Settings::default());
    (office, router)
}

#[tokio::test]
async fn what_is_public_answers_without_credentials() {
    let (_office, router) = house().await;
    let mut wrong = Vec::new();
    for route in routes(Access::Public) {
        let answer = ask(&router, route, &[FORM, OWN_PAGE], "").await;
        let closed = matches!(answer.status.as_u16(), 401 | 403 | 405) && route.path != "/sign-in";
        if closed || answer.status.is_server_error() || answer.location.starts_with("/sign-in") {
            wrong.push(format!("{}: {} {}", name(route), answer.status, answer.location));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn without_a_session_every_staff_route_leads_to_the_sign_in_page() {
    let (_office, router) = house().await;
    let mut wrong = Vec::new();
    let mut asked = 0;
    for route in routes(Access::Staff) {
        for headers in [&[FORM, OWN_PAGE][..], &[FORM, OWN_PAGE, ("cookie", "motcua_session=0123456789abcdef")]] {
            let answer = ask(&router, route, headers, "csrf=x").await;
            if answer.status != StatusCode::SEE_OTHER || !answer.location.starts_with("/sign-in") {
                wrong.push(format!("{}: {} {}", name(route), answer.status, answer.location));
            }
            asked += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(asked > 40);
}

#[tokio::test]
async fn without_a_token_every_bearer_route_asks_for_one() {
    let (_office, router) = house().await;
    let mut wrong = Vec::new();
    for route in routes(Access::Bearer) {
        let answer = ask(&router, route, &[], "").await;
        if answer.status != StatusCode::UNAUTHORIZED || !answer.challenge.starts_with("Bearer") {
            wrong.push(format!("{}: {}", name(route), answer.status));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn no_form_is_taken_from_another_site() {
    let (office, router) = house().await;
    let (cookie, csrf) = signed_in(&office).await;
    let body: &'static str = Box::leak(format!("csrf={csrf}").into_boxed_str());
    let mut wrong = Vec::new();
    for route in forms() {
        for from in
            [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
        {
            let answer =
                ask(&router, route, &[FORM, from, ("host", "motcua.example"), ("cookie", &cookie)], body).await;
            if !answer.is_forged() {
                wrong.push(format!("{} {from:?}: {}", name(route), answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn no_form_of_a_signed_in_person_is_taken_without_its_hidden_field() {
    let (office, router) = house().await;
    let (cookie, csrf) = signed_in(&office).await;
    let right: &'static str = Box::leak(format!("csrf={csrf}").into_boxed_str());
    let mut wrong = Vec::new();
    let mut asked = 0;
    let staff = || forms().filter(|r| r.access == Access::Staff && r.path != "/sign-out");
    for route in staff() {
        for body in ["", "csrf=", "csrf=0123456789abcdef0123456789abcdef"] {
            let answer = ask(&router, route, &[FORM, OWN_PAGE, ("cookie", &cookie)], body).await;
            if !answer.is_forged() {
                wrong.push(format!("{} {body:?}: {}", name(route), answer.status));
            }
            asked += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(asked > 30);
    // The other way round, so that this test does not pass by refusing everything.
    for route in staff() {
        // A script that sends bytes instead of a form has the same value in a header.
        let headers = [FORM, OWN_PAGE, ("cookie", &cookie), ("x-csrf", &csrf)];
        let answer = ask(&router, route, &headers, right).await;
        assert!(!answer.is_forged(), "{} with the right field", name(route));
    }
}

#[tokio::test]
async fn nobody_is_signed_out_by_a_form_without_its_hidden_field() {
    let (office, router) = house().await;
    let (cookie, _) = signed_in(&office).await;
    let route = forms().find(|r| r.path == "/sign-out").unwrap();
    assert!(ask(&router, route, &[FORM, OWN_PAGE, ("cookie", &cookie)], "csrf=x").await.is_forged());
}

#[test]
fn no_route_stands_twice() {
    let mut all: Vec<_> = ROUTES.iter().map(name).collect();
    let before = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), before);
}

async fn signed_in(office: &TestOffice) -> (String, String) {
    let (login, password) = office.account(&office.reception()).await;
    let (secret, who) = office.sign_in(&login, &password, Origin::default()).await.unwrap();
    (format!("motcua_session={secret}"), who.csrf)
}
