//! What is held in memory is what the tables say, whatever happened in which order.

use athena::accounts::sessions::IDLE_US;
use athena::kernel::secrets::{Randomness, Token};
use athena::kernel::{AccountId, Error};
use db::sql;

use crate::support::{Browser, Site, world};

const HISTORIES: u64 = 4;
const STEPS: u32 = 60;
const HOUR_US: i64 = 3_600_000_000;

/// A browser and whose session it was given.
type Tab = (AccountId, Browser);

/// The handle of whoever is signed in there, by the tables alone.
async fn by_the_tables(t: &Site, token: &Token) -> Option<String> {
    let (hash, now) = (token.hash(), t.app.db.now_us());
    let found = sql!(
        "SELECT h.handle_key FROM session s
         JOIN account a ON a.id = s.account_id AND a.state = 1
         JOIN handle h ON h.account_id = a.id AND h.is_current
         WHERE s.token_hash = $1 AND s.expires_us > $2 AND s.seen_us > $3"
    );
    t.app.db.read(move |r| Ok::<_, Error>(r.opt(found, &[&hash, &now, &(now - IDLE_US)])?)).await.unwrap()
}

/// The same by memory, as every request asks it.
async fn by_memory(t: &Site, token: Token) -> Option<String> {
    let signed = (t.app.registry.authenticate)(t.app.clone(), token, None).await.unwrap();
    signed.map(|signed| signed.handle)
}

/// Something that happens to sessions and accounts.
async fn happen(t: &Site, random: &mut impl FnMut(u32) -> u32, number: u32, (account, browser): Tab) -> Option<Tab> {
    match random(9) {
        0 | 1 => return Some((account, t.signed_in(account).await)),
        2 => drop(browser.post("/logout", &[]).await),
        3 => {
            let page = browser.get("/settings/sessions").await;
            if page.has("form[action$='/end']") {
                browser.post(&page.attribute("form[action$='/end']", "action"), &[]).await;
            }
        }
        4 if random(3) == 0 => drop(browser.post("/settings/sessions/end", &[]).await),
        5 if random(3) == 0 => t.suspend(account).await,
        6 => t.sql(sql!("UPDATE account SET state = 1 WHERE id = $1"), account).await,
        7 => t.clock.advance(i64::from(random(200)) * HOUR_US),
        _ => drop(browser.post("/settings/handle", &[("handle", &format!("renamed-{number}"))]).await),
    }
    None
}

#[tokio::test]
async fn who_is_signed_in_is_what_the_tables_say_after_any_history() {
    for seed in 0..HISTORIES {
        world(async |t| {
            let source = Randomness::seeded(seed);
            let mut random = |below: u32| source.below(below).unwrap();
            let mut tabs = Vec::new();
            for name in ["Ada", "Ben", "Cem"] {
                let person = t.person(name).await;
                tabs.push((person.id, person.browser));
            }
            let mut tokens: Vec<String> = Vec::new();
            for number in 0..STEPS {
                let at = usize::try_from(random(u32::try_from(tabs.len()).unwrap())).unwrap();
                let tab = tabs[at].clone();
                tabs.extend(happen(t, &mut random, number, tab).await);
                tokens.extend(tabs.iter().filter_map(|(_, browser)| browser.cookie("__Host-session")));
                tokens.sort_unstable();
                tokens.dedup();
                for text in &tokens {
                    let expected = by_the_tables(t, &Token::parse(text).unwrap()).await;
                    let held = by_memory(t, Token::parse(text).unwrap()).await;
                    assert_eq!(held, expected, "history {seed}, step {number}");
                }
            }
        })
        .await;
    }
}
