//! Lists of people.

use const_format::formatcp;
use db::{Read, record, sql};

use super::model::{HEADLINE, LOCATION, Location, Onlooker, PEOPLE, PERSON_VISIBLE, PLACE_ID};
use crate::accounts::PersonCard;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Error, MemberActor, Result, limits};

/// Somebody in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub card: PersonCard,
    /// Where they are, if the viewer may know.
    pub location: Location,
    name_sort: String,
}

record! {
    struct Row {
        id: AccountId,
        name: String,
        name_sort: String,
        handle: String,
        headline: String,
        location: String,
        place_id: Option<i64>,
    }
}

impl From<Row> for PersonRow {
    fn from(row: Row) -> Self {
        PersonRow {
            card: PersonCard { id: row.id, name: row.name, handle: row.handle, headline: row.headline },
            location: Location::from_columns(row.location, row.place_id),
            name_sort: row.name_sort,
        }
    }
}

/// What a list shows of each person, for the viewer `$1`.
const SHOWN: &str = formatcp!(
    "a.id, a.name, a.name_sort, h.handle_key AS handle, {HEADLINE} AS headline, {LOCATION} AS location,
     {PLACE_ID} AS place_id"
);
/// The rows of the people whose ids `page` holds.
const OF_PAGE: &str = "JOIN account a ON a.id = page.id
    JOIN handle h ON h.account_id = a.id AND h.is_current
    LEFT JOIN profile p ON p.account_id = a.id";

/// Members by name, those whose name begins with `prefix`, from `after` on. Ids come first, from the index by name.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn by_name(r: &mut Read<'_>, actor: MemberActor, prefix: &str, after: Option<&Cursor>) -> Result<Page<PersonRow>> {
    let prefix = text::sort_key(prefix);
    // No name holds the last code point, so that this is behind all that begin with the prefix.
    let end = format!("{prefix}\u{10FFFF}");
    let (name, id) = match after {
        None => (prefix.as_str(), 0),
        Some(Cursor(parts)) => match parts.as_slice() {
            [Part::Text(name), Part::Int(id)] => (name.as_str(), *id),
            _ => return Err(Error::NotFound),
        },
    };
    let rows: Vec<Row> = r.all(
        sql!(
            "SELECT {SHOWN}
             FROM (SELECT a.id FROM {PEOPLE}
                   WHERE {PERSON_VISIBLE} AND (a.name_sort, a.id) > ($2, $3) AND a.name_sort < $4
                   ORDER BY a.name_sort, a.id LIMIT $5) page {OF_PAGE}
             ORDER BY a.name_sort, a.id"
        ),
        &[&Onlooker::Member(actor.account), &name, &id, &end, &(limits::PEOPLE_PAGE + 1)],
    )?;
    let rows = rows.into_iter().map(PersonRow::from).collect();
    Ok(Page::from_rows(rows, limits::PEOPLE_PAGE, |row| {
        Cursor(vec![Part::Text(row.name_sort.clone()), Part::Int(row.card.id.get())])
    }))
}

/// The newest members but for the actor.
///
/// # Errors
/// What the database says.
pub fn newest(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<PersonRow>> {
    let rows: Vec<Row> = r.all(
        sql!(
            "SELECT {SHOWN}
             FROM (SELECT a.id FROM {PEOPLE} WHERE {PERSON_VISIBLE} AND a.id <> $1
                   ORDER BY a.id DESC LIMIT $2) page {OF_PAGE}
             ORDER BY a.id DESC"
        ),
        &[&Onlooker::Member(actor.account), &limits::NEWEST],
    )?;
    Ok(rows.into_iter().map(PersonRow::from).collect())
}
