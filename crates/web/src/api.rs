//! The JSON API: `/api/v1`.

use crate::app::App;
use axum::Router;

/// All routes of the API.
pub fn router(app: &App) -> Router {
    let _ = app;
    Router::new()
}
