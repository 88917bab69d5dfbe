//! PLACEHOLDER, being written.
use crate::failure::Failure;
pub async fn form() -> Failure { Failure::no_such_page() }
pub async fn submit() -> Failure { Failure::no_such_page() }
