//! One router: pages, JSON API, sessions, assets.
