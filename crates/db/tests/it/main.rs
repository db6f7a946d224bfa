//! The database module against its two databases; `ATHENA_TEST_DATABASE` says which.

#![expect(clippy::disallowed_methods, reason = "tests reach the database in ways of their own")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests say what they expect by panicking")]

mod basics;
mod changes;
mod files;
mod group;
mod late;
mod migrations;
mod outage;
mod schema;
mod tls;
mod transfer;

use std::sync::{Arc, Condvar, Mutex};

use db::testing::{TestDb, fresh, fresh_with};
use db::{Db, Error, Migration, Options, Tx, sql};

pub(crate) static MIGRATIONS: &[Migration] = &[db::migration!("../migrations/0001_things.sql")];

pub(crate) async fn things() -> TestDb {
    fresh(MIGRATIONS).await
}

pub(crate) async fn things_with(change: impl FnOnce(&mut Options)) -> TestDb {
    fresh_with(MIGRATIONS, change).await
}

pub(crate) fn put(tx: &mut Tx<'_>, id: i64, name: &str) -> Result<(), Error> {
    tx.run(sql!("INSERT INTO thing (id, name) VALUES ($1, $2)"), &[&id, &name]).map(drop)
}

pub(crate) async fn names(db: &Db) -> Vec<String> {
    let found: Result<Vec<String>, Error> = db.read(|r| r.all(sql!("SELECT name FROM thing ORDER BY name"), &[])).await;
    found.unwrap()
}

/// Keeps a writing thread busy until told otherwise, so that what is sent meanwhile waits together.
#[derive(Clone, Default)]
pub(crate) struct Hold(Arc<(Mutex<(bool, bool)>, Condvar)>);

impl Hold {
    /// To be run by the thread.
    pub(crate) fn here(&self) {
        let (state, changed) = &*self.0;
        let mut state = state.lock().unwrap();
        state.0 = true;
        changed.notify_all();
        while !state.1 {
            state = changed.wait(state).unwrap();
        }
    }

    pub(crate) fn release(&self) {
        let (state, changed) = &*self.0;
        state.lock().unwrap().1 = true;
        changed.notify_all();
    }

    /// Occupies the writer of this database; waits until it is.
    pub(crate) async fn occupy(db: &Db) -> Hold {
        let hold = Hold::default();
        let (db, inside) = (db.clone(), hold.clone());
        tokio::spawn(async move {
            let held: Result<(), Error> = db
                .write(move |_| {
                    inside.here();
                    Ok(())
                })
                .await;
            held.unwrap();
        });
        let waiting = hold.clone();
        tokio::task::spawn_blocking(move || {
            let (state, changed) = &*waiting.0;
            let mut state = state.lock().unwrap();
            while !state.0 {
                state = changed.wait(state).unwrap();
            }
        })
        .await
        .unwrap();
        hold
    }
}
