//! Who asks: resolved once for each request, before any handler, and carried in the request.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, HOST, REFERER, SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use db::Read;
use web::{ClientAddr, Cookies, Head, RequestId};

use super::badges;
use super::frame::Frame;
use crate::kernel::registry::Signed;
use crate::kernel::secrets::Token;
use crate::kernel::texts::{Arg, Lang};
use crate::kernel::{Actor, App, Error, Result, limits};

/// The session's cookie; its full name depends on the public URL.
pub const SESSION_COOKIE: &str = "session";
/// The toast that the next page shows.
const TOAST_COOKIE: &str = "toast";
/// A guest's language.
pub const LANGUAGE_COOKIE: &str = "language";
/// A guest's theme.
pub const THEME_COOKIE: &str = "theme";

/// What a page says once, after something was done.
#[derive(Debug, Clone)]
pub struct Toast {
    /// `ok`, `error` or `info`.
    pub kind: &'static str,
    /// The sentence.
    pub text: String,
    /// Where a form takes back what was done; empty if it cannot be.
    pub undo: String,
}

impl Toast {
    /// It worked.
    pub fn ok(text: String) -> Toast {
        Toast { kind: "ok", text, undo: String::new() }
    }

    /// It did not work.
    pub fn error(text: String) -> Toast {
        Toast { kind: "error", ..Toast::ok(text) }
    }

    /// It worked, and a form sent to this path takes it back.
    pub fn undo(text: String, path: String) -> Toast {
        Toast { undo: path, ..Toast::ok(text) }
    }
}

/// Sentences a toast may show after a redirect: the cookie holds the key, and a key that is not here shows nothing.
const TOASTS: &[&str] = &[
    "toast-saved",
    "toast-signed-out",
    "toast-session-ended",
    "toast-sessions-ended",
    "toast-password-changed",
    "toast-welcome",
    "toast-invite-ended",
    "toast-person-confirmed",
    "toast-retried",
    "toast-discarded",
    "toast-guide-hidden",
    "toast-entry-removed",
    "toast-entry-restored",
    "toast-skill-merged",
    "toast-skill-separated",
    "toast-company-merged",
    "toast-company-separated",
    "toast-picture-removed",
    "toast-picture-restored",
    "toast-person-blocked",
    "toast-person-unblocked",
    "toast-reported",
    "toast-reported-page",
    "toast-report-known",
    "toast-report-closed",
    "toast-person-restored",
    "toast-badge-renewed",
    "toast-badge-ended",
    "toast-invited",
    "toast-connected",
    "toast-invitation-ignored",
    "toast-invitation-withdrawn",
    "toast-invitation-gone",
    "toast-connection-removed",
    "toast-followed",
    "toast-posted",
    "toast-post-saved",
    "toast-post-unsaved",
    "toast-post-removed",
    "toast-comment-removed",
    "toast-reposted",
    "toast-unreposted",
    "toast-repost-refused",
    "toast-repost-too-many",
    "toast-quote-refused",
    "toast-detached",
    "toast-post-hidden",
    "toast-post-unhidden",
    "toast-person-muted",
    "toast-person-snoozed",
    "toast-person-unmuted",
    "toast-term-muted",
    "toast-term-unmuted",
    "toast-untagged",
    "toast-draft-removed",
    "toast-drafts-full",
    "toast-posted-undescribed",
    "toast-images-added",
    "toast-images-full",
    "toast-voted",
    "toast-poll-over",
    "toast-poll-ended",
    "toast-preview-removed",
    "toast-preview-asked",
    "toast-reminder-done",
    "toast-reminder-later",
    "toast-unfollowed",
    "toast-follower-removed",
    "toast-undone",
    "toast-several-accepted",
    "toast-several-ignored",
    "toast-several-withdrawn",
    "toast-none-picked",
    "toast-introduction-asked",
    "toast-introduced",
    "toast-introduction-gone",
    "toast-introduction-declined",
    "toast-introduction-withdrawn",
    "toast-suggestion-dismissed",
    "toast-endorsed",
    "toast-endorsement-taken-back",
    "toast-endorser-hidden",
    "toast-endorser-shown",
];

/// The person or browser behind a request.
#[derive(Clone)]
pub struct Visitor(Arc<Inside>);

/// What is known of the visitor.
pub struct Inside {
    /// The application.
    pub app: App,
    /// Who is signed in, if anybody.
    pub signed: Option<Signed>,
    /// The language of the answer.
    pub lang: Lang,
    /// `system`, `light` or `dark`.
    pub theme: &'static str,
    /// Path and query of the request.
    pub path: String,
    /// Whether only a part of a page is wanted.
    pub is_fragment: bool,
    /// The id of this request, for the log and the 500 page.
    pub request_id: String,
    /// The network address, as far as trusted proxies tell.
    pub address: Option<IpAddr>,
    /// What the browser says it is, cut.
    pub user_agent: String,
    /// The toast that waits.
    pub toast: Option<Toast>,
    headers: HeaderMap,
}

