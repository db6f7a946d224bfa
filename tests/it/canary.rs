//! Two worlds that must not meet (R25): every private field holds a canary, and nobody's pages show another's.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use athena::accounts::audit;
use athena::kernel::{Actor, AuditId, Error};
use athena::profiles::Section;
use athena::profiles::section::Part;
use axum::http::Method;
use scraper::{Html, Selector};

use crate::support::{Browser, PASSWORD, Page, Person, START_US, Site, world, world_with};

/// Pages one visitor may open before the crawl counts as endless.
const MOST_PAGES: usize = 2_000;
/// What the words begin with.
const MARK: &str = "zq";

/// The private columns that hold a canary.
const COLUMNS: &[&str] = &[
    "account.headline",
    "email.address",
    "email.address_key",
    "profile.about",
    "profile.location",
    "profile.place_id",
    "profile.pronouns",
    "profile_entry.title",
    "profile_entry.organisation",
    "profile_entry.subtitle",
    "profile_entry.detail",
    "profile_entry.remark",
    "profile_entry.location",
    "profile_entry.url",
    "profile_entry.summary",
    "profile_entry.points",
    "profile_entry.keywords",
    "profile_badge.line",
    "profile_link.label",
    "profile_link.url",
    "session.address",
    "session.user_agent",
    "sign_up.address",
    "sign_up.address_key",
    "sign_up.name",
    "password_reset.asked_from",
    "invite.note",
    "audit.detail",
    "report.note",
    "report.evidence",
    "report.reason",
    "delivery.last_error",
    "connection.note",
    "connection.introduction",
    "introduction.note",
    "draft.source",
    "poll_option.words",
    "post.source",
    "post_image.alt",
    "post_version.source",
    "post_tag.tag_key",
    "comment.source",
    "muted_tag.tag_key",
    "muted_word.word",
    "muted_word.word_key",
    "contact.note",
    "contact.note_sort",
    "contact_label.label",
    "contact_label.label_sort",
    "credential.secret",
    "sign_up.secret",
];

