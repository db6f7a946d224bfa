//! The pages of posts.

mod callable;
mod comments;
mod drafts;
pub mod feed;
mod hidden;
mod history;
mod images;
mod list;
mod listing;
mod muted;
mod newer;
mod post;
mod previews;
mod reactions;
mod saved;
mod tag;
mod untagged;
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
        .merge(reactions::routes())
        .merge(previews::routes())
        .merge(hidden::routes())
        .merge(muted::routes())
        .merge(untagged::routes())
}

/// A post, ready to be drawn.
struct PostView<'a> {
    near: &'a NearPost,
    shown: Arc<Shown>,
    reacting: Reacting,
    gallery: Gallery<'a>,
    /// Whether it stands on the home page, from which it can be hidden.
    is_home: bool,
}

impl<'a> PostView<'a> {
    fn new(rendered: &Rendered, kinds: &KindViews, near: &'a NearPost, extent: Extent) -> PostView<'a> {
        let reacting = Reacting {
            subject: Subject::Post(near.post.id),
            kinds: kinds.clone(),
            given: near.given.clone(),
            may: near.is_saved.is_some(),
        };
        let gallery = Gallery::new(&near.images, extent, path(&near.post));
        PostView { shown: rendered.post(&near.post, &near.mentions, extent), near, reacting, gallery, is_home: false }
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

    /// Whether it mentions whoever has this handle.
    fn is_mentioned(&self, handle: &str) -> bool {
        self.near.mentions.iter().any(|mention| mention.handle == handle)
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
