//! Papers that are given out: which act leads to which, how they are numbered, that they never change.

use crate::{correct, finish, key, outside, reject, supplement, unit};
use domain::dossier::{
    Apologise, Approve, Command, CorrectProcedure, Decline, Dossier, PartyField, SendBack, Stop, Transfer,
};
use domain::id::DossierId;
use domain::law::Rule;
use domain::organisation::{Delegation, OrganisationCommand, Person};
use domain::paper::{Forms, PaperKind};
use domain::procedure::{Channel, Work};
use office::dossier::Ask;
use office::paper::{
    Apology, Control, Receipt, Refusal, Register, RegisterRow, ResultLetter, Stop as StopNotice, Supplement,
    Transfer as TransferSlip,
};
use office::testing::{APPLICANT, BIRTH, TestOffice, WARD, applicant, data, full_papers, rule};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Kind and label of each paper, in the order of issue.
fn papers(d: &Dossier) -> Vec<(PaperKind, String)> {
    d.issued.iter().map(|p| (p.issued.kind, p.issued.label.clone())).collect()
}

fn labels(d: &Dossier, kind: PaperKind) -> Vec<String> {
    papers(d).into_iter().filter(|(k, _)| *k == kind).map(|(_, l)| l).collect()
}

/// The place of the latest paper of a kind, from 1.
fn place(d: &Dossier, kind: PaperKind) -> u32 {
    let at = d.issued.iter().rposition(|p| p.issued.kind == kind).unwrap_or_else(|| panic!("no {kind:?}"));
    u32::try_from(at + 1).unwrap()
}

/// What the latest paper of a kind says.
async fn read<T: DeserializeOwned>(office: &TestOffice, id: DossierId, kind: PaperKind) -> T {
    let d = office.state(id).await;
    let sheet = office.paper_sheet(&office.head(), id, place(&d, kind)).await.unwrap();
    assert_eq!(sheet.template, format!("{}.typ", kind.key()));
    serde_json::from_value(sheet.data).unwrap()
}

/// The bytes of every paper but the control slip, which goes on with the dossier.
async fn printed(office: &TestOffice, id: DossierId) -> Vec<(u32, Vec<u8>)> {
    let mut out = Vec::new();
    for (n, p) in (1..).zip(office.state(id).await.issued) {
        if p.issued.kind != PaperKind::Control {
            out.push((n, office.paper(&office.head(), id, n).await.unwrap().pdf));
        }
    }
    out
}

fn decline() -> Decline {
    Decline {
        procedure: key(BIRTH),
        channel: Channel::InPerson,
        applicant: applicant(7),
        missing: vec![crate::paper("p1")],
        reason: "Không thuộc thẩm quyền".into(),
        outside: vec![],
    }
}

#[tokio::test]
async fn each_act_leads_to_its_paper() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        office.on(&office.specialist(), id, Command::RequestSupplement(supplement("p1"))).await.unwrap();
        office.later(1);
        office.drive(id).await;
        office.later(1);
        let apologise = Apologise { reason: "Chưa có kết quả xác minh".into(), working_days: 2 };
        office.on(&office.leader(), id, Command::Apologise(apologise)).await.unwrap();
        let d = office.walk_to_ready(id).await;
        let kinds: Vec<PaperKind> = papers(&d).into_iter().map(|(kind, _)| kind).collect();
        let expected = [
            PaperKind::Receipt,
            PaperKind::Control,
            PaperKind::Supplement,
            PaperKind::Receipt,
            PaperKind::Apology,
            PaperKind::Result,
        ];
        assert_eq!(kinds, expected, "{}", office.engine);
        let second = &d.issued[3].issued;
        assert_eq!(
            (second.label.as_str(), second.replaces),
            ("02/TTPVHCC", Some(1)),
            "another promise, another receipt"
        );

        let declined = office.act(&office.reception(), Ask::new(Command::Decline(decline()))).await.unwrap();
        assert_eq!(papers(&office.state(declined.id).await), [(PaperKind::Refusal, "01/PTC".into())]);
        let stopped = office.receive(BIRTH).await.id;
        let stop = Stop { reason: "Có quyết định của tòa án".into(), ground: "Điều mẫu".into() };
        office.on(&office.leader(), stopped, Command::Stop(stop)).await.unwrap();
        assert_eq!(labels(&office.state(stopped).await, PaperKind::Stop), ["01/TBD"]);
    }
}

