//! Who looked at a profile: noted once for each viewer and day, in the mode the viewer had chosen by then, and told to
//! the owner accordingly.
//!
//! A view keeps what it may tell as it was when it was made, so that nothing that changes later tells more. Whoever
//! looks in private is told numbers alone, and whoever stops doing so learns of the views from then on.

use const_format::formatcp;
use db::{FromValue, Read, ToValue, Tx, Value, ValueRef, record, sql};

use super::entries::{ENTRIES, ENTRY_VISIBLE};
use super::model::{HEADLINE, LOCATION, Onlooker, PEOPLE, PERSON_VISIBLE, PHOTO, PLACE_ID};
use super::section::Section;
use crate::companies::COMPANY_OF;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, CompanyId, Error, Location, MemberActor, PersonCard, PictureAddress, Result, limits};

/// Days for which views are kept.
pub const KEPT_DAYS: i64 = 90;
/// Members who must share what a semi-private view tells, the owner of the page not counted.
const SHARED_BY: i64 = 5;
/// Present employers that are tried before the place is.
const EMPLOYERS: i64 = 3;
/// Views that are told of beside one's own profile.
const LAST: i64 = 3;
/// Views purged at once.
const PURGED: i64 = 500;

/// How somebody looks at the pages of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ViewingMode {
    /// Counted, and nothing else.
    Private,
    /// With something that many share: an employer, or a place.
    SemiPrivate,
    /// By name.
    Full,
}

impl ViewingMode {
    /// All of them, in the order of the form.
    pub const ALL: [ViewingMode; 3] = [ViewingMode::Full, ViewingMode::SemiPrivate, ViewingMode::Private];

    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            ViewingMode::Private => "private",
            ViewingMode::SemiPrivate => "semi-private",
            ViewingMode::Full => "full",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<ViewingMode> {
        ViewingMode::ALL.into_iter().find(|mode| mode.word() == word)
    }

    const fn number(self) -> i64 {
        match self {
            ViewingMode::Private => 0,
            ViewingMode::SemiPrivate => 1,
            ViewingMode::Full => 2,
        }
    }
}

impl ToValue for ViewingMode {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for ViewingMode {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = ViewingMode::ALL.into_iter().find(|mode| mode.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such way of viewing".to_owned()))
    }
}

/// How the actor looks at the pages of others; in private, until they choose otherwise.
///
/// # Errors
/// What the database says.
pub fn mode(r: &mut Read<'_>, actor: MemberActor) -> Result<ViewingMode> {
    let chosen: Option<ViewingMode> =
        r.opt(sql!("SELECT viewing_mode FROM profile WHERE account_id = $1"), &[&actor.account])?;
    Ok(chosen.unwrap_or(ViewingMode::Private))
}

/// Chooses how the actor looks at the pages of others, from `since_us` on, which is now. Views that were made stay as
/// they are.
///
/// # Errors
/// What the database says.
pub fn choose_mode(tx: &mut Tx<'_>, actor: MemberActor, mode: ViewingMode, since_us: i64) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO profile (account_id, viewing_mode, viewing_since_us, changed_us) VALUES ($1, $2, $3, $3)
             ON CONFLICT (account_id) DO UPDATE SET viewing_mode = excluded.viewing_mode,
               viewing_since_us = CASE WHEN profile.viewing_mode = 0 THEN excluded.viewing_since_us
                                       ELSE profile.viewing_since_us END,
               changed_us = excluded.changed_us"
        ),
        &[&actor.account, &mode, &since_us],
    )?;
    Ok(())
}

/// The day of a time, as views count them: in UTC.
pub const fn day_of(us: i64) -> i64 {
    us.div_euclid(limits::DAY_US)
}

/// Whether the actor's view of the page was noted today, or needs not be because the page is their own.
///
/// # Errors
/// What the database says.
pub fn is_noted(r: &mut Read<'_>, viewer: MemberActor, owner: AccountId) -> Result<bool> {
    if viewer.account == owner {
        return Ok(true);
    }
    let today = day_of(r.now_us());
    has_looked(r, viewer, owner, today)
}

fn has_looked(r: &mut Read<'_>, viewer: MemberActor, owner: AccountId, day: i64) -> Result<bool> {
    let known: Option<i64> = r.opt(
        sql!("SELECT day FROM profile_view WHERE account_id = $1 AND viewer_id = $2 AND day = $3"),
        &[&owner, &viewer.account, &day],
    )?;
    Ok(known.is_some())
}

