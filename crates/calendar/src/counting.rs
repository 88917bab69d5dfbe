//! From a limit to a deadline: Civil Code 2015 art. 147–148.

use jiff::{Span, Timestamp, civil::Date};

use crate::{
    book::{Calendar, DayKind},
    limit::{CountedDay, Due, Limit, NamedDay, Why},
    moment::{Moment, date_of, day_number},
    working_time::WorkingTime,
};

const DAY_MINUTES: i64 = 24 * 60;

impl Calendar {
    /// The deadline of a limit that starts to run at `from`.
    ///
    /// - Working days: the day of the event is not counted (art. 147.2); the end of the office
    ///   hours of the last day counted.
    /// - Calendar days and months: the same, every day counting; a month ends on the same day of
    ///   the month, or on the last where there is none (art. 148.3); an end on a rest day moves
    ///   to the next working day (art. 148.5).
    /// - Working hours: from the moment, or from the next opening.
    /// - Clock hours: from the moment, day and night.
    /// - Same day: received by the cut-off on a working day, before its closing: that closing;
    ///   else the closing of the next working day.
    ///
    /// A limit of nought days or months ends with the day of the event, or with the next working
    /// day when that day is a rest day or has closed: never before `from`.
    ///
    /// ```
    /// # use calendar::{Calendar, Limit, OfficeHours, instant};
    /// # use jiff::civil::date;
    /// let calendar = Calendar::new(OfficeHours::standard(), [])?;
    /// let received = instant(date(2026, 8, 13).at(15, 30, 0, 0));
    /// let due = calendar.due(received, Limit::WorkingHours(4));
    /// assert_eq!(due.at, instant(date(2026, 8, 14).at(10, 0, 0, 0)));
    /// # Ok::<(), calendar::CalendarError>(())
    /// ```
    pub fn due(&self, from: Timestamp, limit: Limit) -> Due {
        let start = Moment::of(from);
        let at = match limit {
            Limit::WorkingHours(hours) => self.add_working(from, WorkingTime::from_hours(u32::from(hours))),
            Limit::ClockHours(hours) => clock(from, hours),
            Limit::WorkingDays(_) | Limit::CalendarDays(_) | Limit::Months(_) | Limit::SameDay { .. } => {
                let day = self.end_day(start, limit);
                self.table().closing(day).expect("a period ends on a working day").timestamp()
            }
        };
        let undecided = match limit {
            // No day off stops the clock.
            Limit::ClockHours(_) => false,
            _ => date_of(start.day) < self.known_from() || date_of(Moment::of(at).day) > self.known_until(),
        };
        Due { at, undecided, counted: Vec::new() }
    }

    /// The working day whose closing ends a limit in days or months.
    fn end_day(&self, start: Moment, limit: Limit) -> i64 {
        let table = self.table();
        match limit {
            Limit::WorkingDays(days @ 1..) => table.working_day(table.days_before(start.day + 1) + i64::from(days) - 1),
            Limit::SameDay { cutoff } if self.same_day_closing(start, cutoff).is_some() => start.day,
            Limit::SameDay { .. } => table.working_day_from(start.day + 1),
            _ => {
                let day = table.working_day_from(last_day(start.day, limit));
                if table.closing(day).is_some_and(|closing| closing < start) {
                    table.working_day_from(day + 1)
                } else {
                    day
                }
            }
        }
    }

