//! What memory knows of connections: how fast it answers, what the same takes in SQL and whether it is the same, what
//! it takes of memory and how soon it is there after a start.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use athena::Running;
use athena::demo::{self, Plan, Progress, Size};
use athena::kernel::{AccountId, App, Error, MemberActor, SessionId, limits};
use athena::network::Ties;
use athena::recommendations::people;
use db::{Db, Read, sql};

use super::mb;
use crate::client::Connection;
use crate::report::{Report, say};
use crate::server::{Server, free_address};
use crate::{Bench, Result, plain_get, town};

/// People who are asked about, and of those whom very many know.
const SAMPLE: usize = 2_000;
const HUBS: usize = 100;
/// People whose suggestions are made, and those of them whose nearest are looked for in SQL, too.
const SUGGESTED: usize = 400;
const IN_SQL: usize = 50;
/// Entries of lists of which memory looks at all.
const WHOLE: usize = 90_000;
/// Shared connections that are counted.
const MOST: usize = 100_000;
/// After this long a read is given up, as in the product.
const DEADLINE: Duration = Duration::from_secs(1);
/// A graph that takes longer to be there has failed.
const WARMING: Duration = Duration::from_secs(300);

/// Times of one question.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn time<T>(&mut self, ask: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let answer = ask();
        self.0.push(begun.elapsed());
        answer
    }

    /// Of so many in a hundred it took no longer, in ms.
    fn percentile(&mut self, percent: usize) -> String {
        self.0.sort_unstable();
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).map_or_else(|| "–".to_owned(), |took| format!("{:.3}", took.as_secs_f64() * 1e3))
    }
}

/// Asks memory and the tables the same.
///
/// # Errors
/// The data cannot be made, or memory and tables disagree.
pub async fn graph(bench: &Bench, report: &mut Report, sizes: &[String], postgres: Option<&str>) -> Result<()> {
    let (mut starts, mut rows) = (Vec::new(), Vec::new());
    if let Some(database) = postgres {
        let [size] = sizes else { return Err("--postgres takes one size".into()) };
        say(&format!("the graph of {size} on PostgreSQL"));
        let data = bench.place.path.join(format!("{size}-postgres"));
        fs::create_dir_all(&data)?;
        let running = town::application_on(database, &data, free_address()?).await?;
        if let Some(took) = filled(&running.app, size).await? {
            report.section(
                "Connections in memory: made on PostgreSQL",
                &format!("The people of {size} were made in {:.1} minutes.", took.as_secs_f64() / 60.0),
            );
        }
        let begun = Instant::now();
        Ties::of(&running.app).load(&running.app.db).await?;
        say(&format!("read from the table in {:.2} s", begun.elapsed().as_secs_f64()));
        ask(&running, &format!("{size}, PostgreSQL"), &mut rows).await?;
        running.stop().await;
        answers(report, &rows);
        return Ok(());
    }
    for size in sizes {
        say(&format!("the graph of {size}"));
        let data = bench.place.data(&bench.program, size).await?;
        // The first start may have to read the whole table, and keeps what it finds for the next.
        let (first, _) = start(bench, &data).await?;
        let (next, rss) = start(bench, &data).await?;
        starts.push(vec![
            size.clone(),
            format!("{:.2}", first.as_secs_f64()),
            format!("{:.2}", next.as_secs_f64()),
            "≤ 20".to_owned(),
            mb(rss),
            "≤ 600".to_owned(),
        ]);
        let running = town::application(&data, free_address()?).await?;
        ask(&running, size, &mut rows).await?;
        running.stop().await;
    }
    report.section(
        "Connections in memory: starts",
        "`athena serve`: seconds from the start of the process until a member's suggestions no longer say that connections \
         are warming up, as it was found and with the file of the start before; resident memory in MB after that.",
    );
    report.table(&["size", "as found s", "from the file s", "goal", "RSS", "goal"], &starts);
    answers(report, &rows);
    Ok(())
}

/// Makes the people of a demo, if nobody is there yet. How long it took.
async fn filled(app: &App, size: &str) -> Result<Option<Duration>> {
    let count: i64 = app.db.read(|r| r.one(sql!("SELECT COUNT(*) FROM account"), &[])).await?;
    if count > 0 {
        return Ok(None);
    }
    let size = if size == "city" { Size::City } else { Size::Town };
    let (begun, told) = (Instant::now(), AtomicU64::new(0));
    let tell = |progress: Progress| {
        let minute = begun.elapsed().as_secs() / 60;
        if told.swap(minute, Ordering::Relaxed) != minute {
            say(&format!("{} {} of {} after {minute} min", progress.done, progress.what, progress.of));
        }
    };
    demo::fill(app, &Plan { size, seed: 1 }, tell).await?;
    Ok(Some(begun.elapsed()))
}

