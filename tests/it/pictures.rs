//! Photo and cover: from the file that is sent to the picture that others see, and to nothing left of it.

use athena::kernel::{AccountId, Error};
use athena::profiles::pictures::{self, strays};
use axum::http::Method;
use db::sql;

#[path = "../../crates/media/tests/store/server.rs"]
mod s3;

use crate::support::{Browser, Page, Person, Site, world, world_with};

const DAY_US: i64 = 24 * 3_600 * 1_000_000;

/// A PNG of one colour.
pub fn png(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let pixels: Vec<u8> = (0..width * height).flat_map(|_| colour).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    file
}

/// A picture like any other.
pub fn red() -> Vec<u8> {
    png(400, 400, [200, 30, 30])
}

async fn send(person: &Person, kind: &str, file: &[u8]) -> Page {
    person.browser.upload(&format!("/in/{}/edit/{kind}", person.handle), file, &[("keep", "middle")]).await
}

/// The address of a new photo of somebody's, whatever became of their browser and handle.
pub async fn address_of_a_photo(t: &Site, of: &Person) -> String {
    let browser = t.signed_in(of.id).await;
    let profile = browser.get("/feed").await.attribute(".page p.b a", "href");
    browser.upload(&format!("{profile}/edit/photo"), &red(), &[]).await.expect(303);
    browser.get(&profile).await.attribute(".hero .avatar img", "src")
}

/// The address of the photo of whoever's page it is, if the viewer is shown one.
async fn photo(viewer: &Browser, of: &Person) -> Option<String> {
    picture(viewer, of, ".hero .avatar img").await
}

async fn picture(viewer: &Browser, of: &Person, selector: &str) -> Option<String> {
    let page = viewer.get(&format!("/in/{}", of.handle)).await;
    page.has(selector).then(|| page.attribute(selector, "src"))
}

/// What is not on the disk is not there: no file, in whatever folder.
fn files(t: &Site) -> usize {
    let folders = std::fs::read_dir(t.app.config.data.join("media")).unwrap();
    folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap()).count()
}

async fn sweep(t: &Site) {
    t.app.db.write(pictures::purge).await.unwrap();
    strays::sweep(&t.app).await.unwrap();
}

async fn set_audience(person: &Person, audience: &str) {
    let path = format!("/in/{}/edit/photo/audience", person.handle);
    person.browser.post(&path, &[("audience", audience)]).await.expect(303);
}

#[tokio::test]
async fn a_photo_stands_wherever_the_person_is_named_in_the_size_that_fits() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        assert_eq!(photo(&bob.browser, &ada).await, None);
        assert_eq!(send(&ada, "photo", &red()).await.expect(303).location(), "/in/ada");
        let large = photo(&bob.browser, &ada).await.unwrap();
        let list = bob.browser.get("/people?q=ada").await;
        let listed = list.attribute(".person-card img", "src");
        let small = bob.browser.get("/feed").await.attribute(".person img", "src");
        for (address, side) in [(&large, 320), (&listed, 320), (&small, 96)] {
            let file = t.browser().get(address).await.expect(200);
            assert_eq!(file.header("content-type"), "image/jpeg");
            assert_eq!(file.header("content-security-policy"), "default-src 'none'; sandbox");
            assert_eq!(file.header("cache-control"), "private, max-age=86400, immutable");
            assert_eq!(media::size(&file.bytes), Ok((side, side)));
        }
        let corner = ada.browser.get("/about").await.attribute(".topbar .avatar img", "src");
        assert!(corner.starts_with("/media/"), "{corner}");
        assert!(!ada.browser.get("/in/ada").await.text().contains("Add a photo"));
    })
    .await;
}

