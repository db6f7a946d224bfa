//! The live socket over real connections: who gets one, what it is told, and when it ends (R29, R33).

use std::net::SocketAddr;
use std::time::Duration;

use athena::accounts::{people, sessions, sign_up, standing};
use athena::kernel::{Actor, App, AuditId, Error, SessionId};
use athena::reports::filing::Target;
use athena::{live, wiring};
use db::sql;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as Fault, Message};

use web::Serving;

use crate::support::{Browser, PASSWORD, Person, Site, world};

const ORIGIN: &str = "http://localhost:8000";
/// What must happen happens within this time; nothing waits for it to pass.
const SOON: Duration = Duration::from_secs(5);
/// A socket that is over ends within this time of the commit (R29).
const AT_ONCE: Duration = Duration::from_secs(1);

/// The community on a port of its own, until dropped.
struct Served {
    address: SocketAddr,
    _until_dropped: oneshot::Sender<()>,
}

impl Served {
    async fn new(app: &App) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (until_dropped, dropped) = oneshot::channel::<()>();
        let stop = async {
            let _dropped = dropped.await;
        };
        tokio::spawn(web::serve(listener, wiring::router(app).unwrap(), Serving::default(), stop, Duration::ZERO));
        Served { address, _until_dropped: until_dropped }
    }

    /// Asks for a socket as a page of this origin does in this browser. The status otherwise.
    async fn ask(&self, browser: &Browser, origins: &[&str]) -> Result<Socket, u16> {
        let mut request = format!("ws://{}/live", self.address).into_client_request().unwrap();
        for origin in origins {
            request.headers_mut().append("origin", origin.parse().unwrap());
        }
        if let Some(session) = browser.cookie("__Host-session") {
            let cookie = format!("__Host-session={session}");
            request.headers_mut().insert("cookie", cookie.parse().unwrap());
        }
        let stream = TcpStream::connect(self.address).await.unwrap();
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Socket(socket)),
            Err(Fault::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    async fn open(&self, browser: &Browser) -> Socket {
        self.ask(browser, &[ORIGIN]).await.expect("a socket")
    }

    /// A socket that listens, and is known to.
    async fn listening(&self, browser: &Browser, topics: &[&str]) -> Socket {
        let mut socket = self.open(browser).await;
        // A topic that does not exist is refused once the others are taken.
        let topics: Vec<&str> = topics.iter().copied().chain(["nothing"]).collect();
        socket.say(&json!({ "subscribe": topics }).to_string()).await;
        assert_eq!(socket.hear().await, json!({ "refused": ["nothing"] }));
        socket
    }
}

struct Socket(WebSocketStream<TcpStream>);

/// How a socket ended, and what it was told before.
struct Ended {
    told: Vec<Value>,
    code: u16,
    reason: Value,
}

impl Socket {
    async fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// The next text.
    async fn hear(&mut self) -> Value {
        loop {
            match timeout(SOON, self.0.next()).await.expect("nothing is said") {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Ping(_))) => {}
                other => panic!("{other:?} instead of a text"),
            }
        }
    }

    /// Reads until the end.
    async fn end(&mut self, within: Duration) -> Ended {
        let mut told = Vec::new();
        let reading = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => told.push(serde_json::from_str(&text).unwrap()),
                    Some(Ok(Message::Close(Some(close)))) => return close,
                    Some(Ok(Message::Ping(_))) => {}
                    other => panic!("{other:?} instead of a goodbye"),
                }
            }
        };
        let close = timeout(within, reading).await.expect("it does not end");
        Ended { told, code: close.code.into(), reason: serde_json::from_str(&close.reason).unwrap() }
    }

    /// Passes if the socket tells that its session is over, and ends, within a second of this moment.
    async fn is_signed_out(&mut self) {
        let ended = self.end(AT_ONCE).await;
        assert_eq!(ended.told, [json!({ "ended": "session" })]);
        assert_eq!((ended.code, ended.reason), (4401, json!({ "why": "session" })));
    }

    /// Passes if the socket still hears of things.
    async fn still_hears(&mut self, t: &Site) {
        signal(&t.app, people::LIVE.name).await;
        assert_eq!(self.hear().await["topic"], "people");
    }
}

