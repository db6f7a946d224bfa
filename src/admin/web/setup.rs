//! The first-run page, guarded by the one-time code in the log. Once there is an operator, it does not exist.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use web::{Html, Routes};

use super::super::community::{Community, Typed};
use super::super::founding::{self, Founded};
use super::audit_id;
use crate::accounts::model::time_zone;
use crate::accounts::sessions::NewSession;
use crate::accounts::sign_up::NewIds;
use crate::accounts::staff::{self, NewOperator};
use crate::accounts::web::{device, signed_in};
use crate::accounts::{Email, Password, PersonName, flow, passwords, throttle};
use crate::kernel::secrets::code_hash;
use crate::kernel::{App, Error, Invalid, Result, settings};
use crate::network::Door;
use crate::posts::LINK_PREVIEWS;
use crate::shell::{Fields, Form, Frame, Public, Query, Visitor};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/setup", form).post("/setup", found)
}

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage {
    frame: Frame,
    /// The right code, or empty: then it is asked for alone.
    code: String,
    filled: Filled,
    errors: Fields,
}

/// Passes while nobody runs this community yet.
async fn unfounded(visitor: &Visitor) -> Result<()> {
    if visitor.app.db.read(staff::has_operator).await? { Err(Error::NotFound) } else { Ok(()) }
}

/// Whether it is the code of the log; each try counts.
async fn is_right(visitor: &Visitor, code: &str) -> Result<bool> {
    flow::count(&visitor.app, vec![(throttle::CODE, flow::network(visitor.address))]).await?;
    Ok(code_hash(code).ct_eq(&code_hash(&visitor.app.setup_code)).into())
}

#[derive(Deserialize)]
struct SetupQuery {
    #[serde(default)]
    code: String,
}

async fn form(Public(visitor): Public, Query(query): Query<SetupQuery>) -> Result<Response> {
    unfounded(&visitor).await?;
    if query.code.is_empty() || is_right(&visitor, &query.code).await? {
        return Ok(page(&visitor, query.code, blank(&visitor), &Invalid::default()).into_response());
    }
    Ok(wrong_code(&visitor, Filled::default()))
}

/// What was typed beside the code; the password is typed again.
#[derive(Default)]
struct Filled {
    typed: Typed,
    name: String,
    email: String,
}

impl Filled {
    fn has_any(&self) -> bool {
        !self.typed.community.is_empty() || !self.name.is_empty() || !self.email.is_empty()
    }
}

fn blank(visitor: &Visitor) -> Filled {
    let accent = settings::ACCENT.get(&visitor.app.settings).to_string();
    let typed = Typed { accent, registration: "invite".to_owned(), ..Typed::default() };
    Filled { typed, ..Filled::default() }
}

fn page(visitor: &Visitor, code: String, filled: Filled, invalid: &Invalid) -> Html<SetupPage> {
    let errors = Fields::new(visitor, invalid);
    Html(SetupPage { frame: visitor.frame(""), code, filled, errors })
}

/// A code is good until the next start: what was typed under an old one is kept for the new one.
fn wrong_code(visitor: &Visitor, filled: Filled) -> Response {
    let mut invalid = Invalid::default();
    invalid.add("code", "setup-code-wrong");
    (StatusCode::UNPROCESSABLE_ENTITY, page(visitor, String::new(), filled, &invalid)).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetupForm {
    code: String,
    community: Option<String>,
    #[serde(default)]
    tagline: String,
    #[serde(default)]
    accent: String,
    #[serde(default)]
    registration: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    time_zone: String,
}

async fn found(Public(visitor): Public, Form(form): Form<SetupForm>) -> Result<Response> {
    unfounded(&visitor).await?;
    let is_alone = form.community.is_none();
    let typed = Typed {
        community: form.community.unwrap_or_default(),
        tagline: form.tagline,
        about: String::new(),
        accent: form.accent,
        registration: form.registration,
        // Nobody is there yet: these can be chosen once there are some.
        door: Door::Everyone.word().to_owned(),
        previews: (LINK_PREVIEWS.write)(&(LINK_PREVIEWS.default)()),
    };
    let filled = Filled { typed, name: form.name, email: form.email };
    if !is_right(&visitor, &form.code).await? {
        return Ok(wrong_code(&visitor, filled));
    }
    // The code alone was sent: now the form.
    if is_alone {
        return Ok(page(&visitor, form.code, blank(&visitor), &Invalid::default()).into_response());
    }
    let mut invalid = Invalid::default();
    let community = Community::parse(&filled.typed, &mut invalid);
    let name = invalid.take(PersonName::parse(&filled.name));
    let email = invalid.take(Email::parse(&filled.email));
    let password = invalid.take(Password::parse("password", &form.password, &[&filled.name, &filled.email]));
    let (Some(community), Some(name), Some(email), Some(password)) = (community, name, email, password) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visitor, form.code, filled, &invalid)).into_response());
    };
    let app = &visitor.app;
    let operator = NewOperator {
        name,
        email,
        secret: passwords::hash(app, password).await?,
        language: String::new(),
        time_zone: time_zone(&form.time_zone),
    };
    let session = NewSession::make(app, device(&visitor))?;
    let (ids, audit_id, kept) = (NewIds::make(&app.db), audit_id(app), session.clone());
    let founded = app.db.write(move |tx| founding::found(tx, ids, &operator, &community, &kept, audit_id)).await?;
    match founded {
        Founded::TooLate => Err(Error::NotFound),
        Founded::Yes => {
            let mut response = visitor.see_other("/feed");
            signed_in(&visitor, &mut response, &session);
            Ok(response)
        }
    }
}
