//! Random lives: whatever people do in whatever order, what is stored stays true to what happened.
//!
//! `MOTCUA_CASES` says how many lives are tried (12 unless told), each of 40 acts, three at a time
//! beside each other in one office.

use crate::{key, paper};
use domain::calendar::{WorkingTime, local};
use domain::day_decision::{DayBecomes, DayChange, DayOrder};
use domain::dossier::time::Keeper;
use domain::dossier::{
    ActKind, AddFiles, AnswerCancellation, AnswerConsultation, Apologise, Approve, Assign, BackTo, CancelVoucher,
    Claim, Close, CollectFee, Command, Consult, CorrectEntry, CorrectProcedure, CorrectReturn, Decline, Dossier,
    Envelope, Event, FileGiven, Finish, GiveBackOriginals, Guide, HandOver, Holder, OutsideDemand, PartyField, Phase,
    Recipient, Reject, RequestSupplement, ReturnFault, ReturnProof, SendBack, Stop, StrikeFile, SupplementItem,
    TakeBackResult, TakeSupplement, Transfer, Withdraw, replay,
};
use domain::fee::{Counted, Counting, FeeMethod, Refund, TillCommand, VoucherNumber};
use domain::id::{ConsultationId, DossierId, FileId};
use domain::money::Dong;
use domain::organisation::outage::{OutageCommand, OutageKind};
use domain::organisation::{OrganisationCommand, PostKind};
use domain::procedure::{Channel, Fee};
use office::dossier::Ask;
use office::testing::{
    TestOffice, WARD, applicant, full_papers, originals_to_the_applicant, samples, to_the_applicant,
};
use office::{Actor, Error};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use store::db::{DbError, Sql};
use store::{binds, sql};

/// Lives beside each other in one office.
const TOGETHER: usize = 3;
const ACTS: usize = 40;
/// Some of a ward alone, some with the police, one with the social insurance.
const PROCEDURES: [&str; 6] = ["1.001193", "2.000815", "2.000908", "1.004222", "1.000894", "1.001731"];

/// What one person tries at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Try {
    life: usize,
    minutes: i64,
    /// Below 65: the next right act; else one at random.
    right: u8,
    act: ActKind,
    who: usize,
    dice: u32,
}

pub(crate) fn tries() -> impl Strategy<Value = Vec<Try>> {
    let minutes = prop_oneof![2 => Just(0_i64), 4 => 1..120_i64, 3 => 120..1500_i64, 1 => 1500..20_000_i64];
    // Money moves more often than once in a long life.
    let money = [ActKind::CollectFee, ActKind::CancelVoucher, ActKind::AnswerCancellation];
    let acts: Vec<ActKind> = ActKind::ALL.into_iter().chain([money, money].concat()).collect();
    let one = (0..TOGETHER, minutes, 0..100_u8, prop::sample::select(acts), 0..100_usize, any::<u32>())
        .prop_map(|(life, minutes, right, act, who, dice)| Try { life, minutes, right, act, who, dice });
    prop::collection::vec(one, TOGETHER * ACTS)
}

/// People who might do something: mostly of the ward, some from elsewhere.
fn crowd(office: &TestOffice) -> Vec<Actor> {
    vec![
        office.reception(),
        office.second_reception(),
        office.head(),
        office.specialist(),
        office.second_specialist(),
        office.unit_leader(),
        office.leader(),
        office.second_leader(),
        office.police_specialist(),
        office.police_leader(),
        office.insurance_specialist(),
        office.inspector(),
        office.administrator(),
        office.other_ward_reception(),
        office.district_leader(),
    ]
}

