//! Inputs made to hurt: deep, repetitive, random.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use text::{Limits, markdown_to_html, plain_summary};

use crate::allowed::{render, violations};

const LEN: usize = 100_000;

/// Generous for an unoptimised build on a busy machine; what is quadratic takes minutes.
const DEADLINE: Duration = Duration::from_secs(30);

#[test]
fn hostile_repetitions_neither_overflow_the_stack_nor_take_long() {
    let mut sources: Vec<String> = [
        ">",
        "[",
        "]",
        "*",
        "_",
        "`",
        "<",
        "(",
        "!",
        "\\",
        "&",
        "#",
        "-",
        "~",
        "|",
        ":",
        "\"",
        "+",
        "\n",
        "\t",
        "=",
        "> ",
        "- ",
        "1. ",
        "* ",
        "+ ",
        "![",
        "[a](",
        "[a](b",
        "](",
        "[](",
        "*a_ ",
        "**a",
        "*a **a ",
        "_a__ ",
        "a**b",
        "`a``",
        "<a ",
        "<!--",
        "<?",
        "<![CDATA[",
        "</",
        "<a href=\"",
        "&#",
        "&amp;",
        "[a]: b\n",
        "[a][b]",
        "[a]\n",
        "- a\n",
        ">\n",
        "> a\n",
        "```\n",
        "\\\n",
        "    a\n",
        "http://",
        "https://a",
        "://",
        "https://a.b/(",
        "a@",
        "<a@b.c>",
        "<https://a>",
        "*_*_",
        "[*",
        "*[",
        "\u{301}",
        "\u{202e}",
        "🏳️‍🌈",
        "a\n\n",
        "1) a\n\n",
        "$",
        "^",
    ]
    .iter()
    .map(|unit| unit.repeat(LEN / unit.len()))
    .collect();
    // Containers, then many lines that each must be matched against them.
    sources.push(format!("{}a{}", "- ".repeat(LEN / 4), "\n\n".repeat(LEN / 4)));
    sources.push(format!("{}a{}", "> ".repeat(LEN / 4), "\na".repeat(LEN / 4)));
    sources.push((0..400).map(|n| format!("{}- x\n", "  ".repeat(n))).collect());
    // Backticks of every length, delimiters of two kinds, definitions that are used often.
    sources.push((1..440).map(|n| format!("{} ", "`".repeat(n))).collect());
    sources.push(format!("{}{}", "*a ".repeat(LEN / 6), "b_ ".repeat(LEN / 6)));
    sources.push(format!("[a]: https://x.org/{}\n\n{}", "b".repeat(LEN / 10), "[a] ".repeat(LEN / 5)));
    sources.push(format!("{}{}", "[".repeat(LEN / 2), "](x)".repeat(LEN / 8)));
    for source in sources {
        let start = Instant::now();
        let html = render(&source);
        let shown: String = source.chars().take(12).collect();
        assert!(start.elapsed() < DEADLINE, "{shown:?}: {:?}", start.elapsed());
        assert!(html.len() < 20 * LEN, "{shown:?}: {} bytes", html.len());
        plain_summary(&source, 200);
        assert!(start.elapsed() < DEADLINE, "{shown:?}, summary: {:?}", start.elapsed());
    }
}

#[test]
fn a_small_thread_stack_is_enough_for_deep_nesting() {
    let worker = std::thread::Builder::new().stack_size(256 * 1024).spawn(|| {
        let quotes = ">".repeat(LEN);
        let lists: String = (0..400).map(|n| format!("{}- x\n", "  ".repeat(n))).collect();
        let marks = "*a **b ".repeat(5_000) + &"** *".repeat(5_000);
        for source in [quotes, lists, marks, "[".repeat(LEN)] {
            markdown_to_html(&source, Limits { bytes: LEN, depth: 1_000_000 });
        }
    });
    worker.unwrap().join().unwrap();
}

/// Pieces that mean something to Markdown or HTML; random characters alone rarely do.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "`",
        "```",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "# ",
        "[",
        "](",
        ")",
        "![",
        "<",
        ">",
        "</",
        "/>",
        "\"",
        "'",
        "=",
        "&",
        "&lt;",
        "&#x3c;",
        ";",
        "\\",
        "<script>",
        "</script>",
        "<svg",
        "<img src=x onerror=",
        "javascript:",
        "data:",
        "https://x.org/",
        "mailto:",
        " onclick=",
        "style=",
        "hx-get=",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<a href=\"",
        "<p>",
        "<table>",
        "<math>",
        "\0",
        "\t",
        "\u{202e}",
        "\u{feff}",
        "é",
        "日",
        " ",
        "a",
        "http",
        ":",
        "//",
    ]);
    prop::collection::vec(prop_oneof![4 => piece.prop_map(str::to_owned), 1 => "\\PC{0,4}"], 0..40)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_text_comes_out_with_allowed_tags_only(source in pieces()) {
        let html = markdown_to_html(&source, Limits::default());
        prop_assert_eq!(violations(html.as_str()), Vec::<String>::new(), "{}", html);
    }

    #[test]
    fn any_characters_come_out_with_allowed_tags_only(source in any::<String>(), bytes in 0_usize..64, depth in 0_usize..4) {
        let html = markdown_to_html(&source, Limits { bytes, depth });
        prop_assert_eq!(violations(html.as_str()), Vec::<String>::new(), "{}", html);
    }

    #[test]
    fn summaries_keep_their_length(source in pieces(), max in 0_usize..40) {
        use unicode_segmentation::UnicodeSegmentation;
        let summary = plain_summary(&source, max);
        prop_assert!(summary.graphemes(true).count() <= max, "{:?}", summary);
        prop_assert!(!summary.contains(['\n', '\t', '\0']));
    }
}
