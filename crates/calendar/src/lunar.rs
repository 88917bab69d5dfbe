//! The Vietnamese lunar calendar (âm lịch), computed at UTC+7 from the sun and the moon, 1976 to 2100.
//!
//! Rules: a month begins on the day of a new moon; month 11 holds the winter solstice; where
//! thirteen months lie between two months 11, the first of them without a principal term (trung
//! khí) is a leap month and bears the number of the month before it. China counts at UTC+8 and so
//! has another Tết in 1985, 2007, 2030 and 2053.
//!
//! New moons and the sun's longitude follow Jean Meeus, *Astronomical Algorithms* (2nd edition),
//! chapters 49 and 25; the difference between dynamical and civil time follows Espenak and Meeus.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::CalendarError,
    moment::{date_of, day_number},
};

/// A date of the Vietnamese lunar calendar.
///
/// ```
/// use calendar::LunarDate;
/// use jiff::civil::date;
/// let new_year = LunarDate::of(date(2026, 2, 17))?;
/// assert_eq!(new_year, LunarDate { day: 1, month: 1, year: 2026, leap: false });
/// assert_eq!(new_year.date()?, date(2026, 2, 17));
/// assert_eq!(LunarDate::of(date(2025, 7, 25))?, LunarDate { day: 1, month: 6, year: 2025, leap: true });
/// # Ok::<(), calendar::CalendarError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LunarDate {
    /// Day of the month, 1 to 30.
    pub day: u8,
    /// Month, 1 to 12.
    pub month: u8,
    /// Lunar year, named by the solar year in which it begins.
    pub year: i16,
    /// A leap month (tháng nhuận), after the month of the same number.
    pub leap: bool,
}

/// The years for which lunar dates are given.
pub(crate) const YEARS: std::ops::RangeInclusive<i16> = 1976..=2100;

/// A month of the lunar calendar.
struct Month {
    /// Day number of its first day.
    first: i64,
    number: u8,
    year: i16,
    leap: bool,
    /// Nobody can say yet whether it begins on this day or the one beside it.
    uncertain: bool,
}

/// All months that touch [`YEARS`], and one more at the end.
static MONTHS: LazyLock<Vec<Month>> =
    LazyLock::new(|| (*YEARS.start() - 1..=*YEARS.end() + 1).flat_map(months_since_eleventh).collect());

impl LunarDate {
    /// The lunar date of a day in Vietnam.
    ///
    /// Refused: a day before 1976 or after 2100.
    pub fn of(date: Date) -> Result<LunarDate, CalendarError> {
        let (month, day) = month_of(date)?;
        Ok(LunarDate { day, month: month.number, year: month.year, leap: month.leap })
    }

    /// The day in Vietnam.
    ///
    /// Refused: a date that this calendar does not have (a 30th of a month of 29 days, a leap month
    /// of a year without it), or that lies outside 1976 to 2100.
    pub fn date(self) -> Result<Date, CalendarError> {
        let asked = (self.year, self.month, self.leap);
        MONTHS
            .binary_search_by_key(&asked, |m| (m.year, m.number, m.leap))
            .ok()
            .and_then(|at| Some((MONTHS[at].first + i64::from(self.day) - 1, MONTHS.get(at + 1)?.first)))
            .filter(|(day, next)| self.day > 0 && day < next)
            .map(|(day, _)| date_of(day))
            .filter(|date| YEARS.contains(&date.year()))
            .ok_or(CalendarError::NoLunarDate(self.day, self.month, self.year))
    }

    /// The first day of a lunar year (mùng một Tết).
    pub fn new_year(year: i16) -> Result<Date, CalendarError> {
        LunarDate { day: 1, month: 1, year, leap: false }.date()
    }
}

/// Whether the month of a day begins or ends with a new moon so near midnight that nobody can say yet
/// on which side of it: how fast the earth will turn is not known. There are four such
/// new moons: around 8 May 2054, 10 December 2072, 16 November 2077 and 18 October 2085. Lunar
/// dates of such months may come to be a day off.
pub fn is_uncertain(date: Date) -> bool {
    let day = day_number(date);
    let after = MONTHS.partition_point(|m| m.first <= day);
    MONTHS[after.saturating_sub(1)..(after + 1).min(MONTHS.len())].iter().any(|m| m.uncertain)
}

/// The days on which months begin that could begin on a day beside: new moons between midnight and
/// midnight plus what dynamical time may by then be ahead of civil time. Programs in use differ here:
/// `vnlunar` has the first three a day earlier. The days are those of `lunar-vn`.
const TAKEN: [Date; 4] = [
    Date::constant(2054, 5, 8),
    Date::constant(2072, 12, 10),
    Date::constant(2077, 11, 16),
    Date::constant(2085, 10, 18),
];

