//! What this room does again and again.

use outbox::{Handler, HandlerError, Outcome, Schedule, Subscriber};

use super::pictures::strays;
use super::{entries, pictures, views};
use crate::kernel::App;

/// Deletes entries and pictures that were taken away and not brought back, and views that are old enough.
pub const PURGE: Schedule = Schedule { name: "profiles.purge", subscriber: "profiles.purge", every_s: 60 };

/// Does [`PURGE`].
pub fn purge() -> Subscriber<App> {
    Subscriber {
        name: PURGE.subscriber,
        kinds: &[PURGE.name],
        handler: Handler::Inside(|tx, _| {
            let done = entries::purge(tx).and_then(|()| pictures::purge(tx)).and_then(|()| views::purge(tx));
            done.map_err(|error| HandlerError::Failed(error.to_string()))
        }),
    }
}

/// Deletes files that no picture needs.
pub const SWEEP: Schedule = Schedule { name: "profiles.sweep", subscriber: "profiles.sweep", every_s: 3_600 };

/// Does [`SWEEP`].
pub fn sweep() -> Subscriber<App> {
    Subscriber {
        name: SWEEP.subscriber,
        kinds: &[SWEEP.name],
        handler: Handler::Outside(|app, _| {
            Box::pin(async move {
                match strays::sweep(&app).await {
                    Ok(()) => Outcome::Done,
                    Err(error) => Outcome::Retry(error.to_string()),
                }
            })
        }),
    }
}
