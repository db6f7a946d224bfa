//! Reads rendered text as a browser does and names everything that is not on the list.

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
    let mut wrong = Vec::new();
    for node in Html::parse_fragment(html).tree.values() {
        match node {
            // What the parser itself puts around a fragment.
            Node::Element(element) if matches!(element.name(), "html" | "body") && element.attrs().next().is_none() => {
            }
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
    }
    assert!(violations("<p>fine<br><a href=\"https://x.org/\" rel=\"ugc nofollow noopener\">x</a></p>").is_empty());
}