fn month_of(date: Date) -> Result<(&'static Month, u8), CalendarError> {
    if !YEARS.contains(&date.year()) {
        return Err(CalendarError::OutOfLunarRange(date));
    }
    let day = day_number(date);
    let after = MONTHS.partition_point(|m| m.first <= day);
    let month = &MONTHS[after - 1];
    let number = u8::try_from(day - month.first + 1).expect("a lunar month has at most 30 days");
    Ok((month, number))
}

/// The months from month 11 of one solar year to before month 11 of the next; the lunar year that
/// begins among them is `year + 1`.
fn months_since_eleventh(year: i16) -> Vec<Month> {
    let (from, to) = (eleventh(year), eleventh(year + 1));
    let firsts: Vec<(i64, bool)> = (from..=to).map(new_moon_day).collect();
    let count = firsts.len() - 1;
    // Thirteen months: the first without a principal term is leap.
    let leap = (count == 13)
        .then(|| (1..count).find(|&i| sun_sector(firsts[i].0) == sun_sector(firsts[i + 1].0)).unwrap_or(count - 1));
    (0..count)
        .map(|i| {
            let regular = i - usize::from(leap.is_some_and(|at| i >= at));
            let number = u8::try_from((10 + regular) % 12 + 1).expect("a month number");
            Month {
                first: firsts[i].0,
                number,
                year: if regular < 2 { year } else { year + 1 },
                leap: leap == Some(i),
                uncertain: firsts[i].1,
            }
        })
        .collect()
}

