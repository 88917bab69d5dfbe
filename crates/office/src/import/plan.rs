//! What a file would change: each row becomes a command that the rules decide on, in the order of the
//! kinds, on a copy of the organisation. Nothing is written here.

use super::read::{Kind, Line, Table, tables};
use super::{Known, Remark, What};
use crate::Actor;
use crate::clock::{Chance, ChanceExt};
use crate::grant::{administers, administers_person};
use domain::calendar::{Date, Time, Timestamp, instant};
use domain::code::DossierCode;
use domain::dossier::{Context, Decision, Dossier, Envelope, Fresh, Law, Party, PartyKind, TakeOver, apply, take_over};
use domain::id::{ConsultationId, CounterId, DossierId, PersonId, PostId, ProcedureKey, SubjectId, UnitId};
use domain::law::Rule;
use domain::organisation::{self, Counter, OrganisationCommand, OrganisationEvent, Person, Post, PostKind};
use domain::procedure::{Channel, Work};
use domain::text::{Text, fold};
use sheet::Book;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Kinds of post as people write them.
const POSTS: [(&str, PostKind); 9] = [
    ("Cán bộ tiếp nhận", PostKind::ReceptionOfficer),
    ("Chuyên viên", PostKind::Specialist),
    ("Trưởng bộ phận Một cửa", PostKind::HeadOfOneStop),
    ("Lãnh đạo phòng, bộ phận", PostKind::UnitLeader),
    ("Lãnh đạo phòng", PostKind::UnitLeader),
    ("Lãnh đạo cơ quan", PostKind::Leader),
    ("Lãnh đạo", PostKind::Leader),
    ("Thanh tra", PostKind::Inspector),
    ("Quản trị hệ thống", PostKind::Administrator),
];

/// Steps as people write them.
const WORKS: [(&str, Work); 6] = [
    ("Tiếp nhận", Work::Receive),
    ("Giải quyết", Work::Handle),
    ("Thẩm định, soát xét", Work::Review),
    ("Ký duyệt", Work::Sign),
    ("Phát hành", Work::Issue),
    ("Chờ trả kết quả", Work::Return),
];

const YES_NO: [(&str, bool); 4] = [("có", true), ("không", false), ("x", true), ("yes", true)];

/// Rows of a kind and what becomes of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows with something in them.
    pub rows: usize,
    /// New here.
    pub new: usize,
    /// Here already.
    pub known: usize,
    /// With a fault.
    pub faulty: usize,
}

/// A dossier to be taken over.
pub(super) struct Taken {
    pub(super) id: DossierId,
    pub(super) decision: Decision,
    pub(super) after: Dossier,
}

/// What a file would change.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) remarks: Vec<Remark>,
    pub(super) tally: BTreeMap<Kind, Tally>,
    pub(super) events: Vec<OrganisationEvent>,
    pub(super) accounts: Vec<(PersonId, String)>,
    pub(super) dossiers: Vec<Taken>,
}

/// Rows are decided on one after another, each on what those before have changed.
pub(super) struct Planner<'a> {
    /// The law with the organisation as the file has changed it so far.
    pub(super) law: Law,
    pub(super) actor: &'a Actor,
    pub(super) envelope: Envelope,
    pub(super) known: Known,
    pub(super) chance: &'a dyn Chance,
    pub(super) file: String,
    pub(super) plan: Plan,
    /// Rows in which codes of dossiers stand.
    codes: HashMap<DossierCode, u32>,
    logins: HashSet<String>,
    /// Units by their folded names and agency codes; `None`: several have it.
    units: HashMap<String, Option<UnitId>>,
    today: Date,
}

impl<'a> Planner<'a> {
    pub(super) fn new(
        law: Law,
        actor: &'a Actor,
        envelope: Envelope,
        known: Known,
        chance: &'a dyn Chance,
        file: String,
    ) -> Self {
        let today = crate::law::calendar_day(envelope.at);
        let mut units: HashMap<String, Option<UnitId>> = HashMap::new();
        for unit in law.organisation.units.iter().filter(|u| u.to.is_none_or(|to| today < to)) {
            let mut words = vec![fold(unit.id.as_str()), fold(&unit.name.vi), fold(&unit.agency_code)];
            words.dedup();
            for word in words {
                units
                    .entry(word)
                    .and_modify(|known| {
                        if known.as_ref() != Some(&unit.id) {
                            *known = None;
                        }
                    })
                    .or_insert_with(|| Some(unit.id.clone()));
            }
        }
        Planner {
            law,
            actor,
            envelope,
            known,
            chance,
            file,
            plan: Plan::default(),
            codes: HashMap::new(),
            logins: HashSet::new(),
            units,
            today,
        }
    }

