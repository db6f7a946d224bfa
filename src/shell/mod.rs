//! The shell: what surrounds every page. Who asks, the frame, extractors that decide, error pages, health.

pub mod addressed;
pub mod badges;
pub mod csv;
pub mod errors;
pub mod extract;
pub mod form;
pub mod frame;
pub mod health;
pub mod offers;
pub mod pages;
pub mod time;
pub mod upload;
pub mod visitor;

pub use addressed::{Addressed, AddressedTo};
pub use errors::Fields;
pub use extract::{Id, Ids, Member, Operator, Public, Staff};
pub use form::{After, Form, Query};
pub use frame::{Frame, Viewer};
pub use offers::{Offers, OffersFragment};
pub use upload::{Files, Upload};
pub use visitor::{Toast, Visitor};
