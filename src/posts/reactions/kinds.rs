//! The operator's set of reactions.
//!
//! Five are built in: they have a name in every language, and an icon. Others have the name and the emoji that the operator
//! gave them. A kind is never taken out of the set, because somebody may have given it: it is no longer on offer.

use db::{Tx, sql};
use serde::{Deserialize, Serialize};

use crate::accounts::audit;
use crate::kernel::settings::Setting;
use crate::kernel::{Actor, AuditId, Cap, Error, Invalid, Result, limits};

/// A kind that comes with Athena.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// The key of its name.
    pub name: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// The class of its colour.
    pub tint: &'static str,
}

/// By number, from 1 on.
const BUILT_IN: [BuiltIn; 5] = [
    BuiltIn { name: "reaction-like", icon: "like", tint: "tint-like" },
    BuiltIn { name: "reaction-celebrate", icon: "celebrate", tint: "tint-celebrate" },
    BuiltIn { name: "reaction-support", icon: "support", tint: "tint-support" },
    BuiltIn { name: "reaction-insightful", icon: "insightful", tint: "tint-insightful" },
    BuiltIn { name: "reaction-curious", icon: "curious", tint: "tint-curious" },
];

/// One kind of reaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// Its number in the tables, from 1 on; never given to another.
    pub number: i64,
    /// What the operator calls it; empty for one that is built in.
    pub name: String,
    /// Its emoji; empty for one that is built in.
    pub sign: String,
    /// Whether it can be given.
    pub is_offered: bool,
}

impl Kind {
    fn built_in_of(number: i64) -> Option<BuiltIn> {
        let at = usize::try_from(number - 1).ok()?;
        BUILT_IN.get(at).copied()
    }

    /// What it is, if it came with Athena.
    pub fn built_in(&self) -> Option<BuiltIn> {
        Kind::built_in_of(self.number)
    }
}

/// The set, in the order in which it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds(Vec<Kind>);

impl Default for Kinds {
    fn default() -> Kinds {
        let numbers = (1_i64..).take(BUILT_IN.len());
        let kind = |number| Kind { number, name: String::new(), sign: String::new(), is_offered: true };
        Kinds(numbers.map(kind).collect())
    }
}

/// The set that holds here.
pub const KINDS: Setting<Kinds> = Setting {
    key: "reactions",
    default: Kinds::default,
    read: |text| serde_json::from_str(text).ok(),
    write: |kinds| serde_json::to_string(kinds).unwrap_or_default(),
};

impl Kinds {
    /// All of them.
    pub fn all(&self) -> &[Kind] {
        &self.0
    }

    /// Those that can be given.
    pub fn offered(&self) -> impl Iterator<Item = &Kind> {
        self.0.iter().filter(|kind| kind.is_offered)
    }

    /// The kind of a number.
    pub fn find(&self, number: i64) -> Option<&Kind> {
        self.0.iter().find(|kind| kind.number == number)
    }
}

/// What the operator does to the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Puts a kind on offer, or takes it off.
    Offer {
        /// Which.
        number: i64,
        /// Whether it can be given from now on.
        is_offered: bool,
    },
    /// Puts a kind one place further to the front.
    Forward {
        /// Which.
        number: i64,
    },
    /// Adds one.
    Add {
        /// What it is called.
        name: String,
        /// Its emoji.
        sign: String,
    },
}

impl Change {
    /// Reads a new kind.
    ///
    /// # Errors
    /// The fields and the sentences that say how to mend them.
    pub fn add(name: &str, sign: &str) -> Result<Change, Invalid> {
        let mut invalid = Invalid::default();
        let name = invalid.take(limits::REACTION_NAME.line("name", name));
        let mut sign = invalid.take(limits::REACTION_SIGN.line("sign", sign));
        if sign.as_ref().is_some_and(|sign| sign.chars().all(|one| one.is_alphanumeric() || one.is_ascii())) {
            invalid.add("sign", "reaction-sign-none");
            sign = None;
        }
        match (name, sign) {
            (Some(name), Some(sign)) => Ok(Change::Add { name, sign }),
            _ => Err(invalid),
        }
    }
}

/// Changes the set.
///
/// # Errors
/// `Forbidden` for everybody but operators, `NotFound` for a kind that is not in it, `Conflict` if it is full; otherwise
/// what the database says.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, change: &Change, audit_id: AuditId) -> Result<()> {
    actor.require(Cap::Operator)?;
    // What another operator changes at the same time is not changed back.
    let stored: Option<String> = tx.opt(
        sql!(
            sqlite: "SELECT value FROM setting WHERE key = $1",
            postgres: "SELECT value FROM setting WHERE key = $1 FOR UPDATE"
        ),
        &[&KINDS.key],
    )?;
    let mut kinds = stored.and_then(|text| (KINDS.read)(&text)).unwrap_or_default();
    match change {
        Change::Offer { number, is_offered } => {
            let found = kinds.0.iter_mut().find(|kind| kind.number == *number).ok_or(Error::NotFound)?;
            found.is_offered = *is_offered;
        }
        Change::Forward { number } => {
            let at = kinds.0.iter().position(|kind| kind.number == *number).ok_or(Error::NotFound)?;
            if at > 0 {
                kinds.0.swap(at - 1, at);
            }
        }
        Change::Add { name, sign } => {
            if kinds.0.len() >= limits::REACTIONS {
                return Err(Error::Conflict("reactions-full"));
            }
            let number = kinds.0.iter().map(|kind| kind.number).max().unwrap_or_default() + 1;
            kinds.0.push(Kind { number, name: name.clone(), sign: sign.clone(), is_offered: true });
        }
    }
    KINDS.set(tx, &kinds)?;
    let words = |kind: &Kind| kind.built_in().map_or_else(|| kind.name.clone(), |built_in| built_in.icon.to_owned());
    let detail: Vec<String> = kinds.offered().map(words).collect();
    audit::note(tx, audit_id, actor, "reactions.change", None, &detail.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_survives_the_table_and_what_is_no_set_is_the_one_that_comes_with_athena() {
        let kinds = Kinds::default();
        assert_eq!(kinds.offered().count(), BUILT_IN.len());
        assert!(kinds.all().iter().all(|kind| kind.built_in().is_some()));
        assert_eq!((KINDS.read)(&(KINDS.write)(&kinds)), Some(kinds));
        assert_eq!((KINDS.read)("[{}]"), None);
    }

    #[test]
    fn a_sign_is_one_emoji_and_a_name_is_short() {
        for sign in ["🙏", "👩‍👩‍👧‍👧", "☕", "🇩🇪"] {
            assert!(Change::add("Thanks", sign).is_ok(), "{sign}");
        }
        for sign in ["", "a", "!", "é", "🙏🙏", "<", "字", "\u{200b}a"] {
            assert!(Change::add("Thanks", sign).is_err(), "{sign:?}");
        }
        assert!(Change::add("", "🙏").is_err() && Change::add(&"x".repeat(31), "🙏").is_err());
    }
}
