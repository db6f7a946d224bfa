//! The data under load: a demo's town, and members of it who are signed in.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use athena::accounts::sessions::{self, Device, NewSession};
use athena::companies::CompanyName;
use athena::kernel::app::HashCost;
use athena::kernel::config::Layers;
use athena::kernel::secrets::Randomness;
use athena::kernel::{AccountId, App, Config, EntryId, MemberActor, PostId, SessionId};
use athena::posts::Draft;
use athena::posts::post::{self, NewPost};
use athena::profiles::entries::{self, NewEntry};
use athena::profiles::{EntryDraft, Month, Section};
use athena::{Build, Running};
use db::sql;
use rustix::process::Signal;
use serde::Deserialize;

use crate::client::Connection;
use crate::server::{end, free_address, public_url, spawn};
use crate::{Error, Result, form_post, plain_get};

/// The seed of all data sets.
const SEED: &str = "1";
/// The addresses that this program, as a proxy in front of the site, asks from.
pub const PROXY: &str = "127.0.0.0/8";
/// A demo that takes longer to fill has failed.
const FILLING: Duration = Duration::from_secs(3600);

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Member {
    /// Their handle.
    pub handle: String,
    /// The whole `cookie` header.
    pub cookie: String,
}

/// Makes a demo of a size (`small`, `town`, `city`) in a directory; answers how long it took until its site was ready.
///
/// # Errors
/// It cannot be made.
pub async fn make(program: &Path, size: &str, data: &Path) -> Result<Duration> {
    let (log, address) = (data.with_extension("demo.log"), free_address()?);
    let mut command = Command::new(program);
    command.args(["demo", "--size", size, "--seed", SEED, "--listen", &address.to_string(), "--data"]).arg(data);
    // That of the last time says that it is ready.
    let _none_yet = fs::remove_file(&log);
    let begun = Instant::now();
    let mut child = spawn(&mut command, &log)?;
    let took = loop {
        if fs::read_to_string(&log)?.contains("demo is ready") {
            break begun.elapsed();
        }
        if begun.elapsed() > FILLING || child.try_wait()?.is_some() {
            let _gone = child.kill();
            return Err(format!("the demo could not be made; see {}", log.display()).into());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    end(&mut child, Signal::INT).await?;
    Ok(took)
}

/// The application on a data directory that nobody else uses, without background work.
///
/// # Errors
/// What keeps it from starting.
pub async fn application(data: &Path, address: SocketAddr) -> Result<Running> {
    application_on("sqlite", data, address).await
}

/// The application on a database, likewise.
///
/// # Errors
/// What keeps it from starting.
pub async fn application_on(database: &str, data: &Path, address: SocketAddr) -> Result<Running> {
    let flags = [
        ("database", database.to_owned()),
        ("listen", address.to_string()),
        ("public_url", public_url(address)),
        ("trusted_proxies", PROXY.to_owned()),
    ];
    let config = Config::from_layers(data.to_owned(), &Layers::collect(None, std::iter::empty(), flags.into_iter())?)?;
    let randomness = Randomness::system();
    let build = Build { config, randomness, hash_cost: HashCost::SHIPPED, pages: None, demo: false, background: false };
    Ok(athena::build(build).await?)
}

/// Members who are signed in, the handle of whoever has the fullest profile, and posts that are talked about.
pub struct People {
    /// Members.
    pub members: Vec<Member>,
    /// A handle.
    pub full: String,
    /// Paths.
    pub posts: Vec<String>,
}

/// Roles and skills of the fullest profile.
const ROLES: i16 = 8;
const SKILLS: i16 = 30;

/// Gives somebody eight roles and thirty skills, once.
fn fill_profile(tx: &mut db::Tx<'_>, account: AccountId) -> std::result::Result<(), athena::kernel::Error> {
    let actor = MemberActor { account, session: SessionId::from_raw(0), caps: 0 };
    let mut put = |section, number: i16, draft: &EntryDraft| {
        let new = NewEntry { id: EntryId::from_raw(tx.new_id()), request_id: format!("full {section:?} {number}") };
        entries::add(tx, actor, section, &new, draft)
    };
    for number in 0..ROLES {
        let role = EntryDraft {
            title: format!("Superintendent of quay {number}"),
            organisation: CompanyName::parse("organisation", &format!("Quay and Crane {}", number / 2), "")?,
            location: "Rotterdam".to_owned(),
            starts: Some(Month::new(2000 + number * 3, 4)),
            ends: Some(Month::new(2003 + number * 3, 3)),
            summary: "Kept the cranes of a quay running, with *nine people* in three shifts. ".repeat(4),
            points: "Halved the waiting time of feeders\nTrained eleven apprentices".to_owned(),
            ..EntryDraft::default()
        };
        put(Section::Experience, number, &role)?;
    }
    for number in 0..SKILLS {
        put(Section::Skills, number, &EntryDraft { title: format!("Knot {number}"), ..EntryDraft::default() })?;
    }
    Ok(())
}

/// Signs members in, evenly picked from all, by the function every proof of who somebody is ends in. Passwords are what
/// a demo's people do not have; two of them do, see [`sign_in`].
///
/// # Errors
/// What the database says.
pub async fn sign_in_many(data: &Path, many: usize) -> Result<People> {
    let running = application(data, free_address()?).await?;
    let app = running.app.clone();
    let all: Vec<(AccountId, String)> = app
        .db
        .read(|r| {
            r.all(
                sql!(
                    "SELECT h.account_id, h.handle_key FROM handle h JOIN account a ON a.id = h.account_id
                     WHERE h.is_current AND a.state = 1 ORDER BY h.account_id LIMIT 1000000"
                ),
                &[],
            )
        })
        .await
        .map_err(|error: db::Error| error.to_string())?;
    let (fullest, full) = all.get(all.len() / 2).cloned().ok_or("nobody is there")?;
    app.db.write(move |tx| fill_profile(tx, fullest)).await.map_err(|error| error.to_string())?;
    let step = (all.len() / many).max(1);
    let device = || Device { user_agent: "bench".to_owned(), address: Ipv4Addr::LOCALHOST.to_string() };
    let (mut members, mut opened, mut accounts) = (Vec::new(), Vec::new(), Vec::new());
    for (account, handle) in all.into_iter().step_by(step).take(many) {
        let session = NewSession::make(&app, device()).map_err(|error| format!("{error:?}"))?;
        let cookie = cookie(&app.config.public_url, &session.token.reveal())?;
        members.push(Member { handle, cookie });
        accounts.push(account);
        opened.push((account, session));
    }
    let open = move |tx: &mut db::Tx<'_>| {
        opened.iter().try_for_each(|(account, session)| sessions::open(tx, *account, session))
    };
    app.db.write(open).await.map_err(|error| format!("{error:?}"))?;
    let posts = say(&app, &accounts).await?;
    running.stop().await;
    Ok(People { members, full, posts })
}

/// Posts of each of those who are signed in.
const POSTS: usize = 10;
/// Posts that are said in one go.
const AT_ONCE: usize = 50;

/// Lets each of them say something, once; answers the paths of what the people of the demo have said, who are talked with.
async fn say(app: &App, authors: &[AccountId]) -> Result<Vec<String>> {
    let text = "The pilot boat was late again, and nobody minded: the **new tide tables** are out. #quay\n\n"
        .to_owned()
        + &"Whoever plans berths by them saves an hour a day. ".repeat(4);
    let draft = Draft::parse(&text, "members", "", "").map_err(|error| format!("{error:?}"))?;
    let all: Vec<(usize, AccountId)> =
        (0..POSTS).flat_map(|number| authors.iter().map(move |author| (number, *author))).collect();
    for some in all.chunks(AT_ONCE) {
        let (some, draft) = (some.to_vec(), draft.clone());
        let write = move |tx: &mut db::Tx<'_>| {
            let now = tx.now_us();
            for (number, account) in &some {
                let actor = MemberActor { account: *account, session: SessionId::from_raw(0), caps: 0 };
                let id = PostId::from_raw(tx.new_id());
                let request_id = format!("bench {number}");
                post::say(tx, actor, &NewPost { id, request_id, draft: draft.clone(), quoted: None }, now)?;
            }
            Ok::<_, athena::kernel::Error>(())
        };
        app.db.write(write).await.map_err(|error| format!("{error:?}"))?;
    }
    let read = app.db.read(|r| {
        r.all::<PostId>(
            sql!("SELECT id FROM post WHERE removed_us IS NULL AND audience > 1 AND comments > 0 ORDER BY id LIMIT 20"),
            &[],
        )
    });
    let posts = read.await.map_err(|error: db::Error| error.to_string())?;
    Ok(posts.into_iter().map(|id| format!("/feed/post/{id}")).collect())
}

