//! What is said to posts: who reads it and who may say it, replies, edits, taking back, links to it.

use athena::posts::{comment, post as posts};
use db::sql;

use crate::connections::connect;
use crate::posts::post;
use crate::support::{Browser, Page, Person, Site, world};

/// Sends the form below a post.
async fn send(who: &Person, path: &str, text: &str, parent: &str) -> Page {
    let page = who.browser.get(path).await.expect(200);
    let token = page.attribute(&format!("form[action='{path}/comments'] input[name=request_id]"), "value");
    let form = [("text", text), ("parent", parent), ("request_id", token.as_str())];
    who.browser.post(&format!("{path}/comments"), &form).await
}

/// Comments, or replies to a comment, and gives the id of what was said.
pub async fn say(who: &Person, path: &str, text: &str, parent: &str) -> String {
    let sent = send(who, path, text, parent).await.expect(303);
    sent.location().split_once("#comment-").unwrap().1.to_owned()
}

fn texts(page: &Page) -> Vec<String> {
    page.all("#main .comment .prose")
}

async fn said(who: &Browser, path: &str) -> Vec<String> {
    texts(&who.get(path).await.expect(200))
}

/// Comments as the post counts them, and as they are.
async fn counted(t: &Site) -> (i64, i64) {
    (
        t.count(sql!("SELECT CAST(COALESCE(SUM(comments), 0) AS BIGINT) FROM post")).await,
        t.count(sql!("SELECT COUNT(*) FROM comment WHERE removed_us IS NULL")).await,
    )
}

#[tokio::test]
async fn a_comment_is_read_by_those_who_read_the_post() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        connect(&ada, &bob).await;
        for who in [&ada, &bob, &cem] {
            who.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        }
        let guest = t.browser();
        let open = post(&ada, "Open", "everyone").await;
        for (who, text) in [(&bob, "From **Bob**"), (&cem, "From Cem"), (&dot, "From Dot")] {
            say(who, &open, text, "").await;
        }
        let all = ["From Bob", "From Cem", "From Dot"];
        for who in [&ada, &bob, &dot] {
            assert_eq!(said(&who.browser, &open).await, all);
        }
        assert_eq!(said(&guest, &open).await, all[..2], "Dot is for members alone");
        assert!(!guest.get(&open).await.has("#main form"), "guests read");
        let near = ada.browser.get(&open).await;
        assert!(near.has(".comment .degree[data-degree='1']") && near.has(".comment strong"));

        // Whoever goes apart reads nothing of each other, and a third reads both.
        cem.browser.post("/in/bob/block", &[]).await.expect(303);
        assert_eq!(said(&cem.browser, &open).await, ["From Cem", "From Dot"]);
        assert_eq!(said(&bob.browser, &open).await, ["From Bob", "From Dot"]);
        assert_eq!(said(&dot.browser, &open).await, all);
        t.suspend(dot.id).await;
        assert_eq!(said(&ada.browser, &open).await, all[..2]);

        // To a post one may not read nothing can be said, and nothing of it is read.
        let closed = post(&ada, "Among us", "connections").await;
        let kept = say(&bob, &closed, "Between us", "").await;
        for path in [closed.clone(), format!("{closed}/comments"), format!("/feed/comment/{kept}")] {
            cem.browser.get(&path).await.expect(404);
            guest.get(&path).await.expect(404);
        }
        let form = [("text", "x"), ("parent", ""), ("request_id", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")];
        cem.browser.post(&format!("{closed}/comments"), &form).await.expect(404);
        // More people may read the post now: not what was said to fewer.
        let edit = [("text", "Among us"), ("audience", "everyone"), ("seen", "0")];
        ada.browser.post(&format!("{closed}/edit"), &edit).await.expect(303);
        say(&cem, &closed, "I can read it now", "").await;
        assert_eq!(said(&bob.browser, &closed).await, ["Between us"], "Bob and Cem are apart");
        assert_eq!(said(&ada.browser, &closed).await, ["Between us", "I can read it now"]);
        assert_eq!(said(&guest, &closed).await, ["I can read it now"]);
        assert_eq!(said(&cem.browser, &closed).await, ["I can read it now"]);
        cem.browser.get(&format!("/feed/comment/{kept}")).await.expect(404);
        let (count, rows) = counted(t).await;
        assert_eq!(count, rows);
    })
    .await;
}

