//! Why a picture was not taken.

use thiserror::Error;

/// Why a picture was not taken. The text is for logs; what the visitor reads is the caller's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Refused {
    /// There are no bytes.
    #[error("an empty file")]
    Empty,
    /// More than [`MAX_BYTES`](crate::MAX_BYTES).
    #[error("a file of too many bytes")]
    TooLarge,
    /// Neither JPEG, PNG, WebP nor GIF by its first bytes, whatever its name says.
    #[error("not a JPEG, PNG, WebP or GIF")]
    NotAPicture,
    /// Begins like a picture and is none, ends too early, contradicts itself, or is of a kind that browsers do not show
    /// either (arithmetic or lossless JPEG, twelve bits).
    #[error("a damaged picture")]
    Damaged,
    /// More than [`MAX_PIXELS`](crate::MAX_PIXELS), too long a side, or more than [`MEMORY`](crate::MEMORY) to decode.
    #[error("a picture of too many pixels")]
    TooManyPixels,
    /// The picture, or the part of it that is wanted, is not 16 pixels wide and high.
    #[error("too small a picture")]
    TooSmall,
    /// So many pictures are waiting that this one has to come again.
    #[error("too many pictures at once")]
    Busy,
}
