//! The directory of companies: how a name finds its row, what a page shows, and what staff mends.

use db::{LockTable, Read, Tx, record, sql};

use super::model::{CompanyKind, CompanyName, key};
use crate::accounts::audit;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{Actor, AuditId, Cap, CompanyId, Error, Location, MemberActor, Result, WebAddress, limits};

const COMPANY: LockTable = LockTable::new("company");
/// Bytes of a slug.
const SLUG: usize = 60;
/// Slugs tried before a company without one is given up: there are not that many of one name.
const SLUGS: u32 = 50;

/// A company as everybody who is signed in may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// The id.
    pub id: CompanyId,
    /// Its address below `/company/`.
    pub slug: String,
    /// The name.
    pub name: String,
    /// What kind it is.
    pub kind: CompanyKind,
    /// Where it is.
    pub location: Location,
    /// Its own page; empty if nobody said.
    pub website: String,
}

record! {
    struct CompanyRow {
        id: CompanyId,
        slug: String,
        name: String,
        kind: CompanyKind,
        location: String,
        place_id: Option<i64>,
        website: String,
    }
}

impl From<CompanyRow> for Company {
    fn from(row: CompanyRow) -> Self {
        Company {
            id: row.id,
            slug: row.slug,
            name: row.name,
            kind: row.kind,
            location: Location::from_columns(row.location, row.place_id),
            website: row.website,
        }
    }
}

/// The row a name stands for: the chosen one while the name is still its name, else the only one so called. If there
/// is none it is made, provided that others may know of it: a name for the person alone must not come up in anybody
/// else's form. `None` if there is none, or several and no choice.
///
/// # Errors
/// What the database says.
pub fn meant(
    tx: &mut Tx<'_>,
    name: &CompanyName,
    kind: CompanyKind,
    others_may_know: bool,
) -> Result<Option<CompanyId>> {
    let key = name.key();
    if key.is_empty() {
        return Ok(None);
    }
    if let Some(chosen) = name.chosen() {
        let known: Option<CompanyId> = tx.opt(
            sql!(
                "SELECT c.id FROM company c0 JOIN company c ON c.id = COALESCE(c0.merged_into, c0.id)
                 WHERE c0.id = $1 AND (c0.name_sort = $2 OR c.name_sort = $2) AND NOT c.is_hidden"
            ),
            &[&chosen, &key],
        )?;
        if known.is_some() {
            return Ok(known);
        }
    }
    // Two rows are enough to know that the name alone does not tell.
    let known: Vec<CompanyId> = tx.all(
        sql!("SELECT DISTINCT COALESCE(merged_into, id) FROM company WHERE name_sort = $1 ORDER BY 1 LIMIT 2"),
        &[&key],
    )?;
    match known.as_slice() {
        [] if others_may_know => make(tx, name.as_str(), &key, kind).map(Some),
        [one] => Ok(Some(*one)),
        _ => Ok(None),
    }
}

/// Makes a row. Two who name the same new company at once come to the same one.
fn make(tx: &mut Tx<'_>, name: &str, key: &str, kind: CompanyKind) -> Result<CompanyId> {
    let id = tx.new_id();
    let plain = match text::slug(name, SLUG) {
        slug if slug.is_empty() => format!("company-{}", CompanyId::from_raw(id).to_string().to_lowercase()),
        slug => slug,
    };
    for number in 1..=SLUGS {
        let slug = if number == 1 { plain.clone() } else { format!("{plain}-{number}") };
        let made = tx.run(
            sql!(
                "INSERT INTO company (id, slug, name, name_sort, kind) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (slug) DO NOTHING"
            ),
            &[&id, &slug, &name, &key, &kind],
        )?;
        if made == 1 {
            return Ok(CompanyId::from_raw(id));
        }
        let same: Option<CompanyId> = tx.opt(
            sql!("SELECT COALESCE(merged_into, id) FROM company WHERE slug = $1 AND name_sort = $2"),
            &[&slug, &key],
        )?;
        if let Some(same) = same {
            return Ok(same);
        }
    }
    Err(Error::internal("no free slug for a company"))
}

