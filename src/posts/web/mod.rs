//! The pages of posts.

pub mod feed;
mod history;
mod list;
mod post;
mod writing;

use db::Read;
use text::SafeHtml;
use web::Routes;

use super::model::{Post, audience_name};
use crate::kernel::{Actor, App, PersonCard, Result};
use crate::network::{Closeness, Ties, closeness};
use crate::profiles::Audience;

/// Its routes.
pub fn routes() -> Routes<App> {
    Routes::new()
        .merge(feed::routes())
        .merge(post::routes())
        .merge(writing::routes())
        .merge(history::routes())
        .merge(list::routes())
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
}

/// Measures how near the authors are.
fn measured(r: &mut Read<'_>, ties: &Ties, actor: Actor, posts: Vec<Post>) -> Result<Vec<NearPost>> {
    let Actor::Member(member) = actor else {
        let near = |post| NearPost { post, close: Closeness::default(), is_own: false };
        return Ok(posts.into_iter().map(near).collect());
    };
    let mut authors: Vec<_> = posts.iter().map(|post| post.author_id).collect();
    authors.sort_unstable();
    authors.dedup();
    let close = closeness::of(r, ties, member, &authors)?;
    let near = |post: Post| {
        let at = authors.binary_search(&post.author_id).ok();
        let close = at.and_then(|at| close.get(at)).cloned().unwrap_or_default();
        NearPost { close, is_own: post.author_id == member.account, post }
    };
    Ok(posts.into_iter().map(near).collect())
}

/// A post, ready to be drawn.
struct PostView {
    near: NearPost,
    author: PersonCard,
    html: SafeHtml,
}

impl PostView {
    fn new(near: &NearPost) -> PostView {
        let html = text::markdown_to_html(&near.post.source, text::Limits::default());
        PostView { author: near.post.author(), html, near: near.clone() }
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
