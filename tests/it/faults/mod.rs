//! What happens when something breaks: the running program on real files and a real server, with people at work whose
//! every acknowledged write is looked for afterwards.

mod backups;
mod clock;
pub mod community;
mod crashes;
mod disk;
mod load;
mod outage;
mod proxy;
mod truth;

/// Whether this run is the one with PostgreSQL: what is about one of the two databases is tested in its own run.
fn is_postgres() -> bool {
    std::env::var("ATHENA_TEST_DATABASE").is_ok_and(|database| database.starts_with("postgres"))
}
