//! How near people are to a member, as far as that member may know: of which degree, and whom they share.

use std::collections::HashMap;

use db::{Read, record, sql};

use super::graph::Ties;
use super::model::{LIST_VISIBLE, NOT_APART};
use crate::kernel::{AccountId, MemberActor, Result};

/// So many are counted, and no further.
pub const MOST: usize = 100;
/// So many of them are named.
const NAMED: usize = 3;

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
    let seen: Vec<Seen> = if common.iter().all(Vec::is_empty) {
        Vec::new()
    } else {
        let mut asked: Vec<AccountId> = people.iter().chain(common.iter().flatten()).copied().collect();
        asked.sort_unstable();
        asked.dedup();
        let list = AccountId::list(asked);
        r.all(
            sql!(
                "SELECT a.id, {LIST_VISIBLE} AS shows_list FROM account a
                 WHERE a.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND a.state = 1 AND {NOT_APART}"
            ),
            &[&me, &list],
        )?
    };
    let seen: HashMap<AccountId, bool> = seen.into_iter().map(|row| (row.id, row.shows_list)).collect();
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
