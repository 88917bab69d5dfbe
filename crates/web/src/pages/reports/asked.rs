//! What a report's address asks for: whose, which days, which rows; and the fields that ask it.

use crate::failure::Failure;
use crate::forms::day_of;
use crate::pages::dossier::Asks;
use crate::pages::words;
use crate::ui::{self, Choice, ErrorList, Field};
use crate::visit::Staff;
use domain::calendar::{Date, local};
use domain::id::UnitId;
use domain::report::{Named, Period};
use maud::{Markup, html};
use office::report::{By, Role};
use serde::{Deserialize, Serialize};

/// What the rows of the period report are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rows {
    Unit,
    Field,
    Procedure,
    Person,
}

impl Rows {
    pub const ALL: [Rows; 4] = [Rows::Unit, Rows::Field, Rows::Procedure, Rows::Person];

    /// Rows of dossiers; `None`: rows of people's turns.
    pub const fn by(self) -> Option<By> {
        match self {
            Rows::Unit => Some(By::Unit),
            Rows::Field => Some(By::Field),
            Rows::Procedure => Some(By::Procedure),
            Rows::Person => None,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub unit: UnitId,
    pub role: Role,
    pub rows: Rows,
    pub field: Option<String>,
    pub after: Option<String>,
    /// Word of the period; `days`: from one day to another.
    pub named: String,
    /// Days as they were typed.
    pub from: String,
    pub to: String,
    pub day: String,
    /// The days; the first of the month where those typed are none.
    pub period: Period,
    pub errors: ErrorList,
}

/// Last month: the one named period that does not end today.
const LAST_MONTH: &str = "last-month";
const DAYS: &str = "days";

impl Asked {
    pub fn read(me: &Staff, asks: &Asks) -> Self {
        let t = me.visit.t;
        let get = |name: &str| asks.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
        let today = local(me.visit.app.office.now()).date();
        let role = match get("role") {
            Some("decided") => Role::Decided,
            Some(_) => Role::Received,
            // An agency without a counter of its own decides what others receive.
            None => default_role(me),
        };
        let mut asked = Asked {
            unit: get("unit").and_then(|u| u.parse().ok()).unwrap_or_else(|| me.actor().unit.clone()),
            role,
            rows: get("by").and_then(|b| Rows::ALL.into_iter().find(|r| words::word(r) == b)).unwrap_or(Rows::Unit),
            field: get("field").map(str::to_owned),
            after: get("after").map(str::to_owned),
            named: get("period").unwrap_or("month").to_owned(),
            from: get("from").unwrap_or_default().to_owned(),
            to: get("to").unwrap_or_default().to_owned(),
            day: String::new(),
            period: Period::until(Named::Month, today),
            errors: ErrorList::default(),
        };
        // Days that were typed count, whatever the list above them says.
        if get("period").is_none() && (!asked.from.is_empty() || !asked.to.is_empty()) {
            DAYS.clone_into(&mut asked.named);
        }
        if asked.named == DAYS {
            let (from, to) = (reasonable(&asked.from), reasonable(&asked.to));
            if from.is_none() {
                asked.errors.push("from", t.s("report-from-missing"));
            }
            if to.is_none() {
                asked.errors.push("to", t.s("report-to-missing"));
            }
            if let (Some(from), Some(to)) = (from, to) {
                asked.period = Period { from, to };
                if from > to {
                    asked.errors.push("to", t.s("report-days-turned"));
                } else if from > today {
                    asked.errors.push("from", t.s("report-days-ahead"));
                } else if !asked.period.is_reasonable() {
                    asked.errors.push("from", t.s("report-days-many"));
                }
            }
        } else if asked.named == LAST_MONTH {
            let last = asked.period.from.yesterday().unwrap_or(today);
            asked.period = Period::until(Named::Month, last);
        } else if let Some(named) = Named::ALL.into_iter().find(|n| words::word(n) == asked.named) {
            asked.period = Period::until(named, today);
        } else {
            "month".clone_into(&mut asked.named);
        }
        asked
    }

    /// As [`read`](Self::read), of one day; today unless told.
    pub fn read_day(me: &Staff, asks: &Asks) -> Self {
        let t = me.visit.t;
        let today = local(me.visit.app.office.now()).date();
        let mut asked = Asked::read(
            me,
            &asks.iter().filter(|(k, _)| *k == "unit" || *k == "after").map(|(k, v)| (k.clone(), v.clone())).collect(),
        );
        asked.day =
            asks.get("day").map(|d| d.trim().to_owned()).filter(|d| !d.is_empty()).unwrap_or_else(|| today.to_string());
        asked.period = Period::day(today);
        match reasonable(&asked.day) {
            Some(day) => asked.period = Period::day(day),
            None => asked.errors.push("day", t.s("intake-day-malformed")),
        }
        asked
    }

    /// The same from another place on, or as a file.
    pub fn query(&self, after: Option<&str>) -> String {
        let mut pairs = Vec::new();
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                pairs.push(format!("{name}={}", ui::percent_encode(value)));
            }
        };
        put("unit", self.unit.as_str());
        if self.day.is_empty() {
            put("role", &words::word(&self.role));
            put("by", &words::word(&self.rows));
            put("field", self.field.as_deref().unwrap_or_default());
            put("period", &self.named);
            if self.named == DAYS {
                put("from", &self.from);
                put("to", &self.to);
            }
        } else {
            put("day", &self.day);
        }
        put("after", after.unwrap_or_default());
        pairs.join("&")
    }

