//! The types of this room, and the fragment of SQL that decides who reads a post.

use const_format::formatcp;
use db::{FromValue, ToValue, Value, ValueRef, record};
use url::Url;

use super::images::Image;
use super::polls::Poll;
use super::reactions::Given;
use crate::kernel::settings::Setting;
use crate::kernel::{AccountId, Invalid, PictureAddress, PostId, Result, limits};
use crate::network::Closeness;
use crate::profiles::{Audience, PERSON_VISIBLE, readable};

/// Whether the audience of the post `o` lets the viewer `$1` read it, given that its author exists for the viewer.
const READABLE: &str = readable!("o.audience");

/// Whether the viewer `$1`, an [`Onlooker`](crate::profiles::Onlooker), may read the post `o` of the person of
/// [`PEOPLE`](crate::profiles::PEOPLE). Page, feed, list: all splice it.
pub const POST_VISIBLE: &str = formatcp!("(o.removed_us IS NULL AND {PERSON_VISIBLE} AND {READABLE})");

/// Whether the viewer `$1` may read the version `v` of a post that they may read: a post that is for more people now does
/// not tell them what it said to fewer.
pub(super) const VERSION_READABLE: &str = readable!("v.audience");

/// Who may read a post, the widest circle first. What is for oneself alone is no post.
pub const AUDIENCES: [Audience; 3] = [Audience::Everyone, Audience::Members, Audience::Connections];

/// The key of what an audience of posts is called.
pub const fn audience_name(audience: &Audience) -> &'static str {
    match audience {
        Audience::Everyone => "post-for-everyone",
        Audience::Members => "post-for-members",
        Audience::Connections | Audience::OnlyMe => "post-for-connections",
    }
}

/// Who may comment on a post, beside its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commenters {
    /// Whoever may read it.
    Readers,
    /// The author's connections.
    Connections,
    /// Whom it mentions.
    Mentioned,
    /// Nobody.
    Nobody,
}

impl Commenters {
    /// All of them, in the order forms show them.
    pub const ALL: [Commenters; 4] =
        [Commenters::Readers, Commenters::Connections, Commenters::Mentioned, Commenters::Nobody];

    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Commenters::Readers => "readers",
            Commenters::Connections => "connections",
            Commenters::Mentioned => "mentioned",
            Commenters::Nobody => "nobody",
        }
    }

    /// The key of its name.
    pub const fn name(self) -> &'static str {
        match self {
            Commenters::Readers => "commenters-readers",
            Commenters::Connections => "commenters-connections",
            Commenters::Mentioned => "commenters-mentioned",
            Commenters::Nobody => "commenters-nobody",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Commenters> {
        Commenters::ALL.into_iter().find(|one| one.word() == word)
    }

    /// The number in the tables.
    const fn number(self) -> i64 {
        match self {
            Commenters::Readers => 1,
            Commenters::Connections => 2,
            Commenters::Mentioned => 3,
            Commenters::Nobody => 4,
        }
    }
}

impl ToValue for Commenters {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for Commenters {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = Commenters::ALL.into_iter().find(|one| one.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such commenters".to_owned()))
    }
}

/// Who may pass a post on, beside its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Whoever reads it may repost and quote it.
    Free,
    /// Whoever reads it may repost it as it is.
    Unquoted,
    /// Nobody.
    Nobody,
}

impl Sharing {
    /// All of them, in the order forms show them.
    pub const ALL: [Sharing; 3] = [Sharing::Free, Sharing::Unquoted, Sharing::Nobody];

    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Sharing::Free => "free",
            Sharing::Unquoted => "unquoted",
            Sharing::Nobody => "nobody",
        }
    }

    /// The key of its name.
    pub const fn name(self) -> &'static str {
        match self {
            Sharing::Free => "sharing-free",
            Sharing::Unquoted => "sharing-unquoted",
            Sharing::Nobody => "sharing-nobody",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Sharing> {
        Sharing::ALL.into_iter().find(|one| one.word() == word)
    }

    /// The number in the tables.
    const fn number(self) -> i64 {
        match self {
            Sharing::Free => 1,
            Sharing::Unquoted => 2,
            Sharing::Nobody => 3,
        }
    }
}

