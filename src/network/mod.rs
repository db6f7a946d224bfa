//! How people relate: who is connected with whom or has asked, and who does not want to meet whom.
//!
//! A block works both ways. It lives in [`NOT_APART`], which everything that names a person splices: to either of the
//! two, the other does not exist. [`CONNECTED`] opens what is for connections.

pub mod blocks;
pub mod closeness;
pub mod connections;
pub mod contacts;
pub mod follows;
pub mod graph;
pub mod introductions;
pub mod lists;
pub mod model;
pub mod subscriber;
pub mod web;

pub use blocks::{Blocked, Met};
pub use closeness::Closeness;
pub use connections::{Bond, Standing, Way};
pub use graph::Ties;
pub use lists::OpenList;
pub use model::{CONNECTED, CONNECTED_TO_OWNER, DEFAULT_DOOR, DOOR, Door, FOLLOWED, NOT_APART, STRANGERS};

use db::Read;

use crate::kernel::registry::Badge;
use crate::kernel::{MemberActor, Result};

/// The count beside the network: invitations that wait for an answer.
///
/// # Errors
/// What the database says.
pub fn badge(r: &mut Read<'_>, actor: &MemberActor) -> Result<Option<Badge>> {
    Ok(Some(Badge { item: "network", count: lists::waiting(r, *actor)?, noun: "badge-network" }))
}
