//! Language, theme and time zone of a member. A guest keeps language and theme in cookies.

use db::{Tx, sql};

use super::model::Theme;
use crate::kernel::texts::Lang;
use crate::kernel::{AccountId, Result};

/// What somebody chose in one go; what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Light or dark.
    pub theme: Option<Theme>,
    /// The language; `Some(None)` follows the browser again.
    pub language: Option<Option<Lang>>,
    /// The time zone.
    pub time_zone: Option<String>,
}

/// Keeps the choice.
///
/// # Errors
/// What the database says.
pub fn choose(tx: &mut Tx<'_>, account: AccountId, choice: &Choice) -> Result<()> {
    let theme = choice.theme.map(Theme::word);
    let language = choice.language.map(|language| language.map_or("", Lang::tag));
    tx.run(
        sql!(
            "UPDATE account SET theme = COALESCE(CAST($2 AS TEXT), theme),
               language = COALESCE(CAST($3 AS TEXT), language),
               time_zone = COALESCE(CAST($4 AS TEXT), time_zone)
             WHERE id = $1"
        ),
        &[&account, &theme, &language, &choice.time_zone],
    )?;
    tx.change(super::memory::ACCOUNT_TOPIC, account.get())?;
    super::memory::forget_account(tx, account);
    Ok(())
}
