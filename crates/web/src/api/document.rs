//! The OpenAPI 3.1 document. What it forbids the server refuses: bodies are checked against it.

mod entry;

use super::board::BoardShape;
use super::calendar::{DayDecisionAsked, DayDecisionsShape, DaysDecided, DeadlineShape, YearShape};
use super::dossier::{DossierDetail, Lines};
use super::examples;
use super::fee::{CashDeclared, DeclaredShape, FeeDayShape};
use super::file::{UploadAsked, UploadShape, Uploads};
use super::follow::DegreeShape;
use super::organisation::{Me, Posts, Units};
use super::paper::Papers;
use super::procedure::{ChangesShape, ProcedureShape, Procedures};
use super::report::{DesksShape, Intake, RegisterLines, ReportShape};
use super::token::{TokenAsked, TokenMade, Tokens};
use super::{PREFIX, act::ActDone, body, problem::Details};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use domain::dossier as command;
use domain::dossier::Phase;
use domain::id::{DossierId, PersonId, ProcedureKey, UnitId};
use entry::Entry;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::sync::LazyLock;
use utoipa::openapi::schema::ComponentsBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ContactBuilder, HttpMethod, InfoBuilder, License, OpenApiBuilder, PathsBuilder, Server};

/// The media type of problem details.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// The document, made once.
static DOCUMENT: LazyLock<(Value, String)> = LazyLock::new(|| {
    let value = make();
    let text = serde_json::to_string_pretty(&value).expect("a JSON value is written");
    (value, text)
});

/// The document as text.
pub fn text() -> &'static str {
    &DOCUMENT.1
}

/// The document as a value.
pub fn value() -> &'static Value {
    &DOCUMENT.0
}

/// The document.
pub async fn show() -> Response {
    ([(CONTENT_TYPE, "application/json")], text()).into_response()
}

/// The validator of one of the document's schemas.
pub(super) fn validator(schema: &str) -> Validator {
    let root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{schema}"),
        "components": value()["components"],
    });
    jsonschema::options()
        .should_validate_formats(true)
        .build(&root)
        .unwrap_or_else(|e| panic!("the document's schema {schema} is one: {e}"))
}

const DOSSIERS: &str = "dossiers";
const ACTS: &str = "acts";
const FILES: &str = "files";
const WORK: &str = "work";
const REPORTS: &str = "reports";
const PUBLIC: &str = "public";
const HOUSE: &str = "house";

fn make() -> Value {
    let mut paths = PathsBuilder::new();
    let mut components = entry::with_problems(ComponentsBuilder::new())
        .schema_from::<Details>()
        .schema_from::<Phase>()
        .schema_from::<body::DoneOnPaper>()
        .schema_from::<ProcedureKey>()
        .schema_from::<UnitId>()
        .schema_from::<PersonId>()
        .schema_from::<DossierId>()
        .security_scheme(
            "bearer",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some("A token that an administrator made for a person in a post."))
                    .build(),
            ),
        );
    for entry in entries() {
        (paths, components) = entry.add_to(paths, components);
    }
    let tag = |name: &str, description: &str| TagBuilder::new().name(name).description(Some(description)).build();
    let document = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Một cửa: JSON API")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(include_str!("document/about.md")))
                .license(Some(License::new("MIT OR Apache-2.0")))
                .contact(Some(ContactBuilder::new().name(Some("The administrator of this office")).build())),
        )
        .servers(Some([Server::new(PREFIX)]))
        .tags(Some([
            tag(PUBLIC, "Open to everybody: the catalogue, the units, following by code."),
            tag(WORK, "What waits for the caller, and what leaders look at."),
            tag(DOSSIERS, "Dossiers (hồ sơ): lists, one with all that happened, its papers."),
            tag(
                ACTS,
                "Acts: everything that happens to a dossier. No body carries a deadline, an actor or a unit, nor a time: only \
                 `done_on_paper` says when work was done on paper during an outage that is on record.",
            ),
            tag(REPORTS, "The register (form 07), the daily intake, period reports; as files too."),
            tag(
                FILES,
                "Files: uploaded piece by piece, resumable for 24 hours, looked into by content, then named by an act.",
            ),
            tag(HOUSE, "Whom the token stands for, posts, tokens."),
        ]))
        .paths(paths)
        .components(Some(components.build()))
        .build();
    let mut value = serde_json::to_value(document).expect("the document is written as JSON");
    tighten(&mut value["components"]["schemas"]);
    value
}

