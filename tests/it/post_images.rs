//! Pictures in posts: from the files that are sent with a draft to what those see who may read the post, and nobody else.

use athena::kernel::AccountId;
use athena::posts::{drafts, images, post as posts};
use athena::profiles::pictures::strays;
use db::sql;

use crate::connections::connect;
use crate::pictures::{png, red};
use crate::support::{Browser, Page, Person, Site, world};

const MINUTE_US: i64 = 60 * 1_000_000;
const DAY_US: i64 = 24 * 60 * MINUTE_US;

async fn send(who: &Person, draft: &str, files: &[&[u8]]) -> Page {
    who.browser.upload_all(&format!("{draft}/images"), files, &[]).await
}

/// Pictures of different colours.
fn colours<const N: usize>() -> [Vec<u8>; N] {
    std::array::from_fn(|number| png(60, 40, [u8::try_from(number * 10).unwrap(), 0, 0]))
}

/// The fields of a draft's page as they stand there.
fn fields(page: &Page) -> Vec<(String, String)> {
    let mut fields = vec![
        ("text".to_owned(), page.one("#text").trim().to_owned()),
        ("audience".to_owned(), page.attribute("#audience option[selected]", "value")),
        ("version".to_owned(), page.attribute("#draft input[name=version]", "value")),
    ];
    fields.extend(entries(page).into_iter().zip(alts(page)).map(|(id, alt)| (format!("alt-{id}"), alt)));
    fields
}

fn attributes(page: &Page, selector: &str, name: &str) -> Vec<String> {
    let document = scraper::Html::parse_document(&page.text());
    let selector = scraper::Selector::parse(selector).unwrap();
    document.select(&selector).map(|found| found.value().attr(name).unwrap_or_default().to_owned()).collect()
}

/// The ids of a draft's pictures, in their order.
fn entries(page: &Page) -> Vec<String> {
    attributes(page, "#pictures [data-entry]", "data-entry")
}

/// What is typed of them.
fn alts(page: &Page) -> Vec<String> {
    page.all("#pictures textarea")
}

async fn press(who: &Person, path: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    who.browser.post(path, &fields).await
}

/// Sends a picture with a draft and says what it shows.
pub async fn describe_one(who: &Person, draft: &str, alt: &str) {
    send(who, draft, &[&red()]).await.expect(303);
    let mut form = fields(&who.browser.get(draft).await.expect(200));
    form[3].1 = alt.to_owned();
    press(who, draft, &form).await.expect(303);
}

/// Posts with pictures that show this, and gives the address of the post.
pub async fn post(who: &Person, text: &str, audience: &str, shown: &[&str]) -> String {
    let draft = crate::drafts::begin(who, text).await;
    let files: Vec<Vec<u8>> = (0..shown.len()).map(|at| png(600, 400, [0, 0, u8::try_from(at).unwrap()])).collect();
    send(who, &draft, &files.iter().map(Vec::as_slice).collect::<Vec<_>>()).await.expect(303);
    let mut form = fields(&who.browser.get(&draft).await.expect(200));
    form[1].1 = audience.to_owned();
    for (field, alt) in form[3..].iter_mut().zip(shown) {
        field.1 = (*alt).to_owned();
    }
    press(who, &format!("{draft}/publish"), &form).await.expect(303);
    who.browser.get("/feed").await.expect(200).attribute("#main .post .when > a", "href")
}

/// The address of a picture of a draft of somebody's, made for them.
pub async fn address(t: &Site, owner: AccountId) -> String {
    let draft = format!("/feed/drafts/{}", t.draft(owner, "With a picture").await);
    let browser = t.signed_in(owner).await;
    browser.upload(&format!("{draft}/images"), &red(), &[]).await.expect(303);
    browser.get(&draft).await.expect(200).attribute("#pictures img", "src")
}

/// The address of the first picture of a post, as its page shows it to the viewer.
async fn shown(viewer: &Browser, post: &str) -> Option<String> {
    let page = viewer.get(post).await;
    page.has(".post-images img").then(|| page.attribute(".post-images img", "src"))
}

fn files(t: &Site) -> usize {
    let folders = std::fs::read_dir(t.app.config.data.join("media")).unwrap();
    folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap()).count()
}

