//! One mail, and how it becomes the bytes that are sent.

use std::time::{Duration, SystemTime};

use lettre::address::Envelope;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use url::Url;

use crate::{EmailAddress, SendError};

/// One mail to one person. Texts may contain anything: they are encoded, and nothing in them becomes a header.
#[derive(Debug, Clone)]
pub struct Message {
    /// Who gets it.
    pub to: EmailAddress,
    /// The name shown beside it.
    pub to_name: Option<String>,
    /// Who it is from; also the envelope's sender.
    pub from: EmailAddress,
    /// The name shown beside it.
    pub from_name: Option<String>,
    /// The subject line.
    pub subject: String,
    /// The text for readers without HTML, never empty in a good mail.
    pub text: String,
    /// The HTML, rendered and escaped by the template engine.
    pub html: Option<String>,
    /// `local@host` without brackets, the same for every try of one delivery, so that a mail that arrives twice is shown
    /// once.
    pub message_id: String,
    /// The time in the `Date` header, µs since 1970.
    pub date_us: i64,
    /// Where one asks for no more such mail; for everything but what the reader asked for a moment ago.
    pub list_unsubscribe: Option<ListUnsubscribe>,
}

/// The address behind a mail program's "unsubscribe" (RFC 2369, and RFC 8058 for the one-click form).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListUnsubscribe {
    /// A page, or with `one_click` what takes a POST without a session.
    pub url: Url,
    /// Whether a POST to the address is enough.
    pub one_click: bool,
}

/// A message ready for the wire.
#[derive(Debug)]
pub(crate) struct Encoded {
    pub(crate) envelope: Envelope,
    pub(crate) bytes: Vec<u8>,
}

impl Message {
    /// # Errors
    /// [`SendError::Permanent`] for what no second try would mend: a malformed message id.
    pub(crate) fn encode(&self) -> Result<Encoded, SendError> {
        let malformed = |what: &str| SendError::Permanent(format!("the mail cannot be written: {what}"));
        let to = mailbox(&self.to, self.to_name.as_deref()).ok_or_else(|| malformed("recipient"))?;
        let from = mailbox(&self.from, self.from_name.as_deref()).ok_or_else(|| malformed("sender"))?;
        if !is_message_id(&self.message_id) {
            return Err(malformed("message id"));
        }
        let date = u64::try_from(self.date_us)
            .ok()
            .and_then(|us| SystemTime::UNIX_EPOCH.checked_add(Duration::from_micros(us)));
        let mut builder = lettre::Message::builder()
            .to(to)
            .from(from)
            .subject(one_line(&self.subject))
            .message_id(Some(format!("<{}>", self.message_id)))
            .date(date.ok_or_else(|| malformed("date"))?)
            // RFC 3834: no answers from machines that are away.
            .header(AutoSubmitted);
        if let Some(unsubscribe) = &self.list_unsubscribe {
            if !matches!(unsubscribe.url.scheme(), "http" | "https") {
                return Err(malformed("unsubscribe address"));
            }
            builder = builder.header(Unsubscribe(unsubscribe.url.to_string()));
            if unsubscribe.one_click {
                builder = builder.header(UnsubscribePost);
            }
        }
        let message = match &self.html {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(self.text.clone(), html.clone())),
            None => builder.singlepart(SinglePart::plain(self.text.clone())),
        };
        let message = message.map_err(|error| malformed(&error.to_string()))?;
        Ok(Encoded { envelope: message.envelope().clone(), bytes: message.formatted() })
    }
}

fn mailbox(address: &EmailAddress, name: Option<&str>) -> Option<Mailbox> {
    let name = name.map(one_line).filter(|name| !name.is_empty());
    Some(Mailbox::new(name, address.to_lettre()?))
}

/// Control characters become spaces: a header is one line, whatever the encoder would make of them.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `dot-atom @ domain` of RFC 5322 §3.6.4, without its stranger characters; room for a port in the host.
fn is_message_id(id: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    id.len() <= 200 && id.split_once('@').is_some_and(|(left, right)| is_atom(left) && is_atom(right))
}

macro_rules! constant_header {
    ($type:ident, $name:literal, $value:literal) => {
        #[derive(Clone)]
        struct $type;

        impl Header for $type {
            fn name() -> HeaderName {
                const { HeaderName::new_from_ascii_str($name) }
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok($type)
            }

            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), $value.to_owned())
            }
        }
    };
}

