//! Settings the operator changes while the site runs: one table of texts, read through typed keys.
//!
//! Each room declares its keys as [`Setting`] constants; memory holds all values and follows the `changes` log, so a
//! page reads them without asking the database.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use db::{Db, Tx, sql};

use super::Result;

/// The topic of the changes log under which settings are announced.
pub const TOPIC: &str = "settings";

/// A setting: its key, what holds if nobody set it, and how its text is read.
pub struct Setting<T> {
    /// The key in the table.
    pub key: &'static str,
    /// What holds if nobody set it.
    pub default: fn() -> T,
    /// Reads the stored text; `None` falls back to the default.
    pub read: fn(&str) -> Option<T>,
    /// The text to store.
    pub write: fn(&T) -> String,
}

impl<T> Setting<T> {
    /// The value in memory.
    pub fn get(&self, settings: &Settings) -> T {
        settings.text(self.key).and_then(|text| (self.read)(&text)).unwrap_or_else(self.default)
    }

    /// Stores a value. Memory follows after the commit and before the answer.
    ///
    /// # Errors
    /// What the database says.
    pub fn set(&self, tx: &mut Tx<'_>, value: &T) -> Result<()> {
        let text = (self.write)(value);
        tx.run(
            sql!("INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value"),
            &[&self.key, &text],
        )?;
        tx.change(TOPIC, 0)?;
        if let Some(settings) = tx.extension::<Settings>() {
            let key = self.key;
            tx.after_commit(move || settings.put(key, text));
        }
        Ok(())
    }
    /// Stores a value unless somebody stored one before; says whether it did. Of two who come at once, one does.
    ///
    /// # Errors
    /// What the database says.
    pub fn claim(&self, tx: &mut Tx<'_>, value: &T) -> Result<bool> {
        let first = tx.run(
            sql!("INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING"),
            &[&self.key, &(self.write)(value)],
        )?;
        if first == 1 {
            self.set(tx, value)?;
        }
        Ok(first == 1)
    }
}

/// A setting that is plain text.
pub const fn text(key: &'static str, default: fn() -> String) -> Setting<String> {
    Setting { key, default, read: |text| Some(text.to_owned()), write: String::clone }
}

/// All values in memory.
#[derive(Debug, Default)]
pub struct Settings(RwLock<Held>);

#[derive(Debug, Default)]
struct Held {
    values: Arc<HashMap<String, String>>,
    /// How often a value was put in: what was read from the table before that may be older.
    puts: u64,
}

impl Settings {
    /// Reads the whole table; again if a value is put in meanwhile, which it may not have seen.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reload(&self, db: &Db) -> Result<()> {
        loop {
            let puts = self.held().puts;
            let rows: Vec<(String, String)> =
                db.read(|r| r.all(sql!("SELECT key, value FROM setting ORDER BY key LIMIT 1000"), &[])).await?;
            let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if held.puts == puts {
                held.values = Arc::new(rows.into_iter().collect());
                return Ok(());
            }
        }
    }

    fn held(&self) -> RwLockReadGuard<'_, Held> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn text(&self, key: &str) -> Option<String> {
        self.held().values.get(key).cloned()
    }

    fn put(&self, key: &str, value: String) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        held.puts += 1;
        Arc::make_mut(&mut held.values).insert(key.to_owned(), value);
    }
}

/// The community's name.
pub const COMMUNITY_NAME: Setting<String> = text("community_name", || "Athena".to_owned());
/// The line under the name on the front page.
pub const TAGLINE: Setting<String> = text("tagline", String::new);
/// What `/about` says, Markdown.
pub const ABOUT: Setting<String> = text("about", String::new);
/// The accent colour.
pub const ACCENT: Setting<Accent> = Setting {
    key: "accent",
    default: || Accent([0x20, 0x5f, 0x4c]),
    read: |text| Accent::parse(text),
    write: |accent| accent.to_string(),
};
/// Whether the first-run page has been completed.
pub const SET_UP: Setting<bool> = Setting {
    key: "set_up",
    default: || false,
    read: |text| Some(text == "yes"),
    write: |done| if *done { "yes" } else { "no" }.to_owned(),
};

/// An sRGB colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent(pub [u8; 3]);

impl Accent {
    /// Reads `#rrggbb`, nothing else: the text ends up in a style sheet.
    pub fn parse(text: &str) -> Option<Accent> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Accent([red, green, blue]))
    }
}

impl std::fmt::Display for Accent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Accent([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Error;
    use crate::wiring::MIGRATIONS;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn whoever_changes_a_setting_finds_it_changed_whatever_is_reloaded_meanwhile() {
        let db = db::testing::fresh(MIGRATIONS).await;
        let settings = Arc::new(Settings::default());
        db.set_extension(Arc::clone(&settings));
        let reloading = tokio::spawn({
            let (settings, db) = (Arc::clone(&settings), Db::clone(&db));
            async move { while settings.reload(&db).await.is_ok() {} }
        });
        for number in 0..500 {
            let name = number.to_string();
            let wanted = name.clone();
            db.write(move |tx| COMMUNITY_NAME.set(tx, &name)).await.unwrap();
            assert_eq!(COMMUNITY_NAME.get(&settings), wanted);
        }
        reloading.abort();
        let _aborted = reloading.await;
        let stored: String = db
            .read(|r| Ok::<_, Error>(r.one(sql!("SELECT value FROM setting WHERE key = 'community_name'"), &[])?))
            .await
            .unwrap();
        assert_eq!(stored, "499");
    }

    #[test]
    fn a_colour_is_six_digits_and_nothing_else() {
        assert_eq!(Accent::parse("#8E3B1F").unwrap().to_string(), "#8e3b1f");
        for wrong in ["", "8e3b1f", "#8e3b1", "#8e3b1ff", "#8e3b1g", "red", "#+e3b1f", "#fff}*{", "#é3b1"] {
            assert_eq!(Accent::parse(wrong), None, "{wrong}");
        }
    }
}
