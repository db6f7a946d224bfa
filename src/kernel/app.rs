//! The running application: everything a handler or a delivery may reach for.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use db::Db;
use fetch::Client;
use mail::Mailer;
use media::{Store, Workers};
use outbox::Outbox;
use tokio::sync::Semaphore;
use web::Rate;

use super::AccountId;
use super::config::Config;
use super::follow::Freshness;
use super::registry::Registry;
use super::secrets::{InstanceSecret, Randomness};
use super::settings::Settings;
use super::texts::Texts;

/// A handle on the running application; cloning is cheap.
#[derive(Clone)]
pub struct App(Arc<Inside>);

/// What the handle leads to.
pub struct Inside {
    /// The configuration the process was started with.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// Where secrets and codes come from.
    pub randomness: Randomness,
    /// Signs cursors and links.
    pub secret: InstanceSecret,
    /// What the operator has set.
    pub settings: Arc<Settings>,
    /// All texts in all languages.
    pub texts: Texts,
    /// Where mail goes.
    pub mailer: Mailer,
    /// Where pictures are kept.
    pub media: Store,
    /// Makes pictures safe, a few at a time.
    pub pictures: Workers,
    /// Asks public servers for what members link to; nothing else does.
    pub pages: Client,
    /// The rooms' slots.
    pub registry: Registry,
    /// How often one member may ask.
    pub member_rate: Rate<AccountId>,
    /// Whether memory may answer permissions.
    pub freshness: Freshness,
    /// Passwords hashed at once; each takes 19 MiB.
    pub hashing: Semaphore,
    /// How much work a password hash is; tests take less.
    pub hash_cost: HashCost,
    /// Whether this is the demo: the "check your mail" page then shows the mail.
    pub demo: bool,
    /// The one-time code of the first-run page.
    pub setup_code: String,
    /// Background work, once it runs.
    pub outbox: OnceLock<Outbox<App>>,
    /// The rooms' own memory, by type.
    pub memory: Memory,
}

/// Memory that rooms keep beside the tables, found by its type.
#[derive(Default)]
pub struct Memory(std::collections::HashMap<std::any::TypeId, Arc<dyn std::any::Any + Send + Sync>>);

impl Memory {
    /// Puts a room's memory in its place.
    pub fn put<T: std::any::Any + Send + Sync>(&mut self, value: Arc<T>) {
        self.0.insert(std::any::TypeId::of::<T>(), value);
    }

    /// Finds it again.
    pub fn get<T: std::any::Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0.get(&std::any::TypeId::of::<T>()).and_then(|value| Arc::clone(value).downcast().ok())
    }
}

/// The parameters of Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl HashCost {
    /// Security rule 9: 19 MiB, two passes, one lane.
    pub const SHIPPED: HashCost = HashCost { memory_kib: 19 * 1024, passes: 2 };
    /// The least Argon2 takes: for tests and demo data, where the passwords are no secret.
    pub const CHEAP: HashCost = HashCost { memory_kib: 8, passes: 1 };
}

impl App {
    /// Wraps what was put together.
    pub fn new(inside: Inside) -> App {
        App(Arc::new(inside))
    }
}

impl Deref for App {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}
