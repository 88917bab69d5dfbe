//! The life of a procedure: written, read by somebody else, signed; suspended, lifted, abolished; its
//! facts confirmed with a citation.

use domain::calendar::{Date, Limit, Timestamp};
use domain::dossier::{Actor, Envelope};
use domain::id::{ActId, PaperId, PersonId, PostId, ProcedureKey, UnitId};
use domain::law::Rule;
use domain::money::Dong;
use domain::organisation::PostKind;
use domain::procedure::compare::{Change, Figure, compare};
use domain::procedure::{
    Citation, Context, DraftPart, Fact, Fee, MarkKind, Need, Procedure, ProcedureCommand as C, ProcedureEvent,
    Published, Role, Standing, Version, apply, decide,
};
use domain::text::Text;
use proptest::prelude::*;
use std::path::Path;

fn days(n: i64) -> jiff::Span {
    jiff::Span::new().days(n)
}

const BIRTH: &str = "1.001193";
/// A procedure whose fee the law itself sets.
const COPY: &str = "2.000815";

fn data<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn procedure(key: &str) -> Procedure {
    data(&format!("procedures/{key}.json"))
}

fn person(name: &str) -> PersonId {
    PersonId::parse(name).unwrap()
}

/// A procedure with its history, and the day it is.
struct House {
    key: ProcedureKey,
    state: Published,
    log: Vec<(Envelope, ProcedureEvent)>,
    roles: Vec<Role>,
    today: Date,
}

impl House {
    fn new(key: &str) -> Self {
        let mut house = House {
            key: key.parse().unwrap(),
            state: Published::default(),
            log: vec![],
            roles: data("roles.json"),
            today: Date::constant(2026, 8, 17),
        };
        house.ask("setup", C::Import(Box::new(procedure(key)))).unwrap();
        house
    }

    fn ask(&mut self, by: &str, command: C) -> Result<(), Rule> {
        let by = person(by);
        let cx = Context { by: &by, today: self.today, roles: &self.roles };
        let events = decide(&self.state, command, cx).map_err(|r| r.rule)?;
        for event in events {
            let at = Timestamp::from_second(1_700_000_000 + i64::try_from(self.log.len()).unwrap()).unwrap();
            let by = Actor {
                person: by.clone(),
                post: PostId::parse("post").unwrap(),
                kind: PostKind::Leader,
                unit: UnitId::parse("unit").unwrap(),
                delegation: None,
            };
            let envelope = Envelope { act: ActId(uuid::Uuid::nil()), at, entered: None, by };
            apply(&mut self.state, &self.key, &event, &envelope);
            self.log.push((envelope, event));
        }
        Ok(())
    }

    fn newest(&self) -> &Version {
        self.state.procedure.as_ref().unwrap().versions.last().unwrap()
    }

    fn revision(&self) -> u32 {
        self.state.draft.as_ref().unwrap().revision
    }

    fn save(&mut self, by: &str, part: DraftPart) -> Result<(), Rule> {
        let revision = self.revision();
        self.ask(by, C::SaveDraft { revision, part: Box::new(part) })
    }

    /// From a draft to a version, by three people.
    fn publish(&mut self, from: Date) -> Result<(), Rule> {
        let revision = self.revision();
        self.ask("author", C::SubmitDraft { revision })?;
        self.ask("reader", C::ApproveDraft { revision, remark: String::new() })?;
        self.ask("leader", C::PublishDraft { revision, decision: "01/QĐ-VD".into(), effective_from: from })
    }

    /// The same state from its events as they are stored.
    fn replayed(&self) -> Published {
        let mut state = Published::default();
        for (envelope, event) in &self.log {
            let stored = serde_json::to_string(event).unwrap();
            apply(&mut state, &self.key, &serde_json::from_str(&stored).unwrap(), envelope);
        }
        state
    }
}

fn fewer_papers(v: &Version) -> DraftPart {
    DraftPart::Papers { papers: v.papers[1..].to_vec() }
}

fn citation() -> Citation {
    Citation { document: "00/2026/VD".into(), article: "Điều 1".into(), ..Citation::default() }
}

