//! The local socket: commands beside a running server ask it to do what only it may.
//!
//! `control.sock` in the data directory, for its owner and root alone. One connection is one request: a line of JSON
//! each way.

use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use db::Db;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

use super::{Failure, admin, backup};
use crate::accounts::passwords;
use crate::kernel::App;

/// How long either side waits for a line that takes no work.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a command waits for the server's work.
const WORK: Duration = Duration::from_secs(30);
/// How long a command waits for a backup.
const LONG_WORK: Duration = Duration::from_secs(6 * 3_600);
/// The longest line: requests hold a path or a name, answers a sentence.
const LINE_BYTES: u64 = 64 * 1024;

/// What may be asked. Holds passwords, so it has no `Debug`.
#[derive(Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Request {
    /// Is anybody there?
    Ping {},
    /// Copy everything into a directory.
    Backup {
        /// Absolute; must not exist or be empty.
        directory: PathBuf,
    },
    /// Make an operator.
    CreateOperator {
        /// The name.
        name: String,
        /// The address.
        email: String,
        /// The password.
        password: Secret,
    },
    /// Give a person a new password.
    ResetPassword {
        /// The address.
        email: String,
        /// The password.
        password: Secret,
    },
}

/// What is answered.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Answer {
    /// Somebody is.
    Pong {
        /// The process.
        pid: u32,
    },
    /// The copy is complete.
    BackedUp(backup::Summary),
    /// There is a new account.
    Created {},
    /// The address had an account, which is an operator's now.
    Promoted {},
    /// The password is set and all sessions have ended.
    Reset {},
    /// Not done, and why.
    Refused {
        /// A sentence for whoever asked.
        why: String,
    },
}

/// A password on its way through the socket, the one place where it is written down.
pub(super) struct Secret(pub(super) SecretString);

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Secret(String::deserialize(deserializer)?.into()))
    }
}

fn path_in(data: &Path) -> PathBuf {
    data.join("control.sock")
}

/// Asks the server of a data directory. `None` if no server runs.
///
/// # Errors
/// The socket is another user's, or the server does not answer in time.
pub(super) async fn ask(data: &Path, request: &Request) -> Result<Option<Answer>, Failure> {
    let stream = match UnixStream::connect(path_in(data)).await {
        Ok(stream) => stream,
        // Never started, ended without tidying up, or a path too long for a socket, where no server has one either.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => return Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidInput => return Ok(None),
        Err(error) => {
            return Err(Failure(format!(
                "a server runs on {}, but its socket does not let us in ({error}). Run this as the server's user",
                data.display()
            )));
        }
    };
    let patience = match request {
        Request::Ping {} => PATIENCE,
        Request::Backup { .. } => LONG_WORK,
        Request::CreateOperator { .. } | Request::ResetPassword { .. } => WORK,
    };
    let answer = tokio::time::timeout(patience, exchange(stream, request)).await;
    match answer {
        Ok(answer) => Ok(Some(answer?)),
        Err(_) => Err(Failure(format!("the server on {} does not answer", data.display()))),
    }
}

async fn exchange(mut stream: UnixStream, request: &Request) -> Result<Answer, Failure> {
    stream.write_all(line(request)?.as_bytes()).await?;
    let mut answer = String::new();
    BufReader::new(stream.take(LINE_BYTES)).read_line(&mut answer).await?;
    serde_json::from_str(&answer).map_err(|_| Failure("the server ended before it answered".to_owned()))
}

fn line(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut line = serde_json::to_string(value)?;
    line.push('\n');
    Ok(line)
}

/// The server's end of the socket.
pub(super) struct Control {
    listener: UnixListener,
    path: PathBuf,
    owner: u32,
}

/// Refuses to go on where another server answers already.
///
/// # Errors
/// One does, or it is another user's.
pub(super) async fn refuse_second(data: &Path) -> Result<(), Failure> {
    match ask(data, &Request::Ping {}).await? {
        None => Ok(()),
        Some(_) => Err(super::migrate::in_use(db::OpenError::Locked(data.display().to_string()))),
    }
}

impl Control {
    /// Opens the socket, in place of one that a process left behind.
    ///
    /// # Errors
    /// As the file system says.
    pub(super) fn open(data: &Path) -> std::io::Result<Control> {
        let path = path_in(data);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let owner = std::fs::metadata(&path)?.uid();
        Ok(Control { listener, path, owner })
    }

