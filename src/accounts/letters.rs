//! Letters: what is mailed to somebody, in their language.

use askama::Template;
use mail::{EmailAddress, Message, SendError};
use outbox::{Delivery, Outcome};

use super::emails::Recipient;
use crate::kernel::texts::{Arg, Lang};
use crate::kernel::{App, Error, Result, settings};

/// Sends the letter of a delivery, if there still is one to send.
pub async fn deliver(app: &App, delivery: &Delivery, letter: Result<Option<Letter>>) -> Outcome {
    let letter = match letter {
        Ok(Some(letter)) => letter,
        // What it was about is gone: confirmed, used up, over.
        Ok(None) => return Outcome::Done,
        Err(error) => return Outcome::Retry(error.to_string()),
    };
    match letter.message(app, delivery) {
        Err(error) => Outcome::Park(error.to_string()),
        Ok(message) => match app.mailer.send(&message).await {
            Ok(()) => Outcome::Done,
            Err(SendError::Temporary(why)) => Outcome::Retry(why),
            Err(SendError::Permanent(why)) => Outcome::Park(why),
        },
    }
}

/// Puts letters into somebody's language.
pub struct Words<'a> {
    app: &'a App,
    lang: Lang,
    name: String,
}

impl<'a> Words<'a> {
    /// In a language, for somebody who has no account yet.
    pub(super) fn new(app: &'a App, lang: Lang, name: String) -> Words<'a> {
        Words { app, lang, name }
    }

    /// In the language of whoever gets the letter.
    pub fn of(app: &'a App, to: &Recipient) -> Words<'a> {
        Words { app, lang: Lang::from_tag(&to.language).unwrap_or(Lang::En), name: to.name.clone() }
    }

    /// A time in somebody's zone.
    pub fn time(&self, us: i64, zone: &str) -> String {
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let time = jiff::Timestamp::from_microsecond(us).map(|time| time.to_zoned(zone));
        time.map(|time| time.strftime("%Y-%m-%d %H:%M %Z").to_string()).unwrap_or_default()
    }

    /// A letter to somebody: subject and text from the messages `key-subject` and `key-text` (paragraphs by lines), and
    /// the button's words and address.
    pub fn letter(&self, to: &Recipient, key: &str, args: &[(&str, String)], button: Option<(&str, String)>) -> Letter {
        self.letter_to((to.address.clone(), to.name.clone()), key, args, button)
    }

    /// The same to an address and a name.
    pub(super) fn letter_to(
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

/// A letter, ready to be sent.
pub struct Letter {
    lang: &'static str,
    community: String,
    pub(super) subject: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) button: String,
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
