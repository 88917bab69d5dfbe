//! Work done on paper during an outage and entered later: the one place where a time comes from a
//! person and not from the server's clock.

use super::Dossier;
use super::command::ActKind;
use super::context::Context;
use crate::law::{Refusal, Rule};
use calendar::{Timestamp, local};

/// The field of a request that carries the time.
const FIELD: &str = "done_on_paper.at";

/// Whether an act may have been done on paper at `cx.now` and be entered at `entered`: within an outage
/// that is on record for the actor's unit, after all that is on record of the dossier, by somebody
/// who was in that post on that day.
pub(super) fn check(
    state: Option<&Dossier>,
    kind: ActKind,
    cx: &Context<'_>,
    entered: Timestamp,
) -> Result<(), Refusal> {
    let refuse = |why: &str| Err(Refusal::new(Rule::ServerClock).detail(why).field(FIELD));
    let organisation = &cx.law.organisation;
    let at = cx.now;
    if !kind.is_done_on_paper() {
        return refuse("this act is not done on paper");
    }
    if at > entered {
        return refuse("this time has not come yet");
    }
    if !organisation.had_outage(&cx.by.unit, at) {
        return refuse("no outage of this unit is on record for this time");
    }
    if state.is_some_and(|d| at < d.touched) {
        return refuse("an act on record lies after this time");
    }
    let day = local(at).date();
    let own = organisation.posts_of(&cx.by.person, day).iter().any(|p| p.id == cx.by.post);
    let lent = organisation.delegations_to(&cx.by.person, day).iter().any(|x| x.from_post == cx.by.post);
    if own || lent { Ok(()) } else { Err(Refusal::new(Rule::NotInPost).field(FIELD)) }
}
