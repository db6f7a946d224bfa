//! The schema: the same on both databases, and every column says whether it is personal (R46).

use athena::wiring::MIGRATIONS;

use crate::support::world;

#[test]
fn every_column_says_whether_it_is_personal_and_to_whom_it_may_be_shown() {
    let unmarked: Vec<String> = db::schema::declared(MIGRATIONS)
        .into_iter()
        .filter(|column| column.mark.is_none())
        .map(|column| format!("{}.{}", column.table, column.column))
        .collect();
    assert_eq!(unmarked, Vec::<String>::new());
}

#[tokio::test]
async fn both_databases_get_the_same_schema_and_every_column_of_it_is_declared() {
    world(async |t| {
        let shape = db::schema::shape(&t.app.db).await.unwrap();
        assert_eq!(shape.loose, Vec::<String>::new());
        let declared = db::schema::declared(MIGRATIONS);
        for column in &shape.columns {
            let same =
                |known: &&db::schema::Declared| known.table == column.table_name && known.column == column.column_name;
            assert!(declared.iter().any(|known| same(&known)), "{}.{}", column.table_name, column.column_name);
        }
        let inside = db::testing::fresh_sqlite(MIGRATIONS, |_| {}).await;
        let other = db::schema::shape(&inside).await.unwrap();
        assert_eq!(shape.columns, other.columns);
        // PostgreSQL's log of changes has an order of its own: several write it at once.
        let is_shared =
            |index: &&db::schema::Index| (index.table_name.as_str(), index.columns.as_str()) != ("changes", "xid, seq");
        let shared = |shape: &db::schema::Shape| shape.indexes.iter().filter(is_shared).cloned().collect::<Vec<_>>();
        assert_eq!(shared(&shape), shared(&other));
    })
    .await;
}
