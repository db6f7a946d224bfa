//! The pages of this room.

mod people;

use web::Routes;

use crate::kernel::App;

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new().merge(people::routes())
}
