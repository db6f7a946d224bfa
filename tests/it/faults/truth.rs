//! What the database says, against what people were told; and what follows from something else, computed anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use athena::accounts::PersonName;
use athena::wiring::MIGRATIONS;
use db::{DatabaseUrl, Db, Error, Options, Read, sql};

use super::community::{hash_of, wait};
use super::load::{Known, Span, Trade, Worker, letters, look, privacy};

/// One moment of the database.
struct Rows {
    /// By account: name and headline; theme, language and time zone; text and openness.
    card: BTreeMap<i64, (String, String)>,
    look: BTreeMap<i64, (String, String, String)>,
    profile: BTreeMap<i64, (String, bool, bool)>,
    links: BTreeMap<i64, Vec<String>>,
    handles: BTreeMap<String, (i64, bool)>,
    emails: BTreeSet<String>,
    sessions: BTreeSet<Vec<u8>>,
    sign_ups: BTreeMap<i64, String>,
    invites: BTreeSet<String>,
    audit: Vec<(String, String)>,
    settings: BTreeMap<String, String>,
    /// Whether it was given up, and what it is about.
    deliveries: BTreeMap<i64, (bool, String)>,
    /// What has to be empty.
    wrong: Vec<(String, i64)>,
}

fn read(r: &mut Read<'_>) -> Result<Rows, Error> {
    let card: Vec<(i64, String, String, String)> =
        r.all(sql!("SELECT id, name, name_sort, headline FROM account"), &[])?;
    let look: Vec<(i64, String, String, String)> =
        r.all(sql!("SELECT id, theme, language, time_zone FROM account"), &[])?;
    let profile: Vec<(i64, String, bool, bool)> =
        r.all(sql!("SELECT account_id, about, is_public, is_indexed FROM profile"), &[])?;
    let mut links = BTreeMap::<i64, Vec<String>>::new();
    let all: Vec<(i64, String)> = r.all(sql!("SELECT account_id, url FROM profile_link ORDER BY position, id"), &[])?;
    for (account, url) in all {
        links.entry(account).or_default().push(url);
    }
    let handles: Vec<(String, i64, bool)> =
        r.all(sql!("SELECT handle_key, account_id, is_current FROM handle"), &[])?;
    let emails: Vec<String> = r.all(sql!("SELECT address_key FROM email"), &[])?;
    let sessions: Vec<Vec<u8>> = r.all(sql!("SELECT token_hash FROM session"), &[])?;
    let sign_ups: Vec<(i64, String)> = r.all(sql!("SELECT id, address_key FROM sign_up"), &[])?;
    let invites: Vec<String> = r.all(sql!("SELECT note FROM invite"), &[])?;
    let audit = r.all(sql!("SELECT action, detail FROM audit"), &[])?;
    let settings: Vec<(String, String)> = r.all(sql!("SELECT key, value FROM setting"), &[])?;
    let deliveries: Vec<(i64, bool, String)> =
        r.all(sql!("SELECT id, parked_us IS NOT NULL, payload FROM delivery"), &[])?;
    // Each account has one of each; the log is one row after the other (a row that is rolled back leaves a hole on
    // PostgreSQL).
    let mut wrong: Vec<(String, i64)> = r.all(
        sql!(
            "SELECT 'address' AS what, a.id FROM account a
               WHERE (SELECT COUNT(*) FROM email e WHERE e.account_id = a.id AND e.is_primary) <> 1
             UNION ALL SELECT 'password', a.id FROM account a
               WHERE (SELECT COUNT(*) FROM credential c WHERE c.account_id = a.id) <> 1
             UNION ALL SELECT 'handle', a.id FROM account a
               WHERE (SELECT COUNT(*) FROM handle h WHERE h.account_id = a.id AND h.is_current) <> 1
             UNION ALL SELECT 'sign-up of a member', s.id FROM sign_up s JOIN email e ON e.address_key = s.address_key"
        ),
        &[],
    )?;
    let holes: i64 = r.one(
        sql!(
            sqlite: "SELECT COALESCE(MAX(seq), 0) - COUNT(*) FROM changes",
            postgres: "SELECT CAST(0 AS BIGINT)"
        ),
        &[],
    )?;
    if holes != 0 {
        wrong.push(("holes in the changes".to_owned(), holes));
    }
    for (id, name, sort, _) in &card {
        if PersonName::parse(name).is_ok_and(|name| name.sort_key() != *sort) {
            wrong.push((format!("{name} is sorted as {sort}"), *id));
        }
    }
    Ok(Rows {
        card: card.into_iter().map(|(id, name, _, headline)| (id, (name, headline))).collect(),
        look: look.into_iter().map(|(id, theme, language, zone)| (id, (theme, language, zone))).collect(),
        profile: profile.into_iter().map(|(id, about, public, indexed)| (id, (about, public, indexed))).collect(),
        links,
        handles: handles.into_iter().map(|(key, account, current)| (key, (account, current))).collect(),
        emails: emails.into_iter().collect(),
        sessions: sessions.into_iter().collect(),
        sign_ups: sign_ups.into_iter().collect(),
        invites: invites.into_iter().collect(),
        audit,
        settings: settings.into_iter().collect(),
        deliveries: deliveries.into_iter().map(|(id, parked, payload)| (id, (parked, payload))).collect(),
        wrong,
    })
}

