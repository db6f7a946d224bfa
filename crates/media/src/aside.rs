//! Work that gives way.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use tokio::sync::oneshot;

/// The least a thread can ask for: on a busy machine it gets what the others leave, about a seventieth.
const NICEST: i32 = 19;

/// Does work on a thread of its own that gives way to all others, so that pages are drawn as fast as ever beside it. `None`
/// if it panicked, or the system has no thread to give. May be dropped: the work is then finished for nobody.
///
/// A thread for each piece of work, because a thread that has been made nice cannot be made anything else again.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (send, done) = oneshot::channel();
    let run = move || {
        // As important as everybody else where the system does not know of niceness: slower for the others, no worse.
        let _nice = rustix::process::setpriority_process(None, NICEST);
        if let Ok(done) = catch_unwind(AssertUnwindSafe(work)) {
            let _nobody_waits = send.send(done);
        }
    };
    thread::Builder::new().name("aside".to_owned()).spawn(run).ok()?;
    done.await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_by_somebody_who_gives_way_and_others_stay_as_they_are() {
        let before = rustix::process::getpriority_process(None).unwrap();
        assert_eq!(aside(|| rustix::process::getpriority_process(None).unwrap()).await, Some(NICEST));
        assert_eq!(rustix::process::getpriority_process(None).unwrap(), before);
        assert_eq!(aside(|| -> u8 { panic!("it went wrong") }).await, None);
        assert_eq!(aside(|| 7).await, Some(7));
    }
}