#[test]
fn whoever_wrote_a_draft_neither_reviews_nor_signs_it() {
    let mut h = House::new(BIRTH);
    h.ask("author", C::Amend).unwrap();
    assert_eq!(h.ask("other", C::Amend), Err(Rule::DraftExists));
    let papers = fewer_papers(h.newest());
    h.save("author", papers).unwrap();
    let revision = h.revision();
    assert_eq!(h.ask("reader", C::ApproveDraft { revision, remark: String::new() }), Err(Rule::DraftNotSubmitted));
    h.ask("author", C::SubmitDraft { revision }).unwrap();
    let approve = |revision| C::ApproveDraft { revision, remark: String::new() };
    assert_eq!(h.ask("author", approve(revision)), Err(Rule::DraftSecondPerson));
    assert_eq!(h.ask("reader", approve(revision - 1)), Err(Rule::DraftChanged));
    h.ask("reader", C::SendBackDraft { reason: "Thiếu căn cứ".into() }).unwrap();
    assert_eq!(h.ask("reader", C::SendBackDraft { reason: " ".into() }), Err(Rule::DraftNotReviewed));
    h.ask("author", C::SubmitDraft { revision }).unwrap();
    let sign = |revision| C::PublishDraft {
        revision,
        decision: "01/QĐ-VD".into(),
        effective_from: Date::constant(2026, 9, 1),
    };
    assert_eq!(h.ask("leader", sign(revision)), Err(Rule::DraftNotReviewed));
    h.ask("reader", approve(revision)).unwrap();
    assert_eq!(h.ask("author", sign(revision)), Err(Rule::DraftSecondPerson));
    h.ask("leader", sign(revision)).unwrap();
    assert_eq!(h.newest().version, 2);
    assert!(h.state.draft.is_none());
}

#[test]
fn what_is_written_after_approval_must_be_read_again_and_its_author_reads_it_not() {
    let mut h = House::new(BIRTH);
    h.ask("author", C::Amend).unwrap();
    let papers = fewer_papers(h.newest());
    h.save("author", papers).unwrap();
    let revision = h.revision();
    h.ask("author", C::SubmitDraft { revision }).unwrap();
    h.ask("reader", C::ApproveDraft { revision, remark: String::new() }).unwrap();
    let limit = domain::procedure::TimeLimit { limit: Some(Limit::WorkingDays(2)), ..h.newest().time_limit.clone() };
    h.save("reader", DraftPart::Limit { time_limit: limit }).unwrap();
    let sign = C::PublishDraft { revision, decision: "1".into(), effective_from: Date::constant(2026, 9, 1) };
    assert_eq!(h.ask("leader", sign), Err(Rule::DraftChanged));
    let revision = h.revision();
    h.ask("author", C::SubmitDraft { revision }).unwrap();
    // Who wrote a part is an author, whatever they were before.
    let approve = C::ApproveDraft { revision, remark: String::new() };
    assert_eq!(h.ask("reader", approve.clone()), Err(Rule::DraftSecondPerson));
    h.ask("third", approve).unwrap();
}

#[test]
fn a_version_begins_on_its_day_and_ends_the_one_before() {
    let mut h = House::new(BIRTH);
    let old = h.newest().clone();
    h.ask("author", C::Amend).unwrap();
    let revision = h.revision();
    assert_eq!(h.ask("author", C::SubmitDraft { revision }), Err(Rule::DraftUnchanged));
    h.save("author", fewer_papers(&old)).unwrap();
    let day = Date::constant(2026, 9, 1);
    assert_eq!(h.publish(Date::constant(2026, 8, 16)), Err(Rule::EffectiveDate));
    let revision = h.revision();
    h.ask("leader", C::PublishDraft { revision, decision: "01/QĐ-VD".into(), effective_from: day }).unwrap();
    let p = h.state.procedure.as_ref().unwrap();
    assert_eq!(p.versions[0], Version { effective_to: Some(day), ..old });
    assert_eq!(p.in_force_on(Date::constant(2026, 8, 31)).unwrap().version, 1);
    assert_eq!(p.in_force_on(day).unwrap().version, 2);
    // A later one may not begin before it.
    h.ask("author", C::Amend).unwrap();
    let papers = fewer_papers(h.newest());
    h.save("author", papers).unwrap();
    assert_eq!(h.publish(day), Err(Rule::EffectiveDate));
}

