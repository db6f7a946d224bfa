//! The pages of posts.

mod callable;
mod comments;
mod drafts;
pub mod feed;
mod history;
mod images;
mod list;
mod listing;
mod newer;
mod polls;
mod post;
mod previews;
mod reactions;
mod saved;
mod tag;
mod writing;

use std::sync::Arc;

use reactions::{KindViews, Reacting};
use text::SafeHtml;
use web::Routes;

use super::model::{NearPost, Post, audience_name};
use super::reactions::Subject;
use super::rendered::{Extent, Rendered, Shown};
use crate::kernel::App;
use crate::profiles::Audience;
use images::Gallery;
use polls::PollView;

/// Its routes.
pub fn routes() -> Routes<App> {
    Routes::new()
        .merge(feed::routes())
        .merge(drafts::routes())
        .merge(images::routes())
        .merge(post::routes())
        .merge(writing::routes())
        .merge(history::routes())
        .merge(list::routes())
        .merge(tag::routes())
        .merge(saved::routes())
        .merge(callable::routes())
        .merge(comments::routes())
        .merge(newer::routes())
        .merge(polls::routes())
        .merge(reactions::routes())
        .merge(previews::routes())
}

/// A post, ready to be drawn.
struct PostView<'a> {
    near: &'a NearPost,
    shown: Arc<Shown>,
    reacting: Reacting,
    gallery: Gallery<'a>,
    poll: Option<PollView<'a>>,
}

impl<'a> PostView<'a> {
    fn new(rendered: &Rendered, kinds: &KindViews, near: &'a NearPost, extent: Extent) -> PostView<'a> {
        let reacting = Reacting {
            subject: Subject::Post(near.post.id),
            kinds: kinds.clone(),
            given: near.given.clone(),
            may: near.is_saved.is_some(),
        };
        let poll = near.poll.as_ref().map(|poll| PollView::new(poll, near.is_saved.is_some()));
        let gallery = Gallery::new(&near.images, extent, path(&near.post));
        PostView { shown: rendered.post(&near.post, &near.mentions, extent), near, reacting, gallery, poll }
    }

    fn initials(&self) -> String {
        text::initials(&self.near.post.name)
    }

    fn hue(&self) -> u8 {
        text::hue(self.near.post.author_id.get())
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