impl Deref for Visitor {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl Visitor {
    /// Who acts, for verbs.
    pub fn actor(&self) -> Actor {
        self.signed.as_ref().map_or(Actor::Guest, |signed| signed.actor.into())
    }

    /// The frame of a page that looks into no table; `current` names the item of the navigation.
    pub fn frame(&self, current: &'static str) -> Frame {
        Frame::new(self, current)
    }

    /// Reads what a page shows and, in the same look into the tables, what its frame shows of them.
    ///
    /// # Errors
    /// Those of the closure, and what the database says.
    pub async fn page<T, F>(&self, current: &'static str, read: F) -> Result<(Frame, T)>
    where
        F: Fn(&mut Read<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let member = self.signed.as_ref().map(|signed| signed.actor);
        let slots = self.app.registry.badges;
        let both = move |r: &mut Read<'_>| {
            let shown = read(r)?;
            let badges = match &member {
                Some(actor) => badges::count(r, slots, actor)?,
                None => Vec::new(),
            };
            Ok::<_, Error>((shown, badges))
        };
        let (shown, badges) = self.app.db.read(both).await?;
        let mut frame = self.frame(current);
        frame.badges = badges;
        Ok((frame, shown))
    }

    /// A sentence in the visitor's language.
    pub fn t(&self, key: &str) -> String {
        self.app.texts.get(self.lang, key).to_owned()
    }

    /// A sentence with arguments in the visitor's language.
    pub fn tf(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.app.texts.format(self.lang, key, args)
    }

    /// The page a change was asked for on; `list` if that is not known.
    pub fn back_to<'a>(&'a self, list: &'a str) -> &'a str {
        if self.path == "/" { list } else { &self.path }
    }

    /// Sends the visitor on after a change.
    pub fn see_other(&self, url: &str) -> Response {
        web::see_other(&self.headers, url)
    }

    /// Sends the visitor on and lets the next page say so.
    pub fn see_other_with_toast(&self, url: &str, toast: &'static str) -> Response {
        let mut response = self.see_other(url);
        self.set_cookie(&mut response, TOAST_COOKIE, toast, Duration::from_secs(60));
        response
    }

    /// Sends the visitor on and lets the next page say so and offer a form that takes it back.
    pub fn see_other_with_undo(&self, url: &str, toast: &'static str, undo: &str) -> Response {
        let mut response = self.see_other(url);
        self.set_cookie(&mut response, TOAST_COOKIE, &format!("{toast}|{undo}"), Duration::from_secs(60));
        response
    }

    /// Sets a cookie for so long.
    pub fn set_cookie(&self, response: &mut Response, name: &str, value: &str, max_age: Duration) {
        let cookie = self.cookies().set(name, value, Some(max_age));
        response.headers_mut().append(SET_COOKIE, cookie);
    }

    /// Removes a cookie.
    pub fn remove_cookie(&self, response: &mut Response, name: &str) {
        response.headers_mut().append(SET_COOKIE, self.cookies().remove(name));
    }

    /// A header of the request, if it is text.
    pub fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(text)
    }

    /// A cookie of ours that the browser sent.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies().read(&self.headers, name)
    }

    fn cookies(&self) -> Cookies {
        Cookies::of(&self.app.config.public_url)
    }
}

