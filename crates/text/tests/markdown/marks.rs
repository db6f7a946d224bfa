//! Which hashtags and mentions a text has, in many scripts.

use text::{first_link, mentions, plain_summary, tags};

fn names(source: &str) -> Vec<String> {
    tags(source).into_iter().map(|tag| tag.name).collect()
}

#[test]
fn hashtags_of_many_scripts() {
    for (source, wanted) in [
        ("I like #Rust and #open_source_, too.", &["Rust", "open_source_"][..]),
        (
            "#start, (#brackets) [#square] {#curly} \"#quoted\" '#single'",
            &["start", "brackets", "square", "curly", "quoted", "single"],
        ),
        ("#a,#b;#c|#d #2026goals", &["a", "b", "c", "d", "2026goals"]),
        ("one\n#two\n\n- #three\n> #four", &["two", "three", "four"]),
        ("**#bold** *#italic* **(#both)**", &["bold", "italic", "both"]),
        ("# Heading with #tag\n\n#no-heading", &["tag", "no"]),
        (
            "Latin: #Crème_brûlée «#guillemets» “#curly” „#low“ ¿#Qué?",
            &["Crème_brûlée", "guillemets", "curly", "low", "Qué"],
        ),
        ("Català: #col·lecció·", &["col·lecció"]),
        ("Ελληνικά: #Ελληνικός #ΟΔΟΣ", &["Ελληνικός", "ΟΔΟΣ"]),
        ("Türkçe: #İstanbul #ığdır", &["İstanbul", "ığdır"]),
        ("Deutsch: #Straße — #Grüße", &["Straße", "Grüße"]),
        ("Русский: #Москва, #ёлка", &["Москва", "ёлка"]),
        ("العربية: #مرحبا، #العالم", &["مرحبا", "العالم"]),
        ("فارسی: #می\u{200C}خواهم و #کتاب\u{200C}", &["می\u{200C}خواهم", "کتاب"]),
        ("עברית: #שלום #צה״ל", &["שלום", "צה״ל"]),
        ("हिन्दी: #हिन्दी #क्\u{200D}ष", &["हिन्दी", "क्\u{200D}ष"]),
        ("ไทย: #ภาษาไทย #น้ำ", &["ภาษาไทย", "น้ำ"]),
        ("中文：#北京。#上海，（#广州）", &["北京", "上海", "广州"]),
        ("日本語：＃東京　＃ガンダム・シード #ハローキティー", &["東京", "ガンダム・シード", "ハローキティー"]),
        ("한국어: #서울, #대한민국", &["서울", "대한민국"]),
        ("#话题#后", &["话题"]),
        ("🎉#party ❤\u{FE0F}#love 1\u{FE0F}\u{20E3}#first", &["party", "love", "first"]),
        ("#cup🏆 #c++ #a.b", &["cup", "c", "a"]),
    ] {
        assert_eq!(names(source), wanted, "{source}");
    }
}

#[test]
fn what_looks_like_a_hashtag_and_is_none() {
    for source in [
        "C# and F#",
        "a#b",
        "##",
        "##double",
        "# heading",
        "#",
        "#1 #2026 #_ #__1",
        "#🎉 #❤\u{FE0F} #\u{FE0F}\u{20E3} #\u{FE0F}\u{20E3}a #🅰 #ℹ\u{FE0F} #Ⓜ",
        "#\u{3164} #\u{200B}a #\u{202E}a #\u{301}a",
        "`#code` ``#code``",
        "```\n#fenced\n```",
        "    #indented",
        "[#text](https://x.org) [a #b](https://x.org/#c) [#x](javascript:1) [#y](/in/ada)",
        "https://x.org/#frag https://x.org/a?b=(#c https://x.org #-",
        "ftp://x.org/(#frag x.org/#frag",
        "<https://x.org/#frag> <ada@x.org>",
        "[ref]\n\n[ref]: https://x.org/#frag \"#title\"",
        "&#35; &#x23;a &num;a &amp;#a &#65;#b",
        "\\#escaped",
        "<b title=\"#html\"> <!-- #hidden -->",
        "<div>\n#block\n</div>",
        "me#x@example.org #me@example.org",
        "a-#b a/#b a.#b a&#b; a=#fff a:#fff a_#b é#b 东#b ＃＃a ＠#a",
        "a**#b** a`x`#b [x](https://x.org)#b",
    ] {
        assert_eq!(names(source), [""; 0], "{source}");
    }
    assert_eq!(names(&format!("#{}", "a".repeat(60))), ["a".repeat(60)]);
    assert_eq!(names(&format!("#{} #b", "a".repeat(61))), ["b"]);
}

