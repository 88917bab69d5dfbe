//! PLACEHOLDER, being written.
use crate::failure::Failure;
pub async fn by_code() -> Failure { Failure::no_such_page() }
pub async fn by_token() -> Failure { Failure::no_such_page() }
