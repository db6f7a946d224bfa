//! What pages say of themselves.

use std::time::Instant;

use fetch::{Accept, Page};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

use crate::servers::{self, Server};

fn read(html: impl AsRef<[u8]>) -> Page {
    Page::read(html.as_ref(), Some("text/html; charset=utf-8"), &Url::parse("https://site.example/a/b?c").unwrap())
}

fn title(html: impl AsRef<[u8]>) -> Option<String> {
    read(html).title
}

#[tokio::test]
async fn a_page_is_fetched_and_read() {
    let site = Server::page(
        "<!doctype html><html prefix='og: https://ogp.me/ns#'><head><meta charset=utf-8>
        <title>For the tab</title><meta property='og:title' content='A title &amp; more'>
        <meta property='og:description' content=\"What it is\nabout\"><meta property='og:site_name' content='The Site'>
        <meta property='og:image' content='/picture.jpg?a=b&amp;c=d'><link rel='canonical' href='/a'></head><body>",
    )
    .await;
    let client = servers::client(&[("site.example", site.address)]);
    let found = client.get(&Url::parse("http://site.example/x/y").unwrap(), Accept::page()).await.unwrap();
    let page = Page::read(&found.body, found.content_type.as_deref(), &found.url);
    assert_eq!(page.title.as_deref(), Some("A title & more"));
    assert_eq!(page.description.as_deref(), Some("What it is about"));
    assert_eq!(page.site_name.as_deref(), Some("The Site"));
    assert_eq!(page.image.unwrap().as_str(), "http://site.example/picture.jpg?a=b&c=d");
    assert_eq!(page.canonical.unwrap().as_str(), "http://site.example/a");
}

#[test]
fn open_graph_goes_before_twitter_and_twitter_before_html() {
    let html = "<title>html</title><meta name=description content=html>";
    let twitter = "<meta name=twitter:title content=twitter><meta property=twitter:description content=twitter>";
    let graph = "<meta name=og:title content=graph><meta property=og:description content=graph>";
    for (page, wanted) in [
        (html.to_owned(), "html"),
        (format!("{html}{twitter}"), "twitter"),
        (format!("{graph}{twitter}{html}"), "graph"),
        (format!("{html}{twitter}{graph}"), "graph"),
        (format!("<meta property=og:title content=' '><meta property=og:description content>{html}"), "html"),
        (format!("{html}{graph}<meta property=og:title content=second>"), "graph"),
    ] {
        let read = read(&page);
        assert_eq!((read.title.as_deref(), read.description.as_deref()), (Some(wanted), Some(wanted)), "{page}");
    }
}

#[test]
fn tags_are_read_however_they_are_written() {
    for html in [
        "<meta content=x property=og:title>",
        "<META CONTENT='x' PROPERTY='OG:Title'/>",
        "<meta data-a=1 content = \"x\"\n\tid=b property\n=\n'og:title' >",
        "<meta name='title' property=' og:title twitter:title ' content=&#120;>",
        "<html><head><meta property=og:title content=x></head><body>",
        "<meta property=og:title content=x content=y>",
        "<p>no head at all<meta property=og:title content=x>",
        "<title>x</title",
        "<title>x",
        "<svg><title>x</title></svg>",
        "<TITLE lang=en>\n x\n</TITLE  >",
        "<title></title><title>x</title>",
        "<!-- <title>no</title> --><title>x</title>",
        "<script>document.write('<title>no</title>')</script><title>x</title>",
        "<script><!-- <script></script> <title>no</title> --></script><title>x</title>",
        "<style><title>no</title></style><title>x</title>",
        "<noscript><meta property=og:title content=no></noscript><title>x</title>",
        "<textarea><title>no</title></textarea><title>x</title>",
        "<iframe><title>no</title></iframe><title>x</title>",
        "<meta title='<title>no</title>'><title>x</title>",
        "<a<b><<>< /><title>x</title>",
        "<![CDATA[<title>no</title>]]><?php <x?><title>x</title>",
        "\u{feff}<title>x</title>",
    ] {
        assert_eq!(title(html).as_deref(), Some("x"), "{html}");
    }
}