/// A body for a kind of act that may or may not fit.
fn command(office: &TestOffice, d: Option<&Dossier>, act: ActKind, dice: u32) -> Command {
    let some = |n: u32| dice.is_multiple_of(n);
    let pick = PROCEDURES[dice as usize / 7 % PROCEDURES.len()];
    let version = d.and_then(|d| office.law().version(&d.procedure).cloned());
    let outside = if some(5) {
        vec![OutsideDemand { paper: "Giấy tự đặt".into(), reason: "Cần thêm".into() }]
    } else {
        vec![]
    };
    let reason = || if some(11) { String::new() } else { format!("Lý do mẫu {dice}") };
    let colleague = || {
        let kinds = [PostKind::Specialist, PostKind::ReceptionOfficer, PostKind::Leader, PostKind::UnitLeader];
        let unit = d.and_then(Dossier::step).map_or_else(|| crate::unit(WARD), |s| s.plan.unit.clone());
        let people = office.colleagues(&unit, kinds[dice as usize / 3 % 4]);
        people.get(dice as usize % people.len().max(1)).map_or_else(|| office.head().person, |p| p.id.clone())
    };
    match act {
        ActKind::Guide => Command::Guide(Guide {
            procedure: key(pick),
            channel: Channel::InPerson,
            applicant: some(2).then(|| applicant(dice)),
            missing: vec![paper("p1")],
            content: reason(),
            outside,
        }),
        ActKind::Receive => {
            let mut receive = office.full(pick);
            receive.applicant = applicant(dice);
            receive.outside = outside;
            if some(13) {
                receive.papers.clear();
            }
            Command::Receive(receive)
        }
        ActKind::Decline => Command::Decline(Decline {
            procedure: key(pick),
            channel: Channel::InPerson,
            applicant: applicant(dice),
            missing: vec![],
            reason: reason(),
            outside,
        }),
        ActKind::Transfer => Command::Transfer(Transfer {}),
        ActKind::Claim => Command::Claim(Claim {}),
        ActKind::Assign => Command::Assign(Assign { person: colleague() }),
        ActKind::HandOver => Command::HandOver(HandOver { person: colleague(), reason: reason() }),
        ActKind::Finish => Command::Finish(Finish { note: reason() }),
        ActKind::SendBack => Command::SendBack(SendBack { reason: reason() }),
        ActKind::Consult => {
            let unit = office.police_specialist().unit;
            let working_days = u16::try_from(dice % 4).unwrap_or(0);
            Command::Consult(Consult { unit, question: reason(), working_days })
        }
        ActKind::AnswerConsultation => Command::AnswerConsultation(AnswerConsultation {
            consultation: d
                .and_then(|d| d.consultations.iter().find(|c| c.answered.is_none()))
                .map_or(ConsultationId(uuid::Uuid::nil()), |c| c.id),
            answer: reason(),
        }),
        ActKind::RequestSupplement => {
            let items = version.iter().flat_map(|v| &v.papers).take(1 + dice as usize % 2);
            Command::RequestSupplement(RequestSupplement {
                items: items
                    .map(|p| SupplementItem {
                        paper: p.id.clone(),
                        what: "Mờ".into(),
                        not_retrievable: "Không tra được".into(),
                    })
                    .collect(),
                reason: reason(),
                outside,
                new_fact: if some(2) { "Tình tiết mới".into() } else { String::new() },
            })
        }
        ActKind::TakeSupplement => {
            let papers = d.map(|d| office.supplement(d).papers).unwrap_or_default();
            Command::TakeSupplement(TakeSupplement { papers, note: reason(), files: vec![] })
        }
        // A file that is not there; real ones come with `with_files`.
        ActKind::AddFiles => Command::AddFiles(AddFiles {
            files: vec![FileGiven { file: FileId(uuid::Uuid::nil()), paper: None, confirmed: true }],
        }),
        ActKind::StrikeFile => Command::StrikeFile(StrikeFile {
            file: d
                .and_then(|d| d.files.iter().find(|f| f.struck.is_none() || some(5)))
                .map_or(FileId(uuid::Uuid::nil()), |f| f.file.id),
            reason: reason(),
        }),
        ActKind::Approve => Command::Approve(Approve { note: reason() }),
        ActKind::Reject => Command::Reject(Reject { reason: reason() }),
        ActKind::Stop => Command::Stop(Stop { reason: reason(), ground: "Điều mẫu".into() }),
        ActKind::Apologise => {
            let working_days = u16::try_from(dice % 6).unwrap_or(0);
            Command::Apologise(Apologise { reason: reason(), working_days })
        }
        ActKind::ReturnResult => Command::ReturnResult(to_the_applicant()),
        ActKind::TakeBackResult => {
            let to = if some(2) { BackTo::Sign } else { BackTo::Handle };
            Command::TakeBackResult(TakeBackResult { to, reason: reason() })
        }
        ActKind::CorrectReturn => {
            let what = ReturnFault::ALL[dice as usize / 5 % 3];
            let back = what == ReturnFault::TakenBack;
            Command::CorrectReturn(CorrectReturn {
                what,
                to: (!back).then_some(Recipient::Other),
                name: if back { String::new() } else { applicant(dice).name },
                authorisation: if back || some(7) { String::new() } else { "Giấy ủy quyền mẫu".into() },
                proof: (!back).then_some(ReturnProof::Signature),
                reference: String::new(),
                reason: reason(),
            })
        }
        ActKind::GiveBackOriginals => {
            let kept = if some(2) { "Bản chính lưu hồ sơ".to_owned() } else { String::new() };
            Command::GiveBackOriginals(GiveBackOriginals { kept, ..originals_to_the_applicant() })
        }
        ActKind::Withdraw => Command::Withdraw(Withdraw { reason: reason(), originals_back: some(2) }),
        ActKind::CorrectProcedure => Command::CorrectProcedure(CorrectProcedure {
            procedure: key(pick),
            papers: full_papers(&office.version_today(pick), &[]),
            cases: vec![],
            reason: reason(),
        }),
        ActKind::CorrectEntry => {
            let field = PartyField::ALL[dice as usize / 11 % 5];
            let value = domain_value(field, dice);
            Command::CorrectEntry(CorrectEntry { field, value, reason: reason() })
        }
        ActKind::CollectFee => Command::CollectFee(CollectFee {
            counted: version
                .iter()
                .filter(|v| v.fee.counting() != Counting::One)
                .map(|v| counted(&v.fee, dice))
                .collect(),
            exemption: version
                .as_ref()
                .and_then(|v| v.fee.exemptions.first())
                .filter(|_| some(7))
                .cloned()
                .unwrap_or_default(),
            proof: reason(),
            method: FeeMethod::ALL[dice as usize / 5 % 5],
            reference: reason(),
            again: if some(3) { reason() } else { String::new() },
        }),
        ActKind::CancelVoucher => Command::CancelVoucher(CancelVoucher {
            voucher: d
                .and_then(|d| d.fees.vouchers.iter().find(|v| v.cancellation.is_none()))
                .map_or(NOWHERE, |v| v.number),
            reason: reason(),
            refund: if some(2) { Refund::GivenBack } else { Refund::NeverTaken },
            to: reason(),
        }),
        ActKind::AnswerCancellation => Command::AnswerCancellation(AnswerCancellation {
            voucher: d
                .and_then(|d| d.fees.vouchers.iter().find(|v| v.open_request().is_some()))
                .map_or(NOWHERE, |v| v.number),
            confirm: !some(3),
            note: reason(),
        }),
        ActKind::Close => Command::Close(Close {}),
    }
}

