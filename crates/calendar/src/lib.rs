//! Working time, days off and legal deadlines (thời hạn giải quyết) of Vietnamese public offices.
//!
//! Pure functions over data: which days are off, which rest days are worked and when a unit is
//! open come in from outside; nothing here reads a clock or a file.
//!
//! ```
//! use calendar::{Calendar, Limit, OfficeHours, instant, local};
//! use jiff::civil::date;
//!
//! let days = Calendar::days_from_csv(
//!     "date,work,kind,name_vi\n\
//!      2026-08-22,on,swapped working day,Làm bù\n\
//!      2026-08-31,off,swapped day off,Ngày nghỉ (thay cho ngày 22/08/2026)\n",
//! )?;
//! let calendar = Calendar::new(OfficeHours::standard(), days)?;
//! let received = instant(date(2026, 8, 14).at(9, 0, 0, 0));
//! let due = calendar.due(received, Limit::WorkingDays(10));
//! // Saturday 22 August is worked, so ten working days end a day earlier than weekends suggest.
//! assert_eq!(local(due.at), date(2026, 8, 27).at(17, 0, 0, 0));
//! # Ok::<(), calendar::CalendarError>(())
//! ```

mod book;
mod counting;
mod days;
mod error;
mod hours;
mod limit;
mod lunar;
mod moment;
mod statutory;
mod table;
mod timetable;
mod working_time;

pub use book::{Calendar, DayKind};
pub use days::{DayException, DayStatus, DayWork};
pub use error::CalendarError;
pub use hours::{OfficeHours, Shift};
pub use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time, Weekday},
};
pub use limit::{Article, CountedDay, Due, Limit, NamedDay, Why};
pub use lunar::{LunarDate, is_uncertain};
pub use moment::{instant, local};
pub use statutory::{BreakName, UndecidedBreak};
pub use timetable::Timetable;
pub use working_time::WorkingTime;
