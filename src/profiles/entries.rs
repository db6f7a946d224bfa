//! The entries of a profile's sections: read as a viewer may see them, added, changed, ordered, taken away.

use const_format::formatcp;
use db::{Read, Tx, record, sql};

use super::model::{Audience, CIRCLE, Onlooker, PEOPLE, PERSON_VISIBLE};
use super::months::{Month, StoredMonth};
use super::section::{Order, Section};
use super::skills;
use crate::companies::{COMPANY_OF, CompanyName, directory};
use crate::kernel::{AccountId, CompanyId, EntryId, Error, MemberActor, Result, SkillId, limits};

/// The entries `e` of the person of [`PEOPLE`], with the section `s` they stand in if its audience was ever chosen.
pub(super) const ENTRIES: &str = formatcp!(
    "{PEOPLE} JOIN profile_entry e ON e.account_id = a.id
     LEFT JOIN profile_section s ON s.account_id = e.account_id AND s.section = e.section"
);

/// Whether the viewer `$1` may read the entry `e`, given that the person is visible. Entries without an audience of
/// their own have the section's, and that of a section nobody touched is members.
pub(super) const ENTRY_VISIBLE: &str =
    formatcp!("(e.removed_us IS NULL AND COALESCE(e.audience, s.audience, 2) >= {CIRCLE})");

record! {
    /// An entry. A company or skill that has a row shows under the name it has there.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Entry {
        /// The id.
        pub id: EntryId,
        /// Where it stands.
        pub section: Section,
        /// What it is.
        pub title: String,
        /// With whom.
        pub organisation: String,
        /// The organisation's row, if it has one.
        pub company_id: Option<CompanyId>,
        /// The address of the organisation's page below `/company/`, if it has one.
        pub company_slug: Option<String>,
        /// More of what it is.
        pub subtitle: String,
        /// A mark or number.
        pub detail: String,
        /// A further line.
        pub remark: String,
        /// Where.
        pub location: String,
        /// The number of the choice; 0 for none.
        pub choice: i64,
        /// When it began.
        pub starts: StoredMonth,
        /// When it ended.
        pub ends: StoredMonth,
        /// Whether it goes on.
        pub is_current: bool,
        /// A page about it.
        pub url: String,
        /// Markdown.
        pub summary: String,
        /// One on each line.
        pub points: String,
        /// Separated by commas.
        pub keywords: String,
        /// Whether the page of the company names the person.
        pub is_listed: bool,
        /// Its own audience, where entries have one.
        pub audience: Option<Audience>,
    }
}

/// The columns of [`Entry`].
const SHOWN: &str = "e.id, e.section, COALESCE(k.name, e.title) AS title,
    COALESCE(c.name, e.organisation) AS organisation, c.id AS company_id, c.slug AS company_slug, e.subtitle, e.detail,
    e.remark, e.location, e.choice, e.starts, e.ends, e.is_current, e.url, e.summary, e.points, e.keywords, e.is_listed,
    e.audience";
/// What [`SHOWN`] reads beside the entry.
const NAMES: &str = formatcp!(
    "LEFT JOIN company c0 ON c0.id = e.company_id {COMPANY_OF}
     LEFT JOIN skill k0 ON k0.id = e.skill_id LEFT JOIN skill k ON k.id = COALESCE(k0.merged_into, k0.id)"
);

