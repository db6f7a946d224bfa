//! Made-up people for those who look around: forty who were thought up, and others from names, trades and places.
//!
//! Everything goes through the rooms' own functions, so that a demo holds nothing a community could not. Only the two
//! who are shown have a password; the others can ask for one like anybody who forgot theirs.

mod career;
mod endorsed;
mod looks;
mod made;
mod person;
mod pictures;
mod pool;
mod posted;
mod quieter;
mod random;
mod reported;
mod talked;
mod ties;
mod written;

use std::collections::BTreeSet;

use made::Maker;
use person::{Person, Reader};
use pictures::Wanted;
use random::Dice;
use written::Written;

use crate::accounts::invites::{self, NewInvite};
use crate::accounts::model::{Email, Password, PersonName, REGISTRATION, Registration};
use crate::accounts::people::{self, NewAccount};
use crate::accounts::sign_up::{self, NewIds};
use crate::accounts::staff::{self, NewOperator};
use crate::accounts::{emails, passwords};
use crate::kernel::{Actor, App, AuditId, Cap, EntryId, Error, InviteId, MemberActor, Result, SessionId, settings};
use crate::profiles::entries::{self, NewEntry};
use crate::profiles::pictures::Kind;
use crate::profiles::{Section, badges, profile};

/// People in one transaction: other writers wait for no more. What SQLite keeps to take a closure back is walked through
/// for each of its statements, so that a large one takes far longer than many small ones.
const BATCH: usize = 5;
/// Transactions that are handed over together, to share what it takes to reach the disk.
const TOGETHER: usize = 30;
const TIME_ZONE: &str = "Europe/Berlin";
const TAGLINE: &str = "Know the people who keep the port running.";
const ABOUT: &str = "\
Harbour Guild is for everybody who works in and around the ports of the North Sea: on the bridge, under the crane, in \
the lock, at the desk.

We began as a mailing list of nine people after a winter with too many near misses. Three rules remain from then:

- Say what went wrong while it is fresh.
- Ask before buying.
- Help young people find a berth.

*Everybody here is made up. This is a demo.*";
/// Who waits for a mail.
const WAITING: [(&str, &str); 2] =
    [("Marisol Quiñones", "marisol.quinones@example.com"), ("Владислав Руденко", "rudenko@example.com")];
/// How long the invitation works, µs.
const INVITE_US: i64 = 14 * 24 * 3_600 * 1_000_000;

/// How many people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Sixty.
    Small,
    /// Twenty thousand.
    Town,
    /// A million.
    City,
}

/// What is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How many people.
    pub size: Size,
    /// The same seed makes the same people.
    pub seed: u64,
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// What is being made, in the plural.
    pub what: &'static str,
    /// How many there are.
    pub done: usize,
    /// How many there will be.
    pub of: usize,
}

/// A way in. Its password is random.
#[derive(Clone)]
pub struct SignIn {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// The two ways in that a demo shows.
#[derive(Clone)]
pub struct SignIns {
    /// Runs the community.
    pub operator: SignIn,
    /// Is in it.
    pub member: SignIn,
}

impl Size {
    /// Everybody, the two who are shown among them.
    const fn people(self) -> usize {
        match self {
            Size::Small => 60,
            Size::Town => 20_000,
            Size::City => 1_000_000,
        }
    }

    /// Connections of each, about.
    const fn connections(self) -> usize {
        match self {
            Size::Small => 14,
            Size::Town => 50,
            // Hubs come on top.
            Size::City => 40,
        }
    }

