//! Working days and minutes as prefix sums: an array over the years with known days, weeks beyond.

use crate::{
    days::{DayException, Days},
    hours::{OfficeHours, Shift},
    moment::{self, MINUTE, Moment},
    timetable::Timetable,
};

/// The years the array covers at least: 1 January 2010 to 31 December 2032, as day numbers.
const AT_LEAST: (i64, i64) = (14_610, 23_010);

/// The shifts of a day.
#[derive(PartialEq, Eq)]
struct Profile {
    shifts: Vec<Shift>,
    /// The same in minutes since midnight.
    spans: Vec<(u16, u16)>,
    minutes: i64,
}

impl Profile {
    fn new(shifts: &[Shift]) -> Profile {
        let spans: Vec<_> = shifts.iter().map(|shift| shift.minutes()).collect();
        let minutes = spans.iter().map(|(opens, closes)| i64::from(closes - opens)).sum();
        Profile { shifts: shifts.to_vec(), spans, minutes }
    }
}

/// An ordinary week: the profile of each weekday, and the sums before each; the last is the whole week's.
struct Week {
    profiles: [u16; 7],
    minutes: [i64; 8],
    days: [i64; 8],
}

pub(crate) struct Table {
    /// Each way in which a day is worked, once. The first is the day on which nobody works.
    profiles: Vec<Profile>,
    /// The weeks before and after the array.
    before: Week,
    after: Week,
    /// Day number of the first day in the array.
    first: i64,
    /// Profile of each day.
    days: Vec<u16>,
    /// Working minutes from `first` to the midnight that begins each day; one longer than `days`.
    minutes_before: Vec<u32>,
    /// Working days from `first` to before each day; one longer than `days`.
    days_before: Vec<u32>,
    /// Offset from `first` of each working day.
    working: Vec<u32>,
}

impl Table {
    pub(crate) fn new(hours: &Timetable, exceptions: &Days) -> Table {
        let mut profiles = vec![Profile::new(&[])];
        let mut week = |hours: &OfficeHours| week_of(hours, &mut profiles);
        let weeks: Vec<(i64, Week)> =
            hours.parts().map(|(from, hours)| (from.map_or(i64::MIN, moment::day_number), week(hours))).collect();
        let (before, after) = (week(hours.first()), week(hours.last()));
        let (mut first, mut last) = AT_LEAST;
        if let Some((from, to)) = exceptions.first_and_last() {
            first = first.min(from);
            last = last.max(to);
        }
        for change in hours.changes() {
            first = first.min(moment::day_number(change));
            last = last.max(moment::day_number(change));
        }
        let mut table = Table {
            profiles,
            before,
            after,
            first,
            days: Vec::new(),
            minutes_before: vec![0],
            days_before: vec![0],
            working: Vec::new(),
        };
        let (mut minutes, mut days, mut offset) = (0, 0, 0);
        let mut listed = exceptions.between(moment::date_of(first), moment::date_of(last)).peekable();
        for day in first..=last {
            let week = &weeks[weeks.partition_point(|(from, _)| *from <= day) - 1].1;
            let exception = listed.next_if(|e| moment::day_number(e.date) == day);
            let profile = table.choose_profile(day, week, exception, exceptions);
            let worked = table.profiles[usize::from(profile)].minutes;
            if worked > 0 {
                table.working.push(offset);
                days += 1;
            }
            minutes += u32::try_from(worked).expect("a day has at most 1440 minutes");
            offset += 1;
            table.days.push(profile);
            table.minutes_before.push(minutes);
            table.days_before.push(days);
        }
        table
    }

    fn choose_profile(&mut self, day: i64, week: &Week, exception: Option<&DayException>, all: &Days) -> u16 {
        let Some(exception) = exception else { return week.profiles[moment::weekday_index(day)] };
        if let Some(own) = exception.hours() {
            return intern(&mut self.profiles, own);
        }
        // A worked rest day has the hours of the day it was exchanged for; where that is not
        // known (or is no working day of this unit), those of the week's first working day.
        let works = |profile: &u16| self.profiles[usize::from(*profile)].minutes > 0;
        all.exchanged(exception.date)
            .map(|off| week.profiles[moment::weekday_index(moment::day_number(off))])
            .filter(works)
            .or_else(|| week.profiles.iter().copied().find(works))
            .unwrap_or_default()
    }

