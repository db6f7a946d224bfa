//! Skills as members named them: join those that are other names of the same.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::{Filter, audit_id, next_of};
use crate::kernel::{App, Invalid, Result, SkillId, limits};
use crate::profiles::skills::{self, Merged, StaffSkill};
use crate::shell::{Fields, Form, Frame, Id, Operator, Query, Staff};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/skills", list)
        .post("/admin/skills/{id}/merge", merge)
        .post("/admin/skills/{id}/separate", separate)
}

#[derive(Template)]
#[template(path = "admin_skills.html")]
struct SkillsPage {
    frame: Frame,
    tab: &'static str,
    q: String,
    skills: Vec<StaffSkill>,
    next: String,
    errors: Fields,
}

async fn list(staff: Staff<Operator>, Query(filter): Query<Filter>) -> Result<Html<SkillsPage>> {
    Ok(Html(page(&staff, &filter).await?))
}

async fn page(staff: &Staff<Operator>, filter: &Filter) -> Result<SkillsPage> {
    let visitor = &staff.member.visitor;
    let (actor, q) = (visitor.actor(), filter.prefix(limits::ENTRY_LINE.max));
    let (from, prefix) = (filter.open(visitor, "/admin/skills", &q)?, q.clone());
    let (frame, page) = visitor.page("admin", move |r| skills::page(r, &actor, &prefix, from.as_ref())).await?;
    let next = next_of(visitor, "/admin/skills", &q, &page);
    Ok(SkillsPage { frame, tab: "skills", q, skills: page.items, next, errors: Fields::default() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeForm {
    into: String,
}

async fn merge(staff: Staff<Operator>, Id(id): Id<SkillId>, Form(form): Form<MergeForm>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    let merged = visitor.app.db.write(move |tx| skills::merge(tx, &actor, id, &form.into, audit_id)).await?;
    let message = match merged {
        Merged::Done => {
            let undo = format!("/admin/skills/{id}/separate");
            return Ok(visitor.see_other_with_undo("/admin/skills", "toast-skill-merged", &undo));
        }
        Merged::Same => "skill-merge-same",
        Merged::Unknown => "skill-merge-unknown",
    };
    let mut invalid = Invalid::default();
    invalid.add("", message);
    let errors = Fields::new(visitor, &invalid);
    let shown = SkillsPage { errors, ..page(&staff, &Filter::default()).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
}

async fn separate(staff: Staff<Operator>, Id(id): Id<SkillId>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    visitor.app.db.write(move |tx| skills::separate(tx, &actor, id, audit_id)).await?;
    Ok(visitor.see_other_with_toast("/admin/skills", "toast-skill-separated"))
}
