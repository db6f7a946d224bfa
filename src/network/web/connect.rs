//! Inviting somebody to connect.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use db::Tx;
use serde::Deserialize;
use web::{Html, Routes};

use super::super::blocks::{self, Met};
use super::super::connections::{self, Bond, Draft, Invited, Standing, Way};
use super::super::model::Door;
use crate::kernel::{App, Invalid, Result};
use crate::shell::{Fields, Form, Frame, Id, Member};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/in/{handle}/connect", ask).post("/in/{handle}/connect", invite)
}

/// The form as it was sent.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConnectForm {
    #[serde(default)]
    note: String,
    #[serde(default)]
    email: String,
}

#[derive(Template)]
#[template(path = "connect.html")]
struct ConnectPage {
    frame: Frame,
    person: Met,
    way: Way,
    form: ConnectForm,
    errors: Fields,
    /// Why not, or not now; empty if nothing is in the way.
    refusal: String,
}

/// The page with a form as it stands; the way to the profile if there is nothing to ask any more.
async fn page(member: &Member, handle: &str, form: ConnectForm, problem: Option<Problem>) -> Result<Response> {
    let (actor, asked) = (member.actor, handle.to_owned());
    let read = member.visitor.page("", move |r| {
        let person = blocks::meet(r, actor, &asked)?;
        let standing = Standing::of(r, actor, person.id)?;
        Ok((person, standing.bond))
    });
    let (frame, (person, bond)) = read.await?;
    if person.handle != handle {
        let present = format!("/in/{}/connect", person.handle);
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, present)]).into_response());
    }
    let Bond::Stranger(way) = bond else {
        return Ok(member.visitor.see_other(&format!("/in/{handle}")));
    };
    let status = if problem.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (errors, refusal) = match problem {
        None => (Fields::default(), String::new()),
        Some(Problem::Form(invalid)) => (Fields::new(&member.visitor, &invalid), String::new()),
        Some(Problem::Refused(invited)) => (Fields::default(), refusal(&frame, invited)),
    };
    let page = ConnectPage { frame, person, way, form, errors, refusal };
    Ok((status, Html(page)).into_response())
}

/// What keeps an invitation from being sent.
enum Problem {
    Form(Invalid),
    Refused(Invited),
}

/// The sentence that says why not.
fn refusal(frame: &Frame, invited: Invited) -> String {
    match invited {
        Invited::Closed(Door::Shared) => frame.t("connect-shared").to_owned(),
        Invited::Closed(Door::KnowsEmail) => frame.t("connect-email-missing").to_owned(),
        Invited::Closed(_) => frame.t("connect-closed").to_owned(),
        Invited::WrongEmail => frame.t("connect-email-wrong").to_owned(),
        Invited::Wait(_) => frame.t("connect-email-wait").to_owned(),
        Invited::NotBefore(us) => frame.t1("connect-not-before", "day", &frame.day(&us)),
        Invited::WeekFull(us) => frame.t1("connect-week-full", "day", &frame.day(&us)),
        Invited::Sent | Invited::Connected | Invited::Already => String::new(),
    }
}

async fn ask(member: Member, Id(handle): Id<String>) -> Result<Response> {
    page(&member, &handle, ConnectForm::default(), None).await
}

async fn invite(member: Member, Id(handle): Id<String>, Form(form): Form<ConnectForm>) -> Result<Response> {
    let mut invalid = Invalid::default();
    let Some(draft) = invalid.take(Draft::parse(&form.note, &form.email)) else {
        return page(&member, &handle, form, Some(Problem::Form(invalid))).await;
    };
    let (actor, asked) = (member.actor, handle.clone());
    let invite = move |tx: &mut Tx<'_>| {
        let other = blocks::meet(tx, actor, &asked)?.id;
        connections::invite(tx, actor, other, &draft)
    };
    let invited = member.visitor.app.db.write(invite).await?;
    let profile = format!("/in/{handle}");
    // Whoever pressed a button in a list goes on there.
    let from = member.visitor.path.as_str();
    let back = if from == "/" || from.starts_with(&format!("{profile}/connect")) { &profile } else { from };
    match invited {
        Invited::Sent => Ok(member.visitor.see_other_with_toast(back, "toast-invited")),
        Invited::Connected => Ok(member.visitor.see_other_with_toast(back, "toast-connected")),
        Invited::Already => Ok(member.visitor.see_other(back)),
        refused => page(&member, &handle, form, Some(Problem::Refused(refused))).await,
    }
}