#[test]
fn a_suspension_holds_from_its_day_until_it_is_lifted_and_an_abolition_for_good() {
    let mut h = House::new(BIRTH);
    let day = |d| Date::constant(2026, 9, d);
    let suspend =
        |from, decision: &str| C::Suspend { from, decision: decision.into(), reason: "Sửa phần mềm".into() };
    assert_eq!(h.ask("leader", suspend(day(1), " ")), Err(Rule::DecisionInWriting));
    assert_eq!(h.ask("leader", suspend(Date::constant(2026, 8, 1), "1")), Err(Rule::EffectiveDate));
    h.ask("leader", suspend(day(1), "1")).unwrap();
    assert_eq!(h.ask("leader", suspend(day(3), "2")), Err(Rule::AlreadyDone));
    assert_eq!(h.state.standing(Date::constant(2026, 8, 31)), Standing::InForce);
    assert!(matches!(h.state.standing(day(1)), Standing::Suspended(s) if s.decision == "1"));
    h.today = day(5);
    h.ask("leader", C::Lift { from: day(7), decision: "3".into(), reason: "Xong".into() }).unwrap();
    assert!(matches!(h.state.standing(day(6)), Standing::Suspended(_)));
    assert_eq!(h.state.standing(day(7)), Standing::InForce);
    h.today = day(8);
    let lift = C::Lift { from: day(9), decision: "4".into(), reason: "Lần nữa".into() };
    assert_eq!(h.ask("leader", lift), Err(Rule::NotSuspended));
    let abolish = C::Abolish { from: day(20), decision: "5".into(), reason: "Không còn căn cứ".into() };
    h.ask("leader", abolish.clone()).unwrap();
    assert_eq!(h.ask("leader", abolish), Err(Rule::ProcedureAbolished));
    assert_eq!(h.state.standing(day(19)), Standing::InForce);
    assert!(matches!(h.state.standing(day(20)), Standing::Abolished(_)));
    h.today = day(20);
    assert_eq!(h.ask("author", C::Amend), Err(Rule::ProcedureAbolished));
    assert_eq!(h.ask("leader", suspend(day(21), "6")), Err(Rule::ProcedureAbolished));
    // It stays readable.
    assert_eq!(h.state.shown(day(25)).unwrap().version, 1);
}

#[test]
fn a_fact_is_confirmed_only_with_a_citation_and_can_be_taken_back() {
    let mut h = House::new(BIRTH);
    let fact = Fact { at: "/sets".into(), kind: MarkKind::Memory };
    let before = h.state.open_facts(h.newest()).len();
    let confirm = |citation| C::Confirm { version: 1, facts: vec![fact.clone()], citation };
    let without = Citation { article: String::new(), ..citation() };
    assert_eq!(h.ask("author", confirm(without)), Err(Rule::CitationRequired));
    let unknown = Fact { at: "/name".into(), kind: MarkKind::Memory };
    let command = C::Confirm { version: 1, facts: vec![unknown], citation: citation() };
    assert_eq!(h.ask("author", command), Err(Rule::FactUnknown));
    h.ask("author", confirm(citation())).unwrap();
    assert_eq!(h.state.open_facts(h.newest()).len(), before - 1);
    assert_eq!(h.ask("author", confirm(citation())), Err(Rule::AlreadyDone));
    let c = h.state.confirmation(1, "/sets", MarkKind::Memory).unwrap();
    assert_eq!((c.by.clone(), c.citation.article.as_str()), (person("author"), "Điều 1"));
    let back = |reason: &str| C::WithdrawConfirmation { version: 1, fact: fact.clone(), reason: reason.into() };
    assert_eq!(h.ask("other", back(" ")), Err(Rule::ReasonRequired));
    h.ask("other", back("Văn bản này đã hết hiệu lực")).unwrap();
    assert_eq!(h.state.open_facts(h.newest()).len(), before);
    // The text itself was never touched.
    assert_eq!(h.state.procedure, Some(procedure(BIRTH)));
}

#[test]
fn a_confirmed_fact_stays_confirmed_in_a_later_version_while_it_is_unchanged() {
    let mut h = House::new(COPY);
    let old = h.newest().clone();
    let open = h.state.open_facts(&old);
    // When the second paper is needed, and the number of sets.
    let facts: Vec<Fact> = open.iter().filter(|f| f.at == "/sets" || f.at.starts_with("/papers/1/")).cloned().collect();
    assert!(facts.len() >= 2, "{open:?}");
    h.ask("author", C::Confirm { version: 1, facts: facts.clone(), citation: citation() }).unwrap();
    h.ask("author", C::Amend).unwrap();
    h.save("author", fewer_papers(&old)).unwrap();
    h.publish(Date::constant(2026, 9, 1)).unwrap();
    let new = h.newest().clone();
    assert!(h.state.confirmation(2, "/sets", MarkKind::Memory).is_some());
    // Its paper moved up by one.
    let there: Vec<&Fact> = h.state.confirmed.iter().filter(|c| c.version == 2).map(|c| &c.fact).collect();
    assert!(there.iter().any(|f| f.at.starts_with("/papers/0/")), "{there:?}");
    assert!(!there.iter().any(|f| f.at.starts_with("/papers/1/")), "{there:?}");
    // What nobody confirmed is still marked; what the amendment filled in is not.
    assert!(h.state.open_facts(&new).iter().any(|f| f.at == "/name"));
    assert!(!h.state.open_facts(&new).iter().any(|f| f.at == "/effective_from"));
}

