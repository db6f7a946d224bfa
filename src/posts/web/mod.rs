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
mod polls;
mod post;
mod previews;
mod quotes;
mod reactions;
mod reposts;
mod saved;
mod tag;
mod untagged;
mod writing;

use std::sync::Arc;

use reactions::{KindViews, Reacting};
use text::SafeHtml;
use web::Routes;

use super::model::{NearPost, Post, Quote, audience_name};
use super::reactions::Subject;
use super::rendered::{Extent, Rendered, Shown};
use crate::kernel::{AccountId, App};
use crate::profiles::Audience;
use crate::shell::Visitor;
use images::Gallery;
use polls::PollView;
use quotes::QuoteView;
use reposts::Passing;

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
        .merge(reposts::routes())
        .merge(quotes::routes())
        .merge(hidden::routes())
        .merge(muted::routes())
        .merge(untagged::routes())
}

/// What posts are drawn with: made once for a page.
struct Drawing {
    rendered: Arc<Rendered>,
    kinds: KindViews,
    viewer: Option<AccountId>,
}

impl Drawing {
    fn of(visitor: &Visitor) -> Drawing {
        let app = &visitor.app;
        Drawing { rendered: Rendered::of(app), kinds: KindViews::of(app), viewer: visitor.actor().account() }
    }
}

/// A post, ready to be drawn.
struct PostView<'a> {
    near: &'a NearPost,
    shown: Arc<Shown>,
    reacting: Reacting,
    gallery: Gallery<'a>,
    poll: Option<PollView<'a>>,
    quote: Option<QuoteView<'a>>,
    passing: Passing,
    viewer: Option<AccountId>,
    /// Whether it stands on the home page, from which it can be hidden.
    is_home: bool,
}

impl<'a> PostView<'a> {
    fn new(drawing: &Drawing, near: &'a NearPost, extent: Extent) -> PostView<'a> {
        let Drawing { rendered, kinds, viewer } = drawing;
        let reacting = Reacting {
            subject: Subject::Post(near.post.id),
            kinds: kinds.clone(),
            given: near.given.clone(),
            may: near.is_saved.is_some(),
        };
        let poll = near.poll.as_ref().map(|poll| PollView::new(poll, near.is_saved.is_some()));
        let gallery = Gallery::new(&near.images, extent, path(&near.post));
        let quote = near.quote.as_ref().map(|quote| QuoteView::new(rendered, quote));
        let (passing, viewer) = (Passing::new(&near.post, near.is_reposted, *viewer), *viewer);
        let shown = rendered.post(&near.post, &near.mentions, extent);
        PostView { shown, near, reacting, gallery, poll, quote, passing, viewer, is_home: false }
    }

    /// Whether whoever looks has reposted it themselves.
    fn is_own_cue(&self) -> bool {
        self.near.cue.as_ref().is_some_and(|cue| Some(cue.account_id) == self.viewer)
    }

    /// Whether it quotes a post of whoever looks, which they may take out.
    fn may_detach(&self) -> bool {
        matches!(&self.near.quote, Some(Quote::Shown(quoted)) if quoted.is_own && !self.near.is_own)
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
