//! Slots: what the left of the house needs from rooms further right, as function pointers that `wiring` fills.

use std::net::IpAddr;
use std::pin::Pin;

use db::Read;
use media::Name;

use super::paging::{Cursor, Page};
use super::secrets::Token;
use super::{AccountId, App, CompanyId, MemberActor, PersonCard, PictureAddress, Result, SessionId};

/// A future that may cross threads.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// What a session tells about the person behind a request: enough for permissions and the page's frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who acts.
    pub actor: MemberActor,
    /// The person's name.
    pub name: String,
    /// The handle, without `@`.
    pub handle: String,
    /// The line under the name, if any.
    pub headline: String,
    /// Their own photo, if any.
    pub photo: Option<PictureAddress>,
    /// The language chosen, such as `de`; empty: the browser's.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// An IANA time zone.
    pub time_zone: String,
}

/// Finds out whose token it is; `None` for one that is unknown, over or of somebody who may not act.
pub type Authenticate = fn(App, Token, Option<IpAddr>) -> BoxFuture<Result<Option<Signed>>>;

/// Makes memory follow a change of the topic; the key says which thing to reload.
pub type OnChange = fn(App, i64) -> BoxFuture<Result<()>>;

/// What an open socket may go by without asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// For whom the session speaks.
    pub actor: MemberActor,
    /// When the session ends by itself unless it is used, µs.
    pub until_us: i64,
}

/// Finds out for whom a session still speaks, from the table; `None` if for nobody.
pub type FindGrant = fn(App, SessionId) -> BoxFuture<Result<Option<Grant>>>;

/// What a page may ask to be told of over the live socket.
#[derive(Debug, Clone, Copy)]
pub struct LiveTopic {
    /// Its name there, and the topic in the `changes` log that brings its signals from other nodes.
    pub name: &'static str,
    /// Who may listen.
    pub may_listen: fn(&MemberActor) -> bool,
}

/// How much waits for a member behind an item of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    /// The item, by the name under which it is `current`.
    pub item: &'static str,
    /// How many; a read may stop counting at 100.
    pub count: i64,
    /// The key of what is counted, in words: takes `$n`.
    pub noun: &'static str,
}

/// Counts what waits for the member; `None` for those whom it does not concern, without a look into the tables.
pub type CountBadge = fn(&mut Read<'_>, &MemberActor) -> Result<Option<Badge>>;

/// Somebody on the page of a company, as far as the viewer may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyPerson {
    /// Who.
    pub card: PersonCard,
    /// What they do or did there.
    pub role: String,
}

/// The cards of these people as the member may see them, in no order. Who does not exist for the member is left out.
pub type Cards = fn(&mut Read<'_>, &MemberActor, &[AccountId]) -> Result<Vec<PersonCard>>;

/// Those who chose to be listed on the page of a company, from the cursor on.
pub type CompanyPeople = fn(&mut Read<'_>, &MemberActor, CompanyId, Option<&Cursor>) -> Result<Page<CompanyPerson>>;

/// Pictures of a room that are served and kept as those of people are. Files of the same bytes are one file, whichever
/// rooms need it.
#[derive(Clone, Copy)]
pub struct RoomPictures {
    /// The file of a picture in a size, or in its largest; `None` if the room serves nothing under the address.
    pub file_at: fn(&mut Read<'_>, PictureAddress, i64) -> Result<Option<Name>>,
    /// Whether a picture of the room needs the file of this name.
    pub has_file: fn(&mut Read<'_>, &str) -> Result<bool>,
}

/// Those of the rooms right of `profiles`. Also an extension of the database handle, for whoever deletes files.
#[derive(Clone, Copy)]
pub struct Pictures(pub &'static [RoomPictures]);

/// All slots.
#[derive(Clone)]
pub struct Registry {
    /// Filled by `accounts`.
    pub authenticate: Authenticate,
    /// Whether strangers may join without being invited: pages then say so. Filled by `accounts`.
    pub may_join: fn(&App) -> bool,
    /// Who is behind a socket that opened a while ago. Filled by `accounts`.
    pub find_grant: FindGrant,
    /// The counts beside the navigation, filled by every room in which something waits.
    pub badges: &'static [CountBadge],
    /// How people look in a list. Filled by `profiles`.
    pub cards: Cards,
    /// Who is listed where. Filled by `profiles`.
    pub company_people: CompanyPeople,
    /// Pictures of others than people. Filled by every room that has some.
    pub pictures: Pictures,
    /// Topic and what follows it, filled by every room that keeps something in memory.
    pub on_change: &'static [(&'static str, OnChange)],
}
