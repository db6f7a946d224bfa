//! A site under load: the server on its data, and clients that are its members.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use athena::kernel::secrets::Randomness;

use crate::load::{Client, Request};
use crate::server::Server;
use crate::town::{self, Member, People};
use crate::{Bench, Rate, Result, form_post, head, plain_get, server};

/// Members who are signed in: so many that together they may ask more often than any server can answer.
const MEMBERS: usize = 2000;
/// Further members, who sign in with a password.
const FRONT_DOOR: usize = 2;
/// What the two ceilings run on; a copy, because one process has a directory.
const COPY: &str = "town-of-ceilings";

/// A running town.
pub struct Site {
    /// The product.
    pub athena: Server,
    members: Vec<Member>,
    /// The handle of whoever has the fullest profile.
    full: String,
    /// Paths of posts that members read.
    posts: Vec<String>,
}

impl Site {
    /// Opens the town.
    ///
    /// # Errors
    /// What keeps it from starting, or members from signing in.
    pub async fn open(bench: &Bench) -> Result<Site> {
        let (data, people) = Site::prepare(bench).await?;
        Site::on(bench, &data, people, &[]).await
    }

    /// Opens the town behind a proxy, which is this program: each member comes from an address of their own.
    ///
    /// # Errors
    /// As [`Site::open`].
    pub async fn open_behind_a_proxy(bench: &Bench) -> Result<Site> {
        let (data, people) = Site::prepare(bench).await?;
        Site::on(bench, &data, people, &["--trusted-proxies", town::PROXY]).await
    }

    /// Opens the town, and beside it the server of the ceilings on a copy of its data.
    ///
    /// # Errors
    /// As [`Site::open`].
    pub async fn open_with_ceilings(bench: &Bench) -> Result<(Site, Server)> {
        let (data, people) = Site::prepare(bench).await?;
        let copy = bench.place.path.join(COPY);
        if copy.exists() {
            std::fs::remove_dir_all(&copy)?;
        }
        server::copy(&data, &copy)?;
        let ceilings = Server::ceilings(&copy).await?;
        Ok((Site::on(bench, &data, people, &["--trusted-proxies", town::PROXY]).await?, ceilings))
    }

    async fn prepare(bench: &Bench) -> Result<(PathBuf, People)> {
        let data = bench.place.data(&bench.program, "town").await?;
        let people = town::sign_in_many(&data, MEMBERS).await?;
        Ok((data, people))
    }

    async fn on(bench: &Bench, data: &Path, people: People, flags: &[&str]) -> Result<Site> {
        let People { mut members, full, posts } = people;
        let athena = Server::athena(&bench.program, data, flags).await?;
        let by_the_front_door = town::sign_in(data, athena.address).await?;
        members.splice(0..0, by_the_front_door);
        Ok(Site { athena, members, full, posts })
    }

    /// So many clients for what is measured. They ask for one member after the other: nobody asks more often than a member
    /// may.
    pub fn clients(&self, rate: Rate, to: SocketAddr, many: usize, run: usize) -> Vec<Client> {
        // The copy of the data that the ceilings have is older than the front door's sessions.
        let unknown = if rate.is_ceiling() { FRONT_DOOR } else { 0 };
        let requests: Arc<[Request]> = self.requests(rate, to, run).skip(unknown).collect();
        let client = |number: usize| {
            let requests = Arc::clone(&requests);
            let request = move |n: u64| {
                let turn = number + n as usize * many;
                requests.get(turn % requests.len()).map(|request| request(turn as u64)).unwrap_or_default()
            };
            Client { from: loopback(run, number), request: Arc::new(request), reconnects: false }
        };
        (0..many).map(client).collect()
    }

