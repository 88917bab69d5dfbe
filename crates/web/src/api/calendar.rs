//! Days off and worked days: a year, decisions on days, and how a deadline was counted.

use super::body::{Body, Sent};
use super::call::{Asked, Call, Caller, Id, InPath};
use super::name::{LimitSaid, Moment, Named, word};
use super::problem::Problem;
use crate::pages::calendar::YEARS;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::calendar::{BreakName, Calendar, CountedDay, Date, DayException, DayWork, LunarDate, NamedDay, Shift, Why};
use domain::day_decision::{DayBecomes, DayChange, DayDecision, DayOrder};
use domain::dossier::{Counting, counting};
use domain::id::{DossierId, UnitId};
use domain::law::{Refusal, Rule};
use office::recount::Recounted;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// A day that is not what its weekday says.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DayShape {
    /// The day.
    #[schema(format = Date)]
    pub date: String,
    /// `off`, `on` (a rest day that is worked) or `hours` (worked in hours of its own).
    pub work: String,
    /// The hours of its own: `07:30-11:30`.
    pub hours: Vec<String>,
    /// Name.
    pub name: String,
    /// The lunar date, `day/month` with `+` for a leap month.
    pub lunar: Option<String>,
    /// `computed`, `announced` or `enacted`.
    pub status: String,
    /// The document that decides it; none: not confirmed.
    pub source: Option<String>,
}

/// A break that nobody has decided yet.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BreakShape {
    /// `tet` or `national_day`.
    pub name: String,
    /// It lies from this day on.
    #[schema(format = Date)]
    pub from: String,
    /// Until this one, included.
    #[schema(format = Date)]
    pub to: String,
}

impl BreakShape {
    fn all(calendar: &Calendar, from: Date, to: Date) -> Vec<BreakShape> {
        let open = calendar.undecided_breaks(from, to);
        open.iter()
            .map(|b| BreakShape {
                name: match b.name {
                    BreakName::Tet => "tet",
                    BreakName::NationalDay => "national_day",
                }
                .to_owned(),
                from: b.from.to_string(),
                to: b.to.to_string(),
            })
            .collect()
    }
}

/// The days of a year that are not what their weekday says.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct YearShape {
    /// The year.
    pub year: i16,
    /// Whether all its days off are decided.
    pub decided: bool,
    /// The days, in order.
    pub days: Vec<DayShape>,
    /// Breaks that are still open.
    pub undecided_breaks: Vec<BreakShape>,
}

/// A year with a picture.
pub struct Year(i16);

impl FromStr for Year {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let year: i16 = text.parse().map_err(|_| ())?;
        if YEARS.contains(&year) && text.len() == 4 { Ok(Year(year)) } else { Err(()) }
    }
}

/// By whose office hours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearAsked {
    unit: Option<UnitId>,
}

fn day(day: &DayException) -> DayShape {
    let (work, hours) = match &day.work {
        DayWork::Off => ("off", vec![]),
        DayWork::On => ("on", vec![]),
        DayWork::Hours(shifts) => ("hours", shifts.iter().map(ToString::to_string).collect()),
    };
    let lunar = LunarDate::of(day.date).ok();
    DayShape {
        date: day.date.to_string(),
        work: work.to_owned(),
        hours,
        name: day.name_vi.clone(),
        lunar: lunar.map(|l| format!("{}/{}{}", l.day, l.month, if l.leap { "+" } else { "" })),
        status: word(&day.status),
        source: day.citation.clone(),
    }
}

/// A year.
pub async fn year(
    call: Call,
    InPath(Year(year)): InPath<Year>,
    Asked(asked): Asked<YearAsked>,
) -> Result<Json<YearShape>, Problem> {
    let law = call.office().law();
    if asked.unit.as_ref().is_some_and(|unit| law.organisation.unit(unit).is_none()) {
        return Err(Problem::no_such_path());
    }
    let calendar = asked.unit.as_ref().map_or(&law.calendar, |unit| law.calendar_of(unit));
    let first = Date::constant(year, 1, 1);
    let last = first.last_of_year();
    Ok(Json(YearShape {
        year,
        decided: last <= calendar.known_until(),
        days: calendar.exceptions(first, last).map(day).collect(),
        undecided_breaks: BreakShape::all(calendar, first, last),
    }))
}

/// A day of the count.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CountedShape {
    /// The day.
    #[schema(format = Date)]
    pub date: String,
    /// Which day of the limit it is; minutes for limits in hours; none: it does not count.
    pub counted: Option<i64>,
    /// `day_of_event`, `after_cutoff`, `working_day`, `worked_rest_day`, `own_hours`, `weekly_rest`, `day_off`
    /// or `end_moves_here`.
    pub why: String,
    /// Name of the day off or worked day.
    pub name: Option<String>,
    /// The article, or the document that decides the day.
    pub source: Option<String>,
    /// The article is known from memory and to be confirmed.
    pub from_memory: bool,
}

