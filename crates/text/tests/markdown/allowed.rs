//! Reads rendered text as a browser does and names everything that is not on the list.

use scraper::node::Element;
use scraper::{Html, Node};
use text::{Limits, markdown_to_html};

const TAGS: [&str; 10] = ["p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code"];

/// Renders and checks. The rendered text comes back.
pub fn render(source: &str) -> String {
    let html = markdown_to_html(source, Limits::default()).to_string();
    let wrong = violations(&html);
    let start = |text: &str| text.chars().take(300).collect::<String>();
    assert!(wrong.is_empty(), "{:?}\n became {:?}\n with {wrong:?}", start(source), start(&html));
    html
}

/// Everything in the HTML that the sanitiser must not let through: nodes, tags, attributes, schemes.
pub fn violations(html: &str) -> Vec<String> {
    unlisted(html, false)
}

/// The same for posts, which may also link to profiles and hashtags.
pub fn post_violations(html: &str) -> Vec<String> {
    unlisted(html, true)
}

fn unlisted(html: &str, is_post: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for node in Html::parse_fragment(html).tree.values() {
        match node {
            // What the parser itself puts around a fragment.
            Node::Element(element) if matches!(element.name(), "html" | "body") && element.attrs().next().is_none() => {
            }
            Node::Element(element) if is_post && (is_isolation(element) || is_own_link(element)) => {}
            Node::Element(element) => {
                if !TAGS.contains(&element.name()) || &*element.name.ns != "http://www.w3.org/1999/xhtml" {
                    wrong.push(format!("<{}>", element.name()));
                }
                for (name, value) in element.attrs() {
                    if !is_allowed(element.name(), name, value) {
                        wrong.push(format!("{} {name}={value:?}", element.name()));
                    }
                }
                if element.name() == "a" && element.attr("rel").is_none() {
                    wrong.push("a without rel".to_owned());
                }
            }
            Node::Document | Node::Fragment | Node::Text(_) => {}
            other => wrong.push(format!("{other:?}")),
        }
    }
    wrong
}

fn is_isolation(element: &Element) -> bool {
    element.name() == "bdi" && element.attrs().next().is_none()
}

/// A class and a path that belongs to it, and nothing else.
fn is_own_link(element: &Element) -> bool {
    let path = element.attr("href").unwrap_or_default();
    let fits = match element.attr("class") {
        Some("mention") => path.strip_prefix("/in/").is_some_and(|handle| {
            (3..=30).contains(&handle.len())
                && handle.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        }),
        Some("hashtag") => path.strip_prefix("/tag/").is_some_and(|key| {
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'%')
        }),
        _ => false,
    };
    element.name() == "a" && fits && element.attrs().count() == 2
}

fn is_allowed(tag: &str, name: &str, value: &str) -> bool {
    match (tag, name) {
        ("a", "href") => ["http://", "https://", "mailto:"].iter().any(|scheme| value.starts_with(scheme)),
        ("a", "rel") => value == "ugc nofollow noopener",
        ("ol", "start") => value.chars().all(|c| c.is_ascii_digit()),
        _ => false,
    }
}

#[test]
fn the_check_itself_finds_what_is_wrong() {
    for html in [
        "<script>1</script>",
        "<p onclick=1>",
        "<a href='javascript:1' rel='ugc nofollow noopener'>x</a>",
        "<a href='https://x.org'>x</a>",
        "<svg></svg>",
        "<!-- x -->",
        "<p class=x>",
        "<ol start=x>",
        "<a href='/x' rel='ugc nofollow noopener'>x</a>",
        "<math><mi>x",
        "<img src=x>",
    ] {
        assert!(!violations(html).is_empty(), "{html}");
        assert!(!post_violations(html).is_empty(), "{html}");
    }
    for html in [
        "<a href='/in/ada' rel='ugc nofollow noopener'>x</a>",
        "<a class=mention href='/in/ada/edit'>x</a>",
        "<a class=mention href='/tag/ada'>x</a>",
        "<a class=hashtag href='/tag/a/b'>x</a>",
        "<a class=hashtag href='/tag/'>x</a>",
        "<a class=hashtag href='//evil.example'>x</a>",
        "<a class=mention href='https://x.org' rel='ugc nofollow noopener'>x</a>",
        "<a class=mention href='/in/ada' onclick=1>x</a>",
        "<bdi dir=rtl>x</bdi>",
    ] {
        assert!(!post_violations(html).is_empty(), "{html}");
    }
    let own = "<a class=\"mention\" href=\"/in/ada\"><bdi>@Ada</bdi></a><a class=\"hashtag\" href=\"/tag/a\">#a</a>";
    assert!(post_violations(own).is_empty());
    assert!(!violations(own).is_empty());
    assert!(violations("<p>fine<br><a href=\"https://x.org/\" rel=\"ugc nofollow noopener\">x</a></p>").is_empty());
}
