//! Money at the counter: worked out by the tariff, numbered without a gap, undone by two persons,
//! adding up at the end of the day.

use crate::{key, unit};
use domain::dossier::{AnswerCancellation, CancelVoucher, CollectFee, Command, Dossier, Event};
use domain::fee::{Counted, FeeMethod, Refund, Standing, Tariff, TillCommand, VoucherNumber};
use domain::id::DossierId;
use domain::law::Rule;
use domain::money::Dong;
use domain::organisation::{Delegation, OrganisationCommand};
use domain::paper::PaperKind;
use domain::procedure::ProcedureCommand;
use office::dossier::Ask;
use office::testing::{BIRTH, TestOffice, WARD, rule};
use office::{Actor, Error};

/// Certifying copies: by the page, from a circular.
const COPIES: &str = "2.000815";
/// A copy of an extract: 8.000 đồng each, with exemptions.
const EXTRACT: &str = "2.000635";
/// A household business: the province sets the amount.
const BUSINESS: &str = "1.001612";
/// An allowance: costs nothing.
const FREE: &str = "1.001731";

fn collect(counted: &[(u32, u32)]) -> CollectFee {
    CollectFee {
        counted: counted.iter().map(|(pages, number)| Counted { pages: *pages, number: *number }).collect(),
        exemption: String::new(),
        proof: String::new(),
        method: FeeMethod::Cash,
        reference: String::new(),
        again: String::new(),
    }
}

fn cancel(voucher: VoucherNumber) -> Command {
    Command::CancelVoucher(CancelVoucher {
        voucher,
        reason: "Thu nhầm số bản".into(),
        refund: Refund::GivenBack,
        to: "Phùng Thị Ví Dụ, căn cước đã xem".into(),
    })
}

fn answer(voucher: VoucherNumber, confirm: bool) -> Command {
    Command::AnswerCancellation(AnswerCancellation { voucher, confirm, note: "Đã kiểm tra".into() })
}

async fn paid(office: &TestOffice, who: &Actor, command: CollectFee) -> (DossierId, VoucherNumber) {
    let id = office.receive(COPIES).await.id;
    office.on(who, id, Command::CollectFee(command)).await.expect("the fee is collected");
    (id, last(&office.state(id).await))
}

fn last(d: &Dossier) -> VoucherNumber {
    d.fees.vouchers.last().expect("a voucher").number
}

#[tokio::test]
async fn a_fee_is_worked_out_and_numbered_and_a_refused_one_takes_no_number() {
    for office in TestOffice::on_all().await {
        let clerk = office.reception();
        let (id, first) = paid(&office, &clerk, collect(&[(3, 2)])).await;
        let d = office.state(id).await;
        assert_eq!((d.fees.paid(), first.to_string().as_str()), (Dong(10_000), "2026-000001"), "{}", office.engine);
        // Refused after its number was taken: the transaction gives it back.
        let twice = Command::CollectFee(collect(&[(1, 1)]));
        assert_eq!(rule(office.on(&clerk, id, twice).await), Rule::FeePaid);
        let by_card = CollectFee { method: FeeMethod::Card, again: "Thêm một bản".into(), ..collect(&[(1, 1)]) };
        let refused = office.on(&clerk, id, Command::CollectFee(by_card.clone())).await;
        assert_eq!(rule(refused), Rule::PaymentReference);
        let uncounted = CollectFee { again: "Thêm một bản".into(), ..collect(&[]) };
        assert_eq!(rule(office.on(&clerk, id, Command::CollectFee(uncounted)).await), Rule::FeeCounted);
        let more = CollectFee { reference: "POS 0001".into(), ..by_card };
        office.on(&clerk, id, Command::CollectFee(more)).await.unwrap();
        let d = office.state(id).await;
        assert_eq!((last(&d).order, d.fees.paid()), (2, Dong(12_000)));
        let free = office.receive(FREE).await.id;
        assert_eq!(rule(office.on(&clerk, free, Command::CollectFee(collect(&[]))).await), Rule::FeeNone);
        // A specialist takes no money, nor another ward's counter.
        let other = Command::CollectFee(collect(&[(1, 1)]));
        assert_eq!(rule(office.on(&office.specialist(), id, other.clone()).await), Rule::NotThisPost);
        let elsewhere = office.on(&office.other_ward_reception(), id, other).await;
        assert!(matches!(elsewhere, Err(Error::NotFound { .. })), "{elsewhere:?}");
    }
}

