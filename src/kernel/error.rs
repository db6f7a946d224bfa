//! The one error type of request code.
//!
//! The visitor reads a sentence chosen from the variant (`shell::errors`); the operator reads the cause in the log.
//! The two never mix.

use std::fmt;

/// Shorthand for results of verbs and handlers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can keep a request from its answer.
#[derive(Debug)]
pub enum Error {
    /// Does not exist, or may not be seen: the two are the same to the visitor.
    NotFound,
    /// Needs somebody who is signed in.
    SignIn,
    /// May be seen, but not done by this person.
    Forbidden,
    /// A change that came from a page of another site.
    CrossSite,
    /// Something in the form needs mending.
    Invalid(Invalid),
    /// The state of the thing has moved on. Carries the key of the sentence that says so.
    Conflict(&'static str),
    /// Too many tries; carries the seconds to wait.
    TooMany(u32),
    /// Larger than the limit for requests.
    TooLarge,
    /// The request came too slowly to be waited for.
    TooSlow,
    /// No room right now: queues full or the database is away.
    Busy,
    /// A fault of ours. The text is for the log alone.
    Internal(String),
}

impl Error {
    /// Wraps a cause for the operator's eyes.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Error::Internal(cause.to_string())
    }

    /// A single field that needs mending.
    pub fn field(name: &'static str, message: &'static str) -> Self {
        let mut invalid = Invalid::default();
        invalid.add(name, message);
        Error::Invalid(invalid)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFound => f.write_str("not found"),
            Error::SignIn => f.write_str("not signed in"),
            Error::Forbidden => f.write_str("forbidden"),
            Error::CrossSite => f.write_str("asked for by another site"),
            Error::Invalid(invalid) => write!(f, "invalid: {invalid:?}"),
            Error::Conflict(key) => write!(f, "conflict: {key}"),
            Error::TooMany(seconds) => write!(f, "too many tries, wait {seconds} s"),
            Error::TooLarge => f.write_str("request too large"),
            Error::TooSlow => f.write_str("request too slow"),
            Error::Busy => f.write_str("busy"),
            Error::Internal(cause) => write!(f, "internal: {cause}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::NotFound => Error::NotFound,
            db::Error::Busy => Error::Busy,
            other => Error::internal(other),
        }
    }
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Error::Invalid(Invalid(vec![error]))
    }
}

/// The fields of a form that need mending, in the order they were found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Invalid(Vec<FieldError>);

/// One field and the key of the sentence that says how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the form; `""` for the form as a whole.
    pub field: &'static str,
    /// The Fluent key of the sentence.
    pub message: &'static str,
    /// The limit the sentence speaks of, as `$limit`; 0 where it needs none.
    pub limit: i64,
}

impl Invalid {
    /// Notes a field.
    pub fn add(&mut self, field: &'static str, message: &'static str) {
        self.0.push(FieldError { field, message, limit: 0 });
    }

    /// Notes a field whose sentence names a limit.
    pub fn add_limit(&mut self, field: &'static str, message: &'static str, limit: i64) {
        self.0.push(FieldError { field, message, limit });
    }

    /// Notes what was noted elsewhere.
    pub fn join(&mut self, other: Invalid) {
        self.0.extend(other.0);
    }

    /// Keeps the value, or notes what is wrong with it and goes on, so that a form reports all its fields at once.
    pub fn take<T>(&mut self, result: Result<T, FieldError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.0.push(error);
                None
            }
        }
    }

    /// What was noted.
    pub fn fields(&self) -> &[FieldError] {
        &self.0
    }

    /// Whether nothing needs mending.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is noted for one field.
    pub fn of(&self, field: &str) -> Option<&FieldError> {
        self.0.iter().find(|error| error.field == field)
    }
}
