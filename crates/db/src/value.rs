//! The five types both databases share, going in (`ToValue`) and coming out (`FromValue`).

use crate::Error;

/// A value on its way in or out; borrows text and bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// `int8`, `INTEGER`.
    Int(i64),
    /// `float8`, `REAL`.
    Float(f64),
    /// `bool`; an `INTEGER` of 0 or 1 on SQLite.
    Bool(bool),
    /// `text`, without NUL.
    Text(&'a str),
    /// `bytea`, `BLOB`.
    Blob(&'a [u8]),
}

/// The same, as it comes out of a row.
pub type ValueRef<'a> = Value<'a>;

impl Value<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Value::Null => "NULL",
            Value::Int(_) => "an integer",
            Value::Float(_) => "a float",
            Value::Bool(_) => "a boolean",
            Value::Text(_) => "text",
            Value::Blob(_) => "bytes",
        }
    }
}

/// What may be given to a statement.
pub trait ToValue {
    /// Borrows the value for one statement.
    fn to_value(&self) -> Value<'_>;
}

/// What a column may be read as.
pub trait FromValue: Sized {
    /// Takes the value out of a row.
    ///
    /// # Errors
    /// `Error::Internal` when the column has another type.
    fn from_value(value: ValueRef<'_>) -> Result<Self, Error>;
}

fn mismatch<T>(wanted: &str, found: Value<'_>) -> Result<T, Error> {
    // Only the kind: a value may be personal.
    Err(Error::internal(format!("expected {wanted}, found {}", found.kind())))
}

macro_rules! to_value {
    ($($type:ty, $self:ident => $value:expr;)*) => {
        $(impl ToValue for $type { fn to_value(&$self) -> Value<'_> { $value } })*
    };
}

to_value! {
    i64, self => Value::Int(*self);
    i32, self => Value::Int(i64::from(*self));
    u32, self => Value::Int(i64::from(*self));
    f64, self => Value::Float(*self);
    bool, self => Value::Bool(*self);
    str, self => Value::Text(self);
    String, self => Value::Text(self);
    [u8], self => Value::Blob(self);
    Vec<u8>, self => Value::Blob(self);
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl FromValue for i64 {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Error> {
        match value {
            Value::Int(number) => Ok(number),
            other => mismatch("an integer", other),
        }
    }
}

impl FromValue for i32 {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Error> {
        i32::try_from(i64::from_value(value)?).or_else(|_| mismatch("an integer of 32 bits", value))
    }
}

impl FromValue for u32 {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Error> {
        u32::try_from(i64::from_value(value)?).or_else(|_| mismatch("an unsigned integer of 32 bits", value))
    }
}

impl FromValue for f64 {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Error> {
        match value {
            Value::Float(number) => Ok(number),
            // SQLite keeps the type of a literal: COALESCE(SUM(x), 0) is an integer there.
            Value::Int(number) => i32::try_from(number).map(f64::from).or_else(|_| mismatch("a float", value)),
            other => mismatch("a float", other),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Error> {
        match value {
            Value::Bool(truth) => Ok(truth),
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            other => mismatch("a boolean", other),
        }
    }
}

impl FromValue for String {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Error> {
        match value {
            Value::Text(text) => Ok(text.to_owned()),
            other => mismatch("text", other),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Error> {
        match value {
            Value::Blob(bytes) => Ok(bytes.to_vec()),
            other => mismatch("bytes", other),
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Error> {
        match value {
            Value::Blob(bytes) => bytes.try_into().or_else(|_| mismatch("bytes of a fixed length", value)),
            other => mismatch("bytes", other),
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Error> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}
