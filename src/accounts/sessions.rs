//! Sessions: a random token in a cookie, its hash in the table, ended one by one or all at once.

use std::net::IpAddr;
use std::sync::Arc;

use db::{Read, Tx, record, sql};

use super::memory::{self, Entry, Sessions};
use super::people;
use crate::kernel::registry::{BoxFuture, Grant, Signed};
use crate::kernel::secrets::Token;
use crate::kernel::{AccountId, App, Error, MemberActor, PictureAddress, Result, SessionId, limits};

/// A session that was not used for so long is over: 30 days, µs.
pub const IDLE_US: i64 = 30 * 24 * 3_600 * 1_000_000;
/// A session is over after so long in any case: 180 days, µs.
pub const ABSOLUTE_US: i64 = 180 * 24 * 3_600 * 1_000_000;
/// The table notes a session's use no more often than this: 5 minutes, µs.
const NOTE_US: i64 = 5 * 60 * 1_000_000;

/// Where a session comes from, for the person's own list.
#[derive(Debug, Clone, Default)]
pub struct Device {
    /// What the browser says it is, cut to [`limits::USER_AGENT_BYTES`].
    pub user_agent: String,
    /// The network address.
    pub address: String,
}

/// A session about to be: its id and token were made before the transaction.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The id.
    pub id: SessionId,
    /// The token for the cookie.
    pub token: Token,
    /// Where it comes from.
    pub device: Device,
}

impl NewSession {
    /// Makes id and token.
    ///
    /// # Errors
    /// Where the operating system has no randomness.
    pub fn make(app: &App, device: Device) -> Result<NewSession> {
        let token = app.randomness.token().map_err(Error::internal)?;
        Ok(NewSession { id: SessionId::from_raw(app.db.new_id()), token, device })
    }
}

record! {
    /// A session as its owner sees it.
    #[derive(Debug, Clone)]
    pub struct SessionRow {
        /// The id; it holds the time of signing in.
        pub id: SessionId,
        /// When it was last used, to five minutes, µs.
        pub seen_us: i64,
        /// What the browser said it is.
        pub user_agent: String,
        /// Its network address when it began.
        pub address: String,
    }
}

/// Proof became a session: the one way there is. Who calls it has just seen the proof. The oldest sessions make room
/// beyond [`limits::SESSIONS`].
///
/// # Errors
/// What the database says.
pub fn open(tx: &mut Tx<'_>, account: AccountId, new: &NewSession) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!(
            "INSERT INTO session (id, account_id, token_hash, factor, proved_us, seen_us, expires_us, user_agent, address)
             VALUES ($1, $2, $3, 1, $4, $4, $5, $6, $7)"
        ),
        &[&new.id, &account, &new.token.hash(), &now, &(now + ABSOLUTE_US), &new.device.user_agent, &new.device.address],
    )?;
    let over: Vec<SessionId> = tx.all(
        sql!("SELECT id FROM session WHERE account_id = $1 ORDER BY seen_us DESC, id DESC LIMIT 100 OFFSET $2"),
        &[&account, &limits::SESSIONS],
    )?;
    for session in over {
        end(tx, account, session)?;
    }
    Ok(())
}

/// Ends one of the account's sessions. `false` if there is none of that id: somebody else's is as good as none.
///
/// # Errors
/// What the database says.
pub fn end(tx: &mut Tx<'_>, account: AccountId, session: SessionId) -> Result<bool> {
    let ended = tx.run(sql!("DELETE FROM session WHERE id = $1 AND account_id = $2"), &[&session, &account])?;
    tx.change(memory::SESSION_TOPIC, session.get())?;
    memory::forget_session(tx, session);
    Ok(ended == 1)
}

/// Ends all sessions of the account but one, or all if there is none to keep.
///
/// # Errors
/// What the database says.
pub fn end_all(tx: &mut Tx<'_>, account: AccountId, keep: Option<SessionId>) -> Result<()> {
    people::lock(tx, account)?;
    tx.run(
        sql!("DELETE FROM session WHERE account_id = $1 AND id <> $2"),
        &[&account, &keep.map_or(0, SessionId::get)],
    )?;
    tx.change(memory::ACCOUNT_TOPIC, account.get())?;
    memory::forget_account(tx, account);
    Ok(())
}

/// The account's own sessions, the last used first.
///
/// # Errors
/// What the database says.
pub fn list(r: &mut Read<'_>, account: AccountId) -> Result<Vec<SessionRow>> {
    let now = r.now_us();
    Ok(r.all(
        sql!(
            "SELECT id, seen_us, user_agent, address FROM session
             WHERE account_id = $1 AND expires_us > $2 AND seen_us > $3
             ORDER BY seen_us DESC, id DESC LIMIT $4"
        ),
        &[&account, &now, &(now - IDLE_US), &limits::SESSIONS],
    )?)
}

/// Removes sessions that are over; at most 500 at once.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    const OVER: &str = "SELECT id FROM session WHERE expires_us <= $1 ORDER BY expires_us LIMIT 500";
    let now = tx.now_us();
    tx.run(
        sql!(
            sqlite: "DELETE FROM session WHERE id IN ({OVER})",
            postgres: "DELETE FROM session WHERE id IN ({OVER} FOR UPDATE SKIP LOCKED)"
        ),
        &[&now],
    )?;
    Ok(())
}

