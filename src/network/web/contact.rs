//! Settings: who may invite oneself, and who sees with whom one is connected.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::connections::Choices;
use super::super::model::{Door, ListAudience};
use crate::kernel::{App, Invalid, Result};
use crate::shell::{Fields, Form, Frame, Member};

const PAGE: &str = "/settings/connections";

pub(super) fn routes() -> Routes<App> {
    Routes::new().get(PAGE, contact).post(PAGE, choose)
}

/// The form as it was sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactForm {
    #[serde(default)]
    door: String,
    #[serde(default)]
    list: String,
}

impl ContactForm {
    fn parse(&self) -> Result<Choices, Invalid> {
        let mut invalid = Invalid::default();
        let (door, list) = (Door::from_word(&self.door), ListAudience::from_word(&self.list));
        if door.is_none() {
            invalid.add("door", "door-unknown");
        }
        if list.is_none() {
            invalid.add("list", "audience-unknown");
        }
        match (door, list) {
            (Some(door), Some(list_audience)) => Ok(Choices { door, list_audience }),
            _ => Err(invalid),
        }
    }
}

#[derive(Template)]
#[template(path = "settings_connections.html")]
struct ContactPage {
    frame: Frame,
    form: ContactForm,
    errors: Fields,
}

async fn contact(member: Member) -> Result<Html<ContactPage>> {
    let account = member.actor.account;
    let (frame, chosen) = member.visitor.page("settings", move |r| Choices::of(r, account)).await?;
    let form = ContactForm { door: chosen.door.word().to_owned(), list: chosen.list_audience.word().to_owned() };
    Ok(Html(ContactPage { frame, form, errors: Fields::default() }))
}

async fn choose(member: Member, Form(form): Form<ContactForm>) -> Result<Response> {
    let choices = match form.parse() {
        Ok(choices) => choices,
        Err(invalid) => {
            let (frame, ()) = member.visitor.page("settings", |_| Ok(())).await?;
            let errors = Fields::new(&member.visitor, &invalid);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(ContactPage { frame, form, errors })).into_response());
        }
    };
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| choices.choose(tx, actor)).await?;
    Ok(member.visitor.see_other_with_toast(PAGE, "toast-saved"))
}
