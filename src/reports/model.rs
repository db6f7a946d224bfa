//! What is reported, and what becomes of it.

use db::{FromValue, ToValue, Value, ValueRef};

use crate::kernel::{AccountId, CommentId, Error, Invalid, Party, PostId, limits};

/// What kind of thing is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person or a company.
    Party,
    /// A post.
    Post,
    /// A comment.
    Comment,
}

impl Kind {
    /// All of them, by number from 1 on.
    const ALL: [Kind; 3] = [Kind::Party, Kind::Post, Kind::Comment];

    const fn number(self) -> i64 {
        match self {
            Kind::Party => 1,
            Kind::Post => 2,
            Kind::Comment => 3,
        }
    }

    /// The key of its name.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Party => "reported-party",
            Kind::Post => "reported-post",
            Kind::Comment => "reported-comment",
        }
    }

    /// The key of what is said of one, by the name of whom it is or who said it.
    pub const fn of_whom(self) -> &'static str {
        match self {
            Kind::Party => "reported-party-of",
            Kind::Post => "reported-post-of",
            Kind::Comment => "reported-comment-of",
        }
    }
}

impl ToValue for Kind {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for Kind {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = Kind::ALL.into_iter().find(|kind| kind.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such kind of subjects".to_owned()))
    }
}

/// Who or what is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A person or a company.
    Party(Party),
    /// A post, and who said it.
    Post(PostId, AccountId),
    /// A comment, and who said it.
    Comment(CommentId, AccountId),
}

impl Subject {
    /// As a row of the table says it.
    ///
    /// # Errors
    /// If no row can.
    pub(super) fn of(kind: Kind, number: i64, author: Option<AccountId>) -> Result<Subject, db::Error> {
        match (kind, author) {
            (Kind::Party, _) => Ok(Subject::Party(Party::from_value(Value::Int(number))?)),
            (Kind::Post, Some(author)) => Ok(Subject::Post(PostId::from_raw(number), author)),
            (Kind::Comment, Some(author)) => Ok(Subject::Comment(CommentId::from_raw(number), author)),
            (Kind::Post | Kind::Comment, None) => Err(db::Error::Internal("nobody said it".to_owned())),
        }
    }

    /// What kind of thing it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Subject::Party(_) => Kind::Party,
            Subject::Post(..) => Kind::Post,
            Subject::Comment(..) => Kind::Comment,
        }
    }

    /// Its number in the table. No two subjects have the same: people, posts and comments get theirs from one source, and
    /// a company's stands below zero.
    pub(super) fn number(&self) -> i64 {
        match self {
            Subject::Party(Party::Person(account)) => account.get(),
            Subject::Party(Party::Company(company)) => company.get().saturating_neg(),
            Subject::Post(id, _) => id.get(),
            Subject::Comment(id, _) => id.get(),
        }
    }

    /// Who said what is reported.
    pub(super) const fn author(&self) -> Option<AccountId> {
        match self {
            Subject::Party(_) => None,
            Subject::Post(_, author) | Subject::Comment(_, author) => Some(*author),
        }
    }

    /// Who is warned or suspended over it, if anybody can be.
    pub const fn person(&self) -> Option<AccountId> {
        match self {
            Subject::Party(Party::Person(account)) => Some(*account),
            Subject::Party(Party::Company(_)) => None,
            Subject::Post(_, author) | Subject::Comment(_, author) => Some(*author),
        }
    }
}

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Advertising, or the same again and again.
    Spam,
    /// Pretends to be somebody else, or to have done what they have not.
    Fake,
    /// Goes for somebody.
    Harassment,
    /// Goes for people because of who they are, or calls for violence.
    Hate,
    /// Sexual content.
    Sexual,
    /// Is after money or data.
    Fraud,
    /// Anything else; the note says what.
    Other,
}

impl Category {
    /// All of them, in the order forms show them and by number from 1 on.
    pub const ALL: [Category; 7] = [
        Category::Spam,
        Category::Fake,
        Category::Harassment,
        Category::Hate,
        Category::Sexual,
        Category::Fraud,
        Category::Other,
    ];

    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Category::Spam => "spam",
            Category::Fake => "fake",
            Category::Harassment => "harassment",
            Category::Hate => "hate",
            Category::Sexual => "sexual",
            Category::Fraud => "fraud",
            Category::Other => "other",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.word() == word)
    }

    /// The key of its name.
    pub const fn name(self) -> &'static str {
        match self {
            Category::Spam => "report-spam",
            Category::Fake => "report-fake",
            Category::Harassment => "report-harassment",
            Category::Hate => "report-hate",
            Category::Sexual => "report-sexual",
            Category::Fraud => "report-fraud",
            Category::Other => "report-other",
        }
    }

    /// The key of the sentence that explains it.
    pub const fn hint(self) -> &'static str {
        match self {
            Category::Spam => "report-spam-hint",
            Category::Fake => "report-fake-hint",
            Category::Harassment => "report-harassment-hint",
            Category::Hate => "report-hate-hint",
            Category::Sexual => "report-sexual-hint",
            Category::Fraud => "report-fraud-hint",
            Category::Other => "report-other-hint",
        }
    }

    const fn number(self) -> i64 {
        match self {
            Category::Spam => 1,
            Category::Fake => 2,
            Category::Harassment => 3,
            Category::Hate => 4,
            Category::Sexual => 5,
            Category::Fraud => 6,
            Category::Other => 7,
        }
    }
}

