//! Editing one's own profile.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::model::{LINK_FIELDS, LinkFields};
use super::super::profile::{self, Draft, OwnProfile};
use super::super::{Audience, Audiences, Link};
use crate::accounts::PersonName;
use crate::kernel::{App, Error, FieldError, Invalid, Location, Result, limits};
use crate::shell::{Fields, Form, Frame, Id, Member, Offers};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/in/{handle}/edit", edit).post("/in/{handle}/edit", save)
}

#[derive(Template)]
#[template(path = "profile_edit.html")]
struct EditPage {
    frame: Frame,
    handle: String,
    form: EditForm,
    places: Offers,
    errors: Fields,
}

/// The form as it stands on the page: what was typed, right or wrong.
struct EditForm {
    name: String,
    pronouns: String,
    headline: String,
    about: String,
    location: String,
    /// The id of the place chosen below the location; empty for none.
    place: String,
    links: Vec<LinkRow>,
    pronouns_audience: String,
    headline_audience: String,
    about_audience: String,
    location_audience: String,
    links_audience: String,
}

struct LinkRow {
    number: i64,
    fields: LinkFields,
    label: String,
    url: String,
}

impl EditForm {
    fn of(own: &OwnProfile, lang: &str) -> EditForm {
        let OwnProfile { all, audiences, .. } = own;
        let word = |audience: Audience| audience.word().to_owned();
        let row = |(number, fields): (usize, LinkFields)| {
            let link = all.links.get(number);
            LinkRow {
                number: i64::try_from(number).unwrap_or(0) + 1,
                fields,
                label: link.map(|link| link.label.clone()).unwrap_or_default(),
                url: link.map(|link| link.url.clone()).unwrap_or_default(),
            }
        };
        EditForm {
            name: all.name.clone(),
            pronouns: all.pronouns.clone(),
            headline: all.headline.clone(),
            about: all.about.clone(),
            location: all.location.show(lang),
            place: all.location.place_id().map(|id| id.to_string()).unwrap_or_default(),
            links: LINK_FIELDS.into_iter().enumerate().map(row).collect(),
            pronouns_audience: word(audiences.pronouns),
            headline_audience: word(audiences.headline),
            about_audience: word(audiences.about),
            location_audience: word(audiences.location),
            links_audience: word(audiences.links),
        }
    }

    /// Takes over what was sent. A field that was not sent (by a page older than the field) stays as it is.
    fn take(&mut self, sent: BTreeMap<String, String>) -> Result<()> {
        for (name, text) in sent {
            let field = self.field(&name).ok_or_else(|| Error::field("", "error-invalid-text"))?;
            *field = text;
        }
        Ok(())
    }

    fn field(&mut self, name: &str) -> Option<&mut String> {
        match name {
            "name" => Some(&mut self.name),
            "pronouns" => Some(&mut self.pronouns),
            "headline" => Some(&mut self.headline),
            "about" => Some(&mut self.about),
            "location" => Some(&mut self.location),
            "place" => Some(&mut self.place),
            "pronouns_audience" => Some(&mut self.pronouns_audience),
            "headline_audience" => Some(&mut self.headline_audience),
            "about_audience" => Some(&mut self.about_audience),
            "location_audience" => Some(&mut self.location_audience),
            "links_audience" => Some(&mut self.links_audience),
            _ => self.links.iter_mut().find_map(|row| match name {
                name if name == row.fields.label => Some(&mut row.label),
                name if name == row.fields.url => Some(&mut row.url),
                _ => None,
            }),
        }
    }

    fn parse(&self) -> Result<Draft> {
        let mut invalid = Invalid::default();
        let name = invalid.take(PersonName::parse(&self.name));
        let pronouns = invalid.take(limits::PRONOUNS.line("pronouns", &self.pronouns));
        let headline = invalid.take(limits::HEADLINE.line("headline", &self.headline));
        let location = invalid.take(Location::parse(&self.location, self.place.parse().ok()));
        let about = invalid.take(limits::ABOUT.lines("about", &self.about));
        let mut links = Vec::new();
        for row in &self.links {
            links.extend(invalid.take(Link::parse(row.fields, &row.label, &row.url)).flatten());
        }
        let audiences = invalid.take(self.audiences());
        match (name, pronouns, headline, location, about, audiences) {
            (Some(name), Some(pronouns), Some(headline), Some(location), Some(about), Some(audiences))
                if invalid.is_empty() =>
            {
                Ok(Draft { name, pronouns, headline, about, location, links, audiences })
            }
            _ => Err(Error::Invalid(invalid)),
        }
    }

    fn audiences(&self) -> Result<Audiences, FieldError> {
        let read = |field, word: &str| {
            Audience::from_word(word).ok_or(FieldError { field, message: "audience-unknown", limit: 0 })
        };
        Ok(Audiences {
            pronouns: read("pronouns_audience", &self.pronouns_audience)?,
            headline: read("headline_audience", &self.headline_audience)?,
            about: read("about_audience", &self.about_audience)?,
            location: read("location_audience", &self.location_audience)?,
            links: read("links_audience", &self.links_audience)?,
        })
    }
}

/// The page of the handle if it is the member's own: frame, handle and profile. Somebody else's edit page does not exist.
async fn own_page(member: &Member, asked: String) -> Result<(Frame, String, OwnProfile)> {
    let actor = member.actor;
    let read = member.visitor.page("me", move |r| {
        let handle = profile::own_handle(r, actor, &asked)?;
        Ok((handle, profile::own(r, actor)?))
    });
    let (frame, (handle, own)) = read.await?;
    Ok((frame, handle, own))
}

