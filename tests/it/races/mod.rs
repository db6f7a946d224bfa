//! Many at once (R44): exactly one effect, on both databases.

mod members;
mod polls;
mod talk;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use athena::accounts::people::{self, NewAccount};
use athena::accounts::sessions::{Device, NewSession};
use athena::accounts::sign_up::{self, Confirmed, Confirmer, Draft, NewIds};
use athena::accounts::staff::{self, NewOperator};
use athena::accounts::{Email, Handle, Password, PersonName, Registration, audit, emails, passwords, throttle};
use athena::kernel::app::HashCost;
use athena::kernel::{Actor, App, AuditId, Error, MemberActor, SessionId};
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
