//! Load: closed (each client asks again once it is answered) and open (requests are due at a rate, whoever waits).
//!
//! In the open loop a request's time begins when it was due, so that a server that stalls is charged for every request
//! it held up, also for those the generator could not send meanwhile.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::client::Connection;
use crate::tally::Tally;

/// A request is given up after this.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Makes the n-th request of a client.
pub type Request = Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>;

/// Somebody who asks.
#[derive(Clone)]
pub struct Client {
    /// The address the connection comes from.
    pub from: Ipv4Addr,
    /// What is asked.
    pub request: Request,
    /// Whether each request comes on a connection of its own.
    pub reconnects: bool,
}

impl Client {
    /// A client that asks the same again and again.
    pub fn repeating(from: Ipv4Addr, request: Vec<u8>) -> Client {
        Client { from, request: Arc::new(move |_| request.clone()), reconnects: false }
    }
}

const WARMING: u8 = 0;
const COUNTING: u8 = 1;
const OVER: u8 = 2;

/// A closed loop that runs until it is stopped.
pub struct Closed {
    phase: Arc<AtomicU8>,
    clients: JoinSet<Tally>,
}

impl Closed {
    /// Starts it. Nothing is counted yet.
    pub fn start(to: SocketAddr, clients: &[Client]) -> Closed {
        let phase = Arc::new(AtomicU8::new(WARMING));
        let mut running = JoinSet::new();
        for client in clients {
            running.spawn(again_and_again(to, client.clone(), Arc::clone(&phase)));
        }
        Closed { phase, clients: running }
    }

    /// Counts from now on.
    pub fn count(&self) {
        self.phase.store(COUNTING, Ordering::Relaxed);
    }

    /// Ends it. Answers that are still on their way are waited for and not counted.
    pub async fn stop(mut self) -> Tally {
        self.phase.store(OVER, Ordering::Relaxed);
        let mut all = Tally::default();
        while let Some(joined) = self.clients.join_next().await {
            // A client that panicked is a mistake in this program, which its own message tells.
            all.add(joined.unwrap_or_default());
        }
        all
    }
}

async fn again_and_again(to: SocketAddr, client: Client, phase: Arc<AtomicU8>) -> Tally {
    let (mut tally, mut line) = (Tally::default(), Line::new(to, client));
    let mut number = 0;
    while phase.load(Ordering::Relaxed) != OVER {
        let begun = Instant::now();
        let mut one = Tally::default();
        let failed = line.ask(number, begun, &mut one).await;
        if phase.load(Ordering::Relaxed) == COUNTING {
            tally.add(one);
        }
        if failed {
            // Whoever is refused does not hammer.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        number += 1;
    }
    tally
}

/// Clients of open loops. Their connections stay open from one loop to the next.
pub struct Crowd(Vec<Line>);

impl Crowd {
    /// Nobody is connected yet.
    pub fn new(to: SocketAddr, clients: Vec<Client>) -> Crowd {
        Crowd(clients.into_iter().map(|client| Line::new(to, client)).collect())
    }

    /// `rate` requests a second for so long, each by whoever has waited longest for a turn.
    pub async fn open(&mut self, rate: f64, length: Duration) -> Tally {
        self.open_to(Due::default(), rate, length).await
    }

    /// As [`Crowd::open`], but whoever waits for an answer does not ask again: what is due while all wait is never sent.
    pub async fn open_to_the_patient(&mut self, rate: f64, length: Duration) -> Tally {
        let due = Due { free: Some(AtomicUsize::new(self.0.len())), ..Due::default() };
        self.open_to(due, rate, length).await
    }

    async fn open_to(&mut self, due: Due, rate: f64, length: Duration) -> Tally {
        let due = Arc::new(due);
        let mut running = JoinSet::new();
        for line in self.0.drain(..) {
            running.spawn(in_turn(line, Arc::clone(&due)));
        }
        let begun = Instant::now();
        let all = (rate * length.as_secs_f64()) as u64;
        let mut number = 0;
        // Yielding and not sleeping: timers have steps of a millisecond, and this core is ours.
        while number < all {
            let at = begun + Duration::from_secs_f64(number as f64 / rate);
            if at <= Instant::now() {
                due.put(at);
                number += 1;
            } else {
                tokio::task::yield_now().await;
            }
        }
        // The last one finds its connection too.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let mut tally = Tally::default();
        tally.unsent = due.close();
        while let Some(joined) = running.join_next().await {
            // A client that panicked is a mistake in this program, which its own message tells.
            if let Ok((line, one)) = joined {
                self.0.push(line);
                tally.add(one);
            }
        }
        tally
    }
}

async fn in_turn(mut line: Line, due: Arc<Due>) -> (Line, Tally) {
    let mut tally = Tally::default();
    while let Some((number, at)) = due.take().await {
        line.ask(number, at, &mut tally).await;
        due.is_free_again();
    }
    (line, tally)
}

/// Requests that are due and wait for a connection.
#[derive(Default)]
struct Due {
    waiting: Mutex<VecDeque<Instant>>,
    taken: AtomicU64,
    /// Who could send the next one, if nobody is to send more than one at once.
    free: Option<AtomicUsize>,
    /// What nobody could send.
    unsent: AtomicU64,
    closed: AtomicU8,
    more: Notify,
}

impl Due {
    fn put(&self, at: Instant) {
        if let Some(free) = &self.free
            && free.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |free| free.checked_sub(1)).is_err()
        {
            self.unsent.fetch_add(1, Ordering::Relaxed);
            return;
        }
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(at);
        self.more.notify_one();
    }

    async fn take(&self) -> Option<(u64, Instant)> {
        loop {
            let next = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            if let Some(at) = next {
                return Some((self.taken.fetch_add(1, Ordering::Relaxed), at));
            }
            let more = self.more.notified();
            if self.closed.load(Ordering::Relaxed) == OVER {
                // The next one asleep hears it too.
                self.more.notify_one();
                return None;
            }
            more.await;
        }
    }

    fn is_free_again(&self) {
        if let Some(free) = &self.free {
            free.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Nothing more is sent; answers how many were left.
    fn close(&self) -> u64 {
        self.closed.store(OVER, Ordering::Relaxed);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let left = waiting.len() as u64 + self.unsent.load(Ordering::Relaxed);
        waiting.clear();
        self.more.notify_one();
        left
    }
}

/// A client's connection, opened when it is needed.
struct Line {
    to: SocketAddr,
    client: Client,
    open: Option<Connection>,
}

impl Line {
    fn new(to: SocketAddr, client: Client) -> Line {
        Line { to, client, open: None }
    }

    /// Asks once; says whether there was no answer. The time runs from `since`.
    async fn ask(&mut self, number: u64, since: Instant, tally: &mut Tally) -> bool {
        let request = (self.client.request)(number);
        let from = self.client.from;
        let held = self.open.take();
        let asked = async {
            let mut connection = match held {
                Some(connection) => connection,
                None => Connection::open(from, self.to).await?,
            };
            let answer = connection.ask(&request).await?;
            Ok::<_, std::io::Error>((connection, answer))
        };
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok((connection, answer))) => {
                tally.answered(answer.status, answer.bytes, since.elapsed());
                if !answer.closes && !self.client.reconnects {
                    self.open = Some(connection);
                }
                false
            }
            Ok(Err(_)) => {
                tally.broken += 1;
                true
            }
            Err(_) => {
                tally.late += 1;
                true
            }
        }
    }
}
