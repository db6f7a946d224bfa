//! Posts as HTML: what the marks become, and what nobody can make of them.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use scraper::{Html, Selector};
use text::{Limits, Mentioned, markdown_to_html, mentions, post_excerpt, post_to_html, tag_key, tags};

use crate::allowed::post_violations;

/// Everybody exists, and is named by their handle in capitals.
pub fn everybody(handle: &str) -> Option<Mentioned> {
    Some(Mentioned { handle: handle.to_owned(), name: handle.to_uppercase() })
}

pub fn nobody(_: &str) -> Option<Mentioned> {
    None
}

fn render(source: &str) -> String {
    let html = post_to_html(source, Limits::default(), &everybody).to_string();
    assert_eq!(post_violations(&html), [""; 0], "{source:?}\n became {html:?}");
    html
}

fn tag(path: &str, text: &str) -> String {
    format!("<a class=\"hashtag\" href=\"/tag/{path}\">{text}</a>")
}

fn mention(handle: &str, name: &str) -> String {
    format!("<a class=\"mention\" href=\"/in/{handle}\"><bdi>@{name}</bdi></a>")
}

#[test]
fn marks_become_links_and_their_surroundings_stay() {
    for (source, html) in [
        ("Hi @Ada-L, see #Rust.", format!("Hi {}, see {}.", mention("ada-l", "ADA-L"), tag("rust", "#Rust"))),
        ("**#a**_b_", format!("<strong>{}</strong><em>b</em>", tag("a", "#a"))),
        ("#Straße", tag("strasse", "#Straße")),
        ("＃東京", tag("%E6%9D%B1%E4%BA%AC", "＃東京")),
        ("#é", tag("%C3%A9", "#é")),
        ("(@bob)", format!("({})", mention("bob", "BOB"))),
        ("\\#a \\@ada &#35;a", "#a @ada #a".to_owned()),
        ("`#a @ada`", "<code>#a @ada</code>".to_owned()),
        (
            "#a https://x.org/#b #c",
            format!(
                "{} <a href=\"https://x.org/#b\" rel=\"ugc nofollow noopener\">https://x.org/#b</a> {}",
                tag("a", "#a"),
                tag("c", "#c")
            ),
        ),
        ("[#a @ada](https://x.org)", "<a href=\"https://x.org/\" rel=\"ugc nofollow noopener\">#a @ada</a>".to_owned()),
        ("@ada\n#b", format!("{}<br>{}", mention("ada", "ADA"), tag("b", "#b"))),
    ] {
        assert_eq!(render(source), format!("<p>{html}</p>"), "{source}");
    }
}

#[test]
fn whom_nobody_knows_stays_as_written_and_who_moved_is_linked_where_they_are() {
    let html = post_to_html("@Nobody and @old-ada", Limits::default(), &|handle| {
        (handle == "old-ada").then(|| Mentioned { handle: "ada".to_owned(), name: "Ada Lovelace".to_owned() })
    });
    assert_eq!(html.as_str(), format!("<p>@Nobody and {}</p>", mention("ada", "Ada Lovelace")));
}

#[test]
fn names_and_handles_of_attackers_stay_text() {
    for (name, shown) in [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\"onmouseover=\"alert(1)", "\"onmouseover=\"alert(1)"),
        ("</bdi></a><img src=x onerror=alert(1)>", "&lt;/bdi&gt;&lt;/a&gt;&lt;img src=x onerror=alert(1)&gt;"),
        (
            "<a href=\"/logout\" rel=\"ugc nofollow noopener\">",
            "&lt;a href=\"/logout\" rel=\"ugc nofollow noopener\"&gt;",
        ),
        ("&lt;b&gt; &amp;", "&amp;lt;b&amp;gt; &amp;amp;"),
        ("**bold** #tag @bob https://x.org", "**bold** #tag @bob https://x.org"),
        ("a\u{202E}b\u{2069}c\0d\ne", "a b c d e"),
        ("שרה", "שרה"),
        ("\u{202E}", "ada"),
        ("", "ada"),
    ] {
        let html = post_to_html("@ada", Limits::default(), &|_| {
            Some(Mentioned { handle: "ada".to_owned(), name: name.to_owned() })
        });
        assert_eq!(html.as_str(), format!("<p>{}</p>", mention("ada", shown)), "{name}");
        assert_eq!(post_violations(html.as_str()), [""; 0]);
    }
    for handle in ["", "..", "../logout", "ada/edit", "a\"b", "javascript:1", "//evil", "Ada", "a--b", "-ada", "ada?x"]
    {
        let html = post_to_html("@ada", Limits::default(), &|_| {
            Some(Mentioned { handle: handle.to_owned(), name: "Ada".to_owned() })
        });
        assert_eq!(html.as_str(), "<p>@ada</p>", "{handle}");
    }
}

