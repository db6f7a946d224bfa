//! Whom somebody may mean while they type a mention: those near them first.

use const_format::formatcp;
use db::{Read, sql};

use crate::kernel::{AccountId, MemberActor, PersonCard, Result, limits};
use crate::network::{Closeness, Ties, closeness};
use crate::profiles::{HEADLINE, Onlooker, PEOPLE, PERSON_VISIBLE, PHOTO};

/// People who are offered at once.
const OFFERED: usize = 6;
/// Connections, and those one follows, who are looked through.
const LOOKED_AT: i64 = 10_000;
/// Those with a name or handle that begins so, of whom the nearest are offered.
const FURTHER: i64 = 40;

/// The columns of a [`PersonCard`] for the viewer `$1`.
const CARD: &str = formatcp!("a.id, a.name, h.handle_key AS handle, {HEADLINE} AS headline, {PHOTO} AS photo");

/// What was typed behind the `@`, in the forms in which names and handles are looked up.
struct Typed {
    name: String,
    handle: String,
}

impl Typed {
    fn new(text: &str) -> Typed {
        let text: String = text.chars().filter(|c| !c.is_control()).take(limits::HANDLE.max).collect();
        Typed { name: text::sort_key(&text), handle: text.trim().to_lowercase() }
    }
}

/// Behind everything that begins so: no name or handle holds the last code point.
fn end(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

/// People whom a few letters could mean, the likeliest first: of the actor's connections and then those they follow,
/// whoever has a handle or any word of their name begin so; then others whose handle or whole name does, the nearest
/// first. Whoever does not exist for the actor is not among them.
///
/// # Errors
/// What the database says.
pub fn by_letters(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: MemberActor,
    letters: &str,
) -> Result<Vec<(PersonCard, Closeness)>> {
    let typed = Typed::new(letters);
    if typed.name.is_empty() {
        return Ok(Vec::new());
    }
    let known = near(r, actor, &typed)?;
    let mut people = measured(r, ties, actor, known)?;
    if people.len() < OFFERED {
        let mut others = further(r, actor, &typed)?;
        others.retain(|other| people.iter().all(|(person, _)| person.id != other.id));
        let mut others = measured(r, ties, actor, others)?;
        // Who is of no known degree stands behind the others; those of one degree stay in the order of names.
        others.sort_by_key(|(_, close)| if close.degree == 0 { u32::MAX } else { close.degree });
        people.append(&mut others);
        people.truncate(OFFERED);
    }
    Ok(people)
}

fn measured(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: MemberActor,
    people: Vec<PersonCard>,
) -> Result<Vec<(PersonCard, Closeness)>> {
    let ids: Vec<AccountId> = people.iter().map(|person| person.id).collect();
    Ok(people.into_iter().zip(closeness::of(r, ties, actor, &ids)?).collect())
}

/// Of those the actor is connected with, and then of those they follow.
fn near(r: &mut Read<'_>, actor: MemberActor, typed: &Typed) -> Result<Vec<PersonCard>> {
    let most = i64::try_from(OFFERED).unwrap_or(i64::MAX);
    Ok(r.all(
        sql!(
            "SELECT {CARD} FROM (SELECT near.id, near.place FROM (
                 SELECT x.high_id AS id, 1 AS place FROM connection x WHERE x.low_id = $1 AND x.state = 2
                 UNION ALL SELECT x.low_id, 1 FROM connection x WHERE x.high_id = $1 AND x.state = 2
                 UNION ALL SELECT f.followed, 2 FROM follow f WHERE f.follower_id = $1) near LIMIT $6) few
             CROSS JOIN {PEOPLE} JOIN handle h ON h.account_id = a.id AND h.is_current
             WHERE a.id = few.id AND {PERSON_VISIBLE}
               AND (REPLACE(' ' || a.name_sort, ' ' || $2, '') <> ' ' || a.name_sort
                    OR (h.handle_key >= $3 AND h.handle_key < $4))
             ORDER BY few.place, a.name_sort, a.id LIMIT $5"
        ),
        &[&Onlooker::Member(actor.account), &typed.name, &typed.handle, &end(&typed.handle), &most, &LOOKED_AT],
    )?)
}

/// Of everybody: ids come first, from the indexes by name and by handle.
fn further(r: &mut Read<'_>, actor: MemberActor, typed: &Typed) -> Result<Vec<PersonCard>> {
    let ids: Vec<AccountId> = r.all(
        sql!(
            "SELECT id FROM (SELECT a.id FROM {PEOPLE}
                             WHERE {PERSON_VISIBLE} AND a.name_sort >= $2 AND a.name_sort < $3 AND a.id <> $1
                             ORDER BY a.name_sort, a.id LIMIT $6) by_name
             UNION
             SELECT id FROM (SELECT a.id FROM handle h JOIN {PEOPLE_OF_HANDLE}
                             WHERE h.handle_key >= $4 AND h.handle_key < $5 AND h.is_current AND {PERSON_VISIBLE}
                               AND a.id <> $1 ORDER BY h.handle_key LIMIT $6) by_handle"
        ),
        &[
            &Onlooker::Member(actor.account),
            &typed.name,
            &end(&typed.name),
            &typed.handle,
            &end(&typed.handle),
            &FURTHER,
        ],
    )?;
    Ok(r.all(
        sql!(
            "SELECT {CARD} FROM {PEOPLE} JOIN handle h ON h.account_id = a.id AND h.is_current
             WHERE a.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND {PERSON_VISIBLE}
             ORDER BY a.name_sort, a.id"
        ),
        &[&Onlooker::Member(actor.account), &AccountId::list(ids)],
    )?)
}

/// [`PEOPLE`], of the handle `h`.
const PEOPLE_OF_HANDLE: &str = "account a ON a.id = h.account_id LEFT JOIN profile p ON p.account_id = a.id";
