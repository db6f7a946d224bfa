//! The sections of a profile that hold entries, and what each entry of them is made of.
//!
//! All sections are one thing with different fields. What a section is stands in its [`Spec`]: the form, its checks, the
//! pages and the table follow. The fields are those of JSON Resume and of LinkedIn's export, so that a profile can
//! come from there and go there.

use db::{FromValue, ToValue, Value, ValueRef};

use super::model::Audience;
use crate::companies::CompanyKind;
use crate::kernel::limits::{self, TextLimit};

/// A section with entries, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Pages elsewhere, shown large.
    Featured,
    /// Where somebody worked and as what. JSON Resume `work`, LinkedIn `Positions.csv`.
    Experience,
    /// Where somebody learned. `education`, `Education.csv`.
    Education,
    /// Licences and certificates. `certificates`, `Certifications.csv`.
    Licences,
    /// Projects. `projects`, `Projects.csv`.
    Projects,
    /// Work without pay. `volunteer`, `Volunteering.csv`.
    Volunteering,
    /// Skills. `skills`, `Skills.csv`.
    Skills,
    /// Publications. `publications`, `Publications.csv`.
    Publications,
    /// Courses. `Courses.csv`.
    Courses,
    /// Honours and awards. `awards`, `Honors.csv`.
    Honours,
    /// Languages. `languages`, `Languages.csv`.
    Languages,
    /// Ways to reach somebody. `basics.email`, `basics.phone`, `PhoneNumbers.csv`.
    Contact,
}

impl Section {
    /// All of them, in the order of the page.
    pub const ALL: [Section; 12] = [
        Section::Featured,
        Section::Experience,
        Section::Education,
        Section::Licences,
        Section::Projects,
        Section::Volunteering,
        Section::Skills,
        Section::Publications,
        Section::Courses,
        Section::Honours,
        Section::Languages,
        Section::Contact,
    ];

    /// What it is made of.
    pub const fn spec(self) -> &'static Spec {
        match self {
            Section::Featured => &FEATURED,
            Section::Experience => &EXPERIENCE,
            Section::Education => &EDUCATION,
            Section::Licences => &LICENCES,
            Section::Projects => &PROJECTS,
            Section::Volunteering => &VOLUNTEERING,
            Section::Skills => &SKILLS,
            Section::Publications => &PUBLICATIONS,
            Section::Courses => &COURSES,
            Section::Honours => &HONOURS,
            Section::Languages => &LANGUAGES,
            Section::Contact => &CONTACT,
        }
    }

    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        self.spec().word
    }

    /// The number in the tables.
    const fn number(self) -> i64 {
        match self {
            Section::Featured => 1,
            Section::Experience => 2,
            Section::Education => 3,
            Section::Licences => 4,
            Section::Projects => 5,
            Section::Volunteering => 6,
            Section::Skills => 7,
            Section::Publications => 8,
            Section::Courses => 9,
            Section::Honours => 10,
            Section::Languages => 11,
            Section::Contact => 12,
        }
    }
}

impl std::str::FromStr for Section {
    type Err = ();

    /// Reads the word in an address.
    fn from_str(word: &str) -> Result<Section, ()> {
        Section::ALL.into_iter().find(|section| section.word() == word).ok_or(())
    }
}

impl ToValue for Section {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for Section {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = Section::ALL.into_iter().find(|section| section.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such section".to_owned()))
    }
}

/// A part of an entry: a field of the form, or a few that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What it is: the position, the degree, the name of a skill.
    Title,
    /// With whom: the employer, the school, the issuer.
    Organisation,
    /// More of what it is, such as the field of study.
    Subtitle,
    /// A mark or a number.
    Detail,
    /// A further line.
    Remark,
    /// Where.
    Location,
    /// One of a few.
    Choice,
    /// When it began, or when it was.
    Start,
    /// When it ended.
    End,
    /// When it ended, or that it goes on.
    EndOrNow,
    /// A page about it.
    Url,
    /// In one's own words, Markdown.
    Summary,
    /// Lines of a list.
    Points,
    /// Words, separated by commas.
    Keywords,
    /// Whether the organisation's page names the person.
    Listed,
    /// Who may read this entry.
    Audience,
}

impl Part {
    /// The limit of a part that is a text.
    pub const fn limit(self) -> TextLimit {
        match self {
            Part::Organisation => limits::COMPANY_NAME,
            Part::Location => limits::LOCATION,
            Part::Url => limits::WEB_ADDRESS,
            Part::Summary => limits::ENTRY_SUMMARY,
            Part::Points => limits::ENTRY_POINTS,
            Part::Keywords => limits::ENTRY_KEYWORDS,
            _ => limits::ENTRY_LINE,
        }
    }
}

