//! Joining: what is asked for waits in `sign_up` until somebody opens the link in the mail.
//!
//! A stranger may ask to join with another person's address and a password of their own. So the link alone is not
//! enough: whoever opens it must be in the browser that asked, or know the password that was chosen there. The
//! stranger has no link, the owner of the address no password: neither gets an account the other could enter.

use db::{Read, Tx, record, sql};

use super::emails;
use super::invites;
use super::model::{Email, PersonName};
use super::passwords;
use super::people::{self, NewAccount};
use super::sessions::{self, NewSession};
use crate::kernel::events::{self, Event};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::registry::{Badge, LiveTopic};
use crate::kernel::{AccountId, Actor, AuditId, Cap, Error, InviteId, MemberActor, Result, limits};
use crate::live;

/// What waits has become more or less: for those who look after it.
pub const LIVE: LiveTopic = LiveTopic { name: "badges", may_listen: |actor| actor.has(Cap::Operator) };

/// How long the link in the mail works: 24 hours, µs.
pub const LINK_US: i64 = 24 * 3_600 * 1_000_000;

/// What somebody asks for who wants to join.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The id, made before the transaction.
    pub id: i64,
    /// Minted when the form was drawn: sending it twice asks once.
    pub request_id: String,
    /// The name.
    pub name: PersonName,
    /// The address to be confirmed.
    pub email: Email,
    /// The hashed password.
    pub secret: String,
    /// The hash of the token in the browser that asks.
    pub browser_hash: Vec<u8>,
    /// The language the form was read in.
    pub language: String,
    /// The browser's time zone.
    pub time_zone: String,
    /// The invitation, where one is needed.
    pub invite: Option<InviteId>,
}

/// Asks to join. Says nothing about whether the address is known: an account's owner gets another mail.
///
/// # Errors
/// What the database says.
pub fn request(tx: &mut Tx<'_>, draft: &Draft) -> Result<()> {
    if let Some(account) = emails::owner(tx, &draft.email)? {
        return events::emit(tx, Event::SignUpForKnownAddress { account });
    }
    let expires = tx.now_us() + LINK_US;
    let added = tx.run(
        sql!(
            "INSERT INTO sign_up (id, request_id, name, address, address_key, secret, browser_hash, language, time_zone,
                                  invite_id, expires_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (request_id) DO NOTHING"
        ),
        &[
            &draft.id,
            &draft.request_id,
            &draft.name.as_str(),
            &draft.email.as_str(),
            &draft.email.key(),
            &draft.secret,
            &draft.browser_hash,
            &draft.language,
            &draft.time_zone,
            &draft.invite,
            &expires,
        ],
    )?;
    if added == 1 {
        events::emit(tx, Event::SignUpRequested { sign_up: draft.id })?;
        live::signal(tx, LIVE.name)?;
    }
    Ok(())
}

record! {
    /// A sign-up that waits for its link to be opened.
    #[derive(Debug, Clone)]
    pub struct Pending {
        /// The id; it holds the time.
        pub id: i64,
        /// The name.
        pub name: String,
        /// The address the mail went to.
        pub address: String,
        /// The hashed password.
        pub secret: String,
        /// The hash of the token in the browser that asked.
        pub browser_hash: Vec<u8>,
        /// The language the form was read in.
        pub language: String,
        /// When the link ends, µs.
        pub expires_us: i64,
    }
}

/// A sign-up whose link still works.
///
/// # Errors
/// What the database says.
pub fn pending(r: &mut Read<'_>, id: i64) -> Result<Option<Pending>> {
    let now = r.now_us();
    Ok(r.opt(
        sql!(
            "SELECT id, name, address, secret, browser_hash, language, expires_us FROM sign_up
             WHERE id = $1 AND expires_us > $2"
        ),
        &[&id, &now],
    )?)
}

/// The newest sign-up of a browser that still waits: the demo shows its mail.
///
/// # Errors
/// What the database says.
pub fn pending_of_browser(r: &mut Read<'_>, id: i64, browser_hash: &[u8]) -> Result<Option<Pending>> {
    Ok(pending(r, id)?.filter(|pending| pending.browser_hash == browser_hash))
}

/// Who confirms a sign-up.
#[derive(Debug)]
pub enum Confirmer<'a> {
    /// The person, in a browser that becomes a session.
    Owner(&'a NewSession),
    /// An operator, by hand, for somebody whom no mail reaches.
    Staff(&'a Actor, AuditId),
}

/// Ids for the rows of a new account, made before the transaction.
#[derive(Debug, Clone, Copy)]
pub struct NewIds {
    /// The account.
    pub account: AccountId,
    /// Its address.
    pub email: i64,
    /// Its password.
    pub credential: i64,
}

impl NewIds {
    /// Makes them.
    pub fn make(db: &db::Db) -> NewIds {
        NewIds { account: AccountId::from_raw(db.new_id()), email: db.new_id(), credential: db.new_id() }
    }
}

/// What came of confirming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// The account exists, and so does the session if its owner confirmed.
    Welcome(AccountId),
    /// The link is used up or over.
    Gone,
}

