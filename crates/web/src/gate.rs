//! The router that refuses handlers nobody guards.
//!
//! A handler's first argument must be an extractor that decides who may call it ([`Decides`]).
//! Forgetting it is a compile error, so the default is "nobody":
//!
//! ```compile_fail
//! // No argument at all: does not compile.
//! let routes: web::Routes<()> = web::Routes::new().get("/people", async || "everybody");
//! ```
//!
//! ```compile_fail
//! // A first argument that decides nothing: does not compile.
//! use axum::http::HeaderMap;
//! async fn people(_headers: HeaderMap) -> &'static str { "everybody" }
//! let routes: web::Routes<()> = web::Routes::new().get("/people", people);
//! ```
//!
//! ```compile_fail
//! // An optional gate is no gate: does not compile.
//! # use axum::{extract::OptionalFromRequestParts, http::request::Parts};
//! # use std::convert::Infallible;
//! struct Member;
//! impl web::Decides for Member { const GATE: &'static str = "member"; }
//! impl<S: Send + Sync> OptionalFromRequestParts<S> for Member {
//!     type Rejection = Infallible;
//!     async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> { Ok(None) }
//! }
//! async fn people(_who: Option<Member>) -> &'static str { "everybody" }
//! let routes: web::Routes<()> = web::Routes::new().get("/people", people);
//! ```
//!
//! ```compile_fail
//! // The gate must come first, before anything that reads the request: does not compile.
//! # use axum::{extract::FromRequestParts, http::{HeaderMap, request::Parts}};
//! # use std::convert::Infallible;
//! # struct Public;
//! # impl web::Decides for Public { const GATE: &'static str = "public"; }
//! # impl<S: Send + Sync> FromRequestParts<S> for Public {
//! #     type Rejection = Infallible;
//! #     async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> { Ok(Public) }
//! # }
//! async fn people(_headers: HeaderMap, _gate: Public) -> &'static str { "everybody" }
//! let routes: web::Routes<()> = web::Routes::new().get("/people", people);
//! ```
//!
//! The same handler with its gate in front compiles:
//!
//! ```
//! # use axum::{extract::FromRequestParts, http::{HeaderMap, request::Parts}};
//! # use std::convert::Infallible;
//! struct Public;
//! impl web::Decides for Public { const GATE: &'static str = "public"; }
//! impl<S: Send + Sync> FromRequestParts<S> for Public {
//!     type Rejection = Infallible;
//!     async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> { Ok(Public) }
//! }
//! async fn people(_gate: Public, _headers: HeaderMap) -> &'static str { "everybody" }
//! let routes: web::Routes<()> = web::Routes::new().get("/people", people);
//! assert_eq!(routes.routes()[0].gate, "public");
//! ```

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};

/// An extractor that lets a request pass only after deciding who is asking.
///
/// Its rejection is the refusal the visitor sees. Implement it for nothing that lets everybody
/// through, except one type whose name says so.
pub trait Decides {
    /// The gate's name in the list of routes, e.g. `member`. Tests of principals × routes key on it.
    const GATE: &'static str;
}

/// A handler whose first argument [`Decides`]. Implemented for such handlers only; never by hand.
#[diagnostic::on_unimplemented(
    message = "this handler has no gate in front",
    label = "the first argument must implement `web::Decides`",
    note = "put an extractor that decides who may call the handler before all other arguments"
)]
pub trait Gated<T, S>: Handler<T, S> {
    /// The gate of the first argument.
    const GATE: &'static str;
}

macro_rules! gated {
    ($($rest:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<F, S, M, D: Decides, $($rest),*> Gated<(M, D, $($rest,)*), S> for F
        where
            F: Handler<(M, D, $($rest,)*), S>,
        {
            const GATE: &'static str = D::GATE;
        }
    };
}

gated!();
gated!(A2);
gated!(A2, A3);
gated!(A2, A3, A4);
gated!(A2, A3, A4, A5);
gated!(A2, A3, A4, A5, A6);
gated!(A2, A3, A4, A5, A6, A7);
gated!(A2, A3, A4, A5, A6, A7, A8);

/// One line of the site's map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// The method as registered; a GET also answers HEAD.
    pub method: Method,
    /// The path template, e.g. `/in/{handle}`.
    pub path: &'static str,
    /// [`Decides::GATE`] of the handler's first argument.
    pub gate: &'static str,
}

