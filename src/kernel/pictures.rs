//! The addresses under which pictures are served.
//!
//! An address can be read by whoever has it, without a cookie: pictures may come from another host, and a browser may
//! keep them. So it is signed and ends by itself, after one to two days; it is the same all day, so that it is kept. The
//! number in it leads to a row, which is looked up each time: what is taken away is gone at once, and what fewer people
//! may see from now on gets another number.

use super::secrets::InstanceSecret;
use super::{App, PictureAddress, limits};

/// Sets these signatures apart from others.
const PURPOSE: &str = "picture";

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
}

/// Whether we made this address and it is still good.
pub fn is_good(app: &App, picture: PictureAddress, size: i64, last_day: i64, signature: &str) -> bool {
    let Ok(signature) = bs58::decode(signature).into_vec() else { return false };
    let today = today(app);
    // The day after tomorrow was never signed: a clock that was set back revives nothing for long.
    (today..=today + 1).contains(&last_day) && app.secret.verify(PURPOSE, &message(picture, size, last_day), &signature)
}

fn today(app: &App) -> i64 {
    app.db.now_us().div_euclid(limits::DAY_US)
}

fn message(picture: PictureAddress, size: i64, last_day: i64) -> Vec<u8> {
    [picture.get(), size, last_day].into_iter().flat_map(i64::to_be_bytes).collect()
}
