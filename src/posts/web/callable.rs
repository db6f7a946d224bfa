//! People to mention, while a mention is being typed.

use askama::Template;
use serde::Deserialize;
use web::{Html, Routes};

use super::super::callable;
use crate::kernel::{App, PersonCard, Result};
use crate::network::{Closeness, Ties};
use crate::shell::{Frame, Member, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/mentions", offered)
}

#[derive(Deserialize)]
struct MentionsQuery {
    /// What was typed behind the `@`.
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "_mentions.html")]
struct Offered {
    frame: Frame,
    people: Vec<(PersonCard, Closeness)>,
}

async fn offered(member: Member, Query(query): Query<MentionsQuery>) -> Result<Html<Offered>> {
    let (actor, ties) = (member.actor, Ties::of(&member.visitor.app));
    let read = move |r: &mut db::Read<'_>| callable::by_letters(r, &ties, actor, &query.q);
    let people = member.visitor.app.db.read(read).await?;
    Ok(Html(Offered { frame: member.visitor.frame(""), people }))
}