#[tokio::test]
async fn replies_stand_one_level_below_and_a_link_shows_its_comment_first() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let path = post(&ada, "Ask me", "members").await;
        let first = say(&bob, &path, "First", "").await;
        say(&bob, &path, "Second", "").await;
        let reply = say(&ada, &path, "A reply", &first).await;
        let form = bob.browser.get(&format!("/feed/comment/{reply}/reply")).await.expect(200);
        assert_eq!(form.one(&format!("#replying-{first} textarea")).trim(), "@ada", "whom it answers");
        say(&bob, &path, "A reply to the reply", &reply).await;
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM comment WHERE parent_id IS NOT NULL")).await, 2);
        let page = ada.browser.get(&path).await.expect(200);
        assert_eq!(page.all(".threads > li .replies .prose"), ["A reply", "A reply to the reply"]);
        assert_eq!(page.all(".post-bar [data-comment]"), ["4 comments"]);
        assert_eq!(page.all(".comment .tag-accent").len(), 1, "the author of the post is marked");

        for number in 3..120 {
            say_in(t, &bob, &path, &format!("Reply {number}"), &first).await;
        }
        let page = ada.browser.get(&path).await.expect(200);
        assert_eq!(page.all(".replies .prose"), ["A reply", "A reply to the reply"]);
        assert_eq!(page.one(".replies > li > a"), "Show 117 more replies");
        let mut seen = page.all(".replies .prose");
        let mut next = page.attribute(".replies > li > a", "hx-get");
        loop {
            let rows = ada.browser.htmx().get(&next).await.expect(200);
            seen.extend(rows.all(".prose"));
            if !rows.has("li > a") {
                break;
            }
            next = rows.attribute("li > a", "hx-get");
        }
        assert_eq!((seen.len(), seen[118].as_str()), (119, "Reply 119"));
        // Without scripts the same in pages.
        let mut pages = ada.browser.get(&page.attribute(".replies > li > a", "href")).await.expect(200);
        let (mut seen, more) = (Vec::new(), "ol[aria-label^='The comment'] .replies > li > a");
        loop {
            seen.extend(pages.all("ol[aria-label^='The comment'] .replies .prose"));
            if !pages.has(more) {
                break;
            }
            pages = ada.browser.get(&pages.attribute(more, "href")).await.expect(200);
        }
        assert_eq!((seen.len(), seen[0].as_str()), (117, "Reply 3"));

        // The link to a reply far down.
        let last = t.count(sql!("SELECT MAX(id) FROM comment")).await;
        let last = athena::kernel::CommentId::from_raw(last);
        let link = ada.browser.get(&format!("/feed/comment/{last}")).await.expect(303).location().to_owned();
        assert_eq!(link, format!("{path}?comment={last}#comment-{last}"));
        let page = ada.browser.get(&link).await.expect(200);
        assert_eq!(page.all(".threads:first-of-type .replies .prose"), ["Reply 119"]);
        assert!(page.has(".earlier a") && page.has(&format!("#comment-{last}")));
        assert_eq!(texts(&page).iter().filter(|text| *text == "First").count(), 1, "the thread is there once");
        // A link that leads to nothing says so, and shows the post.
        let other = post(&ada, "Another", "members").await;
        for nothing in [format!("{other}?comment={last}"), format!("{path}?comment={}", &other["/feed/post/".len()..])]
        {
            let page = ada.browser.get(&nothing).await.expect(200);
            assert!(page.has(".comments > .gone") && page.has(".post-text"), "{nothing}");
        }
        ada.browser.get(&format!("{path}?comment=0OIl")).await.expect(404);
    })
    .await;
}

/// Says it without the form, for those who say much.
async fn say_in(t: &Site, who: &Person, path: &str, text: &str, parent: &str) {
    let actor =
        athena::kernel::MemberActor { account: who.id, session: athena::kernel::SessionId::from_raw(0), caps: 0 };
    let id = athena::kernel::CommentId::from_raw(t.app.db.new_id());
    let parent: Option<athena::kernel::CommentId> = (!parent.is_empty()).then(|| parent.parse().unwrap());
    let new = comment::NewComment {
        id,
        request_id: format!("r{id}"),
        post: path["/feed/post/".len()..].parse().unwrap(),
        parent,
        words: comment::Words::parse(text).unwrap(),
    };
    let written = t.app.db.write(move |tx| {
        let now = tx.now_us();
        comment::put(tx, actor, &new, parent, now)
    });
    written.await.unwrap();
}

