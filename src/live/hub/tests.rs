//! The hub without sockets, on a clock that is moved by hand.

use tokio::time::advance;

use super::super::seat::EVERY;
use super::super::seats::spread;
use super::*;
use crate::kernel::Cap;

const TOPICS: &[LiveTopic] = &[
    LiveTopic { name: "people", may_listen: |_| true },
    LiveTopic { name: "badges", may_listen: |actor| actor.has(Cap::Operator) },
];
const NOW_US: i64 = 1;

fn actor(account: i64, session: i64, caps: i64) -> MemberActor {
    MemberActor { account: AccountId::from_raw(account), session: SessionId::from_raw(session), caps }
}

fn grant(actor: MemberActor) -> Grant {
    Grant { actor, until_us: i64::MAX }
}

/// A socket of this person that is granted what theirs is, and listens.
fn listener(hub: &Arc<Hub>, actor: MemberActor, topics: &[&str]) -> (Seated, Line) {
    let line = Line::default();
    let seat = hub.enter(&actor, line.clone()).unwrap();
    granted(hub, &seat, Some(grant(actor)));
    let subscribe = serde_json::json!({ "subscribe": topics });
    seat.heard(&subscribe.to_string()).unwrap();
    (seat, line)
}

/// Answers the open question about a socket.
fn granted(hub: &Hub, seat: &Seated, answer: Option<Grant>) {
    let (_, epoch) = hub.question(seat.id).expect("a question is open");
    hub.answer(seat.id, epoch, answer);
}

/// An id of this millisecond of 2025.
fn id(millisecond: i64) -> i64 {
    millisecond << 22
}

fn turn(hub: &Hub) -> Turn {
    hub.turn(Instant::now(), NOW_US, true)
}

fn said(line: &Line) -> Vec<String> {
    std::iter::from_fn(|| line.take()).map(|text| text.to_string()).collect()
}