    /// People whom some thousand know.
    const fn hubs(self) -> usize {
        match self {
            Size::Small | Size::Town => 0,
            Size::City => 110,
        }
    }
}

/// Fills an empty database.
///
/// # Errors
/// What the database says.
pub async fn fill(app: &App, plan: &Plan, progress: impl Fn(Progress)) -> Result<SignIns> {
    let of = plan.size.people();
    let tell = |done| progress(Progress { what: "people", done, of });
    let (mut written, mut reader) = (Written::read()?, Reader::default());
    let mut maker = Maker::new(plan.seed, plan.size, written.all().map(|told| told.name.as_str()))?;

    let operator = reader.read(&written.operator)?;
    let operator_sign_in = sign_in(app, &operator.email)?;
    let secret = hash(app, &operator_sign_in)?;
    let operator = Row::new(app, operator, None);
    let (actor, mut wanted) = (operator.actor(Cap::Operator.bit()), operator.pictures());
    found(app, operator, secret).await?;
    let member = reader.read(&written.member)?;
    let member_sign_in = sign_in(app, &member.email)?;
    let member = Row::new(app, member, Some(hash(app, &member_sign_in)?));
    wanted.extend(member.pictures());
    let member_actor = member.actor(0);
    let shown = [actor, member_actor];
    let mut everybody = shown.to_vec();
    let mut lookers = Vec::new();
    tell(1);

    // Those who were thought up come last: the newest members are shown first.
    Dice::new(plan.seed).shuffle(&mut written.person);
    let mut last = written.person.iter();
    let made = of.saturating_sub(2).saturating_sub(last.len());
    let mut rows = vec![member];
    for number in 2..of {
        let told = if number < made + 2 { Some(maker.make()?) } else { last.next().cloned() };
        let Some(told) = told else { break };
        let row = Row::new(app, reader.read(&told)?, None);
        wanted.extend(row.pictures());
        everybody.push(row.actor(0));
        if lookers.len() < looks::MOST {
            lookers.push(row.actor(0));
        }
        rows.push(row);
        if rows.len() >= BATCH * TOGETHER {
            write(app, std::mem::take(&mut rows)).await?;
            tell(number + 1);
        }
    }
    write(app, rows).await?;
    for picture in wanted {
        pictures::send(app, picture).await?;
    }
    ties::tie(app, &everybody, plan.size, plan.seed, &progress).await?;
    endorsed::endorse(app, &everybody, ties::pairs(plan.seed, plan.size), plan.seed).await?;
    looks::look(app, shown, lookers, plan.seed).await?;
    something_to_do(app, actor).await?;
    reported::fill(app, actor).await?;
    posted::fill(app, shown).await?;
    quieter::fill(app, member_actor).await?;
    talked::fill(app).await?;
    tell(of);
    Ok(SignIns { operator: operator_sign_in, member: member_sign_in })
}

/// Somebody about to be in the tables.
struct Row {
    ids: NewIds,
    person: Person,
    secret: Option<String>,
}

impl Row {
    fn new(app: &App, person: Person, secret: Option<String>) -> Row {
        Row { ids: NewIds::make(&app.db), person, secret }
    }

    /// Whoever this is, at their own profile.
    fn actor(&self, caps: i64) -> MemberActor {
        MemberActor { account: self.ids.account, session: SessionId::from_raw(0), caps }
    }

    /// The pictures they are to have.
    fn pictures(&self) -> Vec<Wanted> {
        let Person { photo, cover, audience, .. } = &self.person;
        let wanted = [(Kind::Photo, photo), (Kind::Cover, cover)].into_iter().filter(|(_, file)| !file.is_empty());
        let want = |(kind, file): (Kind, &String)| Wanted {
            actor: self.actor(0),
            kind,
            file: file.clone(),
            audience: *audience,
        };
        wanted.map(want).collect()
    }

    fn create(&self, tx: &mut db::Tx<'_>) -> Result<()> {
        let Row { ids, person, secret } = self;
        let account =
            NewAccount { id: ids.account, name: &person.draft.name, language: "", time_zone: TIME_ZONE, caps: 0 };
        people::create(tx, &account)?;
        emails::add_primary(tx, ids.email, ids.account, person.email.as_str(), &person.email.key())?;
        if let Some(secret) = secret {
            passwords::set(tx, ids.credential, ids.account, secret)?;
        }
        self.save(tx)
    }

