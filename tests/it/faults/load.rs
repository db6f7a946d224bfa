//! People at work: every kind of write there is, each by somebody who remembers what they were told.
//!
//! What is set again and again carries a number that rises; afterwards it must show the last one that was acknowledged,
//! or one that was sent after it and never answered. What is made or ended is remembered one by one.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use athena::accounts::flow::CONFIRM_LINK;
use athena::kernel::secrets::{InstanceSecret, Randomness};
use athena::kernel::{DeliveryId, SignUpId};

use super::community::{Caller, Reply, Somebody, cookie_of};
use crate::support::PASSWORD;

const THEMES: [&str; 3] = ["system", "light", "dark"];
const LANGUAGES: [&str; 2] = ["en", "de"];
const ZONES: [&str; 5] = ["UTC", "Europe/Vienna", "Asia/Tokyo", "America/Lima", "Africa/Lagos"];
/// What must happen happens within this time; nothing waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(60);
/// Mails that one person lets themselves be sent, of those that are allowed in an hour.
const RESETS: usize = 4;

/// What is set again and again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    /// The last that was acknowledged.
    pub(super) told: u64,
    /// The last that was sent.
    pub(super) tried: u64,
}

impl Span {
    fn next(&mut self) -> u64 {
        self.tried += 1;
        self.tried
    }
}

/// What one person knows to be so.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) profile: Span,
    pub(super) handle: Span,
    pub(super) look: Span,
    pub(super) privacy: Span,
    pub(super) password: Span,
    pub(super) settings: Span,
    /// Sessions that were opened and not ended.
    pub(super) open: Vec<String>,
    /// Sessions that were ended.
    pub(super) over: Vec<String>,
    /// Sign-ups that wait for their owner: id and address.
    pub(super) asked: Vec<(i64, String)>,
    /// Addresses that were confirmed.
    pub(super) joined: Vec<String>,
    /// Notes of invitations that were made, and of those that were ended again.
    pub(super) invited: Vec<String>,
    pub(super) uninvited: Vec<String>,
    /// Given-up deliveries that were discarded or tried again.
    pub(super) unparked: Vec<i64>,
}

/// The look of number `n`: theme, language, time zone. The quick switches, which are odd, leave the time zone.
pub(super) fn look(n: u64) -> (&'static str, &'static str, &'static str) {
    let pick = |n: u64, list: &[&'static str]| list[usize::try_from(n).unwrap() % list.len()];
    (pick(n, &THEMES), pick(n, &LANGUAGES), pick(n / 2, &ZONES))
}

/// Whether guests and search engines see the page of number `n`.
pub(super) fn privacy(n: u64) -> (bool, bool) {
    // Only what guests may see may be indexed.
    [(false, false), (true, false), (true, true)][usize::try_from(n % 3).unwrap()]
}

/// What a person does, turn by turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Trade {
    /// Edits their own page and settings.
    Member,
    /// Comes and goes on many devices.
    Traveller,
    /// Asks others to join, confirms, forgets and changes passwords.
    Host,
    /// Looks after the community.
    Operator,
}

/// One person at work.
pub(super) struct Worker {
    pub(super) who: Somebody,
    pub(super) number: usize,
    pub(super) trade: Trade,
    pub(super) known: Known,
    /// Deliveries that were given up, to be discarded one after the other.
    pub(super) parked: Vec<i64>,
    /// Answers that nobody should get.
    pub(super) wrong: Vec<String>,
    /// How many were refused for want of room or a database.
    pub(super) refused: u64,
    operator: String,
    secret: InstanceSecret,
    mail: PathBuf,
    caller: Caller,
    turn: u64,
    /// The last who was asked to join and has not confirmed, and how many were asked.
    guest: Option<Guest>,
    guests: u64,
    /// Resets asked for, and links of theirs that were used.
    resets: usize,
    used: Vec<String>,
    /// Invitations that are open: the note, and the path that ends it.
    invites: Vec<(String, String)>,
    /// Nobody answers any more.
    silent: bool,
    /// How long one answer took at most.
    pub(super) slowest: Duration,
    told: Arc<Mutex<Known>>,
}

/// Somebody who has asked to join.
struct Guest {
    id: i64,
    email: String,
    cookie: String,
}