fn answers(report: &mut Report, rows: &[Vec<String>]) {
    report.section(
        "Connections in memory: answers",
        "Times are ms of one question in the process, nothing else running. *Shared* counts all whom two people share; \
         *suggestions* are the whole list with reasons and cards, statements included. *In SQL* is the same question to \
         the tables, whose answer must be the same; for suggestions, whom connections of connections lead to with the \
         first score. Hubs are the hundred with the most connections.",
    );
    let heads = ["size", "question", "asked", "p50", "p99", "max", "goal", "in SQL p50", "in SQL p99"];
    report.table(&heads, rows);
}

/// How long until the graph answers, and the memory then, KiB.
async fn start(bench: &Bench, data: &std::path::Path) -> Result<(Duration, u64)> {
    let begun = Instant::now();
    let server = Server::athena(&bench.program, data, &[]).await?;
    let members = town::sign_in(data, server.address).await?;
    let member = members.first().ok_or("nobody can sign in")?;
    let request = plain_get("/mynetwork/suggestions", server.address, Some(&member.cookie));
    let mut connection = Connection::open(Ipv4Addr::LOCALHOST, server.address).await?;
    let took = loop {
        let answer = connection.ask(&request).await?;
        if answer.status == 200 && !connection.received().contains("warming up") {
            break begun.elapsed();
        }
        if begun.elapsed() > WARMING {
            return Err(format!("no suggestions: {} after {:?}", answer.status, begun.elapsed()).into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let rss = server.cost()?.rss_kib;
    server.stop().await?;
    Ok((took, rss))
}

async fn ask(running: &Running, size: &str, rows: &mut Vec<Vec<String>>) -> Result<()> {
    let app = &running.app;
    let ties = Ties::of(app);
    ties.loaded().await;
    let (sample, hubs) = people(&app.db, &ties).await?;
    for (who, people) in [("", &sample), (" of hubs", &hubs)] {
        let mut pairs: Vec<(AccountId, AccountId)> =
            people.iter().copied().zip(people.iter().copied().skip(1)).collect();
        if who.is_empty() {
            // Of those who are near somebody is shared.
            let near = |one: &AccountId| Some((*one, ties.near(*one, 1)?.first()?.0));
            pairs = people.iter().filter_map(near).collect();
        }
        let mut degree = (Times::default(), Times::default());
        for one in people {
            let known = degree.0.time(|| ties.degree(*one));
            let one = *one;
            let (told, took) = told(&app.db, move |r| count(r, one)).await?;
            degree.1.0.push(took);
            if let Some(told) = told {
                same("degree", one, known, usize::try_from(told).ok())?;
            }
        }
        row(rows, size, &format!("degree{who}"), "≤ 1", degree);
        let mut shared = (Times::default(), Times::default());
        for (one, other) in pairs {
            let known = shared.0.time(|| ties.shared(one, other, MOST)).unwrap_or_default();
            let (told, took) = told(&app.db, move |r| both_know(r, one, other)).await?;
            shared.1.0.push(took);
            if let Some(told) = told {
                let (known, told): (BTreeSet<_>, BTreeSet<_>) =
                    (known.into_iter().collect(), told.into_iter().collect());
                same("shared", one, known, told)?;
            }
        }
        row(rows, size, &format!("shared{who}"), "≤ 1", shared);
        suggestions(app, &ties, (size, who), people, rows).await?;
    }
    Ok(())
}

async fn suggestions(
    app: &App,
    ties: &Arc<Ties>,
    (size, who): (&str, &str),
    people: &[AccountId],
    rows: &mut Vec<Vec<String>>,
) -> Result<()> {
    let mut taken = (Times::default(), Times::default());
    let step = (people.len() / SUGGESTED).max(1);
    for (number, one) in people.iter().copied().step_by(step).enumerate() {
        let actor = MemberActor { account: one, session: SessionId::from_raw(0), caps: 0 };
        let ties_of = Arc::clone(ties);
        let (_, took) = told(&app.db, move |r| people::suggest(r, &ties_of, actor, limits::SUGGESTIONS)).await?;
        taken.0.0.push(took);
        if who.is_empty() && number < IN_SQL {
            let nearest = ties.near(one, 1).unwrap_or_default();
            let (told, took) = told(&app.db, move |r| second(r, one)).await?;
            taken.1.0.push(took);
            let Some((scores, looked_at)) = told else { continue };
            let best = scores.values().copied().fold(0.0_f32, f32::max);
            let known = nearest.first().map_or(0.0, |(_, score)| *score);
            // Of somebody who knows hubs memory looks at a part, and finds no more than there is.
            let is_part = looked_at > WHOLE;
            if (known - best).abs() > 1e-3 && (known > best || !is_part) {
                return Err(format!("of {one:?} memory knows somebody at {known}, the tables at {best}").into());
            }
        }
    }
    row(rows, size, &format!("suggestions{who}"), "≤ 10", taken);
    Ok(())
}

fn row(rows: &mut Vec<Vec<String>>, size: &str, question: &str, goal: &str, times: (Times, Times)) {
    let (mut known, mut told) = times;
    rows.push(vec![
        size.to_owned(),
        question.to_owned(),
        known.0.len().to_string(),
        known.percentile(50),
        known.percentile(99),
        known.percentile(100),
        goal.to_owned(),
        told.percentile(50),
        told.percentile(99),
    ]);
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, of: AccountId, known: T, told: T) -> Result<()> {
    if known == told { Ok(()) } else { Err(format!("{what} of {of:?}: memory {known:?}, tables {told:?}").into()) }
}

/// What a closure reads, and how long it took by itself; nothing, and a second, if it was given up after that.
async fn told<T, F>(db: &Db, read: F) -> Result<(Option<T>, Duration)>
where
    T: Send + 'static,
    F: Fn(&mut Read<'_>) -> athena::kernel::Result<T> + Send + 'static,
{
    let timed = move |r: &mut Read<'_>| {
        let begun = Instant::now();
        Ok::<_, Error>((read(r)?, begun.elapsed()))
    };
    match db.read(timed).await {
        Ok((told, took)) => Ok((Some(told), took)),
        Err(Error::Busy) => Ok((None, DEADLINE)),
        Err(error) => Err(format!("{error:?}").into()),
    }
}

/// People throughout, and those with the most connections.
async fn people(db: &Db, ties: &Ties) -> Result<(Vec<AccountId>, Vec<AccountId>)> {
    let (mut all, mut after): (Vec<AccountId>, _) = (Vec::new(), 0);
    loop {
        let page = db.read(move |r| {
            r.all(sql!("SELECT id FROM account WHERE id > $1 AND state = 1 ORDER BY id LIMIT 20000"), &[&after])
        });
        let page: Vec<AccountId> = page.await.map_err(|error: db::Error| error.to_string())?;
        let Some(last) = page.last() else { break };
        after = last.get();
        all.extend(page);
    }
    let step = (all.len() / SAMPLE).max(1);
    let sample = all.iter().copied().step_by(step).collect();
    all.sort_by_cached_key(|id| std::cmp::Reverse(ties.degree(*id)));
    all.truncate(HUBS);
    Ok((sample, all))
}

fn count(r: &mut Read<'_>, one: AccountId) -> athena::kernel::Result<i64> {
    Ok(r.one(
        sql!(
            "SELECT (SELECT COUNT(*) FROM connection x WHERE x.low_id = $1 AND x.state = 2)
               + (SELECT COUNT(*) FROM connection x WHERE x.high_id = $1 AND x.state = 2)"
        ),
        &[&one],
    )?)
}

fn both_know(r: &mut Read<'_>, one: AccountId, other: AccountId) -> athena::kernel::Result<Vec<AccountId>> {
    Ok(r.all(
        sql!(
            "SELECT id FROM (SELECT x.high_id AS id FROM connection x WHERE x.low_id = $1 AND x.state = 2
                 UNION ALL SELECT x.low_id FROM connection x WHERE x.high_id = $1 AND x.state = 2) mine
             INTERSECT
             SELECT id FROM (SELECT x.high_id AS id FROM connection x WHERE x.low_id = $2 AND x.state = 2
                 UNION ALL SELECT x.low_id FROM connection x WHERE x.high_id = $2 AND x.state = 2) theirs"
        ),
        &[&one, &other],
    )?)
}

/// Whom connections of connections lead to, with Adamic and Adar's score, and how many entries of lists were looked at.
fn second(r: &mut Read<'_>, one: AccountId) -> athena::kernel::Result<(BTreeMap<AccountId, f32>, usize)> {
    let known: Vec<AccountId> = r.all(
        sql!(
            "SELECT x.high_id AS id FROM connection x WHERE x.low_id = $1 AND x.state = 2
             UNION ALL SELECT x.low_id FROM connection x WHERE x.high_id = $1 AND x.state = 2"
        ),
        &[&one],
    )?;
    let (mut scores, mut looked_at) = (BTreeMap::new(), known.len());
    for between in &known {
        let theirs: Vec<AccountId> = r.all(
            sql!(
                "SELECT x.high_id AS id FROM connection x WHERE x.low_id = $1 AND x.state = 2
                 UNION ALL SELECT x.low_id FROM connection x WHERE x.high_id = $1 AND x.state = 2"
            ),
            &[between],
        )?;
        looked_at += theirs.len();
        let worth = 1.0 / (theirs.len() as f32).ln();
        for other in theirs.into_iter().filter(|other| *other != one && !known.contains(other)) {
            *scores.entry(other).or_insert(0.0) += worth;
        }
    }
    Ok((scores, looked_at))
}
