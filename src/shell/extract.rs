//! The extractors that decide who may call a handler. The router takes no handler without one in front.

use std::marker::PhantomData;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use web::Decides;

use super::visitor::Visitor;
use crate::kernel::{AccountId, App, Cap, Error, MemberActor};

fn visitor(parts: &Parts) -> Result<Visitor, Error> {
    parts.extensions.get::<Visitor>().cloned().ok_or_else(|| Error::internal("no visitor in the request"))
}

/// Everybody, signed in or not.
pub struct Public(pub Visitor);

impl Decides for Public {
    const GATE: &'static str = "public";
}

impl FromRequestParts<App> for Public {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Error> {
        visitor(parts).map(Public)
    }
}

/// Somebody who is signed in, confirmed and active.
pub struct Member {
    /// The visitor.
    pub visitor: Visitor,
    /// Who acts.
    pub actor: MemberActor,
}

impl Member {
    /// Whose account it is.
    pub fn account(&self) -> AccountId {
        self.actor.account
    }
}

impl Decides for Member {
    const GATE: &'static str = "member";
}

impl FromRequestParts<App> for Member {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Error> {
        let visitor = visitor(parts)?;
        let actor = visitor.signed.as_ref().map(|signed| signed.actor).ok_or(Error::SignIn)?;
        Ok(Member { visitor, actor })
    }
}

/// A capability as a type.
pub trait CapType: Send {
    /// The capability.
    const CAP: Cap;
    /// The gate's name.
    const GATE: &'static str;
}

/// See [`Cap::Operator`].
pub struct Operator;

impl CapType for Operator {
    const CAP: Cap = Cap::Operator;
    const GATE: &'static str = "operator";
}

/// A member of staff who holds the capability. To other members these pages do not exist.
pub struct Staff<C: CapType> {
    /// The member.
    pub member: Member,
    capability: PhantomData<C>,
}

impl<C: CapType> Decides for Staff<C> {
    const GATE: &'static str = C::GATE;
}

impl<C: CapType> FromRequestParts<App> for Staff<C> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let member = Member::from_request_parts(parts, app).await?;
        if !member.actor.has(C::CAP) {
            return Err(Error::NotFound);
        }
        Ok(Staff { member, capability: PhantomData })
    }
}

/// The id in a path such as `/settings/sessions/{id}/end`. What is no id is not found, as an id nobody has.
pub struct Id<T>(pub T);

/// Several such in one path, as in `/in/{handle}/edit/{section}/{id}`, in their order.
pub struct Ids<T>(pub T);

impl<T: FromSegments> FromRequestParts<App> for Ids<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let Path(segments) = Path::<Vec<String>>::from_request_parts(parts, app).await.map_err(|_| Error::NotFound)?;
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        T::from_segments(&segments).map(Ids).ok_or(Error::NotFound)
    }
}

/// What can be read from the variable parts of a path.
pub trait FromSegments: Sized {
    /// Reads them; `None` if there are more or fewer, or one is none of its kind.
    fn from_segments(segments: &[&str]) -> Option<Self>;
}

impl<A: FromStr, B: FromStr> FromSegments for (A, B) {
    fn from_segments(segments: &[&str]) -> Option<Self> {
        let [a, b] = segments else { return None };
        Some((a.parse().ok()?, b.parse().ok()?))
    }
}

impl<A: FromStr, B: FromStr, C: FromStr> FromSegments for (A, B, C) {
    fn from_segments(segments: &[&str]) -> Option<Self> {
        let [a, b, c] = segments else { return None };
        Some((a.parse().ok()?, b.parse().ok()?, c.parse().ok()?))
    }
}

impl<A: FromStr, B: FromStr, C: FromStr, D: FromStr> FromSegments for (A, B, C, D) {
    fn from_segments(segments: &[&str]) -> Option<Self> {
        let [a, b, c, d] = segments else { return None };
        Some((a.parse().ok()?, b.parse().ok()?, c.parse().ok()?, d.parse().ok()?))
    }
}

impl<A: FromStr, B: FromStr, C: FromStr, D: FromStr, E: FromStr> FromSegments for (A, B, C, D, E) {
    fn from_segments(segments: &[&str]) -> Option<Self> {
        let [a, b, c, d, e] = segments else { return None };
        Some((a.parse().ok()?, b.parse().ok()?, c.parse().ok()?, d.parse().ok()?, e.parse().ok()?))
    }
}

impl<T: FromStr> FromRequestParts<App> for Id<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let Path(text) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| Error::NotFound)?;
        text.parse().map(Id).map_err(|_| Error::NotFound)
    }
}
