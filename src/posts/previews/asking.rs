//! The delivery in which a page is asked what it says of itself.
//!
//! It is the only place from which this room reaches out, and does so through [`fetch::Client`] alone. Deliveries of one
//! preview run one after the other, so that no page is asked twice at once; whichever runs looks at what is wanted by
//! then. A page that cannot be had is asked again a few times, later each time, and nobody is troubled about it.

use db::{Read, Tx, record, sql};
use fetch::{Accept, Page};
use media::Picture;
use outbox::{Delivery, Effect, Handler, Outcome, Subscriber};
use url::Url;

use super::super::model::LINK_PREVIEWS;
use super::kept::{self, Card};
use crate::accounts::throttle::{PREVIEW_HOST, Verdict};
use crate::kernel::events::Event;
use crate::kernel::{App, Error, PreviewId, Result};

const NAME: &str = "posts.previews";
const KIND: &str = "link_posted";

/// How long to wait after each failure in a row, µs. After the next one there is no preview.
const WAITS_US: [i64; 3] = [60_000_000, 600_000_000, 3_600_000_000];

/// How far the clocks of processes and of the database may be apart, µs: what is due for one is due for all.
const SKEW_US: i64 = 10_000_000;

/// Asks pages.
pub fn previews() -> Subscriber<App> {
    Subscriber {
        name: NAME,
        kinds: &[KIND],
        handler: Handler::Outside(|app, delivery| Box::pin(deliver(app, delivery))),
    }
}

async fn deliver(app: App, delivery: Delivery) -> Outcome {
    let Ok(Event::LinkPosted { preview }) = serde_json::from_str(&delivery.payload) else {
        return Outcome::Park("the event cannot be read".to_owned());
    };
    match ask(&app, PreviewId::from_raw(preview), &delivery.payload).await {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

record! {
    /// A preview as its delivery finds it.
    struct Wanted {
        url: String,
        failures: i64,
        due_us: Option<i64>,
        /// Whether a post shows it.
        is_shown: bool,
    }
}

fn wanted(r: &mut Read<'_>, id: PreviewId) -> Result<Option<Wanted>> {
    Ok(r.opt(
        sql!(
            "SELECT v.url, v.failures, v.due_us,
               EXISTS (SELECT 1 FROM post_preview s JOIN post o ON o.id = s.post_id
                       WHERE s.preview_id = v.id AND s.is_current AND NOT s.is_removed AND o.removed_us IS NULL)
               AS is_shown
             FROM link_preview v WHERE v.id = $1"
        ),
        &[&id],
    )?)
}

async fn ask(app: &App, id: PreviewId, payload: &str) -> Result<Outcome> {
    let Some(Wanted { url, failures, due_us, is_shown }) = app.db.read(move |r| wanted(r, id)).await? else {
        return Ok(Outcome::Done);
    };
    if due_us.is_none_or(|due| due > app.db.now_us() + SKEW_US) {
        return Ok(then(move |tx| kept::ready(tx, id)));
    }
    let Ok(url) = Url::parse(&url) else { return Ok(then(move |tx| kept::nothing(tx, id))) };
    // From a demo nothing leaves.
    if !is_shown || app.demo || !LINK_PREVIEWS.get(&app.settings) {
        return Ok(then(move |tx| give_up(tx, id)));
    }
    let payload = payload.to_owned();
    if let Verdict::Wait(seconds) = count(app, &url).await? {
        let wait_us = i64::from(seconds) * 1_000_000;
        return Ok(then(move |tx| later(tx, id, &payload, wait_us, failures)));
    }
    let why = match read(app, &url).await {
        Ok(Some((card, image))) => {
            let picture = match image {
                Some(image) => picture(app, &url, &image).await?,
                None => None,
            };
            return Ok(then(move |tx| kept::show(tx, id, &card, picture.as_ref())));
        }
        Ok(None) => "the page says nothing of itself".to_owned(),
        Err(error) => {
            let wait = usize::try_from(failures).ok().and_then(|past| WAITS_US.get(past));
            if let Some(&wait_us) = wait.filter(|_| may_pass(error)) {
                tracing::info!(preview = id.get(), %error, "a linked page is asked again later");
                return Ok(then(move |tx| later(tx, id, &payload, wait_us, failures + 1)));
            }
            error.to_string()
        }
    };
    tracing::info!(preview = id.get(), why, "a link has no preview");
    Ok(then(move |tx| kept::nothing(tx, id)))
}

/// Done, and this is to be written.
fn then(effect: impl Fn(&mut Tx<'_>) -> Result<()> + Send + 'static) -> Outcome {
    let effect: Effect = Box::new(move |tx| {
        effect(tx).map_err(|error| match error {
            Error::Busy => db::Error::Busy,
            other => db::Error::Internal(other.to_string()),
        })
    });
    Outcome::DoneWith(effect)
}

/// Counts a request against its host: however many link to it, it is asked at a pace.
async fn count(app: &App, url: &Url) -> Result<Verdict> {
    let host = url.host_str().unwrap_or_default().to_owned();
    app.db.write(move |tx| PREVIEW_HOST.count(tx, &host)).await
}

/// Asks the page, and cleans what it says. Nothing if that is nothing.
async fn read(app: &App, url: &Url) -> Result<Option<(Card, Option<Url>)>, fetch::Error> {
    let fetched = app.pages.get(url, Accept::page()).await?;
    let (found, host) = (fetched.url.clone(), fetch::shown_host(&fetched.url));
    let said = media::aside(move || Page::read(&fetched.body, fetched.content_type.as_deref(), &fetched.url)).await;
    let Page { title, description, site_name, image, .. } = said.unwrap_or_default();
    // A page that says what it is about but not what it is called is called by where it is.
    let title = title.or(site_name).or_else(|| description.as_ref().map(|_| host.clone()));
    let description = description.unwrap_or_default();
    Ok(title.map(|title| (Card { url: found.into(), host, title, description }, image)))
}

/// Whether asking again can do better.
fn may_pass(error: fetch::Error) -> bool {
    match error {
        fetch::Error::Status(status) => matches!(status, 408 | 425 | 429 | 500..=599),
        fetch::Error::TooSlow | fetch::Error::Busy | fetch::Error::Unreachable | fetch::Error::Garbled => true,
        _ => false,
    }
}

/// The page's picture, drawn anew and stored. A card does without one that cannot be had, is none or is too large.
///
/// # Errors
/// What our own database or media store says.
async fn picture(app: &App, page: &Url, image: &Url) -> Result<Option<Picture>> {
    if image.host() != page.host() && count(app, image).await? != Verdict::Fine {
        return Ok(None);
    }
    let Ok(fetched) = app.pages.get(image, Accept::image()).await else { return Ok(None) };
    kept::draw(app, fetched.body.into()).await
}

/// Asks again after a while.
fn later(tx: &mut Tx<'_>, id: PreviewId, payload: &str, wait_us: i64, failures: i64) -> Result<()> {
    let due = tx.now_us() + wait_us;
    let noted =
        tx.run(sql!("UPDATE link_preview SET due_us = $2, failures = $3 WHERE id = $1"), &[&id, &due, &failures])?;
    if noted > 0 {
        outbox::enqueue(tx, NAME, id.get(), KIND, payload, Some(due))?;
    }
    Ok(())
}

/// Asks no more: nobody shows it, or the operator does not want any.
fn give_up(tx: &mut Tx<'_>, id: PreviewId) -> Result<()> {
    tx.run(sql!("UPDATE link_preview SET due_us = NULL WHERE id = $1"), &[&id])?;
    Ok(())
}
