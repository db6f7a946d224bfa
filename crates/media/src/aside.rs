//! Work that gives way.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use tokio::sync::oneshot;

/// Does work on a thread of its own that gives way to all others, so that pages are drawn as fast as ever beside it. `None`
/// if it panicked, or the system has no thread to give. May be dropped: the work is then finished for nobody.
///
/// A thread for each piece of work, because a thread that gives way cannot be made to do anything else again.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (send, done) = oneshot::channel();
    let run = move || {
        give_way();
        if let Ok(done) = catch_unwind(AssertUnwindSafe(work)) {
            let _nobody_waits = send.send(done);
        }
    };
    thread::Builder::new().name("aside".to_owned()).spawn(run).ok()?;
    done.await.ok()
}

/// Puts this thread into the class of those that run when nobody else wants to. A nice thread of the usual class keeps
/// the processor until its slice is over, which is longer than a page takes; one of this class is sent off at once. On a
/// machine that is busy to the brim it still gets about a three-hundredth.
#[cfg(target_os = "linux")]
fn give_way() {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy};

    // As important as everybody else where the system refuses: slower for the others, no worse.
    let _refused = thread_priority::set_thread_priority_and_policy(
        thread_priority::thread_native_id(),
        ThreadPriority::Min,
        ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle),
    );
}

/// Elsewhere there is no such class.
#[cfg(not(target_os = "linux"))]
fn give_way() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_nothing_and_the_next_piece_of_work_is_done() {
        assert_eq!(aside(|| -> u8 { panic!("it went wrong") }).await, None);
        assert_eq!(aside(|| 7).await, Some(7));
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn work_is_done_by_somebody_who_gives_way_and_others_stay_as_they_are() {
        use thread_priority::{NormalThreadSchedulePolicy, ThreadSchedulePolicy, thread_schedule_policy};

        let before = thread_schedule_policy().unwrap();
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        assert_ne!(before, idle);
        assert_eq!(aside(|| thread_schedule_policy().unwrap()).await, Some(idle));
        assert_eq!(thread_schedule_policy().unwrap(), before);
    }
}
