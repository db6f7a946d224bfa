//! All connections in memory: who is next to whom, whom two people share, who is near.
//!
//! The table is the truth; what is here follows it. A connection that begins or ends on this node is known before the
//! answer, one of another node within a second of the `changes` log. No answer from here opens anything: who may see
//! what is asked of the tables, see [`super::closeness`].
//!
//! It is kept in a file together with its place in the log, from which a start goes on. A file that is missing, damaged
//! or of another database costs nothing but the time to read the whole table.

mod kept;

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use ::graph::{Graph, Scratch};
use db::{Changes, Cursor, Db, Tx, record, sql};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, MissedTickBehavior};

use self::kept::Kept;

use super::connections::TOPIC;
use crate::kernel::registry::BoxFuture;
use crate::kernel::{AccountId, App, Error, Result};

/// Rows that are loaded at once.
const PAGE: i64 = 10_000;
/// Changes that are kept beside the graph before they are folded in.
const PENDING: usize = 50_000;
/// Entries of lists a search for a way looks at.
const WAY_BUDGET: usize = 20_000;
/// Entries of lists a search for people nearby looks at.
const NEAR_BUDGET: usize = 100_000;
/// The file in the data directory.
const FILE: &str = "connections.graph";
/// How often changes are folded in while nobody asks for it, and how many blocks at once, of a millisecond each.
const FOLD_EVERY: Duration = Duration::from_secs(10);
const FOLDS: usize = 16;
/// How often the file is written anew, if anything has changed.
const KEEP_EVERY: Duration = Duration::from_secs(3600);
/// People whose connections are counted in the table before the file is believed.
const SAMPLE: usize = 1_000;
/// So many of them at once.
const COUNTED: usize = 50;
/// How long it may take until memory is known to be as new as its place in the log.
const CATCHING_UP: Duration = Duration::from_secs(60);

/// The connections of everybody.
pub struct Ties {
    inside: RwLock<Inside>,
    /// What came and is not applied yet, behind a lock of its own: a database thread puts it in and must not wait.
    news: Mutex<Vec<News>>,
    scratch: Mutex<Scratch>,
    ready: watch::Sender<bool>,
}

/// A connection as it stands now.
#[derive(Debug, Clone, Copy)]
struct News {
    low: AccountId,
    high: AccountId,
    is_connected: bool,
}

#[derive(Default)]
struct Inside {
    graph: Graph,
    nodes: HashMap<AccountId, u32>,
    ids: Vec<AccountId>,
}

impl Inside {
    /// The node of somebody, a new one if they have none.
    fn node(&mut self, account: AccountId) -> u32 {
        let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let node = *self.nodes.entry(account).or_insert(next);
        if node == next {
            self.ids.push(account);
        }
        node
    }

    fn apply(&mut self, News { low, high, is_connected }: News) {
        let (low, high) = (self.node(low), self.node(high));
        if is_connected {
            self.graph.insert(low, high);
        } else {
            self.graph.remove(low, high);
        }
        if self.graph.pending() > PENDING {
            self.graph.compact_next();
        }
    }

    fn ids(&self, nodes: impl Iterator<Item = u32>) -> Vec<AccountId> {
        nodes.filter_map(|node| self.ids.get(usize::try_from(node).ok()?).copied()).collect()
    }
}

impl fmt::Debug for Ties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ties").field("is_ready", &*self.ready.borrow()).finish_non_exhaustive()
    }
}

impl Default for Ties {
    fn default() -> Self {
        Ties {
            inside: RwLock::default(),
            news: Mutex::default(),
            scratch: Mutex::default(),
            ready: watch::Sender::new(false),
        }
    }
}

impl Ties {
    /// Those of this process.
    pub fn of(app: &App) -> Arc<Ties> {
        app.memory.get().unwrap_or_default()
    }

    /// Waits until everything is loaded.
    pub async fn loaded(&self) {
        // The sender lives as long as what it is in.
        let mut ready = self.ready.subscribe();
        let _it_is = ready.wait_for(|ready| *ready).await;
    }

    /// Notes how it stands between two people; never waits long.
    fn hear(&self, news: News) {
        self.news.lock().unwrap_or_else(PoisonError::into_inner).push(news);
    }

    /// Applies what was heard.
    fn settle(&self) {
        let news = std::mem::take(&mut *self.news.lock().unwrap_or_else(PoisonError::into_inner));
        if !news.is_empty() {
            let mut inside = self.inside.write().unwrap_or_else(PoisonError::into_inner);
            for news in news {
                inside.apply(news);
            }
        }
    }

