//! Posts as HTML, kept in memory: to render one takes as long as to read a page of them.
//!
//! What is kept is the same for everybody to whom the same people exist; whom it mentions is part of what it is found by.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use text::{Limits, Mentioned, SafeHtml};

use super::comment::Comment;
use super::model::{Mention, Post};
use crate::kernel::App;

/// Bytes of HTML that are kept.
const BYTES: u64 = 32 * 1024 * 1024;
/// Posts that may be among them.
const POSTS: usize = 20_000;
/// Characters of a post that a feed shows, as people count them, and lines.
const EXCERPT: usize = 280;
const LINES: usize = 6;

/// How much of a post is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Its beginning.
    Excerpt,
}

/// A post as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The HTML.
    pub html: SafeHtml,
    /// Whether there is more of it.
    pub is_cut: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    /// A post or a comment: no two of them have one id.
    id: i64,
    edited_us: i64,
    extent: Extent,
    mentions: Vec<Mention>,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Arc<Shown>> for Bytes {
    fn weight(&self, key: &Key, shown: &Arc<Shown>) -> u64 {
        let mention = |one: &Mention| size_of::<Mention>() + one.typed.len() + one.handle.len() + one.name.len();
        let key: usize = size_of::<Key>() + key.mentions.iter().map(mention).sum::<usize>();
        u64::try_from(shown.html.as_str().len() + key).unwrap_or(u64::MAX)
    }
}

/// Posts that were rendered by this process.
pub struct Rendered(Cache<Key, Arc<Shown>, Bytes>);

impl Default for Rendered {
    fn default() -> Rendered {
        Rendered(Cache::with_weighter(POSTS, BYTES, Bytes))
    }
}

impl Rendered {
    /// Those of this process.
    pub fn of(app: &App) -> Arc<Rendered> {
        app.memory.get().unwrap_or_default()
    }

    /// A post as HTML, with those it mentions as far as they exist for whoever looks.
    pub fn post(&self, post: &Post, mentions: &[Mention], extent: Extent) -> Arc<Shown> {
        let key = Key { id: post.id.get(), edited_us: post.edited_us, extent, mentions: mentions.to_vec() };
        self.kept(key, &post.source)
    }

    /// A comment as HTML, likewise.
    pub fn comment(&self, comment: &Comment, mentions: &[Mention]) -> Arc<Shown> {
        let (id, edited_us, extent) = (comment.id.get(), comment.edited_us, Extent::Whole);
        self.kept(Key { id, edited_us, extent, mentions: mentions.to_vec() }, &comment.source)
    }

    fn kept(&self, key: Key, source: &str) -> Arc<Shown> {
        if let Some(shown) = self.0.get(&key) {
            return shown;
        }
        let shown = Arc::new(render(source, &key.mentions, key.extent));
        self.0.insert(key, Arc::clone(&shown));
        shown
    }
}

fn render(source: &str, mentions: &[Mention], extent: Extent) -> Shown {
    let resolve = |typed: &str| {
        let found = mentions.iter().find(|mention| mention.typed == typed)?;
        Some(Mentioned { handle: found.handle.clone(), name: found.name.clone() })
    };
    match extent {
        Extent::Whole => Shown { html: text::post_to_html(source, Limits::default(), &resolve), is_cut: false },
        Extent::Excerpt => {
            let (html, is_cut) = text::post_excerpt(source, EXCERPT, LINES, Limits::default(), &resolve);
            Shown { html, is_cut }
        }
    }
}

/// What a post said once: whom it mentioned then is not known any more.
pub fn version(source: &str) -> SafeHtml {
    render(source, &[], Extent::Whole).html
}
