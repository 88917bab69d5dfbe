//! Every word of the domain has its texts in every language.

use domain::dossier::{ActKind, Outcome, PartyField, PartyKind, Phase, Recipient, ReturnProof};
use domain::law::{Certainty, Rule};
use domain::organisation::{AgencyKind, PostKind};
use domain::procedure::{Channel, MarkKind, Work};
use domain::procedure_gaps::GapKind;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use web::args;
use web::i18n::{Lang, Tr};

fn assert_texts(keys: impl IntoIterator<Item = String>) {
    let keys: BTreeSet<String> = keys.into_iter().collect();
    assert!(!keys.is_empty());
    let missing: Vec<String> = Lang::ALL
        .into_iter()
        .flat_map(|lang| {
            keys.iter().filter(move |key| !Tr(lang).has(key)).map(move |key| format!("{}: {key}", lang.code()))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// `prefix-word` with each ending, the words in kebab case.
fn keys(prefix: &str, words: &[&str], endings: &[&str]) -> Vec<String> {
    words
        .iter()
        .flat_map(|word| {
            let word = word.replace('_', "-");
            endings.iter().map(move |ending| format!("{prefix}-{word}{ending}"))
        })
        .collect()
}

/// The words that variants have in JSON.
fn json_words<T: Serialize>(variants: &[T]) -> Vec<String> {
    variants
        .iter()
        .map(|variant| match serde_json::to_value(variant) {
            Ok(Value::String(word)) => word,
            other => panic!("not a word in JSON: {other:?}"),
        })
        .collect()
}

fn assert_variants<T: Serialize>(prefix: &str, variants: &[T], endings: &[&str]) {
    let words = json_words(variants);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_texts(keys(prefix, &words, endings));
}

#[test]
fn every_rule_is_told_in_full_and_in_short() {
    let ids: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert_texts(keys("rule", &ids, &["", "-short"]));
}

#[test]
fn every_phase_has_a_name_and_plain_words() {
    assert_variants("phase", &Phase::ALL, &["", "-plain"]);
}

#[test]
fn every_act_has_a_button_a_hint_and_an_answer() {
    assert_variants("act", &ActKind::ALL, &["", "-hint", "-done"]);
}

#[test]
fn every_event_has_a_title() {
    // Events carry bodies, so their words are read where they stand.
    let source = include_str!("../../domain/src/dossier/event.rs");
    let (_, arms) = source.split_once("const fn key").expect("Event::key");
    let words: Vec<&str> = arms.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(words.len() >= 24, "{words:?}");
    assert_texts(keys("event", &words, &[""]));
}

#[test]
fn every_kind_of_post_and_agency_has_a_name() {
    use AgencyKind as A;
    use PostKind as P;
    assert_variants(
        "post",
        &[
            P::ReceptionOfficer,
            P::Specialist,
            P::HeadOfOneStop,
            P::UnitLeader,
            P::Leader,
            P::Inspector,
            P::Administrator,
        ],
        &[""],
    );
    assert_variants(
        "agency",
        &[
            A::Administration,
            A::Police,
            A::SocialInsurance,
            A::Tax,
            A::LandRegistry,
            A::Treasury,
            A::HomeAffairs,
            A::Health,
            A::SocialSupport,
            A::Payer,
            A::Department,
        ],
        &[""],
    );
}

#[test]
fn every_way_of_filing_and_every_work_has_a_name() {
    use Channel as C;
    assert_variants("channel", &[C::InPerson, C::Online, C::Post, C::Phone], &[""]);
    let works = [Work::Receive, Work::Handle, Work::Review, Work::Sign, Work::Issue, Work::Return];
    assert_variants("work", &works, &["", "-plain"]);
}

#[test]
fn every_word_about_the_result_and_the_applicant_has_a_name() {
    use ReturnProof as Proof;
    assert_variants("outcome", &[Outcome::Approved, Outcome::Rejected], &[""]);
    let recipients = [Recipient::Applicant, Recipient::Representative, Recipient::Other];
    assert_variants("recipient", &recipients, &[""]);
    let proofs = [Proof::Signature, Proof::Code, Proof::PostReceipt, Proof::IdentityDocument];
    assert_variants("proof", &proofs, &[""]);
    assert_variants("party-kind", &[PartyKind::Person, PartyKind::Organisation], &[""]);
    assert_variants("field", &PartyField::ALL, &[""]);
    assert_texts(["holder-applicant".to_owned()]);
}

#[test]
fn every_need_mark_gap_and_certainty_has_a_name() {
    assert_texts(["need-always", "need-if", "need-unstated", "present-only"].map(str::to_owned));
    let marks = [MarkKind::Memory, MarkKind::Template, MarkKind::Translation, MarkKind::Missing];
    assert_variants("mark", &marks, &[""]);
    assert_variants("gap", &GapKind::OF_PROCEDURES, &[""]);
    assert_variants("gap", &[GapKind::RoleMappedByUs], &[""]);
    let certainties = [Certainty::Sourced, Certainty::Memory, Certainty::Design];
    assert_variants("certainty", &certainties, &[""]);
}

#[test]
fn every_fee_unit_and_fee_setter_of_the_catalogue_has_a_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/procedures");
    let mut wanted = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the catalogue") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a procedure");
        let procedure: Value = serde_json::from_str(&text).expect("JSON");
        for version in procedure["versions"].as_array().expect("versions") {
            let word = |field: &str| version["fee"][field].as_str().expect("a word").to_owned();
            wanted.extend(keys("fee-unit", &[&word("unit")], &[""]));
            wanted.extend(keys("fee-set-by", &[&word("set_by")], &[""]));
        }
    }
    assert_texts(wanted);
}

#[test]
fn every_limit_is_told_in_words() {
    assert_texts(keys(
        "limit",
        &["working_days", "working_hours", "calendar_days", "months", "clock_hours", "same_day"],
        &[""],
    ));
    let (vi, en) = (Tr(Lang::Vi), Tr(Lang::En));
    assert_eq!(vi.f("limit-working-days", args!["n" => 3]), "3 ngày làm việc");
    assert_eq!(en.f("limit-working-days", args!["n" => 3]), "3 working days");
    assert_eq!(en.f("limit-working-days", args!["n" => 1]), "1 working day");
    assert!(vi.f("limit-same-day", args!["cutoff" => "15:00"]).contains("15:00"));
}

#[test]
fn every_error_has_a_title_and_says_what_to_do() {
    let errors = [
        "not_found_dossier",
        "not_found_procedure",
        "not_found_session",
        "not_found_token",
        "not_found_unit",
        "denied",
        "stale",
        "key_reused",
        "wrong_password",
        "locked",
        "weak_password",
        "unavailable",
        "press",
        "forbidden_origin",
        "too_many",
    ];
    assert_texts(keys("error", &errors, &["", "-what"]));
}