/// Lets everything go that nothing needs any more.
async fn sweep(t: &Site) {
    for step in [11 * MINUTE_US, DAY_US + 1, 11 * MINUTE_US, DAY_US + 1] {
        t.clock.advance(step);
        t.app.db.write(posts::purge).await.unwrap();
        t.app.db.write(drafts::purge).await.unwrap();
        t.app.db.write(images::purge).await.unwrap();
        strays::sweep(&t.app).await.unwrap();
    }
}

#[tokio::test]
async fn pictures_are_sent_described_ordered_and_posted() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        connect(&ada, &bob).await;
        let draft = crate::drafts::begin(&ada, "Three of them").await;
        let (wide, high) = (png(3_000, 1_500, [9, 9, 9]), png(100, 150, [0, 90, 0]));
        send(&ada, &draft, &[&wide, &red(), &high]).await.expect(303);
        let page = ada.browser.get(&draft).await.expect(200);
        assert!(page.text().contains("Say in a few words"), "a reminder");
        let ids = entries(&page);
        assert_eq!(ids.len(), 3);
        let mut form = fields(&page);
        form[0].1 = "Four of them".to_owned();
        form[3].1 = "A wide field".to_owned();
        // Whatever is pressed, what was typed is saved.
        press(&ada, &format!("{draft}/images/{}/down", ids[0]), &form).await.expect(303);
        let page = ada.browser.get(&draft).await;
        assert_eq!(entries(&page), [ids[1].clone(), ids[0].clone(), ids[2].clone()]);
        assert_eq!((page.one("#text").trim(), alts(&page)[1].as_str()), ("Four of them", "A wide field"));
        press(&ada, &format!("{draft}/images/{}/up", ids[1]), &fields(&page)).await.expect(303);
        let last = [("before".to_owned(), String::new())];
        press(&ada, &format!("{draft}/images/{}/move", ids[1]), &last).await.expect(303);
        let before = [("before".to_owned(), ids[0].clone())];
        press(&ada, &format!("{draft}/images/{}/move", ids[2]), &before).await.expect(303);
        let page = ada.browser.get(&draft).await;
        assert_eq!(entries(&page), [ids[2].clone(), ids[0].clone(), ids[1].clone()]);
        press(&ada, &format!("{draft}/images/{}/move", ids[2]), &[("before".to_owned(), "zzz".to_owned())])
            .await
            .expect(404);

        // Taken away, brought back, taken away.
        let path = format!("{draft}/images/{}", ids[1]);
        press(&ada, &format!("{path}/remove"), &fields(&page)).await.expect(303);
        let page = ada.browser.get(&draft).await;
        assert_eq!((entries(&page).len(), page.attribute(".toast form", "action")), (2, format!("{path}/restore")));
        ada.browser.post(&format!("{path}/restore"), &[]).await.expect(303);
        assert_eq!(entries(&ada.browser.get(&draft).await).len(), 3);
        press(&ada, &format!("{path}/remove"), &fields(&ada.browser.get(&draft).await)).await.expect(303);

        let posted =
            press(&ada, &format!("{draft}/publish"), &fields(&ada.browser.get(&draft).await)).await.expect(303);
        let said = ada.browser.get(posted.location()).await.one(".toast .grow");
        assert!(said.contains("Not every picture is described"), "{said}");
        let feed = bob.browser.get("/feed").await.expect(200);
        let all = attributes(&feed, ".post-images img", "alt");
        assert_eq!(all, ["Picture 1 of 2, without a description", "A wide field"]);
        assert_eq!(attributes(&feed, ".post-images img", "width"), ["100", "2048"]);
        assert_eq!(attributes(&feed, ".post-images img", "height"), ["150", "1024"]);
        let sizes = attributes(&feed, ".post-images img", "srcset");
        assert_eq!((sizes[0].split(", ").count(), sizes[1].split(", ").count()), (1, 3));
        for (size, width) in sizes[1].split(", ").zip([480, 1_080, 2_048]) {
            let (address, described) = size.split_once(' ').unwrap();
            assert_eq!(described, format!("{width}w"));
            let file = t.browser().get(address).await.expect(200);
            assert_eq!(media::size(&file.bytes), Ok((width, width / 2)));
            assert_eq!(file.header("cache-control"), "private, max-age=86400, immutable");
            assert_eq!(file.header("content-security-policy"), "default-src 'none'; sandbox");
            assert_eq!(file.header("content-type"), "image/jpeg");
        }
        // The first thing on the page is loaded at once.
        assert_eq!(attributes(&feed, ".post-images img", "loading"), ["", ""]);
        sweep(t).await;
        assert_eq!(files(t), 4, "what was taken away is gone, what is shown is not");
    })
    .await;
}

