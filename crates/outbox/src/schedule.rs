//! What happens again and again: one row per name with its next time. Whoever finds it due moves the time on and
//! enqueues the delivery in one transaction, so that one process of many does it.

use crate::queue::enqueue;
use db::{Db, Error, Tx, sql};

/// A delivery that is enqueued at a fixed interval, with key 0, payload `{}` and the schedule's name as its kind.
/// Times missed while no process ran are made up for by one delivery, and none is added while the last still waits.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// The value of `delivery_schedule.name` and the kind of the delivery; its subscriber must list it.
    pub name: &'static str,
    /// The [`crate::Subscriber`] that does it.
    pub subscriber: &'static str,
    /// The interval in seconds. The first time is one interval after the name first appears.
    pub every_s: u32,
}

impl Schedule {
    fn every_us(self) -> i64 {
        i64::from(self.every_s.max(1)).saturating_mul(1_000_000)
    }
}

/// Makes sure each schedule has its row; a shortened interval counts from now.
pub(crate) async fn register(db: &Db, schedules: &[Schedule]) -> Result<(), Error> {
    for schedule in schedules {
        let (name, every_us) = (schedule.name, schedule.every_us());
        db.write_background(move |tx| {
            tx.run(
                sql!(
                    "INSERT INTO delivery_schedule (name, next_us) VALUES ($1, now_us() + $2)
                     ON CONFLICT (name) DO UPDATE SET next_us = excluded.next_us
                     WHERE excluded.next_us < delivery_schedule.next_us"
                ),
                &[&name, &every_us],
            )
        })
        .await?;
    }
    Ok(())
}

/// Enqueues what is due. Returns whether something was.
pub(crate) async fn fire(db: &Db, schedules: &[Schedule]) -> Result<bool, Error> {
    if schedules.is_empty() {
        return Ok(false);
    }
    let due: Vec<String> =
        db.read(|r| r.all(sql!("SELECT name FROM delivery_schedule WHERE next_us <= now_us()"), &[])).await?;
    let mut fired = false;
    for schedule in schedules.iter().filter(|s| due.iter().any(|name| name == s.name)) {
        let schedule = *schedule;
        fired |= db.write_background(move |tx| fire_one(tx, schedule)).await?;
    }
    Ok(fired)
}

fn fire_one(tx: &mut Tx<'_>, schedule: Schedule) -> Result<bool, Error> {
    let Schedule { name, subscriber, .. } = schedule;
    let moved = tx.run(
        sql!(
            "UPDATE delivery_schedule SET next_us = now_us() + $1 - (now_us() - next_us) % $1
             WHERE name = $2 AND next_us <= now_us()"
        ),
        &[&schedule.every_us(), &name],
    )?;
    if moved == 0 {
        return Ok(false);
    }
    let waiting: i64 = tx.one(
        sql!(
            "SELECT COUNT(*) FROM delivery
             WHERE subscriber = $1 AND key = 0 AND kind = $2 AND parked_us IS NULL"
        ),
        &[&subscriber, &name],
    )?;
    if waiting == 0 {
        enqueue(tx, subscriber, 0, name, "{}", None)?;
    }
    Ok(true)
}
