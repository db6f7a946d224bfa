//! Tries within a window: counted before they are judged, so that no race buys more of them.

use db::{Tx, sql};

use crate::kernel::{Error, Result};

/// What is counted, how often it may happen, and within which time.
#[derive(Debug, Clone, Copy)]
pub struct Throttle {
    name: &'static str,
    tries: i64,
    window_s: i64,
}

/// Guesses at one account's password (R32: at most ten an hour).
pub const SIGN_IN_ACCOUNT: Throttle = Throttle { name: "sign-in/account", tries: 10, window_s: 3_600 };
/// Guesses at one account's password in a browser its owner has signed in with before.
pub const SIGN_IN_KNOWN: Throttle = Throttle { name: "sign-in/known", tries: 10, window_s: 3_600 };
/// Guesses from one network address.
pub const SIGN_IN_ADDRESS: Throttle = Throttle { name: "sign-in/from", tries: 60, window_s: 3_600 };
/// Mails that strangers can make us send to one address: sign-ups and resets.
pub const MAIL_TO: Throttle = Throttle { name: "mail/to", tries: 5, window_s: 3_600 };
/// Mails that one network address can make us send.
pub const MAIL_FROM: Throttle = Throttle { name: "mail/from", tries: 30, window_s: 3_600 };
/// Guesses at the password of one pending sign-up.
pub const CONFIRM: Throttle = Throttle { name: "confirm", tries: 10, window_s: 3_600 };
/// Guesses at the present password by somebody who is signed in.
pub const PROVE: Throttle = Throttle { name: "prove", tries: 10, window_s: 3_600 };
/// What one member reports to the team: twenty a day.
pub const REPORT: Throttle = Throttle { name: "report", tries: 20, window_s: 86_400 };
/// Addresses one member types to show that they know somebody.
pub const KNOWN_EMAIL: Throttle = Throttle { name: "known-email", tries: 10, window_s: 86_400 };
/// People one member begins to follow.
pub const FOLLOW: Throttle = Throttle { name: "follow", tries: 300, window_s: 86_400 };
/// What one member posts.
pub const POST: Throttle = Throttle { name: "post", tries: 60, window_s: 3_600 };
/// Posts of others that one member passes on.
pub const REPOST: Throttle = Throttle { name: "repost", tries: 60, window_s: 3_600 };
/// What one member says to posts.
pub const COMMENT: Throttle = Throttle { name: "comment", tries: 120, window_s: 3_600 };
/// Pages that one member has asked again for the previews of their posts.
pub const PREVIEW: Throttle = Throttle { name: "preview", tries: 10, window_s: 3_600 };
/// What is asked of one host for previews.
pub const PREVIEW_HOST: Throttle = Throttle { name: "preview/host", tries: 20, window_s: 60 };
/// Guesses at invitation and set-up codes from one network address.
pub const CODE: Throttle = Throttle { name: "code/from", tries: 30, window_s: 3_600 };

/// Pictures that one member sends: each is work for half a second.
pub const PICTURES: Throttle = Throttle { name: "pictures", tries: 40, window_s: 3_600 };
/// Pictures that one member sends with posts, of which each may have twenty.
pub const POST_IMAGES: Throttle = Throttle { name: "post-images", tries: 120, window_s: 3_600 };

impl Throttle {
    /// Counts a try. The count must commit whatever the verdict is, so this is no error; see [`Verdict::pass`].
    ///
    /// # Errors
    /// What the database says.
    pub fn count(&self, tx: &mut Tx<'_>, what: &str) -> Result<Verdict> {
        let now = tx.now_us();
        let ends = now + self.window_s * 1_000_000;
        let (tries, until): (i64, i64) = tx.one(
            sql!(
                "INSERT INTO throttle (bucket, tries, window_ends_us) VALUES ($1, 1, $2)
                 ON CONFLICT (bucket) DO UPDATE SET
                   tries = CASE WHEN throttle.window_ends_us <= $3 THEN 1 ELSE throttle.tries + 1 END,
                   window_ends_us = CASE WHEN throttle.window_ends_us <= $3 OR throttle.window_ends_us > $2
                     THEN $2 ELSE throttle.window_ends_us END
                 RETURNING tries, window_ends_us"
            ),
            &[&self.bucket(what), &ends, &now],
        )?;
        if tries <= self.tries {
            return Ok(Verdict::Fine);
        }
        Ok(Verdict::Wait(u32::try_from((until - now) / 1_000_000 + 1).unwrap_or(u32::MAX)))
    }

    /// Forgets the tries, after one that succeeded.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget(&self, tx: &mut Tx<'_>, what: &str) -> Result<()> {
        tx.run(sql!("DELETE FROM throttle WHERE bucket = $1"), &[&self.bucket(what)])?;
        Ok(())
    }

    fn bucket(&self, what: &str) -> String {
        format!("{}/{what}", self.name)
    }
}

/// Whether a try may be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Fine,
    /// Not before so many seconds have passed.
    Wait(u32),
}

impl Verdict {
    /// The later of two verdicts.
    #[must_use]
    pub fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::Wait(a), Verdict::Wait(b)) => Verdict::Wait(a.max(b)),
            (Verdict::Wait(a), Verdict::Fine) | (Verdict::Fine, Verdict::Wait(a)) => Verdict::Wait(a),
            (Verdict::Fine, Verdict::Fine) => Verdict::Fine,
        }
    }

    /// Turns a wait into an error, once the count is committed.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn pass(self) -> Result<()> {
        match self {
            Verdict::Fine => Ok(()),
            Verdict::Wait(seconds) => Err(Error::TooMany(seconds)),
        }
    }
}

/// Removes windows that are over. Runs now and then; at most 500 rows at once.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    const OVER: &str = "SELECT bucket FROM throttle WHERE window_ends_us <= $1 ORDER BY window_ends_us LIMIT 500";
    let now = tx.now_us();
    tx.run(
        sql!(
            sqlite: "DELETE FROM throttle WHERE bucket IN ({OVER})",
            postgres: "DELETE FROM throttle WHERE bucket IN ({OVER} FOR UPDATE SKIP LOCKED)"
        ),
        &[&now],
    )?;
    Ok(())
}
