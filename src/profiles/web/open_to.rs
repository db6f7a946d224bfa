//! Settings: what one is open to, and who may know.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::Audience;
use super::super::badges::{self, BadgeDraft, BadgeKind, OwnBadge};
use super::profile::badge_name;
use crate::kernel::{App, Error, Invalid, Result, limits};
use crate::shell::{Fields, Form, Frame, Id, Member};

const PAGE: &str = "/settings/open-to";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/settings/open-to", open_to)
        .post("/settings/open-to/{kind}", set)
        .post("/settings/open-to/{kind}/renew", renew)
        .post("/settings/open-to/{kind}/end", end)
        .post("/settings/open-to/{kind}/restore", restore)
}

/// The audiences a badge may have.
const AUDIENCES: [Audience; 3] = [Audience::Connections, Audience::Members, Audience::Everyone];

/// One badge as it stands on the page: what was typed, right or wrong.
struct BadgeForm {
    kind: BadgeKind,
    line: String,
    audience: String,
    is_hidden_at_work: bool,
    /// When it is over, µs; `None` if there is none.
    until_us: Option<i64>,
}

impl BadgeForm {
    fn of(kind: BadgeKind, own: &[OwnBadge]) -> BadgeForm {
        let badge = own.iter().find(|badge| badge.kind == kind);
        BadgeForm {
            kind,
            line: badge.map(|badge| badge.line.clone()).unwrap_or_default(),
            audience: badge.map_or(Audience::Members, |badge| badge.audience).word().to_owned(),
            // Whoever looks for work may not want to tell it where they work: told only if they say so.
            is_hidden_at_work: badge.map_or(kind == BadgeKind::Work, |badge| badge.is_hidden_at_work),
            until_us: badge.map(|badge| badge.until_us),
        }
    }

    /// The key of what it is called.
    fn name(&self) -> &'static str {
        badge_name(self.kind)
    }

    /// The key of what it is for.
    fn about(&self) -> &'static str {
        match self.kind {
            BadgeKind::Work => "open-to-work-about",
            BadgeKind::Hiring => "open-to-hiring-about",
        }
    }

    /// The key of what the line may say.
    fn hint(&self) -> &'static str {
        match self.kind {
            BadgeKind::Work => "open-to-work-hint",
            BadgeKind::Hiring => "open-to-hiring-hint",
        }
    }

    /// The names of its fields. A page holds the forms of both.
    fn line_field(&self) -> &'static str {
        match self.kind {
            BadgeKind::Work => "work_line",
            BadgeKind::Hiring => "hiring_line",
        }
    }

    fn audience_field(&self) -> &'static str {
        match self.kind {
            BadgeKind::Work => "work_audience",
            BadgeKind::Hiring => "hiring_audience",
        }
    }

    /// Takes over what was sent. A box without its tick is not sent.
    fn take(&mut self, mut sent: BTreeMap<String, String>) -> Result<()> {
        let hides = sent.remove("is_hidden_at_work").is_some();
        self.is_hidden_at_work = hides && self.kind == BadgeKind::Work;
        if let Some(line) = sent.remove(self.line_field()) {
            self.line = line;
        }
        if let Some(audience) = sent.remove(self.audience_field()) {
            self.audience = audience;
        }
        if sent.is_empty() { Ok(()) } else { Err(Error::field("", "error-invalid-text")) }
    }

    fn parse(&self) -> Result<BadgeDraft> {
        let mut invalid = Invalid::default();
        let line = invalid.take(limits::BADGE_LINE.line(self.line_field(), &self.line));
        let audience = Audience::from_word(&self.audience).filter(|audience| AUDIENCES.contains(audience));
        if audience.is_none() {
            invalid.add(self.audience_field(), "audience-unknown");
        }
        match (line, audience) {
            (Some(line), Some(audience)) => {
                Ok(BadgeDraft { line, audience, is_hidden_at_work: self.is_hidden_at_work })
            }
            _ => Err(Error::Invalid(invalid)),
        }
    }

    /// Whether it is shown now.
    fn is_shown(&self, frame: &Frame) -> bool {
        self.until_us.is_some_and(|until| until > frame.now_us)
    }
}

#[derive(Template)]
#[template(path = "settings_open_to.html")]
struct OpenToPage {
    frame: Frame,
    forms: Vec<BadgeForm>,
    errors: Fields,
}

async fn read(member: &Member) -> Result<OpenToPage> {
    let account = member.account();
    let (frame, own) = member.visitor.page("settings", move |r| badges::own(r, account)).await?;
    let forms = BadgeKind::ALL.map(|kind| BadgeForm::of(kind, &own)).into();
    Ok(OpenToPage { frame, forms, errors: Fields::default() })
}

async fn open_to(member: Member) -> Result<Html<OpenToPage>> {
    read(&member).await.map(Html)
}

async fn set(member: Member, Id(kind): Id<BadgeKind>, Form(sent): Form<BTreeMap<String, String>>) -> Result<Response> {
    let mut page = read(&member).await?;
    let form = page.forms.iter_mut().find(|form| form.kind == kind).ok_or(Error::NotFound)?;
    form.take(sent)?;
    let draft = match form.parse() {
        Ok(draft) => draft,
        Err(Error::Invalid(invalid)) => {
            page.errors = Fields::new(&member.visitor, &invalid);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
        }
        Err(other) => return Err(other),
    };
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| badges::set(tx, actor, kind, &draft)).await?;
    Ok(member.visitor.see_other_with_toast(PAGE, "toast-saved"))
}

async fn renew(member: Member, Id(kind): Id<BadgeKind>) -> Result<Response> {
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| badges::renew(tx, actor, kind)).await?;
    Ok(member.visitor.see_other_with_toast(PAGE, "toast-badge-renewed"))
}

async fn end(member: Member, Id(kind): Id<BadgeKind>) -> Result<Response> {
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| badges::end(tx, actor, kind)).await?;
    let undo = format!("{PAGE}/{}/restore", kind.word());
    Ok(member.visitor.see_other_with_undo(PAGE, "toast-badge-ended", &undo))
}

async fn restore(member: Member, Id(kind): Id<BadgeKind>) -> Result<Response> {
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| badges::restore(tx, actor, kind)).await?;
    Ok(member.visitor.see_other_with_toast(PAGE, "toast-saved"))
}