/// How a deadline was counted, day by day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DeadlineShape {
    /// The clock ran from here: receipt, or the arrival of the supplement.
    pub from: Moment,
    /// The limit.
    pub limit: LimitSaid,
    /// The date promised by law.
    pub promised: Moment,
    /// The date that holds: the promised one, or the one new date after an apology.
    pub due: Option<Moment>,
    /// What the count gives: other than `promised` only where that date was missed, or given elsewhere.
    pub counted: Moment,
    /// It was counted as days were known at this moment.
    pub counted_at: Moment,
    /// It reaches past the last decided days off.
    pub undecided: bool,
    /// Breaks that may still move it.
    pub undecided_breaks: Vec<BreakShape>,
    /// Each day from the event to the end.
    pub days: Vec<CountedShape>,
    /// Dates that held before, oldest first.
    pub moved: Vec<MovedShape>,
}

/// A date that was counted again.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MovedShape {
    /// When.
    pub at: Moment,
    /// The date until then.
    pub before: Moment,
    /// The date from then on.
    pub due: Moment,
    /// `days`, `hours` or `organisation`.
    pub by: String,
    /// The document behind it.
    pub document: Option<String>,
}

fn counted(day: &CountedDay) -> CountedShape {
    let (why, named): (&str, Option<&NamedDay>) = match &day.why {
        Why::DayOfEvent => ("day_of_event", None),
        Why::AfterCutoff => ("after_cutoff", None),
        Why::WorkingDay => ("working_day", None),
        Why::WorkedRestDay(d) => ("worked_rest_day", Some(d)),
        Why::OwnHours(d) => ("own_hours", Some(d)),
        Why::WeeklyRest => ("weekly_rest", None),
        Why::DayOff(d) => ("day_off", Some(d)),
        Why::EndMovesHere => ("end_moves_here", None),
    };
    let article = day.why.article();
    CountedShape {
        date: day.date.to_string(),
        counted: day.counted.map(i64::from),
        why: why.to_owned(),
        name: named.map(|d| d.name_vi.clone()),
        source: article.as_ref().map(|a| a.text.to_owned()).or_else(|| named.and_then(|d| d.citation.clone())),
        from_memory: article.is_some_and(|a| a.from_memory),
    }
}

/// How the deadline of a dossier was counted.
pub async fn deadline(caller: Caller, InPath(Id(id)): InPath<Id<DossierId>>) -> Result<Json<DeadlineShape>, Problem> {
    let d = caller.office().dossier(caller.actor(), id).await?.dossier;
    let law = caller.office().law();
    let Some(Counting { from, limit, at, calendar, due, promised }) = counting(&law, &d) else {
        return Err(office::Error::NotFound { what: "deadline" }.into());
    };
    let local = |at| domain::calendar::local(at).date();
    Ok(Json(DeadlineShape {
        from: from.into(),
        limit: limit.into(),
        promised: promised.into(),
        due: d.due.map(Into::into),
        counted: due.at.into(),
        counted_at: at.into(),
        undecided: due.undecided,
        undecided_breaks: if due.undecided { BreakShape::all(&calendar, local(from), local(due.at)) } else { vec![] },
        days: calendar.explain(from, limit).iter().map(counted).collect(),
        moved: d
            .moved
            .iter()
            .map(|m| MovedShape {
                at: m.at.into(),
                before: m.before.into(),
                due: m.due.into(),
                by: serde_json::to_value(&m.by)
                    .ok()
                    .and_then(|v| v["moved_by"].as_str().map(str::to_owned))
                    .unwrap_or_default(),
                document: m.by.document().map(str::to_owned),
            })
            .collect(),
    }))
}

/// A day in a decision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayAsked {
    /// The day.
    #[schema(format = Date, pattern = "^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}$")]
    pub date: String,
    /// `off`, `on` (a rest day, or a day off until now, that is worked), `hours` (worked in hours of its own) or
    /// `ordinary` (what its weekday says: an earlier decision no longer holds).
    #[schema(pattern = "^(off|on|hours|ordinary)$")]
    pub becomes: String,
    /// For `hours`: the shifts.
    #[serde(default)]
    pub hours: Vec<String>,
    /// The name shown to people.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
}

/// A decision on days off and worked days, from its document.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayDecisionAsked {
    /// Number and date of the document.
    #[schema(min_length = 1, max_length = 200)]
    pub document: String,
    /// When it was announced; not after today.
    #[schema(format = Date, pattern = "^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}$")]
    pub announced: String,
    /// The document is in hand; false: heard of, to be confirmed.
    pub enacted: bool,
    /// With it all days off of this year are decided.
    #[serde(default)]
    pub whole_year: Option<i16>,
    /// The days.
    #[schema(min_items = 1, max_items = 60)]
    pub days: Vec<DayAsked>,
    /// Only say what would move.
    #[serde(default)]
    pub dry_run: bool,
}

