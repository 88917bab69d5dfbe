//! The OpenAPI document: as many operations as routes, examples that are right, a snapshot.

use crate::support::{Api, get};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use web::api::{PREFIX, ROUTES, document};

fn operations() -> Vec<(String, String, &'static Value)> {
    let mut out = Vec::new();
    for (path, item) in document::value()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            out.push((method.clone(), path.clone(), operation));
        }
    }
    out
}

#[tokio::test]
async fn the_document_is_served_to_everybody() {
    let api = Api::new().await;
    let served = api.send(get("/openapi.json")).await.is(200);
    assert_eq!(served.header("content-type"), "application/json");
    assert_eq!(&served.json(), document::value());
    assert!(served.json()["openapi"].as_str().unwrap().starts_with("3.1."));
}

#[test]
fn the_document_names_exactly_the_routes_there_are() {
    let routes: BTreeSet<_> =
        ROUTES.iter().map(|r| (r.method.to_owned(), r.path.strip_prefix(PREFIX).unwrap().to_owned())).collect();
    let documented: BTreeSet<_> = operations().into_iter().map(|(method, path, _)| (method, path)).collect();
    assert_eq!(documented, routes);
}

#[test]
fn every_operation_has_an_id_of_its_own_a_tag_and_problems() {
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations() {
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{method} {path}");
        assert_eq!(operation["tags"].as_array().unwrap().len(), 1);
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.contains_key("503"), "{method} {path}");
        for (status, response) in responses {
            let shared = response["$ref"] == format!("#/components/responses/Problem{status}");
            assert_eq!(shared, status.as_str() >= "400", "{method} {path} {status}");
        }
    }
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn walk(value: &Value, out: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(to)) = map.get("$ref") {
                    out.push(to.clone());
                }
                map.values().for_each(|v| walk(v, out));
            }
            Value::Array(list) => list.iter().for_each(|v| walk(v, out)),
            _ => {}
        }
    }
    let mut references = Vec::new();
    walk(document::value(), &mut references);
    assert!(references.len() > 100);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document::value().pointer(pointer).is_some(), "{reference}");
    }
}

fn reads<T: DeserializeOwned>(name: &str, example: &Value) {
    serde_json::from_value::<T>(example.clone()).unwrap_or_else(|e| panic!("{name}: {e}"));
}

#[test]
fn every_example_is_right_by_its_schema_and_by_its_type() {
    let mut seen = 0;
    for (method, path, operation) in operations() {
        let Some(content) = operation.pointer("/requestBody/content/application~1json") else { continue };
        let example = &content["example"];
        assert!(example.is_object(), "{method} {path}");
        let root = json!({ "$ref": content["schema"]["$ref"], "components": document::value()["components"] });
        let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&root).unwrap();
        if let Err(e) = validator.validate(example) {
            panic!("{method} {path}: {e}");
        }
        let name = content["schema"]["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
        if name == "TokenAsked" {
            reads::<web::api::token::TokenAsked>(name, example);
        } else if name == "UploadAsked" {
            reads::<web::api::file::UploadAsked>(name, example);
        } else if name == "DayDecisionAsked" {
            reads::<web::api::calendar::DayDecisionAsked>(name, example);
        } else if name == "CashDeclared" {
            reads::<web::api::fee::CashDeclared>(name, example);
        } else {
            let mut word = String::new();
            for c in name.chars() {
                if c.is_uppercase() && !word.is_empty() {
                    word.push('_');
                }
                word.extend(c.to_lowercase());
            }
            reads::<domain::dossier::Command>(name, &json!({ "act": word, "body": example }));
        }
        seen += 1;
    }
    // Each act, three of them also as a first act, a token, an upload, a clerk's cash, a decision on days.
    assert_eq!(seen, domain::dossier::ActKind::ALL.len() + 7);
}

#[test]
fn every_body_refuses_fields_it_does_not_know() {
    let schemas = document::value()["components"]["schemas"].as_object().unwrap();
    for name in
        ["Receive", "Party", "Representative", "PaperGiven", "Transfer", "Close", "TokenAsked", "SupplementItem"]
    {
        assert_eq!(schemas[name]["additionalProperties"], false, "{name}");
    }
}

#[test]
fn the_document_changes_only_on_purpose() {
    insta::assert_snapshot!("openapi", document::text());
}
