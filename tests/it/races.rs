//! Many at once (R44): exactly one effect, on both databases.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use athena::accounts::people::{self, NewAccount};
use athena::accounts::sessions::{Device, NewSession};
use athena::accounts::sign_up::{self, Confirmed, Confirmer, Draft, NewIds};
use athena::accounts::staff::{self, NewOperator};
use athena::accounts::standing;
use athena::accounts::{Email, Handle, Password, PersonName, Registration, audit, emails, passwords, throttle};
use athena::kernel::app::HashCost;
use athena::kernel::{AccountId, Actor, App, AuditId, Error, MemberActor, SessionId};
use athena::reports::filing::Target;
use db::{LockTable, Read, Tx};
use tokio::sync::{Barrier, mpsc};
use tokio::task::JoinHandle;

use crate::support::{Browser, PASSWORD, Person, Site, world};

const MANY: usize = 32;

/// Sends the same form from all browsers at the same moment; gives the statuses.
async fn at_once(browsers: Vec<Browser>, path: &str, fields: &[(&str, &str)]) -> Vec<u16> {
    let barrier = Arc::new(Barrier::new(browsers.len()));
    let mut tasks = tokio::task::JoinSet::new();
    for browser in browsers {
        let (barrier, path) = (Arc::clone(&barrier), path.to_owned());
        let fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        tasks.spawn(async move {
            barrier.wait().await;
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.post(&path, &fields).await.status.as_u16()
        });
    }
    tasks.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_form_sent_many_times_asks_once() {
    world(async |t| {
        let form = t.browser().get("/join").await;
        let request_id = form.attribute("input[name=request_id]", "value");
        let fields = [
            ("name", "Ada"),
            ("email", "ada@example.org"),
            ("password", PASSWORD),
            ("request_id", request_id.as_str()),
        ];
        let browsers = (0..4).map(|_| t.browser()).collect();
        let statuses = at_once(browsers, "/join", &fields).await;
        assert_eq!(statuses, vec![303; 4]);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM sign_up")).await, 1);
        assert_eq!(t.mails_to("ada@example.org").await.len(), 1);
    })
    .await;
}

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
async fn a_link_opened_many_times_at_once_makes_one_account() {
    world(async |t| {
        let (browser, link) = t.joining("Ada Lovelace", "ada@example.org").await;
        let statuses = at_once(vec![browser; MANY], &link, &[]).await;
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [303, 410].contains(status)), "{statuses:?}");
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM account")).await, 1);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM session")).await, 1);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM handle")).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_sign_ups_for_one_address_become_one_account() {
    world(async |t| {
        for round in 0..8 {
            let email = format!("ada{round}@example.org");
            let (first, first_link) = t.joining("Ada One", &email).await;
            let (second, second_link) = t.joining("Ada Two", &email).await;
            let (one, two) = tokio::join!(first.post(&first_link, &[]), second.post(&second_link, &[]));
            let mut statuses = [one.status.as_u16(), two.status.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [303, 410], "round {round}");
        }
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM account")).await, 8);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM email")).await, 8);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM sign_up")).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_handle_wanted_by_many_goes_to_one() {
    world(async |t| {
        let mut people = Vec::new();
        for number in 0..8 {
            people.push(t.person(&format!("Person {number}")).await.browser);
        }
        let statuses = at_once(people, "/settings/handle", &[("handle", "the-one")]).await;
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        let holders =
            t.count(db::sql!("SELECT COUNT(*) FROM handle WHERE handle_key = 'the-one' AND is_current")).await;
        assert_eq!(holders, 1);
        let current = t.count(db::sql!("SELECT COUNT(*) FROM handle WHERE is_current")).await;
        assert_eq!(current, 8, "everybody still has exactly one");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_at_once_do_not_buy_more_of_them() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let browsers = (0..MANY).map(|_| t.browser()).collect();
        let fields = [("email", ada.email.as_str()), ("password", "not the password")];
        let statuses = at_once(browsers, "/login", &fields).await;
        assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 10, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 429).count(), MANY - 10, "{statuses:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reset_link_used_twice_at_once_works_once() {
    world(async |t| {
        let ada = t.person("Ada").await;
        t.browser().post("/forgot", &[("email", &ada.email)]).await.expect(303);
        let link = t.link_to(&ada.email).await;
        let browsers = (0..8).map(|_| t.browser()).collect();
        let statuses = at_once(browsers, &link, &[("password", "another fine phrase")]).await;
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        let account = ada.id;
        let sessions: i64 = t
            .app
            .db
            .read(move |r| {
                Ok::<_, Error>(r.one(db::sql!("SELECT COUNT(*) FROM session WHERE account_id = $1"), &[&account])?)
            })
            .await
            .unwrap();
        assert_eq!(sessions, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_seat_of_an_invitation_is_taken_once() {
    world(async |t| {
        t.registration(Registration::Invite).await;
        let code = t.invited_by(&t.operator("Olga").await, "1").await;
        let mut asked = Vec::new();
        for number in 0..4 {
            let (browser, email) = (t.browser(), format!("guest{number}@example.org"));
            let fields = [("name", "Guest"), ("email", &email), ("password", PASSWORD), ("invite", &code)];
            browser.post("/join", &fields).await.expect(303);
            asked.push((browser, t.link_to(&email).await));
        }
        let barrier = Arc::new(Barrier::new(asked.len()));
        let mut tasks = tokio::task::JoinSet::new();
        for (browser, link) in asked {
            let barrier = Arc::clone(&barrier);
            tasks.spawn(async move {
                barrier.wait().await;
                browser.post(&link, &[]).await.status.as_u16()
            });
        }
        let mut statuses = tasks.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409, 409, 409]);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM account")).await, 2);
        assert_eq!(t.count(db::sql!("SELECT MIN(uses_left) FROM invite")).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_operator_s_hand_and_the_link_confirm_once() {
    world(async |t| {
        let operator = t.operator("Olga").await;
        let (browser, link) = t.joining("Ada Lovelace", "ada@example.org").await;
        let by_hand = operator.browser.get("/admin/people").await.attribute("form[action$='/confirm']", "action");
        let (one, other) = tokio::join!(browser.post(&link, &[]), operator.browser.post(&by_hand, &[]));
        let statuses = (one.status.as_u16(), other.status.as_u16());
        assert!([(303, 404), (410, 303)].contains(&statuses), "{statuses:?}");
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM account")).await, 2);
    })
    .await;
}

/// A transaction that has done something and ends when told. On PostgreSQL alone: SQLite has one writer.
async fn begin(
    app: &App,
    work: impl Fn(&mut Tx<'_>) -> Result<(), Error> + Send + 'static,
) -> (JoinHandle<()>, std::sync::mpsc::Sender<()>) {
    let (begun, mut has_begun) = mpsc::unbounded_channel();
    let (go_on, held) = std::sync::mpsc::channel();
    let (db, held) = (app.db.clone(), Mutex::new(held));
    let transaction = tokio::spawn(async move {
        let committed = db.write_background(move |tx| {
            work(tx)?;
            begun.send(()).ok();
            held.lock().unwrap().recv().ok();
            Ok::<_, Error>(())
        });
        committed.await.unwrap();
    });
    has_begun.recv().await.unwrap();
    (transaction, go_on)
}

/// How many transactions wait for others.
async fn waiting(t: &Site) -> i64 {
    t.count(db::sql!(
        sqlite: "SELECT 0",
        postgres: "SELECT COUNT(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'"
    ))
    .await
}

async fn until_waiting(t: &Site, wanted: i64) {
    while waiting(t).await < wanted {
        tokio::task::yield_now().await;
    }
}

/// Asks for a link that resets a password; gives its number.
async fn reset_link(t: &Site, person: &Person) -> i64 {
    let (id, email) = (t.app.db.new_id(), Email::parse(&person.email).unwrap());
    t.app.db.write(move |tx| passwords::request_reset(tx, id, &email, "")).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_change_one_password_wait_for_each_other_in_one_order() {
    world(async |t| {
        if t.app.db.is_sqlite() {
            return;
        }
        let ada = t.person("Ada").await;
        let account = ada.id;
        let runs = Arc::new(AtomicUsize::new(0));
        for is_first_by_link in [true, false] {
            let (first, second) = (reset_link(t, &ada).await, reset_link(t, &ada).await);
            let change = |by_link: Option<i64>| {
                let (db, runs, credential) = (t.app.db.clone(), Arc::clone(&runs), t.app.db.new_id());
                tokio::spawn(async move {
                    let changed = db.write(move |tx| {
                        runs.fetch_add(1, Ordering::SeqCst);
                        match by_link {
                            Some(reset) => passwords::reset(tx, reset, credential, "new").map(drop),
                            None => passwords::change(tx, credential, account, "new", None),
                        }
                    });
                    changed.await.unwrap();
                })
            };
            // A third keeps both where each has begun.
            let credential = t.app.db.new_id();
            let (holding, go_on) = begin(&t.app, move |tx| passwords::set(tx, credential, account, "meanwhile")).await;
            let one = change(is_first_by_link.then_some(first));
            until_waiting(t, 1).await;
            let two = change(Some(second));
            until_waiting(t, 2).await;
            go_on.send(()).unwrap();
            for ended in [holding, one, two] {
                ended.await.unwrap();
            }
            assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM password_reset")).await, 0);
        }
        assert_eq!(runs.load(Ordering::SeqCst), 4, "none had to be undone and run again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_confirm_one_address_wait_for_each_other_in_one_order_however_they_are_planned() {
    world(async |t| {
        if t.app.db.is_sqlite() {
            return;
        }
        let (older, newer) = (t.app.db.new_id(), t.app.db.new_id());
        // The table holds them in the other order than the index.
        for id in [newer, older] {
            let draft = Draft {
                id,
                request_id: id.to_string(),
                name: PersonName::parse("Ada").unwrap(),
                email: Email::parse("ada@example.org").unwrap(),
                secret: "secret".to_owned(),
                browser_hash: Vec::new(),
                language: String::new(),
                time_zone: "UTC".to_owned(),
                invite: None,
            };
            t.app.db.write(move |tx| sign_up::request(tx, &draft)).await.unwrap();
        }
        let hold = move |tx: &mut Tx<'_>| {
            Ok(tx.run(db::sql!("UPDATE sign_up SET language = '' WHERE id = $1"), &[&older]).map(drop)?)
        };
        let (holding, go_on) = begin(&t.app, hold).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let confirm = |id: i64, plan: db::Sql| {
            let (db, runs, ids) = (t.app.db.clone(), Arc::clone(&runs), NewIds::make(&t.app.db));
            let session = NewSession::make(&t.app, Device::default()).unwrap();
            tokio::spawn(async move {
                db.write(move |tx| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    tx.opt::<String>(plan, &[])?;
                    sign_up::confirm(tx, id, ids, &Confirmer::Owner(&session))
                })
                .await
                .unwrap()
            })
        };
        let by_index = db::sql!(
            sqlite: "SELECT ''",
            postgres: "SELECT set_config('enable_seqscan', 'off', TRUE) || set_config('enable_bitmapscan', 'off', TRUE)"
        );
        let by_table = db::sql!(
            sqlite: "SELECT ''",
            postgres: "SELECT set_config('enable_indexscan', 'off', TRUE) || set_config('enable_bitmapscan', 'off', TRUE)"
        );
        let one = confirm(older, by_index);
        until_waiting(t, 1).await;
        let two = confirm(newer, by_table);
        until_waiting(t, 2).await;
        go_on.send(()).unwrap();
        holding.await.unwrap();
        let confirmed = [one.await.unwrap(), two.await.unwrap()];
        assert_eq!(confirmed.iter().filter(|one| **one == Confirmed::Gone).count(), 1, "{confirmed:?}");
        assert_eq!(runs.load(Ordering::SeqCst), 2, "none had to be undone and run again");
    })
    .await;
}

/// Waits until a try is counted: what follows it then waits for its turn to hash.
async fn counted(t: &Site, bucket: &str) {
    let bucket = bucket.to_owned();
    let found = move |r: &mut Read<'_>| {
        Ok::<i64, Error>(r.one(db::sql!("SELECT COUNT(*) FROM throttle WHERE bucket = $1"), &[&bucket])?)
    };
    while t.app.db.read(found.clone()).await.unwrap() == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_signs_in_while_the_password_changes_needs_the_new_one() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let turns = u32::try_from(t.app.hashing.available_permits()).unwrap();
        let all = t.app.hashing.acquire_many(turns).await.unwrap();
        let (thief, email) = (t.browser(), ada.email.clone());
        let entering =
            tokio::spawn(async move { thief.post("/login", &[("email", &email), ("password", PASSWORD)]).await });
        counted(t, &format!("sign-in/account/{}", ada.email)).await;
        let (credential, account) = (t.app.db.new_id(), ada.id);
        let changed = move |tx: &mut Tx<'_>| passwords::change(tx, credential, account, "another", None);
        t.app.db.write(changed).await.unwrap();
        drop(all);
        entering.await.unwrap().expect(422);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM session")).await, 0, "all of them have ended");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_password_that_was_reset_is_not_changed_by_whoever_proved_the_old_one() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let turns = u32::try_from(t.app.hashing.available_permits()).unwrap();
        let all = t.app.hashing.acquire_many(turns).await.unwrap();
        let thief = ada.browser.clone();
        let fields = [("present", PASSWORD), ("password", "another fine phrase")];
        let changing = tokio::spawn(async move { thief.post("/settings/password", &fields).await });
        counted(t, &format!("prove/{}", ada.id)).await;
        // Turns are given in the order in which they were asked for: this one comes after the proof.
        let between = tokio::join!(t.app.hashing.acquire_many(turns), async { drop(all) }).0.unwrap();
        let (credential, account) = (t.app.db.new_id(), ada.id);
        let new = passwords::hash_now(&Password::made("a phrase of the owner".to_owned()), HashCost::CHEAP).unwrap();
        let owners = new.clone();
        let changed = move |tx: &mut Tx<'_>| passwords::change(tx, credential, account, &owners, None);
        t.app.db.write(changed).await.unwrap();
        drop(between);
        changing.await.unwrap().expect(422);
        let stored = move |r: &mut Read<'_>| passwords::stored_for_account(r, account);
        assert_eq!(t.app.db.read(stored).await.unwrap(), Some(new));
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM session")).await, 0);
        t.mails_to(&ada.email).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_operator_whose_address_is_just_taken_is_not_made_without_one() {
    world(async |t| {
        if t.app.db.is_sqlite() {
            return;
        }
        let ids = NewIds::make(&t.app.db);
        let (confirming, go_on) = begin(&t.app, move |tx| {
            let (name, account) = (PersonName::parse("Ada").unwrap(), ids.account);
            people::create(tx, &NewAccount { id: account, name: &name, language: "", time_zone: "UTC", caps: 0 })?;
            assert!(emails::add_primary(tx, ids.email, account, "ada@example.org", "ada@example.org")?);
            Ok(())
        })
        .await;
        let (db, audit_id) = (t.app.db.clone(), AuditId::from_raw(t.app.db.new_id()));
        let others = NewIds::make(&t.app.db);
        let making = tokio::spawn(async move {
            let new = NewOperator {
                name: PersonName::parse("Olga").unwrap(),
                email: Email::parse("ada@example.org").unwrap(),
                secret: "secret".to_owned(),
                language: String::new(),
                time_zone: "UTC".to_owned(),
            };
            db.write(move |tx| staff::create(tx, &Actor::Machine, others, &new, audit_id)).await
        });
        until_waiting(t, 1).await;
        go_on.send(()).unwrap();
        confirming.await.unwrap();
        let made = making.await.unwrap();
        assert!(matches!(made, Err(Error::Conflict(_))), "{made:?}");
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM account")).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_window_that_begins_anew_is_not_swept_away() {
    world(async |t| {
        if t.app.db.is_sqlite() {
            return;
        }
        t.app.db.write(|tx| throttle::PROVE.count(tx, "ada")).await.unwrap();
        t.clock.advance(2 * 3_600_000_000);
        let (counting, go_on) = begin(&t.app, |tx| throttle::PROVE.count(tx, "ada").map(drop)).await;
        let db = t.app.db.clone();
        let sweeping = tokio::spawn(async move { db.write(throttle::purge).await });
        // It waits for who counts, or passes by.
        while !sweeping.is_finished() && waiting(t).await == 0 {
            tokio::task::yield_now().await;
        }
        go_on.send(()).unwrap();
        counting.await.unwrap();
        sweeping.await.unwrap().unwrap();
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM throttle")).await, 1, "the try is still counted");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_another_process_changes_is_known_although_an_older_transaction_goes_on() {
    world(async |t| {
        if t.app.db.is_sqlite() {
            return;
        }
        let ada = t.person("Ada").await;
        // Any transaction of the cluster that writes.
        let (older, go_on) = begin(&t.app, |tx| throttle::PROVE.count(tx, "ada").map(drop)).await;
        ada.browser.get("/settings/account").await.expect(200);
        let account = ada.id;
        // What `end_all` does elsewhere: nothing is told to this process but by the log.
        let ended = move |tx: &mut Tx<'_>| {
            tx.run(db::sql!("DELETE FROM session WHERE account_id = $1"), &[&account])?;
            tx.change("account", account.get())
        };
        t.app.db.write(ended).await.unwrap();
        let out = async {
            while ada.browser.get("/settings/account").await.status != 303 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let known = tokio::time::timeout(Duration::from_secs(10), out).await;
        go_on.send(()).unwrap();
        older.await.unwrap();
        assert!(known.is_ok(), "the session goes on");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_person_s_row_may_be_referred_to_while_it_is_locked() {
    const ACCOUNT: LockTable = LockTable::new("account");
    world(async |t| {
        if t.app.db.is_sqlite() {
            return;
        }
        let olga = t.operator("Olga").await.id;
        let (ids, audit_id) = (NewIds::make(&t.app.db), AuditId::from_raw(t.app.db.new_id()));
        let meet = Arc::new(std::sync::Barrier::new(2));
        let runs = Arc::new(AtomicUsize::new(0));
        // Olga confirms Ada by hand, and in another tab takes the handle that Ada is just given.
        let (met, ran) = (Arc::clone(&meet), Arc::clone(&runs));
        let confirming = t.app.db.write(move |tx| {
            let name = PersonName::parse("Ada").unwrap();
            people::create(tx, &NewAccount { id: ids.account, name: &name, language: "", time_zone: "UTC", caps: 0 })?;
            if ran.fetch_add(1, Ordering::SeqCst) < 2 {
                met.wait();
            }
            let actor = Actor::Member(MemberActor { account: olga, session: SessionId::from_raw(1), caps: 1 });
            audit::note(tx, audit_id, &actor, "person.confirm", None, "")
        });
        let (met, ran) = (Arc::clone(&meet), Arc::clone(&runs));
        let renaming = t.app.db.write(move |tx| {
            tx.lock(ACCOUNT, olga.get())?;
            if ran.fetch_add(1, Ordering::SeqCst) < 2 {
                met.wait();
            }
            people::change_handle(tx, olga, &Handle::parse("ada").unwrap())
        });
        let (confirmed, renamed) = tokio::join!(confirming, renaming);
        confirmed.unwrap();
        assert_eq!(renamed.unwrap(), people::HandleChange::Taken);
        assert_eq!(runs.load(Ordering::SeqCst), 2, "none had to be undone and run again");
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