#[tokio::test]
async fn a_cover_is_wide_and_for_whoever_sees_the_page() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        send(&ada, "cover", &png(2_000, 2_000, [0, 90, 120])).await.expect(303);
        let small = picture(&bob.browser, &ada, ".cover img").await.unwrap();
        assert_eq!(media::size(&bob.browser.get(&small).await.expect(200).bytes), Ok((800, 200)));
        let both = bob.browser.get("/in/ada").await.attribute(".cover img", "srcset");
        let large = both.split(", ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        assert_eq!(media::size(&bob.browser.get(&large).await.expect(200).bytes), Ok((1_584, 396)));
        ada.browser.post("/settings/privacy", &[("is_public", "true")]).await.expect(303);
        let guest = t.browser();
        let shown = picture(&guest, &ada, ".cover img").await.unwrap();
        guest.get(&shown).await.expect(200);
        ada.browser.post("/settings/privacy", &[]).await.expect(303);
        guest.get(&shown).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn each_viewer_is_shown_the_photo_that_the_audience_allows_and_an_old_address_ends() {
    world(async |t| {
        let (ada, bob, guest) = (t.person("Ada").await, t.person("Bob").await, t.browser());
        ada.browser.post("/settings/privacy", &[("is_public", "true")]).await.expect(303);
        send(&ada, "photo", &red()).await.expect(303);
        let mut known: Vec<String> = Vec::new();
        for (audience, members, guests) in [
            ("everyone", true, true),
            ("members", true, false),
            ("connections", false, false),
            ("only-me", false, false),
        ] {
            set_audience(&ada, audience).await;
            for address in &known {
                guest.get(address).await.expect(404);
            }
            let mine = photo(&ada.browser, &ada).await.unwrap();
            guest.get(&mine).await.expect(200);
            assert_eq!(photo(&bob.browser, &ada).await.is_some(), members, "{audience}");
            assert_eq!(photo(&guest, &ada).await.is_some(), guests, "{audience}");
            let as_guest = ada.browser.get("/in/ada?as=guest").await;
            assert_eq!(as_guest.has(".hero .avatar img"), guests, "{audience}");
            let preview = guest.get("/in/ada").await;
            assert_eq!(preview.has("meta[property='og:image']"), guests, "{audience}");
            assert_eq!(preview.text().contains("\"image\":\"http://localhost:8000/media/"), guests, "{audience}");
            let row = bob.browser.get("/people?q=ada").await;
            assert_eq!(row.has(".person-card img"), members, "{audience}");
            known.push(mine);
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_is_ours_ends_by_itself_and_shows_nothing_of_the_suspended() {
    world(async |t| {
        let ada = t.person("Ada").await;
        send(&ada, "photo", &red()).await.expect(303);
        let address = photo(&ada.browser, &ada).await.unwrap();
        let parts: Vec<&str> = address.trim_start_matches("/media/").split('/').collect();
        let [picture, size, day, signature] = parts.as_slice() else { panic!("{address}") };
        let next: i64 = day.parse::<i64>().unwrap() + 1;
        let guest = t.browser();
        for wrong in [
            format!("/media/{picture}/{size}/{next}/{signature}"),
            format!("/media/{picture}/0/{day}/{signature}"),
            format!("/media/{picture}/{size}/{day}/{signature}x"),
            format!("/media/{picture}/{size}/{day}/"),
            format!("/media/{picture}/{size}/{day}/{}", "1".repeat(5_000)),
            format!("/media/1/{size}/{day}/{signature}"),
            format!("/media/{picture}/-1/{day}/{signature}"),
            format!("/media/../../secret/{size}/{day}/{signature}"),
            format!("/media/%2e%2e%2fsecret/{size}/{day}/{signature}"),
        ] {
            guest.get(&wrong).await.expect(404);
        }
        guest.get(&address).await.expect(200);
        t.clock.advance(DAY_US);
        guest.get(&address).await.expect(200);
        t.clock.advance(DAY_US);
        guest.get(&address).await.expect(404);
        let today = photo(&ada.browser, &ada).await.unwrap();
        assert_ne!(today, address);
        t.suspend(ada.id).await;
        guest.get(&today).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_a_reason_and_the_old_one_stays() {
    world(async |t| {
        let ada = t.person("Ada").await;
        send(&ada, "photo", &red()).await.expect(303);
        let before = photo(&ada.browser, &ada).await.unwrap();
        let cut = &red()[..200];
        let large = vec![0; media::MAX_BYTES + 1];
        for (file, said) in [
            (&b""[..], "Choose a picture first."),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "This is not a JPEG, PNG, WebP or GIF."),
            (b"GIF89a", "This picture is damaged and cannot be read."),
            (cut, "This picture is damaged and cannot be read."),
            (&png(400, 15, [0, 0, 0]), "too small"),
            (&large, "This file is too large."),
        ] {
            let page = send(&ada, "photo", file).await.expect(422);
            assert!(page.one("#file-error").contains(said), "{}", page.one("#file-error"));
        }
        let path = "/in/ada/edit/photo";
        for part in [[("x", "a"), ("y", "0")], [("x", "0"), ("width", "1001")], [("keep", "askew"), ("x", "")]] {
            ada.browser.upload(path, &red(), &part).await.expect(422);
        }
        ada.browser.post(path, &[("file", "x")]).await.expect(422);
        ada.browser.upload(path, &red(), &[("x", "0"), ("x", "0")]).await.expect(422);
        let everything = vec![0; media::MAX_BYTES + 300 * 1024];
        send(&ada, "photo", &everything).await.expect(413);
        assert_eq!(photo(&ada.browser, &ada).await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn the_part_that_was_chosen_is_kept() {
    world(async |t| {
        let ada = t.person("Ada").await;
        // Left half black, right half white.
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 400, 200);
        encoder.set_color(png::ColorType::Grayscale);
        let pixels: Vec<u8> = (0..400 * 200).map(|at| if at % 400 < 200 { 0 } else { 255 }).collect();
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        let mut bytes = Vec::new();
        for fields in [
            &[("keep", "start")][..],
            &[("keep", "end")],
            &[("keep", "middle"), ("x", "500"), ("y", "0"), ("width", "500"), ("height", "1000")],
        ] {
            ada.browser.upload("/in/ada/edit/photo", &file, fields).await.expect(303);
            let address = photo(&ada.browser, &ada).await.unwrap();
            bytes.push(ada.browser.get(&address).await.expect(200).bytes);
        }
        assert_ne!(bytes[0], bytes[1]);
        assert_eq!(bytes[1], bytes[2]);
    })
    .await;
}

#[tokio::test]
async fn a_photo_that_was_removed_comes_back_or_leaves_nothing() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        send(&ada, "photo", &red()).await.expect(303);
        let address = photo(&ada.browser, &ada).await.unwrap();
        assert_eq!(files(t), 2);
        ada.browser.post("/in/ada/edit/photo/remove", &[]).await.expect(303);
        let page = ada.browser.get("/in/ada").await;
        assert_eq!(page.attribute(".toast form", "action"), "/in/ada/edit/photo/restore");
        bob.browser.get(&address).await.expect(404);
        assert_eq!(photo(&bob.browser, &ada).await, None);
        for _ in 0..2 {
            ada.browser.post("/in/ada/edit/photo/restore", &[]).await.expect(303);
        }
        let again = photo(&bob.browser, &ada).await.unwrap();
        bob.browser.get(&again).await.expect(200);

        ada.browser.post("/in/ada/edit/photo/remove", &[]).await.expect(303);
        ada.browser.post("/in/ada/edit/photo/remove", &[]).await.expect(303);
        t.clock.advance(11 * 60 * 1_000_000);
        sweep(t).await;
        assert_eq!(files(t), 2, "spared for a day");
        ada.browser.post("/in/ada/edit/photo/restore", &[]).await.expect(404);
        t.clock.advance(DAY_US + 1);
        sweep(t).await;
        assert_eq!(files(t), 0);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM stray_file")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_two_people_have_stays_as_long_as_one_of_them_does() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        for person in [&ada, &bob, &bob] {
            send(person, "photo", &red()).await.expect(303);
        }
        assert_eq!(files(t), 2);
        ada.browser.post("/in/ada/edit/photo/remove", &[]).await.expect(303);
        for step in [11 * 60 * 1_000_000, DAY_US + 1] {
            t.clock.advance(step);
            sweep(t).await;
        }
        assert_eq!(files(t), 2);
        let address = photo(&ada.browser, &bob).await.unwrap();
        ada.browser.get(&address).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn what_an_upload_that_broke_off_left_is_deleted_and_what_is_going_is_not_taken() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let plan = pictures::Kind::Photo.plan();
        let picture = media::prepare(&red(), &plan, None).unwrap();
        let names: Vec<_> = picture.renditions.iter().map(|one| one.name.clone()).collect();
        let noted = names.clone();
        t.app.db.write(move |tx| strays::note(tx, &noted)).await.unwrap();
        for one in &picture.renditions {
            t.app.media.put(&one.name, one.bytes.clone().into()).await.unwrap();
        }
        sweep(t).await;
        assert_eq!(files(t), 2, "it may still be under way");
        t.clock.advance(DAY_US + 1);
        let going = sql!("UPDATE stray_file SET is_going = TRUE");
        t.app.db.write(move |tx| Ok::<_, Error>(tx.run(going, &[])?)).await.unwrap();
        send(&ada, "photo", &red()).await.expect(503);
        sweep(t).await;
        assert_eq!(files(t), 0);
        send(&ada, "photo", &red()).await.expect(303);
        t.clock.advance(DAY_US + 1);
        sweep(t).await;
        assert_eq!(files(t), 2, "it is somebody's");
    })
    .await;
}

#[tokio::test]
async fn strangers_and_others_send_nothing() {
    world(async |t| {
        let (ada, bob, guest) = (t.person("Ada").await, t.person("Bob").await, t.browser());
        let file = vec![0; 2_000_000];
        for kind in ["photo", "cover"] {
            let path = format!("/in/ada/edit/{kind}");
            guest.upload(&path, &file, &[]).await.expect(303);
            bob.browser.upload(&path, &red(), &[]).await.expect(404);
            bob.browser.upload("/in/nobody/edit/photo", &red(), &[]).await.expect(404);
            for verb in ["remove", "restore"] {
                bob.browser.post(&format!("{path}/{verb}"), &[]).await.expect(404);
            }
            let foreign = ada.browser.with("sec-fetch-site", "cross-site");
            foreign.post(&format!("{path}/remove"), &[]).await.expect(403);
        }
        // Where no files are expected, what is that large is not read.
        bob.browser.upload("/in/bob/edit", &file, &[]).await.expect(413);
        assert_eq!(files(t), 0);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM picture")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_keeps_everybody_waiting_with_their_pictures() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        let small = png(16, 16, [1, 2, 3]);
        for _ in 0..40 {
            send(&ada, "photo", &small).await.expect(303);
        }
        let page = send(&ada, "cover", &png(64, 16, [1, 2, 3])).await.expect(429);
        assert!(!page.header("retry-after").is_empty());
        send(&bob, "photo", &small).await.expect(303);
        t.clock.advance(3_600 * 1_000_000 + 1);
        send(&ada, "photo", &small).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn of_many_photos_at_once_one_is_shown_and_the_others_leave_nothing() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let tabs = (0..6_u8).map(|number| {
            let browser = ada.browser.clone();
            async move { browser.upload("/in/ada/edit/photo", &png(64, 64, [number * 40, 0, 0]), &[]).await }
        });
        let sent = tabs.map(tokio::spawn).collect::<Vec<_>>();
        for page in sent {
            page.await.unwrap().expect(303);
        }
        let shown = sql!("SELECT COUNT(*) FROM picture WHERE removed_us IS NULL");
        assert_eq!(t.count(shown).await, 1);
        let agree = sql!(
            "SELECT COUNT(*) FROM picture p JOIN account a ON a.id = p.account_id AND a.photo = p.address
             WHERE p.removed_us IS NULL"
        );
        assert_eq!(t.count(agree).await, 1);
        for step in [11 * 60 * 1_000_000, DAY_US + 1] {
            t.clock.advance(step);
            sweep(t).await;
        }
        assert_eq!(files(t), 1);
    })
    .await;
}

#[tokio::test]
async fn another_host_shows_pictures_and_nothing_else() {
    world_with(&[("media_url", "http://media.localhost:8000")], async |t| {
        let ada = t.person("Ada").await;
        send(&ada, "photo", &red()).await.expect(303);
        let page = ada.browser.get("/in/ada").await;
        assert!(page.header("content-security-policy").contains("img-src 'self' data: http://media.localhost:8000;"));
        let address = page.attribute(".hero .avatar img", "src");
        let path = address.strip_prefix("http://media.localhost:8000").unwrap();
        let there = t.browser().with("host", "media.localhost:8000");
        let file = there.get(path).await.expect(200);
        assert_eq!(file.header("cross-origin-resource-policy"), "cross-origin");
        for page in ["/", "/in/ada", "/login", "/about", "/healthz"] {
            there.get(page).await.expect(404);
        }
        ada.browser.with("host", "media.localhost:8000").get("/feed").await.expect(404);
        ada.browser.with("host", "localhost:8000").get("/feed").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn pictures_may_live_in_a_bucket() {
    let server = s3::Server::start().await;
    let place = format!(
        "s3+http://{}:{}@{}/{}/athena/pictures?region=us-east-1",
        s3::KEY,
        s3::SECRET,
        server.endpoint.trim_start_matches("http://"),
        s3::BUCKET
    );
    world_with(&[("media", &place)], async |t| {
        let ada = t.person("Ada").await;
        send(&ada, "photo", &red()).await.expect(303);
        let kept = server.store().list(None, 10).await.unwrap();
        assert_eq!(kept.len(), 2);
        assert!(server.file(kept[0].as_str()).exists() && server.objects().exists());
        assert!(!t.app.config.data.join("media").exists());
        let address = photo(&ada.browser, &ada).await.unwrap();
        assert_eq!(media::size(&ada.browser.get(&address).await.expect(200).bytes), Ok((320, 320)));
        ada.browser.post("/in/ada/edit/photo/remove", &[]).await.expect(303);
        for step in [11 * 60 * 1_000_000, DAY_US + 1] {
            t.clock.advance(step);
            sweep(t).await;
        }
        assert_eq!(server.store().list(None, 10).await.unwrap(), []);
        server.stop().await;
        // The page says that it cannot be done now; everything else goes on.
        send(&ada, "photo", &red()).await.expect(503);
        ada.browser.get("/in/ada").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_was_lost_or_spoiled_is_missing_and_sending_it_again_mends_it() {
    world(async |t| {
        let ada = t.person("Ada").await;
        send(&ada, "photo", &red()).await.expect(303);
        let address = photo(&ada.browser, &ada).await.unwrap();
        let names: Vec<String> = names_of(t, ada.id).await;
        let file = t.app.config.data.join("media").join(&names[1][..2]).join(&names[1]);
        std::fs::remove_file(&file).unwrap();
        ada.browser.get(&address).await.expect(404);
        ada.browser.get("/in/ada").await.expect(200);
        std::fs::write(&file, b"<script>alert(1)</script>").unwrap();
        ada.browser.get(&address).await.expect(503);
        send(&ada, "photo", &red()).await.expect(303);
        let again = photo(&ada.browser, &ada).await.unwrap();
        ada.browser.get(&again).await.expect(200);
    })
    .await;
}

async fn names_of(t: &Site, account: AccountId) -> Vec<String> {
    let names = sql!(
        "SELECT f.name FROM picture p JOIN picture_file f ON f.picture_id = p.id
         WHERE p.account_id = $1 AND p.removed_us IS NULL ORDER BY f.size"
    );
    t.app.db.read(move |r| Ok::<_, Error>(r.all(names, &[&account])?)).await.unwrap()
}

#[tokio::test]
async fn only_what_is_asked_for_is_answered() {
    world(async |t| {
        let ada = t.person("Ada").await;
        send(&ada, "photo", &red()).await.expect(303);
        let address = photo(&ada.browser, &ada).await.unwrap();
        let head = ada.browser.send(Method::HEAD, &address, None, axum::body::Body::empty()).await.expect(200);
        assert!(head.bytes.is_empty());
        ada.browser.post(&address, &[]).await.expect(405);
        let foreign = ada.browser.with("sec-fetch-site", "cross-site").get(&address).await.expect(200);
        assert_eq!(foreign.header("cross-origin-resource-policy"), "same-origin");
    })
    .await;
}
