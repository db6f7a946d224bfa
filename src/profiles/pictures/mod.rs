//! Photo and cover: what is shown, how it changes, and which files nothing needs any more.

mod kind;
pub mod strays;
pub mod upload;

use db::{Read, Tx, sql};
use media::{Name, Picture};

pub use kind::{Keep, Kind};
pub use upload::{Sent, put, store};

use super::model::Audience;
use super::profile::begin;
use crate::accounts::people;
use crate::kernel::{AccountId, Error, MemberActor, PictureAddress, PictureId, Result};

/// Shows a picture in place of the one before. Its files are stored already, and noted as strays.
///
/// # Errors
/// `Busy` if one of the files is being deleted: stored anew, it will do.
pub fn show(tx: &mut Tx<'_>, actor: MemberActor, kind: Kind, id: PictureId, picture: &Picture) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    strays::take(tx, picture.renditions.iter().map(|rendition| &rendition.name))?;
    take_away(tx, account, kind)?;
    let address = PictureAddress::from_raw(tx.new_id());
    tx.run(
        sql!("INSERT INTO picture (id, account_id, kind, address) VALUES ($1, $2, $3, $4)"),
        &[&id, &account, &kind, &address],
    )?;
    for (size, rendition) in (0_i64..).zip(&picture.renditions) {
        tx.run(
            sql!("INSERT INTO picture_file (picture_id, size, name) VALUES ($1, $2, $3)"),
            &[&id, &size, &rendition.name.as_str()],
        )?;
    }
    match kind {
        Kind::Photo => people::set_photo(tx, account, Some(address)),
        Kind::Cover => Ok(()),
    }
}

/// Takes the actor's picture away. It can be brought back for a while. Without one, nothing happens.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut Tx<'_>, actor: MemberActor, kind: Kind) -> Result<()> {
    begin(tx, actor.account)?;
    take_away(tx, actor.account, kind)?;
    match kind {
        Kind::Photo => people::set_photo(tx, actor.account, None),
        Kind::Cover => Ok(()),
    }
}

fn take_away(tx: &mut Tx<'_>, account: AccountId, kind: Kind) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!("UPDATE picture SET removed_us = $3 WHERE account_id = $1 AND kind = $2 AND removed_us IS NULL"),
        &[&account, &kind, &now],
    )?;
    Ok(())
}

/// Brings the picture back that was taken away last, under an address of its own. Nothing happens if one is shown.
///
/// # Errors
/// `NotFound` if none is left to bring back.
pub fn restore(tx: &mut Tx<'_>, actor: MemberActor, kind: Kind) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    let shown: Option<PictureId> = tx.opt(
        sql!("SELECT id FROM picture WHERE account_id = $1 AND kind = $2 AND removed_us IS NULL"),
        &[&account, &kind],
    )?;
    if shown.is_some() {
        return Ok(());
    }
    let last: PictureId = tx.one(
        sql!("SELECT id FROM picture WHERE account_id = $1 AND kind = $2 ORDER BY removed_us DESC LIMIT 1"),
        &[&account, &kind],
    )?;
    let address = PictureAddress::from_raw(tx.new_id());
    tx.run(sql!("UPDATE picture SET removed_us = NULL, address = $2 WHERE id = $1"), &[&last, &address])?;
    match kind {
        Kind::Photo => people::set_photo(tx, account, Some(address)),
        Kind::Cover => Ok(()),
    }
}

/// Says who may see the photo. It moves to another address, so that whoever may no longer see it is left with nothing.
///
/// # Errors
/// What the database says.
pub fn show_photo_to(tx: &mut Tx<'_>, actor: MemberActor, audience: Audience) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    tx.run(sql!("UPDATE profile SET photo_audience = $2 WHERE account_id = $1"), &[&account, &audience])?;
    move_away(tx, account, Kind::Photo)
}

/// Moves a picture to another address, because fewer people may see it than have the one it had.
///
/// # Errors
/// What the database says.
pub(super) fn move_away(tx: &mut Tx<'_>, account: AccountId, kind: Kind) -> Result<()> {
    let address = PictureAddress::from_raw(tx.new_id());
    let moved = tx.run(
        sql!("UPDATE picture SET address = $3 WHERE account_id = $1 AND kind = $2 AND removed_us IS NULL"),
        &[&account, &kind, &address],
    )?;
    if moved > 0 && kind == Kind::Photo { people::set_photo(tx, account, Some(address)) } else { Ok(()) }
}

/// The file of a picture in a size, or in its largest. `None` if nothing is served under the address, or if it belongs
/// to somebody who is suspended.
///
/// # Errors
/// What the database says.
pub fn file_at(r: &mut Read<'_>, address: PictureAddress, size: i64) -> Result<Option<Name>> {
    let name: Option<String> = r.opt(
        sql!(
            "SELECT f.name FROM picture p
             JOIN account a ON a.id = p.account_id AND a.state = 1
             JOIN picture_file f ON f.picture_id = p.id AND f.size <= $2
             WHERE p.address = $1 AND p.removed_us IS NULL
             ORDER BY f.size DESC LIMIT 1"
        ),
        &[&address, &size],
    )?;
    name.map(|name| Name::parse(&name).map_err(Error::internal)).transpose()
}

/// How long a picture that was taken away can be brought back, µs.
const UNDO_US: i64 = 10 * 60 * 1_000_000;
/// Pictures purged at once.
const PURGED: i64 = 100;

/// Forgets pictures that were taken away long enough ago; their files become strays.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    let before = tx.now_us() - UNDO_US;
    let gone: Vec<PictureId> = tx.all(
        sql!(
            sqlite: "SELECT id FROM picture WHERE removed_us < $1 LIMIT $2",
            postgres: "SELECT id FROM picture WHERE removed_us < $1 LIMIT $2 FOR UPDATE SKIP LOCKED"
        ),
        &[&before, &PURGED],
    )?;
    for id in gone {
        let names: Vec<String> = tx.all(sql!("SELECT name FROM picture_file WHERE picture_id = $1"), &[&id])?;
        tx.run(sql!("DELETE FROM picture_file WHERE picture_id = $1"), &[&id])?;
        tx.run(sql!("DELETE FROM picture WHERE id = $1"), &[&id])?;
        let names = names.iter().map(|name| Name::parse(name).map_err(Error::internal));
        strays::note(tx, &names.collect::<Result<Vec<_>>>()?)?;
    }
    Ok(())
}