    fn save(&self, tx: &mut db::Tx<'_>) -> Result<()> {
        profile::save(tx, self.actor(0), &self.person.draft)?;
        self.fill(tx)?;
        if self.person.public {
            profile::open_to_guests(tx, self.actor(0), true, true)?;
        }
        for (kind, badge) in &self.person.badges {
            badges::set(tx, self.actor(0), *kind, badge)?;
        }
        Ok(())
    }
}

impl Row {
    /// The sections with entries.
    fn fill(&self, tx: &mut db::Tx<'_>) -> Result<()> {
        let (actor, person) = (self.actor(0), &self.person);
        let sections: BTreeSet<Section> = person.entries.iter().map(|(section, _)| *section).collect();
        for section in sections.into_iter().filter(|section| section.spec().audience != person.audience) {
            entries::show_to(tx, actor, section, person.audience)?;
        }
        for (number, (section, draft)) in person.entries.iter().enumerate() {
            let new = NewEntry { id: EntryId::from_raw(tx.new_id()), request_id: number.to_string() };
            entries::add(tx, actor, *section, &new, draft)?;
        }
        Ok(())
    }
}

async fn write(app: &App, rows: Vec<Row>) -> Result<()> {
    let mut rows = rows.into_iter();
    let batches =
        std::iter::from_fn(|| Some(rows.by_ref().take(BATCH).collect::<Vec<_>>()).filter(|few| !few.is_empty()));
    let writes = batches.map(|few| app.db.write(move |tx| few.iter().try_for_each(|row| row.create(tx))));
    futures_util::future::try_join_all(writes).await.map(drop)
}

/// Sets the community up and gives it its operator.
async fn found(app: &App, row: Row, secret: String) -> Result<()> {
    let new = NewOperator {
        name: row.person.draft.name.clone(),
        email: row.person.email.clone(),
        secret,
        language: String::new(),
        time_zone: TIME_ZONE.to_owned(),
    };
    let audit = AuditId::from_raw(app.db.new_id());
    app.db
        .write(move |tx| {
            settings::COMMUNITY_NAME.set(tx, &"Harbour Guild".to_owned())?;
            settings::TAGLINE.set(tx, &TAGLINE.to_owned())?;
            settings::ABOUT.set(tx, &ABOUT.to_owned())?;
            settings::SET_UP.set(tx, &true)?;
            REGISTRATION.set(tx, &Registration::Open)?;
            staff::create(tx, &Actor::Machine, row.ids, &new, audit)?;
            row.save(tx)
        })
        .await
}

/// People who wait to be confirmed, and an invitation.
async fn something_to_do(app: &App, operator: MemberActor) -> Result<()> {
    let mut waiting = Vec::new();
    for (name, email) in WAITING {
        let browser = app.randomness.token().map_err(Error::internal)?;
        waiting.push(sign_up::Draft {
            id: app.db.new_id(),
            request_id: app.randomness.token().map_err(Error::internal)?.reveal(),
            name: PersonName::parse(name)?,
            secret: hash(app, &sign_in(app, &Email::parse(email)?)?)?,
            email: Email::parse(email)?,
            browser_hash: browser.hash(),
            language: "en".to_owned(),
            time_zone: TIME_ZONE.to_owned(),
            invite: None,
        });
    }
    let invite = NewInvite {
        id: InviteId::from_raw(app.db.new_id()),
        request_id: app.randomness.token().map_err(Error::internal)?.reveal(),
        code: app.randomness.code().map_err(Error::internal)?,
        note: "Apprentices’ evening, Rotterdam".to_owned(),
        uses: 12,
        expires_us: app.db.now_us() + INVITE_US,
    };
    let audit = AuditId::from_raw(app.db.new_id());
    app.db
        .write(move |tx| {
            waiting.iter().try_for_each(|draft| sign_up::request(tx, draft))?;
            invites::create(tx, &Actor::Member(operator), &invite, audit)?;
            Ok(())
        })
        .await
}

fn sign_in(app: &App, email: &Email) -> Result<SignIn> {
    let password = app.randomness.code().map_err(Error::internal)?;
    Ok(SignIn { email: email.as_str().to_owned(), password })
}

/// As costly as anybody's: a wrong password for these takes as long as one for an address nobody has.
fn hash(app: &App, sign_in: &SignIn) -> Result<String> {
    passwords::hash_now(&Password::made(sign_in.password.clone()), app.hash_cost)
}
