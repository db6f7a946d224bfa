//! A profile: as its owner has it, as others see it, and how it changes.

use db::{Read, Tx, record, sql};

use super::entries::{self, Entry};
use super::model::{
    ABOUT, Audience, Audiences, COVER, HEADLINE, LINKS_VISIBLE, LOCATION, Link, Onlooker, PEOPLE, PERSON_VISIBLE,
    PHOTO, PLACE_ID, PRONOUNS,
};
use super::pictures::{self, Kind};
use super::section::{Part, Section};
use crate::accounts::{self, Handle, PersonName};
use crate::kernel::{AccountId, Actor, Error, Location, MemberActor, PictureAddress, Result, limits};

/// A profile as a viewer sees it: what they may not read is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenProfile {
    /// Whose.
    pub id: AccountId,
    /// The name.
    pub name: String,
    /// Pronouns.
    pub pronouns: String,
    /// The line under the name.
    pub headline: String,
    /// Markdown.
    pub about: String,
    /// Where they are.
    pub location: Location,
    /// Links, in their order.
    pub links: Vec<Link>,
    /// The photo.
    pub photo: Option<PictureAddress>,
    /// The picture at the head.
    pub cover: Option<PictureAddress>,
    /// Whether search engines may list the page.
    pub is_indexed: bool,
}

record! {
    struct SeenRow {
        id: AccountId,
        name: String,
        pronouns: String,
        headline: String,
        about: String,
        location: String,
        place_id: Option<i64>,
        photo: Option<PictureAddress>,
        cover: Option<PictureAddress>,
        is_indexed: bool,
        has_links: bool,
    }
}

/// The profile as the viewer may see it; `None` if for them this person does not exist.
///
/// # Errors
/// What the database says.
pub fn seen_by(r: &mut Read<'_>, viewer: Onlooker, account: AccountId) -> Result<Option<SeenProfile>> {
    let row: Option<SeenRow> = r.opt(
        sql!(
            "SELECT a.id, a.name, {HEADLINE} AS headline, {PRONOUNS} AS pronouns, {ABOUT} AS about,
                    {LOCATION} AS location, {PLACE_ID} AS place_id, {PHOTO} AS photo, {COVER} AS cover,
                    COALESCE(p.is_public AND p.is_indexed, FALSE) AS is_indexed,
                    EXISTS (SELECT 1 FROM profile_link l WHERE l.account_id = a.id) AS has_links
             FROM {PEOPLE} WHERE {PERSON_VISIBLE} AND a.id = $2"
        ),
        &[&viewer, &account],
    )?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(SeenProfile {
        links: if row.has_links { links_seen_by(r, viewer, account)? } else { Vec::new() },
        id: row.id,
        name: row.name,
        pronouns: row.pronouns,
        headline: row.headline,
        about: row.about,
        location: Location::from_columns(row.location, row.place_id),
        photo: row.photo,
        cover: row.cover,
        is_indexed: row.is_indexed,
    }))
}

fn links_seen_by(r: &mut Read<'_>, viewer: Onlooker, account: AccountId) -> Result<Vec<Link>> {
    let most = i64::try_from(limits::LINKS).unwrap_or(i64::MAX);
    let rows: Vec<(String, String)> = r.all(
        sql!(
            "SELECT l.label, l.url FROM {PEOPLE} JOIN profile_link l ON l.account_id = a.id
             WHERE {PERSON_VISIBLE} AND {LINKS_VISIBLE} AND a.id = $2
             ORDER BY l.position, l.id LIMIT $3"
        ),
        &[&viewer, &account, &most],
    )?;
    Ok(rows.into_iter().map(|(label, url)| Link { label, url }).collect())
}

/// A profile as its owner has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnProfile {
    /// Everything.
    pub all: SeenProfile,
    /// Who may read what.
    pub audiences: Audiences,
    /// Who may see the photo, on the page and wherever the person is named.
    pub photo_audience: Audience,
    /// Whether guests may see the page.
    pub is_public: bool,
    /// Whether search engines may list it, once it is public.
    pub is_indexed: bool,
    /// Whether the guide that tells what is missing was sent away.
    pub is_guide_hidden: bool,
}

record! {
    struct SwitchRow {
        pronouns_audience: Audience,
        headline_audience: Audience,
        about_audience: Audience,
        location_audience: Audience,
        links_audience: Audience,
        photo_audience: Audience,
        is_public: bool,
        is_indexed: bool,
        is_guide_hidden: bool,
    }
}

