//! What this room does again and again.

use outbox::{Handler, HandlerError, Schedule, Subscriber};

use super::post;
use crate::kernel::App;

/// Forgets posts that were taken back.
pub const PURGE: Schedule = Schedule { name: "posts.purge", subscriber: "posts.purge", every_s: 600 };

/// Does [`PURGE`].
pub fn purge() -> Subscriber<App> {
    Subscriber {
        name: PURGE.subscriber,
        kinds: &[PURGE.name],
        handler: Handler::Inside(|tx, _| post::purge(tx).map_err(|error| HandlerError::Failed(error.to_string()))),
    }
}
