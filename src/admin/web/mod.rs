//! The operator's pages.

mod companies;
mod invites;
mod mail;
mod people;
mod reactions;
mod reports;
mod settings;
mod setup;
mod skills;

use askama::Template;
use serde::Deserialize;
use web::{Html, Routes};

use super::overview::{self, Overview};
use crate::accounts::audit::{self, AuditEntry};
use crate::kernel::config::MailRoute;
use crate::kernel::paging::{Cursor, Page};
use crate::kernel::{App, AuditId, Result};
use crate::shell::{After, Frame, Operator, Query, Staff, Visitor};

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin", home)
        .get("/admin/log", log)
        .merge(setup::routes())
        .merge(settings::routes())
        .merge(people::routes())
        .merge(reports::routes())
        .merge(companies::routes())
        .merge(skills::routes())
        .merge(reactions::routes())
        .merge(invites::routes())
        .merge(mail::routes())
}

/// An id for the audit entry of a change.
fn audit_id(app: &App) -> AuditId {
    AuditId::from_raw(app.db.new_id())
}

/// The address of a list's next page; empty after the last.
fn next<T>(visitor: &Visitor, list: &str, path: &str, page: &Page<T>) -> String {
    let seal = |cursor: &Cursor| cursor.seal(&visitor.app.secret, list, &visitor.actor());
    page.next.as_ref().map(|cursor| format!("{path}?after={}", seal(cursor))).unwrap_or_default()
}

/// What a list by name is narrowed to, and where it goes on.
#[derive(Deserialize, Default)]
struct Filter {
    /// What names begin with.
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

impl Filter {
    /// What names begin with, without what no name holds.
    fn prefix(&self, most: usize) -> String {
        let q: String = self.q.chars().filter(|c| !c.is_control()).take(most).collect();
        q.trim().to_owned()
    }

    /// Where the list goes on.
    fn open(&self, visitor: &Visitor, path: &str, prefix: &str) -> Result<Option<Cursor>> {
        let after = After { after: self.after.clone() };
        Cursor::after(&after.after, &visitor.app.secret, &format!("{path}?{prefix}"), &visitor.actor())
    }
}

/// The address of the next page of a list that is narrowed; empty after the last.
fn next_of<T>(visitor: &Visitor, path: &str, prefix: &str, page: &Page<T>) -> String {
    let address = |cursor: &Cursor| {
        let sealed = cursor.seal(&visitor.app.secret, &format!("{path}?{prefix}"), &visitor.actor());
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", prefix)
            .append_pair("after", &sealed)
            .finish();
        format!("{path}?{query}")
    };
    page.next.as_ref().map(address).unwrap_or_default()
}

#[derive(Template)]
#[template(path = "admin_home.html")]
struct HomePage {
    frame: Frame,
    tab: &'static str,
    overview: Overview,
    keeps_mail: bool,
    version: &'static str,
}

async fn home(staff: Staff<Operator>) -> Result<Html<HomePage>> {
    let visitor = &staff.member.visitor;
    let actor = visitor.actor();
    let (frame, overview) = visitor.page("admin", move |r| overview::overview(r, &actor)).await?;
    Ok(Html(HomePage {
        frame,
        tab: "home",
        overview,
        keeps_mail: visitor.app.config.mail == MailRoute::File,
        version: env!("CARGO_PKG_VERSION"),
    }))
}

#[derive(Template)]
#[template(path = "admin_log.html")]
struct LogPage {
    frame: Frame,
    tab: &'static str,
    entries: Vec<Entry>,
    next: String,
}

/// An entry in words.
struct Entry {
    time_us: i64,
    who: String,
    what: String,
    to_whom: String,
    detail: String,
}

async fn log(staff: Staff<Operator>, Query(after): Query<After>) -> Result<Html<LogPage>> {
    let visitor = &staff.member.visitor;
    let actor = visitor.actor();
    let from = Cursor::after(&after.after, &visitor.app.secret, "admin/log", &actor)?;
    let (frame, page) = visitor.page("admin", move |r| audit::page(r, &actor, from.as_ref())).await?;
    let next = next(visitor, "admin/log", "/admin/log", &page);
    let in_words = |entry: AuditEntry| Entry {
        time_us: db::id_time_us(entry.id.get()),
        who: entry.actor_name.unwrap_or_else(|| visitor.t("log-machine")),
        what: visitor.t(action(&entry.action)),
        to_whom: entry.subject_name.unwrap_or_default(),
        detail: entry.detail,
    };
    let entries = page.items.into_iter().map(in_words).collect();
    Ok(Html(LogPage { frame, tab: "log", entries, next }))
}

/// The sentence for an action of the audit log.
fn action(name: &str) -> &'static str {
    match name {
        "settings.change" => "log-settings-change",
        "person.confirm" => "log-person-confirm",
        "invite.create" => "log-invite-create",
        "invite.end" => "log-invite-end",
        "operator.create" => "log-operator-create",
        "operator.promote" => "log-operator-promote",
        "operator.reset_password" => "log-operator-reset",
        "company.change" => "log-company-change",
        "company.merge" => "log-company-merge",
        "company.separate" => "log-company-separate",
        "skill.merge" => "log-skill-merge",
        "skill.separate" => "log-skill-separate",
        "reactions.change" => "log-reactions-change",
        "person.suspend" => "log-person-suspend",
        "person.restore" => "log-person-restore",
        "report.dismiss" => "log-report-dismiss",
        "report.mend" => "log-report-mend",
        "report.take_down" => "log-report-take-down",
        "report.warn" => "log-report-warn",
        "report.suspend" => "log-report-suspend",
        "delivery.retry" => "log-delivery-retry",
        "delivery.discard" => "log-delivery-discard",
        _ => "log-other",
    }
}
