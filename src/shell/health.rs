//! Is it alive, is it ready: for supervisors and load balancers. Both say nothing about anybody.

use axum::extract::State;
use axum::http::StatusCode;
use db::sql;

use super::extract::Public;
use crate::kernel::{App, Error};

/// The process answers.
pub async fn healthz(_: Public) -> &'static str {
    "ok\n"
}

/// The process answers and so does its database.
pub async fn readyz(_: Public, State(app): State<App>) -> (StatusCode, &'static str) {
    match app.db.read_reserved(|r| Ok::<i64, Error>(r.one(sql!("SELECT CAST(1 AS BIGINT)"), &[])?)).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
