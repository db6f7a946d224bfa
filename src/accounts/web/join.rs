//! Joining: the form, the neutral answer, and the link in the mail.

use std::time::Duration;

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::flow::{self, Joining};
use super::super::{Email, sign_up, subscriber};
use super::{JOINING_COOKIE, SENT_COOKIE, again, device, gone_unless, request_id, signed_in};
use crate::kernel::secrets::Token;
use crate::kernel::{App, Error, Result};
use crate::shell::{Fields, Form, Frame, Public, Query, Visitor};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/join", form)
        .post("/join", join)
        .get("/join/sent", sent)
        .get("/invite/{code}", invited)
        .get("/verify/{link}", verify)
        .post("/verify/{link}", confirm)
}

#[derive(Template)]
#[template(path = "join.html")]
struct JoinPage {
    frame: Frame,
    name: String,
    email: String,
    invite: String,
    request_id: String,
    /// Why nobody may join just now; empty: they may.
    closed: String,
    errors: Fields,
}

#[derive(Deserialize)]
struct JoinQuery {
    #[serde(default)]
    invite: String,
}

async fn form(Public(visitor): Public, Query(query): Query<JoinQuery>) -> Result<Response> {
    if visitor.signed.is_some() {
        return Ok(visitor.see_other("/feed"));
    }
    if !query.invite.is_empty() {
        let tries = vec![(super::super::throttle::CODE, flow::network(visitor.address))];
        flow::count(&visitor.app, tries).await?;
    }
    let closed = match flow::may_join(&visitor.app, &query.invite).await {
        Ok(_) => String::new(),
        Err(Error::Conflict(sentence)) => visitor.t(sentence),
        Err(other) => return Err(other),
    };
    let mut frame = visitor.frame("");
    frame.noindex = !query.invite.is_empty();
    Ok(Html(JoinPage {
        frame,
        name: String::new(),
        email: String::new(),
        invite: query.invite,
        request_id: request_id(&visitor)?,
        closed,
        errors: Fields::default(),
    })
    .into_response())
}

/// The address of an invitation is short enough to read out; the form is the same.
async fn invited(Public(visitor): Public, Path(code): Path<String>) -> Response {
    let code: String = url::form_urlencoded::byte_serialize(code.as_bytes()).collect();
    visitor.see_other(&format!("/join?invite={code}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JoinForm {
    name: String,
    email: String,
    password: String,
    #[serde(default)]
    request_id: String,
    #[serde(default)]
    invite: String,
    #[serde(default)]
    time_zone: String,
}

async fn join(Public(visitor): Public, Form(form): Form<JoinForm>) -> Result<Response> {
    let joining = Joining {
        name: form.name,
        email: form.email,
        password: form.password,
        request_id: form.request_id,
        invite: form.invite,
        time_zone: form.time_zone,
    };
    let browser = visitor.app.randomness.token().map_err(Error::internal)?;
    let asked = flow::join(&visitor.app, &joining, &browser, visitor.lang.tag(), visitor.address).await;
    let sign_up = match asked {
        Ok(sign_up) => sign_up,
        Err(error) => {
            let request_id = request_id(&visitor)?;
            return again(&visitor, error, |errors| JoinPage {
                frame: visitor.frame(""),
                name: joining.name,
                email: joining.email,
                invite: joining.invite,
                request_id,
                closed: String::new(),
                errors,
            });
        }
    };
    let mut response = visitor.see_other("/join/sent");
    let day = Duration::from_secs(24 * 3_600);
    visitor.set_cookie(&mut response, JOINING_COOKIE, &format!("{}.{sign_up}", browser.reveal()), day);
    visitor.set_cookie(&mut response, SENT_COOKIE, joining.email.trim(), Duration::from_secs(3_600));
    Ok(response)
}

/// The token and sign-up of this browser, if it asked to join.
fn joining(visitor: &Visitor) -> Option<(Token, i64)> {
    let cookie = visitor.cookie(JOINING_COOKIE)?;
    let (token, sign_up) = cookie.split_once('.')?;
    Some((Token::parse(token)?, sign_up.parse().ok()?))
}

#[derive(Template)]
#[template(path = "join_sent.html")]
struct SentPage {
    frame: Frame,
    email: String,
    /// The mail itself, in a demo.
    mail: Option<subscriber::Shown>,
}

async fn sent(Public(visitor): Public) -> Result<Html<SentPage>> {
    let email = visitor.cookie(SENT_COOKIE).unwrap_or_default();
    let mail = if visitor.app.demo { demo_mail(&visitor, &email).await? } else { None };
    Ok(Html(SentPage { email, mail, frame: visitor.frame("") }))
}

/// The mail that was sent last, from this browser or to somebody who is a member already.
async fn demo_mail(visitor: &Visitor, email: &str) -> Result<Option<subscriber::Shown>> {
    let Some((browser, id)) = joining(visitor) else { return Ok(None) };
    let hash = browser.hash();
    let pending = visitor.app.db.read(move |r| sign_up::pending_of_browser(r, id, &hash)).await?;
    match (pending, Email::parse(email)) {
        (Some(pending), _) => Ok(Some(subscriber::shown_confirmation(&visitor.app, &pending))),
        (None, Ok(email)) => subscriber::shown_known(&visitor.app, &email).await,
        (None, Err(_)) => Ok(None),
    }
}

#[derive(Template)]
#[template(path = "verify.html")]
struct VerifyPage {
    frame: Frame,
    /// The name that was given; empty if the link is used up or over.
    name: String,
    email: String,
    link: String,
    needs_password: bool,
    errors: Fields,
}

async fn verify(Public(visitor): Public, Path(link): Path<String>) -> Result<Response> {
    let page = verify_page(&visitor, link, Fields::default()).await?;
    Ok((gone_unless(!page.name.is_empty()), Html(page)).into_response())
}

async fn verify_page(visitor: &Visitor, link: String, errors: Fields) -> Result<VerifyPage> {
    let frame = visitor.frame("");
    let browser = joining(visitor).map(|(token, _)| token);
    Ok(match flow::pending(&visitor.app, &link).await? {
        None => VerifyPage { frame, name: String::new(), email: String::new(), link, needs_password: false, errors },
        Some(pending) => VerifyPage {
            needs_password: !flow::same_browser(&pending, browser.as_ref()),
            name: pending.name,
            email: pending.address,
            frame,
            link,
            errors,
        },
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmForm {
    #[serde(default)]
    password: String,
}

async fn confirm(Public(visitor): Public, Path(link): Path<String>, Form(form): Form<ConfirmForm>) -> Result<Response> {
    let browser = joining(&visitor).map(|(token, _)| token);
    let confirmed = flow::confirm(&visitor.app, &link, browser.as_ref(), form.password, device(&visitor)).await;
    match confirmed {
        Ok(Some(session)) => {
            let mut response = visitor.see_other_with_toast("/feed", "toast-welcome");
            visitor.remove_cookie(&mut response, JOINING_COOKIE);
            visitor.remove_cookie(&mut response, SENT_COOKIE);
            signed_in(&visitor, &mut response, &session);
            Ok(response)
        }
        Ok(None) => {
            let page = verify_page(&visitor, link, Fields::default()).await?;
            Ok((gone_unless(!page.name.is_empty()), Html(page)).into_response())
        }
        Err(Error::Invalid(invalid)) => {
            let page = verify_page(&visitor, link, Fields::default()).await?;
            again(&visitor, Error::Invalid(invalid), |errors| VerifyPage { errors, ..page })
        }
        Err(other) => Err(other),
    }
}
