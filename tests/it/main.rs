//! The one integration test binary: the rooms' behaviour through HTTP, on the database that
//! `ATHENA_TEST_DATABASE` names (SQLite without it).

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say what they expect by panicking"
)]
#![expect(clippy::disallowed_methods, reason = "tests reach servers of their own")]

mod support;

mod accounts;
mod admin;
mod architecture;
mod badges;
mod canary;
mod clock;
mod commands;
mod comments;
mod companies;
mod connections;
mod contacts;
mod demo;
mod deploy;
mod drafts;
mod dump;
mod edge;
mod endorsements;
mod faults;
mod follows;
mod founding;
mod graph;
mod introductions;
mod live;
mod matrix;
mod memory;
mod mentions;
mod muted;
mod network;
mod newer;
mod pictures;
mod polls;
mod post_images;
mod posts;
mod previews;
mod profiles;
mod races;
mod reactions;
mod recommendations;
mod reported_posts;
mod reports;
mod reposts;
mod restarts;
mod schema;
mod sections;
mod snapshots;
mod sql;
mod texts;
mod untagged;
mod views;