#[tokio::test]
async fn each_voucher_is_a_paper_with_its_own_number_and_the_same_bytes_twice() {
    for office in TestOffice::on_all().await {
        let clerk = office.reception();
        let (id, number) = paid(&office, &clerk, collect(&[(3, 2)])).await;
        let d = office.state(id).await;
        let n = d.issued.iter().position(|p| p.issued.kind == PaperKind::Voucher).expect("a voucher was given out");
        assert_eq!(d.issued[n].issued.label, number.to_string());
        let n = u32::try_from(n + 1).unwrap();
        let once = office.paper(&clerk, id, n).await.unwrap().pdf;
        let text = String::from_utf8(once.clone()).unwrap();
        for words in ["10.000 đồng", "Mười nghìn đồng", "2 × 2.000 + 1 × 1.000", &number.to_string()] {
            assert!(text.contains(words), "{words}: {text}");
        }
        office.later(2);
        office.on(&clerk, id, cancel(number)).await.unwrap();
        office.on(&office.leader(), id, answer(number, true)).await.unwrap();
        assert!(office.paper(&clerk, id, n).await.unwrap().pdf == once, "it says what was said");
    }
}

#[tokio::test]
async fn an_amount_that_nobody_set_cannot_be_collected_until_the_unit_enters_its_decision() {
    for office in TestOffice::on_all().await {
        let clerk = office.receiver(BUSINESS);
        let id = office.receive(BUSINESS).await.id;
        let receipt = office.paper(&clerk, id, 1).await.unwrap().pdf;
        office.minutes_later(5);
        assert_eq!(office.fee_standing(&office.state(id).await), Standing::NotSet);
        let ask = Command::CollectFee(collect(&[]));
        assert_eq!(rule(office.on(&clerk, id, ask.clone()).await), Rule::FeeNotSet);
        let tariff = Tariff {
            amount: Dong(100_000),
            amount_online: Some(Dong(50_000)),
            applies_when: String::new(),
            decision: "Nghị quyết mẫu số 1/2026/NQ-HĐND".into(),
            from: "2026-01-01".parse().unwrap(),
            to: None,
            set: office.now(),
        };
        let set = |tariff: &Tariff| ProcedureCommand::SetTariff { unit: unit("ngo-quyen"), tariff: tariff.clone() };
        let admin = office.administrator();
        let nameless = Tariff { decision: " ".into(), ..tariff.clone() };
        let refused = office.change_procedure(&admin, &key(BUSINESS), set(&nameless)).await;
        assert_eq!(rule(refused), Rule::TariffInWriting);
        let denied = office.change_procedure(&clerk, &key(BUSINESS), set(&tariff)).await;
        assert_eq!(rule(denied), Rule::NotThisPost);
        let of_law = office.change_procedure(&admin, &key(COPIES), set(&tariff)).await;
        assert_eq!(rule(of_law), Rule::FeeSetByLaw);
        office.change_procedure(&admin, &key(BUSINESS), set(&tariff)).await.unwrap();
        office.on(&clerk, id, ask).await.unwrap();
        let d = office.state(id).await;
        assert_eq!(d.fees.paid(), Dong(100_000));
        assert_eq!(d.fees.vouchers[0].decision.as_deref(), Some("Nghị quyết mẫu số 1/2026/NQ-HĐND"));
        assert!(office.paper(&clerk, id, 1).await.unwrap().pdf == receipt, "an old receipt does not change");
        // The next one knows it.
        office.minutes_later(5);
        let next = office.receive(BUSINESS).await.id;
        let text = String::from_utf8(office.paper(&clerk, next, 1).await.unwrap().pdf).unwrap();
        assert!(text.contains("100.000 đồng"), "{text}");
    }
}