#[test]
fn a_changed_value_loses_its_mark_and_a_file_cannot_wash_one_away() {
    let mut h = House::new(BIRTH);
    let marked = |v: &Version, at: &str| v.provenance.marks.iter().any(|m| m.at == at);
    h.ask("author", C::Amend).unwrap();
    let v = h.newest().clone();
    assert!(marked(&v, "/sets"));
    let names = |sets| DraftPart::Names {
        name: v.name.clone(),
        field: v.field.clone(),
        level_name: v.level_name.clone(),
        receiving_agency: v.receiving_agency.clone(),
        deciding_agency: v.deciding_agency.clone(),
        competent: v.competent,
        channels: v.channels.clone(),
        sets,
    };
    h.save("author", names(2)).unwrap();
    let draft = h.state.draft.as_ref().unwrap();
    assert!(!marked(&draft.text, "/sets") && marked(&draft.text, "/steps"));
    h.ask("author", C::DiscardDraft { reason: "Thử".into() }).unwrap();

    let mut file = procedure(BIRTH);
    assert_eq!(h.ask("author", C::DraftFromFile(Box::new(file.clone()))), Err(Rule::DraftUnchanged));
    file.versions[0].provenance.marks.clear();
    file.versions[0].fee.note = Text::vi("Khác");
    h.ask("author", C::DraftFromFile(Box::new(file.clone()))).unwrap();
    assert!(marked(&h.state.draft.as_ref().unwrap().text, "/sets"));
    h.ask("author", C::DiscardDraft { reason: "Thử".into() }).unwrap();
    // A role that nobody here has is a fault of the file.
    file.versions[0].steps[0].role = "nobody".parse().unwrap();
    assert_eq!(h.ask("author", C::DraftFromFile(Box::new(file))), Err(Rule::FieldMalformed));
}

#[test]
fn two_versions_side_by_side_tell_the_three_reductions() {
    let before = procedure(COPY).versions[0].clone();
    let mut after = before.clone();
    after.papers.remove(0);
    after.papers[0].copies += 1;
    after.fee = Fee { amount: Some(Dong(0)), rules: vec![], cap: None, ..before.fee.clone() };
    let mut c = compare(&before, &after);
    let n = i64::try_from(before.papers.len()).unwrap();
    assert_eq!(c.reductions.papers, Figure::Alike(n, n - 1));
    assert_eq!(c.reductions.cost, Figure::Alike(2000, 0));
    assert_eq!(c.reductions.cost.difference(), Some(-2000));
    assert!(matches!(c.papers[0], Change::Changed(..)));
    assert!(matches!(c.papers.last(), Some(Change::Removed(p)) if p.id == before.papers[0].id));
    assert!(c.steps.iter().all(|s| matches!(s, Change::Same(_))));
    // Within the day is no number of working days; what the province sets is no figure at all.
    after.time_limit.limit = Some(Limit::WorkingDays(1));
    after.fee.set_by = "province_council".into();
    c = compare(&before, &after);
    assert_eq!((c.reductions.time, c.reductions.cost), (Figure::Unlike, Figure::Unlike));
    assert_eq!(c.reductions.time.difference(), None);
    let mut longer = after.clone();
    longer.time_limit.limit = Some(Limit::WorkingDays(10));
    assert_eq!(compare(&longer, &after).reductions.time.difference(), Some(-9));
}