async fn signal(app: &App, topic: &'static str) {
    app.db.write(move |tx| live::signal(tx, topic)).await.unwrap();
}

/// The session of a browser.
async fn session(t: &Site, person: &Person) -> SessionId {
    let account = person.id;
    let newest = sql!("SELECT id FROM session WHERE account_id = $1 ORDER BY id DESC LIMIT 1");
    t.app.db.read(move |r| Ok::<_, Error>(r.one(newest, &[&account])?)).await.unwrap()
}

#[tokio::test]
async fn pages_hear_that_somebody_joined_and_operators_that_somebody_waits() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let (ada, olga) = (t.person("Ada").await, t.operator("Olga").await);
        let mut member = site.open(&ada.browser).await;
        member.say(r#"{"subscribe":["people","badges"]}"#).await;
        assert_eq!(member.hear().await, json!({ "refused": ["badges"] }));
        // Both have just joined, and the pages may have been drawn before that.
        assert_eq!(member.hear().await["topic"], "people");
        let mut operator = site.listening(&olga.browser, &["badges"]).await;

        t.clock.advance(60_000_000);
        let asked_us = t.app.db.now_us();
        let (browser, link) = t.joining("Grace", "grace@example.org").await;
        let waits = operator.hear().await;
        assert_eq!(waits["topic"], "badges");
        assert!(waits["version"].as_i64().unwrap() >= asked_us, "{waits}");
        browser.post(&link, &[]).await.expect(303);
        let joined = member.hear().await;
        assert_eq!(joined["topic"], "people");
        assert!(joined["version"].as_i64().unwrap() > waits["version"].as_i64().unwrap());
        assert_eq!(operator.hear().await["topic"], "badges", "one fewer waits");

        member.say(r#"{"unsubscribe":["people"]}"#).await;
        member.say(r#"{"subscribe":["nothing"]}"#).await;
        assert_eq!(member.hear().await, json!({ "refused": ["nothing"] }));
        signal(&t.app, people::LIVE.name).await;
        athena::live::stop(&t.app).await;
        assert_eq!(member.end(SOON).await.told, Vec::<Value>::new());
    })
    .await;
}

#[tokio::test]
async fn pages_hear_that_somebody_posted_and_not_what_was_sent_before() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let mut socket = site.listening(&bob.browser, &["posts"]).await;
        let home = ada.browser.get("/feed").await.expect(200);
        let token = home.attribute("form[action='/feed'] input[name=request_id]", "value");
        let form = [("text", "Hello"), ("audience", "connections"), ("request_id", token.as_str())];
        ada.browser.post("/feed", &form).await.expect(303);
        let told = socket.hear().await;
        assert_eq!(told["topic"], "posts");
        assert_eq!(told.as_object().unwrap().len(), 2, "topic and version, nothing else: {told}");
        ada.browser.post("/feed", &form).await.expect(303);
        ada.browser
            .post("/feed", &[("text", ""), ("audience", "members"), ("request_id", token.as_str())])
            .await
            .expect(422);
        athena::live::stop(&t.app).await;
        assert_eq!(socket.end(SOON).await.told, Vec::<Value>::new());
    })
    .await;
}

#[tokio::test]
async fn staff_hears_that_a_report_waits_and_that_it_is_decided_on() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let olga = t.operator("Olga").await;
        t.person("Bob").await;
        let mut socket = site.listening(&olga.browser, &["badges"]).await;
        let report = t.report("Ada", Target::Person("bob".to_owned())).await;
        assert_eq!(socket.hear().await["topic"], "badges");
        let path = format!("/admin/reports/{report}/dismiss");
        olga.browser.post(&path, &[("reason", "Fine")]).await.expect(303);
        assert_eq!(socket.hear().await["topic"], "badges");
    })
    .await;
}

