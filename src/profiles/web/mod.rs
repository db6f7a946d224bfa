//! The pages of this room.

mod edit;
mod endorsements;
mod entry_view;
pub mod guide;
mod json_ld;
mod open_to;
mod people;
pub mod pictures;
mod privacy;
pub mod profile;
mod sections;
mod views;

use web::Routes;

use crate::kernel::App;

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new()
        .merge(people::routes())
        .merge(profile::routes())
        .merge(edit::routes())
        .merge(privacy::routes())
        .merge(sections::routes())
        .merge(endorsements::routes())
        .merge(guide::routes())
        .merge(pictures::routes())
        .merge(views::routes())
        .merge(open_to::routes())
}
