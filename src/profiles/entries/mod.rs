//! The entries of a profile's sections: read as a viewer may see them, added, changed, ordered, taken away.

mod change;
mod order;
#[cfg(test)]
mod tests;

use const_format::formatcp;
use db::{Read, record, sql};

use super::model::{Audience, CIRCLE, Onlooker, PEOPLE, PERSON_VISIBLE};
use super::months::StoredMonth;
use super::section::Section;
use crate::companies::COMPANY_OF;
use crate::kernel::{AccountId, CompanyId, EntryId, MemberActor, Result, limits};

pub use change::{Added, EntryDraft, NewEntry, add, change, purge, remove, restore, show_to};
pub use order::{Move, reorder};

/// The entries `e` of the person of [`PEOPLE`], with the section `s` they stand in if its audience was ever chosen.
pub(super) const ENTRIES: &str = formatcp!(
    "{PEOPLE} JOIN profile_entry e ON e.account_id = a.id
     LEFT JOIN profile_section s ON s.account_id = e.account_id AND s.section = e.section"
);

/// Whether the viewer `$1` may read the entry `e`, given that the person is visible. Entries without an audience of
/// their own have the section's, and that of a section nobody touched is members.
pub(super) const ENTRY_VISIBLE: &str =
    formatcp!("(e.removed_us IS NULL AND COALESCE(e.audience, s.audience, 2) >= {CIRCLE})");

record! {
    /// An entry. A company or skill that has a row shows under the name it has there.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Entry {
        /// The id.
        pub id: EntryId,
        /// Where it stands.
        pub section: Section,
        /// What it is.
        pub title: String,
        /// With whom.
        pub organisation: String,
        /// The organisation's row, if it has one.
        pub company_id: Option<CompanyId>,
        /// The address of the organisation's page below `/company/`, if it has one.
        pub company_slug: Option<String>,
        /// More of what it is.
        pub subtitle: String,
        /// A mark or number.
        pub detail: String,
        /// A further line.
        pub remark: String,
        /// Where.
        pub location: String,
        /// The number of the choice; 0 for none.
        pub choice: i64,
        /// When it began.
        pub starts: StoredMonth,
        /// When it ended.
        pub ends: StoredMonth,
        /// Whether it goes on.
        pub is_current: bool,
        /// A page about it.
        pub url: String,
        /// Markdown.
        pub summary: String,
        /// One on each line.
        pub points: String,
        /// Separated by commas.
        pub keywords: String,
        /// Whether the page of the company names the person.
        pub is_listed: bool,
        /// Its own audience, where entries have one.
        pub audience: Option<Audience>,
    }
}

/// The columns of [`Entry`].
const SHOWN: &str = "e.id, e.section, COALESCE(k.name, e.title) AS title,
    COALESCE(c.name, e.organisation) AS organisation, c.id AS company_id, c.slug AS company_slug, e.subtitle, e.detail,
    e.remark, e.location, e.choice, e.starts, e.ends, e.is_current, e.url, e.summary, e.points, e.keywords, e.is_listed,
    e.audience";
/// What [`SHOWN`] reads beside the entry.
const NAMES: &str = formatcp!(
    "LEFT JOIN company c0 ON c0.id = e.company_id {COMPANY_OF}
     LEFT JOIN skill k0 ON k0.id = e.skill_id LEFT JOIN skill k ON k.id = COALESCE(k0.merged_into, k0.id)"
);

/// All entries the viewer may read, in the order of the page.
///
/// # Errors
/// What the database says.
pub fn seen_by(r: &mut Read<'_>, viewer: Onlooker, account: AccountId) -> Result<Vec<Entry>> {
    Ok(r.all(
        sql!(
            "SELECT {SHOWN} FROM {ENTRIES} {NAMES}
             WHERE {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND a.id = $2
             ORDER BY e.section, e.position, e.id LIMIT $3"
        ),
        &[&viewer, &account, &limits::ENTRIES],
    )?)
}

/// The entries of one section that the viewer may read.
///
/// # Errors
/// What the database says.
pub fn in_section(r: &mut Read<'_>, viewer: Onlooker, account: AccountId, section: Section) -> Result<Vec<Entry>> {
    Ok(r.all(
        sql!(
            "SELECT {SHOWN} FROM {ENTRIES} {NAMES}
             WHERE {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND a.id = $2 AND e.section = $3
             ORDER BY e.position, e.id LIMIT $4"
        ),
        &[&viewer, &account, &section, &section.spec().most],
    )?)
}

/// One entry of the actor's own.
///
/// # Errors
/// `NotFound` if there is none in that section.
pub fn own(r: &mut Read<'_>, actor: MemberActor, section: Section, id: EntryId) -> Result<Entry> {
    let viewer = Onlooker::Member(actor.account);
    Ok(r.one(
        sql!(
            "SELECT {SHOWN} FROM {ENTRIES} {NAMES}
             WHERE {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND a.id = $1 AND e.section = $2 AND e.id = $3"
        ),
        &[&viewer, &section, &id],
    )?)
}

/// Who may read each section whose audience the actor has chosen.
///
/// # Errors
/// What the database says.
pub fn audiences(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<(Section, Audience)>> {
    Ok(r.all(sql!("SELECT section, audience FROM profile_section WHERE account_id = $1"), &[&actor.account])?)
}

/// How many entries each section of the actor's own holds; those that hold none are left out.
///
/// # Errors
/// What the database says.
pub fn counts(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<(Section, i64)>> {
    Ok(r.all(
        sql!(
            "SELECT section, COUNT(*) FROM profile_entry WHERE account_id = $1 AND removed_us IS NULL
             GROUP BY section ORDER BY section"
        ),
        &[&actor.account],
    )?)
}
