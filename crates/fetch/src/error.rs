//! Why nothing was fetched.

use std::error::Error as StdError;

use thiserror::Error;

/// Why there is no answer to give. The text is for the operator; it names no address, neither a member's nor ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Error {
    /// We do not go there, nor where it redirects to. Trying again changes nothing unless the name moves.
    #[error("refused: {why}")]
    Refused {
        /// What is wrong with it.
        why: Why,
    },
    /// The server answered with a status that is no success.
    #[error("the server answers {0}")]
    Status(u16),
    /// A redirect that does not say where to, or to what is no URL.
    #[error("the redirect leads nowhere")]
    BadRedirect,
    /// More than [`MOST_REDIRECTS`](crate::MOST_REDIRECTS) redirects.
    #[error("too many redirects")]
    TooManyRedirects,
    /// More bytes than we take.
    #[error("the answer is too large")]
    TooLarge,
    /// The whole took longer than [`Options::time`](crate::Options).
    #[error("the server takes too long")]
    TooSlow,
    /// Too many requests are under way; none was made for this one.
    #[error("too many requests at once")]
    Busy,
    /// The name has no address, nobody listens there, or the certificate is not for it.
    #[error("the server cannot be reached")]
    Unreachable,
    /// What came is not HTTP, or ends too early.
    #[error("the answer is not proper HTTP")]
    Garbled,
    /// The answer is compressed although we asked for it plain.
    #[error("the answer is encoded")]
    Encoded,
    /// A page was asked for, and this is none.
    #[error("the answer is not an HTML page")]
    NotHtml,
    /// A picture was asked for, and this is none that we read.
    #[error("the answer is not a picture")]
    NotImage,
}

/// What is wrong with a URL that we do not fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Why {
    /// No host, or characters that HTTP does not carry.
    #[error("the URL is malformed")]
    Malformed,
    /// More than 2048 bytes.
    #[error("the URL is too long")]
    TooLong,
    /// Neither `http` nor `https`.
    #[error("the scheme is neither http nor https")]
    Scheme,
    /// A user or a password in the URL.
    #[error("the URL contains a user")]
    UserInfo,
    /// Another port than the scheme's own.
    #[error("the port is not the scheme's own")]
    Port,
    /// A name that is not for the public internet.
    #[error("the name is not a public one")]
    Host,
    /// An address that is not public, or a name of which at least one address is not.
    #[error("the address is not a public one")]
    Address,
}

impl From<Why> for Error {
    fn from(why: Why) -> Error {
        Error::Refused { why }
    }
}

impl Error {
    /// Our own error, where the resolver is the one who said no; else the kind of the client's.
    pub(crate) fn of(error: &reqwest::Error) -> Error {
        let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
        while let Some(deeper) = cause {
            if let Some(own) = deeper.downcast_ref::<Error>() {
                return *own;
            }
            cause = deeper.source();
        }
        if error.is_timeout() {
            Error::TooSlow
        } else if error.is_connect() {
            Error::Unreachable
        } else if error.is_builder() {
            Why::Malformed.into()
        } else {
            Error::Garbled
        }
    }
}
