//! An amount of working time, in whole minutes.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Sub, SubAssign},
};

use serde::{Deserialize, Serialize};

/// Working time (thời gian làm việc) in whole working minutes.
///
/// In the internal processes of public offices one working day is eight working hours.
/// Addition and subtraction stop at the ends (saturate): there is no negative working time.
///
/// ```
/// use calendar::WorkingTime;
/// let step = WorkingTime::from_days(2) + WorkingTime::from_hours(2) + WorkingTime::from_minutes(30);
/// assert_eq!(step.minutes(), 1110);
/// assert_eq!(step.to_string(), "18 h 30 min");
/// assert_eq!(WorkingTime::from_hours(1) - WorkingTime::from_hours(2), WorkingTime::ZERO);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkingTime(u32);

impl WorkingTime {
    /// No time at all.
    pub const ZERO: WorkingTime = WorkingTime(0);
    /// One working day of an internal process: eight working hours.
    pub const DAY: WorkingTime = WorkingTime(480);

    /// Working minutes.
    pub const fn from_minutes(minutes: u32) -> WorkingTime {
        WorkingTime(minutes)
    }

    /// Working hours (giờ làm việc).
    pub const fn from_hours(hours: u32) -> WorkingTime {
        WorkingTime(hours.saturating_mul(60))
    }

    /// Working days of an internal process, eight hours each.
    pub const fn from_days(days: u32) -> WorkingTime {
        WorkingTime(days.saturating_mul(Self::DAY.0))
    }

    /// Working minutes.
    pub const fn minutes(self) -> u32 {
        self.0
    }
}

impl Add for WorkingTime {
    type Output = WorkingTime;
    fn add(self, other: WorkingTime) -> WorkingTime {
        WorkingTime(self.0.saturating_add(other.0))
    }
}

impl Sub for WorkingTime {
    type Output = WorkingTime;
    fn sub(self, other: WorkingTime) -> WorkingTime {
        WorkingTime(self.0.saturating_sub(other.0))
    }
}

impl AddAssign for WorkingTime {
    fn add_assign(&mut self, other: WorkingTime) {
        *self = *self + other;
    }
}

impl SubAssign for WorkingTime {
    fn sub_assign(&mut self, other: WorkingTime) {
        *self = *self - other;
    }
}

impl Sum for WorkingTime {
    fn sum<I: Iterator<Item = WorkingTime>>(parts: I) -> WorkingTime {
        parts.fold(WorkingTime::ZERO, Add::add)
    }
}

impl fmt::Display for WorkingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 60, self.0 % 60) {
            (0, minutes) => write!(f, "{minutes} min"),
            (hours, 0) => write!(f, "{hours} h"),
            (hours, minutes) => write!(f, "{hours} h {minutes} min"),
        }
    }
}
