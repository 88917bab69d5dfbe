//! Personal values stand apart: after a whole life no other table knows them.

use crate::{correct, outside, supplement};
use domain::dossier::{Command, PaperGiven, PartyField, Recipient, Representative};
use domain::procedure::Work;
use domain::text::fold;
use office::dossier::Ask;
use office::testing::{BIRTH, TestOffice, applicant, to_the_applicant};
use store::db::{DbError, Sql};
use store::{binds, sql};

/// Each table but `personal`, `applicant_search` and `account`, as one text per row.
const TABLES: [(&str, Sql); 8] = [
    ("event", sql!("SELECT stream || ' ' || kind || ' ' || body || ' ' || person || ' ' || post FROM event")),
    ("state", sql!("SELECT stream || ' ' || body FROM state")),
    (
        "dossier",
        sql!("SELECT id || ' ' || COALESCE(code, '') || ' ' || line || ' ' || COALESCE(step_person, '') FROM dossier"),
    ),
    ("consultation", sql!("SELECT dossier || ' ' || id || ' ' || unit FROM consultation")),
    ("breach", sql!("SELECT dossier || ' ' || rule || ' ' || unit || ' ' || COALESCE(person, '') FROM breach")),
    ("unit_scope", sql!("SELECT above || ' ' || unit FROM unit_scope")),
    ("code_order", sql!("SELECT unit || ' ' || day FROM code_order")),
    ("idempotency", sql!("SELECT person || ' ' || key || ' ' || request || ' ' || answer FROM idempotency")),
];

#[tokio::test]
async fn no_personal_value_stands_in_events_states_or_views_after_a_whole_life() {
    for office in TestOffice::on_all().await {
        let reception = office.reception();
        let mut receive = office.full(BIRTH);
        let representative = applicant(77);
        receive.representative =
            Some(Representative { party: representative.clone(), authorisation: "GUQ số 5 mẫu".into() });
        // Naming a representative makes the authorisation one of the papers.
        receive.papers.push(PaperGiven { paper: "p5".parse().unwrap(), originals: 1, copies: 0, from_database: false });
        receive.outside.push(outside());
        let ask = Ask::new(Command::Receive(receive)).keyed("một khóa");
        let id = office.act(&reception, ask).await.unwrap().id;
        office.walk_to(id, Work::Handle).await;
        let mut request = supplement("p1");
        request.reason = "Chị Ví Dụ ký thiếu".into();
        office.on(&office.specialist(), id, Command::RequestSupplement(request)).await.unwrap();
        office.drive(id).await;
        office.on(&reception, id, correct(PartyField::Address, "Ngõ Hư Cấu 5")).await.unwrap();
        office.walk_to_ready(id).await;
        let mut result = to_the_applicant();
        (result.to, result.reference) = (Recipient::Representative, "ký thay bởi Ví Dụ 77".into());
        office.on(&reception, id, Command::ReturnResult(result)).await.unwrap();
        office.walk_to_the_end(id).await;

        let mut values = vec!["Ví Dụ".to_owned(), fold("Ví Dụ"), "Hư Cấu".into(), "GUQ số 5".into(), "tự đặt".into()];
        for party in [applicant(1), representative] {
            values.extend([party.name, party.id_number, party.address, party.phone, party.email]);
        }
        for (table, statement) in TABLES {
            let rows: Vec<String> = office
                .db()
                .read(move |tx| {
                    Box::pin(async move {
                        let rows = tx.query(statement, &binds![]).await?;
                        rows.iter().map(|r| r.text(0).map(str::to_owned)).collect::<Result<_, DbError>>()
                    })
                })
                .await
                .unwrap();
            assert!(!rows.is_empty() || table == "consultation", "{table} was looked at");
            for value in &values {
                let found = rows.iter().find(|r| r.contains(value.as_str()));
                assert_eq!(found, None, "{value:?} stands in {table} on {}", office.engine);
            }
        }
    }
}
