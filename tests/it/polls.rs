//! Polls: composed with a draft, voted on once by everybody who may read the post, and who is told what came of it.

use athena::kernel::limits;
use athena::posts::{drafts, post as posts};
use db::sql;

use crate::connections::connect;
use crate::reactions::tallies_are_true;
use crate::support::{Browser, Page, Person, Site, world};

const MINUTE_US: i64 = 60 * 1_000_000;
const HOUR_US: i64 = 60 * MINUTE_US;
const DAY_US: i64 = limits::DAY_US;

/// Presses “Poll” on the home page, and gives the address of the draft.
pub async fn begin(who: &Person, text: &str) -> String {
    let home = who.browser.get("/feed").await.expect(200);
    let token = home.attribute("form[action='/feed'] input[name=request_id]", "value");
    let form = [("text", text), ("audience", "members"), ("request_id", &token)];
    let begun = who.browser.post("/feed/drafts?part=poll", &form).await.expect(303);
    begun.location().strip_suffix("#poll").expect("the section is opened").to_owned()
}

/// Sends the form of a draft's page with these options; what is not given is empty.
async fn send(who: &Person, path: &str, options: &[&str], days: &str, version: &str) -> Page {
    send_for(who, path, "members", options, days, version).await
}

async fn send_for(who: &Person, path: &str, audience: &str, options: &[&str], days: &str, version: &str) -> Page {
    let mut form = vec![("text", "Which one?"), ("audience", audience), ("version", version), ("days", days)];
    for (number, field) in ["option_1", "option_2", "option_3", "option_4"].into_iter().enumerate() {
        form.push((field, options.get(number).copied().unwrap_or_default()));
    }
    who.browser.post(path, &form).await
}

/// Keeps options in a draft.
pub async fn keep(who: &Person, draft: &str, options: &[&str]) {
    let version = who.browser.get(draft).await.expect(200).attribute("#draft input[name=version]", "value");
    send(who, draft, options, "7", &version).await.expect(303);
}

/// Posts a poll for a day, and gives the address of the post.
pub async fn ask(who: &Person, audience: &str, options: &[&str]) -> String {
    let draft = begin(who, "Which one?").await;
    send_for(who, &format!("{draft}/publish"), audience, options, "1", "1").await.expect(303);
    who.browser.get("/feed").await.expect(200).attribute("#main .post .when > a", "href")
}

async fn vote(who: &Person, post: &str, choice: &str) -> Page {
    who.browser.post(&format!("{post}/vote"), &[("choice", choice)]).await
}

/// The options of a page, with what is told of each; and the line below them.
fn told(page: &Page) -> (Vec<(String, String)>, String) {
    let document = scraper::Html::parse_document(&page.text());
    let select = |what: &str| scraper::Selector::parse(what).unwrap();
    let text = |found: scraper::ElementRef<'_>| found.text().collect::<String>().trim().to_owned();
    let all = select("#main .post-poll .poll-option");
    let options = document.select(&all).map(|option| {
        let of = |what: &str| option.select(&select(what)).next().map(text).unwrap_or_default();
        (of(".words"), of(".num"))
    });
    (options.collect(), page.one("#main .poll-foot p"))
}

fn is(options: &[(&str, &str)]) -> Vec<(String, String)> {
    options.iter().map(|(words, percent)| ((*words).to_owned(), (*percent).to_owned())).collect()
}

/// Whether the votes beside each option are as many as the rows.
pub async fn votes_are_true(t: &Site) -> bool {
    let wrong = sql!(
        "SELECT COUNT(*) FROM poll_option n
         WHERE n.votes <> (SELECT COUNT(*) FROM poll_vote v WHERE v.poll_id = n.poll_id AND v.number = n.number)"
    );
    let sum = sql!("SELECT CAST(COALESCE(SUM(votes), 0) AS BIGINT) FROM poll_option");
    t.count(wrong).await == 0 && t.count(sum).await == t.count(sql!("SELECT COUNT(*) FROM poll_vote")).await
}

fn typed(page: &Page) -> Vec<String> {
    ["option_1", "option_2", "option_3", "option_4"].map(|name| page.attribute(&format!("#{name}"), "value")).to_vec()
}

