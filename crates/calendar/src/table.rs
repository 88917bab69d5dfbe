//! Working days and minutes as prefix sums: an array over the years with known days, weeks beyond.

use crate::{
    days::Days,
    hours::OfficeHours,
    moment::{self, MINUTE, Moment},
};

/// The years the array covers at least: 1 January 2010 to 31 December 2032, as day numbers.
const AT_LEAST: (i64, i64) = (14_610, 23_010);

/// The shifts of a day, in minutes since midnight.
#[derive(Default)]
struct Profile {
    shifts: Vec<(u16, u16)>,
    minutes: i64,
}

/// Index of the profile without shifts, after those of Monday to Sunday.
const CLOSED: u8 = 7;

pub(crate) struct Table {
    profiles: [Profile; 8],
    /// Working minutes and working days of an ordinary week before each weekday; the last is the
    /// whole week's.
    week_minutes: [i64; 8],
    week_days: [i64; 8],
    /// Day number of the first day in the array.
    first: i64,
    /// Profile of each day.
    days: Vec<u8>,
    /// Working minutes from `first` to the midnight that begins each day; one longer than `days`.
    minutes_before: Vec<u32>,
    /// Working days from `first` to before each day; one longer than `days`.
    days_before: Vec<u32>,
    /// Offset from `first` of each working day.
    working: Vec<u32>,
}

