//! What a dossier costs and what was paid for it: the card on its page.

use super::said;
use crate::args;
use crate::pages::paper::paper_href;
use crate::pages::{fee_words, words};
use crate::ui::{self, Column, SummaryRow, Tag};
use crate::visit::Staff;
use domain::fee::{Standing, Voucher};
use domain::paper::PaperKind;
use domain::procedure::Version;
use maud::{Markup, html};
use office::dossier::Detail;

/// The card with the standing and all vouchers, cancelled ones struck through.
pub(super) fn card(me: &Staff, detail: &Detail, version: Option<&Version>) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    if d.received.is_none() {
        return html! {};
    }
    let standing = visit.app.office.fee_standing(d);
    let mut rows = vec![SummaryRow::new(
        t.s("fee-standing"),
        html! {
            (fee_words::standing(visit, version, &standing))
            @if matches!(&standing, Standing::Due(p) if p.applies_when.is_empty()) { " " (ui::tag(Tag::Waiting, &t.s("fee-not-paid"))) }
        },
    )];
    if let Some(e) = &d.fees.exemption {
        rows.push(SummaryRow::new(t.s("fee-exemption"), &e.exemption));
        rows.push(SummaryRow::new(t.s("fee-proof"), said::text(visit, detail, &e.proof)));
    }
    html! {
        (ui::summary_card(&t.s("fee-card"), &rows))
        @if !d.fees.vouchers.is_empty() { (vouchers(me, detail)) }
    }
}

fn vouchers(me: &Staff, detail: &Detail) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    let columns = [
        Column::row_header(t.s("fee-voucher")),
        Column::new(t.s("fee-taken")),
        Column::numeric(t.s("fee-amount-label")),
    ];
    let rows: Vec<Vec<Markup>> = d
        .fees
        .vouchers
        .iter()
        .map(|v| {
            let number = v.number.to_string();
            let place = d.issued.iter().position(|p| {
                p.issued.kind == PaperKind::Voucher
                    && (p.issued.year, p.issued.number) == (v.number.year, v.number.order)
            });
            let link = if let Some(at) = place {
                ui::code_link(&paper_href(d.id, at + 1), &number)
            } else {
                html! { span.motcua-nowrap { (number) } }
            };
            let cancelled = v.is_cancelled();
            vec![
                html! { @if cancelled { s { (link) } } @else { (link) } },
                html! {
                    (said::official(visit, &v.by)) br;
                    span."govuk-body-s" { (t.datetime(v.at)) " · " (words::of(t, "fee-method", &v.method)) }
                    (cancellation(me, detail, v))
                },
                html! { @if cancelled { s { (t.dong(v.amount().0)) } } @else { (t.dong(v.amount().0)) } },
            ]
        })
        .collect();
    ui::data_table(&t.s("fee-vouchers"), &columns, &rows)
}

/// Who asked for the cancellation and who confirmed it.
pub(super) fn cancellation(me: &Staff, detail: &Detail, v: &Voucher) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let Some(c) = &v.cancellation else { return html! {} };
    let by_at = |by, at| t.f("fee-by-at", args!["who" => said::official(visit, by), "when" => t.datetime(at)]);
    html! {
        p."govuk-body-s".motcua-tight {
            @if c.confirmed.is_some() { (ui::tag(Tag::Late, &t.s("fee-cancelled"))) }
            @else { (ui::tag(Tag::Waiting, &t.s("fee-cancel-open"))) }
            " " (said::text(visit, detail, &c.reason))
        }
        p."govuk-body-s".motcua-tight { (t.s("fee-asked-by")) ": " (by_at(&c.by, c.asked)) }
        @if let Some(x) = &c.confirmed {
            p."govuk-body-s".motcua-tight { (t.s("fee-confirmed-by")) ": " (by_at(&x.by, x.at)) }
        }
    }
}
