//! What the people of the demo have said of late, and what the pages say that they link to: nobody is asked for it.

use bytes::Bytes;
use db::{Tx, sql};
use media::Picture;
use serde::Deserialize;
use url::Url;

use super::pictures;
use crate::accounts::people;
use crate::kernel::{App, Error, MemberActor, PostId, Result, SessionId};
use crate::network::follows;
use crate::posts::polls::{self, FIELDS, PollSketch};
use crate::posts::post::{self, NewPost};
use crate::posts::previews::{self, Card};
use crate::posts::{Draft, images, reposts};

/// An hour, µs.
const HOUR_US: i64 = 3_600 * 1_000_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Posts {
    /// What is passed on, the first first.
    repost: Vec<Passed>,
    post: Vec<Said>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    by: String,
    hours: i64,
    audience: String,
    text: String,
    #[serde(default)]
    image: Vec<Pictured>,
    /// Whose first post it quotes.
    quotes: Option<String>,
    /// What the page says of itself that it links to.
    preview: Option<Told>,
    poll: Option<Asked>,
}

/// What a post asks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    days: i64,
    options: Vec<String>,
    /// Who has voted for each.
    votes: Vec<Vec<String>>,
}

impl Asked {
    fn sketch(&self) -> Result<PollSketch> {
        let mut words = self.options.iter().cloned();
        let options = FIELDS.map(|_| words.next().unwrap_or_default());
        PollSketch::parse_whole(&options, &self.days.to_string()).map_err(Error::Invalid)
    }

    fn give(&self, tx: &mut Tx<'_>, post: PostId, posted_us: i64) -> Result<()> {
        polls::give(tx, post, &self.sketch()?, posted_us)?;
        for (number, names) in (1_i64..).zip(&self.votes) {
            for name in names {
                let voter = member(tx, name)?;
                polls::give_vote(tx, voter, post, number)?;
            }
        }
        Ok(())
    }
}

/// What a page that was thought up says of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    title: String,
    description: String,
    /// The name of one of the demo's pictures.
    picture: String,
}

impl Told {
    async fn card(self, app: &App, link: &str) -> Result<(Card, Option<Picture>)> {
        let url = Url::parse(link).map_err(Error::internal)?;
        let card =
            Card { host: fetch::shown_host(&url), url: url.into(), title: self.title, description: self.description };
        let picture = previews::draw(app, Bytes::from_static(pictures::file(&self.picture)?)).await?;
        Ok((card, picture))
    }
}

/// A post passed on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Passed {
    by: String,
    /// Whose first post.
    of: String,
    /// How long ago.
    hours: i64,
}

/// A picture of a post.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pictured {
    /// The name of its file.
    file: String,
    alt: String,
}

/// Drawn by `pictures/make-posts.mjs`.
static FILES: &[(&str, &[u8])] = &[
    ("post-dogger-bank-porpoises.jpg", include_bytes!("pictures/post-dogger-bank-porpoises.jpg")),
    ("post-scour-bridge.jpg", include_bytes!("pictures/post-scour-bridge.jpg")),
    ("post-scour-chart.jpg", include_bytes!("pictures/post-scour-chart.jpg")),
    ("post-scour-sensor.jpg", include_bytes!("pictures/post-scour-sensor.jpg")),
    ("post-shore-power-cables.jpg", include_bytes!("pictures/post-shore-power-cables.jpg")),
    ("post-shore-power-ferry.jpg", include_bytes!("pictures/post-shore-power-ferry.jpg")),
];

fn read() -> Result<Posts> {
    toml::from_str(include_str!("posts.toml")).map_err(Error::internal)
}

/// Somebody of the demo.
pub(super) fn member(tx: &mut Tx<'_>, name: &str) -> Result<MemberActor> {
    let handle = text::handle_from_name(name).into_iter().next().unwrap_or_default();
    let (account, _) = people::by_handle(tx, &handle)?.ok_or(Error::NotFound)?;
    Ok(MemberActor { account, session: SessionId::from_raw(0), caps: 0 })
}

/// The first post of somebody, which is what others speak of.
pub(super) fn post_of(tx: &mut Tx<'_>, name: &str) -> Result<PostId> {
    let author = member(tx, name)?;
    let first = sql!("SELECT id FROM post WHERE author_id = $1 ORDER BY id LIMIT 1");
    tx.opt(first, &[&author.account])?.ok_or(Error::NotFound)
}

fn pass_on(tx: &mut Tx<'_>, passed: &Passed, place: i64) -> Result<()> {
    let (by, post) = (member(tx, &passed.by)?, post_of(tx, &passed.of)?);
    let since_us = tx.now_us() - passed.hours * HOUR_US;
    reposts::put(tx, by, post, place, since_us)
}

