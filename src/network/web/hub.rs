//! The hub of one's network: what waits, and the latest connections.

use askama::Template;
use web::{Html, Routes};

use super::super::lists::{self, Connected, Counts, Waiting};
use super::super::{Closeness, Ties};
use super::super::{contacts, introductions};
use super::introductions::{AskingView, with_people};
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
    /// With whom the member wanted to be in touch by now, and what they noted or since when.
    due: Vec<(PersonCard, String)>,
    /// To whom the member is asked to introduce somebody.
    asked_of: Vec<AskingView>,
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
        let due = contacts::due_now(r, actor)?;
        let due = with_cards(r, cards, actor, due, |row| row.id)?;
        let mut asked = introductions::asked_of(r, actor, None)?.items;
        asked.truncate(limits::HUB);
        let asked_of = with_people(r, cards, actor, asked)?;
        Ok((counts, invitations, with_cards(r, cards, actor, latest, |row| row.id)?, due, asked_of))
    });
    let (frame, (counts, invitations, people, due, asked_of)) = read.await?;
    let due = due.into_iter().map(|(card, row)| {
        let first_line = row.note.lines().next().map(str::to_owned);
        (card, first_line.unwrap_or_else(|| frame.t1("due-since", "day", &frame.day(&row.due_us))))
    });
    let due = due.collect();
    Ok(Html(HubPage { frame, counts, invitations, people, due, asked_of }))
}
