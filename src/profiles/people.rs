//! Lists of people.

use const_format::formatcp;
use db::{Read, record, sql};

use super::badges::{IS_HIRING, IS_OPEN};
use super::model::{HEADLINE, LOCATION, Onlooker, PEOPLE, PERSON_VISIBLE, PHOTO, PLACE_ID};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Error, Location, MemberActor, PersonCard, PictureAddress, Result, limits};
use crate::network::{Closeness, Ties, closeness};

/// Somebody in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub card: PersonCard,
    /// Where they are, if the viewer may know.
    pub location: Location,
    /// Whether they are open to work, likewise.
    pub is_open: bool,
    /// Whether they are hiring, likewise.
    pub is_hiring: bool,
    /// How near they are to the viewer.
    pub close: Closeness,
    name_sort: String,
}

/// Notes how near people are to the actor.
///
/// # Errors
/// What the database says.
pub fn measure(r: &mut Read<'_>, ties: &Ties, actor: MemberActor, people: &mut [PersonRow]) -> Result<()> {
    let ids: Vec<AccountId> = people.iter().map(|person| person.card.id).collect();
    for (person, close) in people.iter_mut().zip(closeness::of(r, ties, actor, &ids)?) {
        person.close = close;
    }
    Ok(())
}

record! {
    struct Row {
        id: AccountId,
        name: String,
        name_sort: String,
        handle: String,
        headline: String,
        photo: Option<PictureAddress>,
        location: String,
        place_id: Option<i64>,
        is_open: bool,
        is_hiring: bool,
    }
}

impl From<Row> for PersonRow {
    fn from(row: Row) -> Self {
        PersonRow {
            card: PersonCard {
                id: row.id,
                name: row.name,
                handle: row.handle,
                headline: row.headline,
                photo: row.photo,
            },
            location: Location::from_columns(row.location, row.place_id),
            is_open: row.is_open,
            is_hiring: row.is_hiring,
            close: Closeness::default(),
            name_sort: row.name_sort,
        }
    }
}

/// What a list shows of each person, for the viewer `$1`.
const SHOWN: &str = formatcp!(
    "a.id, a.name, a.name_sort, h.handle_key AS handle, {HEADLINE} AS headline, {PHOTO} AS photo,
     {LOCATION} AS location, {PLACE_ID} AS place_id, {IS_OPEN} AS is_open, {IS_HIRING} AS is_hiring"
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

/// The cards of these people as the actor may see them, in no order. Who does not exist for the actor is left out.
///
/// # Errors
/// What the database says.
pub fn cards(r: &mut Read<'_>, actor: &MemberActor, ids: &[AccountId]) -> Result<Vec<PersonCard>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = AccountId::list(ids.iter().copied());
    Ok(r.all(
        sql!(
            "SELECT a.id, a.name, h.handle_key AS handle, {HEADLINE} AS headline, {PHOTO} AS photo
             FROM {PEOPLE} JOIN handle h ON h.account_id = a.id AND h.is_current
             WHERE a.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND {PERSON_VISIBLE}"
        ),
        &[&Onlooker::Member(actor.account), &list],
    )?)
}

/// The newest members but for the actor.
///
/// # Errors
/// What the database says.
pub fn newest(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<PersonRow>> {
    joined(r, actor, 0, i64::MAX, limits::NEWEST)
}

/// Members who joined after `since` but for the actor, the newest first, from `after` on.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn joined_since(
    r: &mut Read<'_>,
    actor: MemberActor,
    since: AccountId,
    after: Option<&Cursor>,
) -> Result<Page<PersonRow>> {
    let before = match after.map(|cursor| cursor.0.as_slice()) {
        None => i64::MAX,
        Some([Part::Int(id)]) => *id,
        Some(_) => return Err(Error::NotFound),
    };
    let rows = joined(r, actor, since.get(), before, limits::PEOPLE_PAGE + 1)?;
    Ok(Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.card.id.get())])))
}

fn joined(r: &mut Read<'_>, actor: MemberActor, since: i64, before: i64, most: i64) -> Result<Vec<PersonRow>> {
    let rows: Vec<Row> = r.all(
        sql!(
            "SELECT {SHOWN}
             FROM (SELECT a.id FROM {PEOPLE}
                   WHERE {PERSON_VISIBLE} AND a.id <> $1 AND a.id > $2 AND a.id < $3
                   ORDER BY a.id DESC LIMIT $4) page {OF_PAGE}
             ORDER BY a.id DESC"
        ),
        &[&Onlooker::Member(actor.account), &since, &before, &most],
    )?;
    Ok(rows.into_iter().map(PersonRow::from).collect())
}

/// How many joined after `since` but for the actor; does not count beyond 100.
///
/// # Errors
/// What the database says.
pub fn count_since(r: &mut Read<'_>, actor: MemberActor, since: AccountId) -> Result<i64> {
    Ok(r.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT a.id FROM {PEOPLE}
                                   WHERE {PERSON_VISIBLE} AND a.id <> $1 AND a.id > $2 LIMIT 100) counted"
        ),
        &[&Onlooker::Member(actor.account), &since],
    )?)
}

/// Who joined last: whoever comes after them is new to a page that is drawn now.
///
/// # Errors
/// What the database says.
pub fn last_joined(r: &mut Read<'_>, actor: MemberActor) -> Result<AccountId> {
    let last: Option<AccountId> = r.opt(
        sql!("SELECT a.id FROM {PEOPLE} WHERE {PERSON_VISIBLE} ORDER BY a.id DESC LIMIT 1"),
        &[&Onlooker::Member(actor.account)],
    )?;
    Ok(last.unwrap_or(actor.account))
}

