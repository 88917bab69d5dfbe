//! PLACEHOLDER, being written.
use crate::failure::Failure;
pub async fn inbox() -> Failure { Failure::no_such_page() }