/// Companies a beginning of a name could mean, the chosen one among them while the name is its name.
///
/// # Errors
/// What the database says.
pub fn offered(r: &mut Read<'_>, _: MemberActor, typed: &str, chosen: Option<CompanyId>) -> Result<Vec<Company>> {
    let key = key(typed);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    // No name holds the last code point, so that this is behind all that begin with the key.
    let end = format!("{key}\u{10FFFF}");
    let rows: Vec<CompanyRow> = r.all(
        sql!(
            "SELECT c.id, c.slug, c.name, c.kind, c.location, c.place_id, c.website
             FROM (SELECT DISTINCT COALESCE(merged_into, id) AS id
                   FROM (SELECT id, merged_into, name_sort FROM company
                         WHERE name_sort >= $1 AND name_sort < $2 AND NOT is_hidden
                         ORDER BY name_sort, id LIMIT $3) named) meant
             JOIN company c ON c.id = meant.id AND NOT c.is_hidden
             ORDER BY c.name_sort, c.id"
        ),
        &[&key, &end, &limits::COMPANIES_OFFERED],
    )?;
    let mut offered: Vec<Company> = rows.into_iter().map(Company::from).collect();
    if let Some(chosen) = chosen
        && !offered.iter().any(|company| company.id == chosen)
        && let Some(company) = by_id(r, chosen)?
        && super::model::key(&company.name) == key
    {
        offered.insert(0, company);
    }
    Ok(offered)
}

fn by_id(r: &mut Read<'_>, id: CompanyId) -> Result<Option<Company>> {
    let row: Option<CompanyRow> = r.opt(
        sql!(
            "SELECT id, slug, name, kind, location, place_id, website FROM company
             WHERE id = $1 AND merged_into IS NULL AND NOT is_hidden"
        ),
        &[&id],
    )?;
    Ok(row.map(Company::from))
}

/// The company at an address. One that was merged leads to what it turned out to be: the slug then differs.
///
/// # Errors
/// `NotFound` if there is none or staff has hidden it.
pub fn at(r: &mut Read<'_>, _: MemberActor, slug: &str) -> Result<Company> {
    // No slug holds such a character, and PostgreSQL does not take all of them.
    if slug.chars().any(char::is_control) {
        return Err(Error::NotFound);
    }
    let row: CompanyRow = r.one(
        sql!(
            "SELECT c.id, c.slug, c.name, c.kind, c.location, c.place_id, c.website
             FROM company c0 JOIN company c ON c.id = COALESCE(c0.merged_into, c0.id)
             WHERE c0.slug = $1 AND NOT c.is_hidden"
        ),
        &[&slug],
    )?;
    Ok(row.into())
}

record! {
    /// A company as staff sees it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct StaffCompany {
        /// The id.
        pub id: CompanyId,
        /// Its address below `/company/`.
        pub slug: String,
        /// The name.
        pub name: String,
        /// The name by which it is sorted.
        pub name_sort: String,
        /// What kind it is.
        pub kind: CompanyKind,
        /// Where it is.
        pub location: String,
        /// The place of the gazetteer.
        pub place_id: Option<i64>,
        /// Its own page.
        pub website: String,
        /// Whether it has no page and is not offered.
        pub is_hidden: bool,
        /// The name of the company it was merged into.
        pub merged_into: Option<String>,
    }
}

