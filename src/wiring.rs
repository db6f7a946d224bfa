//! The only file that knows all rooms: routes, subscribers, schedule, slots, migrations.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use db::{Db, Migration};
use mail::Mailer;
use media::{Store, StoreError, Workers};
use outbox::{Outbox, Schedule, Subscriber};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use web::{Admission, Class, Lanes, Pace, Rate, Refusal, RouteInfo, Routes, StackConfig, Uploads};

use crate::accounts::{self, memory, people, sign_up};
use crate::kernel::app::{HashCost, Inside, Memory};
use crate::kernel::config::{Config, MailRoute, MediaPlace};
use crate::kernel::events::Interest;
use crate::kernel::follow::{self, Freshness};
use crate::kernel::registry::{BoxFuture, CountBadge, LiveTopic, OnChange, Pictures, Registry};
use crate::kernel::secrets::{InstanceSecret, Randomness};
use crate::kernel::settings::{self, Settings};
use crate::kernel::texts::Texts;
use crate::kernel::{App, Error, limits};
use crate::posts::post;
use crate::{ASSETS, admin, companies, live, network, posts, profiles, recommendations, reports, shell};

/// Every step of the schema, in order.
pub static MIGRATIONS: &[Migration] = &[
    outbox::MIGRATION,
    db::migration!("../migrations/0001_accounts.sql"),
    db::migration!("../migrations/0002_settings.sql"),
    db::migration!("../migrations/0003_profiles.sql"),
    db::migration!("../migrations/0004_companies.sql"),
    db::migration!("../migrations/0005_sections.sql"),
    db::migration!("../migrations/0006_photos.sql"),
    db::migration!("../migrations/0007_pictures.sql"),
    db::migration!("../migrations/0008_network.sql"),
    db::migration!("../migrations/0009_reports.sql"),
    db::migration!("../migrations/0010_privacy.sql"),
    db::migration!("../migrations/0011_connections.sql"),
    db::migration!("../migrations/0012_past.sql"),
    db::migration!("../migrations/0013_recommendations.sql"),
    db::migration!("../migrations/0014_follows.sql"),
    db::migration!("../migrations/0015_endorsements.sql"),
    db::migration!("../migrations/0016_contacts.sql"),
    db::migration!("../migrations/0017_planner.sqlite.sql", "../migrations/0017_planner.postgres.sql"),
    db::migration!("../migrations/0018_skilled.sql"),
    db::migration!("../migrations/0019_introductions.sql"),
    db::migration!("../migrations/0020_suggested.sql"),
    db::migration!("../migrations/0021_posts.sql"),
    db::migration!("../migrations/0022_comments.sql"),
    db::migration!("../migrations/0023_link_previews.sql"),
    db::migration!("../migrations/0024_drafts.sql"),
    db::migration!("../migrations/0025_reposts.sql"),
    db::migration!("../migrations/0026_polls.sql"),
    db::migration!("../migrations/0027_reported_posts.sql"),
    db::migration!("../migrations/0028_taken_down.sql"),
    db::migration!("../migrations/0029_muted.sql"),
    db::migration!("../migrations/0030_untagged.sql"),
];

const ON_CHANGE: &[(&str, OnChange)] = &[
    (memory::SESSION_TOPIC, memory::on_session_change),
    (memory::ACCOUNT_TOPIC, memory::on_account_change),
    (memory::SESSION_TOPIC, live::on_session_change),
    (memory::ACCOUNT_TOPIC, live::on_account_change),
    (people::LIVE.name, |app, id| live::on_signal(app, people::LIVE.name, id)),
    (sign_up::LIVE.name, |app, id| live::on_signal(app, sign_up::LIVE.name, id)),
    (post::LIVE.name, |app, id| live::on_signal(app, post::LIVE.name, id)),
    (settings::TOPIC, on_settings_change),
    (network::connections::TOPIC, network::graph::on_change),
];

const LIVE: &[LiveTopic] = &[people::LIVE, sign_up::LIVE, post::LIVE];

const ROOM_PICTURES: Pictures = Pictures(&[posts::previews::PICTURES, posts::images::PICTURES]);

const BADGES: &[CountBadge] = &[network::badge, sign_up::badge, reports::queue::badge];

fn on_settings_change(app: App, _: i64) -> BoxFuture<Result<(), Error>> {
    Box::pin(async move { app.settings.reload(&app.db).await })
}

/// Every route of the house.
pub fn routes() -> Routes<App> {
    Routes::new()
        .merge(shell::pages::routes())
        .merge(live::routes())
        .merge(accounts::web::routes())
        .merge(network::web::routes())
        .merge(companies::web::routes())
        .merge(profiles::web::routes())
        .merge(posts::web::routes())
        .merge(reports::web::routes())
        .merge(recommendations::web::routes())
        .merge(admin::web::routes())
}

