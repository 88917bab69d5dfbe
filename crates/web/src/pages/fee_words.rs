//! Money in words that several rooms share: a price, a working, where a dossier stands with its fee.

use crate::args;
use crate::i18n::Tr;
use domain::fee::{FeeMethod, Price, Standing, Working, WorkingLine};
use domain::money::Dong;
use domain::procedure::Version;
use maud::{Markup, html};
use store::fee::Flow;

use crate::visit::Visit;

/// "mỗi trang", "mỗi bản sao"; the dossier's own word where nothing is counted.
fn unit(t: Tr, unit: &str) -> String {
    let key = format!("fee-unit-{}", unit.replace('_', "-"));
    if t.has(&key) { t.s(&key) } else { unit.to_owned() }
}

/// What it costs: "2.000 đồng mỗi trang".
pub fn price(t: Tr, price: &Price) -> String {
    t.f("fee-amount", args!["amount" => t.dong(price.amount.0), "unit" => unit(t, &price.unit)])
}

/// How an amount came about, one line of a list for each counted line.
pub fn working(t: Tr, w: &Working) -> Markup {
    html! {
        @if let [only] = &w.lines[..] { p.govuk-body { (line(t, w, only)) } }
        @else { ul.govuk-list.govuk-list--bullet { @for l in &w.lines { li { (line(t, w, l)) } } } }
    }
}

/// "3 trang: 2 × 2.000 + 1 × 1.000 = 5.000 đồng; 2 bản × 5.000 = 10.000 đồng".
pub fn line(t: Tr, w: &Working, l: &WorkingLine) -> String {
    let rates: Vec<String> = l.rates.iter().map(|r| format!("{} × {}", r.times, t.number(r.amount.0))).collect();
    let mut out = String::new();
    if l.pages > 0 {
        out = t.f("fee-working-pages", args!["n" => l.pages]);
        out.push_str(": ");
        out.push_str(&rates.join(" + "));
        out.push_str(" = ");
        out.push_str(&t.dong(l.rates.iter().map(|r| i64::from(r.times) * r.amount.0).sum()));
        if l.capped {
            out.push_str("; ");
            out.push_str(&t.f("fee-working-capped", args!["amount" => t.dong(l.each.0)]));
        }
        if l.number > 1 {
            out.push_str("; ");
            out.push_str(&t.f("fee-working-copies", args!["n" => l.number]));
            out.push_str(" × ");
            out.push_str(&t.number(l.each.0));
            out.push_str(" = ");
            out.push_str(&t.dong(l.sum.0));
        }
        return out;
    }
    if l.number > 1 {
        for part in [&l.number.to_string(), " × ", &t.number(l.each.0), " = ", &t.dong(l.sum.0)] {
            out.push_str(part);
        }
    } else {
        out.push_str(&t.f("fee-amount", args!["amount" => t.dong(l.sum.0), "unit" => unit(t, &w.unit)]));
    }
    out
}

/// Where a dossier stands with its fee, in one sentence for staff.
pub fn standing(visit: &Visit, version: Option<&Version>, of: &Standing) -> String {
    let t = visit.t;
    match of {
        Standing::Free => t.s("fee-standing-free"),
        Standing::NotSet => {
            let note = version.map(|v| visit.text(&v.fee.note)).unwrap_or_default();
            t.f("fee-standing-not-set", args!["note" => note])
        }
        Standing::Exempt => t.s("fee-standing-exempt"),
        Standing::Paid(sum) => t.f("fee-standing-paid", args!["amount" => t.dong(sum.0)]),
        Standing::Due(p) if p.applies_when.is_empty() => t.f("fee-standing-due", args!["price" => price(t, p)]),
        Standing::Due(p) => {
            t.f("fee-standing-due-when", args!["price" => price(t, p), "when" => p.applies_when.as_str()])
        }
    }
}

/// The same for whoever holds the receipt.
pub fn standing_plain(visit: &Visit, version: Option<&Version>, of: &Standing) -> String {
    let t = visit.t;
    match of {
        Standing::Free => t.s("fee-standing-free"),
        Standing::NotSet => {
            let note = version.map(|v| visit.text(&v.fee.note)).unwrap_or_default();
            t.f("fee-plain-not-set", args!["note" => note])
        }
        Standing::Exempt => t.s("fee-plain-exempt"),
        Standing::Paid(sum) => t.f("fee-plain-paid", args!["amount" => t.dong(sum.0)]),
        Standing::Due(p) if p.applies_when.is_empty() => t.f("fee-plain-due", args!["price" => price(t, p)]),
        Standing::Due(p) => {
            t.f("fee-standing-due-when", args!["price" => price(t, p), "when" => p.applies_when.as_str()])
        }
    }
}

/// An amount; a dash for none.
pub fn some(t: Tr, amount: Dong) -> String {
    if amount.0 == 0 { "–".to_owned() } else { t.dong(amount.0) }
}

/// Sums by how it was paid, added up.
pub fn total(flows: &[(FeeMethod, Flow)]) -> Flow {
    flows.iter().fold(Flow::default(), |a, (_, f)| Flow {
        taken: Dong(a.taken.0 + f.taken.0),
        back: Dong(a.back.0 + f.back.0),
        vouchers: a.vouchers + f.vouchers,
        cancelled: a.cancelled + f.cancelled,
    })
}
