//! The requests that are read, then work outside any transaction (hashing), then write: joining, signing in, resets.
//!
//! Each counts its tries first. Answers to strangers are the same whether or not an address is known, and so is the
//! work behind them.

use std::net::IpAddr;

use super::model::{Email, Password, PersonName, REGISTRATION, Registration, time_zone};
use super::sessions::{self, Device, NewSession};
use super::sign_up::{self, Confirmed, Confirmer, Draft, NewIds, Pending};
use super::throttle::{self, Throttle};
use super::{invites, passwords};
use crate::kernel::secrets::Token;
use crate::kernel::{AccountId, App, Error, Invalid, InviteId, MemberActor, Result};

/// The purpose of links that confirm an address.
pub const CONFIRM_LINK: &str = "sign-up";
/// The purpose of links that reset a password.
pub const RESET_LINK: &str = "password-reset";

const DEVICE_LINK: &str = "device";

/// Counts a try against several throttles in a transaction of its own: the count stays whatever follows.
///
/// # Errors
/// [`Error::TooMany`] once one of them is used up.
pub async fn count(app: &App, tries: Vec<(Throttle, String)>) -> Result<()> {
    let verdict = app
        .db
        .write(move |tx| {
            let mut verdict = throttle::Verdict::Fine;
            for (throttle, what) in &tries {
                verdict = verdict.and(throttle.count(tx, what)?);
            }
            Ok::<_, Error>(verdict)
        })
        .await?;
    verdict.pass()
}

/// Addresses of one household or company share what is counted.
pub fn network(address: Option<IpAddr>) -> String {
    address.map_or_else(|| "local".to_owned(), |address| web::client::network(address).to_string())
}

/// What somebody typed who wants to join.
#[derive(Debug, Clone, Default)]
pub struct Joining {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// Minted when the form was drawn.
    pub request_id: String,
    /// The code of an invitation, if one was followed.
    pub invite: String,
    /// The browser's time zone, if it said so.
    pub time_zone: String,
}

/// Whether the form may be used: nobody, anybody, or whoever holds this invitation.
///
/// # Errors
/// [`Error::Conflict`] with the sentence why not.
pub async fn may_join(app: &App, invite: &str) -> Result<Option<InviteId>> {
    match REGISTRATION.get(&app.settings) {
        Registration::Open if invite.is_empty() => Ok(None),
        Registration::Closed => Err(Error::Conflict("join-closed")),
        mode => {
            let code = invite.to_owned();
            let found = app.db.read(move |r| invites::find(r, &code)).await?;
            match (found, mode) {
                (Some(invite), _) => Ok(Some(invite)),
                (None, Registration::Open) => Ok(None),
                (None, _) if invite.is_empty() => Err(Error::Conflict("join-invite-only")),
                (None, _) => Err(Error::Conflict("join-invite-needed")),
            }
        }
    }
}

/// Asks to join. The answer is the same for known and unknown addresses; `browser` ties the sign-up to the browser.
///
/// # Errors
/// [`Error::Invalid`] for fields to mend, [`Error::TooMany`], [`Error::Conflict`] as [`may_join`].
pub async fn join(app: &App, form: &Joining, browser: &Token, language: &str, from: Option<IpAddr>) -> Result<i64> {
    let mut invalid = Invalid::default();
    let name = invalid.take(PersonName::parse(&form.name));
    let email = invalid.take(Email::parse(&form.email));
    let password = invalid.take(Password::parse("password", &form.password, &[&form.name, &form.email]));
    let (Some(name), Some(email), Some(password)) = (name, email, password) else {
        return Err(Error::Invalid(invalid));
    };
    let network = network(from);
    let tries = if form.invite.is_empty() { Vec::new() } else { vec![(throttle::CODE, network.clone())] };
    count(app, [tries, vec![(throttle::MAIL_FROM, network), (throttle::MAIL_TO, email.key())]].concat()).await?;
    let invite = may_join(app, &form.invite).await?;
    let draft = Draft {
        id: app.db.new_id(),
        request_id: request_id(app, &form.request_id)?,
        name,
        email,
        secret: passwords::hash(app, password).await?,
        browser_hash: browser.hash(),
        language: language.to_owned(),
        time_zone: time_zone(&form.time_zone),
        invite,
    };
    let id = draft.id;
    app.db.write(move |tx| sign_up::request(tx, &draft)).await?;
    Ok(id)
}