#[tokio::test]
async fn an_exemption_is_one_of_the_list_and_has_its_proof() {
    for office in TestOffice::on_all().await {
        let clerk = office.reception();
        let id = office.receive(EXTRACT).await.id;
        let exempt = |exemption: &str, proof: &str| {
            Command::CollectFee(CollectFee { exemption: exemption.into(), proof: proof.into(), ..collect(&[]) })
        };
        assert_eq!(rule(office.on(&clerk, id, exempt("người quen", "Giấy")).await), Rule::ExemptionUnknown);
        assert_eq!(rule(office.on(&clerk, id, exempt("người khuyết tật", " ")).await), Rule::ExemptionProof);
        office.on(&clerk, id, exempt("người khuyết tật", "Giấy xác nhận khuyết tật mẫu 01")).await.unwrap();
        let d = office.state(id).await;
        assert_eq!(office.fee_standing(&d), Standing::Exempt);
        assert!(d.fees.vouchers.is_empty(), "nothing was taken, so no number was");
        let detail = office.dossier(&clerk, id).await.unwrap();
        let proof = detail.timeline.iter().find_map(|h| match &h.event {
            Event::FeeExempted { proof, .. } => Some(detail.text(proof)),
            _ => None,
        });
        assert_eq!(proof, Some("Giấy xác nhận khuyết tật mẫu 01"));
        let stored = serde_json::to_string(&detail.timeline.last().unwrap().event).unwrap();
        assert!(!stored.contains("mẫu 01"), "the event holds no text about a person: {stored}");
    }
}

#[tokio::test]
async fn a_voucher_is_cancelled_by_two_persons_whatever_post_or_delegation_they_use() {
    for office in TestOffice::on_all().await {
        let (clerk, head, leader) = (office.reception(), office.head(), office.leader());
        let (id, number) = paid(&office, &clerk, collect(&[(3, 2)])).await;
        assert_eq!(rule(office.on(&leader, id, answer(number, true)).await), Rule::VoucherUnknown);
        // The head asks for it; as the head, and by delegation as the leader, the same person.
        office.on(&head, id, cancel(number)).await.unwrap();
        assert_eq!(rule(office.on(&head, id, answer(number, true)).await), Rule::VoucherSecondPerson);
        let lent = Delegation {
            from_post: leader.post.clone(),
            to_person: head.person.clone(),
            document: "07/GUQ-MẪU".into(),
            content: "Ký thay trong thời gian đi công tác".into(),
            from: "2026-08-17".parse().unwrap(),
            to: "2026-08-20".parse().unwrap(),
        };
        office.change_organisation(&leader, OrganisationCommand::Delegate(lent)).await.unwrap();
        let as_leader =
            Actor { person: head.person.clone(), delegation: Some("07/GUQ-MẪU".into()), ..leader.clone() };
        assert_eq!(rule(office.on(&as_leader, id, answer(number, true)).await), Rule::VoucherSecondPerson);
        let as_head = Actor { person: clerk.person.clone(), ..head.clone() };
        let by_clerk = office.on(&as_head, id, answer(number, true)).await;
        assert_eq!(rule(by_clerk), Rule::VoucherSecondPerson, "whoever took it, in another post");
        let pending = office.state(id).await;
        assert_eq!(pending.fees.paid(), Dong(10_000), "until then it stands");
        office.on(&leader, id, answer(number, false)).await.unwrap();
        assert!(office.state(id).await.fees.vouchers[0].cancellation.is_none());
        office.on(&head, id, cancel(number)).await.unwrap();
        office.on(&leader, id, answer(number, true)).await.unwrap();
        let d = office.state(id).await;
        assert_eq!((d.fees.paid(), d.fees.vouchers.len()), (Dong::ZERO, 1), "the number stays");
        let c = d.fees.vouchers[0].cancellation.as_ref().unwrap();
        assert_eq!((&c.by.person, &c.confirmed.as_ref().unwrap().by.person), (&head.person, &leader.person));
        // It is free to be collected again, under the next number.
        office.on(&clerk, id, Command::CollectFee(collect(&[(3, 1)]))).await.unwrap();
        assert_eq!(last(&office.state(id).await).order, 2);
    }
}

