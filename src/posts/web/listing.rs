//! Posts below each other: a page of them, and the rows of the next.

use askama::Template;
use axum::response::{IntoResponse, Response};
use web::Html;

use super::super::model::NearPost;
use super::super::rendered::Extent;
use super::{Drawing, PostView};
use crate::kernel::paging::{Cursor, Page};
use crate::shell::{Frame, Visitor};

/// Where a list begins or goes on, and what stands there.
pub(super) struct Listing {
    /// Its path.
    pub(super) path: String,
    /// Where this page begins; none for the first.
    pub(super) after: Option<Cursor>,
    /// Above it.
    pub(super) title: String,
    /// The key of what stands below the title, and where it leads; empty for nowhere.
    pub(super) line: (&'static str, String),
    /// What is said where there is none.
    pub(super) none: Nothing,
}

/// What is said where there are no posts: keys of a title, of a text, and of what one can do, with its address; both
/// empty for nothing.
#[derive(Clone, Copy)]
pub(super) struct Nothing {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) action: &'static str,
    pub(super) href: &'static str,
}

impl Nothing {
    /// At the end of a list that had something.
    pub(super) const MORE: Nothing =
        Nothing { title: "feed-no-more-title", text: "feed-no-more-text", action: "", href: "" };
    /// Of what others may have said.
    pub(super) const READABLE: Nothing =
        Nothing { title: "posts-none-title", text: "posts-none-text", action: "", href: "" };
}

#[derive(Template)]
#[template(path = "posts.html")]
struct PostsPage<'a> {
    frame: Frame,
    title: String,
    line: (&'static str, String),
    posts: Vec<PostView<'a>>,
    none: Nothing,
    next: String,
}

/// The next page, for one that is there.
#[derive(Template)]
#[template(path = "_posts.html")]
pub(super) struct PostRows<'a> {
    pub(super) frame: Frame,
    pub(super) posts: Vec<PostView<'a>>,
    pub(super) next: String,
}

impl Listing {
    /// The page, or its rows alone.
    pub(super) fn answer(self, visitor: &Visitor, frame: Frame, page: &Page<NearPost>) -> Response {
        let Listing { path, after, title, line, none } = self;
        let next = address(visitor, &path, page.next.as_ref());
        let posts = views(visitor, &page.items);
        if visitor.is_fragment {
            return Html(PostRows { frame, posts, next }).into_response();
        }
        let none = if after.is_some() { Nothing::MORE } else { none };
        Html(PostsPage { frame, title, line, posts, none, next }).into_response()
    }
}

/// Posts as a list shows them.
pub(super) fn views<'a>(visitor: &Visitor, posts: &'a [NearPost]) -> Vec<PostView<'a>> {
    let drawing = Drawing::of(visitor);
    let view = |near| PostView::new(&drawing, near, Extent::Excerpt);
    let mut views: Vec<_> = posts.iter().map(view).collect();
    if let Some(first) = views.first_mut() {
        first.gallery.is_first = true;
    }
    views
}

/// Where a list goes on; empty if it does not.
pub(super) fn address(visitor: &Visitor, path: &str, next: Option<&Cursor>) -> String {
    let seal = |cursor: &Cursor| format!("{path}?after={}", cursor.seal(&visitor.app.secret, path, &visitor.actor()));
    next.map(seal).unwrap_or_default()
}
