//! The period report (báo cáo kỳ): what was open, came in, went out, is open; and that it adds up.

use calendar::{Date, Timestamp, instant};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;
use utoipa::ToSchema;

/// Local days from one to another, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// A period that people ask for by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// Three months (quý).
    Quarter,
    /// A year.
    Year,
}

impl Named {
    /// All, shortest first.
    pub const ALL: [Named; 5] = [Named::Day, Named::Week, Named::Month, Named::Quarter, Named::Year];
}

impl Period {
    /// One day.
    pub const fn day(day: Date) -> Self {
        Period { from: day, to: day }
    }

    /// The period of a kind that a day lies in, up to that day: nothing is counted ahead.
    pub fn until(named: Named, day: Date) -> Self {
        let from = match named {
            Named::Day => day,
            Named::Week => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Named::Month => day.first_of_month(),
            Named::Quarter => {
                let into = i64::from((day.month() - 1) % 3);
                day.first_of_month().saturating_sub(into.months())
            }
            Named::Year => day.first_of_year(),
        };
        Period { from, to: day }
    }

    /// The moments it holds: from the first one on, and before the second.
    pub fn moments(self) -> (Timestamp, Timestamp) {
        let start = |day: Date| instant(day.at(0, 0, 0, 0));
        (start(self.from), start(self.to.saturating_add(1.day())))
    }

    /// No longer than ten years: more in one report is a slip of the hand.
    pub fn is_reasonable(self) -> bool {
        self.to <= self.from.saturating_add(10.years())
    }

    /// The months it touches, each cut to it.
    pub fn months(self) -> Vec<Period> {
        let mut out = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let to = from.last_of_month().min(self.to);
            out.push(Period { from, to });
            let Ok(next) = to.tomorrow() else { break };
            from = next;
        }
        out
    }
}

/// Dossiers of a period, by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// Open when it began.
    pub opening: i64,
    /// Received in it.
    pub received: i64,
    /// Came back from an end that was taken back.
    pub reopened: i64,
    /// Came from another group: the procedure was put right.
    pub moved_in: i64,
    /// Result handed over, ready on an earlier day than promised.
    pub returned_early: i64,
    /// Result handed over, ready as promised.
    pub returned_on_time: i64,
    /// Result handed over, ready after the promised time.
    pub returned_late: i64,
    /// Stopped.
    pub stopped: i64,
    /// Withdrawn by the applicant.
    pub withdrawn: i64,
    /// Ended in another way.
    pub ended_otherwise: i64,
    /// Went to another group: the procedure was put right.
    pub moved_out: i64,
    /// In process when it ended, in time.
    pub open_in_time: i64,
    /// In process when it ended, the promised time missed.
    pub open_overdue: i64,
    /// Waiting for the applicant when it ended.
    pub open_awaiting: i64,
    /// Result ready, not yet handed over, when it ended.
    pub open_ready: i64,
    /// Beside the sum: supplements asked for.
    pub supplements: i64,
    /// Beside the sum: apologies with a new date.
    pub apologies: i64,
    /// Beside the sum: refusals to receive.
    pub declined: i64,
}

impl Count {
    /// Results handed over.
    pub const fn returned(&self) -> i64 {
        self.returned_early + self.returned_on_time + self.returned_late
    }

    /// Open when it ended.
    pub const fn open(&self) -> i64 {
        self.open_in_time + self.open_overdue + self.open_awaiting + self.open_ready
    }

    /// What had to be dealt with.
    pub const fn came(&self) -> i64 {
        self.opening + self.received + self.reopened + self.moved_in
    }

    /// What was dealt with.
    pub const fn went(&self) -> i64 {
        self.returned() + self.stopped + self.withdrawn + self.ended_otherwise + self.moved_out
    }

    /// Whether it adds up: opening + came in = went out + open.
    pub const fn adds_up(&self) -> bool {
        self.came() == self.went() + self.open()
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, b: Count) {
        self.opening += b.opening;
        self.received += b.received;
        self.reopened += b.reopened;
        self.moved_in += b.moved_in;
        self.returned_early += b.returned_early;
        self.returned_on_time += b.returned_on_time;
        self.returned_late += b.returned_late;
        self.stopped += b.stopped;
        self.withdrawn += b.withdrawn;
        self.ended_otherwise += b.ended_otherwise;
        self.moved_out += b.moved_out;
        self.open_in_time += b.open_in_time;
        self.open_overdue += b.open_overdue;
        self.open_awaiting += b.open_awaiting;
        self.open_ready += b.open_ready;
        self.supplements += b.supplements;
        self.apologies += b.apologies;
        self.declined += b.declined;
    }
}

/// Turns at a desk in a period: each step that somebody held is one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Turns {
    /// Held when it began.
    pub opening: i64,
    /// Came to the desk in it.
    pub taken: i64,
    /// Left it within the step's own time.
    pub passed_in_time: i64,
    /// Left it after the step's own time.
    pub passed_late: i64,
    /// Held when it ended, in time.
    pub held_in_time: i64,
    /// Held when it ended, the step's own time missed.
    pub held_overdue: i64,
}

impl Turns {
    /// Whether it adds up.
    pub const fn adds_up(&self) -> bool {
        self.opening + self.taken == self.passed_in_time + self.passed_late + self.held_in_time + self.held_overdue
    }
}

impl AddAssign for Turns {
    fn add_assign(&mut self, b: Turns) {
        self.opening += b.opening;
        self.taken += b.taken;
        self.passed_in_time += b.passed_in_time;
        self.passed_late += b.passed_late;
        self.held_in_time += b.held_in_time;
        self.held_overdue += b.held_overdue;
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Named, Period};
    use calendar::Date;

    const fn day(year: i16, month: i8, day: i8) -> Date {
        Date::constant(year, month, day)
    }

    #[test]
    fn a_named_period_ends_with_the_day_it_is_asked_on() {
        let asked = day(2026, 11, 23); // a Monday
        let from = |named| Period::until(named, asked).from;
        assert_eq!(from(Named::Day), asked);
        assert_eq!(from(Named::Week), asked);
        assert_eq!(Period::until(Named::Week, day(2026, 11, 29)).from, asked);
        assert_eq!(from(Named::Month), day(2026, 11, 1));
        assert_eq!(from(Named::Quarter), day(2026, 10, 1));
        assert_eq!(from(Named::Year), day(2026, 1, 1));
        assert_eq!(Period::until(Named::Quarter, day(2026, 3, 31)).from, day(2026, 1, 1));
    }

    #[test]
    fn a_day_begins_at_midnight_in_viet_nam() {
        let (from, to) = Period::day(day(2026, 11, 23)).moments();
        assert_eq!((from.to_string(), to.to_string()), ("2026-11-22T17:00:00Z".into(), "2026-11-23T17:00:00Z".into()));
    }

    #[test]
    fn months_are_cut_to_the_period_and_leave_no_day_out() {
        let months = Period { from: day(2025, 12, 30), to: day(2026, 2, 2) }.months();
        let said: Vec<String> = months.iter().map(|m| format!("{}..{}", m.from, m.to)).collect();
        assert_eq!(said, ["2025-12-30..2025-12-31", "2026-01-01..2026-01-31", "2026-02-01..2026-02-02"]);
    }

    #[test]
    fn a_count_adds_up_only_when_nothing_is_lost() {
        let count = Count { opening: 2, received: 3, returned_late: 1, stopped: 1, open_ready: 3, ..Count::default() };
        assert!(count.adds_up() && !Count { received: 4, ..count }.adds_up());
    }
}
