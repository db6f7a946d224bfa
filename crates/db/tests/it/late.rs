//! The waiter owns the deadline.

use std::time::{Duration, Instant};

use db::{Error, sql};

use crate::{Hold, names, put, things_with};

const SOON: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_read_without_end_is_busy_in_time_and_gives_its_thread_back() {
    let db = things_with(|options| (options.readers, options.read_deadline) = (1, SOON)).await;
    for _ in 0..2 {
        let start = Instant::now();
        let endless: Result<i64, Error> = db
            .read(|r| {
                r.one(
                    sql!(
                        "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n)
                         SELECT COUNT(*) FROM n"
                    ),
                    &[],
                )
            })
            .await;
        assert_eq!(endless, Err(Error::Busy));
        assert!(start.elapsed() < Duration::from_secs(2));
    }
    // The only thread answers again, at the latest when it has noticed.
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        let again: Result<i64, Error> = db.read(|r| r.one(sql!("SELECT CAST(1 AS BIGINT)"), &[])).await;
        if again == Ok(1) {
            break;
        }
        assert!(Instant::now() < until, "{again:?}");
    }
}

#[tokio::test]
async fn a_write_without_end_is_taken_back_and_its_neighbours_stay() {
    let db = things_with(|options| options.write_deadline = 4 * SOON).await;
    let hold = Hold::occupy(&db).await;
    let endless = db.write(|tx| -> Result<i64, Error> {
        put(tx, 2, "endless")?;
        tx.one(
            sql!(
                "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n)
                 INSERT INTO part (id, thing_id) SELECT MAX(i), 2 FROM n RETURNING id"
            ),
            &[],
        )
    });
    let background = async {
        // Its own lane waits longer, and stands in the same group on SQLite.
        db.write_background(|tx| put(tx, 3, "background")).await
    };
    let (endless, background, ()) = tokio::join!(endless, background, async { hold.release() });
    assert_eq!((endless, background), (Err(Error::Busy), Ok(())));
    assert_eq!(names(&db).await, ["background"]);
}

#[tokio::test]
async fn what_was_late_in_the_queue_never_runs() {
    let db = things_with(|options| (options.writers, options.write_deadline) = (1, SOON)).await;
    let first = Hold::default();
    let inside = first.clone();
    let held = db.write(move |tx| -> Result<(), Error> {
        inside.here();
        put(tx, 1, "held")
    });
    // Both are sent in this order; the first holds the only thread until both are late.
    let (held, late) = tokio::join!(held, db.write(|tx| put(tx, 2, "late")));
    assert_eq!((held, late), (Err(Error::Busy), Err(Error::Busy)));
    first.release();
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let after: Result<(), Error> = db.write(|tx| put(tx, 4, "after")).await;
        // Written by a try whose answer came too late is as good.
        if matches!(after, Ok(()) | Err(Error::Conflict(_))) {
            break;
        }
        assert!(Instant::now() < until, "{after:?}");
    }
    assert_eq!(names(&db).await, ["after"], "neither the late one nor the one called off left anything");
}