/// A number no series reaches.
const NOWHERE: VoucherNumber = VoucherNumber { year: 2026, order: 999_999 };

fn counted(fee: &Fee, dice: u32) -> Counted {
    let pages = if fee.counting() == Counting::Pages { 1 + dice % 9 } else { 0 };
    Counted { pages, number: 1 + dice / 13 % 4 }
}

/// Real uploads of the actor in place of none: for papers of the dossier or for the result, right or wrong.
async fn with_files(
    office: &TestOffice,
    actor: &Actor,
    d: Option<&Dossier>,
    mut command: Command,
    dice: u32,
) -> Command {
    let (files, papers) = match &mut command {
        Command::Receive(c) if dice.is_multiple_of(3) => (&mut c.files, vec![paper("p1"), paper("p2")]),
        Command::TakeSupplement(c) if dice.is_multiple_of(3) => (&mut c.files, vec![paper("p1"), paper("p2")]),
        Command::AddFiles(c) => {
            let held = d.map(|d| d.papers.iter().map(|p| p.paper.clone()).collect()).unwrap_or_default();
            (&mut c.files, held)
        }
        _ => return command,
    };
    // Who may not upload has no file to give.
    let Ok(upload) = office.upload_whole(actor, "ban-quet.pdf", &samples::pdf(dice as usize % 900)[..]).await else {
        return command;
    };
    let paper = papers.get(dice as usize % (papers.len() + 1)).cloned();
    *files = vec![FileGiven { file: upload.id, paper, confirmed: !dice.is_multiple_of(7) }];
    command
}

