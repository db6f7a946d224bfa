//! What staff does about a report: nothing, mend, warn or suspend, each with a reason.

use db::{Tx, record, sql};

use super::model::{Kind, Outcome, Subject};
use crate::accounts::{audit, sign_up, standing};
use crate::kernel::events::{self, Event};
use crate::kernel::{AccountId, Actor, AuditId, Cap, Error, Party, ReportId, Result};
use crate::live;
use crate::posts::{comment, post};

/// Reports about the same that are closed together in one go.
const TOGETHER: &str = "SELECT id FROM report WHERE subject = $1 AND outcome = 0 ORDER BY id LIMIT 500";

/// What staff decides.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What becomes of the report.
    pub outcome: Outcome,
    /// Why: for the audit log, and for whoever is warned or suspended.
    pub reason: String,
    /// Whether the other open reports about the same are closed alike.
    pub is_for_all: bool,
    /// For the report's entry in the audit log.
    pub audit_id: AuditId,
    /// For the entry of a suspension.
    pub suspension_id: AuditId,
}

/// What came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// It holds, for so many reports.
    Done(usize),
    /// Somebody decided before.
    Already,
}

record! {
    struct Row {
        kind: Kind,
        subject: i64,
        author_id: Option<AccountId>,
    }
}

/// Decides on a report. What somebody said is taken down unless the report is dismissed. Of two who decide at once, one is told that the other was faster. Each reporter gets a mail,
/// and so does whoever is warned or suspended, who is not told who reported.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` if there is no such report, or the measure is none for
/// what is reported; [`Error::Conflict`] as [`standing::suspend`].
pub fn decide(tx: &mut Tx<'_>, actor: &Actor, id: ReportId, decision: &Decision) -> Result<Decided> {
    actor.require(Cap::Operator)?;
    let row: Row = tx.one(sql!("SELECT kind, subject, author_id FROM report WHERE id = $1"), &[&id])?;
    let subject = Subject::of(row.kind, row.subject, row.author_id)?;
    let person = match (subject, decision.outcome) {
        (Subject::Party(Party::Person(account)), Outcome::Dismissed | Outcome::Warned | Outcome::Suspended) => {
            Some(account)
        }
        (Subject::Party(Party::Company(_)), Outcome::Dismissed | Outcome::Mended) => None,
        (Subject::Post(_, author) | Subject::Comment(_, author), outcome) if outcome != Outcome::Open => Some(author),
        _ => return Err(Error::NotFound),
    };
    // All of them are locked in one order, also where one alone is closed: so that nobody waits in a circle.
    let open: Vec<ReportId> = tx.all(sql!(sqlite: "{TOGETHER}", postgres: "{TOGETHER} FOR UPDATE"), &[&row.subject])?;
    let now = tx.now_us();
    let close = |tx: &mut Tx<'_>, report: ReportId| -> Result<bool> {
        let closed = tx.run(
            sql!(
                "UPDATE report SET outcome = $2, reason = $3, handled_by = $4, closed_us = $5
                 WHERE id = $1 AND outcome = 0"
            ),
            &[&report, &decision.outcome, &decision.reason, &actor.account(), &now],
        )?;
        if closed == 1 {
            events::emit(tx, Event::ReportClosed { report: report.get() })?;
        }
        Ok(closed == 1)
    };
    if !close(tx, id)? {
        return Ok(Decided::Already);
    }
    let mut closed = 1;
    for other in open.into_iter().filter(|other| *other != id && decision.is_for_all) {
        closed += usize::from(close(tx, other)?);
    }
    if let (Some(account), Outcome::Suspended) = (person, decision.outcome) {
        standing::suspend(tx, actor, account, &decision.reason, decision.suspension_id)?;
    }
    match subject {
        Subject::Post(post, _) if decision.outcome != Outcome::Dismissed => post::take_down(tx, actor, post)?,
        Subject::Comment(comment, _) if decision.outcome != Outcome::Dismissed => {
            comment::take_down(tx, actor, comment)?
        }
        _ => (),
    }
    // Whom a page of a company belongs to nobody knows; whoever said something hears that it is gone.
    if person.is_some() && decision.outcome != Outcome::Dismissed {
        events::emit(tx, Event::MeasureTaken { report: id.get() })?;
    }
    let about = person.map(|account| account.get());
    audit::note(tx, decision.audit_id, actor, decision.outcome.action(row.kind), about, &decision.reason)?;
    live::signal(tx, sign_up::LIVE.name)?;
    Ok(Decided::Done(closed))
}

#[cfg(test)]
mod tests {
    use db::testing::fresh;

    use super::*;
    use crate::kernel::{AccountId, MemberActor, SessionId};
    use crate::reports::queue;
    use crate::wiring::MIGRATIONS;

    #[tokio::test]
    async fn nobody_but_operators_reads_or_decides_whatever_page_asks() {
        let db = fresh(MIGRATIONS).await;
        let member = MemberActor { account: AccountId::from_raw(1), session: SessionId::from_raw(1), caps: 0 };
        let id = ReportId::from_raw(1);
        for actor in [Actor::Guest, member.into()] {
            let open = db.read(move |r| queue::open(r, &actor, None)).await;
            let closed = db.read(move |r| queue::closed(r, &actor, None)).await;
            let one = db.read(move |r| queue::one(r, &actor, id)).await;
            assert!(matches!(open, Err(Error::Forbidden)) && matches!(closed, Err(Error::Forbidden)), "{actor:?}");
            assert!(matches!(one, Err(Error::Forbidden)), "{actor:?}");
            let decision = Decision {
                outcome: Outcome::Dismissed,
                reason: "x".to_owned(),
                is_for_all: true,
                audit_id: AuditId::from_raw(1),
                suspension_id: AuditId::from_raw(2),
            };
            let decided = db.write(move |tx| decide(tx, &actor, id, &decision)).await;
            assert!(matches!(decided, Err(Error::Forbidden)), "{actor:?}");
        }
        assert_eq!(db.read(move |r| queue::badge(r, &member)).await.unwrap(), None);
        assert!(matches!(db.read(move |r| queue::one(r, &Actor::Machine, id)).await, Err(Error::NotFound)));
    }
}