/// All entries the viewer may read, in the order of the page.
///
/// # Errors
/// What the database says.
pub fn seen_by(r: &mut Read<'_>, viewer: Onlooker, account: AccountId) -> Result<Vec<Entry>> {
    Ok(r.all(
        sql!(
            "SELECT {SHOWN} FROM {ENTRIES} {NAMES}
             WHERE {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND a.id = $2
             ORDER BY e.section, e.position, e.id LIMIT $3"
        ),
        &[&viewer, &account, &limits::ENTRIES],
    )?)
}

/// The entries of one section that the viewer may read.
///
/// # Errors
/// What the database says.
pub fn in_section(r: &mut Read<'_>, viewer: Onlooker, account: AccountId, section: Section) -> Result<Vec<Entry>> {
    Ok(r.all(
        sql!(
            "SELECT {SHOWN} FROM {ENTRIES} {NAMES}
             WHERE {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND a.id = $2 AND e.section = $3
             ORDER BY e.position, e.id LIMIT $4"
        ),
        &[&viewer, &account, &section, &section.spec().most],
    )?)
}

/// One entry of the actor's own.
///
/// # Errors
/// `NotFound` if there is none in that section.
pub fn own(r: &mut Read<'_>, actor: MemberActor, section: Section, id: EntryId) -> Result<Entry> {
    let viewer = Onlooker::Member(actor.account);
    Ok(r.one(
        sql!(
            "SELECT {SHOWN} FROM {ENTRIES} {NAMES}
             WHERE {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND a.id = $1 AND e.section = $2 AND e.id = $3"
        ),
        &[&viewer, &section, &id],
    )?)
}

/// Who may read each section whose audience the actor has chosen.
///
/// # Errors
/// What the database says.
pub fn audiences(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<(Section, Audience)>> {
    Ok(r.all(sql!("SELECT section, audience FROM profile_section WHERE account_id = $1"), &[&actor.account])?)
}

/// How many entries each section of the actor's own holds; those that hold none are left out.
///
/// # Errors
/// What the database says.
pub fn counts(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<(Section, i64)>> {
    Ok(r.all(
        sql!(
            "SELECT section, COUNT(*) FROM profile_entry WHERE account_id = $1 AND removed_us IS NULL
             GROUP BY section ORDER BY section"
        ),
        &[&actor.account],
    )?)
}

/// What a form says of an entry, read and found right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryDraft {
    /// What it is.
    pub title: String,
    /// With whom.
    pub organisation: Option<CompanyName>,
    /// More of what it is.
    pub subtitle: String,
    /// A mark or number.
    pub detail: String,
    /// A further line.
    pub remark: String,
    /// Where.
    pub location: String,
    /// The number of the choice; 0 for none.
    pub choice: i64,
    /// When it began.
    pub starts: Option<Month>,
    /// When it ended.
    pub ends: Option<Month>,
    /// Whether it goes on.
    pub is_current: bool,
    /// A page about it.
    pub url: String,
    /// Markdown.
    pub summary: String,
    /// One on each line.
    pub points: String,
    /// Separated by commas.
    pub keywords: String,
    /// Whether the page of the company names the person.
    pub is_listed: bool,
    /// Its own audience, where entries have one.
    pub audience: Option<Audience>,
}

/// What makes an entry new.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// The id, made before the transaction.
    pub id: EntryId,
    /// Minted when the form was drawn: a second click finds the first entry.
    pub request_id: String,
}

/// What came of adding an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is there, now or since the same form was sent before.
    Done,
    /// The section holds as many as it may.
    Full,
    /// The person has that skill already.
    Known,
}

/// Adds an entry to the actor's own profile.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut Tx<'_>, actor: MemberActor, section: Section, new: &NewEntry, draft: &EntryDraft) -> Result<Added> {
    let account = actor.account;
    begin(tx, account)?;
    let known: Option<EntryId> = tx.opt(
        sql!("SELECT id FROM profile_entry WHERE account_id = $1 AND request_id = $2"),
        &[&account, &new.request_id],
    )?;
    if known.is_some() {
        return Ok(Added::Done);
    }
    if is_full(tx, account, section)? {
        return Ok(Added::Full);
    }
    let names = Names::of(tx, account, section, draft)?;
    if section == Section::Skills && has_skill(tx, account, &draft.title, names.skill)? {
        return Ok(Added::Known);
    }
    tx.run(
        sql!(
            "INSERT INTO profile_entry (id, account_id, section, position, request_id, title, organisation, company_id,
               skill_id, subtitle, detail, remark, location, choice, starts, ends, is_current, url, summary, points,
               keywords, is_listed, audience)
             VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
               $22)"
        ),
        &[
            &new.id,
            &account,
            &section,
            &new.request_id,
            &draft.title,
            &draft.organisation.as_ref().map_or("", CompanyName::as_str),
            &names.company,
            &names.skill,
            &draft.subtitle,
            &draft.detail,
            &draft.remark,
            &draft.location,
            &draft.choice,
            &StoredMonth(draft.starts),
            &StoredMonth(draft.ends),
            &draft.is_current,
            &draft.url,
            &draft.summary,
            &draft.points,
            &draft.keywords,
            &draft.is_listed,
            &draft.audience,
        ],
    )?;
    put_in_place(tx, account, section, new.id)?;
    Ok(Added::Done)
}