#[tokio::test]
async fn numbers_have_no_gap_after_refused_acts_and_none_is_given_twice() {
    for office in TestOffice::on_all().await {
        let mut receipts = Vec::new();
        for n in 0..4 {
            receipts.extend(labels(&office.state(office.receive(BIRTH).await.id).await, PaperKind::Receipt));
            // Refused after the code's number was taken, and by an idempotency key that is another act's.
            let mut without = office.full(BIRTH);
            without.papers.clear();
            let refused = office.act(&office.reception(), Ask::new(Command::Receive(without))).await;
            assert_eq!(rule(refused), Rule::PapersMissing);
            let keyed = |command| Ask::new(command).keyed(format!("một lần {n}"));
            let first = office.act(&office.reception(), keyed(Command::Decline(decline()))).await.unwrap();
            let again = office.act(&office.reception(), keyed(Command::Decline(decline()))).await.unwrap();
            assert!(again.replayed && first.id == again.id);
        }
        assert_eq!(receipts, ["01/TTPVHCC", "02/TTPVHCC", "03/TTPVHCC", "04/TTPVHCC"], "{}", office.engine);
        let fifth = office.act(&office.reception(), Ask::new(Command::Decline(decline()))).await.unwrap();
        assert_eq!(labels(&office.state(fifth.id).await, PaperKind::Refusal), ["05/PTC"]);
    }
}

#[tokio::test]
async fn clerks_at_several_counters_and_processes_never_share_a_number() {
    for office in TestOffice::on_all().await {
        let other = office.second_node().await;
        let receive = || Ask::new(Command::Receive(office.full(BIRTH)));
        let (one, two) = (office.reception(), office.second_reception());
        let here = async {
            let mut ids = Vec::new();
            for _ in 0..8 {
                let (a, b) = tokio::join!(office.act(&one, receive()), office.act(&two, receive()));
                ids.extend([a.unwrap().id, b.unwrap().id]);
            }
            ids
        };
        let there = async {
            let mut ids = Vec::new();
            for _ in 0..8 {
                ids.push(other.act(&two, receive()).await.unwrap().id);
            }
            ids
        };
        let (mut ids, more) = tokio::join!(here, there);
        ids.extend(more);
        let mut numbers = Vec::new();
        for id in ids {
            numbers.extend(
                office
                    .state(id)
                    .await
                    .issued
                    .iter()
                    .filter_map(|p| (p.issued.kind == PaperKind::Receipt).then_some(p.issued.number)),
            );
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=24).collect::<Vec<u32>>(), "{}", office.engine);
    }
}

#[tokio::test]
async fn each_unit_has_its_own_series_and_a_new_year_begins_at_one() {
    for office in TestOffice::on_all().await {
        office.at("2026-12-31 09:00");
        for expected in ["01/TTPVHCC", "02/TTPVHCC"] {
            let id = office.receive(BIRTH).await.id;
            assert_eq!(labels(&office.state(id).await, PaperKind::Receipt), [expected]);
        }
        let elsewhere = Ask::new(Command::Receive(office.full(BIRTH)));
        let elsewhere = office.act(&office.other_ward_reception(), elsewhere).await.unwrap().id;
        assert_eq!(labels(&office.state(elsewhere).await, PaperKind::Receipt), ["01/TTPVHCC"]);
        // 00:30 local on 1 January is still the old year in UTC.
        office.at("2027-01-01 00:30");
        let id = office.receive(BIRTH).await.id;
        let d = office.state(id).await;
        assert_eq!((d.issued[0].issued.label.as_str(), d.issued[0].issued.year), ("01/TTPVHCC", 2027));
    }
}

