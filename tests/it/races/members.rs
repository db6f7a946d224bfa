//! What members do to each other at the same moment, and what staff does to them.

use std::sync::Arc;

use athena::accounts::standing;
use athena::kernel::{AccountId, Actor, AuditId, Error, MemberActor, SessionId};
use athena::reports::filing::Target;
use tokio::sync::Barrier;

use super::{MANY, at_once};
use crate::support::{Browser, Person, world};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_post_sent_edited_and_deleted_many_times_at_once_is_so_once() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let all = |times| vec![ada.browser.clone(); times];
        let home = ada.browser.get("/feed").await;
        let token = home.attribute("form[action='/feed'] input[name=request_id]", "value");
        let form = [("text", "Once, at the #quay"), ("audience", "members"), ("request_id", token.as_str())];
        assert_eq!(at_once(all(MANY), "/feed", &form).await, vec![303; MANY]);
        let posts = db::sql!("SELECT COUNT(*) FROM post");
        assert_eq!((t.count(posts).await, t.count(db::sql!("SELECT COUNT(*) FROM post_tag")).await), (1, 1));
        let path = ada.browser.get("/feed").await.attribute("#main .post .when > a", "href");
        let edit = [("text", "Again, at the #quay"), ("audience", "members"), ("seen", "0")];
        assert_eq!(at_once(all(MANY), &format!("{path}/edit"), &edit).await, vec![303; MANY]);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM post_version")).await, 1);
        for (deed, left) in [("remove", 0), ("restore", 1)] {
            assert_eq!(at_once(all(MANY), &format!("{path}/{deed}"), &[]).await, vec![303; MANY]);
            assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM post WHERE removed_us IS NULL")).await, left);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_block_wanted_many_times_at_once_is_one_and_two_who_block_each_other_both_have_theirs() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        let statuses = at_once(vec![ada.browser.clone(); MANY], "/in/bob/block", &[]).await;
        assert_eq!(statuses, vec![303; MANY]);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM block")).await, 1);
        let end = format!("/settings/blocked/{}/end", bob.id);
        assert_eq!(at_once(vec![ada.browser.clone(); MANY], &end, &[]).await, vec![303; MANY]);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM block")).await, 0);
        for round in 0..8 {
            let (one, other) = (t.person(&format!("One {round}")).await, t.person(&format!("Other {round}")).await);
            let (to, from) = (format!("/in/{}/block", other.handle), format!("/in/{}/block", one.handle));
            let (first, second) = tokio::join!(one.browser.post(&to, &[]), other.browser.post(&from, &[]));
            // Whoever is second may find that the other is gone already.
            let statuses = [first.status.as_u16(), second.status.as_u16()];
            assert!(
                statuses.contains(&303) && statuses.iter().all(|status| [303, 404].contains(status)),
                "{statuses:?}"
            );
            one.browser.get(&from.replace(&one.handle, &other.handle)).await.expect(404);
            other.browser.get(&from).await.expect(404);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_report_sent_many_times_at_once_is_one_and_counts_once() {
    world(async |t| {
        let (ada, _bob) = (t.person("Ada").await, t.person("Bob").await);
        let token = ada.browser.get("/in/bob/report").await.attribute("input[name=request_id]", "value");
        let form = [("category", "spam"), ("note", "x"), ("request_id", token.as_str())];
        let statuses = at_once(vec![ada.browser.clone(); MANY], "/in/bob/report", &form).await;
        assert_eq!(statuses, vec![303; MANY]);
        // From as many tabs, each with a form of its own.
        let mut tabs = tokio::task::JoinSet::new();
        for _ in 0..MANY {
            let (browser, token) = (ada.browser.clone(), t.app.randomness.token().unwrap().reveal());
            tabs.spawn(async move {
                let form = [("category", "hate"), ("request_id", token.as_str())];
                browser.post("/in/bob/report", &form).await.status.as_u16()
            });
        }
        assert_eq!(tabs.join_all().await, vec![303; MANY]);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM report")).await, 1);
        assert_eq!(t.count(db::sql!("SELECT tries FROM throttle WHERE bucket LIKE 'report/%'")).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_staff_who_decide_on_one_report_at_once_one_wins_and_the_others_are_told() {
    world(async |t| {
        let bob = t.person("Bob").await;
        let mut staff = Vec::new();
        for number in 0..8 {
            staff.push(t.operator(&format!("Olga {number}")).await.browser);
        }
        for round in 0..4 {
            let target = || Target::Person("bob".to_owned());
            let id = t.report(&format!("Ada {round}"), target()).await;
            t.report(&format!("Ben {round}"), target()).await;
            let form = [("reason", "Stop it"), ("is_for_all", "true")];
            let statuses = at_once(staff.clone(), &format!("/admin/reports/{id}/warn"), &form).await;
            assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
            assert!(statuses.iter().all(|status| [303, 409].contains(status)), "{statuses:?}");
            assert_eq!(t.mails_to(&bob.email).await.len(), round + 1, "warned once each time");
            assert_eq!(t.mails_to(&format!("ada.{round}@example.org")).await.len(), 1);
            assert_eq!(t.mails_to(&format!("ben.{round}@example.org")).await.len(), 1);
        }
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM audit WHERE action = 'report.warn'")).await, 4);
        // From different reports about the same, all to be closed alike.
        let mut paths = Vec::new();
        for number in 0..8 {
            let id = t.report(&format!("Cem {number}"), Target::Person("bob".to_owned())).await;
            paths.push(format!("/admin/reports/{id}/dismiss"));
        }
        let mut tasks = tokio::task::JoinSet::new();
        for (browser, path) in staff.into_iter().zip(paths) {
            tasks.spawn(async move {
                let form = [("reason", "Fine"), ("is_for_all", "true")];
                browser.post(&path, &form).await.status.as_u16()
            });
        }
        let statuses = tasks.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM report WHERE outcome = 0")).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn operators_who_suspend_each_other_at_once_leave_one_who_runs_the_community() {
    world(async |t| {
        let mut left = t.operator("Olga").await.id;
        for round in 0..MANY {
            let other = t.operator(&format!("Per {round}")).await.id;
            let mut tasks = tokio::task::JoinSet::new();
            for (account, target) in [(left, other), (other, left)] {
                let app = t.app.clone();
                tasks.spawn(async move {
                    let actor = Actor::Member(MemberActor { account, session: SessionId::from_raw(1), caps: 1 });
                    let audit_id = AuditId::from_raw(app.db.new_id());
                    app.db.write(move |tx| standing::suspend(tx, &actor, target, "mutiny", audit_id)).await
                });
            }
            let results = tasks.join_all().await;
            assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "round {round}: {results:?}");
            assert!(results.iter().any(|result| matches!(result, Err(Error::Forbidden))), "{results:?}");
            let survivor = db::sql!("SELECT id FROM account WHERE caps <> 0 AND state = 1");
            left = AccountId::from_raw(t.count(survivor).await);
        }
    })
    .await;
}

/// Sends a form of each person's own at the same moment; gives the statuses in their order.
async fn each_at_once(posts: Vec<(Browser, String)>) -> Vec<u16> {
    let barrier = Arc::new(Barrier::new(posts.len()));
    let tasks: Vec<_> = posts
        .into_iter()
        .map(|(browser, path)| {
            let barrier = Arc::clone(&barrier);
            tokio::spawn(async move {
                barrier.wait().await;
                browser.post(&path, &[]).await.status.as_u16()
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.unwrap());
    }
    statuses
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_invite_each_other_many_times_at_once_are_connected_once() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        let posts = (0..MANY).map(|number| match number % 2 {
            0 => (ada.browser.clone(), "/in/bob/connect".to_owned()),
            _ => (bob.browser.clone(), "/in/ada/connect".to_owned()),
        });
        assert_eq!(each_at_once(posts.collect()).await, vec![303; MANY]);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM connection")).await, 1);
        assert_eq!(t.count(db::sql!("SELECT state FROM connection")).await, 2);
        assert_eq!(t.count(db::sql!("SELECT CAST(SUM(accepted) AS BIGINT) FROM invitation_tally")).await, 1);
        let remove = format!("/mynetwork/people/{}/remove", ada.id);
        assert_eq!(at_once(vec![bob.browser.clone(); MANY], &remove, &[]).await, vec![303; MANY]);
        assert_eq!(t.count(db::sql!("SELECT state FROM connection")).await, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_follows_many_times_while_both_connect_follows_once() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        let follow = format!("/mynetwork/people/{}/follow", bob.id);
        assert_eq!(at_once(vec![ada.browser.clone(); MANY], &follow, &[]).await, vec![303; MANY]);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM follow")).await, 1);
        ada.browser.post("/in/bob/connect", &[]).await.expect(303);
        let accept = format!("/mynetwork/people/{}/accept", ada.id);
        let posts = (0..MANY).map(|number| match number % 2 {
            0 => (ada.browser.clone(), follow.clone()),
            _ => (bob.browser.clone(), accept.clone()),
        });
        assert_eq!(each_at_once(posts.collect()).await, vec![303; MANY]);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM follow")).await, 0, "their connection says it");
        let following = ada.browser.get("/mynetwork/following").await.expect(200);
        assert_eq!(following.all("main li .name a"), ["Bob"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_both_do_to_an_invitation_at_once_ends_in_one_state() {
    world(async |t| {
        for round in 0..8 {
            let (one, other) = (t.person(&format!("One {round}")).await, t.person(&format!("Other {round}")).await);
            one.browser.post(&format!("/in/{}/connect", other.handle), &[]).await.expect(303);
            let posts = (0..MANY).map(|number| match number % 4 {
                0 => (other.browser.clone(), format!("/mynetwork/people/{}/accept", one.id)),
                1 => (one.browser.clone(), format!("/mynetwork/people/{}/withdraw", other.id)),
                2 => (other.browser.clone(), format!("/mynetwork/people/{}/ignore", one.id)),
                _ => (one.browser.clone(), format!("/in/{}/connect", other.handle)),
            });
            let statuses = each_at_once(posts.collect()).await;
            assert!(statuses.iter().all(|status| [303, 422].contains(status)), "{statuses:?}");
            let is_connected = async |who: &Person, whom: &Person| {
                who.browser.get(&format!("/in/{}", whom.handle)).await.expect(200).has(".hero .tag-success")
            };
            assert_eq!(is_connected(&one, &other).await, is_connected(&other, &one).await, "round {round}");
            let newest = db::sql!("SELECT state FROM connection ORDER BY id DESC LIMIT 1");
            let state = t.count(newest).await;
            assert!([2, 4, 6].contains(&state), "accepted or withdrawn, whatever else was tried: {state}");
        }
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM connection")).await, 8);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn invitations_sent_at_once_do_not_buy_more_than_a_week_has() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let first = t.person("First").await;
        ada.browser.post(&format!("/in/{}/connect", first.handle), &[]).await.expect(303);
        t.sql(db::sql!("UPDATE invitation_tally SET sent = 90 WHERE account_id = $1"), ada.id).await;
        let mut posts = Vec::new();
        for number in 0..MANY {
            let other = t.person(&format!("Sam {number}")).await;
            posts.push((ada.browser.clone(), format!("/in/{}/connect", other.handle)));
        }
        let statuses = each_at_once(posts).await;
        let sent = statuses.iter().filter(|status| **status == 303).count();
        assert_eq!((sent, statuses.len()), (10, MANY), "{statuses:?}");
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM connection WHERE state = 1")).await, 11);
        assert_eq!(t.count(db::sql!("SELECT sent FROM invitation_tally")).await, 100);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_connected_with_somebody_who_blocked_them_at_that_moment() {
    world(async |t| {
        for round in 0..8 {
            let (one, other) = (t.person(&format!("One {round}")).await, t.person(&format!("Other {round}")).await);
            one.browser.post(&format!("/in/{}/connect", other.handle), &[]).await.expect(303);
            let posts = (0..MANY).map(|number| match number % 2 {
                0 => (other.browser.clone(), format!("/mynetwork/people/{}/accept", one.id)),
                _ => (one.browser.clone(), format!("/in/{}/block", other.handle)),
            });
            each_at_once(posts.collect()).await;
            let newest = db::sql!("SELECT state FROM connection ORDER BY id DESC LIMIT 1");
            assert_eq!(t.count(newest).await, 5, "round {round}");
        }
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM block")).await, 8);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_skill_endorsed_many_times_at_once_is_endorsed_once_whatever_its_owner_does() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        crate::connections::connect(&ada, &bob).await;
        let skill = format!("/in/ada/skills/{}", t.skill_of(ada.id, "Fog").await);
        let (endorse, withdraw) = (format!("{skill}/endorse"), format!("{skill}/withdraw"));
        let hide = format!("{skill}/endorsers/{}/hide", bob.id);
        assert_eq!(at_once(vec![bob.browser.clone(); MANY], &endorse, &[]).await, vec![303; MANY]);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM endorsement")).await, 1);
        // One person may not ask for much more within a second.
        for round in 0..8 {
            let posts = (0..MANY).map(|number| match number % 2 {
                _ if number == MANY / 2 => (bob.browser.clone(), withdraw.clone()),
                0 => (ada.browser.clone(), hide.clone()),
                _ => (ada.browser.clone(), hide.replace("/hide", "/show")),
            });
            assert_eq!(each_at_once(posts.collect()).await, vec![303; MANY], "round {round}");
            let given = db::sql!("SELECT COUNT(*) FROM endorsement WHERE state IN (1, 2)");
            assert_eq!(t.count(given).await, 0, "what was taken back is not there, round {round}");
            assert_eq!(at_once(vec![bob.browser.clone(); 2], &endorse, &[]).await, vec![303; 2]);
            assert_eq!(t.count(given).await, 1, "round {round}");
        }
    })
    .await;
}
