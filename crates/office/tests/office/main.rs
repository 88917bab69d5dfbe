//! The office seen through its one door: commands in, answers out, on all databases.

mod every_procedure;
