//! What staff does about a report: nothing, mend, warn or suspend, each with a reason.

use db::{Tx, sql};

use super::model::Outcome;
use crate::accounts::{audit, sign_up, standing};
use crate::kernel::events::{self, Event};
use crate::kernel::{Actor, AuditId, Cap, Error, Party, ReportId, Result};
use crate::live;

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

/// Decides on a report. Of two who decide at once, one is told that the other was faster. Each reporter gets a mail,
/// and so does whoever is warned or suspended, who is not told who reported.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` if there is no such report, or the measure is none for
/// what is reported; [`Error::Conflict`] as [`standing::suspend`].
pub fn decide(tx: &mut Tx<'_>, actor: &Actor, id: ReportId, decision: &Decision) -> Result<Decided> {
    actor.require(Cap::Operator)?;
    let subject: Party = tx.one(sql!("SELECT subject FROM report WHERE id = $1"), &[&id])?;
    let person = match (subject, decision.outcome) {
        (Party::Person(account), Outcome::Dismissed | Outcome::Warned | Outcome::Suspended) => Some(account),
        (Party::Company(_), Outcome::Dismissed | Outcome::Mended) => None,
        _ => return Err(Error::NotFound),
    };
    // All of them are locked in one order, also where one alone is closed: so that nobody waits in a circle.
    let open: Vec<ReportId> = tx.all(sql!(sqlite: "{TOGETHER}", postgres: "{TOGETHER} FOR UPDATE"), &[&subject])?;
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
    if matches!(decision.outcome, Outcome::Warned | Outcome::Suspended) {
        events::emit(tx, Event::MeasureTaken { report: id.get() })?;
    }
    let about = person.map(|account| account.get());
    audit::note(tx, decision.audit_id, actor, decision.outcome.action(), about, &decision.reason)?;
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
