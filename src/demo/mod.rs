//! Made-up people for those who look around.

use crate::accounts::model::{Email, Password, PersonName, REGISTRATION, Registration};
use crate::accounts::people::{self, NewAccount};
use crate::accounts::sign_up::NewIds;
use crate::accounts::staff::{self, NewOperator};
use crate::accounts::{emails, passwords};
use crate::kernel::app::HashCost;
use crate::kernel::{Actor, App, AuditId, Error, Result, settings};

/// How many people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A few dozen.
    Small,
    /// Some thousand.
    Town,
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

/// Fills an empty database.
///
/// # Errors
/// What the database says.
pub async fn fill(app: &App, _plan: &Plan, progress: impl Fn(Progress)) -> Result<SignIns> {
    let operator = sign_in(app, "operator@example.org")?;
    let member = sign_in(app, "member@example.org")?;
    let new = NewOperator {
        name: PersonName::parse("Ines Okafor")?,
        email: Email::parse(&operator.email)?,
        secret: hash(&operator)?,
        language: String::new(),
        time_zone: "UTC".to_owned(),
    };
    let (ids, audit) = (NewIds::make(&app.db), AuditId::from_raw(app.db.new_id()));
    let (member_ids, email, secret) = (NewIds::make(&app.db), Email::parse(&member.email)?, hash(&member)?);
    let name = PersonName::parse("Jonas Lindqvist")?;
    app.db
        .write(move |tx| {
            settings::COMMUNITY_NAME.set(tx, &"Harbour Guild".to_owned())?;
            settings::SET_UP.set(tx, &true)?;
            REGISTRATION.set(tx, &Registration::Open)?;
            staff::create(tx, &Actor::Machine, ids, &new, audit)?;
            let account = NewAccount { id: member_ids.account, name: &name, language: "", time_zone: "UTC", caps: 0 };
            people::create(tx, &account)?;
            emails::add_primary(tx, member_ids.email, member_ids.account, email.as_str(), &email.key())?;
            passwords::set(tx, member_ids.credential, member_ids.account, &secret)
        })
        .await?;
    progress(Progress { what: "people", done: 2, of: 2 });
    Ok(SignIns { operator, member })
}

fn sign_in(app: &App, email: &str) -> Result<SignIn> {
    let password = app.randomness.code().map_err(Error::internal)?;
    Ok(SignIn { email: email.to_owned(), password })
}

/// Cheap: these passwords are random and no secret.
fn hash(sign_in: &SignIn) -> Result<String> {
    passwords::hash_now(&Password::made(sign_in.password.clone()), HashCost::CHEAP)
}