    /// Where a day stands in the array, if it does.
    fn offset(&self, day: i64) -> Option<usize> {
        usize::try_from(day - self.first).ok().filter(|offset| *offset < self.days.len())
    }

    /// The first day after the array.
    fn end(&self) -> i64 {
        self.first + i64::try_from(self.days.len()).expect("a calendar covers 300 years")
    }

    fn profile(&self, day: i64) -> &Profile {
        let profile = match self.offset(day) {
            Some(offset) => self.days[offset],
            None if day < self.first => self.before.profiles[moment::weekday_index(day)],
            None => self.after.profiles[moment::weekday_index(day)],
        };
        &self.profiles[usize::from(profile)]
    }

    /// The shifts of a day, in minutes since midnight.
    pub(crate) fn spans(&self, day: i64) -> &[(u16, u16)] {
        &self.profile(day).spans
    }

    /// The shifts of a day.
    pub(crate) fn shifts(&self, day: i64) -> &[Shift] {
        &self.profile(day).shifts
    }

    pub(crate) fn is_working(&self, day: i64) -> bool {
        self.profile(day).minutes > 0
    }

    /// Working days before `day`, counted from the first day of the array (negative before it).
    pub(crate) fn days_before(&self, day: i64) -> i64 {
        self.sum_before(day, &self.days_before, |week| &week.days)
    }

    fn minutes_before(&self, day: i64) -> i64 {
        self.sum_before(day, &self.minutes_before, |week| &week.minutes)
    }

    fn sum_before(&self, day: i64, sums: &[u32], of: impl Fn(&Week) -> &[i64; 8]) -> i64 {
        let end = self.end();
        if day < self.first {
            in_weeks(day, of(&self.before)) - in_weeks(self.first, of(&self.before))
        } else if day <= end {
            let offset = usize::try_from(day - self.first).expect("not before the first day");
            i64::from(sums[offset])
        } else {
            let whole = sums.last().map_or(0, |sum| i64::from(*sum));
            whole + in_weeks(day, of(&self.after)) - in_weeks(end, of(&self.after))
        }
    }

    /// The working day with `rank` working days before it.
    pub(crate) fn working_day(&self, rank: i64) -> i64 {
        match usize::try_from(rank) {
            Ok(index) if index < self.working.len() => self.first + i64::from(self.working[index]),
            Ok(_) => {
                let beyond = rank - self.days_before(self.end());
                day_with(in_weeks(self.end(), &self.after.days) + beyond, &self.after.days)
            }
            Err(_) => day_with(in_weeks(self.first, &self.before.days) + rank, &self.before.days),
        }
    }

    /// The first working day that is not before `day`.
    pub(crate) fn working_day_from(&self, day: i64) -> i64 {
        self.working_day(self.days_before(day))
    }

    /// The day on which working minute number `minute` lies.
    fn day_of_minute(&self, minute: i64) -> i64 {
        let whole = self.minutes_before(self.end());
        if minute < 0 {
            let week = &self.before.minutes;
            day_with(in_weeks(self.first, week) + minute, week)
        } else if minute < whole {
            let after = self.minutes_before.partition_point(|before| i64::from(*before) <= minute);
            self.first + i64::try_from(after).expect("a calendar covers 300 years") - 1
        } else {
            let week = &self.after.minutes;
            day_with(in_weeks(self.end(), week) + (minute - whole), week)
        }
    }

    /// Working time before a moment: whole minutes, and nanoseconds of the minute begun.
    pub(crate) fn worked_before(&self, at: Moment) -> (i64, i64) {
        let today: i64 = self
            .spans(at.day)
            .iter()
            .map(|&(opens, closes)| {
                let (opens, closes) = (i64::from(opens) * MINUTE, i64::from(closes) * MINUTE);
                at.ns.clamp(opens, closes) - opens
            })
            .sum();
        (self.minutes_before(at.day) + today / MINUTE, today % MINUTE)
    }

    /// The first moment at which so much has been worked; `worked` as from [`Self::worked_before`].
    pub(crate) fn moment_worked(&self, (minutes, ns): (i64, i64)) -> Moment {
        let day = self.day_of_minute(if ns > 0 { minutes } else { minutes - 1 });
        let mut left = (minutes - self.minutes_before(day)) * MINUTE + ns;
        for &(opens, closes) in self.spans(day) {
            let (opens, closes) = (i64::from(opens) * MINUTE, i64::from(closes) * MINUTE);
            if left <= closes - opens {
                return Moment { day, ns: opens + left };
            }
            left -= closes - opens;
        }
        unreachable!("the day was chosen because this minute lies within its shifts")
    }