    pub(super) fn run(mut self, book: &Book) -> Plan {
        let tables = tables(book, &mut self.plan.remarks);
        for table in &tables {
            for row in &table.rows {
                let mut line = Line::new(table, row);
                let new = self.row(table, &mut line);
                let tally = self.plan.tally.entry(table.kind).or_default();
                tally.rows += 1;
                if !line.is_good() {
                    tally.faulty += 1;
                } else if new {
                    tally.new += 1;
                } else {
                    tally.known += 1;
                }
                self.plan.remarks.append(&mut line.remarks);
            }
        }
        self.plan
    }

    /// Answers whether the row brings something new.
    fn row(&mut self, table: &Table<'_>, line: &mut Line<'_>) -> bool {
        match table.kind {
            Kind::Counters => self.counter(line),
            Kind::Posts => self.post(line),
            Kind::Staff => self.staff(line),
            Kind::Dossiers => self.dossier(line),
        }
        .unwrap_or(false)
    }

    /// Decides on a change of the organisation; a refusal is a fault of the row.
    fn change(&mut self, line: &mut Line<'_>, command: OrganisationCommand, columns: &[(&str, &str)]) -> Option<()> {
        if !line.is_good() {
            return None;
        }
        match organisation::decide(&self.law.organisation, command, self.today) {
            Ok(events) => {
                for e in &events {
                    organisation::apply(&mut self.law.organisation, e);
                }
                self.plan.events.extend(events);
                Some(())
            }
            Err(r) => {
                let field = r.field.as_deref().unwrap_or_default();
                let column = columns.iter().find(|(f, _)| *f == field).or(columns.first()).map_or("", |(_, c)| c);
                line.fault(column, What::Rule(r.rule));
                None
            }
        }
    }

    fn unit(&self, line: &mut Line<'_>, id: &str) -> Option<UnitId> {
        let text = line.text(id);
        if text.is_empty() {
            return None;
        }
        match self.units.get(&fold(&text)) {
            Some(Some(unit)) if administers(&self.law, self.actor, unit).is_err() => {
                line.fault(id, What::Rule(Rule::NotThisUnit));
                None
            }
            Some(Some(unit)) => Some(unit.clone()),
            Some(None) => {
                line.fault(id, What::word("unit-twice"));
                None
            }
            None => {
                line.fault(id, What::Rule(Rule::UnitUnknown));
                None
            }
        }
    }

    fn counter(&mut self, line: &mut Line<'_>) -> Option<bool> {
        let id: Option<CounterId> = line.key("counter");
        let unit = self.unit(line, "unit");
        let name = line.text("name");
        let number = line.text("number");
        let number = match number.parse::<u16>() {
            _ if number.is_empty() => None,
            Ok(n) => Some(n),
            Err(_) => {
                line.fault("number", What::word("number"));
                None
            }
        };
        let catalogue: HashMap<String, String> = self
            .law
            .catalogue
            .values()
            .filter_map(|p| p.procedure.as_ref()?.versions.last())
            .map(|v| (fold(&v.field.vi), v.field.vi.clone()))
            .collect();
        let mut fields = Vec::new();
        for field in line.text("fields").split([';', '\n']).map(str::trim).filter(|f| !f.is_empty()) {
            match catalogue.get(&fold(field)) {
                Some(known) => fields.push(known.clone()),
                None => line.fault("fields", What::Word("field", field.to_owned())),
            }
        }
        let from = line.day("from").unwrap_or(self.today);
        let (id, unit) = (id?, unit?);
        if let Some(known) = self.law.organisation.counter(&id) {
            if known.unit != unit || known.name.vi != name || known.number != number || known.fields != fields {
                line.fault("counter", What::word("differs"));
            }
            return Some(false);
        }
        let counter = Counter { id, unit, name: Text::vi(name), number, fields, from: Some(from), to: None };
        self.change(
            line,
            OrganisationCommand::AddCounter(counter),
            &[("counter", "counter"), ("name", "name"), ("number", "number"), ("fields", "fields"), ("unit", "unit")],
        )?;
        Some(true)
    }

