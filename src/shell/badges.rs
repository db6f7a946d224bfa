//! Counts beside the items of the navigation: part of every page, and a fragment for pages that are open already.

use askama::Template;
use db::Read;
use serde::Deserialize;
use web::{Html, Routes};

use super::extract::Member;
use super::form::Query;
use super::frame::Frame;
use crate::kernel::registry::{Badge, CountBadge};
use crate::kernel::{App, MemberActor, Result};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/badges", badge)
}

/// Everything that waits for the member.
pub(super) fn count(r: &mut Read<'_>, slots: &[CountBadge], actor: &MemberActor) -> Result<Vec<Badge>> {
    let mut found = Vec::new();
    for slot in slots {
        found.extend(slot(r, actor)?);
    }
    Ok(found)
}

#[derive(Deserialize)]
struct BadgeQuery {
    /// The item of the navigation.
    #[serde(default)]
    of: String,
}

#[derive(Template)]
#[template(path = "_badge.html")]
struct BadgeFragment {
    frame: Frame,
    of: String,
}

async fn badge(member: Member, Query(query): Query<BadgeQuery>) -> Result<Html<BadgeFragment>> {
    let (frame, ()) = member.visitor.page("", |_| Ok(())).await?;
    Ok(Html(BadgeFragment { frame, of: query.of }))
}
