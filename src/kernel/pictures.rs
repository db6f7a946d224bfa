//! The addresses under which pictures are served.
//!
//! An address can be read by whoever has it, without a cookie: pictures may come from another host, and a browser may
//! keep them. So it is signed and ends by itself, after one to two days; it is the same all day, so that it is kept. The
//! number in it leads to a row, which is looked up each time: what is taken away is gone at once, and what fewer people
//! may see from now on gets another number.
//!
//! A picture of a post is for whoever may read the post. Its address names for whom it was made, and whether they may read
//! the post is looked up each time.

use super::secrets::InstanceSecret;
use super::{AccountId, App, ImageId, PictureAddress, limits};

/// Sets these signatures apart from others.
const PURPOSE: &str = "picture";
/// Sets the signatures of addresses that were made for somebody apart.
const PURPOSE_FOR: &str = "picture for somebody";

/// Makes addresses that are good today.
#[derive(Debug, Clone)]
pub struct PictureUrls {
    secret: InstanceSecret,
    /// The host that shows pictures; empty for the one that shows the page.
    host: String,
    last_day: i64,
}

impl PictureUrls {
    /// For a page that is drawn now.
    pub fn now(app: &App) -> PictureUrls {
        PictureUrls {
            secret: app.secret.clone(),
            host: app.config.media_url.as_ref().map(ToString::to_string).unwrap_or_default(),
            last_day: today(app) + 1,
        }
    }

    /// The address of a picture: in its smallest size for 0, in larger ones for higher numbers.
    pub fn url(&self, picture: PictureAddress, size: i64) -> String {
        let signature = self.secret.sign(PURPOSE, &message(picture, size, self.last_day));
        let signature = bs58::encode(signature).into_string();
        format!("{}/media/{picture}/{size}/{}/{signature}", self.host, self.last_day)
    }

    /// The address of the picture of a post, for whoever looks.
    pub fn image(&self, shown: ImageFor) -> String {
        let signature = bs58::encode(self.secret.sign(PURPOSE_FOR, &shown.message(self.last_day))).into_string();
        // No id is written with a 0.
        let viewer = shown.viewer.map_or_else(|| "0".to_owned(), |viewer| viewer.to_string());
        let ImageFor { image, size, .. } = shown;
        format!("{}/media/for/{viewer}/{image}/{size}/{}/{signature}", self.host, self.last_day)
    }
}

/// The picture of a post in one size, for a viewer; nobody for guests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageFor {
    /// For whom.
    pub viewer: Option<AccountId>,
    /// Which picture.
    pub image: ImageId,
    /// In which size, 0 the smallest.
    pub size: i64,
}

impl ImageFor {
    fn message(&self, last_day: i64) -> Vec<u8> {
        let viewer = self.viewer.map_or(0, AccountId::get);
        [viewer, self.image.get(), self.size, last_day].into_iter().flat_map(i64::to_be_bytes).collect()
    }

    /// Whether we made this address and it is still good.
    pub fn is_good(&self, app: &App, last_day: i64, signature: &str) -> bool {
        let Ok(signature) = bs58::decode(signature).into_vec() else { return false };
        is_near(app, last_day) && app.secret.verify(PURPOSE_FOR, &self.message(last_day), &signature)
    }
}

/// Whether we made this address and it is still good.
pub fn is_good(app: &App, picture: PictureAddress, size: i64, last_day: i64, signature: &str) -> bool {
    let Ok(signature) = bs58::decode(signature).into_vec() else { return false };
    is_near(app, last_day) && app.secret.verify(PURPOSE, &message(picture, size, last_day), &signature)
}

/// Whether an address with this last day may still be used.
fn is_near(app: &App, last_day: i64) -> bool {
    let today = today(app);
    // The day after tomorrow was never signed: a clock that was set back revives nothing for long.
    (today..=today + 1).contains(&last_day)
}

fn today(app: &App) -> i64 {
    app.db.now_us().div_euclid(limits::DAY_US)
}

fn message(picture: PictureAddress, size: i64, last_day: i64) -> Vec<u8> {
    [picture.get(), size, last_day].into_iter().flat_map(i64::to_be_bytes).collect()
}
