//! Signing in and out.

use std::time::Duration;

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes, local_path};

use super::super::{flow, sessions};
use super::{DEVICE_COOKIE, again, device, signed_in};
use crate::kernel::{App, Result};
use crate::shell::visitor::SESSION_COOKIE;
use crate::shell::{Fields, Form, Frame, Public, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/login", form).post("/login", sign_in).post("/logout", sign_out)
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    frame: Frame,
    email: String,
    next: String,
    errors: Fields,
}

#[derive(Deserialize)]
struct LoginQuery {
    #[serde(default)]
    next: String,
}

async fn form(Public(visitor): Public, Query(query): Query<LoginQuery>) -> Response {
    if visitor.signed.is_some() {
        return visitor.see_other(local_path(&query.next).unwrap_or("/feed"));
    }
    let frame = visitor.frame("");
    Html(LoginPage { frame, email: String::new(), next: query.next, errors: Fields::default() }).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoginForm {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(Public(visitor): Public, Form(form): Form<LoginForm>) -> Result<Response> {
    let known = visitor.cookie(DEVICE_COOKIE);
    let entered =
        flow::sign_in(&visitor.app, &form.email, form.password, known.as_deref(), device(&visitor), visitor.address);
    match entered.await {
        Ok((account, session)) => {
            let mut response = visitor.see_other(local_path(&form.next).unwrap_or("/feed"));
            let year = Duration::from_secs(365 * 24 * 3_600);
            visitor.set_cookie(&mut response, DEVICE_COOKIE, &flow::known_device(&visitor.app, account), year);
            signed_in(&visitor, &mut response, &session);
            Ok(response)
        }
        Err(error) => again(&visitor, error, |errors| LoginPage {
            frame: visitor.frame(""),
            email: form.email,
            next: form.next,
            errors,
        }),
    }
}

/// Ends the session on the server. Whoever is not signed in is as signed out as they wished.
async fn sign_out(Public(visitor): Public) -> Result<Response> {
    if let Some(signed) = &visitor.signed {
        let (account, session) = (signed.actor.account, signed.actor.session);
        visitor.app.db.write(move |tx| sessions::end(tx, account, session)).await?;
    }
    let mut response = visitor.see_other_with_toast("/", "toast-signed-out");
    visitor.remove_cookie(&mut response, SESSION_COOKIE);
    Ok(response)
}