#[tokio::test]
async fn the_days_cash_adds_up_and_a_difference_needs_its_reason() {
    for office in TestOffice::on_all().await {
        let (clerk, second) = (office.reception(), office.second_reception());
        let (wrong, number) = paid(&office, &clerk, collect(&[(3, 2)])).await;
        paid(&office, &clerk, collect(&[(1, 4)])).await;
        paid(&office, &second, collect(&[(2, 1)])).await;
        let transfer = CollectFee { method: FeeMethod::Transfer, reference: "CK 1".into(), ..collect(&[(1, 1)]) };
        paid(&office, &clerk, transfer).await;
        let mine = office.fee_day(&clerk, None, None, None).await.unwrap();
        assert_eq!(mine.vouchers.len(), 3, "a clerk sees the own ones");
        assert_eq!(mine.clerks[&clerk.person].expected, Dong(18_000));
        office.on(&clerk, wrong, cancel(number)).await.unwrap();
        office.on(&office.leader(), wrong, answer(number, true)).await.unwrap();
        let whole = office.fee_day(&office.head(), None, None, None).await.unwrap();
        assert_eq!((whole.vouchers.len(), whole.clerks.len()), (4, 2));
        let net: i64 = whole.total.iter().map(|(_, f)| f.net().0).sum();
        assert_eq!(net, 8_000 + 4_000 + 2_000);
        let sums = office.fee_sums(&office.leader(), None, (whole.day, whole.day)).await.unwrap();
        assert_eq!(sums.units.iter().map(|(_, _, f)| f.net().0).sum::<i64>(), net);

        let declare =
            |counted: i64, reason: &str| TillCommand { day: whole.day, counted: Dong(counted), reason: reason.into() };
        assert_eq!(rule(office.declare_cash(&clerk, declare(7_000, "")).await), Rule::CashDifference);
        assert_eq!(rule(office.declare_cash(&office.leader(), declare(0, "")).await), Rule::NotThisPost);
        assert_eq!(rule(office.declare_cash(&office.head(), declare(0, "")).await), Rule::NothingToDeclare);
        office.declare_cash(&clerk, declare(7_000, "Thối nhầm tiền lẻ")).await.unwrap();
        let day = office.fee_day(&office.head(), None, None, None).await.unwrap();
        let x = &day.clerks[&clerk.person];
        assert_eq!(
            (x.difference(), x.reason.as_str(), x.is_settled()),
            (Some(Dong(-1_000)), "Thối nhầm tiền lẻ", true)
        );
        assert!(!day.clerks[&second.person].is_settled());
        // One more voucher, and the day must be declared again.
        paid(&office, &clerk, collect(&[(1, 1)])).await;
        let day = office.fee_day(&office.head(), None, None, None).await.unwrap();
        assert!(!day.clerks[&clerk.person].is_settled());
        office.declare_cash(&clerk, declare(10_000, "")).await.unwrap();
        assert_eq!(rule(office.declare_cash(&clerk, declare(10_000, "")).await), Rule::AlreadyDone);

        // The next day: what was not declared is still to be seen; a future day cannot be.
        office.at("2026-08-18 08:00");
        let tomorrow = TillCommand { day: "2026-08-19".parse().unwrap(), counted: Dong(0), reason: String::new() };
        assert_eq!(rule(office.declare_cash(&clerk, tomorrow).await), Rule::ServerClock);
        let next = office.fee_day(&office.leader(), None, None, None).await.unwrap();
        assert_eq!(next.undeclared, [(second.person.clone(), whole.day, Dong(4_000))]);
    }
}

