//! The start of a post: where it is cut.

use text::{Limits, Mentioned, post_excerpt, post_to_html};

use crate::allowed::post_violations;
use crate::posts::{everybody, nobody};

fn excerpt(source: &str, graphemes: usize, lines: usize) -> (String, bool) {
    let (html, is_cut) = post_excerpt(source, graphemes, lines, Limits::default(), &everybody);
    assert_eq!(post_violations(html.as_str()), [""; 0], "{source:?}\n became {html}");
    (html.to_string(), is_cut)
}

fn cut(source: &str, graphemes: usize) -> String {
    let (html, is_cut) = excerpt(source, graphemes, 100);
    assert!(is_cut, "{source:?} is whole: {html}");
    html
}

fn cut_lines(source: &str, lines: usize) -> String {
    let (html, is_cut) = excerpt(source, 1000, lines);
    assert!(is_cut, "{source:?} is whole: {html}");
    html
}

#[test]
fn what_fits_is_shown_whole() {
    for (source, graphemes, lines) in [
        ("", 0, 0),
        ("one two", 7, 1),
        ("**one** two\n\n- three\n- four", 100, 3),
        ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2, 1),
        ("one\n\n---\n\n", 3, 1),
        ("@ada #b https://x.org", 21, 1),
    ] {
        let whole = post_to_html(source, Limits::default(), &everybody).to_string();
        assert_eq!(excerpt(source, graphemes, lines), (whole, false), "{source}");
    }
}

#[test]
fn words_are_kept_whole_and_open_elements_are_closed() {
    for (source, graphemes, html) in [
        ("one two three", 9, "<p>one two…</p>"),
        ("one two three", 7, "<p>one two…</p>"),
        ("one two, three", 10, "<p>one two…</p>"),
        ("one **two three** four", 9, "<p>one <strong>two…</strong></p>"),
        ("one **two** three", 8, "<p>one <strong>two…</strong></p>"),
        ("> - one *two three*", 8, "<blockquote><ul><li>one <em>two…</em></li></ul></blockquote>"),
        ("one `two` three", 8, "<p>one <code>two</code>…</p>"),
        ("one `two three` four", 9, "<p>one <code>two…</code></p>"),
        ("```\none\ntwo three\n```", 8, "<p><code>one<br>two…</code></p>"),
        ("one\n\ntwo three", 3, "<p>one…</p>"),
        ("- one\n- two", 3, "<ul><li>one…</li></ul>"),
        ("# one\n\ntwo", 4, "<p><strong>one…</strong></p>"),
        ("1 < 2 & 4 > three", 12, "<p>1 &lt; 2 &amp; 4 &gt;…</p>"),
        ("extraordinarily", 5, "<p>extra…</p>"),
        ("a extraordinarily", 10, "<p>a extraord…</p>"),
        ("日本語の文章です", 3, "<p>日本語…</p>"),
        ("ภาษาไทยน้ำ", 7, "<p>ภาษาไทย…</p>"),
        ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2, "<p>👨‍👩‍👧‍👦👨‍👩‍👧‍👦…</p>"),
        ("e\u{301}e\u{301}e\u{301}", 2, "<p>e\u{301}e\u{301}…</p>"),
        ("one", 0, "<p>…</p>"),
    ] {
        assert_eq!(cut(source, graphemes), html, "{source:?} {graphemes}");
    }
}

#[test]
fn marks_and_links_are_shown_whole_or_not_at_all() {
    let rel = "rel=\"ugc nofollow noopener\"";
    for (source, graphemes, html) in [
        ("one #hashtag", 8, "<p>one…</p>".to_owned()),
        ("one @ada-lovelace", 8, "<p>one…</p>".to_owned()),
        ("one [two three](https://x.org)", 8, "<p>one…</p>".to_owned()),
        ("one **[two *three*](https://x.org) four**", 8, "<p>one…</p>".to_owned()),
        ("one https://x.org/two", 8, "<p>one…</p>".to_owned()),
        ("#hashtag", 4, "<p>…</p>".to_owned()),
        ("one #two three", 8, "<p>one <a class=\"hashtag\" href=\"/tag/two\">#two</a>…</p>".to_owned()),
        ("@ada three", 4, "<p><a class=\"mention\" href=\"/in/ada\"><bdi>@ADA</bdi></a>…</p>".to_owned()),
        ("[two](https://x.org) three", 5, format!("<p><a href=\"https://x.org/\" {rel}>two</a>…</p>")),
        // Rather a part of it than nothing.
        ("[one two three](https://x.org)", 8, format!("<p><a href=\"https://x.org/\" {rel}>one two…</a></p>")),
        (
            "https://example.org/a/long/path",
            19,
            format!("<p><a href=\"https://example.org/a/long/path\" {rel}>https://example.org…</a></p>"),
        ),
    ] {
        assert_eq!(cut(source, graphemes), html, "{source:?} {graphemes}");
    }
    let (html, is_cut) = post_excerpt("one @ada-lovelace", 9, 9, Limits::default(), &nobody);
    assert_eq!((html.as_str(), is_cut), ("<p>one…</p>", true), "unknown, and still whole or not at all");
    let long = |_: &str| Some(Mentioned { handle: "ada".to_owned(), name: "Ada Lovelace".to_owned() });
    assert_eq!(post_excerpt("Hi @ada", 8, 9, Limits::default(), &long).0.as_str(), "<p>Hi…</p>", "counted as shown");
}

#[test]
fn lines_are_those_that_are_seen() {
    for (source, lines, html) in [
        ("one\ntwo\nthree", 2, "<p>one<br>two…</p>"),
        ("one\n\ntwo\n\nthree", 2, "<p>one</p><p>two…</p>"),
        ("- one\n- two\n- three", 2, "<ul><li>one</li><li>two…</li></ul>"),
        ("- one\n  - two\n  - three", 2, "<ul><li>one<ul><li>two…</li></ul></li></ul>"),
        ("> one\n>\n> two", 1, "<blockquote><p>one…</p></blockquote>"),
        ("- one\n\n  two\n\n  three", 2, "<ul><li><p>one</p><p>two…</p></li></ul>"),
        ("one\n\n-\n-\n- two", 3, "<p>one…</p>"),
        ("one\\\n\\\n\\\ntwo", 3, "<p>one…</p>"),
        ("```\none\ntwo\nthree\n```", 2, "<p><code>one<br>two…</code></p>"),
        ("one\n\n[two](https://x.org)", 1, "<p>one…</p>"),
        ("one\n#two", 1, "<p>one…</p>"),
        ("one", 0, "<p>…</p>"),
    ] {
        assert_eq!(cut_lines(source, lines), html, "{source:?} {lines}");
    }
    assert!(!excerpt("one\n\n- two\n- three", 100, 3).1);
}

#[test]
fn what_the_limit_of_bytes_cuts_off_counts_as_cut() {
    let limits = Limits { bytes: 3, depth: 12 };
    let (html, is_cut) = post_excerpt("one two", 100, 100, limits, &nobody);
    assert_eq!((html.as_str(), is_cut), ("<p>one…</p>", true));
}
