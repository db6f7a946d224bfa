# The frame around every page: bars, menus, footers, and the words shared by all forms and lists.

skip-link = Skip to main content
close = Close

## Bars and menus

nav-main = Main
nav-main-phone = Main, phone
nav-foot = About this site
nav-home = Home
nav-network = Network
nav-people = People
nav-admin = Admin
nav-me = Me
nav-me-menu = Me: account menu
nav-profile = View profile
nav-edit-profile = Edit profile
nav-settings = Settings
nav-saved = Saved
nav-sign-out = Sign out
nav-sign-in = Sign in
nav-join = Join
nav-about = About
nav-language-menu = Language and appearance
runs-on = Runs on Athena, open source
# After a number: how many invitations wait. Not shown, read aloud.
badge-network = { $n ->
    [one] invitation waits
   *[other] invitations wait
}

# After a number: how many people asked to join and wait for the link in their mail. Not shown, read aloud.
badge-admin = { $n ->
    [one] person waits to be confirmed
   *[other] people wait to be confirmed
}

# After a number: how many reports wait for the team. Not shown, read aloud.
badge-reports = { $n ->
    [one] report waits
   *[other] reports wait
}

theme = Appearance
theme-system = Same as this device
theme-light = Light
theme-dark = Dark

## Keyboard shortcuts

keys-title = Keyboard shortcuts
keys-on = Use shortcuts on this device
keys-home = Go home
keys-network = Go to your network
keys-people = Go to people
keys-next = Next post
keys-previous = Previous post
keys-open = Open the post
keys-like = Like the post
keys-comment = Comment on the post
keys-save = Save the post
keys-post = Write a post
keys-help = Show this list
keys-close = Close what is open

## Settings

settings-account = Account
settings-sessions = Where you are signed in
settings-privacy = Privacy
settings-connections = Connections
settings-blocked = Blocked people
settings-muted = Muted
settings-reports = What you reported
settings-appearance = Language and appearance

## Forms and lists

field-optional = optional
# How much of a field is used, such as “32 of 220”. #used and #limit are replaced in the browser.
field-count = #used of #limit
form-errors = { $n ->
    [one] One thing to fix
   *[other] { $n } things to fix
}
# How near somebody is, beside their name; degree-word is read aloud after it.
degree-first = 1st
degree-second = 2nd
degree-third = 3rd
degree-word = degree connection
list-more = Show more

## When the session has ended elsewhere

signed-out-title = You were signed out
signed-out-text = This happened in another window or on another device. What you typed here is still here: sign in on a new page, then come back and go on.
signed-out-stay = Stay on this page
signed-out-sign-in = Sign in

## When something fails

toast-copied = Link copied.
toast-failed = That did not reach us. Check your connection and try again.
error-request = Give this number when you ask for help:

error-not-found-title = We could not find that
error-not-found-text = The address may be misspelt, the page may be gone, or it is not for your eyes.
error-method-title = That does not work this way
error-method-text = The address exists, but not for this. Go back and use the buttons of the page.
error-sign-in-title = Sign in first
error-sign-in-text = This is for members who are signed in.
error-cross-site-title = This came from another page
error-cross-site-text = Nothing was changed, because your browser says that another site asked for it. Open the page here and try again; if this stays, tell the people who run this site.
error-forbidden-title = This is not yours to change
error-forbidden-text = You may see this, but somebody else decides about it.
error-invalid-title = We could not read that
error-invalid-text = Something in what was sent did not make sense. Go back, load the page again and retry.
error-conflict-title = This has changed in the meantime
error-conflict-text = Somebody, perhaps you in another window, was faster. Load the page again to see how it stands.
error-too-many-title = Slow down a little
error-too-many-text = That was tried too often. Try again in { $minutes ->
    [0] less than a minute
    [one] a minute
   *[other] { $minutes } minutes
}.
error-too-large-title = That is too large
error-too-large-text = What was sent is larger than this site takes. Send less at once.
error-too-slow-title = That took too long to arrive
error-too-slow-text = The connection was too slow, and nothing was saved. Go back, what you typed is still there, and send it again.
error-busy-title = Many people are here right now
error-busy-text = There is no room for one more request at this moment. Try again in a few seconds.
error-internal-title = Something broke on our side
error-internal-text = It is not your fault, and what you had saved is safe. Try again; if it stays like this, tell the people who run this site.
error-action-front = Go to the front page
error-action-home = Go home

## Toasts: what has just happened

