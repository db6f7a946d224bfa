//! `athena admin`: operators and passwords, for whoever owns the machine.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use db::Db;
use secrecy::{ExposeSecret, SecretString};

use super::control::{self, Answer, Request, Secret};
use super::options::{DataDir, Flags, load};
use super::{Failure, Outcome, log, prompt, say};
use crate::accounts::model::{Email, Password, PersonName};
use crate::accounts::passwords;
use crate::accounts::sign_up::NewIds;
use crate::accounts::staff::{self, Made, NewOperator};
use crate::kernel::app::HashCost;
use crate::kernel::secrets::Randomness;
use crate::kernel::texts::{Lang, Texts};
use crate::kernel::{Actor, AuditId, Config, Error, Invalid};

const EXAMPLES: &str = "\
Examples:
  athena admin create --email ada@example.org --name 'Ada Lovelace' --data /srv/athena
      Asks for a password, or makes one and prints it once.
  athena admin reset-password --email ada@example.org --data /srv/athena
      A new password; all sessions of that person end within a second.
  pass athena/ada | athena admin reset-password --email ada@example.org --password-stdin

Both work beside a running server and without one.";

/// The command's arguments.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
#[command(disable_help_subcommand = true)]
pub(super) struct Admin {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a new operator, or make somebody one
    #[command(after_help = EXAMPLES)]
    Create {
        /// Address to sign in with; taken as confirmed
        #[arg(long, value_name = "EMAIL")]
        email: String,
        /// Name as it is shown; not used if the address has an account
        #[arg(long, value_name = "NAME")]
        name: String,
        #[command(flatten)]
        common: Common,
    },
    /// Give somebody a new password; their sessions end
    #[command(after_help = EXAMPLES)]
    ResetPassword {
        /// Address of the account
        #[arg(long, value_name = "EMAIL")]
        email: String,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, Args)]
struct Common {
    /// Read the password from the first line of stdin
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    place: DataDir,
}

/// A password and whether we made it.
struct Chosen {
    password: SecretString,
    made: bool,
}

impl Admin {
    pub(super) async fn run(&self) -> Outcome {
        log::start_quietly()?;
        let texts = Texts::load()?;
        match &self.what {
            What::Create { email, name, common } => create_command(&texts, email, name, common).await,
            What::ResetPassword { email, common } => reset_command(&texts, email, common).await,
        }
    }
}

async fn create_command(texts: &Texts, email: &str, name: &str, common: &Common) -> Outcome {
    let words = |error: Error| Failure(sentence(texts, &error));
    let person = Person::parse(Some(name), email).map_err(words)?;
    let chosen = common.password(texts, &person).await?;
    let data = &common.place.data;
    let config = load(data, &Flags::default())?.config;
    let request = Request::CreateOperator {
        name: name.to_owned(),
        email: email.to_owned(),
        password: Secret(chosen.password.clone()),
    };
    let answer = match control::ask(data, &request).await? {
        Some(answer) => answer,
        None => {
            let secret = hash(texts, &person, &chosen).await?;
            with_database(&config, async |db| create(db, person, secret).await).await?.map_err(words)?
        }
    };
    match answer {
        Answer::Created {} => {
            say(format!("{email} is an operator"));
            chosen.show();
        }
        Answer::Promoted {} => say(format!("{email} had an account, which is an operator's now; its password stays")),
        other => return Err(unexpected(other)),
    }
    Ok(ExitCode::SUCCESS)
}

async fn reset_command(texts: &Texts, email: &str, common: &Common) -> Outcome {
    let words = |error: Error| Failure(sentence(texts, &error));
    let person = Person::parse(None, email).map_err(words)?;
    let chosen = common.password(texts, &person).await?;
    let data = &common.place.data;
    let config = load(data, &Flags::default())?.config;
    let request = Request::ResetPassword { email: email.to_owned(), password: Secret(chosen.password.clone()) };
    match control::ask(data, &request).await? {
        Some(Answer::Reset {}) => {}
        Some(other) => return Err(unexpected(other)),
        None => {
            let secret = hash(texts, &person, &chosen).await?;
            with_database(&config, async |db| reset(db, person, secret).await).await?.map_err(words)?;
        }
    }
    say(format!("{email} has a new password; all their sessions have ended"));
    chosen.show();
    Ok(ExitCode::SUCCESS)
}

/// Opens a database for one piece of work. One that does not exist yet is made: the first operator may come from here.
async fn with_database<T>(config: &Config, work: impl AsyncFnOnce(&Db) -> T) -> Result<T, Failure> {
    super::options::make_private(&config.data)?;
    let db = control::own_database(config).await?;
    let done = work(&db).await;
    db.close().await;
    Ok(done)
}

