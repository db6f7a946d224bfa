//! What machines read of a public page: a schema.org Person as JSON-LD (<https://schema.org/Person>).
//!
//! It stands in a data block, which no browser executes, so that the content security policy has nothing to say to it.

use std::fmt;

use askama::filters::HtmlSafe;
use serde_json::{Value, json};

use super::super::{Entry, Section, SeenProfile};

/// JSON that cannot leave the script element it stands in: the characters of markup are escaped the JSON way.
pub(super) struct JsonLd(String);

impl JsonLd {
    /// The person, as far as the viewer of this profile may know.
    pub(super) fn person(profile: &SeenProfile, entries: &[Entry], address: &str, image: &str, lang: &str) -> JsonLd {
        let mut person = json!({
            "@context": "https://schema.org",
            "@type": "Person",
            "name": profile.name,
            "url": address,
        });
        if let Value::Object(fields) = &mut person {
            let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
            if !profile.headline.is_empty() {
                put("description", json!(profile.headline));
            }
            if !image.is_empty() {
                put("image", json!(image));
            }
            if let Some(place) = profile.location.place() {
                let address = json!({
                    "@type": "PostalAddress",
                    "addressLocality": place.name,
                    "addressRegion": place.region,
                    "addressCountry": place.country_code,
                });
                put("address", address);
            } else if !profile.location.text().is_empty() {
                put("address", json!(profile.location.show(lang)));
            }
            let organisation = |entry: &&Entry| json!({"@type": "Organization", "name": entry.organisation});
            let of = |section| entries.iter().filter(move |entry| entry.section == section);
            let titles = |section| of(section).map(|entry| json!(entry.title)).collect::<Vec<_>>();
            let current: Vec<&Entry> = of(Section::Experience).filter(|entry| entry.is_current).collect();
            let lists = [
                ("jobTitle", current.iter().map(|entry| json!(entry.title)).collect()),
                ("worksFor", current.iter().map(organisation).collect()),
                ("alumniOf", of(Section::Education).map(|entry| organisation(&entry)).collect()),
                ("knowsAbout", titles(Section::Skills)),
                ("knowsLanguage", titles(Section::Languages)),
                ("award", titles(Section::Honours)),
            ];
            for (key, list) in lists.into_iter().filter(|(_, list): &(_, Vec<Value>)| !list.is_empty()) {
                put(key, Value::Array(list));
            }
            if !profile.links.is_empty() {
                put("sameAs", profile.links.iter().map(|link| json!(link.url)).collect());
            }
        }
        JsonLd(escaped(&person.to_string()))
    }
}

/// Outside of its strings JSON has none of these characters.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

impl fmt::Display for JsonLd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for JsonLd {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{AccountId, Location};
    use crate::profiles::Link;

    fn profile() -> SeenProfile {
        SeenProfile {
            id: AccountId::from_raw(1),
            name: "Ada </script><script>alert(1)</script><!-- & \u{2028}".to_owned(),
            pronouns: String::new(),
            headline: "She said \"<\"".to_owned(),
            about: "Not for machines".to_owned(),
            location: Location::Words("Bremerhaven".to_owned()),
            links: vec![Link { label: "Me".to_owned(), url: "https://example.org/?a=1&b=2".to_owned() }],
            photo: None,
            cover: None,
            is_indexed: true,
        }
    }

    #[test]
    fn nothing_in_it_ends_the_script_and_it_says_what_was_said() {
        let text = JsonLd::person(&profile(), &[], "https://x.example/in/ada", "https://x.example/p", "en").to_string();
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        let json: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["name"], profile().name);
        assert_eq!(json["description"], profile().headline);
        assert_eq!(json["address"], "Bremerhaven");
        assert_eq!(json["sameAs"], json!(["https://example.org/?a=1&b=2"]));
        assert!(!text.contains("machines"));
    }

    #[test]
    fn what_is_not_told_is_left_out() {
        let bare = SeenProfile { headline: String::new(), location: Location::Untold, links: Vec::new(), ..profile() };
        let json: Value =
            serde_json::from_str(&JsonLd::person(&bare, &[], "https://x.example/in/ada", "", "en").to_string())
                .unwrap();
        let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["@context", "@type", "name", "url"]);
    }

    #[test]
    fn a_place_is_told_in_its_parts() {
        let place = places::search("Utrecht", 1)[0];
        let location = Location::Place { id: place.id, label: place.label("en") };
        let text = JsonLd::person(&SeenProfile { location, ..profile() }, &[], "", "", "en").to_string();
        let json: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["address"]["addressLocality"], "Utrecht");
        assert_eq!(json["address"]["addressCountry"], "NL");
    }
}
