//! Blocking: neither meets the other any more, and only the one who wanted it knows.

use db::{Read, Tx, record, sql};

use super::model::NOT_APART;
use super::{connections, follows, introductions};
use crate::accounts::{Handle, people};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Error, MemberActor, Result, limits};

record! {
    /// Somebody else whom a member may meet.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Met {
        /// Who.
        pub id: AccountId,
        /// The name.
        pub name: String,
        /// The present handle.
        pub handle: String,
    }
}

record! {
    /// Somebody whom a member has blocked.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Blocked {
        /// Who.
        pub id: AccountId,
        /// The name.
        pub name: String,
        /// Since when, µs.
        pub since_us: i64,
    }
}

/// Whoever has or had the handle.
fn account_of(r: &mut Read<'_>, handle: &str) -> Result<AccountId> {
    let handle = Handle::parse(handle).map_err(|_| Error::NotFound)?;
    people::by_handle(r, handle.as_str())?.map(|(account, _)| account).ok_or(Error::NotFound)
}

pub(super) fn met(r: &mut Read<'_>, actor: MemberActor, account: AccountId) -> Result<Option<Met>> {
    Ok(r.opt(
        sql!(
            "SELECT a.id, a.name, h.handle_key AS handle FROM account a
             JOIN handle h ON h.account_id = a.id AND h.is_current
             WHERE a.id = $2 AND a.id <> $1 AND a.state = 1 AND {NOT_APART}"
        ),
        &[&actor.account, &account],
    )?)
}

/// Somebody else under a handle, present or old, whom the actor may meet.
///
/// # Errors
/// `NotFound` for oneself, and for whoever does not exist for the actor; otherwise what the database says.
pub fn meet(r: &mut Read<'_>, actor: MemberActor, handle: &str) -> Result<Met> {
    let account = account_of(r, handle)?;
    met(r, actor, account)?.ok_or(Error::NotFound)
}

/// Blocks whoever has or had the handle, and ends what was between them: neither follows the other any more. Whom the actor has blocked before stays
/// blocked.
///
/// # Errors
/// `NotFound` for oneself, and for whoever does not exist for the actor; otherwise what the database says.
pub fn block(tx: &mut Tx<'_>, actor: MemberActor, handle: &str) -> Result<AccountId> {
    let account = account_of(tx, handle)?;
    people::lock_all(tx, [actor.account, account])?;
    let now = tx.now_us();
    let blocked = tx.run(
        sql!(
            "INSERT INTO block (blocker_id, blocked_id, since_us)
             SELECT $1, a.id, $3 FROM account a WHERE a.id = $2 AND a.id <> $1 AND a.state = 1 AND {NOT_APART}
             ON CONFLICT (blocker_id, blocked_id) DO NOTHING"
        ),
        &[&actor.account, &account, &now],
    )?;
    let is_blocked = sql!("SELECT blocked_id FROM block WHERE blocker_id = $1 AND blocked_id = $2");
    if blocked == 0 && tx.opt::<i64>(is_blocked, &[&actor.account, &account])?.is_none() {
        return Err(Error::NotFound);
    }
    connections::end(tx, actor.account, account)?;
    follows::clear(tx, actor.account, account)?;
    introductions::forget(tx, actor.account, account)?;
    Ok(account)
}

/// Lets the actor and somebody they blocked meet again. Tells whom they now meet; nobody if there was no block, or the
/// other does not exist for the actor all the same.
///
/// # Errors
/// What the database says.
pub fn unblock(tx: &mut Tx<'_>, actor: MemberActor, account: AccountId) -> Result<Option<Met>> {
    let ended =
        tx.run(sql!("DELETE FROM block WHERE blocker_id = $1 AND blocked_id = $2"), &[&actor.account, &account])?;
    if ended == 0 { Ok(None) } else { met(tx, actor, account) }
}

/// Whom the actor has blocked, the last one first. Those who are suspended exist for nobody, here neither.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn list(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<Blocked>> {
    let (since, id) = match after.map(|cursor| cursor.0.as_slice()) {
        None => (i64::MAX, i64::MAX),
        Some([Part::Int(since), Part::Int(id)]) => (*since, *id),
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<Blocked> = r.all(
        sql!(
            "SELECT a.id, a.name, b.since_us FROM block b JOIN account a ON a.id = b.blocked_id
             WHERE b.blocker_id = $1 AND (b.since_us, b.blocked_id) < ($2, $3) AND a.state = 1
             ORDER BY b.since_us DESC, b.blocked_id DESC LIMIT $4"
        ),
        &[&actor.account, &since, &id, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.since_us), Part::Int(row.id.get())])))
}

