//! What a member and others have in common: who was where they were, and who is where they are and can do what they can.
//!
//! Who it may be stands in indexes, read as they lie; whether the actor may know of it is asked for a few of them, those
//! somebody is about to be told of. So it takes as long in a city as in a village.

use std::collections::HashSet;
use std::sync::Arc;

use db::{Read, record, sql};

use super::entries::{ENTRIES, ENTRY_VISIBLE};
use super::model::{Onlooker, PERSON_VISIBLE, PLACE_ID};
use super::section::{Section, TOP_SKILLS};
use crate::companies::COMPANY_OF;
use crate::kernel::{AccountId, CompanyId, EntryId, Location, MemberActor, Result, SkillId};

/// Employers and schools of the actor's that are looked at, the present and last ones first; one that was joined with
/// others counts for each.
const PLACES: i64 = 12;
/// Names of the actor's first skills that are looked at.
const SKILLS: i64 = 12;
/// Of everybody who was at one of these places, or has one of these skills, so many are looked at, the newest members.
const EACH: i64 = 100;
/// Likewise of those who are where the actor is.
const HERE: i64 = 1_000;

/// What a member and somebody else have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Common {
    /// They worked there at the same time.
    Employer(String),
    /// They learned there at the same time.
    School(String),
    /// They have this skill, and are in this place.
    Skill(String, Location),
}

/// A sign that somebody has something in common with the actor, of which the actor may know or not: [`readable`] tells.
#[derive(Debug, Clone)]
pub struct Lead {
    /// Who.
    pub person: AccountId,
    /// What.
    pub common: Arc<Common>,
    entry: EntryId,
}

record! {
    /// An employer or a school of the actor's.
    struct Place {
        /// Its row, or one that was joined with it.
        company_id: CompanyId,
        /// What it is called by now.
        company: String,
        section: Section,
        starts: i64,
        ends: i64,
    }
}

record! {
    /// An entry as an index has it.
    struct Row {
        id: EntryId,
        account_id: AccountId,
    }
}

/// The end of the entry `e` as a month that can be compared: one that goes on ends never, of a year without a month the
/// whole year counts, and one whose end is not told ends in the year it began.
const ENDS: &str = "CASE WHEN e.is_current THEN 999999 WHEN e.ends = 0 THEN e.starts + 12
    WHEN e.ends % 100 = 0 THEN e.ends + 12 ELSE e.ends END";

