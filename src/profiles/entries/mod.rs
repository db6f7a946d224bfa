//! The entries of a profile's sections: read as a viewer may see them, added, changed, ordered, taken away.

mod change;
mod order;

use const_format::formatcp;
use db::{Read, record, sql};

use super::model::{Audience, Onlooker, PEOPLE, PERSON_VISIBLE, readable};
use super::months::StoredMonth;
use super::section::Section;
use crate::companies::COMPANY_OF;
use crate::kernel::{AccountId, CompanyId, EntryId, MemberActor, Result, limits};

pub use change::{Added, EntryDraft, NewEntry, add, change, purge, remove, restore, show_to};
pub use order::{Move, reorder};

/// The entries `e` of the person of [`PEOPLE`], with the section `s` they stand in if its audience was ever chosen.
pub(super) const ENTRIES: &str = formatcp!(
    "{PEOPLE} JOIN profile_entry e ON e.account_id = a.id
     LEFT JOIN profile_section s ON s.account_id = e.account_id AND s.section = e.section"
);

/// Whether the viewer `$1` may read the entry `e`, given that the person is visible. Entries without an audience of
/// their own have the section's, and that of a section nobody touched is members.
pub(super) const ENTRY_VISIBLE: &str = formatcp!("(e.removed_us IS NULL AND {ENTRY_READABLE})");
/// Whether the entry's audience lets the viewer `$1` read it.
const ENTRY_READABLE: &str = readable!("COALESCE(e.audience, s.audience, 2)");

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

/// One entry that the viewer may read.
///
/// # Errors
/// `NotFound` if there is none in that section.
pub fn one(r: &mut Read<'_>, viewer: Onlooker, account: AccountId, section: Section, id: EntryId) -> Result<Entry> {
    Ok(r.one(
        sql!(
            "SELECT {SHOWN} FROM {ENTRIES} {NAMES}
             WHERE {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND a.id = $2 AND e.section = $3 AND e.id = $4"
        ),
        &[&viewer, &account, &section, &id],
    )?)
}

/// One entry of the actor's own.
///
/// # Errors
/// As [`one`].
pub fn own(r: &mut Read<'_>, actor: MemberActor, section: Section, id: EntryId) -> Result<Entry> {
    one(r, Onlooker::Member(actor.account), actor.account, section, id)
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

#[cfg(test)]
mod tests {
    use db::Read;
    use db::testing::{TestDb, fresh};

    use super::super::months::Month;
    use super::super::skills;
    use super::*;
    use crate::accounts::PersonName;
    use crate::accounts::people::{NewAccount, create};
    use crate::companies::{CompanyName, directory};
    use crate::kernel::{Error, SessionId};
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
                (Onlooker::AnyConnection, Audience::Connections),
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
