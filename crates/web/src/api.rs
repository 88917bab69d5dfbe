//! The JSON API under `/api/v1`: its routes in one list, and what stands around all of them.

pub mod act;
pub mod board;
pub mod body;
pub mod calendar;
pub mod call;
pub mod document;
pub mod dossier;
mod examples;
pub mod fee;
pub mod file;
pub mod follow;
pub mod name;
pub mod organisation;
pub mod paper;
pub mod problem;
pub mod procedure;
pub mod report;
pub mod token;

use crate::app::App;
use crate::i18n::{Lang, Tr};
use crate::router::{Access, Route};
use crate::visit::address;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use call::Call;
use domain::dossier as command;
use problem::Problem;
use tower_http::catch_panic::CatchPanicLayer;

/// Where the API begins.
pub const PREFIX: &str = "/api/v1";

macro_rules! routes {
    ($($method:ident $path:literal $access:ident $handler:expr;)+) => {
        /// All routes of the API.
        pub const ROUTES: &[Route] = &[
            $(Route { method: stringify!($method), path: concat!("/api/v1", $path), access: Access::$access }),+
        ];

        fn table() -> Router<App> {
            Router::new()$(.route(concat!("/api/v1", $path), axum::routing::$method($handler)))+
        }
    };
}

routes! {
    // everybody
    get    "/openapi.json"                             Public document::show;
    get    "/procedures"                               Public procedure::list;
    get    "/procedures/{key}"                         Public procedure::show;
    get    "/procedures/{key}/changes"                 Public procedure::changes;
    get    "/units"                                    Public organisation::units;
    get    "/calendar/{year}"                          Public calendar::year;
    get    "/follow/{code}"                            Public follow::degree;

    // who asks, and with whom they work
    get    "/me"                                       Bearer organisation::me;
    get    "/posts"                                    Bearer organisation::posts;

    // what waits
    get    "/tasks"                                    Bearer dossier::tasks;
    get    "/consultations"                            Bearer dossier::consultations;
    get    "/board"                                    Bearer board::show;

    // registers and reports
    get    "/register"                                 Bearer report::register;
    get    "/register.csv"                             Bearer report::register_csv;
    get    "/register.xlsx"                            Bearer report::register_xlsx;
    get    "/intake"                                   Bearer report::intake;
    get    "/intake.csv"                               Bearer report::intake_csv;
    get    "/reports"                                  Bearer report::show;
    get    "/reports.csv"                              Bearer report::report_csv;
    get    "/desks"                                    Bearer report::desks;

    // money at the counter
    get    "/fees/day"                                 Bearer fee::day;
    post   "/fees/declare"                             Bearer fee::declare;

    // dossiers
    get    "/dossiers"                                 Bearer dossier::list;
    post   "/dossiers/guide"                           Bearer act::first::<command::Guide>;
    post   "/dossiers/receive"                         Bearer act::first::<command::Receive>;
    post   "/dossiers/decline"                         Bearer act::first::<command::Decline>;
    get    "/dossiers/by-code/{code}"                  Bearer dossier::by_code;
    get    "/dossiers/{id}"                            Bearer dossier::show;
    get    "/dossiers/{id}/deadline"                   Bearer calendar::deadline;
    get    "/dossiers/{id}/papers"                     Bearer paper::list;
    get    "/dossiers/{id}/papers/{n}"                 Bearer paper::pdf;
    get    "/dossiers/{id}/files/{file}"               Bearer file::show;

    // uploads, piece by piece
    get    "/uploads"                                  Bearer file::list;
    post   "/uploads"                                  Bearer file::begin;
    get    "/uploads/{id}"                             Bearer file::state;
    patch  "/uploads/{id}"                             Bearer file::write_on;
    delete "/uploads/{id}"                             Bearer file::drop_one;

    // acts on a dossier; the first three on one that had guidance before
    post   "/dossiers/{id}/acts/guide"                 Bearer act::on::<command::Guide>;
    post   "/dossiers/{id}/acts/receive"               Bearer act::on::<command::Receive>;
    post   "/dossiers/{id}/acts/decline"               Bearer act::on::<command::Decline>;
    post   "/dossiers/{id}/acts/transfer"              Bearer act::on::<command::Transfer>;
    post   "/dossiers/{id}/acts/claim"                 Bearer act::on::<command::Claim>;
    post   "/dossiers/{id}/acts/assign"                Bearer act::on::<command::Assign>;
    post   "/dossiers/{id}/acts/hand-over"             Bearer act::on::<command::HandOver>;
    post   "/dossiers/{id}/acts/finish"                Bearer act::on::<command::Finish>;
    post   "/dossiers/{id}/acts/send-back"             Bearer act::on::<command::SendBack>;
    post   "/dossiers/{id}/acts/consult"               Bearer act::on::<command::Consult>;
    post   "/dossiers/{id}/acts/answer-consultation"   Bearer act::on::<command::AnswerConsultation>;
    post   "/dossiers/{id}/acts/request-supplement"    Bearer act::on::<command::RequestSupplement>;
    post   "/dossiers/{id}/acts/take-supplement"       Bearer act::on::<command::TakeSupplement>;
    post   "/dossiers/{id}/acts/add-files"             Bearer act::on::<command::AddFiles>;
    post   "/dossiers/{id}/acts/strike-file"           Bearer act::on::<command::StrikeFile>;
    post   "/dossiers/{id}/acts/approve"               Bearer act::on::<command::Approve>;
    post   "/dossiers/{id}/acts/reject"                Bearer act::on::<command::Reject>;
    post   "/dossiers/{id}/acts/stop"                  Bearer act::on::<command::Stop>;
    post   "/dossiers/{id}/acts/apologise"             Bearer act::on::<command::Apologise>;
    post   "/dossiers/{id}/acts/return-result"         Bearer act::on::<command::ReturnResult>;
    post   "/dossiers/{id}/acts/take-back-result"      Bearer act::on::<command::TakeBackResult>;
    post   "/dossiers/{id}/acts/correct-return"        Bearer act::on::<command::CorrectReturn>;
    post   "/dossiers/{id}/acts/give-back-originals"   Bearer act::on::<command::GiveBackOriginals>;
    post   "/dossiers/{id}/acts/withdraw"              Bearer act::on::<command::Withdraw>;
    post   "/dossiers/{id}/acts/correct-procedure"     Bearer act::on::<command::CorrectProcedure>;
    post   "/dossiers/{id}/acts/correct-entry"         Bearer act::on::<command::CorrectEntry>;
    post   "/dossiers/{id}/acts/collect-fee"           Bearer act::on::<command::CollectFee>;
    post   "/dossiers/{id}/acts/cancel-voucher"        Bearer act::on::<command::CancelVoucher>;
    post   "/dossiers/{id}/acts/answer-cancellation"   Bearer act::on::<command::AnswerCancellation>;
    post   "/dossiers/{id}/acts/close"                 Bearer act::on::<command::Close>;

    // days off and worked days: everybody with a token reads, administrators decide
    get    "/day-decisions"                            Bearer calendar::decisions;
    post   "/day-decisions"                            Bearer calendar::decide;

    // administrators
    get    "/tokens"                                   Bearer token::list;
    post   "/tokens"                                   Bearer token::issue;
    delete "/tokens/{id}"                              Bearer token::revoke;
}