/// Posts all of it; those who are shown follow whoever says something.
pub(super) async fn fill(app: &App, shown: [MemberActor; 2]) -> Result<()> {
    let Posts { repost, post: posts } = read()?;
    let mut passed = repost.into_iter().peekable();
    for said in posts {
        // Feeds are in the order of ids.
        while let Some(next) = passed.next_if(|next| next.hours > said.hours) {
            let place = app.db.new_id();
            app.db.write(move |tx| pass_on(tx, &next, place)).await?;
        }
        let draft = Draft::parse(&said.text, &said.audience, "", "").map_err(Error::Invalid)?;
        let card = match (said.preview, &draft.link) {
            (Some(told), Some(link)) => Some((link.clone(), told.card(app, link).await?)),
            _ => None,
        };
        let id = PostId::from_raw(app.db.new_id());
        let new = NewPost { id, request_id: format!("demo {id}"), draft, quoted: None };
        let (by, quotes, poll) = (said.by, said.quotes, said.poll);
        app.db
            .write(move |tx| {
                let author = member(tx, &by)?;
                let posted_us = tx.now_us() - said.hours * HOUR_US;
                let quoted = quotes.as_deref().map(|name| post_of(tx, name)).transpose()?;
                post::say(tx, author, &NewPost { quoted, ..new.clone() }, posted_us)?;
                if let Some((link, (card, picture))) = &card {
                    previews::found(tx, link, card, picture.as_ref())?;
                    previews::attach(tx, id, Some(link))?;
                }
                if let Some(asked) = &poll {
                    asked.give(tx, id, posted_us)?;
                }
                for viewer in shown.iter().filter(|viewer| viewer.account != author.account) {
                    follows::follow(tx, *viewer, author.account)?;
                }
                Ok::<_, Error>(())
            })
            .await?;
        for Pictured { file, alt } in said.image {
            let found = FILES.iter().find(|(name, _)| *name == file);
            let (_, bytes) = found.ok_or_else(|| Error::internal(format!("no picture {file}")))?;
            images::give(app, id, Bytes::from_static(bytes), alt).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::written::Written;
    use super::*;
    use crate::kernel::ImageId;
    use crate::posts::drafts;

    #[test]
    fn what_is_said_would_pass_the_form_and_is_in_order() {
        let (Posts { post: said, repost }, written) = (read().unwrap(), Written::read().unwrap());
        assert!(said.is_sorted_by(|one, next| one.hours > next.hours), "the oldest first");
        assert!(repost.is_sorted_by(|one, next| one.hours > next.hours), "the oldest first");
        let is_said_before = |of: &str, hours: i64| said.iter().any(|said| said.by == of && said.hours > hours);
        for passed in &repost {
            assert!(is_said_before(&passed.of, passed.hours), "{}", passed.by);
            // Behind the last post nothing is passed on.
            assert!(said.iter().any(|said| said.hours < passed.hours), "{}", passed.by);
        }
        for said in &said {
            let draft = Draft::parse(&said.text, &said.audience, "", "");
            let draft = draft.unwrap_or_else(|error| panic!("{}: {error:?}", said.by));
            assert!(said.quotes.as_ref().is_none_or(|of| is_said_before(of, said.hours)), "{}", said.by);
            assert_eq!(draft.link.is_some(), said.preview.is_some(), "{}", said.by);
            assert!(written.all().any(|told| told.name == said.by), "{}", said.by);
            let alts: Vec<_> = said.image.iter().map(|one| (ImageId::from_raw(1), one.alt.clone())).collect();
            let described = drafts::described(&alts).unwrap();
            assert!(described.iter().all(|(_, alt)| !alt.is_empty()), "{}", said.by);
        }
    }

    #[test]
    fn every_poll_would_pass_the_form_and_nobody_votes_twice() {
        let (said, written) = (read().unwrap().post, Written::read().unwrap());
        let polls: Vec<&Asked> = said.iter().filter_map(|said| said.poll.as_ref()).collect();
        assert!(polls.len() > 1);
        for asked in polls {
            assert_eq!(asked.sketch().unwrap().options, asked.options);
            assert_eq!(asked.votes.len(), asked.options.len());
            let voters: Vec<&String> = asked.votes.iter().flatten().collect();
            assert_eq!(voters.iter().collect::<BTreeSet<_>>().len(), voters.len());
            for name in voters {
                assert!(written.all().any(|told| told.name == *name), "{name}");
            }
        }
    }

    #[test]
    fn every_picture_is_of_one_post() {
        let said = read().unwrap().post;
        let named: Vec<&str> = said.iter().flat_map(|said| &said.image).map(|one| one.file.as_str()).collect();
        let files: BTreeSet<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert_eq!((named.iter().copied().collect(), named.len()), (files, FILES.len()));
    }
}
