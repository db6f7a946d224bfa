//! Sessions in memory: who is behind a token, without asking the database at each request.
//!
//! The table is the truth. Memory answers only while it follows the `changes` log (see `kernel::follow`); an entry
//! goes when its session or account changes. A load that raced with a change is not kept: the epoch tells.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use db::Tx;

use super::sessions::IDLE_US;
use crate::kernel::registry::{BoxFuture, Signed};
use crate::kernel::{AccountId, App, Result, SessionId};
use crate::live;

/// The topic of a session's end; its key is the session.
pub const SESSION_TOPIC: &str = "session";
/// The topic of anything about an account that its sessions show or that decides what they may; its key is the account.
pub const ACCOUNT_TOPIC: &str = "account";

/// More entries than this and memory begins anew: a bound, not a strategy.
const MOST: usize = 100_000;

/// A session in memory.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What the session tells.
    pub signed: Arc<Signed>,
    /// When the table last noted the session's use, µs.
    pub seen_us: i64,
    /// When it ends at the latest, µs.
    pub expires_us: i64,
}

impl Entry {
    /// Whether the session was not used for too long, or is too old.
    pub fn is_over(&self, now_us: i64) -> bool {
        self.expires_us <= now_us || self.seen_us <= now_us - IDLE_US
    }
}

/// The sessions that were used lately.
#[derive(Debug, Default)]
pub struct Sessions(RwLock<Inside>);

#[derive(Debug, Default)]
struct Inside {
    epoch: u64,
    by_hash: HashMap<Vec<u8>, Entry>,
}

impl Sessions {
    /// The entry of a token's hash, and the epoch to hand to [`Sessions::keep`] after a load.
    pub fn find(&self, hash: &[u8]) -> (Option<Entry>, u64) {
        let inside = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (inside.by_hash.get(hash).cloned(), inside.epoch)
    }

    /// Keeps what was loaded, unless something changed since `epoch`.
    pub fn keep(&self, hash: Vec<u8>, entry: Entry, epoch: u64) {
        let mut inside = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if inside.epoch == epoch {
            if inside.by_hash.len() >= MOST {
                inside.by_hash.clear();
            }
            inside.by_hash.insert(hash, entry);
        }
    }

    fn forget(&self, which: impl Fn(&Entry) -> bool) {
        let mut inside = self.0.write().unwrap_or_else(PoisonError::into_inner);
        inside.epoch += 1;
        inside.by_hash.retain(|_, entry| !which(entry));
    }

    /// Forgets one session.
    pub fn forget_session(&self, session: SessionId) {
        self.forget(|entry| entry.signed.actor.session == session);
    }

    /// Forgets all sessions of an account.
    pub fn forget_account(&self, account: AccountId) {
        self.forget(|entry| entry.signed.actor.account == account);
    }
}

/// Forgets an account's sessions on this node once the transaction commits, and has the table asked who is behind its
/// live sockets; other nodes hear of it by the log.
pub fn forget_account(tx: &mut Tx<'_>, account: AccountId) {
    if let Some(sessions) = tx.extension::<Sessions>() {
        tx.after_commit(move || sessions.forget_account(account));
    }
    live::revoke_account(tx, account);
}

/// Forgets a session on this node once the transaction commits, and has the table asked about its live sockets.
pub fn forget_session(tx: &mut Tx<'_>, session: SessionId) {
    if let Some(sessions) = tx.extension::<Sessions>() {
        tx.after_commit(move || sessions.forget_session(session));
    }
    live::revoke_session(tx, session);
}

/// Follows [`SESSION_TOPIC`].
pub fn on_session_change(app: App, key: i64) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        if let Some(sessions) = app.memory.get::<Sessions>() {
            sessions.forget_session(SessionId::from_raw(key));
        }
        Ok(())
    })
}

/// Follows [`ACCOUNT_TOPIC`].
pub fn on_account_change(app: App, key: i64) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        if let Some(sessions) = app.memory.get::<Sessions>() {
            sessions.forget_account(AccountId::from_raw(key));
        }
        Ok(())
    })
}