/// All routes of the API as a router. No cookie is read here, so no request can be forged with one.
pub fn router(app: &App) -> Router {
    let nothing = || axum::routing::any(async || Problem::no_such_path());
    table()
        .method_not_allowed_fallback(async || Problem::wrong_method())
        // Whatever else begins so is the API's to answer, not a page's.
        .route(PREFIX, nothing())
        .route("/api/v1/", nothing())
        .route("/api/v1/{*rest}", nothing())
        .layer(CatchPanicLayer::custom(problem::of_a_panic))
        .layer(middleware::from_fn_with_state(app.clone(), call))
        .with_state(app.clone())
}

/// Makes the [`Call`] of a request, and the problem details of its failure.
async fn call(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let call = Call {
        t: Tr(language(&parts.headers)),
        operation: uuid::Uuid::now_v7().simple().to_string()[..16].to_owned(),
        address: address(&parts, app.settings.behind_proxy),
        app,
    };
    let start = std::time::Instant::now();
    let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
    parts.extensions.insert(call.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    tracing::debug!(
        %method, path, status = response.status().as_u16(),
        duration_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        operation = %call.operation, "api"
    );
    match response.extensions().get::<Problem>() {
        Some(problem) => problem::render(&call, &problem.clone(), response.headers()).into_response(),
        None => response,
    }
}

/// The language a client asks for; a browser's cookie has no say here.
fn language(headers: &HeaderMap) -> Lang {
    let asked = headers.get(ACCEPT_LANGUAGE).map(|v| (ACCEPT_LANGUAGE, v.clone()));
    Lang::from_headers(&asked.into_iter().collect())
}