#[tokio::test]
async fn a_change_that_is_not_committed_is_told_to_nobody() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let ada = t.person("Ada").await;
        t.clock.advance(60_000_000);
        let mut socket = site.open(&ada.browser).await;
        socket.say(r#"{"subscribe":["badges"]}"#).await;
        assert_eq!(socket.hear().await, json!({ "refused": ["badges"] }), "so it is known who listens");
        socket.say(r#"{"subscribe":["people"]}"#).await;
        let joined = socket.hear().await;
        let lost = t.app.db.write(|tx| {
            live::signal(tx, people::LIVE.name)?;
            Err::<(), _>(Error::Busy)
        });
        assert!(lost.await.is_err());
        t.clock.advance(60_000_000);
        signal(&t.app, people::LIVE.name).await;
        let told = socket.hear().await;
        assert!(told["version"].as_i64().unwrap() >= joined["version"].as_i64().unwrap() + 120_000_000, "{told}");
    })
    .await;
}

#[tokio::test]
async fn only_members_on_pages_of_this_very_site_get_a_socket() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let ada = t.person("Ada").await;
        let status = async |browser: &Browser, origins: &[&str]| site.ask(browser, origins).await.err();
        for foreign in [
            &["https://elsewhere.example"][..],
            &["http://evil.localhost:8000"],
            &["http://localhost:8001"],
            &["http://localhost"],
            &["https://localhost:8000"],
            &["http://127.0.0.1:8000"],
            &["null"],
            &[""],
            &[],
            &[ORIGIN, ORIGIN],
            &[ORIGIN, "https://elsewhere.example"],
        ] {
            assert_eq!(status(&ada.browser, foreign).await, Some(403), "{foreign:?}");
        }
        let sol = t.person("Sol").await;
        t.suspend(sol.id).await;
        let expired = t.person("Exa").await;
        t.sql(sql!("UPDATE session SET expires_us = 1 WHERE account_id = $1"), expired.id).await;
        for (name, browser) in [("guest", &t.browser()), ("suspended", &sol.browser), ("expired", &expired.browser)] {
            assert_eq!(status(browser, &[ORIGIN]).await, Some(303), "{name}");
        }
        assert_eq!(status(&ada.browser, &[ORIGIN]).await, None);
        // Not by a form either, whatever it says of itself.
        for name in ["origin", "sec-fetch-site"] {
            let value = if name == "origin" { ORIGIN } else { "same-origin" };
            ada.browser.with(name, value).post("/live", &[("upgrade", "websocket")]).await.expect(405);
        }
        let page = ada.browser.get("/live").await.expect(426);
        assert_eq!((page.header("upgrade"), page.text().as_str()), ("websocket", "Only WebSockets are opened here.\n"));
    })
    .await;
}