/// Number of the new moon that begins month 11: the last one on or before the day of the winter
/// solstice. New moon 0 is that of 6 January 2000.
fn eleventh(year: i16) -> i32 {
    let mut solstice = day_number(Date::constant(year, 12, 20));
    // The solstice lies in the day at whose end the sun has reached 270°.
    while sun_sector(solstice + 1) < 9 {
        solstice += 1;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a few thousand moons at most")]
    let mut k = (days_since_2000(solstice) / MEAN_MONTH).round() as i32 + 1;
    while new_moon_day(k).0 > solstice {
        k -= 1;
    }
    k
}

/// Mean length of a lunar month, in days.
const MEAN_MONTH: f64 = 29.530_588_861;
/// Julian day of midnight UTC that begins 1 January 1970.
const UNIX_EPOCH: f64 = 2_440_587.5;
/// Hours that Vietnam is ahead of UTC, as a part of a day.
const VIETNAM: f64 = 7.0 / 24.0;
const SECONDS: f64 = 86_400.0;
/// Julian day on which 2027 begins.
const YEAR_2027: f64 = 2_461_406.5;

#[expect(clippy::cast_precision_loss, reason = "day numbers of these centuries have five digits")]
fn days_since_2000(day: i64) -> f64 {
    day as f64 - 10_957.0
}

/// Day number, in Vietnam, of new moon `k`, and whether it may as well be the day beside.
fn new_moon_day(k: i32) -> (i64, bool) {
    let dynamical = new_moon(f64::from(k));
    let day = |ahead: f64| {
        let local = dynamical - ahead / SECONDS - UNIX_EPOCH + VIETNAM;
        #[expect(clippy::cast_possible_truncation, reason = "day numbers of these centuries have five digits")]
        let day = local.floor() as i64;
        day
    };
    let expected = delta_t(dynamical);
    // Up to 2026 the difference was measured. From then on it may stay near what it is (the earth has
    // not slowed down since 2016) or grow as it did over centuries, and a little more.
    if dynamical < YEAR_2027 {
        return (day(expected), false);
    }
    let (least, most) = (day(expected + 40.0), day(60.0));
    if least == most {
        return (least, false);
    }
    let taken = TAKEN.iter().map(|date| day_number(*date)).find(|taken| [least, most].contains(taken));
    (taken.unwrap_or_else(|| day(expected)), true)
}

/// Moment of new moon `k` as a Julian day in dynamical time: Meeus chapter 49.
fn new_moon(k: f64) -> f64 {
    let t = k / 1236.85;
    let (t2, t3, t4) = (t * t, t * t * t, t * t * t * t);
    let e = 1.0 - 0.002_516 * t - 0.000_007_4 * t2;
    let sun = 2.5534 + 29.105_356_70 * k - 0.000_001_4 * t2 - 0.000_000_11 * t3;
    let moon = 201.5643 + 385.816_935_28 * k + 0.010_758_2 * t2 + 0.000_012_38 * t3 - 0.000_000_058 * t4;
    let latitude = 160.7108 + 390.670_502_84 * k - 0.001_611_8 * t2 - 0.000_002_27 * t3 + 0.000_000_011 * t4;
    let node = 124.7746 - 1.563_755_88 * k + 0.002_067_2 * t2 + 0.000_002_15 * t3;
    let mean = 2_451_550.097_66 + MEAN_MONTH * k + 0.000_154_37 * t2 - 0.000_000_150 * t3 + 0.000_000_000_73 * t4;
    let periodic: f64 = NEW_MOON
        .iter()
        .map(|&(size, of_e, of_sun, of_moon, of_latitude)| {
            let angle = f64::from(of_sun) * sun + f64::from(of_moon) * moon + f64::from(of_latitude) * latitude;
            size * e.powi(i32::from(of_e)) * angle.to_radians().sin()
        })
        .sum();
    let planets: f64 = PLANETS
        .iter()
        .enumerate()
        .map(|(i, &(size, at, per_moon))| {
            let curve = if i == 0 { -0.009_173 * t2 } else { 0.0 };
            size * (at + per_moon * k + curve).to_radians().sin()
        })
        .sum();
    mean + periodic - 0.000_17 * node.to_radians().sin() + planets
}

/// Periodic terms of a new moon: days, power of E, multiples of the sun's anomaly, the moon's
/// anomaly, the moon's argument of latitude.
const NEW_MOON: [(f64, i8, i8, i8, i8); 24] = [
    (-0.407_20, 0, 0, 1, 0),
    (0.172_41, 1, 1, 0, 0),
    (0.016_08, 0, 0, 2, 0),
    (0.010_39, 0, 0, 0, 2),
    (0.007_39, 1, -1, 1, 0),
    (-0.005_14, 1, 1, 1, 0),
    (0.002_08, 2, 2, 0, 0),
    (-0.001_11, 0, 0, 1, -2),
    (-0.000_57, 0, 0, 1, 2),
    (0.000_56, 1, 1, 2, 0),
    (-0.000_42, 0, 0, 3, 0),
    (0.000_42, 1, 1, 0, 2),
    (0.000_38, 1, 1, 0, -2),
    (-0.000_24, 1, -1, 2, 0),
    (-0.000_07, 0, 2, 1, 0),
    (0.000_04, 0, 0, 2, -2),
    (0.000_04, 0, 3, 0, 0),
    (0.000_03, 0, 1, 1, -2),
    (0.000_03, 0, 0, 2, 2),
    (-0.000_03, 0, 1, 1, 2),
    (0.000_03, 0, -1, 1, 2),
    (-0.000_02, 0, -1, 1, -2),
    (-0.000_02, 0, 1, 3, 0),
    (0.000_02, 0, 0, 4, 0),
];

/// Planetary terms of a new moon: days, degrees at new moon 0, degrees for each moon.
const PLANETS: [(f64, f64, f64); 14] = [
    (0.000_325, 299.77, 0.107_408),
    (0.000_165, 251.88, 0.016_321),
    (0.000_164, 251.83, 26.651_886),
    (0.000_126, 349.42, 36.412_478),
    (0.000_110, 84.66, 18.206_239),
    (0.000_062, 141.74, 53.303_771),
    (0.000_060, 207.14, 2.453_732),
    (0.000_056, 154.84, 7.306_860),
    (0.000_047, 34.52, 27.261_239),
    (0.000_042, 207.19, 0.121_824),
    (0.000_040, 291.34, 1.844_379),
    (0.000_037, 161.72, 24.198_154),
    (0.000_035, 239.56, 25.513_099),
    (0.000_023, 331.55, 3.592_518),
];

/// Which twelfth of its way the sun is in at midnight in Vietnam that begins a day: 0 from the
/// spring equinox on, 9 from the winter solstice on. Two days in the same twelfth have no principal
/// term between them.
fn sun_sector(day: i64) -> i64 {
    let civil = days_since_2000(day) + 2_451_544.5 - VIETNAM;
    let degrees = sun_longitude(civil + delta_t(civil) / SECONDS);
    #[expect(clippy::cast_possible_truncation, reason = "0 to 11")]
    let sector = (degrees / 30.0).floor() as i64;
    sector
}

/// Apparent longitude of the sun in degrees, 0 to 360, at a Julian day in dynamical time: Meeus
/// chapter 25, within 0.01° (the sun moves so far in a quarter of an hour).
fn sun_longitude(dynamical: f64) -> f64 {
    let t = (dynamical - 2_451_545.0) / 36_525.0;
    let mean = 280.466_46 + 36_000.769_83 * t + 0.000_303_2 * t * t;
    let anomaly = (357.529_11 + 35_999.050_29 * t - 0.000_153_7 * t * t).to_radians();
    let centre = (1.914_602 - 0.004_817 * t - 0.000_014 * t * t) * anomaly.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * anomaly).sin()
        + 0.000_289 * (3.0 * anomaly).sin();
    let node = (125.04 - 1_934.136 * t).to_radians();
    (mean + centre - 0.005_69 - 0.004_78 * node.sin()).rem_euclid(360.0)
}

