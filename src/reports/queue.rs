//! What staff sees: the reports that wait, those that are closed, one of them with all that belongs to it.

use db::{Read, record, sql};

use super::model::{Category, Kind, Outcome};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::registry::Badge;
use crate::kernel::{AccountId, Actor, Cap, Error, MemberActor, ReportId, Result, limits};

record! {
    /// A report in the list.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct QueuedReport {
        /// The id; it holds the time.
        pub id: ReportId,
        /// What kind of thing is reported.
        pub kind: Kind,
        /// Its number.
        pub subject: i64,
        /// Who said it.
        pub author_id: Option<AccountId>,
        /// What it was called then, or who said it.
        pub subject_name: String,
        /// Who reports.
        pub reporter_name: String,
        /// What it is about.
        pub category: Category,
        /// What became of it.
        pub outcome: Outcome,
        /// When that was, µs.
        pub closed_us: Option<i64>,
        /// How many reports there are about the same, with this one.
        pub about: i64,
        /// How many reports of the same reporter the team has decided on.
        pub judged: i64,
        /// To how many of those the team agreed.
        pub upheld: i64,
    }
}

/// The columns of [`QueuedReport`]; each count reads a range of an index.
const QUEUED: &str =
    "r.id, r.kind, r.subject, r.author_id, r.subject_name, a.name AS reporter_name, r.category, r.outcome, r.closed_us,
    (SELECT COUNT(*) FROM report o WHERE o.subject = r.subject) AS about,
    (SELECT COUNT(*) FROM report o WHERE o.reporter_id = r.reporter_id AND o.outcome > 0) AS judged,
    (SELECT COUNT(*) FROM report o WHERE o.reporter_id = r.reporter_id AND o.outcome > 1) AS upheld";

/// Reports that wait, the oldest first.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` for a cursor of another list.
pub fn open(r: &mut Read<'_>, actor: &Actor, from: Option<&Cursor>) -> Result<Page<QueuedReport>> {
    actor.require(Cap::Operator)?;
    let after = match from.map(|cursor| cursor.0.as_slice()) {
        None => 0,
        Some([Part::Int(id)]) => *id,
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<QueuedReport> = r.all(
        sql!(
            "SELECT {QUEUED} FROM report r JOIN account a ON a.id = r.reporter_id
             WHERE r.outcome = 0 AND r.id > $1 ORDER BY r.id LIMIT $2"
        ),
        &[&after, &(limits::ADMIN_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::ADMIN_PAGE, |row| Cursor(vec![Part::Int(row.id.get())])))
}

/// Reports that are closed, the last one first.
///
/// # Errors
/// As [`open`].
pub fn closed(r: &mut Read<'_>, actor: &Actor, from: Option<&Cursor>) -> Result<Page<QueuedReport>> {
    actor.require(Cap::Operator)?;
    let (time, id) = match from.map(|cursor| cursor.0.as_slice()) {
        None => (i64::MAX, i64::MAX),
        Some([Part::Int(time), Part::Int(id)]) => (*time, *id),
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<QueuedReport> = r.all(
        sql!(
            "SELECT {QUEUED} FROM report r JOIN account a ON a.id = r.reporter_id
             WHERE r.outcome > 0 AND (r.closed_us, r.id) < ($1, $2) ORDER BY r.closed_us DESC, r.id DESC LIMIT $3"
        ),
        &[&time, &id, &(limits::ADMIN_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::ADMIN_PAGE, |row| {
        Cursor(vec![Part::Int(row.closed_us.unwrap_or_default()), Part::Int(row.id.get())])
    }))
}

record! {
    /// What there is to read of one report.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Details {
        /// What the reporter says.
        pub note: String,
        /// What they could see, a line for each thing.
        pub evidence: String,
        /// Why the team decided as it did.
        pub reason: String,
        /// Who decided.
        pub handled_by: String,
        /// The present handle of the reported person, or of who said it.
        pub handle: String,
        /// Whether they are suspended now.
        pub is_suspended: bool,
        /// The reported company's present slug, if it is a company.
        pub slug: String,
        /// Whether what somebody said is still to be read by those it is for.
        pub is_there: bool,
    }
}

record! {
    /// An earlier or later report about the same.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Beside {
        /// The id; it holds the time.
        pub id: ReportId,
        /// Who reports.
        pub reporter_name: String,
        /// What it is about.
        pub category: Category,
        /// What became of it.
        pub outcome: Outcome,
        /// Why.
        pub reason: String,
    }
}

/// One report for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneReport {
    /// What the list shows of it.
    pub report: QueuedReport,
    /// What it says.
    pub details: Details,
    /// The newest others about the same.
    pub beside: Vec<Beside>,
    /// How many others about the same are open.
    pub open_beside: i64,
}

/// One report with what belongs to it.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` if there is none.
pub fn one(r: &mut Read<'_>, actor: &Actor, id: ReportId) -> Result<OneReport> {
    actor.require(Cap::Operator)?;
    let report: QueuedReport =
        r.one(sql!("SELECT {QUEUED} FROM report r JOIN account a ON a.id = r.reporter_id WHERE r.id = $1"), &[&id])?;
    let details = r.one(
        sql!(
            "SELECT r.note, r.evidence, r.reason, COALESCE(b.name, '') AS handled_by,
                    COALESCE(h.handle_key, '') AS handle, COALESCE(p.state = 2, FALSE) AS is_suspended,
                    COALESCE(c.slug, '') AS slug,
                    (o.id IS NOT NULL AND o.removed_us IS NULL) OR (s.id IS NOT NULL AND s.removed_us IS NULL) AS is_there
             FROM report r
             LEFT JOIN account b ON b.id = r.handled_by
             LEFT JOIN account p ON p.id = COALESCE(r.author_id, r.subject)
             LEFT JOIN handle h ON h.account_id = p.id AND h.is_current
             LEFT JOIN company c ON c.id = -r.subject
             LEFT JOIN post o ON o.id = r.subject AND r.kind = 2
             LEFT JOIN comment s ON s.id = r.subject AND r.kind = 3
             WHERE r.id = $1"
        ),
        &[&id],
    )?;
    let beside = r.all(
        sql!(
            "SELECT r.id, a.name AS reporter_name, r.category, r.outcome, r.reason
             FROM report r JOIN account a ON a.id = r.reporter_id
             WHERE r.subject = $1 AND r.id <> $2 ORDER BY r.id DESC LIMIT $3"
        ),
        &[&report.subject, &id, &limits::REPORTS_BESIDE],
    )?;
    let open_beside = r.one(
        sql!("SELECT COUNT(*) FROM report WHERE subject = $1 AND outcome = 0 AND id <> $2"),
        &[&report.subject, &id],
    )?;
    Ok(OneReport { report, details, beside, open_beside })
}

/// How many reports wait, up to 100.
///
/// # Errors
/// What the database says.
pub fn count_open(r: &mut Read<'_>) -> Result<i64> {
    Ok(r.one(sql!("SELECT COUNT(*) FROM (SELECT id FROM report WHERE outcome = 0 LIMIT 100) counted"), &[])?)
}

/// The count beside the operator's pages: reports that wait.
///
/// # Errors
/// What the database says.
pub fn badge(r: &mut Read<'_>, actor: &MemberActor) -> Result<Option<Badge>> {
    if !actor.has(Cap::Operator) {
        return Ok(None);
    }
    Ok(Some(Badge { item: "reports", count: count_open(r)?, noun: "badge-reports" }))
}
