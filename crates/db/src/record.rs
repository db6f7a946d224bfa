//! From rows to types: scalars and tuples by position, `record!` structs by column name.
//!
//! The place of each named column is looked up once per prepared statement, not per row.

use crate::{Error, FromValue};

/// One row of an answer. Columns are addressed by the place they have in [`Record::COLUMNS`].
pub struct Row<'a> {
    cells: Cells<'a>,
    places: &'a [usize],
}

enum Cells<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>, places: &'a [usize]) -> Row<'a> {
        Row { cells: Cells::Sqlite(row), places }
    }

    pub(crate) fn postgres(row: &'a postgres::Row, places: &'a [usize]) -> Row<'a> {
        Row { cells: Cells::Postgres(row), places }
    }

    /// The column that the record names at this place.
    ///
    /// # Errors
    /// `Error::Internal` when there is none or it has another type.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, Error> {
        let Some(&place) = self.places.get(index) else {
            return Err(Error::internal(format!("the statement has no column {index}")));
        };
        let value = match &self.cells {
            Cells::Sqlite(row) => crate::sqlite::cell(row, place)?,
            Cells::Postgres(row) => crate::postgres::cell(row, place)?,
        };
        T::from_value(value)
    }
}

/// What a row may be read as.
pub trait Record: Sized {
    /// The names of the columns, or none: then columns count by position.
    const COLUMNS: &'static [&'static str];

    /// Reads one row.
    ///
    /// # Errors
    /// `Error::Internal` when a column is missing or has another type.
    fn from_row(row: &Row<'_>) -> Result<Self, Error>;
}

impl<T: FromValue> Record for T {
    const COLUMNS: &'static [&'static str] = &[];

    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        row.get(0)
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        impl<$($name: FromValue),+> Record for ($($name,)+) {
            const COLUMNS: &'static [&'static str] = &[];

            fn from_row(row: &Row<'_>) -> Result<Self, Error> {
                Ok(($(row.get::<$name>($index)?,)+))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

/// Where each wanted column stands among those the statement gives.
pub(crate) fn places<'n>(wanted: &[&str], given: impl Iterator<Item = &'n str> + Clone) -> Result<Box<[usize]>, Error> {
    if wanted.is_empty() {
        return Ok((0..given.count()).collect());
    }
    wanted
        .iter()
        .map(|name| {
            let mut found = given.clone().enumerate().filter(|(_, column)| column == name);
            match (found.next(), found.next()) {
                (Some((place, _)), None) => Ok(place),
                (None, _) => Err(Error::internal(format!("the statement has no column `{name}`"))),
                _ => Err(Error::internal(format!("the statement has two columns `{name}`"))),
            }
        })
        .collect()
}

/// Declares a struct that is read from rows by column name.
///
/// ```
/// db::record! {
///     /// A person in a list.
///     #[derive(Debug, Clone)]
///     pub struct PersonRow { pub id: i64, pub name: String, pub headline: Option<String> }
/// }
/// ```
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $type:ty),+ $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $type),+ }

        impl $crate::Record for $name {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn from_row(row: &$crate::Row<'_>) -> ::core::result::Result<Self, $crate::Error> {
                let mut at = 0_usize;
                $(let $field: $type = row.get(at)?; at += 1;)+
                let _ = at;
                Ok($name { $($field),+ })
            }
        }
    };
}
