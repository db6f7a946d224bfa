//! Skills as things that many have: one name for each, whatever people type.

use db::{LockTable, Read, Tx, record, sql};

use crate::accounts::audit;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{Actor, AuditId, Cap, Error, MemberActor, Result, SkillId, limits};

const SKILL: LockTable = LockTable::new("skill");

/// What people type, by its key, and what it is the short or other name of. Each is what nearly everybody means by it;
/// what could mean two things is not here.
const ALIASES: &[(&str, &str)] = &[
    ("ai", "Artificial intelligence"),
    ("aws", "Amazon Web Services"),
    ("b2b sales", "Business-to-business sales"),
    ("biz dev", "Business development"),
    ("cad", "Computer-aided design"),
    ("cpp", "C++"),
    ("crm", "Customer relationship management"),
    ("csharp", "C#"),
    ("css3", "CSS"),
    ("cv", "Computer vision"),
    ("dtp", "Desktop publishing"),
    ("ecmascript", "JavaScript"),
    ("erp", "Enterprise resource planning"),
    ("excel", "Microsoft Excel"),
    ("fea", "Finite element analysis"),
    ("fem", "Finite element analysis"),
    ("gcp", "Google Cloud"),
    ("gis", "Geographic information systems"),
    ("golang", "Go"),
    ("hr", "Human resources"),
    ("html5", "HTML"),
    ("hse", "Health, safety and environment"),
    ("js", "JavaScript"),
    ("k8s", "Kubernetes"),
    ("llms", "Large language models"),
    ("ml", "Machine learning"),
    ("ms excel", "Microsoft Excel"),
    ("ms office", "Microsoft Office"),
    ("ms word", "Microsoft Word"),
    ("nlp", "Natural language processing"),
    ("nodejs", "Node.js"),
    ("node js", "Node.js"),
    ("pmp", "Project management"),
    ("postgres", "PostgreSQL"),
    ("powerpoint", "Microsoft PowerPoint"),
    ("project mgmt", "Project management"),
    ("pr", "Public relations"),
    ("qa", "Quality assurance"),
    ("react js", "React"),
    ("reactjs", "React"),
    ("rust lang", "Rust"),
    ("rustlang", "Rust"),
    ("seo", "Search engine optimisation"),
    ("search engine optimization", "Search engine optimisation"),
    ("tdd", "Test-driven development"),
    ("ts", "TypeScript"),
    ("ui design", "User interface design"),
    ("ux", "User experience design"),
    ("ux design", "User experience design"),
    ("vuejs", "Vue.js"),
    ("vue js", "Vue.js"),
];

/// The name a skill goes by. Names that differ in signs alone, such as C++ and C#, stay apart.
fn canonical(name: &str) -> &str {
    let key = key(name);
    ALIASES.iter().find(|(alias, _)| *alias == key).map_or(name, |(_, skill)| skill)
}

/// By which a skill is looked up.
fn key(name: &str) -> String {
    text::sort_key(name)
}

/// Whether two names mean the same skill, whatever staff has joined.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    key(canonical(one)) == key(canonical(other))
}

/// The row a name stands for. If there is none it is made, provided that others may know of it. `None` otherwise.
///
/// # Errors
/// What the database says.
pub fn meant(tx: &mut Tx<'_>, name: &str, others_may_know: bool) -> Result<Option<SkillId>> {
    let name = canonical(name);
    let key = key(name);
    if key.is_empty() {
        return Ok(None);
    }
    let find = sql!("SELECT COALESCE(merged_into, id) FROM skill WHERE name_sort = $1");
    let known = tx.opt(find, &[&key])?;
    if known.is_some() || !others_may_know {
        return Ok(known);
    }
    let id = tx.new_id();
    tx.run(
        sql!("INSERT INTO skill (id, name, name_sort) VALUES ($1, $2, $3) ON CONFLICT (name_sort) DO NOTHING"),
        &[&id, &name, &key],
    )?;
    Ok(tx.opt(find, &[&key])?)
}