fn entries() -> Vec<Entry> {
    let get = |path, tag, id, summary| Entry::new(HttpMethod::Get, path, tag, id, summary);
    let post = |path, tag, id, summary| Entry::new(HttpMethod::Post, path, tag, id, summary);
    let mut all = vec![
        get("/openapi.json", PUBLIC, "document", "This document").public().answers_any(),
        get("/procedures", PUBLIC, "procedures", "The catalogue of procedures")
            .public()
            .query("unit", entry::reference("UnitId"), "Only what this unit receives.")
            .answers::<Procedures>(200, "The catalogue, by key."),
        get("/procedures/{key}", PUBLIC, "procedure", "One procedure, with its papers, fees and steps")
            .public()
            .in_path("key", entry::reference("ProcedureKey"), "Key of the procedure.")
            .answers::<ProcedureShape>(200, "The version in force today, or the latest."),
        get("/procedures/{key}/changes", PUBLIC, "procedureChanges", "Two versions of a procedure side by side")
            .public()
            .in_path("key", entry::reference("ProcedureKey"), "Key of the procedure.")
            .query("from", entry::place(), "Number of the earlier version; the one before `to` when left out.")
            .query("to", entry::place(), "Number of the later version; the newest when left out.")
            .answers::<ChangesShape>(200, "The three reductions, and what became of each paper."),
        get("/units", PUBLIC, "units", "All units that exist today")
            .public()
            .answers::<Units>(200, "The units, parents before children."),
        get("/calendar/{year}", PUBLIC, "calendarYear", "Days off and worked days of a year")
            .public()
            .in_path("year", entry::year(), "From 2010 to 2100.")
            .query("unit", entry::reference("UnitId"), "By the office hours of this unit.")
            .answers::<YearShape>(200, "The days that are not what their weekday says."),
        get("/follow/{code}", PUBLIC, "follow", "How far a dossier is")
            .public()
            .in_path("code", entry::code(), "The code on the receipt.")
            .answers::<DegreeShape>(200, "The degree of completion and nothing else.")
            .too_many(),
        get("/me", HOUSE, "me", "Whom the token stands for").answers::<Me>(200, "Person, post, unit."),
        get("/posts", HOUSE, "posts", "Posts and who holds them: to whom a step can be assigned")
            .query("unit", entry::reference("UnitId"), "Only posts of this unit.")
            .answers::<Posts>(200, "The posts."),
        get("/tasks", WORK, "tasks", "What waits for the caller's post")
            .paged()
            .may_deny()
            .answers::<Lines>(200, "Soonest due first."),
        get("/consultations", WORK, "consultations", "Questions that the caller's unit has not answered yet")
            .paged()
            .may_deny()
            .answers::<Lines>(200, "Soonest due first."),
        get("/board", WORK, "board", "Where dossiers stand in the caller's unit and those below it")
            .query("unit", entry::reference("UnitId"), "A unit below.")
            .may_deny()
            .answers::<BoardShape>(200, "The board."),
        get("/register", REPORTS, "register", "Lines of the register (form 07)")
            .query("unit", entry::reference("UnitId"), "Of this unit's books and those below; the caller's own when left out.")
            .query("field", entry::search(), "Only the books of this field, by its Vietnamese name.")
            .days()
            .register_paged()
            .may_deny()
            .may_refuse_days()
            .answers::<RegisterLines>(200, "By unit, year, field and number."),
        get("/register.csv", REPORTS, "registerCsv", "The register as CSV; recorded as an export")
            .query("unit", entry::reference("UnitId"), "Of this unit's books and those below; the caller's own when left out.")
            .query("field", entry::search(), "Only the books of this field, by its Vietnamese name.")
            .days()
            .query("mark", entry::boolean(), "`true`: begins with the byte order mark that Excel needs.")
            .may_deny()
            .may_refuse_days()
            .answers_file("text/csv", "RFC 4180 with a row of titles. A text that a spreadsheet would run as a formula begins with an apostrophe."),
        get("/register.xlsx", REPORTS, "registerXlsx", "The register as a spreadsheet; recorded as an export")
            .query("unit", entry::reference("UnitId"), "Of this unit's books and those below; the caller's own when left out.")
            .query("field", entry::search(), "Only the books of this field, by its Vietnamese name.")
            .days()
            .may_deny()
            .may_refuse_days()
            .answers_file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "One sheet with a row of titles."),
        get("/intake", REPORTS, "intake", "What was received on a day, by whom, and who has it next")
            .query("unit", entry::reference("UnitId"), "Of this unit and those below; the caller's own when left out.")
            .query("day", entry::date(), "The day; today when left out.")
            .register_paged()
            .may_deny()
            .may_refuse_days()
            .answers::<Intake>(200, "Sums by clerk, and the dossiers."),
        get("/intake.csv", REPORTS, "intakeCsv", "The intake of a day as CSV; recorded as an export")
            .query("unit", entry::reference("UnitId"), "Of this unit and those below; the caller's own when left out.")
            .query("day", entry::date(), "The day; today when left out.")
            .query("mark", entry::boolean(), "`true`: begins with the byte order mark that Excel needs.")
            .may_deny()
            .may_refuse_days()
            .answers_file("text/csv", "RFC 4180 with a row of titles."),
        get("/reports", REPORTS, "report", "What was open, came in, went out and is open, and that it adds up")
            .query("unit", entry::reference("UnitId"), "Of this unit and those below; the caller's own when left out.")
            .query("by", entry::one_of(&["unit", "field", "procedure"]), "Rows; `unit` when left out.")
            .query("role", entry::one_of(&["received", "decided"]), "By place of receipt, or by competent agency; `received` when left out.")
            .days()
            .may_deny()
            .may_refuse_days()
            .answers::<ReportShape>(200, "The report, as things stood when the period ended."),
        get("/reports.csv", REPORTS, "reportCsv", "The same as CSV")
            .query("unit", entry::reference("UnitId"), "Of this unit and those below; the caller's own when left out.")
            .query("by", entry::one_of(&["unit", "field", "procedure", "person"]), "Rows; `person`: turns at desks. `unit` when left out.")
            .query("role", entry::one_of(&["received", "decided"]), "By place of receipt, or by competent agency; `received` when left out.")
            .days()
            .query("mark", entry::boolean(), "`true`: begins with the byte order mark that Excel needs.")
            .may_deny()
            .may_refuse_days()
            .answers_file("text/csv", "RFC 4180 with a row of titles; the last row is the sum."),
        get("/desks", REPORTS, "desks", "Turns at desks by person in a period; no ranking is meant")
            .query("unit", entry::reference("UnitId"), "Of this unit and those below; the caller's own when left out.")
            .days()
            .may_deny()
            .may_refuse_days()
            .answers::<DesksShape>(200, "Each step that somebody held is one turn."),
        get(
            "/fees/day",
            WORK,
            "feeDay",
            "The vouchers and sums of a day: one's own, or the unit's for who supervises it",
        )
        .query("day", entry::date(), "Today when left out.")
        .query("unit", entry::reference("UnitId"), "A unit below.")
        .query("person", entry::reference("PersonId"), "Only of this clerk.")
        .may_deny()
        .answers::<FeeDayShape>(200, "The day."),
        post("/fees/declare", WORK, "declareCash", "Declare the cash of a day, counted by its clerk")
            .takes::<CashDeclared>(examples::cash())
            .may_deny()
            .may_refuse()
            .answers::<DeclaredShape>(200, "It is on record."),
        get("/dossiers", DOSSIERS, "dossiers", "Dossiers within the caller's reach")
            .query("phase", entry::reference("Phase"), "Only in this phase.")
            .query("procedure", entry::reference("ProcedureKey"), "Only of this procedure.")
            .query("unit", entry::reference("UnitId"), "Only received in exactly this unit.")
            .query("late", entry::boolean(), "`true`: only those that miss the date promised by law.")
            .query(
                "q",
                entry::search(),
                "The code begins with this, or the applicant's name holds it, with or without marks.",
            )
            .paged()
            .may_deny()
            .answers::<Lines>(200, "Newest first."),
        get("/dossiers/by-code/{code}", DOSSIERS, "dossierByCode", "One dossier, by its code")
            .in_path("code", entry::code(), "The code on the receipt.")
            .if_none_match()
            .may_deny()
            .answers_tagged::<DossierDetail>(200, "The dossier."),
        get("/dossiers/{id}", DOSSIERS, "dossier", "One dossier, with all that happened to it")
            .dossier_id()
            .if_none_match()
            .may_deny()
            .answers_tagged::<DossierDetail>(200, "The dossier."),
        get("/dossiers/{id}/deadline", DOSSIERS, "deadline", "How the deadline of a dossier was counted, day by day")
            .dossier_id()
            .may_deny()
            .answers::<DeadlineShape>(200, "Each day with the reason and the law for it."),
        get("/dossiers/{id}/papers", DOSSIERS, "papers", "The papers that were given out for a dossier")
            .dossier_id()
            .may_deny()
            .answers::<Papers>(200, "In the order of issue."),
        get("/dossiers/{id}/papers/{n}", DOSSIERS, "paper", "One paper as PDF")
            .dossier_id()
            .in_path("n", entry::place(), "Its place in the order of issue, from 1.")
            .may_deny()
            .answers_pdf(
                "The paper. Printed again it has the same bytes; only the control slip goes on with the dossier.",
            ),
        get("/dossiers/{id}/files/{file}", FILES, "file", "A file of a dossier; that it was opened is kept on record")
            .dossier_id()
            .in_path("file", entry::uuid(), "Id of the file.")
            .may_deny()
            .answers_scan("The content, as it was uploaded."),
        get("/uploads", FILES, "uploads", "The caller's uploads that no act has taken")
            .may_deny()
            .answers::<Uploads>(200, "Oldest first."),
        post("/uploads", FILES, "beginUpload", "Begin an upload, to be written on piece by piece")
            .takes::<UploadAsked>(examples::upload())
            .may_deny()
            .may_refuse()
            .answers_upload::<UploadShape>(201, "It is begun; nothing of it is here yet."),
        get("/uploads/{id}", FILES, "upload", "How far an upload is")
            .in_path("id", entry::uuid(), "Id of the upload.")
            .may_deny()
            .answers_upload::<UploadShape>(200, "Where the next piece begins: `offset`, and `Upload-Offset`."),
        Entry::new(HttpMethod::Patch, "/uploads/{id}", FILES, "writeOn", "Write the next piece of an upload")
            .in_path("id", entry::uuid(), "Id of the upload.")
            .upload_offset()
            .takes_piece()
            .may_deny()
            .may_refuse()
            .answers_upload::<UploadShape>(200, "It is written. After the last piece the content was looked into."),
        Entry::new(HttpMethod::Delete, "/uploads/{id}", FILES, "dropUpload", "Drop an upload")
            .in_path("id", entry::uuid(), "Id of the upload.")
            .may_deny()
            .may_refuse()
            .answers_nothing("It is gone."),
        get("/day-decisions", HOUSE, "dayDecisions", "Decisions on days off and worked days, in the order of their entry")
            .answers::<DayDecisionsShape>(200, "The decisions."),
        post("/day-decisions", HOUSE, "decideDays", "Enter a decision on days, for administrators; open deadlines are counted again")
            .takes::<DayDecisionAsked>(examples::days())
            .may_deny()
            .may_refuse()
            .answers::<DaysDecided>(200, "With `dry_run`: what would move.")
            .answers::<DaysDecided>(201, "It holds from now on; what moved."),
        get("/tokens", HOUSE, "tokens", "All tokens, for administrators")
            .may_deny()
            .answers::<Tokens>(200, "The tokens, without their secrets."),
        post("/tokens", HOUSE, "issueToken", "Make a token, for administrators")
            .takes::<TokenAsked>(examples::token())
            .may_deny()
            .may_refuse()
            .answers::<TokenMade>(201, "The token and, this once, its secret."),
        Entry::new(HttpMethod::Delete, "/tokens/{id}", HOUSE, "revokeToken", "Revoke a token, for administrators")
            .in_path("id", entry::uuid(), "Id of the token.")
            .may_deny()
            .answers_nothing("It is revoked."),
    ];
    all.extend(first_acts());
    all.extend(acts());
    all
}

