//! Where values come from: file, environment, flags, laid over each other.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::{ConfigError, KEYS, Key};

/// Where a value came from, as its owner would look for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// The configuration file.
    File(String),
    /// A variable of the environment.
    Environment(String),
    /// A flag of the command.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Default => f.write_str("default"),
            Source::File(file) => f.write_str(file),
            Source::Environment(name) => f.write_str(name),
            Source::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// All values as text, the strongest source on top.
#[derive(Clone)]
pub struct Layers(BTreeMap<&'static str, (String, Source)>);

impl Layers {
    /// Lays file, environment and flags over the defaults. The environment's names that do not begin with `ATHENA_`
    /// are passed over, and so are the test suite's own (`ATHENA_TEST_…`).
    ///
    /// # Errors
    /// A file that is no TOML, or a key that does not exist.
    pub fn collect(
        file: Option<(&str, &str)>,
        environment: impl Iterator<Item = (String, String)>,
        flags: impl Iterator<Item = (&'static str, String)>,
    ) -> Result<Layers, ConfigError> {
        let mut layers = Layers(KEYS.iter().map(|key| (key.name, (key.default.to_owned(), Source::Default))).collect());
        if let Some((name, text)) = file {
            let table: toml::Table = text.parse().map_err(|error| unreadable(name, text, &error))?;
            for (key, value) in table {
                let known = find(&key).ok_or_else(|| unknown(&key, name, |key| key.name.to_owned()))?;
                let text = plain(&value).ok_or_else(|| {
                    ConfigError(format!("{key} in {name} must be text, a number, true or false, or a list of them"))
                })?;
                layers.0.insert(known.name, (text, Source::File(name.to_owned())));
            }
        }
        for (name, value) in environment {
            let Some(rest) = name.strip_prefix("ATHENA_") else { continue };
            if rest.starts_with("TEST_") {
                continue;
            }
            let known =
                find(&rest.to_ascii_lowercase()).ok_or_else(|| unknown(&name, "the environment", environment_name))?;
            layers.0.insert(known.name, (value, Source::Environment(name)));
        }
        for (key, value) in flags {
            layers.0.insert(key, (value, Source::Flag(key.replace('_', "-"))));
        }
        Ok(layers)
    }

    /// The value of a key; empty for one that does not exist.
    pub fn text(&self, key: &str) -> &str {
        self.0.get(key).map_or("", |(text, _)| text.trim())
    }

    /// Where the value came from.
    pub fn source(&self, key: &str) -> &Source {
        self.0.get(key).map_or(&Source::Default, |(_, source)| source)
    }

    /// Reads the value as a type.
    ///
    /// # Errors
    /// A sentence that names key, value, source and what is expected.
    pub fn parse<T: FromStr>(&self, key: &str, expected: &str) -> Result<T, ConfigError> {
        self.text(key).parse().map_err(|_| self.wrong(key, &format!("use {expected}")))
    }

    /// The sentence for a value that cannot be used; a secret's value is not in it.
    pub fn wrong(&self, key: &str, advice: &str) -> ConfigError {
        let value = match find(key) {
            Some(known) if known.secret => String::new(),
            _ => format!(" “{}”", self.text(key)),
        };
        ConfigError(format!("{key}{value} (from {}) cannot be used: {advice}", self.source(key)))
    }

    /// Key, value (hidden where secret) and source of each key, for `athena check`.
    pub fn effective(&self) -> Vec<(&'static str, String, &Source)> {
        KEYS.iter()
            .map(|key| {
                let text = self.text(key.name);
                let hide = key.secret && text.contains("://");
                let shown = if hide { "(set, not shown)".to_owned() } else { text.to_owned() };
                (key.name, shown, self.source(key.name))
            })
            .collect()
    }
}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.effective().into_iter().map(|(key, value, _)| (key, value))).finish()
    }
}

fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

fn environment_name(key: &Key) -> String {
    format!("ATHENA_{}", key.name.to_ascii_uppercase())
}

fn unknown(name: &str, place: &str, show: impl Fn(&Key) -> String) -> ConfigError {
    let nearest = KEYS.iter().map(&show).min_by_key(|known| distance(name, known));
    let hint = nearest.map(|known| format!(" Did you mean {known}?")).unwrap_or_default();
    ConfigError(format!("{place} sets {name}, which is no key of Athena.{hint}"))
}

/// Where the file is no TOML, and why. Not the line itself, as the library would have it: it may hold a password.
fn unreadable(name: &str, text: &str, error: &toml::de::Error) -> ConfigError {
    let before = error.span().and_then(|span| text.get(..span.start));
    let place = before.map(|before| format!(", line {}", before.matches('\n').count() + 1)).unwrap_or_default();
    ConfigError(format!("{name}{place} cannot be read: {}", error.message()))
}

/// A value of the file as text; lists are joined by commas, tables have no place here.
fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        toml::Value::Array(values) => {
            values.iter().map(plain).collect::<Option<Vec<_>>>().map(|values| values.join(","))
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

/// Levenshtein's edit distance, one row at a time.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&b) {
            let cost = if from == *to { diagonal } else { 1 + diagonal.min(*cell).min(left) };
            diagonal = *cell;
            *cell = cost;
            left = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}
