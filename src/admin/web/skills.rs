//! Skills as members named them: join those that are other names of the same.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::audit_id;
use crate::kernel::paging::Cursor;
use crate::kernel::{App, Invalid, Result, SkillId, limits};
use crate::profiles::skills::{self, Merged, StaffSkill};
use crate::shell::{Fields, Form, Frame, Id, Operator, Query, Staff};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/skills", list)
        .post("/admin/skills/{id}/merge", merge)
        .post("/admin/skills/{id}/separate", separate)
}

#[derive(Deserialize, Default)]
struct ListQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
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

async fn list(staff: Staff<Operator>, Query(query): Query<ListQuery>) -> Result<Html<SkillsPage>> {
    Ok(Html(page(&staff, query).await?))
}

async fn page(staff: &Staff<Operator>, query: ListQuery) -> Result<SkillsPage> {
    let visitor = &staff.member.visitor;
    let (app, actor) = (&visitor.app, visitor.actor());
    let q: String = query.q.chars().filter(|c| !c.is_control()).take(limits::ENTRY_LINE.max).collect();
    let q = q.trim().to_owned();
    let list = format!("admin/skills/{q}");
    let from = match query.after.as_str() {
        "" => None,
        sealed => Some(Cursor::open(sealed, &app.secret, &list, &actor)?),
    };
    let prefix = q.clone();
    let (frame, page) = visitor.page("admin", move |r| skills::page(r, &actor, &prefix, from.as_ref())).await?;
    let address = |cursor: &Cursor| {
        let sealed = cursor.seal(&app.secret, &list, &actor);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &q)
            .append_pair("after", &sealed)
            .finish();
        format!("/admin/skills?{query}")
    };
    let next = page.next.as_ref().map(address).unwrap_or_default();
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
    let shown = SkillsPage { errors, ..page(&staff, ListQuery::default()).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
}

async fn separate(staff: Staff<Operator>, Id(id): Id<SkillId>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    visitor.app.db.write(move |tx| skills::separate(tx, &actor, id, audit_id)).await?;
    Ok(visitor.see_other_with_toast("/admin/skills", "toast-skill-separated"))
}