#[tokio::test]
async fn a_paper_printed_again_has_the_same_bytes_whatever_happened_since() {
    for office in TestOffice::on_all().await {
        let mut receive = office.full(BIRTH);
        receive.outside.push(outside());
        let id = office.act(&office.reception(), Ask::new(Command::Receive(receive))).await.unwrap().id;
        let mut kept = printed(&office, id).await;
        office.walk_to(id, Work::Handle).await;
        office.on(&office.specialist(), id, Command::RequestSupplement(supplement("p1"))).await.unwrap();
        kept.extend(printed(&office, id).await.into_iter().skip(kept.len()));
        // Names and posts change, values are put right, the dossier goes on to its end.
        let (who, post) = (office.reception(), office.reception().post);
        let new = Person { id: domain::id::PersonId::parse("mau-moi").unwrap(), name: "Lâm Thị Mới".into() };
        for command in [
            OrganisationCommand::AddPerson(new.clone()),
            OrganisationCommand::LeavePost { person: who.person.clone(), post: post.clone() },
            OrganisationCommand::Appoint { person: new.id, post, from: None, to: None },
        ] {
            office.change_organisation(&office.in_post("ngo-quyen.administrator-1"), command).await.unwrap();
        }
        let mut organisation = office.law().organisation.clone();
        for u in &mut organisation.units {
            u.name.vi = format!("{} (tên mới)", u.name.vi);
        }
        for p in &mut organisation.people {
            p.name = format!("{} (tên mới)", p.name);
        }
        let renamed = OrganisationCommand::Import(Box::new(organisation));
        office.change_organisation(&office.administrator(), renamed).await.unwrap();
        for (field, value) in
            [(PartyField::Name, "Tên Đã Sửa"), (PartyField::Address, "Nơi ở đã sửa"), (PartyField::Name, "Tên Sửa Lại")]
        {
            office.later(1);
            office.on(&office.second_reception(), id, correct(field, value)).await.unwrap();
            kept.extend(printed(&office, id).await.into_iter().skip(kept.len()));
        }
        office.walk_to_the_end(id).await;
        let last = printed(&office, id).await;
        assert!(kept.len() >= 5 && last.len() > kept.len());
        for ((n, before), (m, after)) in kept.iter().zip(&last) {
            assert_eq!(n, m);
            assert!(before == after, "paper {n} on {}", office.engine);
        }
        let first = String::from_utf8(last[0].1.clone()).unwrap();
        assert!(first.contains(APPLICANT) && !first.contains("Đã Sửa") && !first.contains("tên mới"), "{first}");
        let newest = String::from_utf8(last.last().unwrap().1.clone()).unwrap();
        assert!(newest.contains("Tên Sửa Lại") && newest.contains("tên mới"), "{newest}");
    }
}

#[tokio::test]
async fn a_correction_gives_out_a_new_receipt_that_names_the_old_one_and_both_stay() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.later(1);
        office.on(&office.reception(), id, correct(PartyField::Name, "Phùng Thị Sửa Đúng")).await.unwrap();
        let corrected: Receipt = read(&office, id, PaperKind::Receipt).await;
        assert_eq!(corrected.head.replaces.as_deref(), Some("01/TTPVHCC ngày 17/08/2026"));
        assert_eq!(
            (corrected.head.number.as_str(), corrected.applicant.name.as_str()),
            ("02/TTPVHCC", "Phùng Thị Sửa Đúng")
        );
        let other = "2.000815";
        let wrong = CorrectProcedure {
            procedure: key(other),
            papers: full_papers(&office.version_today(other), &[]),
            cases: vec![],
            reason: "Chọn nhầm thủ tục".into(),
        };
        office.on(&office.reception(), id, Command::CorrectProcedure(wrong)).await.unwrap();
        let right: Receipt = read(&office, id, PaperKind::Receipt).await;
        assert_eq!(
            (right.procedure_code.as_str(), right.head.replaces.as_deref()),
            (other, Some("02/TTPVHCC ngày 17/08/2026"))
        );
        let first = office.paper_sheet(&office.head(), id, 1).await.unwrap();
        let first: Receipt = serde_json::from_value(first.data).unwrap();
        assert_eq!((first.procedure_code.as_str(), first.head.replaces), (BIRTH, None));
        assert_eq!(first.received_at, right.received_at, "received when it was received");
        assert!(first.applicant.name.starts_with(APPLICANT));

        let declined = office.act(&office.reception(), Ask::new(Command::Decline(decline()))).await.unwrap().id;
        office.on(&office.reception(), declined, correct(PartyField::Phone, "0999888777")).await.unwrap();
        let slip: Refusal = read(&office, declined, PaperKind::Refusal).await;
        assert_eq!((slip.applicant.phone.as_str(), slip.head.replaces.is_some()), ("0999888777", true));
        assert_eq!(slip.reason, "Không thuộc thẩm quyền");
    }
}

#[tokio::test]
async fn the_supplement_slip_sets_reason_and_papers_apart() {
    let office = TestOffice::new().await;
    let id = office.receive(BIRTH).await.id;
    let mut ask = supplement("p1");
    ask.items[0].what = "Thiếu chữ ký\nở trang 2".into();
    ask.outside.push(outside());
    office.on(&office.reception(), id, Command::RequestSupplement(ask)).await.unwrap();
    let slip: Supplement = read(&office, id, PaperKind::Supplement).await;
    assert_eq!(slip.reason, "Tờ khai chưa ký");
    let name = office.version_today(BIRTH).paper(&crate::paper("p1")).unwrap().name.vi.clone();
    assert_eq!(
        slip.items.iter().map(|i| i.name.as_str()).collect::<Vec<_>>(),
        [format!("{name}: Thiếu chữ ký ở trang 2")]
    );
    assert!(slip.notes[0].contains("Giấy xác nhận tự đặt"));
    assert!(slip.head.follow.unwrap().url.starts_with("https://motcua.example/t/"));
}

