//! People one may know: a page, and a part of the network's hub.

use askama::Template;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::people::{self, Reason, Suggestion};
use crate::kernel::{AccountId, App, Result, limits};
use crate::network::Ties;
use crate::profiles::past::Common;
use crate::shell::{Frame, Id, Member};

const LIST: &str = "/mynetwork/suggestions";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(LIST, list)
        .post("/mynetwork/suggestions/{id}/dismiss", dismiss)
        .post("/mynetwork/suggestions/{id}/restore", restore)
}

#[derive(Template)]
#[template(path = "suggestions.html")]
struct SuggestionsPage {
    frame: Frame,
    people: Vec<Suggestion>,
    is_loading: bool,
}

/// A few of them, for a page that is there already.
#[derive(Template)]
#[template(path = "_suggestions.html")]
struct SuggestionsPart {
    frame: Frame,
    people: Vec<Suggestion>,
    is_loading: bool,
}

impl Suggestion {
    /// Why, in words.
    fn why(&self, frame: &Frame) -> String {
        match &self.reason {
            Reason::Shared => frame.t1("shared-count", "n", self.close.shared),
            Reason::Common(common) => match &**common {
                Common::Employer(company) => frame.t1("suggested-worked", "company", company),
                Common::School(school) => frame.t1("suggested-studied", "school", school),
                Common::Skill(skill, place) => {
                    frame.t2("suggested-alike", "skill", skill, "place", &place.show(frame.lang))
                }
            },
            Reason::New => frame.t("suggested-new").to_owned(),
        }
    }
}

async fn list(member: Member) -> Result<Response> {
    let (actor, is_part) = (member.actor, member.visitor.is_fragment);
    let ties = Ties::of(&member.visitor.app);
    let is_loading = ties.degree(actor.account).is_none();
    let most = if is_part { limits::HUB } else { limits::SUGGESTIONS };
    let (frame, people) = member.visitor.page("network", move |r| people::suggest(r, &ties, actor, most)).await?;
    if is_part {
        return Ok(Html(SuggestionsPart { frame, people, is_loading }).into_response());
    }
    Ok(Html(SuggestionsPage { frame, people, is_loading }).into_response())
}

async fn dismiss(member: Member, Id(person): Id<AccountId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| people::dismiss(tx, actor, person)).await?;
    let undo = format!("{LIST}/{person}/restore");
    Ok(visitor.see_other_with_undo(back(&member), "toast-suggestion-dismissed", &undo))
}

async fn restore(member: Member, Id(person): Id<AccountId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| people::restore(tx, actor, person)).await?;
    Ok(visitor.see_other(back(&member)))
}

/// The page it was asked for on.
fn back(member: &Member) -> &str {
    member.visitor.back_to(LIST)
}
