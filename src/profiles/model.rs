//! The types of this room, and the fragments of SQL that decide who sees what.

use crate::kernel::web_address::{self, WebAddress};
use crate::kernel::{AccountId, Actor, FieldError, limits};
use crate::network::NOT_APART;
use const_format::formatcp;
use db::{FromValue, ToValue, Value, ValueRef};

/// Whoever is spoken of: `a` is the account, `p` the profile, which a person who never edited it does not have.
pub const PEOPLE: &str = "account a LEFT JOIN profile p ON p.account_id = a.id";

/// Whether the person of [`PEOPLE`] exists for the viewer `$1`, an [`Onlooker`]. Page, list, card, count: all splice it.
pub const PERSON_VISIBLE: &str =
    formatcp!("(a.state = 1 AND (CAST($1 AS BIGINT) <> 0 OR COALESCE(p.is_public, FALSE)) AND {NOT_APART})");

/// The closest circle around the person of [`PEOPLE`] to which the viewer `$1` belongs without a look at who is
/// connected. A section is theirs to read if its audience is at least this.
pub const CIRCLE: &str = "(CASE WHEN a.id = $1 THEN 0 WHEN CAST($1 AS BIGINT) = -2 THEN 1
    WHEN CAST($1 AS BIGINT) <> 0 THEN 2 ELSE 3 END)";

/// Whether the viewer `$1` may read what of the person of [`PEOPLE`] is for an audience, an expression of SQL. Who is
/// connected is asked for where it matters alone.
macro_rules! readable {
    ($audience:literal) => {
        const_format::formatcp!(
            "({audience} >= {circle} OR ({audience} = 1 AND {connected}))",
            audience = $audience,
            circle = $crate::profiles::CIRCLE,
            connected = $crate::network::CONNECTED
        )
    };
}
pub(crate) use readable;

/// Whether the viewer `$1` may read the headline.
const HEADLINE_READABLE: &str = readable!("COALESCE(p.headline_audience, 2)");
/// Likewise the photo.
const PHOTO_READABLE: &str = readable!("COALESCE(p.photo_audience, 2)");
/// Likewise the pronouns.
const PRONOUNS_READABLE: &str = readable!("COALESCE(p.pronouns_audience, 2)");
/// Likewise the text about oneself.
const ABOUT_READABLE: &str = readable!("COALESCE(p.about_audience, 2)");
/// Likewise the location.
const LOCATION_READABLE: &str = readable!("COALESCE(p.location_audience, 2)");
/// Likewise the links.
pub const LINKS_VISIBLE: &str = readable!("COALESCE(p.links_audience, 2)");

/// The headline as the viewer `$1` may read it; empty if not.
pub const HEADLINE: &str = formatcp!("CASE WHEN {HEADLINE_READABLE} THEN a.headline ELSE '' END");
/// The address of the photo, likewise; NULL if not.
pub const PHOTO: &str = formatcp!("CASE WHEN {PHOTO_READABLE} THEN a.photo END");
/// The address of the cover, which whoever may see the page may see; NULL if there is none.
pub const COVER: &str =
    "(SELECT c.address FROM picture c WHERE c.account_id = a.id AND c.kind = 2 AND c.removed_us IS NULL)";
/// The pronouns, likewise.
pub const PRONOUNS: &str = formatcp!("CASE WHEN {PRONOUNS_READABLE} THEN COALESCE(p.pronouns, '') ELSE '' END");
/// What they say of themselves, likewise.
pub const ABOUT: &str = formatcp!("CASE WHEN {ABOUT_READABLE} THEN COALESCE(p.about, '') ELSE '' END");
/// The text of the location, likewise.
pub const LOCATION: &str = formatcp!("CASE WHEN {LOCATION_READABLE} THEN COALESCE(p.location, '') ELSE '' END");
/// The place, likewise; NULL if not.
pub const PLACE_ID: &str = formatcp!("CASE WHEN {LOCATION_READABLE} THEN p.place_id END");

/// Who looks at a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onlooker {
    /// Somebody without an account.
    Guest,
    /// A member like any other: how people see their own profile through others' eyes.
    AnyMember,
    /// A connection like any other, likewise.
    AnyConnection,
    /// This member.
    Member(AccountId),
}

impl From<Actor> for Onlooker {
    fn from(actor: Actor) -> Self {
        actor.account().map_or(Onlooker::Guest, Onlooker::Member)
    }
}

/// What `$1` of the fragments is: 0 for a guest, and -1 and -2, which are nobody's ids, for a member and a connection
/// like any other.
impl ToValue for Onlooker {
    fn to_value(&self) -> Value<'_> {
        Value::Int(match self {
            Onlooker::Guest => 0,
            Onlooker::AnyMember => -1,
            Onlooker::AnyConnection => -2,
            Onlooker::Member(account) => account.get(),
        })
    }
}

/// Who may read a section, from the closest circle to the widest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The person alone.
    OnlyMe,
    /// The person's connections.
    Connections,
    /// Whoever is signed in.
    Members,
    /// Guests too, if the page is public.
    Everyone,
}

