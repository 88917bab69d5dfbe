//! Every route in one list, and what stands around all of them.

use crate::api;
use crate::app::{App, Settings};
use crate::assets;
use crate::failure::{self, Failure};
use crate::i18n::{Lang, Tr};
use crate::pages;
use crate::ui::{CSP, CSP_WITH_SCRIPT};
use crate::visit::{DEVICE_COOKIE, SESSION_COOKIE, Visit, address, cookie};
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use office::Office;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// Who a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// A signed-in person at a page; what they may do there is the office's answer.
    Staff,
    /// A bearer token of the API.
    Bearer,
}

/// One route.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// Method.
    pub method: &'static str,
    /// Path in the router's notation.
    pub path: &'static str,
    /// Who it is for.
    pub access: Access,
}

macro_rules! routes {
    ($($method:ident $path:literal $access:ident $handler:path;)+) => {
        /// Routes of pages.
        const PAGES: &[Route] = &[$(Route { method: stringify!($method), path: $path, access: Access::$access }),+];

        fn table() -> Router<App> {
            Router::new()$(.route($path, axum::routing::$method($handler)))+
        }
    };
}

routes! {
    // everybody
    get  "/"                                   Public pages::home::show;
    get  "/language"                           Public pages::home::language;
    get  "/procedures"                         Public pages::procedure::list;
    get  "/calendar"                           Public pages::calendar::this_year;
    get  "/calendar/{year}"                    Public pages::calendar::year;
    get  "/procedures/{key}"                   Public pages::procedure::show;
    get  "/procedures/{key}/checklist"         Public pages::procedure::checklist;
    get  "/procedures/{key}/changes"           Public pages::procedure::changes;
    get  "/follow"                             Public pages::follow::by_code;
    get  "/t/{token}"                          Public pages::follow::by_token;
    get  "/t/{token}/code"                     Public pages::follow::code_form;
    post "/t/{token}/code"                     Public pages::follow::ask_code;
    post "/t/{token}/open"                     Public pages::follow::open;
    get  "/t/{token}/all"                      Public pages::follow::all;
    post "/t/{token}/shut"                     Public pages::follow::shut;
    get  "/t/{token}/proofs"                   Public pages::log::proofs;
    get  "/t/{token}/proofs/{n}"               Public pages::log::one;
    get  "/t/{token}/proof/{n}"                Public pages::log::proof;
    get  "/ledger/checkpoint"                  Public pages::log::checkpoint;
    get  "/ledger/tile/{*rest}"                Public pages::log::tile;
    get  "/ledger/log.vkey"                    Public pages::log::key;
    get  "/ledger/policy"                      Public pages::log::policy;
    get  "/problems/{id}"                      Public api::problem::page;
    get  "/sign-in"                            Public pages::access::sign_in_form;
    post "/sign-in"                            Public pages::access::sign_in;
    get  "/switch"                             Public pages::access::switch_form;
    post "/switch"                             Public pages::access::switch;
    get  "/password/forgotten"                 Public pages::access::forgotten_form;
    post "/password/forgotten"                 Public pages::access::forgotten;
    get  "/password/new/{token}"               Public pages::access::new_form;
    post "/password/new/{token}"               Public pages::access::set_new;

    // a signed-in person's own
    post "/sign-out"                           Staff pages::access::sign_out;
    get  "/password"                           Staff pages::access::password_form;
    post "/password"                           Staff pages::access::password;
    get  "/sessions"                           Staff pages::access::sessions;
    post "/sessions/{id}/end"                  Staff pages::access::end_session;
    get  "/session"                            Staff pages::access::until;
    post "/session/stay"                       Staff pages::access::stay;
    post "/lock"                               Staff pages::access::lock;
    get  "/pin"                                Staff pages::access::pin_form;
    post "/pin"                                Staff pages::access::set_pin;
    post "/pin/remove"                         Staff pages::access::remove_pin;
    get  "/switch-post"                        Staff pages::access::posts;
    post "/switch-post"                        Staff pages::access::switch_post;

    // unfinished forms
    post "/drafts"                             Staff pages::drafts::save;
    post "/drafts/{id}/discard"                Staff pages::drafts::discard;

    // reception
    get  "/reception"                          Staff pages::reception::today;
    get  "/reception/receive"                  Staff pages::reception::choose;
    get  "/reception/receive/{key}"            Staff pages::reception::form;
    post "/reception/receive/{key}"            Staff pages::reception::submit;
    get  "/reception/ready"                    Staff pages::reception::ready;

    // uploads, piece by piece
    post   "/uploads"                          Staff pages::file::begin;
    get    "/uploads/{id}"                     Staff pages::file::state;
    patch  "/uploads/{id}"                     Staff pages::file::write_on;
    delete "/uploads/{id}"                     Staff pages::file::drop_one;

    // dossiers
    get  "/tasks"                              Staff pages::tasks::inbox;
    get  "/tasks.csv"                          Staff pages::tasks::csv;
    get  "/tasks.xlsx"                         Staff pages::tasks::xlsx;
    post "/tasks/several"                      Staff pages::several::submit;
    get  "/dossiers"                           Staff pages::dossier::list;
    get  "/dossiers.csv"                       Staff pages::dossier::csv;
    get  "/dossiers.xlsx"                      Staff pages::dossier::xlsx;
    get  "/dossiers/{id}"                      Staff pages::dossier::show;
    get  "/papers"                             Staff pages::paper::all;
    get  "/dossiers/{id}/papers/{n}"           Staff pages::paper::pdf;
    get  "/dossiers/{id}/deadline"             Staff pages::dossier::deadline;
    get  "/dossiers/{id}/contact"              Staff pages::dossier::contact_form;
    post "/dossiers/{id}/contact"              Staff pages::dossier::contact;
    get  "/dossiers/{id}/files/{file}"         Staff pages::file::show;
    get  "/dossiers/{id}/acts/{act}"           Staff pages::act::form;
    post "/dossiers/{id}/acts/{act}"           Staff pages::act::submit;

    // money at the counter
    get  "/fees/day"                           Staff pages::fees::day;
    get  "/fees/day.csv"                       Staff pages::fees::csv;
    post "/fees/declare"                       Staff pages::fees::declare;

    // leaders and inspectors
    get  "/board"                              Staff pages::board::show;
    get  "/board/sign"                         Staff pages::board::to_sign;
    post "/board/sign"                         Staff pages::board::sign;
    get  "/board/late"                         Staff pages::board::late;
    get  "/board/late.csv"                     Staff pages::board::late_csv;
    get  "/board/late.xlsx"                    Staff pages::board::late_xlsx;
    get  "/board/soon"                         Staff pages::board::soon;
    get  "/reports"                            Staff pages::reports::show;
    get  "/reports.csv"                        Staff pages::reports::csv;
    get  "/reports.xlsx"                       Staff pages::reports::xlsx;
    get  "/reports/register"                   Staff pages::reports::register;
    get  "/reports/register.csv"               Staff pages::reports::register_csv;
    get  "/reports/register.xlsx"              Staff pages::reports::register_xlsx;
    get  "/reports/register.pdf"               Staff pages::reports::register_pdf;
    get  "/reports/intake"                     Staff pages::reports::intake;
    get  "/reports/intake.csv"                 Staff pages::reports::intake_csv;
    get  "/reports/intake.xlsx"                Staff pages::reports::intake_xlsx;
    get  "/reports/exports"                    Staff pages::reports::exports;
    get  "/delegations"                        Staff pages::board::delegations;
    post "/delegations"                        Staff pages::board::delegate;
    post "/delegations/end"                    Staff pages::board::end_delegation;

    // outages: heads of one-stop shops and administrators put them on record, everybody reads them
    get  "/outages"                            Staff pages::outages::list;
    post "/outages"                            Staff pages::outages::declare;
    post "/outages/end"                        Staff pages::outages::end;

    // the life of a procedure: written, read by somebody else, signed; suspended, abolished; confirmed
    get  "/catalogue"                          Staff pages::catalogue::list;
    get  "/catalogue/new"                      Staff pages::catalogue::new_form;
    post "/catalogue/new"                      Staff pages::catalogue::create;
    get  "/catalogue/import"                   Staff pages::catalogue::import_form;
    post "/catalogue/import"                   Staff pages::catalogue::look_into;
    post "/catalogue/import/take"              Staff pages::catalogue::take_in;
    get  "/catalogue/{key}"                    Staff pages::catalogue::show;
    get  "/catalogue/{key}/history"            Staff pages::catalogue::history;
    get  "/catalogue/{key}/file"               Staff pages::catalogue::export;
    get  "/catalogue/{key}/draft"              Staff pages::catalogue::draft;
    post "/catalogue/{key}/draft"              Staff pages::catalogue::amend;
    get  "/catalogue/{key}/draft/parts/{part}" Staff pages::catalogue::part;
    post "/catalogue/{key}/draft/parts/{part}" Staff pages::catalogue::save_part;
    post "/catalogue/{key}/draft/submit"       Staff pages::catalogue::submit;
    post "/catalogue/{key}/draft/approve"      Staff pages::catalogue::approve;
    post "/catalogue/{key}/draft/send-back"    Staff pages::catalogue::send_back;
    post "/catalogue/{key}/draft/discard"      Staff pages::catalogue::discard;
    post "/catalogue/{key}/draft/publish"      Staff pages::catalogue::publish;
    get  "/catalogue/{key}/suspend"            Staff pages::catalogue::suspend_form;
    post "/catalogue/{key}/suspend"            Staff pages::catalogue::suspend;
    get  "/catalogue/{key}/lift"               Staff pages::catalogue::lift_form;
    post "/catalogue/{key}/lift"               Staff pages::catalogue::lift;
    get  "/catalogue/{key}/abolish"            Staff pages::catalogue::abolish_form;
    post "/catalogue/{key}/abolish"            Staff pages::catalogue::abolish;
    get  "/catalogue/{key}/confirm"            Staff pages::catalogue::confirm_form;
    post "/catalogue/{key}/confirm"            Staff pages::catalogue::confirm;
    get  "/catalogue/{key}/unconfirm"          Staff pages::catalogue::unconfirm_form;
    post "/catalogue/{key}/unconfirm"          Staff pages::catalogue::unconfirm;

    // administrators
    get  "/admin"                              Staff pages::admin::overview;
    get  "/admin/organisation"                 Staff pages::admin::organisation;
    post "/admin/units"                        Staff pages::admin::add_unit;
    get  "/admin/units/{id}"                   Staff pages::admin::unit;
    post "/admin/units/{id}/rename"            Staff pages::admin::rename_unit;
    post "/admin/units/{id}/move"              Staff pages::admin::move_unit;
    post "/admin/units/{id}/end"               Staff pages::admin::end_unit;
    post "/admin/units/{id}/hours"             Staff pages::admin::set_hours;
    get  "/admin/days"                         Staff pages::admin::days;
    post "/admin/days"                         Staff pages::admin::decide_days;
    get  "/admin/days/{n}"                     Staff pages::admin::day_decision;
    post "/admin/units/{id}/post"              Staff pages::admin::add_post;
    post "/admin/units/{id}/counter"           Staff pages::admin::add_counter;
    get  "/admin/posts/{id}"                   Staff pages::admin::post;
    post "/admin/posts/{id}/end"               Staff pages::admin::end_post;
    get  "/admin/counters/{id}"                Staff pages::admin::counter;
    post "/admin/counters/{id}/change"         Staff pages::admin::change_counter;
    post "/admin/counters/{id}/end"            Staff pages::admin::end_counter;
    get  "/admin/people"                       Staff pages::admin::people;
    post "/admin/people"                       Staff pages::admin::add_person;
    get  "/admin/people/{id}"                  Staff pages::admin::person;
    post "/admin/people/{id}/appoint"          Staff pages::admin::appoint;
    get  "/admin/people/{id}/leave"            Staff pages::admin::leaving;
    post "/admin/people/{id}/leave"            Staff pages::admin::leave;
    post "/admin/people/{id}/name"             Staff pages::admin::correct_name;
    post "/admin/people/{id}/close-account"    Staff pages::admin::close_account;
    post "/admin/people/{id}/account"          Staff pages::admin::account;
    post "/admin/people/{id}/mail"             Staff pages::admin::mail;
    get  "/admin/import"                       Staff pages::admin::import_form;
    post "/admin/import"                       Staff pages::admin::bring_import;
    get  "/admin/import/template.xlsx"         Staff pages::admin::import_template;
    get  "/admin/import/{id}"                  Staff pages::admin::check_import;
    post "/admin/import/{id}/run"              Staff pages::admin::run_import;
    post "/admin/import/{id}/discard"          Staff pages::admin::discard_import;
    get  "/admin/procedures"                   Staff pages::admin::procedures;
    get  "/admin/procedures/{key}"             Staff pages::admin::procedure;
    post "/admin/procedures/{key}/publish"     Staff pages::admin::publish;
    post "/admin/procedures/{key}/withdraw"    Staff pages::admin::withdraw;
    post "/admin/procedures/{key}/limit"       Staff pages::admin::limit;
    post "/admin/procedures/{key}/tariff"      Staff pages::admin::set_tariff;
    get  "/admin/tokens"                       Staff pages::admin::tokens;
    post "/admin/tokens"                       Staff pages::admin::issue_token;
    post "/admin/tokens/{id}/revoke"           Staff pages::admin::revoke_token;
    get  "/admin/system"                       Staff pages::admin::system;
    post "/admin/system/test"                  Staff pages::admin::test_letter;
    post "/admin/system/backup"                Staff pages::admin::back_up;
    post "/admin/system/held"                  Staff pages::admin::settle_held;
    post "/admin/system/clock"                 Staff pages::admin::confirm_clock;
    post "/admin/system/letters/{id}/again"    Staff pages::admin::letter_again;
}

