//! The fields of acts that put right in whose hands things are.

use super::Form;
use crate::pages::words;
use crate::ui::{self, Choice, Width};
use domain::dossier::{BackTo, Recipient, ReturnFault, ReturnProof};
use maud::{Markup, html};

/// A wrong result goes back from the counter.
pub(super) fn take_back_result(f: &Form<'_>) -> Markup {
    let t = f.me.visit.t;
    let choices: Vec<Choice> = [BackTo::Sign, BackTo::Handle]
        .into_iter()
        .map(|to| Choice::new(words::word(&to), words::of(t, "back-to", &to)))
        .collect();
    html! {
        (ui::radios(t, f.group("to", "take-back-to"), &choices))
        (f.area("reason", "reason", "take-back-reason-hint"))
    }
}

/// In whose hands a result is.
pub(super) fn correct_return(f: &Form<'_>) -> Markup {
    let t = f.me.visit.t;
    let choices: Vec<Choice> = ReturnFault::ALL
        .into_iter()
        .map(|what| {
            let hint = t.s(&format!("return-fault-{}-hint", words::word(&what)));
            Choice::new(variant(&what), words::of(t, "return-fault", &what)).hint(hint)
        })
        .collect();
    html! {
        (ui::radios(t, f.group("what", "correct-return-what"), &choices))
        p.govuk-hint { (t.s("correct-return-who-hint")) }
        (taker(f, "correct-return-to"))
        (f.area("reason", "reason", "correct-return-reason-hint"))
    }
}

/// Originals that were left behind.
pub(super) fn give_back_originals(f: &Form<'_>) -> Markup {
    let t = f.me.visit.t;
    html! {
        (taker(f, "give-back-to"))
        (ui::textarea(t, f.field("kept", "give-back-kept").hint(t.s("give-back-kept-hint")).optional(t).rows(3).max_length(1000)))
    }
}

/// The word of JSON.
fn variant<V: serde::Serialize>(of: &V) -> String {
    words::word(of).replace('-', "_")
}

/// Who takes it, and what proves it.
fn taker(f: &Form<'_>, legend: &str) -> Markup {
    let t = f.me.visit.t;
    let proofs = [ReturnProof::Signature, ReturnProof::Code, ReturnProof::PostReceipt, ReturnProof::IdentityDocument];
    let proofs: Vec<Choice> = proofs.iter().map(|p| Choice::new(variant(p), words::of(t, "proof", p))).collect();
    html! {
        (ui::radios(t, f.group("to", legend), &recipients(f)))
        (ui::radios(t, f.group("proof", "return-proof"), &proofs))
        (ui::text_input(t, f.field("reference", "return-reference").hint(t.s("return-reference-hint")).width(Width::Half).max_length(200)))
    }
}

/// The applicant, the representative if there is one, or another person with the paper that says so.
pub(super) fn recipients(f: &Form<'_>) -> Vec<Choice> {
    let t = f.me.visit.t;
    let said = |to: Recipient| Choice::new(words::word(&to), words::of(t, "recipient", &to));
    let mut to = vec![said(Recipient::Applicant).hint(f.detail.applicant.name.as_str())];
    if let Some((who, _)) = &f.detail.representative {
        to.push(said(Recipient::Representative).hint(who.name.as_str()));
    }
    to.push(said(Recipient::Other).nested(html! {
        (ui::text_input(t, f.field("name", "return-name").max_length(200)))
        (ui::text_input(t, f.field("authorisation", "return-authorisation").max_length(300)))
    }));
    to
}
