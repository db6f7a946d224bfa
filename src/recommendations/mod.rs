//! People somebody may know: found among the connections of their connections, where they worked and learned, and among
//! those who are new. Each with its reason; never from who looked at whom, and never from address books.

pub mod people;
pub mod web;

pub use people::{Reason, Suggestion};