/// All companies by name, those whose name begins with `prefix`.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` for a cursor of another list.
pub fn page(r: &mut Read<'_>, actor: &Actor, prefix: &str, from: Option<&Cursor>) -> Result<Page<StaffCompany>> {
    actor.require(Cap::Operator)?;
    let prefix = key(prefix);
    let end = format!("{prefix}\u{10FFFF}");
    let (name, id) = match from.map(|cursor| cursor.0.as_slice()) {
        None => (prefix.as_str(), 0),
        Some([Part::Text(name), Part::Int(id)]) => (name.as_str(), *id),
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<StaffCompany> = r.all(
        sql!(
            "SELECT c.id, c.slug, c.name, c.name_sort, c.kind, c.location, c.place_id, c.website, c.is_hidden,
                    m.name AS merged_into
             FROM company c LEFT JOIN company m ON m.id = c.merged_into
             WHERE (c.name_sort, c.id) > ($1, $2) AND c.name_sort < $3
             ORDER BY c.name_sort, c.id LIMIT $4"
        ),
        &[&name, &id, &end, &(limits::ADMIN_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::ADMIN_PAGE, |row| {
        Cursor(vec![Part::Text(row.name_sort.clone()), Part::Int(row.id.get())])
    }))
}

/// One company for staff.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` if there is none.
pub fn one(r: &mut Read<'_>, actor: &Actor, id: CompanyId) -> Result<StaffCompany> {
    actor.require(Cap::Operator)?;
    Ok(r.one(
        sql!(
            "SELECT c.id, c.slug, c.name, c.name_sort, c.kind, c.location, c.place_id, c.website, c.is_hidden,
                    m.name AS merged_into
             FROM company c LEFT JOIN company m ON m.id = c.merged_into WHERE c.id = $1"
        ),
        &[&id],
    )?)
}

/// What staff says of a company, read and found right.
#[derive(Debug, Clone)]
pub struct CompanyDraft {
    /// The name.
    pub name: CompanyName,
    /// What kind it is.
    pub kind: CompanyKind,
    /// Where it is.
    pub location: Location,
    /// Its own page.
    pub website: Option<WebAddress>,
    /// Whether it has no page and is not offered.
    pub is_hidden: bool,
}

/// Changes what is known of a company. Its address stays.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` if there is none.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: CompanyId, draft: &CompanyDraft, audit_id: AuditId) -> Result<()> {
    actor.require(Cap::Operator)?;
    let website = draft.website.as_ref().map_or("", WebAddress::as_str);
    let changed = tx.run(
        sql!(
            "UPDATE company SET name = $2, name_sort = $3, kind = $4, location = $5, place_id = $6, website = $7,
               is_hidden = $8 WHERE id = $1"
        ),
        &[
            &id,
            &draft.name.as_str(),
            &draft.name.key(),
            &draft.kind,
            &draft.location.text(),
            &draft.location.place_id(),
            &website,
            &draft.is_hidden,
        ],
    )?;
    if changed == 0 {
        return Err(Error::NotFound);
    }
    audit::note(tx, audit_id, actor, "company.change", None, draft.name.as_str())
}

/// What came of joining two companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// The first is now the second, wherever it is named.
    Done,
    /// They are one already, or the same was named twice.
    Same,
    /// There is no company with that address.
    Unknown,
}

/// Joins a company to the one at the address `into`. What was merged into it before follows.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` if there is no such company.
pub fn merge(tx: &mut Tx<'_>, actor: &Actor, id: CompanyId, into: &str, audit_id: AuditId) -> Result<Merged> {
    actor.require(Cap::Operator)?;
    let slug_of = sql!("SELECT COALESCE(merged_into, id) FROM company WHERE slug = $1");
    let Some(target): Option<CompanyId> = tx.opt(slug_of, &[&into])? else { return Ok(Merged::Unknown) };
    if target == id {
        return Ok(Merged::Same);
    }
    // Both in one order, so that of two who join the same pair crosswise one sees what the other did.
    for locked in [id.min(target), id.max(target)] {
        tx.lock(COMPANY, locked.get())?;
    }
    let state = sql!("SELECT name, merged_into FROM company WHERE id = $1");
    let (name, merged): (String, Option<CompanyId>) = tx.one(state, &[&id])?;
    let (target_name, target_merged): (String, Option<CompanyId>) = tx.one(state, &[&target])?;
    if merged.is_some() || target_merged.is_some() {
        return Ok(Merged::Same);
    }
    tx.run(sql!("UPDATE company SET merged_into = $2 WHERE id = $1 OR merged_into = $1"), &[&id, &target])?;
    audit::note(tx, audit_id, actor, "company.merge", None, &format!("{name} → {target_name}"))?;
    Ok(Merged::Done)
}

/// Undoes [`merge`] for one company.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` if it was not merged.
pub fn separate(tx: &mut Tx<'_>, actor: &Actor, id: CompanyId, audit_id: AuditId) -> Result<()> {
    actor.require(Cap::Operator)?;
    let name: String = tx.one(
        sql!("UPDATE company SET merged_into = NULL WHERE id = $1 AND merged_into IS NOT NULL RETURNING name"),
        &[&id],
    )?;
    audit::note(tx, audit_id, actor, "company.separate", None, &name)
}