    /// Looks at the graph; `None` while it is being loaded.
    fn look<T>(&self, look: impl FnOnce(&Inside) -> T) -> Option<T> {
        if !*self.ready.borrow() {
            return None;
        }
        self.settle();
        Some(look(&self.inside.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// How many connections somebody has, whoever may know; `None` while all is being loaded.
    pub fn degree(&self, account: AccountId) -> Option<usize> {
        self.look(|inside| inside.nodes.get(&account).map_or(0, |node| inside.graph.degree(*node)))
    }

    /// Whether two people are connected; `None` while all is being loaded.
    pub fn are_connected(&self, one: AccountId, other: AccountId) -> Option<bool> {
        self.look(|inside| match (inside.nodes.get(&one), inside.nodes.get(&other)) {
            (Some(one), Some(other)) => inside.graph.contains(*one, *other),
            _ => false,
        })
    }

    /// With whom both are connected, whoever may know, at most so many; `None` while all is being loaded.
    pub fn shared(&self, one: AccountId, other: AccountId, most: usize) -> Option<Vec<AccountId>> {
        self.look(|inside| match (inside.nodes.get(&one), inside.nodes.get(&other)) {
            (Some(one), Some(other)) => inside.ids(inside.graph.common(*one, *other).take(most)),
            _ => Vec::new(),
        })
    }

    /// How many connections lie on the shortest way between two people, if that is at most three; among those whom very
    /// many know it may be left unknown. The outer `None` while all is being loaded.
    pub fn distance(&self, one: AccountId, other: AccountId) -> Option<Option<u32>> {
        self.look(|inside| {
            let (one, other) = (inside.nodes.get(&one)?, inside.nodes.get(&other)?);
            inside.graph.distance_within(*one, *other, 3, WAY_BUDGET, |_| true)
        })
    }

    /// A shortest way between two people, both included, of at most three connections and by none but those who
    /// `may_pass`; none where [`Ties::distance`] knows none. The outer `None` while all is being loaded.
    pub fn path(
        &self,
        one: AccountId,
        other: AccountId,
        may_pass: impl Fn(AccountId) -> bool,
    ) -> Option<Option<Vec<AccountId>>> {
        self.look(|inside| {
            let (one, other) = (inside.nodes.get(&one)?, inside.nodes.get(&other)?);
            let person = |node| usize::try_from(node).ok().and_then(|node| inside.ids.get(node)).copied();
            let path = inside.graph.path(*one, *other, 3, WAY_BUDGET, |node| person(node).is_some_and(&may_pass))?;
            Some(inside.ids(path.into_iter()))
        })
    }

    /// Those who are connected with connections of somebody but not with them, the nearest first (Adamic and Adar's
    /// measure), whoever may know; `None` while all is being loaded. Of somebody with very many connections some are
    /// looked at.
    pub fn near(&self, account: AccountId, most: usize) -> Option<Vec<(AccountId, f32)>> {
        // One at a time keeps its place from call to call; whoever comes meanwhile takes a new one.
        let mut own = Scratch::new();
        let mut kept = self.scratch.try_lock().ok();
        let scratch = kept.as_deref_mut().unwrap_or(&mut own);
        self.look(|inside| {
            let Some(node) = inside.nodes.get(&account) else { return Vec::new() };
            let ranked = inside.graph.second(*node, scratch, NEAR_BUDGET, |_| true, most);
            let named = ranked
                .into_iter()
                .filter_map(|ranked| Some((*inside.ids.get(usize::try_from(ranked.node).ok()?)?, ranked.score)));
            named.collect()
        })
    }

    /// Loads everything there is from the table, anew if it was loaded before. What changes meanwhile is heard, and
    /// applied after it. Gives the place in the log up to which everything is in.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load(&self, db: &Db) -> Result<Cursor> {
        self.ready.send_replace(false);
        let cursor = db.changes_cursor().await?;
        let (mut after, mut found) = (0, Inside::default());
        // A piece for each page: one list of all would be copied each time it grows.
        let mut edges: Vec<Vec<(u32, u32)>> = Vec::new();
        loop {
            let rows: Vec<(i64, AccountId, AccountId)> = db
                .read(move |r| {
                    Ok::<_, Error>(r.all(
                        sql!(
                            "SELECT id, low_id, high_id FROM connection
                             WHERE id > $1 AND state = 2 ORDER BY id LIMIT $2"
                        ),
                        &[&after, &PAGE],
                    )?)
                })
                .await?;
            let Some((last, ..)) = rows.last() else { break };
            after = *last;
            edges.push(rows.into_iter().map(|(_, low, high)| (found.node(low), found.node(high))).collect());
        }
        let made = spawn_blocking(move || {
            let nodes = u32::try_from(found.ids.len()).unwrap_or(u32::MAX);
            found.graph = Graph::from_edges(nodes, edges).map_err(Error::internal)?;
            found.ids.shrink_to_fit();
            Ok::<_, Error>(found)
        });
        self.begin(made.await.map_err(Error::internal)??);
        Ok(cursor)
    }

    /// Goes on from what was kept. `false` if that is not of this database, or too old to go on from.
    async fn resume(&self, db: &Db, cursor: Cursor, mut found: Inside) -> Result<bool> {
        let fits = cursor <= db.changes_cursor().await? && found.nodes.len() == found.ids.len();
        // A table that does not answer in time is no reason to wait for it: it is read anew, page by page.
        if !fits || !found.follow(db, cursor).await? || !found.agrees(db).await.unwrap_or(false) {
            return Ok(false);
        }
        self.begin(found);
        Ok(true)
    }

    /// From now on it answers.
    fn begin(&self, found: Inside) {
        *self.inside.write().unwrap_or_else(PoisonError::into_inner) = found;
        self.ready.send_replace(true);
    }

    /// Folds changes in, a block at a time, so that nobody waits for long.
    fn fold(&self) {
        for _ in 0..FOLDS {
            let mut inside = self.inside.write().unwrap_or_else(PoisonError::into_inner);
            if inside.graph.pending() == 0 || !inside.graph.compact_next() {
                return;
            }
        }
    }
}

impl From<Kept> for Inside {
    fn from(Kept { ids, graph, .. }: Kept) -> Inside {
        let nodes = (0..).zip(&ids).map(|(node, id)| (*id, node)).collect();
        Inside { graph, nodes, ids }
    }
}

impl Inside {
    /// Applies what the log says since the cursor; `false` if somebody of whom it speaks has been forgotten.
    async fn follow(&mut self, db: &Db, mut cursor: Cursor) -> Result<bool> {
        loop {
            let Changes { settled, early, cursor: next, .. } = db.changes_since(cursor).await?;
            let is_last = settled.is_empty();
            let of_ours = settled.into_iter().chain(early).filter(|change| change.topic == TOPIC);
            let mut keys: Vec<i64> = of_ours.map(|change| change.key).collect();
            keys.sort_unstable();
            keys.dedup();
            let wanted = keys.len();
            let list = serde_json::json!(keys).to_string();
            let rows: Vec<Row> = db
                .read(move |r| {
                    Ok::<_, Error>(r.all(
                        sql!(
                            "SELECT low_id, high_id, state = 2 AS is_connected FROM connection
                             WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"
                        ),
                        &[&list],
                    )?)
                })
                .await?;
            if rows.len() < wanted {
                return Ok(false);
            }
            for Row { low_id, high_id, is_connected } in rows {
                self.apply(News { low: low_id, high: high_id, is_connected });
            }
            if is_last {
                return Ok(true);
            }
            cursor = next;
        }
    }

    /// Whether people throughout have as many connections as the table says.
    async fn agrees(&self, db: &Db) -> Result<bool> {
        let step = self.ids.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<AccountId> = self.ids.iter().copied().step_by(step).collect();
        let degree = |id: AccountId| self.nodes.get(&id).map(|node| self.graph.degree(*node));
        for some in sample.chunks(COUNTED) {
            let list = AccountId::list(some.iter().copied());
            let rows: Vec<(AccountId, i64)> = db
                .read(move |r| {
                    Ok::<_, Error>(r.all(
                        sql!(
                            "SELECT of.id, (SELECT COUNT(*) FROM connection x WHERE x.low_id = of.id AND x.state = 2)
                               + (SELECT COUNT(*) FROM connection x WHERE x.high_id = of.id AND x.state = 2)
                             FROM (SELECT CAST(value AS BIGINT) AS id FROM json_each($1)) of"
                        ),
                        &[&list],
                    )?)
                })
                .await?;
            if rows.into_iter().any(|(id, count)| degree(id) != usize::try_from(count).ok()) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

record! {
    struct Row {
        low_id: AccountId,
        high_id: AccountId,
        is_connected: bool,
    }
}

/// Lets the memory of this node know how it stands between two people, once that is committed.
pub(super) fn note(tx: &mut Tx<'_>, one: AccountId, other: AccountId, is_connected: bool) {
    if let Some(ties) = tx.extension::<Ties>() {
        tx.after_commit(move || ties.hear(News { low: one.min(other), high: one.max(other), is_connected }));
    }
}

/// Makes memory follow a row that another node may have changed.
pub fn on_change(app: App, id: i64) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        let ties = Ties::of(&app);
        let row: Option<Row> = app
            .db
            .read(move |r| {
                Ok::<_, Error>(r.opt(
                    sql!("SELECT low_id, high_id, state = 2 AS is_connected FROM connection WHERE id = $1"),
                    &[&id],
                )?)
            })
            .await?;
        // What was forgotten had ended long before.
        if let Some(Row { low_id, high_id, is_connected }) = row {
            ties.hear(News { low: low_id, high: high_id, is_connected });
            // Even where nobody looks, what was heard does not pile up.
            ties.look(|_| ());
        }
        Ok(())
    })
}

fn file(app: &App) -> PathBuf {
    app.config.data.join(FILE)
}

/// Loads everything from the table, and keeps it for the next start.
///
/// # Errors
/// What the database says.
pub async fn load(app: &App) -> Result<()> {
    let cursor = Ties::of(app).load(&app.db).await?;
    write(app, cursor).await;
    Ok(())
}

/// Goes on from the file, or loads everything from the table. `true` if the file was enough.
///
/// # Errors
/// What the database says.
pub async fn open(app: &App) -> Result<bool> {
    let place = file(app);
    // Of a million people the map alone takes as long as some thousand requests.
    let read = spawn_blocking(move || Ok(Kept::read(&place)?.map(|kept| (kept.cursor, Inside::from(kept)))));
    match read.await.unwrap_or_else(|error| Err(io::Error::other(error))) {
        Ok(Some((cursor, found))) => {
            if Ties::of(app).resume(&app.db, cursor, found).await? {
                return Ok(true);
            }
            tracing::info!("the kept connections are not those of the database: they are read from the table");
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "the kept connections cannot be read: they are read from the table"),
    }
    load(app).await?;
    Ok(false)
}

/// Keeps what is in memory for the next start.
///
/// # Errors
/// What the database says.
pub async fn keep(app: &App) -> Result<()> {
    let cursor = app.db.changes_cursor().await?;
    // While some transaction of the cluster does not end, the file stays as it is.
    if tokio::time::timeout(CATCHING_UP, app.freshness.caught_up()).await.is_ok() {
        write(app, cursor).await;
    }
    Ok(())
}

/// Writes the file; without it the next start takes longer, and that is all.
async fn write(app: &App, cursor: Cursor) {
    let kept = Ties::of(app).look(|inside| Kept { cursor, ids: inside.ids.clone(), graph: inside.graph.clone() });
    let Some(kept) = kept.filter(|kept| !kept.ids.is_empty()) else { return };
    let place = file(app);
    let written = spawn_blocking(move || kept.write(&place)).await.unwrap_or_else(|error| Err(io::Error::other(error)));
    if let Err(error) = written {
        tracing::warn!(%error, "connections cannot be kept for the next start");
    }
}

/// Fills memory, tries again while the database is away, and looks after it until told to stop.
pub async fn run(app: App, ties: Arc<Ties>, mut stop: watch::Receiver<bool>) {
    while let Err(error) = open(&app).await {
        tracing::warn!(%error, "connections cannot be loaded yet");
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
    let look_after = async {
        let mut every = tokio::time::interval(FOLD_EVERY);
        every.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut changed, mut kept) = (false, Instant::now());
        loop {
            every.tick().await;
            changed |= ties.look(|inside| inside.graph.pending() > 0).unwrap_or(false);
            ties.fold();
            if changed && kept.elapsed() > KEEP_EVERY {
                (changed, kept) = (false, Instant::now());
                if let Err(error) = keep(&app).await {
                    tracing::warn!(%error, "connections cannot be kept for the next start");
                }
            }
        }
    };
    tokio::select! {
        () = look_after => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: i64) -> AccountId {
        AccountId::from_raw(number)
    }

    #[test]
    fn nothing_is_told_before_all_is_loaded_and_what_came_meanwhile_counts() {
        let ties = Ties::default();
        ties.hear(News { low: id(1), high: id(2), is_connected: true });
        assert_eq!((ties.degree(id(1)), ties.are_connected(id(1), id(2))), (None, None));
        assert_eq!((ties.shared(id(1), id(2), 9), ties.distance(id(1), id(2))), (None, None));
        ties.ready.send_replace(true);
        assert_eq!((ties.degree(id(1)), ties.are_connected(id(2), id(1))), (Some(1), Some(true)));
        assert_eq!((ties.degree(id(9)), ties.are_connected(id(1), id(9))), (Some(0), Some(false)));
        ties.hear(News { low: id(1), high: id(2), is_connected: false });
        assert_eq!(ties.are_connected(id(1), id(2)), Some(false));
    }

    #[test]
    fn whom_two_share_and_how_far_they_are_apart() {
        let ties = Ties::default();
        for (low, high) in [(10, 20), (20, 30), (10, 25), (25, 30), (30, 40), (40, 50)] {
            ties.hear(News { low: id(low), high: id(high), is_connected: true });
        }
        ties.ready.send_replace(true);
        let mut shared = ties.shared(id(10), id(30), 9).unwrap();
        shared.sort_unstable();
        assert_eq!(shared, [id(20), id(25)]);
        assert_eq!(ties.shared(id(10), id(30), 1).unwrap().len(), 1);
        let far = |other| ties.distance(id(10), id(other)).unwrap();
        assert_eq!([far(20), far(30), far(40), far(50), far(60)], [Some(1), Some(2), Some(3), None, None]);
    }
}
