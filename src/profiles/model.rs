//! The types of this room, and the fragments of SQL that decide who sees what.

use const_format::formatcp;
use db::{FromValue, ToValue, Value, ValueRef};
use url::Url;

use crate::kernel::{AccountId, Actor, FieldError, limits};

/// Whoever is spoken of: `a` is the account, `p` the profile, which a person who never edited it does not have.
pub const PEOPLE: &str = "account a LEFT JOIN profile p ON p.account_id = a.id";

/// Whether the person of [`PEOPLE`] exists for the viewer `$1`, an [`Onlooker`]. Page, list, card, count: all splice it.
pub const PERSON_VISIBLE: &str = "(a.state = 1 AND (CAST($1 AS BIGINT) <> 0 OR COALESCE(p.is_public, FALSE)))";

/// The closest circle around the person of [`PEOPLE`] to which the viewer `$1` belongs. A section is theirs to read if
/// its audience is at least this. Nobody is a connection yet; the circle of 1 begins when they can be.
const CIRCLE: &str = "(CASE WHEN a.id = $1 THEN 0 WHEN CAST($1 AS BIGINT) <> 0 THEN 2 ELSE 3 END)";

/// The headline as the viewer `$1` may read it; empty if not.
pub const HEADLINE: &str =
    formatcp!("CASE WHEN COALESCE(p.headline_audience, 2) >= {CIRCLE} THEN a.headline ELSE '' END");
/// The pronouns, likewise.
pub const PRONOUNS: &str =
    formatcp!("CASE WHEN COALESCE(p.pronouns_audience, 2) >= {CIRCLE} THEN COALESCE(p.pronouns, '') ELSE '' END");
/// What they say of themselves, likewise.
pub const ABOUT: &str =
    formatcp!("CASE WHEN COALESCE(p.about_audience, 2) >= {CIRCLE} THEN COALESCE(p.about, '') ELSE '' END");
/// The text of the location, likewise.
pub const LOCATION: &str =
    formatcp!("CASE WHEN COALESCE(p.location_audience, 2) >= {CIRCLE} THEN COALESCE(p.location, '') ELSE '' END");
/// The place, likewise; NULL if not.
pub const PLACE_ID: &str = formatcp!("CASE WHEN COALESCE(p.location_audience, 2) >= {CIRCLE} THEN p.place_id END");
/// Whether the viewer `$1` may read the links.
pub const LINKS_VISIBLE: &str = formatcp!("COALESCE(p.links_audience, 2) >= {CIRCLE}");

/// Who looks at a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onlooker {
    /// Somebody without an account.
    Guest,
    /// A member like any other: how people see their own profile through others' eyes.
    AnyMember,
    /// This member.
    Member(AccountId),
}

impl From<Actor> for Onlooker {
    fn from(actor: Actor) -> Self {
        actor.account().map_or(Onlooker::Guest, Onlooker::Member)
    }
}

