//! The forms of money: collecting a fee, asking for a voucher to be cancelled, the second person's
//! answer; and what was typed in them.

use super::Form;
use crate::args;
use crate::forms::Filled;
use crate::pages::dossier::said;
use crate::pages::{fee_words, in_english, words};
use crate::ui::{self, Button, Choice, SummaryRow, Width};
use crate::visit::Staff;
use domain::dossier::{AnswerCancellation, CancelVoucher, CollectFee};
use domain::fee::{Charge, Counted, Counting, FeeMethod, Price, Refund, Voucher};
use domain::law::{Refusal, Rule};
use maud::{Markup, html};
use office::dossier::Detail;

/// Rows for papers with different numbers of pages; more than these are collected one after another.
const PAGE_ROWS: usize = 4;
/// The button that only works the amount out: nothing is recorded by it.
const WORK_OUT: (&str, &str) = ("do", "work-out");

/// Whether only the amount is asked for.
pub(super) fn only_works_out(filled: &Filled) -> bool {
    filled.has(WORK_OUT.0, WORK_OUT.1)
}

/// What was counted, and for each line the row of the page it stands in.
fn counted(f: &Filled) -> Result<Vec<(usize, Counted)>, Refusal> {
    let mut out = Vec::new();
    for row in 0..PAGE_ROWS {
        let read = |name: String| match f.get(&name) {
            "" => Ok(0),
            text => text
                .replace(['.', ' '], "")
                .parse::<u32>()
                .map_err(|_| Refusal::new(Rule::FeeCounted).field(name.clone())),
        };
        let (pages, number) = (read(format!("pages-{row}"))?, read(format!("number-{row}"))?);
        if pages > 0 || number > 0 {
            out.push((row, Counted { pages, number }));
        }
    }
    Ok(out)
}

/// Where `counted.1.pages` stands on the page.
pub(super) fn field_on_page(f: &Filled, line: Option<&str>, name: Option<&str>) -> String {
    let rows = counted(f).unwrap_or_default();
    let row = line.and_then(|n| n.parse::<usize>().ok()).and_then(|n| rows.get(n)).map_or(0, |(row, _)| *row);
    format!("{}-{row}", name.unwrap_or("number"))
}

/// Whether an amount can be worked out from what was counted.
pub(super) fn counts_of(me: &Staff, filled: &Filled, detail: &Detail) -> Result<(), Refusal> {
    let office = &me.visit.app.office;
    let lines: Vec<Counted> = counted(filled)?.into_iter().map(|(_, c)| c).collect();
    match office.law().charge(&detail.dossier, office.now()) {
        Charge::Price(price) => price.work_out(&lines).map(|_| ()),
        Charge::Free => Err(Refusal::new(Rule::FeeNone)),
        Charge::NotSet => Err(Refusal::new(Rule::FeeNotSet)),
    }
}

pub(super) fn read_collect(f: &Filled) -> Result<CollectFee, Refusal> {
    let exemption = f.get("exemption").to_owned();
    let method: Option<FeeMethod> = FeeMethod::ALL.into_iter().find(|m| m.key() == f.get("method"));
    Ok(CollectFee {
        counted: if exemption.is_empty() { counted(f)?.into_iter().map(|(_, c)| c).collect() } else { vec![] },
        method: match method {
            Some(method) => method,
            None if !exemption.is_empty() => FeeMethod::Cash,
            None => return Err(Refusal::new(Rule::FieldRequired).field("method")),
        },
        exemption,
        proof: f.get("proof").to_owned(),
        reference: f.get("reference").to_owned(),
        again: f.get("again").to_owned(),
    })
}

pub(super) fn read_cancel(f: &Filled) -> Result<CancelVoucher, Refusal> {
    let refund = match f.get("refund") {
        "given-back" => Refund::GivenBack,
        "never-taken" => Refund::NeverTaken,
        _ => return Err(Refusal::new(Rule::FieldRequired).field("refund")),
    };
    Ok(CancelVoucher {
        voucher: super::read::chosen(f, "voucher")?,
        reason: f.get("reason").to_owned(),
        refund,
        to: if refund == Refund::GivenBack { f.get("to").to_owned() } else { String::new() },
    })
}

pub(super) fn read_answer(f: &Filled) -> Result<AnswerCancellation, Refusal> {
    let confirm = match f.get("confirm") {
        "yes" => true,
        "no" => false,
        _ => return Err(Refusal::new(Rule::FieldRequired).field("confirm")),
    };
    Ok(AnswerCancellation { voucher: super::read::chosen(f, "voucher")?, confirm, note: f.get("note").to_owned() })
}