    fn post(&mut self, line: &mut Line<'_>) -> Option<bool> {
        let id: Option<PostId> = line.key("post");
        let unit = self.unit(line, "unit");
        let kind = line.one_of("kind", &POSTS);
        let name = line.text("name");
        let counter: Option<CounterId> = line.key("counter");
        let from = line.day("from").unwrap_or(self.today);
        let (id, unit, kind) = (id?, unit?, kind?);
        if let Some(known) = self.law.organisation.post(&id) {
            if known.unit != unit || known.kind != kind || known.name.vi != name {
                line.fault("post", What::word("differs"));
            }
            return Some(false);
        }
        let post = Post { id, unit, kind, name: Text::vi(name), counter, from, to: None };
        self.change(
            line,
            OrganisationCommand::AddPost(post),
            &[("post", "post"), ("name", "name"), ("counter", "counter"), ("unit", "unit"), ("from", "from")],
        )?;
        Some(true)
    }

    fn staff(&mut self, line: &mut Line<'_>) -> Option<bool> {
        let id: Option<PersonId> = line.key("person");
        let name = line.text("name");
        let post: Option<PostId> = line.key("post");
        let from = line.day("from");
        let to = line.day("to").and_then(|last| last.tomorrow().ok());
        let login = line.text("login").to_lowercase();
        let (id, post) = (id?, post?);
        if let Some(known) = self.law.organisation.post(&post) {
            if administers(&self.law, self.actor, &known.unit).is_err() {
                line.fault("post", What::Rule(Rule::NotThisUnit));
            }
        } else {
            line.fault("post", What::Rule(Rule::PostUnknown));
        }
        let account = self.account(line, &id, &login);
        // A password is handed out only for people whose every post is within reach.
        if account && administers_person(&self.law, self.actor, &id, self.today).is_err() {
            line.fault("login", What::Rule(Rule::NotThisUnit));
        }
        if !line.is_good() {
            return None;
        }
        let mut new = false;
        match self.law.organisation.person(&id) {
            Some(known) if known.name != name => {
                line.fault("name", What::Word("name-differs", known.name.clone()));
                return None;
            }
            Some(_) => {}
            None => {
                let person = Person { id: id.clone(), name };
                self.change(line, OrganisationCommand::AddPerson(person), &[("name", "name")])?;
                new = true;
            }
        }
        // Whoever holds or will hold the post stands in it already.
        let holds = self
            .law
            .organisation
            .holdings
            .iter()
            .any(|h| h.person == id && h.post == post && h.to.is_none_or(|end| self.today < end));
        if !holds {
            let appoint = OrganisationCommand::Appoint { person: id.clone(), post, from, to };
            self.change(line, appoint, &[("post", "post"), ("from", "from"), ("to", "to")])?;
            new = true;
        }
        if account {
            self.logins.insert(login.clone());
            self.plan.accounts.push((id, login));
            new = true;
        }
        Some(new)
    }

    /// Whether an account is to be opened.
    fn account(&self, line: &mut Line<'_>, person: &PersonId, login: &str) -> bool {
        if login.is_empty() || self.known.accounts.get(person).is_some_and(|known| known == login) {
            return false;
        }
        let sound = (3..=80).contains(&login.len())
            && login
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_' | b'@'));
        if !sound {
            line.fault("login", What::word("login"));
            return false;
        }
        // Several rows of one person name one account.
        if self.plan.accounts.iter().any(|(p, l)| p == person && l == login) {
            return false;
        }
        let second = self.known.accounts.contains_key(person) || self.plan.accounts.iter().any(|(p, _)| p == person);
        if second {
            line.fault("login", What::word("login-other"));
        } else if self.logins.contains(login) || self.known.accounts.values().any(|l| l == login) {
            line.fault("login", What::word("login-taken"));
        }
        line.is_good()
    }

