//! Employers and schools: what people name when they say where they worked and learned, and a page for each.
//!
//! Members bring a company into being by naming it; staff mends names, joins doubles and hides what is none. Who works
//! there is for rooms further right to tell, through a slot.

pub mod directory;
pub mod model;
pub mod web;

pub use directory::Company;
pub use model::{COMPANY_OF, CompanyKind, CompanyName, Mark};
