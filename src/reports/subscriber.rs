//! The mails of this room: to whoever reported, and to whoever is warned or suspended.

use db::{record, sql};
use outbox::{Delivery, Handler, Outcome as Sent, Subscriber};

use super::model::{Kind, Outcome, Subject};
use crate::accounts::letters::{self, Letter, Words};
use crate::accounts::{emails, standing};
use crate::kernel::events::Event;
use crate::kernel::texts::{Arg, Lang};
use crate::kernel::{AccountId, App, Error, ReportId, Result};

/// Sends the mails.
pub fn mails() -> Subscriber<App> {
    Subscriber {
        name: "reports.mail",
        kinds: &["report_closed", "measure_taken"],
        handler: Handler::Outside(|app, delivery| Box::pin(deliver(app, delivery))),
    }
}

async fn deliver(app: App, delivery: Delivery) -> Sent {
    let letter = match serde_json::from_str::<Event>(&delivery.payload) {
        Ok(Event::ReportClosed { report }) => to_reporter(&app, ReportId::from_raw(report)).await,
        Ok(Event::MeasureTaken { report }) => to_subject(&app, ReportId::from_raw(report)).await,
        _ => return Sent::Park("the event cannot be read".to_owned()),
    };
    letters::deliver(&app, &delivery, letter).await
}

record! {
    struct Closed {
        reporter_id: AccountId,
        kind: Kind,
        subject: i64,
        author_id: Option<AccountId>,
        subject_name: String,
        outcome: Outcome,
        reason: String,
    }
}

async fn closed(app: &App, report: ReportId) -> Result<Option<Closed>> {
    let row = sql!(
        "SELECT reporter_id, kind, subject, author_id, subject_name, outcome, reason FROM report
         WHERE id = $1 AND outcome > 0"
    );
    app.db.read(move |r| Ok(r.opt(row, &[&report])?)).await
}

async fn to_reporter(app: &App, report: ReportId) -> Result<Option<Letter>> {
    let Some(closed) = closed(app, report).await? else { return Ok(None) };
    let Some(to) = app.db.read(move |r| emails::recipient(r, closed.reporter_id)).await? else { return Ok(None) };
    let key = if closed.outcome == Outcome::Dismissed { "mail-report-dismissed" } else { "mail-report-acted" };
    let words = Words::of(app, &to);
    let lang = Lang::from_tag(&to.language).unwrap_or(Lang::En);
    let subject = app.texts.format(lang, closed.kind.of_whom(), &[("name", Arg::Text(&closed.subject_name))]);
    let args = [("subject", subject), ("when", words.time(db::id_time_us(report.get()), &to.time_zone))];
    let button = ("mail-report-button", format!("{}/settings/reports", app.config.public_url));
    Ok(Some(words.letter(&to, key, &args, Some(button))))
}

/// What is taken back before the mail goes out is not told any more.
async fn to_subject(app: &App, report: ReportId) -> Result<Option<Letter>> {
    let Some(closed) = closed(app, report).await? else { return Ok(None) };
    let subject = Subject::of(closed.kind, closed.subject, closed.author_id)?;
    let Some(account) = subject.person() else { return Ok(None) };
    let read = move |r: &mut db::Read<'_>| {
        Ok::<_, Error>((emails::recipient_in_any_standing(r, account)?, standing::is_suspended(r, account)?))
    };
    let (to, is_suspended) = app.db.read(read).await?;
    let key = match (closed.outcome, closed.kind) {
        (Outcome::Warned, Kind::Party) => "mail-warned",
        (Outcome::Warned, Kind::Post) => "mail-post-warned",
        (Outcome::Warned, Kind::Comment) => "mail-comment-warned",
        (Outcome::Mended, Kind::Post) => "mail-post-removed",
        (Outcome::Mended, Kind::Comment) => "mail-comment-removed",
        (Outcome::Suspended, _) if is_suspended => "mail-suspended",
        _ => return Ok(None),
    };
    Ok(to.map(|to| Words::of(app, &to).letter(&to, key, &[("reason", closed.reason)], None)))
}
