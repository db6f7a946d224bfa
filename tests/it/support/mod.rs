//! A community of its own for each test: people, browsers, mail, and a teardown that leaves nothing undone.

pub mod browser;
pub mod page;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use athena::accounts::invites::{self, NewInvite};
use athena::accounts::people::{self, NewAccount};
use athena::accounts::sessions::{self, Device, NewSession};
use athena::accounts::sign_up::NewIds;
use athena::accounts::standing;
use athena::accounts::{Email, Password, PersonName, REGISTRATION, Registration, emails, passwords};
use athena::companies::{CompanyKind, CompanyName, directory};
use athena::kernel::app::HashCost;
use athena::kernel::config::{Config, Layers};
use athena::kernel::secrets::Randomness;
use athena::kernel::{
    AccountId, Actor, App, AuditId, Cap, CommentId, CompanyId, DraftId, EntryId, Error, ImageId, InviteId, MemberActor,
    PostId, ReportId, SessionId, SkillId, settings,
};
use athena::network::Ties;
use athena::posts::comment::{self, NewComment, Words};
use athena::profiles::entries::{self, Added, NewEntry};
use athena::profiles::{EntryDraft, Section, skills};
use athena::reports::filing::{self, Filed, NewReport, Target};
use athena::reports::model::Complaint;
use athena::wiring::{self, Build, MIGRATIONS, Running};
use axum::Router;
use db::testing::TestDb;
use db::{Clock, Db};
use mail::StoredMail;

pub use browser::Browser;
pub use page::Page;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";
/// When every test begins: Monday, 2 June 2025, 08:00 UTC, µs.
pub const START_US: i64 = 1_748_851_200_000_000;