async fn edit(member: Member, Id(asked): Id<String>) -> Result<Response> {
    let (frame, handle, own) = own_page(&member, asked.clone()).await?;
    if handle != asked {
        let present = format!("/in/{handle}/edit");
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, present)]).into_response());
    }
    let form = EditForm::of(&own, frame.lang);
    Ok(Html(edit_page(frame, handle, form, Fields::default())).into_response())
}

fn edit_page(frame: Frame, handle: String, form: EditForm, errors: Fields) -> EditPage {
    let places = Offers::places(&form.location, &form.place, frame.lang);
    EditPage { frame, handle, form, places, errors }
}

async fn save(member: Member, Id(asked): Id<String>, Form(sent): Form<BTreeMap<String, String>>) -> Result<Response> {
    let (frame, handle, own) = own_page(&member, asked).await?;
    let mut form = EditForm::of(&own, member.visitor.lang.tag());
    form.take(sent)?;
    let draft = match form.parse() {
        Ok(draft) => draft,
        Err(Error::Invalid(invalid)) => {
            let errors = Fields::new(&member.visitor, &invalid);
            let page = edit_page(frame, handle, form, errors);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
        }
        Err(other) => return Err(other),
    };
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| profile::save(tx, actor, &draft)).await?;
    Ok(member.visitor.see_other_with_toast(&format!("/in/{handle}"), "toast-saved"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::AccountId;
    use crate::profiles::SeenProfile;

    fn own() -> OwnProfile {
        let link = |label: &str, url: &str| Link { label: label.to_owned(), url: url.to_owned() };
        OwnProfile {
            all: SeenProfile {
                id: AccountId::from_raw(1),
                name: "Ada".to_owned(),
                pronouns: "she/her".to_owned(),
                headline: "Engines".to_owned(),
                about: "*Notes*\n\non engines".to_owned(),
                location: Location::Words("London".to_owned()),
                links: vec![link("Home", "https://example.org/"), link("", "https://example.com/")],
                photo: None,
                cover: None,
                is_indexed: false,
            },
            audiences: Audiences {
                pronouns: Audience::OnlyMe,
                headline: Audience::Everyone,
                about: Audience::Members,
                location: Audience::Connections,
                links: Audience::Members,
            },
            is_public: false,
            is_indexed: false,
            photo_audience: Audience::Members,
            is_guide_hidden: false,
        }
    }

    fn sent(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    fn saved(own: &OwnProfile, pairs: &[(&str, &str)]) -> Result<Draft> {
        let mut form = EditForm::of(own, "en");
        form.take(sent(pairs))?;
        form.parse()
    }

    fn refused(pairs: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
        match saved(&own(), pairs) {
            Err(Error::Invalid(invalid)) => invalid.fields().iter().map(|error| (error.field, error.message)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_form_saved_as_it_was_drawn_changes_nothing() {
        let own = own();
        let draft = saved(&own, &[]).unwrap();
        assert_eq!(draft.name.as_str(), own.all.name);
        assert_eq!(draft.pronouns, own.all.pronouns);
        assert_eq!(draft.headline, own.all.headline);
        assert_eq!(draft.about, own.all.about);
        assert_eq!(draft.location, own.all.location);
        assert_eq!(draft.links, own.all.links);
        assert_eq!(draft.audiences, own.audiences);
    }

    #[test]
    fn a_place_stays_chosen_in_every_language() {
        let place = places::search("Vienna", 1)[0];
        let location = Location::Place { id: place.id, label: place.label("en") };
        let own = OwnProfile { all: SeenProfile { location: location.clone(), ..own().all }, ..own() };
        for lang in ["en", "de"] {
            let form = EditForm::of(&own, lang);
            assert_eq!(form.location, place.label(lang));
            assert_eq!(form.parse().unwrap().location, location, "{lang}");
            assert_eq!(Offers::places(&form.location, &form.place, lang).chosen, place.id.to_string(), "{lang}");
        }
    }

    #[test]
    fn what_is_sent_is_taken_and_emptied_rows_go() {
        let draft = saved(
            &own(),
            &[
                ("headline", "  Poet "),
                ("label_1", ""),
                ("url_1", ""),
                ("url_5", "example.net"),
                ("about_audience", "only-me"),
            ],
        );
        let draft = draft.unwrap();
        assert_eq!(draft.headline, "Poet");
        let urls: Vec<&str> = draft.links.iter().map(|link| link.url.as_str()).collect();
        assert_eq!(urls, ["https://example.com/", "https://example.net/"]);
        assert_eq!(draft.audiences.about, Audience::OnlyMe);
        assert_eq!(draft.audiences.headline, Audience::Everyone);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let long = "x".repeat(221);
        let fields = [
            ("name", " "),
            ("headline", long.as_str()),
            ("url_2", "javascript:alert(1)"),
            ("label_3", "Nowhere"),
            ("links_audience", "nobody"),
        ];
        let expected = [
            ("name", "field-required"),
            ("headline", "field-too-long"),
            ("url_2", "link-url-unreadable"),
            ("url_3", "link-url-missing"),
            ("links_audience", "audience-unknown"),
        ];
        assert_eq!(refused(&fields), expected);
    }

    #[test]
    fn a_field_that_does_not_exist_is_refused() {
        assert_eq!(refused(&[("caps", "1")]), [("", "error-invalid-text")]);
        assert_eq!(refused(&[("label_6", "x")]), [("", "error-invalid-text")]);
    }
}
