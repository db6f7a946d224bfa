//! The pages of posts.

pub mod feed;
mod history;
mod list;
mod post;
mod saved;
mod tag;
mod writing;

use std::sync::Arc;

use db::Read;
use text::SafeHtml;
use web::Routes;

use super::model::{Mention, Post, audience_name};
use super::post as posts;
use super::rendered::{Extent, Rendered, Shown};
use super::saved as kept;
use crate::kernel::{Actor, App, PersonCard, PostId, Result};
use crate::network::{Closeness, Ties, closeness};
use crate::profiles::{Audience, Onlooker};

/// Its routes.
pub fn routes() -> Routes<App> {
    Routes::new()
        .merge(feed::routes())
        .merge(post::routes())
        .merge(writing::routes())
        .merge(history::routes())
        .merge(list::routes())
        .merge(tag::routes())
        .merge(saved::routes())
}

/// A post, and how near its author is to whoever looks.
#[derive(Clone)]
pub struct NearPost {
    /// The post.
    pub post: Post,
    /// How near its author is.
    pub close: Closeness,
    /// Whether it is one's own.
    pub is_own: bool,
    /// Whether whoever looks keeps it; nothing for guests.
    pub is_saved: Option<bool>,
    /// Whom it mentions, of those who exist for whoever looks.
    pub mentions: Vec<Mention>,
}

/// These posts as far as the actor may read them, the newest first, with how near their authors are and whom they mention.
fn seen(r: &mut Read<'_>, ties: &Ties, actor: Actor, ids: &[PostId]) -> Result<Vec<NearPost>> {
    let viewer = Onlooker::from(actor);
    let posts = posts::some(r, viewer, ids)?;
    let mentions = posts::mentions(r, viewer, ids)?;
    let mut authors: Vec<_> = posts.iter().map(|post| post.author_id).collect();
    authors.sort_unstable();
    authors.dedup();
    let (close, saved) = match actor {
        Actor::Member(member) => (closeness::of(r, ties, member, &authors)?, Some(kept::among(r, member, ids)?)),
        _ => (Vec::new(), None),
    };
    let near = |post: Post| {
        let at = authors.binary_search(&post.author_id).ok();
        let close = at.and_then(|at| close.get(at)).cloned().unwrap_or_default();
        let mentions = mentions.iter().filter(|mention| mention.post_id == post.id).cloned().collect();
        let is_saved = saved.as_ref().map(|saved| saved.contains(&post.id));
        NearPost { close, is_own: actor.account() == Some(post.author_id), is_saved, mentions, post }
    };
    Ok(posts.into_iter().map(near).collect())
}

/// A post, ready to be drawn.
struct PostView {
    near: NearPost,
    author: PersonCard,
    shown: Arc<Shown>,
}

impl PostView {
    fn new(rendered: &Rendered, near: &NearPost, extent: Extent) -> PostView {
        let shown = rendered.post(&near.post, &near.mentions, extent);
        PostView { author: near.post.author(), shown, near: near.clone() }
    }

    /// Several, as a list shows them.
    fn list(app: &App, posts: &[NearPost]) -> Vec<PostView> {
        let rendered = Rendered::of(app);
        posts.iter().map(|near| PostView::new(&rendered, near, Extent::Excerpt)).collect()
    }

    fn html(&self) -> &SafeHtml {
        &self.shown.html
    }

    /// Where it stands by itself.
    fn path(&self) -> String {
        path(&self.near.post)
    }

    fn audience_name(&self) -> &'static str {
        audience_name(&self.near.post.audience)
    }

    fn audience_icon(&self) -> &'static str {
        match self.near.post.audience {
            Audience::Everyone => "globe",
            Audience::Members => "people",
            Audience::Connections | Audience::OnlyMe => "link",
        }
    }
}

fn path(post: &Post) -> String {
    format!("/feed/post/{}", post.id)
}
