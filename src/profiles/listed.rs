//! Who is listed on the page of a company.

use db::{Read, record, sql};

use super::entries::{ENTRIES, ENTRY_VISIBLE};
use super::model::{HEADLINE, Onlooker, PERSON_VISIBLE, PHOTO};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::registry::CompanyPerson;
use crate::kernel::{AccountId, CompanyId, Error, MemberActor, PersonCard, PictureAddress, Result, limits};

record! {
    struct Row {
        id: AccountId,
        name: String,
        handle: String,
        headline: String,
        photo: Option<PictureAddress>,
        role: String,
    }
}

/// The companies whose entries belong to the company `$2`: itself, and those that were merged into it.
const MEANT: &str = "SELECT id FROM company WHERE id = $2 OR merged_into = $2";

/// Those who chose to be listed on the page of a company and whose entry the actor may read, who joined last first.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn at(
    r: &mut Read<'_>,
    actor: &MemberActor,
    company: CompanyId,
    after: Option<&Cursor>,
) -> Result<Page<CompanyPerson>> {
    let before = match after.map(|cursor| cursor.0.as_slice()) {
        None => i64::MAX,
        Some([Part::Int(id)]) => *id,
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<Row> = r.all(
        sql!(
            "SELECT a.id, a.name, h.handle_key AS handle, {HEADLINE} AS headline, {PHOTO} AS photo,
                    COALESCE((SELECT e.title FROM profile_entry e
                              LEFT JOIN profile_section s ON s.account_id = e.account_id AND s.section = e.section
                              WHERE e.account_id = a.id AND e.is_listed AND e.company_id IN ({MEANT})
                                AND {ENTRY_VISIBLE}
                              ORDER BY e.section, e.position LIMIT 1), '') AS role
             FROM (SELECT DISTINCT a.id FROM {ENTRIES}
                   WHERE e.is_listed AND e.company_id IN ({MEANT}) AND {PERSON_VISIBLE} AND {ENTRY_VISIBLE}
                     AND a.id < $3
                   ORDER BY a.id DESC LIMIT $4) page
             JOIN account a ON a.id = page.id
             JOIN handle h ON h.account_id = a.id AND h.is_current
             LEFT JOIN profile p ON p.account_id = a.id
             ORDER BY a.id DESC"
        ),
        &[&Onlooker::Member(actor.account), &company, &before, &(limits::PEOPLE_PAGE + 1)],
    )?;
    let page = Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.id.get())]));
    Ok(Page { items: page.items.into_iter().map(person).collect(), next: page.next })
}

fn person(row: Row) -> CompanyPerson {
    let Row { id, name, handle, headline, photo, role } = row;
    CompanyPerson { card: PersonCard { id, name, handle, headline, photo }, role }
}

#[cfg(test)]
mod tests {
    use db::testing::fresh;

    use super::*;
    use crate::accounts::PersonName;
    use crate::accounts::people::{NewAccount, create};
    use crate::companies::{CompanyName, directory};
    use crate::kernel::{EntryId, SessionId};
    use crate::profiles::entries::{NewEntry, add, show_to};
    use crate::profiles::{Audience, EntryDraft, Section};
    use crate::wiring::MIGRATIONS;

    fn actor(account: i64) -> MemberActor {
        MemberActor { account: AccountId::from_raw(account), session: SessionId::from_raw(1), caps: 0 }
    }

    #[tokio::test]
    async fn those_are_listed_who_chose_it_and_whose_entry_the_viewer_may_read() {
        let db = fresh(MIGRATIONS).await;
        let company = db
            .write(|tx| {
                for (id, listed, section) in [
                    (1, true, Section::Experience),
                    (2, false, Section::Experience),
                    (3, true, Section::Education),
                    (4, true, Section::Experience),
                    (5, true, Section::Experience),
                ] {
                    let (account, name) = (AccountId::from_raw(id), PersonName::parse("Ada").unwrap());
                    create(tx, &NewAccount { id: account, name: &name, language: "", time_zone: "UTC", caps: 0 })?;
                    let draft = EntryDraft {
                        title: format!("role {id}"),
                        organisation: CompanyName::parse("", "Tidewater", "").unwrap(),
                        is_listed: listed,
                        ..EntryDraft::default()
                    };
                    let new = NewEntry { id: EntryId::from_raw(tx.new_id()), request_id: "r".to_owned() };
                    add(tx, actor(id), section, &new, &draft)?;
                }
                show_to(tx, actor(4), Section::Experience, Audience::Connections)?;
                tx.run(sql!("UPDATE account SET state = 2 WHERE id = 5"), &[])?;
                Ok::<_, Error>(directory::offered(tx, actor(1), "tide", None)?[0].id)
            })
            .await
            .unwrap();
        let roles = async |viewer: i64| -> Vec<String> {
            let page = db.read(move |r| at(r, &actor(viewer), company, None)).await.unwrap();
            page.items.into_iter().map(|person| person.role).collect()
        };
        assert_eq!(roles(1).await, ["role 3", "role 1"]);
        assert_eq!(roles(4).await, ["role 4", "role 3", "role 1"], "oneself always");
        let foreign = Cursor(vec![Part::Text("x".to_owned())]);
        assert!(matches!(db.read(move |r| at(r, &actor(1), company, Some(&foreign))).await, Err(Error::NotFound)));
    }
}