#[tokio::test]
async fn nobody_sees_the_money_of_another_counter() {
    let office = TestOffice::new().await;
    paid(&office, &office.reception(), collect(&[(1, 1)])).await;
    let other = office.second_reception();
    assert!(office.fee_day(&other, None, None, None).await.unwrap().vouchers.is_empty());
    let first = office.reception().person;
    assert_eq!(rule(office.fee_day(&other, None, None, Some(first)).await), Rule::NotThisPost);
    assert_eq!(rule(office.fee_day(&office.specialist(), None, None, None).await), Rule::NotThisPost);
    let ward = Some(unit(WARD));
    assert_eq!(rule(office.fee_day(&office.other_ward_reception(), ward.clone(), None, None).await), Rule::NotThisPost);
    assert_eq!(rule(office.fee_day(&office.administrator(), ward.clone(), None, None).await), Rule::NotThisPost);
    assert_eq!(office.fee_day(&office.inspector(), ward, None, None).await.unwrap().vouchers.len(), 1);
    assert_eq!(
        rule(
            office
                .fee_sums(&office.reception(), None, ("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap()))
                .await
        ),
        Rule::NotThisPost
    );
}

/// Eight at once, each over connections of its own where the database has them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_counters_at_once_leave_no_number_out_and_take_none_twice() {
    const EACH: u32 = 6;
    for office in TestOffice::on_all().await {
        let mut ids = Vec::new();
        for _ in 0..8 {
            ids.push(office.receive(COPIES).await.id);
        }
        let mut tasks = Vec::new();
        for (i, id) in ids.iter().copied().enumerate() {
            let node = office.second_node().await;
            let clerk = if i % 2 == 0 { office.reception() } else { office.second_reception() };
            tasks.push(tokio::spawn(async move {
                for n in 0..EACH {
                    // Every other try is refused after its number was taken.
                    let again = if n == 0 { "" } else { "Thêm bản" };
                    let bad = CollectFee { method: FeeMethod::Card, again: again.into(), ..collect(&[(1, 1)]) };
                    let good = CollectFee { method: FeeMethod::Cash, ..bad.clone() };
                    let refused = node.act(&clerk, Ask::on(id, Command::CollectFee(bad))).await;
                    assert_eq!(rule(refused), Rule::PaymentReference);
                    node.act(&clerk, Ask::on(id, Command::CollectFee(good))).await.expect("collected");
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let mut numbers = Vec::new();
        for id in ids {
            numbers.extend(office.state(id).await.fees.vouchers.iter().map(|v| v.number.order));
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=8 * EACH).collect::<Vec<_>>(), "{}", office.engine);
        let day = office.fee_day(&office.leader(), None, None, None).await.unwrap();
        assert_eq!(day.total[0].1.net(), Dong(i64::from(8 * EACH) * 2_000));
    }
}

#[tokio::test]
async fn whoever_holds_the_receipt_is_told_what_is_due_and_what_was_paid() {
    let office = TestOffice::new().await;
    let (id, number) = paid(&office, &office.reception(), collect(&[(3, 2)])).await;
    let token = office.state(id).await.token.unwrap();
    let status = office.status(&token).await.unwrap();
    assert_eq!(status.fee, Standing::Paid(Dong(10_000)));
    assert_eq!(status.vouchers, [(number, office.now(), Dong(10_000))]);
    let birth = office.receive(BIRTH).await.id;
    let token = office.state(birth).await.token.unwrap();
    assert_eq!(office.status(&token).await.unwrap().fee, Standing::NotSet);
}