macro_rules! firsts {
    ($($body:ident $word:literal $summary:literal;)+) => {
        fn first_acts() -> Vec<Entry> {
            vec![$(
                Entry::new(HttpMethod::Post, concat!("/dossiers/", $word), ACTS, concat!($word, "New"), $summary)
                    .keyed()
                    .takes::<command::$body>(examples::of(command::ActKind::$body))
                    .may_deny()
                    .may_refuse()
                    .answers_created::<ActDone>("It is done and on record."),
            )+]
        }
    };
}

firsts! {
    Guide "guide" "Guide (hướng dẫn): what was told is kept";
    Receive "receive" "Receive (tiếp nhận): code, appointment, receipt";
    Decline "decline" "Refuse to receive (từ chối tiếp nhận), with the reason";
}

macro_rules! acts {
    ($($body:ident $word:literal $summary:literal;)+) => {
        fn acts() -> Vec<Entry> {
            vec![$(
                Entry::new(HttpMethod::Post, concat!("/dossiers/{id}/acts/", $word), ACTS, $word, $summary)
                    .dossier_id()
                    .if_match()
                    .keyed()
                    .takes::<command::$body>(examples::of(command::ActKind::$body))
                    .may_deny()
                    .may_refuse()
                    .answers_tagged::<ActDone>(200, "It is done and on record."),
            )+]
        }
    };
}

