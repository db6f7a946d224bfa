//! Pages.
use web::Routes;

use crate::kernel::App;

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new()
}
