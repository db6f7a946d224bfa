//! Both databases have the same shape, and every column is marked.

use db::schema::{Audience, Mark, declared, owners, shape};
use db::testing::{Cluster, fresh_postgres, fresh_sqlite};

use crate::{MIGRATIONS, things};

#[tokio::test]
async fn every_column_of_the_database_is_declared_and_marked() {
    let db = things().await;
    let declared = declared(MIGRATIONS);
    for column in shape(&db).await.unwrap().columns {
        let mark = declared
            .iter()
            .find(|known| known.table == column.table_name && known.column == column.column_name)
            .and_then(|known| known.mark);
        assert!(mark.is_some(), "{}.{} has no mark", column.table_name, column.column_name);
    }
    let name = declared.iter().find(|known| known.table == "thing" && known.column == "name").unwrap();
    assert_eq!(name.mark, Some(Mark::Personal(Audience::Members)));
    assert!(owners(MIGRATIONS).contains(&("part".to_owned(), "things")));
}

#[tokio::test]
async fn both_databases_have_the_same_shape() {
    let Some(server) = tokio::task::spawn_blocking(Cluster::start).await.unwrap() else { return };
    let one = fresh_sqlite(MIGRATIONS, |_| {}).await;
    let other = fresh_postgres(server.url(), MIGRATIONS, |_| {}).await;
    let (one, other) = (shape(&one).await.unwrap(), shape(&other).await.unwrap());
    assert_eq!(one.columns, other.columns);
    assert!(one.loose.is_empty());
    // The log is found by its place on PostgreSQL only: SQLite's transactions are in a row.
    let others: Vec<_> = other.indexes.iter().filter(|index| index.columns != "xid, seq").cloned().collect();
    assert_eq!(one.indexes, others);
}