    /// Answers until told to stop, then takes the socket away.
    pub(super) async fn serve(self, app: App, mut stop: watch::Receiver<bool>) {
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            match accepted {
                Ok((stream, _)) => {
                    let (app, owner) = (app.clone(), self.owner);
                    tokio::spawn(async move {
                        if let Err(failure) = serve_one(&app, stream, owner).await {
                            tracing::warn!(cause = failure.0, "a command at the local socket was not answered");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "the local socket");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, "the local socket could not be taken away");
        }
    }
}

async fn serve_one(app: &App, stream: UnixStream, owner: u32) -> Result<(), Failure> {
    let (read, mut write) = stream.into_split();
    let user = read.as_ref().peer_cred()?.uid();
    let answer = if may_ask(user, owner) {
        let mut request = String::new();
        let mut reader = BufReader::new(read.take(LINE_BYTES));
        match tokio::time::timeout(PATIENCE, reader.read_line(&mut request)).await {
            Ok(read) => read?,
            Err(_) => return Err(Failure("it said nothing".to_owned())),
        };
        match serde_json::from_str(&request) {
            Ok(request) => answer(app, request).await,
            // serde's words repeat what was sent, which may be a password.
            Err(_) => refused("the server does not understand this command: are both of one version?"),
        }
    } else {
        tracing::warn!(user, "refused another user at the local socket");
        refused("only the server's own user and root may do this")
    };
    match tokio::time::timeout(PATIENCE, write.write_all(line(&answer)?.as_bytes())).await {
        Ok(written) => Ok(written?),
        Err(_) => Err(Failure("it did not listen".to_owned())),
    }
}

/// Root may read the data anyway.
fn may_ask(user: u32, owner: u32) -> bool {
    user == owner || user == 0
}

fn refused(why: impl Into<String>) -> Answer {
    Answer::Refused { why: why.into() }
}

async fn answer(app: &App, request: Request) -> Answer {
    match request {
        Request::Ping {} => Answer::Pong { pid: std::process::id() },
        Request::Backup { directory } => {
            match backup::make(backup::Source::Running(&app.db), &app.config, &directory).await {
                Ok(summary) => {
                    tracing::info!(files = summary.files, bytes = summary.bytes, "made a backup");
                    Answer::BackedUp(summary)
                }
                Err(failure) => refused(failure.0),
            }
        }
        Request::CreateOperator { name, email, password } => match create(app, &name, &email, &password).await {
            Ok(made) => made,
            Err(error) => refused(admin::sentence(&app.texts, &error)),
        },
        Request::ResetPassword { email, password } => match reset(app, &email, &password).await {
            Ok(()) => Answer::Reset {},
            Err(error) => refused(admin::sentence(&app.texts, &error)),
        },
    }
}

async fn create(app: &App, name: &str, email: &str, password: &Secret) -> crate::kernel::Result<Answer> {
    let person = admin::Person::parse(Some(name), email)?;
    let password = person.password(password.0.expose_secret())?;
    let secret = passwords::hash(app, password).await?;
    admin::create(&app.db, person, secret).await
}

async fn reset(app: &App, email: &str, password: &Secret) -> crate::kernel::Result<()> {
    let person = admin::Person::parse(None, email)?;
    let password = person.password(password.0.expose_secret())?;
    let secret = passwords::hash(app, password).await?;
    admin::reset(&app.db, person, secret).await
}

/// A database of the command's own, where no server has it.
pub(super) async fn own_database(config: &crate::kernel::Config) -> Result<Db, Failure> {
    let mut options = db::Options::new(config.database.clone(), &config.data);
    // A command does one thing at a time: one connection of each kind.
    options.connections(4);
    let db = Db::open(options, crate::wiring::MIGRATIONS).await.map_err(super::migrate::in_use)?;
    let mut interest = crate::kernel::events::Interest::default();
    for subscriber in crate::wiring::subscribers() {
        interest.add(subscriber.name, subscriber.kinds);
    }
    // Mails wait in the outbox until a server runs.
    db.set_extension(std::sync::Arc::new(interest));
    Ok(db)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_strictly() {
        let read = |text: &str| serde_json::from_str::<Request>(text).is_ok();
        assert!(read(r#"{"command":"ping"}"#));
        assert!(read(r#"{"command":"backup","directory":"/b"}"#));
        assert!(read(r#"{"command":"reset-password","email":"a@b.c","password":"x"}"#));
        for wrong in [
            "",
            "{}",
            r#"{"command":"stop"}"#,
            r#"{"command":"ping","more":1}"#,
            r#"{"command":"backup"}"#,
            r#"{"command":"backup","directory":"/b","overwrite":true}"#,
            r#"{"command":"reset-password","email":"a@b.c"}"#,
        ] {
            assert!(!read(wrong), "{wrong}");
        }
    }

    #[test]
    fn other_users_are_refused() {
        assert!(may_ask(1000, 1000) && may_ask(0, 1000));
        assert!(!may_ask(1001, 1000) && !may_ask(1000, 0));
    }

    #[tokio::test]
    async fn a_socket_nobody_answers_at_is_nobody() {
        let dir = tempfile::tempdir().unwrap();
        assert!(ask(dir.path(), &Request::Ping {}).await.unwrap().is_none());
        drop(std::os::unix::net::UnixListener::bind(path_in(dir.path())).unwrap());
        assert!(ask(dir.path(), &Request::Ping {}).await.unwrap().is_none());
        let control = Control::open(dir.path()).unwrap();
        let mode = std::fs::metadata(&control.path).unwrap().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
