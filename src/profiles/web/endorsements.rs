//! Endorsing a skill, taking that back, and who endorses it.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use db::Tx;
use web::{Html, Routes};

use super::super::endorsements::{self, Endorsed, Endorser};
use super::super::section::Section;
use super::super::{Onlooker, entries, profile};
use super::entry_view::SectionView;
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, EntryId, Error, MemberActor, Result, limits};
use crate::network::Ties;
use crate::shell::{After, Frame, Ids, Member, Query, Toast};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/in/{handle}/skills/{id}/endorsers", list)
        .post("/in/{handle}/skills/{id}/endorse", endorse)
        .post("/in/{handle}/skills/{id}/withdraw", withdraw)
        .post("/in/{handle}/skills/{id}/endorsers/{person}/hide", hide)
        .post("/in/{handle}/skills/{id}/endorsers/{person}/show", show)
}

/// How it stands with a skill, ready to be drawn.
pub(super) struct EndorsedView {
    pub(super) id: String,
    pub(super) skill: String,
    /// What the addresses of all about it begin with.
    pub(super) path: String,
    pub(super) count: i64,
    /// Whether the count leads to those it counts: through borrowed eyes it would show others.
    pub(super) is_linked: bool,
    pub(super) is_mine: bool,
    pub(super) may_endorse: bool,
}

impl EndorsedView {
    fn new(handle: &str, skill: &str, endorsed: &Endorsed, is_linked: bool) -> EndorsedView {
        EndorsedView {
            id: endorsed.entry_id.to_string(),
            skill: skill.to_owned(),
            path: format!("/in/{handle}/skills/{}", endorsed.entry_id),
            count: endorsed.count,
            is_linked,
            is_mine: endorsed.is_mine,
            may_endorse: endorsed.may_endorse,
        }
    }

    /// How many, in words.
    pub(super) fn words(&self, frame: &Frame) -> String {
        match self.count {
            many if many >= limits::COUNTED => frame.t1("endorsements-count-many", "n", many - 1),
            n => frame.t1("endorsements-count", "n", n),
        }
    }
}

/// Puts beside each skill how it stands with it.
pub(super) fn put_beside(views: &mut [SectionView], handle: &str, endorsed: &[Endorsed], is_linked: bool) {
    let skills = views.iter_mut().filter(|view| view.section == Section::Skills);
    for entry in skills.flat_map(|view| &mut view.groups).flat_map(|group| &mut group.entries) {
        let known = endorsed.iter().find(|known| known.entry_id.to_string() == entry.id);
        entry.endorsed = known.map(|known| EndorsedView::new(handle, &entry.title, known, is_linked));
    }
}

/// What stands beside a skill, alone: the answer to a click.
#[derive(Template)]
#[template(path = "_endorsed.html")]
struct EndorsedFragment {
    frame: Frame,
    endorsed: EndorsedView,
    toast: Toast,
}

async fn endorse(member: Member, Ids((handle, id)): Ids<(String, EntryId)>) -> Result<Response> {
    turn(member, handle, id, endorsements::endorse, "toast-endorsed").await
}

async fn withdraw(member: Member, Ids((handle, id)): Ids<(String, EntryId)>) -> Result<Response> {
    turn(member, handle, id, endorsements::take_back, "toast-endorsement-taken-back").await
}

