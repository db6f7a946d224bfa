//! Every limit of a text, list or request, in one place.
//!
//! Texts are counted in characters as people see them (grapheme clusters), and in bytes so that one cluster cannot
//! hide a book.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::FieldError;

/// How long a text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLimit {
    /// The least number of characters as people count them.
    pub min: usize,
    /// The most characters as people count them.
    pub max: usize,
    /// The most bytes, whatever the characters are.
    pub max_bytes: usize,
}

impl TextLimit {
    /// Reads a field of one line: trimmed, NFC, no control characters, within the limit.
    ///
    /// # Errors
    /// The field and the sentence that says how to mend it.
    pub fn line(&self, field: &'static str, raw: &str) -> Result<String, FieldError> {
        let text: String = raw.nfc().collect();
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(FieldError { field, message: "field-control-characters", limit: 0 });
        }
        self.within(field, text)
    }

    /// Reads a field of several lines: line ends become `\n`, tabs stay, other control characters are refused.
    ///
    /// # Errors
    /// As [`TextLimit::line`].
    pub fn lines(&self, field: &'static str, raw: &str) -> Result<String, FieldError> {
        let text: String = raw.replace("\r\n", "\n").nfc().collect();
        let text = text.trim();
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(FieldError { field, message: "field-control-characters", limit: 0 });
        }
        self.within(field, text)
    }

    fn within(&self, field: &'static str, text: &str) -> Result<String, FieldError> {
        // Bytes first: they bound the work of counting.
        let too_long = text.len() > self.max_bytes || text.graphemes(true).count() > self.max;
        if too_long {
            let limit = i64::try_from(self.max).unwrap_or(i64::MAX);
            return Err(FieldError { field, message: "field-too-long", limit });
        }
        if self.min > 0 && text.is_empty() {
            return Err(FieldError { field, message: "field-required", limit: 0 });
        }
        if self.min > 1 && text.graphemes(true).count() < self.min {
            let limit = i64::try_from(self.min).unwrap_or(0);
            return Err(FieldError { field, message: "field-too-short", limit });
        }
        Ok(text.to_owned())
    }
}

const fn text(min: usize, max: usize) -> TextLimit {
    TextLimit { min, max, max_bytes: max * 12 }
}

/// A person's name.
pub const NAME: TextLimit = text(1, 80);
/// The community's name.
pub const COMMUNITY_NAME: TextLimit = text(1, 60);
/// A line under the community's name.
pub const COMMUNITY_TAGLINE: TextLimit = text(0, 160);
/// What `/about` says, Markdown.
pub const COMMUNITY_ABOUT: TextLimit = text(0, 4_000);
/// An e-mail address (RFC 5321: 254).
pub const EMAIL: TextLimit = TextLimit { min: 3, max: 254, max_bytes: 254 };
/// A password: at least ten characters (security rule 9), at most what a pass phrase needs.
pub const PASSWORD: TextLimit = TextLimit { min: 10, max: 200, max_bytes: 800 };
/// The part of a profile's address behind `/in/`.
pub const HANDLE: TextLimit = TextLimit { min: 3, max: 30, max_bytes: 30 };
/// Pronouns.
pub const PRONOUNS: TextLimit = text(0, 40);
/// The line under a person's name.
pub const HEADLINE: TextLimit = text(0, 220);
/// What a person says of themselves, Markdown.
pub const ABOUT: TextLimit = text(0, 2_600);
/// Where somebody lives, in their own words.
pub const LOCATION: TextLimit = text(0, 100);
/// What somebody says of the work or the people they look for.
pub const BADGE_LINE: TextLimit = text(0, 120);
/// What a link is called.
pub const LINK_LABEL: TextLimit = text(0, 60);
/// The address of a page in the web.
pub const WEB_ADDRESS: TextLimit = TextLimit { min: 0, max: 500, max_bytes: 500 };
/// A line of an entry in a section of a profile.
pub const ENTRY_LINE: TextLimit = text(0, 150);
/// What a person says of an entry, Markdown.
pub const ENTRY_SUMMARY: TextLimit = text(0, 2_000);
/// The list of an entry, a point on each line.
pub const ENTRY_POINTS: TextLimit = text(0, 2_000);
/// Words about an entry, separated by commas.
pub const ENTRY_KEYWORDS: TextLimit = text(0, 300);
/// What an employer or a school is called.
pub const COMPANY_NAME: TextLimit = text(0, 150);
/// A post, Markdown.
pub const POST: TextLimit = text(1, 3_000);
/// Hashtags of a post by which it is found, and people it mentions, each.
pub const POST_MARKS: usize = 30;
/// How often a post may be edited: all it said is kept.
pub const POST_EDITS: i64 = 30;
/// A comment, Markdown.
pub const COMMENT: TextLimit = text(1, 1_250);
/// Comments to a post on one page, replies not counted.
pub const COMMENTS_PAGE: i64 = 20;
/// Replies that stand below a comment until somebody asks for more.
pub const REPLIES_SHOWN: i64 = 2;
/// Replies on one page.
pub const REPLIES_PAGE: i64 = 50;
/// What a reaction is called that the operator added.
pub const REACTION_NAME: TextLimit = text(1, 30);
/// Its sign: an emoji.
pub const REACTION_SIGN: TextLimit = TextLimit { min: 1, max: 1, max_bytes: 40 };
/// Reactions in the operator's set, on offer or not.
pub const REACTIONS: usize = 12;
/// A post that is being written.
pub const DRAFT: TextLimit = text(0, 3_000);
/// Drafts of one member.
pub const DRAFTS: i64 = 50;
/// Pictures of one post.
pub const IMAGES: i64 = 20;
/// What a picture of a post shows, in words.
pub const IMAGE_ALT: TextLimit = text(0, 1_500);
/// One of the options of a poll; an empty one is left out.
pub const POLL_OPTION: TextLimit = text(0, 60);
/// Posts on one page of a feed.
pub const FEED_PAGE: i64 = 20;
/// A word or a phrase that somebody mutes.
pub const MUTED_WORD: TextLimit = text(1, 60);
/// Words that somebody mutes, and hashtags as many.
pub const MUTED: i64 = 100;
/// A note on an invitation, for the operator's eyes.
pub const INVITE_NOTE: TextLimit = text(0, 100);
/// What somebody writes to whom they invite to connect.
pub const CONNECTION_NOTE: TextLimit = text(0, 300);
/// What somebody keeps for themselves about a connection.
pub const CONTACT_NOTE: TextLimit = text(0, 2_000);
/// A label somebody puts on a connection.
pub const CONTACT_LABEL: TextLimit = text(1, 30);
/// Labels on one connection.
pub const LABELS_EACH: usize = 10;
/// Different labels of one member.
pub const LABELS: i64 = 50;
/// What a member says of what they report.
pub const REPORT_NOTE: TextLimit = text(0, 1_000);
/// Why staff decides as it does on a report.
pub const REPORT_REASON: TextLimit = text(1, 500);
/// What a browser says it is; longer ones are cut.
pub const USER_AGENT_BYTES: usize = 300;

