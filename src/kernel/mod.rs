//! The kernel: the words every room speaks. Ids, events, errors, who acts, configuration, settings, texts, limits.
//!
//! It knows no room. What it needs from one (who a session belongs to, what a topic reloads) it takes through a
//! slot of [`registry::Registry`], filled in `wiring`.

pub mod actor;
pub mod app;
pub mod card;
pub mod config;
pub mod error;
pub mod events;
pub mod follow;
pub mod ids;
pub mod limits;
pub mod location;
pub mod paging;
pub mod party;
pub mod pictures;
pub mod registry;
pub mod secrets;
pub mod settings;
pub mod texts;
pub mod web_address;

pub use actor::{Actor, Cap, MemberActor};
pub use app::App;
pub use card::PersonCard;
pub use config::Config;
pub use error::{Error, FieldError, Invalid, Result};
pub use ids::*;
pub use location::Location;
pub use party::Party;
pub use web_address::WebAddress;
