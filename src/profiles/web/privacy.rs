//! Settings: who sees what of oneself, all in one form.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::privacy::{self, Choice, Part};
use super::super::profile::Own;
use super::super::views::{self, ViewingMode};
use super::super::{Audience, Section};
use crate::kernel::{App, Error, Invalid, Result};
use crate::shell::{Fields, Form, Frame, Member};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/settings/privacy", privacy).post("/settings/privacy", change_privacy)
}

/// What has an audience: the field of the form, the key of the label, and what it is.
type Choosable = (&'static str, &'static str, Part);

const fn section(field: &'static str, section: Section) -> Choosable {
    (field, section.spec().name, Part::Section(section))
}

/// Everything with an audience, in groups under a heading. Ways to reach somebody have audiences of their own, and are
/// chosen where they are written.
const GROUPS: [(&str, &[Choosable]); 3] = [
    (
        "privacy-group-you",
        &[
            ("photo_audience", "profile-photo", Part::Photo),
            ("headline_audience", "profile-headline", Part::Headline),
            ("pronouns_audience", "profile-pronouns", Part::Pronouns),
            ("location_audience", "profile-location", Part::Location),
            ("about_audience", "profile-about", Part::About),
            ("links_audience", "profile-links", Part::Links),
        ],
    ),
    (
        "privacy-group-path",
        &[
            section("experience_audience", Section::Experience),
            section("education_audience", Section::Education),
            section("licences_audience", Section::Licences),
            section("courses_audience", Section::Courses),
            section("honours_audience", Section::Honours),
            section("volunteering_audience", Section::Volunteering),
        ],
    ),
    (
        "privacy-group-work",
        &[
            section("featured_audience", Section::Featured),
            section("projects_audience", Section::Projects),
            section("publications_audience", Section::Publications),
            section("skills_audience", Section::Skills),
            section("languages_audience", Section::Languages),
        ],
    ),
];

/// One audience in the form, as it stands there: what was chosen, right or wrong.
struct Row {
    field: &'static str,
    /// The key of what it is called.
    label: &'static str,
    chosen: String,
    part: Part,
}

struct Group {
    /// The key of the heading.
    title: &'static str,
    rows: Vec<Row>,
}

fn groups(own: &Own) -> Vec<Group> {
    let row = |(field, label, part): &Choosable| {
        let audience = part.audience(own)?;
        Some(Row { field, label, chosen: audience.word().to_owned(), part: *part })
    };
    GROUPS.iter().map(|(title, rows)| Group { title, rows: rows.iter().filter_map(row).collect() }).collect()
}

/// The form as it stands on the page.
struct PrivacyForm {
    groups: Vec<Group>,
    is_public: bool,
    is_indexed: bool,
    /// How one looks at the pages of others, as a word.
    mode: String,
    /// Whether the switches were on the page that was sent: one that is off is not sent itself.
    has_doors: bool,
}

/// The field that says that the switches stand on the page.
const DOORS: &str = "doors";

impl PrivacyForm {
    fn of(own: &Own, mode: ViewingMode) -> PrivacyForm {
        PrivacyForm {
            groups: groups(own),
            is_public: own.profile.is_public,
            is_indexed: own.profile.is_indexed,
            mode: mode.word().to_owned(),
            has_doors: true,
        }
    }

    /// Takes over what was sent. What was not sent (by a page older than the field) stays as it is. The page was once
    /// made of the two switches alone, so that a form without anything says that both are off.
    fn take(&mut self, sent: BTreeMap<String, String>) -> Result<()> {
        let switches = [DOORS, "is_public", "is_indexed"];
        self.has_doors = sent.is_empty() || switches.iter().any(|name| sent.contains_key(*name));
        if self.has_doors {
            self.is_public = sent.contains_key("is_public");
            self.is_indexed = sent.contains_key("is_indexed");
        }
        for (name, text) in sent {
            let mut rows = self.groups.iter_mut().flat_map(|group| &mut group.rows);
            if name == "viewing_mode" {
                self.mode = text;
            } else if let Some(row) = rows.find(|row| row.field == name) {
                row.chosen = text;
            } else if !switches.contains(&name.as_str()) {
                return Err(Error::field("", "error-invalid-text"));
            }
        }
        Ok(())
    }

