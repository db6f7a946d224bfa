//! Ids of the things that have one: 63 bits, made by the database handle before a transaction begins.
//!
//! In URLs and JSON they are text; an id is never a guard.

use std::fmt::Write;

db::id_type!(
    /// A person's account.
    pub struct AccountId
);
db::id_type!(
    /// A signed-in browser.
    pub struct SessionId
);
db::id_type!(
    /// An invitation to join the community.
    pub struct InviteId
);
db::id_type!(
    /// A link in a profile.
    pub struct LinkId
);
db::id_type!(
    /// Somebody who asked to join, in URLs.
    pub struct SignUpId
);
db::id_type!(
    /// A delivery that was given up, in URLs.
    pub struct DeliveryId
);
db::id_type!(
    /// Something said to many.
    pub struct PostId
);
db::id_type!(
    /// Something said to a post, or to a comment.
    pub struct CommentId
);
db::id_type!(
    /// What somebody is about to say.
    pub struct DraftId
);
db::id_type!(
    /// A picture of a draft or a post.
    pub struct ImageId
);
db::id_type!(
    /// What a draft or a post asks its readers to choose from.
    pub struct PollId
);
db::id_type!(
    /// What somebody asks a connection for: to be introduced.
    pub struct IntroductionId
);
db::id_type!(
    /// An employer or a school.
    pub struct CompanyId
);
db::id_type!(
    /// An entry in a section of a profile.
    pub struct EntryId
);
db::id_type!(
    /// A skill as a thing that many have.
    pub struct SkillId
);
db::id_type!(
    /// What a member reported.
    pub struct ReportId
);
db::id_type!(
    /// An entry of the audit log.
    pub struct AuditId
);
db::id_type!(
    /// What a page of the web says of itself.
    pub struct PreviewId
);
db::id_type!(
    /// A picture of a person's. It is no part of its address.
    pub struct PictureId
);
db::id_type!(
    /// Under which a picture is served: another number whenever those who could reach it no longer may.
    pub struct PictureAddress
);

impl AccountId {
    /// Several as `json_each` takes them, for `IN (SELECT CAST(value AS BIGINT) FROM json_each($1))`.
    pub fn list(ids: impl IntoIterator<Item = AccountId>) -> String {
        list(ids.into_iter().map(AccountId::get))
    }
}

impl CommentId {
    /// As [`AccountId::list`].
    pub fn list(ids: impl IntoIterator<Item = CommentId>) -> String {
        list(ids.into_iter().map(CommentId::get))
    }
}

impl PreviewId {
    /// As [`AccountId::list`].
    pub fn list(ids: impl IntoIterator<Item = PreviewId>) -> String {
        list(ids.into_iter().map(PreviewId::get))
    }
}

impl PostId {
    /// As [`AccountId::list`].
    pub fn list(ids: impl IntoIterator<Item = PostId>) -> String {
        list(ids.into_iter().map(PostId::get))
    }
}

impl DraftId {
    /// As [`AccountId::list`].
    pub fn list(ids: impl IntoIterator<Item = DraftId>) -> String {
        list(ids.into_iter().map(DraftId::get))
    }
}

impl EntryId {
    /// As [`AccountId::list`].
    pub fn list(ids: impl IntoIterator<Item = EntryId>) -> String {
        list(ids.into_iter().map(EntryId::get))
    }
}

fn list(ids: impl Iterator<Item = i64>) -> String {
    let mut list = String::from("[");
    for (number, id) in ids.enumerate() {
        let comma = if number == 0 { "" } else { "," };
        // Writing to a text never fails.
        let _written = write!(list, "{comma}{id}");
    }
    list.push(']');
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_ids_is_json() {
        let list = |ids: &[i64]| AccountId::list(ids.iter().copied().map(AccountId::from_raw));
        assert_eq!([list(&[]), list(&[7]), list(&[7, i64::MAX])], ["[]", "[7]", "[7,9223372036854775807]"]);
    }
}