/// What `$1` of the fragments is: 0 for a guest, and -1, which is nobody's id, for a member like any other.
impl ToValue for Onlooker {
    fn to_value(&self) -> Value<'_> {
        Value::Int(match self {
            Onlooker::Guest => 0,
            Onlooker::AnyMember => -1,
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
        let typed = limits::LINK_URL.line(fields.url, url)?;
        let wrong = |message| FieldError { field: fields.url, message, limit: 0 };
        if typed.is_empty() {
            return if label.is_empty() { Ok(None) } else { Err(wrong("link-url-missing")) };
        }
        let url = web_address(&typed).ok_or_else(|| wrong("link-url-unreadable"))?;
        // Escaping may have made it longer than what was typed.
        let url = limits::LINK_URL.line(fields.url, url.as_str())?;
        Ok(Some(Link { label, url }))
    }

    /// The host, without `www.`: where the link leads, whatever it is called.
    pub fn host(&self) -> String {
        let url = Url::parse(&self.url).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    }
}

/// The address of a page somewhere in the web; `example.org` gets its `https://`.
fn web_address(typed: &str) -> Option<Url> {
    let url = match Url::parse(typed) {
        Err(url::ParseError::RelativeUrlWithoutBase) if !typed.starts_with(['/', '\\']) => {
            Url::parse(&format!("https://{typed}")).ok()?
        }
        other => other.ok()?,
    };
    let scheme = matches!(url.scheme(), "http" | "https");
    let named = url.domain().is_some_and(|host| host.contains('.'));
    let user = !url.username().is_empty() || url.password().is_some();
    (scheme && named && !user).then_some(url)
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

/// Where somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// Not told.
    Untold,
    /// In their own words.
    Words(String),
    /// A place of the gazetteer. It is stored with its English label, for the day the gazetteer forgets it.
    Place {
        /// The gazetteer's id.
        id: i64,
        /// The English label.
        label: String,
    },
}

impl Location {
    /// Reads the field and the choice offered below it. A choice counts while the text leads to it, so that a place
    /// chosen for another text does not linger. A text that is the label of one place alone stands for the place.
    ///
    /// # Errors
    /// What to mend, for the field `location`.
    pub fn parse(typed: &str, choice: Option<i64>) -> Result<Location, FieldError> {
        let text = limits::LOCATION.line("location", typed)?;
        if text.is_empty() {
            return Ok(Location::Untold);
        }
        let places = Location::offered(&text, choice);
        let chosen = places.iter().find(|place| Some(place.id) == choice);
        let place = chosen.or_else(|| {
            let key = text::sort_key(&text);
            let mut meant = places.iter().filter(|place| is_label(place, &key));
            meant.next().filter(|_| meant.next().is_none())
        });
        Ok(place
            .map(|place| Location::Place { id: place.id, label: place.label("en") })
            .unwrap_or(Location::Words(text)))
    }

    /// The places a text could mean, the chosen one among them while the text is its label.
    pub fn offered(typed: &str, choice: Option<i64>) -> Vec<places::Place> {
        let mut found = places::search(typed, OFFERED);
        let chosen = choice.and_then(places::get).filter(|place| is_label(place, &text::sort_key(typed)));
        if let Some(chosen) = chosen
            && !found.iter().any(|place| place.id == chosen.id)
        {
            found.insert(0, chosen);
        }
        found
    }

    /// As it is read in the language.
    pub fn show(&self, lang: &str) -> String {
        match self {
            Location::Untold => String::new(),
            Location::Words(words) => words.clone(),
            Location::Place { id, label } => places::get(*id).map_or_else(|| label.clone(), |place| place.label(lang)),
        }
    }

    /// The place, if it is one the gazetteer knows.
    pub fn place(&self) -> Option<places::Place> {
        self.place_id().and_then(places::get)
    }

    /// The column `location`.
    pub fn text(&self) -> &str {
        match self {
            Location::Untold => "",
            Location::Words(text) | Location::Place { label: text, .. } => text,
        }
    }

    /// The column `place_id`.
    pub fn place_id(&self) -> Option<i64> {
        match self {
            Location::Place { id, .. } => Some(*id),
            Location::Untold | Location::Words(_) => None,
        }
    }

