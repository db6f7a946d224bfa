//! Adding, changing and taking away entries, and who may read them.

use db::{Tx, sql};

use super::super::model::Audience;
use super::super::months::{Month, StoredMonth};
use super::super::profile::begin;
use super::super::section::Section;
use super::super::{endorsements, skills};
use super::order::{Time, put_in_place};
use crate::companies::{CompanyName, directory};
use crate::kernel::{AccountId, CompanyId, EntryId, Error, MemberActor, Result, SkillId, limits};

/// What a form says of an entry, read and found right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryDraft {
    /// What it is.
    pub title: String,
    /// With whom.
    pub organisation: Option<CompanyName>,
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
    pub starts: Option<Month>,
    /// When it ended.
    pub ends: Option<Month>,
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

/// What makes an entry new.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// The id, made before the transaction.
    pub id: EntryId,
    /// Minted when the form was drawn: a second click finds the first entry.
    pub request_id: String,
}

/// What came of adding an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is there, now or since the same form was sent before.
    Done,
    /// The section holds as many as it may.
    Full,
    /// The person has that skill already.
    Known,
}

/// Adds an entry to the actor's own profile.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut Tx<'_>, actor: MemberActor, section: Section, new: &NewEntry, draft: &EntryDraft) -> Result<Added> {
    let account = actor.account;
    begin(tx, account)?;
    let known: Option<EntryId> = tx.opt(
        sql!("SELECT id FROM profile_entry WHERE account_id = $1 AND request_id = $2"),
        &[&account, &new.request_id],
    )?;
    if known.is_some() {
        return Ok(Added::Done);
    }
    if is_full(tx, account, section)? {
        return Ok(Added::Full);
    }
    let names = Names::of(tx, account, section, draft)?;
    if section == Section::Skills && has_skill(tx, account, &draft.title, names.skill)? {
        return Ok(Added::Known);
    }
    put(tx, account, section, new, draft, &names)?;
    put_in_place(tx, account, section, new.id)?;
    Ok(Added::Done)
}

/// Changes an entry of the actor's own. One whose time has changed goes where its time belongs.
///
/// # Errors
/// `NotFound` if the actor has none such there.
pub fn change(tx: &mut Tx<'_>, actor: MemberActor, section: Section, id: EntryId, draft: &EntryDraft) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    let before: Time = tx.one(
        sql!(
            "SELECT id, starts, ends, is_current FROM profile_entry
             WHERE account_id = $1 AND section = $2 AND id = $3 AND removed_us IS NULL"
        ),
        &[&account, &section, &id],
    )?;
    let names = Names::of(tx, account, section, draft)?;
    // Whoever endorsed one skill has said nothing of another.
    if section == Section::Skills && !is_same_skill(tx, id, &draft.title, names.skill)? {
        endorsements::forget(tx, id)?;
    }
    let known = NewEntry { id, request_id: id.to_string() };
    put(tx, account, section, &known, draft, &names)?;
    let after = (draft.starts, draft.ends, draft.is_current);
    if after != (before.starts.0, before.ends.0, before.is_current) {
        put_in_place(tx, account, section, id)?;
    }
    Ok(())
}

/// Writes an entry, new or in place of the one with its id, whose place and request stay.
fn put(
    tx: &mut Tx<'_>,
    account: AccountId,
    section: Section,
    entry: &NewEntry,
    draft: &EntryDraft,
    names: &Names,
) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO profile_entry (id, account_id, section, position, request_id, title, organisation, company_id,
               skill_id, subtitle, detail, remark, location, choice, starts, ends, is_current, url, summary, points,
               keywords, is_listed, audience)
             VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
               $22)
             ON CONFLICT (id) DO UPDATE SET title = excluded.title, organisation = excluded.organisation,
               company_id = excluded.company_id, skill_id = excluded.skill_id, subtitle = excluded.subtitle,
               detail = excluded.detail, remark = excluded.remark, location = excluded.location,
               choice = excluded.choice, starts = excluded.starts, ends = excluded.ends,
               is_current = excluded.is_current, url = excluded.url, summary = excluded.summary,
               points = excluded.points, keywords = excluded.keywords, is_listed = excluded.is_listed,
               audience = excluded.audience"
        ),
        &[
            &entry.id,
            &account,
            &section,
            &entry.request_id,
            &draft.title,
            &draft.organisation.as_ref().map_or("", CompanyName::as_str),
            &names.company,
            &names.skill,
            &draft.subtitle,
            &draft.detail,
            &draft.remark,
            &draft.location,
            &draft.choice,
            &StoredMonth(draft.starts),
            &StoredMonth(draft.ends),
            &draft.is_current,
            &draft.url,
            &draft.summary,
            &draft.points,
            &draft.keywords,
            &draft.is_listed,
            &draft.audience,
        ],
    )?;
    Ok(())
}

/// Takes an entry away. It can be brought back for a while. Taking it away again changes nothing.
///
/// # Errors
/// `NotFound` if the actor has none such there.
pub fn remove(tx: &mut Tx<'_>, actor: MemberActor, section: Section, id: EntryId) -> Result<()> {
    begin(tx, actor.account)?;
    let now = tx.now_us();
    let removed = tx.run(
        sql!(
            "UPDATE profile_entry SET removed_us = COALESCE(removed_us, $4)
             WHERE account_id = $1 AND section = $2 AND id = $3"
        ),
        &[&actor.account, &section, &id, &now],
    )?;
    if removed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Brings an entry back to where it was.
///
/// # Errors
/// `NotFound` if it is gone for good, `Conflict` if its place has been taken.
pub fn restore(tx: &mut Tx<'_>, actor: MemberActor, section: Section, id: EntryId) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    let removed: Option<i64> = tx.one(
        sql!("SELECT removed_us FROM profile_entry WHERE account_id = $1 AND section = $2 AND id = $3"),
        &[&account, &section, &id],
    )?;
    if removed.is_none() {
        return Ok(());
    }
    if is_full(tx, account, section)? {
        return Err(Error::Conflict("section-full"));
    }
    tx.run(sql!("UPDATE profile_entry SET removed_us = NULL WHERE account_id = $1 AND id = $2"), &[&account, &id])?;
    Ok(())
}