impl Audience {
    /// All of them, in the order forms show them.
    pub const ALL: [Audience; 4] = [Audience::OnlyMe, Audience::Connections, Audience::Members, Audience::Everyone];

    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Audience::OnlyMe => "only-me",
            Audience::Connections => "connections",
            Audience::Members => "members",
            Audience::Everyone => "everyone",
        }
    }

    /// The key of its name.
    pub const fn name(self) -> &'static str {
        match self {
            Audience::OnlyMe => "audience-only-me",
            Audience::Connections => "audience-connections",
            Audience::Members => "audience-members",
            Audience::Everyone => "audience-everyone",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Audience> {
        Audience::ALL.into_iter().find(|audience| audience.word() == word)
    }

    /// The number in the tables.
    const fn number(self) -> i64 {
        match self {
            Audience::OnlyMe => 0,
            Audience::Connections => 1,
            Audience::Members => 2,
            Audience::Everyone => 3,
        }
    }
}

impl ToValue for Audience {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for Audience {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = Audience::ALL.into_iter().find(|audience| audience.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such audience".to_owned()))
    }
}

/// Who may read each section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audiences {
    /// Of the pronouns.
    pub pronouns: Audience,
    /// Of the headline, on the page and wherever the person is named.
    pub headline: Audience,
    /// Of the text about oneself.
    pub about: Audience,
    /// Of the location.
    pub location: Audience,
    /// Of the links.
    pub links: Audience,
}

/// A link in a profile: http or https, to a host with a name, without a user or password in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is called; empty: the host speaks for it.
    pub label: String,
    /// The address, as a browser would write it.
    pub url: String,
}

impl Link {
    /// Reads a row of the form; `None` if both fields are empty. `fields` names them for what is to be mended.
    ///
    /// # Errors
    /// What to mend.
    pub fn parse(fields: LinkFields, label: &str, url: &str) -> Result<Option<Link>, FieldError> {
        let label = limits::LINK_LABEL.line(fields.label, label)?;
        match WebAddress::parse(fields.url, url)? {
            Some(url) => Ok(Some(Link { label, url: url.as_str().to_owned() })),
            None if label.is_empty() => Ok(None),
            None => Err(FieldError { field: fields.url, message: "link-url-missing", limit: 0 }),
        }
    }

    /// Where the link leads, whatever it is called.
    pub fn host(&self) -> String {
        web_address::host(&self.url)
    }
}

/// The names of a link's two fields in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkFields {
    /// The label's field.
    pub label: &'static str,
    /// The address's field.
    pub url: &'static str,
}

const fn link_fields(label: &'static str, url: &'static str) -> LinkFields {
    LinkFields { label, url }
}

/// The rows for links in the form.
pub const LINK_FIELDS: [LinkFields; limits::LINKS] = [
    link_fields("label_1", "url_1"),
    link_fields("label_2", "url_2"),
    link_fields("label_3", "url_3"),
    link_fields("label_4", "url_4"),
    link_fields("label_5", "url_5"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn link(label: &str, url: &str) -> Result<Option<Link>, &'static str> {
        Link::parse(LINK_FIELDS[0], label, url).map_err(|error| error.message)
    }

    #[test]
    fn audiences_go_from_the_closest_to_the_widest_and_survive_forms_and_tables() {
        assert!(Audience::ALL.is_sorted());
        for audience in Audience::ALL {
            assert_eq!(Audience::from_word(audience.word()), Some(audience));
            assert_eq!(Audience::from_value(audience.to_value()), Ok(audience));
        }
        assert_eq!(Audience::from_word("all"), None);
        assert!(Audience::from_value(Value::Int(4)).is_err());
        assert!(Audience::from_value(Value::Int(-1)).is_err());
    }

    #[test]
    fn nobody_s_number_is_that_of_a_person() {
        assert_eq!(Onlooker::Guest.to_value(), Value::Int(0));
        assert_eq!(Onlooker::AnyMember.to_value(), Value::Int(-1));
        assert_eq!(Onlooker::AnyConnection.to_value(), Value::Int(-2));
        assert_eq!(Onlooker::Member(AccountId::from_raw(7)).to_value(), Value::Int(7));
        assert_eq!(Onlooker::from(Actor::Guest), Onlooker::Guest);
        assert_eq!(Onlooker::from(Actor::Machine), Onlooker::Guest);
    }

    #[test]
    fn a_link_is_an_address_with_or_without_a_name() {
        let named = Link { label: "My page".to_owned(), url: "https://example.org/".to_owned() };
        assert_eq!(named.host(), "example.org");
        assert_eq!(link(" My page ", "example.org"), Ok(Some(named)));
        assert_eq!(link("", " "), Ok(None));
        assert_eq!(link("My page", ""), Err("link-url-missing"));
        assert_eq!(link("x", "javascript:alert(1)"), Err("link-url-unreadable"));
        assert_eq!(link(&"x".repeat(61), "https://example.org"), Err("field-too-long"));
    }
}
