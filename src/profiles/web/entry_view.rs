//! Sections as pages show them: entries in words, those of one employer together.

use text::SafeHtml;

use super::super::months::{Span, months_of};
use super::super::section::{Section, contact};
use super::super::{Entry, Month};
use super::endorsements::EndorsedView;
use crate::companies::Mark;
use crate::kernel::web_address;
use crate::shell::Frame;

/// A section, ready to be drawn.
pub(super) struct SectionView {
    pub(super) section: Section,
    pub(super) groups: Vec<Group>,
    /// How many entries there are, shown or not.
    pub(super) count: usize,
    /// Whether some are left out here.
    pub(super) goes_on: bool,
}

/// Entries that belong together: roles under one employer, and otherwise each for itself.
pub(super) struct Group {
    pub(super) organisation: String,
    /// The organisation's page; empty if it has none or the viewer may not see it.
    pub(super) href: String,
    pub(super) mark: Mark,
    /// How long altogether, and what is the same for all roles.
    pub(super) facts: String,
    pub(super) entries: Vec<EntryView>,
}

/// An entry, ready to be drawn.
pub(super) struct EntryView {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) organisation: String,
    pub(super) subtitle: String,
    /// When, in words.
    pub(super) when: String,
    /// What else there is to say in one line.
    pub(super) facts: String,
    pub(super) is_current: bool,
    pub(super) summary: SafeHtml,
    pub(super) points: Vec<String>,
    pub(super) keywords: Vec<String>,
    /// Where a link leads: the page about it, or the way to reach somebody.
    pub(super) href: String,
    /// The host of the page.
    pub(super) host: String,
    /// The icon of a way to reach somebody.
    pub(super) icon: &'static str,
    /// How it stands with a skill, where that is shown.
    pub(super) endorsed: Option<EndorsedView>,
}

impl EntryView {
    /// What the entry is called in a list: its title, or the organisation if it has none.
    pub(super) fn name(&self) -> &str {
        if self.title.is_empty() { &self.organisation } else { &self.title }
    }

    /// The line below the name in a list.
    pub(super) fn about(&self) -> String {
        let organisation = if self.title.is_empty() { "" } else { self.organisation.as_str() };
        joined([organisation.to_owned(), self.subtitle.clone(), self.facts.clone(), self.host.clone()])
    }
}

/// The sections of a profile that have something to show, each with its first entries.
pub(super) fn sections(frame: &Frame, entries: &[Entry]) -> Vec<SectionView> {
    let views = entries.chunk_by(|one, other| one.section == other.section);
    views
        .filter_map(|of_one| {
            of_one.first().map(|first| section(frame, first.section, of_one, first.section.spec().shown))
        })
        .collect()
}

/// One section with at most so many entries.
pub(super) fn section(frame: &Frame, section: Section, entries: &[Entry], most: usize) -> SectionView {
    let now = Month::of(frame.now_us, &frame.time_zone);
    let shown = entries.get(..most).unwrap_or(entries);
    let together: Vec<&[Entry]> =
        if section == Section::Experience { shown.chunk_by(is_same).collect() } else { shown.chunks(1).collect() };
    SectionView {
        section,
        groups: together.into_iter().filter_map(|entries| group(frame, now, entries)).collect(),
        count: entries.len(),
        goes_on: shown.len() < entries.len(),
    }
}

/// Whether two entries name the same organisation.
fn is_same(one: &Entry, other: &Entry) -> bool {
    match (one.company_id, other.company_id) {
        (None, None) => text::sort_key(&one.organisation) == text::sort_key(&other.organisation),
        (one, other) => one == other,
    }
}

fn group(frame: &Frame, now: Month, entries: &[Entry]) -> Option<Group> {
    let first = entries.first()?;
    let slug = first.company_slug.as_deref().filter(|_| frame.viewer.is_some());
    let shared = Shared::of(entries);
    Some(Group {
        organisation: first.organisation.clone(),
        href: slug.map(|slug| format!("/company/{slug}")).unwrap_or_default(),
        mark: Mark::of(if first.organisation.is_empty() { &first.title } else { &first.organisation }),
        facts: if first.section == Section::Experience { shared.facts(frame, now, entries) } else { String::new() },
        entries: entries.iter().map(|entry| view(frame, now, entry, shared)).collect(),
    })
}

/// What is said once for all roles under one employer.
#[derive(Clone, Copy)]
struct Shared {
    /// The kind of employment.
    kind: bool,
    /// The place.
    place: bool,
    /// How long it took: there is one role alone.
    length: bool,
}

impl Shared {
    fn of(entries: &[Entry]) -> Shared {
        let first = entries.first();
        Shared {
            kind: entries.iter().all(|entry| first.is_some_and(|first| first.choice == entry.choice)),
            place: entries.iter().all(|entry| first.is_some_and(|first| first.location == entry.location)),
            length: entries.len() == 1,
        }
    }

    /// `Full time · 6 years 3 months · Rotterdam`: what all roles have in common, and how long they took together.
    fn facts(self, frame: &Frame, now: Month, entries: &[Entry]) -> String {
        let Some(first) = entries.first() else { return String::new() };
        // A sum that leaves a role out would be wrong.
        let spans: Option<Vec<Span>> = entries.iter().map(|entry| span(entry, now)).collect();
        let total = spans.map(|spans| duration(frame, months_of(&spans))).unwrap_or_default();
        let kind = if self.kind { choice(frame, first) } else { String::new() };
        let place = if self.place { first.location.clone() } else { String::new() };
        joined([kind, total, place])
    }
}

fn span(entry: &Entry, now: Month) -> Option<Span> {
    let ends = if entry.is_current { Some(now) } else { entry.ends.0 };
    Span::new(entry.starts.0?, ends?)
}

