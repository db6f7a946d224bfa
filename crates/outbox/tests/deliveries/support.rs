//! A small world: deliveries whose payload says how their handler behaves, and a table of what was done.

use db::testing::TestDb;
use db::{Clock, Db, Migration, Read, Tx, sql};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use outbox::{Delivery, Handler, HandlerError, Options, Outbox, Outcome, Remains, Schedule, Subscriber};
use std::collections::HashSet;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};

pub const HOUR_US: i64 = 3_600_000_000;

/// Some day in June 2025.
const START_US: i64 = 1_750_000_000_000_000;

const EFFECTS: &str = "-- owner: outbox
CREATE TABLE effect (
    seq BIGINT PRIMARY KEY, -- not personal
    delivery BIGINT NOT NULL, -- not personal
    key BIGINT NOT NULL, -- not personal
    payload TEXT NOT NULL, -- not personal
    attempts BIGINT NOT NULL -- not personal
);
";

pub static MIGRATIONS: &[Migration] = &[outbox::MIGRATION, Migration::new("0001_effect.sql", EFFECTS, EFFECTS)];

/// What outside handlers are given.
#[derive(Clone)]
pub struct World(Arc<Shared>);

pub struct Shared {
    /// Every call as it begins.
    called: mpsc::UnboundedSender<Delivery>,
    /// Calls with payload "wait" end when a permit is added.
    pub gate: Semaphore,
    running: Mutex<HashSet<i64>>,
    /// Keys of which two calls ran at once.
    pub doubled: Mutex<Vec<i64>>,
}

impl std::ops::Deref for World {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl World {
    pub fn new() -> (World, mpsc::UnboundedReceiver<Delivery>) {
        let (called, calls) = mpsc::unbounded_channel();
        let world = Shared { called, gate: Semaphore::new(0), running: Mutex::default(), doubled: Mutex::default() };
        (World(Arc::new(world)), calls)
    }
}

/// Lets a test stand in the middle of an inside handler's transaction.
pub struct Hold {
    pub begun: mpsc::UnboundedSender<()>,
    pub go_on: Mutex<std::sync::mpsc::Receiver<()>>,
}

/// Writes its effect, then does what its payload says.
pub fn write_down(tx: &mut Tx<'_>, delivery: &Delivery) -> Result<(), HandlerError> {
    record_effect(tx, delivery)?;
    match delivery.payload.as_str() {
        "fail" => Err(HandlerError::Failed("on purpose".to_owned())),
        "fail first" if delivery.attempts == 1 => Err(HandlerError::Failed("only once".to_owned())),
        "park" => Err(HandlerError::Park("hopeless".to_owned())),
        "panic" => panic!("on purpose, too"),
        "hold" => {
            let hold = tx.extension::<Hold>().expect("the test gives one");
            hold.begun.send(()).ok();
            hold.go_on.lock().unwrap().recv().ok();
            Ok(())
        }
        "bad sql" => {
            // A handler that swallows a database error must not get its effect kept either.
            let _swallowed = tx.run(sql!("INSERT INTO effect SELECT * FROM effect"), &[]);
            Ok(())
        }
        _ => Ok(()),
    }
}

pub fn record_effect(tx: &mut Tx<'_>, delivery: &Delivery) -> Result<(), db::Error> {
    tx.run(
        sql!("INSERT INTO effect (seq, delivery, key, payload, attempts) VALUES ($1, $2, $3, $4, $5)"),
        &[&tx.new_id(), &delivery.id, &delivery.key, &delivery.payload, &delivery.attempts],
    )?;
    Ok(())
}

/// The same outside: its effect is written with the tick.
fn call(world: World, delivery: Delivery) -> BoxFuture<'static, Outcome> {
    assert_ne!(delivery.payload, "panic early", "on purpose");
    async move {
        let key = delivery.key;
        if !world.running.lock().unwrap().insert(key) {
            world.doubled.lock().unwrap().push(key);
        }
        world.called.send(delivery.clone()).ok();
        let outcome = behave(&world, delivery).await;
        world.running.lock().unwrap().remove(&key);
        outcome
    }
    .boxed()
}

