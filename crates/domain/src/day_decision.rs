//! Decisions on days (quyết định về ngày nghỉ, ngày làm bù): a holiday break, a swap, a day that closes
//! early. Each has a document, and the later one holds where two speak of one day.

use crate::id::PersonId;
use crate::law::{Refusal, Rule};
use calendar::{Calendar, CalendarError, Date, DayException, DayKind, DayStatus, DayWork, Timestamp};
use serde::{Deserialize, Serialize};

/// What a decision makes of a day. In JSON `"off"`, `"on"`, `"ordinary"`, or `{"hours": ["07:30-11:30"]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayBecomes {
    /// Nobody works (ngày nghỉ).
    Off,
    /// A rest day, or a day off until now, that is worked in the hours of an ordinary day (ngày làm bù).
    On,
    /// Worked in hours of its own.
    Hours(Vec<calendar::Shift>),
    /// What its weekday says: an earlier decision on it no longer holds.
    Ordinary,
}

/// A day in a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayChange {
    /// Which, in Viet Nam.
    pub date: Date,
    /// What becomes of it.
    pub becomes: DayBecomes,
    /// The name shown to people: `Nghỉ hoán đổi (thay cho ngày 22/08/2026)`.
    pub name: String,
}

/// A decision on days, as it is asked for and as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayOrder {
    /// The document: `8726/VPCP-KGVX ngày 12/12/2025`.
    pub document: String,
    /// When it was announced.
    pub announced: Date,
    /// Whether the document is in hand and was read; else it was heard of, and is to be confirmed.
    pub enacted: bool,
    /// With it all days off of this year are decided (none: it decides the days it names alone).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole_year: Option<i16>,
    /// The days.
    pub days: Vec<DayChange>,
}

/// What happened, in the stream `calendar`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum DayEvent {
    /// A decision was entered.
    DaysDecided {
        /// The decision.
        order: DayOrder,
    },
}

/// A decision that was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayDecision {
    /// The decision.
    pub order: DayOrder,
    /// When it was entered: from then on it counts.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
}

/// All decisions, in the order of their entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayDecisions {
    /// The decisions.
    pub all: Vec<DayDecision>,
}

/// The longest document and name, in characters.
const LONGEST: usize = 200;
/// More days than any break has: what is longer was mistyped.
const MOST_DAYS: usize = 60;
/// Years that a decision may speak of.
const YEARS: std::ops::RangeInclusive<i16> = 2010..=2100;

fn text(value: &str, field: &str) -> Result<String, Refusal> {
    let value = value.trim();
    if value.is_empty() {
        return Err(Refusal::new(Rule::FieldRequired).field(field));
    }
    if value.chars().count() > LONGEST || value.chars().any(char::is_control) {
        return Err(Refusal::new(Rule::FieldMalformed).field(field));
    }
    Ok(value.to_owned())
}

/// Decides on a decision on days. `calendar` has the standard office hours and all that was decided
/// before; `today` is the server's local date.
///
/// A day that is over may be confirmed by its document, never changed: what was counted with it stands.
pub fn decide(calendar: &Calendar, mut order: DayOrder, today: Date) -> Result<Vec<DayEvent>, Refusal> {
    order.document = text(&order.document, "document")?;
    if order.announced > today {
        return Err(Refusal::new(Rule::ServerClock).field("announced"));
    }
    if order.days.is_empty() {
        return Err(Refusal::new(Rule::FieldRequired).field("days"));
    }
    if order.days.len() > MOST_DAYS {
        return Err(Refusal::new(Rule::FieldMalformed).field("days"));
    }
    order.days.sort_by_key(|d| d.date);
    let mut last = None;
    for (n, day) in order.days.iter_mut().enumerate() {
        let field = format!("days.{n}");
        let refuse = |rule| Refusal::new(rule).field(field.clone()).detail(day.date.to_string());
        if last == Some(day.date) {
            return Err(refuse(Rule::DayTwice));
        }
        last = Some(day.date);
        if !YEARS.contains(&day.date.year()) {
            return Err(refuse(Rule::FieldMalformed));
        }
        day.name = text(&day.name, &field).map_err(|r| r.detail(day.date.to_string()))?;
        let refuse = |rule| Refusal::new(rule).field(field.clone()).detail(day.date.to_string());
        let now = work_of(calendar, day.date);
        if day.date < today && Some(&day.becomes) != now.as_ref() {
            return Err(refuse(Rule::DayIsOver));
        }
        let changes_nothing = match (&day.becomes, &now) {
            (DayBecomes::Ordinary, None) => true,
            // A working day is worked already.
            (DayBecomes::On, None) => calendar.is_working_day(day.date),
            _ => false,
        };
        if changes_nothing {
            return Err(refuse(Rule::DayAlreadySo));
        }
    }
    if let Some(year) = order.whole_year
        && (!YEARS.contains(&year) || year != calendar.known_until().year() + 1)
    {
        return Err(Refusal::new(Rule::YearDecided).field("whole_year"));
    }
    // Hours that overlap, or end before they begin.
    let changes = order.days.iter().map(|d| (d.date, exception(&order, d)));
    if let Err(e) = calendar.amended(changes, None) {
        return Err(match e {
            CalendarError::OutOfRange(_) => Refusal::new(Rule::FieldMalformed),
            other => Refusal::new(Rule::HoursFaulty).detail(other.to_string()),
        }
        .field("days"));
    }
    Ok(vec![DayEvent::DaysDecided { order }])
}