#[tokio::test]
async fn comments_have_pages_in_two_orders_and_each_once() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let path = post(&ada, "Talk", "members").await;
        for number in 0..45 {
            say_in(t, &bob, &path, &format!("Said {number}"), "").await;
        }
        let loud = say(&bob, &path, "Talked about", "").await;
        say_in(t, &ada, &path, "Indeed", &loud).await;
        for (sort, first, last) in [("relevant", "Talked about", "Said 44"), ("newest", "Talked about", "Said 0")] {
            let (mut at, mut seen) = (format!("{path}/comments?sort={sort}"), Vec::new());
            loop {
                let page = ada.browser.get(&at).await.expect(200);
                let roots = ".threads > li > .comment .prose";
                seen.extend(page.all(roots));
                if !page.has(".threads > .pager a") {
                    break;
                }
                at = page.attribute(".threads > .pager a", "href");
                let rows = ada.browser.htmx().get(&at).await.expect(200);
                assert!(!rows.has("header.topbar") && rows.has(".thread"));
            }
            let mut unique = seen.clone();
            unique.sort();
            unique.dedup();
            assert_eq!((seen.len(), unique.len()), (46, 46), "{sort}");
            assert_eq!((seen[0].as_str(), seen[45].as_str()), (first, last), "{sort}");
            bob.browser.get(&at).await.expect(404);
        }
        let inline = ada.browser.htmx().get(&format!("{path}/comments")).await.expect(200);
        assert!(inline.has("section.comments form.reply-box") && !inline.has(".post"));
    })
    .await;
}

#[tokio::test]
async fn one_form_comments_once_and_what_cannot_be_said_is_kept() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let path = post(&ada, "Say it", "members").await;
        let action = format!("{path}/comments");
        let page = bob.browser.get(&path).await.expect(200);
        let token = page.attribute(".reply-box input[name=request_id]", "value");
        for _ in 0..2 {
            let form = [("text", "Once"), ("parent", ""), ("request_id", token.as_str())];
            bob.browser.post(&action, &form).await.expect(303);
        }
        assert_eq!(said(&bob.browser, &path).await, ["Once"]);
        let other = [("text", "Twice"), ("parent", ""), ("request_id", token.as_str())];
        let asked = bob.browser.post(&action, &other).await.expect(422);
        assert_eq!(asked.one(".reply-box textarea").trim(), "Twice");
        assert_ne!(asked.attribute(".reply-box input[name=request_id]", "value"), token);
        let long = "é".repeat(1_251);
        for text in ["", " \n", long.as_str()] {
            let refused = send(&bob, &path, text, "").await.expect(422);
            assert!(refused.has(".reply-box [aria-invalid]") && refused.has(".reply-box .error"));
            assert_eq!(refused.one(".reply-box textarea").trim(), text.trim());
        }
        let forged = [("text", "x"), ("parent", ""), ("request_id", "zzz")];
        bob.browser.post(&action, &forged).await.expect(422);

        // Scripts get the comment and a form for the next one; or their form back, with what is wrong.
        let token = bob.browser.get(&path).await.attribute(".reply-box input[name=request_id]", "value");
        let form = [("text", "By *script*"), ("parent", ""), ("request_id", token.as_str())];
        let answer = bob.browser.htmx().post(&action, &form).await.expect(200);
        assert_eq!(answer.one(".comment .prose"), "By script");
        assert!(answer.text().contains("2 comments"));
        assert_ne!(answer.attribute(".reply-box input[name=request_id]", "value"), token);
        let empty = [("text", ""), ("parent", ""), ("request_id", token.as_str())];
        assert!(bob.browser.htmx().post(&action, &empty).await.expect(422).has(".reply-box .error"));

        // What one replies to may go meanwhile: the words are kept.
        let first = say(&bob, &path, "Short-lived", "").await;
        bob.browser.post(&format!("/feed/comment/{first}/remove"), &[]).await.expect(303);
        let late = send(&ada, &path, "Too late", &first).await.expect(422);
        assert_eq!(late.one(".reply-box textarea").trim(), "Too late");
        assert_eq!(late.attribute(".reply-box input[name=parent]", "value"), "");
        // A reply belongs below the post of what it answers.
        let elsewhere = post(&ada, "Elsewhere", "members").await;
        let there = say(&bob, &elsewhere, "There", "").await;
        send(&ada, &path, "Mixed up", &there).await.expect(422);
        assert_eq!(said(&ada.browser, &path).await, ["Once", "By script"]);

        for number in 0..116 {
            send(&bob, &path, &format!("More {number}"), "").await.expect(303);
        }
        let refused = send(&bob, &path, "One too many", "").await.expect(429);
        assert_eq!(refused.one(".reply-box textarea").trim(), "One too many");
    })
    .await;
}

