//! What people say and give to posts at the same moment.

use db::sql;

use super::{MANY, at_once};
use crate::comments::say;
use crate::reactions::tallies_are_true;
use crate::reposts::counts_are_true as passed_on_as_counted;
use crate::support::{Site, world};

/// Whether each post and comment counts what is said to it as it is.
async fn counts_are_true(t: &Site) -> bool {
    let wrong = sql!(
        "SELECT (SELECT COUNT(*) FROM post o WHERE o.comments <>
                   (SELECT COUNT(*) FROM comment c WHERE c.post_id = o.id AND c.removed_us IS NULL))
              + (SELECT COUNT(*) FROM comment r WHERE r.replies <>
                   (SELECT COUNT(*) FROM comment c WHERE c.parent_id = r.id AND c.removed_us IS NULL))
              + (SELECT COUNT(*) FROM comment r WHERE r.weight <> r.replies
                   + (SELECT COUNT(*) FROM reaction n WHERE n.subject_id = r.id))"
    );
    t.count(wrong).await == 0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reactions_at_once_are_one_each_and_counted() {
    world(async |t| {
        let people = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        let path = crate::posts::post(&people[0], "Quick", "members").await;
        let said = say(&people[1], &path, "Quicker", "").await;
        for at in [format!("{path}/react"), format!("/feed/comment/{said}/react")] {
            let same = vec![people[0].browser.clone(); MANY];
            assert_eq!(at_once(same, &at, &[("kind", "1")]).await, vec![303; MANY]);
            assert_eq!(t.count(sql!("SELECT COUNT(*) FROM reaction WHERE kind = 1")).await, 1, "{at}");
            assert!(tallies_are_true(t).await && counts_are_true(t).await);
            // Four people change their minds in every direction.
            let mut tasks = Vec::new();
            for number in 0..MANY {
                let (browser, at) = (people[number % 4].browser.clone(), at.clone());
                tasks.push(tokio::spawn(async move {
                    let kind = (number * 7 % 6).to_string();
                    browser.post(&at, &[("kind", &kind)]).await.status.as_u16()
                }));
            }
            for task in tasks {
                assert_eq!(task.await.unwrap(), 303);
            }
            assert!(tallies_are_true(t).await && counts_are_true(t).await, "{at}");
            for person in &people {
                person.browser.post(&at, &[("kind", "0")]).await.expect(303);
            }
            assert_eq!(t.count(sql!("SELECT COUNT(*) FROM reaction")).await, 0);
            assert!(tallies_are_true(t).await && counts_are_true(t).await);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn comments_at_once_are_said_and_counted_once() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let path = crate::posts::post(&ada, "Quick", "members").await;
        let token = bob.browser.get(&path).await.attribute(".reply-box input[name=request_id]", "value");
        let form = [("text", "Once"), ("parent", ""), ("request_id", token.as_str())];
        let same = || vec![bob.browser.clone(); MANY];
        assert_eq!(at_once(same(), &format!("{path}/comments"), &form).await, vec![303; MANY]);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM comment")).await, 1);
        let root = ada.browser.get(&path).await.attribute(".comment", "id")["comment-".len()..].to_owned();
        for (deed, left) in [("remove", 0), ("restore", 1)] {
            let at = format!("/feed/comment/{root}/{deed}");
            assert_eq!(at_once(same(), &at, &[]).await, vec![303; MANY]);
            assert_eq!(t.count(sql!("SELECT CAST(SUM(comments) AS BIGINT) FROM post")).await, left);
            assert!(counts_are_true(t).await);
        }
        // Replies, reactions, and its end, all at once: whatever comes of it, it is counted as it is.
        let mut tokens = Vec::new();
        for _ in 0..MANY / 4 {
            tokens.push(ada.browser.get(&path).await.attribute(".reply-box input[name=request_id]", "value"));
        }
        let mut tasks = Vec::new();
        for (number, token) in tokens.into_iter().enumerate() {
            let (browser, at, parent) = (ada.browser.clone(), format!("{path}/comments"), root.clone());
            tasks.push(tokio::spawn(async move {
                let text = format!("Reply {number}");
                let form = [("text", text.as_str()), ("parent", parent.as_str()), ("request_id", token.as_str())];
                browser.post(&at, &form).await.status.as_u16()
            }));
            let deed = if number % 2 == 0 { "remove" } else { "restore" };
            let (browser, at) = (bob.browser.clone(), format!("/feed/comment/{root}/{deed}"));
            tasks.push(tokio::spawn(async move { browser.post(&at, &[]).await.status.as_u16() }));
        }
        for task in tasks {
            assert!([303, 422].contains(&task.await.unwrap()));
        }
        assert!(counts_are_true(t).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_passed_on_at_once_is_counted_as_it_is() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        let path = crate::posts::post(&ada, "Quick", "members").await;
        let at = format!("{path}/repost");
        assert_eq!(at_once(vec![bob.browser.clone(); MANY], &at, &[]).await, vec![303; MANY]);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM repost")).await, 1);
        let quote = format!("{path}/quote");
        let token = bob.browser.get(&quote).await.attribute("#main input[name=request_id]", "value");
        let form = [("text", "Once"), ("audience", "members"), ("request_id", token.as_str())];
        assert_eq!(at_once(vec![bob.browser.clone(); MANY], &quote, &form).await, vec![303; MANY]);
        assert_eq!(t.count(sql!("SELECT CAST(SUM(quotes) AS BIGINT) FROM post")).await, 1);
        assert!(passed_on_as_counted(t).await);
        // It is taken back and brought back, taken out and put back, reposted and not, all at once.
        let quoting = bob.browser.get("/feed").await.attribute("#main .post .when > a", "href");
        let mut tasks = Vec::new();
        for number in 0..MANY {
            let (who, at) = match number % 6 {
                0 => (&bob, format!("{quoting}/remove")),
                1 => (&ada, format!("{quoting}/detach")),
                2 => (&bob, format!("{quoting}/restore")),
                3 => (&ada, format!("{quoting}/attach")),
                4 => (&cem, format!("{path}/repost")),
                _ => (&cem, format!("{path}/unrepost")),
            };
            let browser = who.browser.clone();
            tasks.push(tokio::spawn(async move { browser.post(&at, &[]).await.status.as_u16() }));
        }
        for task in tasks {
            // What is taken back at this moment is nobody else's to take anything out of.
            assert!([303, 404].contains(&task.await.unwrap()));
        }
        assert!(passed_on_as_counted(t).await);
    })
    .await;
}
