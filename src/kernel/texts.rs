//! Every sentence a visitor reads, in every language: Fluent messages, embedded.
//!
//! Messages without arguments are formatted once at start, so a page pays a look-up for them; the others are
//! formatted when asked. A test holds all languages to the same keys and placeables.

use std::collections::HashMap;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language the site speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    /// English, the one everything falls back to.
    En,
    /// German.
    De,
}

impl Lang {
    /// All of them, in the order menus show them.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::De];

    /// The language tag, as in the `lang` attribute.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::De => "de",
        }
    }

    /// What its speakers call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::De => "Deutsch",
        }
    }

    /// The language of a tag, by its first part.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let first = tag.split(['-', '_']).next().unwrap_or("");
        Lang::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(first))
    }

    /// The best language for an `Accept-Language` header (RFC 9110 §12.5.4); English if none fits.
    pub fn from_accept(header: &str) -> Lang {
        let mut best = (0.0_f32, Lang::En);
        for item in header.split(',').take(20) {
            let (tag, rest) = item.split_once(';').unwrap_or((item, ""));
            let weight = match rest.trim().strip_prefix("q=") {
                None => 1.0,
                Some(number) => number.trim().parse::<f32>().unwrap_or(0.0),
            };
            if let Some(lang) = Lang::from_tag(tag.trim())
                && weight > best.0
            {
                best = (weight, lang);
            }
        }
        best.1
    }

    const fn sources(self) -> &'static [(&'static str, &'static str)] {
        macro_rules! sources {
            ($tag:literal) => {
                &[
                    ("shell", include_str!(concat!("../../locales/", $tag, "/shell.ftl"))),
                    ("accounts", include_str!(concat!("../../locales/", $tag, "/accounts.ftl"))),
                    ("posts", include_str!(concat!("../../locales/", $tag, "/posts.ftl"))),
                    ("network", include_str!(concat!("../../locales/", $tag, "/network.ftl"))),
                    ("companies", include_str!(concat!("../../locales/", $tag, "/companies.ftl"))),
                    ("profiles", include_str!(concat!("../../locales/", $tag, "/profiles.ftl"))),
                    ("reports", include_str!(concat!("../../locales/", $tag, "/reports.ftl"))),
                    ("recommendations", include_str!(concat!("../../locales/", $tag, "/recommendations.ftl"))),
                    ("admin", include_str!(concat!("../../locales/", $tag, "/admin.ftl"))),
                ]
            };
        }
        match self {
            Lang::En => sources!("en"),
            Lang::De => sources!("de"),
        }
    }
}

/// Why the embedded texts cannot be used. Never seen outside development: a test reads all of them.
#[derive(Debug, thiserror::Error)]
#[error("texts of {room} in {lang:?}: {problem}")]
pub struct TextsError {
    room: &'static str,
    lang: Lang,
    problem: String,
}

/// All texts.
#[derive(Clone)]
pub struct Texts(Arc<Vec<Language>>);

struct Language {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
    /// Messages that take no arguments, formatted.
    fixed: HashMap<String, String>,
}

impl Texts {
    /// Reads the embedded files.
    ///
    /// # Errors
    /// A file that is no Fluent, a key that stands twice, or a message that cannot be formatted.
    pub fn load() -> Result<Texts, TextsError> {
        Lang::ALL.into_iter().map(Language::load).collect::<Result<Vec<_>, _>>().map(|all| Texts(Arc::new(all)))
    }

    fn language(&self, lang: Lang) -> Option<&Language> {
        self.0.iter().find(|language| language.lang == lang)
    }

    /// A message without arguments. A key that does not exist is given back as it is; a test finds those.
    pub fn get<'a>(&'a self, lang: Lang, key: &'a str) -> &'a str {
        self.language(lang).and_then(|language| language.fixed.get(key)).map_or(key, String::as_str)
    }

    /// A message with arguments.
    pub fn format(&self, lang: Lang, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let Some(language) = self.language(lang) else { return key.to_owned() };
        let mut values = FluentArgs::new();
        for (name, arg) in args {
            values.set(*name, arg.value());
        }
        language.format(key, Some(&values)).unwrap_or_else(|| key.to_owned())
    }