/// Changes an entry of the actor's own. One whose time has changed goes where its time belongs.
///
/// # Errors
/// `NotFound` if the actor has none such there.
pub fn change(tx: &mut Tx<'_>, actor: MemberActor, section: Section, id: EntryId, draft: &EntryDraft) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    let before: Time = tx.one(
        sql!(
            "SELECT id, starts, ends, is_current FROM profile_entry
             WHERE account_id = $1 AND section = $2 AND id = $3 AND removed_us IS NULL"
        ),
        &[&account, &section, &id],
    )?;
    let names = Names::of(tx, account, section, draft)?;
    tx.run(
        sql!(
            "UPDATE profile_entry SET title = $3, organisation = $4, company_id = $5, skill_id = $6, subtitle = $7,
               detail = $8, remark = $9, location = $10, choice = $11, starts = $12, ends = $13, is_current = $14,
               url = $15, summary = $16, points = $17, keywords = $18, is_listed = $19, audience = $20
             WHERE account_id = $1 AND id = $2"
        ),
        &[
            &account,
            &id,
            &draft.title,
            &draft.organisation.as_ref().map_or("", CompanyName::as_str),
            &names.company,
            &names.skill,
            &draft.subtitle,
            &draft.detail,
            &draft.remark,
            &draft.location,
            &draft.choice,
            &StoredMonth(draft.starts),
            &StoredMonth(draft.ends),
            &draft.is_current,
            &draft.url,
            &draft.summary,
            &draft.points,
            &draft.keywords,
            &draft.is_listed,
            &draft.audience,
        ],
    )?;
    let after = (draft.starts, draft.ends, draft.is_current);
    if after != (before.starts.0, before.ends.0, before.is_current) {
        put_in_place(tx, account, section, id)?;
    }
    Ok(())
}

/// Takes an entry away. It can be brought back for a while. Taking it away again changes nothing.
///
/// # Errors
/// `NotFound` if the actor has none such there.
pub fn remove(tx: &mut Tx<'_>, actor: MemberActor, section: Section, id: EntryId) -> Result<()> {
    begin(tx, actor.account)?;
    let now = tx.now_us();
    let removed = tx.run(
        sql!(
            "UPDATE profile_entry SET removed_us = COALESCE(removed_us, $4)
             WHERE account_id = $1 AND section = $2 AND id = $3"
        ),
        &[&actor.account, &section, &id, &now],
    )?;
    if removed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Brings an entry back to where it was.
///
/// # Errors
/// `NotFound` if it is gone for good, `Conflict` if its place has been taken.
pub fn restore(tx: &mut Tx<'_>, actor: MemberActor, section: Section, id: EntryId) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    let removed: Option<i64> = tx.one(
        sql!("SELECT removed_us FROM profile_entry WHERE account_id = $1 AND section = $2 AND id = $3"),
        &[&account, &section, &id],
    )?;
    if removed.is_none() {
        return Ok(());
    }
    if is_full(tx, account, section)? {
        return Err(Error::Conflict("section-full"));
    }
    tx.run(sql!("UPDATE profile_entry SET removed_us = NULL WHERE account_id = $1 AND id = $2"), &[&account, &id])?;
    Ok(())
}

/// How long an entry that was taken away can be brought back, µs.
const UNDO_US: i64 = 10 * 60 * 1_000_000;
/// Entries purged at once.
const PURGED: i64 = 500;

