//! The pictures of people who were thought up, drawn by `pictures/make.mjs`. They come in by the door that everybody's
//! pictures come in by.

use bytes::Bytes;

use crate::kernel::{App, Error, MemberActor, Result};
use crate::profiles::Audience;
use crate::profiles::pictures::{self, Keep, Kind, Sent};

/// Names the files, and embeds them.
macro_rules! files {
    ($($name:literal,)*) => { &[$(($name, include_bytes!(concat!("pictures/", $name)))),*] };
}

static FILES: &[(&str, &[u8])] = files![
    "aarav-sharma.jpg",
    "abdulrahman-al-farsi.jpg",
    "alexandra-papadopoulou.jpg",
    "amara-nwosu.jpg",
    "anneke-jansen.jpg",
    "catriona-macaskill.jpg",
    "cover-amara-nwosu.jpg",
    "cover-giulia-dambrosio.jpg",
    "cover-hinnerk-petersen.jpg",
    "cover-ingrid-solheim.jpg",
    "cover-minh-khue.jpg",
    "cover-siobhan-ni-dhomhnaill.jpg",
    "fatoumata-diarra.jpg",
    "giulia-dambrosio.jpg",
    "hinnerk-petersen.jpg",
    "ingrid-solheim.jpg",
    "iria-castineira.jpg",
    "jonas-lindqvist.jpg",
    "kwabena-osei-bonsu.jpg",
    "layla-haddad.jpg",
    "lukasz-zolkiewski.jpg",
    "margrethe-norgaard.jpg",
    "maximilian-von-hohenfels.jpg",
    "mehmet-yilmaz.jpg",
    "minh-khue.jpg",
    "ngozi-okonkwo.jpg",
    "ole-kristian-bjornstad.jpg",
    "oleksandr-shevchenko.jpg",
    "priya-raghunathan.jpg",
    "rasmus-lund.jpg",
    "siobhan-ni-dhomhnaill.jpg",
    "sjoukje-de-vries.jpg",
    "thordis-jonsdottir.jpg",
    "tomas-o-flaithearta.jpg",
    "viktoria-melnyk.jpg",
    "wang-xiaomei.jpg",
    "wiremu.jpg",
    "zsofia-kertesz.jpg",
];

/// A picture that somebody is to have.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) actor: MemberActor,
    pub(super) kind: Kind,
    /// The name of its file.
    pub(super) file: String,
    /// Who may see it, if it is a photo.
    pub(super) audience: Audience,
}

/// A picture, by the name of its file.
pub(super) fn file(file: &str) -> Result<&'static [u8]> {
    let found = FILES.iter().find(|(name, _)| *name == file);
    found.map(|(_, bytes)| *bytes).ok_or_else(|| Error::internal(format!("no picture {file}")))
}

/// Sends the picture as its owner would.
///
/// # Errors
/// A file that is not here; what is wrong with it; what the database says.
pub(super) async fn send(app: &App, wanted: Wanted) -> Result<()> {
    let Wanted { actor, kind, file, audience } = wanted;
    pictures::put(app, actor, kind, Sent { bytes: Bytes::from_static(self::file(&file)?), keep: Keep::Middle }).await?;
    if kind == Kind::Photo && audience != Audience::Members {
        app.db.write(move |tx| pictures::show_photo_to(tx, actor, audience)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::written::Written;
    use super::*;

    #[test]
    fn every_picture_is_somebody_s_and_is_taken() {
        let written = Written::read().unwrap();
        let named = written.all().flat_map(|told| [&told.photo, &told.cover]).filter(|name| !name.is_empty());
        let named: Vec<&str> = named.map(String::as_str).collect();
        let files: BTreeSet<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert_eq!(named.iter().copied().collect::<BTreeSet<_>>(), files);
        assert_eq!(named.len(), files.len(), "two have the same");
        assert!(written.all().any(|told| told.photo.is_empty()), "initials show as well");
        for (name, bytes) in FILES {
            let expected = if name.starts_with("cover-") { (1_584, 396) } else { (512, 512) };
            assert_eq!(media::size(bytes), Ok(expected), "{name}");
        }
    }
}
