//! A forgotten password: the form, the neutral answer, and the link in the mail.

use std::time::Duration;

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::flow;
use super::{SENT_COOKIE, again, device, gone_unless, signed_in};
use crate::kernel::{App, Result};
use crate::shell::{Fields, Form, Frame, Public};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/forgot", form)
        .post("/forgot", forgot)
        .get("/forgot/sent", sent)
        .get("/reset/{link}", choose)
        .post("/reset/{link}", reset)
}

#[derive(Template)]
#[template(path = "forgot.html")]
struct ForgotPage {
    frame: Frame,
    email: String,
    errors: Fields,
}

async fn form(Public(visitor): Public) -> Html<ForgotPage> {
    Html(ForgotPage { frame: visitor.frame(""), email: String::new(), errors: Fields::default() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForgotForm {
    email: String,
}

async fn forgot(Public(visitor): Public, Form(form): Form<ForgotForm>) -> Result<Response> {
    match flow::forgot(&visitor.app, &form.email, visitor.address).await {
        Ok(()) => {
            let mut response = visitor.see_other("/forgot/sent");
            visitor.set_cookie(&mut response, SENT_COOKIE, form.email.trim(), Duration::from_secs(3_600));
            Ok(response)
        }
        Err(error) => {
            again(&visitor, error, |errors| ForgotPage { frame: visitor.frame(""), email: form.email, errors })
        }
    }
}

#[derive(Template)]
#[template(path = "forgot_sent.html")]
struct ForgotSentPage {
    frame: Frame,
    email: String,
}

async fn sent(Public(visitor): Public) -> Html<ForgotSentPage> {
    Html(ForgotSentPage { email: visitor.cookie(SENT_COOKIE).unwrap_or_default(), frame: visitor.frame("") })
}

#[derive(Template)]
#[template(path = "reset.html")]
struct ResetPage {
    frame: Frame,
    link: String,
    works: bool,
    errors: Fields,
}

async fn choose(Public(visitor): Public, Path(link): Path<String>) -> Result<Response> {
    let works = flow::reset_works(&visitor.app, &link).await?;
    let page = ResetPage { frame: visitor.frame(""), link, works, errors: Fields::default() };
    Ok((gone_unless(works), Html(page)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResetForm {
    password: String,
}

async fn reset(Public(visitor): Public, Path(link): Path<String>, Form(form): Form<ResetForm>) -> Result<Response> {
    match flow::reset(&visitor.app, &link, &form.password, device(&visitor)).await {
        Ok(Some(session)) => {
            let mut response = visitor.see_other_with_toast("/feed", "toast-password-changed");
            signed_in(&visitor, &mut response, &session);
            Ok(response)
        }
        Ok(None) => {
            let page = ResetPage { frame: visitor.frame(""), link, works: false, errors: Fields::default() };
            Ok((gone_unless(false), Html(page)).into_response())
        }
        Err(error) => {
            again(&visitor, error, |errors| ResetPage { frame: visitor.frame(""), link, works: true, errors })
        }
    }
}