    /// From the two columns.
    pub fn from_columns(text: String, place_id: Option<i64>) -> Location {
        match place_id {
            Some(id) => Location::Place { id, label: text },
            None if text.is_empty() => Location::Untold,
            None => Location::Words(text),
        }
    }
}

/// Places offered below the field.
const OFFERED: usize = 6;

/// Whether the key is that of the place's label, with or without the region, in a language we speak.
fn is_label(place: &places::Place, key: &str) -> bool {
    ["en", "de"].iter().any(|lang| {
        text::sort_key(&place.label(lang)) == key
            || text::sort_key(&format!("{}, {}", place.name, place.country(lang))) == key
    })
}

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
        assert_eq!(Onlooker::Member(AccountId::from_raw(7)).to_value(), Value::Int(7));
        assert_eq!(Onlooker::from(Actor::Guest), Onlooker::Guest);
        assert_eq!(Onlooker::from(Actor::Machine), Onlooker::Guest);
    }

    #[test]
    fn a_link_is_an_address_in_the_web() {
        let url = |typed| link("", typed).unwrap().unwrap().url;
        assert_eq!(url("https://Example.org/Ä b?q=1#x"), "https://example.org/%C3%84%20b?q=1#x");
        assert_eq!(url(" example.org "), "https://example.org/");
        assert_eq!(url("example.org/@ada"), "https://example.org/@ada");
        assert_eq!(url("http://example.org:8080"), "http://example.org:8080/");
        assert_eq!(url("https://bücher.example"), "https://xn--bcher-kva.example/");
        assert_eq!(link("", " "), Ok(None));
        assert_eq!(link("My page", ""), Err("link-url-missing"));
    }

    #[test]
    fn hostile_addresses_are_refused() {
        for hostile in [
            "javascript:alert(1)",
            "JavaScript://example.org/%0aalert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://example.org",
            "mailto:a@example.org",
            "tel:+49123",
            "blob:https://example.org/x",
            "https://user@example.org",
            "https://user:secret@example.org",
            "https://paypal.example@evil.example/",
            "user@example.org",
            "//evil.example",
            "/feed",
            "\\\\evil.example",
            "https://",
            "https:///",
            "localhost",
            "https://localhost:8000/",
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://0x7f.1/",
            "intranet",
            "https://exa mple.org",
            "view-source:https://example.org",
            "htt ps://example.org",
            "https://example.org:99999",
            "about:blank",
        ] {
            assert_eq!(link("x", hostile), Err("link-url-unreadable"), "{hostile}");
        }
        for control in ["java\nscript:alert(1)", "https://exam\tple.org", "https://example.org/\u{0}"] {
            assert_eq!(link("x", control), Err("field-control-characters"), "{control}");
        }
        assert_eq!(link("x", &format!("https://example.org/{}", "a".repeat(500))), Err("field-too-long"));
        assert_eq!(link("x", &format!("https://example.org/{}", "ä".repeat(200))), Err("field-too-long"));
        assert_eq!(link(&"x".repeat(61), "https://example.org"), Err("field-too-long"));
    }

    #[test]
    fn a_link_tells_where_it_leads() {
        let host = |url: &str| Link { label: "Bank".to_owned(), url: url.to_owned() }.host();
        assert_eq!(host("https://www.example.org/a"), "example.org");
        assert_eq!(host("https://bank.example.evil.example/"), "bank.example.evil.example");
        assert_eq!(host("nonsense"), "");
    }

    #[test]
    fn a_location_is_words_or_a_place() {
        let parse = |typed: &str, choice| Location::parse(typed, choice).unwrap();
        assert_eq!(parse("  ", Some(1)), Location::Untold);
        assert_eq!(parse("On the road", None), Location::Words("On the road".to_owned()));

        let utrecht = places::search("Utrecht", 1)[0];
        let place = Location::Place { id: utrecht.id, label: utrecht.label("en") };
        assert_eq!(parse(&utrecht.label("en"), None), place);
        assert_eq!(parse(&utrecht.label("de").to_lowercase(), None), place);
        assert_eq!(parse("utrecht, netherlands", None), place);
        assert_eq!(parse("Utre", Some(utrecht.id)), place);
        assert_eq!(place.show("de"), utrecht.label("de"));
        assert!(Location::offered("Utrecht", None).contains(&utrecht));

        // The name alone could be many; a choice made for another text, or one that does not exist, counts for nothing.
        assert_eq!(parse("Utrecht", None), Location::Words("Utrecht".to_owned()));
        assert_eq!(parse("On the road", Some(utrecht.id)), Location::Words("On the road".to_owned()));
        assert_eq!(parse("Utrecht", Some(-5)), Location::Words("Utrecht".to_owned()));

        for location in [Location::Untold, Location::Words("Here".to_owned()), place] {
            let columns = (location.text().to_owned(), location.place_id());
            assert_eq!(Location::from_columns(columns.0, columns.1), location);
        }
        let forgotten = Location::Place { id: -5, label: "Atlantis, Sea".to_owned() };
        assert_eq!(forgotten.show("de"), "Atlantis, Sea");
    }
}
