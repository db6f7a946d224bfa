//! The operator's rooms: founding the community, its settings, who waits, invitations, mail, and the log of it all.
//!
//! To everybody else these pages do not exist. Each change is one verb that asks for the capability again and notes
//! itself in the audit log.

pub mod community;
pub mod deliveries;
pub mod founding;
pub mod overview;
pub mod web;