    /// The cookies of members, beginning anew when all were named.
    pub fn cookies(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| member.cookie.as_str()).cycle()
    }

    /// So many clients, each always the same member with an address of their own.
    pub fn people(&self, rate: Rate, many: usize) -> Vec<Client> {
        let client = |(number, request)| Client { from: loopback(0, number), request, reconnects: false };
        self.requests(rate, self.athena.address, 0).enumerate().take(many).map(client).collect()
    }

    /// What is sent before a picture of so many bytes and after it, for one member after the other: each of them may send
    /// forty an hour.
    pub fn uploads(&self, bytes: usize) -> Vec<(Vec<u8>, Vec<u8>)> {
        let upload = |(number, member): (usize, &Member)| {
            let path = format!("/in/{}/edit/photo", member.handle);
            let (before, after) = upload(&path, self.athena.address, &member.cookie, bytes);
            (forwarded(before, visitor(1, number)), after)
        };
        self.members.iter().enumerate().map(upload).collect()
    }

    /// What each member asks.
    fn requests(&self, rate: Rate, to: SocketAddr, run: usize) -> impl Iterator<Item = Request> {
        // Whose page a member looks at: somebody else's, not the neighbour's in the tables.
        let others = self.members.iter().cycle().skip(MEMBERS / 3);
        self.members.iter().zip(others).enumerate().map(move |(number, (member, other))| {
            let visitor = visitor(run, number);
            let page = |path: &str| {
                let request = forwarded(plain_get(path, to, Some(&member.cookie)), visitor);
                Arc::new(move |_| request.clone()) as Request
            };
            match rate {
                Rate::Body => page("/body"),
                Rate::Page => page("/page"),
                Rate::Feed => page("/feed"),
                Rate::Full => page(&format!("/in/{}", self.full)),
                Rate::FullCeiling => page(&format!("/profile/{}", self.full)),
                Rate::ProfileCeiling => page(&format!("/profile/{}", other.handle)),
                Rate::People => page("/people"),
                Rate::Profile => page(&format!("/in/{}", other.handle)),
                Rate::Post => page(self.posts.get(number % self.posts.len().max(1)).map_or("/feed", String::as_str)),
                Rate::Publish => publish(member.clone(), to, visitor),
                Rate::Edit => edit(member.clone(), to, visitor),
                Rate::Join => join(number, to, run, visitor),
            }
        })
    }
}

/// A form with a picture of so many bytes, as a browser would send it: what stands before the picture and after it.
fn upload(path: &str, to: SocketAddr, cookie: &str, bytes: usize) -> (Vec<u8>, Vec<u8>) {
    const BOUNDARY: &str = "----boundary-of-a-browser";
    let before = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"me.jpg\"\r\n\
         content-type: image/jpeg\r\n\r\n"
    );
    let after = format!("\r\n--{BOUNDARY}--\r\n");
    let more = format!(
        "origin: {}\r\nsec-fetch-site: same-origin\r\ncontent-type: multipart/form-data; boundary={BOUNDARY}\r\n\
         content-length: {}\r\n\r\n{before}",
        server::public_url(to),
        before.len() + bytes + after.len()
    );
    (head("POST", path, to, Some(cookie), &more).into_bytes(), after.into_bytes())
}

fn edit(member: Member, to: SocketAddr, visitor: Ipv4Addr) -> Request {
    let path = format!("/in/{}/edit", member.handle);
    Arc::new(move |n| {
        let headline = format!("Port engineer, for the {n}th time");
        let about = format!("{} Time {n}.", "I keep the cranes of the eastern quay running. ".repeat(6));
        let fields = [("headline", headline.as_str()), ("about", &about)];
        forwarded(form_post(&path, to, Some(&member.cookie), &fields), visitor)
    })
}

fn publish(member: Member, to: SocketAddr, visitor: Ipv4Addr) -> Request {
    let randomness = Randomness::system();
    Arc::new(move |n| {
        let text = format!("{} Time {n}. #quay", "The cranes of the eastern quay run again. ".repeat(6));
        // No form posts twice.
        let token = randomness.token().map(|token| token.reveal()).unwrap_or_default();
        let fields = [("text", text.as_str()), ("audience", "members"), ("request_id", &token)];
        forwarded(form_post("/feed", to, Some(&member.cookie), &fields), visitor)
    })
}

fn join(number: usize, to: SocketAddr, run: usize, visitor: Ipv4Addr) -> Request {
    Arc::new(move |n| {
        let email = format!("newcomer.{run}.{number}.{n}@example.net");
        let fields = [("name", "Nova Comer"), ("email", &email), ("password", "quay lantern otter 58 gravel")];
        forwarded(form_post("/join", to, None, &fields), visitor)
    })
}

/// A request as a proxy passes it on. Where this program is no proxy that the site trusts, it is for nothing.
fn forwarded(mut request: Vec<u8>, visitor: Ipv4Addr) -> Vec<u8> {
    let line = request.windows(2).position(|end| end == b"\r\n").map_or(0, |end| end + 2);
    request.splice(line..line, format!("x-forwarded-for: {visitor}\r\n").into_bytes());
    request
}

/// Where a member sits; elsewhere in each run, because some things may be done thirty times an hour from one address.
fn visitor(run: usize, number: usize) -> Ipv4Addr {
    let [_, rest @ ..] = loopback(run, number).octets();
    let [run, tens, ones] = rest;
    Ipv4Addr::new(10, run, tens, ones)
}

/// An address of this machine for each client.
pub fn loopback(run: usize, number: usize) -> Ipv4Addr {
    let byte = |number: usize| u8::try_from(number % 250).unwrap_or(0) + 1;
    Ipv4Addr::new(127, byte(run), byte(number / 250), byte(number))
}