/// Names of skills that begin as was typed.
///
/// # Errors
/// What the database says.
pub fn offered(r: &mut Read<'_>, _: MemberActor, typed: &str) -> Result<Vec<String>> {
    let key = key(typed);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    // No name holds the last code point, so that this is behind all that begin with the key.
    let end = format!("{key}\u{10FFFF}");
    Ok(r.all(
        sql!(
            "SELECT name FROM skill WHERE name_sort >= $1 AND name_sort < $2 AND merged_into IS NULL
             ORDER BY name_sort LIMIT $3"
        ),
        &[&key, &end, &limits::SKILLS_OFFERED],
    )?)
}

record! {
    /// A skill as staff sees it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct StaffSkill {
        /// The id.
        pub id: SkillId,
        /// The name.
        pub name: String,
        /// The name by which it is sorted.
        pub name_sort: String,
        /// The name of the skill it is another name of.
        pub merged_into: Option<String>,
    }
}

/// All skills by name, those whose name begins with `prefix`.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` for a cursor of another list.
pub fn page(r: &mut Read<'_>, actor: &Actor, prefix: &str, from: Option<&Cursor>) -> Result<Page<StaffSkill>> {
    actor.require(Cap::Operator)?;
    let prefix = key(prefix);
    let end = format!("{prefix}\u{10FFFF}");
    // Names are unique: an empty cursor is in front of all that begin with the prefix, itself among them.
    let (name, is_first) = match from.map(|cursor| cursor.0.as_slice()) {
        None => (prefix.as_str(), true),
        Some([Part::Text(name)]) => (name.as_str(), false),
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<StaffSkill> = r.all(
        sql!(
            "SELECT k.id, k.name, k.name_sort, m.name AS merged_into
             FROM skill k LEFT JOIN skill m ON m.id = k.merged_into
             WHERE k.name_sort >= $1 AND (k.name_sort > $1 OR $2) AND k.name_sort < $3
             ORDER BY k.name_sort LIMIT $4"
        ),
        &[&name, &is_first, &end, &(limits::ADMIN_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::ADMIN_PAGE, |row| Cursor(vec![Part::Text(row.name_sort.clone())])))
}

/// What came of joining two skills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// The first is now another name of the second.
    Done,
    /// They are one already.
    Same,
    /// There is no skill of that name.
    Unknown,
}

/// Makes a skill another name of the one called `into`. Its own other names follow.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` if there is no such skill.
pub fn merge(tx: &mut Tx<'_>, actor: &Actor, id: SkillId, into: &str, audit_id: AuditId) -> Result<Merged> {
    actor.require(Cap::Operator)?;
    let find = sql!("SELECT COALESCE(merged_into, id) FROM skill WHERE name_sort = $1");
    let Some(target): Option<SkillId> = tx.opt(find, &[&key(into)])? else { return Ok(Merged::Unknown) };
    if target == id {
        return Ok(Merged::Same);
    }
    // Both in one order, so that of two who join the same pair crosswise one sees what the other did.
    for locked in [id.min(target), id.max(target)] {
        tx.lock(SKILL, locked.get())?;
    }
    let state = sql!("SELECT name, merged_into FROM skill WHERE id = $1");
    let (name, merged): (String, Option<SkillId>) = tx.one(state, &[&id])?;
    let (target_name, target_merged): (String, Option<SkillId>) = tx.one(state, &[&target])?;
    if merged.is_some() || target_merged.is_some() {
        return Ok(Merged::Same);
    }
    tx.run(sql!("UPDATE skill SET merged_into = $2 WHERE id = $1 OR merged_into = $1"), &[&id, &target])?;
    audit::note(tx, audit_id, actor, "skill.merge", None, &format!("{name} → {target_name}"))?;
    Ok(Merged::Done)
}

/// Undoes [`merge`] for one skill.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; `NotFound` if it was not merged.
pub fn separate(tx: &mut Tx<'_>, actor: &Actor, id: SkillId, audit_id: AuditId) -> Result<()> {
    actor.require(Cap::Operator)?;
    let name: String = tx.one(
        sql!("UPDATE skill SET merged_into = NULL WHERE id = $1 AND merged_into IS NOT NULL RETURNING name"),
        &[&id],
    )?;
    audit::note(tx, audit_id, actor, "skill.separate", None, &name)
}

#[cfg(test)]
mod tests {
    use db::testing::{TestDb, fresh};

    use super::*;
    use crate::kernel::{AccountId, SessionId};
    use crate::wiring::MIGRATIONS;

    const MEMBER: MemberActor =
        MemberActor { account: AccountId::from_raw(1), session: SessionId::from_raw(1), caps: 0 };

    async fn named(db: &TestDb, name: &'static str, open: bool) -> Option<SkillId> {
        db.write(move |tx| meant(tx, name, open)).await.unwrap()
    }

    async fn offers(db: &TestDb, typed: &'static str) -> Vec<String> {
        db.read(move |r| offered(r, MEMBER, typed)).await.unwrap()
    }

    #[test]
    fn aliases_are_keys_and_lead_to_a_name_that_is_none_itself() {
        for (alias, name) in ALIASES {
            assert_eq!(key(alias), *alias);
            assert_eq!(canonical(name), *name, "{alias}");
        }
    }

    #[tokio::test]
    async fn other_names_of_a_skill_are_the_skill() {
        let db = fresh(MIGRATIONS).await;
        let js = named(&db, "JavaScript", true).await;
        assert!(js.is_some());
        for other in ["JS", "js ", "Javascript", "ECMAScript"] {
            assert_eq!(named(&db, other, true).await, js, "{other}");
        }
        let (cpp, csharp, c) =
            (named(&db, "C++", true).await, named(&db, "C#", true).await, named(&db, "C", true).await);
        assert!(cpp != csharp && c != cpp && c != csharp);
        assert_eq!(named(&db, "cpp", true).await, cpp);
        assert_eq!(offers(&db, "java").await, ["JavaScript"]);
        assert_eq!(offers(&db, "c").await, ["C", "C#", "C++"]);
    }

    #[tokio::test]
    async fn a_merged_skill_is_the_other_one_until_they_are_separated() {
        let db = fresh(MIGRATIONS).await;
        let weld = named(&db, "Welding", true).await.unwrap();
        let mag = named(&db, "MAG welding", true).await.unwrap();
        let staff = Actor::Machine;
        let join = async |id: SkillId, into: &'static str| {
            let audit_id = AuditId::from_raw(db.new_id());
            db.write(move |tx| merge(tx, &staff, id, into, audit_id)).await
        };
        assert_eq!(join(mag, "no such").await.unwrap(), Merged::Unknown);
        assert_eq!(join(mag, "welding").await.unwrap(), Merged::Done);
        assert_eq!(join(weld, "MAG welding").await.unwrap(), Merged::Same, "no circles");
        assert_eq!(join(mag, "Welding").await.unwrap(), Merged::Same);
        assert_eq!(named(&db, "mag welding", true).await, Some(weld));
        assert_eq!(offers(&db, "mag").await, Vec::<String>::new());
        let listed = db.read(move |r| page(r, &staff, "", None)).await.unwrap().items;
        let listed: Vec<_> = listed.iter().map(|skill| (skill.name.as_str(), skill.merged_into.as_deref())).collect();
        assert_eq!(listed, [("MAG welding", Some("Welding")), ("Welding", None)]);
        let audit_id = AuditId::from_raw(db.new_id());
        db.write(move |tx| separate(tx, &staff, mag, audit_id)).await.unwrap();
        assert_eq!(named(&db, "MAG welding", true).await, Some(mag));
        let member = Actor::Member(MEMBER);
        assert!(matches!(db.read(move |r| page(r, &member, "", None)).await, Err(Error::Forbidden)));
        let refused = db.write(move |tx| merge(tx, &member, mag, "Welding", audit_id)).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
    }

    #[tokio::test]
    async fn what_is_for_the_person_alone_is_offered_to_nobody() {
        let db = fresh(MIGRATIONS).await;
        assert_eq!(named(&db, "Lock picking", false).await, None);
        assert_eq!(offers(&db, "lock").await, Vec::<String>::new());
        let known = named(&db, "Lock picking", true).await;
        assert_eq!(named(&db, "Lock picking", false).await, known);
        assert_eq!(named(&db, "...", true).await, None);
    }
}
