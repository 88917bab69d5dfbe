//! Files: the part of a form in which they are chosen, uploads piece by piece for the script, and
//! files of a dossier opened to be read.

mod chooser;
mod serve;
mod upload;

pub(crate) use chooser::{Chooser, RESULT, described, given};
pub use serve::show;
pub(crate) use serve::{list, response, shows};
pub use upload::{begin, drop_one, state, write_on};
