//! Letters: enqueued with the act, sent later, tried again, given up, and always on the timeline.

use crate::supplement;
use domain::contact::{ContactEvent, Means, Subject};
use domain::dossier::{Apologise, Command, CorrectEntry, PartyField, Receive};
use domain::procedure::Work;
use office::Error;
use office::dossier::{Ask, Done};
use office::mail::SendFault;
use office::opening::{Asked, CodeFault};
use office::testing::{APPLICANT, BIRTH, TestOffice, applicant, rule};

async fn without_address(office: &TestOffice) -> Done {
    let mut receive: Receive = office.full(BIRTH);
    receive.applicant.email = String::new();
    office.act(&office.reception(), Ask::new(Command::Receive(receive))).await.expect("it is received")
}

async fn contacts(office: &TestOffice, done: &Done) -> Vec<ContactEvent> {
    let detail = office.dossier(&office.reception(), done.id).await.expect("it is read");
    detail.contacts.into_iter().map(|c| c.event).collect()
}

fn sent(event: &ContactEvent) -> Option<Subject> {
    match event {
        ContactEvent::Sent { subject, means: Means::Mail, .. } => Some(*subject),
        _ => None,
    }
}

#[tokio::test]
async fn an_applicant_with_an_address_is_told_what_happens_and_the_timeline_shows_it() {
    for office in TestOffice::on_all().await {
        let mail = office.with_mail();
        let done = office.receive("1.004873").await;
        office.post_all().await;
        let first = mail.last();
        assert_eq!(first.to, applicant(1).email);
        assert!(first.text.contains("Received") && first.text.contains("https://motcua.example/t/"), "{}", first.text);
        assert!(first.id.ends_with("@motcua.example"), "{}", first.id);
        let d = office.walk_to(done.id, Work::Handle).await;
        let item = office.version_today("1.004873").papers[0].id.to_string();
        let mut ask = supplement(&item);
        ask.items[0].not_retrievable = "Không tra được".into();
        office.on(&office.doer(&d), done.id, Command::RequestSupplement(ask)).await.expect("it is asked for");
        office.later(24);
        office.drive(done.id).await;
        office.minutes_later(1);
        office.walk_to(done.id, Work::Sign).await;
        let sorry = Apologise { reason: "Chờ xác minh".into(), working_days: 5 };
        office.on(&office.leader(), done.id, Command::Apologise(sorry)).await.expect("an apology");
        office.minutes_later(1);
        office.walk_to_ready(done.id).await;
        office.post_all().await;
        let told: Vec<Subject> = contacts(&office, &done).await.iter().filter_map(sent).collect();
        assert_eq!(
            told,
            [Subject::Received, Subject::SupplementAsked, Subject::Resumed, Subject::NewDate, Subject::Ready],
            "{}",
            office.engine
        );
        assert_eq!(mail.letters().len(), 5);
        for letter in mail.letters() {
            for secret in [APPLICANT, "Chờ xác minh", "hôn nhân", "0319"] {
                assert!(!letter.text.contains(secret), "{secret} in {}", letter.text);
            }
        }
    }
}

#[tokio::test]
async fn nobody_is_written_to_without_an_address_or_without_a_post_office() {
    let office = TestOffice::new().await;
    let early = office.receive(BIRTH).await;
    let mail = office.with_mail();
    office.post_all().await;
    let done = without_address(&office).await;
    office.walk_to_ready(done.id).await;
    office.post_all().await;
    assert!(mail.letters().is_empty());
    assert!(contacts(&office, &done).await.is_empty() && contacts(&office, &early).await.is_empty());
}

#[tokio::test]
async fn a_refused_act_writes_no_letter() {
    let office = TestOffice::new().await;
    let mail = office.with_mail();
    let mut receive = office.full(BIRTH);
    receive.papers.clear();
    assert!(office.act(&office.reception(), Ask::new(Command::Receive(receive))).await.is_err());
    office.post_all().await;
    assert!(mail.letters().is_empty());
}

