//! The pages of this room.

mod blocks;
mod connect;
mod connections;
mod contact;
mod contacts;
mod follows;
mod hub;
mod introductions;
mod invitations;

use db::Read;
use web::Routes;

use super::closeness::{self, Closeness};
use super::graph::Ties;
use crate::kernel::registry::Cards;
use crate::kernel::{AccountId, App, MemberActor, PersonCard, Result};

/// What the names of the boxes beside the rows of invitations begin with.
const PICK: &str = "pick_";

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new()
        .merge(hub::routes())
        .merge(invitations::routes())
        .merge(connections::routes())
        .merge(connect::routes())
        .merge(follows::routes())
        .merge(contact::routes())
        .merge(contacts::routes())
        .merge(introductions::routes())
        .merge(blocks::routes())
}

/// The same, and how near the people are to the actor.
fn with_closeness<T>(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: MemberActor,
    rows: Vec<(PersonCard, T)>,
) -> Result<Vec<(PersonCard, Closeness, T)>> {
    let ids: Vec<AccountId> = rows.iter().map(|(card, _)| card.id).collect();
    let near = closeness::of(r, ties, actor, &ids)?;
    Ok(rows.into_iter().zip(near).map(|((card, row), close)| (card, close, row)).collect())
}

/// Rows of this room with the people they speak of, in the order of the rows. Who is not there any more is left out.
fn with_cards<T>(
    r: &mut Read<'_>,
    cards: Cards,
    actor: MemberActor,
    rows: Vec<T>,
    id: impl Fn(&T) -> AccountId,
) -> Result<Vec<(PersonCard, T)>> {
    let ids: Vec<AccountId> = rows.iter().map(&id).collect();
    let mut found = cards(r, &actor, &ids)?;
    let mut rows_with = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(at) = found.iter().position(|card| card.id == id(&row)) {
            rows_with.push((found.swap_remove(at), row));
        }
    }
    Ok(rows_with)
}
