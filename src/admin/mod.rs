//! See below.
pub mod web;
