//! A section of a profile on pages of its own: all of it for those who may read it, and its owner's workshop.
//!
//! The workshop is one list in which at most one form stands open: a new entry's, or in the place of the entry that is
//! edited. Every request answers with the whole page, or with the list alone for a page that is there already.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, LOCATION};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::entries::{self, Added, Move, NewEntry};
use super::super::entry_form::EntryForm;
use super::super::section::{Part, Section};
use super::super::{Audience, Entry, Eyes, Month, Onlooker, endorsements, profile, skills};
use super::endorsements::put_beside;
use super::entry_view::{self, EntryView, MONTHS, SectionView};
use super::profile::ProfileQuery;
use crate::companies::{self, Company, directory};
use crate::kernel::secrets::Token;
use crate::kernel::{App, CompanyId, EntryId, Error, Invalid, MemberActor, Result, limits};
use crate::shell::{Fields, Form, Frame, Ids, Member, Offers, Public, Query, Toast};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/in/{handle}/details/{section}", details)
        .get("/in/{handle}/edit/{section}", workshop)
        .post("/in/{handle}/edit/{section}", add)
        .get("/in/{handle}/edit/{section}/new", new)
        .post("/in/{handle}/edit/{section}/audience", show_to)
        .get("/in/{handle}/edit/{section}/{id}", edit)
        .post("/in/{handle}/edit/{section}/{id}", change)
        .post("/in/{handle}/edit/{section}/{id}/remove", remove)
        .post("/in/{handle}/edit/{section}/{id}/restore", restore)
        .post("/in/{handle}/edit/{section}/{id}/move", reorder)
        .get("/skills/offers", skills_for)
}

#[derive(Template)]
#[template(path = "section.html")]
struct SectionPage {
    frame: Frame,
    handle: String,
    name: String,
    /// Through whose eyes the owner looks; empty for everybody else.
    eyes: &'static str,
    view: SectionView,
}

impl SectionPage {
    /// Whose eyes the owner has borrowed; empty for none.
    fn through(&self) -> &'static str {
        if self.eyes == "own" { "" } else { self.eyes }
    }
}

async fn details(
    Public(visitor): Public,
    Ids((asked, section)): Ids<(String, Section)>,
    Query(query): Query<ProfileQuery>,
) -> Result<Response> {
    let (actor, eyes) = (visitor.actor(), Eyes::from_word(&query.eyes));
    let wanted = asked.clone();
    let read = visitor.page("", move |r| {
        let (account, handle) = profile::account_of(r, &wanted)?;
        let viewer = eyes.onlooker(actor, account);
        let is_own = actor.account() == Some(account);
        // To whoever looks through other eyes their own name is nothing new.
        let name = profile::seen_by(r, actor.into(), account)?.ok_or(Error::NotFound)?.name;
        let entries = entries::in_section(r, viewer, account, section)?;
        let skills: Vec<&Entry> = match section {
            Section::Skills => entries.iter().collect(),
            _ => Vec::new(),
        };
        let endorsed = endorsements::of(r, viewer, account, &skills)?;
        Ok((handle, name, is_own, entries, endorsed))
    });
    let (mut frame, (handle, name, is_own, entries, endorsed)) = read.await?;
    if handle != asked {
        let present = format!("/in/{handle}/details/{}", section.word());
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, present)]).into_response());
    }
    frame.current = if is_own { "me" } else { "" };
    let mut view = entry_view::section(&frame, section, &entries, usize::MAX);
    put_beside(std::slice::from_mut(&mut view), &handle, &endorsed, !is_own || eyes == Eyes::Own);
    let eyes = if is_own { eyes.word() } else { "" };
    Ok(Html(SectionPage { frame, handle, name, eyes, view }).into_response())
}

/// What the workshop shows.
struct Workshop {
    handle: String,
    section: Section,
    entries: Vec<EntryView>,
    /// The form that stands open, if one does.
    open: Option<Open>,
    errors: Fields,
    /// The id of what gets the focus once the list is swapped in.
    focus: String,
    /// What is said beside the list that is swapped in.
    toast: Option<Toast>,
}

/// The form that stands open.
struct Open {
    form: EntryForm,
    /// The entry in whose place it stands; empty for a new one.
    id: String,
    /// For a new entry.
    request_id: String,
    /// What the organisation could mean.
    offers: Option<Offers>,
}

impl Open {
    /// A hint about what an entry that is there could lose.
    fn unless_new<'a>(&self, hint: &'a str) -> &'a str {
        if self.id.is_empty() { "" } else { hint }
    }
}