#[tokio::test]
async fn an_apology_names_the_old_and_the_new_date_and_who_signs_for_whom() {
    let office = TestOffice::new().await;
    let id = office.receive(BIRTH).await.id;
    let before: Receipt = read(&office, id, PaperKind::Receipt).await;
    let leader = office.leader();
    let delegate = OrganisationCommand::Delegate(Delegation {
        from_post: leader.post.clone(),
        to_person: office.head().person,
        document: "07/GUQ-MẪU".into(),
        content: "Ký thay".into(),
        from: "2026-08-17".parse().unwrap(),
        to: "2026-09-01".parse().unwrap(),
    });
    office.change_organisation(&leader, delegate).await.unwrap();
    let acting = office::Actor { person: office.head().person, delegation: Some("07/GUQ-MẪU".into()), ..leader };
    let apologise = Apologise { reason: "Chưa có kết quả xác minh".into(), working_days: 3 };
    office.on(&acting, id, Command::Apologise(apologise)).await.unwrap();
    let letter: Apology = read(&office, id, PaperKind::Apology).await;
    assert_eq!(letter.promised_at, before.due_at);
    assert!(letter.due_at > letter.promised_at && letter.due_at.ends_with("/2026"), "{}", letter.due_at);
    assert_eq!(letter.signer.delegation, "07/GUQ-MẪU");
    assert_eq!(letter.signer.lines.len(), 2, "{:?}", letter.signer.lines);
    assert!(letter.signer.lines[0].starts_with("TUQ. "), "{:?}", letter.signer.lines);
}

#[tokio::test]
async fn a_deputy_signs_for_the_head_and_a_result_signed_again_takes_the_place_of_the_first() {
    let office = TestOffice::new().await;
    let id = office.receive(BIRTH).await.id;
    office.walk_to(id, Work::Sign).await;
    let law = office.law();
    let title = |post: &domain::id::PostId| law.organisation.post(post).unwrap().name.vi.clone();
    let deputy = [office.leader(), office.second_leader()].into_iter().find(|a| title(&a.post).starts_with("Phó "));
    let signer = deputy.clone().unwrap_or_else(|| office.leader());
    office.on(&signer, id, Command::Approve(Approve { note: "Đồng ý".into() })).await.unwrap();
    let letter: ResultLetter = read(&office, id, PaperKind::Result).await;
    assert!(letter.approved && letter.text == "Đồng ý");
    assert_eq!(letter.signer.lines[0].starts_with("KT. "), deputy.is_some(), "{:?}", letter.signer.lines);
    assert_eq!(letter.recipients.last().map(String::as_str), Some("Lưu: VT, hồ sơ"));

    let rejected = office.receive(BIRTH).await.id;
    office.walk_to(rejected, Work::Sign).await;
    office.on(&office.leader(), rejected, Command::SendBack(SendBack { reason: "Xem lại".into() })).await.unwrap();
    office.on(&office.specialist(), rejected, finish()).await.unwrap();
    office.walk_to(rejected, Work::Sign).await;
    office.on(&office.leader(), rejected, reject()).await.unwrap();
    let letter: ResultLetter = read(&office, rejected, PaperKind::Result).await;
    assert!(!letter.approved && letter.subject.contains("từ chối"));
    assert_eq!((letter.text.as_str(), letter.head.replaces), ("Không đủ điều kiện theo quy định", None));
}

#[tokio::test]
async fn a_dossier_that_goes_to_another_agency_takes_a_slip_with_each_ones_task_along() {
    let office = TestOffice::new().await;
    for procedure in ["1.004222", "2.002913"] {
        let id = office.receive(procedure).await.id;
        let d = office.walk_to_ready(id).await;
        let moves = d.steps.windows(2).filter(|w| w[0].plan.unit != w[1].plan.unit && w[1].plan.work != Work::Return);
        assert_eq!(labels(&d, PaperKind::Transfer).len(), moves.count(), "{procedure}");
        let slip: TransferSlip = read(&office, id, PaperKind::Transfer).await;
        assert_ne!(slip.from, slip.to);
        assert!(slip.tasks.iter().filter(|t| t.here).all(|t| t.agency == slip.to && !t.what.is_empty()), "{slip:?}");
        assert_eq!(slip.tasks.iter().filter(|t| t.here).count(), 1);
    }
    let id = office.receive(BIRTH).await.id;
    office.on(&office.reception(), id, Command::Transfer(Transfer {})).await.unwrap();
    let d = office.state(id).await;
    assert_eq!(d.steps[0].plan.unit, d.steps[1].plan.unit, "inside one agency no slip is needed");
    assert!(labels(&d, PaperKind::Transfer).is_empty());
}