/// The actor's own profile.
///
/// # Errors
/// `NotFound` if the account was closed in the meantime; otherwise what the database says.
pub fn own(r: &mut Read<'_>, actor: MemberActor) -> Result<OwnProfile> {
    let account = actor.account;
    let all = seen_by(r, Onlooker::Member(account), account)?.ok_or(Error::NotFound)?;
    let row: SwitchRow = r.one(
        sql!(
            "SELECT COALESCE(p.pronouns_audience, 2) AS pronouns_audience,
                    COALESCE(p.headline_audience, 2) AS headline_audience,
                    COALESCE(p.about_audience, 2) AS about_audience,
                    COALESCE(p.location_audience, 2) AS location_audience,
                    COALESCE(p.links_audience, 2) AS links_audience,
                    COALESCE(p.photo_audience, 2) AS photo_audience,
                    COALESCE(p.is_public, FALSE) AS is_public, COALESCE(p.is_indexed, FALSE) AS is_indexed,
                    COALESCE(p.is_guide_hidden, FALSE) AS is_guide_hidden
             FROM {PEOPLE} WHERE a.id = $1"
        ),
        &[&account],
    )?;
    Ok(OwnProfile {
        all,
        audiences: Audiences {
            pronouns: row.pronouns_audience,
            headline: row.headline_audience,
            about: row.about_audience,
            location: row.location_audience,
            links: row.links_audience,
        },
        photo_audience: row.photo_audience,
        is_public: row.is_public,
        is_indexed: row.is_indexed,
        is_guide_hidden: row.is_guide_hidden,
    })
}

/// Through whose eyes a page is wanted; only its owner has the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eyes {
    /// One's own.
    Own,
    /// A connection's.
    Connection,
    /// A member's.
    Member,
    /// A guest's.
    Guest,
}

impl Eyes {
    /// All of them, in the order of the switch.
    pub const ALL: [Eyes; 4] = [Eyes::Own, Eyes::Connection, Eyes::Member, Eyes::Guest];

    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Eyes::Own => "own",
            Eyes::Connection => "connection",
            Eyes::Member => "member",
            Eyes::Guest => "guest",
        }
    }

    /// Reads the word; what is none means one's own.
    pub fn from_word(word: &str) -> Eyes {
        Eyes::ALL.into_iter().find(|eyes| eyes.word() == word).unwrap_or(Eyes::Own)
    }

    /// Who looks at the profile of `account`: the choice is its owner's alone.
    pub fn onlooker(self, actor: Actor, account: AccountId) -> Onlooker {
        match self {
            _ if actor.account() != Some(account) => actor.into(),
            Eyes::Own => Onlooker::Member(account),
            Eyes::Connection => Onlooker::AnyConnection,
            Eyes::Member => Onlooker::AnyMember,
            Eyes::Guest => Onlooker::Guest,
        }
    }
}

/// What is found under a handle.
#[derive(Debug, Clone)]
pub struct Found {
    /// The present handle; the one asked for may be an old one.
    pub handle: String,
    /// The profile; `None` if its owner looks through the eyes of somebody for whom it does not exist.
    pub seen: Option<SeenProfile>,
    /// The entries of its sections, as far as they may be seen.
    pub entries: Vec<Entry>,
    /// The whole of it, if its owner looks.
    pub own: Option<Own>,
}

/// What only its owner is told of a profile.
#[derive(Debug, Clone)]
pub struct Own {
    /// The profile.
    pub profile: OwnProfile,
    /// Who may read each section whose audience was chosen.
    pub audiences: Vec<(Section, Audience)>,
    /// The sections that hold something, and how many entries.
    pub counts: Vec<(Section, i64)>,
}

impl Own {
    /// The actor's own.
    ///
    /// # Errors
    /// As [`own`].
    pub fn of(r: &mut Read<'_>, actor: MemberActor) -> Result<Own> {
        Ok(Own {
            profile: own(r, actor)?,
            audiences: entries::audiences(r, actor)?,
            counts: entries::counts(r, actor)?,
        })
    }

