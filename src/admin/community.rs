//! What the operator decides about the community: its words, its colour, who may join.

use db::Tx;

use crate::accounts::{REGISTRATION, Registration, audit};
use crate::kernel::settings::{self, Accent, Settings};
use crate::kernel::{Actor, AuditId, Cap, FieldError, Invalid, Result, limits};
use crate::network::{DEFAULT_DOOR, Door};
use crate::posts::LINK_PREVIEWS;

/// The decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Community {
    /// The name.
    pub name: String,
    /// The line on the front page.
    pub tagline: String,
    /// What `/about` says, Markdown.
    pub about: String,
    /// The accent colour.
    pub accent: Accent,
    /// Who may join.
    pub registration: Registration,
    /// Who may invite members to connect who have not chosen that themselves.
    pub door: Door,
    /// Whether posts show what the pages say that they link to.
    pub previews: bool,
}

/// The same as somebody typed it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The name.
    pub community: String,
    /// The line on the front page.
    pub tagline: String,
    /// What `/about` says.
    pub about: String,
    /// `#rrggbb`.
    pub accent: String,
    /// A word of [`Registration`].
    pub registration: String,
    /// A word of [`Door`].
    pub door: String,
    /// `on` or `off`.
    pub previews: String,
}

impl Community {
    /// Reads what was typed and notes what is to be mended; `None` if anything is.
    pub fn parse(typed: &Typed, invalid: &mut Invalid) -> Option<Community> {
        let wrong = |field, message| FieldError { field, message, limit: 0 };
        let name = invalid.take(limits::COMMUNITY_NAME.line("community", &typed.community));
        let tagline = invalid.take(limits::COMMUNITY_TAGLINE.line("tagline", &typed.tagline));
        let about = invalid.take(limits::COMMUNITY_ABOUT.lines("about", &typed.about));
        let accent = Accent::parse(&typed.accent).ok_or_else(|| wrong("accent", "accent-unreadable"));
        let accent = invalid.take(accent);
        let registration = Registration::from_word(&typed.registration);
        let registration = invalid.take(registration.ok_or_else(|| wrong("registration", "field-required")));
        let door = invalid.take(Door::from_word(&typed.door).ok_or_else(|| wrong("door", "field-required")));
        let previews = match typed.previews.as_str() {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(wrong("previews", "field-required")),
        };
        let previews = invalid.take(previews);
        Some(Community {
            name: name?,
            tagline: tagline?,
            about: about?,
            accent: accent?,
            registration: registration?,
            door: door?,
            previews: previews?,
        })
    }

    /// The present decisions.
    pub fn of(held: &Settings) -> Community {
        Community {
            name: settings::COMMUNITY_NAME.get(held),
            tagline: settings::TAGLINE.get(held),
            about: settings::ABOUT.get(held),
            accent: settings::ACCENT.get(held),
            registration: REGISTRATION.get(held),
            door: DEFAULT_DOOR.get(held),
            previews: LINK_PREVIEWS.get(held),
        }
    }

    /// The same as a form shows it.
    pub fn typed(&self) -> Typed {
        Typed {
            community: self.name.clone(),
            tagline: self.tagline.clone(),
            about: self.about.clone(),
            accent: self.accent.to_string(),
            registration: self.registration.word().to_owned(),
            door: self.door.word().to_owned(),
            previews: (LINK_PREVIEWS.write)(&self.previews),
        }
    }

    /// Writes all of them.
    pub(super) fn store(&self, tx: &mut Tx<'_>) -> Result<()> {
        settings::COMMUNITY_NAME.set(tx, &self.name)?;
        settings::TAGLINE.set(tx, &self.tagline)?;
        settings::ABOUT.set(tx, &self.about)?;
        settings::ACCENT.set(tx, &self.accent)?;
        REGISTRATION.set(tx, &self.registration)?;
        DEFAULT_DOOR.set(tx, &self.door)?;
        LINK_PREVIEWS.set(tx, &self.previews)
    }
}

/// Changes the decisions.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] for everybody but operators.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, community: &Community, audit_id: AuditId) -> Result<()> {
    actor.require(Cap::Operator)?;
    community.store(tx)?;
    let Community { name, accent, registration, door, previews, .. } = community;
    let previews = (LINK_PREVIEWS.write)(previews);
    let detail = format!("{name}, {accent}, {}, {}, {previews}", registration.word(), door.word());
    audit::note(tx, audit_id, actor, "settings.change", None, &detail)
}
