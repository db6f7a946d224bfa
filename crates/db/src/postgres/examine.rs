//! Asks a server about itself and our schema on it, without changing anything.

use std::time::Duration;

use super::address;
use super::connect::{self, Role};
use super::setup::other;
use crate::OpenError;
use crate::examine::{Connections, Found};
use crate::migrate::{self, Applied};

/// The longest a question may take.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn look(url: &str) -> Result<Found, OpenError> {
    let mut client = connect::open_in_time(&address::parse(url)?, Role::Read(PATIENCE))?;
    let row = client
        .query_one(
            "SELECT current_setting('server_version'),
                    current_setting('max_connections')::bigint
                      - current_setting('superuser_reserved_connections')::bigint,
                    to_regclass('schema_migration') IS NOT NULL, to_regclass('node') IS NOT NULL",
            &[],
        )
        .map_err(other)?;
    let mut found = Found { server: format!("PostgreSQL {}", row.get::<_, &str>(0)), ..Found::default() };
    let mut connections = Connections { most: row.get(1), nodes: 0 };
    if row.get(2) {
        found.applied = client
            .query(migrate::LEDGER_READ, &[])
            .map_err(other)?
            .iter()
            .map(|row| Applied { part: row.get(0), number: row.get(1), name: row.get(2), checksum: row.get(3) })
            .collect();
    }
    if row.get(3) {
        // A ceiling runs ahead of the clock only on nodes that are at work.
        let now = "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint";
        let row = client
            .query_one(
                &format!(
                    "SELECT COALESCE(MAX(ceiling_ms) FILTER (WHERE leased_until_us < {now}), 0),
                            COUNT(*) FILTER (WHERE leased_until_us >= {now}) FROM node"
                ),
                &[],
            )
            .map_err(other)?;
        found.ceiling_ms = row.get(0);
        connections.nodes = row.get(1);
    }
    found.connections = Some(connections);
    Ok(found)
}