/// Everybody, with their tasks: the first is the operator.
pub(super) fn workers(people: &[Somebody], data: &Path) -> Vec<Worker> {
    let secret = data.join("secret");
    let worker = |(number, who): (usize, &Somebody)| Worker {
        who: who.clone(),
        number,
        trade: match number {
            0 => Trade::Operator,
            1 | 2 => Trade::Traveller,
            3 | 4 => Trade::Host,
            _ => Trade::Member,
        },
        known: Known::default(),
        parked: Vec::new(),
        wrong: Vec::new(),
        refused: 0,
        operator: people[0].session.clone(),
        secret: InstanceSecret::load_or_create(&secret, &Randomness::system()).unwrap(),
        mail: data.join("mail"),
        caller: Caller::new(0),
        turn: 0,
        guest: None,
        guests: 0,
        resets: 0,
        used: Vec::new(),
        invites: Vec::new(),
        silent: false,
        slowest: Duration::ZERO,
        told: Arc::default(),
    };
    people.iter().enumerate().map(worker).collect()
}

/// People who are at work.
pub(super) struct Load {
    ended: Arc<AtomicBool>,
    tally: Arc<Tally>,
    known: Vec<Arc<Mutex<Known>>>,
    threads: Vec<JoinHandle<Worker>>,
}

/// How everybody fares.
#[derive(Debug, Default)]
struct Tally {
    acknowledged: AtomicU64,
    refused: AtomicU64,
}

impl Load {
    /// Puts them to work at the server on this port, until told to stop or it does not answer.
    pub(super) fn start(workers: Vec<Worker>, port: u16) -> Load {
        let (ended, tally) = (Arc::new(AtomicBool::new(false)), Arc::new(Tally::default()));
        let mut known = Vec::new();
        let mut threads = Vec::new();
        for mut worker in workers {
            let (ended, tally) = (Arc::clone(&ended), Arc::clone(&tally));
            (worker.caller, worker.silent) = (Caller::new(port), false);
            worker.tell();
            known.push(Arc::clone(&worker.told));
            threads.push(std::thread::spawn(move || {
                while !ended.load(Ordering::Relaxed) && !worker.silent {
                    let refused = worker.refused;
                    let acknowledged = worker.act();
                    // First what is known, then that something is.
                    worker.tell();
                    tally.acknowledged.fetch_add(u64::from(acknowledged), Ordering::SeqCst);
                    tally.refused.fetch_add(worker.refused - refused, Ordering::SeqCst);
                }
                worker
            }));
        }
        Load { ended, tally, known, threads }
    }

    /// Writes that were acknowledged, by all.
    pub(super) fn acknowledged(&self) -> u64 {
        self.tally.acknowledged.load(Ordering::SeqCst)
    }

    /// Wishes that were refused for want of room or a database.
    pub(super) fn refused(&self) -> u64 {
        self.tally.refused.load(Ordering::SeqCst)
    }

    /// Waits until so many more writes were acknowledged.
    #[track_caller]
    pub(super) fn work(&self, writes: u64) {
        wait_for(|| self.acknowledged(), self.acknowledged() + writes, "writes");
    }

    /// Waits until so many more wishes were refused.
    #[track_caller]
    pub(super) fn suffer(&self, wishes: u64) {
        wait_for(|| self.refused(), self.refused() + wishes, "refusals");
    }

    /// What everybody knows by now, and has tried.
    pub(super) fn known(&self) -> Vec<Known> {
        self.known.iter().map(|known| known.lock().unwrap().clone()).collect()
    }

    /// Calls them off.
    pub(super) fn stop(self) -> Vec<Worker> {
        self.ended.store(true, Ordering::Relaxed);
        self.left()
    }

    /// Waits until everybody has noticed that nobody answers.
    pub(super) fn left(self) -> Vec<Worker> {
        self.threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    }
}

