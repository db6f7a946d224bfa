//! With whom somebody worked or learned, as far as both let it be read.

use db::{Read, record, sql};

use super::entries::{ENTRIES, ENTRY_VISIBLE};
use super::model::{Onlooker, PERSON_VISIBLE};
use super::section::Section;
use crate::kernel::{AccountId, MemberActor, Result};
use crate::network::STRANGERS;

record! {
    /// Somebody who was where the actor was, at the same time.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Companion {
        /// Who.
        pub id: AccountId,
        /// Whether they worked there or learned there.
        pub section: Section,
        /// What the place is called.
        pub company: String,
    }
}

/// The end of the actor's own entry as a month that can be compared: one that goes on ends never, of a year without a month the whole
/// year counts, and one whose end is not told ends in the year it began.
const MINE_ENDS: &str = "CASE WHEN mine.is_current THEN 999999 WHEN mine.ends = 0 THEN mine.starts + 12
    WHEN mine.ends % 100 = 0 THEN mine.ends + 12 ELSE mine.ends END";
/// Likewise of the other's.
const THEIRS_ENDS: &str = "CASE WHEN e.is_current THEN 999999 WHEN e.ends = 0 THEN e.starts + 12
    WHEN e.ends % 100 = 0 THEN e.ends + 12 ELSE e.ends END";

/// Those who worked or learned where the actor did at the same time and whose entry the actor may read, the newest members
/// first, at most so many; each place of each of them once. Who has anything to do with the actor already is left out.
///
/// # Errors
/// What the database says.
pub fn companions(r: &mut Read<'_>, actor: MemberActor, most: i64) -> Result<Vec<Companion>> {
    Ok(r.all(
        sql!(
            "SELECT DISTINCT a.id, e.section, c.name AS company
             FROM {ENTRIES}
             JOIN profile_entry mine ON mine.company_id = e.company_id AND mine.section = e.section
             JOIN company c ON c.id = e.company_id AND NOT c.is_hidden
             WHERE mine.account_id = $1 AND mine.section IN (2, 3) AND mine.removed_us IS NULL AND a.id <> $1
               AND mine.starts > 0 AND e.starts > 0 AND mine.starts <= {THEIRS_ENDS} AND e.starts <= {MINE_ENDS}
               AND {PERSON_VISIBLE} AND {ENTRY_VISIBLE}
               AND {STRANGERS}
             ORDER BY a.id DESC, e.section, c.name LIMIT $2"
        ),
        &[&Onlooker::Member(actor.account), &most],
    )?)
}
