//! The one integration test binary: the rooms' behaviour through HTTP, on the database that
//! `ATHENA_TEST_DATABASE` names (SQLite without it).

mod support;

mod accounts;
mod architecture;
mod canary;
mod commands;
mod edge;
mod matrix;
mod races;
mod schema;
mod sql;
mod texts;