#[tokio::test]
async fn a_feed_shows_four_and_the_post_all() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let path = post(&ada, "Six", "members", &["a", "b", "c", "d", "e", "f"]).await;
        post(&ada, "Newer", "members", &["one"]).await;
        let feed = ada.browser.get("/feed").await.expect(200);
        assert_eq!(attributes(&feed, ".post-images", "data-shape"), ["1", "4"]);
        assert_eq!(attributes(&feed, ".post-images[data-shape='4'] li:not([hidden]) img", "alt"), ["a", "b", "c", "d"]);
        assert_eq!(feed.one(".post-images-more [aria-hidden]"), "+2");
        assert_eq!(attributes(&feed, ".post-images[data-shape='4'] a", "href")[3], path, "the rest is there");
        assert_eq!(attributes(&feed, ".post-images[data-shape='4'] img", "loading"), ["lazy"; 6]);
        let page = ada.browser.get(&path).await.expect(200);
        assert_eq!(attributes(&page, ".post-images li:not([hidden]) img", "alt").len(), 6);
        assert!(!page.has(".post-images-more"));
    })
    .await;
}

#[tokio::test]
async fn a_picture_is_seen_by_those_who_may_read_the_post_and_closed_at_once_to_others() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        connect(&ada, &bob).await;
        let guest = t.browser();
        ada.browser.post("/settings/privacy", &[("is_public", "true")]).await.expect(303);
        let path = post(&ada, "Look", "everyone", &["A thing"]).await;
        let viewers = [&guest, &cem.browser, &bob.browser, &ada.browser];
        let mut known = Vec::new();
        for viewer in viewers {
            let address = shown(viewer, &path).await.unwrap();
            guest.get(&address).await.expect(200);
            known.push(address);
        }
        known.dedup();
        assert_eq!(known.len(), 4, "each has an address of their own");
        let audience = async |audience: &str| {
            let form = [("text", "Look"), ("audience", audience), ("seen", "0")];
            ada.browser.post(&format!("{path}/edit"), &form).await.expect(303);
        };
        let seen = async |expected: [bool; 4], why: &str| {
            for (number, (address, viewer)) in known.iter().zip(viewers).enumerate() {
                let status = if expected[number] { 200 } else { 404 };
                assert_eq!(guest.get(address).await.status.as_u16(), status, "{why}: {number} by the address");
                assert_eq!(shown(viewer, &path).await.is_some(), expected[number], "{why}: {number} on the page");
            }
        };
        seen([true; 4], "everyone").await;
        audience("members").await;
        seen([false, true, true, true], "members").await;
        audience("connections").await;
        seen([false, false, true, true], "connections").await;
        audience("everyone").await;
        seen([true; 4], "everyone again").await;
        ada.browser.post("/settings/privacy", &[]).await.expect(303);
        seen([false, true, true, true], "no page for guests").await;
        ada.browser.post("/settings/privacy", &[("is_public", "true")]).await.expect(303);
        // Whoever goes apart sees nothing of each other.
        cem.browser.post("/in/ada/block", &[]).await.expect(303);
        seen([true, false, true, true], "apart").await;
        audience("connections").await;
        bob.browser.post(&format!("/mynetwork/people/{}/remove", ada.id), &[]).await.expect(303);
        seen([false, false, false, true], "no longer connected").await;
        ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        seen([false; 4], "deleted").await;
        ada.browser.post(&format!("{path}/restore"), &[]).await.expect(303);
        audience("everyone").await;
        assert!(shown(&guest, &path).await.is_some(), "brought back");
        guest.get(&known[2]).await.expect(200);
        t.suspend(bob.id).await;
        guest.get(&known[2]).await.expect(404);
        t.suspend(ada.id).await;
        for address in &known {
            guest.get(address).await.expect(404);
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_is_made_for_somebody_and_ends_by_itself() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let path = post(&ada, "Look", "members", &["A thing"]).await;
        let address = shown(&bob.browser, &path).await.unwrap();
        let parts: Vec<&str> = address.trim_start_matches("/media/for/").split('/').collect();
        let [viewer, image, size, day, signature] = parts.as_slice() else { panic!("{address}") };
        assert_eq!(*viewer, bob.id.to_string());
        let (guest, next) = (t.browser(), day.parse::<i64>().unwrap() + 1);
        for wrong in [
            format!("/media/for/{}/{image}/{size}/{day}/{signature}", ada.id),
            format!("/media/for/0/{image}/{size}/{day}/{signature}"),
            format!("/media/for/{viewer}/{image}/2/{day}/{signature}"),
            format!("/media/for/{viewer}/{image}/{size}/{next}/{signature}"),
            format!("/media/for/{viewer}/{image}/{size}/{day}/{signature}x"),
            format!("/media/for/{viewer}/{image}/{size}/{day}/"),
            format!("/media/for/-1/{image}/{size}/{day}/{signature}"),
            format!("/media/{image}/{size}/{day}/{signature}"),
            format!("/media/for/..%2f/{image}/{size}/{day}/{signature}"),
        ] {
            guest.get(&wrong).await.expect(404);
        }
        for status in [200, 200, 404] {
            guest.get(&address).await.expect(status);
            t.clock.advance(DAY_US);
        }
    })
    .await;
}

