//! Who looked at one's own profile: counts, a chart, and those who wanted to be known.

use askama::Template;
use axum::http::{HeaderName, Method, header};
use axum::response::{IntoResponse, Response};
use db::Read;
use web::{Html, Routes};

use super::super::views::{self, DayCount, KEPT_DAYS, SeenView, Viewer, ViewingMode};
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, Error, MemberActor, Result, limits};
use crate::network::{Ties, closeness};
use crate::shell::{After, Frame, Member, Query, Visitor};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/dashboard/profile-views", dashboard)
}

/// Views within the days of the chart before it is shown: fewer make no line, and are told by the list.
const CHART_FROM: i64 = 10;
/// Days of the chart.
const CHART_DAYS: i64 = 28;
/// What programs that look around by themselves call themselves.
const MACHINES: [&str; 5] = ["bot", "crawler", "spider", "slurp", "headless"];

/// The member who looks at a page, if their look counts: somebody who is signed in and reads, not a browser that
/// fetches in advance, nor a program.
pub(super) fn looker(visitor: &Visitor, method: &Method) -> Option<MemberActor> {
    let says = |name: &'static str| visitor.header(HeaderName::from_static(name)).unwrap_or_default().to_lowercase();
    let is_ahead = ["sec-purpose", "purpose", "x-moz"].into_iter().any(|name| says(name).contains("prefetch"));
    let agent = visitor.header(header::USER_AGENT).unwrap_or_default().to_lowercase();
    let is_machine = MACHINES.into_iter().any(|word| agent.contains(word));
    let member = visitor.signed.as_ref().map(|signed| signed.actor);
    member.filter(|_| *method == Method::GET && !is_ahead && !is_machine)
}

/// Notes a look at the page of `owner`. What goes wrong is for the log: the page has nothing to do with it.
pub(super) async fn note(visitor: &Visitor, viewer: MemberActor, owner: AccountId) {
    let noted = match visitor.app.randomness.bytes() {
        Ok([a, b, c, d, e, f, g, h, ..]) => {
            let position = i64::from_be_bytes([a, b, c, d, e, f, g, h]);
            let now = visitor.app.db.now_us();
            visitor.app.db.write(move |tx| views::note(tx, viewer, owner, now, position)).await
        }
        Err(error) => Err(Error::internal(error)),
    };
    if let Err(error) = noted {
        tracing::warn!(%error, "a profile view could not be noted");
    }
}

/// Views of so many days, and of as many before.
struct Tile {
    days: i64,
    count: i64,
    /// How many more than in the days before; `None` where those are no longer known.
    change: Option<i64>,
}

/// Views of one day.
struct Bar {
    /// A time of the day.
    at_us: i64,
    count: i64,
    /// The bar, in hundredths of the chart.
    x: String,
    y: String,
    width: String,
    height: String,
}

/// What is known of the views of each day.
struct Counts {
    tiles: Vec<Tile>,
    /// The days of the chart, the latest last.
    bars: Vec<Bar>,
    /// The day with the most views.
    best: Option<(i64, i64)>,
    /// All views of the chart.
    charted: i64,
    /// Views made in private, of all that are kept.
    private: i64,
}

impl Counts {
    fn new(today: i64, days: &[DayCount]) -> Counts {
        let within = |from: i64, to: i64| -> i64 {
            days.iter().filter(|count| count.day > from && count.day <= to).map(|count| count.count).sum()
        };
        let tile = |days: i64| {
            let count = within(today - days, today);
            let before = (days * 2 <= KEPT_DAYS).then(|| within(today - 2 * days, today - days));
            Tile { days, count, change: before.map(|before| count - before) }
        };
        let of: Vec<(i64, i64)> = (today - CHART_DAYS + 1..=today).map(|day| (day, within(day - 1, day))).collect();
        let most = of.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
        let bar = |(place, (day, count)): (i64, &(i64, i64))| Bar {
            at_us: midday(*day),
            count: *count,
            x: hundredths(place * 10_000 / CHART_DAYS),
            y: hundredths(10_000 - count * 10_000 / most),
            width: hundredths(7_500 / CHART_DAYS),
            height: hundredths(count * 10_000 / most),
        };
        let best = of.iter().max_by_key(|(day, count)| (*count, *day));
        Counts {
            tiles: [7, 28, KEPT_DAYS].map(tile).into(),
            bars: (0..).zip(&of).map(bar).collect(),
            best: best.map(|(day, count)| (midday(*day), *count)),
            charted: within(today - CHART_DAYS, today),
            private: days.iter().filter(|count| count.mode == ViewingMode::Private).map(|count| count.count).sum(),
        }
    }
}

/// A time at which it is that day in UTC and, but for a few islands, wherever it is read.
const fn midday(day: i64) -> i64 {
    day * limits::DAY_US + limits::DAY_US / 48 * 21
}