#[tokio::test]
async fn an_author_decides_who_may_comment() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        connect(&ada, &bob).await;
        let path = post(&ada, "With @cem", "members").await;
        say(&dot, &path, "Said before", "").await;
        let everybody = [("ada", &ada), ("bob", &bob), ("cem", &cem), ("dot", &dot)];
        for (commenters, may) in [
            ("readers", vec!["ada", "bob", "cem", "dot"]),
            ("connections", vec!["ada", "bob"]),
            ("mentioned", vec!["ada", "cem"]),
            ("nobody", vec!["ada"]),
        ] {
            let edit = [("text", "With @cem"), ("audience", "members"), ("commenters", commenters), ("seen", "0")];
            ada.browser.post(&format!("{path}/edit"), &edit).await.expect(303);
            let form = ada.browser.get(&format!("{path}/edit")).await.expect(200);
            assert_eq!(form.attribute("#commenters option[selected]", "value"), commenters);
            for (name, who) in everybody {
                let page = who.browser.get(&path).await.expect(200);
                assert_eq!(page.has(".reply-box"), may.contains(&name), "{commenters}: {name}");
                assert_eq!(page.has(".comments > p"), !may.contains(&name), "{commenters}: {name} is told why");
                assert_eq!(texts(&page), ["Said before"], "what was said stays");
                let token = "a".repeat(43);
                let form = [("text", "x"), ("parent", ""), ("request_id", token.as_str())];
                if !may.contains(&name) {
                    let refused = who.browser.post(&format!("{path}/comments"), &form).await.expect(403);
                    assert_eq!(refused.one(".reply-box textarea").trim(), "x", "{commenters}: {name}");
                }
            }
        }
        // A form that does not ask leaves it as it is; one that asks for something else is refused.
        let edit = [("text", "With @cem"), ("audience", "members"), ("seen", "0")];
        ada.browser.post(&format!("{path}/edit"), &edit).await.expect(303);
        assert!(!bob.browser.get(&path).await.has(".reply-box"));
        let odd = [("text", "With @cem"), ("audience", "members"), ("commenters", "all"), ("seen", "0")];
        assert!(ada.browser.post(&format!("{path}/edit"), &odd).await.expect(422).has("#commenters-error"));
    })
    .await;
}

#[tokio::test]
async fn a_comment_is_edited_by_its_author_and_taken_back_by_two() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        let path = post(&ada, "Mine", "members").await;
        let id = say(&bob, &path, "Frist", "").await;
        let at = format!("/feed/comment/{id}");
        for who in [&ada, &cem] {
            who.browser.get(&format!("{at}/edit")).await.expect(404);
            who.browser.post(&format!("{at}/edit"), &[("text", "x"), ("seen", "0")]).await.expect(404);
        }
        for deed in ["remove", "restore"] {
            cem.browser.post(&format!("{at}/{deed}"), &[]).await.expect(404);
        }
        let form = bob.browser.get(&format!("{at}/edit")).await.expect(200);
        assert_eq!(form.one("#text").trim(), "Frist");
        let seen = form.attribute("input[name=seen]", "value");
        let save = async |text: &str, seen: &str| {
            bob.browser.post(&format!("{at}/edit"), &[("text", text), ("seen", seen)]).await
        };
        assert_eq!(save("First", &seen).await.expect(303).location(), format!("{path}?comment={id}#comment-{id}"));
        let late = save("Second", &seen).await.expect(422);
        assert_eq!((late.one("#text").trim(), late.one("#main .lines")), ("Second", "First".to_owned()));
        save("Second", &late.attribute("input[name=seen]", "value")).await.expect(303);
        assert!(save("", "0").await.expect(422).has("#text-error"));
        let page = cem.browser.get(&path).await.expect(200);
        assert!(texts(&page) == ["Second"] && page.one(".comment .by").contains("Edited"));

        // Its author takes it back; what was replied to it stays, below its place.
        say(&cem, &path, "A reply", &id).await;
        let gone = async |who: &Person| {
            let page = who.browser.get(&path).await.expect(200);
            (texts(&page), page.all(".threads .gone"))
        };
        let removed = bob.browser.post(&format!("{at}/remove"), &[]).await.expect(303);
        bob.browser.post(&format!("{at}/remove"), &[]).await.expect(303);
        let toast = bob.browser.get(removed.location()).await.expect(200);
        let left = vec!["A reply".to_owned()];
        assert_eq!(gone(&cem).await, (left.clone(), vec!["This comment was deleted by its author.".to_owned()]));
        assert_eq!(counted(t).await, (1, 1));
        bob.browser.get(&format!("{at}/edit")).await.expect(404);
        bob.browser.post(&format!("{at}/react"), &[("kind", "1")]).await.expect(404);
        // Ada did not take it back, and cannot bring it back.
        ada.browser.post(&format!("{at}/restore"), &[]).await.expect(404);
        bob.browser.post(&toast.attribute(".toast form", "action"), &[]).await.expect(303);
        bob.browser.post(&format!("{at}/restore"), &[]).await.expect(303);
        assert_eq!((gone(&cem).await.0, counted(t).await), (vec!["Second".to_owned(), "A reply".to_owned()], (2, 2)));

        // So does the author of the post, and it says so.
        ada.browser.post(&format!("{at}/remove"), &[]).await.expect(303);
        assert_eq!(gone(&cem).await.1, ["This comment was removed by the author of the post."]);
        bob.browser.post(&format!("{at}/restore"), &[]).await.expect(404);
        t.clock.advance(11 * 60 * 1_000_000);
        ada.browser.post(&format!("{at}/restore"), &[]).await.expect(404);

        // What it said is forgotten after a day, with its mentions and reactions; its place stays.
        let words = sql!("SELECT COUNT(*) FROM comment WHERE source = 'Second'");
        t.app.db.write(comment::purge).await.unwrap();
        assert_eq!(t.count(words).await, 1);
        t.clock.advance(athena::kernel::limits::DAY_US);
        t.app.db.write(comment::purge).await.unwrap();
        assert_eq!(t.count(words).await, 0);
        let cem = t.again(&cem).await;
        assert_eq!(gone(&cem).await.0, left);

        // Without replies nothing is left of it on the page.
        let other = post(&cem, "Cem's", "members").await;
        let id = say(&cem, &other, "Alone", "").await;
        cem.browser.post(&format!("/feed/comment/{id}/remove"), &[]).await.expect(303);
        let page = cem.browser.get(&other).await.expect(200);
        assert!(texts(&page).is_empty() && !page.has(".gone"));
    })
    .await;
}

