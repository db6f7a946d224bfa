//! The pages of this room for members; those for staff stand with the operator's.

mod filing;

use web::Routes;

use crate::kernel::App;

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new().merge(filing::routes())
}
