//! Templates: a database with the migrations run, copied for each test and kept between runs.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

use crate::migrate::{LEDGER, OWN};
use crate::{DatabaseUrl, Db, Migration, Options};

/// How long the server may need to notice that connections to a template have gone.
const PATIENCE: Duration = Duration::from_secs(20);

/// A name that nobody else uses.
pub(super) fn unique(prefix: &str) -> String {
    format!("{prefix}_{}_{}", std::process::id(), super::next_number())
}

/// The file to copy.
pub(super) async fn sqlite(migrations: &'static [Migration]) -> PathBuf {
    let template = std::env::temp_dir().join(format!("athena-template-{:016x}.db", fingerprint(migrations)));
    if !template.exists() {
        let files = tempfile::tempdir().expect("a directory for the template");
        let db =
            Db::open(Options::new(DatabaseUrl::Sqlite, files.path()), migrations).await.expect("the migrations run");
        db.close().await;
        // In place at once or not at all: other processes look at the same name.
        let beside = template.with_extension(unique("new"));
        std::fs::copy(files.path().join("athena.db"), &beside).expect("a copy of the template");
        std::fs::rename(&beside, &template).expect("the template in its place");
    }
    template
}

/// The name of the database to copy.
pub(super) async fn postgres(server: &str, migrations: &'static [Migration]) -> String {
    let name = format!("athena_template_{:016x}", fingerprint(migrations));
    if !exists(server, &name).await {
        let making = unique("athena_new");
        administer(server, &format!("CREATE DATABASE {making} TEMPLATE template0 ENCODING 'UTF8'")).await;
        let files = tempfile::tempdir().expect("a directory for the template");
        let mut options = Options::new(DatabaseUrl::Postgres(address(server, &making)), files.path());
        (options.readers, options.writers, options.workers) = (1, 1, 1);
        let db = Db::open(options, migrations).await.expect("the migrations run");
        db.close().await;
        administer(server, &format!("ALTER DATABASE {making} RENAME TO {name}")).await;
    }
    name
}

/// The address of another database on the same server.
pub(super) fn address(server: &str, name: &str) -> String {
    let (base, query) = server.split_once('?').map_or((server, None), |(base, query)| (base, Some(query)));
    let (host, _) = base.rsplit_once('/').expect("an address with a database");
    query.map_or_else(|| format!("{host}/{name}"), |query| format!("{host}/{name}?{query}"))
}

/// Runs a command about databases, again while others are in the way.
pub(super) async fn administer(server: &str, command: &str) {
    let (server, command) = (server.to_owned(), command.to_owned());
    apart(move || administer_blocking(&server, &command)).await;
}

fn administer_blocking(server: &str, command: &str) {
    let until = Instant::now() + PATIENCE;
    let mut client = connect(server);
    while let Err(error) = client.batch_execute(command) {
        // 55006: somebody is still connected. 42P04 and 23505: somebody was faster, which is as good.
        match error.code().map(postgres::error::SqlState::code) {
            Some("42P04" | "23505") => return,
            Some("55006") if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
            _ => panic!("{command}: {error:?}"),
        }
    }
}

/// Drops a test's database; from a plain thread.
pub(super) fn drop_database(server: &str, name: &str) {
    // A test may have ended its own server.
    if let Ok(mut client) = Client::connect(server, NoTls) {
        let dropped = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        dropped.expect("the test's database is dropped");
    }
}

async fn exists(server: &str, name: &str) -> bool {
    let (server, name) = (server.to_owned(), name.to_owned());
    apart(move || {
        let found = connect(&server).query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]);
        found.expect("the list of databases").is_some()
    })
    .await
}

fn connect(server: &str) -> Client {
    Client::connect(server, NoTls).expect("the server of ATHENA_TEST_DATABASE answers")
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the work does not panic")
}

/// Tells one set of migrations from another (FNV-1a).
fn fingerprint(migrations: &[Migration]) -> u64 {
    let texts = [&LEDGER].into_iter().chain(OWN).chain(migrations).flat_map(|one| [one.name, one.sqlite, one.postgres]);
    texts
        .flat_map(str::bytes)
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