/// All routes, of pages and of the API (`api.rs`), for the test that asks each one who may use it.
pub const ROUTES: &[Route] = &both();

const fn both() -> [Route; PAGES.len() + api::ROUTES.len()] {
    let mut all = [PAGES[0]; PAGES.len() + api::ROUTES.len()];
    let mut i = 0;
    while i < all.len() {
        all[i] = if i < PAGES.len() { PAGES[i] } else { api::ROUTES[i - PAGES.len()] };
        i += 1;
    }
    all
}

/// Larger bodies are refused: nobody types so much.
const BODY_LIMIT: usize = 256 * 1024;

/// The whole program as one router.
pub fn router(office: Office, settings: Settings) -> Router {
    let secure = settings.secure_cookies;
    let app = App::new(office, settings);
    let pages = table()
        .fallback(async || Failure::no_such_page())
        .method_not_allowed_fallback(async || Failure::no_such_page())
        .layer(middleware::from_fn(same_origin))
        .layer(middleware::from_fn_with_state(app.clone(), visit));
    Router::new()
        .merge(api::router(&app))
        .merge(assets::router())
        .merge(pages.with_state(app))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(secure, headers))
        .layer(CompressionLayer::new())
}

/// Makes the [`Visit`] of a page's request, and the page of its failure.
async fn visit(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let lang = Lang::from_headers(&parts.headers);
    let who = match cookie(&parts, SESSION_COOKIE) {
        // Asking how long a session lasts does not make it last.
        Some(secret) if parts.uri.path() == "/session" => app.office.session_seen(secret).await,
        Some(secret) => app.office.session(secret).await,
        None => Ok(None),
    };
    let (who, broken) = match who {
        Ok(who) => (who, None),
        Err(e) => (None, Some(Failure::from(e))),
    };
    let visit = Visit {
        t: Tr(lang),
        path: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        who,
        operation: uuid::Uuid::now_v7().simple().to_string()[..16].to_owned(),
        address: address(&parts, app.settings.behind_proxy),
        device: cookie(&parts, DEVICE_COOKIE).map(str::to_owned),
        app,
    };
    if let Some(failure) = broken {
        return failure::render(&visit, &failure);
    }
    let start = std::time::Instant::now();
    // The route, not the address: that may hold the token of a receipt or of a new password.
    let path = parts.extensions.get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let method = parts.method.clone();
    parts.extensions.insert(visit.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if visit.who.is_some() {
        // Pages of signed-in people carry the script that keeps what they type; no other page may run any.
        let policy = HeaderValue::from_static(CSP_WITH_SCRIPT);
        // A scan keeps its own, narrower one.
        response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    tracing::debug!(
        %method, path, status = response.status().as_u16(),
        duration_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        operation = %visit.operation, "page"
    );
    match response.extensions().get::<Failure>() {
        Some(failure) => {
            let mut page = failure::render(&visit, &failure.clone());
            if let Some(policy) = response.headers_mut().remove(header::CONTENT_SECURITY_POLICY) {
                page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            }
            page
        }
        None => response,
    }
}

/// A change must come from a page of ours: browsers say where a request starts.
async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !safe && !is_same_origin(request.headers()) {
        return Failure::forged().into_response();
    }
    next.run(request).await
}

fn is_same_origin(headers: &axum::http::HeaderMap) -> bool {
    let get = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match get("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        // An older browser: the origin, where it is sent, must be the host that was asked.
        None => match get("origin") {
            Some(origin) => get("host").is_some_and(|host| {
                origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")) == Some(host)
            }),
            None => true,
        },
    }
}

/// Headers of every answer.
async fn headers(State(secure): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        return response;
    }
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    put(header::CONTENT_SECURITY_POLICY, CSP);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "same-origin");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    if secure {
        // A month, this host alone: browsers then come by HTTPS even when somebody types the bare name.
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=2592000");
    }
    // Pages hold names: no shared computer keeps them.
    put(header::CACHE_CONTROL, "no-store");
    response
}