    /// Who may read a section; `None` if its entries have audiences of their own.
    pub fn audience(&self, section: Section) -> Option<Audience> {
        let spec = section.spec();
        if spec.field(Part::Audience).is_some() {
            return None;
        }
        let chosen = self.audiences.iter().find(|(known, _)| *known == section);
        Some(chosen.map_or(spec.audience, |(_, audience)| *audience))
    }

    /// How many entries a section holds.
    pub fn count(&self, section: Section) -> i64 {
        self.counts.iter().find(|(known, _)| *known == section).map_or(0, |(_, count)| *count)
    }
}

/// Whose profile a handle leads to, and their present handle.
///
/// # Errors
/// `NotFound` for a handle nobody has or had; otherwise what the database says.
pub fn account_of(r: &mut Read<'_>, handle: &str) -> Result<(AccountId, String)> {
    let handle = Handle::parse(handle).map_err(|_| Error::NotFound)?;
    accounts::people::by_handle(r, handle.as_str())?.ok_or(Error::NotFound)
}

/// The actor's own present handle, if the one asked for is or was theirs. Somebody else's workshop does not exist.
///
/// # Errors
/// `NotFound` for everybody else's; otherwise what the database says.
pub fn own_handle(r: &mut Read<'_>, actor: MemberActor, asked: &str) -> Result<String> {
    let (account, handle) = account_of(r, asked)?;
    if account == actor.account { Ok(handle) } else { Err(Error::NotFound) }
}

/// The profile under a handle, present or old, as the actor may see it.
///
/// # Errors
/// `NotFound` if there is none or the actor may not see it; otherwise what the database says.
pub fn find(r: &mut Read<'_>, actor: Actor, handle: &str, eyes: Eyes) -> Result<Found> {
    let (account, handle) = account_of(r, handle)?;
    let viewer = eyes.onlooker(actor, account);
    let member = match actor {
        Actor::Member(member) if member.account == account => member,
        _ => {
            let seen = seen_by(r, viewer, account)?.ok_or(Error::NotFound)?;
            return Ok(Found { handle, seen: Some(seen), entries: entries::seen_by(r, viewer, account)?, own: None });
        }
    };
    let own = Own::of(r, member)?;
    let seen = if eyes == Eyes::Own { Some(own.profile.all.clone()) } else { seen_by(r, viewer, account)? };
    Ok(Found { handle, seen, entries: entries::seen_by(r, viewer, account)?, own: Some(own) })
}

/// Writes the profile's row first: of two tabs that change the same profile one waits for the other.
///
/// # Errors
/// What the database says.
pub(super) fn begin(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
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

/// Sends the guide that tells what is missing away, or calls it back.
///
/// # Errors
/// What the database says.
pub fn hide_guide(tx: &mut Tx<'_>, actor: MemberActor, is_hidden: bool) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!(
            "INSERT INTO profile (account_id, is_guide_hidden, changed_us) VALUES ($1, $2, $3)
             ON CONFLICT (account_id) DO UPDATE SET is_guide_hidden = excluded.is_guide_hidden"
        ),
        &[&actor.account, &is_hidden, &now],
    )?;
    Ok(())
}

/// What the edit page sends, read and found right.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The name.
    pub name: PersonName,
    /// Pronouns.
    pub pronouns: String,
    /// The line under the name.
    pub headline: String,
    /// Markdown.
    pub about: String,
    /// Where they are.
    pub location: Location,
    /// Links, in their order.
    pub links: Vec<Link>,
    /// Who may read what.
    pub audiences: Audiences,
}

/// Saves the actor's own profile. The account's row is written first: it keeps a second save, from another tab, from
/// mixing its links with these.
///
/// # Errors
/// What the database says.
pub fn save(tx: &mut Tx<'_>, actor: MemberActor, draft: &Draft) -> Result<()> {
    let account = actor.account;
    let Draft { audiences, location, .. } = draft;
    let now = tx.now_us();
    accounts::people::set_card(tx, account, &draft.name, &draft.headline)?;
    tx.run(
        sql!(
            "INSERT INTO profile (account_id, pronouns, about, location, place_id, pronouns_audience,
               headline_audience, about_audience, location_audience, links_audience, changed_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (account_id) DO UPDATE SET pronouns = excluded.pronouns, about = excluded.about,
               location = excluded.location, place_id = excluded.place_id,
               pronouns_audience = excluded.pronouns_audience, headline_audience = excluded.headline_audience,
               about_audience = excluded.about_audience, location_audience = excluded.location_audience,
               links_audience = excluded.links_audience, changed_us = excluded.changed_us"
        ),
        &[
            &account,
            &draft.pronouns,
            &draft.about,
            &location.text(),
            &location.place_id(),
            &audiences.pronouns,
            &audiences.headline,
            &audiences.about,
            &audiences.location,
            &audiences.links,
            &now,
        ],
    )?;
    tx.run(sql!("DELETE FROM profile_link WHERE account_id = $1"), &[&account])?;
    for (position, link) in (0_i64..).zip(&draft.links) {
        let id = tx.new_id();
        tx.run(
            sql!("INSERT INTO profile_link (id, account_id, position, label, url) VALUES ($1, $2, $3, $4, $5)"),
            &[&id, &account, &position, &link.label, &link.url],
        )?;
    }
    Ok(())
}

