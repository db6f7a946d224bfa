//! What a reporter could see, as plain lines: a name in front of each thing, and the thing itself.

use db::Read;

use super::model::Subject;
use crate::companies::{Company, directory};
use crate::kernel::{CommentId, Error, MemberActor, Party, PostId, Result, limits};
use crate::posts::{comment, images, post, previews};
use crate::profiles::profile::{self, Eyes, Found};
use crate::profiles::{Entry, Onlooker, SeenProfile};

/// Whom or what somebody sees, and what of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// Who or what it is.
    pub subject: Subject,
    /// What it is called; of what somebody said, what they are called.
    pub name: String,
    /// The present part of its address.
    pub address: String,
    /// A line for each thing that is to be seen.
    pub lines: String,
}

/// Somebody else's profile as the actor sees it now.
///
/// # Errors
/// `NotFound` for one's own, and for whoever does not exist for the actor; otherwise what the database says.
pub fn person(r: &mut Read<'_>, actor: MemberActor, handle: &str) -> Result<Sight> {
    let found = profile::find(r, actor.into(), handle, Eyes::Own)?;
    match found {
        Found { handle, seen: Some(seen), entries, own: None } => Ok(Sight {
            subject: Subject::Party(Party::Person(seen.id)),
            lines: lines_of(&handle, &seen, &entries),
            name: seen.name,
            address: handle,
        }),
        _ => Err(Error::NotFound),
    }
}

/// The page of a company as the actor sees it now.
///
/// # Errors
/// `NotFound` if there is none; otherwise what the database says.
pub fn company(r: &mut Read<'_>, actor: MemberActor, slug: &str) -> Result<Sight> {
    let company = directory::at(r, actor, slug)?;
    let Company { id, slug, name, kind, location, website } = company;
    let mut lines = Lines::default();
    lines.put("name", &name);
    lines.put("address", &format!("/company/{slug}"));
    lines.put("kind", kind.word());
    lines.put("location", location.text());
    lines.put("website", &website);
    Ok(Sight { subject: Subject::Party(Party::Company(id)), name, address: slug, lines: lines.done() })
}

/// A post of somebody else as the actor sees it now, with its pictures and its preview.
///
/// # Errors
/// `NotFound` for one's own, and for what the actor may not read; otherwise what the database says.
pub fn post(r: &mut Read<'_>, actor: MemberActor, id: PostId) -> Result<Sight> {
    let seen = post::one(r, Onlooker::Member(actor.account), id)?;
    if seen.author_id == actor.account {
        return Err(Error::NotFound);
    }
    let mut lines = Lines::default();
    lines.put("name", &seen.name);
    lines.put("address", &format!("/feed/post/{id}"));
    lines.put_text(&seen.source);
    for (_, image) in images::of_posts(r, &[id])? {
        // That there was one, as with photos.
        lines.put("picture", if image.alt.is_empty() { "shown" } else { &image.alt });
    }
    for preview in previews::of(r, &[id])?.iter().filter(|preview| preview.is_shown) {
        lines.put("link", &format!("{} {}", preview.title, preview.url));
    }
    let subject = Subject::Post(id, seen.author_id);
    Ok(Sight { subject, name: seen.name, address: id.to_string(), lines: lines.done() })
}

/// A comment of somebody else as the actor sees it now.
///
/// # Errors
/// As [`post`].
pub fn comment(r: &mut Read<'_>, actor: MemberActor, id: CommentId) -> Result<Sight> {
    let (seen, _) = comment::one(r, Onlooker::Member(actor.account), id)?;
    if seen.author_id == actor.account {
        return Err(Error::NotFound);
    }
    let mut lines = Lines::default();
    lines.put("name", &seen.name);
    lines.put("address", &format!("/feed/comment/{id}"));
    lines.put("post", &format!("/feed/post/{}", seen.post_id));
    lines.put_text(&seen.source);
    let subject = Subject::Comment(id, seen.author_id);
    Ok(Sight { subject, name: seen.name, address: id.to_string(), lines: lines.done() })
}

fn lines_of(handle: &str, seen: &SeenProfile, entries: &[Entry]) -> String {
    let mut lines = Lines::default();
    lines.put("name", &seen.name);
    lines.put("address", &format!("/in/{handle}"));
    // That there was one: the picture itself may be another one by the time it is looked at.
    lines.put("photo", if seen.photo.is_some() { "shown" } else { "" });
    lines.put("cover", if seen.cover.is_some() { "shown" } else { "" });
    lines.put("pronouns", &seen.pronouns);
    lines.put("headline", &seen.headline);
    lines.put("location", seen.location.text());
    lines.put("about", &seen.about);
    for link in &seen.links {
        lines.put("link", &format!("{} {}", link.label, link.url));
    }
    for entry in entries {
        let parts = [
            &entry.title,
            &entry.organisation,
            &entry.subtitle,
            &entry.detail,
            &entry.remark,
            &entry.location,
            &entry.url,
            &entry.summary,
            &entry.points,
            &entry.keywords,
        ];
        let told: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        lines.put(entry.section.word(), &told.join(" | "));
    }
    lines.done()
}

/// Lines up to [`limits::EVIDENCE_BYTES`].
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Adds what is not empty.
    fn put(&mut self, what: &str, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.0.len() < limits::EVIDENCE_BYTES {
            self.0.push_str(what);
            self.0.push_str(": ");
            self.0.push_str(text);
            self.0.push('\n');
        }
    }

    /// Adds what somebody said. Each line has its name in front, so that none can be taken for something else.
    fn put_text(&mut self, source: &str) {
        for line in source.lines() {
            self.put("text", line);
        }
    }

    fn done(mut self) -> String {
        if self.0.len() > limits::EVIDENCE_BYTES {
            self.0.truncate(self.0.floor_char_boundary(limits::EVIDENCE_BYTES));
            self.0.push('…');
        }
        self.0.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_bounded_whatever_is_in_it() {
        let mut lines = Lines::default();
        lines.put("name", " Ada ");
        lines.put("headline", " ");
        for _ in 0..100 {
            lines.put("about", &"ü".repeat(1_000));
        }
        let text = lines.done();
        assert!(text.starts_with("name: Ada\nabout: üü") && text.ends_with('…'));
        assert!(text.len() <= limits::EVIDENCE_BYTES + '…'.len_utf8());
    }
}