/// Deletes what was taken away long enough ago.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    let before = tx.now_us() - UNDO_US;
    tx.run(
        sql!(
            sqlite: "DELETE FROM profile_entry WHERE id IN (SELECT id FROM profile_entry WHERE removed_us < $1 LIMIT $2)",
            postgres: "DELETE FROM profile_entry WHERE id IN (SELECT id FROM profile_entry WHERE removed_us < $1 LIMIT $2
                       FOR UPDATE SKIP LOCKED)"
        ),
        &[&before, &PURGED],
    )?;
    Ok(())
}

/// Where an entry is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One up.
    Up,
    /// One down.
    Down,
    /// In front of another.
    Before(EntryId),
    /// Behind all others.
    Last,
}

/// Puts an entry elsewhere in its section. Beyond the ends there is nowhere to go, so that changes nothing.
///
/// # Errors
/// `NotFound` if the actor has none such there, or not the one to go in front of.
pub fn reorder(tx: &mut Tx<'_>, actor: MemberActor, section: Section, id: EntryId, to: Move) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    let mut ids: Vec<EntryId> = times(tx, account, section)?.into_iter().map(|time| time.id).collect();
    let place_of = |ids: &[EntryId], id| ids.iter().position(|other| *other == id).ok_or(Error::NotFound);
    let from = place_of(&ids, id)?;
    ids.retain(|other| *other != id);
    let place = match to {
        Move::Up => from.saturating_sub(1),
        Move::Down => (from + 1).min(ids.len()),
        Move::Before(other) if other == id => from,
        Move::Before(other) => place_of(&ids, other)?,
        Move::Last => ids.len(),
    };
    ids.insert(place, id);
    number(tx, account, &ids)
}

/// Says who may read a section. What others may now know makes its companies and skills known.
///
/// # Errors
/// What the database says.
pub fn show_to(tx: &mut Tx<'_>, actor: MemberActor, section: Section, audience: Audience) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    tx.run(
        sql!(
            "INSERT INTO profile_section (account_id, section, audience) VALUES ($1, $2, $3)
             ON CONFLICT (account_id, section) DO UPDATE SET audience = excluded.audience"
        ),
        &[&account, &section, &audience],
    )?;
    if audience < Audience::Members {
        return Ok(());
    }
    let unnamed: Vec<(EntryId, String, String)> = tx.all(
        sql!(
            "SELECT id, title, organisation FROM profile_entry
             WHERE account_id = $1 AND section = $2 AND company_id IS NULL AND skill_id IS NULL LIMIT $3"
        ),
        &[&account, &section, &limits::ENTRIES],
    )?;
    for (id, title, organisation) in unnamed {
        let organisation = CompanyName::parse("", &organisation, "").ok().flatten();
        let names = Names::find(tx, section, &title, organisation.as_ref(), true)?;
        tx.run(
            sql!("UPDATE profile_entry SET company_id = $3, skill_id = $4 WHERE account_id = $1 AND id = $2"),
            &[&account, &id, &names.company, &names.skill],
        )?;
    }
    Ok(())
}

/// Writes the profile's row first: of two tabs that change the same profile one waits for the other.
fn begin(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!(
            "INSERT INTO profile (account_id, changed_us) VALUES ($1, $2)
             ON CONFLICT (account_id) DO UPDATE SET changed_us = excluded.changed_us"
        ),
        &[&account, &now],
    )?;
    Ok(())
}

fn is_full(tx: &mut Tx<'_>, account: AccountId, section: Section) -> Result<bool> {
    let there: i64 = tx.one(
        sql!("SELECT COUNT(*) FROM profile_entry WHERE account_id = $1 AND section = $2 AND removed_us IS NULL"),
        &[&account, &section],
    )?;
    Ok(there >= section.spec().most)
}

fn has_skill(tx: &mut Tx<'_>, account: AccountId, title: &str, skill: Option<SkillId>) -> Result<bool> {
    let known: Option<EntryId> = tx.opt(
        sql!(
            "SELECT id FROM profile_entry
             WHERE account_id = $1 AND section = $2 AND removed_us IS NULL AND (title = $3 OR skill_id = $4) LIMIT 1"
        ),
        &[&account, &Section::Skills, &title, &skill],
    )?;
    Ok(known.is_some())
}