/// One part of the entries of a section.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Which.
    pub part: Part,
    /// The key of its label.
    pub label: &'static str,
    /// The key of a hint below it; empty for none.
    pub hint: &'static str,
    /// Whether an entry without it is none.
    pub is_required: bool,
}

/// One of a few. Its number in the tables is its place in the list, from 1 on: add at the end, take none away.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The word in forms.
    pub word: &'static str,
    /// The key of its name.
    pub name: &'static str,
}

/// What stands first in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// What goes on or ended last.
    Latest,
    /// What was added first.
    Added,
}

/// A section.
#[derive(Debug)]
pub struct Spec {
    /// The word in addresses.
    pub word: &'static str,
    /// The key of the section's name.
    pub name: &'static str,
    /// The key of what stands where there is nothing yet, for the owner.
    pub empty: &'static str,
    /// The key of the button that adds an entry.
    pub add: &'static str,
    /// The icon.
    pub icon: &'static str,
    /// The parts of an entry, in the order of the form.
    pub fields: &'static [Field],
    /// What [`Part::Choice`] can be.
    pub choices: &'static [Choice],
    /// Where a new entry goes. Their owner may order them otherwise.
    pub order: Order,
    /// Entries shown in the profile; the others stand on a page of their own.
    pub shown: usize,
    /// Entries there may be.
    pub most: i64,
    /// What the organisation is, if it has a row among the companies.
    pub company: Option<CompanyKind>,
    /// Who reads it unless its owner says otherwise. Where entries have audiences of their own, what the form offers.
    pub audience: Audience,
}

impl Spec {
    /// The field of a part, if entries of the section have it.
    pub fn field(&self, part: Part) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.part == part)
    }

    /// The number of a choice's word; 0 for none.
    pub fn choice(&self, word: &str) -> Option<i64> {
        if word.is_empty() {
            return Some(0);
        }
        let place = self.choices.iter().position(|choice| choice.word == word)?;
        i64::try_from(place).ok().map(|place| place + 1)
    }

    /// The choice of a number.
    pub fn chosen(&self, number: i64) -> Option<&'static Choice> {
        usize::try_from(number).ok()?.checked_sub(1).and_then(|place| self.choices.get(place))
    }
}

const fn must(part: Part, label: &'static str) -> Field {
    Field { part, label, hint: "", is_required: true }
}

const fn may(part: Part, label: &'static str) -> Field {
    Field { part, label, hint: "", is_required: false }
}

const fn hinted(field: Field, hint: &'static str) -> Field {
    Field { hint, ..field }
}

const fn choice(word: &'static str, name: &'static str) -> Choice {
    Choice { word, name }
}

const SUMMARY: Field = hinted(may(Part::Summary, "entry-summary"), "edit-about-hint");
const POINTS: Field = hinted(may(Part::Points, "entry-points"), "entry-points-hint");
const URL: Field = may(Part::Url, "entry-url");
const LISTED: Field = hinted(may(Part::Listed, "entry-listed"), "entry-listed-hint");

/// What most sections are.
const PLAIN: Spec = Spec {
    word: "",
    name: "",
    empty: "",
    add: "",
    icon: "",
    fields: &[],
    choices: &[],
    order: Order::Latest,
    shown: 5,
    most: 60,
    company: None,
    audience: Audience::Members,
};

static FEATURED: Spec = Spec {
    word: "featured",
    name: "section-featured",
    empty: "section-featured-empty",
    add: "section-featured-add",
    icon: "external",
    fields: &[
        must(Part::Title, "entry-featured-title"),
        must(Part::Url, "entry-featured-url"),
        may(Part::Remark, "entry-featured-remark"),
    ],
    order: Order::Added,
    shown: 4,
    most: 20,
    ..PLAIN
};

static EXPERIENCE: Spec = Spec {
    word: "experience",
    name: "section-experience",
    empty: "section-experience-empty",
    add: "section-experience-add",
    icon: "work",
    fields: &[
        must(Part::Title, "entry-experience-title"),
        must(Part::Organisation, "entry-experience-organisation"),
        LISTED,
        may(Part::Choice, "entry-experience-choice"),
        may(Part::Location, "entry-experience-location"),
        must(Part::Start, "entry-start"),
        must(Part::EndOrNow, "entry-end"),
        SUMMARY,
        POINTS,
        URL,
    ],
    choices: &[
        choice("full-time", "employment-full-time"),
        choice("part-time", "employment-part-time"),
        choice("self-employed", "employment-self-employed"),
        choice("freelance", "employment-freelance"),
        choice("contract", "employment-contract"),
        choice("internship", "employment-internship"),
        choice("apprenticeship", "employment-apprenticeship"),
        choice("seasonal", "employment-seasonal"),
    ],
    company: Some(CompanyKind::Employer),
    ..PLAIN
};

