//! Events, state and views on SQLite or PostgreSQL: the only room with SQL in it.

pub mod db;
pub mod migrate;
