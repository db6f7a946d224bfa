//! The mails of this room. Each is made when it is sent, from what the tables then say, so nothing secret waits in
//! the outbox; a link is derived from the row's id and the instance secret.

use askama::Template;
use mail::{EmailAddress, Message, SendError};
use outbox::{Delivery, Handler, HandlerError, Outcome, Schedule, Subscriber};

use super::emails::{self, Recipient};
use super::flow::{CONFIRM_LINK, RESET_LINK};
use super::sign_up::{self, Pending};
use super::{Email, passwords, sessions, throttle};
use crate::kernel::events::Event;
use crate::kernel::texts::{Arg, Lang};
use crate::kernel::{AccountId, App, Error, Result, settings};

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
    let letter = match letter(&app, event).await {
        Ok(Some(letter)) => letter,
        // What it was about is gone: confirmed, used up, over.
        Ok(None) => return Outcome::Done,
        Err(error) => return Outcome::Retry(error.to_string()),
    };
    post(&app, &letter, &delivery).await
}

async fn post(app: &App, letter: &Letter, delivery: &Delivery) -> Outcome {
    match letter.message(app, delivery) {
        Err(error) => Outcome::Park(error.to_string()),
        Ok(message) => match app.mailer.send(&message).await {
            Ok(()) => Outcome::Done,
            Err(SendError::Temporary(why)) => Outcome::Retry(why),
            Err(SendError::Permanent(why)) => Outcome::Park(why),
        },
    }
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
        Event::PasswordChanged { account } => recipient(app, account).await?.map(|to| {
            let words = Words::of(app, &to);
            words.letter(
                &to,
                "mail-changed",
                &[],
                Some(("mail-changed-button", format!("{}/forgot", app.config.public_url))),
            )
        }),
        // Those of other rooms write their own.
        Event::BadgeEnding { .. } => None,
    })
}

/// A mail that another room wants to be sent: the beginning of the keys of its texts, the key of its button, the path
/// the button leads to, and the time that the texts name as `$when`, µs.
#[derive(Debug, Clone, Copy)]
pub struct Note {
    /// `KEY-subject` and `KEY-text`.
    pub key: &'static str,
    /// The button's words.
    pub button: &'static str,
    /// Where the button leads, on this site.
    pub path: &'static str,
    /// The time it speaks of, µs.
    pub when_us: i64,
}

/// Writes to a member in their language; to nobody if they are no longer one.
pub async fn write_to(app: &App, delivery: &Delivery, account: AccountId, note: Note) -> Outcome {
    let to = match recipient(app, account).await {
        Ok(Some(to)) => to,
        Ok(None) => return Outcome::Done,
        Err(error) => return Outcome::Retry(error.to_string()),
    };
    let words = Words::of(app, &to);
    let args = [("when", words.time(note.when_us, &to.time_zone))];
    let href = format!("{}{}", app.config.public_url, note.path);
    post(app, &words.letter(&to, note.key, &args, Some((note.button, href))), delivery).await
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
    let words = Words { app, lang, name: pending.name.clone() };
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

struct Words<'a> {
    app: &'a App,
    lang: Lang,
    name: String,
}

impl<'a> Words<'a> {
    fn of(app: &'a App, to: &Recipient) -> Words<'a> {
        Words { app, lang: Lang::from_tag(&to.language).unwrap_or(Lang::En), name: to.name.clone() }
    }

    fn time(&self, us: i64, zone: &str) -> String {
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let time = jiff::Timestamp::from_microsecond(us).map(|time| time.to_zoned(zone));
        time.map(|time| time.strftime("%Y-%m-%d %H:%M %Z").to_string()).unwrap_or_default()
    }

    fn letter(&self, to: &Recipient, key: &str, args: &[(&str, String)], button: Option<(&str, String)>) -> Letter {
        self.letter_to((to.address.clone(), to.name.clone()), key, args, button)
    }

    /// Subject, text and button from the messages `key-subject`, `key-text` (paragraphs by lines) and the button's.
    fn letter_to(
        &self,
        (address, name): (String, String),
        key: &str,
        args: &[(&str, String)],
        button: Option<(&str, String)>,
    ) -> Letter {
        let community = settings::COMMUNITY_NAME.get(&self.app.settings);
        let mut values = vec![("community", Arg::Text(&community)), ("name", Arg::Text(&self.name))];
        values.extend(args.iter().map(|(name, value)| (*name, Arg::Text(value))));
        let text = |key: &str| self.app.texts.format(self.lang, key, &values);
        let (button, href) = button.unwrap_or(("", String::new()));
        Letter {
            lang: self.lang.tag(),
            subject: text(&format!("{key}-subject")),
            paragraphs: text(&format!("{key}-text"))
                .lines()
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
            button: if button.is_empty() { String::new() } else { text(button) },
            link_hint: text("mail-link-hint"),
            foot: text("mail-foot"),
            href,
            community,
            address,
            name,
        }
    }
}

struct Letter {
    lang: &'static str,
    community: String,
    subject: String,
    paragraphs: Vec<String>,
    button: String,
    href: String,
    link_hint: String,
    foot: String,
    address: String,
    name: String,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct HtmlMail<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail.txt", escape = "none")]
struct TextMail<'a> {
    letter: &'a Letter,
}

impl Letter {
    fn message(&self, app: &App, delivery: &Delivery) -> Result<Message> {
        let address = |text: &str| EmailAddress::parse(text).map_err(|_| Error::internal("an address cannot be read"));
        let from = address(&app.config.mail_from)?;
        Ok(Message {
            to: address(&self.address)?,
            to_name: Some(self.name.clone()),
            message_id: format!("{}@{}", delivery.id, from.domain()),
            from,
            from_name: Some(self.community.clone()),
            subject: self.subject.clone(),
            text: TextMail { letter: self }.render().map_err(Error::internal)?,
            html: Some(HtmlMail { letter: self }.render().map_err(Error::internal)?),
            date_us: delivery.created_us,
            list_unsubscribe: None,
        })
    }
}
