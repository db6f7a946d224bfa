//! How long a start takes, and what a server that has nothing to do keeps in memory.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::mb;
use crate::client::Connection;
use crate::report::{Report, say};
use crate::server::Server;
use crate::tally::median;
use crate::{Bench, Result, plain_get};

const RUNS: usize = 7;
/// Idle: nothing was asked for so long.
const IDLE: Duration = Duration::from_secs(3);

/// Starts `athena serve` on each size.
///
/// # Errors
/// It does not start.
pub async fn start(bench: &Bench, report: &mut Report) -> Result<()> {
    let mut rows = Vec::new();
    for (size, goal) in [("small", 0.2), ("town", 1.0)] {
        let data = bench.place.data(&bench.program, size).await?;
        let (mut seconds, mut fresh, mut used, mut shared, mut stop) = (vec![], vec![], vec![], vec![], vec![]);
        say(&format!("starting {size}"));
        for _ in 0..RUNS {
            let server = Server::athena(&bench.program, &data, &[]).await?;
            seconds.push(server.started_in.as_secs_f64());
            tokio::time::sleep(IDLE).await;
            fresh.push(server.cost()?.rss_kib as f64);
            let mut connection = Connection::open(Ipv4Addr::LOCALHOST, server.address).await?;
            for path in ["/", "/about", "/login", "/join"] {
                connection.ask(&plain_get(path, server.address, None)).await?;
            }
            let cost = server.cost()?;
            used.push(cost.rss_kib as f64);
            shared.push(cost.pss_kib as f64);
            drop(connection);
            stop.push(server.stop().await?.0.as_secs_f64());
        }
        rows.push(vec![
            size.to_owned(),
            format!("{:.3}", median(seconds)),
            format!("≤ {goal}"),
            mb(median(fresh) as u64),
            mb(median(used) as u64),
            mb(median(shared) as u64),
            "≤ 40".to_owned(),
            format!("{:.3}", median(stop)),
        ]);
    }
    report.section(
        "Start and idle memory",
        "`athena serve`, the files in the system's cache: from the start of the process to the first 200 of `/readyz`; \
         memory after three idle seconds and after four pages, in MB of a million bytes. Medians of seven.",
    );
    let heads = ["size", "start s", "goal", "RSS idle", "RSS used", "PSS used", "goal", "stop s"];
    report.table(&heads, &rows);
    Ok(())
}