/// A verb about a skill of somebody else's.
type Deed = fn(&mut Tx<'_>, MemberActor, AccountId, EntryId) -> Result<()>;

/// Does it, and leads back to the page it was done on.
async fn turn(member: Member, asked: String, id: EntryId, deed: Deed, toast: &'static str) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let write = visitor.app.db.write(move |tx| {
        let (owner, handle) = profile::account_of(tx, &asked)?;
        deed(tx, actor, owner, id)?;
        let viewer = Onlooker::Member(actor.account);
        let entry = entries::one(tx, viewer, owner, Section::Skills, id)?;
        let endorsed = endorsements::of(tx, viewer, owner, &[&entry])?;
        Ok::<_, Error>((handle, entry.title, endorsed))
    });
    let (handle, skill, endorsed) = write.await?;
    if let (true, Some(endorsed)) = (visitor.is_fragment, endorsed.first()) {
        let endorsed = EndorsedView::new(&handle, &skill, endorsed, true);
        let toast = Toast::ok(visitor.t(toast));
        return Ok(Html(EndorsedFragment { frame: visitor.frame(""), endorsed, toast }).into_response());
    }
    let profile = format!("/in/{handle}");
    let back = visitor.back_to(&profile);
    Ok(visitor.see_other_with_toast(back, toast))
}

#[derive(Template)]
#[template(path = "endorsers.html")]
struct EndorsersPage {
    frame: Frame,
    /// What the addresses of all about the skill begin with.
    path: String,
    skill: String,
    /// Whose it is.
    handle: String,
    name: String,
    /// Whether it is the member's own.
    is_own: bool,
    /// Whether this page is not the first.
    goes_on: bool,
    people: Vec<Endorser>,
    next: String,
}

async fn list(
    member: Member,
    Ids((asked, id)): Ids<(String, EntryId)>,
    Query(query): Query<After>,
) -> Result<Response> {
    let app = &member.visitor.app;
    let (actor, viewer, ties) = (member.actor, member.visitor.actor(), Ties::of(app));
    let list = format!("skills/{id}/endorsers");
    let after = Cursor::after(&query.after, &app.secret, &list, &viewer)?;
    let (goes_on, wanted) = (after.is_some(), asked.clone());
    let read = member.visitor.page("", move |r| {
        let (owner, handle) = profile::account_of(r, &wanted)?;
        let (entry, page) = endorsements::endorsers(r, &ties, actor, owner, id, after.as_ref())?;
        let name = profile::seen_by(r, viewer.into(), owner)?.ok_or(Error::NotFound)?.name;
        Ok((handle, name, owner == actor.account, entry.title, page))
    });
    let (mut frame, (handle, name, is_own, skill, page)) = read.await?;
    let path = format!("/in/{handle}/skills/{id}");
    if handle != asked {
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, format!("{path}/endorsers"))]).into_response());
    }
    frame.current = if is_own { "me" } else { "" };
    let seal = |cursor: &Cursor| format!("{path}/endorsers?after={}", cursor.seal(&app.secret, &list, &viewer));
    let next = page.next.as_ref().map(seal).unwrap_or_default();
    let people = page.items;
    Ok(Html(EndorsersPage { frame, path, skill, handle, name, is_own, goes_on, people, next }).into_response())
}

async fn hide(member: Member, Ids((handle, id, endorser)): Ids<(String, EntryId, AccountId)>) -> Result<Response> {
    let path = set_hidden(&member, handle, id, endorser, true).await?;
    let undo = format!("{path}/{endorser}/show");
    Ok(member.visitor.see_other_with_undo(member.visitor.back_to(&path), "toast-endorser-hidden", &undo))
}

async fn show(member: Member, Ids((handle, id, endorser)): Ids<(String, EntryId, AccountId)>) -> Result<Response> {
    let path = set_hidden(&member, handle, id, endorser, false).await?;
    Ok(member.visitor.see_other_with_toast(member.visitor.back_to(&path), "toast-endorser-shown"))
}

/// Gives the address of the list.
async fn set_hidden(
    member: &Member,
    asked: String,
    id: EntryId,
    endorser: AccountId,
    is_hidden: bool,
) -> Result<String> {
    let actor = member.actor;
    let write = member.visitor.app.db.write(move |tx| {
        let handle = profile::own_handle(tx, actor, &asked)?;
        endorsements::hide(tx, actor, id, endorser, is_hidden)?;
        Ok::<_, Error>(handle)
    });
    Ok(format!("/in/{}/skills/{id}/endorsers", write.await?))
}