/// Notes that the actor looks at the page at the time `at_us`, which is now, in the mode they look in. `position` is
/// drawn at random. Once a day: what comes later changes nothing.
///
/// # Errors
/// What the database says.
pub fn note(tx: &mut Tx<'_>, viewer: MemberActor, owner: AccountId, at_us: i64, position: i64) -> Result<()> {
    let day = day_of(at_us);
    if viewer.account == owner || has_looked(tx, viewer, owner, day)? {
        return Ok(());
    }
    let mode = mode(tx, viewer)?;
    let (hint, place) = match mode {
        ViewingMode::SemiPrivate => hint(tx, owner, viewer.account)?,
        ViewingMode::Private | ViewingMode::Full => (String::new(), None),
    };
    tx.run(
        sql!(
            "INSERT INTO profile_view (account_id, viewer_id, day, mode, hint, place_id, seen_us, position)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (account_id, viewer_id, day) DO NOTHING"
        ),
        &[&owner, &viewer.account, &day, &mode, &hint, &place, &at_us, &position],
    )?;
    Ok(())
}

/// What a semi-private view tells the owner: something they may read of the viewer, and of enough others that it could
/// have been any of them. Text, and the place if it is one.
fn hint(tx: &mut Tx<'_>, owner: AccountId, viewer: AccountId) -> Result<(String, Option<i64>)> {
    let eyes = Onlooker::Member(owner);
    let employers: Vec<(CompanyId, String)> = tx.all(
        sql!(
            "SELECT c.id, c.name FROM {ENTRIES} JOIN company c0 ON c0.id = e.company_id {COMPANY_OF}
             WHERE a.id = $2 AND e.section = $3 AND e.is_current AND c.id IS NOT NULL
               AND {PERSON_VISIBLE} AND {ENTRY_VISIBLE}
             ORDER BY e.position, e.id LIMIT $4"
        ),
        &[&eyes, &viewer, &Section::Experience, &EMPLOYERS],
    )?;
    for (company, name) in employers {
        let sharing: i64 = tx.one(
            sql!(
                "SELECT COUNT(*) FROM (SELECT DISTINCT a.id FROM {ENTRIES}
                   WHERE e.company_id IN (SELECT id FROM company WHERE id = $2 OR merged_into = $2)
                     AND e.section = $3 AND e.is_current AND a.id <> $1 AND {PERSON_VISIBLE} AND {ENTRY_VISIBLE}
                   LIMIT $4) sharing"
            ),
            &[&eyes, &company, &Section::Experience, &SHARED_BY],
        )?;
        if sharing >= SHARED_BY {
            return Ok((name, None));
        }
    }
    let place: Option<(String, Option<i64>)> = tx.opt(
        sql!(
            "SELECT {LOCATION} AS location, {PLACE_ID} AS place_id FROM {PEOPLE} WHERE a.id = $2 AND {PERSON_VISIBLE}"
        ),
        &[&eyes, &viewer],
    )?;
    let Some((label, Some(place))) = place else { return Ok((String::new(), None)) };
    let sharing: i64 = tx.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT a.id FROM profile p JOIN account a ON a.id = p.account_id
               WHERE p.place_id = $2 AND a.id <> $1 AND {PERSON_VISIBLE} AND {PLACE_ID} = $2 LIMIT $3) sharing"
        ),
        &[&eyes, &place, &SHARED_BY],
    )?;
    Ok(if sharing >= SHARED_BY { (label, Some(place)) } else { (String::new(), None) })
}

record! {
    /// How many views of one mode a day had.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct DayCount {
        /// The day, see [`day_of`].
        pub day: i64,
        /// The mode they were made in.
        pub mode: ViewingMode,
        /// How many.
        pub count: i64,
    }
}

/// The views of the actor's own page for each day that had some, as far back as they are kept.
///
/// # Errors
/// What the database says.
pub fn by_day(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<DayCount>> {
    let since = day_of(r.now_us()) - KEPT_DAYS;
    let most = KEPT_DAYS * 3;
    Ok(r.all(
        sql!(
            "SELECT day, mode, COUNT(*) AS count FROM profile_view WHERE account_id = $1 AND day > $2
             GROUP BY day, mode ORDER BY day, mode LIMIT $3"
        ),
        &[&actor.account, &since, &most],
    )?)
}

/// The last week of the actor's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// How often it was looked at.
    pub count: i64,
    /// How often of these in private.
    pub private: i64,
    /// The mode the actor looks in.
    pub mode: ViewingMode,
    /// The last who may be told of, whenever it was; nobody while the actor looks in private.
    pub last: Vec<SeenView>,
}

/// The views the actor's own page had within a week, today being its last day, and the last of those who looked.
///
/// # Errors
/// What the database says.
pub fn this_week(r: &mut Read<'_>, actor: MemberActor) -> Result<Week> {
    let since = day_of(r.now_us()) - 7;
    let (count, private) = r.one(
        sql!("SELECT COUNT(*), COUNT(*) FILTER (WHERE mode = 0) FROM profile_view WHERE account_id = $1 AND day > $2"),
        &[&actor.account, &since],
    )?;
    let last = seen(r, actor, (i64::MAX, i64::MAX), LAST)?;
    Ok(Week { count, private, mode: mode(r, actor)?, last })
}