#[tokio::test]
async fn a_letter_that_does_not_leave_is_tried_again_as_the_same_letter() {
    for office in TestOffice::on_all().await {
        let mail = office.with_mail();
        mail.fail(SendFault::Later(format!("451 {} is busy", applicant(1).email)));
        let done = office.receive(BIRTH).await;
        assert_eq!(office.post_due().await.expect("tried"), 1);
        assert_eq!(office.post_due().await.expect("not due yet"), 0);
        let ((waiting, given_up), list) = office.waiting(&office.administrator(), 10).await.expect("read");
        assert_eq!((waiting, given_up), (1, 0));
        assert_eq!(list[0].problem.as_deref(), Some("451 *** is busy"), "no address is kept");
        assert!(contacts(&office, &done).await.is_empty(), "nobody was told yet");
        office.minutes_later(2);
        office.post_all().await;
        assert_eq!(mail.letters().len(), 1);
        assert_eq!(contacts(&office, &done).await.iter().filter_map(sent).count(), 1);
    }
}

#[tokio::test]
async fn after_many_tries_a_letter_is_given_up_where_everybody_sees_it() {
    let office = TestOffice::new().await;
    let mail = office.with_mail();
    for _ in 0..8 {
        mail.fail(SendFault::Later("no connection".into()));
    }
    let done = office.receive(BIRTH).await;
    let mut tries = 0;
    for _ in 0..40 {
        tries += office.post_due().await.expect("tried");
        office.later(1);
    }
    assert_eq!(tries, 8);
    let ((waiting, given_up), list) = office.waiting(&office.administrator(), 10).await.expect("read");
    assert_eq!((waiting, given_up), (0, 1));
    assert_eq!(list[0].dossier, Some(done.id));
    let all = contacts(&office, &done).await;
    assert!(matches!(all[..], [ContactEvent::NotSent { subject: Subject::Received, .. }]), "{all:?}");
    // An administrator who mended the cause has it tried again.
    assert!(office.post_again(&office.reception(), &list[0].id).await.is_err());
    office.post_again(&office.administrator(), &list[0].id).await.expect("again");
    office.post_all().await;
    assert_eq!(mail.letters().len(), 1);
}

#[tokio::test]
async fn an_address_that_is_none_is_given_up_at_once() {
    let office = TestOffice::new().await;
    let mail = office.with_mail();
    mail.fail(SendFault::Never("550 no such user".into()));
    let done = office.receive(BIRTH).await;
    office.post_due().await.expect("tried");
    let ((_, given_up), _) = office.waiting(&office.administrator(), 10).await.expect("read");
    assert_eq!(given_up, 1);
    assert_eq!(contacts(&office, &done).await.len(), 1);
}

#[tokio::test]
async fn a_program_that_ended_in_the_middle_of_sending_leaves_the_letter_to_the_next_one() {
    for office in TestOffice::on_all().await {
        let mail = office.with_mail();
        let done = office.receive(BIRTH).await;
        // It took the job and was gone.
        let now = office.now();
        let until = now + jiff::SignedDuration::from_mins(5);
        let taken = office.db().write(move |tx| Box::pin(async move { store::job::claim(tx, now, until).await })).await;
        assert!(taken.expect("claimed").is_some());
        assert_eq!(office.post_due().await.expect("nothing is free"), 0);
        office.minutes_later(6);
        office.post_all().await;
        assert_eq!(mail.letters().len(), 1);
        assert_eq!(contacts(&office, &done).await.len(), 1);
    }
}

#[tokio::test]
async fn two_workers_never_send_the_same_letter() {
    for office in TestOffice::on_all().await {
        let mail = office.with_mail();
        for _ in 0..10 {
            office.receive(BIRTH).await;
        }
        let (a, b, c) = tokio::join!(office.post_due(), office.post_due(), office.post_due());
        assert_eq!(a.expect("worked") + b.expect("worked") + c.expect("worked"), 10);
        let mut ids: Vec<String> = mail.letters().into_iter().map(|m| m.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 10, "{}", office.engine);
    }
}

