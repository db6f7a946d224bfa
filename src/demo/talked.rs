//! What the people of the demo say to each other's posts, and how they find them.

use db::Tx;
use serde::Deserialize;

use super::posted::{member, post_of};
use crate::kernel::{Actor, App, CommentId, Error, Result};
use crate::posts::comment::{self, NewComment, Words};
use crate::posts::post;
use crate::posts::reactions::{self, Subject};

/// An hour, µs.
const HOUR_US: i64 = 3_600 * 1_000_000;
/// The reaction people give to comments.
const LIKE: i64 = 1;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Talk {
    comment: Vec<Said>,
    reaction: Vec<Reacted>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    to: String,
    by: String,
    hours: i64,
    text: String,
    #[serde(default)]
    liked: Vec<String>,
    #[serde(default)]
    reply: Vec<Reply>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    by: String,
    hours: i64,
    text: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reacted {
    to: String,
    kind: i64,
    by: Vec<String>,
}

fn read() -> Result<Talk> {
    toml::from_str(include_str!("talk.toml")).map_err(Error::internal)
}

/// Says and gives all of it.
pub(super) async fn fill(app: &App) -> Result<()> {
    let Talk { comment, reaction } = read()?;
    for said in comment {
        let ids: Vec<i64> = (0..=said.reply.len()).map(|_| app.db.new_id()).collect();
        app.db.write(move |tx| say(tx, &said, &ids)).await?;
    }
    for reacted in reaction {
        app.db.write(move |tx| react(tx, &reacted)).await?;
    }
    Ok(())
}

fn say(tx: &mut Tx<'_>, said: &Said, ids: &[i64]) -> Result<()> {
    let post = post_of(tx, &said.to)?;
    let now = tx.now_us();
    let mut ids = ids.iter().map(|id| CommentId::from_raw(*id));
    let mut put = |tx: &mut Tx<'_>, by: &str, hours: i64, text: &str, parent: Option<CommentId>| {
        let actor = member(tx, by)?;
        // Nobody of the demo says something that they could not say.
        post::standing(tx, Actor::Member(actor).into(), post)?;
        let id = ids.next().ok_or(Error::NotFound)?;
        let words = Words::parse(text).map_err(Error::Invalid)?;
        let new = NewComment { id, request_id: format!("demo {id}"), post, parent, words };
        comment::put(tx, actor, &new, parent, now - hours * HOUR_US)?;
        Ok::<_, Error>(id)
    };
    let root = put(tx, &said.by, said.hours, &said.text, None)?;
    for reply in &said.reply {
        put(tx, &reply.by, reply.hours, &reply.text, Some(root))?;
    }
    for name in &said.liked {
        let actor = member(tx, name)?;
        let since = now - (said.hours - 1).max(0) * HOUR_US;
        reactions::put(tx, actor, Subject::Comment(root), Some(LIKE), since)?;
    }
    Ok(())
}

fn react(tx: &mut Tx<'_>, reacted: &Reacted) -> Result<()> {
    let (subject, now) = (Subject::Post(post_of(tx, &reacted.to)?), tx.now_us());
    for (name, minutes) in reacted.by.iter().zip(1_i64..) {
        let actor = member(tx, name)?;
        reactions::put(tx, actor, subject, Some(reacted.kind), now - HOUR_US - minutes * 60 * 1_000_000)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::written::Written;
    use super::*;

    #[test]
    fn what_is_said_would_pass_the_form_and_comes_from_people_of_the_demo() {
        let (talk, written) = (read().unwrap(), Written::read().unwrap());
        let mut names = Vec::new();
        for said in &talk.comment {
            Words::parse(&said.text).unwrap_or_else(|error| panic!("{}: {error:?}", said.by));
            names.extend([&said.to, &said.by]);
            names.extend(&said.liked);
            for reply in &said.reply {
                Words::parse(&reply.text).unwrap_or_else(|error| panic!("{}: {error:?}", reply.by));
                assert!(reply.hours < said.hours, "{} answers {} later", reply.by, said.by);
                names.push(&reply.by);
            }
        }
        for reacted in &talk.reaction {
            assert!((1..=5).contains(&reacted.kind));
            names.push(&reacted.to);
            names.extend(&reacted.by);
        }
        for name in names {
            assert!(written.all().any(|told| told.name == *name), "{name}");
        }
    }
}
