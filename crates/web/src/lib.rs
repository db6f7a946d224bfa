//! What every page needs between axum and a room, and nothing that knows what the pages are about.
//!
//! - [`gate`]: a router that takes only handlers whose first argument decides who may call them
//! - [`page`]: templates as responses, fragments or whole pages, redirects
//! - [`assets`]: files embedded by the `web-build` crate, served under content-hashed addresses

#![forbid(unsafe_code)]

pub mod assets;
pub mod gate;
pub mod page;

pub use assets::{Asset, Assets};
pub use gate::{Decides, Gated, RouteError, RouteInfo, Routes};
pub use page::{Html, is_fragment, local_path, see_other};
