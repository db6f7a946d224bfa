//! People a member may know.

use std::collections::HashMap;
use std::mem::take;
use std::sync::Arc;

use db::{Read, Tx, sql};

use crate::kernel::{AccountId, MemberActor, PersonCard, Result};
use crate::network::{Closeness, DOOR, Door, NOT_APART, STRANGERS, Ties, closeness};
use crate::profiles::past::{self, Common, Lead};
use crate::profiles::people;

/// So many of those near by connections are looked at.
const NEAR: usize = 80;
/// So many of those who may be suggested are looked at more closely.
const MOST: usize = 200;
/// Of all who were found, so many at a time.
const AT_ONCE: usize = 40;
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
    /// They have this in common.
    Common(Arc<Common>),
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

/// What may speak for somebody, before anybody has looked whether the actor may know of it.
#[derive(Default)]
struct Case {
    near: f32,
    leads: Vec<Lead>,
}

/// Somebody for whom something speaks that the actor may know of.
struct Chosen {
    id: AccountId,
    close: Closeness,
    reason: Reason,
    score: f32,
}

/// What it counts to have this in common.
fn worth(common: &Common) -> f32 {
    match common {
        Common::Employer(_) => WORKED,
        Common::School(_) => STUDIED,
        Common::Skill(..) => ALIKE,
    }
}

/// What counts most of what somebody has in common with the actor, and nothing is counted twice: who worked together has
/// the trade in common, too.
fn best(leads: &[Lead]) -> Option<(f32, &Arc<Common>)> {
    let mut best: Option<(f32, &Arc<Common>)> = None;
    for lead in leads {
        let worth = worth(&lead.common);
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, &lead.common));
        }
    }
    best
}

impl Case {
    /// The most that may speak for them.
    fn promise(&self) -> f32 {
        self.near + best(&self.leads).map_or(0.0, |(worth, _)| worth)
    }
}

/// Everybody for whom something may speak, those for whom most may first.
fn cases(r: &mut Read<'_>, ties: &Ties, actor: MemberActor) -> Result<Vec<(AccountId, Case)>> {
    let mut cases: HashMap<AccountId, Case> = HashMap::new();
    for (id, score) in ties.near(actor.account, NEAR).unwrap_or_default() {
        cases.entry(id).or_default().near = score;
    }
    for lead in past::leads(r, actor)? {
        // Those who are connected are told apart again by the database; here they would fill the places of others.
        if ties.are_connected(actor.account, lead.person) != Some(true) {
            cases.entry(lead.person).or_default().leads.push(lead);
        }
    }
    let mut ranked: Vec<(f32, AccountId, Case)> =
        cases.into_iter().map(|(id, case)| (case.promise(), id, case)).collect();
    ranked.sort_by(|(a, one, _), (b, other, _)| b.total_cmp(a).then(one.cmp(other)));
    Ok(ranked.into_iter().map(|(_, id, case)| (id, case)).collect())
}

/// Of some of the cases those the actor may be told of, with what may be told of them; and how many may be suggested, if
/// there were anything to tell.
fn told(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: MemberActor,
    some: &mut [(AccountId, Case)],
) -> Result<(usize, Vec<Chosen>)> {
    let ids: Vec<AccountId> = some.iter().map(|(id, _)| *id).collect();
    let allowed = allowed(r, actor, &ids)?;
    let looked_at = allowed.len();
    let close = closeness::of(r, ties, actor, &allowed)?;
    let mut leads: Vec<Lead> = some.iter_mut().flat_map(|(_, case)| take(&mut case.leads)).collect();
    past::readable(r, actor, &mut leads)?;
    let near: HashMap<AccountId, f32> = some.iter().map(|(id, case)| (*id, case.near)).collect();
    let mut of: HashMap<AccountId, Vec<Lead>> = HashMap::new();
    for lead in leads {
        of.entry(lead.person).or_default().push(lead);
    }
    let mut chosen = Vec::new();
    for (id, close) in allowed.into_iter().zip(close) {
        // Those among whom they share who keep to themselves whom they know count nothing, or the place would tell.
        let all = ties.shared(actor.account, id, closeness::MOST).map_or(0, |all| all.len()).max(1);
        let near = near.get(&id).copied().unwrap_or(0.0) * part(close.shared, all);
        let (score, reason) = match of.get(&id).and_then(|leads| best(leads)) {
            Some((worth, common)) if worth >= near => (near + worth, Reason::Common(Arc::clone(common))),
            Some((worth, _)) => (near + worth, Reason::Shared),
            None if close.shared > 0 => (near, Reason::Shared),
            None => continue,
        };
        chosen.push(Chosen { id, close, reason, score });
    }
    Ok((looked_at, chosen))
}

/// What part of all so many are.
fn part(some: usize, all: usize) -> f32 {
    let number = |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    number(some) / number(all)
}

/// People the actor may know, the likeliest first, at most `most`. Nobody is among them whom the actor sent away, who has
/// anything to do with the actor or had until lately, who takes no invitations, or who is apart from the actor.
///
/// # Errors
/// What the database says.
pub fn suggest(r: &mut Read<'_>, ties: &Ties, actor: MemberActor, most: usize) -> Result<Vec<Suggestion>> {
    let mut cases = cases(r, ties, actor)?;
    let mut chosen: Vec<Chosen> = Vec::new();
    let (mut from, mut looked_at) = (0, 0);
    // More than was promised nobody can have: once enough have as much as the next is promised, nobody comes before them.
    while let Some((_, next)) = cases.get(from) {
        let promise = next.promise();
        if looked_at >= MOST || chosen.iter().filter(|one| one.score >= promise).count() >= most {
            break;
        }
        let until = cases.len().min(from + AT_ONCE);
        let (allowed, told) = told(r, ties, actor, cases.get_mut(from..until).unwrap_or_default())?;
        chosen.extend(told);
        looked_at += allowed;
        from = until;
    }
    chosen.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
    chosen.truncate(most);
    fill(r, ties, actor, most, &mut chosen)?;
    let ids: Vec<AccountId> = chosen.iter().map(|one| one.id).collect();
    let mut cards = people::cards(r, &actor, &ids)?;
    let mut suggestions = Vec::with_capacity(chosen.len());
    for Chosen { id, close, reason, .. } in chosen {
        if let Some(at) = cards.iter().position(|card| card.id == id) {
            suggestions.push(Suggestion { card: cards.swap_remove(at), close, reason });
        }
    }
    Ok(suggestions)
}

/// New members, where nothing else is known.
fn fill(r: &mut Read<'_>, ties: &Ties, actor: MemberActor, most: usize, chosen: &mut Vec<Chosen>) -> Result<()> {
    if chosen.len() >= most {
        return Ok(());
    }
    let newest: Vec<AccountId> = people::newest(r, actor)?.into_iter().map(|row| row.card.id).collect();
    let mut new = allowed(r, actor, &newest)?;
    new.retain(|id| !chosen.iter().any(|known| known.id == *id));
    new.truncate(most - chosen.len());
    let close = closeness::of(r, ties, actor, &new)?;
    let as_new = |(id, close)| Chosen { id, close, reason: Reason::New, score: 0.0 };
    chosen.extend(new.into_iter().zip(close).map(as_new));
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
