//! What an author does with the preview of a post: takes it off, puts it back, has the page asked again.

use axum::response::Response;
use web::Routes;

use super::super::previews;
use crate::kernel::{App, PostId, Result};
use crate::shell::{Id, Member};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .post("/feed/post/{id}/preview/remove", remove)
        .post("/feed/post/{id}/preview/restore", restore)
        .post("/feed/post/{id}/preview/refresh", refresh)
}

async fn remove(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| previews::remove(tx, actor, id)).await?;
    let page = format!("/feed/post/{id}");
    Ok(visitor.see_other_with_undo(visitor.back_to(&page), "toast-preview-removed", &format!("{page}/preview/restore")))
}

async fn restore(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| previews::restore(tx, actor, id)).await?;
    Ok(visitor.see_other_with_toast(visitor.back_to(&format!("/feed/post/{id}")), "toast-undone"))
}

async fn refresh(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| previews::refresh(tx, actor, id)).await?.pass()?;
    Ok(visitor.see_other_with_toast(visitor.back_to(&format!("/feed/post/{id}")), "toast-preview-asked"))
}