impl ToValue for Sharing {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for Sharing {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = Sharing::ALL.into_iter().find(|one| one.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such sharing".to_owned()))
    }
}

record! {
    /// How it stands with a post for a viewer who may read it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Standing {
        /// Whose it is.
        pub author_id: AccountId,
        /// The closest circle around its author to which the viewer belongs: what was said to a closer one is not theirs.
        pub circle: Audience,
        /// Who may comment.
        pub commenters: Commenters,
        /// Whether the viewer may.
        pub may_comment: bool,
    }
}

record! {
    /// Somebody a post or a comment mentions, as far as they exist for the viewer.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Mention {
        /// The id of the post or the comment.
        pub within: i64,
        /// The handle as it was typed, in small letters.
        pub typed: String,
        /// Their handle now.
        pub handle: String,
        /// What they are called.
        pub name: String,
    }
}

record! {
    /// A post as a viewer sees it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Post {
        /// Which one.
        pub id: PostId,
        /// Its author.
        pub author_id: AccountId,
        /// What they are called.
        pub name: String,
        /// Their handle, without `@`.
        pub handle: String,
        /// The line under their name, as far as the viewer may read it.
        pub headline: String,
        /// Their photo, likewise.
        pub photo: Option<PictureAddress>,
        /// What it says, Markdown.
        pub source: String,
        /// Who may read it.
        pub audience: Audience,
        /// When it was posted, µs.
        pub posted_us: i64,
        /// When it last said something else, µs; 0 never.
        pub edited_us: i64,
        /// Comments, replies among them.
        pub comments: i64,
        /// Who may pass it on.
        pub sharing: Sharing,
        /// How many have reposted it.
        pub reposts: i64,
        /// How many posts quote it.
        pub quotes: i64,
        /// What it quotes.
        pub quoted_id: Option<PostId>,
        /// Whether the author of what it quotes took it out.
        pub is_detached: bool,
    }
}

impl Post {
    /// Whether somebody who reads it may show it to those who follow them. What is for connections stays among them.
    pub fn may_be_reposted(&self, by: AccountId) -> bool {
        self.author_id == by || (self.sharing != Sharing::Nobody && self.audience != Audience::Connections)
    }

    /// Whether somebody who reads it may quote it in a post of their own.
    pub fn may_be_quoted(&self, by: AccountId) -> bool {
        self.author_id == by || (self.sharing == Sharing::Free && self.audience != Audience::Connections)
    }
}

/// A post, and how it stands to whoever looks.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// How people find it.
    pub given: Given,
    /// Its pictures, in their author's order.
    pub images: Vec<Image>,
    /// What it asks.
    pub poll: Option<Poll>,
    /// What the page says of itself that it links to.
    pub preview: Option<Preview>,
    /// What it quotes.
    pub quote: Option<Quote>,
    /// Whether whoever looks has reposted it; nothing for guests.
    pub is_reposted: Option<bool>,
    /// Why it is in a feed, if somebody reposted it.
    pub cue: Option<Cue>,
}

/// What a post quotes, as whoever looks finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quote {
    /// This.
    Shown(Box<Quoted>),
    /// Its author took it out.
    Detached,
    /// It is no more, or not for whoever looks.
    Away,
}

/// A post that another quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The post.
    pub post: Post,
    /// Whom it mentions, of those who exist for whoever looks.
    pub mentions: Vec<Mention>,
    /// Whether it is one's own: one can take it out of the other.
    pub is_own: bool,
}

record! {
    /// Who reposted a post that is in a feed.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Cue {
        /// Of the repost.
        pub id: i64,
        /// Who.
        pub account_id: AccountId,
        /// What they are called.
        pub name: String,
        /// Their handle, without `@`.
        pub handle: String,
        /// When, µs.
        pub since_us: i64,
        /// How many others have, of those whom whoever looks follows.
        pub others: i64,
    }
}

record! {
    /// What the page says of itself that a post links to first.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Preview {
        /// Which post.
        pub post_id: PostId,
        /// Where the page was found.
        pub url: String,
        /// Its host, as it may be shown.
        pub host: String,
        /// Its title.
        pub title: String,
        /// What it is about; may be empty.
        pub description: String,
        /// Its picture.
        pub picture: Option<PictureAddress>,
        /// Whether there is something to show, and to be shown.
        pub is_shown: bool,
        /// Whether the author does not want it.
        pub is_removed: bool,
    }
}