/// The rows an entry's names stand for.
#[derive(Default)]
struct Names {
    company: Option<CompanyId>,
    skill: Option<SkillId>,
}

impl Names {
    fn of(tx: &mut Tx<'_>, account: AccountId, section: Section, draft: &EntryDraft) -> Result<Names> {
        let chosen: Option<Audience> = tx.opt(
            sql!("SELECT audience FROM profile_section WHERE account_id = $1 AND section = $2"),
            &[&account, &section],
        )?;
        let audience = draft.audience.or(chosen).unwrap_or(Audience::Members);
        Names::find(tx, section, &draft.title, draft.organisation.as_ref(), audience >= Audience::Members)
    }

    fn find(
        tx: &mut Tx<'_>,
        section: Section,
        title: &str,
        organisation: Option<&CompanyName>,
        others_may_know: bool,
    ) -> Result<Names> {
        let mut names = Names::default();
        if let (Some(kind), Some(organisation)) = (section.spec().company, organisation) {
            names.company = directory::meant(tx, organisation, kind, others_may_know)?;
        }
        if section == Section::Skills {
            names.skill = skills::meant(tx, title, others_may_know)?;
        }
        Ok(names)
    }
}

record! {
    struct Time {
        id: EntryId,
        starts: StoredMonth,
        ends: StoredMonth,
        is_current: bool,
    }
}

impl Time {
    /// The greater, the further up: what goes on, then what ended last, of those what began last. What has no end is
    /// as late as it began.
    fn rank(&self) -> (i64, i64) {
        let starts = Month::number(self.starts.0);
        let ends = match self.ends.0 {
            _ if self.is_current => i64::MAX,
            Some(month) if month.month().is_none() => Month::number(self.ends.0) + 12,
            Some(_) => Month::number(self.ends.0),
            None => starts,
        };
        (ends, starts)
    }
}

fn times(tx: &mut Tx<'_>, account: AccountId, section: Section) -> Result<Vec<Time>> {
    Ok(tx.all(
        sql!(
            "SELECT id, starts, ends, is_current FROM profile_entry
             WHERE account_id = $1 AND section = $2 AND removed_us IS NULL ORDER BY position, id LIMIT $3"
        ),
        &[&account, &section, &limits::ENTRIES],
    )?)
}

/// Puts an entry in front of the first that is older, or behind all others. The order of those stays.
fn put_in_place(tx: &mut Tx<'_>, account: AccountId, section: Section, id: EntryId) -> Result<()> {
    let mut others = times(tx, account, section)?;
    let Some(from) = others.iter().position(|time| time.id == id) else { return Ok(()) };
    let new = others.remove(from);
    let place = match section.spec().order {
        Order::Added => others.len(),
        Order::Latest => others.iter().position(|time| time.rank() < new.rank()).unwrap_or(others.len()),
    };
    others.insert(place, new);
    number(tx, account, &others.iter().map(|time| time.id).collect::<Vec<_>>())
}