fn cookie(public: &web::Origin, token: &str) -> Result<String> {
    let cookie = web::Cookies::of(public).set("session", token, None);
    let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
    Ok(pair.to_owned())
}

#[derive(Deserialize)]
struct Kept {
    sign_ins: SignIns,
}

#[derive(Deserialize)]
struct SignIns {
    operator: SignIn,
    member: SignIn,
}

#[derive(Deserialize)]
struct SignIn {
    email: String,
    password: String,
}

/// Signs in the two who have a password, as people do: through the form.
///
/// # Errors
/// The server does not let them in.
pub async fn sign_in(data: &Path, address: SocketAddr) -> Result<Vec<Member>> {
    let kept: Kept = serde_json::from_str(&fs::read_to_string(data.join("demo.json"))?)?;
    let mut members = Vec::new();
    for SignIn { email, password } in [kept.sign_ins.operator, kept.sign_ins.member] {
        let mut connection = Connection::open(Ipv4Addr::LOCALHOST, address).await?;
        let fields = [("email", email.as_str()), ("password", password.as_str())];
        let answer = connection.ask(&form_post("/login", address, None, &fields)).await?;
        let head = connection.received();
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        let set = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")).map(|(_, value)| value);
        let session = set.filter_map(|value| value.split(';').next()).find(|pair| pair.contains("session="));
        let cookie = session.ok_or_else(|| Error::from(format!("signing in was answered by {}", answer.status)))?;
        connection.ask(&plain_get("/feed", address, Some(cookie))).await?;
        let page = connection.received();
        let handle = page.split_once("/edit\"").and_then(|(before, _)| before.rsplit("/in/").next());
        let handle = handle.ok_or("the home page does not lead to one's own profile")?;
        members.push(Member { handle: handle.to_owned(), cookie: cookie.to_owned() });
    }
    Ok(members)
}

/// Where the data sets of a run lie; gone with it unless it was asked to stay.
pub struct Place {
    /// The directory.
    pub path: PathBuf,
    _temporary: Option<tempfile::TempDir>,
}

impl Place {
    /// The directory given, or a new one that ends with this value.
    ///
    /// # Errors
    /// As the system says.
    pub fn new(kept: Option<&Path>) -> Result<Place> {
        if let Some(path) = kept {
            fs::create_dir_all(path)?;
            return Ok(Place { path: path.to_owned(), _temporary: None });
        }
        let temporary = tempfile::tempdir()?;
        Ok(Place { path: temporary.path().to_owned(), _temporary: Some(temporary) })
    }

    /// A data set of a size, made if it is not there yet.
    ///
    /// # Errors
    /// As [`make`].
    pub async fn data(&self, program: &Path, size: &str) -> Result<PathBuf> {
        let data = self.path.join(size);
        if !data.join("demo.json").exists() {
            make(program, size, &data).await?;
        }
        Ok(data)
    }
}
