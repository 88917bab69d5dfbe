//! The counter: today, choosing a procedure, receiving, results to hand over.

mod desk;
mod form;
mod read;
mod ready;

pub use desk::{choose, today};
pub use form::{form, submit};
pub use ready::ready;

use crate::failure::Failure;
use crate::visit::Staff;
use domain::law::Rule;
use domain::organisation::PostKind;
use office::Error;

/// The counter's pages are for the counter's posts (ND 61/2018 art. 17, 20).
fn at_the_counter(me: &Staff) -> Result<(), Failure> {
    match me.actor().kind {
        PostKind::ReceptionOfficer | PostKind::HeadOfOneStop => Ok(()),
        _ => Err(Error::Denied(Rule::NotThisPost).into()),
    }
}