fn domain_value(field: PartyField, dice: u32) -> String {
    let a = applicant(dice);
    match field {
        PartyField::Name => a.name,
        PartyField::IdNumber => a.id_number,
        PartyField::Address => a.address,
        PartyField::Phone => a.phone,
        PartyField::Email => a.email,
    }
}

/// Lives through all tries; answers the dossiers that came to be.
pub(crate) async fn live(office: &TestOffice, tries: &[Try]) -> Result<Vec<DossierId>, TestCaseError> {
    let crowd = crowd(office);
    let mut lives: [Option<DossierId>; TOGETHER] = [None; TOGETHER];
    let mut all = Vec::new();
    let mut paper = None;
    for t in tries {
        office.minutes_later(t.minutes);
        let d = match lives[t.life] {
            Some(id) => Some(office.state(id).await),
            None => None,
        };
        // A closed dossier makes room for the next one.
        let d = d.filter(|d| d.phase != Phase::Closed);
        let next = d.as_ref().and_then(|d| office.next_act(d));
        let (actor, command) = match (t.right < 65, next, &d) {
            (true, Some(right), _) => right,
            (_, _, None) => {
                let open = [ActKind::Receive, ActKind::Receive, ActKind::Receive, ActKind::Guide, ActKind::Decline];
                (office.reception(), command(office, None, open[t.dice as usize % 5], t.dice))
            }
            (true, None, d) => (office.reception(), command(office, d.as_ref(), ActKind::Receive, t.dice)),
            // Half of the random acts by whoever has the step: they get further.
            (false, Some((actor, _)), d) if t.who % 2 == 0 => (actor, command(office, d.as_ref(), t.act, t.dice)),
            (false, _, d) => (crowd[t.who % crowd.len()].clone(), command(office, d.as_ref(), t.act, t.dice)),
        };
        let kind = command.kind();
        if t.dice % 9 == 0 {
            declare(office, &crowd[t.who % 3], t.dice).await?;
        }
        let command = with_files(office, &actor, d.as_ref(), command, t.dice).await;
        if t.dice % 40 == 0 {
            // Those who hold steps; an administrator who left could not come back.
            move_out_and_in_again(office, &crowd[t.who % 11]).await;
        }
        if t.dice % 17 == 0 {
            paper = Some(out_of_order(office, t.dice).await);
        }
        if t.dice % 19 == 0 {
            decide_a_day(office, t.dice).await?;
        }
        let ask = match &d {
            Some(d) => Ask::on(d.id, command),
            None => Ask::new(command),
        };
        // Some of what follows was done on paper during the last outage, or so it is said.
        let on_paper = paper
            .filter(|_| t.dice % 5 < 2)
            .map(|end| end - jiff::SignedDuration::from_mins(i64::from(t.dice / 5 % 360)));
        let ask = ask.done_on_paper(on_paper);
        match office.act(&actor, ask).await {
            Ok(done) => {
                if lives[t.life] != Some(done.id) {
                    all.push(done.id);
                    lives[t.life] = Some(done.id);
                }
            }
            // A refusal is an answer; anything else is a fault.
            Err(Error::Refused(_) | Error::Denied(_) | Error::NotFound { .. }) => {}
            Err(other) => return Err(TestCaseError::fail(format!("{kind:?}: {other}"))),
        }
    }
    Ok(all)
}

