//! Settings of the account: address, handle, password, sessions, language and look.

use std::time::Duration;

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes, local_path};

use super::super::emails;
use super::super::flow;
use super::super::model::{Handle, Theme, time_zone};
use super::super::people::{self, HandleChange};
use super::super::preferences::{self, Choice};
use super::super::sessions::{self, SessionRow};
use super::{again, device, signed_in};
use crate::kernel::texts::Lang;
use crate::kernel::{App, Error, Result, SessionId};
use crate::shell::visitor::{LANGUAGE_COOKIE, SESSION_COOKIE, THEME_COOKIE};
use crate::shell::{Fields, Form, Frame, Id, Member, Public};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/settings", index)
        .get("/settings/account", account)
        .post("/settings/handle", change_handle)
        .post("/settings/password", change_password)
        .get("/settings/sessions", session_list)
        .post("/settings/sessions/{id}/end", end_session)
        .post("/settings/sessions/end", end_all_sessions)
        .get("/settings/appearance", appearance)
        .post("/settings/appearance", change_appearance)
        .post("/preferences", preferences)
}

async fn index(member: Member) -> Response {
    member.visitor.see_other("/settings/account")
}

#[derive(Template)]
#[template(path = "settings_account.html")]
struct AccountPage {
    frame: Frame,
    email: String,
    handle: String,
    origin: String,
    errors: Fields,
}

async fn account(member: Member) -> Result<Html<AccountPage>> {
    Ok(Html(account_page(&member, Fields::default()).await?))
}

