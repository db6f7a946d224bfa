//! How many posts came since a page was drawn, for a page that is open.

use askama::Template;
use web::{Html, Routes};

use super::super::feed;
use crate::kernel::{App, PostId, Result};
use crate::shell::{Frame, Id, Member};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/feed/since/{id}/count", count)
}

/// A link that shows them; nothing if there are none.
#[derive(Template)]
#[template(path = "_newer.html")]
struct Newer {
    frame: Frame,
    count: i64,
}

impl Newer {
    /// Whether there may be more than are counted.
    fn is_more(&self) -> bool {
        self.count > feed::COUNTED
    }
}

async fn count(member: Member, Id(since): Id<PostId>) -> Result<Html<Newer>> {
    let actor = member.actor;
    let count = member.visitor.app.db.read(move |r| feed::count_since(r, actor, since.get())).await?;
    Ok(Html(Newer { frame: member.visitor.frame("home"), count }))
}