#[tokio::test]
async fn a_draft_s_picture_is_its_author_s_alone() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let (mine, theirs) = (crate::drafts::begin(&ada, "Mine").await, crate::drafts::begin(&bob, "Theirs").await);
        send(&ada, &mine, &[&red()]).await.expect(303);
        let page = ada.browser.get(&mine).await;
        let (address, id) = (page.attribute("#pictures img", "src"), entries(&page)[0].clone());
        t.browser().get(&address).await.expect(200);
        let form = fields(&bob.browser.get(&theirs).await);
        for draft in [&mine, &theirs] {
            for deed in ["up", "down", "remove"] {
                press(&bob, &format!("{draft}/images/{id}/{deed}"), &form).await.expect(404);
            }
            bob.browser.post(&format!("{draft}/images/{id}/restore"), &[]).await.expect(404);
            bob.browser.post(&format!("{draft}/images/{id}/move"), &[("before", "")]).await.expect(404);
        }
        send(&bob, &mine, &[&red()]).await.expect(404);
        // What one says of another's picture is said of nothing.
        let mut stolen = form.clone();
        stolen.push((format!("alt-{id}"), "Overwritten".to_owned()));
        press(&bob, &theirs, &stolen).await.expect(303);
        let posted = post(&bob, "Mine, too", "members", &["b"]).await;
        bob.browser.post(&format!("{posted}/images"), &[(&format!("alt-{id}"), "Overwritten")]).await.expect(303);
        bob.browser.post(&format!("{posted}/images/{id}/remove"), &[]).await.expect(404);
        assert_eq!(alts(&ada.browser.get(&mine).await), [""]);
        press(&bob, &format!("{theirs}/publish"), &stolen).await.expect(303);
        t.browser().get(&address).await.expect(200);
        assert!(!bob.browser.get("/feed").await.text().contains("Overwritten"));
        ada.browser.post(&format!("{mine}/remove"), &[]).await.expect(303);
        t.browser().get(&address).await.expect(404);
        ada.browser.post(&format!("{mine}/restore"), &[]).await.expect(303);
        t.browser().get(&address).await.expect(200);
        ada.browser.post(&format!("{mine}/remove"), &[]).await.expect(303);
        sweep(t).await;
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM post_image")).await, 1);
        assert_eq!(files(t), 2, "of Bob's post alone");
    })
    .await;
}