#[test]
fn a_new_procedure_is_nothing_to_citizens_until_it_is_signed() {
    let mut h = House::new(BIRTH);
    h.state = Published::default();
    h.log.clear();
    h.key = "moi-1".parse().unwrap();
    let mut text = procedure(BIRTH).versions[0].clone();
    text.provenance.marks.clear();
    let identity = domain::procedure::Identity { code: None, served_by: domain::procedure::ServedBy::Dossier };
    text.legal_basis.clear();
    h.ask("author", C::Draft { identity, text: Box::new(text.clone()) }).unwrap();
    assert!(h.state.procedure.is_none() && h.state.shown(h.today).is_none());
    let revision = h.revision();
    assert_eq!(h.ask("author", C::SubmitDraft { revision }), Err(Rule::DraftIncomplete));
    let texts = DraftPart::Texts {
        result: text.result.clone(),
        sequence: None,
        subjects: None,
        requirements: None,
        legal_basis: vec!["00/2026/VD".into()],
    };
    h.save("author", texts).unwrap();
    h.publish(Date::constant(2026, 9, 1)).unwrap();
    let p = h.state.procedure.as_ref().unwrap();
    assert_eq!((p.key.as_str(), p.versions.len(), p.versions[0].version), ("moi-1", 1, 1));
    assert_eq!(h.state.standing(h.today), Standing::NotYet(Date::constant(2026, 9, 1)));
    assert_eq!(h.replayed(), h.state);
}

/// One of the things that people may try, by a number.
fn attempt(h: &House, n: u8, day: i8) -> C {
    let day = Date::constant(2026, 9, 1).saturating_add(days(i64::from(day)));
    let draft = h.state.draft.as_ref();
    let revision = draft.map_or(1, |d| d.revision);
    let text = draft.map_or_else(|| h.newest().clone(), |d| d.text.clone());
    let (decision, reason) = (format!("{n}/QĐ"), "Lý do".to_owned());
    match n % 14 {
        0 => C::Amend,
        1 if text.papers.len() > 1 => {
            C::SaveDraft { revision, part: Box::new(DraftPart::Papers { papers: text.papers[1..].to_vec() }) }
        }
        1 => {
            let mut paper = procedure(BIRTH).versions[0].papers[0].clone();
            paper.id = PaperId::parse(&format!("p9{n}")).unwrap();
            paper.need = Need::Always;
            C::SaveDraft { revision, part: Box::new(DraftPart::Papers { papers: vec![paper] }) }
        }
        2 => {
            let limit = domain::procedure::TimeLimit {
                limit: Some(Limit::WorkingDays(u16::from(n) + 1)),
                ..text.time_limit.clone()
            };
            C::SaveDraft { revision, part: Box::new(DraftPart::Limit { time_limit: limit }) }
        }
        3 | 4 => C::SubmitDraft { revision },
        5 | 6 => C::ApproveDraft { revision, remark: String::new() },
        7 | 8 => C::PublishDraft { revision, decision, effective_from: day },
        9 => C::SendBackDraft { reason },
        10 => C::Suspend { from: day, decision, reason },
        11 => C::Lift { from: day, decision, reason },
        12 if n > 240 => C::Abolish { from: day, decision, reason },
        12 => C::DiscardDraft { reason },
        _ => {
            let facts = h.state.open_facts(h.newest()).into_iter().take(2).collect();
            C::Confirm { version: h.newest().version, facts, citation: citation() }
        }
    }
}

proptest! {
    #[test]
    fn no_life_loses_or_rewrites_a_version_and_its_replay_is_the_same(
        tries in proptest::collection::vec((any::<u8>(), 0_u8..4, 0_i8..60), 1..80),
    ) {
        let mut h = House::new(BIRTH);
        let mut seen: Vec<Version> = h.state.procedure.as_ref().unwrap().versions.clone();
        for (n, who, day) in tries {
            h.today = Date::constant(2026, 8, 17).saturating_add(days(i64::from(n / 8)));
            let command = attempt(&h, n, day);
            let _ = h.ask(["author", "reader", "leader", "other"][usize::from(who)], command);
            let now = &h.state.procedure.as_ref().unwrap().versions;
            prop_assert!(now.len() >= seen.len());
            for (old, new) in seen.iter().zip(now) {
                // Only the end of a version may become known, or come nearer.
                prop_assert_eq!(&Version { effective_to: new.effective_to, ..old.clone() }, new);
                prop_assert!(old.effective_to.is_none() || new.effective_to.is_some_and(|to| Some(to) <= old.effective_to));
            }
            // On no day are two versions in force.
            for day in (0..90).map(|d| Date::constant(2026, 8, 17).saturating_add(days(d))) {
                prop_assert!(now.iter().filter(|v| v.in_force_on(day)).count() <= 1);
            }
            seen.clone_from(now);
        }
        prop_assert_eq!(h.replayed(), h.state.clone());
        let stored: Published = serde_json::from_str(&serde_json::to_string(&h.state).unwrap()).unwrap();
        prop_assert_eq!(stored, h.state);
    }
}