#[test]
fn a_hashtag_counts_once_as_it_was_first_written() {
    let found = tags("#Straße #b #STRASSE #strasse #B #Οδός #ΟΔΌΣ");
    let pairs: Vec<(&str, &str)> = found.iter().map(|tag| (tag.key.as_str(), tag.name.as_str())).collect();
    assert_eq!(pairs, [("strasse", "Straße"), ("b", "b"), ("οδόσ", "Οδός")]);
}

#[test]
fn mentions_are_handles_at_the_boundaries_of_words() {
    for (source, wanted) in [
        ("@ada", &["ada"][..]),
        ("Thanks, @Ada-Lovelace! And @ADA-lovelace, (@bob) \"@cy-2\".", &["ada-lovelace", "bob", "cy-2"]),
        ("@ada. @bob, @cyd- @dee--and @eve's", &["ada", "bob", "cyd", "dee", "eve"]),
        ("**@ada** *@bob*\n@cyd\n\n> @dee\n- @eve", &["ada", "bob", "cyd", "dee", "eve"]),
        ("@ada/@bob @ada:@bob", &["ada"]),
        ("＠ada「@bob」", &["ada", "bob"]),
        ("@adaさん @bob님 @cyd你好 @deeครับ", &["ada", "bob", "cyd", "dee"]),
        ("@123", &["123"]),
        ("@ada.さん", &["ada"]),
    ] {
        assert_eq!(mentions(source), wanted, "{source}");
    }
}

#[test]
fn what_looks_like_a_mention_and_is_none() {
    for source in [
        "me@example.org \"me\"@example.org me+@ada",
        "@example.org @me@example.org @me＠example.org @ada.Thanks",
        "@ab @- @-- @-ada @@ada a@ada @",
        "@some_body @adaü @adaа @ada\u{301} @аda",
        "`@ada` ```@ada```",
        "```\n@ada\n```\n\n    @ada",
        "[@ada](https://x.org) [a @ada](mailto:x) <ada@x.org> <https://x.org/@ada>",
        "https://x.org/@ada https://@ada/ ftp://x.org/(@ada",
        "&#64;ada &commat;ada \\@ada",
        "<b title=\"@ada\"> <a href=\"@ada\">",
        "a**@ada** `x`@ada",
    ] {
        assert_eq!(mentions(source), [""; 0], "{source}");
    }
    assert_eq!(mentions(&format!("@{}", "a".repeat(30))), ["a".repeat(30)]);
    assert_eq!(mentions(&format!("@{}", "a".repeat(31))), [""; 0]);
}

#[test]
fn summaries_have_marks_as_they_were_written() {
    let source = "Met **@Ada-Lovelace** at #RustConf, `#code` and \\#escaped: [site](https://x.org/#a)";
    assert_eq!(plain_summary(source, 200), "Met @Ada-Lovelace at #RustConf, #code and #escaped: site");
    assert_eq!(plain_summary("#می\u{200C}خواهم ＃東京", 200), "#می\u{200C}خواهم ＃東京");
}

#[test]
fn the_first_link_is_the_first_that_is_shown_and_leads_to_the_web() {
    for (source, wanted) in [
        ("No link at all", None),
        ("See https://example.org/a and https://example.org/b", Some("https://example.org/a")),
        ("See [this](http://Example.org/x#part).", Some("http://example.org/x#part")),
        ("[mail](mailto:ada@example.org) <ada@example.org> https://example.org", Some("https://example.org/")),
        ("[no](javascript:alert(1)) [nor](/in/ada) @ada #tag [yes](https://example.org)", Some("https://example.org/")),
        ("`https://example.org/code` then https://example.org/text", Some("https://example.org/text")),
        ("https://ada:secret@example.org/ https://example.org/", Some("https://example.org/")),
        ("![picture](https://example.org/a.png) https://example.org/b", Some("https://example.org/b")),
        ("https://example.org/a.", Some("https://example.org/a")),
        ("https://bücher.example/", Some("https://xn--bcher-kva.example/")),
    ] {
        assert_eq!(first_link(source).as_ref().map(|url| url.as_str()), wanted, "{source}");
    }
}