async fn behave(world: &World, delivery: Delivery) -> Outcome {
    match delivery.payload.as_str() {
        "wait" => world.gate.acquire().await.unwrap().forget(),
        "wait and fail" => {
            world.gate.acquire().await.unwrap().forget();
            return Outcome::Retry("too late".to_owned());
        }
        "never" => std::future::pending().await,
        "fail" => return Outcome::Retry("on purpose".to_owned()),
        "fail first" if delivery.attempts == 1 => return Outcome::Retry("only once".to_owned()),
        "park" => return Outcome::Park("hopeless".to_owned()),
        "plain" => return Outcome::Done,
        "panic" => panic!("on purpose, too"),
        "effect fails" => {
            return Outcome::DoneWith(Box::new(move |tx| {
                record_effect(tx, &delivery)?;
                Err(db::Error::Unsupported)
            }));
        }
        "effect panics" => {
            return Outcome::DoneWith(Box::new(move |tx| {
                record_effect(tx, &delivery)?;
                panic!("in the effect")
            }));
        }
        _ => tokio::task::yield_now().await,
    }
    Outcome::DoneWith(Box::new(move |tx| record_effect(tx, &delivery)))
}

pub fn subscribers() -> Vec<Subscriber<World>> {
    vec![
        Subscriber { name: "ledger", kinds: &["noted", "purge"], handler: Handler::Inside(write_down) },
        Subscriber { name: "post", kinds: &["noted"], handler: Handler::Outside(call) },
    ]
}

/// Nothing happens unless the test drains.
pub fn by_hand() -> Options {
    Options { background: false, ..Options::default() }
}

/// Works by itself, and only when woken: a poll would hide a missing wake-up.
pub fn awake() -> Options {
    Options { poll: Duration::from_secs(3_600), ..Options::default() }
}

/// The same with a schedule.
pub fn hourly() -> Options {
    Options { schedules: vec![Schedule { name: "purge", subscriber: "ledger", every_s: 3_600 }], ..by_hand() }
}

pub async fn start(db: &Db, options: Options) -> (Outbox<World>, World, mpsc::UnboundedReceiver<Delivery>) {
    let (world, calls) = World::new();
    (start_in(&world, db, options).await, world, calls)
}

pub async fn start_in(world: &World, db: &Db, options: Options) -> Outbox<World> {
    Outbox::start(db.clone(), subscribers(), world.clone(), options).await.unwrap()
}

/// A database whose clock stands still until the test moves it.
pub async fn fresh() -> TestDb {
    db::testing::fresh_with(MIGRATIONS, |options| options.clock = Clock::manual(START_US)).await
}

/// The same database as another process sees it, by the same clock.
pub async fn another(db: &TestDb) -> Db {
    db.open_again(|_| {}).await.unwrap()
}

/// Enqueues a delivery of kind "noted", due now.
pub async fn send(db: &Db, subscriber: &'static str, key: i64, payload: &'static str) {
    send_at(db, subscriber, key, payload, None).await;
}

pub async fn send_at(db: &Db, subscriber: &'static str, key: i64, payload: &'static str, run_at_us: Option<i64>) {
    db.write(move |tx| outbox::enqueue(tx, subscriber, key, "noted", payload, run_at_us)).await.unwrap();
}

/// (key, payload) of what was done, in order.
pub async fn effects(db: &Db) -> Vec<(i64, String)> {
    db.read(|r| r.all(sql!("SELECT key, payload FROM effect ORDER BY seq LIMIT 10000"), &[]))
        .await
        .map_err(|e: db::Error| e)
        .unwrap()
}

/// (attempts, run_at_us, last_error) of the oldest delivery.
pub async fn oldest(db: &Db) -> (i64, i64, String) {
    db.read(|r| {
        r.one(sql!("SELECT attempts, run_at_us, COALESCE(last_error, '') FROM delivery ORDER BY id LIMIT 1"), &[])
    })
    .await
    .map_err(|e: db::Error| e)
    .unwrap()
}

pub async fn count(db: &Db, what: fn(&mut Read<'_>) -> Result<i64, db::Error>) -> i64 {
    db.read(what).await.unwrap()
}

pub async fn pending(db: &Db) -> i64 {
    count(db, outbox::pending_count).await
}

pub fn remains(parked: i64, scheduled: i64) -> Remains {
    Remains { parked, scheduled }
}

/// Waits for something that must come; a test that waits in vain fails instead of hanging.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), what).await.expect("it should have happened by now")
}

/// What one asks again and again must leave the processor to those who work.
pub async fn breathe() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

/// Asks the database again and again until it says yes.
pub async fn until(db: &Db, what: fn(&mut Read<'_>) -> Result<i64, db::Error>, wanted: i64) {
    soon(async {
        while count(db, what).await != wanted {
            breathe().await;
        }
    })
    .await;
}