/// What is wrong with a database, of which everybody knew `since` before it was so and `until` after it. Mails that have
/// been sent lie in `mail`.
pub(super) fn problems(
    url: &DatabaseUrl,
    data: &Path,
    mail: Option<&Path>,
    (workers, since, until): (&[Worker], &[Known], &[Known]),
) -> Vec<String> {
    let rows = wait(async {
        let db = Db::open(Options::new(url.clone(), data), MIGRATIONS).await.unwrap();
        let rows = db.read(read).await.unwrap();
        db.close().await;
        rows
    });
    let mut wrong: Vec<String> = rows.wrong.iter().map(|(what, whose)| format!("{what}: {whose}")).collect();
    if *url == DatabaseUrl::Sqlite {
        wrong.extend(wait(db::verify_file(&data.join("athena.db"), MIGRATIONS)).unwrap());
    }
    for ((worker, since), until) in workers.iter().zip(since).zip(until) {
        let mut found = Found { rows: &rows, worker, since, until, wrong: Vec::new() };
        found.pages();
        found.ways_in();
        found.guests(mail);
        found.staff();
        let who = |what| format!("{} ({:?}): {what}", worker.number, worker.trade);
        wrong.extend(found.wrong.into_iter().map(who));
    }
    wrong
}

/// As [`problems`], of what everybody knows now.
pub(super) fn problems_now(url: &DatabaseUrl, data: &Path, mail: &Path, workers: &[Worker]) -> Vec<String> {
    let known: Vec<Known> = workers.iter().map(|worker| worker.known.clone()).collect();
    problems(url, data, Some(mail), (workers, &known, &known))
}

/// One person's view of it.
struct Found<'a> {
    rows: &'a Rows,
    worker: &'a Worker,
    since: &'a Known,
    until: &'a Known,
    wrong: Vec<String>,
}