acts! {
    Guide "guide" "Guide once more, before receipt";
    Receive "receive" "Receive a dossier that had guidance before";
    Decline "decline" "Refuse to receive a dossier that had guidance before";
    Transfer "transfer" "Transfer (chuyển) to the unit that handles it";
    Claim "claim" "Take the step under way (nhận xử lý)";
    Assign "assign" "Assign (phân công) the step under way to a person";
    HandOver "hand-over" "Hand over (bàn giao) a step one holds";
    Finish "finish" "Finish (hoàn thành) the step under way";
    SendBack "send-back" "Send back (trả lại để xử lý lại) to the last handling step";
    Consult "consult" "Consult (lấy ý kiến) another unit";
    AnswerConsultation "answer-consultation" "Answer a consultation";
    RequestSupplement "request-supplement" "Ask for a supplement (yêu cầu bổ sung): once, fully";
    AddFiles "add-files" "Add files (thêm tệp): scans made after receipt, the signed result";
    StrikeFile "strike-file" "Strike out (gạch bỏ) a file that was added by mistake; it stays under record";
    TakeSupplement "take-supplement" "Take in the supplement (nhận bổ sung): the clock starts anew";
    Approve "approve" "Approve and sign (duyệt, ký)";
    Reject "reject" "Reject (từ chối giải quyết) with the reason, as a result";
    Stop "stop" "Stop (dừng giải quyết)";
    Apologise "apologise" "Apologise and promise one new date (xin lỗi và hẹn lại)";
    ReturnResult "return-result" "Hand over the result (trả kết quả)";
    TakeBackResult "take-back-result" "Take a wrong result back from the counter, before anybody has it";
    CorrectReturn "correct-return" "Put right, on record, in whose hands a result is";
    GiveBackOriginals "give-back-originals" "Give back originals (trả lại bản chính) that are still here";
    Withdraw "withdraw" "Withdraw (rút hồ sơ) at the applicant's wish";
    CorrectProcedure "correct-procedure" "Correct a wrong choice of procedure";
    CorrectEntry "correct-entry" "Correct a slip in what was typed about the applicant";
    CollectFee "collect-fee" "Collect the fee (thu phí, lệ phí) against a numbered voucher, or note an exemption";
    CancelVoucher "cancel-voucher" "Ask for a voucher to be cancelled (đề nghị hủy biên lai)";
    AnswerCancellation "answer-cancellation" "Confirm a cancellation as the second person, or let the voucher stand";
    Close "close" "Close (kết thúc, lưu trữ)";
}

