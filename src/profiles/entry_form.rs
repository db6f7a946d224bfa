//! The form of an entry, for all sections: drawn from the section's spec, read, and found right.

use std::collections::BTreeMap;

use super::months::{MonthFields, StoredMonth};
use super::section::{Field, Part, Section, Spec, contact};
use super::{Audience, Entry, EntryDraft, Month};
use crate::accounts::Email;
use crate::companies::CompanyName;
use crate::kernel::{Error, FieldError, Invalid, Result, WebAddress};

/// The form as it stands on the page: what was typed, right or wrong.
pub struct EntryForm {
    section: Section,
    values: BTreeMap<&'static str, String>,
}

const START: MonthFields = MonthFields { year: "start_year", month: "start_month" };
const END: MonthFields = MonthFields { year: "end_year", month: "end_month" };

/// The names of a part's fields in the form. A box that is not ticked is not sent.
const fn names(part: Part) -> &'static [&'static str] {
    match part {
        Part::Title => &["title"],
        Part::Organisation => &["organisation", "company"],
        Part::Subtitle => &["subtitle"],
        Part::Detail => &["detail"],
        Part::Remark => &["remark"],
        Part::Location => &["location"],
        Part::Choice => &["choice"],
        Part::Start => &["start_year", "start_month"],
        Part::End => &["end_year", "end_month"],
        Part::EndOrNow => &["end_year", "end_month", "is_current"],
        Part::Url => &["url"],
        Part::Summary => &["summary"],
        Part::Points => &["points"],
        Part::Keywords => &["keywords"],
        Part::Listed => &["is_listed"],
        Part::Audience => &["audience"],
    }
}

/// The boxes among them.
const BOXES: [&str; 2] = ["is_current", "is_listed"];

impl EntryForm {
    /// An empty form.
    pub fn new(section: Section) -> EntryForm {
        let fields = section.spec().fields.iter().flat_map(|field| names(field.part));
        let mut form = EntryForm { section, values: fields.map(|name| (*name, String::new())).collect() };
        form.set("audience", section.spec().audience.word());
        form
    }

    /// The form of an entry that is there.
    pub fn of(entry: &Entry) -> EntryForm {
        let mut form = EntryForm::new(entry.section);
        let spec = entry.section.spec();
        let month = |stored: StoredMonth| stored.0.and_then(Month::month).map(|month| month.to_string());
        let year = |stored: StoredMonth| stored.0.map(|month| month.year().to_string());
        for (name, text) in [
            ("title", entry.title.clone()),
            ("organisation", entry.organisation.clone()),
            ("company", entry.company_id.map(|id| id.to_string()).unwrap_or_default()),
            ("subtitle", entry.subtitle.clone()),
            ("detail", entry.detail.clone()),
            ("remark", entry.remark.clone()),
            ("location", entry.location.clone()),
            ("choice", spec.chosen(entry.choice).map_or("", |choice| choice.word).to_owned()),
            ("start_year", year(entry.starts).unwrap_or_default()),
            ("start_month", month(entry.starts).unwrap_or_default()),
            ("end_year", year(entry.ends).unwrap_or_default()),
            ("end_month", month(entry.ends).unwrap_or_default()),
            ("is_current", ticked(entry.is_current)),
            ("url", entry.url.clone()),
            ("summary", entry.summary.clone()),
            ("points", entry.points.clone()),
            ("keywords", entry.keywords.clone()),
            ("is_listed", ticked(entry.is_listed)),
            ("audience", entry.audience.map_or("", Audience::word).to_owned()),
        ] {
            form.set(name, &text);
        }
        form
    }

    /// Ticks the box that lists the person on a company's page.
    pub fn list(&mut self) {
        self.set("is_listed", "true");
    }

    fn set(&mut self, name: &str, text: &str) {
        if let Some(value) = self.values.get_mut(name) {
            text.clone_into(value);
        }
    }

