//! The pages of this room.

mod blocks;

use web::Routes;

use crate::kernel::App;

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new().merge(blocks::routes())
}