#[tokio::test]
async fn bad_files_are_named_by_their_number_and_the_good_ones_stay() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let draft = crate::drafts::begin(&ada, "Files").await;
        let cut = &red()[..200];
        // A picture that is a page as well, and one that says it is enormous.
        let mut both = red();
        both.extend_from_slice(b"<script>alert(1)</script>");
        let mut bomb = red();
        bomb[16..24].copy_from_slice(&[0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20]);
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        let sent: [&[u8]; 8] = [&red(), svg, cut, &both, b"", &bomb, &png(400, 15, [0, 0, 0]), &png(50, 50, [1, 2, 3])];
        let page = send(&ada, &draft, &sent).await.expect(422);
        let said = page.all("#file-error .error");
        let begin = [
            "File 2: This is not",
            "File 3: This picture is damaged",
            "File 5: Choose a picture",
            "File 6:",
            "File 7: This picture, or",
        ];
        assert_eq!(said.len(), begin.len(), "{said:?}");
        for (said, begin) in said.iter().zip(begin) {
            assert!(said.starts_with(begin), "{said}");
        }
        assert_eq!(page.attribute("#file", "aria-invalid"), "true");
        let page = ada.browser.get(&draft).await;
        assert_eq!((entries(&page).len(), page.one("#text").trim().to_owned()), (3, "Files".to_owned()));
        let sound = t.browser().get(&attributes(&page, "#pictures img", "src")[1]).await.expect(200);
        assert!(!String::from_utf8_lossy(&sound.bytes).contains("script"), "drawn anew");
        // A script sends one after the other.
        let alone = ada.browser.htmx().upload(&format!("{draft}/images"), svg, &[("first", "7")]).await.expect(422);
        assert!(alone.one("#file-error .error").starts_with("File 7:") && !alone.has("#text"));
        let fine = ada.browser.htmx().upload(&format!("{draft}/images"), &red(), &[("first", "8")]).await.expect(200);
        assert_eq!((entries(&fine).len(), fine.all("#file-error .error").len()), (4, 0));
        send(&ada, &draft, &[&vec![0; media::MAX_BYTES + 300 * 1024]]).await.expect(413);
        ada.browser.post(&format!("{draft}/images"), &[("file", "x")]).await.expect(422);
    })
    .await;
}

#[tokio::test]
async fn twenty_fit() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let draft = crate::drafts::begin(&ada, "Many").await;
        let many = colours::<21>();
        let page = send(&ada, &draft, &many.iter().map(Vec::as_slice).collect::<Vec<_>>()).await.expect(422);
        assert_eq!(page.all("#file-error .error"), ["File 21: A post holds twenty pictures. This one did not fit."]);
        let ids = entries(&page);
        assert_eq!(ids.len(), 20);
        let path = format!("{draft}/images/{}", ids[4]);
        press(&ada, &format!("{path}/remove"), &fields(&ada.browser.get(&draft).await)).await.expect(303);
        send(&ada, &draft, &[&many[20]]).await.expect(303);
        let back = ada.browser.post(&format!("{path}/restore"), &[]).await.expect(303);
        assert_eq!(back.location(), format!("{draft}#pictures"));
        let page = ada.browser.get(&draft).await;
        assert!(page.one(".toast .grow").contains("no room") && entries(&page).len() == 20);
        let mut form = fields(&page);
        form[5].1 = "é".repeat(1_501);
        for deed in ["", "/publish"] {
            let refused = press(&ada, &format!("{draft}{deed}"), &form).await.expect(422);
            assert!(
                refused.one("#pictures-error").contains("One of the descriptions is longer")
                    && alts(&refused)[2] == form[5].1,
                "{deed}"
            );
        }
        form[5].1 = "é".repeat(1_500);
        press(&ada, &format!("{draft}/publish"), &form).await.expect(303);
        let post = ada.browser.get("/feed").await.attribute("#main .post .when > a", "href");
        assert_eq!(ada.browser.get(&post).await.all(".post-images li").len(), 20);
        // Another hundred and twenty may be sent within the hour, less those.
        let draft = crate::drafts::begin(&ada, "Very many").await;
        t.sql(
            sql!("UPDATE throttle SET tries = 120 WHERE bucket LIKE 'post-images/%' AND CAST($1 AS BIGINT) > 0"),
            ada.id,
        )
        .await;
        let page = send(&ada, &draft, &[&red()]).await.expect(422);
        assert!(page.one("#file-error").contains("in an hour"));
    })
    .await;
}

