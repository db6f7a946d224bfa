//! The mails of this room. Each is made when it is sent, from what the tables then say, so nothing secret waits in
//! the outbox; a link is derived from the row's id and the instance secret.

use outbox::{Delivery, Handler, HandlerError, Outcome, Schedule, Subscriber};

use super::emails::{self, Recipient};
use super::flow::{CONFIRM_LINK, RESET_LINK};
use super::letters::{self, Letter, Words};
use super::sign_up::{self, Pending};
use super::{Email, passwords, sessions, throttle};
use crate::kernel::events::Event;
use crate::kernel::texts::Lang;
use crate::kernel::{AccountId, App, Result};

/// Removes what is over: sign-ups, resets, sessions, windows of tries. At most 500 of each a minute, so that whoever
/// fills the tables does not fill them for long, and no transaction is a long one. Rows in use are passed over: it waits
/// for nobody, so nobody and it can wait for each other.
pub const PURGE: Schedule = Schedule { name: "accounts.purge", subscriber: "accounts.purge", every_s: 60 };

/// Does [`PURGE`].
pub fn purge() -> Subscriber<App> {
    Subscriber {
        name: PURGE.subscriber,
        kinds: &[PURGE.name],
        handler: Handler::Inside(|tx, _| {
            let done = sign_up::purge(tx)
                .and_then(|()| passwords::purge(tx))
                .and_then(|()| sessions::purge(tx))
                .and_then(|()| throttle::purge(tx));
            done.map_err(|error| HandlerError::Failed(error.to_string()))
        }),
    }
}

/// Sends the mails.
pub fn mails() -> Subscriber<App> {
    Subscriber {
        name: "accounts.mail",
        kinds: &["sign_up_requested", "sign_up_for_known_address", "password_reset_requested", "password_changed"],
        handler: Handler::Outside(|app, delivery| Box::pin(deliver(app, delivery))),
    }
}

async fn deliver(app: App, delivery: Delivery) -> Outcome {
    let Ok(event) = serde_json::from_str::<Event>(&delivery.payload) else {
        return Outcome::Park("the event cannot be read".to_owned());
    };
    letters::deliver(&app, &delivery, letter(&app, event).await).await
}

async fn letter(app: &App, event: Event) -> Result<Option<Letter>> {
    Ok(match event {
        Event::SignUpRequested { sign_up } => {
            let pending = app.db.read(move |r| sign_up::pending(r, sign_up)).await?;
            pending.map(|pending| confirmation(app, &pending))
        }
        Event::SignUpForKnownAddress { account } => recipient(app, account).await?.map(|to| known(app, &to)),
        Event::PasswordResetRequested { reset } => {
            let asked = app.db.read(move |r| passwords::asked_reset(r, reset)).await?;
            match asked {
                None => None,
                Some((account, from)) => recipient(app, account).await?.map(|to| {
                    let words = Words::of(app, &to);
                    let link = format!("{}/reset/{}", app.config.public_url, app.secret.link(RESET_LINK, reset));
                    let when = words.time(db::id_time_us(reset), &to.time_zone);
                    let args = [("when", when), ("from", from)];
                    words.letter(&to, "mail-reset", &args, Some(("mail-reset-button", link)))
                }),
            }
        }
        // None of this room's.
        Event::ReportClosed { .. }
        | Event::MeasureTaken { .. }
        | Event::BadgeEnding { .. }
        | Event::LinkPosted { .. } => None,
        Event::PasswordChanged { account } => recipient(app, account).await?.map(|to| {
            let words = Words::of(app, &to);
            words.letter(
                &to,
                "mail-changed",
                &[],
                Some(("mail-changed-button", format!("{}/forgot", app.config.public_url))),
            )
        }),
    })
}

async fn recipient(app: &App, account: AccountId) -> Result<Option<Recipient>> {
    app.db.read(move |r| emails::recipient(r, account)).await
}

fn known(app: &App, to: &Recipient) -> Letter {
    let login = format!("{}/login", app.config.public_url);
    Words::of(app, to).letter(to, "mail-known", &[], Some(("mail-known-button", login)))
}

fn confirmation(app: &App, pending: &Pending) -> Letter {
    let lang = Lang::from_tag(&pending.language).unwrap_or(Lang::En);
    let link = format!("{}/verify/{}", app.config.public_url, app.secret.link(CONFIRM_LINK, pending.id));
    let words = Words::new(app, lang, pending.name.clone());
    let to = (pending.address.clone(), pending.name.clone());
    words.letter_to(to, "mail-confirm", &[], Some(("mail-confirm-button", link)))
}

/// A mail as the demo shows it in the page.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The subject.
    pub subject: String,
    /// The text, paragraph by paragraph.
    pub paragraphs: Vec<String>,
    /// The button's words.
    pub button: String,
    /// The button's path on this site.
    pub href: String,
}

impl Shown {
    fn of(letter: Letter, href: String) -> Shown {
        Shown { subject: letter.subject, paragraphs: letter.paragraphs, button: letter.button, href }
    }
}

/// The mail that confirms an address, for the demo's "check your mail" page.
pub fn shown_confirmation(app: &App, pending: &Pending) -> Shown {
    Shown::of(confirmation(app, pending), format!("/verify/{}", app.secret.link(CONFIRM_LINK, pending.id)))
}

/// The mail to somebody who is a member already, for the same page.
///
/// # Errors
/// What the database says.
pub async fn shown_known(app: &App, email: &Email) -> Result<Option<Shown>> {
    let email = email.clone();
    let owner = app.db.read(move |r| emails::owner(r, &email)).await?;
    let Some(account) = owner else { return Ok(None) };
    Ok(recipient(app, account).await?.map(|to| Shown::of(known(app, &to), "/login".to_owned())))
}