    fn parse(&self) -> Result<Choice> {
        let mut invalid = Invalid::default();
        let mut audiences = Vec::new();
        for row in self.groups.iter().flat_map(|group| &group.rows) {
            match Audience::from_word(&row.chosen) {
                Some(audience) => audiences.push((row.part, audience)),
                None => invalid.add(row.field, "audience-unknown"),
            }
        }
        let mode = ViewingMode::from_word(&self.mode);
        if mode.is_none() {
            invalid.add("viewing_mode", "viewing-unknown");
        }
        if !invalid.is_empty() {
            return Err(Error::Invalid(invalid));
        }
        Ok(Choice { audiences, doors: self.has_doors.then_some((self.is_public, self.is_indexed)), mode })
    }
}

#[derive(Template)]
#[template(path = "settings_privacy.html")]
struct PrivacyPage {
    frame: Frame,
    handle: String,
    address: String,
    form: PrivacyForm,
    errors: Fields,
}

async fn read(member: &Member) -> Result<(Frame, PrivacyForm)> {
    let actor = member.actor;
    let read = member.visitor.page("settings", move |r| Ok((Own::of(r, actor)?, views::mode(r, actor)?)));
    let (frame, (own, mode)) = read.await?;
    Ok((frame, PrivacyForm::of(&own, mode)))
}

fn draw(member: &Member, frame: Frame, form: PrivacyForm, errors: Fields) -> Html<PrivacyPage> {
    let handle = member.visitor.signed.as_ref().map(|signed| signed.handle.clone()).unwrap_or_default();
    let address = format!("{}/in/{handle}", member.visitor.app.config.public_url);
    Html(PrivacyPage { frame, handle, address, form, errors })
}

async fn privacy(member: Member) -> Result<Html<PrivacyPage>> {
    let (frame, form) = read(&member).await?;
    Ok(draw(&member, frame, form, Fields::default()))
}

async fn change_privacy(member: Member, Form(sent): Form<BTreeMap<String, String>>) -> Result<Response> {
    let (frame, mut form) = read(&member).await?;
    let names: Vec<String> = sent.keys().cloned().collect();
    form.take(sent)?;
    let mut choice = match form.parse() {
        Ok(choice) => choice,
        Err(Error::Invalid(invalid)) => {
            let errors = Fields::new(&member.visitor, &invalid);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&member, frame, form, errors)).into_response());
        }
        Err(other) => return Err(other),
    };
    // What was not sent is not written: another tab may have changed it since it was read.
    let is_sent = |part: &Part| {
        let mut all = GROUPS.iter().flat_map(|(_, rows)| rows.iter());
        all.any(|(field, _, of)| of == part && names.iter().any(|name| name == field))
    };
    choice.audiences.retain(|(part, _)| is_sent(part));
    choice.mode = choice.mode.filter(|_| names.iter().any(|name| name == "viewing_mode"));
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| privacy::choose(tx, actor, &choice)).await?;
    Ok(member.visitor.see_other_with_toast("/settings/privacy", "toast-saved"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_audience_stands_in_the_form_once_and_no_group_is_long() {
        let rows: Vec<&Choosable> = GROUPS.iter().flat_map(|(_, rows)| rows.iter()).collect();
        for section in Section::ALL {
            let times = rows.iter().filter(|(.., part)| *part == Part::Section(section)).count();
            assert_eq!(times, usize::from(section != Section::Contact), "{section:?}");
        }
        let mut fields: Vec<&str> = rows.iter().map(|(field, ..)| *field).collect();
        fields.sort_unstable();
        fields.dedup();
        assert_eq!(fields.len(), rows.len());
        assert!(GROUPS.iter().all(|(_, rows)| rows.len() <= 8));
    }
}
