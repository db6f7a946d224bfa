//! The lists of one's network: invitations that came and went out, connections, one's own and those of others.

use const_format::formatcp;
use db::{Read, record, sql};

use super::contacts;
use super::model::{FOLLOWED, LIST_OPEN, NOT_APART};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Error, MemberActor, Result, limits};

/// The ids of those whom `$1` follows.
const FOLLOWING_IDS: &str = "SELECT f.followed AS id FROM follow f WHERE f.follower_id = $1
    UNION ALL SELECT x.high_id FROM connection x WHERE x.low_id = $1 AND x.state = 2 AND x.low_follows
    UNION ALL SELECT x.low_id FROM connection x WHERE x.high_id = $1 AND x.state = 2 AND x.high_follows";

/// The ids of those who follow `$1`.
const FOLLOWER_IDS: &str = "SELECT f.follower_id AS id FROM follow f WHERE f.followed = $1
    UNION ALL SELECT x.high_id FROM connection x WHERE x.low_id = $1 AND x.state = 2 AND x.high_follows
    UNION ALL SELECT x.low_id FROM connection x WHERE x.high_id = $1 AND x.state = 2 AND x.low_follows";

/// The ids of those with whom `$2` is connected.
const OF_OWNER: &str = "SELECT x.high_id AS id, x.changed_us FROM connection x WHERE x.low_id = $2 AND x.state = 2
    UNION ALL SELECT x.low_id, x.changed_us FROM connection x WHERE x.high_id = $2 AND x.state = 2";

record! {
    /// An invitation in a list.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Waiting {
        /// The other one.
        pub id: AccountId,
        /// What was written; empty for nothing.
        pub note: String,
        /// When it was sent, µs.
        pub invited_us: i64,
        /// The name of who vouches for it; empty for nobody, or somebody who does not exist for the actor.
        pub introducer: String,
        /// Their handle.
        pub introducer_handle: String,
        /// What they say, to the invitee alone; empty for nothing.
        pub introduction: String,
    }
}

/// Who vouches for the invitation `c`, for the viewer `$1`; nobody if they do not exist for the viewer.
const INTRODUCER: &str = formatcp!(
    "COALESCE((SELECT a.name FROM account a WHERE a.id = c.introducer_id AND a.state = 1 AND {NOT_APART}), '')
       AS introducer,
     COALESCE((SELECT h.handle_key FROM handle h WHERE h.account_id = c.introducer_id AND h.is_current), '')
       AS introducer_handle"
);

/// Where a list by age goes on.
fn before(after: Option<&Cursor>) -> Result<(i64, i64)> {
    match after.map(|cursor| cursor.0.as_slice()) {
        None => Ok((i64::MAX, i64::MAX)),
        Some([Part::Int(us), Part::Int(id)]) => Ok((*us, *id)),
        Some(_) => Err(Error::NotFound),
    }
}

fn by_age(rows: Vec<Waiting>) -> Page<Waiting> {
    Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.invited_us), Part::Int(row.id.get())]))
}

