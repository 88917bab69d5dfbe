//! Work done on paper during an outage: the question on a form, and what was answered.

use crate::args;
use crate::forms::Filled;
use crate::ui::{self, Choice, DateValue, ErrorList, Field, Group, Width};
use crate::visit::Staff;
use domain::calendar::{Date, Time, Timestamp, instant, local};
use domain::law::{Refusal, Rule};
use domain::organisation::outage::Outage;
use maud::{Markup, html};

/// The field of the page at which a wrong time is told.
pub(crate) const FIELD: &str = "paper-time";

/// Outages of the actor's unit that have begun, the latest first; no more than a form can show.
fn outages(me: &Staff) -> Vec<Outage> {
    let office = &me.visit.app.office;
    let law = office.law();
    let now = office.now();
    let mut all: Vec<Outage> =
        law.organisation.outages_of(&me.actor().unit).filter(|o| o.from <= now).cloned().collect();
    all.sort_by_key(|o| std::cmp::Reverse(o.from));
    all.truncate(5);
    all
}

/// Whether there is anything to enter later.
pub(crate) fn any(me: &Staff) -> bool {
    !outages(me).is_empty()
}

/// From when to when: "07:30 24/08/2026 – 10:00 24/08/2026".
pub(crate) fn span(me: &Staff, o: &Outage) -> String {
    let t = me.visit.t;
    match o.to {
        Some(to) => t.span(o.from, to),
        None => format!("{} – {}", t.datetime(o.from), t.s("outage-lasts")),
    }
}

/// The question; nothing where the unit has had no outage.
pub(crate) fn fields(me: &Staff, f: &Filled, errors: &ErrorList) -> Markup {
    let t = me.visit.t;
    let known = outages(me);
    let Some(latest) = known.first() else { return html! {} };
    let ticked = f.has("on_paper", "1");
    let usual = DateValue::from(local(latest.from).date());
    let part = |name: &str| f.get(&format!("paper-{name}")).to_owned();
    let typed = if ticked { DateValue { day: part("day"), month: part("month"), year: part("year") } } else { usual };
    let spans: Vec<String> = known.iter().map(|o| span(me, o)).collect();
    let inner = html! {
        (ui::date_input(t, Group::new("paper", t.s("paper-date")).error(errors.of("paper")), &typed))
        (ui::text_input(t, Field::new(FIELD, t.s("paper-time")).hint(t.s("paper-time-hint")).value(f.get(FIELD))
            .error(errors.of(FIELD)).width(Width::Chars(5))))
    };
    let choice = Choice::new("1", t.s("paper-yes")).checked(ticked).nested(inner);
    html! {
        details.govuk-details open[ticked || f.has("paper", "1")] {
            summary.govuk-details__summary { span.govuk-details__summary-text { (t.s("paper-title")) } }
            div.govuk-details__text {
                p.govuk-body { (t.f("paper-hint", args!["spans" => spans.join("; ")])) }
                (ui::checkboxes(t, Group::new("on_paper", t.s("paper-question")).small(), &[choice]))
            }
        }
    }
}

/// When it was done on paper; `None`: it is done now.
pub(crate) fn read(f: &Filled) -> Result<Option<Timestamp>, Refusal> {
    if !f.has("on_paper", "1") {
        return Ok(None);
    }
    let wrong = |field: &str| Refusal::new(Rule::FieldMalformed).field(field);
    let part = |name: &str| f.get(&format!("paper-{name}")).to_owned();
    let (Ok(day), Ok(month), Ok(year)) = (part("day").parse(), part("month").parse(), part("year").parse()) else {
        return Err(wrong("paper"));
    };
    let date = Date::new(year, month, day).map_err(|_| wrong("paper"))?;
    let time = time(f.get(FIELD)).ok_or_else(|| wrong(FIELD))?;
    Ok(Some(instant(date.to_datetime(time))))
}

/// A time of day as people write it: `9:05`, `09.05`, `9h05`.
pub(crate) fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once([':', '.', 'h', 'g'])?;
    let minute = if minute.is_empty() { "0" } else { minute };
    Time::new(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::{read, time};
    use crate::forms::Filled;
    use domain::calendar::Time;

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for text in ["9:05", "09.05", "9h05", " 09:05 "] {
            assert_eq!(time(text), Some(Time::constant(9, 5, 0, 0)), "{text}");
        }
        assert_eq!(time("9h"), Some(Time::constant(9, 0, 0, 0)));
        assert!(["", "9", "25:00", "9:60", "chín giờ"].iter().all(|text| time(text).is_none()));
    }

    #[test]
    fn what_is_not_ticked_is_done_now_whatever_stands_beside_it() {
        let pairs = |ticked: &str| {
            [
                ("on_paper", ticked),
                ("paper-day", "24"),
                ("paper-month", "8"),
                ("paper-year", "2026"),
                ("paper-time", ""),
            ]
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .to_vec()
        };
        assert_eq!(read(&Filled(pairs(""))), Ok(None));
        assert_eq!(read(&Filled(pairs("1"))).unwrap_err().field.as_deref(), Some("paper-time"));
    }
}
