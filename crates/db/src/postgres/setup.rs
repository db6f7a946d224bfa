//! Migrations and the lease of a node number.

use std::time::Duration;

use postgres::{Client, GenericClient, Transaction};

use super::address::Address;
use super::connect::{self, Role, describe};
use crate::db::Shared;
use crate::dialect;
use crate::ids::{self, NODES};
use crate::migrate::{self, Applied, Step};
use crate::{Clock, Migration, OpenError};

/// The advisory lock that everybody takes who looks at the schema or takes a node number ("athena" in ASCII).
const LOCK: i64 = 0x6174_6865_6e61;
/// The oldest server with what is used (xid8; COMMIT AND CHAIN is not): 13.
const OLDEST: i64 = 130_000;
/// How long a node number is held without renewal.
const LEASE: Duration = Duration::from_secs(60);
/// How far the stored ceiling of ids runs ahead: renewals come every second.
const AHEAD_MS: i64 = 3_000;

pub(super) fn other(error: postgres::Error) -> OpenError {
    OpenError::Other(describe(&error))
}

/// Refuses a server that lacks what we use.
pub(super) fn suits(client: &mut Client) -> Result<(), OpenError> {
    let row = client
        .query_one("SELECT current_setting('server_version_num')::bigint, current_setting('server_encoding')", &[])
        .map_err(other)?;
    if row.get::<_, i64>(0) < OLDEST || row.get::<_, &str>(1) != "UTF8" {
        return Err(OpenError::Other("PostgreSQL 13 or newer with the encoding UTF8 is needed".to_owned()));
    }
    Ok(())
}

/// Brings the schema up to date, one process at a time, each migration in a transaction of its own.
pub(super) fn migrate(client: &mut Client, migrations: &'static [Migration], shared: &Shared) -> Result<(), OpenError> {
    suits(client)?;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).map_err(other)?;
    let migrated = apply(client, migrations, &shared.clock, |_| true);
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).map_err(other)?;
    migrated
}

/// Holds what [`migrate`] holds, until the transaction ends.
pub(super) fn hold_schema(transaction: &mut Transaction<'_>) -> Result<(), OpenError> {
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).map(drop).map_err(other)
}

/// Applies what is missing and wanted.
pub(super) fn apply(
    client: &mut impl GenericClient,
    migrations: &'static [Migration],
    clock: &Clock,
    is_wanted: impl Fn(&Step) -> bool,
) -> Result<(), OpenError> {
    client.batch_execute(&dialect::postgres(&migrate::LEDGER)).map_err(other)?;
    let applied: Vec<Applied> = client
        .query(migrate::LEDGER_READ, &[])
        .map_err(other)?
        .iter()
        .map(|row| Applied { part: row.get(0), number: row.get(1), name: row.get(2), checksum: row.get(3) })
        .collect();
    for step in migrate::plan(migrations, &applied, dialect::postgres)?.into_iter().filter(is_wanted) {
        let number = step.migration.number;
        let failed = |error: postgres::Error| OpenError::Migration(number, describe(&error));
        let mut transaction = client.transaction().map_err(failed)?;
        transaction.batch_execute(&step.text).map_err(failed)?;
        transaction
            .execute(
                migrate::LEDGER_WRITE,
                &[&step.part, &i64::from(number), &step.migration.name, &step.checksum, &clock.now_us()],
            )
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(())
}

/// A node number held for this process.
pub(super) struct Lease {
    client: Option<Client>,
    node: i64,
    holder: String,
}

impl Lease {
    /// Takes the lowest free number and starts the ids of this process above what it has used before.
    pub(super) fn take(mut client: Client, shared: &Shared) -> Result<Lease, OpenError> {
        let holder: String = client.query_one("SELECT gen_random_uuid()::text", &[]).map_err(other)?.get(0);
        let node = acquire(&mut client, &holder, shared)?;
        let mut lease = Lease { client: Some(client), node, holder };
        lease.renew_now(shared).map_err(other)?;
        Ok(lease)
    }

    /// Holds the number a little longer and stores how far ids have come.
    pub(super) fn renew(&mut self, address: &Address, shared: &Shared) {
        if self.client.as_ref().is_none_or(Client::is_closed) {
            self.client = connect::open(address, Role::Write(Duration::from_secs(1))).ok();
        }
        let renewed = self.renew_now(shared);
        match renewed {
            Ok(true) => {}
            // Nobody renewed for so long that the number went to somebody else.
            Ok(false) => self.take_another(shared),
            Err(error) => {
                tracing::warn!(error = %describe(&error), "the node number cannot be renewed");
                self.client = None;
            }
        }
    }

    fn take_another(&mut self, shared: &Shared) {
        let Some(client) = &mut self.client else { return };
        match acquire(client, &self.holder, shared) {
            Ok(node) => {
                tracing::warn!(from = self.node, to = node, "the node number was lost and replaced");
                self.node = node;
            }
            Err(error) => tracing::error!(error = %error, "no node number can be had"),
        }
    }

    /// False if the number is no longer ours.
    fn renew_now(&mut self, shared: &Shared) -> Result<bool, postgres::Error> {
        let Some(client) = &mut self.client else { return Ok(true) };
        let ceiling = shared.mint.last_ms().max(ids::now_ms(&shared.clock)) + AHEAD_MS;
        let rows = client.execute(
            "UPDATE node SET ceiling_ms = GREATEST(ceiling_ms, $3), leased_until_us = $4 + db_clock.us
             FROM (SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint AS us) AS db_clock
             WHERE id = $1 AND holder = $2",
            &[&self.node, &self.holder, &ceiling, &lease_us()],
        )?;
        Ok(rows == 1)
    }

    /// Gives the number back.
    pub(super) fn release(mut self, shared: &Shared) {
        let Some(client) = &mut self.client else { return };
        let released = client.execute(
            "UPDATE node SET holder = '', leased_until_us = 0, ceiling_ms = $3 WHERE id = $1 AND holder = $2",
            &[&self.node, &self.holder, &shared.mint.last_ms()],
        );
        if let Err(error) = released {
            tracing::warn!(error = %describe(&error), "the node number could not be given back");
        }
    }
}

fn lease_us() -> i64 {
    i64::try_from(LEASE.as_micros()).unwrap_or(i64::MAX)
}

fn acquire(client: &mut Client, holder: &str, shared: &Shared) -> Result<i64, OpenError> {
    let mut transaction = client.transaction().map_err(other)?;
    hold_schema(&mut transaction)?;
    let found = transaction
        .query_opt(
            "SELECT n.id, COALESCE(node.ceiling_ms, 0) FROM generate_series(0::bigint, $1::bigint - 1) AS n(id)
             LEFT JOIN node ON node.id = n.id
             WHERE node.id IS NULL OR node.leased_until_us < EXTRACT(EPOCH FROM clock_timestamp()) * 1000000
             ORDER BY n.id LIMIT 1",
            &[&NODES],
        )
        .map_err(other)?;
    let Some(row) = found else { return Err(OpenError::NoNode) };
    let (node, ceiling): (i64, i64) = (row.get(0), row.get(1));
    shared.mint.start(node, ceiling, &shared.clock)?;
    transaction
        .execute(
            "INSERT INTO node (id, holder, leased_until_us, ceiling_ms)
             VALUES ($1, $2, $3 + (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint, $4)
             ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, leased_until_us = excluded.leased_until_us",
            &[&node, &holder, &lease_us(), &ceiling],
        )
        .map_err(other)?;
    transaction.commit().map_err(other)?;
    Ok(node)
}
