//! PLACEHOLDER, being written.
use crate::failure::Failure;
pub async fn today() -> Failure { Failure::no_such_page() }
pub async fn choose() -> Failure { Failure::no_such_page() }
pub async fn form() -> Failure { Failure::no_such_page() }
pub async fn submit() -> Failure { Failure::no_such_page() }
pub async fn ready() -> Failure { Failure::no_such_page() }