#[cfg(test)]
mod tests {
    use db::testing::{TestDb, fresh};

    use super::*;
    use crate::kernel::{AccountId, SessionId};
    use crate::wiring::MIGRATIONS;

    const MEMBER: MemberActor =
        MemberActor { account: AccountId::from_raw(1), session: SessionId::from_raw(1), caps: 0 };
    const STAFF: Actor = Actor::Machine;

    async fn named(db: &TestDb, typed: &'static str, chosen: Option<CompanyId>, open: bool) -> Option<CompanyId> {
        let chosen = chosen.map(|id| id.to_string()).unwrap_or_default();
        let name = CompanyName::parse("organisation", typed, &chosen).unwrap().unwrap();
        db.write(move |tx| meant(tx, &name, CompanyKind::Employer, open)).await.unwrap()
    }

    async fn offers(db: &TestDb, typed: &'static str) -> Vec<String> {
        let found = db.read(move |r| offered(r, MEMBER, typed, None)).await.unwrap();
        found.into_iter().map(|company| company.name).collect()
    }

    async fn slug(db: &TestDb, id: CompanyId) -> String {
        db.read(move |r| one(r, &STAFF, id)).await.unwrap().slug
    }

    async fn join(db: &TestDb, id: CompanyId, into: CompanyId) -> Merged {
        let (into, audit_id) = (slug(db, into).await, AuditId::from_raw(db.new_id()));
        db.write(move |tx| merge(tx, &STAFF, id, &into, audit_id)).await.unwrap()
    }

    async fn hide(db: &TestDb, id: CompanyId, name: &'static str) {
        let audit_id = AuditId::from_raw(db.new_id());
        let draft = CompanyDraft {
            name: CompanyName::parse("name", name, "").unwrap().unwrap(),
            kind: CompanyKind::Unknown,
            location: Location::Untold,
            website: None,
            is_hidden: true,
        };
        db.write(move |tx| change(tx, &STAFF, id, &draft, audit_id)).await.unwrap();
    }

    #[tokio::test]
    async fn a_name_comes_to_one_company_however_it_is_written() {
        let db = fresh(MIGRATIONS).await;
        let first = named(&db, "Zürich Marine", None, true).await;
        assert!(first.is_some());
        assert_eq!(named(&db, "zurich  marine", None, true).await, first);
        assert_eq!(named(&db, "ZÜRICH-MARINE.", None, true).await, first);
        assert_ne!(named(&db, "Zürich Marine AG", None, true).await, first);
        assert_eq!(slug(&db, first.unwrap()).await, "zurich-marine");
        assert_eq!(named(&db, ".", None, true).await, None, "signs alone are no name");
    }

    #[tokio::test]
    async fn what_is_for_the_person_alone_makes_no_company_and_is_offered_to_nobody() {
        let db = fresh(MIGRATIONS).await;
        assert_eq!(named(&db, "Secret Works", None, false).await, None);
        assert_eq!(offers(&db, "secret").await, Vec::<String>::new());
        let known = named(&db, "Secret Works", None, true).await;
        assert_eq!(named(&db, "Secret Works", None, false).await, known, "one that is there already is no secret");
        assert_eq!(offers(&db, "secret").await, ["Secret Works"]);
        assert_eq!(offers(&db, "").await, Vec::<String>::new());
        assert_eq!(offers(&db, "%").await, Vec::<String>::new());
    }

    #[tokio::test]
    async fn different_names_with_one_slug_are_two_companies() {
        let db = fresh(MIGRATIONS).await;
        let (plus, plain) = (named(&db, "Kai + Co", None, true).await, named(&db, "Kai & Co", None, true).await);
        assert_ne!(plus, plain);
        assert_eq!([slug(&db, plus.unwrap()).await, slug(&db, plain.unwrap()).await], ["kai-co", "kai-co-2"]);
    }