/// What a day is, in the words of a decision; none: what its weekday says.
fn work_of(calendar: &Calendar, date: Date) -> Option<DayBecomes> {
    match calendar.day(date) {
        DayKind::Working { .. } | DayKind::Rest => None,
        DayKind::Off(_) => Some(DayBecomes::Off),
        DayKind::WorkedRestDay(_) => Some(DayBecomes::On),
        DayKind::OwnHours(day) => Some(match &day.work {
            DayWork::Hours(shifts) => DayBecomes::Hours(shifts.clone()),
            DayWork::On => DayBecomes::On,
            DayWork::Off => DayBecomes::Off,
        }),
    }
}

fn exception(order: &DayOrder, day: &DayChange) -> Option<DayException> {
    let (work, kind) = match &day.becomes {
        DayBecomes::Ordinary => return None,
        DayBecomes::Off => (DayWork::Off, "decided day off"),
        DayBecomes::On => (DayWork::On, "decided working day"),
        DayBecomes::Hours(shifts) => (DayWork::Hours(shifts.clone()), "decided hours"),
    };
    Some(DayException {
        date: day.date,
        work,
        kind: kind.into(),
        name_vi: day.name.clone(),
        citation: Some(order.document.clone()),
        status: if order.enacted { DayStatus::Enacted } else { DayStatus::Announced },
        known_since: Some(order.announced),
    })
}

/// Folds one event into the state.
pub fn apply(state: &mut DayDecisions, event: &DayEvent, at: Timestamp, by: &PersonId) {
    let DayEvent::DaysDecided { order } = event;
    state.all.push(DayDecision { order: order.clone(), at, by: by.clone() });
}

impl DayDecisions {
    /// A calendar with all decisions on top of its days.
    pub fn on(&self, listed: &Calendar) -> Calendar {
        merged(listed, self.all.iter())
    }

    /// The same as it was counted with at a moment: without what was entered later.
    pub fn as_of(&self, listed: &Calendar, at: Timestamp) -> Calendar {
        merged(listed, self.all.iter().filter(|d| d.at <= at))
    }

    /// Whether anything was entered after a moment.
    pub fn any_after(&self, at: Timestamp) -> bool {
        self.all.iter().any(|d| d.at > at)
    }

    /// Decisions that speak of days of a year, the latest first.
    pub fn of_year(&self, year: i16) -> impl Iterator<Item = &DayDecision> {
        self.all.iter().rev().filter(move |d| d.order.days.iter().any(|day| day.date.year() == year))
    }
}

