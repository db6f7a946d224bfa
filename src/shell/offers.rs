//! What a text could mean: choices below a field, and alone as the answer to typing.

use askama::Template;
use serde::Deserialize;
use web::{Html, Routes};

use super::extract::Member;
use super::form::Query;
use super::frame::Frame;
use crate::kernel::{App, Location, limits};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/places", places)
}

/// Choices, one of them made or none.
pub struct Offers {
    /// The name of the choice in the form.
    pub field: &'static str,
    /// The key of the question.
    pub question: &'static str,
    /// The key of the answer that it is none of them.
    pub none: &'static str,
    /// Value and label of each.
    pub choices: Vec<(String, String)>,
    /// The value of the one that was made; empty for none.
    pub chosen: String,
}

impl Offers {
    /// The places a text could mean. `chosen` is what was chosen for it before, if anything.
    pub fn places(typed: &str, chosen: &str, lang: &str) -> Offers {
        let choice = |place: places::Place| (place.id.to_string(), place.label(lang));
        let choices = Location::offered(typed, chosen.parse().ok()).into_iter().map(choice).collect();
        Offers { field: "place", question: "places-meant", none: "places-none", choices, chosen: String::new() }
            .choose(chosen)
    }

    /// Makes a choice, if it is among those that are offered.
    #[must_use]
    pub fn choose(mut self, value: &str) -> Offers {
        self.chosen =
            self.choices.iter().map(|(known, _)| known).find(|known| *known == value).cloned().unwrap_or_default();
        self
    }
}

/// The choices alone.
#[derive(Template)]
#[template(path = "_offers.html")]
pub struct OffersFragment {
    /// The frame, for the texts.
    pub frame: Frame,
    /// The choices.
    pub offers: Offers,
}

#[derive(Deserialize)]
struct PlacesQuery {
    /// What was typed; the field of the form is called `location`.
    #[serde(default, alias = "location")]
    q: String,
}

async fn places(member: Member, Query(query): Query<PlacesQuery>) -> Html<OffersFragment> {
    let frame = member.visitor.frame("");
    let typed: String = query.q.chars().take(limits::LOCATION.max).collect();
    Html(OffersFragment { offers: Offers::places(&typed, "", frame.lang), frame })
}
