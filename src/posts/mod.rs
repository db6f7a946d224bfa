//! What people say to each other: posts, and the feed of those one is connected with or follows.
//!
//! Who may read a post is decided by [`model::POST_VISIBLE`], spliced wherever a post is read. What a post says is kept as
//! it was written, and what it said before it was edited, too.

pub mod callable;
pub mod comment;
pub mod drafts;
pub mod feed;
pub mod hidden;
pub mod images;
pub mod model;
pub mod muted;
pub mod polls;
pub mod post;
pub mod previews;
pub mod quotes;
pub mod reactions;
pub mod rendered;
pub mod reposts;
pub mod saved;
pub mod subscriber;
pub mod talk;
pub mod untagged;
pub mod web;

pub use model::{Draft, LINK_PREVIEWS, Post};
pub use rendered::Rendered;