/// A community.
pub struct Site {
    pub app: App,
    pub clock: Clock,
    router: Router,
    database: Arc<TestDb>,
    files: PathBuf,
    keys: Vec<(&'static str, String)>,
    pages: fetch::Client,
    next_address: AtomicU16,
}

/// Somebody with an account, and a browser in which they are signed in.
pub struct Person {
    pub id: AccountId,
    pub handle: String,
    pub email: String,
    pub browser: Browser,
}

/// Runs a test in a community of its own, open to everybody. Afterwards all deliveries must be done.
pub async fn world(test: impl AsyncFnOnce(&Site)) {
    world_with(&[], test).await;
}

/// As [`world`], with some keys of the configuration set.
pub async fn world_with(keys: &[(&'static str, &str)], test: impl AsyncFnOnce(&Site)) {
    unfounded_with(keys, no_pages(), async |site| {
        site.open_to_everybody().await;
        test(site).await;
    })
    .await;
}

/// As [`world`], with a client for linked pages that may reach servers of the test.
pub async fn world_with_pages(pages: fetch::Client, test: impl AsyncFnOnce(&Site)) {
    unfounded_with(&[], pages, async |site| {
        site.open_to_everybody().await;
        test(site).await;
    })
    .await;
}

/// A client for linked pages that knows one name, and may not go where it leads.
fn no_pages() -> fetch::Client {
    let table: fetch::Table = [(REFUSED, vec![([127, 0, 0, 1], 9).into()])].into_iter().collect();
    fetch::Client::for_tests(fetch::Options::new("Athena"), Arc::new(table), [].into()).unwrap()
}

/// The host of links whose previews end as nothing, without anybody being asked.
pub const REFUSED: &str = "refused.example";

/// Runs a test where nobody has founded a community yet.
pub async fn unfounded(test: impl AsyncFnOnce(&Site)) {
    unfounded_with(&[], no_pages(), test).await;
}

async fn unfounded_with(keys: &[(&'static str, &str)], pages: fetch::Client, test: impl AsyncFnOnce(&Site)) {
    let keys: Vec<_> = keys.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    let clock = Clock::manual(START_US);
    let own_clock = clock.clone();
    let database = Arc::new(db::testing::fresh_with(MIGRATIONS, move |options| options.clock = own_clock).await);
    let files = tempfile::tempdir().unwrap();
    let running = start(Db::clone(&database), files.path().to_owned(), &keys, pages.clone()).await;
    let site = Site {
        router: wiring::router(&running.app).unwrap(),
        app: running.app.clone(),
        clock,
        database: Arc::clone(&database),
        files: files.path().to_owned(),
        keys,
        pages,
        next_address: AtomicU16::new(1),
    };
    test(&site).await;
    let left = site.app.outbox.get().unwrap().drain().await.unwrap();
    assert_eq!((left.parked, left.scheduled), (0, 0), "deliveries were left undone");
    drop(site);
    running.stop().await;
}

async fn start(database: Db, data: PathBuf, keys: &[(&'static str, String)], pages: fetch::Client) -> Running {
    // Tests ask more quickly than people do.
    let quick = [("requests_per_member", "200"), ("requests_per_address", "1000")];
    let flags = [("public_url", "http://localhost:8000"), ("listen", "127.0.0.1:8000")].into_iter().chain(quick);
    let flags = flags.map(|(key, value)| (key, value.to_owned())).chain(keys.iter().cloned());
    let layers = Layers::collect(None, std::iter::empty(), flags).unwrap();
    let build = Build {
        config: Config::from_layers(data, &layers).unwrap(),
        randomness: Randomness::system(),
        hash_cost: HashCost::CHEAP,
        pages: Some(pages),
        demo: false,
        background: false,
    };
    wiring::build_on(database, build).await.unwrap()
}

impl Site {
    async fn open_to_everybody(&self) {
        self.app
            .db
            .write(|tx| {
                REGISTRATION.set(tx, &Registration::Open)?;
                settings::SET_UP.set(tx, &true)?;
                settings::COMMUNITY_NAME.set(tx, &"Harbour Guild".to_owned())
            })
            .await
            .unwrap();
    }

    /// Another process of the same community; SQLite has only one.
    pub async fn second_node(&self) -> Option<Running> {
        if self.app.db.is_sqlite() {
            return None;
        }
        let database = self.database.open_again(|_| {}).await.unwrap();
        Some(start(database, self.files.clone(), &self.keys, self.pages.clone()).await)
    }

    /// Sets who may join.
    pub async fn registration(&self, mode: Registration) {
        self.app.db.write(move |tx| REGISTRATION.set(tx, &mode)).await.unwrap();
    }

    /// A browser nobody is signed in with, at a network address of its own.
    pub fn browser(&self) -> Browser {
        let [high, low] = self.next_address.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        Browser::new(self.router.clone(), IpAddr::V4(Ipv4Addr::new(198, 18, high, low)), self.clock.clone())
    }

    /// A member called `name`, signed in.
    pub async fn person(&self, name: &str) -> Person {
        self.person_with(name, 0).await
    }

    /// Members called so, signed in; from now on memory tells who is near.
    pub async fn people<const N: usize>(&self, names: [&str; N]) -> [Person; N] {
        self.app.memory.get::<Ties>().unwrap().loaded().await;
        let mut people = Vec::new();
        for name in names {
            people.push(self.person(name).await);
        }
        people.try_into().ok().unwrap()
    }

    /// An operator, signed in.
    pub async fn operator(&self, name: &str) -> Person {
        self.person_with(name, Cap::Operator.bit()).await
    }

    async fn person_with(&self, name: &str, caps: i64) -> Person {
        let ids = NewIds::make(&self.app.db);
        let local: String = name.to_lowercase().replace(' ', ".").chars().filter(char::is_ascii).collect();
        let email = format!("{local}@example.org");
        let hash = passwords::hash_now(&Password::made(PASSWORD.to_owned()), HashCost::CHEAP).unwrap();
        let (full_name, address) = (PersonName::parse(name).unwrap(), Email::parse(&email).unwrap());
        let handle = self
            .app
            .db
            .write(move |tx| {
                let new = NewAccount { id: ids.account, name: &full_name, language: "en", time_zone: "UTC", caps };
                people::create(tx, &new)?;
                assert!(emails::add_primary(tx, ids.email, ids.account, address.as_str(), &address.key())?);
                passwords::set(tx, ids.credential, ids.account, &hash)?;
                Ok::<String, Error>(tx.one(
                    db::sql!("SELECT handle_key FROM handle WHERE account_id = $1 AND is_current"),
                    &[&ids.account],
                )?)
            })
            .await
            .unwrap();
        let browser = self.signed_in(ids.account).await;
        Person { id: ids.account, handle, email, browser }
    }

    /// Another browser in which somebody is signed in.
    pub async fn signed_in(&self, account: AccountId) -> Browser {
        let device = Device { user_agent: "Firefox/1 Linux".to_owned(), address: "192.0.2.1".to_owned() };
        let session = NewSession::make(&self.app, device).unwrap();
        let kept = session.clone();
        self.app.db.write(move |tx| sessions::open(tx, account, &kept)).await.unwrap();
        let browser = self.browser();
        browser.set_cookie("__Host-session", &session.token.reveal());
        browser
    }

    /// The same person in another browser, signed in just now.
    pub async fn again(&self, person: &Person) -> Person {
        let Person { id, handle, email, .. } = person;
        Person { id: *id, handle: handle.clone(), email: email.clone(), browser: self.signed_in(*id).await }
    }

    /// Makes all deliveries that are due.
    pub async fn deliver(&self) {
        self.app.outbox.get().unwrap().drain().await.unwrap();
    }

    /// Makes all deliveries, then gives the mails to an address, oldest first.
    pub async fn mails_to(&self, address: &str) -> Vec<StoredMail> {
        self.app.outbox.get().unwrap().drain().await.unwrap();
        let mut mails = self.app.mailer.mailbox().unwrap().list(1_000, None).await.unwrap();
        mails.retain(|mail| mail.to.contains(address));
        mails.reverse();
        mails
    }

    /// The path of the link in the last mail to an address.
    pub async fn link_to(&self, address: &str) -> String {
        let mail = self.mails_to(address).await.pop().unwrap_or_else(|| panic!("no mail to {address}"));
        let from = mail.text.find("http://localhost:8000/").expect("the mail has a link");
        let link = mail.text[from..].split_whitespace().next().unwrap();
        link.trim_start_matches("http://localhost:8000").to_owned()
    }

    /// Runs one statement, for states no page leads to yet.
    pub async fn sql(&self, sql: db::Sql, account: AccountId) {
        self.app.db.write(move |tx| Ok::<_, Error>(tx.run(sql, &[&account])?)).await.unwrap();
    }

    /// Gives somebody a skill that only they may read of; answers its entry as an address names it.
    pub async fn skill_of(&self, account: AccountId, title: &str) -> String {
        let id = EntryId::from_raw(self.app.db.new_id());
        let new = NewEntry { id, request_id: id.to_string() };
        let draft = EntryDraft { title: title.to_owned(), ..EntryDraft::default() };
        let actor = MemberActor { account, session: SessionId::from_raw(0), caps: 0 };
        let add = move |tx: &mut db::Tx<'_>| entries::add(tx, actor, Section::Skills, &new, &draft);
        assert_eq!(self.app.db.write(add).await.unwrap(), Added::Done);
        id.to_string()
    }

    /// Something somebody said to a post of their own.
    pub async fn comment(&self, account: AccountId, text: &str) -> CommentId {
        let post = self.post(account, "Say something").await;
        let id = CommentId::from_raw(self.app.db.new_id());
        let actor = MemberActor { account, session: SessionId::from_raw(0), caps: 0 };
        let words = Words::parse(text).unwrap();
        let new = NewComment { id, request_id: format!("r{id}"), post, parent: None, words };
        self.app
            .db
            .write(move |tx| {
                let now = tx.now_us();
                comment::put(tx, actor, &new, None, now)
            })
            .await
            .unwrap();
        id
    }

    /// Lets somebody say something to members, however much they have said already.
    pub async fn post(&self, account: AccountId, text: &str) -> PostId {
        let (id, text) = (PostId::from_raw(self.app.db.new_id()), text.to_owned());
        let write = move |tx: &mut db::Tx<'_>| {
            let now = tx.now_us();
            let sql = db::sql!(
                "INSERT INTO post (id, author_id, request_id, source, audience, posted_us) VALUES ($1, $2, $3, $4, 2, $5)"
            );
            Ok::<_, Error>(tx.run(sql, &[&id, &account, &id.to_string(), &text, &now])?)
        };
        self.app.db.write(write).await.unwrap();
        id
    }

    /// Lets a post quote another.
    pub async fn quoting(&self, post: PostId, quoted: PostId) {
        let write = move |tx: &mut db::Tx<'_>| {
            tx.run(db::sql!("UPDATE post SET quoted_id = $2 WHERE id = $1"), &[&post, &quoted])?;
            Ok::<_, Error>(tx.run(db::sql!("UPDATE post SET quotes = quotes + 1 WHERE id = $1"), &[&quoted])?)
        };
        self.app.db.write(write).await.unwrap();
    }

    /// Somebody is mentioned in a post or a comment with this id.
    pub async fn mention(&self, within: i64, whom: AccountId) {
        let write = move |tx: &mut db::Tx<'_>| {
            let post = db::sql!(
                "INSERT INTO post_mention (post_id, handle_key, account_id)
                 SELECT o.id, 'whom', $2 FROM post o WHERE o.id = $1"
            );
            let comment = db::sql!(
                "INSERT INTO comment_mention (comment_id, handle_key, account_id)
                 SELECT c.id, 'whom', $2 FROM comment c WHERE c.id = $1"
            );
            Ok::<_, Error>(tx.run(post, &[&within, &whom])? + tx.run(comment, &[&within, &whom])?)
        };
        assert_eq!(self.app.db.write(write).await.unwrap(), 1);
    }

    /// A draft of somebody's.
    pub async fn draft(&self, account: AccountId, text: &str) -> DraftId {
        let (id, text) = (DraftId::from_raw(self.app.db.new_id()), text.to_owned());
        let write = move |tx: &mut db::Tx<'_>| {
            let now = tx.now_us();
            let sql = db::sql!(
                "INSERT INTO draft (id, author_id, request_id, source, audience, commenters, changed_us)
                 VALUES ($1, $2, $3, $4, 2, 1, $5)"
            );
            Ok::<_, Error>(tx.run(sql, &[&id, &account, &id.to_string(), &text, &now])?)
        };
        self.app.db.write(write).await.unwrap();
        id
    }

    /// A picture without a file, of a draft or a post.
    pub async fn image(&self, owner: i64) -> String {
        let id = ImageId::from_raw(self.app.db.new_id());
        let sql = db::sql!("INSERT INTO post_image (id, owner_id, place, alt) VALUES ($1, $2, 1, '')");
        self.app.db.write(move |tx| Ok::<_, Error>(tx.run(sql, &[&id, &owner])?)).await.unwrap();
        id.to_string()
    }

    /// A company of this name, merged into another or not.
    pub async fn company(&self, name: &str, into: Option<CompanyId>) -> CompanyId {
        let name = CompanyName::parse("", name, "").unwrap().unwrap();
        let find = move |tx: &mut db::Tx<'_>| {
            let id = directory::meant(tx, &name, CompanyKind::Employer, true)?.unwrap();
            if into.is_some() {
                tx.run(db::sql!("UPDATE company SET merged_into = $2 WHERE id = $1"), &[&id, &into])?;
            }
            Ok::<_, Error>(id)
        };
        self.app.db.write(find).await.unwrap()
    }

    /// A skill of this name, merged into another or not.
    pub async fn skill(&self, name: &str, into: Option<SkillId>) -> SkillId {
        let name = name.to_owned();
        let find = move |tx: &mut db::Tx<'_>| {
            let id = skills::meant(tx, &name, true)?.unwrap();
            if into.is_some() {
                tx.run(db::sql!("UPDATE skill SET merged_into = $2 WHERE id = $1"), &[&id, &into])?;
            }
            Ok::<_, Error>(id)
        };
        self.app.db.write(find).await.unwrap()
    }

    /// Connects two people without a word.
    pub async fn connected(&self, one: AccountId, other: AccountId) {
        let now = self.app.db.now_us();
        self.app.db.write(move |tx| athena::network::connections::begin(tx, one, other, now)).await.unwrap();
        athena::network::Ties::of(&self.app).load(&self.app.db).await.unwrap();
    }

    /// Suspends somebody.
    pub async fn suspend(&self, account: AccountId) {
        let audit_id = AuditId::from_raw(self.app.db.new_id());
        let suspend = move |tx: &mut db::Tx<'_>| standing::suspend(tx, &Actor::Machine, account, "", audit_id);
        self.app.db.write(suspend).await.unwrap();
    }

    /// What somebody who joins just for that reports; gives its id.
    pub async fn report(&self, name: &str, target: Target) -> ReportId {
        let reporter = self.person(name).await.id;
        let actor = MemberActor { account: reporter, session: SessionId::from_raw(0), caps: 0 };
        let id = ReportId::from_raw(self.app.db.new_id());
        let complaint = Complaint::parse("spam", "").unwrap();
        let new = NewReport { id, request_id: id.to_string(), complaint };
        let file = move |tx: &mut db::Tx<'_>| filing::file(tx, actor, &target, &new);
        assert_eq!(self.app.db.write(file).await.unwrap(), Filed::Done);
        id
    }

    /// A delivery that was given up for this reason and asks for nothing. Gives its id.
    pub async fn parked_delivery(&self, why: &'static str) -> i64 {
        self.app.outbox.get().unwrap().drain().await.unwrap();
        self.app
            .db
            .write(move |tx| {
                let nobody = r#"{"kind":"sign_up_requested","sign_up":1}"#;
                outbox::enqueue(tx, "accounts.mail", 1, "sign_up_requested", nobody, None)?;
                outbox::park(tx, "accounts.mail", why)?;
                Ok::<i64, Error>(outbox::parked(tx, None, 1)?[0].id)
            })
            .await
            .unwrap()
    }

    /// Discards what is parked: the test does not count it as left undone.
    pub async fn forget_parked(&self) {
        let discard = |tx: &mut db::Tx<'_>| {
            for parked in outbox::parked(tx, None, 100)? {
                outbox::discard(tx, parked.id)?;
            }
            Ok::<_, Error>(())
        };
        self.app.db.write(discard).await.unwrap();
    }

