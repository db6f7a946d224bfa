//! The pages of this room.

mod company;
mod offers;

use web::Routes;

use crate::kernel::App;

pub use offers::offers;

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new().merge(company::routes()).merge(offers::routes())
}