/// The fields of a collection: what is counted, the amount it makes, exemption, payment.
pub(super) fn collect(f: &Form<'_>) -> Markup {
    let (visit, t, d) = (&f.me.visit, f.me.visit.t, &f.detail.dossier);
    let law = visit.app.office.law();
    let Charge::Price(price) = law.charge(d, visit.app.office.now()) else { return html! {} };
    let exemptions = law.version(&d.procedure).map(|v| v.fee.exemptions.clone()).unwrap_or_default();
    let methods: Vec<Choice> =
        FeeMethod::ALL.into_iter().map(|m| Choice::new(m.key(), words::of(t, "fee-method", &m))).collect();
    let exempt: Vec<Choice> = std::iter::once(Choice::new("", t.s("fee-exempt-none")))
        .chain(exemptions.iter().map(|e| Choice::new(e, in_english::plain(visit, e))))
        .collect();
    html! {
        (tariff(f, &price))
        (counts(f, &price))
        (amount(f, &price))
        @if !exemptions.is_empty() {
            (ui::select(t, f.field("exemption", "fee-exemption").hint(t.s("fee-exemption-hint")), &exempt))
            (ui::text_input(t, f.field("proof", "fee-proof").hint(t.s("fee-proof-hint")).max_length(300)))
        }
        (ui::radios(t, f.group("method", "fee-method").value(f.usual("method", "cash")).inline(), &methods))
        (ui::text_input(t, f.field("reference", "fee-reference").hint(t.s("fee-reference-hint")).width(Width::Half).max_length(200)))
        @if d.fees.standing().next().is_some() { (f.area("again", "fee-again", "fee-again-hint")) }
    }
}

fn tariff(f: &Form<'_>, price: &Price) -> Markup {
    let (visit, t) = (&f.me.visit, f.me.visit.t);
    let law = visit.app.office.law();
    let note = law.version(&f.detail.dossier.procedure).map(|v| visit.text(&v.fee.note).to_owned()).unwrap_or_default();
    let mut rows = vec![SummaryRow::new(t.s("fee-tariff"), fee_words::price(t, price))];
    match &price.decision {
        Some(decision) => rows.push(SummaryRow::new(t.s("fee-decision"), decision)),
        None if !note.is_empty() => rows.push(SummaryRow::new(t.s("fee-basis"), note)),
        None => {}
    }
    if !price.applies_when.is_empty() {
        rows.push(SummaryRow::new(t.s("fee-applies-when"), &price.applies_when));
    }
    ui::summary_list(&rows)
}

fn counts(f: &Form<'_>, price: &Price) -> Markup {
    let t = f.me.visit.t;
    let number = |row: usize, label: &str| {
        let name = format!("number-{row}");
        let field = f.field(&name, label).digits().width(Width::Chars(5));
        // One copy, one paper: the usual case needs no typing.
        let nothing = f.filled.0.iter().all(|(n, _)| *n != name);
        let field = if nothing && row == 0 { field.value("1") } else { field };
        ui::text_input(t, field)
    };
    match price.counting {
        Counting::One => html! {},
        Counting::Number => number(0, &format!("fee-count-{}", price.unit.replace('_', "-"))),
        Counting::Pages => {
            let row = |row: usize| {
                html! {
                    div.govuk-grid-row {
                        div.govuk-grid-column-one-half {
                            (ui::text_input(t, f.field(&format!("pages-{row}"), "fee-count-pages").digits().width(Width::Chars(5))))
                        }
                        div.govuk-grid-column-one-half { (number(row, "fee-count-copies")) }
                    }
                }
            };
            let more = (1..PAGE_ROWS).any(|r| !f.filled.get(&format!("pages-{r}")).is_empty());
            html! {
                p.govuk-hint { (t.s("fee-count-pages-hint")) }
                (row(0))
                details.govuk-details open[more] {
                    summary.govuk-details__summary { span.govuk-details__summary-text { (t.s("fee-count-more")) } }
                    div.govuk-details__text { @for n in 1..PAGE_ROWS { (row(n)) } }
                }
            }
        }
    }
}

/// The amount with its working, as soon as it can be worked out; and the button that does it.
fn amount(f: &Form<'_>, price: &Price) -> Markup {
    let t = f.me.visit.t;
    let lines = counted(f.filled).map(|c| c.into_iter().map(|(_, c)| c).collect::<Vec<_>>());
    let known = price.counting == Counting::One || f.filled.0.iter().any(|(n, _)| n.starts_with("number-"));
    let working = lines.and_then(|lines| price.work_out(&lines)).ok().filter(|_| known);
    html! {
        @if let Some(working) = working {
            div.govuk-inset-text role="status" {
                p.govuk-body { (t.s("fee-to-pay")) ": " strong { (t.dong(working.total.0)) } }
                (fee_words::working(t, &working))
            }
        }
        @if price.counting != Counting::One {
            p { (ui::button_named(Button::Secondary, &t.s("fee-work-out"), WORK_OUT.0, WORK_OUT.1)) }
        }
    }
}

