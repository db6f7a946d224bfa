//! Clocks that are set back or far ahead, or stand still (R12): ids stay apart and in order, whoever is signed in stays
//! so and whoever is not does not become it, mails go out once, and nobody is locked out for longer than said.

use athena::accounts::sessions::IDLE_US;
use db::sql;

use crate::support::{PASSWORD, Site, world};

const HOUR_US: i64 = 3_600_000_000;
const YEAR_US: i64 = 365 * 24 * HOUR_US;

/// Ids in the order of their making.
async fn ids(t: &Site, many: usize) -> Vec<i64> {
    (0..many).map(|_| t.app.db.new_id()).collect()
}

#[tokio::test]
async fn a_clock_set_back_ends_no_session_and_brings_none_back() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let early = t.signed_in(ada.id).await;
        t.clock.advance(-HOUR_US);
        early.get("/feed").await.expect(200);
        ada.browser.get("/feed").await.expect(200);
        let back = t.signed_in(ada.id).await;

        // 1970, where machines without a battery begin.
        let now = t.clock.now_us();
        t.clock.set(0);
        early.get("/feed").await.expect(200);
        t.clock.set(now);

        let (kept, token) = (t.browser(), early.cookie("__Host-session").unwrap());
        t.clock.advance(IDLE_US + 2 * HOUR_US);
        kept.set_cookie("__Host-session", &token);
        assert_eq!(kept.get("/feed").await.expect(303).location(), "/login?next=%2Ffeed");
        t.clock.advance(-4 * HOUR_US);
        kept.set_cookie("__Host-session", &token);
        kept.get("/feed").await.expect(303);
        // This one was told nothing.
        back.get("/feed").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn ids_stay_apart_and_in_order_whatever_the_clock_shows() {
    world(async |t| {
        let now = t.clock.now_us();
        let mut made = ids(t, 10_000).await;
        for at in [now, now - HOUR_US, 0, now + 10 * YEAR_US, now, now + 10 * YEAR_US + 1] {
            t.clock.set(at);
            made.extend(ids(t, 10_000).await);
            t.person(&format!("Person {}", made.len())).await;
        }
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
    })
    .await;
}

#[tokio::test]
async fn a_mail_goes_out_once_whatever_the_clock_shows() {
    world(async |t| {
        let now = t.clock.now_us();
        for (number, at) in [now, now - HOUR_US, 0, now, now + 10 * YEAR_US, now].into_iter().enumerate() {
            t.clock.set(at);
            let email = format!("guest{number}@example.org");
            t.browser()
                .post("/join", &[("name", "A Guest"), ("email", &email), ("password", PASSWORD)])
                .await
                .expect(303);
            // What waits for an hour that comes again is sent when it has come.
            if number % 2 == 0 {
                assert_eq!(t.mails_to(&email).await.len(), 1, "{email}");
            }
        }
        t.clock.set(now + 10 * YEAR_US + HOUR_US);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_locked_out_for_longer_than_an_hour_after_the_clock_was_wrong() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let now = t.clock.now_us();
        t.clock.set(now + 10 * YEAR_US);
        let guess = async |password: &str| {
            let fields = [("email", ada.email.as_str()), ("password", password)];
            t.browser().post("/login", &fields).await.status.as_u16()
        };
        for _ in 0..10 {
            assert_eq!(guess("not the password").await, 422);
        }
        assert_eq!(guess(PASSWORD).await, 429);
        t.clock.set(now);
        // At the latest now somebody is told how long; and that is how long it is.
        let refused = t.browser().post("/login", &[("email", &ada.email), ("password", PASSWORD)]).await.expect(429);
        let wait: i64 = refused.header("retry-after").parse().unwrap();
        assert!(wait <= 3_601, "{wait}");
        t.clock.advance(wait * 1_000_000);
        assert_eq!(guess(PASSWORD).await, 303);
        let rows = t.count(sql!("SELECT COUNT(*) FROM throttle WHERE tries > 10")).await;
        assert_eq!(rows, 0);
    })
    .await;
}