#[tokio::test]
async fn a_poll_is_composed_with_a_draft_and_posted_with_it() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let draft = begin(&ada, "Which one?").await;
        let page = ada.browser.get(&draft).await.expect(200);
        assert_eq!(
            (typed(&page), page.attribute("#days option[selected]", "value")),
            (vec![String::new(); 4], "7".into())
        );
        // A draft may be on its way to a poll: it keeps what is there, and closes the gaps.
        send(&ada, &draft, &["", " Tea "], "3", "1").await.expect(303);
        let page = ada.browser.get(&draft).await.expect(200);
        assert_eq!(
            (typed(&page), page.attribute("#days option[selected]", "value")),
            (vec!["Tea".into(), String::new(), String::new(), String::new()], "3".into())
        );
        // As a post it has to be one.
        let publish = format!("{draft}/publish");
        let long = "é".repeat(61);
        for (options, days, field) in [
            (&["Tea"][..], "3", "option_2"),
            (&["", "", "", "Tea"], "3", "option_1"),
            (&["Tea", "Coffee", "TEA"], "3", "option_3"),
            (&["Tea", "Coffee"], "2", "days"),
            (&["Tea", "Coffee"], "0", "days"),
            (&["Tea", "Coffee"], "-1", "days"),
            (&["Tea", &long], "3", "option_2"),
            (&["Tea", "Cof\u{7}fee"], "3", "option_2"),
        ] {
            let refused = send(&ada, &publish, options, days, "2").await.expect(422);
            assert!(refused.has(&format!("#{field}-error")), "{options:?} {days}");
            let kept: Vec<String> = typed(&refused).into_iter().filter(|words| !words.is_empty()).collect();
            let sent: Vec<&str> = options.iter().copied().filter(|words| !words.is_empty()).collect();
            assert_eq!(kept, sent, "what was typed is kept");
        }
        for (options, days, field) in [(&["Tea", &long][..], "3", "option_2"), (&["Tea"], "8", "days")] {
            let refused = send(&ada, &draft, options, days, "2").await.expect(422);
            assert!(refused.has(&format!("#{field}-error")), "{options:?} {days}");
        }
        for name in ["option_0", "option_5", "option", "options", "votes"] {
            let form = [("text", "x"), ("audience", "members"), ("version", "2"), (name, "x")];
            ada.browser.post(&publish, &form).await.expect(422);
        }
        // A form that does not speak of it leaves it as it is, and what is there has to be whole, too.
        let form = [("text", "Which one?"), ("audience", "members"), ("version", "2")];
        ada.browser.post(&publish, &form).await.expect(422);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM post")).await, 0);
        send(&ada, &draft, &["Tea", "", "", "Coffee"], "3", "2").await.expect(303);
        ada.browser
            .post(&publish, &[("text", "Which one?"), ("audience", "members"), ("version", "3")])
            .await
            .expect(303);
        send(&ada, &publish, &["Tea", "Coffee"], "3", "3").await.expect(303);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll")).await, 1, "a double click posts once");
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM draft")).await, 0);
        let post = ada.browser.get("/feed").await.attribute("#main .post .when > a", "href");
        for page in [post.as_str(), "/in/ada/posts"] {
            let (options, line) = told(&bob.browser.get(page).await.expect(200));
            assert_eq!(options, is(&[("Tea", ""), ("Coffee", "")]), "{page}");
            assert_eq!(line, "0 votes · 3 days left · Nobody sees how you vote");
        }

        // Emptied it is none, and one without has none.
        let draft = begin(&ada, "Which one?").await;
        send(&ada, &draft, &["Tea", "Coffee"], "7", "1").await.expect(303);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll WHERE ends_us = 0")).await, 1);
        send(&ada, &format!("{draft}/publish"), &[], "14", "2").await.expect(303);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll")).await, 1);
        let page = ada.browser.get("/feed").await.expect(200);
        assert_eq!((page.all("#main .post").len(), page.all("#main .post-poll").len()), (2, 1));
        assert!(!page.has("#main .posts > li:first-child .post-poll"));
    })
    .await;
}