fn merged<'a>(listed: &Calendar, decisions: impl Iterator<Item = &'a DayDecision>) -> Calendar {
    let mut changes = Vec::new();
    let mut until = None;
    for d in decisions {
        changes.extend(d.order.days.iter().map(|day| (day.date, exception(&d.order, day))));
        until = until.max(d.order.whole_year.map(|year| Date::constant(year, 12, 31)));
    }
    if changes.is_empty() && until.is_none() {
        return listed.clone();
    }
    // `decide` tried each of them.
    listed.amended(changes, until).unwrap_or_else(|_| listed.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::{Limit, OfficeHours, instant};

    const TODAY: Date = Date::constant(2026, 12, 1);

    fn listed() -> Calendar {
        let days = Calendar::days_from_csv(include_str!("../../../data/calendar/days-2010-2026.csv")).expect("a list");
        Calendar::new(OfficeHours::standard(), days).expect("each day once")
    }

    fn order(days: &[(&str, DayBecomes)]) -> DayOrder {
        DayOrder {
            document: "99/TB-VPCP".into(),
            announced: Date::constant(2026, 11, 30),
            enacted: true,
            whole_year: None,
            days: days
                .iter()
                .map(|(date, becomes)| DayChange {
                    date: date.parse().expect("a date"),
                    becomes: becomes.clone(),
                    name: "Nghỉ".into(),
                })
                .collect(),
        }
    }

    fn after(orders: &[DayOrder]) -> DayDecisions {
        let by = PersonId::parse("quan-tri").expect("a key");
        let mut state = DayDecisions::default();
        for (n, order) in orders.iter().enumerate() {
            let at = instant(TODAY.at(8, i8::try_from(n).expect("few"), 0, 0));
            for e in decide(&state.on(&listed()), order.clone(), TODAY).expect("allowed") {
                apply(&mut state, &e, at, &by);
            }
        }
        state
    }

    #[test]
    fn the_later_decision_holds_and_a_day_can_become_ordinary_again() {
        let first = order(&[("2026-12-04", DayBecomes::Off), ("2026-12-05", DayBecomes::On)]);
        let second = order(&[("2026-12-04", DayBecomes::Ordinary)]);
        let state = after(&[first.clone(), second]);
        let calendar = state.on(&listed());
        assert!(calendar.is_working_day(Date::constant(2026, 12, 4)));
        assert!(calendar.is_working_day(Date::constant(2026, 12, 5)));
        let then = state.as_of(&listed(), state.all[0].at);
        assert!(!then.is_working_day(Date::constant(2026, 12, 4)));
        assert!(state.any_after(state.all[0].at) && !state.any_after(state.all[1].at));
    }

    #[test]
    fn one_day_decided_in_a_year_leaves_the_rest_of_it_open() {
        let one = after(&[order(&[("2027-03-05", DayBecomes::Off)])]).on(&listed());
        assert_eq!(one.known_until(), Date::constant(2026, 12, 31));
        let from = instant(Date::constant(2027, 3, 1).at(9, 0, 0, 0));
        assert!(one.due(from, Limit::WorkingDays(10)).undecided);
        let tet = DayOrder { whole_year: Some(2027), ..order(&[("2027-02-05", DayBecomes::Off)]) };
        let whole = after(&[tet]).on(&listed());
        assert_eq!(whole.known_until(), Date::constant(2027, 12, 31));
        assert!(!whole.due(from, Limit::WorkingDays(10)).undecided);
        // The days that the Labour Code fixes stay, whoever decided the rest.
        assert!(!whole.is_working_day(Date::constant(2027, 4, 30)));
    }

    #[test]
    fn a_day_that_is_over_is_confirmed_never_changed() {
        let rule = |order| decide(&listed(), order, TODAY).expect_err("refused").rule;
        assert_eq!(rule(order(&[("2026-11-30", DayBecomes::Off)])), Rule::DayIsOver);
        // 24 November 2026 is in the list.
        assert!(decide(&listed(), order(&[("2026-11-24", DayBecomes::Off)]), TODAY).is_ok());
        assert_eq!(rule(order(&[("2026-11-24", DayBecomes::Ordinary)])), Rule::DayIsOver);
    }

    #[test]
    fn what_says_nothing_or_twice_or_without_a_document_is_refused() {
        let rule = |order| decide(&listed(), order, TODAY).expect_err("refused").rule;
        assert_eq!(rule(order(&[("2026-12-04", DayBecomes::On)])), Rule::DayAlreadySo);
        assert_eq!(rule(order(&[("2026-12-04", DayBecomes::Ordinary)])), Rule::DayAlreadySo);
        assert_eq!(rule(order(&[("2026-12-04", DayBecomes::Off), ("2026-12-04", DayBecomes::Off)])), Rule::DayTwice);
        assert_eq!(rule(order(&[])), Rule::FieldRequired);
        assert_eq!(
            rule(DayOrder { document: " ".into(), ..order(&[("2026-12-04", DayBecomes::Off)]) }),
            Rule::FieldRequired
        );
        let ahead = DayOrder { announced: Date::constant(2026, 12, 2), ..order(&[("2026-12-04", DayBecomes::Off)]) };
        assert_eq!(rule(ahead), Rule::ServerClock);
        let hours =
            DayBecomes::Hours(vec!["07:30-11:30".parse().expect("hours"), "10:00-12:00".parse().expect("hours")]);
        assert_eq!(rule(order(&[("2026-12-04", hours)])), Rule::HoursFaulty);
        let late = DayOrder { whole_year: Some(2029), ..order(&[("2026-12-04", DayBecomes::Off)]) };
        assert_eq!(rule(late), Rule::YearDecided);
    }
}
