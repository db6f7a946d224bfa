//! Link previews: what a page says of itself on the post that links to it, and everything that must not happen by it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use athena::demo::{self, Plan, Size};
use athena::kernel::PreviewId;
use athena::kernel::events::{Event, emit};
use athena::kernel::{Error, limits};
use athena::posts::LINK_PREVIEWS;
use athena::profiles::pictures::strays;
use db::sql;
use fetch::{Client, HOPELESS, Options, Table};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use unicode_segmentation::UnicodeSegmentation;

use crate::connections::connect;
use crate::pictures::png;
use crate::posts::post;
use crate::support::{Page, Person, Site, world, world_with_pages};

const MINUTE_US: i64 = 60 * 1_000_000;
const DAY_US: i64 = limits::DAY_US;

/// What a server answers.
enum Answer {
    /// These bytes.
    Says(Vec<u8>),
    /// The head of a page that never ends.
    Endless,
    /// Nothing, for as long as somebody waits.
    Silent,
}

/// A web server on this machine, under many names.
struct Web {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Web {
    /// `answer` is told the host and path that is asked for, such as `news.example/a`, and how often it was before.
    async fn new(answer: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Web {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let web = Web { address: listener.local_addr().unwrap(), asked: Arc::default(), heads: Arc::default() };
        let (asked, heads, answer) = (web.asked.clone(), web.heads.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (asked, heads, answer) = (asked.clone(), heads.clone(), answer.clone());
                tokio::spawn(async move {
                    let head = head(&mut socket).await;
                    let what = target(&head);
                    let before = {
                        let mut asked = asked.lock().unwrap();
                        let before = asked.iter().filter(|past| **past == what).count();
                        asked.push(what.clone());
                        heads.lock().unwrap().push(head);
                        before
                    };
                    match answer(&what, before) {
                        Answer::Says(bytes) => {
                            let _ = socket.write_all(&bytes).await;
                            let _ = socket.shutdown().await;
                        }
                        Answer::Endless => {
                            let start = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<head><!--";
                            let _ = socket.write_all(start.as_bytes()).await;
                            while socket.write_all(&[b'x'; 8192]).await.is_ok() {}
                        }
                        Answer::Silent => {
                            let _ = socket.read(&mut [0; 1]).await;
                        }
                    }
                });
            }
        });
        web
    }

    /// A client for which these names are this server.
    fn client(&self, names: &[&str]) -> Client {
        let here = names.iter().map(|name| ((*name).to_owned(), vec![self.address]));
        let private = [("private.example".to_owned(), vec!["10.0.0.7:80".parse().unwrap()])];
        let table: Table = here.chain(private).collect();
        let options = Options { time: Duration::from_secs(3), ..Options::new("Athena (+http://localhost:8000/about)") };
        Client::for_tests(options, Arc::new(table), [self.address].into_iter().collect()).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn head(socket: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0; 1]);
    while !head.ends_with(b"\r\n\r\n") && socket.read(&mut byte).await.is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// `host/path`.
fn target(head: &str) -> String {
    let path = head.split_whitespace().nth(1).unwrap_or_default();
    let host = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_owned));
    format!("{}{path}", host.unwrap_or_default())
}

fn answer(status: &str, kind: &str, body: &[u8]) -> Answer {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    Answer::Says([head.as_bytes(), body].concat())
}

fn html(head: &str) -> Answer {
    answer("200 OK", "text/html; charset=utf-8", format!("<!doctype html><head>{head}</head><body>").as_bytes())
}

fn moved(to: &str) -> Answer {
    Answer::Says(format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n").into_bytes())
}

fn missing() -> Answer {
    answer("404 Not Found", "text/plain", b"")
}

const PAGE: &str = "<title>Not this</title><meta property='og:title' content='The lock is open'>
    <meta name=description content='After three weeks of work.'><meta property='og:image' content='/lock.png'>";

async fn cards(who: &Person, path: &str) -> Vec<String> {
    who.browser.get(path).await.expect(200).all("#main .link-card")
}

/// How many previews are in a state: 0 waiting, 1 there, 2 nothing to show.
async fn previews(t: &Site, state: i64) -> i64 {
    let sql = sql!("SELECT COUNT(*) FROM link_preview WHERE state = $1");
    t.app.db.read(move |r| Ok::<_, Error>(r.one::<i64>(sql, &[&state])?)).await.unwrap()
}

fn files(t: &Site) -> usize {
    let Ok(folders) = std::fs::read_dir(t.app.config.data.join("media")) else { return 0 };
    folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap()).count()
}