async fn account_page(member: &Member, errors: Fields) -> Result<AccountPage> {
    let account = member.account();
    let (frame, recipient) = member.visitor.page("settings", move |r| emails::recipient(r, account)).await?;
    Ok(AccountPage {
        frame,
        email: recipient.map(|recipient| recipient.address).unwrap_or_default(),
        handle: member.visitor.signed.as_ref().map(|signed| signed.handle.clone()).unwrap_or_default(),
        origin: member.visitor.app.config.public_url.to_string(),
        errors,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HandleForm {
    handle: String,
}

async fn change_handle(member: Member, Form(form): Form<HandleForm>) -> Result<Response> {
    let account = member.account();
    let changed = match Handle::parse(&form.handle) {
        Err(error) => Err(error.into()),
        Ok(handle) => member.visitor.app.db.write(move |tx| people::change_handle(tx, account, &handle)).await,
    };
    let error = match changed {
        Ok(HandleChange::Changed | HandleChange::Same) => {
            return Ok(member.visitor.see_other_with_toast("/settings/account", "toast-saved"));
        }
        Ok(HandleChange::Taken) => Error::field("handle", "handle-taken"),
        Err(error) => error,
    };
    let page = account_page(&member, Fields::default()).await?;
    again(&member.visitor, error, |errors| AccountPage { handle: form.handle, errors, ..page })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordForm {
    present: String,
    password: String,
}

async fn change_password(member: Member, Form(form): Form<PasswordForm>) -> Result<Response> {
    let page = account_page(&member, Fields::default()).await?;
    let name = member.visitor.signed.as_ref().map(|signed| signed.name.clone()).unwrap_or_default();
    let own_words = [name.as_str(), page.email.as_str()];
    let app = &member.visitor.app;
    let changed =
        flow::change_password(app, member.actor, &own_words, form.present, &form.password, device(&member.visitor));
    match changed.await {
        Ok(session) => {
            let mut response = member.visitor.see_other_with_toast("/settings/account", "toast-password-changed");
            signed_in(&member.visitor, &mut response, &session);
            Ok(response)
        }
        Err(error) => again(&member.visitor, error, |errors| AccountPage { errors, ..page }),
    }
}

#[derive(Template)]
#[template(path = "settings_sessions.html")]
struct SessionsPage {
    frame: Frame,
    sessions: Vec<SessionView>,
}

/// A session in words.
struct SessionView {
    id: SessionId,
    device: String,
    address: String,
    seen_us: i64,
    is_this: bool,
}

async fn session_list(member: Member) -> Result<Html<SessionsPage>> {
    let account = member.account();
    let (frame, rows) = member.visitor.page("settings", move |r| sessions::list(r, account)).await?;
    let this = member.actor.session;
    let view = |row: SessionRow| SessionView {
        device: browser_name(&row.user_agent),
        is_this: row.id == this,
        id: row.id,
        address: row.address,
        seen_us: row.seen_us,
    };
    Ok(Html(SessionsPage { sessions: rows.into_iter().map(view).collect(), frame }))
}

/// Browser and system out of a user agent, for people; they are hints and nothing depends on them.
fn browser_name(user_agent: &str) -> String {
    let find =
        |table: &[(&str, &'static str)]| table.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, n)| *n);
    let browser = find(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => user_agent.chars().take(40).collect(),
    }
}

async fn end_session(member: Member, Id(id): Id<SessionId>) -> Result<Response> {
    let account = member.account();
    if !member.visitor.app.db.write(move |tx| sessions::end(tx, account, id)).await? {
        return Err(Error::NotFound);
    }
    if id == member.actor.session {
        let mut response = member.visitor.see_other_with_toast("/", "toast-signed-out");
        member.visitor.remove_cookie(&mut response, SESSION_COOKIE);
        return Ok(response);
    }
    Ok(member.visitor.see_other_with_toast("/settings/sessions", "toast-session-ended"))
}

/// Ends every session, this one too: whoever lost a device wants to be sure.
async fn end_all_sessions(member: Member) -> Result<Response> {
    let account = member.account();
    member.visitor.app.db.write(move |tx| sessions::end_all(tx, account, None)).await?;
    let mut response = member.visitor.see_other_with_toast("/login", "toast-sessions-ended");
    member.visitor.remove_cookie(&mut response, SESSION_COOKIE);
    Ok(response)
}

#[derive(Template)]
#[template(path = "settings_appearance.html")]
struct AppearancePage {
    frame: Frame,
    theme: &'static str,
    language: String,
    time_zone: String,
    zones: Vec<String>,
}

async fn appearance(member: Member) -> Result<Html<AppearancePage>> {
    let (frame, ()) = member.visitor.page("settings", |_| Ok(())).await?;
    let signed = member.visitor.signed.as_ref();
    Ok(Html(AppearancePage {
        theme: member.visitor.theme,
        language: signed.map(|signed| signed.language.clone()).unwrap_or_default(),
        time_zone: signed.map(|signed| signed.time_zone.clone()).unwrap_or_default(),
        zones: zones(),
        frame,
    }))
}

fn zones() -> Vec<String> {
    let mut zones: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .filter(|name| name == "UTC" || is_place(name))
        .collect();
    zones.sort();
    zones
}

/// The zones people look for: continents and places, not the aliases of fifty years.
fn is_place(name: &str) -> bool {
    const CONTINENTS: [&str; 10] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    CONTINENTS.iter().any(|continent| name.starts_with(continent))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AppearanceForm {
    theme: String,
    language: String,
    time_zone: String,
}

async fn change_appearance(member: Member, Form(form): Form<AppearanceForm>) -> Result<Response> {
    let account = member.account();
    let choice = Choice {
        theme: Theme::from_word(&form.theme),
        language: Some(Lang::from_tag(&form.language)),
        time_zone: Some(time_zone(&form.time_zone)),
    };
    member.visitor.app.db.write(move |tx| preferences::choose(tx, account, &choice)).await?;
    Ok(member.visitor.see_other_with_toast("/settings/appearance", "toast-saved"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PreferencesForm {
    theme: Option<String>,
    language: Option<String>,
    #[serde(default)]
    next: String,
}

/// The quick switches of the menu, for guests (in cookies) and members (in the account) alike.
async fn preferences(Public(visitor): Public, Form(form): Form<PreferencesForm>) -> Result<Response> {
    let theme = form.theme.as_deref().and_then(Theme::from_word);
    let language = form.language.as_deref().and_then(Lang::from_tag);
    let mut response = visitor.see_other(local_path(&form.next).unwrap_or("/"));
    if let Some(signed) = &visitor.signed {
        let account = signed.actor.account;
        let choice = Choice { theme, language: language.map(Some), time_zone: None };
        visitor.app.db.write(move |tx| preferences::choose(tx, account, &choice)).await?;
        return Ok(response);
    }
    let year = Duration::from_secs(365 * 24 * 3_600);
    if let Some(theme) = theme {
        visitor.set_cookie(&mut response, THEME_COOKIE, theme.word(), year);
    }
    if let Some(language) = language {
        visitor.set_cookie(&mut response, LANGUAGE_COOKIE, language.tag(), year);
    }
    Ok(response.into_response())
}
