//! Whether somebody may be here: suspended by staff, and let back.

use db::{Read, Tx, record, sql};

use super::{audit, memory, people, sessions};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Actor, AuditId, Cap, Error, Result, limits};

record! {
    /// Somebody who is suspended, for staff.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Suspended {
        /// Who.
        pub id: AccountId,
        /// The name.
        pub name: String,
        /// The handle, which leads nowhere meanwhile.
        pub handle: String,
    }
}

/// What came of suspending somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspension {
    /// They are out.
    Done,
    /// They were already.
    Already,
}

/// Suspends a member: their sessions end for good, on every node within a second, nobody finds them, and they cannot
/// sign in until they are let back. `reason` goes to the audit log.
///
/// Operators are locked in one order before one of them goes, so that two who suspend each other do not leave the
/// community with nobody who runs it.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; [`Error::Conflict`] for oneself and for the last operator;
/// `NotFound` if there is no such member.
pub fn suspend(
    tx: &mut Tx<'_>,
    actor: &Actor,
    account: AccountId,
    reason: &str,
    audit_id: AuditId,
) -> Result<Suspension> {
    actor.require(Cap::Operator)?;
    if actor.account() == Some(account) {
        return Err(Error::Conflict("suspend-self"));
    }
    let caps_and_state = sql!("SELECT caps, state FROM account WHERE id = $1");
    let (caps, _): (i64, i64) = tx.one(caps_and_state, &[&account])?;
    if caps == 0 {
        people::lock(tx, account)?;
    } else {
        let operators = sql!("SELECT id FROM account WHERE caps <> 0 AND state = 1 ORDER BY id LIMIT 1000");
        let known: Vec<AccountId> = tx.all(operators, &[])?;
        for operator in known {
            people::lock(tx, operator)?;
        }
        // Looked at again: whoever acts may be out by now, and so may all others.
        let left: Vec<AccountId> = tx.all(operators, &[])?;
        if actor.account().is_some_and(|actor| !left.contains(&actor)) {
            return Err(Error::Forbidden);
        }
        if left.iter().all(|operator| *operator == account) {
            return Err(Error::Conflict("suspend-last-operator"));
        }
    }
    if tx.run(sql!("UPDATE account SET state = 2 WHERE id = $1 AND state = 1"), &[&account])? == 0 {
        let (_, state): (i64, i64) = tx.one(caps_and_state, &[&account])?;
        return if state == 2 { Ok(Suspension::Already) } else { Err(Error::NotFound) };
    }
    sessions::end_all(tx, account, None)?;
    audit::note(tx, audit_id, actor, "person.suspend", Some(account.get()), reason)?;
    Ok(Suspension::Done)
}

/// Lets somebody back who was suspended. Their sessions stay ended; they sign in as before.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` if nobody of that id is suspended.
pub fn restore(tx: &mut Tx<'_>, actor: &Actor, account: AccountId, audit_id: AuditId) -> Result<()> {
    actor.require(Cap::Operator)?;
    people::lock(tx, account)?;
    if tx.run(sql!("UPDATE account SET state = 1 WHERE id = $1 AND state = 2"), &[&account])? == 0 {
        return Err(Error::NotFound);
    }
    tx.change(memory::ACCOUNT_TOPIC, account.get())?;
    memory::forget_account(tx, account);
    audit::note(tx, audit_id, actor, "person.restore", Some(account.get()), "")
}

/// Whether the account is suspended.
///
/// # Errors
/// What the database says.
pub fn is_suspended(r: &mut Read<'_>, account: AccountId) -> Result<bool> {
    Ok(r.opt::<i64>(sql!("SELECT id FROM account WHERE id = $1 AND state = 2"), &[&account])?.is_some())
}

