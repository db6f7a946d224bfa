//! The demo's people: each of them has a page, the two who are shown can sign in, and a seed repeats itself.

use std::sync::Mutex;

use athena::demo::{self, Plan, Progress, SignIns, Size};
use athena::kernel::Error;
use db::sql;

use crate::support::{Person, Site, world};

async fn fill(t: &Site, seed: u64) -> SignIns {
    demo::fill(&t.app, &Plan { size: Size::Small, seed }, |_| {}).await.unwrap()
}

async fn handles(t: &Site) -> Vec<String> {
    t.app
        .db
        .read(|r| {
            Ok::<_, Error>(
                r.all(sql!("SELECT handle_key FROM handle WHERE is_current ORDER BY account_id LIMIT 100"), &[])?,
            )
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn everybody_in_the_small_community_has_a_page() {
    world(async |t| {
        let told = Mutex::new(Vec::new());
        let progress = |progress: Progress| told.lock().unwrap().push((progress.done, progress.of));
        demo::fill(&t.app, &Plan { size: Size::Small, seed: 1 }, progress).await.unwrap();
        assert_eq!(told.into_inner().unwrap().last(), Some(&(60, 60)));

        let handles = handles(t).await;
        assert_eq!(handles.len(), 60);
        assert_eq!(handles[..2], ["ingrid-solheim", "amara-nwosu"]);
        assert!(!handles.iter().any(|handle| handle.starts_with("member-")), "{handles:?}");
        let Person { browser: member, .. } = t.person("Guest of Honour").await;
        let (guest, mut public) = (t.browser(), 0);
        for handle in handles {
            let path = format!("/in/{handle}");
            assert_eq!(member.get(&path).await.status, 200, "{path}");
            public += usize::from(guest.get(&path).await.status == 200);
        }
        assert!((10..30).contains(&public), "{public}");
        for path in ["/feed", "/people"] {
            assert_eq!(member.get(path).await.status, 200, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_two_who_are_shown_can_sign_in_and_the_operator_has_something_to_do() {
    world(async |t| {
        let SignIns { operator, member } = fill(t, 1).await;
        for (way_in, may_run) in [(operator, true), (member, false)] {
            let browser = t.browser();
            let fields = [("email", way_in.email.as_str()), ("password", way_in.password.as_str())];
            assert_eq!(browser.post("/login", &fields).await.location(), "/feed", "{}", way_in.email);
            for page in ["/admin/people", "/admin/reports", "/admin/invites", "/admin/mail"] {
                assert_eq!(browser.get(page).await.status == 200, may_run, "{page}");
            }
        }
        assert!(t.count(sql!("SELECT COUNT(*) FROM endorsement")).await > 100);
        let most = sql!("SELECT COUNT(*) FROM endorsement GROUP BY entry_id ORDER BY 1 DESC LIMIT 1");
        assert!((3..=12).contains(&t.count(most).await));
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM report WHERE outcome = 0")).await, 3);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM report WHERE outcome > 0")).await, 1);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM sign_up")).await, 2);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM invite WHERE uses_left > 0")).await, 1);
        assert_eq!(t.mails_to("rudenko@example.com").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_seed_repeats_itself_and_another_makes_others() {
    let mut made = Vec::new();
    for seed in [1, 1, 2] {
        world(async |t| {
            fill(t, seed).await;
            made.push(handles(t).await);
        })
        .await;
    }
    assert_eq!(made[0], made[1]);
    assert_ne!(made[0], made[2]);
}