#[tokio::test]
async fn a_letter_goes_to_the_address_as_it_was_put_right() {
    let office = TestOffice::new().await;
    let mail = office.with_mail();
    let done = office.receive(BIRTH).await;
    let right =
        CorrectEntry { field: PartyField::Email, value: "dung@example.org".into(), reason: "Gõ nhầm".into() };
    office.on(&office.reception(), done.id, Command::CorrectEntry(right)).await.expect("put right");
    office.post_all().await;
    assert_eq!(mail.last().to, "dung@example.org");
}

#[tokio::test]
async fn an_official_reports_a_call_and_nobody_else_does() {
    for office in TestOffice::on_all().await {
        let done = office.receive(BIRTH).await;
        office.told(&office.reception(), done.id, Means::Phone, "Đã gọi, hẹn chiều mai").await.expect("reported");
        let detail = office.dossier(&office.specialist(), done.id).await.expect("it is read");
        let [one] = detail.contacts.as_slice() else { panic!("one contact") };
        assert_eq!(detail.text(&one.note().expect("a note")), "Đã gọi, hẹn chiều mai");
        assert_eq!(one.envelope.by.person, office.reception().person);
        assert_eq!(detail.version, done.version, "a report changes no version that somebody has seen");
        let (inspector, elsewhere) = (office.inspector(), office.other_ward_reception());
        assert!(matches!(office.told(&inspector, done.id, Means::Phone, "x").await, Err(Error::Denied(_))));
        assert!(matches!(office.told(&elsewhere, done.id, Means::Phone, "x").await, Err(Error::NotFound { .. })));
        rule(office.told(&office.reception(), done.id, Means::Phone, " ").await);
        rule(office.told(&office.reception(), done.id, Means::Mail, "thư").await);
    }
}

/// The six digits of the last code.
fn digits(mail: &office::testing::TestMail) -> String {
    let letters = mail.letters().into_iter().rev();
    let text = letters.map(|m| m.text).find(|text| text.contains("digits")).expect("a code was sent");
    text.split("digits: \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a code").to_owned()
}

#[tokio::test]
async fn a_one_time_code_opens_the_dossier_once_for_one_browser() {
    for office in TestOffice::on_all().await {
        let mail = office.with_mail();
        let done = office.receive(BIRTH).await;
        let token = office.state(done.id).await.token.expect("a token");
        assert_eq!(office.code_goes_to(&token).await.expect("read").as_deref(), Some("v***@e***.org"));
        assert_eq!(office.open_with_code(&token, "000000").await.expect("read"), Err(CodeFault::Over));
        assert_eq!(office.ask_code(&token, false).await.expect("asked"), Asked::Sent);
        office.post_all().await;
        let code = digits(&mail);
        assert_eq!(code.len(), 6);
        let wrong = if code == "123456" { "654321" } else { "123456" };
        assert_eq!(office.open_with_code(&token, wrong).await.expect("read"), Err(CodeFault::Wrong { left: 4 }));
        // As people type it, in two halves.
        let typed = format!(" {} {} ", &code[..3], &code[3..]);
        let secret = office.open_with_code(&token, &typed).await.expect("read").expect("it opens");
        let opened = office.opened(&token, &secret).await.expect("read").expect("it is open");
        assert_eq!(opened.applicant.name, format!("{APPLICANT} 1"));
        assert!(opened.acts.is_empty());
        assert!(office.open_with_code(&token, &code).await.expect("read").is_err(), "it opens once");
        let other = office.state(office.receive(BIRTH).await.id).await.token.expect("a token");
        assert!(office.opened(&other, &secret).await.expect("read").is_none(), "it opens no other dossier");
        assert!(office.opened(&token, "khác").await.expect("read").is_none());
        office.minutes_later(31);
        assert!(office.opened(&token, &secret).await.expect("read").is_none(), "it shuts by itself");
    }
}