    /// Refuses a file of days that are none.
    pub fn checked(&self) -> Result<(), Failure> {
        if self.errors.is_empty() { Ok(()) } else { Err(Failure::malformed()) }
    }

    /// The choice of a unit within reach; nothing where there is only one.
    pub fn unit_field(&self, me: &Staff) -> Markup {
        let law = me.visit.app.office.law();
        let units = law.organisation.subtree(&me.actor().unit);
        let choices: Vec<Choice> =
            units.iter().map(|u| Choice::new(u.id.as_str(), me.visit.text(&u.name).to_owned())).collect();
        html! { @if choices.len() > 1 {
            (ui::select(me.visit.t, Field::new("unit", me.visit.t.s("report-unit")).value(self.unit.as_str()), &choices))
        } }
    }

    /// The choice of a period.
    pub fn period_fields(&self, me: &Staff) -> Markup {
        let t = me.visit.t;
        let mut choices: Vec<Choice> =
            Named::ALL.iter().map(|n| Choice::new(words::word(n), words::of(t, "period", n))).collect();
        choices.insert(3, Choice::new(LAST_MONTH, t.s("period-last-month")));
        choices.push(Choice::new(DAYS, t.s("period-days")));
        let day = |name: &str, key: &str, value: &str| {
            ui::day_input(t, Field::new(name, t.s(key)).value(value).error(self.errors.of(name)))
        };
        html! {
            (ui::select(t, Field::new("period", t.s("report-period")).value(self.named.as_str()), &choices))
            div.motcua-filter__pair {
                (day("from", "report-from", &self.from))
                (day("to", "report-to", &self.to))
            }
        }
    }

    /// The days in words.
    pub fn days(&self, me: &Staff) -> String {
        days(me, self.period)
    }
}

/// A day as it was typed, of this time.
fn reasonable(typed: &str) -> Option<Date> {
    day_of(typed).filter(|d| (2000..=2200).contains(&d.year()))
}

/// Days in words: one, or from one to another.
pub(super) fn days(me: &Staff, period: Period) -> String {
    let t = me.visit.t;
    if period.from == period.to {
        t.f("report-on-day", crate::args!["day" => t.date(period.from)])
    } else {
        t.f("report-on-days", crate::args!["from" => t.date(period.from), "to" => t.date(period.to)])
    }
}

/// Received, unless the unit has no counter of its own.
fn default_role(me: &Staff) -> Role {
    let law = me.visit.app.office.law();
    let counter = law.organisation.subtree(&me.actor().unit).iter().any(|u| u.one_stop.is_some());
    if counter { Role::Received } else { Role::Decided }
}