/// Whether posts show what the pages say that they link to. If not, no page is asked. It is stored as a word, for
/// [`previews`](super::previews).
pub const LINK_PREVIEWS: Setting<bool> = Setting {
    key: "link_previews",
    default: || true,
    read: |text| Some(text == "on"),
    write: |on| if *on { "on" } else { "off" }.to_owned(),
};

/// The address whose preview is shown for a link; `None` for one that we would not ask.
fn asked(mut link: Url) -> Option<String> {
    link.set_fragment(None);
    fetch::check(&link).is_ok().then(|| link.into())
}

/// What a word stands for that may be left out; nothing for one that stands for nothing.
fn chosen<T>(word: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if word.is_empty() { Some(None) } else { read(word).map(Some) }
}

/// What somebody is about to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Markdown.
    pub source: String,
    /// Who may read it.
    pub audience: Audience,
    /// Who may comment; nothing for whoever could before, or may read it.
    pub commenters: Option<Commenters>,
    /// Who may pass it on; nothing for whoever could before, or reads it.
    pub sharing: Option<Sharing>,
    /// The keys of its hashtags.
    pub tags: Vec<String>,
    /// The handles it mentions.
    pub mentions: Vec<String>,
    /// The address of the page it links to first, if we would ask it.
    pub link: Option<String>,
}

impl Draft {
    /// Reads what was typed and chosen: the text, the word of its audience, and the words of who may comment and who may
    /// pass it on, which may be left out.
    ///
    /// # Errors
    /// The fields and the sentences that say how to mend them.
    pub fn parse(typed: &str, audience: &str, commenters: &str, sharing: &str) -> Result<Draft, Invalid> {
        let mut invalid = Invalid::default();
        let source = invalid.take(limits::POST.lines("text", typed));
        let audience = Audience::from_word(audience).filter(|chosen| AUDIENCES.contains(chosen));
        if audience.is_none() {
            invalid.add("audience", "post-audience-unknown");
        }
        let commenters = chosen(commenters, Commenters::from_word);
        if commenters.is_none() {
            invalid.add("commenters", "commenters-unknown");
        }
        let sharing = chosen(sharing, Sharing::from_word);
        if sharing.is_none() {
            invalid.add("sharing", "sharing-unknown");
        }
        match (source, audience, commenters, sharing) {
            (Some(source), Some(audience), Some(commenters), Some(sharing)) => {
                let tags = text::tags(&source).into_iter().map(|tag| tag.key).take(limits::POST_MARKS).collect();
                let mentions = text::mentions(&source).into_iter().take(limits::POST_MARKS).collect();
                let link = text::first_link(&source).and_then(asked);
                Ok(Draft { source, audience, commenters, sharing, tags, mentions, link })
            }
            _ => Err(invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_says_something_to_somebody() {
        let fine = Draft::parse(" Hello\r\n@Ada, #Brücken ", "members", "mentioned", "unquoted").unwrap();
        let (tags, mentions) = (vec!["brücken".to_owned()], vec!["ada".to_owned()]);
        let source = "Hello\n@Ada, #Brücken".to_owned();
        let commenters = Some(Commenters::Mentioned);
        let (audience, sharing) = (Audience::Members, Some(Sharing::Unquoted));
        assert_eq!(fine, Draft { source, audience, commenters, sharing, tags, mentions, link: None });
        let linked = Draft::parse("https://example.org/a#b http://localhost/", "members", "", "").unwrap();
        assert_eq!(linked.link.as_deref(), Some("https://example.org/a"));
        assert_eq!(Draft::parse("http://localhost/ https://example.org/", "members", "", "").unwrap().link, None);
        for (text, audience) in [("", "members"), (" \n ", "members"), ("x", "only-me"), ("x", "friends"), ("x", "")] {
            assert!(Draft::parse(text, audience, "readers", "free").is_err(), "{text:?} {audience:?}");
        }
        assert!(Draft::parse(&"é".repeat(3_000), "everyone", "readers", "free").is_ok());
        assert!(Draft::parse(&"é".repeat(3_001), "everyone", "readers", "free").is_err());
        let neither = Draft::parse("x", "everyone", "", "").unwrap();
        assert_eq!((neither.commenters, neither.sharing), (None, None));
        assert!(Draft::parse("x", "everyone", "all", "").is_err());
        assert!(Draft::parse("x", "everyone", "", "all").is_err());
    }
}
