//! What further people are put together from.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::kernel::{Error, Result};

/// What `town.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pool {
    pub(super) employers: Vec<String>,
    pub(super) notes: Vec<String>,
    /// Who gives licences.
    pub(super) issuers: Vec<String>,
    /// What ends at a school.
    pub(super) degrees: Vec<String>,
    /// What ends at a college.
    pub(super) certificates: Vec<String>,
    pub(super) pastimes: Vec<String>,
    /// Titles, and who gives them.
    pub(super) courses: Vec<(String, String)>,
    /// Titles, organisations and causes.
    pub(super) volunteering: Vec<(String, String, String)>,
    /// Languages by the codes of countries.
    pub(super) spoken: BTreeMap<String, String>,
    pub(super) origin: Vec<Origin>,
    pub(super) trade: Vec<Trade>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Origin {
    pub(super) weight: usize,
    pub(super) women: Vec<String>,
    pub(super) men: Vec<String>,
    pub(super) family: Vec<String>,
    pub(super) places: Vec<String>,
    /// The family's name comes first.
    #[serde(default)]
    pub(super) family_first: bool,
    /// There is a space between the two all the same.
    #[serde(default)]
    pub(super) spaced: bool,
    /// Languages, one of which is theirs.
    pub(super) native: Vec<String>,
    /// Languages they may know besides.
    pub(super) also: Vec<String>,
    /// Of higher education.
    pub(super) schools: Vec<String>,
    /// Of trades.
    pub(super) colleges: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trade {
    pub(super) title: String,
    pub(super) fields: Vec<String>,
    /// What it is called at school.
    pub(super) taught: String,
    /// Whether that is one of higher education.
    #[serde(default)]
    pub(super) is_academic: bool,
    /// The titles one has first, from the bottom.
    pub(super) before: Vec<String>,
    pub(super) skills: Vec<String>,
    pub(super) licences: Vec<String>,
    /// What they say of a position.
    pub(super) deeds: Vec<String>,
}

impl Pool {
    pub(super) fn read() -> Result<Pool> {
        toml::from_str(include_str!("town.toml")).map_err(Error::internal)
    }
}