/// Opens the actor's page to guests or closes it, and says whether search engines may list it while it is open.
///
/// # Errors
/// What the database says.
pub fn open_to_guests(tx: &mut Tx<'_>, actor: MemberActor, is_public: bool, is_indexed: bool) -> Result<()> {
    let now = tx.now_us();
    let was_public: Option<bool> =
        tx.opt(sql!("SELECT is_public FROM profile WHERE account_id = $1"), &[&actor.account])?;
    if was_public == Some(true) && !is_public {
        // Guests have the addresses of both.
        pictures::move_away(tx, actor.account, Kind::Photo)?;
        pictures::move_away(tx, actor.account, Kind::Cover)?;
    }
    tx.run(
        sql!(
            "INSERT INTO profile (account_id, is_public, is_indexed, changed_us) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account_id) DO UPDATE SET is_public = excluded.is_public, is_indexed = excluded.is_indexed,
               changed_us = excluded.changed_us"
        ),
        &[&actor.account, &is_public, &is_indexed, &now],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use db::testing::{TestDb, fresh};

    use super::*;
    use crate::accounts::people::{NewAccount, create};
    use crate::kernel::SessionId;
    use crate::wiring::MIGRATIONS;

    fn actor(account: i64) -> MemberActor {
        MemberActor { account: AccountId::from_raw(account), session: SessionId::from_raw(1), caps: 0 }
    }

    fn draft(audience: Audience) -> Draft {
        Draft {
            name: PersonName::parse("Ada Brightwater").unwrap(),
            pronouns: "she".to_owned(),
            headline: "Engines".to_owned(),
            about: "Notes".to_owned(),
            location: Location::Place { id: 5, label: "Here".to_owned() },
            links: vec![
                Link { label: "A".to_owned(), url: "https://example.org/".to_owned() },
                Link { label: String::new(), url: "https://example.com/".to_owned() },
            ],
            audiences: Audiences {
                pronouns: audience,
                headline: audience,
                about: audience,
                location: audience,
                links: audience,
            },
        }
    }

    /// Ada, number 1.
    async fn ada() -> TestDb {
        let db = fresh(MIGRATIONS).await;
        db.write(|tx| {
            let name = PersonName::parse("Ada").unwrap();
            let id = AccountId::from_raw(1);
            create(tx, &NewAccount { id, name: &name, language: "", time_zone: "UTC", caps: 0 })
        })
        .await
        .unwrap();
        db
    }

    async fn look(db: &TestDb, viewer: Onlooker) -> Option<SeenProfile> {
        db.read(move |r| seen_by(r, viewer, AccountId::from_raw(1))).await.unwrap()
    }

    const EVERYBODY: [Onlooker; 5] = [
        Onlooker::Member(AccountId::from_raw(1)),
        Onlooker::Member(AccountId::from_raw(2)),
        Onlooker::AnyMember,
        Onlooker::AnyConnection,
        Onlooker::Guest,
    ];

    #[tokio::test]
    async fn somebody_who_never_edited_a_profile_has_an_empty_one_for_members() {
        let db = ada().await;
        for viewer in EVERYBODY {
            let seen = look(&db, viewer).await;
            assert_eq!(seen.is_some(), viewer != Onlooker::Guest, "{viewer:?}");
            assert_eq!(seen.map_or(Location::Untold, |seen| seen.location), Location::Untold);
        }
        let own = db.read(|r| own(r, actor(1))).await.unwrap();
        assert!(!own.is_public && !own.is_indexed);
        assert_eq!(own.audiences, draft(Audience::Members).audiences);
    }

    #[tokio::test]
    async fn each_viewer_sees_what_the_audience_allows() {
        let db = ada().await;
        for audience in Audience::ALL {
            let draft = draft(audience);
            db.write(move |tx| save(tx, actor(1), &draft)).await.unwrap();
            for is_public in [false, true] {
                db.write(move |tx| open_to_guests(tx, actor(1), is_public, true)).await.unwrap();
                for viewer in EVERYBODY {
                    let told = match viewer {
                        Onlooker::Member(account) if account.get() == 1 => true,
                        Onlooker::AnyConnection => audience >= Audience::Connections,
                        Onlooker::Member(_) | Onlooker::AnyMember => audience >= Audience::Members,
                        Onlooker::Guest => audience == Audience::Everyone,
                    };
                    let case = format!("{audience:?} {is_public} {viewer:?}");
                    let Some(seen) = look(&db, viewer).await else {
                        assert!(viewer == Onlooker::Guest && !is_public, "{case}");
                        continue;
                    };
                    assert!(viewer != Onlooker::Guest || is_public, "{case}");
                    assert_eq!(seen.name, "Ada Brightwater", "{case}");
                    assert_eq!(seen.pronouns.is_empty(), !told, "{case}");
                    assert_eq!(seen.headline.is_empty(), !told, "{case}");
                    assert_eq!(seen.about.is_empty(), !told, "{case}");
                    assert_eq!(seen.location == Location::Untold, !told, "{case}");
                    assert_eq!(seen.links.len(), if told { 2 } else { 0 }, "{case}");
                    assert_eq!(seen.is_indexed, is_public, "{case}");
                }
            }
        }
    }

    #[tokio::test]
    async fn a_suspended_person_exists_for_nobody() {
        let db = ada().await;
        db.write(|tx| open_to_guests(tx, actor(1), true, true)).await.unwrap();
        db.write(|tx| tx.run(sql!("UPDATE account SET state = 2 WHERE id = 1"), &[])).await.unwrap();
        for viewer in EVERYBODY {
            assert_eq!(look(&db, viewer).await, None, "{viewer:?}");
        }
    }

    #[tokio::test]
    async fn saving_again_replaces_and_keeps_the_switches() {
        let db = ada().await;
        db.write(|tx| open_to_guests(tx, actor(1), true, false)).await.unwrap();
        for _ in 0..2 {
            db.write(|tx| save(tx, actor(1), &draft(Audience::Members))).await.unwrap();
        }
        let own = db.read(|r| own(r, actor(1))).await.unwrap();
        assert_eq!(own.all.links, draft(Audience::Members).links);
        assert!(own.is_public && !own.is_indexed);
    }

    #[tokio::test]
    async fn only_its_owner_looks_through_the_eyes_of_others() {
        let db = ada().await;
        db.write(|tx| save(tx, actor(1), &draft(Audience::OnlyMe))).await.unwrap();
        let find =
            async |actor: Actor, handle: &'static str, eyes| db.read(move |r| find(r, actor, handle, eyes)).await;
        let headline = |found: Found| found.seen.map(|seen| seen.headline);
        let (ada, other) = (actor(1).into(), actor(2).into());
        assert_eq!(headline(find(ada, "ada", Eyes::Own).await.unwrap()), Some("Engines".to_owned()));
        assert_eq!(headline(find(ada, "ada", Eyes::Member).await.unwrap()), Some(String::new()));
        assert_eq!(headline(find(ada, "ADA", Eyes::Guest).await.unwrap()), None);
        assert_eq!(headline(find(ada, "ada", Eyes::Connection).await.unwrap()), Some(String::new()));
        assert_eq!(headline(find(other, "ada", Eyes::Own).await.unwrap()), Some(String::new()));
        for eyes in Eyes::ALL {
            assert!(matches!(find(Actor::Guest, "ada", eyes).await, Err(Error::NotFound)));
            assert!(matches!(find(other, "nobody-else", eyes).await, Err(Error::NotFound)));
            assert!(find(other, "ada", eyes).await.unwrap().own.is_none());
        }
        for handle in ["", "a\u{0}a", "../..", "ada lovelace"] {
            assert!(matches!(find(ada, handle, Eyes::Own).await, Err(Error::NotFound)), "{handle}");
        }
    }
}
