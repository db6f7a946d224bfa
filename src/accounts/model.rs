//! The types of this room: parsed once at the edge, right ever after.

use mail::EmailAddress;
use secrecy::{ExposeSecret, SecretString};

use crate::kernel::settings::Setting;
use crate::kernel::{FieldError, limits};

/// A person's name as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name in any script.
    ///
    /// # Errors
    /// What to mend, for the field `name`.
    pub fn parse(raw: &str) -> Result<PersonName, FieldError> {
        let name = limits::NAME.line("name", raw)?;
        // The first mail greets by this name, and strangers choose to whom it goes: it carries no address of theirs.
        let lower = name.to_lowercase();
        if ["://", "www.", "@"].iter().any(|mark| lower.contains(mark)) {
            return Err(FieldError { field: "name", message: "name-unreadable", limit: 0 });
        }
        let name = text::normalise_name(&name, limits::NAME.max).map_err(|_| FieldError {
            field: "name",
            message: "name-unreadable",
            limit: 0,
        })?;
        Ok(PersonName(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What lists sort by: folded, without marks.
    pub fn sort_key(&self) -> String {
        text::sort_key(&self.0)
    }
}

/// An e-mail address somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(EmailAddress);

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// What to mend, for the field `email`.
    pub fn parse(raw: &str) -> Result<Email, FieldError> {
        let address = limits::EMAIL.line("email", raw)?;
        EmailAddress::parse(&address).map(Email).map_err(|_| FieldError {
            field: "email",
            message: "email-unreadable",
            limit: 0,
        })
    }

    /// The address as it was typed, normalised.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What is unique: two addresses that differ in case are one.
    pub fn key(&self) -> String {
        self.0.key()
    }
}

/// A new password that is long and strong enough. Never printed.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// Judges a new password by its length, and by how soon it would be guessed: common passwords, and the person's
    /// own name and address, are known to the guesser (zxcvbn; its lists are offline).
    ///
    /// # Errors
    /// What to mend, for the given field.
    pub fn parse(field: &'static str, raw: &str, own_words: &[&str]) -> Result<Password, FieldError> {
        let wrong = |message, limit| FieldError { field, message, limit };
        let length = raw.chars().count();
        if length < limits::PASSWORD.min {
            return Err(wrong("password-too-short", 10));
        }
        if length > limits::PASSWORD.max || raw.len() > limits::PASSWORD.max_bytes {
            return Err(wrong("password-too-long", 200));
        }
        // The estimate takes quadratic time; what is long is not weak, unless it repeats itself, which 60 show.
        let head: String = raw.chars().take(60).collect();
        let own_words: Vec<&str> = own_words
            .iter()
            .flat_map(|words| words.split(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.len() > 2)
            .collect();
        if zxcvbn::zxcvbn(&head, &own_words).score() < zxcvbn::Score::Three {
            return Err(wrong("password-too-weak", 0));
        }
        Ok(Password(raw.to_owned().into()))
    }

    /// A password made by us, such as the demo's.
    pub fn made(text: String) -> Password {
        Password(text.into())
    }

    /// The text, for hashing alone.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// The part of a profile's address behind `/in/`: lower-case letters, digits and single dashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle(String);

/// Handles that would make somebody look like the house itself.
const RESERVED: &[&str] = &[
    "about",
    "admin",
    "administrator",
    "athena",
    "everyone",
    "help",
    "info",
    "me",
    "moderator",
    "moderators",
    "official",
    "operator",
    "root",
    "security",
    "settings",
    "staff",
    "support",
    "system",
    "team",
    "webmaster",
];

impl Handle {
    /// Reads a handle.
    ///
    /// # Errors
    /// What to mend, for the field `handle`.
    pub fn parse(raw: &str) -> Result<Handle, FieldError> {
        let text = limits::HANDLE.line("handle", raw)?.to_ascii_lowercase();
        let wrong = |message| FieldError { field: "handle", message, limit: 0 };
        let letters = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !letters || text.starts_with('-') || text.ends_with('-') || text.contains("--") {
            return Err(wrong("handle-letters"));
        }
        if RESERVED.contains(&text.as_str()) {
            return Err(wrong("handle-taken"));
        }
        Ok(Handle(text))
    }

    /// The handles to try for a new person, best first. The last one ends in a number only they have.
    pub fn candidates(name: &PersonName, unique: i64) -> Vec<Handle> {
        let mut names = text::handle_from_name(name.as_str());
        if let Some(base) = names.first().cloned() {
            names.extend((2..=9).map(|number| format!("{base}-{number}")));
        }
        names.push(format!("member-{}", unique.rem_euclid(1_000_000_007)));
        names.push(format!("m-{unique}"));
        names.iter().filter_map(|name| Handle::parse(name).ok()).collect()
    }

    /// The handle.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Nobody.
    Closed,
    /// Whoever has an invitation.
    Invite,
    /// Whoever has an e-mail address.
    Open,
}

impl Registration {
    /// All of them, in the order forms show them.
    pub const ALL: [Registration; 3] = [Registration::Closed, Registration::Invite, Registration::Open];

    /// The word in forms and in the settings table.
    pub const fn word(self) -> &'static str {
        match self {
            Registration::Closed => "closed",
            Registration::Invite => "invite",
            Registration::Open => "open",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Registration> {
        Registration::ALL.into_iter().find(|mode| mode.word() == word)
    }
}

/// Who may join; nobody until the operator says so.
pub const REGISTRATION: Setting<Registration> = Setting {
    key: "registration",
    default: || Registration::Closed,
    read: Registration::from_word,
    write: |mode| mode.word().to_owned(),
};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All of them, in the order menus show them.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The word in forms, cookies and the table.
    pub const fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.word() == word)
    }
}

