//! How papers write moments, limits and names of bodies: in Vietnamese, whatever the reader's language.

use domain::calendar::{Limit, WorkingTime, local};
use domain::organisation::{Organisation, Unit};
use jiff::Timestamp;

/// Minutes of a working day; how much of a limit a step has is said in such days.
const DAY: u32 = 8 * 60;

/// "09 giờ 05 phút, ngày 14/08/2026".
pub fn moment(at: Timestamp) -> String {
    let l = local(at);
    format!("{:02} giờ {:02} phút, {}", l.hour(), l.minute(), day(at))
}

/// "ngày 14/08/2026".
pub fn day(at: Timestamp) -> String {
    format!("ngày {}", date(at))
}

/// "14/08/2026".
pub fn date(at: Timestamp) -> String {
    let l = local(at);
    format!("{:02}/{:02}/{}", l.day(), l.month(), l.year())
}

/// "ngày 04 tháng 8 năm 2026": days below 10 and the months 1 and 2 with a nought (ND 30/2020 Annex I).
pub fn date_line(at: Timestamp) -> String {
    let l = local(at);
    let month = if l.month() < 3 { format!("{:02}", l.month()) } else { l.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", l.day(), l.year())
}

/// A limit in Vietnamese words.
pub fn limit_in_words(limit: Limit) -> String {
    match limit {
        Limit::WorkingDays(n) => format!("{n} ngày làm việc"),
        Limit::WorkingHours(n) => format!("{n} giờ làm việc"),
        Limit::CalendarDays(n) => format!("{n} ngày"),
        Limit::Months(n) => format!("{n} tháng"),
        Limit::ClockHours(n) => format!("{n} giờ liên tục"),
        Limit::SameDay { cutoff } => format!(
            "trong ngày; tiếp nhận sau {:02}:{:02} thì trong ngày làm việc tiếp theo",
            cutoff.hour(),
            cutoff.minute()
        ),
    }
}

/// A share of working time: "2 ngày 4 giờ làm việc", "30 phút".
pub fn working(time: WorkingTime) -> String {
    let minutes = time.minutes();
    let parts = [(minutes / DAY, "ngày"), (minutes % DAY / 60, "giờ"), (minutes % 60, "phút")];
    let said: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, of)| format!("{n} {of}")).collect();
    if said.is_empty() { String::new() } else { format!("{} làm việc", said.join(" ")) }
}

/// A size as file managers show it, rounded up: "812 KB", "1,2 MB".
pub fn size(bytes: u64) -> String {
    const KILO: u64 = 1024;
    match bytes {
        n if n < KILO => format!("{n} B"),
        n if n < KILO * KILO => format!("{} KB", n.div_ceil(KILO)),
        n => {
            let tenths = (n * 10).div_ceil(KILO * KILO);
            match tenths % 10 {
                0 => format!("{} MB", tenths / 10),
                tenth => format!("{},{tenth} MB", tenths / 10),
            }
        }
    }
}

/// A hash in groups of eight digits.
pub fn in_groups(sha256: &str) -> String {
    let digits: Vec<char> = sha256.chars().collect();
    digits.chunks(8).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The body above a unit, where there is one, and the unit.
pub fn bodies(org: &Organisation, unit: &Unit) -> Vec<String> {
    let above = unit.parent.as_ref().and_then(|p| org.unit(p)).map(|u| u.name.vi.clone());
    above.into_iter().chain([unit.name.vi.clone()]).collect()
}

#[cfg(test)]
mod tests {
    use super::{date_line, working};
    use domain::calendar::{WorkingTime, instant};

    #[test]
    fn a_date_is_written_as_the_decree_says() {
        let at = |text: &str| instant(format!("{text}T09:00").parse().unwrap());
        assert_eq!(date_line(at("2026-02-03")), "ngày 03 tháng 02 năm 2026");
        assert_eq!(date_line(at("2026-08-14")), "ngày 14 tháng 8 năm 2026");
    }

    #[test]
    fn working_time_is_said_in_days_of_eight_hours() {
        assert_eq!(working(WorkingTime::from_minutes(20 * 60 + 30)), "2 ngày 4 giờ 30 phút làm việc");
        assert_eq!(working(WorkingTime::from_minutes(0)), "");
    }
}