impl Sent for DayDecisionAsked {
    const IS_ACT: bool = false;
}

/// A decision that was entered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DayDecisionShape {
    /// Number and date of the document.
    pub document: String,
    /// When it was announced.
    #[schema(format = Date)]
    pub announced: String,
    /// Whether the document was in hand.
    pub enacted: bool,
    /// The year that it decides whole.
    pub whole_year: Option<i16>,
    /// The days.
    pub days: Vec<DayAsked>,
    /// When it was entered.
    pub entered: Moment,
    /// By whom.
    pub by: Named,
}

/// All decisions.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DayDecisionsShape {
    /// In the order of their entry.
    pub items: Vec<DayDecisionShape>,
}

/// A dossier whose dates moved.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RecountedShape {
    /// The dossier.
    #[schema(format = "uuid")]
    pub id: String,
    /// Its code.
    pub code: Option<String>,
    /// In whose hands it is; none: nobody's in the unit yet.
    pub holder: Option<Named>,
    /// The unit that works on it.
    pub unit: Named,
    /// The date until now.
    pub before: Option<Moment>,
    /// The date from now on; the same where only the step's moves.
    pub due: Option<Moment>,
}

/// What a decision moves.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DaysDecided {
    /// It was entered; false: it was only looked at.
    pub entered: bool,
    /// Dossiers whose dates move, soonest first.
    pub moved: Vec<RecountedShape>,
}

fn date_of(text: &str, field: &str) -> Result<Date, Problem> {
    text.parse().map_err(|_| Refusal::new(Rule::FieldMalformed).field(field).into())
}

fn order_of(asked: &DayDecisionAsked) -> Result<DayOrder, Problem> {
    let mut days = Vec::new();
    for (n, day) in asked.days.iter().enumerate() {
        let hours: Result<Vec<Shift>, _> = day.hours.iter().map(|h| h.parse()).collect();
        let field = format!("days.{n}");
        let becomes = match (day.becomes.as_str(), hours) {
            ("off", _) => DayBecomes::Off,
            ("on", _) => DayBecomes::On,
            ("ordinary", _) => DayBecomes::Ordinary,
            ("hours", Ok(shifts)) => DayBecomes::Hours(shifts),
            _ => return Err(Refusal::new(Rule::HoursFaulty).field(field).into()),
        };
        days.push(DayChange { date: date_of(&day.date, &field)?, becomes, name: day.name.clone() });
    }
    Ok(DayOrder {
        document: asked.document.clone(),
        announced: date_of(&asked.announced, "announced")?,
        enacted: asked.enacted,
        whole_year: asked.whole_year,
        days,
    })
}

fn decision(call: &Call, d: &DayDecision) -> DayDecisionShape {
    let said = |day: &DayChange| {
        let (becomes, hours) = match &day.becomes {
            DayBecomes::Off => ("off", vec![]),
            DayBecomes::On => ("on", vec![]),
            DayBecomes::Ordinary => ("ordinary", vec![]),
            DayBecomes::Hours(shifts) => ("hours", shifts.iter().map(ToString::to_string).collect()),
        };
        DayAsked { date: day.date.to_string(), becomes: becomes.into(), hours, name: day.name.clone() }
    };
    DayDecisionShape {
        document: d.order.document.clone(),
        announced: d.order.announced.to_string(),
        enacted: d.order.enacted,
        whole_year: d.order.whole_year,
        days: d.order.days.iter().map(said).collect(),
        entered: d.at.into(),
        by: call.person(&d.by),
    }
}

/// All decisions on days.
pub async fn decisions(caller: Caller) -> Json<DayDecisionsShape> {
    let law = caller.office().law();
    Json(DayDecisionsShape { items: law.days.all.iter().map(|d| decision(&caller.call, d)).collect() })
}

/// Enters a decision on days, or says what it would move.
pub async fn decide(caller: Caller, Body(asked): Body<DayDecisionAsked>) -> Result<Response, Problem> {
    let order = order_of(&asked)?;
    let office = caller.office();
    let moved = if asked.dry_run {
        office.foresee_days(caller.actor(), order).await?.1
    } else {
        office.decide_days(caller.actor(), order).await?
    };
    let shape = |m: &Recounted| RecountedShape {
        id: m.id.to_string(),
        code: m.code.as_ref().map(ToString::to_string),
        holder: m.holder.as_ref().map(|p| caller.call.person(p)),
        unit: caller.call.unit(&m.unit),
        before: m.before.map(Into::into),
        due: m.due.map(Into::into),
    };
    let body = DaysDecided { entered: !asked.dry_run, moved: moved.iter().map(shape).collect() };
    let status = if asked.dry_run { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(body)).into_response())
}
