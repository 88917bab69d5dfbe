//! The calendar of a unit: its office hours over the days that are off or worked.

use std::{fmt, sync::Arc};

use jiff::{
    Timestamp,
    civil::{Date, Time},
};

use crate::{
    days::{self, DayException, DayWork, Days},
    error::CalendarError,
    hours::Shift,
    moment::{Moment, date_of, day_number},
    statutory::{self, UndecidedBreak},
    table::Table,
    timetable::Timetable,
    working_time::WorkingTime,
};

/// What a day is for the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// An ordinary working day.
    Working {
        /// When the office is open, in order of time.
        shifts: &'a [Shift],
    },
    /// A weekly rest day (ngày nghỉ hằng tuần).
    Rest,
    /// A day off, also where it falls on a weekly rest day.
    Off(&'a DayException),
    /// A rest day that is worked (ngày làm bù); its hours are those of [`Calendar::shifts`].
    WorkedRestDay(&'a DayException),
    /// A day worked in hours of its own.
    OwnHours(&'a DayException),
}

/// The calendar of a unit. Cheap to clone.
///
/// Working time is counted from prefix sums over every day from 2010 to the last day that is
/// listed or computed; outside them only the week's pattern is known.
///
/// From the year after the last decided one to 2100, the holidays of the Labour Code are added as
/// [`Computed`](crate::DayStatus::Computed): 1 January, 30 April, 1 May, 2 September, 24 November
/// and Hùng Kings' day with their substitutes, and the lunar New Year's day itself. The rest of the
/// Tết break, the second day of National Day and swaps are decided year by year: a
/// [`Due`](crate::Due) that reaches these years is `undecided`, and
/// [`Calendar::undecided_breaks`] says what is open.
#[derive(Clone)]
pub struct Calendar(Arc<Inner>);

struct Inner {
    hours: Timetable,
    days: Arc<Days>,
    table: Table,
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Twenty thousand days say nothing to a reader of a log.
        f.debug_struct("Calendar")
            .field("hours", &self.0.hours)
            .field("known_until", &self.known_until())
            .finish_non_exhaustive()
    }
}

impl Calendar {
    /// A calendar from a unit's office hours and the days that are off or worked. A day listed
    /// twice is refused.
    pub fn new(
        hours: impl Into<Timetable>,
        days: impl IntoIterator<Item = DayException>,
    ) -> Result<Calendar, CalendarError> {
        Ok(Calendar::build(hours.into(), Arc::new(Days::new(days)?)))
    }

    fn build(hours: Timetable, days: Arc<Days>) -> Calendar {
        let table = Table::new(&hours, &days);
        Calendar(Arc::new(Inner { hours, days, table }))
    }

    /// Reads a list of days with the columns `date,work,kind,name_vi`, where `work` is `off` or
    /// `on`. Every day is taken as announced, without a citation.
    ///
    /// ```
    /// use calendar::Calendar;
    /// let days = Calendar::days_from_csv("date,work,kind,name_vi\n2026-09-02,off,statutory holiday,Quốc khánh\n")?;
    /// assert_eq!(days[0].name_vi, "Quốc khánh");
    /// let error = Calendar::days_from_csv("date,work,kind,name_vi\n2/9/2026,off,a,b\n").unwrap_err();
    /// assert_eq!(error.to_string(), "list of days, line 2: expected a date like 2026-08-22, found \"2/9/2026\"");
    /// # Ok::<(), calendar::CalendarError>(())
    /// ```
    pub fn days_from_csv(text: &str) -> Result<Vec<DayException>, CalendarError> {
        days::from_csv(text)
    }

    /// The same days with another unit's office hours.
    ///
    /// ```
    /// # use calendar::{Calendar, OfficeHours};
    /// let district = Calendar::new(OfficeHours::standard(), [])?;
    /// let saturdays: OfficeHours = serde_json::from_str(r#"{"saturday": ["07:30-11:30"]}"#).unwrap();
    /// let centre = district.with_hours(saturdays);
    /// assert!(centre.is_working_day(jiff::civil::date(2026, 8, 15)));
    /// # Ok::<(), calendar::CalendarError>(())
    /// ```
    #[must_use]
    pub fn with_hours(&self, hours: impl Into<Timetable>) -> Calendar {
        Calendar::build(hours.into(), Arc::clone(&self.0.days))
    }

    /// The same office hours with other days.
    ///
    /// Refused: a day listed twice.
    pub fn with_days(&self, days: impl IntoIterator<Item = DayException>) -> Result<Calendar, CalendarError> {
        Calendar::new(self.0.hours.clone(), days)
    }

    /// The same office hours with some days decided otherwise: each takes the place of what was there,
    /// `None` makes it what its weekday says. `decided_until`: the last day up to which all days off
    /// are decided by now, if these decisions say so; a single day decided in a year leaves the rest of
    /// that year open.
    ///
    /// Refused: days of own hours that are no hours, years outside 1900 to 2200.
    ///
    /// ```
    /// # use calendar::{Calendar, OfficeHours};
    /// # use jiff::civil::date;
    /// let listed = Calendar::days_from_csv("date,work,kind,name_vi\n2026-09-02,off,holiday,Quốc khánh\n")?;
    /// let calendar = Calendar::new(OfficeHours::standard(), listed)?;
    /// let without = calendar.amended([(date(2026, 9, 2), None)], None)?;
    /// assert!(!calendar.is_working_day(date(2026, 9, 2)) && without.is_working_day(date(2026, 9, 2)));
    /// # Ok::<(), calendar::CalendarError>(())
    /// ```
    pub fn amended(
        &self,
        changes: impl IntoIterator<Item = (Date, Option<DayException>)>,
        decided_until: Option<Date>,
    ) -> Result<Calendar, CalendarError> {
        let days = self.0.days.amended(changes, decided_until)?;
        Ok(Calendar::build(self.0.hours.clone(), Arc::new(days)))
    }

    /// The office hours over time.
    pub fn hours(&self) -> &Timetable {
        &self.0.hours
    }

    /// The days of a span that are not what their weekday says, in order: listed ones and computed ones.
    pub fn exceptions(&self, from: Date, to: Date) -> impl Iterator<Item = &DayException> {
        self.0.days.between(from, to)
    }

    /// Breaks whose days nobody has decided yet, from one day to another, both included.
    pub fn undecided_breaks(&self, from: Date, to: Date) -> Vec<UndecidedBreak> {
        statutory::undecided(self.known_until(), from, to)
    }

    /// The last date for which the days off are decided: the end of the last year with a decided
    /// day. A calendar without any knows nothing: [`Date::MIN`].
    pub fn known_until(&self) -> Date {
        self.0.days.known().map_or(Date::MIN, |(_, until)| until)
    }

    /// The first date for which the days off are known: the start of the first year with a
    /// decided day; [`Date::MAX`] without any.
    pub fn known_from(&self) -> Date {
        self.0.days.known().map_or(Date::MAX, |(from, _)| from)
    }

    /// What a day is for this office.
    ///
    /// ```
    /// # use calendar::{Calendar, DayKind, OfficeHours};
    /// # use jiff::civil::date;
    /// let calendar = Calendar::new(OfficeHours::standard(), [])?;
    /// assert_eq!(calendar.day(date(2026, 8, 15)), DayKind::Rest);
    /// assert!(matches!(calendar.day(date(2026, 8, 14)), DayKind::Working { shifts } if shifts.len() == 2));
    /// # Ok::<(), calendar::CalendarError>(())
    /// ```
    pub fn day(&self, date: Date) -> DayKind<'_> {
        match self.0.days.get(date) {
            Some(exception) => match exception.work {
                DayWork::Off => DayKind::Off(exception),
                DayWork::On => DayKind::WorkedRestDay(exception),
                DayWork::Hours(_) => DayKind::OwnHours(exception),
            },
            None => match self.shifts(date) {
                [] => DayKind::Rest,
                shifts => DayKind::Working { shifts },
            },
        }
    }

    /// When the office is open on a day, in order of time; empty when it is not.
    ///
    /// A worked rest day has the hours of the weekday it was exchanged for, where the name of the
    /// swapped day off says so (`thay cho ngày 22/08/2026`) and the unit works on that weekday;
    /// else the hours of the first working weekday.
    pub fn shifts(&self, date: Date) -> &[Shift] {
        self.table().shifts(day_number(date))
    }

    /// Whether anybody works on a day.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.table().is_working(day_number(date))
    }

    /// The end of the office hours of a day; `None` when it is not worked.
    pub fn closing(&self, date: Date) -> Option<Timestamp> {
        Some(self.table().closing(day_number(date))?.timestamp())
    }

    /// The start of the office hours of a day; `None` when it is not worked.
    pub fn opening(&self, date: Date) -> Option<Timestamp> {
        Some(self.table().opening(day_number(date))?.timestamp())
    }

    /// Whether the office is open. At the moment a shift closes it no longer is.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let at = Moment::of(at);
        self.table().within_or_next(at, false) == at
    }

    /// The moment itself while open, else the next opening.
    pub fn next_opening(&self, at: Timestamp) -> Timestamp {
        self.table().within_or_next(Moment::of(at), false).timestamp()
    }

    /// The first working day after a date, the date itself not included.
    pub fn next_working_day(&self, after: Date) -> Date {
        date_of(self.table().working_day_from(day_number(after) + 1))
    }

    /// The working time between two moments; none when `to` is not after `from`.
    ///
    /// Both moments are read to the minute, as a receipt states them (seconds are dropped). So
    /// times add up without a remainder: a→c = a→b + b→c.
    ///
    /// ```
    /// # use calendar::{Calendar, OfficeHours, WorkingTime, instant};
    /// # use jiff::civil::date;
    /// let calendar = Calendar::new(OfficeHours::standard(), [])?;
    /// let friday = instant(date(2026, 8, 14).at(16, 0, 0, 0));
    /// let monday = instant(date(2026, 8, 17).at(8, 0, 59, 0));
    /// assert_eq!(calendar.working_between(friday, monday), WorkingTime::from_minutes(90));
    /// # Ok::<(), calendar::CalendarError>(())
    /// ```
    pub fn working_between(&self, from: Timestamp, to: Timestamp) -> WorkingTime {
        if to <= from {
            return WorkingTime::ZERO;
        }
        let (from, _) = self.table().worked_before(Moment::of(from));
        let (to, _) = self.table().worked_before(Moment::of(to));
        WorkingTime::from_minutes(u32::try_from(to - from).unwrap_or(u32::MAX))
    }

    /// The moment at which `t` of working time is used up, counted from `from` exactly (its
    /// seconds are kept), or from the next opening when the office is closed.
    ///
    /// Time used up exactly with a shift ends at that shift's end, not at the next opening. No
    /// time at all ends at `from`, or at the next opening when the office is closed.
    ///
    /// ```
    /// # use calendar::{Calendar, OfficeHours, WorkingTime, instant};
    /// # use jiff::civil::date;
    /// let calendar = Calendar::new(OfficeHours::standard(), [])?;
    /// let from = instant(date(2026, 8, 14).at(9, 30, 0, 0));
    /// let end = calendar.add_working(from, WorkingTime::from_hours(2));
    /// assert_eq!(end, instant(date(2026, 8, 14).at(11, 30, 0, 0)));
    /// # Ok::<(), calendar::CalendarError>(())
    /// ```
    pub fn add_working(&self, from: Timestamp, t: WorkingTime) -> Timestamp {
        let from = Moment::of(from);
        if t == WorkingTime::ZERO {
            return self.table().within_or_next(from, true).timestamp();
        }
        let (minutes, ns) = self.table().worked_before(from);
        self.table().moment_worked((minutes + i64::from(t.minutes()), ns)).timestamp()
    }

    /// The last moment from which `t` of working time is used up at `to` exactly (its seconds are
    /// kept), or at the last closing before it when the office is closed. The inverse of
    /// [`Calendar::add_working`]: adding `t` again gives `to`, or that closing.
    ///
    /// No time at all begins at `to`, or at the last closing when the office is closed.
    ///
    /// ```
    /// # use calendar::{Calendar, OfficeHours, WorkingTime, instant};
    /// # use jiff::civil::date;
    /// let calendar = Calendar::new(OfficeHours::standard(), [])?;
    /// let to = instant(date(2026, 8, 17).at(9, 30, 0, 0));
    /// let start = calendar.subtract_working(to, WorkingTime::from_hours(3));
    /// assert_eq!(start, instant(date(2026, 8, 14).at(16, 0, 0, 0)));
    /// # Ok::<(), calendar::CalendarError>(())
    /// ```
    pub fn subtract_working(&self, to: Timestamp, t: WorkingTime) -> Timestamp {
        let end = self.table().within_or_last(Moment::of(to));
        if t == WorkingTime::ZERO {
            return end.timestamp();
        }
        let (minutes, ns) = self.table().worked_before(end);
        self.table().last_moment_worked((minutes - i64::from(t.minutes()), ns)).timestamp()
    }

    /// The working day `count` working days before a day, which need not be worked itself: the latest
    /// day of filing for which so many working days end by that day. The inverse of a limit in
    /// working days.
    pub fn working_days_before(&self, day: Date, count: u16) -> Date {
        let table = self.table();
        // The day of the event is not counted, so it may be any day before the first counted one.
        let first_counted = table.working_day(table.days_before(day_number(day) + 1) - i64::from(count));
        date_of(if count == 0 {
            table.working_day(table.days_before(day_number(day) + 1) - 1)
        } else {
            first_counted - 1
        })
    }

    /// How many working days lie after `from` up to and including `to`; negative when `to` is
    /// before `from`.
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        self.table().days_before(day_number(to) + 1) - self.table().days_before(day_number(from) + 1)
    }

    /// By when a dossier received at the counter is handed to the unit that handles it:
    /// ND 61/2018 art. 18.
    ///
    /// Received on a working day up to and including `cutoff` (15:00 by law), also before the
    /// office opens or in the lunch break: the closing of that day. Received after the cut-off,
    /// after closing, or on a day off: the start of the next working day, that is its opening.
    ///
    /// ```
    /// # use calendar::{Calendar, OfficeHours, instant};
    /// # use jiff::civil::{date, time};
    /// let calendar = Calendar::new(OfficeHours::standard(), [])?;
    /// let received = instant(date(2026, 8, 13).at(15, 30, 0, 0));
    /// let transfer = calendar.transfer_by(received, time(15, 0, 0, 0));
    /// assert_eq!(transfer, instant(date(2026, 8, 14).at(7, 30, 0, 0)));
    /// # Ok::<(), calendar::CalendarError>(())
    /// ```
    pub fn transfer_by(&self, received: Timestamp, cutoff: Time) -> Timestamp {
        let at = Moment::of(received);
        let by = self.same_day_closing(at, cutoff).or_else(|| {
            let next = self.table().working_day_from(at.day + 1);
            self.table().opening(next)
        });
        by.expect("a working day has an opening").timestamp()
    }

    /// The closing of the day of receipt, when the cut-off and the office hours still allow it.
    pub(crate) fn same_day_closing(&self, at: Moment, cutoff: Time) -> Option<Moment> {
        let closing = self.table().closing(at.day)?;
        let cutoff = cutoff.duration_since(Time::midnight()).as_nanos();
        // After the cut-off means later than it: 15:00:00 itself is still the same day.
        (i128::from(at.ns) <= cutoff && at < closing).then_some(closing)
    }

    pub(crate) fn table(&self) -> &Table {
        &self.0.table
    }
}
