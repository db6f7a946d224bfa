//! The person card: what stands beside a picture wherever somebody is named.

use db::record;

use super::{AccountId, PictureAddress};

record! {
    /// Enough to name somebody.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PersonCard {
        /// Who.
        pub id: AccountId,
        /// The name.
        pub name: String,
        /// The handle, without `@`.
        pub handle: String,
        /// The line under the name; empty if there is none or the viewer may not read it.
        pub headline: String,
        /// The photo; none if there is none or the viewer may not see it.
        pub photo: Option<PictureAddress>,
    }
}

impl PersonCard {
    /// The letters of the avatar.
    pub fn initials(&self) -> String {
        text::initials(&self.name)
    }

    /// The avatar's colour, 0 to 9.
    pub fn hue(&self) -> u8 {
        text::hue(self.id.get())
    }
}
