//! Who you are to others: the profile, who sees which part of it, and the list of people.
//!
//! What a viewer may see is decided in SQL by the fragments of [`model`], spliced wherever a person is read; what they
//! hide never leaves the database.

pub mod model;
pub mod people;
pub mod profile;
pub mod web;

pub use model::{Audience, Audiences, Link, Location, Onlooker};
pub use people::PersonRow;
pub use profile::{Draft, Eyes, OwnProfile, SeenProfile};