/// Resolves the visitor of every request; runs inside of all layers and outside of all handlers.
pub async fn resolve(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    let asked = Asked {
        // Whoever sent a form comes back to the page it stands on: its own address may take nothing but forms.
        path: if parts.method.is_safe() {
            path
        } else {
            page_before(&app, &parts.headers).unwrap_or_else(|| "/".to_owned())
        },
        request_id: parts.extensions.get::<RequestId>().map(|id| id.as_str().to_owned()).unwrap_or_default(),
        address: parts.extensions.get::<ClientAddr>().map(|client| client.0),
        headers: parts.headers.clone(),
    };
    // Supervisors want to know whether we live, not whether the database remembers them; who has a picture's address
    // need not say who they are.
    let is_picture = parts.uri.path().starts_with("/media/");
    let is_anonymous = is_picture || matches!(parts.uri.path(), "/healthz" | "/readyz");
    if !is_picture && is_media_host(&app, &parts) {
        return super::errors::render(&visitor(app, asked, None), Error::NotFound.into_response());
    }
    let signed = match if is_anonymous { Ok(None) } else { authenticated(&app, &asked).await } {
        Ok(signed) => signed,
        Err(error) => {
            let visitor = visitor(app, asked, None);
            return super::errors::render(&visitor, error.into_response());
        }
    };
    let visitor = visitor(app, asked, signed);
    if let Some(signed) = &visitor.signed
        && let Err(seconds) = visitor.app.member_rate.check(&signed.actor.account)
    {
        return super::errors::render(&visitor, Error::TooMany(seconds).into_response());
    }
    parts.extensions.insert(visitor.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    // A redirect passes the toast on; a page has shown it.
    if visitor.toast.is_some() && !response.status().is_redirection() && !visitor.is_fragment {
        visitor.remove_cookie(&mut response, TOAST_COOKIE);
    }
    super::errors::render(&visitor, response)
}

/// Whether the request came to the host that shows pictures and nothing else.
fn is_media_host(app: &App, parts: &Parts) -> bool {
    let named = parts.headers.get(HOST).and_then(text).or_else(|| parts.uri.authority().map(Authority::as_str));
    let media = app.config.media_url.as_ref().filter(|media| **media != app.config.public_url);
    media.is_some_and(|media| media.as_str().split_once("://").map(|(_, host)| host) == named)
}

/// Path and query of the page of this site that a form was sent from.
fn page_before(app: &App, headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(REFERER).and_then(text)?;
    let path = referer.strip_prefix(app.config.public_url.as_str())?;
    web::local_path(path).map(str::to_owned)
}

/// The page for a request that never reached a handler: nobody is looked up for it, so its reader is a guest.
pub fn refused(app: &App, head: &Head, error: Error) -> Response {
    let asked = Asked {
        path: "/".to_owned(),
        request_id: head.id.as_str().to_owned(),
        address: Some(head.client.0),
        headers: head.headers.clone(),
    };
    super::errors::render(&visitor(app.clone(), asked, None), error.into_response())
}

/// Whether whoever sent this is signed in: asked before a file is read.
pub fn is_member(app: App, head: &Head) -> impl Future<Output = bool> + Send + use<> {
    let asked = Asked {
        path: String::new(),
        request_id: String::new(),
        address: Some(head.client.0),
        headers: head.headers.clone(),
    };
    async move { authenticated(&app, &asked).await.is_ok_and(|signed| signed.is_some()) }
}

/// What a request says of itself.
struct Asked {
    path: String,
    request_id: String,
    address: Option<IpAddr>,
    headers: HeaderMap,
}

async fn authenticated(app: &App, asked: &Asked) -> Result<Option<Signed>> {
    let cookie = Cookies::of(&app.config.public_url).read(&asked.headers, SESSION_COOKIE);
    match cookie.and_then(|text| Token::parse(&text)) {
        None => Ok(None),
        Some(token) => (app.registry.authenticate)(app.clone(), token, asked.address).await,
    }
}

fn visitor(app: App, asked: Asked, signed: Option<Signed>) -> Visitor {
    let headers = asked.headers;
    let cookies = Cookies::of(&app.config.public_url);
    let cookie = |name: &str| cookies.read(&headers, name);
    let chosen = signed.as_ref().and_then(|signed| Lang::from_tag(&signed.language));
    let remembered = || cookie(LANGUAGE_COOKIE).and_then(|tag| Lang::from_tag(&tag));
    let spoken = || headers.get(ACCEPT_LANGUAGE).and_then(text).map_or(Lang::En, Lang::from_accept);
    let lang = chosen.or_else(remembered).unwrap_or_else(spoken);
    let theme = match &signed {
        Some(signed) => theme(&signed.theme),
        None => theme(&cookie(THEME_COOKIE).unwrap_or_default()),
    };
    let toast = cookie(TOAST_COOKIE).and_then(|said| {
        let (key, undo) = said.split_once('|').unwrap_or((&said, ""));
        let key = TOASTS.iter().find(|known| **known == key)?;
        let undo = web::local_path(undo).unwrap_or_default();
        Some(Toast::undo(app.texts.get(lang, key).to_owned(), undo.to_owned()))
    });
    let user_agent = headers.get(USER_AGENT).and_then(text).unwrap_or("");
    Visitor(Arc::new(Inside {
        lang,
        theme,
        path: asked.path,
        is_fragment: web::is_fragment(&headers),
        request_id: asked.request_id,
        address: asked.address,
        user_agent: user_agent.chars().filter(|c| !c.is_control()).take(limits::USER_AGENT_BYTES).collect(),
        toast,
        signed,
        headers,
        app,
    }))
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

fn theme(word: &str) -> &'static str {
    ["light", "dark"].into_iter().find(|theme| *theme == word).unwrap_or("system")
}