fn unexpected(answer: Answer) -> Failure {
    match answer {
        Answer::Refused { why } => Failure(why),
        _ => Failure("the server answered something else".to_owned()),
    }
}

impl Common {
    async fn password(&self, texts: &Texts, person: &Person) -> Result<Chosen, Failure> {
        let typed = if self.password_stdin {
            Some(prompt::from_stdin().await?)
        } else {
            prompt::on_terminal(person.email.as_str()).await?
        };
        match typed {
            Some(password) => {
                person.password(password.expose_secret()).map_err(|error| Failure(sentence(texts, &error)))?;
                Ok(Chosen { password, made: false })
            }
            None => Ok(Chosen { password: Randomness::system().code()?.into(), made: true }),
        }
    }
}

impl Chosen {
    fn show(&self) {
        if self.made {
            say(format!("password: {}", self.password.expose_secret()));
        }
    }
}

async fn hash(texts: &Texts, person: &Person, chosen: &Chosen) -> Result<String, Failure> {
    let words = |error: Error| Failure(sentence(texts, &error));
    let password = person.password(chosen.password.expose_secret()).map_err(words)?;
    tokio::task::spawn_blocking(move || passwords::hash_now(&password, HashCost::SHIPPED)).await?.map_err(words)
}

/// Whose account it is about.
pub(super) struct Person {
    name: Option<PersonName>,
    email: Email,
}

impl Person {
    /// Reads name and address.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub(super) fn parse(name: Option<&str>, email: &str) -> Result<Person, Error> {
        let mut invalid = Invalid::default();
        let name = name.and_then(|name| invalid.take(PersonName::parse(name)));
        match invalid.take(Email::parse(email)) {
            Some(email) if invalid.is_empty() => Ok(Person { name, email }),
            _ => Err(Error::Invalid(invalid)),
        }
    }

    /// Judges a password of theirs.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub(super) fn password(&self, text: &str) -> Result<Password, Error> {
        let name = self.name.as_ref().map_or("", PersonName::as_str);
        Ok(Password::parse("password", text, &[name, self.email.as_str()])?)
    }
}

/// Makes an operator of a person whose password is hashed already.
///
/// # Errors
/// What the database says.
pub(super) async fn create(db: &Db, person: Person, secret: String) -> Result<Answer, Error> {
    let Some(name) = person.name else { return Err(Error::internal("an operator needs a name")) };
    let new = NewOperator { name, email: person.email, secret, language: String::new(), time_zone: "UTC".to_owned() };
    let (ids, audit) = (NewIds::make(db), AuditId::from_raw(db.new_id()));
    let made = db.write(move |tx| staff::create(tx, &Actor::Machine, ids, &new, audit)).await?;
    Ok(match made {
        Made::New(_) => Answer::Created {},
        Made::Promoted(_) => Answer::Promoted {},
    })
}

/// Gives a person another password, hashed already.
///
/// # Errors
/// [`Error::NotFound`] if nobody has the address.
pub(super) async fn reset(db: &Db, person: Person, secret: String) -> Result<(), Error> {
    let (credential, audit) = (db.new_id(), AuditId::from_raw(db.new_id()));
    let reset = move |tx: &mut db::Tx<'_>| {
        staff::reset_password(tx, &Actor::Machine, &person.email, credential, &secret, audit).map(|_| ())
    };
    db.write(reset).await
}

/// An error in the words of the forms.
pub(super) fn sentence(texts: &Texts, error: &Error) -> String {
    match error {
        Error::Invalid(invalid) => {
            let field = |field: &crate::kernel::FieldError| {
                let text = texts.format(Lang::En, field.message, &[("limit", (&field.limit).into())]);
                if field.field.is_empty() { text } else { format!("{}: {text}", field.field) }
            };
            invalid.fields().iter().map(field).collect::<Vec<_>>().join("; ")
        }
        Error::NotFound => "nobody here has this address".to_owned(),
        Error::Busy => "the database is busy or away; try again".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_the_words_of_the_forms() {
        let texts = Texts::load().unwrap();
        let said = |result: Result<Person, Error>| sentence(&texts, &result.err().unwrap());
        let both = said(Person::parse(Some(" "), "nobody"));
        assert!(both.contains("name: ") && both.contains("email: ") && !both.contains("field-required"), "{both}");
        let ada = Person::parse(Some("Ada Lovelace"), "ada@example.org").unwrap();
        let weak = sentence(&texts, &ada.password("adalovelace").err().unwrap());
        assert!(weak.starts_with("password: ") && !weak.contains("password-too-weak"), "{weak}");
    }

    #[test]
    fn a_made_password_is_strong_enough() {
        let ada = Person::parse(None, "ada@example.org").unwrap();
        for _ in 0..20 {
            assert!(ada.password(&Randomness::system().code().unwrap()).is_ok());
        }
    }
}