#[tokio::test]
async fn what_another_tab_asks_is_not_overwritten() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let draft = begin(&ada, "Which one?").await;
        send(&ada, &draft, &["Tea", "Coffee"], "7", "1").await.expect(303);
        for deed in ["", "/publish"] {
            let told = send(&ada, &format!("{draft}{deed}"), &["Tea", "Water"], "7", "1").await.expect(422);
            assert_eq!(typed(&told)[..2], ["Tea", "Water"], "what was typed is kept");
            assert!(told.one("#main section[aria-labelledby=now]").contains("Coffee"), "{deed}");
        }
        // Another time to be open is a change, too; the same again is none.
        send(&ada, &draft, &["Tea", "Coffee"], "14", "1").await.expect(422);
        send(&ada, &draft, &["Tea", "", "Coffee"], "7", "0").await.expect(303);
        // One who does not ask anything has not changed for how long.
        send(&ada, &draft, &[], "7", "2").await.expect(303);
        send(&ada, &draft, &[], "14", "0").await.expect(303);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll")).await, 0);
        let form = [("text", "x"), ("audience", "members"), ("version", "3"), ("option_1", "A"), ("days", "1")];
        let saved = ada.browser.htmx().post(&draft, &form).await;
        assert_eq!(saved.expect(200).attribute("#draft-state", "data-version"), "4", "it saves itself half done");
    })
    .await;
}

#[tokio::test]
async fn what_came_of_it_is_told_to_those_who_voted_and_at_the_end_to_all() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        let (olga, guest) = (t.operator("Olga").await, t.browser());
        ada.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        let post = ask(&ada, "everyone", &["Tea", "Coffee", "Water"]).await;
        let seen = async |who: &Browser| told(&who.get(&post).await.expect(200));
        let hidden = is(&[("Tea", ""), ("Coffee", ""), ("Water", "")]);
        for (who, choice) in [(&bob, "1"), (&cem, "3")] {
            let back = vote(who, &post, choice).await.expect(303);
            assert!(back.location().starts_with(&post), "{}", back.location());
        }
        // Nobody but those who voted, the author and the operator neither.
        for who in [&ada.browser, &dot.browser, &olga.browser, &guest] {
            let page = who.get(&post).await.expect(200);
            assert_eq!(told(&page), (hidden.clone(), "2 votes · 1 day left · Nobody sees how you vote".to_owned()));
            assert!(
                !page.has(".poll-option svg rect")
                    && !page.has(".poll-option [title]")
                    && !page.has(".poll-option .tag")
            );
        }
        for list in ["/feed", "/in/ada/posts"] {
            assert_eq!(told(&ada.browser.get(list).await).0, hidden, "{list}");
        }
        assert!(guest.get(&post).await.has(".post-poll a[href^='/login']"));
        assert!(!guest.get(&post).await.has(".post-poll input"));
        assert!(
            dot.browser.get(&post).await.has(".post-poll input")
                && !dot.browser.get(&post).await.has("input[name=choice][checked]")
        );
        let told_now = is(&[("Tea", "50%"), ("Coffee", "0%"), ("Water", "50%")]);
        for (who, mine) in [(&bob, "1"), (&cem, "3")] {
            let page = who.browser.get(&post).await.expect(200);
            assert_eq!(told(&page).0, told_now);
            assert_eq!(page.attribute(".post-poll input[checked]", "value"), mine);
            assert_eq!(page.all(".poll-option .tag"), ["Your vote"]);
            assert_eq!(told(&who.browser.get("/in/ada/posts").await).0, told_now, "in a list as well");
        }
        // The author votes as everybody.
        vote(&ada, &post, "1").await.expect(303);
        assert_eq!(seen(&ada.browser).await.0, is(&[("Tea", "67%"), ("Coffee", "0%"), ("Water", "33%")]));
        // Nobody's page says who voted for what.
        for page in [post.clone(), format!("{post}/reactions"), format!("{post}/history")] {
            let text = ada.browser.get(&page).await.text();
            assert!(!text.contains("Bob") && !text.contains("Cem"), "{page}");
        }
        for path in ["/vote", "/votes", "/poll", "/poll/votes"] {
            let status = ada.browser.get(&format!("{post}{path}")).await.status.as_u16();
            assert!([404, 405].contains(&status), "{path}");
        }

        t.clock.advance(DAY_US - MINUTE_US);
        let dot = t.again(&dot).await;
        assert_eq!(seen(&dot.browser).await, (hidden, "3 votes · 1 minute left · Nobody sees how you vote".to_owned()));
        t.clock.advance(MINUTE_US);
        for who in [&dot.browser, &t.again(&ada).await.browser, &guest] {
            let page = who.get(&post).await.expect(200);
            let end = (
                is(&[("Tea", "67%"), ("Coffee", "0%"), ("Water", "33%")]),
                "3 votes · Ended · Nobody sees how you vote".to_owned(),
            );
            assert_eq!(told(&page), end);
            assert!(!page.has(".post-poll input") && !page.has(".post-poll button") && !page.has(".post-poll a"));
        }
        // Too late: it does not count, and is said.
        let late = vote(&dot, &post, "2").await.expect(303);
        assert!(dot.browser.get(late.location()).await.one(".toast .grow").contains("does not count"));
        let late = dot.browser.htmx().post(&format!("{post}/vote"), &[("choice", "2")]).await.expect(200);
        assert!(late.one(".toast .grow").contains("does not count") && late.has(".poll-option .num"));
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll_vote")).await, 3);
        assert!(votes_are_true(t).await);
    })
    .await;
}