/// How long an entry that was taken away can be brought back, µs.
const UNDO_US: i64 = 10 * 60 * 1_000_000;
/// Entries purged at once.
const PURGED: i64 = 500;

/// Deletes what was taken away long enough ago, and what others said of it first.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    const GONE: &str = "SELECT e.id FROM profile_entry e WHERE e.removed_us < $1
        AND NOT EXISTS (SELECT 1 FROM endorsement n WHERE n.entry_id = e.id) LIMIT $2";
    let before = tx.now_us() - UNDO_US;
    endorsements::purge(tx, before, PURGED)?;
    tx.run(
        sql!(
            sqlite: "DELETE FROM profile_entry WHERE id IN ({GONE})",
            postgres: "DELETE FROM profile_entry WHERE id IN ({GONE} FOR UPDATE SKIP LOCKED)"
        ),
        &[&before, &PURGED],
    )?;
    Ok(())
}

/// Says who may read a section. What others may now know makes its companies and skills known.
///
/// # Errors
/// What the database says.
pub fn show_to(tx: &mut Tx<'_>, actor: MemberActor, section: Section, audience: Audience) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    tx.run(
        sql!(
            "INSERT INTO profile_section (account_id, section, audience) VALUES ($1, $2, $3)
             ON CONFLICT (account_id, section) DO UPDATE SET audience = excluded.audience"
        ),
        &[&account, &section, &audience],
    )?;
    if audience < Audience::Members {
        return Ok(());
    }
    let unnamed: Vec<(EntryId, String, String)> = tx.all(
        sql!(
            "SELECT id, title, organisation FROM profile_entry
             WHERE account_id = $1 AND section = $2 AND company_id IS NULL AND skill_id IS NULL LIMIT $3"
        ),
        &[&account, &section, &limits::ENTRIES],
    )?;
    for (id, title, organisation) in unnamed {
        let organisation = CompanyName::parse("", &organisation, "").ok().flatten();
        let names = Names::find(tx, section, &title, organisation.as_ref(), true)?;
        tx.run(
            sql!("UPDATE profile_entry SET company_id = $3, skill_id = $4 WHERE account_id = $1 AND id = $2"),
            &[&account, &id, &names.company, &names.skill],
        )?;
    }
    Ok(())
}

fn is_full(tx: &mut Tx<'_>, account: AccountId, section: Section) -> Result<bool> {
    let there: i64 = tx.one(
        sql!("SELECT COUNT(*) FROM profile_entry WHERE account_id = $1 AND section = $2 AND removed_us IS NULL"),
        &[&account, &section],
    )?;
    Ok(there >= section.spec().most)
}

fn has_skill(tx: &mut Tx<'_>, account: AccountId, title: &str, skill: Option<SkillId>) -> Result<bool> {
    let known: Option<EntryId> = tx.opt(
        sql!(
            "SELECT id FROM profile_entry
             WHERE account_id = $1 AND section = $2 AND removed_us IS NULL AND (title = $3 OR skill_id = $4) LIMIT 1"
        ),
        &[&account, &Section::Skills, &title, &skill],
    )?;
    Ok(known.is_some())
}

/// Whether an entry goes on naming the skill it names, however that is written.
fn is_same_skill(tx: &mut Tx<'_>, id: EntryId, title: &str, skill: Option<SkillId>) -> Result<bool> {
    let (before, known): (String, Option<SkillId>) = tx.one(
        sql!(
            "SELECT e.title, COALESCE(k.merged_into, k.id) FROM profile_entry e LEFT JOIN skill k ON k.id = e.skill_id
             WHERE e.id = $1"
        ),
        &[&id],
    )?;
    Ok(match (known, skill) {
        (Some(known), Some(skill)) => known == skill,
        _ => skills::is_same(&before, title),
    })
}

/// The rows an entry's names stand for.
#[derive(Default)]
struct Names {
    company: Option<CompanyId>,
    skill: Option<SkillId>,
}

impl Names {
    fn of(tx: &mut Tx<'_>, account: AccountId, section: Section, draft: &EntryDraft) -> Result<Names> {
        let chosen: Option<Audience> = tx.opt(
            sql!("SELECT audience FROM profile_section WHERE account_id = $1 AND section = $2"),
            &[&account, &section],
        )?;
        let audience = draft.audience.or(chosen).unwrap_or(Audience::Members);
        Names::find(tx, section, &draft.title, draft.organisation.as_ref(), audience >= Audience::Members)
    }

    fn find(
        tx: &mut Tx<'_>,
        section: Section,
        title: &str,
        organisation: Option<&CompanyName>,
        others_may_know: bool,
    ) -> Result<Names> {
        let mut names = Names::default();
        if let (Some(kind), Some(organisation)) = (section.spec().company, organisation) {
            names.company = directory::meant(tx, organisation, kind, others_may_know)?;
        }
        if section == Section::Skills {
            names.skill = skills::meant(tx, title, others_may_know)?;
        }
        Ok(names)
    }
}
