//! The host of a URL as people may be shown it.

use url::{Host, Url};

/// Where the page lies, to be shown beside what it says of itself: a name in Unicode if all of it is in one script, so
/// that nothing in it can pass for a letter of another; else in ASCII, as `xn--…`.
///
/// Scripts are those of UTS 39 (<https://www.unicode.org/reports/tr39/#Restriction_Level_Detection>) as far as they are
/// written here; Japanese and Korean count as one script with the Chinese characters they are written with. Letters that
/// look like others of their own script (a dotless ı) are in none.
pub fn shown_host(url: &Url) -> String {
    let host = match url.host() {
        Some(Host::Domain(name)) => name,
        _ => return url.host_str().unwrap_or_default().to_owned(),
    };
    let (unicode, read) = idna::domain_to_unicode(host);
    if read.is_ok() && is_one_script(&unicode) { unicode } else { host.to_owned() }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Japanese,
    Korean,
    Han,
}

fn is_one_script(name: &str) -> bool {
    let mut script: Option<Script> = None;
    for c in name.chars().filter(|c| !matches!(c, '.' | '-' | '0'..='9')) {
        script = match (script, script_of(c)) {
            (_, None) => return false,
            (None, found) => found,
            (Some(one), Some(other)) => match together(one, other) {
                None => return false,
                found => found,
            },
        };
    }
    true
}

fn together(one: Script, other: Script) -> Option<Script> {
    match (one, other) {
        (one, other) if one == other => Some(one),
        (Script::Han, cjk @ (Script::Japanese | Script::Korean))
        | (cjk @ (Script::Japanese | Script::Korean), Script::Han) => Some(cjk),
        _ => None,
    }
}

/// Ranges of the Unicode blocks (version 16), without what only history and phonetics write.
fn script_of(c: char) -> Option<Script> {
    Some(match c {
        '\u{131}' | '\u{138}' | '\u{149}' | '\u{17F}' => return None,
        'a'..='z' | '\u{DF}'..='\u{F6}' | '\u{F8}'..='\u{17E}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{386}'..='\u{3CE}' => Script::Greek,
        '\u{430}'..='\u{45F}' | '\u{490}'..='\u{4FF}' => Script::Cyrillic,
        '\u{5D0}'..='\u{5EA}' => Script::Hebrew,
        '\u{620}'..='\u{64A}' | '\u{660}'..='\u{6D3}' => Script::Arabic,
        '\u{900}'..='\u{97F}' => Script::Devanagari,
        '\u{E01}'..='\u{E59}' => Script::Thai,
        '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}' => Script::Japanese,
        '\u{AC00}'..='\u{D7A3}' => Script::Korean,
        '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => Script::Han,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::shown_host;

    #[test]
    fn a_host_is_unicode_if_nothing_in_it_can_deceive() {
        for (url, shown) in [
            ("https://example.org/a", "example.org"),
            ("https://www.example.org/", "www.example.org"),
            ("https://B\u{dc}CHER.example/", "b\u{fc}cher.example"),
            (
                "https://\u{440}\u{43e}\u{441}\u{441}\u{438}\u{44f}.\u{440}\u{444}/",
                "\u{440}\u{43e}\u{441}\u{441}\u{438}\u{44f}.\u{440}\u{444}",
            ),
            // Cyrillic that looks like Latin, beside a Latin ending.
            ("https://\u{430}\u{440}\u{440}\u{4cf}\u{435}.com/", "xn--80ak6aa92e.com"),
            // One Cyrillic letter among Latin ones.
            ("https://ex\u{430}mple.org/", "xn--exmple-4nf.org"),
            ("https://paypa\u{131}.com/", "xn--paypa-r4a.com"),
            (
                "https://\u{65e5}\u{672c}\u{306e}.\u{30c6}\u{30b9}\u{30c8}/",
                "\u{65e5}\u{672c}\u{306e}.\u{30c6}\u{30b9}\u{30c8}",
            ),
            ("https://\u{65e5}\u{672c}.jp/", "xn--wgv71a.jp"),
            ("http://8.8.8.8/", "8.8.8.8"),
            ("http://[2606:4700:4700::1111]/", "[2606:4700:4700::1111]"),
        ] {
            assert_eq!(shown_host(&Url::parse(url).unwrap()), shown, "{url}");
        }
    }
}