impl ToValue for Category {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for Category {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = Category::ALL.into_iter().find(|category| category.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such category of reports".to_owned()))
    }
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody has decided yet.
    Open,
    /// The team found nothing that breaks the rules.
    Dismissed,
    /// The team mended the page of a company, or took down what somebody said.
    Mended,
    /// The person was warned.
    Warned,
    /// The person was suspended.
    Suspended,
}

impl Outcome {
    const ALL: [Outcome; 5] = [Outcome::Open, Outcome::Dismissed, Outcome::Mended, Outcome::Warned, Outcome::Suspended];

    /// The key of its name for staff.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Open => "outcome-open",
            Outcome::Dismissed => "outcome-dismissed",
            Outcome::Mended => "outcome-mended",
            Outcome::Warned => "outcome-warned",
            Outcome::Suspended => "outcome-suspended",
        }
    }

    /// The key of the sentence for whoever reported. What the team did to whom is not for them.
    pub const fn sentence(self) -> &'static str {
        match self {
            Outcome::Open => "reported-open",
            Outcome::Dismissed => "reported-dismissed",
            Outcome::Mended | Outcome::Warned | Outcome::Suspended => "reported-acted",
        }
    }

    /// The action in the audit log, over a subject of this kind.
    pub(super) const fn action(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Outcome::Open, _) => "report.open",
            (Outcome::Dismissed, _) => "report.dismiss",
            (Outcome::Mended, Kind::Party) => "report.mend",
            (Outcome::Mended, Kind::Post | Kind::Comment) => "report.take_down",
            (Outcome::Warned, _) => "report.warn",
            (Outcome::Suspended, _) => "report.suspend",
        }
    }

    const fn number(self) -> i64 {
        match self {
            Outcome::Open => 0,
            Outcome::Dismissed => 1,
            Outcome::Mended => 2,
            Outcome::Warned => 3,
            Outcome::Suspended => 4,
        }
    }
}

impl ToValue for Outcome {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for Outcome {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = Outcome::ALL.into_iter().find(|outcome| outcome.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such outcome of a report".to_owned()))
    }
}

/// What a member says, read and found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// What it is about.
    pub category: Category,
    /// In their own words; empty if the category says it all.
    pub note: String,
}

impl Complaint {
    /// Reads the form.
    ///
    /// # Errors
    /// What to mend: a category that was not chosen, a note that is too long, or none where only it tells.
    pub fn parse(category: &str, note: &str) -> Result<Complaint, Invalid> {
        let mut invalid = Invalid::default();
        let category = Category::from_word(category);
        if category.is_none() {
            invalid.add("category", "report-category-missing");
        }
        let note = invalid.take(limits::REPORT_NOTE.lines("note", note));
        if category == Some(Category::Other) && note.as_deref() == Some("") {
            invalid.add("note", "report-note-missing");
        }
        match (category, note) {
            (Some(category), Some(note)) if invalid.is_empty() => Ok(Complaint { category, note }),
            _ => Err(invalid),
        }
    }
}

/// Reads why staff decides as it does.
///
/// # Errors
/// What to mend.
pub fn reason(typed: &str) -> Result<String, Error> {
    Ok(limits::REPORT_REASON.lines("reason", typed)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_and_outcomes_survive_forms_and_tables() {
        for category in Category::ALL {
            assert_eq!(Category::from_word(category.word()), Some(category));
            assert_eq!(Category::from_value(category.to_value()), Ok(category));
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::from_value(kind.to_value()), Ok(kind));
            assert!(Subject::of(kind, 0, None).is_err());
        }
        let (author, id) = (AccountId::from_raw(3), 7);
        for subject in [
            Subject::Party(Party::Person(AccountId::from_raw(id))),
            Subject::Party(Party::Company(crate::kernel::CompanyId::from_raw(id))),
            Subject::Post(PostId::from_raw(id), author),
            Subject::Comment(CommentId::from_raw(id), author),
        ] {
            assert_eq!(Subject::of(subject.kind(), subject.number(), subject.author()), Ok(subject));
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_value(outcome.to_value()), Ok(outcome));
        }
        for wrong in [-1, 8] {
            assert!(
                Category::from_value(Value::Int(wrong)).is_err() && Outcome::from_value(Value::Int(wrong)).is_err()
            );
        }
    }

    #[test]
    fn a_complaint_says_what_is_wrong_and_where_only_words_tell_it_has_some() {
        let fields = |category: &str, note: &str| -> Vec<(&'static str, &'static str)> {
            let invalid = Complaint::parse(category, note).unwrap_err();
            invalid.fields().iter().map(|error| (error.field, error.message)).collect()
        };
        assert_eq!(Complaint::parse("spam", " ").unwrap(), Complaint { category: Category::Spam, note: String::new() });
        assert_eq!(Complaint::parse("other", " a\r\nb ").unwrap().note, "a\nb");
        assert_eq!(fields("", ""), [("category", "report-category-missing")]);
        assert_eq!(fields("other", " "), [("note", "report-note-missing")]);
        let long = "x".repeat(1_001);
        assert_eq!(fields("x", &long), [("category", "report-category-missing"), ("note", "field-too-long")]);
        assert!(Complaint::parse("hate", &"ü".repeat(1_000)).is_ok());
        assert!(reason(" ").is_err() && reason("Spam").is_ok());
    }
}
