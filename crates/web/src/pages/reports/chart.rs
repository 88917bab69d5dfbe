//! A chart of the months, drawn as SVG without script; the table below it says the same in figures.

use crate::args;
use crate::i18n::Tr;
use crate::ui::{self, Column};
use domain::report::{Count, Period};
use maud::{Markup, html};

/// Height of the field in which bars stand.
const HEIGHT: i64 = 200;
/// Room for a month.
const MONTH: i64 = 56;
const BAR: i64 = 14;
/// Left of the bars, for the scale.
const LEFT: i64 = 60;
const TOP: i64 = 16;
/// Below the bars, for the names of the months.
const BELOW: i64 = 30;

/// Received, returned, returned late: told apart by lightness as well as by colour.
const SERIES: [(&str, &str); 3] =
    [("received", "motcua-chart__a"), ("returned", "motcua-chart__b"), ("late", "motcua-chart__c")];

fn values(c: &Count) -> [i64; 3] {
    [c.received, c.returned(), c.returned_late]
}

/// The next round number that is not smaller: 1, 2 or 5 with noughts.
fn round_up(n: i64) -> i64 {
    let mut unit = 1;
    loop {
        for step in [1, 2, 5] {
            if n <= step * unit {
                return step * unit;
            }
        }
        unit *= 10;
    }
}

/// Received, returned and late, month by month; nothing for less than two months.
pub(super) fn by_month(t: Tr, months: &[(Period, Count)]) -> Markup {
    if months.len() < 2 {
        return html! {};
    }
    let title = t.s("chart-title");
    let most = round_up(months.iter().flat_map(|(_, c)| values(c)).max().unwrap_or(0).max(4));
    let count = i64::try_from(months.len()).unwrap_or(0);
    let (width, height) = (LEFT + count * MONTH, TOP + HEIGHT + BELOW);
    let y = |n: i64| TOP + HEIGHT - n * HEIGHT / most;
    let name = |p: &Period| t.f("chart-month", args!["month" => p.from.month(), "year" => p.from.year().to_string()]);
    let columns: Vec<Column> = std::iter::once(Column::row_header(t.s("chart-month-title")))
        .chain(SERIES.iter().map(|(key, _)| Column::numeric(t.s(&format!("chart-{key}")))))
        .collect();
    let rows: Vec<Vec<Markup>> = months
        .iter()
        .map(|(p, c)| std::iter::once(html! { (name(p)) }).chain(values(c).map(|n| html! { (t.number(n)) })).collect())
        .collect();
    html! {
        h2.govuk-heading-m { (title) }
        // The table below holds every figure of it.
        div.motcua-chart aria-hidden="true" {
            p.govuk-body-s.motcua-chart__legend {
                @for (key, class) in SERIES {
                    svg.motcua-chart__key width="14" height="14" focusable="false" { rect class=(class) width="14" height="14" {} }
                    (t.s(&format!("chart-{key}"))) " "
                }
            }
            svg viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) focusable="false" {
                @for line in 0..=5 {
                    @let at = most * line / 5;
                    line.motcua-chart__line x1=(LEFT) x2=(width) y1=(y(at)) y2=(y(at)) {}
                    text.motcua-chart__text x=(LEFT - 8) y=(y(at) + 5) text-anchor="end" { (t.number(at)) }
                }
                @for (m, (p, c)) in (0_i64..).zip(months) {
                    @let left = LEFT + m * MONTH + (MONTH - 3 * BAR) / 2;
                    @for (n, (value, (_, class))) in (0_i64..).zip(values(c).into_iter().zip(SERIES)) {
                        rect class=(class) x=(left + n * BAR) y=(y(value)) width=(BAR - 1) height=(TOP + HEIGHT - y(value)) {}
                    }
                    text.motcua-chart__text x=(LEFT + m * MONTH + MONTH / 2) y=(TOP + HEIGHT + 20) text-anchor="middle" {
                        (p.from.strftime("%m/%y"))
                    }
                }
            }
        }
        (ui::data_table_quiet(&title, &columns, &rows))
    }
}

#[cfg(test)]
mod tests {
    use super::{by_month, round_up};
    use crate::i18n::{Lang, Tr};
    use domain::report::{Count, Period};

    #[test]
    fn the_scale_ends_with_a_round_number() {
        assert_eq!([1, 3, 7, 11, 99, 201].map(round_up), [1, 5, 10, 20, 100, 500]);
    }

    #[test]
    fn the_table_below_a_chart_says_what_its_bars_say() {
        let period = Period { from: "2026-01-01".parse().unwrap(), to: "2026-02-28".parse().unwrap() };
        let counts = [Count { received: 7, ..Count::default() }, Count { returned_late: 3, ..Count::default() }];
        let months: Vec<_> = period.months().into_iter().zip(counts).collect();
        let html = by_month(Tr(Lang::Vi), &months).into_string();
        assert_eq!(html.matches("<rect class=\"motcua-chart__a\" x").count(), 2, "{html}");
        assert!(html.contains("height=\"140\"") && html.contains(">7</div>") && html.contains(">3</div>"), "{html}");
        assert_eq!(by_month(Tr(Lang::Vi), &months[..1]).into_string(), "");
    }
}
