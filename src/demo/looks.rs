//! Looks at the two who are shown, of the last weeks, in every mode: their charts and lists have something to show.

use super::random::Dice;
use crate::kernel::{App, MemberActor, Result, limits};
use crate::profiles::ViewingMode;
use crate::profiles::views;

/// People who look: as many as a small community has.
pub(super) const MOST: usize = 58;
/// How far back they looked, days.
const DAYS: usize = 40;

/// Lets people look at those who are shown, who look at others by name themselves.
pub(super) async fn look(app: &App, shown: [MemberActor; 2], lookers: Vec<MemberActor>, seed: u64) -> Result<()> {
    let now = app.db.now_us();
    app.db
        .write(move |tx| {
            let mut dice = Dice::new(seed);
            let begin = now - i64::try_from(DAYS + 1).unwrap_or(0) * limits::DAY_US;
            for owner in shown {
                views::choose_mode(tx, owner, ViewingMode::Full, begin)?;
            }
            for (number, looker) in lookers.iter().enumerate() {
                match number % 5 {
                    // Nothing was chosen.
                    0 => {}
                    1 | 2 => views::choose_mode(tx, *looker, ViewingMode::SemiPrivate, begin)?,
                    _ => views::choose_mode(tx, *looker, ViewingMode::Full, begin)?,
                }
                for owner in shown {
                    // The one of two days that is nearer: of late there were more.
                    let days = dice.below(DAYS).min(dice.below(DAYS));
                    let at = now - i64::try_from(days).unwrap_or(0) * limits::DAY_US;
                    let position = i64::try_from(dice.below(1 << 30)).unwrap_or(0);
                    views::note(tx, *looker, owner.account, at, position)?;
                }
            }
            Ok(())
        })
        .await
}