#[tokio::test]
async fn a_code_bears_five_wrong_tries_and_ten_minutes() {
    for office in TestOffice::on_all().await {
        let mail = office.with_mail();
        let done = office.receive(BIRTH).await;
        let token = office.state(done.id).await.token.expect("a token");
        office.ask_code(&token, false).await.expect("asked");
        office.post_all().await;
        let code = digits(&mail);
        let wrong = if code == "111111" { "222222" } else { "111111" };
        for left in [4, 3, 2, 1] {
            assert_eq!(office.open_with_code(&token, wrong).await.expect("read"), Err(CodeFault::Wrong { left }));
        }
        assert_eq!(office.open_with_code(&token, wrong).await.expect("read"), Err(CodeFault::Over));
        assert_eq!(
            office.open_with_code(&token, &code).await.expect("read"),
            Err(CodeFault::Over),
            "even the right one"
        );
        office.ask_code(&token, false).await.expect("asked");
        office.post_all().await;
        let second = digits(&mail);
        office.minutes_later(10);
        assert_eq!(office.open_with_code(&token, &second).await.expect("read"), Err(CodeFault::Over));
    }
}

#[tokio::test]
async fn a_dossier_sends_five_codes_an_hour() {
    let office = TestOffice::new().await;
    let mail = office.with_mail();
    let done = office.receive(BIRTH).await;
    let token = office.state(done.id).await.token.expect("a token");
    office.post_all().await;
    let began = office.now();
    for _ in 0..5 {
        assert_eq!(office.ask_code(&token, false).await.expect("asked"), Asked::Sent);
        office.post_all().await;
        office.minutes_later(1);
    }
    let until = began + jiff::SignedDuration::from_hours(1);
    assert_eq!(office.ask_code(&token, false).await.expect("asked"), Asked::Wait { until });
    office.post_all().await;
    assert_eq!(mail.letters().len(), 6);
    office.later(1);
    assert_eq!(office.ask_code(&token, false).await.expect("asked"), Asked::Sent);
    let told = contacts(&office, &done).await;
    assert_eq!(told.iter().filter(|e| sent(e) == Some(Subject::Code)).count(), 5, "each is on record");
}

#[tokio::test]
async fn a_code_that_did_not_leave_in_time_never_does() {
    let office = TestOffice::new().await;
    let mail = office.with_mail();
    let done = office.receive(BIRTH).await;
    office.post_all().await;
    let token = office.state(done.id).await.token.expect("a token");
    mail.fail(SendFault::Later("no connection".into()));
    office.ask_code(&token, false).await.expect("asked");
    office.post_due().await.expect("tried");
    office.later(1);
    office.post_all().await;
    assert_eq!(mail.letters().len(), 1, "only the notice of receipt");
}

#[tokio::test]
async fn a_code_asked_for_again_while_the_first_waits_leaves_at_once() {
    for office in TestOffice::on_all().await {
        let mail = office.with_mail();
        let done = office.receive(BIRTH).await;
        office.post_all().await;
        let token = office.state(done.id).await.token.expect("a token");
        mail.fail(SendFault::Later("no connection".into()));
        office.ask_code(&token, false).await.expect("asked");
        office.post_due().await.expect("tried");
        assert_eq!(mail.letters().len(), 1, "only the notice of receipt");
        office.ask_code(&token, false).await.expect("asked");
        office.post_due().await.expect("tried");
        assert_eq!(mail.letters().len(), 2, "the notice of receipt and the code");
    }
}

