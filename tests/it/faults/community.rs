//! A community in files or on a server of its own, for the running program: people who are signed in already, and a
//! client that asks as a browser does.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use athena::accounts::people::{self, NewAccount};
use athena::accounts::sessions::{self, Device, NewSession};
use athena::accounts::sign_up::NewIds;
use athena::accounts::{Email, Password, PersonName, REGISTRATION, Registration, emails, passwords};
use athena::kernel::app::HashCost;
use athena::kernel::secrets::{Randomness, Token};
use athena::kernel::{AccountId, Cap, Error, SessionId, settings};
use athena::wiring::MIGRATIONS;
use db::{DatabaseUrl, Db, Options};

use crate::commands::{Server, athena};
use crate::support::PASSWORD;

/// How long an answer may take; no promise, but a test that hangs is to fail.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody with an account and a session.
#[derive(Clone)]
pub(crate) struct Somebody {
    pub(super) account: AccountId,
    pub(super) email: String,
    /// As in the cookie.
    pub(crate) session: String,
}

/// Runs what waits for the database, from a plain thread.
pub(super) fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(work)
}

/// Founds a community that is open to everybody, with so many people. The first is its operator.
pub(crate) fn found(url: &DatabaseUrl, data: &Path, people: usize) -> Vec<Somebody> {
    wait(async {
        let db = Db::open(Options::new(url.clone(), data), MIGRATIONS).await.unwrap();
        let begin = |tx: &mut db::Tx<'_>| {
            REGISTRATION.set(tx, &Registration::Open)?;
            settings::SET_UP.set(tx, &true)?;
            settings::COMMUNITY_NAME.set(tx, &"Guild 0".to_owned())
        };
        db.write(begin).await.unwrap();
        let hash = passwords::hash_now(&Password::made(PASSWORD.to_owned()), HashCost::CHEAP).unwrap();
        let mut all = Vec::new();
        for number in 0..people {
            all.push(somebody(&db, number, &hash).await);
        }
        db.close().await;
        all
    })
}

async fn somebody(db: &Db, number: usize, hash: &str) -> Somebody {
    let ids = NewIds::make(db);
    let name = PersonName::parse(&format!("Person {number}")).unwrap();
    let email = format!("person{number}@example.org");
    let (address, hash) = (Email::parse(&email).unwrap(), hash.to_owned());
    let token = Randomness::system().token().unwrap();
    let session = NewSession { id: SessionId::from_raw(db.new_id()), token: token.clone(), device: Device::default() };
    let caps = if number == 0 { Cap::Operator.bit() } else { 0 };
    let make = move |tx: &mut db::Tx<'_>| {
        let new = NewAccount { id: ids.account, name: &name, language: "en", time_zone: "UTC", caps };
        people::create(tx, &new)?;
        assert!(emails::add_primary(tx, ids.email, ids.account, address.as_str(), &address.key())?);
        passwords::set(tx, ids.credential, ids.account, &hash)?;
        sessions::open(tx, ids.account, &session)?;
        Ok::<AccountId, Error>(ids.account)
    };
    let account = db.write(make).await.unwrap();
    Somebody { account, email, session: token.reveal() }
}

/// So many deliveries that were given up and ask for nothing. Gives their ids.
pub(super) fn give_up(url: &DatabaseUrl, data: &Path, many: usize) -> Vec<i64> {
    wait(async {
        let db = Db::open(Options::new(url.clone(), data), MIGRATIONS).await.unwrap();
        let park = move |tx: &mut db::Tx<'_>| {
            for _ in 0..many {
                let nobody = r#"{"kind":"sign_up_requested","sign_up":1}"#;
                outbox::enqueue(tx, "accounts.mail", 1, "sign_up_requested", nobody, None)?;
            }
            outbox::park(tx, "accounts.mail", "for a test")?;
            let parked = outbox::parked(tx, None, u32::try_from(many).unwrap())?;
            Ok::<Vec<i64>, Error>(parked.into_iter().map(|one| one.id).collect())
        };
        let ids = db.write(park).await.unwrap();
        db.close().await;
        ids
    })
}

