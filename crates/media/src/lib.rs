//! Pictures that people send, made safe: what is kept is never the file that came.
//!
//! [`prepare`] recognises a picture by its first bytes, reads its size before anything else, decodes it within a fixed
//! amount of memory, and draws it anew in the sizes asked for. [`Workers`] do that away from the threads that serve
//! pages, a few at a time. [`Store`] keeps the results on disk or in S3 under the hash of their bytes, the only file
//! names there are.
#![forbid(unsafe_code)]

mod aside;
mod disk;
mod exif;
mod gif;
mod jpeg;
mod kind;
mod name;
mod plan;
mod png;
mod prepare;
mod refused;
mod render;
mod s3;
mod shrink;
mod store;
mod turn;
mod webp;
mod workers;

pub use aside::aside;
pub use name::{InvalidName, Name};
pub use plan::{Aspect, Crop, Plan};
pub use prepare::{MAX_BYTES, MAX_PIXELS, MEMORY, Picture, Rendition, prepare, size};
pub use refused::Refused;
pub use s3::S3Config;
pub use store::{Store, StoreError};
pub use workers::Workers;