/// The id a form carries, or a fresh one for a form without: it is then sent once.
fn request_id(app: &App, text: &str) -> Result<String> {
    match Token::parse(text) {
        Some(token) => Ok(token.reveal()),
        None => Ok(app.randomness.token().map_err(Error::internal)?.reveal()),
    }
}

/// The sign-up behind a link, if the link still works.
///
/// # Errors
/// What the database says.
pub async fn pending(app: &App, link: &str) -> Result<Option<Pending>> {
    match app.secret.open_link(CONFIRM_LINK, link) {
        None => Ok(None),
        Some(id) => app.db.read(move |r| sign_up::pending(r, id)).await,
    }
}

/// Confirms an address and signs in. In another browser than the one that asked, the password proves who it is.
///
/// # Errors
/// [`Error::Invalid`] for a wrong password, [`Error::TooMany`], [`Error::Conflict`] as [`sign_up::confirm`].
/// `None` if the link is used up or over.
pub async fn confirm(
    app: &App,
    link: &str,
    browser: Option<&Token>,
    password: String,
    device: Device,
) -> Result<Option<NewSession>> {
    let Some(pending) = pending(app, link).await? else { return Ok(None) };
    if !same_browser(&pending, browser) {
        count(app, vec![(throttle::CONFIRM, pending.id.to_string())]).await?;
        if !passwords::verify(app, Some(pending.secret), password).await? {
            return Err(Error::field("password", "confirm-password-wrong"));
        }
    }
    let session = NewSession::make(app, device)?;
    let (id, ids, kept) = (pending.id, NewIds::make(&app.db), session.clone());
    let confirmed = app.db.write(move |tx| sign_up::confirm(tx, id, ids, &Confirmer::Owner(&kept))).await?;
    Ok(match confirmed {
        Confirmed::Welcome(_) => Some(session),
        Confirmed::Gone => None,
    })
}

/// Whether the sign-up was asked for in this browser.
pub fn same_browser(pending: &Pending, browser: Option<&Token>) -> bool {
    browser.is_some_and(|token| token.hash() == pending.browser_hash)
}

/// What stays in a browser in which somebody signed in: strangers who use up the guesses at an account do not lock
/// out its owner here. It proves nothing else.
pub fn known_device(app: &App, account: AccountId) -> String {
    app.secret.link(DEVICE_LINK, account.get())
}

/// Signs in with address and password. `known` is what [`known_device`] left in this browser.
///
/// # Errors
/// [`Error::Invalid`] with one sentence for every reason, but for somebody suspended who has the right password; they
/// are told. [`Error::TooMany`].
pub async fn sign_in(
    app: &App,
    email: &str,
    password: String,
    known: Option<&str>,
    device: Device,
    from: Option<IpAddr>,
) -> Result<(AccountId, NewSession)> {
    let wrong = || Error::field("", "sign-in-wrong");
    let key = Email::parse(email).map_err(|_| wrong())?.key();
    if password.len() > crate::kernel::limits::PASSWORD.max_bytes {
        return Err(wrong());
    }
    let looked_up = key.clone();
    let stored = app.db.read_reserved(move |r| passwords::stored_for_address(r, &looked_up)).await?;
    let known = known.and_then(|link| app.secret.open_link(DEVICE_LINK, link));
    let guessed = match &stored {
        Some((account, ..)) if known == Some(account.get()) => (throttle::SIGN_IN_KNOWN, account.to_string()),
        _ => (throttle::SIGN_IN_ACCOUNT, key),
    };
    count(app, vec![(throttle::SIGN_IN_ADDRESS, network(from)), guessed.clone()]).await?;
    let right = passwords::verify(app, stored.clone().map(|(_, hash, _)| hash), password).await?;
    let (account, proved, is_suspended) = stored.filter(|_| right).ok_or_else(wrong)?;
    if is_suspended {
        return Err(Error::field("", "sign-in-suspended"));
    }
    let session = NewSession::make(app, device)?;
    let kept = session.clone();
    let opened = app
        .db
        .write(move |tx| {
            let opened = passwords::is_still(tx, account, &proved)?;
            if opened {
                sessions::open(tx, account, &kept)?;
                guessed.0.forget(tx, &guessed.1)?;
            }
            Ok::<_, Error>(opened)
        })
        .await?;
    if opened { Ok((account, session)) } else { Err(wrong()) }
}