record! {
    struct Taken {
        id: i64,
        name: String,
        address: String,
        address_key: String,
        secret: String,
        language: String,
        time_zone: String,
        invite_id: Option<InviteId>,
    }
}

/// Turns a sign-up into an account. Once: of two who come at once, one finds it gone. Other sign-ups of the same
/// address go with it, locked in the order of their ids: two that come at once for one address then wait for each other
/// in one order, before either holds the address itself.
///
/// # Errors
/// [`Error::Forbidden`] if staff without the capability confirms by hand; [`Error::Conflict`], with nothing changed, if
/// the invitation has no use left or the address became somebody's.
pub fn confirm(tx: &mut Tx<'_>, sign_up: i64, ids: NewIds, confirmer: &Confirmer<'_>) -> Result<Confirmed> {
    const OF_LINK: &str = "SELECT s.address_key FROM sign_up s WHERE s.id = $1 AND s.expires_us > $2";
    if let Confirmer::Staff(actor, _) = confirmer {
        actor.require(Cap::Operator)?;
    }
    let now = tx.now_us();
    let taken: Vec<Taken> = tx.all(
        sql!(
            sqlite: "DELETE FROM sign_up WHERE address_key = ({OF_LINK})
                RETURNING id, name, address, address_key, secret, language, time_zone, invite_id",
            postgres: "DELETE FROM sign_up WHERE id IN
                  (SELECT o.id FROM sign_up o WHERE o.address_key = ({OF_LINK}) ORDER BY o.id FOR UPDATE)
                RETURNING id, name, address, address_key, secret, language, time_zone, invite_id"
        ),
        &[&sign_up, &now],
    )?;
    let Some(taken) = taken.into_iter().find(|taken| taken.id == sign_up) else { return Ok(Confirmed::Gone) };
    live::signal(tx, LIVE.name)?;
    if let Some(invite) = taken.invite_id
        && !invites::take_use(tx, invite)?
    {
        return Err(Error::Conflict("join-invite-used-up"));
    }
    let name = PersonName::parse(&taken.name)?;
    let account =
        NewAccount { id: ids.account, name: &name, language: &taken.language, time_zone: &taken.time_zone, caps: 0 };
    people::create(tx, &account)?;
    if !emails::add_primary(tx, ids.email, ids.account, &taken.address, &taken.address_key)? {
        return Err(Error::Conflict("join-address-taken"));
    }
    passwords::set(tx, ids.credential, ids.account, &taken.secret)?;
    match confirmer {
        Confirmer::Owner(session) => sessions::open(tx, ids.account, session)?,
        Confirmer::Staff(actor, audit_id) => {
            super::audit::note(tx, *audit_id, actor, "person.confirm", Some(ids.account.get()), &taken.address)?;
        }
    }
    Ok(Confirmed::Welcome(ids.account))
}

/// Sign-ups that wait, newest first, for the operator.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators.
pub fn page(r: &mut Read<'_>, actor: &Actor, from: Option<&Cursor>) -> Result<Page<Pending>> {
    actor.require(Cap::Operator)?;
    let before = match from.map(|cursor| cursor.0.as_slice()) {
        Some([Part::Int(id)]) => *id,
        _ => i64::MAX,
    };
    let now = r.now_us();
    let rows: Vec<Pending> = r.all(
        sql!(
            "SELECT id, name, address, secret, browser_hash, language, expires_us FROM sign_up
             WHERE id < $1 AND expires_us > $2 ORDER BY id DESC LIMIT $3"
        ),
        &[&before, &now, &(limits::ADMIN_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::ADMIN_PAGE, |row| Cursor(vec![Part::Int(row.id)])))
}

/// How many sign-ups wait.
///
/// # Errors
/// What the database says.
pub fn count_pending(r: &mut Read<'_>) -> Result<i64> {
    let now = r.now_us();
    Ok(r.one(sql!("SELECT COUNT(*) FROM sign_up WHERE expires_us > $1"), &[&now])?)
}

/// The count beside the operator's pages: sign-ups that wait, up to 100.
///
/// # Errors
/// What the database says.
pub fn badge(r: &mut Read<'_>, actor: &MemberActor) -> Result<Option<Badge>> {
    if !actor.has(Cap::Operator) {
        return Ok(None);
    }
    let now = r.now_us();
    let count =
        r.one(sql!("SELECT COUNT(*) FROM (SELECT id FROM sign_up WHERE expires_us > $1 LIMIT 100) counted"), &[&now])?;
    Ok(Some(Badge { item: "admin", count, noun: "badge-admin" }))
}

/// Removes sign-ups whose link is over; at most 500 at once.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    const OVER: &str = "SELECT id FROM sign_up WHERE expires_us <= $1 ORDER BY expires_us LIMIT 500";
    let now = tx.now_us();
    let removed = tx.run(
        sql!(
            sqlite: "DELETE FROM sign_up WHERE id IN ({OVER})",
            postgres: "DELETE FROM sign_up WHERE id IN ({OVER} FOR UPDATE SKIP LOCKED)"
        ),
        &[&now],
    )?;
    if removed > 0 {
        live::signal(tx, LIVE.name)?;
    }
    Ok(())
}
