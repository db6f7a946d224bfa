//! The types of this room, and the fragment of SQL that decides who reads a post.

use const_format::formatcp;
use db::record;

use super::images::Image;
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

record! {
    /// Somebody a post mentions, as far as they exist for the viewer.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Mention {
        /// In which post.
        pub post_id: PostId,
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
    /// Its pictures, in their author's order.
    pub images: Vec<Image>,
}

/// What somebody is about to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Markdown.
    pub source: String,
    /// Who may read it.
    pub audience: Audience,
    /// The keys of its hashtags.
    pub tags: Vec<String>,
    /// The handles it mentions.
    pub mentions: Vec<String>,
}

impl Draft {
    /// Reads what was typed and chosen.
    ///
    /// # Errors
    /// The fields and the sentences that say how to mend them.
    pub fn parse(typed: &str, audience: &str) -> Result<Draft, Invalid> {
        let mut invalid = Invalid::default();
        let source = invalid.take(limits::POST.lines("text", typed));
        let audience = Audience::from_word(audience).filter(|chosen| AUDIENCES.contains(chosen));
        if audience.is_none() {
            invalid.add("audience", "post-audience-unknown");
        }
        match (source, audience) {
            (Some(source), Some(audience)) => {
                let tags = text::tags(&source).into_iter().map(|tag| tag.key).take(limits::POST_MARKS).collect();
                let mentions = text::mentions(&source).into_iter().take(limits::POST_MARKS).collect();
                Ok(Draft { source, audience, tags, mentions })
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
        let fine = Draft::parse(" Hello\r\n@Ada, #Brücken ", "members").unwrap();
        let (tags, mentions) = (vec!["brücken".to_owned()], vec!["ada".to_owned()]);
        let source = "Hello\n@Ada, #Brücken".to_owned();
        assert_eq!(fine, Draft { source, audience: Audience::Members, tags, mentions });
        for (text, audience) in [("", "members"), (" \n ", "members"), ("x", "only-me"), ("x", "friends"), ("x", "")] {
            assert!(Draft::parse(text, audience).is_err(), "{text:?} {audience:?}");
        }
        assert!(Draft::parse(&"é".repeat(3_000), "everyone").is_ok());
        assert!(Draft::parse(&"é".repeat(3_001), "everyone").is_err());
    }
}