/// Personal columns that hold no words of their own, and why nothing of them can be seen.
const NO_WORDS: &[(&str, &str)] = &[
    ("account.name", "members see it; to guests the person is missing as a whole, see below"),
    ("account.name_sort", "the name again"),
    ("handle.handle_key", "as the name"),
    ("account.language", "one of two words"),
    ("account.theme", "one of three words"),
    ("account.time_zone", "every zone is offered to everybody"),
    ("account.confirmed_us", "a time"),
    ("credential.changed_us", "a time"),
    ("email.verified_us", "a time"),
    ("handle.since_us", "a time"),
    ("session.proved_us", "a time"),
    ("session.seen_us", "a time"),
    ("session.token_hash", "bytes; what they open is tried elsewhere"),
    ("sign_up.browser_hash", "bytes"),
    ("sign_up.language", "one of two words"),
    ("sign_up.time_zone", "every zone is offered to everybody"),
    ("profile.pronouns_audience", "a number"),
    ("profile.headline_audience", "a number"),
    ("profile.about_audience", "a number"),
    ("profile.location_audience", "a number"),
    ("profile.links_audience", "a number"),
    ("account.photo", "a number; who is shown it is tried with the pictures"),
    ("picture.address", "as account.photo"),
    ("picture.removed_us", "a time"),
    ("picture_file.name", "a hash, which no page shows"),
    ("stray_file.name", "a hash, which no page shows"),
    ("profile.photo_audience", "a number"),
    ("profile.is_guide_hidden", "shows on the owner's pages alone"),
    ("profile_section.audience", "a number"),
    ("profile_entry.company_id", "an id; the company's name is another entry's word"),
    ("profile_entry.skill_id", "an id; the skill's name is another entry's word"),
    ("profile_entry.choice", "one of a few words"),
    ("profile_entry.starts", "a month"),
    ("profile_entry.ends", "a month"),
    ("profile_entry.is_current", "shows in an entry that is there"),
    ("profile_entry.is_listed", "shows on the page of a company that is there"),
    ("profile_entry.audience", "a number"),
    ("profile_entry.removed_us", "a time"),
    ("profile.viewing_mode", "one of three words, on the owner's pages alone"),
    ("profile.viewing_since_us", "a time"),
    ("profile_view.viewer_id", "an id; whose name shows when is tried with the views"),
    ("profile_view.day", "a day"),
    ("profile_view.mode", "a number"),
    ("profile_view.hint", "a company's or a place's name; what it tells is tried with the views"),
    ("profile_view.place_id", "an id"),
    ("profile_view.seen_us", "a time"),
    ("profile_badge.kind", "one of two; shows with a line that is there"),
    ("profile_badge.audience", "a number"),
    ("profile_badge.is_hidden_at_work", "shows on the owner's page alone"),
    ("profile_badge.since_us", "a time"),
    ("profile_badge.until_us", "a time"),
    ("profile_badge.reminded_us", "a time"),
    ("profile_badge.removed_us", "a time"),
    ("profile.is_public", "shows in whether the page is there"),
    ("profile.is_indexed", "shows in the page's robots line"),
    ("invite.created_by", "an id"),
    ("audit.actor_id", "an id"),
    ("throttle.bucket", "a hash"),
    ("block.blocker_id", "an id"),
    ("block.blocked_id", "an id; the list of one's own shows the name"),
    ("block.since_us", "a time"),
    ("connection.low_id", "an id; whose name shows when is tried with the connections"),
    ("connection.high_id", "as connection.low_id"),
    ("connection.inviter_id", "as connection.low_id"),
    ("connection.invitee_id", "as connection.low_id"),
    ("connection.state", "a number; what it tells is tried with the connections"),
    ("connection.invited_us", "a time"),
    ("connection.changed_us", "a time"),
    ("connection.changed_by", "an id no page shows"),
    ("connection.low_follows", "tried with following"),
    ("connection.high_follows", "tried with following"),
    ("connection.introducer_id", "an id; whose name shows when is tried with the introductions"),
    ("introduction.asker_id", "as connection.introducer_id"),
    ("introduction.mutual_id", "as connection.introducer_id"),
    ("introduction.target_id", "as connection.introducer_id"),
    ("introduction.state", "a number; what it tells is tried with the introductions"),
    ("introduction.asked_us", "a time"),
    ("post.author_id", "whose page it is on"),
    ("post.audience", "a number; who reads what is tried with the posts"),
    ("post.posted_us", "a time"),
    ("post.edited_us", "a time"),
    ("post.removed_us", "a time"),
    ("post.removed_by", "an id no page shows"),
    ("post.commenters", "one of four; what it tells is tried with the comments"),
    ("post.comments", "a number; it counts what whoever looks may not read, too"),
    ("post.sharing", "one of three; what it tells is tried with the reposts"),
    ("post.quoted_id", "an id; whether it shows is tried with the reposts"),
    ("post.detached_us", "a time no page shows"),
    ("post.reposts", "a number"),
    ("post.quotes", "a number; it counts what whoever looks may not read, too"),
    ("repost.account_id", "an id; whose name shows to whom is tried with the reposts"),
    ("repost.since_us", "a time"),
    ("comment.author_id", "an id; whose name shows to whom is tried with the comments"),
    ("comment.audience", "as post.audience"),
    ("comment.said_us", "a time"),
    ("comment.edited_us", "a time"),
    ("comment.removed_us", "a time no page shows"),
    ("comment.removed_by", "an id; what it tells is tried with the comments"),
    ("comment.replies", "a number"),
    ("comment.weight", "a number no page shows"),
    ("comment_mention.handle_key", "in the text of a comment that is there"),
    ("comment_mention.account_id", "as post_mention.account_id"),
    ("reaction.account_id", "an id; whose name shows to whom is tried with the reactions"),
    ("reaction.kind", "a number"),
    ("reaction.since_us", "a time no page shows"),
    ("reaction_tally.tally", "a number; it counts those who do not exist for whoever looks, too"),
    ("post_mention.handle_key", "in the text of a post that is there"),
    ("post_mention.account_id", "an id; whose name shows to whom is tried with the posts"),
    ("link_preview.url", "in the text of a post that is there"),
    ("link_preview.found_url", "what a page says; who sees it is tried with the previews"),
    ("link_preview.host", "as link_preview.found_url"),
    ("link_preview.title", "as link_preview.found_url"),
    ("link_preview.description", "as link_preview.found_url"),
    ("link_preview.picture", "a number; as link_preview.found_url"),
    ("link_preview_file.name", "a hash, which no page shows"),
    ("post_preview.is_removed", "yes or no; what it hides is tried with the previews"),
    ("hidden_post.post_id", "an id; what it hides from whom is tried with what is muted"),
    ("hidden_post.since_us", "a time no page shows"),
    ("muted_person.person_id", "as hidden_post.post_id"),
    ("muted_person.since_us", "a time"),
    ("muted_person.until_us", "a time"),
    ("muted_tag.since_us", "a time no page shows"),
    ("muted_word.since_us", "a time no page shows"),
    ("post_mention.is_removed", "yes or no; what it tells is tried with the mentions"),
    ("comment_mention.is_removed", "as post_mention.is_removed"),
    ("saved_post.post_id", "an id; the post shows as it does elsewhere"),
    ("saved_post.since_us", "a time"),
    ("post_version.number", "a number"),
    ("post_version.audience", "as post.audience"),
    ("post_version.since_us", "a time"),
    ("post_image.place", "a number"),
    ("post_image.removed_us", "a time"),
    ("post_image_file.width", "a number beside an address that is there"),
    ("post_image_file.height", "likewise"),
    ("post_image_file.name", "a hash, which no page shows"),
    ("poll.days", "a number; who is told of a poll is tried with the polls"),
    ("poll.ends_us", "a time"),
    ("poll_option.number", "a number"),
    ("poll_option.votes", "a number; who is told of it is tried with the polls"),
    ("poll_vote.account_id", "an id no page shows"),
    ("poll_vote.number", "a number, on the voter's pages alone"),
    ("draft.audience", "a number, on the owner's pages alone"),
    ("draft.commenters", "a number, likewise"),
    ("draft.sharing", "a number, likewise"),
    ("draft.version", "a number, likewise"),
    ("draft.changed_us", "a time"),
    ("draft.removed_us", "a time"),
    ("contact.other_id", "an id no page shows"),
    ("contact.every_months", "a number"),
    ("contact.due_us", "a time"),
    ("contact_label.other_id", "an id no page shows"),
    ("follow.follower_id", "an id; who is told of it is tried with following"),
    ("follow.followed", "as follow.follower_id"),
    ("follow.since_us", "a time"),
    ("endorsement.endorser_id", "an id; whose name shows to whom is tried with the endorsements"),
    ("endorsement.since_us", "a time no page shows"),
    ("endorsement.state", "a number; who is told of it is tried with the endorsements"),
    ("suggestion_dismissed.person_id", "an id no page shows"),
    ("suggestion_dismissed.since_us", "a time no page shows"),
    ("contact_rule.door", "one of four; what it tells is tried with the connections"),
    ("contact_rule.list_audience", "a number"),
    ("invitation_tally.week", "a number no page shows"),
    ("invitation_tally.sent", "a number no page shows"),
    ("invitation_tally.past_sent", "a number no page shows"),
    ("invitation_tally.accepted", "a number no page shows"),
    ("report.reporter_id", "an id"),
    ("report.subject", "an id"),
    ("report.kind", "one of three"),
    ("report.author_id", "an id"),
    ("report.subject_name", "a name, which members see"),
    ("report.category", "one of a few words"),
    ("report.outcome", "one of a few words"),
    ("report.handled_by", "an id"),
    ("delivery.key", "an id"),
    ("delivery.payload", "ids"),
    ("delivery.created_us", "a time"),
    ("delivery.run_at_us", "a time"),
    ("delivery.parked_us", "a time"),
];