/// A clerk counts the cash, sometimes wrong.
async fn declare(office: &TestOffice, who: &Actor, dice: u32) -> Result<(), TestCaseError> {
    let today = office.fee_day(who, None, None, Some(who.person.clone())).await.unwrap();
    let expected = today.clerks.get(&who.person).map(|x| x.expected.0).unwrap_or_default();
    let counted = Dong((expected + i64::from(dice % 3) * 1000).max(0));
    let reason = if dice.is_multiple_of(2) { String::new() } else { "Trả lại tiền lẻ nhầm".to_owned() };
    match office.declare_cash(who, TillCommand { day: today.day, counted, reason }).await {
        Ok(_) | Err(Error::Refused(_)) => Ok(()),
        Err(other) => Err(TestCaseError::fail(format!("declaring: {other}"))),
    }
}

/// A day of the next weeks is decided otherwise: off, worked, in hours of its own, or as it always was.
async fn decide_a_day(office: &TestOffice, dice: u32) -> Result<(), TestCaseError> {
    let today = local(office.now()).date();
    let date = today.checked_add(jiff::Span::new().days(i64::from(dice / 19 % 16))).unwrap();
    let becomes = match dice / 7 % 4 {
        0 => DayBecomes::On,
        1 => DayBecomes::Ordinary,
        2 => DayBecomes::Hours(vec!["07:30-11:30".parse().unwrap()]),
        _ => DayBecomes::Off,
    };
    let order = DayOrder {
        document: format!("{dice}/TB"),
        announced: today,
        enacted: dice.is_multiple_of(2),
        whole_year: None,
        days: vec![DayChange { date, becomes, name: "Ngày mẫu".into() }],
    };
    match office.decide_days(&office.administrator(), order).await {
        Ok(_) | Err(Error::Refused(_)) => Ok(()),
        Err(other) => Err(TestCaseError::fail(format!("deciding a day: {other}"))),
    }
}

/// What is promised and lies ahead is what the days give as they are decided now.
fn promised_as_decided(office: &TestOffice, d: &Dossier) -> Result<(), TestCaseError> {
    let now = office.now();
    if let (Phase::InProcess, Some(from), Some(limit), Some(promised)) = (d.phase, d.clock_from, d.limit, d.promised)
        && promised > now
    {
        let counted = office.law().calendar_of(&d.unit).due(from, limit).at;
        // A count that would lie behind when it was made moved nothing.
        prop_assert!(promised == counted || counted < promised, "{}: {promised}, counted {counted}", d.id);
        let moved = d.moved.iter().any(|m| m.at > from);
        prop_assert!(promised == counted || moved || counted <= now, "{}: {promised}, counted {counted}", d.id);
    }
    Ok(())
}

/// The ward had no power for up to five hours; answers when it came back.
async fn out_of_order(office: &TestOffice, dice: u32) -> jiff::Timestamp {
    let to = office.now();
    let from = to - jiff::SignedDuration::from_mins(i64::from(dice % 300) + 1);
    let (unit, kind, reason) = (crate::unit(WARD), OutageKind::Power, "Mất điện".to_owned());
    let declare = OutageCommand::Declare { unit, from, to: Some(to), kind, reason };
    match office.change_outage(&office.head(), declare).await {
        // The same one may be told twice.
        Ok(()) | Err(Error::Refused(_)) => to,
        Err(other) => panic!("{other}"),
    }
}