#[tokio::test]
async fn a_vote_can_be_another_until_the_end_and_is_always_one() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let post = ask(&ada, "members", &["Tea", "Coffee"]).await;
        for _ in 0..3 {
            vote(&bob, &post, "1").await.expect(303);
        }
        assert_eq!(
            told(&bob.browser.get(&post).await),
            (is(&[("Tea", "100%"), ("Coffee", "0%")]), "1 vote · 1 day left · Nobody sees how you vote".into())
        );
        // Two tabs: what comes last holds.
        let answer = bob.browser.htmx().post(&format!("{post}/vote"), &[("choice", "2")]).await.expect(200);
        assert!(!answer.has("header.topbar"));
        assert_eq!(answer.attribute(".post-poll input[checked]", "value"), "2");
        let id = &post["/feed/post/".len()..];
        assert_eq!(
            (answer.attribute(".post-poll", "data-focus"), answer.one(".toast .grow")),
            (format!("vote-{id}"), "Your vote counts.".into())
        );
        assert_eq!(answer.one(".post-poll button"), "Change my vote");
        assert_eq!(told(&bob.browser.get(&post).await).0, is(&[("Tea", "0%"), ("Coffee", "100%")]));
        // What is no option is none.
        for choice in ["", "0", "3", "-1", "x", "1.0", " 1", "99999999999999999999"] {
            let refused = vote(&bob, &post, choice).await.expect(422);
            assert!(refused.one(&format!("#poll-{id}-error")).contains("Choose one"), "{choice:?}");
            let refused = bob.browser.htmx().post(&format!("{post}/vote"), &[("choice", choice)]).await.expect(422);
            assert!(refused.has(&format!("#poll-{id}-error")) && !refused.has("header.topbar"));
        }
        bob.browser.post(&format!("{post}/vote"), &[]).await.expect(422);
        bob.browser.post(&format!("{post}/vote"), &[("choice", "1"), ("account", "1")]).await.expect(422);
        bob.browser.post(&format!("{post}/vote"), &[("choice", "1"), ("choice", "2")]).await.expect(422);
        assert_eq!(told(&bob.browser.get(&post).await).0, is(&[("Tea", "0%"), ("Coffee", "100%")]));
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll_vote")).await, 1);
        assert!(votes_are_true(t).await);
        // A vote for somebody who is out stays where it is, as with reactions.
        t.suspend(bob.id).await;
        assert_eq!(told(&ada.browser.get(&post).await).1, "1 vote · 1 day left · Nobody sees how you vote");
        assert!(votes_are_true(t).await && tallies_are_true(t).await);
        assert!(vote(&bob, &post, "1").await.expect(303).location().starts_with("/login"));
        // A post without a poll has nothing to vote for.
        let plain = crate::posts::post(&ada, "Nothing asked", "members").await;
        vote(&ada, &plain, "1").await.expect(404);
        ada.browser.post(&format!("{plain}/poll/end"), &[]).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn only_those_vote_who_may_read_the_post() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        connect(&ada, &bob).await;
        let post = ask(&ada, "connections", &["Tea", "Coffee"]).await;
        for who in [&cem, &t.operator("Olga").await] {
            vote(who, &post, "1").await.expect(404);
        }
        let guest = t.browser().post(&format!("{post}/vote"), &[("choice", "1")]).await.expect(303);
        assert!(guest.location().starts_with("/login"));
        vote(&bob, &post, "1").await.expect(303);
        let edit = async |audience: &str| {
            let form = [("text", "Which one?"), ("audience", audience), ("seen", "0")];
            ada.browser.post(&format!("{post}/edit"), &form).await.expect(303);
        };
        edit("members").await;
        for who in [&cem, &dot] {
            vote(who, &post, "2").await.expect(303);
        }
        // Apart, narrowed, taken back: the poll goes with the post, and the votes stay what they are.
        ada.browser.post("/in/dot/block", &[]).await.expect(303);
        vote(&dot, &post, "1").await.expect(404);
        edit("connections").await;
        vote(&cem, &post, "1").await.expect(404);
        cem.browser.get(&post).await.expect(404);
        ada.browser.post(&format!("{post}/remove"), &[]).await.expect(303);
        vote(&bob, &post, "2").await.expect(404);
        ada.browser.post(&format!("{post}/poll/end"), &[]).await.expect(404);
        ada.browser.post(&format!("{post}/restore"), &[]).await.expect(303);
        assert_eq!(told(&bob.browser.get(&post).await).0, is(&[("Tea", "33%"), ("Coffee", "67%")]));
        vote(&bob, &post, "2").await.expect(303);
        assert_eq!(told(&bob.browser.get(&post).await).0, is(&[("Tea", "0%"), ("Coffee", "100%")]));
        assert!(votes_are_true(t).await);
        t.suspend(ada.id).await;
        vote(&bob, &post, "1").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn its_author_ends_it_early_and_changes_nothing_else() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let post = ask(&ada, "members", &["Tea", "Coffee"]).await;
        vote(&bob, &post, "2").await.expect(303);
        let page = ada.browser.get(&format!("{post}/edit")).await.expect(200);
        assert_eq!(page.all("#poll .words"), ["Tea", "Coffee"]);
        assert!(!page.has("#poll input") && !page.has("#poll .num"), "nothing can be changed, and nothing is told yet");
        let form = [("text", "Which one?"), ("audience", "members"), ("seen", "0"), ("option_1", "Beer")];
        ada.browser.post(&format!("{post}/edit"), &form).await.expect(422);
        for who in [&bob, &t.operator("Olga").await] {
            who.browser.post(&format!("{post}/poll/end"), &[]).await.expect(404);
        }
        assert!(!bob.browser.get(&post).await.has("a[href$='#poll']"));
        assert!(ada.browser.get(&post).await.has(&format!("a[href='{post}/edit#poll']")));
        t.clock.advance(2 * HOUR_US);
        let at = t.count(sql!("SELECT CAST(MAX(ends_us) AS BIGINT) FROM poll")).await;
        for _ in 0..2 {
            let ended = ada.browser.post(&format!("{post}/poll/end"), &[]).await.expect(303);
            assert!(ended.location().starts_with(&post));
            t.clock.advance(HOUR_US);
        }
        let ended = t.count(sql!("SELECT CAST(MAX(ends_us) AS BIGINT) FROM poll")).await;
        // The clock goes on a little with each request.
        assert!((22 * HOUR_US - MINUTE_US..=22 * HOUR_US).contains(&(at - ended)), "the second time changes nothing");
        assert_eq!(
            told(&ada.browser.get(&post).await),
            (is(&[("Tea", "0%"), ("Coffee", "100%")]), "1 vote · Ended · Nobody sees how you vote".into())
        );
        vote(&bob, &post, "1").await.expect(303);
        assert_eq!(told(&bob.browser.get(&post).await).0, is(&[("Tea", "0%"), ("Coffee", "100%")]), "over");
        assert!(!ada.browser.get(&format!("{post}/edit")).await.has("#poll form"));
        assert!(!ada.browser.get(&post).await.has(&format!("a[href='{post}/edit#poll']")));
        // One that has ended by itself does not end again.
        let post = ask(&ada, "members", &["Tea", "Coffee"]).await;
        let at = t.count(sql!("SELECT CAST(MAX(ends_us) AS BIGINT) FROM poll")).await;
        t.clock.advance(DAY_US + HOUR_US);
        t.again(&ada).await.browser.post(&format!("{post}/poll/end"), &[]).await.expect(303);
        assert_eq!(t.count(sql!("SELECT CAST(MAX(ends_us) AS BIGINT) FROM poll")).await, at);
    })
    .await;
}