#[cfg(test)]
mod tests {
    use db::testing::{TestDb, fresh};

    use super::*;
    use crate::accounts::PersonName;
    use crate::accounts::people::{NewAccount, create};
    use crate::kernel::SessionId;
    use crate::wiring::MIGRATIONS;

    fn actor(account: i64) -> MemberActor {
        MemberActor { account: AccountId::from_raw(account), session: SessionId::from_raw(1), caps: 0 }
    }

    /// People with these names, their ids from 1 on.
    async fn community(names: &'static [&'static str]) -> TestDb {
        let db = fresh(MIGRATIONS).await;
        db.write(move |tx| {
            for (id, name) in (1_i64..).zip(names) {
                let (id, name) = (AccountId::from_raw(id), PersonName::parse(name).unwrap());
                create(tx, &NewAccount { id, name: &name, language: "", time_zone: "UTC", caps: 0 })?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        db
    }

    async fn apart(db: &TestDb, viewer: i64, person: i64) -> bool {
        let seen = db.read(move |r| {
            Ok::<_, Error>(
                r.opt::<i64>(sql!("SELECT a.id FROM account a WHERE a.id = $2 AND {NOT_APART}"), &[&viewer, &person])?,
            )
        });
        seen.await.unwrap().is_none()
    }

    #[tokio::test]
    async fn a_block_keeps_both_from_each_other_and_nobody_else() {
        let db = community(&["Ada", "Bea", "Cem"]).await;
        db.write(|tx| block(tx, actor(1), "bea")).await.unwrap();
        for viewer in [-2, -1, 0, 1, 2, 3] {
            for person in [1, 2, 3] {
                let expected = (viewer, person) == (1, 2) || (viewer, person) == (2, 1);
                assert_eq!(apart(&db, viewer, person).await, expected, "{viewer} looks at {person}");
            }
        }
        let met = db.write(|tx| unblock(tx, actor(1), AccountId::from_raw(2))).await.unwrap();
        assert_eq!(met.map(|met| met.handle).as_deref(), Some("bea"));
        assert!(!apart(&db, 1, 2).await && !apart(&db, 2, 1).await);
    }

    #[tokio::test]
    async fn two_who_block_each_other_meet_once_both_ended_it() {
        let db = community(&["Ada", "Bea"]).await;
        db.write(|tx| block(tx, actor(1), "bea")).await.unwrap();
        assert!(matches!(db.write(|tx| block(tx, actor(2), "ada")).await, Err(Error::NotFound)));
        // Both at the same moment.
        db.write(|tx| {
            tx.run(sql!("INSERT INTO block (blocker_id, blocked_id, since_us) VALUES (2, 1, 0)"), &[])?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        let end = |who: i64, whom: i64| db.write(move |tx| unblock(tx, actor(who), AccountId::from_raw(whom)));
        assert_eq!(end(1, 2).await.unwrap(), None);
        assert!(apart(&db, 1, 2).await && apart(&db, 2, 1).await);
        assert!(end(2, 1).await.unwrap().is_some());
        assert!(!apart(&db, 1, 2).await);
        assert_eq!(end(2, 1).await.unwrap(), None, "there was none");
    }

    #[tokio::test]
    async fn the_list_goes_on_page_by_page_even_where_all_began_at_once() {
        let db = community(&["Sam"; 60]).await;
        db.write(|tx| {
            for number in 2..=60_i64 {
                let insert = sql!("INSERT INTO block (blocker_id, blocked_id, since_us) VALUES (1, $1, $2)");
                tx.run(insert, &[&number, &(number / 30)])?;
            }
            tx.run(sql!("UPDATE account SET state = 2 WHERE id = 60"), &[])?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let cursor: Option<Cursor> = after.clone();
            let page = db.read(move |r| list(r, actor(1), cursor.as_ref())).await.unwrap();
            seen.extend(page.items.iter().map(|row| row.id.get()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, (2..=59).rev().collect::<Vec<i64>>());
        let foreign = Cursor(vec![Part::Int(1)]);
        assert!(matches!(db.read(move |r| list(r, actor(1), Some(&foreign))).await, Err(Error::NotFound)));
        assert!(db.read(|r| list(r, actor(2), None)).await.unwrap().items.is_empty(), "not the other's");
    }
}