#[test]
fn members_cannot_write_links_to_our_pages_themselves() {
    for source in [
        "[x](/in/ada)",
        "[x](/tag/rust)",
        "[x](/logout)",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "[x](\\\\/evil.example)",
        "[x](javascript:alert(1))",
        "[x](in/ada)",
        "[x](?a)",
        "[x](#a)",
        "[x]( /in/ada )",
        "[x](</in/ada>)",
        "[x][1]\n\n[1]: /in/ada",
        "[x](https:/in/ada/..//)@",
    ] {
        let html = render(source);
        assert!(!html.contains("href=\"/"), "{source}: {html}");
    }
    for source in [
        "<a class=\"mention\" href=\"/in/ada\">x</a>",
        "<a href=\"/in/ada\" rel=\"ugc nofollow noopener\">x",
        "`<a href=\"/in/ada\" rel=\"ugc nofollow noopener\">`",
        "[<a href=\"/in/ada\" rel=\"ugc nofollow noopener\">](https://x.org)",
        "[x](https://x.org/<a href=\"/in/ada\" rel=\"ugc nofollow noopener\">)",
        "[x](<mailto:a@b.org<a%20href=\"/in/ada\">)",
        "#a\"onclick=alert(1)",
        "#<script>alert(1)</script>",
        "#a<img src=x onerror=alert(1)>",
        "@ada\"onclick=alert(1)",
        "@ada<script>alert(1)</script>",
        "#a/../../logout #a%2F..%2Flogout #a?x=1 #..",
        "[@ada <script>](https://x.org \"#a\")",
        "![#a](javascript:alert(1)) [![@ada](x)](/in/ada)",
    ] {
        let html = render(source);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("/logout\""), "{source}: {html}");
        render(&format!("> - {source}\n\n{source} {source}"));
    }
}

#[test]
fn profiles_show_marks_as_text() {
    assert_eq!(markdown_to_html("@ada #a", Limits::default()).as_str(), "<p>@ada #a</p>");
}

/// The keys and handles that HTML links, in order, each once.
fn linked(html: &str) -> (Vec<String>, Vec<String>) {
    let (mut keys, mut handles) = (Vec::new(), Vec::new());
    let fragment = Html::parse_fragment(html);
    for link in Selector::parse("a[class]").iter().flat_map(|selector| fragment.select(selector)) {
        let href = link.attr("href").unwrap_or_default();
        let text: String = link.text().collect();
        match href.strip_prefix("/in/") {
            Some(handle) if !handles.contains(&handle.to_owned()) => {
                assert_eq!(text, format!("@{}", handle.to_uppercase()));
                handles.push(handle.to_owned());
            }
            Some(_) => {}
            None => {
                let key = tag_key(&text).unwrap_or_default();
                assert_eq!(href, path(&key));
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
    }
    (keys, handles)
}

fn path(key: &str) -> String {
    let encoded = key.bytes().map(|b| match b {
        b'_' | b'0'..=b'9' | b'a'..=b'z' => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    });
    format!("/tag/{}", encoded.collect::<String>())
}

fn visible(html: &str) -> String {
    Html::parse_fragment(html).root_element().text().collect()
}

/// Pieces that mean something to Markdown, HTML or to marks.
pub fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "#",
        "＃",
        "@",
        "＠",
        "#a",
        "@ada",
        "#Straße",
        "#می\u{200C}خواهم",
        "#東京",
        "@ada-lovelace",
        "-",
        "_",
        ".",
        ",",
        "1",
        "a",
        "ada",
        "\u{200C}",
        "\u{FE0F}",
        "\u{301}",
        "İ",
        "ς",
        "・",
        "さん",
        "🎉",
        "1\u{FE0F}\u{20E3}",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "*",
        "**",
        "`",
        "```\n",
        "    ",
        "> ",
        "- ",
        "1. ",
        "(",
        ")",
        "[",
        "](https://x.org)",
        "](/in/ada)",
        "![",
        "<b>",
        "<div>\n",
        "</",
        "\"",
        "'",
        "&",
        "&#35;",
        "&#64;",
        "&amp;",
        "\\",
        "https://x.org/",
        "ftp://x/",
        "me@example.org",
        "<a href=\"/in/ada\" rel=\"ugc nofollow noopener\">",
        "word ",
        "\u{202E}",
        "\0",
        "---\n",
        "# ",
    ]);
    prop::collection::vec(prop_oneof![6 => piece.prop_map(str::to_owned), 1 => "\\PC{0,4}"], 0..40)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_found_is_what_is_linked(source in pieces()) {
        let html = post_to_html(&source, Limits::default(), &everybody).to_string();
        prop_assert_eq!(post_violations(&html), [""; 0], "{}", html);
        let keys: Vec<String> = tags(&source).into_iter().map(|tag| tag.key).collect();
        prop_assert_eq!(linked(&html), (keys, mentions(&source)), "{}", html);
    }

    #[test]
    fn marks_change_no_visible_text(source in pieces()) {
        let post = post_to_html(&source, Limits::default(), &nobody);
        let plain = markdown_to_html(&source, Limits::default());
        prop_assert_eq!(visible(post.as_str()), visible(plain.as_str()));
    }

    #[test]
    fn any_name_and_any_depth_come_out_with_allowed_tags_only(
        source in pieces(), name in any::<String>(), handle in "[a-z./-]{2,5}", bytes in 0_usize..300, depth in 0_usize..4,
    ) {
        let resolve = |_: &str| Some(Mentioned { handle: handle.clone(), name: name.clone() });
        let html = post_to_html(&source, Limits { bytes, depth }, &resolve);
        prop_assert_eq!(post_violations(html.as_str()), [""; 0], "{}", html);
        let (html, _) = post_excerpt(&source, bytes / 4, depth, Limits { bytes, depth }, &resolve);
        prop_assert_eq!(post_violations(html.as_str()), [""; 0], "{}", html);
    }

    #[test]
    fn an_excerpt_is_the_start_of_the_post(source in pieces(), graphemes in 0_usize..60, lines in 0_usize..6) {
        use unicode_segmentation::UnicodeSegmentation;
        let full = post_to_html(&source, Limits::default(), &everybody).to_string();
        let (excerpt, is_cut) = post_excerpt(&source, graphemes, lines, Limits::default(), &everybody);
        prop_assert_eq!(post_violations(excerpt.as_str()), [""; 0], "{}", excerpt);
        // Every mark in it is whole.
        linked(excerpt.as_str());
        let text = visible(excerpt.as_str());
        if is_cut {
            let start = text.strip_suffix('…').unwrap_or("no ellipsis");
            prop_assert!(start.graphemes(true).count() <= graphemes, "{}", excerpt);
            prop_assert!(visible(&full).starts_with(start), "{}\n of {}", excerpt, full);
        } else {
            prop_assert_eq!(excerpt.as_str(), full);
        }
    }
}

