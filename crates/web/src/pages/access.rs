//! PLACEHOLDER, being written.
use crate::failure::Failure;
pub async fn sign_in_form() -> Failure { Failure::no_such_page() }
pub async fn sign_in() -> Failure { Failure::no_such_page() }
pub async fn sign_out() -> Failure { Failure::no_such_page() }
pub async fn password_form() -> Failure { Failure::no_such_page() }
pub async fn password() -> Failure { Failure::no_such_page() }
pub async fn sessions() -> Failure { Failure::no_such_page() }
pub async fn end_session() -> Failure { Failure::no_such_page() }
pub async fn posts() -> Failure { Failure::no_such_page() }
pub async fn switch_post() -> Failure { Failure::no_such_page() }