/// Who hears of what.
pub fn subscribers() -> Vec<Subscriber<App>> {
    vec![
        accounts::subscriber::mails(),
        accounts::subscriber::purge(),
        network::subscriber::purge(),
        profiles::subscriber::purge(),
        profiles::subscriber::sweep(),
        posts::subscriber::purge(),
        posts::previews::asking::previews(),
        reports::subscriber::mails(),
        profiles::subscriber::warn(),
        profiles::subscriber::mails(),
    ]
}

/// What happens again and again.
pub fn schedules() -> Vec<Schedule> {
    vec![
        accounts::subscriber::PURGE,
        network::subscriber::PURGE,
        profiles::subscriber::PURGE,
        posts::subscriber::PURGE,
        profiles::subscriber::SWEEP,
        profiles::subscriber::WARN,
    ]
}

/// What differs between the shipped program, the demo and tests.
pub struct Build {
    /// The configuration.
    pub config: Config,
    /// Where randomness comes from.
    pub randomness: Randomness,
    /// How much work a password hash is.
    pub hash_cost: HashCost,
    /// Who asks for linked pages; `None` for whoever reaches public servers alone. Tests have servers of their own.
    pub pages: Option<fetch::Client>,
    /// Whether this is the demo.
    pub demo: bool,
    /// Whether deliveries are made by themselves; tests drain them instead.
    pub background: bool,
}