#[test]
fn what_is_not_in_the_head_is_not_read() {
    for html in [
        "",
        "<",
        "<title>",
        "<title> </title>",
        "<body><title>x</title>",
        "<BODY onload=x><meta property=og:title content=x>",
        "<frameset><title>x</title>",
        "<plaintext><title>x</title>",
        "<script><title>x</title>",
        "<!-- <title>x</title>",
        "<meta property=og:title content=x",
        "<meta property=og:title content='x>",
        "<meta property=og:title value=x><meta itemprop=og:title content=x>",
        "&lt;title>x&lt;/title>",
    ] {
        assert_eq!(read(html), Page::default(), "{html}");
    }
}

#[test]
fn text_stays_text() {
    assert_eq!(title("<title><b>bold</b> &lt;i&gt; &amp;amp;</title>").as_deref(), Some("<b>bold</b> <i> &amp;"));
    assert_eq!(
        title("<title>a</titlex>b</title><script>c</script>").as_deref(),
        Some("a</titlex>b"),
        "only the title's own end ends it"
    );
}

#[test]
fn hostile_titles_are_tamed() {
    for (raw, wanted) in [
        ("moc.knab\u{202e}\u{2067}x&#x202E;y", "moc.knabxy"),
        ("a\u{0}b&#0;c\u{1b}[2Jd", "abc[2Jd"),
        ("a\r\n\r\n\tb&nbsp;&#8232;c", "a b c"),
        ("&#x200b;a\u{ad}b\u{feff}", "ab"),
    ] {
        assert_eq!(title(format!("<title>{raw}</title>")).as_deref(), Some(wanted));
        assert_eq!(title(format!("<meta property=og:title content=\"{raw}\">")).as_deref(), Some(wanted));
    }
}

#[test]
fn texts_are_cut_at_graphemes() {
    let family = "👩\u{200d}👩\u{200d}👧";
    for long in ["a".repeat(1_000_000), "ä".repeat(600), family.repeat(600), "\u{301}".repeat(600_000)] {
        let page = read(format!(
            "<title>{long}</title><meta name=description content='{long}'><meta property=og:site_name content='{long}'>"
        ));
        let longest = page.title.expect("a title is found though the page is cut within it");
        assert!(longest.graphemes(true).count() <= 150 && longest.ends_with('…'), "{longest}");
        assert!(longest.chars().count() <= 801);
        for (text, most) in [(page.description, 300), (page.site_name, 80)] {
            assert!(text.is_none_or(|text| text.ends_with('…') && text.graphemes(true).count() <= most));
        }
    }
    let page = read(format!("<meta property=og:site_name content='{}'>", "a".repeat(100)));
    assert_eq!(page.site_name.unwrap().graphemes(true).count(), 80);
}