/// Who has invited the actor and waits, the last one first; only those who wrote something, if so wanted.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn received(
    r: &mut Read<'_>,
    actor: MemberActor,
    with_note: bool,
    after: Option<&Cursor>,
) -> Result<Page<Waiting>> {
    let (us, id) = before(after)?;
    let rows = r.all(
        sql!(
            "SELECT a.id, c.note, c.invited_us, {INTRODUCER}, c.introduction FROM connection c JOIN account a ON a.id = c.inviter_id
             WHERE c.invitee_id = $1 AND c.state = 1 AND (c.invited_us, c.inviter_id) < ($2, $3)
               AND (NOT $4 OR c.note <> '') AND a.state = 1 AND {NOT_APART}
             ORDER BY c.invited_us DESC, c.inviter_id DESC LIMIT $5"
        ),
        &[&actor.account, &us, &id, &with_note, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(by_age(rows))
}

/// Whom the actor has invited and who has not accepted, the last one first. Those who look away are among them.
///
/// # Errors
/// As [`received`].
pub fn sent(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<Waiting>> {
    let (us, id) = before(after)?;
    let rows = r.all(
        sql!(
            "SELECT a.id, c.note, c.invited_us, {INTRODUCER}, '' AS introduction FROM connection c JOIN account a ON a.id = c.invitee_id
             WHERE c.inviter_id = $1 AND c.state IN (1, 3) AND (c.invited_us, c.invitee_id) < ($2, $3)
               AND a.state = 1 AND {NOT_APART}
             ORDER BY c.invited_us DESC, c.invitee_id DESC LIMIT $4"
        ),
        &[&actor.account, &us, &id, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(by_age(rows))
}

record! {
    /// What waits and what there is, each counted up to [`limits::COUNTED`].
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Counts {
        /// Invitations the actor has not answered.
        pub received: i64,
        /// Invitations others have not accepted.
        pub sent: i64,
        /// Connections.
        pub connections: i64,
        /// Whom the actor follows.
        pub following: i64,
        /// Who follows the actor.
        pub followers: i64,
    }
}

/// How much there is on each list of the actor's.
///
/// # Errors
/// What the database says.
pub fn counts(r: &mut Read<'_>, actor: MemberActor) -> Result<Counts> {
    Ok(r.one(
        sql!(
            "SELECT (SELECT COUNT(*) FROM (SELECT a.id FROM connection c JOIN account a ON a.id = c.inviter_id
                       WHERE c.invitee_id = $1 AND c.state = 1 AND a.state = 1 AND {NOT_APART} LIMIT $3) n) AS received,
                    (SELECT COUNT(*) FROM (SELECT a.id FROM connection c JOIN account a ON a.id = c.invitee_id
                       WHERE c.inviter_id = $1 AND c.state IN (1, 3) AND a.state = 1 AND {NOT_APART} LIMIT $3) n) AS sent,
                    (SELECT COUNT(*) FROM (SELECT a.id FROM ({OF_OWNER}) of JOIN account a ON a.id = of.id
                       WHERE a.state = 1 AND {NOT_APART} LIMIT $3) n) AS connections,
                    (SELECT COUNT(*) FROM (SELECT a.id FROM ({FOLLOWING_IDS}) of JOIN account a ON a.id = of.id
                       WHERE a.state = 1 AND {NOT_APART} LIMIT $3) n) AS following,
                    (SELECT COUNT(*) FROM (SELECT a.id FROM ({FOLLOWER_IDS}) of JOIN account a ON a.id = of.id
                       WHERE a.state = 1 AND {NOT_APART} LIMIT $3) n) AS followers"
        ),
        &[&actor.account, &actor.account, &limits::COUNTED],
    )?)
}

/// How many wait for an answer of the actor's; does not count beyond 100.
///
/// # Errors
/// What the database says.
pub fn waiting(r: &mut Read<'_>, actor: MemberActor) -> Result<i64> {
    Ok(r.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT a.id FROM connection c JOIN account a ON a.id = c.inviter_id
               WHERE c.invitee_id = $1 AND c.state = 1 AND a.state = 1 AND {NOT_APART} LIMIT 100) counted"
        ),
        &[&actor.account],
    )?)
}

record! {
    /// Somebody in a list of connections.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Connected {
        /// Who.
        pub id: AccountId,
        /// Since when, µs.
        pub since_us: i64,
        name_sort: String,
    }
}

/// In which order a list of connections is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The last one first.
    Recent,
    /// By name.
    Name,
}

impl Order {
    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Order::Recent => "recent",
            Order::Name => "name",
        }
    }

    /// Reads the word; what is none means the first.
    pub fn from_word(word: &str) -> Order {
        if word == Order::Name.word() { Order::Name } else { Order::Recent }
    }
}

/// The people `a` with whom `$1` is connected, and since when: those before `($2, $3)`, the last one first. Each half of
/// the table goes along its own index, and stops at so many as a page holds.
macro_rules! halves {
    ($of_low:expr, $of_high:expr) => {
        formatcp!(
            "SELECT low.id, low.since_us, low.name_sort FROM (SELECT a.id, c.changed_us AS since_us, a.name_sort
               FROM connection c JOIN account a ON a.id = c.high_id
               WHERE c.low_id = $1 AND c.state = 2 AND {of_low} AND (c.changed_us, c.high_id) < ($2, $3)
                 AND a.state = 1 AND {NOT_APART}
               ORDER BY c.changed_us DESC, c.high_id DESC LIMIT $4) low
             UNION ALL
             SELECT high.id, high.since_us, high.name_sort FROM (SELECT a.id, c.changed_us AS since_us, a.name_sort
               FROM connection c JOIN account a ON a.id = c.low_id
               WHERE c.high_id = $1 AND c.state = 2 AND {of_high} AND (c.changed_us, c.low_id) < ($2, $3)
                 AND a.state = 1 AND {NOT_APART}
               ORDER BY c.changed_us DESC, c.low_id DESC LIMIT $4) high",
            of_low = $of_low,
            of_high = $of_high
        )
    };
}

