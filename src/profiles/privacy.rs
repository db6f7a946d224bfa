//! Who sees what, in one place: every audience of a profile, chosen together.
//!
//! Each is the same datum that the form beside its section changes.

use db::{Tx, sql};

use super::model::{Audience, Audiences};
use super::profile::{self, Own};
use super::section::Section;
use super::views::{self, ViewingMode};
use super::{entries, pictures};
use crate::kernel::{MemberActor, Result};

/// What has an audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The photo.
    Photo,
    /// The pronouns.
    Pronouns,
    /// The headline.
    Headline,
    /// The text about oneself.
    About,
    /// The location.
    Location,
    /// The links.
    Links,
    /// A section whose entries have no audiences of their own.
    Section(Section),
}

impl Part {
    /// Who may see it; `None` for a section whose entries have audiences of their own.
    pub fn audience(self, own: &Own) -> Option<Audience> {
        let audiences = &own.profile.audiences;
        match self {
            Part::Photo => Some(own.profile.photo_audience),
            Part::Pronouns => Some(audiences.pronouns),
            Part::Headline => Some(audiences.headline),
            Part::About => Some(audiences.about),
            Part::Location => Some(audiences.location),
            Part::Links => Some(audiences.links),
            Part::Section(section) => own.audience(section),
        }
    }
}

/// What is chosen. What is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Who may see what.
    pub audiences: Vec<(Part, Audience)>,
    /// Whether guests may see the page, and whether search engines may list it then.
    pub doors: Option<(bool, bool)>,
    /// How one looks at the pages of others.
    pub mode: Option<ViewingMode>,
}

/// Makes the actor's choice hold, all of it at once. What is chosen as it was is left alone: a photo that nobody loses
/// keeps its address.
///
/// # Errors
/// What the database says.
pub fn choose(tx: &mut Tx<'_>, actor: MemberActor, choice: &Choice) -> Result<()> {
    // First, so that of two who choose at once the second sees what the first chose.
    profile::begin(tx, actor.account)?;
    let own = Own::of(tx, actor)?;
    let changed = choice.audiences.iter().filter(|(part, audience)| part.audience(&own) != Some(*audience));
    let mut fields = own.profile.audiences;
    for (part, audience) in changed {
        let audience = *audience;
        match part {
            Part::Photo => pictures::show_photo_to(tx, actor, audience)?,
            Part::Pronouns => fields.pronouns = audience,
            Part::Headline => fields.headline = audience,
            Part::About => fields.about = audience,
            Part::Location => fields.location = audience,
            Part::Links => fields.links = audience,
            Part::Section(section) if own.audience(*section).is_some() => {
                entries::show_to(tx, actor, *section, audience)?;
            }
            Part::Section(_) => {}
        }
    }
    if fields != own.profile.audiences {
        show_fields_to(tx, actor, &fields)?;
    }
    if let Some((is_public, is_indexed)) = choice.doors
        && (is_public, is_indexed) != (own.profile.is_public, own.profile.is_indexed)
    {
        profile::open_to_guests(tx, actor, is_public, is_indexed)?;
    }
    match choice.mode {
        Some(mode) => {
            let now = tx.now_us();
            views::choose_mode(tx, actor, mode, now)
        }
        None => Ok(()),
    }
}

fn show_fields_to(tx: &mut Tx<'_>, actor: MemberActor, audiences: &Audiences) -> Result<()> {
    let Audiences { pronouns, headline, about, location, links } = audiences;
    tx.run(
        sql!(
            "UPDATE profile SET pronouns_audience = $2, headline_audience = $3, about_audience = $4,
               location_audience = $5, links_audience = $6 WHERE account_id = $1"
        ),
        &[&actor.account, pronouns, headline, about, location, links],
    )?;
    Ok(())
}
