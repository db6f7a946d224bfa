//! What members report to the team: what they saw, what the team decides, and who is told.
//!
//! A report keeps what its reporter could see, because it may be changed before somebody looks. The reported never
//! learn who reported them.

pub mod evidence;
pub mod filing;
pub mod handling;
pub mod model;
pub mod queue;
pub mod subscriber;
pub mod web;

pub use model::{Category, Kind, Outcome, Subject};
