//! Following: with and without a connection, and who is told of it.

use athena::kernel::limits;
use db::sql;

use crate::connections::connect;
use crate::support::{Page, Person, world};

async fn act(who: &Person, whom: &Person, deed: &str) -> Page {
    who.browser.post(&format!("/mynetwork/people/{}/{deed}", whom.id), &[]).await
}

async fn names(who: &Person, list: &str) -> Vec<String> {
    who.browser.get(&format!("/mynetwork/{list}")).await.expect(200).all("main li .name a")
}

/// Whom each of two follows and by whom each is followed: nobody else is there.
async fn follow_each_other(one: &Person, other: &Person) -> (bool, bool) {
    let mut seen = Vec::new();
    for (who, whom) in [(one, other), (other, one)] {
        let (following, followers) = (names(who, "following").await, names(whom, "followers").await);
        assert_eq!(following.is_empty(), followers.is_empty(), "both lists tell the same");
        let profile = who.browser.get(&format!("/in/{}", whom.handle)).await.expect(200);
        assert_eq!(profile.has("form[action$='/unfollow']"), !following.is_empty(), "and so does the profile");
        assert_eq!(profile.has("form[action$='/follow']"), following.is_empty());
        let count = who.browser.get("/mynetwork").await.expect(200);
        let rail = count.all("nav.rail a[href='/mynetwork/following'] .num");
        assert_eq!(rail, vec!["1".to_owned(); following.len()]);
        seen.push(!following.is_empty());
    }
    (seen[0], seen[1])
}

#[tokio::test]
async fn anybody_can_be_followed_and_left_again() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        assert_eq!(follow_each_other(&ada, &bob).await, (false, false));
        for _ in 0..2 {
            let done = act(&ada, &bob, "follow").await.expect(303);
            assert_eq!(ada.browser.get(done.location()).await.one(".toast .grow"), "You follow them now.");
        }
        assert_eq!(follow_each_other(&ada, &bob).await, (true, false));
        assert_eq!(names(&bob, "followers").await, ["Ada"]);
        let pressed = |page: Page| page.attribute("main li .toggle", "aria-pressed");
        assert_eq!(pressed(bob.browser.get("/mynetwork/followers").await), "false", "Bob does not follow her");
        let followers = bob.browser.get("/mynetwork/followers").await;
        let back = followers.attribute("main li form[action$='/follow']", "action");
        bob.browser.post(&back, &[]).await.expect(303);
        assert_eq!(follow_each_other(&ada, &bob).await, (true, true));
        assert_eq!(pressed(bob.browser.get("/mynetwork/followers").await), "true");

        let left = act(&ada, &bob, "unfollow").await.expect(303);
        let list = ada.browser.get(left.location()).await.expect(200);
        assert_eq!(follow_each_other(&ada, &bob).await, (false, true));
        ada.browser.post(&list.attribute(".toast form", "action"), &[]).await.expect(303);
        assert_eq!(follow_each_other(&ada, &bob).await, (true, true), "undone");

        act(&bob, &ada, "remove-follower").await.expect(303);
        assert_eq!(follow_each_other(&ada, &bob).await, (false, true), "Ada no longer follows Bob");
        // To leave whom one does not follow changes nothing.
        act(&ada, &bob, "unfollow").await.expect(303);
        assert_eq!(follow_each_other(&ada, &bob).await, (false, true));
    })
    .await;
}

#[tokio::test]
async fn a_click_is_answered_with_the_button_turned() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        for (deed, pressed, next) in [("follow", "true", "unfollow"), ("unfollow", "false", "follow")] {
            let path = format!("/mynetwork/people/{}/{deed}", bob.id);
            let answer = ada.browser.htmx().post(&path, &[]).await.expect(200);
            assert_eq!(answer.attribute(".toggle", "aria-pressed"), pressed);
            let action = format!("/mynetwork/people/{}/{next}", bob.id);
            assert_eq!(answer.attribute("form[data-toggle]", "action"), action, "without scripts");
            assert_eq!(answer.attribute("form[data-toggle]", "hx-post"), action, "and with them");
            assert!(answer.has(".toast"));
        }
        bob.browser.post(&format!("/in/{}/block", ada.handle), &[]).await.expect(303);
        let refused = ada.browser.htmx().post(&format!("/mynetwork/people/{}/follow", bob.id), &[]).await;
        assert!(refused.expect(404).has(".toast[data-kind=error]"), "and it turns back");
    })
    .await;
}