#[test]
fn pictures_are_addresses_that_we_would_ask() {
    for (content, wanted) in [
        ("https://img.example/a.png", Some("https://img.example/a.png")),
        ("//img.example/a.png", Some("https://img.example/a.png")),
        ("c.png", Some("https://site.example/a/c.png")),
        (" /c d.png ", Some("https://site.example/c%20d.png")),
        ("?x", Some("https://site.example/a/b?x")),
        ("http://img.example/a.png", Some("http://img.example/a.png")),
        ("", None),
        (" ", None),
        ("javascript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("data:image/png;base64,AAAA", None),
        ("file:///etc/passwd", None),
        ("http://127.0.0.1/a.png", None),
        ("http://[::1]/a.png", None),
        ("http://2130706433/", None),
        ("http://printer.local/", None),
        ("https://user@img.example/", None),
        ("https://img.example:8443/", None),
        ("http://", None),
    ] {
        for name in ["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"] {
            let page = read(format!("<meta property='{name}' content='{content}'>"));
            assert_eq!(page.image.as_ref().map(Url::as_str), wanted, "{content}");
        }
    }
    let page = read(
        "<meta property=og:image content=data:x><meta property=og:image content=/1><meta property=og:image content=/2>",
    );
    assert_eq!(page.image.unwrap().path(), "/1");
}

#[test]
fn a_page_can_only_speak_for_its_own_host() {
    for (html, wanted) in [
        ("<link rel=canonical href=/x>", Some("https://site.example/x")),
        ("<link href=/x rel='alternate CANONICAL'>", Some("https://site.example/x")),
        ("<meta property=og:url content=http://site.example/y>", Some("http://site.example/y")),
        ("<link rel=canonical href=https://bank.example/>", None),
        (
            "<link rel=canonical href=https://bank.example/><meta property=og:url content=/z>",
            Some("https://site.example/z"),
        ),
        ("<link rel=stylesheet href=/x>", None),
        ("<link rel=canonical href=javascript:x>", None),
    ] {
        assert_eq!(read(html).canonical.as_ref().map(Url::as_str), wanted, "{html}");
    }
}

#[test]
fn charsets_are_those_of_the_page() {
    let url = Url::parse("https://site.example/").unwrap();
    let cases: [(&[u8], Option<&str>); 5] = [
        (b"<title>M\xfcller</title>", Some("text/html; charset=iso-8859-1")),
        (b"<meta charset=windows-1252><title>M\xfcller</title>", None),
        (
            b"<meta http-equiv=content-type content='text/html; charset=latin1'><title>M\xfcller</title>",
            Some("text/html"),
        ),
        (b"<title>M\xfcller</title>", None),
        (b"\xef\xbb\xbf<title>M\xc3\xbcller</title>", Some("text/html; charset=koi8-r")),
    ];
    for (body, content_type) in cases {
        assert_eq!(Page::read(body, content_type, &url).title.as_deref(), Some("Müller"), "{content_type:?}");
    }
}

/// The tokenizer compares the attributes of a tag with each other. Half a megabyte of them would take minutes here.
#[test]
fn pages_made_to_be_slow_are_not() {
    let many = |count: usize| (0..count).map(|number| format!(" a{number}")).collect::<String>();
    let began = Instant::now();
    for html in [
        format!("<p{}>", many(90_000)),
        format!("<p{}", many(90_000)),
        format!("<p{}>", many(3_500)).repeat(25),
        format!("<p{}", many(90_000).replace(' ', "/")),
        format!("<p{}", many(60_000).replace(' ', "=''")),
        "<p a=\"".repeat(70_000),
        "<".repeat(512_000),
        "&".repeat(512_000),
        "\0".repeat(512_000),
        "<!--".repeat(128_000),
        "<title>".repeat(70_000),
        "<meta property=og:title content=x>".repeat(15_000),
        "<meta charset=x>".repeat(30_000),
        "<svg><style>".repeat(40_000),
    ] {
        let _ = read(&html);
    }
    let took = began.elapsed();
    assert!(took.as_secs() < 10, "{took:?}");
    println!("{took:?}");
}

/// Whoever writes such tags has nothing to say.
#[test]
fn reading_ends_at_tags_without_measure() {
    let tag = |count: usize| (0..count).map(|number| format!(" a{number}")).collect::<String>();
    let title_after = |before: String| title(format!("{before}<title>x</title>"));
    assert_eq!(title_after(format!("<p{}>", tag(20_000))), None);
    assert_eq!(title_after(format!("<p{}>", tag(1_500)).repeat(2)), None);
    assert_eq!(title_after(format!("<p{}>", tag(1_500))).as_deref(), Some("x"));
    assert_eq!(title_after(format!("<p{}>", tag(20)).repeat(4_000)).as_deref(), Some("x"));
}

/// Long attributes, comments and scripts are usual, and no reason to stop.
#[test]
fn a_long_head_is_read_to_its_end() {
    let picture = "data:image/png;base64,".to_owned() + &"ab+/".repeat(3_000);
    let html = format!(
        "<!-- {} --><link rel=icon href='{picture}'><script>{}</script><style>{}</style><title>x</title>",
        "licence ".repeat(400),
        "let a = '/'; ".repeat(10_000),
        "p { color: red } ".repeat(5_000),
    );
    assert_eq!(title(html).as_deref(), Some("x"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_read(pieces in prop::collection::vec(prop_oneof![
        prop::collection::vec(any::<u8>(), 0..20),
        prop::sample::select(vec![
            "<title>", "</title>", "<meta ", "property=og:title ", "content='", "'", ">", "<link rel=canonical href=",
            "<meta charset=", "utf-16", "iso-2022-jp", "\u{feff}", "<script>", "<!--", "-->", "&#x202e;", "<body",
        ]).prop_map(|text| text.as_bytes().to_vec()),
    ], 0..40), header in prop::option::of("text/html(; ?charset=[a-z0-9-]{0,12})?")) {
        let url = Url::parse("https://site.example/").unwrap();
        let page = Page::read(&pieces.concat(), header.as_deref(), &url);
        for (text, most) in [(page.title, 150), (page.description, 300), (page.site_name, 80)] {
            if let Some(text) = text {
                prop_assert!(!text.is_empty() && text.graphemes(true).count() <= most);
                prop_assert!(!text.contains(char::is_control));
            }
        }
    }
}
