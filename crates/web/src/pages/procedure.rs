//! PLACEHOLDER, being written.
use crate::failure::Failure;
pub async fn list() -> Failure { Failure::no_such_page() }
pub async fn show() -> Failure { Failure::no_such_page() }
