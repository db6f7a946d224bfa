//! What members do: report, and look what became of it.

use db::{Read, Tx, record, sql};

use super::evidence::{self, Sight};
use super::model::{Category, Complaint, Kind, Outcome, Subject};
use crate::accounts::sign_up;
use crate::accounts::throttle::{REPORT, Verdict};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{CommentId, Error, MemberActor, PostId, ReportId, Result, limits};
use crate::live;
use crate::network::NOT_APART;

/// What is to be reported, by the part of its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The person with this handle.
    Person(String),
    /// The company with this slug.
    Company(String),
    /// The post with this id.
    Post(PostId),
    /// The comment with this id.
    Comment(CommentId),
}

impl Target {
    /// What the actor sees of it.
    ///
    /// # Errors
    /// `NotFound` for oneself and for what the actor may not see; otherwise what the database says.
    pub fn look(&self, r: &mut Read<'_>, actor: MemberActor) -> Result<Sight> {
        match self {
            Target::Person(handle) => evidence::person(r, actor, handle),
            Target::Company(slug) => evidence::company(r, actor, slug),
            Target::Post(id) => evidence::post(r, actor, *id),
            Target::Comment(id) => evidence::comment(r, actor, *id),
        }
    }

    /// The part of its address.
    pub fn address(&self) -> String {
        match self {
            Target::Person(asked) | Target::Company(asked) => asked.clone(),
            Target::Post(id) => id.to_string(),
            Target::Comment(id) => id.to_string(),
        }
    }
}

/// A report about to be: its id was made before the transaction.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// The id.
    pub id: ReportId,
    /// Minted when the form was drawn: sending it twice reports once.
    pub request_id: String,
    /// What is said.
    pub complaint: Complaint,
}

/// What came of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filed {
    /// The team has it.
    Done,
    /// The team has one of the member's about the same already.
    Known,
    /// The member has reported too often today; nothing was kept but the count.
    TooMany,
}

/// Reports to the team. Only what becomes a report of its own is counted.
///
/// # Errors
/// `NotFound` for oneself and for what the actor may not see; otherwise what the database says.
pub fn file(tx: &mut Tx<'_>, actor: MemberActor, target: &Target, new: &NewReport) -> Result<Filed> {
    let sight = target.look(tx, actor)?;
    let sent = sql!("SELECT id FROM report WHERE reporter_id = $1 AND request_id = $2");
    let known = |tx: &mut Tx<'_>| -> Result<Filed> {
        let same = tx.opt::<ReportId>(sent, &[&actor.account, &new.request_id])?.is_some();
        Ok(if same { Filed::Done } else { Filed::Known })
    };
    if tx.opt::<ReportId>(sent, &[&actor.account, &new.request_id])?.is_some() {
        return Ok(Filed::Done);
    }
    let added = tx.run(
        sql!(
            "INSERT INTO report
               (id, request_id, reporter_id, subject, subject_name, category, note, evidence, kind, author_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING"
        ),
        &[
            &new.id,
            &new.request_id,
            &actor.account,
            &sight.subject.number(),
            &sight.name,
            &new.complaint.category,
            &new.complaint.note,
            &sight.lines,
            &sight.subject.kind(),
            &sight.subject.author(),
        ],
    )?;
    if added == 0 {
        return known(tx);
    }
    // Counted now that it is one of its own. The count commits also if it is one too many.
    if REPORT.count(tx, &actor.account.to_string())? != Verdict::Fine {
        tx.run(sql!("DELETE FROM report WHERE id = $1"), &[&new.id])?;
        return Ok(Filed::TooMany);
    }
    live::signal(tx, sign_up::LIVE.name)?;
    Ok(Filed::Done)
}

/// Whether the team has a report of the actor's about this, still to be decided.
///
/// # Errors
/// What the database says.
pub fn is_open(r: &mut Read<'_>, actor: MemberActor, subject: Subject) -> Result<bool> {
    let open = sql!("SELECT id FROM report WHERE reporter_id = $1 AND subject = $2 AND outcome = 0");
    Ok(r.opt::<ReportId>(open, &[&actor.account, &subject.number()])?.is_some())
}

record! {
    /// A report as whoever sent it sees it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct OwnReport {
        /// The id; it holds the time.
        pub id: ReportId,
        /// What kind of thing it is about.
        pub kind: Kind,
        /// What the subject was called then, or who said it.
        pub subject_name: String,
        /// What it is about.
        pub category: Category,
        /// What was said.
        pub note: String,
        /// What became of it.
        pub outcome: Outcome,
        /// When that was, µs.
        pub closed_us: Option<i64>,
        /// The handle of the person, or of who said it, if the reporter still meets them; empty otherwise.
        pub handle: String,
    }
}

/// What the actor has reported, newest first.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn own(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<OwnReport>> {
    let before = match after.map(|cursor| cursor.0.as_slice()) {
        None => i64::MAX,
        Some([Part::Int(id)]) => *id,
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<OwnReport> = r.all(
        sql!(
            "SELECT r.id, r.kind, r.subject_name, r.category, r.note, r.outcome, r.closed_us,
                    COALESCE(h.handle_key, '') AS handle
             FROM report r
             LEFT JOIN account a ON a.id = COALESCE(r.author_id, r.subject) AND a.state = 1 AND {NOT_APART}
             LEFT JOIN handle h ON h.account_id = a.id AND h.is_current
             WHERE r.reporter_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3"
        ),
        &[&actor.account, &before, &(limits::REPORTS_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::REPORTS_PAGE, |row| Cursor(vec![Part::Int(row.id.get())])))
}
