//! Following people, and who follows whom.

use askama::Template;
use axum::response::{IntoResponse, Response};
use db::Tx;
use web::{Html, Routes};

use super::super::follows;
use super::super::lists::{self, Counts, Following};
use super::super::{Closeness, Ties};
use super::{with_cards, with_closeness};
use crate::accounts::{flow, throttle};
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, Error, MemberActor, PersonCard, Result};
use crate::shell::{After, Frame, Id, Member, Query, Toast, Visitor};

const FOLLOWING: &str = "/mynetwork/following";
const FOLLOWERS: &str = "/mynetwork/followers";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(FOLLOWING, following)
        .get(FOLLOWERS, followers)
        .post("/mynetwork/people/{id}/follow", follow)
        .post("/mynetwork/people/{id}/unfollow", unfollow)
        .post("/mynetwork/people/{id}/remove-follower", remove)
}

#[derive(Template)]
#[template(path = "follows.html")]
struct FollowsPage {
    frame: Frame,
    counts: Counts,
    /// Whether these are people the member follows, or those who follow the member.
    is_following: bool,
    /// Whether this page is not the first.
    goes_on: bool,
    people: Vec<(PersonCard, Closeness, Following)>,
    next: String,
}

async fn following(member: Member, Query(query): Query<After>) -> Result<Html<FollowsPage>> {
    list(member, query, true).await
}

async fn followers(member: Member, Query(query): Query<After>) -> Result<Html<FollowsPage>> {
    list(member, query, false).await
}

async fn list(member: Member, query: After, is_following: bool) -> Result<Html<FollowsPage>> {
    let app = &member.visitor.app;
    let (actor, viewer, cards) = (member.actor, member.visitor.actor(), app.registry.cards);
    let list = if is_following { FOLLOWING } else { FOLLOWERS };
    let after = Cursor::after(&query.after, &app.secret, list, &viewer)?;
    let (goes_on, ties) = (after.is_some(), Ties::of(app));
    let read = member.visitor.page("network", move |r| {
        let page = if is_following {
            lists::following(r, actor, after.as_ref())?
        } else {
            lists::followers(r, actor, after.as_ref())?
        };
        let counts = lists::counts(r, actor)?;
        let people = with_cards(r, cards, actor, page.items, |row| row.id)?;
        Ok((counts, with_closeness(r, &ties, actor, people)?, page.next))
    });
    let (frame, (counts, people, next)) = read.await?;
    let address = |cursor: &Cursor| format!("{list}?after={}", cursor.seal(&app.secret, list, &viewer));
    let next = next.as_ref().map(address).unwrap_or_default();
    Ok(Html(FollowsPage { frame, counts, is_following, goes_on, people, next }))
}

/// The button alone: the answer to a click.
#[derive(Template)]
#[template(path = "_followed.html")]
struct FollowedFragment {
    frame: Frame,
    person: AccountId,
    name: String,
    is_followed: bool,
    toast: Toast,
}

async fn follow(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    flow::count(&member.visitor.app, vec![(throttle::FOLLOW, member.actor.account.to_string())]).await?;
    let card = turn(&member, other, follows::follow).await?;
    let visitor = &member.visitor;
    if visitor.is_fragment {
        return Ok(button(visitor, card, true, "toast-followed"));
    }
    Ok(visitor.see_other_with_toast(visitor.back_to(FOLLOWING), "toast-followed"))
}

async fn unfollow(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    let card = turn(&member, other, follows::unfollow).await?;
    let visitor = &member.visitor;
    if visitor.is_fragment {
        // The button is still there, and takes it back.
        return Ok(button(visitor, card, false, "toast-unfollowed"));
    }
    let undo = format!("/mynetwork/people/{other}/follow");
    Ok(visitor.see_other_with_undo(visitor.back_to(FOLLOWING), "toast-unfollowed", &undo))
}

/// A verb about somebody else.
type Deed = fn(&mut Tx<'_>, MemberActor, AccountId) -> Result<()>;

/// Does it, and gives whom it was about.
async fn turn(member: &Member, other: AccountId, deed: Deed) -> Result<PersonCard> {
    let (actor, app) = (member.actor, &member.visitor.app);
    let cards = app.registry.cards;
    let write = app.db.write(move |tx| {
        deed(tx, actor, other)?;
        cards(tx, &actor, &[other])?.pop().ok_or(Error::NotFound)
    });
    write.await
}

fn button(visitor: &Visitor, card: PersonCard, is_followed: bool, toast: &'static str) -> Response {
    let PersonCard { id, name, .. } = card;
    let toast = Toast::ok(visitor.t(toast));
    Html(FollowedFragment { frame: visitor.frame(""), person: id, name, is_followed, toast }).into_response()
}

async fn remove(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| follows::remove(tx, actor, other)).await?;
    Ok(visitor.see_other_with_toast(visitor.back_to(FOLLOWERS), "toast-follower-removed"))
}
