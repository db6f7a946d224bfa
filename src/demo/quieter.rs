//! What the member who is shown does not want to see at home, and a post that somebody has reported.

use db::Tx;

use super::posted::member;
use crate::kernel::{App, Error, MemberActor, PostId, ReportId, Result};
use crate::posts::muted::{self, SNOOZE_US, Term};
use crate::posts::{feed, hidden};
use crate::profiles::Onlooker;
use crate::reports::filing::{self, NewReport, Target};
use crate::reports::model::Complaint;

/// Words and hashtags.
const TERMS: [&str; 3] = ["giveaway", "passive income", "#hustle"];
/// Who is snoozed.
const SNOOZED: &str = "Mehmet Yılmaz";
/// Whose last post is hidden.
const HIDDEN: &str = "Maximilian Ferdinand von Hohenfels-Ostrowski zu Wangerooge";
/// Who reports the last post of whom.
const REPORTED: (&str, &str) = ("Rasmus Lund", "Wiremu");
const NOTE: &str = "An advertisement for a course, not a post.";

/// Mutes and hides for the member, and reports.
pub(super) async fn fill(app: &App, reader: MemberActor) -> Result<()> {
    app.db
        .write(move |tx| {
            for term in TERMS {
                muted::add(tx, reader, &Term::parse(term).map_err(Error::Invalid)?)?;
            }
            let until = tx.now_us() + SNOOZE_US;
            let snoozed = member(tx, SNOOZED)?.account;
            muted::mute(tx, reader, snoozed, Some(until))?;
            let boring = last_post(tx, reader, HIDDEN)?;
            hidden::hide(tx, reader, boring)?;
            let reporter = member(tx, REPORTED.0)?;
            let target = Target::Post(last_post(tx, reporter, REPORTED.1)?);
            let id = ReportId::from_raw(tx.new_id());
            let complaint = Complaint::parse("spam", NOTE).map_err(Error::Invalid)?;
            filing::file(tx, reporter, &target, &NewReport { id, request_id: id.to_string(), complaint })?;
            Ok(())
        })
        .await
}

/// The last post of somebody that another may read.
fn last_post(r: &mut Tx<'_>, reader: MemberActor, name: &str) -> Result<PostId> {
    let author = member(r, name)?.account;
    let page = feed::of_author(r, Onlooker::Member(reader.account), author, None)?;
    page.items.first().map(|entry| entry.post_id).ok_or(Error::NotFound)
}