#[cfg(test)]
mod tests {
    use db::testing::{TestDb, fresh};

    use super::*;
    use crate::accounts::PersonName;
    use crate::accounts::people::{NewAccount, create, set_card};
    use crate::kernel::SessionId;
    use crate::wiring::MIGRATIONS;

    const VIEWER: MemberActor =
        MemberActor { account: AccountId::from_raw(1), session: SessionId::from_raw(1), caps: 0 };

    /// People with these names, their ids from 1 on.
    async fn community(names: &'static [&'static str]) -> TestDb {
        let db = fresh(MIGRATIONS).await;
        db.write(move |tx| {
            for (id, name) in (1_i64..).zip(names) {
                let (id, name) = (AccountId::from_raw(id), PersonName::parse(name).unwrap());
                create(tx, &NewAccount { id, name: &name, language: "", time_zone: "UTC", caps: 0 })?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        db
    }

    async fn names(db: &TestDb, prefix: &'static str) -> Vec<String> {
        let page = db.read(move |r| by_name(r, VIEWER, prefix, None)).await.unwrap();
        page.items.into_iter().map(|row| row.card.name).collect()
    }

    #[tokio::test]
    async fn people_stand_by_name_whatever_the_marks_and_are_found_by_its_beginning() {
        let db = community(&["Zoë", "álvaro", "Émile", "Emil", "李美玲", "ada", "Ann-Marie"]).await;
        assert_eq!(names(&db, "").await, ["ada", "álvaro", "Ann-Marie", "Emil", "Émile", "Zoë", "李美玲"]);
        assert_eq!(names(&db, "ÉMI").await, ["Emil", "Émile"]);
        assert_eq!(names(&db, "ann m").await, ["Ann-Marie"]);
        assert_eq!(names(&db, "李").await, ["李美玲"]);
        assert_eq!(names(&db, "mil").await, Vec::<String>::new());
        assert_eq!(names(&db, "%").await, Vec::<String>::new());
    }

    #[tokio::test]
    async fn pages_follow_each_other_without_gap_or_repetition_even_among_namesakes() {
        let db = community(&["Sam"; 60]).await;
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let cursor: Option<Cursor> = after.clone();
            let page = db.read(move |r| by_name(r, VIEWER, "", cursor.as_ref())).await.unwrap();
            seen.push(page.items.len());
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, [24, 24, 12]);
        let foreign = Cursor(vec![Part::Int(1)]);
        assert!(db.read(move |r| by_name(r, VIEWER, "", Some(&foreign))).await.is_err());
    }

    #[tokio::test]
    async fn who_joined_since_stands_newest_first_without_oneself_the_suspended_and_those_before() {
        let db = community(&["Sam"; 40]).await;
        db.write(|tx| Ok::<_, Error>(tx.run(sql!("UPDATE account SET state = 3 WHERE id = 20"), &[])?)).await.unwrap();
        let since = |since: i64, after: Option<Cursor>| {
            db.read(move |r| joined_since(r, VIEWER, AccountId::from_raw(since), after.as_ref()))
        };
        let ids = |page: &Page<PersonRow>| page.items.iter().map(|row| row.card.id.get()).collect::<Vec<_>>();
        let few = since(37, None).await.unwrap();
        assert_eq!((ids(&few), few.next), (vec![40, 39, 38], None));
        assert!(since(40, None).await.unwrap().items.is_empty());
        let first = since(1, None).await.unwrap();
        let rest = since(1, first.next.clone()).await.unwrap();
        let expected: Vec<i64> = (2..=40).rev().filter(|id| *id != 20).collect();
        assert_eq!([ids(&first), ids(&rest)].concat(), expected);
        assert!(since(1, Some(Cursor(vec![Part::Text("x".to_owned())]))).await.is_err());

        let count = |since: i64| db.read(move |r| count_since(r, VIEWER, AccountId::from_raw(since)));
        assert_eq!((count(37).await.unwrap(), count(1).await.unwrap(), count(40).await.unwrap()), (3, 38, 0));
        assert_eq!(db.read(|r| last_joined(r, VIEWER)).await.unwrap(), AccountId::from_raw(40));
    }

    #[tokio::test]
    async fn lists_leave_out_the_suspended_and_what_is_not_for_the_viewer() {
        let db = community(&["Ada", "Bea", "Cem", "Dan"]).await;
        db.write(|tx| {
            set_card(tx, AccountId::from_raw(2), &PersonName::parse("Bea").unwrap(), "Secret")?;
            set_card(tx, AccountId::from_raw(3), &PersonName::parse("Cem").unwrap(), "Told")?;
            tx.run(
                sql!(
                    "INSERT INTO profile (account_id, location, headline_audience, location_audience, changed_us)
                     VALUES (2, 'Hidden', 1, 0, 0), (3, 'Shown', 2, 3, 0)"
                ),
                &[],
            )?;
            tx.run(sql!("UPDATE account SET state = 3 WHERE id = 4"), &[])?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        let shown = |rows: Vec<PersonRow>| -> Vec<(String, String, String)> {
            let row = |row: PersonRow| (row.card.name, row.card.headline, row.location.text().to_owned());
            rows.into_iter().map(row).collect()
        };
        let line =
            |name: &str, headline: &str, location: &str| (name.to_owned(), headline.to_owned(), location.to_owned());
        let all = db.read(|r| by_name(r, VIEWER, "", None)).await.unwrap().items;
        assert_eq!(shown(all), [line("Ada", "", ""), line("Bea", "", ""), line("Cem", "Told", "Shown")]);
        let newest = db.read(|r| newest(r, VIEWER)).await.unwrap();
        assert_eq!(shown(newest), [line("Cem", "Told", "Shown"), line("Bea", "", "")]);
    }
}
