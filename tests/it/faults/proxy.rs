//! A wire that can be cut: a proxy in front of a server.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;

/// How the wire is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum How {
    /// Everything comes through.
    Whole,
    /// Nobody listens.
    Refused,
    /// Somebody listens and hangs up.
    Cut,
    /// Nothing comes through, and nobody says so.
    Silent,
    /// For ever.
    Gone,
}

/// A wire to a port of this machine.
pub(super) struct Proxy {
    /// Where it begins.
    pub(super) port: u16,
    wire: Arc<Wire>,
    door: Option<JoinHandle<()>>,
}

struct Wire {
    how: Mutex<How>,
    changed: Condvar,
    open: Mutex<Vec<TcpStream>>,
    calls: AtomicU64,
}

impl Proxy {
    pub(super) fn to(port: u16) -> Proxy {
        let (how, open) = (Mutex::new(How::Whole), Mutex::new(Vec::new()));
        let wire = Arc::new(Wire { how, changed: Condvar::new(), open, calls: AtomicU64::new(0) });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let begin = listener.local_addr().unwrap().port();
        let of = Arc::clone(&wire);
        let door = Some(std::thread::spawn(move || of.listen(listener, begin, port)));
        Proxy { port: begin, wire, door }
    }

    /// Changes the wire.
    pub(super) fn is(&self, how: How) {
        *self.wire.how.lock().unwrap() = how;
        self.wire.changed.notify_all();
        if how != How::Whole && how != How::Silent {
            for stream in self.wire.open.lock().unwrap().drain(..) {
                // It may have ended already.
                let _ended = stream.shutdown(Shutdown::Both);
            }
        }
        // Whoever waits for the next call finds out.
        let _refused = TcpStream::connect(("127.0.0.1", self.port));
    }

    /// How often somebody has called, since the last time this was asked.
    pub(super) fn calls(&self) -> u64 {
        self.wire.calls.swap(0, Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.is(How::Gone);
        self.door.take().unwrap().join().unwrap();
    }
}

impl Wire {
    fn wait_while(&self, is: impl Fn(How) -> bool) -> MutexGuard<'_, How> {
        self.changed.wait_while(self.how.lock().unwrap(), |how| is(*how)).unwrap()
    }

    fn listen(self: Arc<Self>, listener: TcpListener, begin: u16, end: u16) {
        let mut listener = Some(listener);
        loop {
            let how = *self.wait_while(|how| how == How::Refused && listener.is_none());
            match how {
                How::Gone => return,
                How::Refused => listener = None,
                How::Whole | How::Cut | How::Silent => {
                    // Connections of before may lie about still; the standard library takes the port none the less.
                    let door = listener.get_or_insert_with(|| TcpListener::bind(("127.0.0.1", begin)).unwrap());
                    let (near, _) = door.accept().unwrap();
                    self.calls.fetch_add(1, Ordering::SeqCst);
                    let is_open = matches!(*self.how.lock().unwrap(), How::Whole | How::Silent);
                    if let Some(far) = is_open.then(|| TcpStream::connect(("127.0.0.1", end)).ok()).flatten() {
                        self.connect(&near, &far);
                    }
                }
            }
        }
    }

    fn connect(self: &Arc<Self>, near: &TcpStream, far: &TcpStream) {
        for (from, to) in [(near, far), (far, near)] {
            self.open.lock().unwrap().push(from.try_clone().unwrap());
            let (from, to, wire) = (from.try_clone().unwrap(), to.try_clone().unwrap(), Arc::clone(self));
            std::thread::spawn(move || wire.pass(from, to));
        }
    }

    fn pass(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut bytes = [0; 16 * 1024];
        while let Ok(many) = from.read(&mut bytes) {
            drop(self.wait_while(|how| how == How::Silent));
            if many == 0 || to.write_all(&bytes[..many]).is_err() {
                break;
            }
        }
        let _ended = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    }
}
