//! What this room does again and again.

use outbox::{Handler, HandlerError, Schedule, Subscriber};

use super::entries;
use crate::kernel::App;

/// Deletes entries that were taken away and not brought back.
pub const PURGE: Schedule = Schedule { name: "profiles.purge", subscriber: "profiles.purge", every_s: 60 };

/// Does [`PURGE`].
pub fn purge() -> Subscriber<App> {
    Subscriber {
        name: PURGE.subscriber,
        kinds: &[PURGE.name],
        handler: Handler::Inside(|tx, _| entries::purge(tx).map_err(|error| HandlerError::Failed(error.to_string()))),
    }
}
