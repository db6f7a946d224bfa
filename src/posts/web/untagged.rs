//! Taking a mention of oneself away.

use axum::response::Response;
use web::Routes;

use super::super::untagged;
use super::comments::permalink;
use crate::kernel::{App, CommentId, PostId, Result};
use crate::shell::{Id, Member};

pub(super) fn routes() -> Routes<App> {
    Routes::new().post("/feed/post/{id}/untag", from_post).post("/feed/comment/{id}/untag", from_comment)
}

async fn from_post(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| untagged::from_post(tx, actor, id)).await?;
    Ok(visitor.see_other_with_toast(&format!("/feed/post/{id}"), "toast-untagged"))
}

async fn from_comment(member: Member, Id(id): Id<CommentId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let post = visitor.app.db.write(move |tx| untagged::from_comment(tx, actor, id)).await?;
    Ok(visitor.see_other_with_toast(&permalink(post, id), "toast-untagged"))
}