impl Workshop {
    fn path(&self) -> String {
        format!("/in/{}/edit/{}", self.handle, self.section.word())
    }

    /// The form, if it stands open in the place of this entry, or for a new one if the id is empty.
    fn open_for(&self, id: &str) -> Option<&Open> {
        self.open.as_ref().filter(|open| open.id == id)
    }

    /// Whether there is room for more.
    fn has_room(&self) -> bool {
        i64::try_from(self.entries.len()).is_ok_and(|count| count < self.section.spec().most)
    }
}

#[derive(Template)]
#[template(path = "section_edit.html")]
struct WorkshopPage {
    frame: Frame,
    shop: Workshop,
    /// Who sees the section, as a word.
    audience: &'static str,
}

#[derive(Template)]
#[template(path = "_section_edit.html")]
struct WorkshopList {
    frame: Frame,
    shop: Workshop,
}

/// The form to open.
enum Wanted {
    Nothing,
    New,
    Entry(EntryId),
    /// As it was sent, with what is to be mended.
    Sent(EntryForm, Option<EntryId>, String, Invalid),
}

impl Wanted {
    /// The entry in whose place it stands.
    fn entry(&self) -> Option<EntryId> {
        match self {
            Wanted::Entry(id) | Wanted::Sent(_, Some(id), ..) => Some(*id),
            _ => None,
        }
    }

    /// The organisation that was typed, and the one that was chosen below it.
    fn typed(&self) -> Option<(String, Option<CompanyId>)> {
        match self {
            Wanted::Sent(form, ..) => Some((form.value("organisation").to_owned(), form.value("company").parse().ok())),
            _ => None,
        }
    }
}

/// What the tables say of a workshop.
struct Found {
    handle: String,
    entries: Vec<Entry>,
    audience: Audience,
    /// What the organisation of the form could mean.
    companies: Vec<Company>,
}

/// Reads it all. Somebody else's workshop, and an entry that is not in it, do not exist.
fn look(
    r: &mut db::Read<'_>,
    actor: MemberActor,
    asked: &str,
    section: Section,
    edited: Option<EntryId>,
    typed: Option<(String, Option<CompanyId>)>,
) -> Result<Found> {
    let handle = profile::own_handle(r, actor, asked)?;
    let entries = entries::in_section(r, Onlooker::Member(actor.account), actor.account, section)?;
    let chosen = entries::audiences(r, actor)?.into_iter().find(|(known, _)| *known == section);
    let audience = chosen.map_or(section.spec().audience, |(_, audience)| audience);
    let entry = match edited {
        Some(id) => Some(entries.iter().find(|entry| entry.id == id).ok_or(Error::NotFound)?),
        None => None,
    };
    let named = typed.or_else(|| entry.map(|entry| (entry.organisation.clone(), entry.company_id)));
    let companies = match named.filter(|_| section.spec().company.is_some()) {
        Some((organisation, company)) => directory::offered(r, actor, &organisation, company)?,
        None => Vec::new(),
    };
    Ok(Found { handle, entries, audience, companies })
}

/// The form that is to stand open.
fn open(member: &Member, section: Section, wanted: Wanted, found: &Found) -> Result<Option<Open>> {
    let edited = wanted.entry();
    let (form, request_id) = match wanted {
        Wanted::Nothing => return Ok(None),
        Wanted::New => {
            let mut form = EntryForm::new(section);
            // Whoever is listed elsewhere has found that to be right.
            if found.entries.iter().any(|entry| entry.is_listed) {
                form.list();
            }
            (form, member.visitor.app.randomness.token().map_err(Error::internal)?.reveal())
        }
        Wanted::Entry(id) => {
            let entry = found.entries.iter().find(|entry| entry.id == id).ok_or(Error::NotFound)?;
            (EntryForm::of(entry), String::new())
        }
        Wanted::Sent(form, _, request_id, _) => (form, request_id),
    };
    let lang = member.visitor.lang.tag();
    let offers = section.spec().company;
    let offers = offers.map(|_| companies::web::offers(found.companies.clone(), form.value("company"), lang));
    Ok(Some(Open { offers, form, id: edited.map(|id| id.to_string()).unwrap_or_default(), request_id }))
}

/// What is said beside a list that is swapped in, and the id of what gets the focus.
struct Said {
    toast: Option<Toast>,
    focus: String,
}

/// Nothing, with the focus on the title.
fn nothing() -> Said {
    Said { toast: None, focus: "section-title".to_owned() }
}