/// A view as its owner may know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenView {
    /// The day, see [`day_of`].
    pub day: i64,
    /// Who or what it was.
    pub viewer: Viewer,
    position: i64,
}

/// Who looked, as far as the owner may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// This person.
    Person(PersonCard),
    /// Somebody who works there.
    Employer(String),
    /// Somebody from there.
    Place(Location),
    /// A member.
    Somebody,
}

record! {
    struct ViewRow {
        day: i64,
        position: i64,
        hint: String,
        place_id: Option<i64>,
        id: Option<AccountId>,
        name: Option<String>,
        handle: Option<String>,
        headline: Option<String>,
        photo: Option<PictureAddress>,
    }
}

/// Of whom a row is told by name.
const NAMED: &str = "v.mode = 2";
/// What is told of those alone.
const TOLD: &str = formatcp!(
    "CASE WHEN {NAMED} THEN a.id END AS id, CASE WHEN {NAMED} THEN a.name END AS name,
     CASE WHEN {NAMED} THEN h.handle_key END AS handle, CASE WHEN {NAMED} THEN {HEADLINE} END AS headline,
     CASE WHEN {NAMED} THEN {PHOTO} END AS photo"
);

/// Those who looked at the actor's own page otherwise than in private, the latest day first; nobody while the actor
/// looks in private themselves.
///
/// Whoever looked by name is there as long as the actor may see them. A semi-private view stays whatever becomes of its
/// viewer: one that went when they did would tell who it was.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn viewers(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<SeenView>> {
    let (day, position) = match after.map(|cursor| cursor.0.as_slice()) {
        None => (i64::MAX, i64::MAX),
        Some([Part::Int(day), Part::Int(position)]) => (*day, *position),
        Some(_) => return Err(Error::NotFound),
    };
    let rows = seen(r, actor, (day, position), limits::PEOPLE_PAGE + 1)?;
    Ok(Page::from_rows(rows, limits::PEOPLE_PAGE, |row: &SeenView| {
        Cursor(vec![Part::Int(row.day), Part::Int(row.position)])
    }))
}

/// Those views, before a day and a place in it.
fn seen(r: &mut Read<'_>, actor: MemberActor, (day, position): (i64, i64), limit: i64) -> Result<Vec<SeenView>> {
    let since = day_of(r.now_us()) - KEPT_DAYS;
    let rows: Vec<ViewRow> = r.all(
        sql!(
            "SELECT v.day, v.position, v.hint, v.place_id, {TOLD}
             FROM profile o JOIN profile_view v ON v.account_id = o.account_id
             JOIN account a ON a.id = v.viewer_id
             JOIN handle h ON h.account_id = a.id AND h.is_current
             LEFT JOIN profile p ON p.account_id = a.id
             WHERE o.account_id = $1 AND o.viewing_mode > 0 AND v.seen_us >= o.viewing_since_us
               AND v.mode > 0 AND (v.mode = 1 OR {PERSON_VISIBLE}) AND v.day > $4 AND (v.day, v.position) < ($2, $3)
             ORDER BY v.day DESC, v.position DESC LIMIT $5"
        ),
        &[&Onlooker::Member(actor.account), &day, &position, &since, &limit],
    )?;
    Ok(rows.into_iter().map(SeenView::from).collect())
}

impl From<ViewRow> for SeenView {
    fn from(row: ViewRow) -> Self {
        let viewer = match (row.id, row.name, row.handle) {
            (Some(id), Some(name), Some(handle)) => Viewer::Person(PersonCard {
                id,
                name,
                handle,
                headline: row.headline.unwrap_or_default(),
                photo: row.photo,
            }),
            _ if row.place_id.is_some() => Viewer::Place(Location::from_columns(row.hint, row.place_id)),
            _ if row.hint.is_empty() => Viewer::Somebody,
            _ => Viewer::Employer(row.hint),
        };
        SeenView { day: row.day, viewer, position: row.position }
    }
}

/// Forgets views that are old enough.
///
/// # Errors
/// What the database says.
pub(super) fn purge(tx: &mut Tx<'_>) -> Result<()> {
    const OVER: &str = "SELECT account_id, viewer_id, day FROM profile_view WHERE day <= $1 ORDER BY day LIMIT $2";
    let last = day_of(tx.now_us()) - KEPT_DAYS;
    tx.run(
        sql!(
            sqlite: "DELETE FROM profile_view WHERE (account_id, viewer_id, day) IN ({OVER})",
            postgres: "DELETE FROM profile_view WHERE (account_id, viewer_id, day) IN ({OVER} FOR UPDATE SKIP LOCKED)"
        ),
        &[&last, &PURGED],
    )?;
    Ok(())
}
