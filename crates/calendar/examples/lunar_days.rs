//! Prints the lunar date of every day from 1976 to 2100, for comparison with programs of others:
//! `2026-02-17 1/1/2026`, with `+` behind the month where it is a leap month.

use std::io::{BufWriter, Write, stdout};

use calendar::LunarDate;
use jiff::civil::date;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(stdout().lock());
    let mut day = date(1976, 1, 1);
    while day.year() <= 2100 {
        let lunar = LunarDate::of(day)?;
        writeln!(out, "{day} {}/{}{}/{}", lunar.day, lunar.month, if lunar.leap { "+" } else { "" }, lunar.year)?;
        day = day.tomorrow()?;
    }
    Ok(())
}