    /// Takes over what was sent. A text that was not sent (by a page older than the field) stays as it is.
    ///
    /// # Errors
    /// `Invalid` for a field the section does not have.
    pub fn take(&mut self, sent: BTreeMap<String, String>) -> Result<()> {
        for name in BOXES {
            self.set(name, "");
        }
        for (name, text) in sent {
            let value = self.values.get_mut(name.as_str()).ok_or_else(|| Error::field("", "error-invalid-text"))?;
            *value = text;
        }
        Ok(())
    }

    /// What stands in a field.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Whether a box is ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    fn spec(&self) -> &'static Spec {
        self.section.spec()
    }

    /// Reads all fields. `now` bounds the years.
    ///
    /// # Errors
    /// All that must be mended.
    pub fn parse(&self, now: Month) -> Result<EntryDraft> {
        let (mut draft, mut invalid) = (EntryDraft::default(), Invalid::default());
        for field in self.spec().fields {
            if let Err(error) = self.read(field, now, &mut draft) {
                invalid.take::<()>(Err(error));
            }
        }
        if let (Some(starts), Some(ends)) = (draft.starts, draft.ends)
            && ends.is_before(starts)
        {
            invalid.add("end_year", "entry-end-before-start");
        }
        if self.section == Section::Contact
            && invalid.is_empty()
            && let Err(error) = reachable(&mut draft)
        {
            invalid.take::<()>(Err(error));
        }
        if invalid.is_empty() { Ok(draft) } else { Err(Error::Invalid(invalid)) }
    }

    fn read(&self, field: &Field, now: Month, draft: &mut EntryDraft) -> Result<(), FieldError> {
        let part = field.part;
        let line = |name| part.limit().line(name, self.value(name));
        match part {
            Part::Title => draft.title = line("title")?,
            Part::Organisation => {
                draft.organisation =
                    CompanyName::parse("organisation", self.value("organisation"), self.value("company"))?;
            }
            Part::Subtitle => draft.subtitle = line("subtitle")?,
            Part::Detail => draft.detail = line("detail")?,
            Part::Remark => draft.remark = line("remark")?,
            Part::Location => draft.location = line("location")?,
            Part::Choice => {
                let unknown = FieldError { field: "choice", message: "entry-choice-unknown", limit: 0 };
                draft.choice = self.spec().choice(self.value("choice")).ok_or(unknown)?;
            }
            Part::Start => draft.starts = Month::parse(START, self.value(START.year), self.value(START.month), now)?,
            Part::EndOrNow if self.is_ticked("is_current") => draft.is_current = true,
            Part::End | Part::EndOrNow => {
                draft.ends = Month::parse(END, self.value(END.year), self.value(END.month), now)?;
            }
            Part::Url => {
                let url = WebAddress::parse("url", self.value("url"))?;
                draft.url = url.map(|url| url.as_str().to_owned()).unwrap_or_default();
            }
            Part::Summary => draft.summary = part.limit().lines("summary", self.value("summary"))?,
            Part::Points => draft.points = points(&part.limit().lines("points", self.value("points"))?),
            Part::Keywords => draft.keywords = keywords(&line("keywords")?),
            Part::Listed => draft.is_listed = self.is_ticked("is_listed"),
            Part::Audience => {
                let unknown = FieldError { field: "audience", message: "audience-unknown", limit: 0 };
                draft.audience = Some(Audience::from_word(self.value("audience")).ok_or(unknown)?);
            }
        }
        if field.is_required && is_missing(part, draft) {
            let message = if part == Part::EndOrNow { "entry-end-missing" } else { "field-required" };
            let field = names(part).first().copied().unwrap_or_default();
            return Err(FieldError { field, message, limit: 0 });
        }
        Ok(())
    }
}

fn ticked(is_ticked: bool) -> String {
    if is_ticked { "true".to_owned() } else { String::new() }
}

fn is_missing(part: Part, draft: &EntryDraft) -> bool {
    match part {
        Part::Title => draft.title.is_empty(),
        Part::Organisation => draft.organisation.is_none(),
        Part::Choice => draft.choice == 0,
        Part::Start => draft.starts.is_none(),
        Part::EndOrNow => draft.ends.is_none() && !draft.is_current,
        Part::Url => draft.url.is_empty(),
        _ => false,
    }
}