#[tokio::test]
async fn the_time_left_is_told_in_words() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let draft = begin(&ada, "Which one?").await;
        send(&ada, &format!("{draft}/publish"), &["Tea", "Coffee"], "14", "1").await.expect(303);
        let mut passed = 0;
        for (at, words) in [
            (0, "14 days left"),
            (13 * HOUR_US, "13 days left"),
            (12 * DAY_US + 11 * HOUR_US, "2 days left"),
            (13 * DAY_US, "1 day left"),
            (13 * DAY_US + HOUR_US, "23 hours left"),
            (14 * DAY_US - HOUR_US, "1 hour left"),
            (14 * DAY_US - 59 * MINUTE_US, "59 minutes left"),
            (14 * DAY_US - MINUTE_US / 2, "1 minute left"),
            (14 * DAY_US, "Ended"),
            (15 * DAY_US, "Ended"),
        ] {
            t.clock.advance(at - passed);
            passed = at;
            let (_, line) = told(&t.again(&ada).await.browser.get("/feed").await.expect(200));
            assert!(line.contains(&format!("· {words} ·")), "{line}: {words}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_poll_is_forgotten_with_its_draft_and_with_its_post() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let draft = begin(&ada, "Which one?").await;
        keep(&ada, &draft, &["Tea", "Coffee"]).await;
        ada.browser.post(&format!("{draft}/remove"), &[]).await.expect(303);
        ada.browser.post(&format!("{draft}/restore"), &[]).await.expect(303);
        assert_eq!(typed(&ada.browser.get(&draft).await)[..2], ["Tea", "Coffee"]);
        let (gone, stays) = (ask(&ada, "members", &["A", "B"]).await, ask(&ada, "members", &["C", "D"]).await);
        for number in 0..3 {
            let voter = t.person(&format!("Member {number}")).await;
            for post in [&gone, &stays] {
                vote(&voter, post, "1").await.expect(303);
            }
        }
        ada.browser.post(&format!("{draft}/remove"), &[]).await.expect(303);
        ada.browser.post(&format!("{gone}/remove"), &[]).await.expect(303);
        t.clock.advance(DAY_US + MINUTE_US);
        t.app.db.write(drafts::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll")).await, 2);
        t.app.db.write(posts::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll")).await, 1);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll_option")).await, 2);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM poll_vote")).await, 3);
        let ada = t.again(&ada).await;
        assert_eq!(told(&ada.browser.get(&stays).await.expect(200)).0, is(&[("C", "100%"), ("D", "0%")]));
        assert!(votes_are_true(t).await);
    })
    .await;
}

#[tokio::test]
async fn words_of_options_are_words() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let evil = "<img src=x onerror=alert(1)> **b** @ada #x";
        let post = ask(&ada, "members", &[evil, "\" onfocus=\"alert(1)"]).await;
        let page = ada.browser.get(&post).await.expect(200);
        assert_eq!(page.all(".poll-option .words"), [evil, "\" onfocus=\"alert(1)"]);
        assert!(!page.has(".post-poll img") && !page.has(".post-poll strong") && !page.has(".post-poll [onfocus]"));
    })
    .await;
}