async fn edit(who: &Person, path: &str, text: &str) -> Page {
    let form = who.browser.get(&format!("{path}/edit")).await.expect(200);
    let seen = form.attribute("#main input[name=seen]", "value");
    let fields = [("text", text), ("audience", "members"), ("seen", &seen), ("was", "members")];
    who.browser.post(&format!("{path}/edit"), &fields).await.expect(303)
}

#[tokio::test]
async fn a_post_shows_what_the_page_says_that_it_links_to_first() {
    let web = Web::new(|what, _| match what {
        "news.example/lock?a=1" => html(PAGE),
        "news.example/lock.png" => answer("200 OK", "image/png", &png(600, 400, [20, 90, 160])),
        _ => missing(),
    })
    .await;
    world_with_pages(web.client(&["news.example"]), async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let text = "Read http://news.example/lock?a=1#part and http://news.example/other";
        let path = post(&ada, text, "members").await;
        assert_eq!((web.asked().len(), cards(&ada, &path).await.len()), (0, 0), "nobody waits for it");
        t.deliver().await;
        assert_eq!(web.asked(), ["news.example/lock?a=1", "news.example/lock.png"]);
        for head in web.heads.lock().unwrap().iter() {
            let head = head.to_ascii_lowercase();
            assert!(head.contains("user-agent: athena (+http://localhost:8000/about)"), "{head}");
            assert!(!head.contains("cookie") && !head.contains("referer"), "{head}");
        }
        for (who, path) in [(&ada, path.as_str()), (&bob, path.as_str()), (&bob, "/in/ada/posts"), (&ada, "/feed")] {
            let page = who.browser.get(path).await.expect(200);
            assert_eq!(page.all(".link-card"), ["news.example The lock is open After three weeks of work."], "{path}");
            assert_eq!(page.attribute(".link-card", "href"), "http://news.example/lock?a=1");
            assert_eq!(page.attribute(".link-card", "rel"), "nofollow ugc noopener noreferrer");
        }
        let picture = bob.browser.get(&path).await.attribute(".link-card img", "src");
        assert!(picture.starts_with("/media/"), "{picture}");
        let file = t.browser().get(&picture).await.expect(200);
        assert_eq!(file.header("content-type"), "image/jpeg");
        assert_eq!(media::size(&file.bytes), Ok((320, 240)));
        t.browser().get(&picture.replace("/0/", "/1/")).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn one_page_is_asked_once_for_all_who_link_to_it_and_again_after_a_week() {
    let web = Web::new(|_, before| html(&format!("<title>Title {before}</title>"))).await;
    world_with_pages(web.client(&["news.example"]), async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let first = post(&ada, "http://news.example/", "connections").await;
        let second = post(&ada, "[again](http://NEWS.example:80/#x)", "members").await;
        t.deliver().await;
        assert_eq!(web.asked().len(), 1);
        t.clock.advance(6 * DAY_US);
        let other = post(&bob, "http://news.example", "members").await;
        assert_eq!(cards(&bob, &other).await, Vec::<String>::new(), "that somebody linked to it before is not told");
        t.deliver().await;
        for (who, path) in [(&ada, first), (&ada, second), (&bob, other.clone())] {
            assert_eq!(cards(who, &path).await, ["news.example Title 0"]);
        }
        assert_eq!(web.asked().len(), 1, "it is fresh");
        // A delivery that is made again changes nothing.
        let id: i64 = t.count(sql!("SELECT id FROM link_preview")).await;
        t.app.db.write(move |tx| emit(tx, Event::LinkPosted { preview: id })).await.unwrap();
        t.deliver().await;
        assert_eq!(web.asked().len(), 1);
        t.clock.advance(DAY_US + MINUTE_US);
        post(&bob, "Once more: http://news.example", "members").await;
        t.deliver().await;
        assert_eq!((web.asked().len(), cards(&bob, &other).await), (2, vec!["news.example Title 1".to_owned()]));
    })
    .await;
}

#[tokio::test]
async fn pages_that_say_nothing_or_are_none_leave_the_post_as_it_is() {
    let names = ["news.example", "far.example"];
    let web = Web::new(|what, _| match what {
        "news.example/none" => html("<title> \u{200b} </title>"),
        "news.example/text" => answer("200 OK", "text/plain", b"<title>No</title>"),
        "news.example/picture" => answer("200 OK", "image/png", &png(40, 40, [0; 3])),
        "news.example/private" => moved("http://private.example/"),
        "news.example/loopback" => moved("http://127.0.0.1/"),
        "news.example/metadata" => moved("http://169.254.169.254/latest/meta-data/"),
        "news.example/file" => moved("file:///etc/passwd"),
        "news.example/ring" => moved("http://news.example/ring"),
        "news.example/squeezed" => Answer::Says(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\n\r\n<title>No</title>".to_vec(),
        ),
        "news.example/huge" => html(&format!("<!--{}--><title>Too late</title>", "x".repeat(600_000))),
        _ => missing(),
    })
    .await;
    world_with_pages(web.client(&names), async |t| {
        let ada = t.person("Ada").await;
        let paths = "none text picture private loopback metadata file ring squeezed huge gone";
        for path in paths.split(' ') {
            post(&ada, &format!("http://news.example/{path}"), "members").await;
        }
        post(&ada, "http://private.example/", "members").await;
        t.deliver().await;
        assert_eq!(cards(&ada, "/in/ada/posts").await, Vec::<String>::new());
        assert_eq!(previews(t, 2).await, 12, "nothing is left to be asked");
        assert!(web.asked().iter().all(|asked| asked.starts_with("news.example/")), "{:?}", web.asked());
    })
    .await;
}

#[tokio::test]
async fn a_page_that_cannot_be_had_is_asked_again_later_each_time_and_not_for_ever() {
    let web = Web::new(|what, before| match what {
        "news.example/later" if before < 2 => answer("503 Service Unavailable", "text/html", b""),
        "news.example/later" => html("<title>Here I am</title>"),
        "news.example/silent" => Answer::Silent,
        "news.example/endless" => Answer::Endless,
        _ => answer("500 No", "text/html", b"<title>Broken</title>"),
    })
    .await;
    world_with_pages(web.client(&["news.example"]), async |t| {
        let ada = t.person("Ada").await;
        for path in ["later", "silent", "broken", "endless"] {
            post(&ada, &format!("http://news.example/{path}"), "members").await;
        }
        let times = || {
            let asked = web.asked();
            ["later", "silent", "broken"].map(|path| asked.iter().filter(|what| what.ends_with(path)).count())
        };
        t.deliver().await;
        assert_eq!(times(), [1, 1, 1]);
        t.clock.advance(30 * 1_000_000);
        t.deliver().await;
        assert_eq!(times(), [1, 1, 1], "not so soon");
        // Somebody else who links to it hastens nothing.
        post(&ada, "Again http://news.example/broken", "members").await;
        t.deliver().await;
        assert_eq!(times(), [1, 1, 1]);
        for (minutes, wanted) in [(1, [2, 2, 2]), (10, [3, 3, 3]), (60, [3, 4, 4]), (600, [3, 4, 4])] {
            t.clock.advance(minutes * MINUTE_US);
            t.deliver().await;
            assert_eq!(times(), wanted, "after {minutes} more minutes");
        }
        assert_eq!(cards(&ada, "/in/ada/posts").await, ["news.example Here I am"]);
        assert_eq!((previews(t, 1).await, previews(t, 2).await), (1, 3));
        assert_eq!(t.app.db.read(outbox::parked_count).await.unwrap(), 0, "staff is not troubled");
    })
    .await;
}

/// A PNG of which nothing is there but a head that says how large it is.
fn bomb(side: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(side.to_be_bytes());
    chunk.extend(side.to_be_bytes());
    chunk.extend([8, 6, 0, 0, 0]);
    let mut crc = u32::MAX;
    for byte in &chunk {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    [b"\x89PNG\r\n\x1a\n\0\0\0\x0d".as_slice(), &chunk, &(!crc).to_be_bytes()].concat()
}

#[tokio::test]
async fn a_card_does_without_a_picture_that_is_none_or_means_no_good() {
    let web = Web::new(|what, _| {
        let path = what.split('/').nth(1).unwrap_or_default();
        match path {
            "bomb.png" => answer("200 OK", "image/png", &bomb(50_000)),
            "text.png" => answer("200 OK", "image/png", b"<script>alert(1)</script>"),
            "drawn.svg" => answer("200 OK", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            "named.svg" => answer("200 OK", "image/png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            "large.png" => answer("200 OK", "image/png", &vec![0; 1_000_001]),
            "dot.png" => answer("200 OK", "image/png", &png(1, 1, [0; 3])),
            "page.png" => html("<title>No picture</title>"),
            "gone.png" => missing(),
            "inside.png" => moved("http://127.0.0.1/"),
            "private" => html("<title>T</title><meta property=og:image content='http://private.example/a.png'>"),
            "hopeless" => html("<title>T</title><meta property=og:image content='file:///etc/passwd'>"),
            "data" => html("<title>T</title><meta property=og:image content='data:image/png;base64,AAAA'>"),
            page => {
                html(&format!("<title>T</title><meta property=og:image content='/{}'>", page.trim_end_matches('_')))
            }
        }
    })
    .await;
    world_with_pages(web.client(&["news.example"]), async |t| {
        let ada = t.person("Ada").await;
        let pages =
            "bomb.png_ text.png_ drawn.svg_ named.svg_ large.png_ dot.png_ page.png_ gone.png_ inside.png_ private
            hopeless data";
        for page in pages.split_whitespace() {
            post(&ada, &format!("http://news.example/{page}"), "members").await;
        }
        t.deliver().await;
        let page = ada.browser.get("/in/ada/posts").await.expect(200);
        assert_eq!(page.all(".link-card"), vec!["news.example T"; 12]);
        assert!(!page.has(".link-card img") && files(t) == 0);
    })
    .await;
}

#[tokio::test]
async fn what_a_page_says_is_cleaned_cut_and_shown_as_text() {
    let web = Web::new(|what, _| match what {
        "news.example/markup" => html(
            "<title>&lt;script&gt;alert(1)&lt;/script&gt; \"&amp;'</title>
             <meta name=description content='&lt;img src=x onerror=alert(1)&gt; hx-get=/logout'>",
        ),
        "news.example/turned" => html("<title>moc\u{202e}gpj.exe\u{2066}\u{0}\u{7}\u{feff}</title>"),
        "news.example/joiners" => html(&format!("<title>{}</title>", "\u{200d}".repeat(5_000))),
        "news.example/long" => html(&format!(
            "<title>{}</title><meta name=description content='{}'>",
            "👩\u{200d}👧".repeat(400),
            "e\u{301}".repeat(2_000)
        )),
        "news.example/nameless" => html("<meta name=description content='Without a title'>"),
        "news.example/site" => html("<meta property=og:site_name content='The site'>"),
        _ => missing(),
    })
    .await;
    world_with_pages(web.client(&["news.example"]), async |t| {
        let ada = t.person("Ada").await;
        for path in ["site", "nameless", "long", "joiners", "turned", "markup"] {
            post(&ada, &format!("http://news.example/{path}"), "members").await;
        }
        t.deliver().await;
        let page = ada.browser.get("/in/ada/posts").await.expect(200);
        let titles = page.all(".link-card b");
        assert_eq!(titles.len(), 5, "{titles:?}");
        assert_eq!(titles[0], "<script>alert(1)</script> \"&'");
        assert_eq!(titles[1], "mocgpj.exe");
        assert_eq!(titles[3..], ["news.example", "The site"]);
        assert!(!page.has(".link-card script") && !page.text().contains("<img src=x"));
        assert!(titles[2].graphemes(true).count() <= 150 && titles[2].ends_with('…'), "{}", titles[2]);
        let gists = page.all(".link-card .gist");
        assert_eq!(gists[0], "<img src=x onerror=alert(1)> hx-get=/logout");
        assert_eq!((gists[1].graphemes(true).count(), gists[2].as_str()), (300, "Without a title"));
    })
    .await;
}

#[tokio::test]
async fn the_card_says_and_leads_to_where_the_page_was_found() {
    let web = Web::new(|what, _| match what {
        "short.example/a" => moved("http://bank.example/login"),
        "short.example/b" => moved("http://xn--80ak6aa92e.com/"),
        "short.example/c" => moved("http://xn--bcher-kva.example/"),
        _ => html("<title>Welcome to your bank</title><meta property=og:url content='http://elsewhere.example/'>"),
    })
    .await;
    let names = ["short.example", "bank.example", "xn--80ak6aa92e.com", "xn--bcher-kva.example"];
    world_with_pages(web.client(&names), async |t| {
        let ada = t.person("Ada").await;
        for path in ["c", "b", "a"] {
            post(&ada, &format!("http://short.example/{path}"), "members").await;
        }
        t.deliver().await;
        let page = ada.browser.get("/in/ada/posts").await.expect(200);
        assert_eq!(page.all(".link-card .from"), ["bank.example", "xn--80ak6aa92e.com", "bücher.example"]);
        assert_eq!(page.attribute(".link-card", "href"), "http://bank.example/login");
    })
    .await;
}

#[tokio::test]
async fn its_author_takes_a_preview_off_puts_it_back_and_has_the_page_asked_again() {
    let web = Web::new(|what, before| html(&format!("<title>{} {before}</title>", &what[12..]))).await;
    world_with_pages(web.client(&["news.example"]), async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let path = post(&ada, "http://news.example/a", "members").await;
        t.deliver().await;
        let act = async |who: &Person, deed: &str| who.browser.post(&format!("{path}/preview/{deed}"), &[]).await;
        for deed in ["remove", "restore", "refresh"] {
            act(&bob, deed).await.expect(404);
        }
        assert_eq!(cards(&bob, &path).await, ["news.example /a 0"]);
        let page = ada.browser.get(&path).await.expect(200);
        assert!(page.has("form[action$='/preview/remove']") && page.has("form[action$='/preview/refresh']"));
        assert!(!bob.browser.get(&path).await.expect(200).has("form[action*='/preview/']"));

        act(&ada, "refresh").await.expect(303);
        t.deliver().await;
        assert_eq!(cards(&bob, &path).await, ["news.example /a 1"]);

        let removed = act(&ada, "remove").await.expect(303);
        act(&ada, "remove").await.expect(303);
        let after = ada.browser.get(removed.location()).await.expect(200);
        assert_eq!(after.attribute(".toast form", "action"), format!("{path}/preview/restore"));
        for who in [&ada, &bob] {
            assert_eq!(cards(who, &path).await, Vec::<String>::new());
        }
        act(&ada, "refresh").await.expect(404);
        // The choice is about the link: other words change nothing, another link does, and the first is remembered.
        edit(&ada, &path, "Really: http://news.example/a").await;
        t.deliver().await;
        assert_eq!(cards(&bob, &path).await, Vec::<String>::new());
        edit(&ada, &path, "http://news.example/b http://news.example/a").await;
        t.deliver().await;
        assert_eq!(cards(&bob, &path).await, ["news.example /b 0"]);
        edit(&ada, &path, "http://news.example/a").await;
        t.deliver().await;
        assert_eq!(cards(&bob, &path).await, Vec::<String>::new());
        act(&ada, "restore").await.expect(303);
        t.deliver().await;
        assert_eq!(cards(&bob, &path).await, ["news.example /a 1"]);
        edit(&ada, &path, "No link").await;
        assert_eq!(cards(&bob, &path).await, Vec::<String>::new());
        for deed in ["remove", "restore", "refresh"] {
            act(&ada, deed).await.expect(404);
        }

        // Asking again is not for the impatient.
        edit(&ada, &path, "http://news.example/a").await;
        t.deliver().await;
        let before = web.asked().len();
        for _ in 0..9 {
            act(&ada, "refresh").await.expect(303);
        }
        act(&ada, "refresh").await.expect(429);
        t.deliver().await;
        assert_eq!(web.asked().len(), before + 1, "many wishes are one");
    })
    .await;
}

#[tokio::test]
async fn a_card_is_seen_by_those_who_may_read_the_post_and_gone_with_it() {
    let web = Web::new(|what, _| match what {
        "news.example/secret" => html(PAGE),
        _ => answer("200 OK", "image/png", &png(400, 300, [9; 3])),
    })
    .await;
    world_with_pages(web.client(&["news.example"]), async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        connect(&ada, &bob).await;
        let path = post(&ada, "http://news.example/secret", "connections").await;
        t.deliver().await;
        assert_eq!((cards(&ada, &path).await.len(), cards(&bob, &path).await.len()), (1, 1));
        cem.browser.get(&path).await.expect(404);
        assert_eq!(cards(&cem, "/in/ada/posts").await.len(), 0);
        ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        bob.browser.get(&path).await.expect(404);
        ada.browser.post(&format!("{path}/restore"), &[]).await.expect(303);
        t.deliver().await;
        assert_eq!(cards(&bob, &path).await.len(), 1);
        assert_eq!(web.asked().len(), 2);

        // A post that is taken back before anybody has looked is not looked at.
        let quick = post(&ada, "http://news.example/quick", "members").await;
        ada.browser.post(&format!("{quick}/remove"), &[]).await.expect(303);
        t.deliver().await;
        assert_eq!(web.asked().len(), 2);
        ada.browser.post(&format!("{quick}/restore"), &[]).await.expect(303);
        t.deliver().await;
        assert_eq!(web.asked().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_no_post_shows_is_forgotten_with_its_files() {
    let picture = png(400, 300, [9, 90, 9]);
    let web = Web::new(move |what, _| match what {
        what if what.ends_with(".png") => answer("200 OK", "image/png", &picture),
        _ => html(PAGE),
    })
    .await;
    world_with_pages(web.client(&["news.example"]), async |t| {
        let ada = t.person("Ada").await;
        let paths = [
            post(&ada, "http://news.example/a", "members").await,
            post(&ada, "http://news.example/b", "members").await,
            post(&ada, "http://news.example/c", "members").await,
        ];
        t.deliver().await;
        assert_eq!((previews(t, 1).await, files(t)), (3, 1), "the same picture is one file");
        let address = ada.browser.get(&paths[2]).await.attribute(".link-card img", "src");
        let pass = async |days: i64| {
            for _ in 0..days {
                t.clock.advance(DAY_US + MINUTE_US);
                t.deliver().await;
            }
            strays::sweep(&t.app).await.unwrap();
        };
        ada.browser.post(&format!("{}/remove", paths[0]), &[]).await.expect(303);
        ada.browser.post(&format!("{}/preview/remove", paths[1]), &[]).await.expect(303);
        pass(4).await;
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM link_preview")).await, 2, "one is a choice");
        assert_eq!((previews(t, 1).await, files(t)), (1, 1), "the other needs the file");
        let shown = cards(&ada, "/in/ada/posts").await;
        assert_eq!(shown.len(), 1);
        t.browser().get(&address).await.expect(404);
        // It comes back as new.
        ada.browser.post(&format!("{}/preview/restore", paths[1]), &[]).await.expect(303);
        t.deliver().await;
        assert_eq!(cards(&ada, &paths[1]).await.len(), 1);
        edit(&ada, &paths[1], "Nothing").await;
        edit(&ada, &paths[2], "Nothing").await;
        pass(4).await;
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM link_preview")).await, 0);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM stray_file")).await, 0);
        assert_eq!(files(t), 0);
    })
    .await;
}

#[tokio::test]
async fn the_operator_may_want_none() {
    let web = Web::new(|_, _| html("<title>Here</title>")).await;
    world_with_pages(web.client(&["news.example"]), async |t| {
        let (olga, ada) = (t.operator("Olga").await, t.person("Ada").await);
        let set = async |previews: &str| {
            let fields = [("community", "Guild"), ("tagline", ""), ("about", ""), ("accent", "#336699")];
            let fields = [fields.as_slice(), &[("registration", "open"), ("previews", previews)]].concat();
            olga.browser.post("/admin/settings", &fields).await
        };
        let before = post(&ada, "http://news.example/before", "members").await;
        t.deliver().await;
        let queued = post(&ada, "http://news.example/queued", "members").await;
        set("off").await.expect(303);
        assert!(!LINK_PREVIEWS.get(&t.app.settings));
        let log = olga.browser.get("/admin/log").await.expect(200).one("main");
        assert!(log.contains("off"), "{log}");
        let page = olga.browser.get("/admin/settings").await.expect(200);
        assert_eq!(page.attribute("input[name=previews][checked]", "value"), "off");
        let during = post(&ada, "http://news.example/during", "members").await;
        ada.browser.post(&format!("{before}/preview/refresh"), &[]).await.expect(404);
        t.deliver().await;
        assert_eq!(web.asked(), ["news.example/before"]);
        for path in [&before, &queued, &during] {
            let page = ada.browser.get(path).await.expect(200);
            assert!(!page.has(".link-card") && !page.has("form[action*='/preview/']"));
        }
        let refused = set("perhaps").await.expect(422);
        assert!(refused.has("#previews-error"));
        set("on").await.expect(303);
        t.deliver().await;
        assert_eq!((cards(&ada, &before).await.len(), cards(&ada, &during).await.len()), (1, 0));
        ada.browser.post(&format!("{queued}/preview/refresh"), &[]).await.expect(303);
        t.deliver().await;
        assert_eq!(cards(&ada, &queued).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_host_is_asked_at_a_pace_however_many_link_to_it() {
    let web = Web::new(|_, _| html("<title>Here</title>")).await;
    world_with_pages(web.client(&["news.example", "calm.example"]), async |t| {
        let ada = t.person("Ada").await;
        for number in 0..25 {
            post(&ada, &format!("http://news.example/{number}"), "members").await;
        }
        let calm = post(&ada, "http://calm.example/", "members").await;
        t.deliver().await;
        assert_eq!(web.asked().len(), 21, "twenty, and the other host's");
        assert_eq!(cards(&ada, &calm).await.len(), 1);
        t.clock.advance(2 * MINUTE_US);
        t.deliver().await;
        assert_eq!((web.asked().len(), previews(t, 1).await), (26, 26));
    })
    .await;
}

#[tokio::test]
async fn hostile_links_reach_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (here, knocks) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = knocks.clone();
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    // The names are known, and nobody may go there.
    let names = ["canary.example", "example.org", "127.0.0.1", "localhost", "mixed.example"];
    let table: Table = names.into_iter().map(|name| (name.to_owned(), vec![here])).collect();
    let client = Client::for_tests(Options::new("Athena"), Arc::new(table), [].into()).unwrap();
    world_with_pages(client, async |t| {
        let ada = t.person("Ada").await;
        let urls = HOPELESS.iter().flat_map(|(_, urls)| urls.split_ascii_whitespace());
        let mut urls: Vec<String> = urls.map(|url| url.replace("CANARY", &here.port().to_string())).collect();
        urls.extend(["http://canary.example/", "https://mixed.example/", "http://example.org/"].map(str::to_owned));
        assert!(urls.len() > 300, "{}", urls.len());
        // As members write them, many to a post: the first link of each is looked at.
        for url in &urls {
            let draft = athena::posts::Draft::parse(&format!("<{url}> {url}"), "members", "", "").unwrap();
            let id = t.post(ada.id, "A link").await;
            let attach = move |tx: &mut db::Tx<'_>| athena::posts::previews::attach(tx, id, draft.link.as_deref());
            t.app.db.write(attach).await.unwrap();
        }
        for url in urls.iter().step_by(23) {
            post(&ada, &format!("See [this]({url}) or {url}"), "members").await;
        }
        t.deliver().await;
        let refused = previews(t, 2).await;
        assert!(refused >= 3 && previews(t, 1).await == 0, "{refused}");

        // As they would be if whatever looks at links let all of them pass: the delivery goes nowhere either.
        for url in urls {
            let id = t.post(ada.id, "A link").await;
            let attach = move |tx: &mut db::Tx<'_>| athena::posts::previews::attach(tx, id, Some(url.as_str()));
            t.app.db.write(attach).await.unwrap();
        }
        t.deliver().await;
        while previews(t, 0).await > 0 {
            t.clock.advance(2 * MINUTE_US);
            t.deliver().await;
        }
        assert_eq!(previews(t, 1).await, 0);
    })
    .await;
    assert_eq!(knocks.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn without_an_answer_nothing_is_told_by_a_preview_that_is_gone() {
    world(async |t| {
        // Its post was forgotten while its delivery waited.
        t.app.db.write(|tx| emit(tx, Event::LinkPosted { preview: PreviewId::from_raw(7).get() })).await.unwrap();
        t.deliver().await;
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM link_preview")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_demo_has_a_card_for_which_nobody_was_asked() {
    let web = Web::new(|_, _| html("<title>Asked</title>")).await;
    world_with_pages(web.client(&["tidelines.example"]), async |t| {
        let sign_ins = demo::fill(&t.app, &Plan { size: Size::Small, seed: 1 }, |_| {}).await.unwrap();
        t.deliver().await;
        let browser = t.browser();
        let fields = [("email", sign_ins.member.email.as_str()), ("password", sign_ins.member.password.as_str())];
        browser.post("/login", &fields).await.expect(303);
        let feed = browser.get("/feed").await.expect(200);
        assert!(feed.one(".link-card").starts_with("tidelines.example A count sheet for one wet hand"));
        browser.get(&feed.attribute(".link-card img", "src")).await.expect(200);
        assert_eq!(web.asked(), Vec::<String>::new());
    })
    .await;
}
