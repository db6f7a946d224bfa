//! Who endorses whose skills: of those somebody knows none or a few, and more for what stands first.

use super::random::Dice;
use super::ties::Pairs;
use crate::kernel::{App, EntryId, Error, MemberActor, Result};
use crate::profiles::{Onlooker, Section, endorsements, entries};

/// Endorsers of one skill at most.
const MOST: usize = 12;
/// Skills of one person that others look at.
const SKILLS: usize = 8;
/// People in one transaction.
const BATCH: usize = 10;
/// So many have endorsements: in a city only the first.
const PRAISED: usize = 20_000;

/// Whoever has skills, and who is to endorse each of them, in their order.
type Praised = (MemberActor, [Vec<MemberActor>; SKILLS]);

/// Lets people endorse those they know.
pub(super) async fn endorse(app: &App, people: &[MemberActor], pairs: Pairs, seed: u64) -> Result<()> {
    let people: &[MemberActor] = people.get(..PRAISED).unwrap_or(people);
    let mut known = vec![Vec::new(); people.len()];
    for (one, other) in pairs {
        for (of, is) in [(one, other), (other, one)] {
            if let (Some(list), Some(actor)) = (known.get_mut(of), people.get(is)) {
                list.push(*actor);
            }
        }
    }
    let mut dice = Dice::new(seed);
    let mut rest = people.iter().copied().zip(known).map(|(owner, mut known)| {
        let of_skill = |place: usize| {
            dice.shuffle(&mut known);
            known.iter().copied().take(drawn(&mut dice, place)).collect()
        };
        (owner, [0, 1, 2, 3, 4, 5, 6, 7].map(of_skill))
    });
    loop {
        let batch: Vec<Praised> = rest.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(());
        }
        app.db.write(move |tx| batch.iter().try_for_each(|praised| write(tx, praised))).await?;
    }
}

/// How many endorse the skill at that place: six in ten have any.
fn drawn(dice: &mut Dice, place: usize) -> usize {
    let few = dice.below(MOST + 1).min(dice.below(MOST + 1));
    if dice.chance(60) { few / (1 + place / 2) } else { 0 }
}

fn write(tx: &mut db::Tx<'_>, (owner, endorsers): &Praised) -> Result<()> {
    let skills = entries::in_section(tx, Onlooker::Member(owner.account), owner.account, Section::Skills)?;
    let skills: Vec<EntryId> = skills.iter().map(|entry| entry.id).collect();
    for (skill, endorsers) in skills.into_iter().zip(endorsers) {
        for endorser in endorsers {
            match endorsements::endorse(tx, *endorser, owner.account, skill) {
                // Some show what they can to nobody.
                Ok(()) | Err(Error::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
    }
    Ok(())
}
