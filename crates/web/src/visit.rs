//! One request of a page: language, path, who is signed in, and the shell around the answer.

use crate::app::App;
use crate::args;
use crate::failure::Failure;
use crate::i18n::{Lang, Tr};
use crate::keep;
use crate::ui::{Flash, FlashKind, NavItem, Shell, ShellUser};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use domain::organisation::PostKind;
use office::Actor;
use office::access::SignedIn;
use std::convert::Infallible;
use std::net::SocketAddr;

/// The session's cookie.
pub const SESSION_COOKIE: &str = "motcua_session";
/// The cookie by which a browser is known again.
pub const DEVICE_COOKIE: &str = "motcua_device";
/// The hidden field of every form of a signed-in person.
pub const CSRF_FIELD: &str = "csrf";

/// The same value in a header, where a script sends bytes instead of a form.
pub const CSRF_HEADER: &str = "x-csrf";

/// What a page knows about its request. Made once by the router and kept in the request.
#[derive(Clone)]
pub struct Visit {
    /// The shared state.
    pub app: App,
    /// Texts in the reader's language.
    pub t: Tr,
    /// Path and query.
    pub path: String,
    /// Who is signed in.
    pub who: Option<SignedIn>,
    /// Id that stands in the log and on error pages.
    pub operation: String,
    /// Address of the browser.
    pub address: String,
    /// What the browser is known by; not checked yet.
    pub device: Option<String>,
}

impl std::fmt::Debug for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Visit").field("path", &self.path).field("operation", &self.operation).finish_non_exhaustive()
    }
}

impl Visit {
    /// Whether the reader chose English.
    pub fn english(&self) -> bool {
        self.t.lang() == Lang::En
    }