async fn draw(member: &Member, asked: String, section: Section, wanted: Wanted, said: Said) -> Result<Response> {
    let (actor, edited, typed, wanted_handle) = (member.actor, wanted.entry(), wanted.typed(), asked.clone());
    let read = move |r: &mut db::Read<'_>| look(r, actor, &wanted_handle, section, edited, typed.clone());
    let (frame, found) = member.visitor.page("me", read).await?;
    let (status, errors) = match &wanted {
        Wanted::Sent(.., invalid) => (StatusCode::UNPROCESSABLE_ENTITY, Fields::new(&member.visitor, invalid)),
        _ => (StatusCode::OK, Fields::default()),
    };
    let open = open(member, section, wanted, &found)?;
    let Found { handle, entries, audience, .. } = found;
    let entries = entry_view::rows(&frame, &entries);
    // A form that is swapped in takes the focus itself.
    let focus = if open.is_none() && member.visitor.is_fragment { said.focus } else { String::new() };
    let shop = Workshop { handle, section, entries, open, errors, focus, toast: said.toast };
    if member.visitor.is_fragment {
        return Ok((status, Html(WorkshopList { frame, shop })).into_response());
    }
    if shop.handle != asked && status == StatusCode::OK {
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, shop.path())]).into_response());
    }
    Ok((status, Html(WorkshopPage { frame, shop, audience: audience.word() })).into_response())
}

async fn workshop(member: Member, Ids((handle, section)): Ids<(String, Section)>) -> Result<Response> {
    draw(&member, handle, section, Wanted::Nothing, nothing()).await
}

async fn new(member: Member, Ids((handle, section)): Ids<(String, Section)>) -> Result<Response> {
    draw(&member, handle, section, Wanted::New, nothing()).await
}

async fn edit(member: Member, Ids((handle, section, id)): Ids<(String, Section, EntryId)>) -> Result<Response> {
    draw(&member, handle, section, Wanted::Entry(id), nothing()).await
}

/// After a change: back to the list, which says so.
async fn done(member: &Member, handle: String, section: Section, toast: &'static str, undo: &str) -> Result<Response> {
    let path = format!("/in/{handle}/edit/{}", section.word());
    let visitor = &member.visitor;
    if !visitor.is_fragment {
        return Ok(visitor.see_other_with_undo(&path, toast, undo));
    }
    let said = Said { toast: Some(Toast::undo(visitor.t(toast), undo.to_owned())), ..nothing() };
    let mut response = draw(member, handle, section, Wanted::Nothing, said).await?;
    // The address may be that of a form which is gone.
    if let Ok(path) = path.parse() {
        response.headers_mut().insert(HeaderName::from_static("hx-replace-url"), path);
    }
    Ok(response)
}

/// The member's own handle, for a change.
async fn own(member: &Member, asked: String) -> Result<String> {
    let actor = member.actor;
    member.visitor.app.db.read(move |r| profile::own_handle(r, actor, &asked)).await
}

/// This month where the member is: what bounds the years.
fn now(member: &Member) -> Month {
    let frame = member.visitor.frame("");
    Month::of(frame.now_us, &frame.time_zone)
}

async fn add(
    member: Member,
    Ids((handle, section)): Ids<(String, Section)>,
    Form(mut sent): Form<BTreeMap<String, String>>,
) -> Result<Response> {
    let handle = own(&member, handle).await?;
    let typed = sent.remove("request_id").unwrap_or_default();
    let request_id = Token::parse(&typed).ok_or_else(|| Error::field("", "error-invalid-text"))?.reveal();
    let mut form = EntryForm::new(section);
    form.take(sent)?;
    let draft = match form.parse(now(&member)) {
        Ok(draft) => draft,
        Err(Error::Invalid(invalid)) => {
            return draw(&member, handle, section, Wanted::Sent(form, None, request_id, invalid), nothing()).await;
        }
        Err(other) => return Err(other),
    };
    let (actor, id) = (member.actor, EntryId::from_raw(member.visitor.app.db.new_id()));
    let new = NewEntry { id, request_id: request_id.clone() };
    match member.visitor.app.db.write(move |tx| entries::add(tx, actor, section, &new, &draft)).await? {
        Added::Done => done(&member, handle, section, "toast-saved", "").await,
        Added::Full => Err(Error::Conflict("section-full")),
        Added::Known => {
            let mut invalid = Invalid::default();
            invalid.add("title", "entry-skills-known");
            draw(&member, handle, section, Wanted::Sent(form, None, request_id, invalid), nothing()).await
        }
    }
}

