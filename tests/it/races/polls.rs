//! Many who vote at the same moment.

use db::sql;

use super::{MANY, at_once};
use crate::polls::{ask, votes_are_true};
use crate::support::world;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn votes_at_once_are_one_each_and_counted() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let post = ask(&ada, "members", &["One", "Two", "Three", "Four"]).await;
        let at = format!("{post}/vote");
        assert_eq!(at_once(vec![ada.browser.clone(); MANY], &at, &[("choice", "1")]).await, vec![303; MANY]);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll_vote")).await, 1);
        assert!(votes_are_true(t).await);
        let mut people = Vec::new();
        for number in 0..MANY {
            people.push(t.person(&format!("Member {number}")).await);
        }
        // Each votes twice, for another option in each tab.
        let mut tasks = Vec::new();
        for (number, person) in people.iter().enumerate() {
            for tab in 0..2 {
                let (browser, at) = (person.browser.clone(), at.clone());
                tasks.push(tokio::spawn(async move {
                    let choice = (1 + (number + tab * (1 + number % 3)) % 4).to_string();
                    browser.post(&at, &[("choice", &choice)]).await.status.as_u16()
                }));
            }
        }
        for task in tasks {
            assert_eq!(task.await.unwrap(), 303);
        }
        let voted = i64::try_from(MANY).unwrap() + 1;
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll_vote")).await, voted);
        assert!(votes_are_true(t).await);
        // They change their minds while the author ends it: whatever counts is counted once.
        let mut tasks = Vec::new();
        for (number, person) in people.iter().enumerate() {
            let (browser, at) = (person.browser.clone(), at.clone());
            tasks.push(tokio::spawn(async move {
                let choice = (1 + number % 4).to_string();
                browser.post(&at, &[("choice", &choice)]).await.status.as_u16()
            }));
            if number == MANY / 2 {
                let (browser, at) = (ada.browser.clone(), format!("{post}/poll/end"));
                tasks.push(tokio::spawn(async move { browser.post(&at, &[]).await.status.as_u16() }));
            }
        }
        for task in tasks {
            assert_eq!(task.await.unwrap(), 303);
        }
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll_vote")).await, voted);
        assert!(votes_are_true(t).await);
    })
    .await;
}