#[tokio::test]
async fn who_connects_follows_and_can_stop_without_ending_it() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        act(&ada, &bob, "follow").await.expect(303);
        connect(&ada, &bob).await;
        assert_eq!(follow_each_other(&ada, &bob).await, (true, true), "each once, however it began");
        act(&bob, &ada, "unfollow").await.expect(303);
        assert_eq!(follow_each_other(&ada, &bob).await, (true, false));
        assert_eq!(bob.browser.get("/mynetwork/connections").await.all("main li .name a"), ["Ada"], "still connected");
        act(&ada, &bob, "remove-follower").await.expect(303);
        assert_eq!(follow_each_other(&ada, &bob).await, (true, false));
        // Who ends the connection follows no more; to take that back brings back how it was.
        act(&ada, &bob, "remove").await.expect(303);
        assert_eq!(follow_each_other(&ada, &bob).await, (false, false));
        act(&ada, &bob, "undo").await.expect(303);
        assert_eq!(follow_each_other(&ada, &bob).await, (true, false));
        act(&ada, &bob, "remove").await.expect(303);
        connect(&bob, &ada).await;
        assert_eq!(follow_each_other(&ada, &bob).await, (true, true), "a new connection begins anew");
    })
    .await;
}

#[tokio::test]
async fn a_block_ends_it_for_both_and_nobody_follows_those_who_are_not_there() {
    world(async |t| {
        let (ada, bob, cem) = (t.person("Ada").await, t.person("Bob").await, t.person("Cem").await);
        act(&ada, &bob, "follow").await.expect(303);
        act(&bob, &ada, "follow").await.expect(303);
        act(&cem, &ada, "follow").await.expect(303);
        ada.browser.post("/in/bob/block", &[]).await.expect(303);
        for (one, other) in [(&ada, &bob), (&bob, &ada)] {
            for deed in ["follow", "unfollow", "remove-follower"] {
                act(one, other, deed).await.expect(404);
            }
        }
        assert!(names(&ada, "following").await.is_empty() && names(&bob, "following").await.is_empty());
        assert_eq!(names(&ada, "followers").await, ["Cem"]);
        ada.browser.post(&format!("/settings/blocked/{}/end", bob.id), &[]).await.expect(303);
        assert!(names(&bob, "following").await.is_empty(), "it does not come back with the end of the block");

        // Who is suspended is not there; what they follow waits for them.
        let cem_id = cem.id;
        t.app.db.write(move |tx| tx.run(sql!("UPDATE account SET state = 2 WHERE id = $1"), &[&cem_id])).await.unwrap();
        assert!(names(&ada, "followers").await.is_empty());
        act(&ada, &cem, "follow").await.expect(404);
        t.app.db.write(move |tx| tx.run(sql!("UPDATE account SET state = 1 WHERE id = $1"), &[&cem_id])).await.unwrap();
        assert_eq!(names(&ada, "followers").await, ["Cem"]);
        ada.browser.post("/mynetwork/people/zzz/follow", &[]).await.expect(404);
        act(&ada, &ada, "follow").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_learns_of_it_and_the_lists_go_on_page_by_page() {
    world(async |t| {
        let (ada, eve) = (t.person("Ada").await, t.person("Eve").await);
        let many = usize::try_from(limits::PEOPLE_PAGE).unwrap() + 3;
        for number in 0..many {
            let other = t.person(&format!("Person {number:02}")).await;
            match number % 3 {
                0 => connect(&ada, &other).await,
                1 => drop(act(&ada, &other, "follow").await.expect(303)),
                _ => {
                    act(&ada, &other, "follow").await.expect(303);
                    act(&other, &ada, "follow").await.expect(303);
                }
            }
        }
        for (list, expected) in [("following", many), ("followers", many - many.div_ceil(3))] {
            let (mut seen, mut path) = (Vec::new(), format!("/mynetwork/{list}"));
            loop {
                let page = ada.browser.get(&path).await.expect(200);
                let rows = page.all("main li .name a");
                assert!(rows.len() <= usize::try_from(limits::PEOPLE_PAGE).unwrap());
                seen.extend(rows);
                if !page.has("main li > a.btn-block") {
                    break;
                }
                path = page.attribute("main li > a.btn-block", "href");
                assert_eq!(eve.browser.get(&path).await.status.as_u16(), 404, "the place in it is Ada's alone");
            }
            let mut sorted = seen.clone();
            sorted.sort();
            sorted.reverse();
            assert_eq!(seen, sorted, "the last one first");
            assert_eq!(seen.len(), expected, "{list}");
            assert!(names(&eve, list).await.is_empty());
        }
        let profile = eve.browser.get("/in/ada").await.expect(200).text();
        assert!(!profile.contains("ollower"), "how many follow somebody is theirs");
    })
    .await;
}