    /// The last moment from which so much is worked until a moment counted by
    /// [`Self::worked_before`]; `worked` is what was worked before it.
    pub(crate) fn last_moment_worked(&self, (minutes, ns): (i64, i64)) -> Moment {
        let day = self.day_of_minute(minutes);
        let mut left = (minutes - self.minutes_before(day)) * MINUTE + ns;
        for &(opens, closes) in self.spans(day) {
            let (opens, closes) = (i64::from(opens) * MINUTE, i64::from(closes) * MINUTE);
            if left < closes - opens {
                return Moment { day, ns: opens + left };
            }
            left -= closes - opens;
        }
        unreachable!("the day was chosen because this minute lies within its shifts")
    }

    /// The moment itself inside a shift, its opening left out; else the last closing.
    pub(crate) fn within_or_last(&self, at: Moment) -> Moment {
        for &(opens, closes) in self.spans(at.day).iter().rev() {
            let (from, to) = (i64::from(opens) * MINUTE, i64::from(closes) * MINUTE);
            if at.ns >= to {
                return Moment::at_minute(at.day, closes);
            }
            if at.ns > from {
                return at;
            }
        }
        let day = self.working_day(self.days_before(at.day) - 1);
        self.closing(day).unwrap_or(at)
    }

    /// The moment itself inside a shift, its closing included; else the next opening.
    pub(crate) fn within_or_next(&self, at: Moment, closing_counts: bool) -> Moment {
        for &(opens, closes) in self.spans(at.day) {
            let (from, to) = (i64::from(opens) * MINUTE, i64::from(closes) * MINUTE);
            if at.ns < from {
                return Moment::at_minute(at.day, opens);
            }
            if at.ns < to || (closing_counts && at.ns == to) {
                return at;
            }
        }
        let day = self.working_day_from(at.day + 1);
        let opens = self.spans(day).first().map_or(0, |(opens, _)| *opens);
        Moment::at_minute(day, opens)
    }

    /// When a working day closes.
    pub(crate) fn closing(&self, day: i64) -> Option<Moment> {
        let (_, closes) = self.spans(day).last()?;
        Some(Moment::at_minute(day, *closes))
    }

    /// When a working day opens.
    pub(crate) fn opening(&self, day: i64) -> Option<Moment> {
        let (opens, _) = self.spans(day).first()?;
        Some(Moment::at_minute(day, *opens))
    }
}

/// The place of a way to work among the profiles; a new one is put at their end.
fn intern(profiles: &mut Vec<Profile>, shifts: &[Shift]) -> u16 {
    let at = profiles.iter().position(|p| p.shifts == shifts).unwrap_or_else(|| {
        profiles.push(Profile::new(shifts));
        profiles.len() - 1
    });
    u16::try_from(at).expect("a calendar knows fewer than 65536 kinds of day")
}

fn week_of(hours: &OfficeHours, profiles: &mut Vec<Profile>) -> Week {
    let mut week = Week { profiles: [0; 7], minutes: [0; 8], days: [0; 8] };
    for (day, shifts) in hours.week().iter().enumerate() {
        week.profiles[day] = intern(profiles, shifts);
        let worked = profiles[usize::from(week.profiles[day])].minutes;
        week.minutes[day + 1] = week.minutes[day] + worked;
        week.days[day + 1] = week.days[day] + i64::from(worked > 0);
    }
    week
}

/// The sum over ordinary weeks from Monday 29 December 1969 to before `day`.
fn in_weeks(day: i64, week: &[i64; 8]) -> i64 {
    (day + 3).div_euclid(7) * week[7] + week[moment::weekday_index(day)]
}

/// The day of an ordinary week on which unit number `unit` lies, counted as by [`in_weeks`].
fn day_with(unit: i64, week: &[i64; 8]) -> i64 {
    let rest = unit.rem_euclid(week[7]);
    let weekday = week[1..].partition_point(|sum| *sum <= rest);
    unit.div_euclid(week[7]) * 7 - 3 + i64::try_from(weekday).expect("a week has seven days")
}
