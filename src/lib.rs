//! Athena: a self-hostable professional network in one binary.
//!
//! The plan of the house, from left to right; a room imports only what stands to its left, through its door:
//!
//! - [`kernel`]: ids, events, errors, who acts, configuration, settings, texts, limits
//! - [`shell`]: what surrounds every page
//! - [`live`]: the one socket of each open page
//! - [`accounts`]: who you are to us
//! - [`network`]: how people relate
//! - [`companies`]: employers and schools
//! - [`profiles`]: who you are to others
//! - [`posts`]: what people say to each other
//! - [`reports`]: what members report, and what becomes of it
//! - [`recommendations`]: people somebody may know
//! - [`admin`]: the operator's pages
//! - [`wiring`]: the only file that knows all rooms
//! - [`demo`]: made-up people for those who look around
//! - [`commands`]: the command line

#![forbid(unsafe_code)]

pub mod accounts;
pub mod admin;
pub mod commands;
pub mod companies;
pub mod demo;
pub mod kernel;
pub mod live;
pub mod network;
pub mod posts;
pub mod profiles;
pub mod recommendations;
pub mod reports;
pub mod shell;
pub mod wiring;

pub use wiring::{Build, Running, build};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));