/// Routes on their way to becoming a router; `S` is the state of the handlers.
#[derive(Debug)]
pub struct Routes<S> {
    infos: Vec<RouteInfo>,
    handlers: Vec<(&'static str, MethodRouter<S>)>,
    clashes: Vec<RouteInfo>,
}

/// What makes a set of routes impossible. Found at start, never at a request.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RouteError {
    /// Two handlers for one method and path.
    #[error("two handlers for {0} {1}: one of them must go or take another path")]
    Duplicate(Method, &'static str),
    /// Two templates that match the same addresses under different parameter names.
    #[error("the paths {0} and {1} match the same addresses: give their parameters the same names")]
    Ambiguous(&'static str, &'static str),
    /// A template the router cannot take.
    #[error("the path {0:?} must begin with / and name parameters as {{name}}")]
    Malformed(&'static str),
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    pub fn new() -> Self {
        Self { infos: Vec::new(), handlers: Vec::new(), clashes: Vec::new() }
    }

    /// Answers GET (and HEAD) of `path`.
    pub fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Gated<T, S>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, handler)
    }

    /// Answers POST of `path`.
    pub fn post<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Gated<T, S>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, handler)
    }

    /// Answers PUT of `path`.
    pub fn put<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Gated<T, S>,
        T: 'static,
    {
        self.add(Method::PUT, MethodFilter::PUT, path, handler)
    }

    /// Answers DELETE of `path`.
    pub fn delete<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Gated<T, S>,
        T: 'static,
    {
        self.add(Method::DELETE, MethodFilter::DELETE, path, handler)
    }

    fn add<H, T>(self, method: Method, filter: MethodFilter, path: &'static str, handler: H) -> Self
    where
        H: Gated<T, S>,
        T: 'static,
    {
        let info = RouteInfo { method, path, gate: H::GATE };
        self.put_in(vec![info], path, on(filter, handler))
    }

    /// Takes all routes of another set.
    pub fn merge(self, other: Self) -> Self {
        let mut all = self;
        all.clashes.extend(other.clashes);
        for (path, handler) in other.handlers {
            let infos = other.infos.iter().filter(|info| info.path == path);
            all = all.put_in(infos.cloned().collect(), path, handler);
        }
        all
    }

    /// A clash is remembered, not merged: axum would panic on it without naming both.
    fn put_in(mut self, infos: Vec<RouteInfo>, path: &'static str, handler: MethodRouter<S>) -> Self {
        let clashes: Vec<RouteInfo> = infos
            .iter()
            .filter(|new| self.infos.iter().any(|old| old.path == path && old.method == new.method))
            .cloned()
            .collect();
        if !clashes.is_empty() {
            self.clashes.extend(clashes);
            return self;
        }
        match self.handlers.iter_mut().find(|(known, _)| *known == path) {
            Some((_, known)) => *known = std::mem::take(known).merge(handler),
            None => self.handlers.push((path, handler)),
        }
        self.infos.extend(infos);
        self
    }

    /// The map of the site, in the order of registration.
    pub fn routes(&self) -> &[RouteInfo] {
        &self.infos
    }

    /// The axum router, or what is wrong with the routes.
    pub fn into_router(self) -> Result<Router<S>, RouteError> {
        if let Some(clash) = self.clashes.into_iter().next() {
            return Err(RouteError::Duplicate(clash.method, clash.path));
        }
        let mut router = Router::new();
        let mut shapes: Vec<(String, &'static str)> = Vec::new();
        for (path, handler) in self.handlers {
            let shape = shape(path).ok_or(RouteError::Malformed(path))?;
            if let Some((_, known)) = shapes.iter().find(|(known, _)| *known == shape) {
                return Err(RouteError::Ambiguous(known, path));
            }
            shapes.push((shape, path));
            router = router.route(path, handler);
        }
        Ok(router)
    }
}

/// The template with its parameter names taken out, so that `/{id}` and `/{handle}` look alike.
/// `None` where axum would panic: no leading slash, a parameter of the old `:name` form, or braces
/// that do not enclose exactly one whole segment.
fn shape(path: &str) -> Option<String> {
    let mut shape = String::with_capacity(path.len());
    let mut segments = path.strip_prefix('/')?.split('/').peekable();
    while let Some(segment) = segments.next() {
        shape.push('/');
        let inner = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
        match inner {
            Some(name) => {
                let (mark, name) = match name.strip_prefix('*') {
                    Some(rest) if segments.peek().is_none() => ("{*}", rest),
                    Some(_) => return None,
                    None => ("{}", name),
                };
                if name.is_empty() || name.contains(['{', '}', '*']) {
                    return None;
                }
                shape.push_str(mark);
            }
            None if segment.contains(['{', '}']) || segment.starts_with([':', '*']) => return None,
            None => shape.push_str(segment),
        }
    }
    Some(shape)
}
