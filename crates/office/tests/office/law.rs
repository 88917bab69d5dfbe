//! The law as data: versions in force, publication, and other nodes that learn of a change.

use crate::{key, paper, unit};
use domain::calendar::{Date, Limit};
use domain::dossier::Command;
use domain::law::Rule;
use domain::organisation::OrganisationCommand;
use domain::procedure::{Need, Paper, ProcedureCommand};
use office::access::Origin;
use office::dossier::Ask;
use office::testing::{BIRTH, TestOffice, WARD, procedures, rule};

#[tokio::test]
async fn a_dossier_keeps_the_version_that_was_in_force_on_the_day_of_filing() {
    for office in TestOffice::on_all().await {
        let old = office.receive(BIRTH).await.id;
        let from = Date::constant(2026, 8, 20);
        office
            .amend(BIRTH, from, |next| {
                next.time_limit.limit = Some(Limit::WorkingDays(5));
                next.papers.push(Paper {
                    id: paper("p9"),
                    name: domain::text::Text { vi: "Giấy tờ mẫu mới".into(), ..Default::default() },
                    originals: 1,
                    copies: 0,
                    present_only: false,
                    need: Need::Always,
                    replaced_by: None,
                    form: None,
                });
            })
            .await;
        // Announced, not yet in force.
        office.at("2026-08-19 09:00");
        let before = office.receive(BIRTH).await.id;
        office.at("2026-08-20 09:00");
        let without = Command::Receive(domain::dossier::Receive {
            papers: office.full(BIRTH).papers.into_iter().filter(|p| p.paper != paper("p9")).collect(),
            ..office.full(BIRTH)
        });
        assert_eq!(rule(office.act(&office.reception(), Ask::new(without)).await), Rule::PapersMissing);
        let new = office.receive(BIRTH).await.id;
        for (id, version, limit) in [(old, 1, None), (before, 1, None), (new, 2, Some(Limit::WorkingDays(5)))] {
            let d = office.walk_to_the_end(id).await;
            assert_eq!(d.procedure.version, version);
            assert!(limit.is_none_or(|l| d.limit == Some(l)));
        }
    }
}

#[tokio::test]
async fn a_limit_of_the_law_is_not_a_units_to_change() {
    let office = TestOffice::new().await;
    let set =
        ProcedureCommand::SetLimit { unit: unit(WARD), limit: Limit::WorkingDays(90), basis: "Muốn thế".into() };
    assert_eq!(rule(office.change_procedure(&office.administrator(), &key(BIRTH), set).await), Rule::LimitSetByLaw);
    let complaint = ProcedureCommand::Publish { unit: unit(WARD) };
    let answer = office.change_procedure(&office.administrator(), &key("khieu-nai-lan-dau-cap-xa"), complaint).await;
    assert_eq!(rule(answer), Rule::NotADossier);
}

#[tokio::test]
async fn a_second_node_on_the_same_database_sees_what_the_law_has_become() {
    for office in TestOffice::on_all().await {
        let node = office.second_node().await;
        let administrator = office.administrator();
        let receive = || Ask::new(Command::Receive(office.full(BIRTH)));
        node.act(&office.reception(), receive()).await.unwrap();
        let withdraw = ProcedureCommand::Withdraw { unit: unit(WARD), reason: "Bãi bỏ".into() };
        office.change_procedure(&administrator, &key(BIRTH), withdraw).await.unwrap();
        assert_eq!(
            rule(node.act(&office.reception(), receive()).await),
            Rule::ProcedureNotPublished,
            "{}",
            office.engine
        );
        let publish = ProcedureCommand::Publish { unit: unit(WARD) };
        node.change_procedure(&administrator, &key(BIRTH), publish).await.unwrap();
        office.act(&office.reception(), receive()).await.unwrap();
        // A session opened at one node ends at the other when the post does.
        let specialist = office.specialist();
        let (login, password) = office.account(&specialist).await;
        let (secret, _) = node.sign_in(&login, &password, Origin::default()).await.unwrap();
        let leave = OrganisationCommand::LeavePost { person: specialist.person.clone(), post: specialist.post.clone() };
        office.change_organisation(&administrator, leave).await.unwrap();
        assert!(node.session(&secret).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn an_office_that_is_set_up_takes_no_text_in_without_review() {
    let office = TestOffice::new().await;
    let mut procedure = procedures().into_iter().find(|p| p.key == key(BIRTH)).unwrap();
    procedure.versions[0].sets = 2;
    let import = || ProcedureCommand::Import(Box::new(procedure.clone()));
    let administrator = office.administrator();
    assert_eq!(rule(office.change_procedure(&administrator, &key(BIRTH), import()).await), Rule::NotThisPost);
    let several = office.change_procedures(&administrator, vec![(key(BIRTH), import())]).await;
    assert_eq!(rule(several), Rule::NotThisPost);
    // The program itself rewrites no version either.
    let again = office.change_procedures(&office::setup::the_program(), vec![(key(BIRTH), import())]).await;
    assert_eq!(rule(again), Rule::VersionRewritten);
}

#[tokio::test]
async fn a_version_that_is_only_announced_neither_opens_nor_shuts_what_is_in_force() {
    let office = TestOffice::new().await;
    // Today's law sets the limit; the next version leaves it open.
    let admin = office.administrator();
    office.amend(BIRTH, Date::constant(2026, 9, 20), |next| next.time_limit.limit = None).await;
    let set =
        || ProcedureCommand::SetLimit { unit: unit(WARD), limit: Limit::WorkingDays(9), basis: "QĐ mẫu".into() };
    assert_eq!(rule(office.change_procedure(&admin, &key(BIRTH), set()).await), Rule::LimitSetByLaw);
    let withdraw = ProcedureCommand::Withdraw { unit: unit(WARD), reason: "Thử".into() };
    office.change_procedure(&admin, &key(BIRTH), withdraw).await.unwrap();
    let publish = || ProcedureCommand::Publish { unit: unit(WARD) };
    office.change_procedure(&admin, &key(BIRTH), publish()).await.unwrap();
    // From its first day on the next one counts.
    office.at("2026-09-21 08:00");
    let withdraw = ProcedureCommand::Withdraw { unit: unit(WARD), reason: "Thử".into() };
    office.change_procedure(&admin, &key(BIRTH), withdraw).await.unwrap();
    assert_eq!(rule(office.change_procedure(&admin, &key(BIRTH), publish()).await), Rule::LimitUnspecified);
    office.change_procedure(&admin, &key(BIRTH), set()).await.unwrap();
    office.change_procedure(&admin, &key(BIRTH), publish()).await.unwrap();
}
