//! The program itself, as an operator runs it: the real binary, real files, real signals.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests say what they expect by panicking")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use athena::wiring::MIGRATIONS;
use db::DatabaseUrl;
use tempfile::TempDir;

/// How long a start and an answer may take; no promise, but a test that hangs is to fail.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long an end may take.
const STOP: Duration = Duration::from_secs(10);
const PASSWORD: &str = "correct horse battery";

/// The program with arguments, and nothing of this process's environment but what it may not be without.
pub(crate) fn athena(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_athena"));
    command.args(arguments).env_clear();
    for kept in ["PATH", "ATHENA_TEST_RUN", "LLVM_PROFILE_FILE"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    command
}

/// What a command said and how it ended.
pub(crate) struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    #[track_caller]
    pub(crate) fn well(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// The sentence of a command that failed.
    #[track_caller]
    fn failed(self) -> String {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        self.err
    }
}

pub(crate) fn run(command: &mut Command) -> Said {
    said(command.stdin(Stdio::null()))
}

fn run_with(command: &mut Command, input: &str) -> Said {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    ended(child.wait_with_output().unwrap())
}

fn said(command: &mut Command) -> Said {
    ended(command.output().unwrap())
}

fn ended(output: std::process::Output) -> Said {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// A server at work.
pub(crate) struct Server {
    child: Child,
    lines: Receiver<String>,
    heard: Vec<String>,
    pub(crate) port: u16,
}

impl Server {
    fn start(data: &Path, more: &[&str]) -> Server {
        let data = data.to_str().unwrap();
        Server::of(athena(&["serve", "--data", data, "--listen", "127.0.0.1:0"]).args(more))
    }

    pub(crate) fn of(command: &mut Command) -> Server {
        Server::on(command.stdin(Stdio::null()))
    }

    /// Starts what has its standard input already.
    pub(crate) fn on(command: &mut Command) -> Server {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (send, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let send = send.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if send.send(line).is_err() {
                        return;
                    }
                }
            });
        }
        let mut server = Server { child, lines, heard: Vec::new(), port: 0 };
        server.port = server.after("http://localhost:").parse().unwrap();
        server
    }

    /// The letters, digits and dashes after the mark in the first line that has it, said already or still to come.
    pub(crate) fn after(&mut self, mark: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut next = 0;
        loop {
            while let Some(line) = self.heard.get(next) {
                next += 1;
                if let Some((_, rest)) = line.split_once(mark) {
                    return rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => self.heard.push(line),
                Err(_) => panic!("never said {mark}:\n{}", self.heard.join("\n")),
            }
        }
    }

    /// Sends a request and gives the whole answer.
    fn ask(&self, head: &str, body: &str) -> String {
        answer(self.port, head, body)
    }

    fn get(&self, path: &str, cookies: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nCookie: {cookies}"), "")
    }

    /// The handle of whoever is signed in: the first that their home page links to.
    fn own_handle(&self, cookies: &str) -> String {
        let page = self.get("/feed", cookies);
        let (_, rest) = page.split_once("href=\"/in/").unwrap_or_else(|| panic!("{page}"));
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
    }

    /// Signs in and gives the cookies.
    fn sign_in(&self, email: &str, password: &str) -> Option<String> {
        let body = format!("email={}&password={}", email.replace('@', "%40"), password.replace(' ', "+"));
        let head = format!(
            "POST /login HTTP/1.1\r\nOrigin: http://localhost:{}\r\nContent-Type: application/x-www-form-urlencoded",
            self.port
        );
        let answer = self.ask(&head, &body);
        if !answer.starts_with("HTTP/1.1 303") {
            return None;
        }
        let cookies = answer.lines().filter(|line| line.to_ascii_lowercase().starts_with("set-cookie:"));
        let pairs = cookies.filter_map(|line| line.split_once(':')?.1.split(';').next().map(str::trim));
        Some(pairs.collect::<Vec<_>>().join("; "))
    }

    /// Ends it at once, as the system does with a process that has used up the memory.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it has ended by itself.
    pub(crate) fn ended(&mut self) -> std::process::ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it runs on");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Asks it to end and waits; gives its exit code.
    pub(crate) fn stop(mut self) -> i32 {
        let asked = Instant::now();
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(asked.elapsed() < STOP, "still runs ten seconds after SIGTERM");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already, as a rule.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

pub(crate) fn answer(port: u16, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let length = body.len();
    let rest = format!("Host: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(format!("{head}\r\n{rest}").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

pub(crate) fn directory() -> TempDir {
    tempfile::Builder::new().prefix("athena-commands-").tempdir().unwrap()
}

pub(crate) fn create_operator(data: &Path, email: &str) -> Said {
    let data = data.to_str().unwrap();
    let arguments = ["admin", "create", "--data", data, "--email", email, "--name", "Ada Lovelace", "--password-stdin"];
    run_with(&mut athena(&arguments), &format!("{PASSWORD}\n"))
}

#[test]
fn as_many_files_may_be_open_as_the_system_allows_and_too_few_are_told() {
    let place = directory();
    let data = place.path().to_str().unwrap();
    let program = athena(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -S -n 100; ulimit -H -n 900; exec \"$@\"", "sh"]);
    shell.arg(program.get_program()).args(program.get_args());
    let mut server = Server::of(&mut shell);
    let limits = fs::read_to_string(format!("/proc/{}/limits", server.child.id())).unwrap();
    let open_files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    assert_eq!(open_files.split_whitespace().skip(3).take(2).collect::<Vec<_>>(), ["900", "900"]);
    server.after("the system allows 900 open ");
    assert_eq!(server.stop(), 0);
}

#[test]
fn an_empty_directory_becomes_a_site_that_says_how_to_found_it_and_ends_in_time() {
    let place = directory();
    let data = place.path().join("new/site");
    let mut server = Server::start(&data, &[]);
    let code = server.after("/setup?code=");
    assert_eq!(code.len(), 19, "{code}");
    assert!(server.get("/readyz", "").starts_with("HTTP/1.1 200"));
    assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(data.join("secret")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(data.join("control.sock")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(server.stop(), 0);
    assert!(!data.join("control.sock").exists());
}

#[test]
fn a_site_with_an_operator_gives_no_code_away() {
    let place = directory();
    create_operator(place.path(), "ada@example.org").well();
    let server = Server::start(place.path(), &[]);
    let heard = server.heard.join("\n");
    assert!(server.get("/", "").starts_with("HTTP/1.1 200"));
    assert_eq!(server.stop(), 0);
    assert!(!heard.contains("code="), "{heard}");
}

#[test]
fn a_key_nobody_knows_stops_the_start_and_names_the_nearest() {
    let place = directory();
    let data = place.path().to_str().unwrap();
    fs::write(place.path().join("athena.toml"), "trusted_proxy = \"10.0.0.1\"\n").unwrap();
    let sentence = run(&mut athena(&["serve", "--data", data])).failed();
    assert!(sentence.contains("trusted_proxy") && sentence.contains("trusted_proxies"), "{sentence}");
    fs::remove_file(place.path().join("athena.toml")).unwrap();
    let sentence = run(athena(&["serve", "--data", data]).env("ATHENA_PUBLIC_URI", "https://x.example")).failed();
    assert!(sentence.contains("ATHENA_PUBLIC_URL"), "{sentence}");
}

#[test]
fn a_wrong_flag_is_answered_with_the_right_one() {
    let said = run(&mut athena(&["serve", "--lisen", "127.0.0.1:0"]));
    assert_eq!(said.code, 2);
    assert!(said.err.contains("--listen"), "{}", said.err);
    // Passwords do not belong on a command line.
    assert_eq!(run(&mut athena(&["serve", "--database", "postgres://a:b@c/d"])).code, 2);
    assert_eq!(run(&mut athena(&["restore", "somewhere"])).code, 2);
    assert_eq!(run(&mut athena(&["restore", "somewhere", "--verify", "--data", "x"])).code, 2);
}

#[test]
fn check_tells_what_is_wrong_from_what_is_worth_knowing_and_shows_no_password() {
    let place = directory();
    let data = place.path().to_str().unwrap();
    let check = |more: &[&str], database: &str| {
        run(athena(&["check", "--data", data]).args(more).env("ATHENA_DATABASE", database))
    };
    let fine = check(&["--listen", "127.0.0.1:0"], "sqlite").well();
    assert!(fine.contains("warn   mail") && fine.contains("ok     database"), "{fine}");
    assert!(!place.path().join("athena.db").exists(), "a check changes nothing");

    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = check(&["--listen", &holder.local_addr().unwrap().to_string()], "sqlite");
    assert!(taken.code == 1 && taken.out.contains("wrong  listen"), "{}", taken.out);

    let away = check(&["--listen", "127.0.0.1:0"], "postgres://me:hunter2@127.0.0.1:1/none");
    assert!(away.code == 1 && away.out.contains("wrong  database"), "{}", away.out);
    assert!(!away.out.contains("hunter2") && !away.err.contains("hunter2"), "{}{}", away.out, away.err);

    let media = "s3+http://key:hunter2@127.0.0.1:1/media";
    let away = run(athena(&["check", "--data", data, "--listen", "127.0.0.1:0"]).env("ATHENA_MEDIA", media));
    assert!(away.code == 1 && away.out.contains("wrong  pictures"), "{}", away.out);
    assert!(!away.out.contains("hunter2") && !away.err.contains("hunter2"), "{}{}", away.out, away.err);
    let wrong = run(athena(&["check", "--data", data]).env("ATHENA_MEDIA", "s3://key:hunter2@host"));
    assert!(wrong.out.contains("s3://KEY:SECRET@HOST/BUCKET") && !wrong.out.contains("hunter2"), "{}", wrong.out);

    let wrong = check(&["--log-format", "xml"], "sqlite");
    assert!(wrong.code == 1 && wrong.out.contains("wrong  configuration"), "{}", wrong.out);
}

#[test]
fn a_second_process_on_the_same_data_is_refused_in_words() {
    let place = directory();
    let server = Server::start(place.path(), &[]);
    let data = place.path().to_str().unwrap();
    for second in [&["serve", "--data", data, "--listen", "127.0.0.1:0"][..], &["migrate", "--data", data]] {
        let sentence = run(&mut athena(second)).failed();
        assert!(sentence.contains("another process is using") && sentence.contains(data), "{sentence}");
    }
    // The refusal has not taken the first one's socket away.
    create_operator(place.path(), "ada@example.org").well();
    assert_eq!(server.stop(), 0);
}

#[test]
fn a_server_that_was_killed_leaves_nothing_that_hinders_the_next() {
    let place = directory();
    let mut server = Server::start(place.path(), &[]);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    assert!(place.path().join("control.sock").exists());
    create_operator(place.path(), "ada@example.org").well();
    assert_eq!(Server::start(place.path(), &[]).stop(), 0);
}

#[test]
fn an_operator_is_made_beside_the_running_server_and_a_reset_ends_their_sessions() {
    let place = directory();
    let server = Server::start(place.path(), &[]);
    create_operator(place.path(), "ada@example.org").well();
    let cookies = server.sign_in("ada@example.org", PASSWORD).expect("the password opens");
    assert!(server.get("/feed", &cookies).starts_with("HTTP/1.1 200"));

    let data = place.path().to_str().unwrap();
    let out = run(&mut athena(&["admin", "reset-password", "--data", data, "--email", "ada@example.org"])).well();
    let made = out.lines().find_map(|line| line.strip_prefix("password: ")).expect("it is printed once");
    assert!(!server.get("/feed", &cookies).starts_with("HTTP/1.1 200"), "the session goes on");
    assert!(server.sign_in("ada@example.org", PASSWORD).is_none());
    assert!(server.sign_in("ada@example.org", made).is_some());

    let nobody = run(&mut athena(&["admin", "reset-password", "--data", data, "--email", "bob@example.org"])).failed();
    assert!(nobody.contains("nobody"), "{nobody}");
    let again = create_operator(place.path(), "ada@example.org").well();
    assert!(again.contains("had an account"), "{again}");
    assert_eq!(server.stop(), 0);
}

#[test]
fn a_weak_password_is_refused_with_and_without_a_server() {
    let place = directory();
    let data = place.path().to_str().unwrap();
    let arguments = ["admin", "create", "--data", data, "--email", "a@example.org", "--name", "A", "--password-stdin"];
    let sentence = run_with(&mut athena(&arguments), "password12\n").failed();
    assert!(sentence.contains("password: "), "{sentence}");
    assert!(!place.path().join("athena.db").exists());
}

#[test]
fn the_socket_answers_rubbish_with_a_refusal_that_repeats_nothing() {
    let place = directory();
    let server = Server::start(place.path(), &[]);
    for rubbish in ["\n", "{\"command\":\"stop\",\"password\":\"hunter2\"}\n", "GET / HTTP/1.1\n"] {
        let mut socket = UnixStream::connect(place.path().join("control.sock")).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.write_all(rubbish.as_bytes()).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("refused") && !answer.contains("hunter2"), "{answer}");
    }
    // One that says nothing does not keep the server from ending.
    let _silent = UnixStream::connect(place.path().join("control.sock")).unwrap();
    assert_eq!(server.stop(), 0);
}

#[test]
fn a_backup_made_while_serving_is_verified_restored_and_served() {
    let place = directory();
    let path = |name: &str| place.path().join(name);
    let text = |name: &str| path(name).to_str().unwrap().to_owned();
    fs::create_dir(path("site")).unwrap();
    fs::write(path("site").join("athena.toml"), "log = \"warn,athena=info\"\n").unwrap();
    let server = Server::start(&path("site"), &[]);
    create_operator(&path("site"), "ada@example.org").well();
    let picture = format!("media/e3/e3{}.jpg", "0".repeat(62));
    fs::write(path("site").join(&picture), "a picture").unwrap();
    fs::write(path("site").join("media/tmp/1-0"), "half a picture").unwrap();
    run(&mut athena(&["backup", &text("copy"), "--data", &text("site")])).well();
    let full = run(&mut athena(&["backup", &text("copy"), "--data", &text("site")])).failed();
    assert!(full.contains("not empty"), "{full}");
    assert_eq!(server.stop(), 0);

    let verified = run(&mut athena(&["restore", &text("copy"), "--verify"])).well();
    assert!(verified.contains("ok     database"), "{verified}");
    let over = run(&mut athena(&["restore", &text("copy"), "--data", &text("site")])).failed();
    assert!(over.contains("not empty"), "{over}");
    run(&mut athena(&["restore", &text("copy"), "--data", &text("again")])).well();
    for same in ["secret", "athena.toml", &picture] {
        assert_eq!(fs::read(path("site").join(same)).unwrap(), fs::read(path("again").join(same)).unwrap());
    }
    assert!(!path("copy").join("media/tmp").exists());
    let restored = Server::start(&path("again"), &[]);
    assert!(restored.sign_in("ada@example.org", PASSWORD).is_some());
    assert_eq!(restored.stop(), 0);

    // At rest, of the restored site, by the command alone; with a mail that waits for a server.
    run(&mut athena(&["admin", "reset-password", "--data", &text("again"), "--email", "ada@example.org"])).well();
    run(&mut athena(&["backup", &text("rest"), "--data", &text("again")])).well();
    let third = run(&mut athena(&["restore", &text("rest"), "--data", &text("third")])).well();
    assert!(third.contains("set aside") && third.contains(": 1 waiting"), "{third}");
    let third = Server::start(&path("third"), &[]);
    assert_eq!(third.stop(), 0);
    assert_eq!(fs::read_dir(path("third").join("mail")).unwrap().count(), 0, "a mail was sent after the restore");
    let left = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(left.filter(|name| name.starts_with('.')).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_backup_that_was_touched_is_found_out() {
    let place = directory();
    let site = place.path().join("site");
    assert_eq!(Server::start(&site, &[]).stop(), 0);
    fs::write(site.join(format!("media/e3/e3{}.jpg", "0".repeat(62))), "a picture").unwrap();
    let site = site.to_str().unwrap();
    let copy = place.path().join("copy");
    let verify = || run(&mut athena(&["restore", copy.to_str().unwrap(), "--verify"]));
    run(&mut athena(&["backup", copy.to_str().unwrap(), "--data", site])).well();
    verify().well();

    let database = fs::read(copy.join("athena.db")).unwrap();
    let mut touched = database.clone();
    *touched.last_mut().unwrap() ^= 1;
    fs::write(copy.join("athena.db"), &touched).unwrap();
    assert_eq!(verify().code, 1);
    fs::write(copy.join("athena.db"), &database).unwrap();
    verify().well();

    let secret = fs::read(copy.join("secret")).unwrap();
    fs::remove_file(copy.join("secret")).unwrap();
    assert_eq!(verify().code, 1);
    fs::write(copy.join("secret"), secret).unwrap();

    let picture = copy.join(format!("media/e3/e3{}.jpg", "0".repeat(62)));
    fs::write(&picture, "another one").unwrap();
    assert_eq!(verify().code, 1);
    fs::write(&picture, "a picture").unwrap();

    let manifest = fs::read_to_string(copy.join("manifest.json")).unwrap();
    fs::write(copy.join("manifest.json"), manifest.replace("\"secret\"", "\"../../etc/passwd\"")).unwrap();
    assert_eq!(verify().code, 1);
    let new = place.path().join("new");
    let restored = run(&mut athena(&["restore", copy.to_str().unwrap(), "--data", new.to_str().unwrap()]));
    assert!(restored.code == 1 && !new.exists());
}

#[test]
fn a_demo_shows_two_ways_in_and_the_same_ones_at_the_second_start() {
    let place = directory();
    let data = place.path().join("demo");
    let start = |database: &str| {
        let mut command = athena(&["demo", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
        // What this machine is configured for is none of a demo's business.
        Server::of(command.env("ATHENA_DATABASE", database))
    };
    let mut first = start("postgres://nobody@127.0.0.1:1/nothing");
    let ways_in = |server: &mut Server| {
        server.after("--fresh");
        let lines: Vec<_> = server.heard.iter().filter(|line| line.contains("password: ")).cloned().collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        lines
    };
    let shown = ways_in(&mut first);
    for line in &shown {
        let words: Vec<_> = line.split_whitespace().collect();
        let [_, email, _, password] = words[..] else { panic!("{line}") };
        let cookies = first.sign_in(email, password).unwrap_or_else(|| panic!("{line} does not open"));
        assert!(first.get("/feed", &cookies).starts_with("HTTP/1.1 200"));
    }
    assert_eq!(fs::metadata(data.join("demo.json")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(first.stop(), 0);
    let mut second = start("sqlite");
    assert_eq!(ways_in(&mut second), shown);
    assert_eq!(second.stop(), 0);
    let operator = shown[0].split_whitespace().nth(1).unwrap();
    let reset = ["admin", "reset-password", "--data", data.to_str().unwrap(), "--email", operator, "--password-stdin"];
    run_with(&mut athena(&reset), &format!("{PASSWORD}\n")).well();
    let mut third = start("sqlite");
    let lines = ways_in(&mut third);
    assert!(lines[0].ends_with("password: (changed since)") && lines[1] == shown[1], "{lines:?}");
    assert_eq!(third.stop(), 0);

    let public = run(&mut athena(&["demo", "--data", data.to_str().unwrap(), "--listen", "0.0.0.0:0"])).failed();
    assert!(public.contains("--yes-publicly"), "{public}");
}

#[test]
fn metrics_have_a_listener_of_their_own_and_none_by_default() {
    let place = directory();
    let mut server = Server::start(place.path(), &["--metrics-listen", "127.0.0.1:0"]);
    server.after("metrics are at");
    let line = server.heard.iter().find(|line| line.contains("metrics are at")).unwrap();
    let port: String = line.split("127.0.0.1:").nth(1).unwrap().chars().take_while(char::is_ascii_digit).collect();
    server.get("/in/nobody-of-this-name?secret=1", "");
    let page = answer(port.parse().unwrap(), "GET /metrics HTTP/1.1", "");
    assert!(
        page.contains("athena_http_requests_total{route=\"/in/{handle}\",method=\"GET\",status=\"404\"} 1"),
        "{page}"
    );
    assert!(page.contains("athena_http_request_seconds_bucket") && page.contains("athena_outbox_pending 0"), "{page}");
    assert!(!page.contains("nobody-of-this-name"), "{page}");
    assert!(server.get("/metrics", "").starts_with("HTTP/1.1 404"));
    assert_eq!(server.stop(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_work_on_the_database_of_the_environment() {
    let database = db::testing::fresh(MIGRATIONS).await;
    let DatabaseUrl::Postgres(url) = database.options().url.clone() else { return };
    let place = directory();
    let data = place.path().to_str().unwrap();
    let postgres = |arguments: &[&str]| {
        let mut command = athena(arguments);
        command.args(["--data", data]).env("ATHENA_DATABASE", &url);
        command
    };
    run(&mut postgres(&["migrate"])).well();
    let checked = run(&mut postgres(&["check", "--listen", "127.0.0.1:0"])).well();
    assert!(checked.contains("PostgreSQL") && checked.contains("ok     connections"), "{checked}");
    let create = ["admin", "create", "--email", "ada@example.org", "--name", "Ada Lovelace", "--password-stdin"];
    run_with(&mut postgres(&create), PASSWORD).well();
    let server = Server::of(&mut postgres(&["serve", "--listen", "127.0.0.1:0"]));
    let cookies = server.sign_in("ada@example.org", PASSWORD).expect("the password opens");
    let second = run(&mut postgres(&["serve", "--listen", "127.0.0.1:0"])).failed();
    assert!(second.contains("another process is using"), "{second}");
    run_with(&mut postgres(&["admin", "reset-password", "--email", "ada@example.org", "--password-stdin"]), PASSWORD)
        .well();
    assert!(!server.get("/feed", &cookies).starts_with("HTTP/1.1 200"), "the session goes on");
    let copy = place.path().join("copy");
    let out = run(&mut postgres(&["backup", copy.to_str().unwrap()])).well();
    assert!(out.contains("pg_dump"), "{out}");
    assert_eq!(server.stop(), 0);
    let verified = run(&mut athena(&["restore", copy.to_str().unwrap(), "--verify"])).well();
    assert!(verified.contains("warn   database"), "{verified}");
}

#[test]
fn a_move_needs_a_stopped_site_and_takes_no_password_from_the_command_line() {
    let place = directory();
    let data = place.path().to_str().unwrap();
    let server = Server::start(place.path(), &[]);
    // Nobody answers there, but the site comes first.
    let away = "postgres://me:hunter2@127.0.0.1:1/none";
    let moving = || athena(&["migrate", "--data", data]);
    let sentence = run(moving().env("ATHENA_MIGRATE_TO", away)).failed();
    assert!(sentence.contains("another process is using") && sentence.contains(data), "{sentence}");
    let sentence = run(moving().args(["--to", away])).failed();
    assert!(sentence.contains("ATHENA_MIGRATE_TO") && !sentence.contains("hunter2"), "{sentence}");
    assert_eq!(server.stop(), 0);

    let gone = run(moving().env("ATHENA_MIGRATE_TO", away));
    assert!(gone.code == 1 && gone.err.contains("Nothing was moved"), "{}{}", gone.out, gone.err);
    assert!(!gone.out.contains("hunter2") && !gone.err.contains("hunter2"), "{}{}", gone.out, gone.err);
    let sentence = run(moving().args(["--to", "sqlite"])).failed();
    assert!(sentence.contains("postgres://"), "{sentence}");
    let already = run(moving().args(["--to", "postgres://127.0.0.1:1/a"]).env("ATHENA_DATABASE", away)).failed();
    assert!(already.contains("already"), "{already}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_moves_to_postgresql_and_its_people_find_themselves_there() {
    let Some(to) = db::testing::empty_postgres().await else { return };
    let place = directory();
    let data = place.path().join("site");
    let path = data.to_str().unwrap();
    let mut demo = Server::of(&mut athena(&["demo", "--data", path, "--listen", "127.0.0.1:0"]));
    demo.after("--fresh");
    let way_in = demo.heard.iter().find(|line| line.trim_start().starts_with("member")).unwrap();
    let [_, email, _, password] = way_in.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{way_in}") };
    let (email, password) = (email.to_owned(), password.to_owned());
    let cookies = demo.sign_in(&email, &password).expect("the password opens");
    // A person's own page, which says who they are.
    let handle = demo.own_handle(&cookies);
    let profile = |server: &Server, cookies: &str| {
        let page = server.get(&format!("/in/{handle}"), cookies);
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        let (_, main) = page.split_once("<main").expect("the page has a main part");
        main.replace(&format!("localhost:{}", server.port), "localhost")
    };
    let before = profile(&demo, &cookies);
    // The last changes are in SQLite's log still, and come along.
    demo.child.kill().unwrap();
    demo.child.wait().unwrap();
    assert!(fs::metadata(data.join("athena.db-wal")).unwrap().len() > 0);
    let file = fs::read(data.join("athena.db")).unwrap();

    let moving = || {
        let mut command = athena(&["migrate", "--data", path]);
        command.env("ATHENA_MIGRATE_TO", to.url());
        command
    };
    let out = run(&mut moving()).well();
    assert!(out.contains("account") && out.contains("the same") && !out.contains("DIFFERS"), "{out}");
    assert!(out.contains(&format!("database = \"{}\"", to.url())) && out.contains("athena.toml"), "{out}");
    assert!(fs::read(data.join("athena.db")).unwrap() == file, "the source has changed");
    let again = run(&mut moving()).failed();
    assert!(again.contains("not empty") && again.contains("account"), "{again}");

    // As the last words say, and with the variable left over: it is a word to one command.
    fs::write(data.join("athena.toml"), format!("database = \"{}\"\n", to.url())).unwrap();
    let serve = || {
        let mut command = athena(&["serve", "--data", path, "--listen", "127.0.0.1:0"]);
        command.env("ATHENA_MIGRATE_TO", to.url());
        command
    };
    let server = Server::of(&mut serve());
    assert!(server.get("/feed", &cookies).starts_with("HTTP/1.1 200"), "the session of before has ended");
    let cookies = server.sign_in(&email, &password).expect("the old password opens");
    assert_eq!(profile(&server, &cookies), before);
    create_operator(&data, "ada@example.org").well();
    assert!(server.sign_in("ada@example.org", PASSWORD).is_some());
    assert_eq!(server.stop(), 0);
}
