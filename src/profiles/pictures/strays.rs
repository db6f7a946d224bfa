//! Files that may belong to nothing. Every file is noted here before it is stored, so that none is ever lost sight of,
//! and forgotten when a picture takes it. What no picture has taken for a day is deleted.

use db::{Tx, sql};
use media::Name;

use crate::kernel::registry::Pictures;
use crate::kernel::{App, Error, Result, limits};

/// How long a file may belong to nothing, µs: longer than any upload takes.
const SPARED_US: i64 = limits::DAY_US;
/// Files deleted in one go.
const AT_ONCE: i64 = 100;

/// Whether a picture of people or of another room has the file.
fn is_held(tx: &mut Tx<'_>, name: &str) -> Result<bool> {
    let sql = sql!("SELECT picture_id FROM picture_file WHERE name = $1 LIMIT 1");
    if tx.opt::<i64>(sql, &[&name])?.is_some() {
        return Ok(true);
    }
    // Without them a file that is needed could be deleted.
    let rooms =
        tx.extension::<Pictures>().ok_or_else(|| Error::internal("nobody has said which rooms have pictures"))?;
    for room in rooms.0 {
        if (room.has_file)(tx, name)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Notes files that are about to be stored, or that a picture has let go.
///
/// # Errors
/// `Busy` if one is being deleted.
pub fn note(tx: &mut Tx<'_>, names: &[Name]) -> Result<()> {
    let now = tx.now_us();
    let mut names: Vec<&str> = names.iter().map(Name::as_str).collect();
    // In one order, so that nobody waits for somebody who waits for them.
    names.sort_unstable();
    for name in names {
        let noted = tx.run(
            sql!(
                "INSERT INTO stray_file (name, since_us, is_going) VALUES ($1, $2, FALSE)
                 ON CONFLICT (name) DO UPDATE SET since_us = excluded.since_us WHERE NOT stray_file.is_going"
            ),
            &[&name, &now],
        )?;
        if noted == 0 {
            return Err(Error::Busy);
        }
    }
    Ok(())
}

/// Forgets files that a picture takes in this transaction.
///
/// # Errors
/// `Busy` if one is being deleted, or was.
pub fn take<'a>(tx: &mut Tx<'_>, names: impl Iterator<Item = &'a Name>) -> Result<()> {
    let mut names: Vec<&str> = names.map(Name::as_str).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let taken = tx.run(sql!("DELETE FROM stray_file WHERE name = $1 AND NOT is_going"), &[&name])?;
        // Two may send the same picture at once: the first has taken the note of both.
        if taken == 0 && (is_going(tx, name)? || !is_held(tx, name)?) {
            return Err(Error::Busy);
        }
    }
    Ok(())
}

fn is_going(tx: &mut Tx<'_>, name: &str) -> Result<bool> {
    let going: Option<bool> = tx.opt(sql!("SELECT is_going FROM stray_file WHERE name = $1"), &[&name])?;
    Ok(going == Some(true))
}

/// Deletes files that nothing has needed for a day. May be broken off anywhere and done again.
///
/// # Errors
/// What the database or the media store says.
pub async fn sweep(app: &App) -> Result<()> {
    loop {
        let going = app.db.write(choose).await?;
        if going.is_empty() {
            return Ok(());
        }
        for name in &going {
            app.media.delete(name).await.map_err(Error::internal)?;
        }
        tracing::info!(files = going.len(), "deleted pictures that nothing shows any more");
        app.db
            .write(move |tx| {
                for name in &going {
                    tx.run(sql!("DELETE FROM stray_file WHERE name = $1 AND is_going"), &[&name.as_str()])?;
                }
                Ok::<_, Error>(())
            })
            .await?;
    }
}

/// The next files to go; from now on nothing can take them.
fn choose(tx: &mut Tx<'_>) -> Result<Vec<Name>> {
    let before = tx.now_us() - SPARED_US;
    let old: Vec<String> = tx.all(
        sql!("SELECT name FROM stray_file WHERE since_us < $1 ORDER BY since_us LIMIT $2"),
        &[&before, &AT_ONCE],
    )?;
    let mut going = Vec::new();
    for name in old {
        // Something that is shown may have the same bytes.
        if is_held(tx, &name)? {
            tx.run(sql!("DELETE FROM stray_file WHERE name = $1 AND NOT is_going"), &[&name])?;
        } else if tx.run(sql!("UPDATE stray_file SET is_going = TRUE WHERE name = $1"), &[&name])? == 1 {
            going.push(Name::parse(&name).map_err(Error::internal)?);
        }
    }
    Ok(going)
}