#[tokio::test]
async fn the_control_slip_goes_from_hand_to_hand_without_a_gap() {
    let office = TestOffice::new().await;
    let id = office.receive(BIRTH).await.id;
    let first: Control = read(&office, id, PaperKind::Control).await;
    assert_eq!(first.rows.len(), 1);
    assert_eq!((first.rows[0].giver.as_str(), first.rows[0].note.as_str()), ("Người nộp hồ sơ", "Tiếp nhận hồ sơ"));
    office.walk_to(id, Work::Handle).await;
    office.later(200);
    office.walk_to_ready(id).await;
    let slip: Control = read(&office, id, PaperKind::Control).await;
    for pair in slip.rows.windows(2) {
        assert_eq!(pair[0].receiver, pair[1].giver, "{:#?}", slip.rows);
    }
    assert!(slip.rows.iter().any(|r| r.result == "Quá hạn"), "{:#?}", slip.rows);
    assert_eq!(slip.rows.last().unwrap().receiver, "Quầy trả kết quả");
    let d = office.state(id).await;
    assert_eq!(labels(&d, PaperKind::Control), ["01/PKS"], "one number for the whole life");
    let n = place(&d, PaperKind::Control);
    let twice =
        [office.paper(&office.head(), id, n).await.unwrap(), office.paper(&office.head(), id, n).await.unwrap()];
    assert_eq!(twice[0], twice[1]);
}

#[tokio::test]
async fn a_paper_is_for_those_who_may_read_the_dossier() {
    let office = TestOffice::new().await;
    let id = office.receive(BIRTH).await.id;
    for stranger in [office.other_ward_reception(), office.administrator()] {
        assert!(office.paper(&stranger, id, 1).await.is_err(), "{:?}", stranger.post);
    }
    for none in [0, 3, u32::MAX] {
        let answer = office.paper(&office.reception(), id, none).await;
        assert!(matches!(answer, Err(office::Error::NotFound { what: "paper" })), "{none}");
    }
}

#[tokio::test]
async fn a_register_is_printed_with_the_head_of_its_unit() {
    let office = TestOffice::new().await;
    let head = office.register_head(&unit(WARD), office.now()).unwrap();
    assert_eq!((head.title.as_str(), head.form_no.as_str()), ("Sổ theo dõi hồ sơ", "Mẫu số 07"));
    let row = RegisterRow { no: "1".into(), applicant: "Phùng Thị Ví Dụ".into(), ..RegisterRow::default() };
    let register = Register { head, book: "Hộ tịch – năm 2026".into(), rows: vec![row], ..Register::default() };
    let pdf = office.print_register(&register, office.now()).await.unwrap();
    assert!(String::from_utf8(pdf).unwrap().contains("Phùng Thị Ví Dụ"));
}

/// A sample stands for the shape that the office writes: whoever edits a template sees what it gets.
#[test]
fn the_samples_have_the_shape_of_the_papers() {
    fn same<T: DeserializeOwned + Serialize>(kind: PaperKind) {
        let path = data().join(format!("forms/samples/{}.json", kind.key()));
        let text = std::fs::read_to_string(&path).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let paper: T = serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(serde_json::to_value(&paper).unwrap(), value, "{}", path.display());
    }
    same::<Receipt>(PaperKind::Receipt);
    same::<Supplement>(PaperKind::Supplement);
    same::<Refusal>(PaperKind::Refusal);
    same::<Apology>(PaperKind::Apology);
    same::<StopNotice>(PaperKind::Stop);
    same::<Control>(PaperKind::Control);
    same::<Register>(PaperKind::Register);
    same::<TransferSlip>(PaperKind::Transfer);
    same::<ResultLetter>(PaperKind::Result);
}

#[tokio::test]
async fn an_agency_sets_numbers_of_forms_and_symbols_and_what_is_given_out_keeps_its_own() {
    let office = TestOffice::new().await;
    let mut forms: Forms = office.law().forms.clone();
    let mut control = forms.of(PaperKind::Control);
    // Several decisions of 2025 still use the number of 2018.
    control.form_no = "Mẫu số 05".into();
    control.series = "PKS-TTPVHCC".into();
    let own = Forms { papers: [(PaperKind::Control, control)].into(), ..forms.clone() };
    forms.overlay(own);
    assert_eq!(forms.label(PaperKind::Control, 3), "03/PKS-TTPVHCC");
    assert_eq!(forms.label(PaperKind::Receipt, 3), "03/TTPVHCC", "the others stay");
}