const CONNECTED_HALVES: &str = halves!("TRUE", "TRUE");
const FOLLOWING_HALVES: &str = halves!("c.low_follows", "c.high_follows");
const FOLLOWER_HALVES: &str = halves!("c.high_follows", "c.low_follows");

/// The actor's connections, the last one first.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn recent(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<Connected>> {
    let (us, id) = before(after)?;
    let rows: Vec<Connected> = r.all(
        sql!("SELECT id, since_us, name_sort FROM ({CONNECTED_HALVES}) x ORDER BY since_us DESC, id DESC LIMIT $4"),
        &[&actor.account, &us, &id, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.since_us), Part::Int(row.id.get())])))
}

record! {
    /// Somebody whom the actor follows, or who follows the actor.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Following {
        /// Who.
        pub id: AccountId,
        /// Since when, µs; for connections, since they are connected.
        pub since_us: i64,
        /// Whether the actor follows them.
        pub is_followed: bool,
    }
}

fn by_since(rows: Vec<Following>) -> Page<Following> {
    Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.since_us), Part::Int(row.id.get())]))
}

/// Whom the actor follows, the last one first.
///
/// # Errors
/// As [`recent`].
pub fn following(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<Following>> {
    let (us, id) = before(after)?;
    let rows = r.all(
        sql!(
            "SELECT id, since_us, TRUE AS is_followed FROM (
               SELECT alone.id, alone.since_us, alone.name_sort FROM (SELECT a.id, f.since_us, a.name_sort
                 FROM follow f JOIN account a ON a.id = f.followed
                 WHERE f.follower_id = $1 AND (f.since_us, f.followed) < ($2, $3) AND a.state = 1 AND {NOT_APART}
                 ORDER BY f.since_us DESC, f.followed DESC LIMIT $4) alone
               UNION ALL {FOLLOWING_HALVES}) x
             ORDER BY since_us DESC, id DESC LIMIT $4"
        ),
        &[&actor.account, &us, &id, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(by_since(rows))
}

/// Who follows the actor, the last one first.
///
/// # Errors
/// As [`recent`].
pub fn followers(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<Following>> {
    let (us, id) = before(after)?;
    let rows = r.all(
        sql!(
            "SELECT x.id, x.since_us, {FOLLOWED} AS is_followed FROM (
               SELECT alone.id, alone.since_us, alone.name_sort FROM (SELECT a.id, f.since_us, a.name_sort
                 FROM follow f JOIN account a ON a.id = f.follower_id
                 WHERE f.followed = $1 AND (f.since_us, f.follower_id) < ($2, $3) AND a.state = 1 AND {NOT_APART}
                 ORDER BY f.since_us DESC, f.follower_id DESC LIMIT $4) alone
               UNION ALL {FOLLOWER_HALVES}) x JOIN account a ON a.id = x.id
             ORDER BY x.since_us DESC, x.id DESC LIMIT $4"
        ),
        &[&actor.account, &us, &id, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(by_since(rows))
}

/// What somebody looks for among their own connections.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What a name begins with, or a note holds; empty for everybody.
    pub q: String,
    /// A label; empty for any.
    pub label: String,
}

/// The actor's connections by name: those with the label, and of these those whose name begins with what is wanted or
/// about whom the actor has noted it. At most so many.
///
/// # Errors
/// As [`recent`].
pub fn search(
    r: &mut Read<'_>,
    actor: MemberActor,
    wanted: &Wanted,
    after: Option<&Cursor>,
    most: i64,
) -> Result<Page<Connected>> {
    let prefix = text::sort_key(&wanted.q);
    let end = format!("{prefix}\u{10FFFF}");
    // Nothing begins with what folds to nothing, such as signs alone; but without a wish everybody does.
    let is_name = wanted.q.is_empty() || !prefix.is_empty();
    let noted = if prefix.is_empty() { String::new() } else { format!("%{}%", like(&prefix)) };
    let (name, id) = match after.map(|cursor| cursor.0.as_slice()) {
        None => ("", 0),
        Some([Part::Text(name), Part::Int(id)]) => (name.as_str(), *id),
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<Connected> = r.all(
        sql!(
            "SELECT a.id, of.changed_us AS since_us, a.name_sort FROM ({OF_OWNER}) of JOIN account a ON a.id = of.id
             LEFT JOIN contact k ON k.owner_id = $2 AND k.other_id = a.id
             WHERE a.state = 1 AND {NOT_APART} AND (a.name_sort, a.id) > ($3, $4)
               AND (($5 AND a.name_sort >= $6 AND a.name_sort < $7) OR k.note_sort LIKE $8 ESCAPE '!')
               AND ($9 = '' OR EXISTS (SELECT 1 FROM contact_label l
                                       WHERE l.owner_id = $2 AND l.label_sort = $9 AND l.other_id = a.id))
             ORDER BY a.name_sort, a.id LIMIT $10"
        ),
        &[
            &actor.account,
            &actor.account,
            &name,
            &id,
            &is_name,
            &prefix,
            &end,
            &noted,
            &contacts::key(&wanted.label),
            &(most + 1),
        ],
    )?;
    Ok(Page::from_rows(rows, most, |row| Cursor(vec![Part::Text(row.name_sort.clone()), Part::Int(row.id.get())])))
}

/// The same as a pattern for `LIKE … ESCAPE '!'` means it.
fn like(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern
}

/// With whom somebody is connected, opened for a member who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenList {
    viewer: AccountId,
    owner: AccountId,
}

impl OpenList {
    /// What a statement with [`LIST_OPEN`] has found open.
    pub(super) const fn found(viewer: AccountId, owner: AccountId) -> OpenList {
        OpenList { viewer, owner }
    }

    /// Somebody's; `None` if it is not for the actor.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(r: &mut Read<'_>, actor: MemberActor, owner: AccountId) -> Result<Option<OpenList>> {
        let open: Option<AccountId> =
            r.opt(sql!("SELECT a.id FROM account a WHERE a.id = $2 AND {LIST_OPEN}"), &[&actor.account, &owner])?;
        Ok(open.map(|owner| OpenList::found(actor.account, owner)))
    }

    /// How many of them exist for the viewer. Counts up to [`limits::COUNTED`].
    ///
    /// # Errors
    /// What the database says.
    pub fn count(self, r: &mut Read<'_>) -> Result<i64> {
        Ok(r.one(
            sql!(
                "SELECT COUNT(*) FROM (SELECT a.id FROM ({OF_OWNER}) of JOIN account a ON a.id = of.id
                   WHERE a.state = 1 AND {NOT_APART} LIMIT $3) counted"
            ),
            &[&self.viewer, &self.owner, &limits::COUNTED],
        )?)
    }

    /// Those whose name begins with `prefix`, by name. When each began is the owner's alone.
    ///
    /// # Errors
    /// `NotFound` for a cursor that is none of this list; otherwise what the database says.
    pub fn by_name(self, r: &mut Read<'_>, prefix: &str, after: Option<&Cursor>) -> Result<Page<AccountId>> {
        let prefix = text::sort_key(prefix);
        // No name holds the last code point, so that this is behind all that begin with the prefix.
        let end = format!("{prefix}\u{10FFFF}");
        let (name, id) = match after.map(|cursor| cursor.0.as_slice()) {
            None => (prefix.as_str(), 0),
            Some([Part::Text(name), Part::Int(id)]) => (name.as_str(), *id),
            Some(_) => return Err(Error::NotFound),
        };
        let rows: Vec<(AccountId, String)> = r.all(
            sql!(
                "SELECT a.id, a.name_sort FROM ({OF_OWNER}) of JOIN account a ON a.id = of.id
                 WHERE a.state = 1 AND {NOT_APART} AND (a.name_sort, a.id) > ($3, $4) AND a.name_sort < $5
                 ORDER BY a.name_sort, a.id LIMIT $6"
            ),
            &[&self.viewer, &self.owner, &name, &id, &end, &(limits::PEOPLE_PAGE + 1)],
        )?;
        let page = Page::from_rows(rows, limits::PEOPLE_PAGE, |(id, name)| {
            Cursor(vec![Part::Text(name.clone()), Part::Int(id.get())])
        });
        Ok(Page { items: page.items.into_iter().map(|(id, _)| id).collect(), next: page.next })
    }
}
