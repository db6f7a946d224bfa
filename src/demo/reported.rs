//! What some have reported, for the operator to look at: two reports that wait and one that is closed.

use db::Tx;

use crate::accounts::people;
use crate::kernel::{App, AuditId, Error, MemberActor, ReportId, Result, SessionId};
use crate::reports::Outcome;
use crate::reports::filing::{self, NewReport, Target};
use crate::reports::handling::{self, Decision};
use crate::reports::model::Complaint;

/// Who reports, whom or what, why, and in which words.
struct Told {
    reporter: &'static str,
    target: fn() -> Target,
    category: &'static str,
    note: &'static str,
}

/// What the operator has decided on.
const CLOSED: Told = Told {
    reporter: "amara-nwosu",
    target: || Target::Person("wiremu".to_owned()),
    category: "fake",
    note: "A profile with a single name. Is that a real person?",
};
const REASON: &str = "Wiremu has one name, and Dogger Offshore knows him by it.";

/// What waits.
const OPEN: [Told; 2] = [
    Told {
        reporter: "rasmus-lund",
        target: || Target::Person("robin".to_owned()),
        category: "fake",
        note: "Names Skagen Towage as an employer. I dive for them every month, and nobody there knows a Robin.",
    },
    Told {
        reporter: "amara-nwosu",
        target: || Target::Company("dogger-offshore".to_owned()),
        category: "fraud",
        note: "Somebody writes to applicants in this firm’s name, from a private address, and asks for a deposit.",
    },
];

/// Has it reported, and decided on as far as the operator has come.
pub(super) async fn fill(app: &App, operator: MemberActor) -> Result<()> {
    let [audit_id, suspension_id] = [(); 2].map(|()| AuditId::from_raw(app.db.new_id()));
    let decision =
        Decision { outcome: Outcome::Dismissed, reason: REASON.to_owned(), is_for_all: true, audit_id, suspension_id };
    app.db
        .write(move |tx| {
            let closed = report(tx, &CLOSED)?;
            handling::decide(tx, &operator.into(), closed, &decision)?;
            OPEN.iter().try_for_each(|told| report(tx, told).map(drop))
        })
        .await
}

fn report(tx: &mut Tx<'_>, told: &Told) -> Result<ReportId> {
    let (account, _) = people::by_handle(tx, told.reporter)?.ok_or(Error::NotFound)?;
    let actor = MemberActor { account, session: SessionId::from_raw(0), caps: 0 };
    let id = ReportId::from_raw(tx.new_id());
    let complaint = Complaint::parse(told.category, told.note).map_err(Error::Invalid)?;
    let new = NewReport { id, request_id: id.to_string(), complaint };
    filing::file(tx, actor, &(told.target)(), &new)?;
    Ok(id)
}