/// All entries of a section as the rows of a list.
pub(super) fn rows(frame: &Frame, entries: &[Entry]) -> Vec<EntryView> {
    let now = Month::of(frame.now_us, &frame.time_zone);
    let nothing = Shared { kind: false, place: false, length: false };
    entries.iter().map(|entry| view(frame, now, entry, nothing)).collect()
}

fn view(frame: &Frame, now: Month, entry: &Entry, shared: Shared) -> EntryView {
    let section = entry.section;
    EntryView {
        id: entry.id.to_string(),
        title: entry.title.clone(),
        organisation: entry.organisation.clone(),
        subtitle: entry.subtitle.clone(),
        when: when(frame, now, entry, shared.length),
        facts: facts(frame, entry, shared),
        is_current: entry.is_current,
        summary: text::markdown_to_html(&entry.summary, text::Limits::default()),
        points: entry.points.lines().map(str::to_owned).collect(),
        keywords: entry.keywords.split(", ").filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        href: match (section, entry.choice) {
            (Section::Contact, contact::EMAIL) => mail_link(&entry.title),
            (Section::Contact, contact::PHONE) => phone_link(&entry.title),
            _ => entry.url.clone(),
        },
        host: web_address::host(&entry.url),
        icon: match (section, entry.choice) {
            (Section::Contact, contact::EMAIL) => "mail",
            (Section::Contact, contact::PHONE) => "phone",
            (Section::Contact, _) => "info",
            _ => section.spec().icon,
        },
        endorsed: None,
    }
}

fn mail_link(address: &str) -> String {
    // What comes behind a question mark would be the subject.
    format!("mailto:{}", address.replace('%', "%25").replace('?', "%3F"))
}

fn phone_link(number: &str) -> String {
    let dialled: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{dialled}")
}

/// `March 2023 to now · 3 years 9 months`, or what the section says of its dates.
fn when(frame: &Frame, now: Month, entry: &Entry, length_is_said: bool) -> String {
    let (starts, ends) = (entry.starts.0, entry.ends.0);
    let in_words = |month: Month| month_in_words(frame, month);
    if entry.section == Section::Licences {
        let issued = starts.map(|month| frame.t1("dates-issued", "month", &in_words(month)));
        let expires = ends.map(|month| {
            let key = if month.is_before(now) { "dates-expired" } else { "dates-expires" };
            frame.t1(key, "month", &in_words(month))
        });
        return joined([issued.unwrap_or_default(), expires.unwrap_or_default()]);
    }
    let dates = match (starts, ends) {
        (Some(starts), _) if entry.is_current => frame.t1("dates-now", "from", &in_words(starts)),
        (Some(starts), Some(ends)) if starts == ends => in_words(starts),
        (Some(starts), Some(ends)) => frame.t2("dates-range", "from", &in_words(starts), "to", &in_words(ends)),
        (Some(starts), None) => in_words(starts),
        (None, Some(ends)) => frame.t1("dates-until", "to", &in_words(ends)),
        (None, None) if entry.is_current => frame.t("dates-present").to_owned(),
        (None, None) => String::new(),
    };
    let has_length = match entry.section {
        // Of one role alone the employer's line says how long.
        Section::Experience => !length_is_said,
        Section::Volunteering => true,
        _ => false,
    };
    let length = span(entry, now).filter(|_| has_length).map(|span| duration(frame, months_of(&[span])));
    joined([dates, length.unwrap_or_default()])
}

/// What else there is to say in one line.
fn facts(frame: &Frame, entry: &Entry, shared: Shared) -> String {
    match entry.section {
        Section::Experience => joined([
            if shared.kind { String::new() } else { choice(frame, entry) },
            if shared.place { String::new() } else { entry.location.clone() },
        ]),
        Section::Education => joined([
            labelled(frame, "entry-education-detail", &entry.detail),
            labelled(frame, "entry-education-remark", &entry.remark),
        ]),
        Section::Licences => labelled(frame, "entry-licences-detail", &entry.detail),
        Section::Contact => joined([entry.subtitle.clone(), choice(frame, entry)]),
        _ => joined([choice(frame, entry), entry.detail.clone(), entry.remark.clone()]),
    }
}

fn labelled(frame: &Frame, label: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{}: {text}", frame.t(label)) }
}

/// The name of what was chosen; empty for nothing.
fn choice(frame: &Frame, entry: &Entry) -> String {
    entry.section.spec().chosen(entry.choice).map_or_else(String::new, |choice| frame.t(choice.name).to_owned())
}

/// `March 2023`, or the year alone.
fn month_in_words(frame: &Frame, month: Month) -> String {
    let year = month.year().to_string();
    match month.month().and_then(month_name) {
        Some(name) => frame.t2("month-of-year", "month", frame.t(name), "year", &year),
        None => year,
    }
}

/// The key of a month's name.
pub(super) fn month_name(month: u8) -> Option<&'static str> {
    MONTHS.get(usize::from(month).checked_sub(1)?).copied()
}

/// The keys of the months' names.
pub(super) const MONTHS: [&str; 12] = [
    "month-january",
    "month-february",
    "month-march",
    "month-april",
    "month-may",
    "month-june",
    "month-july",
    "month-august",
    "month-september",
    "month-october",
    "month-november",
    "month-december",
];

/// `3 years 9 months`.
fn duration(frame: &Frame, months: i64) -> String {
    let part = |key, n: i64| if n == 0 { String::new() } else { frame.t1(key, "n", n) };
    let (years, months) = (part("duration-years", months / 12), part("duration-months", months % 12));
    if years.is_empty() || months.is_empty() { years + &months } else { format!("{years} {months}") }
}

fn joined<const N: usize>(parts: [String; N]) -> String {
    let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    told.join(" · ")
}