static EDUCATION: Spec = Spec {
    word: "education",
    name: "section-education",
    empty: "section-education-empty",
    add: "section-education-add",
    icon: "school",
    fields: &[
        must(Part::Organisation, "entry-education-organisation"),
        LISTED,
        may(Part::Title, "entry-education-title"),
        may(Part::Subtitle, "entry-education-subtitle"),
        hinted(may(Part::Start, "entry-start"), "entry-education-start-hint"),
        hinted(may(Part::End, "entry-end"), "entry-education-end-hint"),
        may(Part::Detail, "entry-education-detail"),
        may(Part::Remark, "entry-education-remark"),
        SUMMARY,
        hinted(may(Part::Points, "entry-education-points"), "entry-points-hint"),
        URL,
    ],
    company: Some(CompanyKind::School),
    ..PLAIN
};

static LICENCES: Spec = Spec {
    word: "licences",
    name: "section-licences",
    empty: "section-licences-empty",
    add: "section-licences-add",
    icon: "award",
    fields: &[
        must(Part::Title, "entry-licences-title"),
        may(Part::Organisation, "entry-licences-organisation"),
        may(Part::Start, "entry-licences-start"),
        hinted(may(Part::End, "entry-licences-end"), "entry-licences-end-hint"),
        may(Part::Detail, "entry-licences-detail"),
        hinted(may(Part::Url, "entry-url"), "entry-licences-url-hint"),
    ],
    ..PLAIN
};

static PROJECTS: Spec = Spec {
    word: "projects",
    name: "section-projects",
    empty: "section-projects-empty",
    add: "section-projects-add",
    icon: "edit",
    fields: &[
        must(Part::Title, "entry-projects-title"),
        may(Part::Subtitle, "entry-projects-subtitle"),
        may(Part::Organisation, "entry-projects-organisation"),
        may(Part::Remark, "entry-projects-remark"),
        may(Part::Start, "entry-start"),
        may(Part::EndOrNow, "entry-end"),
        SUMMARY,
        POINTS,
        hinted(may(Part::Keywords, "entry-keywords"), "entry-keywords-hint"),
        URL,
    ],
    ..PLAIN
};

static VOLUNTEERING: Spec = Spec {
    word: "volunteering",
    name: "section-volunteering",
    empty: "section-volunteering-empty",
    add: "section-volunteering-add",
    icon: "people",
    fields: &[
        must(Part::Title, "entry-volunteering-title"),
        must(Part::Organisation, "entry-volunteering-organisation"),
        may(Part::Subtitle, "entry-volunteering-subtitle"),
        may(Part::Start, "entry-start"),
        may(Part::EndOrNow, "entry-end"),
        SUMMARY,
        POINTS,
        URL,
    ],
    ..PLAIN
};

static SKILLS: Spec = Spec {
    word: "skills",
    name: "section-skills",
    empty: "section-skills-empty",
    add: "section-skills-add",
    icon: "check",
    fields: &[
        hinted(must(Part::Title, "entry-skills-title"), "entry-skills-title-hint"),
        may(Part::Choice, "entry-skills-choice"),
        hinted(may(Part::Keywords, "entry-keywords"), "entry-skills-keywords-hint"),
    ],
    choices: &[
        choice("beginner", "skill-beginner"),
        choice("intermediate", "skill-intermediate"),
        choice("advanced", "skill-advanced"),
        choice("expert", "skill-expert"),
    ],
    order: Order::Added,
    shown: TOP_SKILLS,
    ..PLAIN
};

/// The skills that stand for all of them in the profile.
pub const TOP_SKILLS: usize = 3;

static PUBLICATIONS: Spec = Spec {
    word: "publications",
    name: "section-publications",
    empty: "section-publications-empty",
    add: "section-publications-add",
    icon: "info",
    fields: &[
        must(Part::Title, "entry-publications-title"),
        may(Part::Organisation, "entry-publications-organisation"),
        may(Part::Start, "entry-publications-start"),
        URL,
        SUMMARY,
    ],
    ..PLAIN
};