    /// A text of the law in the reader's language.
    pub fn text<'a>(&self, text: &'a domain::text::Text) -> &'a str {
        text.get(self.english())
    }

    /// The frame of a page.
    pub fn shell(&self) -> Shell {
        let t = self.t;
        let law = self.app.office.law();
        let org = &law.organisation;
        let mut nav = vec![];
        let here = self.path.split('?').next().unwrap_or_default().to_owned();
        let kind = self.who.as_ref().map(|w| w.actor.kind);
        // The life of procedures stands among the procedures; for administrators, within the administration.
        let among = match kind {
            Some(PostKind::Administrator) => "/admin",
            _ => "/procedures",
        };
        let within_catalogue = here == "/catalogue" || here.starts_with("/catalogue/");
        let mut item = |href: &str, key: &str| {
            let current = match href {
                "/" => here == "/",
                _ => here == href || here.starts_with(&format!("{href}/")) || within_catalogue && href == among,
            };
            nav.push(NavItem::new(href, t.s(key)).current(current));
        };
        if kind.is_none() {
            item("/", "nav-home");
            item("/procedures", "nav-procedures");
            item("/follow", "nav-follow");
        }
        if let Some(kind) = kind {
            use PostKind::{Administrator, HeadOfOneStop, Inspector, Leader, ReceptionOfficer, UnitLeader};
            if matches!(kind, ReceptionOfficer | HeadOfOneStop) {
                item("/reception", "nav-reception");
            }
            if !matches!(kind, Inspector | Administrator) {
                item("/tasks", "nav-tasks");
            }
            if matches!(kind, HeadOfOneStop | UnitLeader | Leader | Inspector) {
                item("/board", "nav-board");
            }
            if matches!(kind, ReceptionOfficer | HeadOfOneStop | Leader | Inspector) {
                item("/fees/day", "nav-fees");
            }
            if kind == Administrator {
                item("/admin", "nav-admin");
            } else {
                item("/dossiers", "nav-dossiers");
                item("/reports", "nav-reports");
            }
            item("/procedures", "nav-procedures");
        }
        let organisation = match &self.who {
            Some(w) => org.unit(&w.actor.unit).map(|u| u.name.get(self.english()).to_owned()),
            None => Some(org.name.get(self.english()).to_owned()),
        };
        let user = self.who.as_ref().map(|w| ShellUser {
            name: org.person(&w.actor.person).map_or_else(|| w.actor.person.to_string(), |p| p.name.clone()),
            post: org.post(&w.actor.post).map(|p| p.name.get(self.english()).to_owned()).unwrap_or_default(),
            csrf: w.csrf.clone(),
            can_switch: w.posts.len() > 1,
            person: w.actor.person.to_string(),
            left_ms: i64::try_from(w.ends.duration_since(self.app.office.now()).as_millis()).unwrap_or(0),
            now_ms: self.app.office.now().as_millisecond(),
            kept: keep::Form::at(&here).is_some(),
        });
        let mut footer = vec![
            NavItem::new("/procedures", t.s("nav-procedures")),
            NavItem::new("/follow", t.s("nav-follow")),
            NavItem::new("/calendar", t.s("nav-calendar")),
        ];
        if self.who.is_some() {
            footer.push(NavItem::new("/outages", t.s("nav-outages")));
            footer.push(NavItem::new("/sessions", t.s("nav-sessions")));
            footer.push(NavItem::new("/password", t.s("nav-password")));
            footer.push(NavItem::new("/pin", t.s("nav-pin")));
        }
        Shell {
            lang: t.lang(),
            path: self.path.clone(),
            organisation: organisation.unwrap_or_default(),
            user,
            nav,
            footer,
            flash: self.flash(),
            standing: self.standing(),
            banner: self.app.settings.demo.as_ref().map(|_| t.s("demo-banner")),
            ..Shell::default()
        }
    }

    /// What holds while it lasts: powers used or lent in writing, an outage of the unit.
    fn standing(&self) -> Vec<NavItem> {
        let Some(w) = &self.who else { return vec![] };
        let (t, now) = (self.t, self.app.office.now());
        let law = self.app.office.law();
        let org = &law.organisation;
        let today = domain::calendar::local(now).date();
        let last = |d: &domain::organisation::Delegation| t.date(d.to.yesterday().unwrap_or(d.to));
        let mut out = Vec::new();
        for d in org.delegations.iter().filter(|d| d.from <= today && today < d.to) {
            let used = w.actor.delegation.as_deref() == Some(d.document.as_str()) && d.to_person == w.actor.person;
            let lent = w.actor.delegation.is_none() && d.from_post == w.actor.post;
            let post = || org.post(&d.from_post).map(|p| self.text(&p.name).to_owned()).unwrap_or_default();
            if used {
                let args = args!["post" => post(), "number" => d.document.as_str(), "last" => last(d)];
                out.push(NavItem::new("/delegations", t.f("standing-delegated", args)));
            } else if lent {
                let args =
                    args!["who" => self.person_name(&d.to_person), "number" => d.document.as_str(), "last" => last(d)];
                out.push(NavItem::new("/delegations", t.f("standing-lent", args)));
            }
        }
        if w.actor.kind == PostKind::Administrator {
            self.standing_of_the_system(&w.actor, &mut out);
        }
        if let Some(o) = org.outages_of(&w.actor.unit).find(|o| o.covers(now)) {
            out.push(NavItem::new("/outages", t.f("standing-outage", args!["from" => t.datetime(o.from)])));
        } else if let Some(o) = org.outages_of(&w.actor.unit).filter(|o| o.from > now).min_by_key(|o| o.from) {
            out.push(NavItem::new("/outages", t.f("standing-planned", args!["from" => t.datetime(o.from)])));
        }
        out
    }

    /// What an administrator should look at: the clock, the backups.
    fn standing_of_the_system(&self, actor: &Actor, out: &mut Vec<NavItem>) {
        if let Some(clock) = self.app.office.clock_seen().filter(office::timekeeping::ClockState::is_doubtful) {
            let key = if clock.fault.is_some() { "clock-standing-refused" } else { "clock-standing" };
            out.push(NavItem::new("/admin/system#clock", self.t.s(key)));
        }
        // Where backups are made at all: that none are is told on the page itself.
        let worried = self.app.office.backups(actor, 0).is_ok_and(|b| b.keep.is_some() && !b.worries.is_empty());
        if worried {
            out.push(NavItem::new("/admin/system#backups", self.t.s("backup-standing")));
        }
    }

    /// The outcome of the act before this page: `?done=<act>` names its text.
    fn flash(&self) -> Option<Flash> {
        let query = self.path.split_once('?')?.1;
        let act = query.split('&').find_map(|p| p.strip_prefix("done="))?;
        let key = format!("act-{act}-done");
        self.t.has(&key).then(|| Flash { kind: FlashKind::Success, text: self.t.s(&key) })
    }

    /// Name of a unit; its key when it is unknown.
    pub fn unit_name(&self, id: &domain::id::UnitId) -> String {
        self.app.office.law().organisation.unit(id).map_or_else(|| id.to_string(), |u| self.text(&u.name).to_owned())
    }

    /// Name of a person who serves; what no person did, the program did while the office was set up.
    pub fn person_name(&self, id: &domain::id::PersonId) -> String {
        match self.app.office.law().organisation.person(id) {
            Some(person) => person.name.clone(),
            None if *id == office::setup::the_program().person => self.t.s("actor-program"),
            None => id.to_string(),
        }
    }

    /// Name of a field (lĩnh vực), which the house knows by its Vietnamese name.
    pub fn field_name(&self, field: &str) -> String {
        if !self.english() {
            return field.to_owned();
        }
        let law = self.app.office.law();
        let today = domain::calendar::local(self.app.office.now()).date();
        let mut versions = law.catalogue.values().filter_map(|p| p.shown(today));
        versions.find(|v| v.field.vi == field).map_or_else(|| field.to_owned(), |v| self.text(&v.field).to_owned())
    }

    /// Name of a procedure as it is today; its key when it is unknown.
    pub fn latest_name(&self, key: &domain::id::ProcedureKey) -> String {
        let law = self.app.office.law();
        let today = domain::calendar::local(self.app.office.now()).date();
        let latest = law.catalogue.get(key).and_then(|p| p.shown(today));
        latest.map_or_else(|| key.to_string(), |v| self.text(&v.name).to_owned())
    }

    /// Name of a procedure in the version a dossier keeps.
    pub fn procedure_name(&self, of: &domain::dossier::ProcedureRef) -> String {
        self.app.office.law().version(of).map_or_else(|| of.key.to_string(), |v| self.text(&v.name).to_owned())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Visit>().cloned().expect("the router puts a Visit into every request"))
    }
}

