//! Whoever can be spoken of, reported or followed: a person or a company, in one column of a table.

use db::{FromValue, ToValue, Value, ValueRef};

use super::{AccountId, CompanyId};

/// A person or a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Party {
    /// Somebody with an account.
    Person(AccountId),
    /// An employer or a school.
    Company(CompanyId),
}

/// In tables a person's id stands as it is and a company's below zero: ids are made above zero, so that neither can be
/// taken for the other.
impl ToValue for Party {
    fn to_value(&self) -> Value<'_> {
        Value::Int(match self {
            Party::Person(account) => account.get(),
            Party::Company(company) => company.get().saturating_neg(),
        })
    }
}

impl FromValue for Party {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        match i64::from_value(value)? {
            0 | i64::MIN => Err(db::Error::Internal("neither a person nor a company".to_owned())),
            company @ ..0 => Ok(Party::Company(CompanyId::from_raw(-company))),
            person => Ok(Party::Person(AccountId::from_raw(person))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_companies_of_the_same_number_stay_apart_in_a_table() {
        for id in [1, 7, i64::MAX] {
            let (person, company) = (Party::Person(AccountId::from_raw(id)), Party::Company(CompanyId::from_raw(id)));
            assert_eq!(person.to_value(), Value::Int(id));
            assert_eq!(company.to_value(), Value::Int(-id));
            assert_eq!(Party::from_value(person.to_value()), Ok(person));
            assert_eq!(Party::from_value(company.to_value()), Ok(company));
        }
    }

    #[test]
    fn what_is_no_id_is_nobody() {
        for wrong in [Value::Int(0), Value::Int(i64::MIN), Value::Null, Value::Text("1")] {
            assert!(Party::from_value(wrong).is_err(), "{wrong:?}");
        }
    }
}
