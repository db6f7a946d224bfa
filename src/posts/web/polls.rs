//! Polls: what is typed of one on the page of a draft, how readers see it, and what they vote for.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::polls::{self, Choice, DAYS, FIELDS, Poll, PollSketch, Voted};
use crate::kernel::{App, Error, Invalid, PostId, Result};
use crate::profiles::Onlooker;
use crate::shell::{Form, Frame, Id, Member, Toast};

pub(super) fn routes() -> Routes<App> {
    Routes::new().post("/feed/post/{id}/vote", vote).post("/feed/post/{id}/poll/end", end)
}

/// With which part the page of a draft that is begun opens.
#[derive(Deserialize)]
pub(super) struct DraftPart {
    /// `poll`, or nothing.
    #[serde(default)]
    part: String,
}

impl DraftPart {
    pub(super) fn anchor(&self) -> &'static str {
        if self.part == "poll" { "#poll" } else { "" }
    }
}

/// What is typed of a poll.
#[derive(Debug, Clone, Default)]
pub(super) struct PollForm {
    options: [String; 4],
    days: String,
}

impl PollForm {
    pub(super) fn of(sketch: &PollSketch) -> PollForm {
        let mut words = sketch.options.iter().cloned();
        PollForm { options: FIELDS.map(|_| words.next().unwrap_or_default()), days: sketch.days.to_string() }
    }

    /// Whether a field is one of its own.
    pub(super) fn has(name: &str) -> bool {
        name == "days" || FIELDS.contains(&name)
    }

    pub(super) fn set(&mut self, name: &str, typed: String) {
        let option = FIELDS.iter().zip(&mut self.options).find(|(field, _)| **field == name);
        *option.map_or(&mut self.days, |(_, option)| option) = typed;
    }

    /// What it is on the way to.
    pub(super) fn sketch(&self) -> Result<PollSketch, Invalid> {
        PollSketch::parse(&self.options, &self.days)
    }

    /// What is to be posted.
    pub(super) fn whole(&self) -> Result<PollSketch, Invalid> {
        PollSketch::parse_whole(&self.options, &self.days)
    }

    /// The fields of its options, with what is typed.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'static str, &String)> {
        FIELDS.into_iter().zip(&self.options)
    }

    /// The days one can choose, and whether they are chosen.
    pub(super) fn days(&self) -> impl Iterator<Item = (i64, bool)> {
        DAYS.into_iter().map(|days| (days, days.to_string() == self.days))
    }
}

/// A poll, ready to be drawn.
pub(super) struct PollView<'a> {
    pub(super) poll: &'a Poll,
    /// Whether whoever looks is a member.
    is_member: bool,
    /// What is wrong with how somebody voted; empty if nothing is.
    pub(super) error: String,
}

const MINUTE_US: i64 = 60 * 1_000_000;
const HOUR_US: i64 = 60 * MINUTE_US;
const DAY_US: i64 = 24 * HOUR_US;

impl<'a> PollView<'a> {
    pub(super) const fn new(poll: &'a Poll, is_member: bool) -> PollView<'a> {
        PollView { poll, is_member, error: String::new() }
    }

    /// Where its post is.
    pub(super) fn path(&self) -> String {
        format!("/feed/post/{}", self.poll.post_id)
    }

    /// Whether whoever looks can vote.
    pub(super) const fn is_open(&self) -> bool {
        self.is_member && !self.poll.is_over()
    }

    /// Whether whoever looks could, if they signed in.
    pub(super) const fn is_for_members(&self) -> bool {
        !self.is_member && !self.poll.is_over()
    }

    pub(super) const fn has_voted(&self) -> bool {
        self.poll.mine.is_some()
    }

    pub(super) fn is_mine(&self, choice: &Choice) -> bool {
        self.poll.mine == Some(choice.number)
    }

    /// The element that has the focus once this stands in the place of what was there.
    pub(super) fn focus(&self) -> String {
        let what = if self.is_open() { "vote" } else { "poll" };
        format!("{what}-{}", self.poll.post_id)
    }

    /// How long it is still open, in words.
    pub(super) fn left(&self, frame: &Frame) -> String {
        let left = self.poll.left_us;
        let rounded = |unit: i64| (left + unit / 2) / unit;
        match left {
            0 => frame.t("poll-ended").to_owned(),
            // What would be twenty-four hours is a day.
            _ if rounded(HOUR_US) >= 24 => frame.t1("poll-days-left", "n", rounded(DAY_US)),
            _ if rounded(MINUTE_US) >= 60 => frame.t1("poll-hours-left", "n", rounded(HOUR_US)),
            _ => frame.t1("poll-minutes-left", "n", rounded(MINUTE_US).max(1)),
        }
    }
}

/// The poll alone: the answer to a vote.
#[derive(Template)]
#[template(path = "_poll.html")]
struct PollFragment<'a> {
    frame: Frame,
    view: PollView<'a>,
    /// What is to be said besides; nothing if the poll says it.
    toast: Option<Toast>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VoteForm {
    /// The number of an option; nothing if none was chosen.
    #[serde(default)]
    choice: String,
}

async fn vote(member: Member, Id(id): Id<PostId>, Form(form): Form<VoteForm>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let number = form.choice.parse().unwrap_or(0);
    let write = visitor.app.db.write(move |tx| {
        let voted = polls::vote(tx, actor, id, number)?;
        Ok::<_, Error>((voted, polls::one(tx, Onlooker::Member(actor.account), id)?))
    });
    let (voted, poll) = write.await?;
    let said = match voted {
        Voted::Done => "toast-voted",
        Voted::Over => "toast-poll-over",
        Voted::Unknown => return unknown(&member, id, &poll).await,
    };
    let page = format!("/feed/post/{id}");
    if !visitor.is_fragment {
        let back = visitor.back_to(&page);
        let back = if back == format!("{page}/vote") { &page } else { back };
        return Ok(visitor.see_other_with_toast(&format!("{back}#poll-{id}"), said));
    }
    let kind = if voted == Voted::Over { "error" } else { "ok" };
    let toast = Some(Toast { kind, ..Toast::ok(visitor.t(said)) });
    let view = PollView::new(&poll, true);
    Ok(Html(PollFragment { frame: visitor.frame(""), view, toast }).into_response())
}

/// The poll again, with what is wrong.
async fn unknown(member: &Member, id: PostId, poll: &Poll) -> Result<Response> {
    let (visitor, status) = (&member.visitor, StatusCode::UNPROCESSABLE_ENTITY);
    let error = visitor.t("poll-none-chosen");
    if !visitor.is_fragment {
        return super::post::with_vote(visitor, id, status, &error).await;
    }
    let view = PollView { error, ..PollView::new(poll, true) };
    Ok((status, Html(PollFragment { frame: visitor.frame(""), view, toast: None })).into_response())
}

async fn end(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| polls::end(tx, actor, id)).await?;
    Ok(visitor.see_other_with_toast(&format!("/feed/post/{id}#poll-{id}"), "toast-poll-ended"))
}