fn voucher_choice(f: &Form<'_>, v: &Voucher) -> Choice {
    let t = f.me.visit.t;
    Choice::new(v.number.to_string(), format!("{} · {}", v.number, t.dong(v.amount().0))).hint(t.f(
        "fee-voucher-taken",
        args!["who" => said::official(&f.me.visit, &v.by), "when" => t.moment_long(v.at),
            "how" => words::of(t, "fee-method", &v.method)],
    ))
}

/// Which voucher, why, and what becomes of the money.
pub(super) fn cancel(f: &Form<'_>) -> Markup {
    let t = f.me.visit.t;
    let vouchers: Vec<&Voucher> = f.detail.dossier.fees.vouchers.iter().filter(|v| v.cancellation.is_none()).collect();
    let only = vouchers.first().map(|v| v.number.to_string()).filter(|_| vouchers.len() == 1).unwrap_or_default();
    let choices: Vec<Choice> = vouchers.iter().map(|v| voucher_choice(f, v)).collect();
    let refunds = [
        Choice::new("given-back", t.s("fee-refund-given-back"))
            .nested(ui::text_input(t, f.field("to", "fee-refund-to").hint(t.s("fee-refund-to-hint")).max_length(300))),
        Choice::new("never-taken", t.s("fee-refund-never-taken")),
    ];
    html! {
        (ui::radios(t, f.group("voucher", "fee-which-voucher").value(f.usual("voucher", &only)), &choices))
        (f.area("reason", "reason", "fee-cancel-reason-hint"))
        (ui::radios(t, f.group("refund", "fee-refund"), &refunds))
        (ui::inset(t.s("fee-cancel-second")))
    }
}

/// What is asked, by whom and why; and the second person's word.
pub(super) fn answer(f: &Form<'_>) -> Markup {
    let (visit, t) = (&f.me.visit, f.me.visit.t);
    let me = &f.me.actor().person;
    let open: Vec<_> = f
        .detail
        .dossier
        .fees
        .vouchers
        .iter()
        .filter_map(|v| Some((v, v.open_request()?)))
        .filter(|(v, c)| v.by.person != *me && c.by.person != *me)
        .collect();
    let only = open.first().map(|(v, _)| v.number.to_string()).filter(|_| open.len() == 1).unwrap_or_default();
    let choices: Vec<Choice> = open.iter().map(|(v, _)| voucher_choice(f, v)).collect();
    html! {
        @for (v, c) in &open {
            (ui::summary_card(&t.f("fee-voucher-n", args!["number" => v.number.to_string()]), &[
                SummaryRow::new(t.s("fee-amount-label"), t.dong(v.amount().0)),
                SummaryRow::new(t.s("fee-asked-by"), t.f("fee-by-at", args![
                    "who" => said::official(visit, &c.by), "when" => t.moment_long(c.asked)])),
                SummaryRow::new(t.s("timeline-reason"), said::written(&said::text(visit, f.detail, &c.reason))),
                SummaryRow::new(t.s("fee-refund"), html! {
                    (words::of(t, "fee-refund", &c.refund))
                    @if let Some(to) = &c.to { ": " (said::text(visit, f.detail, to)) }
                }),
            ]))
        }
        (ui::radios(t, f.group("voucher", "fee-which-voucher").value(f.usual("voucher", &only)), &choices))
        (ui::radios(t, f.group("confirm", "fee-confirm"), &[
            Choice::new("yes", t.s("fee-confirm-yes")), Choice::new("no", t.s("fee-confirm-no"))]))
        (f.note("fee-answer-note"))
    }
}

#[cfg(test)]
mod tests {
    use super::{counted, field_on_page};
    use crate::forms::Filled;

    #[test]
    fn an_error_about_the_second_counted_paper_stands_at_its_own_row() {
        let pairs = [("pages-0", "3"), ("number-0", "1"), ("pages-2", "5"), ("number-2", "")];
        let f = Filled(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
        assert_eq!(counted(&f).unwrap().len(), 2);
        assert_eq!(field_on_page(&f, Some("1"), Some("number")), "number-2");
        let f = Filled(vec![("number-0".into(), "hai".into())]);
        assert_eq!(counted(&f).unwrap_err().field.as_deref(), Some("number-0"));
    }
}