#[tokio::test]
async fn another_tab_s_descriptions_are_not_overwritten() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let draft = crate::drafts::begin(&ada, "Text").await;
        send(&ada, &draft, &[&red()]).await.expect(303);
        let old = fields(&ada.browser.get(&draft).await);
        let (mut here, mut there) = (old.clone(), old.clone());
        there[3].1 = "From the other tab".to_owned();
        press(&ada, &draft, &there).await.expect(303);
        here[3].1 = "From this tab".to_owned();
        for deed in ["".to_owned(), "/publish".to_owned(), format!("/images/{}/up", &old[3].0[4..])] {
            let told = press(&ada, &format!("{draft}{deed}"), &here).await.expect(422);
            assert!(told.has(".note-warning") && alts(&told) == ["From this tab"], "{deed}");
        }
        assert_eq!(alts(&ada.browser.get(&draft).await), ["From the other tab"]);
        // A picture that is sent in one tab does not keep the other from being saved.
        let mut form = fields(&ada.browser.get(&draft).await);
        send(&ada, &draft, &[&png(40, 40, [1, 1, 1])]).await.expect(303);
        form[0].1 = "Other text".to_owned();
        press(&ada, &draft, &form).await.expect(303);
        assert_eq!(entries(&ada.browser.get(&draft).await).len(), 2);
        let posted = format!("{draft}/publish");
        let now = fields(&ada.browser.get(&draft).await);
        let (one, other) = tokio::join!(press(&ada, &posted, &now), press(&ada, &posted, &now));
        assert_eq!((one.expect(303).location(), other.expect(303).location()), ("/feed", "/feed"));
        let feed = ada.browser.get("/feed").await;
        assert_eq!((feed.all("#main .post").len(), feed.all(".post-images li").len()), (1, 2));
    })
    .await;
}

#[tokio::test]
async fn a_post_s_pictures_can_be_described_later_and_taken_out() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let path = post(&ada, "Two", "members", &["", "Second"]).await;
        let edit = ada.browser.get(&format!("{path}/edit")).await.expect(200);
        let names = attributes(&edit, "#pictures textarea", "name");
        let form = [(names[0].as_str(), "First"), (names[1].as_str(), "The second")];
        for deed in ["/images", "/images/x/remove"] {
            let deed = deed.replace('x', &names[0][4..]);
            bob.browser.post(&format!("{path}{deed}"), &form).await.expect(404);
        }
        let long = "é".repeat(1_501);
        let refused = ada.browser.post(&format!("{path}/images"), &[(names[0].as_str(), &long)]).await.expect(422);
        assert!(refused.has("#pictures-error") && refused.all("#pictures textarea")[0] == long);
        ada.browser.post(&format!("{path}/images"), &[("evil", "x")]).await.expect(422);
        assert_eq!(ada.browser.post(&format!("{path}/images"), &form).await.expect(303).location(), path);
        let page = bob.browser.get(&path).await;
        assert_eq!(attributes(&page, ".post-images img", "alt"), ["First", "The second"]);
        assert!(!page.text().contains("Edited"), "the text is the same");
        let address = page.attribute(".post-images img", "src");
        let image = format!("{path}/images/{}", &names[0][4..]);
        ada.browser.post(&format!("{image}/remove"), &form).await.expect(303);
        bob.browser.get(&address).await.expect(404);
        assert_eq!(attributes(&bob.browser.get(&path).await, ".post-images img", "alt"), ["The second"]);
        let edit = ada.browser.get(&format!("{path}/edit")).await;
        assert_eq!(edit.attribute(".toast form", "action"), format!("{image}/restore"));
        ada.browser.post(&format!("{image}/restore"), &[]).await.expect(303);
        bob.browser.get(&address).await.expect(200);

        // With the post its pictures are gone for good.
        ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        ada.browser.post(&format!("{image}/remove"), &[]).await.expect(404);
        assert!(files(t) > 0);
        sweep(t).await;
        assert_eq!((files(t), t.count(sql!("SELECT COUNT(*) FROM post_image_file")).await), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_two_things_show_stays_until_neither_does() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let draft = crate::drafts::begin(&ada, "Twice").await;
        send(&ada, &draft, &[&red(), &red()]).await.expect(303);
        assert_eq!(files(t), 1, "the same bytes are one file");
        let page = ada.browser.get(&draft).await;
        let ids = entries(&page);
        press(&ada, &format!("{draft}/images/{}/remove", ids[0]), &fields(&page)).await.expect(303);
        sweep(t).await;
        assert_eq!(files(t), 1);
        let ada = t.again(&ada).await;
        let left = ada.browser.get(&draft).await.attribute("#pictures img", "src");
        t.browser().get(&left).await.expect(200);
    })
    .await;
}