#[track_caller]
fn wait_for(so_far: impl Fn() -> u64, enough: u64, what: &str) {
    let begun = Instant::now();
    while so_far() < enough {
        assert!(begun.elapsed() < PATIENCE, "{} of {enough} {what}", so_far());
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// What was answered and should not have been, by anybody.
pub(super) fn wrong(workers: &[Worker]) -> Vec<&String> {
    workers.iter().flat_map(|worker| &worker.wrong).collect()
}

impl Worker {
    /// Does the next thing. True if it was acknowledged.
    pub(super) fn act(&mut self) -> bool {
        if self.who.session.is_empty() {
            return self.come_back();
        }
        self.turn += 1;
        match (self.trade, self.turn % 10) {
            (Trade::Operator, 1 | 6) => self.invite(),
            (Trade::Operator, 2 | 7) => self.uninvite(),
            (Trade::Operator, 3) => self.set_up(),
            (Trade::Operator, 4) => self.discard(),
            (Trade::Traveller, 1..=3) => self.sign_in(),
            (Trade::Traveller, 4 | 5) => self.sign_out(),
            (Trade::Traveller, 9) => self.sign_out_everywhere(),
            (Trade::Host, 1 | 5) => self.ask_to_join(),
            (Trade::Host, 3) => self.forget_password(),
            (Trade::Host, 4) if self.turn % 20 == 14 => self.use_reset(),
            // Seldom: after an end in the midst of it nobody knows which password is theirs, and guesses are counted.
            (Trade::Host, 7) if self.turn % 20 == 7 => self.change_password(),
            (_, 4) => self.change_handle(),
            (_, 2 | 6) => self.change_look(),
            (_, 8) => self.change_privacy(),
            _ => self.edit_profile(),
        }
    }

    /// Lets others know what is known and what is being tried.
    fn tell(&self) {
        self.told.lock().unwrap().clone_from(&self.known);
    }

    fn post(&mut self, path: &str, cookies: &str, fields: &[(&str, &str)], good: u16) -> Option<Reply> {
        self.tell();
        let asked = Instant::now();
        let reply = self.caller.post(path, cookies, fields);
        self.slowest = self.slowest.max(asked.elapsed());
        match reply {
            // Whoever is not signed in is sent to the door with the same status.
            Ok(reply) if reply.status == good && !reply.header("location").starts_with("/login?next") => {
                return Some(reply);
            }
            Ok(reply) if reply.status == 503 => {
                self.refused += 1;
                // A person is told in words, and a program when to come back.
                if reply.header("retry-after").is_empty() || !reply.body.contains("<main") {
                    self.wrong.push(format!("{path}: {reply:?}"));
                }
            }
            Ok(reply) => self.wrong.push(format!("{path} {fields:?}: {reply:?}")),
            Err(_) => self.silent = true,
        }
        None
    }

    fn as_self(&mut self, path: &str, fields: &[(&str, &str)]) -> bool {
        let cookies = cookie_of(&self.who.session);
        self.post(path, &cookies, fields, 303).is_some()
    }

    /// Name, headline, text and three links, in four tables.
    fn edit_profile(&mut self) -> bool {
        let n = self.known.profile.next();
        let (name, headline, about) = (format!("Élan {n}"), format!("headline {n}"), format!("about {n}"));
        let urls = [1, 2, 3].map(|row| format!("https://example.org/{n}/{row}"));
        let path = format!("/in/{}/edit", self.handle());
        let fields = [
            ("name", name.as_str()),
            ("headline", &headline),
            ("about", &about),
            ("url_1", &urls[0]),
            ("url_2", &urls[1]),
            ("url_3", &urls[2]),
        ];
        let told = self.as_self(&path, &fields);
        told.then(|| self.known.profile.told = n).is_some()
    }

    /// One that is surely theirs: an old one leads to the same page.
    fn handle(&self) -> String {
        match self.known.handle.told {
            0 => format!("person-{}", self.number),
            n => format!("p{}-{n}", self.number),
        }
    }

    fn change_handle(&mut self) -> bool {
        let n = self.known.handle.next();
        let handle = format!("p{}-{n}", self.number);
        self.as_self("/settings/handle", &[("handle", &handle)]).then(|| self.known.handle.told = n).is_some()
    }

    fn change_look(&mut self) -> bool {
        let mut n = self.known.look.next();
        let sure = self.known.look.told + 1 == n;
        if n % 2 == 1 && !sure {
            // Whether the time zone is that of the last one is not known.
            n = self.known.look.next();
        }
        let (theme, language, zone) = look(n);
        let told = if n % 2 == 1 {
            self.as_self("/preferences", &[("theme", theme), ("language", language), ("next", "/about")])
        } else {
            let fields = [("theme", theme), ("language", language), ("time_zone", zone)];
            self.as_self("/settings/appearance", &fields)
        };
        told.then(|| self.known.look.told = n).is_some()
    }

    fn change_privacy(&mut self) -> bool {
        let n = self.known.privacy.next();
        let (is_public, is_indexed) = privacy(n);
        let on = |name, is_on: bool| is_on.then_some((name, "on"));
        let fields: Vec<_> = [on("is_public", is_public), on("is_indexed", is_indexed)].into_iter().flatten().collect();
        self.as_self("/settings/privacy", &fields).then(|| self.known.privacy.told = n).is_some()
    }

    fn sign_in(&mut self) -> bool {
        let email = self.who.email.clone();
        match self.post("/login", "", &[("email", &email), ("password", PASSWORD)], 303) {
            Some(reply) => {
                self.known.open.push(reply.cookie("session").unwrap());
                true
            }
            None => false,
        }
    }

    fn sign_out(&mut self) -> bool {
        let Some(session) = self.known.open.pop() else { return self.sign_in() };
        let told = self.post("/logout", &cookie_of(&session), &[], 303).is_some();
        told.then(|| self.known.over.push(session)).is_some()
    }

    /// All sessions, this one too.
    fn sign_out_everywhere(&mut self) -> bool {
        let own = std::mem::take(&mut self.who.session);
        let open = std::mem::take(&mut self.known.open);
        // If there is no answer, nobody knows of any of them.
        let told = self.post("/settings/sessions/end", &cookie_of(&own), &[], 303).is_some();
        told.then(|| self.known.over.extend(open.into_iter().chain([own]))).is_some()
    }

    /// Signs in with the last password that may be theirs, or the one before.
    fn come_back(&mut self) -> bool {
        for n in (self.known.password.told..=self.known.password.tried).rev() {
            let fields = [("email", self.who.email.as_str()), ("password", &password(n))];
            match self.caller.post("/login", "", &fields) {
                Ok(reply) if reply.status == 303 => {
                    self.who.session = reply.cookie("session").unwrap();
                    self.known.password = Span { told: n, tried: n };
                    return true;
                }
                Ok(reply) if reply.status == 422 => {}
                Ok(reply) if reply.status == 503 => return false,
                // Guessed too often; they come back in an hour, and not in this test.
                Ok(reply) if reply.status == 429 => {
                    self.silent = true;
                    return false;
                }
                Ok(reply) => self.wrong.push(format!("{reply:?}")),
                Err(_) => {
                    self.silent = true;
                    return false;
                }
            }
        }
        self.wrong.push(format!("no password opens: {:?}", self.known.password));
        false
    }

    fn change_password(&mut self) -> bool {
        let present = password(self.known.password.told);
        let n = self.known.password.next();
        let session = std::mem::take(&mut self.who.session);
        let fields = [("present", present.as_str()), ("password", &password(n))];
        let reply = self.post("/settings/password", &cookie_of(&session), &fields, 303);
        reply.map(|reply| self.has_password(n, &reply)).is_some()
    }

    fn has_password(&mut self, n: u64, reply: &Reply) {
        self.known.password.told = n;
        self.who.session = reply.cookie("session").unwrap();
    }

    fn forget_password(&mut self) -> bool {
        if self.resets == RESETS {
            return self.edit_profile();
        }
        self.resets += 1;
        let email = self.who.email.clone();
        self.post("/forgot", "", &[("email", &email)], 303).is_some()
    }

    /// Follows the link in a mail, if one has come.
    fn use_reset(&mut self) -> bool {
        let mut links = letters(&self.mail, &self.who.email).into_iter().filter_map(|text| link(&text, "/reset/"));
        let Some(link) = links.find(|link| !self.used.contains(link)) else { return self.edit_profile() };
        self.used.push(link.clone());
        let n = self.known.password.next();
        let session = std::mem::take(&mut self.who.session);
        match self.caller.post(&link, "", &[("password", &password(n))]) {
            Ok(reply) if reply.status == 303 => {
                self.has_password(n, &reply);
                return true;
            }
            // The password has changed since.
            Ok(reply) if reply.status == 410 => {
                self.known.password.tried = n - 1;
                self.who.session = session;
            }
            Ok(reply) if reply.status == 503 => {}
            Ok(reply) => self.wrong.push(format!("{reply:?}")),
            Err(_) => self.silent = true,
        }
        false
    }

    fn ask_to_join(&mut self) -> bool {
        if let Some(guest) = self.guest.take() {
            return self.confirm(&guest);
        }
        self.guests += 1;
        let email = format!("guest{}-{}@example.org", self.number, self.guests);
        let fields = [("name", "A Guest"), ("email", email.as_str()), ("password", PASSWORD)];
        let Some(reply) = self.post("/join", "", &fields, 303) else { return false };
        let cookie = reply.cookie("joining").unwrap();
        // A full stop, as cookies have it.
        let id = cookie.split_once("%2E").unwrap().1.parse().unwrap();
        self.known.asked.push((id, email.clone()));
        // Every third leaves it at that.
        self.guest = (!self.guests.is_multiple_of(3)).then_some(Guest { id, email, cookie });
        true
    }

    /// By the link, in the browser that asked, or by the operator.
    fn confirm(&mut self, guest: &Guest) -> bool {
        self.known.asked.retain(|(id, _)| *id != guest.id);
        let told = if self.guests % 3 == 1 {
            let link = format!("/verify/{}", self.secret.link(CONFIRM_LINK, guest.id));
            let reply = self.post(&link, &format!("__Host-joining={}", guest.cookie), &[], 303);
            reply.map(|reply| self.known.open.push(reply.cookie("session").unwrap())).is_some()
        } else {
            let operator = cookie_of(&self.operator);
            self.post(&format!("/admin/sign-ups/{}/confirm", SignUpId::from_raw(guest.id)), &operator, &[], 303)
                .is_some()
        };
        told.then(|| self.known.joined.push(guest.email.clone())).is_some()
    }

    fn invite(&mut self) -> bool {
        self.guests += 1;
        let (note, token) = (format!("invitation {}", self.guests), Randomness::system().token().unwrap().reveal());
        let fields = [("note", note.as_str()), ("uses", "3"), ("days", "7"), ("request_id", &token)];
        let cookies = cookie_of(&self.who.session);
        let Some(reply) = self.post("/admin/invites", &cookies, &fields, 200) else { return false };
        // The newest stands first.
        let id = link(&reply.body, "/admin/invites/").unwrap();
        self.invites.push((note.clone(), id));
        self.known.invited.push(note);
        true
    }

    fn uninvite(&mut self) -> bool {
        let Some((note, path)) = self.invites.pop() else { return self.invite() };
        self.known.invited.retain(|other| *other != note);
        self.as_self(&path, &[]).then(|| self.known.uninvited.push(note)).is_some()
    }

    fn set_up(&mut self) -> bool {
        let n = self.known.settings.next();
        let (name, tagline, about) = (format!("Guild {n}"), format!("tagline {n}"), format!("about {n}"));
        let fields = [
            ("community", name.as_str()),
            ("tagline", &tagline),
            ("about", &about),
            ("accent", "#336699"),
            ("registration", "open"),
        ];
        self.as_self("/admin/settings", &fields).then(|| self.known.settings.told = n).is_some()
    }

    /// What was given up is forgotten, or tried again.
    fn discard(&mut self) -> bool {
        let Some(id) = self.parked.pop() else { return self.edit_profile() };
        let how = if self.parked.len().is_multiple_of(2) { "discard" } else { "retry" };
        self.as_self(&format!("/admin/deliveries/{}/{how}", DeliveryId::from_raw(id)), &[])
            .then(|| self.known.unparked.push(id))
            .is_some()
    }
}

/// The password of number `n`.
pub(super) fn password(n: u64) -> String {
    if n == 0 { PASSWORD.to_owned() } else { format!("{PASSWORD} {n}") }
}

/// The texts of the mails to an address.
pub(super) fn letters(mail: &Path, to: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(mail).into_iter().flatten().flatten() {
        let is_whole = entry.path().extension().is_some_and(|kind| kind == "json");
        if let Some(text) = is_whole.then(|| std::fs::read_to_string(entry.path()).ok()).flatten()
            && text.contains(to)
        {
            texts.push(text);
        }
    }
    texts
}

/// The path that begins like this, out of a text.
fn link(text: &str, begin: &str) -> Option<String> {
    let from = text.find(begin)?;
    let is_part = |c: &char| c.is_ascii_alphanumeric() || "-_/.".contains(*c);
    Some(text.get(from..)?.chars().take_while(is_part).collect())
}