#[tokio::test]
async fn with_a_post_goes_what_was_said_to_it() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let path = post(&ada, "Soon gone", "members").await;
        let first = say(&bob, &path, "To @ada", "").await;
        say(&ada, &path, "A reply", &first).await;
        for (at, kind) in [(path.clone(), "2"), (format!("/feed/comment/{first}"), "1")] {
            bob.browser.post(&format!("{at}/react"), &[("kind", kind)]).await.expect(303);
        }
        ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        bob.browser.get(&format!("/feed/comment/{first}")).await.expect(404);
        bob.browser.post(&format!("/feed/comment/{first}/react"), &[("kind", "1")]).await.expect(404);
        t.clock.advance(2 * athena::kernel::limits::DAY_US);
        for _ in 0..2 {
            t.app.db.write(posts::purge).await.unwrap();
        }
        let left = sql!(
            "SELECT (SELECT COUNT(*) FROM post) + (SELECT COUNT(*) FROM comment) + (SELECT COUNT(*) FROM comment_mention)
                  + (SELECT COUNT(*) FROM reaction) + (SELECT COUNT(*) FROM reaction_tally)"
        );
        assert_eq!(t.count(left).await, 0);
    })
    .await;
}

#[tokio::test]
async fn markup_of_a_comment_is_text_and_who_is_mentioned_is_linked() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let path = post(&ada, "Try", "members").await;
        let hostile =
            "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) <b hx-get=/>\n\nTo @ada";
        let id = say(&bob, &path, hostile, "").await;
        for page in [path.clone(), format!("{path}?comment={id}"), format!("/feed/comment/{id}/edit")] {
            let page = bob.browser.get(&page).await.expect(200);
            assert!(!page.has("#main .prose :is(script, img, b, [hx-get], [href^=javascript])"));
        }
        assert_eq!(ada.browser.get(&path).await.all(".comment .mention"), ["@Ada"]);
        // For those to whom they do not exist it is text, in the answer to scripts as well.
        let cem = t.person("Cem").await;
        cem.browser.post("/in/ada/block", &[]).await.expect(303);
        cem.browser.get(&path).await.expect(404);
        let open = post(&bob, "Here", "members").await;
        say(&bob, &open, "With @ada", "").await;
        assert!(!cem.browser.get(&open).await.expect(200).has(".mention"));
        say(&cem, &open, "Not @ada", "").await;
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM comment_mention")).await, 2, "none across a block");
    })
    .await;
}