toast-saved = Saved
toast-welcome = Welcome. You are in.
toast-signed-out = You are signed out
toast-password-changed = Your password is changed. Other devices are signed out.
toast-session-ended = That device is signed out
toast-sessions-ended = You are signed out everywhere
toast-invite-ended = The invitation is closed
toast-person-confirmed = Their address is confirmed
toast-retried = It will be sent again
toast-discarded = Discarded
toast-undo = Undo
toast-entry-removed = Removed.
toast-entry-restored = It is back.
toast-guide-hidden = The guide is gone.
toast-company-merged = They are one now.
toast-company-separated = They are two again.
toast-picture-removed = Picture removed.
toast-picture-restored = The picture is back.
toast-badge-renewed = Shown for 90 more days.
toast-badge-ended = No longer shown.
toast-skill-merged = They are one now.
toast-skill-separated = They are two again.
toast-person-blocked = Blocked. You will not meet here any more.
toast-person-unblocked = No longer blocked.
toast-reported-page = The team has your report.
toast-reported = The team has your report. If you do not want to meet here any more, block them, too.
toast-report-known = The team has your report about this already.
toast-report-closed = Decided. Whoever reported it gets a mail.
toast-person-restored = They may sign in again.

## Times, short

time-now = just now
time-minutes = { $n } min
time-hours = { $n } h
time-day = { $day } { $month }
time-monday = Mon
time-tuesday = Tue
time-wednesday = Wed
time-thursday = Thu
time-friday = Fri
time-saturday = Sat
time-sunday = Sun
time-january = Jan
time-february = Feb
time-march = Mar
time-april = Apr
time-may = May
time-june = Jun
time-july = Jul
time-august = Aug
time-september = Sep
time-october = Oct
time-november = Nov
time-december = Dec

## About this community

about-title = About
about-heading = About { $community }
about-empty = The people who run this community have not written about it yet.
about-software = The software
about-software-text = This site runs on Athena { $version }, open source software under the MIT licence.
about-places = Names of places come from GeoNames, licensed CC BY 4.0.

## What a field could mean

places-meant = Is it one of these?
places-none = None of these: show it as I wrote it
link-url-unreadable = This is not the address of a web page. It looks like https://example.org.
toast-invited = Invitation sent.
toast-connected = You are connected.
toast-invitation-ignored = Ignored. They are not told.
toast-invitation-withdrawn = Invitation withdrawn.
toast-invitation-gone = That is not there any more.
toast-connection-removed = Connection removed. They are not told.
toast-post-saved = Saved. Only you see this.
toast-post-unsaved = No longer saved.
toast-posted = Posted.
toast-comment-removed = Comment deleted.
toast-reposted = Reposted: whoever follows you sees it.
toast-unreposted = Repost taken back.
toast-repost-refused = Its author does not want it passed on.
toast-repost-too-many = You have reposted very much in a short time. Try again in an hour.
toast-quote-refused = Its author does not want it quoted.
toast-detached = Your post is no longer shown there.
toast-post-hidden = Hidden from your home page.
toast-post-unhidden = It shows on your home page again.
toast-person-muted = Muted. Your home page shows nothing they post.
toast-person-snoozed = Snoozed. Your home page shows nothing they post for 30 days.
toast-person-unmuted = Your home page shows what they post again.
toast-term-muted = Muted. Posts with it do not show on your home page.
toast-term-unmuted = Posts with it show on your home page again.
toast-untagged = Your mention is gone.
toast-post-removed = Post deleted.
toast-posted-undescribed = Posted. Not every picture is described yet: “Edit” in the menu of the post is the place to do it.
toast-images-added = Pictures added.
toast-images-full = A post holds twenty pictures. There is no room to bring this one back.
toast-draft-removed = Draft deleted.
toast-drafts-full = You have fifty drafts, as many as fit. Post or delete one first.
toast-voted = Your vote counts.
toast-poll-over = The poll has ended. This vote does not count any more.
toast-poll-ended = The poll has ended.
toast-preview-removed = Preview removed.
toast-preview-asked = The page is asked again. What it says is here in a moment.
toast-followed = You follow them now.
toast-unfollowed = You no longer follow them. They are not told.
toast-follower-removed = They no longer follow you. They are not told.
toast-reminder-done = Done. The next reminder comes in its time.
toast-reminder-later = You are reminded again in a week.
toast-undone = It is as it was.
toast-several-accepted = You are connected with them.
toast-several-ignored = Ignored. They are not told.
toast-several-withdrawn = Invitations withdrawn.
toast-none-picked = Tick the ones you mean first.
toast-introduction-asked = Asked. You will see it as your invitation once it is passed on.
toast-introduced = You have introduced them.
toast-introduction-gone = There is nothing to pass on any more.
toast-introduction-declined = Left at that. Nobody is told.
toast-introduction-withdrawn = You no longer ask for it.
toast-suggestion-dismissed = They are not suggested to you any more.
toast-endorsed = Endorsed.
toast-endorsement-taken-back = Taken back. They are not told.
toast-endorser-hidden = Hidden. They are not told.
toast-endorser-shown = Shown again.