    /// Every day from `from` to its deadline with its number in the count, or the reason it does
    /// not count. For months, the days between are left out.
    ///
    /// ```
    /// # use calendar::{Calendar, Limit, OfficeHours, Why, instant};
    /// # use jiff::civil::date;
    /// let calendar = Calendar::new(OfficeHours::standard(), [])?;
    /// let friday = instant(date(2026, 8, 14).at(9, 0, 0, 0));
    /// let days = calendar.explain(friday, Limit::WorkingDays(1));
    /// assert_eq!(days[0].why, Why::DayOfEvent);
    /// assert_eq!(days[1].why, Why::WeeklyRest);
    /// assert_eq!((days[3].date, days[3].counted), (date(2026, 8, 17), Some(1)));
    /// # Ok::<(), calendar::CalendarError>(())
    /// ```
    pub fn explain(&self, from: Timestamp, limit: Limit) -> Vec<CountedDay> {
        let start = Moment::of(from);
        let end = Moment::of(self.due(from, limit).at);
        let is = |day, counted| CountedDay { date: date_of(day), counted, why: self.what_is(date_of(day)) };
        let as_because = |day, counted, why| CountedDay { date: date_of(day), counted, why };
        let mut days = Vec::new();
        match limit {
            Limit::WorkingDays(count @ 1..) => {
                days.push(as_because(start.day, None, Why::DayOfEvent));
                let mut number = 0;
                for day in start.day + 1..=end.day {
                    let counts = self.table().is_working(day) && number < u32::from(count);
                    number += u32::from(counts);
                    days.push(is(day, counts.then_some(number)));
                }
            }
            Limit::WorkingDays(_) | Limit::CalendarDays(_) | Limit::Months(_) => {
                days.push(as_because(start.day, None, Why::DayOfEvent));
                let last = last_day(start.day, limit);
                match limit {
                    Limit::Months(months @ 1..) => days.push(is(last, Some(u32::from(months)))),
                    _ => days.extend((1..).zip(start.day + 1..=last).map(|(n, day)| is(day, Some(n)))),
                }
                days.extend((last + 1..end.day).map(|day| is(day, None)));
                if end.day > last {
                    days.push(as_because(end.day, None, Why::EndMovesHere));
                }
            }
            Limit::SameDay { .. } if end.day == start.day => days.push(is(start.day, Some(1))),
            Limit::SameDay { .. } => {
                days.push(if self.table().is_working(start.day) {
                    as_because(start.day, None, Why::AfterCutoff)
                } else {
                    is(start.day, None)
                });
                days.extend((start.day + 1..end.day).map(|day| is(day, None)));
                days.push(is(end.day, Some(1)));
            }
            Limit::WorkingHours(_) | Limit::ClockHours(_) => {
                let used = |at: Moment| match limit {
                    Limit::WorkingHours(_) => self.table().worked_before(at).0,
                    _ => at.day * DAY_MINUTES + at.ns / crate::moment::MINUTE,
                };
                let mut before = used(start);
                for day in start.day..=end.day {
                    let after = used(end.min(Moment::at_minute(day + 1, 0)));
                    let minutes = u32::try_from(after - before).ok().filter(|n| *n > 0);
                    days.push(is(day, minutes));
                    before = after;
                }
            }
        }
        days
    }

    fn what_is(&self, date: Date) -> Why {
        match self.day(date) {
            DayKind::Working { .. } => Why::WorkingDay,
            DayKind::Rest => Why::WeeklyRest,
            DayKind::Off(day) => Why::DayOff(NamedDay::of(day)),
            DayKind::WorkedRestDay(day) => Why::WorkedRestDay(NamedDay::of(day)),
            DayKind::OwnHours(day) => Why::OwnHours(NamedDay::of(day)),
        }
    }
}

/// The last day of a period in calendar days or months, before it moves off a rest day.
fn last_day(start: i64, limit: Limit) -> i64 {
    match limit {
        Limit::CalendarDays(days) => start + i64::from(days),
        // Civil Code art. 148.3: the same day of the month, or the last where there is none.
        Limit::Months(months) => {
            let span = Span::new().months(i32::from(months));
            day_number(date_of(start).saturating_add(span))
        }
        _ => start,
    }
}

fn clock(from: Timestamp, hours: u16) -> Timestamp {
    from.saturating_add(jiff::SignedDuration::from_hours(i64::from(hours))).unwrap_or(Timestamp::MAX)
}