    /// All keys of a language with what each message may be given, for the test that compares languages.
    pub fn keys(lang: Lang) -> Vec<(String, Vec<String>)> {
        let mut keys = Vec::new();
        for (_, source) in lang.sources() {
            let mut current: Option<(String, Vec<String>)> = None;
            for line in source.lines() {
                if let Some((key, _)) = line.split_once(" =")
                    && key.starts_with(|c: char| c.is_ascii_lowercase())
                {
                    keys.extend(current.take());
                    current = Some((key.to_owned(), Vec::new()));
                }
                if let Some((_, placeables)) = &mut current {
                    placeables.extend(placeables_of(line));
                }
            }
            keys.extend(current);
        }
        for (_, placeables) in &mut keys {
            placeables.sort();
            placeables.dedup();
        }
        keys.sort();
        keys
    }
}

fn placeables_of(line: &str) -> Vec<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    line.split('$').skip(1).map(name).collect()
}

impl Language {
    fn load(lang: Lang) -> Result<Language, TextsError> {
        let tag: LanguageIdentifier =
            lang.tag().parse().map_err(|error| TextsError { room: "", lang, problem: format!("{error}") })?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The isolation marks (U+2068, U+2069) would end up in attributes and mail subjects.
        bundle.set_use_isolating(false);
        for (room, source) in lang.sources() {
            let resource = FluentResource::try_new((*source).to_owned()).map_err(|(_, errors)| TextsError {
                room,
                lang,
                problem: format!("{errors:?}"),
            })?;
            bundle.add_resource(resource).map_err(|errors| TextsError {
                room,
                lang,
                problem: format!("{errors:?}"),
            })?;
        }
        let mut language = Language { lang, bundle, fixed: HashMap::new() };
        for (key, placeables) in Texts::keys(lang) {
            if placeables.is_empty() {
                let text = language.format(&key, None).ok_or_else(|| TextsError {
                    room: "",
                    lang,
                    problem: format!("{key} has no value"),
                })?;
                language.fixed.insert(key, text);
            }
        }
        Ok(language)
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if errors.is_empty() { Some(text) } else { None }
    }
}

/// An argument of a message.
#[derive(Debug, Clone)]
pub enum Arg<'a> {
    /// A name or other text.
    Text(&'a str),
    /// A number; it chooses the plural.
    Number(i64),
}

impl Arg<'_> {
    fn value(&self) -> FluentValue<'_> {
        match self {
            Arg::Text(text) => FluentValue::from(*text),
            Arg::Number(number) => FluentValue::from(*number),
        }
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(text)
    }
}

// Templates hand on references to references.
impl<'a> From<&&'a str> for Arg<'a> {
    fn from(text: &&'a str) -> Self {
        Arg::Text(text)
    }
}

impl<'a> From<&&'a String> for Arg<'a> {
    fn from(text: &&'a String) -> Self {
        Arg::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Arg::Number(number)
    }
}

impl From<usize> for Arg<'_> {
    fn from(count: usize) -> Self {
        Arg::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<&usize> for Arg<'_> {
    fn from(count: &usize) -> Self {
        Arg::from(*count)
    }
}

impl From<&i64> for Arg<'_> {
    fn from(number: &i64) -> Self {
        Arg::Number(*number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_keys_and_placeables() {
        let english = Texts::keys(Lang::En);
        assert!(english.len() > 20);
        for lang in Lang::ALL {
            assert_eq!(Texts::keys(lang), english, "{lang:?}");
        }
        Texts::load().unwrap();
    }

    #[test]
    fn the_browser_s_first_choice_that_we_speak_wins() {
        for (header, lang) in [
            ("", Lang::En),
            ("de", Lang::De),
            ("de-AT,de;q=0.9,en;q=0.8", Lang::De),
            ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", Lang::En),
            ("fr, de;q=0.3", Lang::De),
            ("en;q=0.2,de;q=0.9", Lang::De),
            ("de;q=0", Lang::En),
            (";;;,,q=", Lang::En),
        ] {
            assert_eq!(Lang::from_accept(header), lang, "{header}");
        }
    }
}
