//! A dossier of each coded procedure, from receipt to returned result, through the API alone.

use crate::support::{Api, act, post};
use domain::calendar::Limit;
use domain::dossier::Phase;
use domain::id::UnitId;
use domain::procedure::{ProcedureCommand, ServedBy};
use office::testing::{WARD, procedures};
use std::collections::HashMap;

#[tokio::test]
async fn a_dossier_of_each_coded_procedure_goes_from_receipt_to_returned_result() {
    let api = Api::new().await;
    let ward = UnitId::parse(WARD).unwrap();
    let mut tokens: HashMap<String, String> = HashMap::new();
    let mut served = 0;
    for procedure in procedures().into_iter().filter(|p| p.served_by == ServedBy::Dossier) {
        let key = procedure.key.as_str();
        assert!(procedure.code.is_some(), "{key}");
        let published = api.office.law().catalogue[&procedure.key].is_published_at(&ward);
        if procedure.versions[0].time_limit.limit.is_none() {
            api.office.publish_with_limit(key, Limit::WorkingDays(5)).await;
        } else if !published {
            let publish = ProcedureCommand::Publish { unit: ward.clone() };
            api.office.change_procedure(&api.office.administrator(), &procedure.key, publish).await.unwrap();
        }
        let reception = api.office.reception();
        let token = match tokens.get(reception.post.as_str()) {
            Some(token) => token.clone(),
            None => api.token(&reception).await,
        };
        tokens.insert(reception.post.to_string(), token.clone());
        let body = serde_json::to_value(api.office.full(key)).unwrap();
        let done = api.send(post("/dossiers/receive", &body).bearer(&token)).await.is(201).json();
        let (id, mut version) = (done["id"].as_str().unwrap().to_owned(), done["version"].as_i64().unwrap());
        loop {
            let d = api.office.state(id.parse().unwrap()).await;
            if d.phase == Phase::Returned {
                break;
            }
            let (actor, command) = api.office.next_act(&d).expect("somebody has the next act");
            let body = serde_json::to_value(&command).unwrap()["body"].clone();
            let word = command.kind().key().replace('_', "-");
            if !tokens.contains_key(actor.post.as_str()) {
                tokens.insert(actor.post.to_string(), api.token(&actor).await);
            }
            let token = &tokens[actor.post.as_str()];
            let answer = api.send(act(token, &id, &word, version, &body)).await.is(200);
            version = answer.json()["version"].as_i64().unwrap();
        }
        served += 1;
    }
    assert_eq!(served, 69);
}