/// A time zone of the IANA database; `UTC` for a name it does not know.
pub fn time_zone(name: &str) -> String {
    let known = name.len() <= limits::ZONE_BYTES && jiff::tz::TimeZone::get(name).is_ok();
    if known { name } else { "UTC" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_and_phrases_pass() {
        let judge =
            |raw: &str| Password::parse("password", raw, &["Ada Lovelace", "ada@example.org"]).err().map(|e| e.message);
        assert_eq!(judge("short"), Some("password-too-short"));
        for weak in ["password123", "qwertyuiop", "1234567890", "aaaaaaaaaaaa", "adalovelace", "letmeinletmein"] {
            assert_eq!(judge(weak), Some("password-too-weak"), "{weak}");
        }
        assert_eq!(judge(&"x9!".repeat(80)), Some("password-too-long"));
        for fine in ["correct horse battery", "pfad-unter-linden-77", "路を渡る猫は三匹いた朝"] {
            assert_eq!(judge(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_name_carries_no_address_into_the_mail_that_greets_by_it() {
        for name in ["Win at https://prize.example", "WWW.prize.example", "write to me@prize.example"] {
            assert!(PersonName::parse(name).is_err(), "{name}");
        }
        for name in ["Dr. Ada K. Lovelace-Byron", "Jean/Marie", "W. W. Watt", "Þórdís Jónsdóttir"] {
            assert!(PersonName::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn handles_are_plain_and_not_the_house_s_own() {
        assert_eq!(Handle::parse(" Ada-L ").unwrap().as_str(), "ada-l");
        for wrong in ["ab", "-ada", "ada-", "a--b", "ada_l", "ädä", "admin", "a.b", "a/b", "ада", &"a".repeat(31)]
        {
            assert!(Handle::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn everybody_gets_a_handle_whatever_the_script() {
        for name in ["Ada Lovelace", "李美玲", "عمر", "X Æ A-12", "🙂", "admin", "Ø"] {
            let name = PersonName::parse(name).unwrap();
            let candidates = Handle::candidates(&name, i64::MAX);
            assert!(!candidates.is_empty(), "{name:?}");
        }
    }

    #[test]
    fn an_unknown_time_zone_is_utc() {
        assert_eq!(time_zone("Europe/Berlin"), "Europe/Berlin");
        assert_eq!(time_zone("Mars/Olympus"), "UTC");
        assert_eq!(time_zone("../../etc/passwd"), "UTC");
    }
}