#[tokio::test]
async fn every_way_to_end_a_session_ends_its_sockets_within_a_second_and_no_others() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        let elsewhere = t.signed_in(ada.id).await;
        let mut bystander = site.listening(&bob.browser, &["people"]).await;
        bystander.hear().await;
        let mut kept = site.listening(&elsewhere, &[]).await;

        // From another tab.
        let mut tabs = [site.open(&ada.browser).await, site.open(&ada.browser).await];
        ada.browser.clone().post("/logout", &[]).await.expect(303);
        for tab in &mut tabs {
            tab.is_signed_out().await;
        }
        // From the list of sessions in another browser.
        let device = t.signed_in(ada.id).await;
        let mut socket = site.open(&device).await;
        let path = format!("/settings/sessions/{}/end", session(t, &ada).await);
        elsewhere.post(&path, &[]).await.expect(303);
        socket.is_signed_out().await;
        // By a new password; the browser in which it was set goes on with a new session.
        let mut socket = site.open(&t.signed_in(ada.id).await).await;
        let form = [("present", PASSWORD), ("password", "another fine phrase")];
        elsewhere.post("/settings/password", &form).await.expect(303);
        socket.is_signed_out().await;
        kept.is_signed_out().await;
        // By a forgotten one.
        let mut socket = site.open(&elsewhere).await;
        t.browser().post("/forgot", &[("email", &ada.email)]).await.expect(303);
        let link = t.link_to(&ada.email).await;
        t.browser().post(&link, &[("password", "yet another phrase")]).await.expect(303);
        socket.is_signed_out().await;
        // Everywhere at once.
        let (one, other) = (t.signed_in(ada.id).await, t.signed_in(ada.id).await);
        let mut sockets = [site.open(&one).await, site.open(&other).await];
        one.post("/settings/sessions/end", &[]).await.expect(303);
        for socket in &mut sockets {
            socket.is_signed_out().await;
        }
        // By a suspension, as staff decides it over a report.
        let (olga, outside) = (t.operator("Olga").await, t.signed_in(ada.id).await);
        let report = t.report("Rex", Target::Person("ada".to_owned())).await;
        outside.get("/feed").await.expect(200);
        let mut socket = site.listening(&outside, &["people"]).await;
        assert_eq!(socket.hear().await["topic"], "people", "so it is known who listens");
        let path = format!("/admin/reports/{report}/suspend");
        olga.browser.post(&path, &[("reason", "Spam")]).await.expect(303);
        socket.is_signed_out().await;
        outside.get("/feed").await.expect(303);

        bystander.still_hears(t).await;
    })
    .await;
}

#[tokio::test]
async fn a_new_name_ends_no_socket_and_a_lost_capability_only_its_topics() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let olga = t.operator("Olga").await;
        let mut socket = site.listening(&olga.browser, &["badges", "people"]).await;
        assert_eq!(socket.hear().await["topic"], "people");
        olga.browser.post("/settings/handle", &[("handle", "olga-the-great")]).await.expect(303);
        signal(&t.app, sign_up::LIVE.name).await;
        assert_eq!(socket.hear().await["topic"], "badges");
        let account = olga.id;
        let demoted = t.app.db.write(move |tx| {
            tx.run(sql!("UPDATE account SET caps = 0 WHERE id = $1"), &[&account])?;
            tx.change(athena::accounts::memory::ACCOUNT_TOPIC, account.get())?;
            athena::accounts::memory::forget_account(tx, account);
            Ok::<_, Error>(())
        });
        demoted.await.unwrap();
        assert_eq!(socket.hear().await, json!({ "refused": ["badges"] }));
        signal(&t.app, sign_up::LIVE.name).await;
        socket.still_hears(t).await;
    })
    .await;
}