/// Longest list in a body: no procedure has nearly as many papers.
const LONGEST_LIST: u64 = 100;

/// Adds what the domain refuses anyway and types alone do not say: no NUL in a text (PostgreSQL has
/// none), no control characters in what stands on one line of a form, something to read where
/// something is required, lists of bounded length.
fn tighten(schemas: &mut Value) {
    let bodies: Vec<String> = command::ActKind::ALL.iter().map(|k| pascal(k.key())).collect();
    let on_paper = command::ActKind::ALL.iter().filter(|k| k.is_done_on_paper()).map(|k| pascal(k.key()));
    let on_paper: Vec<String> = on_paper.collect();
    let on_paper: Vec<&str> = on_paper.iter().map(String::as_str).collect();
    let parts = [
        "DoneOnPaper",
        "Party",
        "Representative",
        "PaperGiven",
        "OutsideDemand",
        "SupplementItem",
        "Counted",
        "CashDeclared",
        "TokenAsked",
        "DayDecisionAsked",
        "DayAsked",
        "FileGiven",
        "UploadAsked",
    ];
    for name in bodies.iter().map(String::as_str).chain(parts) {
        let Some(schema) = schemas.get_mut(name) else { continue };
        if schema.is_null() || *schema == json!({ "default": null }) {
            // What the derive makes of a struct without fields.
            *schema = json!({ "type": "object", "description": "An empty object." });
        }
        schema["additionalProperties"] = false.into();
        if on_paper.contains(&name) {
            schema["properties"][body::DONE_ON_PAPER] = json!({ "$ref": "#/components/schemas/DoneOnPaper" });
        }
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { continue };
        for (field, schema) in properties {
            if schema["type"] == "array" {
                schema["maxItems"] = LONGEST_LIST.into();
            }
            let is_free_text =
                schema["type"] == "string" && schema.get("pattern").is_none() && schema.get("format").is_none();
            if !is_free_text {
                continue;
            }
            let required = schema["minLength"].as_u64().is_some_and(|n| n > 0) || (name == "Party" && field == "name");
            if required {
                schema["minLength"] = 1.into();
            }
            let one_line = matches!(name, "Party" | "UploadAsked") || field == "value";
            schema["pattern"] = match (one_line, required) {
                (true, true) => r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
                (true, false) => r"^[^\x00-\x1f\x7f-\x9f]*$",
                (false, true) => r"^[^\x00]*[^\s\x00][^\x00]*$",
                (false, false) => r"^[^\x00]*$",
            }
            .into();
        }
    }
}

/// `hand_over` → `HandOver`.
fn pascal(word: &str) -> String {
    word.split('_')
        .map(|part| {
            let mut chars = part.chars();
            chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
        })
        .collect()
}
