//! The frame of a page: language, look, navigation, and who is looking.

use super::visitor::{Toast, Visitor};
use crate::ASSETS;
use crate::kernel::pictures::{ImageFor, PictureUrls};
use crate::kernel::registry::Badge;
use crate::kernel::settings;
use crate::kernel::texts::{Arg, Lang, Texts};
use crate::kernel::{AccountId, Cap, ImageId, PictureAddress, limits};

/// The person in the corner of the page.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The name.
    pub name: String,
    /// The handle.
    pub handle: String,
    /// The line under the name.
    pub headline: String,
    /// The letters of the avatar.
    pub initials: String,
    /// The avatar's colour.
    pub hue: u8,
    /// Their photo.
    pub photo: Option<PictureAddress>,
    /// Whether the operator's rooms are theirs.
    pub is_staff: bool,
}

/// What every template finds as `frame`.
pub struct Frame {
    /// The language tag.
    pub lang: &'static str,
    /// The direction of writing.
    pub dir: &'static str,
    /// `system`, `light` or `dark`.
    pub theme: &'static str,
    /// The community's name.
    pub community: String,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// Whether guests are offered to join.
    pub may_join: bool,
    /// The item of the navigation that is current.
    pub current: &'static str,
    /// How much waits behind the items of the navigation, if that was read.
    pub badges: Vec<Badge>,
    /// What is said once.
    pub toast: Option<Toast>,
    /// Path and query of this page.
    pub path: String,
    /// Whether search engines should leave it out. They should, unless a page says otherwise.
    pub noindex: bool,
    /// For search engines and link previews.
    pub description: String,
    /// The one address of this page.
    pub canonical: Option<String>,
    /// The style sheet with the operator's colour.
    pub brand_href: String,
    /// The viewer's time zone; guests read UTC.
    pub time_zone: jiff::tz::TimeZone,
    /// The present, µs.
    pub now_us: i64,
    pictures: PictureUrls,
    viewer_id: Option<AccountId>,
    language: Lang,
    texts: Texts,
}

const LANGUAGES: [(&str, &str); 2] = [(Lang::En.tag(), Lang::En.own_name()), (Lang::De.tag(), Lang::De.own_name())];

impl Frame {
    /// The frame for a visitor.
    pub fn new(visitor: &Visitor, current: &'static str) -> Frame {
        let viewer = visitor.signed.as_ref().map(|signed| Viewer {
            initials: text::initials(&signed.name),
            hue: text::hue(signed.actor.account.get()),
            name: signed.name.clone(),
            handle: signed.handle.clone(),
            headline: signed.headline.clone(),
            photo: signed.photo,
            is_staff: signed.actor.has(Cap::Operator),
        });
        let zone = visitor.signed.as_ref().and_then(|signed| jiff::tz::TimeZone::get(&signed.time_zone).ok());
        let accent = settings::ACCENT.get(&visitor.app.settings).to_string();
        Frame {
            lang: visitor.lang.tag(),
            dir: "ltr",
            theme: visitor.theme,
            community: settings::COMMUNITY_NAME.get(&visitor.app.settings),
            viewer,
            may_join: (visitor.app.registry.may_join)(&visitor.app),
            current,
            badges: Vec::new(),
            toast: visitor.toast.clone(),
            path: visitor.path.clone(),
            noindex: true,
            description: String::new(),
            canonical: None,
            brand_href: format!("/brand.css?v={}", accent.trim_start_matches('#')),
            time_zone: zone.unwrap_or(jiff::tz::TimeZone::UTC),
            now_us: visitor.app.db.now_us(),
            pictures: PictureUrls::now(&visitor.app),
            viewer_id: visitor.actor().account(),
            language: visitor.lang,
            texts: visitor.app.texts.clone(),
        }
    }

