//! Who was where somebody was, and who is near them, as far as all of it may be read.
//!
//! However many worked somewhere or can do something, so many are looked at: the newest members.

use db::{Read, record, sql};

use super::entries::{ENTRIES, ENTRY_VISIBLE};
use super::model::{Onlooker, PERSON_VISIBLE, PLACE_ID};
use super::section::{Section, TOP_SKILLS};
use crate::companies::COMPANY_OF;
use crate::kernel::{AccountId, CompanyId, Location, MemberActor, Result, SkillId};
use crate::network::STRANGERS;

/// Employers and schools of the actor's that are looked at, the present and last ones first; one that was joined with
/// others counts for each.
const PLACES: i64 = 12;
/// Names of the actor's first skills that are looked at.
const SKILLS: i64 = 12;
/// People who are looked at for each of these.
const LOOKED_AT: i64 = 100;

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

/// The end of the entry `e` as a month that can be compared: one that goes on ends never, of a year without a month the
/// whole year counts, and one whose end is not told ends in the year it began.
const ENDS: &str = "CASE WHEN e.is_current THEN 999999 WHEN e.ends = 0 THEN e.starts + 12
    WHEN e.ends % 100 = 0 THEN e.ends + 12 ELSE e.ends END";

/// Those who worked or learned where the actor did at the same time and whose entry the actor may read, those of the
/// actor's last places first. Who has anything to do with the actor already is left out.
///
/// # Errors
/// What the database says.
pub fn companions(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<Companion>> {
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
    let mut found = Vec::new();
    for place in places {
        let ids: Vec<AccountId> = r.all(
            sql!(
                "SELECT a.id FROM (SELECT n.id, n.account_id FROM profile_entry n WHERE n.company_id = $2 AND n.section = $3
                                   ORDER BY n.account_id DESC LIMIT $6) few CROSS JOIN {ENTRIES}
                 WHERE a.id = few.account_id AND e.id = few.id AND a.id <> $1 AND e.starts > 0 AND e.starts <= $5 AND {ENDS} >= $4
                   AND {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND {STRANGERS}
                 ORDER BY a.id DESC"
            ),
            &[
                &Onlooker::Member(actor.account),
                &place.company_id,
                &place.section,
                &place.starts,
                &place.ends,
                &LOOKED_AT,
            ],
        )?;
        let Place { section, company, .. } = place;
        found.extend(ids.into_iter().map(|id| Companion { id, section, company: company.clone() }));
    }
    Ok(found)
}

/// Somebody in the actor's place who can do what the actor can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// Who.
    pub id: AccountId,
    /// What both can do.
    pub skill: String,
    /// Where both are.
    pub place: Location,
}

/// Those in the actor's place who have a skill that is among the actor's first, as far as the actor may read both. Who
/// has anything to do with the actor already is left out.
///
/// # Errors
/// What the database says.
pub fn neighbours(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<Neighbour>> {
    let here: Option<(Option<i64>, String)> =
        r.opt(sql!("SELECT place_id, location FROM profile WHERE account_id = $1"), &[&actor.account])?;
    let Some((Some(place_id), label)) = here else { return Ok(Vec::new()) };
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
    let place = Location::from_columns(label, Some(place_id));
    let mut found = Vec::new();
    for (id, skill) in skills {
        let ids: Vec<AccountId> = r.all(
            sql!(
                "SELECT a.id FROM (SELECT n.id, n.account_id FROM profile_entry n WHERE n.skill_id = $2
                                   ORDER BY n.account_id DESC LIMIT $4) few CROSS JOIN {ENTRIES}
                 WHERE a.id = few.account_id AND e.id = few.id AND a.id <> $1 AND {PLACE_ID} = $3
                   AND {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND {STRANGERS}
                 ORDER BY a.id DESC"
            ),
            &[&Onlooker::Member(actor.account), &id, &place_id, &LOOKED_AT],
        )?;
        found.extend(ids.into_iter().map(|id| Neighbour { id, skill: skill.clone(), place: place.clone() }));
    }
    Ok(found)
}