constant_header!(AutoSubmitted, "Auto-Submitted", "auto-generated");
constant_header!(UnsubscribePost, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");

#[derive(Clone)]
struct Unsubscribe(String);

impl Header for Unsubscribe {
    fn name() -> HeaderName {
        const { HeaderName::new_from_ascii_str("List-Unsubscribe") }
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Unsubscribe(text.trim_matches(['<', '>']).to_owned()))
    }

    fn display(&self) -> HeaderValue {
        let value = format!("<{}>", self.0);
        // A `Url` prints as printable ASCII without spaces and brackets; encoded words are not allowed here.
        HeaderValue::dangerous_new_pre_encoded(Self::name(), value.clone(), value)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{ListUnsubscribe, Message};
    use crate::{EmailAddress, SendError};

    pub(crate) fn message(to: &str) -> Message {
        Message {
            to: EmailAddress::parse(to).unwrap(),
            to_name: Some("Ada King".to_owned()),
            from: EmailAddress::parse("athena@example.org").unwrap(),
            from_name: Some("Athena".to_owned()),
            subject: "Welcome".to_owned(),
            text: "Hello\n".to_owned(),
            html: Some("<p>Hello</p>\n".to_owned()),
            message_id: "42@example.org".to_owned(),
            date_us: 1_700_000_000_000_000,
            list_unsubscribe: None,
        }
    }

    fn encoded(message: &Message) -> String {
        let encoded = message.encode().unwrap();
        assert!(encoded.bytes.is_ascii());
        String::from_utf8(encoded.bytes).unwrap()
    }

    /// The names of the headers before the first empty line, lines folded.
    fn header_names(mail: &str) -> Vec<String> {
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        head.split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split_once(':').expect(line).0.to_lowercase())
            .collect()
    }

    #[test]
    fn a_mail_has_its_headers_and_both_parts() {
        let mut mail = message("ada@example.org");
        mail.list_unsubscribe = Some(ListUnsubscribe {
            url: format!("https://x.org/u?t={}", "a".repeat(150)).parse().unwrap(),
            one_click: true,
        });
        let text = encoded(&mail);
        for line in [
            "To: \"Ada King\" <ada@example.org>",
            "From: Athena <athena@example.org>",
            "Subject: Welcome",
            "Message-ID: <42@example.org>",
            "Date: Tue, 14 Nov 2023 22:13:20 +0000",
            "Auto-Submitted: auto-generated",
            &format!("List-Unsubscribe: <https://x.org/u?t={}>", "a".repeat(150)),
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} in\n{text}");
        }
    }

    #[test]
    fn no_text_becomes_a_header() {
        let names = header_names(&encoded(&message("ada@example.org")));
        for attack in [
            "x\r\nBcc: eve@example.org",
            "x\nBcc: eve@example.org",
            "x\rBcc: eve@example.org",
            "x\r\n\r\n<script>",
            "x\0Bcc: eve@example.org",
            "x\u{85}Bcc: eve@example.org",
            "x\u{2028}Bcc: eve@example.org",
            "\" <eve@example.org>, \"",
            "=?utf-8?q?x=0D=0ABcc:_eve@example.org?=",
            "é\r\n Bcc: eve@example.org",
            "Eve <eve@example.org>",
            "\\\" <eve@example.org>\\",
            &"ü\r\nBcc: eve ".repeat(40),
            "\r\n",
            "",
            "\t ",
        ] {
            let mut mail = message("ada@example.org");
            mail.subject = attack.to_owned();
            mail.to_name = Some(attack.to_owned());
            mail.from_name = Some(attack.to_owned());
            mail.text = attack.to_owned();
            mail.html = Some(attack.to_owned());
            let text = encoded(&mail);
            assert_eq!(header_names(&text), names, "{attack:?} in\n{text}");
            let recipients = mail.encode().unwrap().envelope.to().to_vec();
            assert_eq!(recipients, [mail.to.to_lettre().unwrap()]);
        }
    }

    #[test]
    fn a_malformed_message_id_is_refused_for_good() {
        for id in ["", "x", "@", "x@", "@x", "a b@x", "x@y>\r\nBcc: eve@example.org", "<x@y>", "x@y@z", "é@y"] {
            let mut mail = message("ada@example.org");
            mail.message_id = id.to_owned();
            assert!(matches!(mail.encode(), Err(SendError::Permanent(_))), "{id:?}");
        }
    }
}
