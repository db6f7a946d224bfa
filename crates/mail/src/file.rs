//! Mail as files: for trying out, for small sites without a mail server, and for the demo.
//!
//! Each mail is two files, `ID.eml` as it would have been sent and `ID.json` for our own pages. The second appears last
//! and by a rename, so a mail is there as a whole or not at all.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Message;

/// Digits of the time in an id: µs until the year 2286.
const TIME_DIGITS: usize = 16;
const HASH_DIGITS: usize = 16;

/// The name of a stored mail, `1700000000000000-0123456789abcdef`: its time, then a hash of its message id. Sorts by
/// time. Parsed strictly; it can never be a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailId(String);

impl MailId {
    fn of(message: &Message) -> MailId {
        let hash = Sha256::digest(message.message_id.as_bytes());
        let hash: String = hash.iter().take(HASH_DIGITS / 2).map(|byte| format!("{byte:02x}")).collect();
        MailId(format!("{:0TIME_DIGITS$}-{hash}", message.date_us.max(0)))
    }
}

impl FromStr for MailId {
    type Err = io::Error;

    fn from_str(text: &str) -> Result<MailId, io::Error> {
        let fits = text.split_once('-').is_some_and(|(time, hash)| {
            time.len() == TIME_DIGITS
                && hash.len() == HASH_DIGITS
                && time.bytes().all(|b| b.is_ascii_digit())
                && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        });
        if fits {
            Ok(MailId(text.to_owned()))
        } else {
            Err(io::Error::new(ErrorKind::InvalidInput, "not the id of a mail"))
        }
    }
}

impl fmt::Display for MailId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A mail as our pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMail {
    /// A [`MailId`].
    pub id: String,
    /// The recipient's address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part. From our templates, yet to be shown in a sandbox only.
    pub html: Option<String>,
    /// The time in its `Date` header, µs since 1970.
    pub sent_us: i64,
}

/// A directory of mails. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct FileMailbox {
    directory: Arc<Path>,
}

impl FileMailbox {
    pub(crate) fn open(directory: PathBuf) -> io::Result<FileMailbox> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        // Mails hold links that sign in.
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&directory)?;
        Ok(FileMailbox { directory: directory.into() })
    }

    /// The newest mails first, at most `limit`, and only those older than `before` if that is given.
    ///
    /// # Errors
    /// The directory or a mail in it cannot be read.
    pub async fn list(&self, limit: usize, before: Option<MailId>) -> io::Result<Vec<StoredMail>> {
        let mailbox = self.clone();
        blocking(move || {
            let mut ids = mailbox.ids()?;
            ids.retain(|id| before.as_ref().is_none_or(|before| id < before));
            ids.sort_unstable_by(|a, b| b.cmp(a));
            ids.truncate(limit);
            ids.iter().filter_map(|id| mailbox.read(id).transpose()).collect()
        })
        .await
    }

    /// One mail, or `None` if there is none of that id.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn get(&self, id: &MailId) -> io::Result<Option<StoredMail>> {
        let (mailbox, id) = (self.clone(), id.clone());
        blocking(move || mailbox.read(&id)).await
    }

    pub(crate) async fn store(&self, message: &Message, eml: Vec<u8>) -> io::Result<()> {
        let id = MailId::of(message);
        let stored = StoredMail {
            id: id.to_string(),
            to: message.to.to_string(),
            subject: message.subject.clone(),
            text: message.text.clone(),
            html: message.html.clone(),
            sent_us: message.date_us,
        };
        let mailbox = self.clone();
        blocking(move || {
            let json = serde_json::to_vec_pretty(&stored)?;
            mailbox.write(&format!("{id}.eml"), &eml)?;
            mailbox.write(&format!("{id}.json"), &json)?;
            // The renames themselves.
            File::open(&mailbox.directory)?.sync_all()
        })
        .await
    }

    pub(crate) async fn check(&self) -> io::Result<()> {
        let mailbox = self.clone();
        blocking(move || {
            mailbox.write("check", b"")?;
            fs::remove_file(mailbox.directory.join("check"))
        })
        .await
    }

    fn ids(&self) -> io::Result<Vec<MailId>> {
        let mut ids = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let name = entry?.file_name();
            // Other files may lie here; they are not ours to judge.
            let id = name.to_str().and_then(|name| name.strip_suffix(".json")).and_then(|id| id.parse().ok());
            ids.extend(id);
        }
        Ok(ids)
    }

    fn read(&self, id: &MailId) -> io::Result<Option<StoredMail>> {
        match fs::read(self.directory.join(format!("{id}.json"))) {
            Ok(json) => Ok(Some(serde_json::from_slice(&json)?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A whole file under its name, or none. Two writers of one name write the same.
    fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let temporary = self.directory.join(format!(".{name}.{}.tmp", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temporary)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&temporary, self.directory.join(name))
    }
}

impl fmt::Display for FileMailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "file:{}", self.directory.display())
    }
}

/// Runs file work where it may take its time.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