/// A signed-in person at a page. Who is not signed in is sent to the sign-in page and comes back.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The request.
    pub visit: Visit,
    /// Who.
    pub who: SignedIn,
}

impl Staff {
    /// Who acts, through which post.
    pub fn actor(&self) -> &Actor {
        &self.who.actor
    }

    /// The value for the hidden field of forms.
    pub fn csrf(&self) -> &str {
        &self.who.csrf
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let visit = parts.extensions.get::<Visit>().cloned().expect("the router puts a Visit into every request");
        let Some(who) = visit.who.clone() else { return Err(Failure::sign_in()) };
        let path = parts.uri.path();
        if who.must_change && path != "/password" && path != crate::ui::SIGN_OUT_PATH {
            return Err(Failure::change_password());
        }
        Ok(Staff { visit, who })
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts
        .headers
        .get_all(axum::http::header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v)
}

/// Where the request comes from: the peer, or what the proxy in front says.
pub(crate) fn address(parts: &Parts, behind_proxy: bool) -> String {
    if behind_proxy
        && let Some(forwarded) = parts.headers.get("x-forwarded-for").and_then(|v| v.to_str().ok())
        && let Some(last) = forwarded.rsplit(',').next()
    {
        // The last entry is the one our own proxy wrote; those before it anybody can send.
        return last.trim().chars().take(60).collect();
    }
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or_else(String::new, |c| c.0.ip().to_string())
}
