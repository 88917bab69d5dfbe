//! Each real procedure goes the whole way.

use domain::calendar::Limit;
use domain::dossier::Phase;
use domain::id::UnitId;
use domain::law::Rule;
use domain::procedure::{ProcedureCommand, ServedBy};
use office::testing::{TestOffice, WARD, procedures, rule};

#[tokio::test]
async fn a_dossier_of_each_coded_procedure_goes_from_receipt_to_returned_and_closed() {
    let all: Vec<_> = procedures().into_iter().filter(|p| p.code.is_some()).collect();
    assert_eq!(all.len(), 69);
    for office in TestOffice::on_all().await {
        let mut open_limits = 0;
        for procedure in &all {
            let key = procedure.key.as_str();
            assert_eq!(procedure.served_by, ServedBy::Dossier, "{key}");
            let unit = UnitId::parse(WARD).unwrap();
            if procedure.versions.last().unwrap().time_limit.limit.is_none() {
                open_limits += 1;
                let administrator = office.administrator();
                let publish = ProcedureCommand::Publish { unit: unit.clone() };
                let early = office.change_procedure(&administrator, &procedure.key, publish.clone()).await;
                assert_eq!(rule(early), Rule::LimitUnspecified, "{key}");
                let set = ProcedureCommand::SetLimit {
                    unit,
                    limit: Limit::WorkingDays(7),
                    basis: "Quyết định mẫu số 1".into(),
                };
                office.change_procedure(&administrator, &procedure.key, set).await.unwrap();
                office.change_procedure(&administrator, &procedure.key, publish).await.unwrap();
            }
            let done = office.receive(key).await;
            assert_eq!(done.phase, Phase::InProcess, "{key}");
            assert_eq!(done.breaches, Vec::<String>::new(), "{key}");
            let ready = office.walk_to_ready(done.id).await;
            assert!(ready.breaches.is_empty(), "{key}: {:?}", ready.breaches);
            let end = office.walk_to_the_end(done.id).await;
            assert!(end.returned.is_some() && !end.originals_here, "{key}");
            assert_eq!(end.steps.iter().filter(|s| s.done.is_none()).count(), 0, "{key}: all steps are done");
        }
        assert_eq!(open_limits, 3);
    }
}
