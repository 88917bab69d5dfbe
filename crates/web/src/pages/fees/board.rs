//! What the office took, on the leader's board: today and this month, by unit.

use crate::args;
use crate::failure::Failure;
use crate::pages::fee_words;
use crate::ui::{self, Column};
use crate::visit::Staff;
use domain::calendar::{Date, local};
use domain::fee::FeeMethod;
use domain::id::UnitId;
use maud::{Markup, html};
use std::collections::BTreeMap;
use store::fee::Flow;

/// The sums of a unit and those below it; nothing where none took money this month.
pub(crate) async fn section(me: &Staff, unit: &UnitId) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let office = &visit.app.office;
    let today = local(office.now()).date();
    let first = Date::new(today.year(), today.month(), 1).unwrap_or(today);
    let day = by_unit(office.fee_sums(me.actor(), Some(unit.clone()), (today, today)).await?.units);
    let month = by_unit(office.fee_sums(me.actor(), Some(unit.clone()), (first, today)).await?.units);
    if month.is_empty() {
        return Ok(html! {});
    }
    let columns = [
        Column::row_header(t.s("board-unit")),
        Column::numeric(t.s("fees-board-today")),
        Column::numeric(t.f("fees-board-month", args!["date" => t.date(first)])),
        Column::numeric(t.s("fees-back")),
        Column::numeric(t.s("fees-vouchers-given")),
    ];
    let cells = |today: Flow, month: Flow| {
        [
            fee_words::some(t, today.net()),
            t.dong(month.net().0),
            fee_words::some(t, month.back),
            t.number(month.vouchers),
        ]
    };
    let mut rows: Vec<Vec<Markup>> = month
        .iter()
        .map(|(u, flows)| {
            let today = day.get(u).map(|f| fee_words::total(f)).unwrap_or_default();
            let mut row = vec![ui::link(&format!("/fees/day?unit={u}"), &visit.unit_name(u))];
            row.extend(cells(today, fee_words::total(flows)).map(|c| html! { (c) }));
            row
        })
        .collect();
    if month.len() > 1 {
        let all = |of: &BTreeMap<UnitId, Vec<(FeeMethod, Flow)>>| {
            fee_words::total(&of.values().flatten().copied().collect::<Vec<_>>())
        };
        let mut row = vec![html! { strong { (t.s("fees-total")) } }];
        row.extend(cells(all(&day), all(&month)).map(|c| html! { strong { (c) } }));
        rows.push(row);
    }
    Ok(ui::data_table(&t.s("fees-board"), &columns, &rows))
}

fn by_unit(sums: Vec<(UnitId, FeeMethod, Flow)>) -> BTreeMap<UnitId, Vec<(FeeMethod, Flow)>> {
    let mut out: BTreeMap<UnitId, Vec<(FeeMethod, Flow)>> = BTreeMap::new();
    for (unit, method, flow) in sums {
        out.entry(unit).or_default().push((method, flow));
    }
    out
}