/// A word that stands in one private field and nowhere else.
#[derive(Debug, Clone)]
struct Canary {
    /// Whose field: a handle, `staff` for what the operator may read, `nobody` for secrets.
    owner: &'static str,
    word: String,
    /// Whether the owner finds it on a page.
    is_shown: bool,
}

struct Aviary {
    ada: Person,
    bob: Person,
    cem: Person,
    eve: Person,
    /// Blocked the next, and is open to every other member, as the next is.
    dot: Person,
    flo: Person,
    /// Connected with Bob.
    gus: Person,
    operator: Person,
    canaries: Vec<Canary>,
}

/// People whose sections are for them alone (Ada, Cem) or for connections (Bob, whose page is public and whose connection
/// Gus is), somebody who only asked to join, what staff noted, and enough others for lists to have a second page.
async fn aviary(t: &Site) -> Aviary {
    let ada = t.person("Ada").await;
    let bob = t.person("Bob").await;
    let cem = t.person("Cem").await;
    let mut canaries = Vec::new();
    for (owner, audience, person) in [("ada", "only-me", &ada), ("bob", "connections", &bob)] {
        let page = profile(owner, audience, person).await.into_iter().chain(sections(owner, audience, person).await);
        let shared_as = if owner == "bob" { "bob's page" } else { owner };
        canaries.extend(page.map(|canary| Canary { owner: shared_as, ..canary }));
        canaries.extend(sessions_and_resets(t, owner, person).await);
        canaries.push(Canary { owner, word: person.email.clone(), is_shown: true });
    }
    bob.browser.post("/settings/privacy", &[("is_public", "on"), ("is_indexed", "on")]).await.expect(303);
    // Each is looked at by all others as they are crawled for; Cem looks in private.
    for (person, mode) in [(&ada, "full"), (&bob, "semi-private")] {
        person.browser.post("/settings/privacy", &[("viewing_mode", mode)]).await.expect(303);
    }
    let place = [("location", "Utrecht, Netherlands"), ("location_audience", "only-me")];
    cem.browser.post("/in/cem/edit", &place).await.expect(303);
    canaries.push(Canary { owner: "cem", word: "Utrecht".to_owned(), is_shown: true });

    t.joining("Zq pendingname", "zqpending@example.org").await;
    staff_notes(t, &ada).await;
    for word in ["pendingname", "zqpending@example.org", "zqstaffnote", "zqstaffdetail", "zqstafferror"] {
        canaries.push(Canary { owner: "staff", word: word.to_owned(), is_shown: true });
    }
    canaries.push(Canary { owner: "nobody", word: "$argon2id$".to_owned(), is_shown: false });
    let (dot, flo) = (t.person("Dot").await, t.person("Flo").await);
    for (owner, person) in [("dot", &dot), ("flo", &flo)] {
        canaries.extend(profile(owner, "everyone", person).await);
        let words = sections(owner, "everyone", person).await;
        // Names of companies and skills are nobody's own once members may read them.
        let is_common = |word: &str| word.ends_with("organisation") || word.ends_with("skillstitle");
        canaries.extend(words.into_iter().filter(|canary| !is_common(&canary.word)));
    }
    dot.browser.post("/in/flo/block", &[]).await.expect(303);
    for (reporter, page) in [(&ada, "/in/dot/report"), (&cem, "/in/flo/report")] {
        let token = reporter.browser.get(page).await.attribute("input[name=request_id]", "value");
        let note = format!("zq{}reportnote", reporter.handle);
        let form = [("category", "other"), ("note", note.as_str()), ("request_id", &token)];
        reporter.browser.post(page, &form).await.expect(303);
    }
    reported(t).await;
    for (owner, word) in [
        ("ada's note", "zqadareportnote"),
        ("cem's note", "zqcemreportnote"),
        ("staff", "zqstaffevidence"),
        ("staff", "zqstaffreason"),
    ] {
        canaries.push(Canary { owner, word: word.to_owned(), is_shown: true });
    }
    for number in 0..26 {
        t.person(&format!("Member {number}")).await;
    }
    let (eve, operator, gus) = (t.person("Eve").await, t.operator("Olga").await, t.person("Gus").await);
    crate::connections::connect(&gus, &bob).await;
    let kept = [("note", "zqguskeepsnote"), ("labels", "zqguskeepslabel"), ("every", "year")];
    gus.browser.post(&format!("/mynetwork/people/{}/contact", bob.id), &kept).await.expect(303);
    for (_, word) in &kept[..2] {
        canaries.push(Canary { owner: "gus", word: (*word).to_owned(), is_shown: true });
    }
    let posts = [
        ("ada", "connections", &ada),
        ("bob", "connections", &bob),
        ("dot", "everyone", &dot),
        ("flo", "everyone", &flo),
    ];
    for (owner, audience, person) in posts {
        let [before, now, tag] = ["postbefore", "postnow", "posttag"].map(|field| format!("zq{owner}{field}"));
        let post = crate::posts::post(person, &before, audience).await;
        let text = format!("{now} #{tag}");
        let form = [("text", text.as_str()), ("audience", audience), ("seen", "0")];
        person.browser.post(&format!("{post}/edit"), &form).await.expect(303);
        let said = format!("zq{owner}said");
        crate::comments::say(person, &post, &said, "").await;
        let owner = if owner == "bob" { "bob's page" } else { owner };
        canaries.extend([before, now, tag, said].map(|word| Canary { owner, word, is_shown: true }));
    }
    let draft = crate::drafts::begin(&gus, "zqgusdraft").await;
    canaries.push(Canary { owner: "gus", word: "zqgusdraft".to_owned(), is_shown: true });
    for (term, word) in [("zqgusmutedword", "zqgusmutedword"), ("#zqgusmutedtag", "zqgusmutedtag")] {
        gus.browser.post("/settings/muted", &[("term", term)]).await.expect(303);
        canaries.push(Canary { owner: "gus", word: word.to_owned(), is_shown: true });
    }
    crate::post_images::describe_one(&gus, &draft, "zqgusalt").await;
    canaries.push(Canary { owner: "gus", word: "zqgusalt".to_owned(), is_shown: true });
    crate::polls::keep(&gus, &crate::polls::begin(&gus, "Which one?").await, &["zqgusoption"]).await;
    canaries.push(Canary { owner: "gus", word: "zqgusoption".to_owned(), is_shown: true });
    crate::polls::ask(&bob, "connections", &["zqbobone", "zqbobother"]).await;
    let asked = ["zqbobone", "zqbobother"].map(str::to_owned);
    canaries.extend(asked.map(|word| Canary { owner: "bob's page", word, is_shown: true }));
    crate::post_images::post(&bob, "zqbobpictured", "connections", &["zqbobalt"]).await;
    let pictured = ["zqbobpictured", "zqbobalt"].map(str::to_owned);
    canaries.extend(pictured.map(|word| Canary { owner: "bob's page", word, is_shown: true }));
    // What was passed on when more could read it.
    let passed_on = crate::posts::post(&bob, "zqbobquoted", "members").await;
    crate::reposts::quote(&dot, &passed_on, "zqdotquotes", "everyone").await;
    dot.browser.post(&format!("{passed_on}/repost"), &[]).await.expect(303);
    let narrower = [("text", "zqbobquoted"), ("audience", "connections"), ("seen", "0")];
    bob.browser.post(&format!("{passed_on}/edit"), &narrower).await.expect(303);
    canaries.push(Canary { owner: "bob's page", word: "zqbobquoted".to_owned(), is_shown: true });
    canaries.push(Canary { owner: "dot", word: "zqdotquotes".to_owned(), is_shown: true });
    let endorse = gus.browser.get("/in/bob").await.attribute(".skill form", "action");
    gus.browser.post(&endorse, &[]).await.expect(303);
    ada.browser.post("/in/cem/connect", &[("note", "zqadacemnote")]).await.expect(303);
    canaries.push(Canary { owner: "ada to cem", word: "zqadacemnote".to_owned(), is_shown: true });
    // What Eve asks for is Gus's to read until it is passed on; what Gus says of Cem, Bob's alone.
    for asker in [&eve, &cem] {
        crate::connections::connect(asker, &gus).await;
    }
    for (asker, note) in [(&eve, "zqeveasks"), (&cem, "zqcembobnote")] {
        let form = [("mutual", gus.id.to_string()), ("note", note.to_owned())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        asker.browser.post("/in/bob/introduce", &form).await.expect(303);
    }
    // The last that was asked comes first.
    let list = gus.browser.get("/mynetwork/introductions").await.expect(200);
    let forward = list.attribute(".invite > form", "action");
    gus.browser.post(&forward, &[("words", "zqgussays")]).await.expect(303);
    for (owner, word) in [("gus", "zqeveasks"), ("cem to bob", "zqcembobnote"), ("gus to bob", "zqgussays")] {
        canaries.push(Canary { owner, word: word.to_owned(), is_shown: true });
    }
    Aviary { ada, bob, cem, eve, dot, flo, gus, operator, canaries }
}

/// What only staff reads of reports: what was to be seen, and why one was closed.
async fn reported(t: &Site) {
    t.app
        .db
        .write(|tx| {
            tx.run(db::sql!("UPDATE report SET evidence = 'about: zqstaffevidence'"), &[])?;
            let newest = db::sql!("SELECT MAX(id) FROM report");
            let newest: i64 = tx.one(newest, &[])?;
            let close =
                db::sql!("UPDATE report SET outcome = 1, reason = 'zqstaffreason', closed_us = 1 WHERE id = $1");
            Ok::<_, Error>(tx.run(close, &[&newest])?)
        })
        .await
        .unwrap();
}

async fn profile(owner: &'static str, audience: &str, person: &Person) -> Vec<Canary> {
    let word = |field: &str| format!("zq{owner}{field}");
    let url = format!("https://{}.example/", word("url"));
    let fields = ["pronoun", "headline", "about", "location", "label"].map(word);
    let mut form = vec![
        ("pronouns", fields[0].as_str()),
        ("headline", &fields[1]),
        ("about", &fields[2]),
        ("location", &fields[3]),
        ("label_1", &fields[4]),
        ("url_1", &url),
    ];
    let audiences = ["pronouns_audience", "headline_audience", "about_audience", "location_audience", "links_audience"];
    form.extend(audiences.map(|name| (name, audience)));
    person.browser.post(&format!("/in/{owner}/edit"), &form).await.expect(303);
    let badge = word("badge");
    // A badge for oneself alone would be none.
    let badge_audience = if audience == "everyone" { audience } else { "connections" };
    let open_to = [("work_line", badge.as_str()), ("work_audience", badge_audience)];
    person.browser.post("/settings/open-to/work", &open_to).await.expect(303);
    fields.into_iter().chain([word("url"), badge]).map(|word| Canary { owner, word, is_shown: true }).collect()
}

/// An entry in every section, each field a word.
async fn sections(owner: &'static str, audience: &str, person: &Person) -> Vec<Canary> {
    let mut canaries = Vec::new();
    for section in Section::ALL {
        let shop = format!("/in/{owner}/edit/{}", section.word());
        if section.spec().field(Part::Audience).is_none() {
            person.browser.post(&format!("{shop}/audience"), &[("audience", audience)]).await.expect(303);
        }
        let token = person.browser.get(&format!("{shop}/new")).await.attribute("input[name=request_id]", "value");
        let mut form = vec![("request_id".to_owned(), token)];
        for field in section.spec().fields {
            let (name, is_word) = match field.part {
                Part::Title => ("title", true),
                Part::Organisation => ("organisation", true),
                Part::Subtitle => ("subtitle", true),
                Part::Detail => ("detail", true),
                Part::Remark => ("remark", true),
                Part::Location => ("location", true),
                Part::Url => ("url", true),
                Part::Summary => ("summary", true),
                Part::Points => ("points", true),
                Part::Keywords => ("keywords", true),
                Part::Start => ("start_year", false),
                Part::EndOrNow => ("is_current", false),
                Part::Listed => ("is_listed", false),
                Part::Choice => ("choice", false),
                Part::Audience => ("audience", false),
                Part::End => continue,
            };
            let word = format!("zq{owner}{}{name}", section.word());
            let text = match field.part {
                Part::Start => "2020".to_owned(),
                Part::EndOrNow | Part::Listed => "true".to_owned(),
                Part::Choice if section == Section::Contact => "messenger".to_owned(),
                Part::Choice => section.spec().choices[0].word.to_owned(),
                Part::Audience => audience.to_owned(),
                Part::Url => format!("https://{word}.example/"),
                _ => word.clone(),
            };
            if is_word {
                canaries.push(Canary { owner, word, is_shown: true });
            }
            form.push((name.to_owned(), text));
        }
        let form: Vec<(&str, &str)> = form.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        person.browser.post(&shop, &form).await.expect(303);
    }
    canaries
}

async fn sessions_and_resets(t: &Site, owner: &'static str, person: &Person) -> Vec<Canary> {
    let (account, id) = (person.id, t.app.db.new_id());
    let [agent, address, asked] = ["agent", "address", "asked"].map(|field| format!("zq{owner}{field}"));
    // A session of another device: what this one says of itself follows its requests.
    t.signed_in(account).await;
    let words = (agent.clone(), address.clone(), asked.clone());
    t.app
        .db
        .write(move |tx| {
            tx.run(
                db::sql!(
                    "UPDATE session SET user_agent = $2, address = $3
                     WHERE id = (SELECT MAX(id) FROM session WHERE account_id = $1)"
                ),
                &[&account, &words.0, &words.1],
            )?;
            tx.run(
                db::sql!("INSERT INTO password_reset (id, account_id, asked_from, expires_us) VALUES ($1, $2, $3, $4)"),
                &[&id, &account, &words.2, &(START_US * 2)],
            )?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    let shown = [agent, address].map(|word| Canary { owner, word, is_shown: true });
    shown.into_iter().chain([Canary { owner, word: asked, is_shown: false }]).collect()
}

async fn staff_notes(t: &Site, about: &Person) {
    t.invitation("zqstaffnote").await;
    t.parked_delivery("zqstafferror").await;
    let (id, subject) = (AuditId::from_raw(t.app.db.new_id()), Some(about.id.get()));
    let note = move |tx: &mut db::Tx<'_>| audit::note(tx, id, &Actor::Machine, "test", subject, "zqstaffdetail");
    t.app.db.write(note).await.unwrap();
}

/// Where a crawl begins: every route that reads, with everybody's objects.
fn seeds(aviary: &Aviary) -> Vec<String> {
    let people = [&aviary.ada, &aviary.bob, &aviary.cem, &aviary.eve, &aviary.dot, &aviary.flo];
    let asked = ["/people?q=zqada", "/people?q=a", "/places?location=zqada", "/companies/offers?organisation=zq"];
    let mut seeds: Vec<String> = asked.into_iter().chain(["/skills/offers?title=zq"]).map(str::to_owned).collect();
    for route in athena::wiring::route_list() {
        if route.method != Method::GET {
            continue;
        }
        if route.path.contains("{handle}") {
            for person in people {
                let path = route.path.replace("{handle}", &person.handle).replace("{id}", "zzz");
                if path.contains("{section}") {
                    // The others have no entries.
                    if ["ada", "bob", "dot", "flo"].contains(&person.handle.as_str()) {
                        seeds.extend(Section::ALL.map(|section| path.replace("{section}", section.word())));
                    }
                } else {
                    seeds.extend(["", "?as=guest", "?as=member", "?as=connection"].map(|eyes| format!("{path}{eyes}")));
                }
            }
        } else {
            let parts = route.path.split('/').map(|part| if part.starts_with('{') { "zzz" } else { part });
            seeds.push(parts.collect::<Vec<_>>().join("/"));
        }
    }
    seeds
}

/// Whether it is one of many alike: a page of those who are there for lists to have a second page, or the sign-in page
/// that leads back to somewhere else.
fn is_crowd(path: &str) -> bool {
    path.starts_with("/in/member-") && !path.starts_with("/in/member-0")
        || path.starts_with("/login?next=") && !path.starts_with("/login?next=%2Fin%2Fada")
}

/// Everything a visitor comes to see: path, and head and body as text.
async fn crawl(browser: &Browser, seeds: &[String]) -> Vec<(String, String)> {
    let mut known: BTreeSet<String> = seeds.iter().cloned().collect();
    let mut waiting: VecDeque<String> = seeds.iter().cloned().collect();
    let mut seen = Vec::new();
    while let Some(path) = waiting.pop_front() {
        for page in [
            browser.get(&path).await,
            browser.htmx().get(&path).await,
            browser.with("accept", "application/json").get(&path).await,
        ] {
            assert!(![429, 500].contains(&page.status.as_u16()), "{path}: {}", page.status);
            // The page of what does not exist leads nowhere but home.
            let found = if page.status.as_u16() == 404 { Vec::new() } else { links(&page) };
            for next in found {
                if !is_crowd(&next) && known.insert(next.clone()) {
                    waiting.push_back(next);
                }
            }
            seen.push((path.clone(), format!("{:?}\n{}", page.headers, page.text())));
        }
        assert!(known.len() < MOST_PAGES, "the crawl does not end: {path}");
    }
    seen
}

/// Paths on this site that the page leads to by reading.
fn links(page: &Page) -> Vec<String> {
    let document = Html::parse_document(&page.text());
    let selector = Selector::parse("[href], [src], [hx-get], [data-src], form[method=get]").unwrap();
    let mut found = vec![page.location().to_owned(), page.header("hx-redirect").to_owned()];
    for element in document.select(&selector) {
        let names = ["href", "src", "hx-get", "data-src", "action"];
        found.extend(names.iter().filter_map(|name| element.value().attr(name)).map(str::to_owned));
    }
    found.retain(|path| path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/static/"));
    found.into_iter().map(|path| path.split('#').next().unwrap_or_default().to_owned()).collect()
}

/// Where a word was seen first. Nearly all canaries begin alike, and what begins like that is picked out once.
struct Sightings<'a> {
    seen: &'a [(String, String)],
    marked: BTreeMap<&'a str, &'a str>,
}

impl<'a> Sightings<'a> {
    fn new(seen: &'a [(String, String)]) -> Sightings<'a> {
        let mut marked = BTreeMap::new();
        for (path, text) in seen {
            for (at, _) in text.match_indices(MARK) {
                let rest = &text[at..];
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
                marked.entry(&rest[..end]).or_insert(path.as_str());
            }
        }
        Sightings { seen, marked }
    }

    fn of(&self, word: &str) -> Option<&str> {
        if word.starts_with(MARK) && word.chars().all(|c| c.is_ascii_alphanumeric()) {
            return self.marked.iter().find(|(seen, _)| seen.contains(word)).map(|(_, path)| *path);
        }
        self.seen.iter().find(|(_, text)| text.contains(word)).map(|(path, _)| path.as_str())
    }
}

/// Canaries that are none of the visitor's and were seen all the same.
fn strays(seen: &[(String, String)], canaries: &[Canary], own: &[&str]) -> Vec<String> {
    let seen = Sightings::new(seen);
    let foreign = canaries.iter().filter(|canary| !own.contains(&canary.owner));
    foreign.filter_map(|canary| seen.of(&canary.word).map(|path| format!("{} at {path}", canary.word))).collect()
}

/// Canaries of the visitor that they looked for in vain.
fn missed(seen: &[(String, String)], canaries: &[Canary], own: &[&str]) -> Vec<String> {
    let seen = Sightings::new(seen);
    let own = canaries.iter().filter(|canary| canary.is_shown && own.contains(&canary.owner));
    own.filter(|canary| seen.of(&canary.word).is_none()).map(|canary| canary.word.clone()).collect()
}

#[tokio::test]
async fn nobody_sees_what_is_another_s_and_everybody_sees_their_own() {
    // They look at everything, and more quickly than people do.
    world_with(&[("requests_per_member", "0"), ("requests_per_address", "0")], async |t| {
        let aviary = aviary(t).await;
        let seeds = seeds(&aviary);
        let expired = t.signed_in(aviary.ada.id).await;
        t.app
            .db
            .write(|tx| {
                let newest = db::sql!("UPDATE session SET expires_us = 1 WHERE id = (SELECT MAX(id) FROM session)");
                Ok::<_, Error>(tx.run(newest, &[])?)
            })
            .await
            .unwrap();
        let visitors: [(&str, &[&str], &Browser); 10] = [
            ("guest", &[], &t.browser()),
            ("expired", &[], &expired),
            ("eve", &["eve", "dot", "flo"], &aviary.eve.browser),
            ("ada", &["ada", "ada's note", "ada to cem", "dot", "flo"], &aviary.ada.browser),
            ("bob", &["bob", "bob's page", "cem to bob", "gus to bob", "dot", "flo"], &aviary.bob.browser),
            ("gus, whom Bob knows", &["gus", "bob's page", "dot", "flo"], &aviary.gus.browser),
            ("cem", &["cem", "cem's note", "ada to cem", "cem to bob", "dot", "flo"], &aviary.cem.browser),
            ("dot", &["dot"], &aviary.dot.browser),
            ("flo, whom Dot has blocked", &["flo"], &aviary.flo.browser),
            ("operator", &["staff", "ada's note", "cem's note", "dot", "flo"], &aviary.operator.browser),
        ];
        for (name, own, browser) in visitors {
            let seen = crawl(browser, &seeds).await;
            assert!(seen.len() > 100, "{name} saw only {} answers", seen.len());
            assert_eq!(strays(&seen, &aviary.canaries, own), Vec::<String>::new(), "seen by {name}");
            assert_eq!(missed(&seen, &aviary.canaries, own), Vec::<String>::new(), "not seen by {name}");
        }
        t.forget_parked().await;
    })
    .await;
}

#[tokio::test]
async fn nobody_s_cursor_opens_another_s_list_and_no_mail_tells_of_others() {
    world(async |t| {
        let aviary = aviary(t).await;
        let next = aviary.ada.browser.get("/people").await.expect(200);
        let next = links(&next).into_iter().find(|path| path.contains("after=")).expect("a second page");
        aviary.ada.browser.get(&next).await.expect(200);
        aviary.eve.browser.get(&next).await.expect(404);
        t.browser().post("/forgot", &[("email", &aviary.ada.email)]).await.expect(303);
        let known = [("name", "X"), ("email", aviary.bob.email.as_str()), ("password", PASSWORD)];
        t.browser().post("/join", &known).await.expect(303);
        for (owner, person) in [("ada", &aviary.ada), ("bob", &aviary.bob)] {
            let mails = t.mails_to(&person.email).await;
            assert_eq!(mails.len(), 1, "{owner}");
            let words = |mail: &mail::StoredMail| (owner.to_owned(), format!("{}\n{}", mail.subject, mail.text));
            let texts: Vec<_> = mails.iter().map(words).collect();
            assert_eq!(strays(&texts, &aviary.canaries, &[owner]), Vec::<String>::new());
        }
        t.forget_parked().await;
    })
    .await;
}

#[test]
fn every_personal_column_has_a_canary_or_a_reason() {
    let mut bare = Vec::new();
    for column in db::schema::declared(athena::wiring::MIGRATIONS) {
        let name = format!("{}.{}", column.table, column.column);
        let named = COLUMNS.iter().chain(NO_WORDS.iter().map(|(column, _)| column)).any(|known| *known == name);
        if matches!(column.mark, Some(db::schema::Mark::Personal(_))) && !named {
            bare.push(name);
        }
    }
    assert_eq!(bare, Vec::<String>::new());
}

/// All of an answer that a visitor could tell apart from another: nothing but the request's id differs.
fn looks(page: &Page, name: &str) -> String {
    let mut headers = page.headers.clone();
    let id = headers.remove("x-request-id").map(|id| id.to_str().unwrap().to_owned()).unwrap_or_default();
    let text = page.text();
    let text = if id.is_empty() { text } else { text.replace(&id, "…") };
    format!("{} {headers:?}\n{}", page.status, text.replace(name, "…"))
}

#[tokio::test]
async fn the_hidden_looks_like_the_missing() {
    world(async |t| {
        let (ada, eve) = (t.person("Ada").await, t.person("Eve").await);
        t.person("Sol").await;
        let gone = t.person("Gil").await;
        t.suspend(gone.id).await;
        ada.browser.post("/settings/handle", &[("handle", "countess")]).await.expect(303);
        let session = ada.browser.get("/settings/sessions").await.attribute("li form", "action");
        let ended = {
            let browser = t.signed_in(ada.id).await;
            let forms = browser.get("/settings/sessions").await;
            let action = forms.attribute("li:has(.tag-success) form", "action");
            browser.post(&action, &[]).await.expect(303);
            action
        };
        let guest = t.browser();
        // Names of one length, so that the same bytes come back.
        for (browser, hidden, missing) in [
            (&guest, "/in/countess", "/in/nobodyxx"),
            (&guest, "/in/ada", "/in/abc"),
            (&guest, "/in/sol", "/in/abc"),
            (&guest, "/in/sol?as=member", "/in/abc?as=member"),
            (&guest, "/in/gil", "/in/abc"),
            (&eve.browser, "/in/gil", "/in/abc"),
            (&eve.browser, "/in/sol/edit", "/in/abc/edit"),
            (&eve.browser, "/admin", "/nowhr"),
            (&eve.browser, "/admin/people", "/nowhr/people"),
        ] {
            for browser in [browser, &browser.htmx(), &browser.with("accept", "application/json")] {
                let (one, other) = (browser.get(hidden).await, browser.get(missing).await);
                assert_eq!(one.status.as_u16(), 404, "{hidden}");
                let name = |path: &str| path.split('?').next().unwrap_or_default().to_owned();
                assert_eq!(looks(&one, &name(hidden)), looks(&other, &name(missing)), "{hidden}");
            }
        }
        for (hidden, missing) in [(session.as_str(), ended.as_str()), ("/in/sol/edit", "/in/abc/edit")] {
            let form = [("headline", "Mine")];
            let (one, other) = (eve.browser.post(hidden, &form).await, eve.browser.post(missing, &form).await);
            assert_eq!(one.status.as_u16(), 404, "{hidden}");
            assert_eq!(looks(&one, hidden), looks(&other, missing), "{hidden}");
        }
    })
    .await;
}
