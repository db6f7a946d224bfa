//! What members may write, and how it looks.

use text::{Limits, markdown_to_html};

use crate::allowed::render;

#[test]
fn paragraphs_breaks_and_emphasis() {
    for (source, html) in [
        ("", ""),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("one\r\ntwo", "<p>one<br>two</p>"),
        ("hard  \nbreak\\\nhere", "<p>hard<br>break<br>here</p>"),
        (
            "**bold** and *italic* and ***both***",
            "<p><strong>bold</strong> and <em>italic</em> and <em><strong>both</strong></em></p>",
        ),
        ("snake_case_name 2*3*4", "<p>snake_case_name 2<em>3</em>4</p>"),
        ("`let x = \"<b>\";`", "<p><code>let x = \"&lt;b&gt;\";</code></p>"),
        ("5 < 6 & 7 > 2 \"quoted\" 'single'", "<p>5 &lt; 6 &amp; 7 &gt; 2 \"quoted\" 'single'</p>"),
        ("I <3 Rust", "<p>I &lt;3 Rust</p>"),
        ("#rust is no heading", "<p>#rust is no heading</p>"),
        ("~~not struck~~ ==nor marked==", "<p>~~not struck~~ ==nor marked==</p>"),
        ("a\u{0}b\u{1b}c", "<p>abc</p>"),
    ] {
        assert_eq!(render(source), html, "{source:?}");
    }
}

#[test]
fn headings_become_bold_paragraphs_and_rules_disappear() {
    assert_eq!(
        render("# One\n\n### Three *x*\n\nUnder\n-----\n\n---\n\nend"),
        "<p><strong>One</strong></p><p><strong>Three <em>x</em></strong></p><p><strong>Under</strong></p><p>end</p>"
    );
    assert_eq!(render(&"-".repeat(60)), "");
    assert_eq!(render(&"- ".repeat(60)), "");
    assert_eq!(render("text\n\n***\n\ntext"), "<p>text</p><p>text</p>");
}

#[test]
fn lists_and_quotes() {
    assert_eq!(
        render("- one\n- two\n  - inner\n\n1. first\n2. second\n"),
        "<ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul><ol><li>first</li><li>second</li></ol>"
    );
    assert_eq!(render("1986. A great year"), "<ol start=\"1986\"><li>A great year</li></ol>");
    assert_eq!(render("> said\n> so\n\nindeed"), "<blockquote><p>said<br>so</p></blockquote><p>indeed</p>");
}

#[test]
fn code_blocks_are_shown_as_code_without_their_fences() {
    assert_eq!(render("```rust\nlet a = 1;\nlet b = 2;\n```"), "<p><code>let a = 1;<br>let b = 2;</code></p>");
    assert_eq!(render("    indented\n    twice"), "<p><code>indented<br>twice</code></p>");
}

#[test]
fn images_html_and_tables_become_their_text() {
    assert_eq!(render("![a *tall* ship](https://x.org/a.png)"), "<p>a <em>tall</em> ship</p>");
    assert_eq!(render("<b>bold?</b>"), "<p>&lt;b&gt;bold?&lt;/b&gt;</p>");
    assert_eq!(render("<div>\nhello\n</div>\n\nafter"), "<p>&lt;div&gt;<br>hello<br>&lt;/div&gt;</p><p>after</p>");
    assert_eq!(render("a <!-- hidden --> b"), "<p>a &lt;!-- hidden --&gt; b</p>");
    assert_eq!(render("|a|b|\n|-|-|\n|1|2|"), "<p>|a|b|<br>|-|-|<br>|1|2|</p>");
}

fn link(href: &str, text: &str) -> String {
    format!("<a href=\"{href}\" rel=\"ugc nofollow noopener\">{text}</a>")
}

#[test]
fn links_to_the_web_and_to_addresses() {
    for (source, href, text) in [
        ("[site](https://example.org/a?b=1&c=2)", "https://example.org/a?b=1&amp;c=2", "site"),
        ("[site](HTTP://EXAMPLE.org \"title\")", "http://example.org/", "site"),
        ("[mail](mailto:ada@example.org)", "mailto:ada@example.org", "mail"),
        ("<https://example.org/x>", "https://example.org/x", "https://example.org/x"),
        ("<ada@example.org>", "mailto:ada@example.org", "ada@example.org"),
        ("[*very* **nice**](https://x.org/)", "https://x.org/", "<em>very</em> <strong>nice</strong>"),
        ("[ref][1]\n\n[1]: https://x.org/", "https://x.org/", "ref"),
        ("[büro](https://bücher.example/ö)", "https://xn--bcher-kva.example/%C3%B6", "büro"),
    ] {
        assert_eq!(render(source), format!("<p>{}</p>", link(href, text)), "{source}");
    }
}

#[test]
fn bare_addresses_become_links_and_keep_their_surroundings() {
    for (source, html) in [
        (
            "see https://example.org/a_b_c.",
            format!("see {}.", link("https://example.org/a_b_c", "https://example.org/a_b_c")),
        ),
        (
            "(https://en.example.org/Foo_(bar))",
            format!("({})", link("https://en.example.org/Foo_(bar)", "https://en.example.org/Foo_(bar)")),
        ),
        ("**https://x.org**", format!("<strong>{}</strong>", link("https://x.org/", "https://x.org"))),
        ("http://x.org?a=1&b=2", link("http://x.org/?a=1&amp;b=2", "http://x.org?a=1&amp;b=2")),
        ("ftp://x.org and foo://bar", "ftp://x.org and foo://bar".to_owned()),
        ("`https://x.org`", "<code>https://x.org</code>".to_owned()),
        ("www.example.org", "www.example.org".to_owned()),
        ("[https://good.example](https://evil.example)", link("https://evil.example/", "https://good.example")),
        ("[a <https://b.org> https://b.org](https://c.org)", link("https://c.org/", "a https://b.org https://b.org")),
    ] {
        assert_eq!(render(source), format!("<p>{html}</p>"), "{source}");
    }
}

#[test]
fn links_that_lead_elsewhere_keep_only_their_text() {
    for source in [
        "[x](/relative)",
        "[x](//protocol.relative)",
        "[x](#fragment)",
        "[x]()",
        "[x](ftp://x.org)",
        "[x](https://user:pass@x.org)",
        "[x](https://bank.example@evil.example)",
        "[x](https:///)",
        "[x](tel:123)",
        "[x](mailto:a@b.org?bcc=c@d.org)",
        "[x](mailto:nobody)",
        "[x](data:text/html,hi)",
        "[x](blob:https://x.org/1)",
    ] {
        assert_eq!(render(source), "<p>x</p>", "{source}");
    }
}

#[test]
fn too_long_is_cut_at_a_character_and_too_deep_loses_tags_not_text() {
    let limits = Limits { bytes: 6, depth: 12 };
    assert_eq!(markdown_to_html("ééééé", limits).as_str(), "<p>ééé…</p>");
    let limits = Limits { bytes: 1000, depth: 2 };
    assert_eq!(
        markdown_to_html("> > > deep\n>\n> out", limits).as_str(),
        "<blockquote><blockquote>deep</blockquote><p>out</p></blockquote>"
    );
    assert_eq!(markdown_to_html("- a\n  - b\n    - c", limits).as_str(), "<ul><li>a b c</li></ul>");
}
