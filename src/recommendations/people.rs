//! People a member may know.

use std::collections::HashMap;

use db::{Read, Tx, sql};

use crate::kernel::{AccountId, Location, MemberActor, PersonCard, Result};
use crate::network::{Closeness, DOOR, Door, NOT_APART, STRANGERS, Ties, closeness};
use crate::profiles::past::{self, Companion, Neighbour};
use crate::profiles::{Section, people};

/// So many of those near by connections are looked at.
const NEAR: usize = 80;
/// So many of all who were found are looked at more closely.
const MOST: usize = 200;
/// What it counts to have worked together: as much as some four shared connections who know fifty people each.
const WORKED: f32 = 1.0;
/// What it counts to have learned together.
const STUDIED: f32 = 0.8;
/// What it counts to be in the same place with the same skill.
const ALIKE: f32 = 0.4;

/// Why somebody is suggested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// So many connections are shared; see the closeness.
    Shared,
    /// They worked there at the same time.
    Worked(String),
    /// They learned there at the same time.
    Studied(String),
    /// They are in the same place, and have the same skill.
    Alike(String, Location),
    /// They are new here.
    New,
}

/// Somebody the member may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Who.
    pub card: PersonCard,
    /// How near they are.
    pub close: Closeness,
    /// Why.
    pub reason: Reason,
}

/// What speaks for somebody.
#[derive(Default)]
struct Case {
    near: f32,
    /// The most of what they have in common with the actor, and what it counts.
    best: Option<(f32, Reason)>,
}

impl Case {
    /// What counts most speaks for them, and nothing is counted twice: who worked together has the trade in common, too.
    fn hear(&mut self, worth: f32, reason: impl FnOnce() -> Reason) {
        if self.best.as_ref().is_none_or(|(best, _)| worth > *best) {
            self.best = Some((worth, reason()));
        }
    }

    fn score(&self) -> f32 {
        self.near + self.best.as_ref().map_or(0.0, |(worth, _)| *worth)
    }
}

fn cases(r: &mut Read<'_>, ties: &Ties, actor: MemberActor) -> Result<HashMap<AccountId, Case>> {
    let mut cases: HashMap<AccountId, Case> = HashMap::new();
    for (id, score) in ties.near(actor.account, NEAR).unwrap_or_default() {
        cases.entry(id).or_default().near = score;
    }
    for Companion { id, section, company } in past::companions(r, actor)? {
        let case = cases.entry(id).or_default();
        match section {
            Section::Experience => case.hear(WORKED, || Reason::Worked(company)),
            _ => case.hear(STUDIED, || Reason::Studied(company)),
        }
    }
    for Neighbour { id, skill, place } in past::neighbours(r, actor)? {
        cases.entry(id).or_default().hear(ALIKE, || Reason::Alike(skill, place));
    }
    Ok(cases)
}

/// People the actor may know, the likeliest first, at most `most`. Nobody is among them whom the actor sent away, who has
/// anything to do with the actor or had until lately, who takes no invitations, or who is apart from the actor.
///
/// # Errors
/// What the database says.
pub fn suggest(r: &mut Read<'_>, ties: &Ties, actor: MemberActor, most: usize) -> Result<Vec<Suggestion>> {
    let mut cases = cases(r, ties, actor)?;
    let mut ranked: Vec<(AccountId, f32)> = cases.iter().map(|(id, case)| (*id, case.score())).collect();
    ranked.sort_by(|(one, a), (other, b)| b.total_cmp(a).then(one.cmp(other)));
    ranked.truncate(MOST);
    let ids: Vec<AccountId> = ranked.into_iter().map(|(id, _)| id).collect();
    let allowed = allowed(r, actor, &ids)?;
    let close = closeness::of(r, ties, actor, &allowed)?;
    let mut chosen: Vec<(AccountId, Closeness, Reason)> = Vec::new();
    for (id, close) in allowed.into_iter().zip(close) {
        let case = cases.remove(&id).unwrap_or_default();
        let reason = match case.best {
            Some((worth, reason)) if worth >= case.near || close.shared == 0 => reason,
            _ if close.shared > 0 => Reason::Shared,
            // Whom they share keeps to themselves whom they know: nothing may be told, so nobody is suggested.
            _ => continue,
        };
        chosen.push((id, close, reason));
        if chosen.len() == most {
            break;
        }
    }
    fill(r, ties, actor, most, &mut chosen)?;
    let ids: Vec<AccountId> = chosen.iter().map(|(id, ..)| *id).collect();
    let mut cards = people::cards(r, &actor, &ids)?;
    let mut suggestions = Vec::with_capacity(chosen.len());
    for (id, close, reason) in chosen {
        if let Some(at) = cards.iter().position(|card| card.id == id) {
            suggestions.push(Suggestion { card: cards.swap_remove(at), close, reason });
        }
    }
    Ok(suggestions)
}

/// New members, where nothing else is known.
fn fill(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: MemberActor,
    most: usize,
    chosen: &mut Vec<(AccountId, Closeness, Reason)>,
) -> Result<()> {
    if chosen.len() >= most {
        return Ok(());
    }
    let newest: Vec<AccountId> = people::newest(r, actor)?.into_iter().map(|row| row.card.id).collect();
    let mut new = allowed(r, actor, &newest)?;
    new.retain(|id| !chosen.iter().any(|(known, ..)| known == id));
    new.truncate(most - chosen.len());
    let close = closeness::of(r, ties, actor, &new)?;
    chosen.extend(new.into_iter().zip(close).map(|(id, close)| (id, close, Reason::New)));
    Ok(())
}

/// Those of the people who may be suggested, in their order.
fn allowed(r: &mut Read<'_>, actor: MemberActor, people: &[AccountId]) -> Result<Vec<AccountId>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let list = AccountId::list(people.iter().copied());
    let found: Vec<AccountId> = r.all(
        sql!(
            "SELECT a.id FROM account a LEFT JOIN contact_rule d ON d.account_id = a.id
             WHERE a.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND a.id <> $1 AND a.state = 1 AND {NOT_APART}
               AND {STRANGERS} AND {DOOR} <> $3
               AND NOT EXISTS (SELECT 1 FROM suggestion_dismissed d WHERE d.account_id = $1 AND d.person_id = a.id)"
        ),
        &[&actor.account, &list, &Door::Nobody],
    )?;
    Ok(people.iter().copied().filter(|id| found.contains(id)).collect())
}

/// Sends somebody away from the actor's suggestions, for good.
///
/// # Errors
/// `NotFound` for somebody who does not exist; otherwise what the database says.
pub fn dismiss(tx: &mut Tx<'_>, actor: MemberActor, person: AccountId) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!(
            "INSERT INTO suggestion_dismissed (account_id, person_id, since_us)
             SELECT $1, a.id, $3 FROM account a WHERE a.id = $2 AND a.id <> $1 AND a.state = 1 AND {NOT_APART}
             ON CONFLICT (account_id, person_id) DO NOTHING"
        ),
        &[&actor.account, &person, &now],
    )?;
    Ok(())
}

/// Lets somebody be suggested to the actor again.
///
/// # Errors
/// What the database says.
pub fn restore(tx: &mut Tx<'_>, actor: MemberActor, person: AccountId) -> Result<()> {
    tx.run(
        sql!("DELETE FROM suggestion_dismissed WHERE account_id = $1 AND person_id = $2"),
        &[&actor.account, &person],
    )?;
    Ok(())
}