#[tokio::test]
async fn fifty_times_at_any_moment_nothing_is_told_after_the_sign_out() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let ada = t.person("Ada").await;
        for trial in 0..50_u64 {
            let browser = t.signed_in(ada.id).await;
            let session = session(t, &ada).await;
            let mut socket = site.open(&browser).await;
            socket.say(r#"{"subscribe":["people"]}"#).await;
            // Signals come in all the while; the session ends somewhere among them.
            let app = t.app.clone();
            let busy = tokio::spawn(async move {
                for _ in 0..6 {
                    signal(&app, people::LIVE.name).await;
                }
            });
            for _ in 0..trial % 7 {
                tokio::task::yield_now().await;
            }
            let account = ada.id;
            t.app.db.write(move |tx| sessions::end(tx, account, session)).await.unwrap();
            let committed = Instant::now();
            t.clock.advance(1_000_000);
            let after_us = t.app.db.now_us();
            signal(&t.app, people::LIVE.name).await;
            let ended = socket.end(AT_ONCE.saturating_sub(committed.elapsed())).await;
            let late = |told: &&Value| told["version"].as_i64().is_some_and(|version| version >= after_us);
            assert_eq!(ended.told.iter().find(late), None, "trial {trial}");
            assert_eq!(ended.told.last(), Some(&json!({ "ended": "session" })));
            busy.await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn what_one_node_commits_reaches_the_sockets_of_another() {
    world(async |t| {
        let Some(other) = t.second_node().await else { return };
        let site = Served::new(&t.app).await;
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        let mut socket = site.listening(&ada.browser, &["people"]).await;
        let before = socket.hear().await;
        t.clock.advance(60_000_000);
        signal(&other.app, people::LIVE.name).await;
        let told = socket.hear().await;
        assert!(told["version"].as_i64().unwrap() > before["version"].as_i64().unwrap());

        let (account, session) = (ada.id, session(t, &ada).await);
        other.app.db.write(move |tx| sessions::end(tx, account, session)).await.unwrap();
        socket.is_signed_out().await;
        let mut socket = site.listening(&bob.browser, &[]).await;
        let account = bob.id;
        bob.browser.get("/feed").await.expect(200);
        let audit_id = AuditId::from_raw(other.app.db.new_id());
        let suspend = move |tx: &mut db::Tx<'_>| standing::suspend(tx, &Actor::Machine, account, "spam", audit_id);
        other.app.db.write(suspend).await.unwrap();
        socket.is_signed_out().await;
        bob.browser.get("/feed").await.expect(303);
        other.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_no_message_of_a_page_ends_the_socket_with_its_own_code() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let ada = t.person("Ada").await;
        for (message, code, why) in [
            (Message::text(r#"{"publish":["people"]}"#), 1008, "message"),
            (Message::text("hello"), 1008, "message"),
            (Message::binary(vec![1]), 1003, "binary"),
            (Message::text("x".repeat(4097)), 1009, "size"),
        ] {
            let mut socket = site.open(&ada.browser).await;
            socket.0.send(message).await.unwrap();
            let ended = socket.end(SOON).await;
            assert_eq!((ended.code, ended.reason), (code, json!({ "why": why })));
        }
        let mut socket = site.open(&ada.browser).await;
        for _ in 0..40 {
            // Once it is sent away, the rest does not arrive.
            let _sent = socket.0.send(Message::text(r#"{"subscribe":[]}"#)).await;
        }
        assert_eq!(socket.end(SOON).await.reason, json!({ "why": "pace" }));
    })
    .await;
}

#[tokio::test]
async fn the_oldest_of_too_many_sockets_makes_room() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let ada = t.person("Ada").await;
        let mut sockets = Vec::new();
        for _ in 0..21 {
            sockets.push(site.listening(&ada.browser, &[]).await);
        }
        let ended = sockets[0].end(SOON).await;
        assert_eq!((ended.code, ended.reason), (4429, json!({ "why": "crowd" })));
        for socket in &mut sockets[1..] {
            socket.say(r#"{"subscribe":["nothing"]}"#).await;
            socket.hear().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_stop_tells_every_page_when_to_come_back() {
    world(async |t| {
        let site = Served::new(&t.app).await;
        let ada = t.person("Ada").await;
        let mut sockets = [site.listening(&ada.browser, &[]).await, site.listening(&ada.browser, &[]).await];
        let stopping = tokio::spawn({
            let app = t.app.clone();
            async move { live::stop(&app).await }
        });
        for socket in &mut sockets {
            let ended = socket.end(SOON).await;
            assert_eq!((ended.code, ended.reason), (1012, json!({ "why": "restart", "retry_ms": 2000 })));
            assert!(socket.0.next().await.is_none());
        }
        timeout(SOON, stopping).await.unwrap().unwrap();
        assert_eq!(site.ask(&ada.browser, &[ORIGIN]).await.err(), Some(503));
    })
    .await;
}

#[tokio::test]
async fn operators_see_on_every_page_how_many_wait_and_members_do_not() {
    world(async |t| {
        let (ada, olga) = (t.person("Ada").await, t.operator("Olga").await);
        let pages = [
            "/feed",
            "/people",
            "/about",
            "/in/ada",
            "/in/olga/edit",
            "/settings/account",
            "/settings/sessions",
            "/settings/privacy",
            "/settings/appearance",
            "/admin",
            "/admin/people",
            "/admin/invites",
            "/admin/mail",
            "/admin/deliveries",
            "/admin/settings",
            "/admin/log",
        ];
        let counts =
            async |browser: &Browser, path: &str| browser.get(path).await.expect(200).all("header .nav .count");
        assert_eq!(counts(&olga.browser, "/feed").await, Vec::<String>::new(), "nobody waits");
        t.joining("Grace", "grace@example.org").await;
        for path in pages {
            let expected = ["1 person waits to be confirmed", "1 person waits to be confirmed"];
            assert_eq!(counts(&olga.browser, path).await, expected, "{path}");
        }
        for path in pages.iter().filter(|path| !path.starts_with("/admin") && !path.ends_with("/edit")) {
            assert_eq!(counts(&ada.browser, path).await, Vec::<String>::new(), "{path}");
            assert!(!ada.browser.get(path).await.has("[data-live=badges]"), "{path}");
        }
        t.joining("Hans", "hans@example.org").await;
        let fragment = olga.browser.htmx().get("/badges?of=admin").await.expect(200);
        assert_eq!(fragment.one(".count"), "2 people wait to be confirmed");
        for (browser, path) in [(&ada.browser, "/badges?of=admin"), (&olga.browser, "/badges?of=nothing")] {
            assert_eq!(browser.htmx().get(path).await.expect(200).text().trim(), "", "{path}");
        }
        let more = t.app.db.write(|tx| {
            for n in 0..100_i64 {
                let (id, text) = (tx.new_id(), n.to_string());
                tx.run(
                    sql!(
                        "INSERT INTO sign_up (id, request_id, name, address, address_key, secret, browser_hash,
                                              language, time_zone, expires_us)
                         SELECT $1, $2, 'Another', address, $2, secret, browser_hash, language, time_zone, expires_us
                         FROM sign_up WHERE name = 'Hans'"
                    ),
                    &[&id, &text],
                )?;
            }
            Ok::<_, Error>(())
        });
        more.await.unwrap();
        assert_eq!(counts(&olga.browser, "/feed").await[0], "99+ people wait to be confirmed");
    })
    .await;
}

#[tokio::test]
async fn a_page_that_was_open_offers_a_link_to_those_who_joined_since() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let source =
            async |path: &str| ada.browser.get(path).await.expect(200).attribute("[data-live=people]", "data-src");
        let (list, feed) = (source("/people").await, source("/feed").await);
        for source in [&list, &feed] {
            assert_eq!(ada.browser.htmx().get(source).await.expect(200).text().trim(), "");
        }
        t.person("Grace").await;
        let gone = t.person("Gil").await;
        t.suspend(gone.id).await;
        let one = ada.browser.htmx().get(&list).await.expect(200);
        assert_eq!(one.one("a.chip"), "1 new member");
        t.person("Hans").await;
        let two = ada.browser.with("accept-language", "de").htmx().get(&list).await.expect(200);
        assert_eq!(two.one("a.chip"), "2 new members", "in the language of the account");
        let shown = ada.browser.get(&two.attribute("a.chip", "href")).await.expect(200);
        assert_eq!(shown.all(".person-card .name"), ["Hans", "Grace"]);
        let home = ada.browser.htmx().get(&feed).await.expect(200).attribute("a.chip", "href");
        assert_eq!(ada.browser.get(&home).await.expect(200).all(".person .name"), ["Hans", "Grace"]);
        // What was loaded is not new any more.
        assert_eq!(ada.browser.htmx().get(&source("/people").await).await.expect(200).text().trim(), "");
    })
    .await;
}