/// Somebody leaves a post and comes back to it: what was held goes back to the unit meanwhile.
async fn move_out_and_in_again(office: &TestOffice, who: &Actor) {
    let (person, post) = (who.person.clone(), who.post.clone());
    let leave = OrganisationCommand::LeavePost { person: person.clone(), post: post.clone() };
    for command in [leave, OrganisationCommand::Appoint { person, post, from: None, to: None }] {
        match office.change_organisation(&office.in_post("ngo-quyen.administrator-1"), command).await {
            Ok(()) | Err(Error::Denied(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

/// Every view as one text per row, in the order of its key.
const VIEWS: [(&str, Sql); 12] = [
    (
        "dossier",
        sql!(
            "SELECT id || '|' || CAST(version AS TEXT) || '|' || COALESCE(code, '-') || '|' || COALESCE(token, '-') || '|' || procedure
               || '|' || unit || '|' || competent || '|' || phase || '|' || CAST(opened AS TEXT)
               || '|' || COALESCE(CAST(received AS TEXT), '-') || '|' || COALESCE(CAST(due AS TEXT), '-')
               || '|' || COALESCE(CAST(promised AS TEXT), '-') || '|' || COALESCE(CAST(ready AS TEXT), '-')
               || '|' || COALESCE(CAST(ended AS TEXT), '-') || '|' || COALESCE(step_work, '-') || '|' || COALESCE(step_post, '-')
               || '|' || COALESCE(step_unit, '-') || '|' || COALESCE(step_person, '-')
               || '|' || COALESCE(CAST(step_due AS TEXT), '-') || '|' || hands || '|' || line
             FROM dossier ORDER BY id"
        ),
    ),
    (
        "consultation",
        sql!(
            "SELECT dossier || '|' || id || '|' || unit || '|' || CAST(due AS TEXT) || '|' || COALESCE(CAST(answered AS TEXT), '-')
             FROM consultation ORDER BY dossier, id"
        ),
    ),
    (
        "breach",
        sql!(
            "SELECT dossier || '|' || CAST(n AS TEXT) || '|' || rule || '|' || CAST(at AS TEXT) || '|' || unit || '|' || COALESCE(person, '-')
             FROM breach ORDER BY dossier, n"
        ),
    ),
    (
        "paper",
        sql!(
            "SELECT dossier || '|' || CAST(n AS TEXT) || '|' || kind || '|' || unit || '|' || CAST(year AS TEXT) || '|' || CAST(number AS TEXT)
               || '|' || label || '|' || CAST(at AS TEXT) || '|' || person || '|' || COALESCE(CAST(replaces AS TEXT), '-')
             FROM paper ORDER BY dossier, n"
        ),
    ),
    ("applicant_search", sql!("SELECT dossier || '|' || subject || '|' || folded FROM applicant_search ORDER BY dossier")),
    (
        "register",
        sql!(
            "SELECT unit || '|' || CAST(year AS TEXT) || '|' || field || '|' || CAST(no AS TEXT) || '|' || dossier
               || '|' || CAST(n AS TEXT) || '|' || CAST(at AS TEXT) || '|' || person
             FROM register ORDER BY unit, year, field, no"
        ),
    ),
    (
        "stood",
        sql!(
            "SELECT dossier || '|' || CAST(n AS TEXT) || '|' || CAST(since AS TEXT) || '|' || CAST(until AS TEXT) || '|' || came
               || '|' || phase || '|' || CAST(is_open AS TEXT) || '|' || unit || '|' || competent || '|' || procedure
               || '|' || COALESCE(was_competent, '-') || '|' || COALESCE(was_procedure, '-')
               || '|' || COALESCE(CAST(promised AS TEXT), '-') || '|' || CAST(missed AS TEXT) || '|' || COALESCE(timing, '-') || '|' || COALESCE(CAST(entered AS TEXT), '-')
             FROM stood ORDER BY dossier, n"
        ),
    ),
    (
        "held",
        sql!(
            "SELECT dossier || '|' || CAST(n AS TEXT) || '|' || CAST(since AS TEXT) || '|' || CAST(until AS TEXT)
               || '|' || COALESCE(unit, '-') || '|' || COALESCE(person, '-') || '|' || COALESCE(CAST(due AS TEXT), '-')
             FROM held ORDER BY dossier, n"
        ),
    ),
    (
        "voucher",
        sql!(
            "SELECT unit || '|' || CAST(year AS TEXT) || '|' || CAST(number AS TEXT) || '|' || dossier || '|' || code || '|' || procedure
               || '|' || day || '|' || CAST(at AS TEXT) || '|' || person || '|' || CAST(amount AS TEXT) || '|' || method
               || '|' || COALESCE(CAST(asked AS TEXT), '-') || '|' || COALESCE(asked_by, '-')
               || '|' || COALESCE(CAST(cancelled AS TEXT), '-') || '|' || COALESCE(cancelled_day, '-')
               || '|' || COALESCE(cancelled_by, '-') || '|' || COALESCE(refund_by, '-') || '|' || line
             FROM voucher ORDER BY unit, year, number"
        ),
    ),
    (
        "cash_day",
        sql!(
            "SELECT unit || '|' || person || '|' || day || '|' || CAST(counted AS TEXT) || '|' || CAST(expected AS TEXT)
               || '|' || CAST(at AS TEXT) || '|' || till
             FROM cash_day ORDER BY unit, person, day"
        ),
    ),
    ("unit_scope", sql!("SELECT above || '|' || unit FROM unit_scope ORDER BY above, unit")),
    ("state", sql!("SELECT stream || '|' || CAST(version AS TEXT) || '|' || body FROM state ORDER BY stream")),
];

async fn views(office: &TestOffice) -> Vec<(&'static str, Vec<String>)> {
    let mut out = Vec::new();
    for (name, statement) in VIEWS {
        let rows: Result<Vec<String>, DbError> = office
            .db()
            .read(move |tx| {
                Box::pin(async move {
                    tx.query(statement, &binds![]).await?.iter().map(|r| r.text(0).map(str::to_owned)).collect()
                })
            })
            .await;
        out.push((name, rows.unwrap()));
    }
    out
}

/// The time of all keepers is the time of the whole, and overruns are nobody's but officials' and units'.
fn all_time_is_kept(office: &TestOffice, d: &Dossier) -> Result<(), TestCaseError> {
    let law = office.law();
    let shares = domain::dossier::time::shares(d, &law.organisation, law.calendar_of(&d.unit), office.now());
    let sum: WorkingTime = shares.spans.iter().map(|s| s.time).sum();
    prop_assert_eq!(sum, shares.total, "{}: the parts add up", d.id);
    for s in &shares.spans {
        prop_assert!(s.over <= s.time, "{}: nobody answers for more than was held", d.id);
        let answers = matches!(&s.by, Keeper::Holder(h) if *h != Holder::Applicant);
        prop_assert!(answers || s.over == WorkingTime::ZERO, "{}: {:?}", d.id, s.by);
    }
    Ok(())
}

/// Every moment from receipt to the result, or to another end, has exactly one holder.
fn one_holder(d: &Dossier) -> Result<(), TestCaseError> {
    let Some(received) = d.received else {
        prop_assert!(d.held.is_empty());
        return Ok(());
    };
    let until = d.ready.or(d.ended);
    let mut at = received;
    for (i, h) in d.held.iter().enumerate() {
        prop_assert_eq!(h.from, at, "{}: segment {} begins where the one before ends", d.id, i);
        match h.to {
            Some(to) => {
                prop_assert!(to > h.from, "{}: segment {} has a length", d.id, i);
                at = to;
            }
            None => prop_assert!(until.is_none() && i + 1 == d.held.len(), "{}: only the last one is open", d.id),
        }
    }
    match until {
        Some(until) => prop_assert_eq!(at, until, "{}: the last segment ends with the work", d.id),
        None => prop_assert!(d.held.last().is_some_and(|h| h.to.is_none()), "{}: somebody holds it now", d.id),
    }
    Ok(())
}

/// Vouchers count up from 1 without a gap; what clerks took is what units took is what stands in
/// the dossiers; two persons stand behind each cancellation.
async fn money_adds_up(office: &TestOffice, ids: &[DossierId]) -> Result<(), TestCaseError> {
    let mut numbers: BTreeMap<(String, i16), Vec<u32>> = BTreeMap::new();
    let mut stands = 0;
    for &id in ids {
        let d = office.state(id).await;
        for v in &d.fees.vouchers {
            numbers.entry((d.unit.to_string(), v.number.year)).or_default().push(v.number.order);
            prop_assert!(v.amount().0 > 0 && v.working.lines.iter().map(|l| l.sum.0).sum::<i64>() == v.amount().0);
            match v.cancellation.as_ref().and_then(|c| Some((c, c.confirmed.as_ref()?))) {
                Some((c, second)) => {
                    prop_assert!(second.by.person != c.by.person && second.by.person != v.by.person);
                }
                None => stands += v.amount().0,
            }
        }
    }
    for (series, mut found) in numbers {
        found.sort_unstable();
        let all: Vec<u32> = (1..=u32::try_from(found.len()).unwrap()).collect();
        prop_assert_eq!(found, all, "numbers of {:?}", series);
    }
    let (from, to) = ("2026-01-01".parse().unwrap(), "2040-12-31".parse().unwrap());
    let sums = office.fee_sums(&office.district_leader(), None, (from, to)).await.unwrap();
    let units: i64 = sums.units.iter().map(|(_, _, f)| f.net().0).sum();
    let procedures: i64 = sums.procedures.iter().map(|(_, _, sum)| sum.0).sum();
    prop_assert!(sums.units.iter().all(|(_, _, f)| f.net().0 >= 0), "no unit gave back more than it took");
    let ward = crate::unit(WARD);
    let clerks = office
        .db()
        .read(move |tx| Box::pin(async move { store::fee::by_clerk(tx, &ward, from, to).await }))
        .await
        .unwrap();
    let clerks: i64 = clerks.iter().map(|(_, _, _, f)| f.net().0).sum();
    prop_assert_eq!((units, procedures, clerks), (stands, stands, stands), "sums by unit, by procedure, by clerk");
    Ok(())
}

async fn all_is_true(
    office: &TestOffice,
    ids: &[DossierId],
    met: &RefCell<BTreeMap<&str, u32>>,
) -> Result<(), TestCaseError> {
    let (size, root, leaves) = office
        .db()
        .read(|tx| {
            Box::pin(async move {
                let (size, root) = store::event::head(tx).await?;
                Ok::<_, DbError>((size, root, store::event::leaves(tx).await?))
            })
        })
        .await
        .unwrap();
    prop_assert_eq!(usize::try_from(size).unwrap(), leaves.len());
    prop_assert_eq!(root, ledger::root(&leaves), "the head's root is that of all leaves");
    for &id in ids {
        let d = office.state(id).await;
        one_holder(&d)?;
        all_time_is_kept(office, &d)?;
        promised_as_decided(office, &d)?;
        let stream = store::event::dossier_stream(id);
        let events =
            office.db().read(move |tx| Box::pin(async move { store::event::stream(tx, &stream).await })).await.unwrap();
        let events: Vec<(Envelope, Event)> =
            events.into_iter().map(|e| (e.envelope, serde_json::from_str(&e.body).unwrap())).collect();
        for (_, event) in &events {
            *met.borrow_mut().entry(event.key()).or_default() += 1;
        }
        let again = replay(id, events.iter().map(|(envelope, event)| (envelope, event)));
        prop_assert_eq!(again.as_ref(), Some(&d), "replaying gives the state");
        prop_assert!(events.windows(2).all(|w| w[0].0.at <= w[1].0.at), "time goes forward");
    }
    money_adds_up(office, ids).await?;
    let live = views(office).await;
    store::rebuild::rebuild(office.db()).await.unwrap();
    for ((view, before), (_, after)) in live.into_iter().zip(views(office).await) {
        prop_assert_eq!(before.len(), after.len(), "rows of {}", view);
        for (b, a) in before.iter().zip(&after) {
            prop_assert_eq!(b, a, "a row of {}", view);
        }
    }
    Ok(())
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the harness of tests is told by the environment how long to try")]
fn after_any_lives_the_rebuilt_views_equal_the_live_ones_and_every_minute_has_one_holder() {
    let lives: u32 = std::env::var("MOTCUA_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let config = Config {
        cases: lives.div_ceil(u32::try_from(TOGETHER).unwrap()),
        // Each try is a whole office: a few steps toward a smaller example must do.
        max_shrink_iters: 30,
        failure_persistence: None,
        ..Config::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let met = RefCell::new(BTreeMap::new());
    let outcome = TestRunner::new(config).run(&tries(), |tries| {
        runtime.block_on(async {
            for office in TestOffice::on_all().await {
                let ids = live(&office, &tries).await?;
                all_is_true(&office, &ids, &met).await?;
            }
            Ok(())
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let met = met.into_inner();
    println!("events met: {met:?}");
    // Lives that never leave the counter would prove nothing.
    assert!(met.len() >= 10, "only {met:?}");
}
