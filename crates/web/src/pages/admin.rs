//! PLACEHOLDER, being written.
use crate::failure::Failure;
pub async fn overview() -> Failure { Failure::no_such_page() }
pub async fn organisation() -> Failure { Failure::no_such_page() }
pub async fn people() -> Failure { Failure::no_such_page() }
pub async fn add_person() -> Failure { Failure::no_such_page() }
pub async fn appoint() -> Failure { Failure::no_such_page() }
pub async fn leave() -> Failure { Failure::no_such_page() }
pub async fn account() -> Failure { Failure::no_such_page() }
pub async fn procedures() -> Failure { Failure::no_such_page() }
pub async fn procedure() -> Failure { Failure::no_such_page() }
pub async fn publish() -> Failure { Failure::no_such_page() }
pub async fn withdraw() -> Failure { Failure::no_such_page() }
pub async fn limit() -> Failure { Failure::no_such_page() }
pub async fn tokens() -> Failure { Failure::no_such_page() }
pub async fn issue_token() -> Failure { Failure::no_such_page() }
pub async fn revoke_token() -> Failure { Failure::no_such_page() }