/// Who worked or learned where the actor did at the same time, those of the actor's last places first; then who is where
/// the actor is, and has a skill that is among the actor's first. All of it is to be held against [`readable`].
///
/// # Errors
/// What the database says.
pub fn leads(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<Lead>> {
    let mut leads = Vec::new();
    companions(r, actor, &mut leads)?;
    neighbours(r, actor, &mut leads)?;
    Ok(leads)
}

fn companions(r: &mut Read<'_>, actor: MemberActor, leads: &mut Vec<Lead>) -> Result<()> {
    let places: Vec<Place> = r.all(
        sql!(
            "SELECT of.id AS company_id, c.name AS company, e.section, e.starts, {ENDS} AS ends
             FROM profile_entry e JOIN company c0 ON c0.id = e.company_id {COMPANY_OF}
             JOIN company of ON of.id = c.id OR of.merged_into = c.id
             WHERE e.account_id = $1 AND e.section IN ($2, $3) AND e.removed_us IS NULL AND e.starts > 0
             ORDER BY e.is_current DESC, e.starts DESC, of.id LIMIT $4"
        ),
        &[&actor.account, &Section::Experience, &Section::Education, &PLACES],
    )?;
    for Place { company_id, company, section, starts, ends } in places {
        let rows: Vec<Row> = r.all(
            sql!(
                "SELECT e.id, e.account_id
                 FROM (SELECT n.id, n.account_id, n.starts, n.ends, n.is_current FROM profile_entry n
                       WHERE n.company_id = $2 AND n.section = $3 AND n.removed_us IS NULL
                       ORDER BY n.account_id DESC LIMIT $6) e
                 WHERE e.account_id <> $1 AND e.starts > 0 AND e.starts <= $5 AND {ENDS} >= $4"
            ),
            &[&actor.account, &company_id, &section, &starts, &ends, &EACH],
        )?;
        let common = Arc::new(match section {
            Section::Experience => Common::Employer(company),
            _ => Common::School(company),
        });
        leads.extend(rows.into_iter().map(|row| row.lead(&common)));
    }
    Ok(())
}

fn neighbours(r: &mut Read<'_>, actor: MemberActor, leads: &mut Vec<Lead>) -> Result<()> {
    let Some((Some(place_id), label)) = place(r, actor)? else { return Ok(()) };
    let place = Location::from_columns(label, Some(place_id));
    let here: Vec<AccountId> = r.all(
        sql!(
            "SELECT account_id FROM profile WHERE place_id = $2 AND account_id <> $1 ORDER BY account_id DESC LIMIT $3"
        ),
        &[&actor.account, &place_id, &HERE],
    )?;
    let here: HashSet<AccountId> = here.into_iter().collect();
    if here.is_empty() {
        return Ok(());
    }
    let first = i64::try_from(TOP_SKILLS).unwrap_or(0);
    let skills: Vec<(SkillId, String)> = r.all(
        sql!(
            "SELECT of.id, k.name FROM (SELECT e.skill_id, e.position, e.id FROM profile_entry e
                WHERE e.account_id = $1 AND e.section = $2 AND e.removed_us IS NULL
                ORDER BY e.position, e.id LIMIT $3) mine
             JOIN skill k0 ON k0.id = mine.skill_id JOIN skill k ON k.id = COALESCE(k0.merged_into, k0.id)
             JOIN skill of ON of.id = k.id OR of.merged_into = k.id
             ORDER BY mine.position, mine.id, of.id LIMIT $4"
        ),
        &[&actor.account, &Section::Skills, &first, &SKILLS],
    )?;
    for (id, skill) in skills {
        let rows: Vec<Row> = r.all(
            sql!(
                "SELECT e.id, e.account_id FROM profile_entry e WHERE e.skill_id = $1 AND e.removed_us IS NULL
                 ORDER BY e.account_id DESC LIMIT $2"
            ),
            &[&id, &EACH],
        )?;
        let common = Arc::new(Common::Skill(skill, place.clone()));
        leads.extend(rows.into_iter().filter(|row| here.contains(&row.account_id)).map(|row| row.lead(&common)));
    }
    Ok(())
}

impl Row {
    fn lead(self, common: &Arc<Common>) -> Lead {
        Lead { person: self.account_id, common: Arc::clone(common), entry: self.id }
    }
}

/// Where the actor is: the place, if it has a row, and its name.
fn place(r: &mut Read<'_>, actor: MemberActor) -> Result<Option<(Option<i64>, String)>> {
    let sql = sql!("SELECT place_id, location FROM profile WHERE account_id = $1");
    Ok(r.opt(sql, &[&actor.account])?)
}

/// Keeps those of the leads of which the actor may know: the person exists for the actor, who may read the entry, and
/// where they are if it is about that.
///
/// # Errors
/// What the database says.
pub fn readable(r: &mut Read<'_>, actor: MemberActor, leads: &mut Vec<Lead>) -> Result<()> {
    if leads.is_empty() {
        return Ok(());
    }
    let here = place(r, actor)?.and_then(|(place_id, _)| place_id);
    let list = EntryId::list(leads.iter().map(|lead| lead.entry));
    let found: Vec<EntryId> = r.all(
        sql!(
            "SELECT e.id FROM {ENTRIES}
             WHERE e.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND {PERSON_VISIBLE} AND {ENTRY_VISIBLE}
               AND (e.section <> $3 OR {PLACE_ID} = $4)"
        ),
        &[&Onlooker::Member(actor.account), &list, &Section::Skills, &here],
    )?;
    let found: HashSet<EntryId> = found.into_iter().collect();
    leads.retain(|lead| found.contains(&lead.entry));
    Ok(())
}