/// One point on each line, without the marks people put in front.
fn points(text: &str) -> String {
    let bare = |line: &str| line.trim().trim_start_matches(['-', '*', '•', '–']).trim().to_owned();
    let lines: Vec<String> = text.lines().map(bare).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Words separated by commas, each once.
fn keywords(text: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in text.split([',', ';', '、', '،']).map(str::trim).filter(|word| !word.is_empty()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", ")
}

/// Checks that a way to reach somebody is one of its kind, and writes it as such.
fn reachable(draft: &mut EntryDraft) -> Result<(), FieldError> {
    let wrong = |message| FieldError { field: "title", message, limit: 0 };
    match draft.choice {
        contact::EMAIL => {
            let email = Email::parse(&draft.title).map_err(|error| wrong(error.message))?;
            email.as_str().clone_into(&mut draft.title);
        }
        contact::PHONE => {
            let is_sign = |c: char| c.is_ascii_digit() || "+ ()-/.".contains(c);
            let digits = draft.title.chars().filter(char::is_ascii_digit).count();
            if !draft.title.chars().all(is_sign) || !(3..=20).contains(&digits) {
                return Err(wrong("contact-phone-unreadable"));
            }
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Month = Month::new(2026, 11);

    fn parse(section: Section, sent: &[(&str, &str)]) -> Result<EntryDraft, Vec<(&'static str, &'static str)>> {
        let mut form = EntryForm::new(section);
        let sent = sent.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let draft = form.take(sent).and_then(|()| form.parse(NOW));
        draft.map_err(|error| match error {
            Error::Invalid(invalid) => invalid.fields().iter().map(|error| (error.field, error.message)).collect(),
            other => panic!("{other:?}"),
        })
    }

    const ROLE: [(&str, &str); 4] =
        [("title", "Pilot"), ("organisation", "Tidewater"), ("start_year", "2020"), ("is_current", "true")];

    fn role(more: &[(&'static str, &'static str)]) -> Result<EntryDraft, Vec<(&'static str, &'static str)>> {
        let kept = ROLE.into_iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
        let sent: Vec<(&str, &str)> = kept.chain(more.iter().copied().filter(|(_, text)| *text != "-")).collect();
        parse(Section::Experience, &sent)
    }

    #[test]
    fn an_entry_is_read_and_tidied() {
        let draft = role(&[
            ("choice", "part-time"),
            ("start_month", "3"),
            ("points", "- Brought 300 ships in\n\n• Taught eleven"),
            ("url", "example.org"),
            ("summary", "**Much** fog"),
        ]);
        let draft = draft.unwrap();
        assert_eq!((draft.title.as_str(), draft.choice, draft.is_current), ("Pilot", 2, true));
        assert_eq!(draft.organisation.unwrap().as_str(), "Tidewater");
        assert_eq!(draft.starts, Some(Month::new(2020, 3)));
        assert_eq!(draft.points, "Brought 300 ships in\nTaught eleven");
        assert_eq!(draft.url, "https://example.org/");
        assert!(!draft.is_listed);
        let skill = parse(Section::Skills, &[("title", "Rust"), ("keywords", " tokio, axum ,, tokio;serde")]).unwrap();
        assert_eq!(skill.keywords, "tokio, axum, serde");
    }

    #[test]
    fn all_that_is_missing_or_wrong_is_told_at_once() {
        let expected = [
            ("title", "field-required"),
            ("organisation", "field-required"),
            ("start_year", "field-required"),
            ("end_year", "entry-end-missing"),
        ];
        assert_eq!(parse(Section::Experience, &[]).unwrap_err(), expected);
        let wrong = role(&[("choice", "king"), ("start_month", "13"), ("url", "javascript:alert(1)")]);
        let expected =
            [("choice", "entry-choice-unknown"), ("start_month", "month-unknown"), ("url", "link-url-unreadable")];
        assert_eq!(wrong.unwrap_err(), expected);
        assert_eq!(parse(Section::Skills, &[("caps", "1")]).unwrap_err(), [("", "error-invalid-text")]);
        assert_eq!(parse(Section::Skills, &[("audience", "everyone")]).unwrap_err(), [("", "error-invalid-text")]);
    }

    #[test]
    fn the_end_is_not_before_the_start_and_counts_for_nothing_while_it_goes_on() {
        let ended = |year: &'static str, month: &'static str| {
            role(&[("is_current", "-"), ("start_month", "5"), ("end_year", year), ("end_month", month)])
        };
        assert_eq!(ended("2020", "5").unwrap().ends, Some(Month::new(2020, 5)));
        assert_eq!(ended("2020", "").unwrap().ends, Some(Month::new(2020, 0)));
        assert_eq!(ended("2020", "4").unwrap_err(), [("end_year", "entry-end-before-start")]);
        assert_eq!(ended("2019", "").unwrap_err(), [("end_year", "entry-end-before-start")]);
        assert_eq!(ended("", "4").unwrap_err(), [("end_year", "month-year-missing")]);
        let current = role(&[("end_year", "2019"), ("end_month", "1")]).unwrap();
        assert_eq!((current.ends, current.is_current), (None, true));
        let school = parse(Section::Education, &[("organisation", "TU Delft"), ("end_year", "2031")]).unwrap();
        assert_eq!((school.starts, school.ends), (None, Some(Month::new(2031, 0))));
    }

    #[test]
    fn a_way_to_reach_somebody_is_what_it_says() {
        let reach = |choice, title| parse(Section::Contact, &[("choice", choice), ("title", title)]);
        assert_eq!(reach("email", " ada@example.org ").unwrap().title, "ada@example.org");
        assert_eq!(reach("email", "ada@").unwrap_err().first().map(|(field, _)| *field), Some("title"));
        assert_eq!(reach("phone", "+49 (0)30 123-456").unwrap().title, "+49 (0)30 123-456");
        for wrong in ["call me", "12", "+49 30;ext=1", "123456789012345678901"] {
            assert_eq!(reach("phone", wrong).unwrap_err(), [("title", "contact-phone-unreadable")], "{wrong}");
        }
        assert_eq!(reach("messenger", "@ada").unwrap().audience, Some(Audience::Connections), "closed by default");
        assert_eq!(reach("", "@ada").unwrap_err(), [("choice", "field-required")]);
    }

    #[test]
    fn an_entry_saved_as_its_form_was_drawn_changes_nothing() {
        let entry = Entry {
            id: crate::kernel::EntryId::from_raw(1),
            section: Section::Experience,
            title: "Pilot".to_owned(),
            organisation: "Tidewater".to_owned(),
            company_id: Some(crate::kernel::CompanyId::from_raw(7)),
            company_slug: None,
            subtitle: String::new(),
            detail: String::new(),
            remark: String::new(),
            location: "Hull".to_owned(),
            choice: 3,
            starts: StoredMonth(Some(Month::new(2020, 0))),
            ends: StoredMonth(Some(Month::new(2021, 12))),
            is_current: false,
            url: "https://example.org/".to_owned(),
            summary: "*Fog*\n\nand more".to_owned(),
            points: "One\nTwo".to_owned(),
            keywords: String::new(),
            is_listed: true,
            audience: None,
        };
        let draft = EntryForm::of(&entry).parse(NOW).unwrap();
        let organisation = draft.organisation.clone().unwrap();
        assert_eq!((organisation.as_str(), organisation.chosen()), ("Tidewater", entry.company_id));
        let expected = EntryDraft {
            title: entry.title,
            organisation: Some(organisation),
            location: entry.location,
            choice: 3,
            starts: entry.starts.0,
            ends: entry.ends.0,
            url: entry.url,
            summary: entry.summary,
            points: entry.points,
            is_listed: true,
            ..EntryDraft::default()
        };
        assert_eq!(draft, expected);
    }
}