impl Table {
    pub(crate) fn new(hours: &OfficeHours, exceptions: &Days) -> Table {
        let mut profiles: [Profile; 8] = Default::default();
        for (profile, shifts) in profiles.iter_mut().zip(hours.week()) {
            profile.shifts = shifts.iter().map(|shift| shift.minutes()).collect();
            profile.minutes = profile.shifts.iter().map(|(opens, closes)| i64::from(closes - opens)).sum();
        }
        let mut week_minutes = [0; 8];
        let mut week_days = [0; 8];
        for day in 0..7 {
            week_minutes[day + 1] = week_minutes[day] + profiles[day].minutes;
            week_days[day + 1] = week_days[day] + i64::from(profiles[day].minutes > 0);
        }
        let (mut first, mut last) = AT_LEAST;
        if let Some((from, to)) = exceptions.first_and_last() {
            first = first.min(from);
            last = last.max(to);
        }
        let mut table = Table {
            profiles,
            week_minutes,
            week_days,
            first,
            days: Vec::new(),
            minutes_before: vec![0],
            days_before: vec![0],
            working: Vec::new(),
        };
        let (mut minutes, mut days, mut offset) = (0, 0, 0);
        for day in first..=last {
            let profile = table.choose_profile(day, exceptions);
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

    fn choose_profile(&self, day: i64, exceptions: &Days) -> u8 {
        let date = moment::date_of(day);
        let weekday = |day| u8::try_from(moment::weekday_index(day)).expect("a week has seven days");
        match exceptions.get(date) {
            None => weekday(day),
            Some(exception) if exception.off => CLOSED,
            // A worked rest day has the hours of the day it was exchanged for; where that is not
            // known (or is no working day of this unit), those of the week's first working day.
            Some(_) => exceptions
                .exchanged(date)
                .map(|off| weekday(moment::day_number(off)))
                .filter(|weekday| self.profiles[usize::from(*weekday)].minutes > 0)
                .or_else(|| (0..7).find(|day| self.profiles[usize::from(*day)].minutes > 0))
                .unwrap_or(CLOSED),
        }
    }

    /// Where a day stands in the array, if it does.
    fn offset(&self, day: i64) -> Option<usize> {
        usize::try_from(day - self.first).ok().filter(|offset| *offset < self.days.len())
    }

    /// The first day after the array.
    fn end(&self) -> i64 {
        self.first + i64::try_from(self.days.len()).expect("a calendar covers 300 years")
    }

    /// The weekday (Monday = 0) whose shifts a day has; `None` when nobody works.
    pub(crate) fn profile_weekday(&self, day: i64) -> Option<usize> {
        let profile = match self.offset(day) {
            Some(offset) => usize::from(self.days[offset]),
            None => moment::weekday_index(day),
        };
        (self.profiles[profile].minutes > 0).then_some(profile)
    }

    /// The shifts of a day, in minutes since midnight.
    pub(crate) fn shifts(&self, day: i64) -> &[(u16, u16)] {
        self.profile_weekday(day).map_or(&[], |profile| &self.profiles[profile].shifts)
    }

    pub(crate) fn is_working(&self, day: i64) -> bool {
        self.profile_weekday(day).is_some()
    }

    /// Working days before `day`, counted from the first day of the array (negative before it).
    pub(crate) fn days_before(&self, day: i64) -> i64 {
        self.before(day, &self.days_before, &self.week_days)
    }

    fn minutes_before(&self, day: i64) -> i64 {
        self.before(day, &self.minutes_before, &self.week_minutes)
    }

    fn before(&self, day: i64, sums: &[u32], week: &[i64; 8]) -> i64 {
        let end = self.end();
        if day < self.first {
            in_weeks(day, week) - in_weeks(self.first, week)
        } else if day <= end {
            let offset = usize::try_from(day - self.first).expect("not before the first day");
            i64::from(sums[offset])
        } else {
            let whole = sums.last().map_or(0, |sum| i64::from(*sum));
            whole + in_weeks(day, week) - in_weeks(end, week)
        }
    }

    /// The working day with `rank` working days before it.
    pub(crate) fn working_day(&self, rank: i64) -> i64 {
        match usize::try_from(rank) {
            Ok(index) if index < self.working.len() => self.first + i64::from(self.working[index]),
            Ok(_) => {
                let beyond = rank - self.days_before(self.end());
                day_with(in_weeks(self.end(), &self.week_days) + beyond, &self.week_days)
            }
            Err(_) => day_with(in_weeks(self.first, &self.week_days) + rank, &self.week_days),
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
            let week = &self.week_minutes;
            day_with(in_weeks(self.first, week) + minute, week)
        } else if minute < whole {
            let after = self.minutes_before.partition_point(|before| i64::from(*before) <= minute);
            self.first + i64::try_from(after).expect("a calendar covers 300 years") - 1
        } else {
            let week = &self.week_minutes;
            day_with(in_weeks(self.end(), week) + (minute - whole), week)
        }
    }

    /// Working time before a moment: whole minutes, and nanoseconds of the minute begun.
    pub(crate) fn worked_before(&self, at: Moment) -> (i64, i64) {
        let today: i64 = self
            .shifts(at.day)
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
        for &(opens, closes) in self.shifts(day) {
            let (opens, closes) = (i64::from(opens) * MINUTE, i64::from(closes) * MINUTE);
            if left <= closes - opens {
                return Moment { day, ns: opens + left };
            }
            left -= closes - opens;
        }
        unreachable!("the day was chosen because this minute lies within its shifts")
    }

    /// The moment itself inside a shift, its closing included; else the next opening.
    pub(crate) fn within_or_next(&self, at: Moment, closing_counts: bool) -> Moment {
        for &(opens, closes) in self.shifts(at.day) {
            let (from, to) = (i64::from(opens) * MINUTE, i64::from(closes) * MINUTE);
            if at.ns < from {
                return Moment::at_minute(at.day, opens);
            }
            if at.ns < to || (closing_counts && at.ns == to) {
                return at;
            }
        }
        let day = self.working_day_from(at.day + 1);
        let opens = self.shifts(day).first().map_or(0, |(opens, _)| *opens);
        Moment::at_minute(day, opens)
    }

    /// When a working day closes.
    pub(crate) fn closing(&self, day: i64) -> Option<Moment> {
        let (_, closes) = self.shifts(day).last()?;
        Some(Moment::at_minute(day, *closes))
    }

    /// When a working day opens.
    pub(crate) fn opening(&self, day: i64) -> Option<Moment> {
        let (opens, _) = self.shifts(day).first()?;
        Some(Moment::at_minute(day, *opens))
    }
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