#[test]
fn an_excerpt_does_not_end_behind_what_shows_nothing() {
    for source in [
        "word    [](https://x.org/)#more",
        "word [ ](https://x.org/) more",
        "word  ` ` more",
        "word ![](https://x.org/) more",
    ] {
        let (excerpt, is_cut) = post_excerpt(source, 4, 1, Limits::default(), &everybody);
        assert_eq!((excerpt.as_str(), is_cut), ("<p>word…</p>", true), "{source}");
    }
    let (excerpt, _) = post_excerpt("[word  ](https://x.org/) more", 4, 1, Limits::default(), &everybody);
    assert!(excerpt.as_str().contains(">word</a>…"), "{excerpt}");
    let (excerpt, _) = post_excerpt("*word\n[more\n](/in/ada)* and more", 8, 3, Limits::default(), &everybody);
    assert_eq!(excerpt.as_str(), "<p><em>word<br>more…</em></p>");
}

#[test]
fn hostile_marks_take_linear_time() {
    const LEN: usize = 100_000;
    let mut sources: Vec<String> = [
        "#",
        "@",
        "#a",
        "@ada",
        "#a ",
        "@ada ",
        "# ",
        " #",
        "＃",
        "#_",
        "#[",
        "@[",
        "[#a](",
        "(#a",
        "*#a",
        "#a*",
        "`#a",
        "#\u{301}",
        "#a\u{200C}",
        "#ن\u{200C}",
        "·",
        "a·",
        "#a·",
        "@a-",
        "@-",
        "@a--",
        "@ada.",
        "@ada@",
        "&#35;",
        "\\#",
        "\\@ada ",
        "#ﷺ ",
        "#ß ",
        "#🎉",
        "https://x.org/#a ",
        "#a://",
        "> #a\n",
        "- @ada\n",
        "#a\n\n",
        "[#a]: @ada\n",
        "#İ ",
        "a",
        "あ",
        "🇦",
    ]
    .iter()
    .map(|unit| unit.repeat(LEN / unit.len()))
    .collect();
    sources.push(format!("#{}", "a".repeat(LEN)));
    sources.push(format!("#{}", "\u{301}".repeat(LEN / 2)));
    sources.push(format!("@{}", "a-".repeat(LEN / 2)));
    sources.push(format!("{}#a{}", "[".repeat(LEN / 2), "]".repeat(LEN / 2)));
    sources.push(format!("{}#a", "(".repeat(LEN)));
    sources.push(format!("{}#a b{}", "*a ".repeat(LEN / 6), "*".repeat(LEN / 6)));
    for source in sources {
        let shown: String = source.chars().take(12).collect();
        let start = Instant::now();
        let html = post_to_html(&source, Limits::default(), &everybody);
        assert_eq!(post_violations(html.as_str()), [""; 0], "{shown:?}");
        tags(&source);
        mentions(&source);
        post_excerpt(&source, 210, 3, Limits::default(), &everybody);
        post_excerpt(&source, usize::MAX, usize::MAX, Limits::default(), &everybody);
        assert!(start.elapsed() < Duration::from_secs(30), "{shown:?}: {:?}", start.elapsed());
    }
}