/// Seconds that dynamical time is ahead of civil time: Espenak and Meeus, 1961 to 2150.
fn delta_t(julian: f64) -> f64 {
    let year = 2000.0 + (julian - 2_451_544.5) / 365.25;
    let t = year - 2000.0;
    if year < 1986.0 {
        let t = year - 1975.0;
        45.45 + 1.067 * t - t * t / 260.0 - t * t * t / 718.0
    } else if year < 2005.0 {
        63.86 + 0.3345 * t - 0.060_374 * t.powi(2)
            + 0.001_727_5 * t.powi(3)
            + 0.000_651_814 * t.powi(4)
            + 0.000_023_735_99 * t.powi(5)
    } else if year < 2050.0 {
        62.92 + 0.322_17 * t + 0.005_589 * t * t
    } else {
        let centuries = (year - 1820.0) / 100.0;
        -20.0 + 32.0 * centuries * centuries - 0.5628 * (2150.0 - year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn new_moons_are_those_of_the_worked_example() {
        // Meeus, example 49.a: new moon of February 1977, 2443192.65118 in dynamical time.
        assert!((new_moon(-283.0) - 2_443_192.651_18).abs() < 0.000_01);
    }

    #[test]
    fn the_sun_stands_where_the_worked_example_says() {
        // Meeus, example 25.a: 13 October 1992, 199.90895°.
        assert!((sun_longitude(2_448_908.5) - 199.908_95).abs() < 0.000_1);
    }

    #[test]
    fn tet_differs_from_china_in_1985_2007_2030_and_2053() {
        for (tet, china) in [
            (date(1985, 1, 21), date(1985, 2, 20)),
            (date(2007, 2, 17), date(2007, 2, 18)),
            (date(2030, 2, 2), date(2030, 2, 3)),
            (date(2053, 2, 18), date(2053, 2, 19)),
        ] {
            assert_eq!(LunarDate::new_year(tet.year()).unwrap(), tet);
            assert_ne!(LunarDate::new_year(tet.year()).unwrap(), china);
        }
    }

    #[test]
    fn every_day_has_a_lunar_date_that_leads_back_to_it() {
        let mut day = date(1976, 1, 1);
        while day <= date(2100, 12, 31) {
            assert_eq!(LunarDate::of(day).unwrap().date().unwrap(), day);
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn months_have_29_or_30_days_and_a_year_at_most_one_leap_month() {
        assert!(MONTHS.windows(2).all(|m| matches!(m[1].first - m[0].first, 29 | 30)));
        for year in YEARS {
            let months: Vec<_> = MONTHS.iter().filter(|m| m.year == year).collect();
            let leap = months.iter().filter(|m| m.leap).count();
            assert!(leap <= 1 && months.len() == 12 + leap, "{year}");
        }
    }

    #[test]
    fn four_new_moons_are_too_near_midnight_to_be_sure_of() {
        let near: Vec<Date> = MONTHS.iter().filter(|m| m.uncertain).map(|m| date_of(m.first)).collect();
        assert_eq!(near, TAKEN);
        assert!(is_uncertain(date(2085, 10, 18)) && is_uncertain(date(2085, 10, 17)));
        assert!(!is_uncertain(date(2026, 2, 17)) && !is_uncertain(date(2085, 9, 1)));
    }

    #[test]
    fn what_is_not_in_the_calendar_is_refused() {
        assert!(LunarDate::of(date(1975, 12, 31)).is_err());
        assert!(LunarDate::of(date(2101, 1, 1)).is_err());
        assert!(LunarDate { day: 1, month: 5, year: 2025, leap: true }.date().is_err());
        assert!(LunarDate { day: 31, month: 1, year: 2025, leap: false }.date().is_err());
        assert!(LunarDate { day: 0, month: 1, year: 2025, leap: false }.date().is_err());
    }
}
