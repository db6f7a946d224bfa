//! The hub of one's network: what waits, and the latest connections.

use askama::Template;
use web::{Html, Routes};

use super::super::lists::{self, Connected, Counts, Waiting};
use super::super::{Closeness, Ties};
use super::{PICK, with_cards, with_closeness};
use crate::kernel::{App, PersonCard, Result, limits};
use crate::shell::{Frame, Member};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/mynetwork", hub)
}

#[derive(Template)]
#[template(path = "mynetwork.html")]
struct HubPage {
    frame: Frame,
    counts: Counts,
    invitations: Vec<(PersonCard, Closeness, Waiting)>,
    people: Vec<(PersonCard, Connected)>,
}

async fn hub(member: Member) -> Result<Html<HubPage>> {
    let (actor, cards) = (member.actor, member.visitor.app.registry.cards);
    let ties = Ties::of(&member.visitor.app);
    let read = member.visitor.page("network", move |r| {
        let counts = lists::counts(r, actor)?;
        let mut waiting = lists::received(r, actor, false, None)?.items;
        waiting.truncate(limits::HUB);
        let mut latest = lists::recent(r, actor, None)?.items;
        latest.truncate(limits::HUB);
        let invitations = with_cards(r, cards, actor, waiting, |row| row.id)?;
        let invitations = with_closeness(r, &ties, actor, invitations)?;
        Ok((counts, invitations, with_cards(r, cards, actor, latest, |row| row.id)?))
    });
    let (frame, (counts, invitations, people)) = read.await?;
    Ok(Html(HubPage { frame, counts, invitations, people }))
}
