//! Every statement, prepared on this database, with its types checked.

use crate::support::world;

#[tokio::test]
async fn every_statement_is_understood_by_this_database() {
    world(async |t| {
        assert!(db::all_sql().len() > 50, "the statements of the rooms are registered");
        let problems = t.app.db.check_sql().await;
        assert!(problems.is_empty(), "{problems:#?}");
    })
    .await;
}