static COURSES: Spec = Spec {
    word: "courses",
    name: "section-courses",
    empty: "section-courses-empty",
    add: "section-courses-add",
    icon: "school",
    fields: &[
        must(Part::Title, "entry-courses-title"),
        may(Part::Organisation, "entry-courses-organisation"),
        may(Part::Detail, "entry-courses-detail"),
        URL,
    ],
    order: Order::Added,
    ..PLAIN
};

static HONOURS: Spec = Spec {
    word: "honours",
    name: "section-honours",
    empty: "section-honours-empty",
    add: "section-honours-add",
    icon: "award",
    fields: &[
        must(Part::Title, "entry-honours-title"),
        may(Part::Organisation, "entry-honours-organisation"),
        may(Part::Start, "entry-honours-start"),
        SUMMARY,
    ],
    ..PLAIN
};

static LANGUAGES: Spec = Spec {
    word: "languages",
    name: "section-languages",
    empty: "section-languages-empty",
    add: "section-languages-add",
    icon: "language",
    fields: &[must(Part::Title, "entry-languages-title"), must(Part::Choice, "entry-languages-choice")],
    choices: &[
        choice("elementary", "fluency-elementary"),
        choice("limited", "fluency-limited"),
        choice("professional", "fluency-professional"),
        choice("full-professional", "fluency-full-professional"),
        choice("native", "fluency-native"),
    ],
    order: Order::Added,
    shown: 10,
    most: 30,
    ..PLAIN
};

static CONTACT: Spec = Spec {
    word: "contact",
    name: "section-contact",
    empty: "section-contact-empty",
    add: "section-contact-add",
    icon: "phone",
    fields: &[
        must(Part::Choice, "entry-contact-choice"),
        must(Part::Title, "entry-contact-title"),
        hinted(may(Part::Subtitle, "entry-contact-subtitle"), "entry-contact-subtitle-hint"),
        must(Part::Audience, "entry-contact-audience"),
    ],
    choices: &[
        choice("email", "contact-email"),
        choice("phone", "contact-phone"),
        choice("messenger", "contact-messenger"),
        choice("address", "contact-address"),
    ],
    order: Order::Added,
    shown: 12,
    most: 12,
    audience: Audience::Connections,
    ..PLAIN
};

/// The kinds of contact that are links.
pub mod contact {
    /// An e-mail address.
    pub const EMAIL: i64 = 1;
    /// A telephone number.
    pub const PHONE: i64 = 2;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn sections_survive_addresses_and_tables_and_stand_in_the_order_of_the_page() {
        assert!(Section::ALL.is_sorted());
        for (number, section) in (1..).zip(Section::ALL) {
            assert_eq!(section.word().parse(), Ok(section));
            assert_eq!(section.to_value(), Value::Int(number));
            assert_eq!(Section::from_value(section.to_value()), Ok(section));
        }
        assert_eq!("".parse::<Section>(), Err(()));
        assert_eq!("hobbies".parse::<Section>(), Err(()));
        assert!(Section::from_value(Value::Int(13)).is_err());
    }

    #[test]
    fn each_part_stands_once_and_a_choice_has_something_to_choose() {
        for section in Section::ALL {
            let spec = section.spec();
            let parts: Vec<Part> = spec.fields.iter().map(|field| field.part).collect();
            for part in &parts {
                assert_eq!(parts.iter().filter(|other| *other == part).count(), 1, "{section:?} {part:?}");
            }
            assert_eq!(parts.contains(&Part::Choice), !spec.choices.is_empty(), "{section:?}");
            assert_eq!(parts.contains(&Part::Listed), spec.company.is_some(), "{section:?}");
            assert!(!(parts.contains(&Part::End) && parts.contains(&Part::EndOrNow)), "{section:?}");
            let named = |part| spec.field(part).is_some_and(|field| field.is_required);
            assert!(named(Part::Title) || named(Part::Organisation), "{section:?} can be empty");
            let words: HashSet<&str> = spec.choices.iter().map(|choice| choice.word).collect();
            assert_eq!(words.len(), spec.choices.len(), "{section:?}");
            for (number, choice) in (1..).zip(spec.choices) {
                assert_eq!(spec.choice(choice.word), Some(number));
                assert_eq!(spec.chosen(number).map(|chosen| chosen.word), Some(choice.word));
            }
            assert_eq!((spec.choice(""), spec.choice("nothing")), (Some(0), None));
            assert!(spec.chosen(0).is_none() && spec.chosen(99).is_none() && spec.chosen(-1).is_none());
        }
        let kinds = [contact::EMAIL, contact::PHONE].map(|kind| CONTACT.chosen(kind).map(|choice| choice.word));
        assert_eq!(kinds, [Some("email"), Some("phone")]);
    }
}
