//! What this room does again and again.

use outbox::{Handler, HandlerError, Schedule, Subscriber};

use super::{comment, drafts, images, post, previews};
use crate::kernel::App;

/// Forgets posts and comments that were taken back, drafts that were deleted or left lying, pictures of neither, and
/// previews that no post shows.
pub const PURGE: Schedule = Schedule { name: "posts.purge", subscriber: "posts.purge", every_s: 600 };

/// Does [`PURGE`].
pub fn purge() -> Subscriber<App> {
    Subscriber {
        name: PURGE.subscriber,
        kinds: &[PURGE.name],
        handler: Handler::Inside(|tx, _| {
            let said = post::purge(tx).and_then(|()| comment::purge(tx));
            let done = said.and_then(|()| drafts::purge(tx)).and_then(|()| images::purge(tx));
            let done = done.and_then(|()| previews::purge(tx));
            done.map_err(|error| HandlerError::Failed(error.to_string()))
        }),
    }
}