/// `1234` as `12.34`.
fn hundredths(number: i64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

/// A view in the list.
pub(super) struct Line {
    pub(super) viewer: Viewer,
    /// A time of the day.
    pub(super) at_us: i64,
    /// How near whoever looked is to the owner; 0 where it is not told.
    pub(super) degree: u32,
}

impl From<SeenView> for Line {
    fn from(view: SeenView) -> Line {
        Line { at_us: midday(view.day), viewer: view.viewer, degree: 0 }
    }
}

/// Views with how near those are who may be told of.
fn lines(r: &mut Read<'_>, ties: &Ties, actor: MemberActor, views: Vec<SeenView>) -> Result<Vec<Line>> {
    let person = |view: &Line| match &view.viewer {
        Viewer::Person(card) => Some(card.id),
        _ => None,
    };
    let mut lines: Vec<Line> = views.into_iter().map(Line::from).collect();
    let ids: Vec<AccountId> = lines.iter().filter_map(person).collect();
    let mut near = closeness::of(r, ties, actor, &ids)?.into_iter();
    for line in lines.iter_mut().filter(|line| person(line).is_some()) {
        line.degree = near.next().map_or(0, |close| close.degree);
    }
    Ok(lines)
}

#[derive(Template)]
#[template(path = "profile_views.html")]
struct ViewsPage {
    frame: Frame,
    handle: String,
    mode: ViewingMode,
    counts: Counts,
    /// Whether this page of the list is not the first.
    goes_on: bool,
    viewers: Vec<Line>,
    /// The address of the next page of the list; empty after the last.
    next: String,
}

impl ViewsPage {
    /// What the chart shows, in a sentence.
    fn finding(&self) -> String {
        let all = self.frame.t1("views-chart-all", "n", self.counts.charted);
        match self.counts.best {
            Some((day, count)) => {
                format!("{all} {}", self.frame.t2("views-chart-best", "n", count, "day", self.frame.day(&day).as_str()))
            }
            None => all,
        }
    }
}

/// The rows alone, for a page that is there already.
#[derive(Template)]
#[template(path = "_viewers.html")]
struct ViewerRows {
    frame: Frame,
    viewers: Vec<Line>,
    next: String,
}

async fn dashboard(member: Member, Query(query): Query<After>) -> Result<Response> {
    const LIST: &str = "profile-views";
    let app = &member.visitor.app;
    let (actor, viewer) = (member.actor, member.visitor.actor());
    let after = Cursor::after(&query.after, &app.secret, LIST, &viewer)?;
    let (goes_on, ties) = (after.is_some(), Ties::of(app));
    let read = member.visitor.page("me", move |r| {
        let today = views::day_of(r.now_us());
        let page = views::viewers(r, actor, after.as_ref())?;
        let viewers = lines(r, &ties, actor, page.items)?;
        Ok((views::mode(r, actor)?, today, views::by_day(r, actor)?, viewers, page.next))
    });
    let (frame, (mode, today, days, viewers, next)) = read.await?;
    let seal = |cursor: &Cursor| format!("/dashboard/profile-views?after={}", cursor.seal(&app.secret, LIST, &viewer));
    let next = next.as_ref().map(seal).unwrap_or_default();
    if member.visitor.is_fragment {
        return Ok(Html(ViewerRows { frame, viewers, next }).into_response());
    }
    let handle = member.visitor.signed.as_ref().map(|signed| signed.handle.clone()).unwrap_or_default();
    let counts = Counts::new(today, &days);
    Ok(Html(ViewsPage { frame, handle, mode, counts, goes_on, viewers, next }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(day: i64, mode: ViewingMode, count: i64) -> DayCount {
        DayCount { day, mode, count }
    }

    #[test]
    fn periods_end_today_and_are_compared_with_those_before_as_far_as_views_are_kept() {
        let days = [
            count(911, ViewingMode::Full, 4),
            count(972, ViewingMode::Full, 8),
            count(993, ViewingMode::Full, 2),
            count(994, ViewingMode::Private, 1),
            count(1_000, ViewingMode::SemiPrivate, 3),
        ];
        let counts = Counts::new(1_000, &days);
        let tiles: Vec<_> = counts.tiles.iter().map(|tile| (tile.days, tile.count, tile.change)).collect();
        assert_eq!(tiles, [(7, 4, Some(2)), (28, 6, Some(-2)), (90, 18, None)]);
        assert_eq!((counts.charted, counts.private), (6, 1));
    }

    #[test]
    fn bars_fill_the_chart_and_the_best_day_is_the_latest_of_the_best() {
        let days =
            [count(980, ViewingMode::Full, 4), count(999, ViewingMode::Full, 4), count(1_000, ViewingMode::Full, 1)];
        let counts = Counts::new(1_000, &days);
        assert_eq!(counts.bars.len(), 28);
        let last = counts.bars.last().unwrap();
        assert_eq!((last.y.as_str(), last.height.as_str()), ("75.00", "25.00"));
        assert_eq!(counts.best, Some((midday(999), 4)));
        let empty = Counts::new(1_000, &[]);
        assert!(empty.bars.iter().all(|bar| bar.height == "0.00" && bar.y == "100.00"));
    }
}