    #[tokio::test]
    async fn a_merged_company_is_the_other_one_until_they_are_separated() {
        let db = fresh(MIGRATIONS).await;
        let tu = named(&db, "TU Delft", None, true).await.unwrap();
        let delft = named(&db, "Delft University of Technology", None, true).await.unwrap();
        let old = named(&db, "Technische Hogeschool Delft", None, true).await.unwrap();
        assert_eq!(join(&db, old, tu).await, Merged::Done);
        assert_eq!(join(&db, tu, delft).await, Merged::Done);
        for name in ["TU Delft", "Technische Hogeschool Delft"] {
            assert_eq!(named(&db, name, None, true).await, Some(delft), "{name}: no chains");
        }
        assert_eq!(offers(&db, "TU").await, ["Delft University of Technology"]);
        let seen = db.read(|r| at(r, MEMBER, "tu-delft")).await.unwrap();
        assert_eq!((seen.id, seen.slug.as_str()), (delft, "delft-university-of-technology"));
        assert_eq!(join(&db, tu, delft).await, Merged::Same);
        assert_eq!(join(&db, delft, tu).await, Merged::Same, "no circles");
        assert_eq!(join(&db, delft, delft).await, Merged::Same);
        let audit_id = AuditId::from_raw(db.new_id());
        db.write(move |tx| separate(tx, &STAFF, tu, audit_id)).await.unwrap();
        assert_eq!(named(&db, "TU Delft", None, true).await, Some(tu));
        assert_eq!(named(&db, "TU Delft", Some(delft), true).await, Some(tu), "a choice for another name");
        let again = AuditId::from_raw(db.new_id());
        assert!(matches!(db.write(move |tx| separate(tx, &STAFF, tu, again)).await, Err(Error::NotFound)));
    }

    #[tokio::test]
    async fn of_namesakes_the_chosen_one_counts_and_none_without_a_choice() {
        let db = fresh(MIGRATIONS).await;
        let one = named(&db, "St Mary’s School", None, true).await.unwrap();
        let two = db.write(|tx| make(tx, "St. Mary's School ", "another key", CompanyKind::School)).await.unwrap();
        db.write(move |tx| {
            Ok::<_, Error>(tx.run(sql!("UPDATE company SET name_sort = 'st marys school' WHERE id = $1"), &[&two])?)
        })
        .await
        .unwrap();
        assert_eq!(named(&db, "St Mary's School", None, true).await, None);
        assert_eq!(named(&db, "St Mary's School", Some(two), true).await, Some(two));
        assert_eq!(named(&db, "St Mary's School", Some(one), true).await, Some(one));
        assert_eq!(offers(&db, "st m").await.len(), 2);
    }

    #[tokio::test]
    async fn a_hidden_company_has_no_page_and_is_not_offered_but_its_name_makes_no_new_one() {
        let db = fresh(MIGRATIONS).await;
        let spam = named(&db, "Buy Pills", None, true).await.unwrap();
        hide(&db, spam, "Buy Pills").await;
        assert_eq!(offers(&db, "buy").await, Vec::<String>::new());
        assert!(matches!(db.read(|r| at(r, MEMBER, "buy-pills")).await, Err(Error::NotFound)));
        assert_eq!(named(&db, "Buy Pills", None, true).await, Some(spam));
        assert_eq!(named(&db, "Buy Pills", Some(spam), true).await, Some(spam));
        let listed = db.read(|r| page(r, &STAFF, "buy", None)).await.unwrap();
        assert!(listed.items[0].is_hidden);
    }

    #[tokio::test]
    async fn only_operators_mend_the_directory() {
        let db = fresh(MIGRATIONS).await;
        let id = named(&db, "Halyard", None, true).await.unwrap();
        let actor = Actor::Member(MEMBER);
        assert!(matches!(db.read(move |r| page(r, &actor, "", None)).await, Err(Error::Forbidden)));
        assert!(matches!(db.read(move |r| one(r, &actor, id)).await, Err(Error::Forbidden)));
        let audit_id = AuditId::from_raw(db.new_id());
        assert!(matches!(db.write(move |tx| merge(tx, &actor, id, "x", audit_id)).await, Err(Error::Forbidden)));
        assert!(matches!(db.write(move |tx| separate(tx, &actor, id, audit_id)).await, Err(Error::Forbidden)));
        let foreign = Cursor(vec![Part::Int(1)]);
        assert!(matches!(db.read(move |r| page(r, &STAFF, "", Some(&foreign))).await, Err(Error::NotFound)));
    }
}