/// Why the application could not be put together: a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The database.
    #[error("the database cannot be opened: {0}")]
    Database(#[from] db::OpenError),
    /// Files in the data directory.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// Mail.
    #[error("mail cannot be set up: {0}")]
    Mail(String),
    /// The place of pictures.
    #[error(transparent)]
    Media(#[from] StoreError),
    /// What asks for linked pages.
    #[error(transparent)]
    Pages(#[from] fetch::InvalidOptions),
    /// The embedded texts.
    #[error(transparent)]
    Texts(#[from] crate::kernel::texts::TextsError),
    /// The first look into the database.
    #[error("the database does not answer: {0}")]
    Start(#[from] Error),
}

/// How long running deliveries may take once the process is asked to stop.
const PATIENCE: Duration = Duration::from_secs(5);

/// A running application: memory follows the log and deliveries are made, until [`Running::stop`].
pub struct Running {
    /// The application.
    pub app: App,
    stop: watch::Sender<bool>,
    following: JoinHandle<()>,
}

/// Opens the database and puts the application together.
///
/// # Errors
/// What the operator must mend first.
pub async fn build(build: Build) -> Result<Running, BuildError> {
    let config = &build.config;
    std::fs::create_dir_all(&config.data)
        .map_err(|error| BuildError::File(config.data.display().to_string(), error))?;
    let mut options = db::Options::new(config.database.clone(), &config.data);
    options.connections(config.database_connections);
    let db = Db::open(options, MIGRATIONS).await?;
    build_on(db, build).await
}

/// Puts the application together on a database that is open already.
///
/// # Errors
/// As [`build`].
pub async fn build_on(db: Db, build: Build) -> Result<Running, BuildError> {
    let Build { config, randomness, hash_cost, pages, demo, background } = build;
    let secret = InstanceSecret::load_or_create(&config.instance_secret_file, &randomness)
        .map_err(|error| BuildError::File(config.instance_secret_file.display().to_string(), error))?;
    let mailer = match &config.mail {
        MailRoute::File => Mailer::file(config.data.join("mail")).map_err(|error| error.to_string()),
        MailRoute::Smtp(url) => Mailer::smtp(url).map_err(|error| error.to_string()),
    };
    let mailer = mailer.map_err(BuildError::Mail)?;
    let pages = match pages {
        Some(pages) => pages,
        None => fetch::Client::new(fetch::Options::new(user_agent(&config)))?,
    };
    let media = open_media(&config).await?;
    let mut interest = Interest::default();
    for subscriber in subscribers() {
        interest.add(subscriber.name, subscriber.kinds);
    }
    let settings = Arc::new(Settings::default());
    let sessions = Arc::new(memory::Sessions::default());
    db.set_extension(Arc::new(interest));
    db.set_extension(Arc::new(ROOM_PICTURES));
    db.set_extension(Arc::clone(&settings));
    let hub = Arc::new(live::Hub::new(LIVE));
    db.set_extension(Arc::clone(&sessions));
    db.set_extension(Arc::clone(&hub));
    let ties = Arc::new(network::Ties::default());
    db.set_extension(Arc::clone(&ties));
    let mut rooms = Memory::default();
    rooms.put(Arc::new(posts::Rendered::default()));
    rooms.put(sessions);
    rooms.put(hub);
    rooms.put(Arc::clone(&ties));

    // The cursor first, then what it covers: a change between the two is seen twice, never missed.
    let cursor = db.changes_cursor().await.map_err(Error::from)?;
    settings.reload(&db).await?;
    let setup_code = randomness.code().map_err(|error| BuildError::File("randomness".to_owned(), error))?;
    let app = App::new(Inside {
        registry: Registry {
            authenticate: accounts::sessions::authenticate,
            find_grant: accounts::sessions::find_grant,
            may_join: accounts::is_open,
            cards: profiles::people::cards,
            company_people: profiles::listed::at,
            badges: BADGES,
            pictures: ROOM_PICTURES,
            on_change: ON_CHANGE,
        },
        texts: Texts::load()?,
        member_rate: Rate::per_second(config.requests_per_member),
        freshness: Freshness::default(),
        // Security rule 9: two at once, 38 MiB.
        hashing: Semaphore::new(2),
        outbox: std::sync::OnceLock::new(),
        memory: rooms,
        config,
        db,
        randomness,
        secret,
        settings,
        mailer,
        media,
        pages,
        // One at a time leaves a core to pages; each takes up to 128 MiB, each that waits up to 16 MiB.
        pictures: Workers::new(1, 8),
        hash_cost,
        demo,
        setup_code,
    });
    let options = outbox::Options { schedules: schedules(), background, ..outbox::Options::default() };
    let outbox = Outbox::start(app.db.clone(), subscribers(), app.clone(), options).await.map_err(Error::from)?;
    if app.outbox.set(outbox).is_err() {
        return Err(BuildError::Start(Error::internal("the outbox was started twice")));
    }
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(live::run(app.clone(), stopped.clone()));
    tokio::spawn(network::graph::run(app.clone(), ties, stopped.clone()));
    let following = tokio::spawn(follow::run(app.clone(), cursor, stopped));
    Ok(Running { app, stop, following })
}

/// How we name ourselves to servers that we ask: they can read who that is.
fn user_agent(config: &Config) -> String {
    format!("Athena (+{}/about)", config.public_url)
}

/// Opens the place of pictures.
///
/// # Errors
/// The directory cannot be made or the settings cannot be right. A server that is away is no error yet.
pub async fn open_media(config: &Config) -> Result<Store, StoreError> {
    match &config.media {
        MediaPlace::S3(bucket) => Store::s3(bucket.clone()),
        MediaPlace::Files => {
            let directory = config.data.join(MEDIA);
            let opened = tokio::task::spawn_blocking(move || Store::disk(&directory)).await;
            opened.unwrap_or_else(|error| Err(StoreError::Failed(error.to_string())))
        }
    }
}

/// Pictures kept as files, in the data directory and in a backup.
pub const MEDIA: &str = "media";

impl Running {
    /// Ends background work and closes the database. Bounded: what is not done in time is done after the next start.
    pub async fn stop(self) {
        live::stop(&self.app).await;
        let _nobody_follows = self.stop.send(true);
        if let Some(outbox) = self.app.outbox.get() {
            outbox.shutdown(PATIENCE).await;
        }
        if let Err(error) = self.following.await {
            tracing::error!(%error, "following the changes log ended badly");
        }
        self.app.db.close().await;
    }
}

/// The site as a service: routes, visitor, layers, embedded files.
///
/// # Errors
/// Two handlers for one route: found at the first start after the mistake.
pub fn router(app: &App) -> Result<Router, web::RouteError> {
    around(app, routes())
}

/// Any routes as a service, within everything that surrounds the house's own: what the bench measures them against
/// must cost the same on the way in and out.
///
/// # Errors
/// As [`router`].
pub fn around(app: &App, routes: Routes<App>) -> Result<Router, web::RouteError> {
    let pages = routes.into_router()?.fallback(shell::pages::not_found);
    let pages = pages.layer(from_fn_with_state(app.clone(), shell::visitor::resolve)).with_state(app.clone());
    let app = app.clone();
    Ok(web::stack(
        pages.merge(ASSETS.router()),
        StackConfig {
            origin: app.config.public_url.clone(),
            proxies: app.config.trusted_proxies.clone(),
            body_limit: u64::try_from(limits::BODY_BYTES).unwrap_or(u64::MAX),
            body_pace: BODY_PACE,
            uploads: uploads(&app),
            content_security: web::headers::content_security(app.config.media_url.as_ref()),
            rate: Rate::per_second(app.config.requests_per_address),
            classify,
            admission: Admission::new(Lanes::default()),
            timeout: Duration::from_secs(30),
            refuse: Arc::new(move |head, refusal| {
                let error = match refusal {
                    Refusal::CrossSite => Error::CrossSite,
                    Refusal::TooLarge => Error::TooLarge,
                    Refusal::TooSlow => Error::TooSlow,
                    Refusal::TooMany(seconds) => Error::TooMany(seconds),
                    Refusal::Overloaded | Refusal::TimedOut => Error::Busy,
                    Refusal::Internal => Error::internal("see the lines of this request above"),
                };
                shell::visitor::refused(&app, head, error)
            }),
        },
    ))
}

/// Which requests bring files, and who may send them: whoever is signed in. Others are not listened to.
fn uploads(app: &App) -> Uploads {
    let app = app.clone();
    Uploads {
        is_one: brings_file,
        may_send: Arc::new(move |head| Box::pin(shell::visitor::is_member(app.clone(), head))),
        // The largest picture, and a little for the form around it.
        limit: u64::try_from(media::MAX_BYTES + limits::BODY_BYTES).unwrap_or(u64::MAX),
        pace: UPLOAD_PACE,
    }
}

/// A slow telephone sends twice as much.
const UPLOAD_PACE: Pace = Pace { grace: Duration::from_secs(10), bytes_per_second: 8 * 1024 };

/// The pages on which pictures are sent.
fn brings_file(method: &Method, path: &str) -> bool {
    let below = |root| path.strip_prefix(root).and_then(|rest| rest.split_once('/')).map(|(_, page)| page);
    let is_one = matches!(below("/in/"), Some("edit/photo" | "edit/cover"));
    *method == Method::POST && (is_one || below("/feed/drafts/") == Some("images"))
}

/// A form over the slowest telephone is faster.
const BODY_PACE: Pace = Pace { grace: Duration::from_secs(5), bytes_per_second: 512 };

/// Paths that must be reachable when too many ask for everything else; what lies below them as well.
const RESERVED: &[&str] = &["/healthz", "/readyz", "/admin"];
/// Signing in has places of its own: checking passwords is slow on purpose, and must not hold those above.
const SIGN_IN: &[&str] = &["/login", "/logout"];
/// Files of pictures: a page shows many.
const PICTURES: &str = "/media/";
/// Embedded files. Nothing else is free: for every other path, whoever holds a session's cookie is looked up.
const FILES: &str = "/static/";

/// What kind of request it is: decided by method and path alone, before anybody is looked up.
fn classify(method: &Method, path: &str) -> Class {
    let is_under = |roots: &[&str]| {
        roots.iter().any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    };
    match *method {
        _ if is_under(RESERVED) => Class::Reserved,
        _ if is_under(SIGN_IN) => Class::SignIn,
        Method::GET | Method::HEAD if path.starts_with(FILES) && path != FILES => Class::Free,
        Method::GET | Method::HEAD if path.starts_with(PICTURES) => Class::File,
        Method::GET | Method::HEAD => Class::Page,
        _ => Class::Change,
    }
}

/// All routes with their gates, for the matrix of principals and routes.
pub fn route_list() -> Vec<RouteInfo> {
    routes().routes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_nobody_up_is_free_and_only_what_must_work_is_reserved() {
        for (method, path, class) in [
            (Method::GET, "/static/app.1a2b3c4d.css", Class::Free),
            (Method::GET, "/static/", Class::Page),
            (Method::POST, "/static/app.1a2b3c4d.css", Class::Change),
            (Method::GET, "/media/1/0/2/x", Class::File),
            (Method::POST, "/media/1/0/2/x", Class::Change),
            (Method::GET, "/brand.css", Class::Page),
            (Method::GET, "/healthz", Class::Reserved),
            (Method::POST, "/admin/settings", Class::Reserved),
            (Method::GET, "/administration", Class::Page),
            (Method::POST, "/login", Class::SignIn),
            (Method::POST, "/join", Class::Change),
            (Method::HEAD, "/feed", Class::Page),
        ] {
            assert_eq!(classify(&method, path), class, "{method} {path}");
        }
    }

    #[test]
    fn files_come_to_three_pages_alone() {
        for path in ["/in/ada/edit/photo", "/in/ada/edit/cover", "/feed/drafts/x/images"] {
            assert!(brings_file(&Method::POST, path) && !brings_file(&Method::GET, path), "{path}");
        }
        for path in
            ["/in/ada/edit", "/in/ada/edit/photo/remove", "/in/edit/photo", "/edit/photo", "/in/a/b/edit/photo", ""]
                .into_iter()
                .chain(["/feed/drafts/x", "/feed/drafts/images", "/feed/drafts/x/images/y/up", "/feed/post/x/images"])
        {
            assert!(!brings_file(&Method::POST, path), "{path}");
        }
    }
}