/// Asks for a reset link. Says nothing about whether the address is known.
///
/// # Errors
/// [`Error::Invalid`] for an address that is none, [`Error::TooMany`].
pub async fn forgot(app: &App, email: &str, from: Option<IpAddr>) -> Result<()> {
    let email = Email::parse(email)?;
    count(app, vec![(throttle::MAIL_FROM, network(from)), (throttle::MAIL_TO, email.key())]).await?;
    let id = app.db.new_id();
    let asked_from = from.map(|address| address.to_string()).unwrap_or_default();
    app.db.write(move |tx| passwords::request_reset(tx, id, &email, &asked_from)).await
}

/// Whether a reset link still works.
///
/// # Errors
/// What the database says.
pub async fn reset_works(app: &App, link: &str) -> Result<bool> {
    match app.secret.open_link(RESET_LINK, link) {
        None => Ok(false),
        Some(id) => Ok(app.db.read(move |r| passwords::open_reset(r, id)).await?.is_some()),
    }
}

/// Sets a new password by link and signs in. `None` if the link is used up or over.
///
/// # Errors
/// [`Error::Invalid`] for a password to mend.
pub async fn reset(app: &App, link: &str, password: &str, device: Device) -> Result<Option<NewSession>> {
    let Some(id) = app.secret.open_link(RESET_LINK, link) else { return Ok(None) };
    if !reset_works(app, link).await? {
        return Ok(None);
    }
    let hash = passwords::hash(app, Password::parse("password", password, &[])?).await?;
    let session = NewSession::make(app, device)?;
    let (credential, kept) = (app.db.new_id(), session.clone());
    let done = app
        .db
        .write(move |tx| {
            let Some(account) = passwords::reset(tx, id, credential, &hash)? else { return Ok::<_, Error>(false) };
            sessions::open(tx, account, &kept)?;
            Ok(true)
        })
        .await?;
    Ok(done.then_some(session))
}

/// Whether the text is the password of somebody who is signed in; guesses are counted. Gives the stored hash that it
/// fits, for [`passwords::is_still`].
///
/// # Errors
/// [`Error::Invalid`] if it is not, for the given field; [`Error::TooMany`].
pub async fn prove(app: &App, account: AccountId, field: &'static str, password: String) -> Result<String> {
    count(app, vec![(throttle::PROVE, account.to_string())]).await?;
    let stored = app.db.read(move |r| passwords::stored_for_account(r, account)).await?;
    let right = passwords::verify(app, stored.clone(), password).await?;
    let proved = stored.filter(|_| right).ok_or_else(|| Error::field(field, "password-wrong"))?;
    app.db.write(move |tx| throttle::PROVE.forget(tx, &account.to_string())).await?;
    Ok(proved)
}

/// Changes the password of somebody who is signed in and knows the present one. The other sessions end; this one goes
/// on under a new token.
///
/// # Errors
/// [`Error::Invalid`] for the present password or the new one, [`Error::TooMany`].
pub async fn change_password(
    app: &App,
    member: MemberActor,
    own_words: &[&str],
    present: String,
    wanted: &str,
    device: Device,
) -> Result<NewSession> {
    let wanted = Password::parse("password", wanted, own_words)?;
    let proved = prove(app, member.account, "present", present).await?;
    let hash = passwords::hash(app, wanted).await?;
    let session = NewSession::make(app, device)?;
    let (credential, kept) = (app.db.new_id(), session.clone());
    app.db
        .write(move |tx| {
            if !passwords::is_still(tx, member.account, &proved)? {
                return Err(Error::field("present", "password-wrong"));
            }
            passwords::change(tx, credential, member.account, &hash, None)?;
            sessions::open(tx, member.account, &kept)
        })
        .await?;
    Ok(session)
}
