//! How near people are to a member, as far as that member may know: of which degree, and whom they share.

use std::collections::{HashMap, HashSet};

use db::{Read, record, sql};

use super::graph::Ties;
use super::model::{LIST_VISIBLE, NOT_APART};
use crate::kernel::{AccountId, MemberActor, Result};

/// So many are counted, and no further.
pub const MOST: usize = 100;
/// So many of them are named.
const NAMED: usize = 3;
/// Ways to somebody that are looked at until one may be told.
const WAYS: usize = 8;

/// How near somebody is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closeness {
    /// 1 connected, 2 sharing a connection, 3 one further; 0 for further, and while it is not known.
    pub degree: u32,
    /// How many connections the two share, of those who exist for the member and are shown to them; up to [`MOST`].
    pub shared: usize,
    /// The first of these.
    pub first: Vec<AccountId>,
}

record! {
    /// Somebody who exists for the member.
    struct Seen {
        id: AccountId,
        shows_list: bool,
    }
}

/// How near these people are to the actor, in their order. That two are connected is told to whoever may see the list of
/// either of them.
///
/// # Errors
/// What the database says.
pub fn of(r: &mut Read<'_>, ties: &Ties, actor: MemberActor, people: &[AccountId]) -> Result<Vec<Closeness>> {
    let me = actor.account;
    let common: Vec<Vec<AccountId>> =
        people.iter().map(|other| ties.shared(me, *other, MOST).unwrap_or_default()).collect();
    let seen = if common.iter().all(Vec::is_empty) {
        HashMap::new()
    } else {
        seen(r, actor, people.iter().chain(common.iter().flatten()).copied())?
    };
    let close = |(other, common): (&AccountId, Vec<AccountId>)| {
        if *other == me {
            return Closeness::default();
        }
        let is_shown = seen.get(other).copied().unwrap_or(false);
        let between: Vec<AccountId> = common.into_iter().filter(|id| seen.contains_key(id)).collect();
        let is_near = !between.is_empty();
        let shown = |id: &AccountId| is_shown || seen.get(id).copied().unwrap_or(false);
        let mut first: Vec<AccountId> = between.into_iter().filter(shown).collect();
        let shared = first.len();
        first.truncate(NAMED);
        let degree = match ties.are_connected(me, *other) {
            Some(true) => 1,
            Some(false) if is_near => 2,
            // Whom they share may not exist for the actor; then the way of two is none.
            Some(false) => ties.distance(me, *other).flatten().filter(|far| *far == 3).unwrap_or(0),
            None => 0,
        };
        Closeness { degree, shared, first }
    };
    Ok(people.iter().zip(common).map(close).collect())
}

/// Of these people those who exist for the actor, and whether they show the actor with whom they are connected.
fn seen(
    r: &mut Read<'_>,
    actor: MemberActor,
    people: impl IntoIterator<Item = AccountId>,
) -> Result<HashMap<AccountId, bool>> {
    let mut asked: Vec<AccountId> = people.into_iter().collect();
    asked.sort_unstable();
    asked.dedup();
    let rows: Vec<Seen> = r.all(
        sql!(
            "SELECT a.id, {LIST_VISIBLE} AS shows_list FROM account a
             WHERE a.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND a.state = 1 AND {NOT_APART}"
        ),
        &[&actor.account, &AccountId::list(asked)],
    )?;
    Ok(rows.into_iter().map(|row| (row.id, row.shows_list)).collect())
}

/// Those whom the actor and somebody both know, as far as the actor may know that, at most so many.
///
/// # Errors
/// What the database says.
pub fn shared(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: MemberActor,
    other: AccountId,
    most: usize,
) -> Result<Vec<AccountId>> {
    let mut between = ties.shared(actor.account, other, MOST).unwrap_or_default();
    let seen = seen(r, actor, between.iter().copied().chain([other]))?;
    let Some(is_shown) = seen.get(&other).copied() else { return Ok(Vec::new()) };
    between.retain(|id| seen.get(id).is_some_and(|shows| is_shown || *shows));
    between.truncate(most);
    Ok(between)
}

/// How the actor is connected with somebody three connections away: by one of their own connections and one of that
/// one's. The second is left out unless it may be known that they know whom the way leads to. Nobody, if no way may be
/// told.
///
/// # Errors
/// What the database says.
pub fn way(r: &mut Read<'_>, ties: &Ties, actor: MemberActor, other: AccountId) -> Result<Vec<AccountId>> {
    let mut refused: HashSet<AccountId> = HashSet::new();
    for _ in 0..WAYS {
        let path = ties.path(actor.account, other, |person| !refused.contains(&person)).flatten();
        let (first, second) = match path.as_deref() {
            Some([_, first, second, _]) => (*first, *second),
            // The one whom both know does not exist for the actor, or it would be no way of three.
            Some([_, between, _]) => {
                refused.insert(*between);
                continue;
            }
            _ => break,
        };
        let seen = seen(r, actor, [first, second, other])?;
        let shows = |id: AccountId| seen.get(&id).copied();
        match (shows(first), shows(second)) {
            (Some(true), Some(true)) => return Ok(vec![first, second]),
            (Some(true), Some(false)) if shows(other) == Some(true) => return Ok(vec![first, second]),
            (Some(true), Some(false)) => return Ok(vec![first]),
            (Some(true), None) => refused.insert(second),
            _ => refused.insert(first),
        };
    }
    Ok(Vec::new())
}
