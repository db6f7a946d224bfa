//! What this room does again and again.

use outbox::{Delivery, Handler, HandlerError, Outcome, Schedule, Subscriber};

use super::badges::{self, BadgeKind};
use super::pictures::strays;
use super::{entries, pictures, views};
use crate::accounts::emails;
use crate::accounts::letters::{self, Letter, Words};
use crate::kernel::events::Event;
use crate::kernel::{AccountId, App, Error, Result};

/// Deletes entries, pictures and badges that were taken away and not brought back, and views that are old enough.
pub const PURGE: Schedule = Schedule { name: "profiles.purge", subscriber: "profiles.purge", every_s: 60 };

/// Does [`PURGE`].
pub fn purge() -> Subscriber<App> {
    Subscriber {
        name: PURGE.subscriber,
        kinds: &[PURGE.name],
        handler: Handler::Inside(|tx, _| {
            let done = entries::purge(tx).and_then(|()| pictures::purge(tx)).and_then(|()| views::purge(tx));
            let done = done.and_then(|()| badges::purge(tx));
            done.map_err(|error| HandlerError::Failed(error.to_string()))
        }),
    }
}

/// Tells people that what they are open to will soon no longer be shown.
pub const WARN: Schedule = Schedule { name: "profiles.warn", subscriber: "profiles.warn", every_s: 3_600 };

/// Does [`WARN`].
pub fn warn() -> Subscriber<App> {
    Subscriber {
        name: WARN.subscriber,
        kinds: &[WARN.name],
        handler: Handler::Inside(|tx, _| badges::warn(tx).map_err(|error| HandlerError::Failed(error.to_string()))),
    }
}

/// Sends the mails.
pub fn mails() -> Subscriber<App> {
    Subscriber {
        name: "profiles.mail",
        kinds: &["badge_ending"],
        handler: Handler::Outside(|app, delivery| Box::pin(deliver(app, delivery))),
    }
}

async fn deliver(app: App, delivery: Delivery) -> Outcome {
    let letter = match serde_json::from_str::<Event>(&delivery.payload) {
        Ok(Event::BadgeEnding { account, badge }) => letter(&app, account, badge).await,
        _ => return Outcome::Park("the event cannot be read".to_owned()),
    };
    letters::deliver(&app, &delivery, letter).await
}

/// `None` if it was renewed or ended meanwhile, or whoever it is about is no member: there is nothing to tell.
async fn letter(app: &App, account: AccountId, badge: i64) -> Result<Option<Letter>> {
    let Some(kind) = BadgeKind::from_number(badge) else { return Ok(None) };
    let read =
        app.db.read(move |r| Ok::<_, Error>((badges::ending(r, account, kind)?, emails::recipient(r, account)?)));
    let (Some(when_us), Some(to)) = read.await? else { return Ok(None) };
    let key = match kind {
        BadgeKind::Work => "mail-work-ending",
        BadgeKind::Hiring => "mail-hiring-ending",
    };
    let words = Words::of(app, &to);
    let args = [("when", words.time(when_us, &to.time_zone))];
    let button = ("mail-badge-button", format!("{}/settings/open-to", app.config.public_url));
    Ok(Some(words.letter(&to, key, &args, Some(button))))
}

/// Deletes files that no picture needs.
pub const SWEEP: Schedule = Schedule { name: "profiles.sweep", subscriber: "profiles.sweep", every_s: 3_600 };

/// Does [`SWEEP`].
pub fn sweep() -> Subscriber<App> {
    Subscriber {
        name: SWEEP.subscriber,
        kinds: &[SWEEP.name],
        handler: Handler::Outside(|app, _| {
            Box::pin(async move {
                match strays::sweep(&app).await {
                    Ok(()) => Outcome::Done,
                    Err(error) => Outcome::Retry(error.to_string()),
                }
            })
        }),
    }
}