impl Found<'_> {
    fn must(&mut self, is_so: bool, what: impl FnOnce() -> String) {
        if !is_so {
            self.wrong.push(what());
        }
    }

    fn account(&self) -> i64 {
        self.worker.who.account.get()
    }

    /// The number at the end of a text, which has to lie within what was told and what was tried.
    fn number(&mut self, what: &str, text: &str, span: impl Fn(&Known) -> Span) -> u64 {
        let digits = text.rfind(|c: char| !c.is_ascii_digit()).and_then(|at| text.get(at + 1..)).unwrap_or(text);
        let n = digits.parse().unwrap_or(0);
        let (least, most) = (span(self.since).told, span(self.until).tried);
        self.must((least..=most).contains(&n), || format!("{what} is {n}, was told {least} and tried {most}"));
        n
    }

    fn pages(&mut self) {
        let (rows, account) = (self.rows, self.account());
        let Some((name, headline)) = rows.card.get(&account) else { return self.wrong.push("no account".to_owned()) };
        let n = self.number("headline", headline, |known| known.profile);
        if n > 0 {
            let (about, ..) = rows.profile.get(&account).cloned().unwrap_or_default();
            let links = rows.links.get(&account).cloned().unwrap_or_default();
            let whole = *name == format!("Élan {n}") && about == format!("about {n}");
            let linked = links == [1, 2, 3].map(|row| format!("https://example.org/{n}/{row}"));
            self.must(whole && linked, || format!("half of an edit: {headline}, {name}, {about}, {links:?}"));
        }
        let current = rows.handles.iter().find(|(_, (owner, is_current))| *owner == account && *is_current);
        let current = current.map(|(key, _)| key.clone()).unwrap_or_default();
        if !current.starts_with("person-") || self.since.handle.told > 0 {
            self.number("handle", &current, |known| known.handle);
        }
        let sent = |span: fn(&Known) -> Span| span(self.since).told..=span(self.until).tried;
        let seen = rows.look.get(&account).cloned().unwrap_or_default();
        let (theme, language, zone) = (seen.0.as_str(), seen.1.as_str(), seen.2.as_str());
        let is_one = sent(|known| known.look).any(|n| look(n) == (theme, language, zone));
        let look = self.until.look;
        self.must(is_one, || format!("look is {theme}, {language}, {zone}: {look:?}"));
        let (_, is_public, is_indexed) = rows.profile.get(&account).cloned().unwrap_or_default();
        let is_one = sent(|known| known.privacy).any(|n| privacy(n) == (is_public, is_indexed));
        let privacy = self.until.privacy;
        self.must(is_one, || format!("page is {is_public}, {is_indexed}: {privacy:?}"));
    }

    fn ways_in(&mut self) {
        let open = self.since.open.iter().filter(|session| self.until.open.contains(session));
        let lost = open.filter(|session| !self.rows.sessions.contains(&hash_of(session))).count();
        let revived = self.since.over.iter().filter(|session| self.rows.sessions.contains(&hash_of(session))).count();
        self.must(lost == 0 && revived == 0, || format!("{lost} sessions are lost, {revived} ended ones are there"));
    }

    fn guests(&mut self, mail: Option<&Path>) {
        for (id, email) in &self.since.asked {
            if !self.until.asked.contains(&(*id, email.clone())) {
                continue;
            }
            let waits = self.rows.sign_ups.get(id) == Some(email);
            self.must(waits, || format!("{email} has asked to join and is lost"));
            if let Some(mail) = mail {
                let about = format!("\"sign_up\":{id}");
                let will_be_sent =
                    self.rows.deliveries.values().any(|(parked, payload)| !parked && payload.contains(&about));
                let sent = letters(mail, email).len();
                self.must(sent == 1 || sent == 0 && will_be_sent, || format!("{email} has {sent} mails"));
            }
        }
        for email in &self.since.joined {
            let is_in = self.rows.emails.contains(email) && !self.rows.sign_ups.values().any(|other| other == email);
            self.must(is_in, || format!("{email} was confirmed and is lost"));
        }
    }

    fn staff(&mut self) {
        if self.worker.trade != Trade::Operator {
            return;
        }
        let rows = self.rows;
        let noted = |action: &str, detail: &str| rows.audit.iter().any(|(what, of)| what == action && of == detail);
        for note in &self.since.invited {
            let is_there = rows.invites.contains(note) || !self.until.invited.contains(note);
            self.must(is_there && noted("invite.create", note), || format!("{note} is lost"));
        }
        for note in &self.since.uninvited {
            let is_over = !rows.invites.contains(note) && noted("invite.end", note);
            self.must(is_over, || format!("{note} was ended and is there"));
        }
        for note in &rows.invites {
            self.must(noted("invite.create", note), || format!("{note} is there and was not noted"));
        }
        for id in &self.since.unparked {
            let is_parked = rows.deliveries.get(id).is_some_and(|(parked, _)| *parked);
            self.must(!is_parked, || format!("delivery {id} is still given up"));
        }
        let community = rows.settings.get("community_name").cloned().unwrap_or_default();
        let n = self.number("community", &community, |known| known.settings);
        let values: BTreeSet<&str> = rows.settings.values().map(String::as_str).collect();
        let whole =
            n == 0 || [format!("tagline {n}"), format!("about {n}")].iter().all(|v| values.contains(v.as_str()));
        let change = format!("{community}, #336699, open, everyone, on");
        self.must(whole && (n == 0 || noted("settings.change", &change)), || format!("half of a change: {community}"));
    }
}