/// The program on these files. Everybody comes through a proxy, which is this process, and as quickly as they like.
pub(super) fn serve(url: &DatabaseUrl, data: &Path) -> Command {
    let data = data.to_str().unwrap();
    let mut command =
        athena(&["serve", "--data", data, "--listen", "127.0.0.1:0", "--log", "warn,athena::commands=info"]);
    command.args(["--requests-per-member", "0", "--requests-per-address", "0", "--trusted-proxies", "127.0.0.0/8"]);
    if let DatabaseUrl::Postgres(url) = url {
        command.env("ATHENA_DATABASE", url);
    }
    command
}

/// Starts it.
pub(super) fn start(url: &DatabaseUrl, data: &Path) -> Server {
    Server::of(&mut serve(url, data))
}

/// The files of a database whose process is gone, at another place: what is looked at there changes nothing here.
pub(super) fn copy(data: &Path, to: &Path) {
    for name in ["athena.db", "athena.db-wal"] {
        if data.join(name).exists() {
            std::fs::copy(data.join(name), to.join(name)).unwrap();
        }
    }
}

/// A connection to the program, opened when needed.
pub(super) struct Caller {
    pub(super) port: u16,
    stream: Option<BufReader<TcpStream>>,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    head: String,
    pub(super) body: String,
}

impl Reply {
    /// The value of a cookie that the answer sets.
    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        let mark = format!("set-cookie: __host-{name}=");
        let line = self.head.lines().find(|line| line.to_ascii_lowercase().starts_with(&mark))?;
        line.get(mark.len()..)?.split(';').next().map(str::to_owned)
    }

    /// A header; empty if it is not there.
    pub(super) fn header(&self, name: &str) -> &str {
        let of = |line: &'_ str| line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
        let line = self.head.lines().find(|line| of(line));
        line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
    }
}

impl Caller {
    pub(super) fn new(port: u16) -> Caller {
        Caller { port, stream: None }
    }

    pub(super) fn get(&mut self, path: &str, cookies: &str) -> io::Result<Reply> {
        self.call("GET", path, cookies, "")
    }

    /// Sends a form as a browser does from a page of the site.
    pub(super) fn post(&mut self, path: &str, cookies: &str, fields: &[(&str, &str)]) -> io::Result<Reply> {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.call("POST", path, cookies, &body)
    }

    /// An error if there is no whole answer: what was asked for has happened or not.
    fn call(&mut self, method: &str, path: &str, cookies: &str, body: &str) -> io::Result<Reply> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(("127.0.0.1", self.port))?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        // Everybody asks from an address of their own, as they do in the world.
        static ADDRESS: AtomicU32 = AtomicU32::new(0x0a00_0001);
        let from = std::net::Ipv4Addr::from(ADDRESS.fetch_add(1, Ordering::Relaxed));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: {from}\r\n\
             Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        );
        stream.get_mut().write_all(request.as_bytes())?;
        let reply = read(&mut stream)?;
        if !reply.header("connection").eq_ignore_ascii_case("close") {
            self.stream = Some(stream);
        }
        Ok(reply)
    }
}

fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Reply> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{head}"));
    let mut reply = Reply { status, head, body: String::new() };
    let length = reply.header("content-length").parse().unwrap_or_else(|_| panic!("no length: {reply:?}"));
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    reply.body = String::from_utf8(body).unwrap();
    Ok(reply)
}

/// The cookie of a session.
pub(crate) fn cookie_of(session: &str) -> String {
    format!("__Host-session={session}")
}

/// What the database keeps of a session.
pub(super) fn hash_of(session: &str) -> Vec<u8> {
    Token::parse(session).unwrap().hash()
}
