//! The guide: the next thing that would make a profile more useful to its owner, with the reason, until it is sent away.

use axum::response::Response;
use web::Routes;

use super::super::OwnProfile;
use super::super::profile;
use super::super::section::{Section, TOP_SKILLS};
use crate::kernel::{App, Result};
use crate::shell::Member;

pub(super) fn routes() -> Routes<App> {
    Routes::new().post("/settings/guide/hide", hide).post("/settings/guide/show", show)
}

/// The next step.
pub struct Guide {
    /// Steps that are done.
    pub done: usize,
    /// Steps there are.
    pub of: usize,
    /// The key of what to do.
    pub title: &'static str,
    /// The key of the reason.
    pub reason: &'static str,
    /// Where it is done.
    pub href: String,
}

impl Guide {
    /// The next step; `None` if nothing is left or its owner does not want to be told.
    pub fn next(handle: &str, own: &OwnProfile, counts: &[(Section, i64)]) -> Option<Guide> {
        let all = &own.all;
        let holds = |section, least| counts.iter().any(|(known, count)| *known == section && *count >= least);
        let top = i64::try_from(TOP_SKILLS).unwrap_or(0);
        let steps = [
            (!all.headline.is_empty(), "guide-headline", "guide-headline-reason", "#headline"),
            (holds(Section::Experience, 1), "guide-experience", "guide-experience-reason", "/experience/new"),
            (holds(Section::Education, 1), "guide-education", "guide-education-reason", "/education/new"),
            (holds(Section::Skills, top), "guide-skills", "guide-skills-reason", "/skills/new"),
            (all.photo.is_some(), "guide-photo", "guide-photo-reason", "/photo"),
            (!all.about.is_empty(), "guide-about", "guide-about-reason", "#about"),
            (!all.location.text().is_empty(), "guide-location", "guide-location-reason", "#location"),
        ];
        let (_, title, reason, place) = *steps.iter().find(|(is_done, ..)| !is_done)?;
        (!own.is_guide_hidden).then(|| Guide {
            done: steps.iter().filter(|(is_done, ..)| *is_done).count(),
            of: steps.len(),
            title,
            reason,
            href: format!("/in/{handle}/edit{place}"),
        })
    }
}

async fn hide(member: Member) -> Result<Response> {
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| profile::hide_guide(tx, actor, true)).await?;
    Ok(member.visitor.see_other_with_undo(&member.visitor.path, "toast-guide-hidden", "/settings/guide/show"))
}

async fn show(member: Member) -> Result<Response> {
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| profile::hide_guide(tx, actor, false)).await?;
    Ok(member.visitor.see_other(&member.visitor.path))
}