fn people(millisecond: i64) -> String {
    Said::Signal { topic: "people", version: db::id_time_us(id(millisecond)) }.text()
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_signals_is_told_at_once_and_then_every_quarter_of_a_second() {
    let hub = Arc::new(Hub::new(TOPICS));
    let (_seat, line) = listener(&hub, actor(1, 1, 0), &["people"]);
    let mut told = Vec::new();
    // A signal each 10 ms for 2 s.
    for step in 1..=200 {
        hub.signal("people", id(step));
        turn(&hub);
        told.extend(said(&line).into_iter().map(|text| (step, text)));
        advance(Duration::from_millis(10)).await;
    }
    let times: Vec<i64> = told.iter().map(|(step, _)| *step).collect();
    assert_eq!(times, [1, 26, 51, 76, 101, 126, 151, 176]);
    assert!(told.iter().all(|(step, text)| *text == people(*step)), "the newest version is told: {told:?}");
    // The last ones are not lost.
    advance(EVERY).await;
    turn(&hub);
    assert_eq!(said(&line), [people(200)]);
    advance(EVERY).await;
    turn(&hub);
    assert_eq!(said(&line), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_signal_that_the_log_brings_again_is_told_once() {
    let hub = Arc::new(Hub::new(TOPICS));
    let (_seat, line) = listener(&hub, actor(1, 1, 0), &["people"]);
    for _ in 0..3 {
        hub.signal("people", id(1));
        turn(&hub);
        advance(EVERY).await;
    }
    assert_eq!(said(&line), [people(1)]);
    // One that was made earlier and committed later is another.
    hub.signal("people", id(0) + 1);
    turn(&hub);
    assert_eq!(said(&line).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn many_listeners_are_told_one_after_the_other_within_a_window_that_grows_with_them() {
    assert_eq!(spread(0), Duration::ZERO);
    assert_eq!(spread(1), Duration::ZERO);
    assert_eq!(spread(501), Duration::from_millis(100));
    assert_eq!(spread(10_001), Duration::from_secs(2));
    assert_eq!(spread(u32::MAX), Duration::from_secs(10));

    let hub = Arc::new(Hub::new(TOPICS));
    let listeners: Vec<_> = (1..=1_001).map(|n| listener(&hub, actor(n, n, 0), &["people"])).collect();
    hub.signal("people", id(1));
    let mut told = Vec::new();
    for _ in 0..=20 {
        turn(&hub);
        told.push(listeners.iter().filter(|(_, line)| !said(line).is_empty()).count());
        advance(Duration::from_millis(10)).await;
    }
    assert_eq!(told.iter().sum::<usize>(), 1_001, "everybody within 200 ms: {told:?}");
    assert!(told.iter().all(|at_once| *at_once < 150), "never many at once: {told:?}");
}

#[tokio::test(start_paused = true)]
async fn who_begins_to_listen_hears_of_what_changed_while_the_page_was_loading() {
    let hub = Arc::new(Hub::new(TOPICS));
    hub.signal("people", id(1));
    turn(&hub);
    advance(Duration::from_secs(9)).await;
    let (_seat, line) = listener(&hub, actor(1, 1, 0), &["people"]);
    turn(&hub);
    assert_eq!(said(&line), [people(1)]);
    advance(Duration::from_secs(2)).await;
    let (_seat, line) = listener(&hub, actor(2, 2, 0), &["people"]);
    turn(&hub);
    assert_eq!(said(&line), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn topics_that_are_not_for_somebody_are_refused_like_those_that_do_not_exist() {
    let hub = Arc::new(Hub::new(TOPICS));
    let (_seat, member) = listener(&hub, actor(1, 1, 0), &["badges", "people", "nothing"]);
    assert_eq!(said(&member), [r#"{"refused":["badges","nothing"]}"#]);
    let operator = actor(2, 2, Cap::Operator.bit());
    let (seat, line) = listener(&hub, operator, &["badges"]);
    hub.signal("badges", id(1));
    turn(&hub);
    assert_eq!((said(&member).len(), said(&line).len()), (0, 1));

    // Who asks before it is known who they are is answered then.
    let early = Line::default();
    let early_seat = hub.enter(&actor(3, 3, 0), early.clone()).unwrap();
    early_seat.heard(r#"{"subscribe":["badges","nothing"]}"#).unwrap();
    granted(&hub, &early_seat, Some(grant(actor(3, 3, 0))));
    assert_eq!(said(&early), [r#"{"refused":["nothing"]}"#, r#"{"refused":["badges"]}"#]);

    // A capability that is taken away takes the topic with it.
    hub.revoke_account(operator.account);
    granted(&hub, &seat, Some(grant(actor(2, 2, 0))));
    assert_eq!(said(&line), [r#"{"refused":["badges"]}"#]);
    advance(EVERY).await;
    hub.signal("badges", id(2));
    turn(&hub);
    advance(spread(2)).await;
    turn(&hub);
    assert_eq!((said(&line).len(), said(&early).len()), (0, 0));

    // Who stops listening hears no more.
    let (seat, line) = listener(&hub, actor(4, 4, 0), &["people"]);
    hub.signal("people", id(2));
    seat.heard(r#"{"unsubscribe":["people","nothing"]}"#).unwrap();
    advance(Duration::from_secs(1)).await;
    turn(&hub);
    assert_eq!(said(&line), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn nobody_whose_grant_is_void_is_told_anything_until_it_is_renewed() {
    let hub = Arc::new(Hub::new(TOPICS));
    let (ada, bob) = (actor(1, 1, 0), actor(2, 2, 0));
    let (ada_seat, ada_line) = listener(&hub, ada, &["people"]);
    let (bob_seat, bob_line) = listener(&hub, bob, &["people"]);
    assert_eq!(turn(&hub).ask.len(), 2, "whoever opens a socket is looked up");
    hub.signal("people", id(1));
    turn(&hub);
    advance(spread(2)).await;
    turn(&hub);
    // Both were told, and nobody has written it to the sockets yet.
    hub.revoke_session(ada.session);
    assert_eq!((said(&ada_line).len(), said(&bob_line).len()), (0, 1));
    assert_eq!(turn(&hub).ask, [ada_seat.id]);

    advance(EVERY).await;
    hub.signal("people", id(2));
    turn(&hub);
    advance(spread(2)).await;
    turn(&hub);
    assert_eq!((said(&ada_line).len(), said(&bob_line)), (0, vec![people(2)]));
    // An answer to a question that was asked before the last change does not count.
    let (_, early) = hub.question(ada_seat.id).unwrap();
    hub.revoke_account(ada.account);
    hub.answer(ada_seat.id, early, Some(grant(ada)));
    advance(Duration::from_secs(1)).await;
    turn(&hub);
    assert_eq!(said(&ada_line), Vec::<String>::new());
    granted(&hub, &ada_seat, Some(grant(ada)));
    advance(Duration::from_secs(1)).await;
    turn(&hub);
    assert_eq!(said(&ada_line), [people(2)]);

    hub.revoke_account(bob.account);
    granted(&hub, &bob_seat, None);
    assert_eq!(said(&bob_line), [r#"{"ended":"session"}"#]);
    assert_eq!(bob_line.end(), Some(SIGNED_OUT));
    assert_eq!((ada_line.end(), hub.sockets()), (None, 1));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_told_while_this_node_may_not_have_heard_who_was_sent_away() {
    let hub = Arc::new(Hub::new(TOPICS));
    let (_seat, line) = listener(&hub, actor(1, 1, 0), &["people"]);
    hub.signal("people", id(1));
    for _ in 0..10 {
        let next = hub.turn(Instant::now(), NOW_US, false).next;
        assert!(next > Instant::now(), "it does not spin");
        advance(next - Instant::now()).await;
    }
    assert_eq!(said(&line), Vec::<String>::new());
    turn(&hub);
    assert_eq!(said(&line), [people(1)]);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_the_clock_ends_is_looked_up_at_its_next_delivery_and_at_the_next_sweep() {
    let hub = Arc::new(Hub::new(TOPICS));
    let short = |actor| Some(Grant { actor, until_us: 10 });
    let sockets: Vec<_> = (1..=2)
        .map(|n| {
            let line = Line::default();
            let seat = hub.enter(&actor(n, n, 0), line.clone()).unwrap();
            granted(&hub, &seat, short(actor(n, n, 0)));
            (seat, line)
        })
        .collect();
    sockets[0].0.heard(r#"{"subscribe":["people"]}"#).unwrap();
    turn(&hub);
    hub.signal("people", id(1));
    assert_eq!(hub.turn(Instant::now(), 10, true).ask, [sockets[0].0.id]);
    assert_eq!(said(&sockets[0].1), Vec::<String>::new());
    advance(Duration::from_secs(30)).await;
    assert_eq!(hub.turn(Instant::now(), 10, true).ask, [sockets[1].0.id]);
}

#[tokio::test(start_paused = true)]
async fn one_person_s_oldest_socket_makes_room_and_nobody_else_s() {
    let hub = Arc::new(Hub::new(TOPICS));
    let other = listener(&hub, actor(2, 2, 0), &[]);
    let mut own: Vec<_> = (0..20).map(|_| listener(&hub, actor(1, 1, 0), &[])).collect();
    assert!(own.iter().all(|(_, line)| line.end().is_none()));
    own.push(listener(&hub, actor(1, 3, 0), &[]));
    own.push(listener(&hub, actor(1, 1, 0), &[]));
    let ended: Vec<bool> = own.iter().map(|(_, line)| line.end().is_some()).collect();
    assert_eq!(ended.iter().filter(|ended| **ended).count(), 2);
    assert_eq!(own[0].1.end().map(|close| (close.code, close.retry)), Some((code::TOO_MANY, None)));
    assert!(ended[1] && other.1.end().is_none());
    drop(own);
    assert_eq!(hub.sockets(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stop_sends_everybody_away_with_a_window_and_waits_for_the_goodbyes() {
    assert_eq!(return_window(1), Duration::from_secs(2));
    assert_eq!(return_window(10_000), Duration::from_secs(20));
    assert_eq!(return_window(usize::MAX), Duration::from_secs(30));

    let hub = Arc::new(Hub::new(TOPICS));
    hub.stop().await;
    assert!(!hub.has_room() && hub.enter(&actor(1, 1, 0), Line::default()).is_none());

    let hub = Arc::new(Hub::new(TOPICS));
    let (seat, line) = listener(&hub, actor(1, 1, 0), &[]);
    let stop = tokio::spawn({
        let hub = Arc::clone(&hub);
        async move { hub.stop().await }
    });
    line.changed().await;
    let close = line.end().map(|close| (close.code, close.retry));
    assert_eq!(close, Some((code::RESTART, Some(Duration::from_secs(2)))));
    assert!(!stop.is_finished());
    let begin = Instant::now();
    drop(seat);
    stop.await.unwrap();
    assert_eq!(begin.elapsed(), Duration::ZERO);

    // Who never says goodbye holds nothing up.
    let hub = Arc::new(Hub::new(TOPICS));
    let _listener = listener(&hub, actor(1, 1, 0), &[]);
    hub.stop().await;
    assert_eq!(begin.elapsed(), PATIENCE);
}
