//! Who you are to others: the profile, who sees which part of it, and the list of people.
//!
//! What a viewer may see is decided in SQL by the fragments of [`model`], spliced wherever a person is read; what they
//! hide never leaves the database.

pub mod badges;
pub mod endorsements;
pub mod entries;
pub mod entry_form;
pub mod listed;
pub mod model;
pub mod months;
pub mod past;
pub mod people;
pub mod pictures;
pub mod privacy;
pub mod profile;
pub mod section;
pub mod skills;
pub mod subscriber;
pub mod views;
pub mod web;

pub use endorsements::Endorsed;
pub use entries::{Entry, EntryDraft};
pub(crate) use model::readable;
pub use model::{Audience, Audiences, CIRCLE, HEADLINE, Link, Onlooker, PEOPLE, PERSON_VISIBLE, PHOTO};
pub use months::Month;
pub use people::PersonRow;
pub use profile::{Draft, Eyes, OwnProfile, SeenProfile};
pub use section::Section;
pub use views::ViewingMode;
