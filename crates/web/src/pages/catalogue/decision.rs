//! What a leader signs about a procedure as a whole: suspended, received again, abolished.

use super::{known, name_of, today};
use crate::failure::Failure;
use crate::forms::Filled;
use crate::pages::admin::tried::{Sent, Tried};
use crate::pages::dossier::framed;
use crate::pages::procedure::standing;
use crate::ui::{self, Button};
use crate::visit::Staff;
use axum::response::Response;
use domain::id::ProcedureKey;
use domain::law::Rule;
use domain::procedure::ProcedureCommand;
use maud::{Markup, html};
use office::Error;
use office::grant::{Decide, Grant};

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Suspend,
    Lift,
    Abolish,
}

impl Kind {
    /// Its word in addresses and texts.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Suspend => "suspend",
            Kind::Lift => "lift",
            Kind::Abolish => "abolish",
        }
    }
}

/// Who may sign for this procedure, or the rule that stands against it.
fn may(me: &Staff, key: &ProcedureKey) -> Result<(), Failure> {
    Grant::<Decide>::of(me.actor())?;
    if me.visit.app.office.decides_on(me.actor(), key) { Ok(()) } else { Err(Error::Denied(Rule::NotThisUnit).into()) }
}

pub(super) fn form(me: &Staff, key: &ProcedureKey, kind: Kind, tried: &Tried<'_>) -> Result<Markup, Failure> {
    may(me, key)?;
    let (visit, t) = (&me.visit, me.visit.t);
    let (_, published) = known(me, key.as_str())?;
    let word = kind.word();
    let title = t.s(&format!("life-{word}-title"));
    let field = |name: &str, label: &str| tried.field(t, word, name, label, "");
    let body = html! {
        (tried.summary(t))
        (ui::heading(Some(&name_of(me, &published)), &title))
        (standing::notice(visit, &published, today(me)))
        p.govuk-body { (t.s(&format!("life-{word}-what"))) }
        (ui::form_post(&format!("/catalogue/{key}/{word}"), me.csrf(), html! {
            (ui::text_input(t, field("decision", "life-decision").hint(t.s("life-decision-hint")).max_length(200).required()))
            (tried.date(t, word, "from", &format!("life-{word}-from"), "life-from-hint", Some(today(me))))
            (ui::textarea(t, field("reason", "reason").hint(t.s("life-reason-hint")).rows(3).max_length(2000).required()))
            (ui::button(if kind == Kind::Lift { Button::Primary } else { Button::Warning }, &t.s(&format!("life-{word}-button"))))
        }))
    };
    Ok(framed(me, &title, &format!("/catalogue/{key}"), body))
}

pub(super) async fn sign(me: &Staff, key: &ProcedureKey, kind: Kind, f: &Filled) -> Result<Response, Failure> {
    may(me, key)?;
    let word = kind.word();
    let sent = Sent { form: word, filled: f };
    let answer = async {
        let from = sent.date("from")?;
        let (decision, reason) = (sent.get("decision").to_owned(), sent.get("reason").to_owned());
        let command = match kind {
            Kind::Suspend => ProcedureCommand::Suspend { from, decision, reason },
            Kind::Lift => ProcedureCommand::Lift { from, decision, reason },
            Kind::Abolish => ProcedureCommand::Abolish { from, decision, reason },
        };
        me.visit.app.office.change_procedure(me.actor(), key, command).await
    };
    let next = format!("/catalogue/{key}?done=life-{word}");
    sent.answer(me.visit.t, answer.await, &next, async |tried| form(me, key, kind, tried)).await
}