/// Who is suspended, those who joined last first.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` for a cursor of another list.
pub fn suspended(r: &mut Read<'_>, actor: &Actor, from: Option<&Cursor>) -> Result<Page<Suspended>> {
    actor.require(Cap::Operator)?;
    let before = match from.map(|cursor| cursor.0.as_slice()) {
        None => i64::MAX,
        Some([Part::Int(id)]) => *id,
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<Suspended> = r.all(
        sql!(
            "SELECT a.id, a.name, h.handle_key AS handle FROM account a
             JOIN handle h ON h.account_id = a.id AND h.is_current
             WHERE a.state = 2 AND a.id < $1 ORDER BY a.id DESC LIMIT $2"
        ),
        &[&before, &(limits::ADMIN_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::ADMIN_PAGE, |row| Cursor(vec![Part::Int(row.id.get())])))
}

#[cfg(test)]
mod tests {
    use db::testing::{TestDb, fresh};

    use super::super::PersonName;
    use super::super::people::{NewAccount, create};
    use super::*;
    use crate::kernel::{MemberActor, SessionId};
    use crate::wiring::MIGRATIONS;

    /// Two operators and two members, their ids from 1 on.
    async fn community() -> TestDb {
        let db = fresh(MIGRATIONS).await;
        db.write(|tx| {
            for (id, caps) in [(1, 1), (2, 1), (3, 0), (4, 0)] {
                let (id, name) = (AccountId::from_raw(id), PersonName::parse("Ada").unwrap());
                create(tx, &NewAccount { id, name: &name, language: "", time_zone: "UTC", caps })?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        db
    }

    fn operator(account: i64) -> Actor {
        MemberActor { account: AccountId::from_raw(account), session: SessionId::from_raw(1), caps: 1 }.into()
    }

    async fn put_out(db: &TestDb, actor: Actor, account: i64) -> Result<Suspension> {
        let audit_id = AuditId::from_raw(db.new_id());
        db.write(move |tx| suspend(tx, &actor, AccountId::from_raw(account), "spam", audit_id)).await
    }

    #[tokio::test]
    async fn nobody_suspends_themselves_or_the_last_operator_and_members_suspend_nobody() {
        let db = community().await;
        let member = MemberActor { account: AccountId::from_raw(4), session: SessionId::from_raw(1), caps: 0 };
        assert!(matches!(put_out(&db, member.into(), 3).await, Err(Error::Forbidden)));
        assert!(matches!(put_out(&db, Actor::Guest, 3).await, Err(Error::Forbidden)));
        assert!(matches!(put_out(&db, operator(1), 1).await, Err(Error::Conflict("suspend-self"))));
        assert!(matches!(put_out(&db, operator(1), 99).await, Err(Error::NotFound)));
        assert_eq!(put_out(&db, operator(1), 2).await.unwrap(), Suspension::Done);
        // Whoever was put out a moment ago does not put out others any more.
        assert!(matches!(put_out(&db, operator(2), 1).await, Err(Error::Forbidden)));
        assert!(matches!(put_out(&db, Actor::Machine, 1).await, Err(Error::Conflict("suspend-last-operator"))));
        assert_eq!(put_out(&db, operator(1), 3).await.unwrap(), Suspension::Done);
        assert_eq!(put_out(&db, operator(1), 3).await.unwrap(), Suspension::Already);
    }

    #[tokio::test]
    async fn the_suspended_are_listed_until_they_are_let_back() {
        let db = community().await;
        for account in [3, 4] {
            put_out(&db, operator(1), account).await.unwrap();
        }
        let list = async || -> Vec<i64> {
            let page = db.read(|r| suspended(r, &operator(1), None)).await.unwrap();
            page.items.into_iter().map(|row| row.id.get()).collect()
        };
        assert_eq!(list().await, [4, 3]);
        let back = |account: i64| {
            let audit_id = AuditId::from_raw(db.new_id());
            db.write(move |tx| restore(tx, &operator(1), AccountId::from_raw(account), audit_id))
        };
        back(4).await.unwrap();
        assert!(matches!(back(4).await, Err(Error::NotFound)));
        assert_eq!(list().await, [3]);
        assert!(db.read(|r| is_suspended(r, AccountId::from_raw(3))).await.unwrap());
        assert!(!db.read(|r| is_suspended(r, AccountId::from_raw(4))).await.unwrap());
        assert!(matches!(db.read(|r| suspended(r, &Actor::Guest, None)).await, Err(Error::Forbidden)));
    }
}