async fn change(
    member: Member,
    Ids((handle, section, id)): Ids<(String, Section, EntryId)>,
    Form(sent): Form<BTreeMap<String, String>>,
) -> Result<Response> {
    let handle = own(&member, handle).await?;
    let actor = member.actor;
    let entry: Entry = member.visitor.app.db.read(move |r| entries::own(r, actor, section, id)).await?;
    let mut form = EntryForm::of(&entry);
    form.take(sent)?;
    let draft = match form.parse(now(&member)) {
        Ok(draft) => draft,
        Err(Error::Invalid(invalid)) => {
            return draw(&member, handle, section, Wanted::Sent(form, Some(id), String::new(), invalid), nothing())
                .await;
        }
        Err(other) => return Err(other),
    };
    member.visitor.app.db.write(move |tx| entries::change(tx, actor, section, id, &draft)).await?;
    done(&member, handle, section, "toast-saved", "").await
}

async fn remove(member: Member, Ids((handle, section, id)): Ids<(String, Section, EntryId)>) -> Result<Response> {
    let handle = own(&member, handle).await?;
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| entries::remove(tx, actor, section, id)).await?;
    let undo = format!("/in/{handle}/edit/{}/{id}/restore", section.word());
    done(&member, handle, section, "toast-entry-removed", &undo).await
}

async fn restore(member: Member, Ids((handle, section, id)): Ids<(String, Section, EntryId)>) -> Result<Response> {
    let handle = own(&member, handle).await?;
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| entries::restore(tx, actor, section, id)).await?;
    done(&member, handle, section, "toast-entry-restored", "").await
}

/// Where to: a step by a button, or in front of another entry (none: behind all) by dragging.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveForm {
    #[serde(default)]
    to: String,
    #[serde(default)]
    before: String,
}

impl MoveForm {
    fn read(&self) -> Result<Move> {
        match self.to.as_str() {
            "up" => Ok(Move::Up),
            "down" => Ok(Move::Down),
            "" if self.before.is_empty() => Ok(Move::Last),
            "" => self.before.parse().map(Move::Before).map_err(|_| Error::NotFound),
            _ => Err(Error::field("", "error-invalid-text")),
        }
    }
}

async fn reorder(
    member: Member,
    Ids((handle, section, id)): Ids<(String, Section, EntryId)>,
    Form(form): Form<MoveForm>,
) -> Result<Response> {
    let handle = own(&member, handle).await?;
    let (actor, to) = (member.actor, form.read()?);
    member.visitor.app.db.write(move |tx| entries::reorder(tx, actor, section, id, to)).await?;
    if !member.visitor.is_fragment {
        return Ok(member.visitor.see_other(&format!("/in/{handle}/edit/{}", section.word())));
    }
    // Whoever moves an entry by its buttons may want to move it further.
    let focus = match to {
        Move::Up => format!("up-{id}"),
        Move::Down => format!("down-{id}"),
        Move::Before(_) | Move::Last => String::new(),
    };
    draw(&member, handle, section, Wanted::Nothing, Said { toast: None, focus }).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AudienceForm {
    audience: String,
}

async fn show_to(
    member: Member,
    Ids((handle, section)): Ids<(String, Section)>,
    Form(form): Form<AudienceForm>,
) -> Result<Response> {
    let handle = own(&member, handle).await?;
    let audience = Audience::from_word(&form.audience).ok_or_else(|| Error::field("audience", "audience-unknown"))?;
    // Its entries have audiences of their own.
    if section.spec().field(Part::Audience).is_some() {
        return Err(Error::NotFound);
    }
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| entries::show_to(tx, actor, section, audience)).await?;
    Ok(member.visitor.see_other_with_toast(&format!("/in/{handle}/edit/{}", section.word()), "toast-saved"))
}

#[derive(Deserialize)]
struct SkillsQuery {
    /// What was typed; the field of the form is called `title`.
    #[serde(default, alias = "title")]
    q: String,
}

#[derive(Template)]
#[template(path = "_skills.html")]
struct SkillsFragment {
    skills: Vec<String>,
}

async fn skills_for(member: Member, Query(query): Query<SkillsQuery>) -> Result<Html<SkillsFragment>> {
    let actor = member.actor;
    let typed: String = query.q.chars().take(limits::ENTRY_LINE.max).collect();
    let skills = member.visitor.app.db.read(move |r| skills::offered(r, actor, &typed)).await?;
    Ok(Html(SkillsFragment { skills }))
}
