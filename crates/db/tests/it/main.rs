//! The database module against its two databases; `ATHENA_TEST_DATABASE` says which.

mod basics;

use db::Migration;
use db::testing::{TestDb, fresh};

pub(crate) static MIGRATIONS: &[Migration] = &[db::migration!("../migrations/0001_things.sql")];

pub(crate) async fn things() -> TestDb {
    fresh(MIGRATIONS).await
}
