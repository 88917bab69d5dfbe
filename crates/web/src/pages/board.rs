//! PLACEHOLDER, being written.
use crate::failure::Failure;
pub async fn show() -> Failure { Failure::no_such_page() }
pub async fn to_sign() -> Failure { Failure::no_such_page() }
pub async fn sign() -> Failure { Failure::no_such_page() }
pub async fn late() -> Failure { Failure::no_such_page() }
pub async fn soon() -> Failure { Failure::no_such_page() }
pub async fn delegations() -> Failure { Failure::no_such_page() }
pub async fn delegate() -> Failure { Failure::no_such_page() }