    fn dossier(&mut self, line: &mut Line<'_>) -> Option<bool> {
        let code = line.text("code");
        let code = match DossierCode::parse(&code) {
            Ok(code) => Some(code),
            Err(_) if code.is_empty() => None,
            Err(_) => {
                line.fault("code", What::word("code"));
                None
            }
        };
        let procedure: Option<ProcedureKey> = line.key("procedure");
        let unit = self.unit(line, "unit");
        let organisation = line.one_of("organisation", &YES_NO).unwrap_or(false);
        let applicant = Party {
            kind: if organisation { PartyKind::Organisation } else { PartyKind::Person },
            name: line.text("applicant"),
            // A personal number has 12 digits, the first ones often 0; an old card's nine stand as they are.
            id_number: line.digits("id_number", |n| (!organisation && (10..12).contains(&n)).then_some(12)),
            address: line.text("address"),
            phone: line.digits("phone", |n| (n == 9).then_some(10)),
            email: line.text("email"),
        };
        let law = &self.law;
        let hours = |unit: Option<&UnitId>, day: Date, end: bool| {
            let calendar = unit.map_or(&law.calendar, |u| law.calendar_of(u));
            let shifts = calendar.hours().on(day).shifts(day.weekday());
            let edge = if end { shifts.last().map(|s| s.closes) } else { shifts.first().map(|s| s.opens) };
            edge.unwrap_or(if end { Time::constant(17, 0, 0, 0) } else { Time::constant(7, 30, 0, 0) })
        };
        let at = |line: &mut Line<'_>, id: &str, end: bool| -> Option<Timestamp> {
            let (day, time) = line.moment(id)?;
            Some(instant(day.to_datetime(time.unwrap_or_else(|| hours(unit.as_ref(), day, end)))))
        };
        // A day alone means its beginning for what came, its end for what was promised.
        let received = at(line, "received", false);
        let promised = at(line, "promised", true);
        let ready = at(line, "ready", false);
        let work = line.one_of("work", &WORKS).unwrap_or(if ready.is_some() { Work::Return } else { Work::Handle });
        let holder: Option<PersonId> = line.key("holder");
        let originals = line.one_of("originals", &YES_NO).unwrap_or(false);
        if let Some(code) = &code {
            if let Some(first) = self.codes.insert(code.clone(), line.number()) {
                line.fault("code", What::Word("twice", first.to_string()));
            }
            match self.known.codes.get(code) {
                Some(true) if line.is_good() => return Some(false),
                Some(false) => line.fault("code", What::word("received-here")),
                _ => {}
            }
        }
        if !line.is_good() {
            return None;
        }
        let command = TakeOver {
            code: code?,
            procedure: procedure?,
            unit: unit?,
            channel: Channel::InPerson,
            applicant,
            received: received?,
            promised: promised?,
            work,
            holder,
            originals,
            ready,
            file: self.file.clone(),
        };
        self.take(line, &command)
    }

    fn take(&mut self, line: &mut Line<'_>, command: &TakeOver) -> Option<bool> {
        let now = self.envelope.at;
        let id = DossierId(self.chance.uuid(now));
        let fresh = Fresh {
            applicant: SubjectId(self.chance.uuid(now)),
            representative: SubjectId(self.chance.uuid(now)),
            consultation: ConsultationId(self.chance.uuid(now)),
            order: 0,
            register: None,
            voucher: 0,
            token: self.chance.token(),
        };
        let uploads = domain::dossier::Uploads::default();
        let context = Context {
            id,
            act: self.envelope.act,
            now,
            by: self.actor,
            law: &self.law,
            fresh: &fresh,
            entered: None,
            uploads: &uploads,
        };
        let decision = match take_over(command, &context) {
            Ok(decision) => decision,
            Err(r) => {
                let column = match r.field.as_deref().unwrap_or_default() {
                    "applicant.name" => "applicant",
                    "applicant.id_number" => "id_number",
                    "applicant.address" => "address",
                    "applicant.phone" => "phone",
                    "applicant.email" => "email",
                    known @ ("unit" | "received" | "promised" | "ready" | "work" | "holder") => known,
                    _ => "procedure",
                };
                line.fault(column, What::Rule(r.rule));
                return None;
            }
        };
        let mut after = None;
        for e in &decision.events {
            apply(&mut after, id, &self.envelope, e);
        }
        self.plan.dossiers.push(Taken { id, decision, after: after? });
        Some(true)
    }
}