#[tokio::test]
async fn without_an_address_no_code_can_be_asked_for() {
    let office = TestOffice::new().await;
    office.with_mail();
    let done = without_address(&office).await;
    let token = office.state(done.id).await.token.expect("a token");
    assert_eq!(office.code_goes_to(&token).await.expect("read"), None);
    assert_eq!(office.ask_code(&token, false).await.expect("asked"), Asked::Nowhere);
    assert!(matches!(office.ask_code("không có", false).await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn what_officials_write_to_each_other_is_not_opened() {
    let office = TestOffice::new().await;
    let mail = office.with_mail();
    let done = office.receive("1.004873").await;
    let d = office.walk_to(done.id, Work::Handle).await;
    let note = Command::Finish(domain::dossier::Finish { note: "Đề xuất nội bộ".into() });
    office.on(&office.doer(&d), done.id, note).await.expect("finished");
    office.walk_to_ready(done.id).await;
    let token = office.state(done.id).await.token.expect("a token");
    office.ask_code(&token, false).await.expect("asked");
    office.post_all().await;
    let secret = office.open_with_code(&token, &digits(&mail)).await.expect("read").expect("it opens");
    let opened = office.opened(&token, &secret).await.expect("read").expect("it is open");
    assert!(opened.timeline.iter().any(|h| h.event.key() == "received"));
    assert!(!opened.timeline.iter().any(|h| h.event.key() == "step_done"));
    assert!(!opened.texts.values().any(|text| text.contains("nội bộ")), "{:?}", opened.texts.values());
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_link_that_works_once() {
    for office in TestOffice::on_all().await {
        let mail = office.with_mail();
        let actor = office.reception();
        let (login, old) = office.account(&actor).await;
        let (open, _) = office.sign_in(&login, &old, office::access::Origin::default()).await.expect("signed in");
        // Without an address nothing leaves, and the answer is the same.
        office.forgot_password(&login, false).await.expect("asked");
        office.forgot_password("không có ai", false).await.expect("asked");
        office.post_all().await;
        assert!(mail.letters().is_empty());
        assert!(matches!(office.set_mail(&actor, &actor.person, "a@example.org").await, Err(Error::Denied(_))));
        let administrator = office.administrator();
        rule(office.set_mail(&administrator, &actor.person, "a@example.org\r\nBcc: b@example.org").await);
        office.set_mail(&administrator, &actor.person, "can-bo@example.org").await.expect("set");
        office.forgot_password(&format!(" {} ", login.to_uppercase()), false).await.expect("asked");
        office.post_all().await;
        let letter = mail.last();
        assert_eq!(letter.to, "can-bo@example.org");
        let secret = letter.text.split("/password/new/").nth(1).and_then(|s| s.split('"').next()).expect("a link");
        assert!(office.can_recover(secret).await.expect("read"));
        assert!(!office.can_recover("khac").await.expect("read"));
        assert!(matches!(office.recover(secret, "ngắn").await, Err(Error::WeakPassword)));
        assert!(office.recover(secret, "con trâu đi trước").await.expect("set"));
        assert!(!office.recover(secret, "con trâu đi sau").await.expect("read"), "once");
        assert!(office.session(&open).await.expect("read").is_none(), "open sessions end");
        assert!(office.sign_in(&login, &old, office::access::Origin::default()).await.is_err());
        let (_, who) =
            office.sign_in(&login, "con trâu đi trước", office::access::Origin::default()).await.expect("in");
        assert!(!who.must_change);
        office.forgot_password(&login, false).await.expect("asked");
        office.post_all().await;
        let letter = mail.last();
        let secret = letter.text.split("/password/new/").nth(1).and_then(|s| s.split('"').next()).expect("a link");
        office.minutes_later(30);
        assert!(!office.can_recover(secret).await.expect("read"), "half an hour is over");
    }
}

#[tokio::test]
async fn no_address_and_no_code_stands_in_the_log_or_the_outbox() {
    let office = TestOffice::new().await;
    let mail = office.with_mail();
    let done = office.receive(BIRTH).await;
    let token = office.state(done.id).await.token.expect("a token");
    mail.fail(SendFault::Later(format!("451 <{}> busy", applicant(1).email)));
    office.ask_code(&token, false).await.expect("asked");
    office.post_due().await.expect("tried");
    let ((waiting, _), list) = office.waiting(&office.administrator(), 10).await.expect("read");
    assert_eq!(waiting, 1);
    let rows = office.db().read(|tx| Box::pin(async move { store::job::open(tx, 10).await })).await.expect("read");
    let text = format!("{rows:?} {list:?} {:?}", contacts(&office, &done).await);
    assert!(!text.contains("@example.org"), "{text}");
}
