//! `sql!`, the only way to make a statement: a constant text, with named constant fragments spliced in by
//! the compiler, registered so that a test can enumerate and prepare every one of them.

/// The text of one statement; made by [`sql!`](crate::sql).
#[derive(Debug, Clone, Copy)]
pub struct Sql(&'static SqlText);

/// A registered statement text.
#[derive(Debug)]
pub struct SqlText {
    /// As written, with `$1`: PostgreSQL's way.
    pub text: &'static str,
    /// The same with `?1`.
    pub sqlite: &'static str,
    /// The source file.
    pub file: &'static str,
    /// The line in it.
    pub line: u32,
}

/// An entry of the registry; `sql!` submits them.
#[doc(hidden)]
pub struct Registered(pub &'static SqlText);

inventory::collect!(Registered);

/// Every text that `sql!` has made in this program, in the order of files and lines.
pub fn all_sql() -> Vec<&'static SqlText> {
    let mut texts: Vec<&'static SqlText> = inventory::iter::<Registered>.into_iter().map(|entry| entry.0).collect();
    texts.sort_by_key(|text| (text.file, text.line));
    texts
}

impl Sql {
    #[doc(hidden)]
    pub const fn new(text: &'static SqlText) -> Sql {
        Sql(text)
    }

    /// The registered text.
    pub fn text(self) -> &'static SqlText {
        self.0
    }

    /// The key of prepared statements: each `sql!` has an address of its own.
    pub(crate) fn key(self) -> usize {
        std::ptr::from_ref(self.0).addr()
    }

    /// `file:line`, for the log.
    pub(crate) fn place(self) -> String {
        format!("{}:{}", self.0.file, self.0.line)
    }
}

/// Rewrites `$1` to `?1` outside of quotes, keeping the length.
#[doc(hidden)]
#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a wrong index is a compile error")]
pub const fn numbered<const N: usize>(text: &str) -> [u8; N] {
    let bytes = text.as_bytes();
    let mut out = [0; N];
    let mut quoted = false;
    let mut at = 0;
    while at < N {
        let byte = bytes[at];
        if byte == b'\'' {
            quoted = !quoted;
        }
        let number_follows = at + 1 < N && bytes[at + 1].is_ascii_digit();
        out[at] = if byte == b'$' && !quoted && number_follows { b'?' } else { byte };
        at += 1;
    }
    out
}

/// Bytes made by `numbered` as text.
#[doc(hidden)]
#[expect(clippy::panic, reason = "runs at compile time, where a panic is a compile error")]
pub const fn as_text(bytes: &'static [u8]) -> &'static str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("a statement must be UTF-8"),
    }
}

/// Makes a statement: `sql!("SELECT id FROM post p WHERE {VISIBLE} AND id < $1")`.
///
/// `{VISIBLE}` must name a `const VISIBLE: &str` in scope; it is spliced at compile time, so a text can
/// never hold a value. Literal braces are written `{{` and `}}`.
///
/// Where the databases have no common words, `sql!(sqlite: "…", postgres: "…")` holds both texts.
#[macro_export]
macro_rules! sql {
    (sqlite: $sqlite:literal, postgres: $postgres:literal $(,)?) => {{
        const SQLITE: &str = $crate::__private::formatcp!($sqlite);
        const BYTES: [u8; SQLITE.len()] = $crate::__private::numbered::<{ SQLITE.len() }>(SQLITE);
        static ENTRY: $crate::SqlText = $crate::SqlText {
            text: $crate::__private::formatcp!($postgres),
            sqlite: $crate::__private::as_text(&BYTES),
            file: file!(),
            line: line!(),
        };
        $crate::__private::submit! { $crate::__private::Registered(&ENTRY) }
        $crate::Sql::new(&ENTRY)
    }};
    ($text:literal) => {{
        const TEXT: &str = $crate::__private::formatcp!($text);
        const BYTES: [u8; TEXT.len()] = $crate::__private::numbered::<{ TEXT.len() }>(TEXT);
        static ENTRY: $crate::SqlText =
            $crate::SqlText { text: TEXT, sqlite: $crate::__private::as_text(&BYTES), file: file!(), line: line!() };
        $crate::__private::submit! { $crate::__private::Registered(&ENTRY) }
        $crate::Sql::new(&ENTRY)
    }};
}

/// The name of a table that [`Tx::lock`](crate::Tx::lock) may lock: `LockTable::new("account")`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LockTable(&'static str);

impl LockTable {
    /// Checks that the name is a plain identifier (a–z, 0–9, `_`); use it in a `const`.
    #[expect(
        clippy::panic,
        clippy::indexing_slicing,
        reason = "takes a literal; a wrong one is found by the first test that runs it"
    )]
    pub const fn new(name: &'static str) -> LockTable {
        let bytes = name.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !matches!(bytes[at], b'a'..=b'z' | b'0'..=b'9' | b'_') {
                panic!("a table to lock must be a plain identifier");
            }
            at += 1;
        }
        LockTable(name)
    }

    pub(crate) fn name(self) -> &'static str {
        self.0
    }
}