    /// A sentence without arguments.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(self.language, key)
    }

    /// A sentence without arguments, or none where the key is empty.
    pub fn hint<'a>(&'a self, key: &'a str) -> &'a str {
        if key.is_empty() { "" } else { self.t(key) }
    }

    /// A sentence with one argument.
    pub fn t1<'a>(&self, key: &str, name: &str, value: impl Into<Arg<'a>>) -> String {
        self.texts.format(self.language, key, &[(name, value.into())])
    }

    /// A sentence with two arguments.
    pub fn t2<'a, 'b>(
        &self,
        key: &str,
        first: &str,
        value: impl Into<Arg<'a>>,
        second: &str,
        other: impl Into<Arg<'b>>,
    ) -> String {
        self.texts.format(self.language, key, &[(first, value.into()), (second, other.into())])
    }

    /// What waits behind an item of the navigation, if anything does.
    pub fn badge(&self, item: &str) -> Option<&Badge> {
        self.badges.iter().find(|badge| badge.item == item && badge.count > 0)
    }

    /// The URL of an embedded file.
    pub fn asset(&self, name: &str) -> &'static str {
        ASSETS.url(name)
    }

    /// The address of a picture, in its smallest size for 0; empty if there is none.
    pub fn picture(&self, picture: &Option<PictureAddress>, size: i64) -> String {
        picture.map(|picture| self.pictures.url(picture, size)).unwrap_or_default()
    }

    /// Tag and own name of each language.
    pub fn languages(&self) -> &'static [(&'static str, &'static str)] {
        &LANGUAGES
    }

    /// The address of a picture of a post in a size, for whoever looks at this page.
    pub fn image(&self, image: &ImageId, size: &i64) -> String {
        self.pictures.image(ImageFor { viewer: self.viewer_id, image: *image, size: *size })
    }

    /// The language, for what is formatted in Rust.
    pub fn language(&self) -> Lang {
        self.language
    }

    /// The limit of a field, for counters in forms.
    pub fn limit(&self, of: &str) -> usize {
        match of {
            "name" => limits::NAME.max,
            "headline" => limits::HEADLINE.max,
            "about" => limits::ABOUT.max,
            "pronouns" => limits::PRONOUNS.max,
            "location" => limits::LOCATION.max,
            "badge" => limits::BADGE_LINE.max,
            "post" => limits::POST.max,
            "comment" => limits::COMMENT.max,
            "reaction-name" => limits::REACTION_NAME.max,
            "image-alt" => limits::IMAGE_ALT.max,
            "poll-option" => limits::POLL_OPTION.max,
            "tagline" => limits::COMMUNITY_TAGLINE.max,
            "community" => limits::COMMUNITY_NAME.max,
            "contact-note" => limits::CONTACT_NOTE.max,
            "connection-note" => limits::CONNECTION_NOTE.max,
            "muted-word" => limits::MUTED_WORD.max,
            "report-note" => limits::REPORT_NOTE.max,
            "report-reason" => limits::REPORT_REASON.max,
            "community-about" => limits::COMMUNITY_ABOUT.max,
            _ => 0,
        }
    }

    /// How long ago, in words: `3 min`, `Mon`, `14 Nov`.
    pub fn ago(&self, us: &i64) -> String {
        super::time::ago(self, *us)
    }

    /// The whole time in the viewer's zone, for tooltips.
    pub fn full_time(&self, us: &i64) -> String {
        super::time::full(self, *us)
    }

    /// The day in the viewer's zone.
    pub fn day(&self, us: &i64) -> String {
        super::time::day(self, *us)
    }

    /// The day in the viewer's zone for tables: RFC 3339.
    pub fn date(&self, us: &i64) -> String {
        super::time::date(self, *us)
    }

    /// For the `datetime` attribute: RFC 3339, UTC.
    pub fn machine_time(&self, us: &i64) -> String {
        jiff::Timestamp::from_microsecond(*us).map(|time| time.to_string()).unwrap_or_default()
    }
}
