//! What this room does again and again.

use outbox::{Handler, HandlerError, Schedule, Subscriber};

use super::{connections, introductions};
use crate::kernel::App;

/// Forgets withdrawn invitations and ended connections nobody has to wait for any more.
pub const PURGE: Schedule = Schedule { name: "network.purge", subscriber: "network.purge", every_s: 600 };

/// Does [`PURGE`].
pub fn purge() -> Subscriber<App> {
    Subscriber {
        name: PURGE.subscriber,
        kinds: &[PURGE.name],
        handler: Handler::Inside(|tx, _| {
            connections::purge(tx)
                .and_then(|()| introductions::purge(tx))
                .map_err(|error| HandlerError::Failed(error.to_string()))
        }),
    }
}