    /// An open invitation; gives its id.
    pub async fn invitation(&self, note: &'static str) -> InviteId {
        let audit_id = AuditId::from_raw(self.app.db.new_id());
        let invite = NewInvite {
            id: InviteId::from_raw(self.app.db.new_id()),
            request_id: self.app.randomness.token().unwrap().reveal(),
            code: self.app.randomness.code().unwrap(),
            note: note.to_owned(),
            uses: 5,
            expires_us: self.app.db.now_us() + 3_600_000_000,
        };
        let id = invite.id;
        let create = move |tx: &mut db::Tx<'_>| invites::create(tx, &Actor::Machine, &invite, audit_id);
        assert_eq!(self.app.db.write(create).await.unwrap(), invites::Created::Fresh);
        id
    }

    /// The code of an invitation that an operator makes for so many.
    pub async fn invited_by(&self, operator: &Person, uses: &str) -> String {
        let form = operator.browser.get("/admin/invites").await.expect(200);
        let request_id = form.attribute("input[name=request_id]", "value");
        let fields = [("note", "For friends"), ("uses", uses), ("days", "7"), ("request_id", &request_id)];
        let text = operator.browser.post("/admin/invites", &fields).await.expect(200).text();
        let (_, rest) = text.split_once("/invite/").expect("the link is shown once");
        rest.split(['"', '<']).next().unwrap_or_default().to_owned()
    }

    /// Counts rows.
    pub async fn count(&self, sql: db::Sql) -> i64 {
        self.app.db.read(move |r| Ok::<_, Error>(r.one(sql, &[])?)).await.unwrap()
    }

    /// Asks to join and gives the link of the mail, with the browser that asked.
    pub async fn joining(&self, name: &str, email: &str) -> (Browser, String) {
        let browser = self.browser();
        let fields = [("name", name), ("email", email), ("password", PASSWORD)];
        let answer = browser.post("/join", &fields).await;
        assert_eq!(answer.location(), "/join/sent", "{}", answer.text());
        let link = self.link_to(email).await;
        (browser, link)
    }
}