/// Numbers entries anew, those that need it.
fn number(tx: &mut Tx<'_>, account: AccountId, ids: &[EntryId]) -> Result<()> {
    for (position, id) in (1_i64..).zip(ids) {
        tx.run(
            sql!("UPDATE profile_entry SET position = $3 WHERE account_id = $1 AND id = $2 AND position <> $3"),
            &[&account, id, &position],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use db::testing::{TestDb, fresh};

    use super::*;
    use crate::accounts::PersonName;
    use crate::accounts::people::{NewAccount, create};
    use crate::kernel::SessionId;
    use crate::profiles::profile;
    use crate::wiring::MIGRATIONS;

    fn actor(account: i64) -> MemberActor {
        MemberActor { account: AccountId::from_raw(account), session: SessionId::from_raw(1), caps: 0 }
    }

    /// Ada, number 1, and Ben, number 2.
    async fn two() -> TestDb {
        let db = fresh(MIGRATIONS).await;
        db.write(|tx| {
            for (id, name) in [(1, "Ada"), (2, "Ben")] {
                let (id, name) = (AccountId::from_raw(id), PersonName::parse(name).unwrap());
                create(tx, &NewAccount { id, name: &name, language: "", time_zone: "UTC", caps: 0 })?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        db
    }

    fn skill(title: &str) -> EntryDraft {
        EntryDraft { title: title.to_owned(), ..EntryDraft::default() }
    }

    fn role(title: &str, at: &str, years: (i16, Option<i16>)) -> EntryDraft {
        EntryDraft {
            organisation: CompanyName::parse("", at, "").unwrap(),
            starts: Some(Month::new(years.0, 1)),
            ends: years.1.map(|year| Month::new(year, 1)),
            is_current: years.1.is_none(),
            is_listed: true,
            ..skill(title)
        }
    }

    async fn put(db: &TestDb, account: i64, section: Section, draft: EntryDraft) -> EntryId {
        let id = EntryId::from_raw(db.new_id());
        let new = NewEntry { id, request_id: id.to_string() };
        let added = db.write(move |tx| add(tx, actor(account), section, &new, &draft)).await.unwrap();
        assert_eq!(added, Added::Done);
        id
    }

    async fn titles(db: &TestDb, viewer: Onlooker, section: Section) -> Vec<String> {
        let seen = db.read(move |r| in_section(r, viewer, AccountId::from_raw(1), section)).await.unwrap();
        seen.into_iter().map(|entry| entry.title).collect()
    }

    async fn order(db: &TestDb, section: Section) -> String {
        titles(db, Onlooker::Member(AccountId::from_raw(1)), section).await.join(" ")
    }

    const OTHER: Onlooker = Onlooker::Member(AccountId::from_raw(2));

    #[tokio::test]
    async fn what_goes_on_stands_first_then_what_ended_last_whatever_was_added_first() {
        let db = two().await;
        for (title, years) in
            [("b", (2010, Some(2015))), ("now", (2018, None)), ("a", (2016, Some(2018))), ("c", (2001, Some(2010)))]
        {
            put(&db, 1, Section::Experience, role(title, "Tidewater", years)).await;
        }
        assert_eq!(order(&db, Section::Experience).await, "now a b c");
        put(&db, 1, Section::Experience, role("second", "Kai", (2020, None))).await;
        assert_eq!(order(&db, Section::Experience).await, "second now a b c", "of what goes on, what began last");
    }

    #[tokio::test]
    async fn what_is_moved_stays_where_it_was_put_until_its_time_changes() {
        let db = two().await;
        let mut ids = Vec::new();
        for (title, years) in [("a", (2018, None)), ("b", (2010, Some(2015))), ("c", (2001, Some(2005)))] {
            ids.push(put(&db, 1, Section::Experience, role(title, "Tidewater", years)).await);
        }
        let (a, b, c) = (ids[0], ids[1], ids[2]);
        let to = async |id, to| {
            db.write(move |tx| reorder(tx, actor(1), Section::Experience, id, to)).await.unwrap();
            order(&db, Section::Experience).await
        };
        assert_eq!(to(c, Move::Up).await, "a c b");
        assert_eq!(to(a, Move::Up).await, "a c b", "there is nothing above");
        assert_eq!(to(b, Move::Down).await, "a c b", "nor below");
        assert_eq!(to(a, Move::Down).await, "c a b");
        assert_eq!(to(b, Move::Before(c)).await, "b c a");
        assert_eq!(to(b, Move::Before(b)).await, "b c a");
        assert_eq!(to(b, Move::Last).await, "c a b");
        let revise = async |draft: EntryDraft| {
            db.write(move |tx| change(tx, actor(1), Section::Experience, c, &draft)).await.unwrap();
            order(&db, Section::Experience).await
        };
        assert_eq!(revise(role("C", "Tidewater", (2001, Some(2005)))).await, "C a b", "another title moves nothing");
        assert_eq!(revise(role("C", "Tidewater", (2001, Some(2006)))).await, "a b C");
        let foreign = db.write(move |tx| reorder(tx, actor(2), Section::Experience, c, Move::Up)).await;
        assert!(matches!(foreign, Err(Error::NotFound)));
        let nowhere = Move::Before(EntryId::from_raw(99));
        assert!(matches!(
            db.write(move |tx| reorder(tx, actor(1), Section::Experience, c, nowhere)).await,
            Err(Error::NotFound)
        ));
    }

    #[tokio::test]
    async fn each_viewer_sees_what_the_audience_allows() {
        let db = two().await;
        put(&db, 1, Section::Skills, skill("Fog")).await;
        let own = EntryDraft { audience: Some(Audience::OnlyMe), ..skill("123") };
        let phone = put(&db, 1, Section::Contact, own).await;
        db.write(|tx| profile::open_to_guests(tx, actor(1), true, false)).await.unwrap();
        let ada = Onlooker::Member(AccountId::from_raw(1));
        for audience in Audience::ALL {
            db.write(move |tx| show_to(tx, actor(1), Section::Skills, audience)).await.unwrap();
            let draft = EntryDraft { audience: Some(audience), ..skill("123") };
            db.write(move |tx| change(tx, actor(1), Section::Contact, phone, &draft)).await.unwrap();
            for (viewer, least) in [
                (ada, Audience::OnlyMe),
                (OTHER, Audience::Members),
                (Onlooker::AnyMember, Audience::Members),
                (Onlooker::Guest, Audience::Everyone),
            ] {
                let told = usize::from(audience >= least);
                for section in [Section::Skills, Section::Contact] {
                    assert_eq!(titles(&db, viewer, section).await.len(), told, "{section:?} {audience:?} {viewer:?}");
                }
                let all = db.read(move |r| seen_by(r, viewer, AccountId::from_raw(1))).await.unwrap();
                assert_eq!(all.len(), told * 2, "{audience:?} {viewer:?}");
            }
        }
        db.write(|tx| profile::open_to_guests(tx, actor(1), false, false)).await.unwrap();
        assert!(titles(&db, Onlooker::Guest, Section::Skills).await.is_empty(), "the page is closed");
        db.write(|tx| tx.run(sql!("UPDATE account SET state = 2 WHERE id = 1"), &[])).await.unwrap();
        assert!(titles(&db, OTHER, Section::Skills).await.is_empty(), "suspended");
    }

    #[tokio::test]
    async fn what_is_taken_away_is_gone_for_everybody_and_comes_back_to_its_place_until_it_is_purged() {
        let db = two().await;
        let ids = [put(&db, 1, Section::Skills, skill("a")).await, put(&db, 1, Section::Skills, skill("b")).await];
        let take = |id| db.write(move |tx| remove(tx, actor(1), Section::Skills, id));
        let back = |id| db.write(move |tx| restore(tx, actor(1), Section::Skills, id));
        for _ in 0..2 {
            take(ids[0]).await.unwrap();
            assert_eq!(order(&db, Section::Skills).await, "b", "twice is once");
        }
        assert!(titles(&db, OTHER, Section::Skills).await == ["b"]);
        let gone = db.write(move |tx| change(tx, actor(1), Section::Skills, ids[0], &skill("x"))).await;
        assert!(matches!(gone, Err(Error::NotFound)));
        for _ in 0..2 {
            back(ids[0]).await.unwrap();
            assert_eq!(order(&db, Section::Skills).await, "a b");
        }
        for foreign in [
            db.write(move |tx| remove(tx, actor(2), Section::Skills, ids[0])).await,
            db.write(move |tx| restore(tx, actor(2), Section::Skills, ids[0])).await,
            db.write(move |tx| change(tx, actor(2), Section::Skills, ids[0], &skill("x"))).await,
            db.write(move |tx| remove(tx, actor(1), Section::Languages, ids[0])).await,
        ] {
            assert!(matches!(foreign, Err(Error::NotFound)));
        }
        take(ids[0]).await.unwrap();
        db.write(purge).await.unwrap();
        back(ids[0]).await.unwrap();
        take(ids[0]).await.unwrap();
        db.write(|tx| tx.run(sql!("UPDATE profile_entry SET removed_us = 1 WHERE removed_us IS NOT NULL"), &[]))
            .await
            .unwrap();
        db.write(purge).await.unwrap();
        assert!(matches!(back(ids[0]).await, Err(Error::NotFound)));
        assert_eq!(order(&db, Section::Skills).await, "b");
    }

    #[tokio::test]
    async fn a_form_sent_twice_adds_once_and_a_section_has_an_end() {
        let db = two().await;
        let new = NewEntry { id: EntryId::from_raw(5), request_id: "r".to_owned() };
        for id in [5, 6] {
            let new = NewEntry { id: EntryId::from_raw(id), ..new.clone() };
            let added = db.write(move |tx| add(tx, actor(1), Section::Contact, &new, &skill("x"))).await;
            assert_eq!(added.unwrap(), Added::Done);
        }
        assert_eq!(order(&db, Section::Contact).await, "x");
        put(&db, 2, Section::Contact, skill("another's")).await;
        for number in 1..Section::Contact.spec().most {
            put(&db, 1, Section::Contact, skill(&number.to_string())).await;
        }
        let one_more = NewEntry { id: EntryId::from_raw(7), request_id: "s".to_owned() };
        let full = db.write(move |tx| add(tx, actor(1), Section::Contact, &one_more, &skill("y"))).await;
        assert_eq!(full.unwrap(), Added::Full);
        let first = EntryId::from_raw(5);
        db.write(move |tx| remove(tx, actor(1), Section::Contact, first)).await.unwrap();
        put(&db, 1, Section::Contact, skill("y")).await;
        let back = db.write(move |tx| restore(tx, actor(1), Section::Contact, first)).await;
        assert!(matches!(back, Err(Error::Conflict("section-full"))));
    }

    #[tokio::test]
    async fn a_name_becomes_known_when_others_may_read_it_and_not_before() {
        let db = two().await;
        let known = |r: &mut Read<'_>| {
            let companies = directory::offered(r, actor(2), "secret", None)?.len();
            Ok::<_, Error>((companies, skills::offered(r, actor(2), "secret")?.len()))
        };
        for section in [Section::Experience, Section::Skills] {
            db.write(move |tx| show_to(tx, actor(1), section, Audience::Connections)).await.unwrap();
        }
        let id = put(&db, 1, Section::Experience, role("Spy", "Secret Works", (2020, None))).await;
        put(&db, 1, Section::Skills, skill("Secret handshakes")).await;
        assert_eq!(db.read(known).await.unwrap(), (0, 0));
        let again = role("Spy", "Secret Works", (2021, None));
        db.write(move |tx| change(tx, actor(1), Section::Experience, id, &again)).await.unwrap();
        assert_eq!(db.read(known).await.unwrap(), (0, 0));
        for section in [Section::Experience, Section::Skills] {
            db.write(move |tx| show_to(tx, actor(1), section, Audience::Members)).await.unwrap();
        }
        assert_eq!(db.read(known).await.unwrap(), (1, 1));
        let entry = db.read(move |r| own(r, actor(1), Section::Experience, id)).await.unwrap();
        assert_eq!(entry.company_slug.as_deref(), Some("secret-works"));
    }

    #[tokio::test]
    async fn counts_and_audiences_are_the_actor_s_own() {
        let db = two().await;
        put(&db, 1, Section::Skills, skill("a")).await;
        let gone = put(&db, 1, Section::Languages, skill("b")).await;
        put(&db, 2, Section::Courses, skill("c")).await;
        db.write(move |tx| remove(tx, actor(1), Section::Languages, gone)).await.unwrap();
        db.write(|tx| show_to(tx, actor(2), Section::Courses, Audience::OnlyMe)).await.unwrap();
        assert_eq!(db.read(|r| counts(r, actor(1))).await.unwrap(), [(Section::Skills, 1)]);
        assert_eq!(db.read(|r| audiences(r, actor(1))).await.unwrap(), []);
        assert_eq!(db.read(|r| audiences(r, actor(2))).await.unwrap(), [(Section::Courses, Audience::OnlyMe)]);
    }
}
