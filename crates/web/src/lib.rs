//! What every page needs between axum and a room, and nothing that knows what the pages are about.
//!
//! - [`gate`]: a router that takes only handlers whose first argument decides who may call them
//! - [`page`]: templates as responses, fragments or whole pages, redirects; [`problem`]: errors as JSON
//! - [`assets`]: files embedded by the `web-build` crate, served under content-hashed addresses
//! - [`mod@stack`]: what happens to every request, in order: [`request_id`], [`client`] address,
//!   [`headers`], [`rate`], [`csrf`], body limits, [`admission`], timeout, panics, compression
//! - [`cookies`] and [`origin`]: what follows from the configured public address
//! - [`live`]: WebSockets that stay small, whoever is at the other end
//! - [`mod@serve`]: listening with patience that ends, and stopping in good order

#![forbid(unsafe_code)]

pub mod admission;
pub mod assets;
pub mod client;
pub mod cookies;
pub mod csrf;
pub mod gate;
pub mod headers;
mod limits;
pub mod live;
pub mod origin;
pub mod pace;
pub mod page;
pub mod problem;
pub mod rate;
pub mod request_id;
pub mod serve;
pub mod stack;
pub mod uploads;

pub use admission::{Admission, Class, Lane, Lanes};
pub use assets::{Asset, Assets};
pub use client::{Cidr, ClientAddr, ForwardedBy, TrustedProxies};
pub use cookies::Cookies;
pub use gate::{Decides, Gated, RouteError, RouteInfo, Routes};
pub use origin::Origin;
pub use pace::Pace;
pub use page::{Html, is_fragment, local_path, see_other};
pub use problem::Problem;
pub use rate::Rate;
pub use request_id::RequestId;
pub use serve::{Caps, Patience, Serving, Stopped, serve, stop_signal};
pub use stack::{Head, Refusal, Refuse, StackConfig, stack};
pub use uploads::Uploads;