/// Links in a profile.
pub const LINKS: usize = 5;
/// Entries of all sections of a profile together; each section has its own limit below that.
pub const ENTRIES: i64 = 700;
/// Skills offered below a field.
pub const SKILLS_OFFERED: i64 = 8;
/// Companies offered below a field.
pub const COMPANIES_OFFERED: i64 = 6;
/// People on one page of a list.
pub const PEOPLE_PAGE: i64 = 24;
/// People, invitations and the like are counted so far, and no further.
pub const COUNTED: i64 = 500;
/// People who are suggested on a page of their own.
pub const SUGGESTIONS: usize = 24;
/// Invitations, connections and suggestions, each, on the hub of the network.
pub const HUB: usize = 6;
/// Entries on one page of the operator's lists.
pub const ADMIN_PAGE: i64 = 50;
/// Own reports on one page of the list.
pub const REPORTS_PAGE: i64 = 24;
/// Reports about the same that stand beside one, for staff.
pub const REPORTS_BESIDE: i64 = 20;
/// Bytes of what a report keeps of what its reporter could see.
pub const EVIDENCE_BYTES: usize = 64 * 1024;
/// Newest members shown on the home page.
pub const NEWEST: i64 = 12;
/// Bytes of the longest name of a time zone; those of the IANA database have at most 30.
pub const ZONE_BYTES: usize = 64;
/// Sessions a person may have; the oldest make room.
pub const SESSIONS: i64 = 50;
/// Live sockets of one person; the oldest make room.
pub const SOCKETS_PER_ACCOUNT: usize = 20;
/// Live sockets of one process.
pub const SOCKETS: usize = 20_000;
/// Invitations that are open at once.
pub const INVITES: i64 = 500;
/// The longest an invitation may be open, days.
pub const INVITE_DAYS: i64 = 365;
/// The most uses one invitation may have.
pub const INVITE_USES: i64 = 1_000;
/// A day, µs.
pub const DAY_US: i64 = 24 * 3_600 * 1_000_000;
/// Bytes of a request body, pages and forms.
pub const BODY_BYTES: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_counted_as_people_count_and_cleaned() {
        let limit = TextLimit { min: 2, max: 4, max_bytes: 40 };
        assert_eq!(limit.line("f", "  ab ").unwrap(), "ab");
        assert_eq!(limit.line("f", "e\u{301}x").unwrap(), "éx");
        assert_eq!(limit.line("f", "👩‍👩‍👧‍👧x").unwrap(), "👩‍👩‍👧‍👧x");
        assert_eq!(limit.lines("f", "a\r\nb").unwrap(), "a\nb");
        let message = |result: Result<String, FieldError>| result.unwrap_err().message;
        assert_eq!(message(limit.line("f", " ")), "field-required");
        assert_eq!(message(limit.line("f", "a")), "field-too-short");
        assert_eq!(message(limit.line("f", "abcde")), "field-too-long");
        assert_eq!(message(limit.line("f", "a\nb")), "field-control-characters");
        assert_eq!(message(limit.lines("f", "a\u{0}b")), "field-control-characters");
        assert_eq!(message(limit.line("f", &format!("a{}", "\u{301}".repeat(30)))), "field-too-long");
    }
}