record! {
    struct Loaded {
        session_id: SessionId,
        account_id: AccountId,
        seen_us: i64,
        expires_us: i64,
        caps: i64,
        name: String,
        headline: String,
        photo: Option<PictureAddress>,
        language: String,
        theme: String,
        time_zone: String,
        handle: String,
    }
}

/// Finds out whose token it is: from memory while memory is fresh, else from the table. Only an active account's
/// session that is neither idle nor over counts.
pub fn authenticate(app: App, token: Token, from: Option<IpAddr>) -> BoxFuture<Result<Option<Signed>>> {
    Box::pin(async move {
        let hash = token.hash();
        let memory = app.memory.get::<Sessions>().unwrap_or_default();
        let (held, epoch) = memory.find(&hash);
        let now = app.db.now_us();
        // What seems over here may have been used elsewhere.
        let held = held.filter(|entry| app.freshness.is_fresh() && !entry.is_over(now));
        let entry = match held {
            Some(entry) => entry,
            None => match load(&app, hash.clone()).await? {
                None => return Ok(None),
                Some(entry) if entry.is_over(now) => {
                    stay_over(&app, entry.signed.actor.session).await;
                    return Ok(None);
                }
                Some(entry) => {
                    memory.keep(hash.clone(), entry.clone(), epoch);
                    entry
                }
            },
        };
        if entry.seen_us < now - NOTE_US {
            note_use(&app, &memory, hash, entry.clone(), epoch, from).await;
        }
        Ok(Some(entry.signed.as_ref().clone()))
    })
}

async fn load(app: &App, hash: Vec<u8>) -> Result<Option<Entry>> {
    let row: Option<Loaded> = app
        .db
        .read_reserved(move |r| {
            Ok::<_, Error>(r.opt(
                sql!(
                    "SELECT s.id AS session_id, s.account_id, s.seen_us, s.expires_us, a.caps, a.name, a.headline, a.photo,
                            a.language, a.theme, a.time_zone, h.handle_key AS handle
                     FROM session s
                     JOIN account a ON a.id = s.account_id AND a.state = 1
                     JOIN handle h ON h.account_id = a.id AND h.is_current
                     WHERE s.token_hash = $1"
                ),
                &[&hash],
            )?)
        })
        .await?;
    Ok(row.map(|row| Entry {
        seen_us: row.seen_us,
        expires_us: row.expires_us,
        signed: Arc::new(Signed {
            actor: MemberActor { account: row.account_id, session: row.session_id, caps: row.caps },
            name: row.name,
            handle: row.handle,
            headline: row.headline,
            photo: row.photo,
            language: row.language,
            theme: row.theme,
            time_zone: row.time_zone,
        }),
    }))
}

/// Whoever was told that their session is over is right for ever, also after the clock was set back.
async fn stay_over(app: &App, session: SessionId) {
    let ended = app.db.write(move |tx| {
        let now = tx.now_us();
        let ended = tx.run(
            sql!("DELETE FROM session WHERE id = $1 AND (expires_us <= $2 OR seen_us <= $3)"),
            &[&session, &now, &(now - IDLE_US)],
        )?;
        if ended == 1 {
            tx.change(memory::SESSION_TOPIC, session.get())?;
            memory::forget_session(tx, session);
        }
        Ok::<_, Error>(())
    });
    if let Err(error) = ended.await {
        tracing::warn!(%error, "cannot remove a session that is over");
    }
}

/// Notes that the session was used. A note that fails is made at the next request; nobody waits for the reason.
async fn note_use(app: &App, memory: &Sessions, hash: Vec<u8>, mut entry: Entry, epoch: u64, from: Option<IpAddr>) {
    let now = app.db.now_us();
    let session = entry.signed.actor.session;
    let address = from.map(|address| address.to_string());
    let noted = app
        .db
        .write(move |tx| {
            Ok::<_, Error>(tx.run(
                sql!("UPDATE session SET seen_us = $2, address = COALESCE(CAST($3 AS TEXT), address) WHERE id = $1"),
                &[&session, &now, &address],
            )?)
        })
        .await;
    match noted {
        Ok(_) => {
            entry.seen_us = now;
            memory.keep(hash, entry, epoch);
        }
        Err(error) => tracing::warn!(%error, "cannot note the use of a session"),
    }
}

record! {
    struct Granted {
        account_id: AccountId,
        caps: i64,
        seen_us: i64,
        expires_us: i64,
    }
}

/// Finds out for whom a session still speaks: from the table, because it is asked when something has changed.
pub fn find_grant(app: App, session: SessionId) -> BoxFuture<Result<Option<Grant>>> {
    Box::pin(async move {
        let row: Option<Granted> = app
            .db
            .read_reserved(move |r| {
                Ok::<_, Error>(r.opt(
                    sql!(
                        "SELECT s.account_id, a.caps, s.seen_us, s.expires_us
                         FROM session s JOIN account a ON a.id = s.account_id AND a.state = 1
                         WHERE s.id = $1"
                    ),
                    &[&session],
                )?)
            })
            .await?;
        let grant = row.map(|row| Grant {
            actor: MemberActor { account: row.account_id, session, caps: row.caps },
            until_us: row.expires_us.min(row.seen_us + IDLE_US),
        });
        Ok(grant.filter(|grant| grant.until_us > app.db.now_us()))
    })
}
