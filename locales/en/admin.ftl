# Founding the community, and the operator's pages.

## First run

setup-title = Found your community
setup-code-text = This site is new. The log of the server shows a one-time code: type it here to go on.
setup-code = Code from the log
setup-code-wrong = This is not the code in the log. It changes at each start of the server.
setup-next = Go on
setup-text = A few words about your community, then your own account. All of it can be changed later.
setup-you = Your account
setup-button = Found the community

## Settings

community-name = Name of the community
community-tagline = In one line
community-tagline-hint = Stands large on the front page.
community-about = About this community
community-about-hint = Markdown: **bold**, *italic*, lists. Shown on the page “About”.
community-accent = Accent colour
community-accent-hint = Any colour will do: it is made readable in light and dark.
accent-unreadable = Choose a colour, or write it like #205f4c.
community-registration = Who may join
registration-closed = Nobody new
registration-invite = Whoever has an invitation
registration-open = Whoever has an email address
community-door = Who may ask members to connect
community-door-hint = Holds for everybody who has not chosen it in their settings.
community-door-everyone = Every member
community-door-shared = People who share a connection with them
community-door-email = People who know their e-mail address
community-door-nobody = Nobody
community-previews = Previews of links
community-previews-on = On
community-previews-off = Off
community-previews-hint = A post that links to a page shows its title and picture. This server asks the page for them, whoever the post is for; with “Off” it asks nobody, and no post shows a preview.

## The operator's pages

admin-home = Overview
admin-home-heading = How things stand
admin-people = Waiting to confirm
admin-invites = Invitations
admin-mail = Mail
admin-settings = Community
admin-log = Log

admin-figures = In figures
admin-members = Members
admin-waiting = Waiting to confirm their address
admin-pending = Mails and other work under way
admin-keeps-mail = Mail is kept on this server and reaches nobody. Name an SMTP server in the configuration to send it.
admin-see-mail = See what was kept
admin-parked = { $n ->
    [one] One delivery could not be made.
   *[other] { $n } deliveries could not be made.
}
admin-see-parked = See what and why

admin-people-text = They have asked to join and not opened the link in their mail yet.
admin-people-empty = Nobody is waiting
admin-people-empty-text = Whoever asks to join stands here until the link in the mail is opened, or a day has passed.
admin-people-which = Which people
admin-suspended = Suspended
admin-suspended-text = They cannot sign in, and nobody finds them. Why stands in the log and in the reports about them.
admin-suspended-none = Nobody is suspended
admin-suspended-none-text = Whoever you suspend over a report stands here and can be let back.
admin-restore = Let back
suspend-self = You cannot suspend yourself.
suspend-last-operator = Somebody has to run this community: its last operator cannot be suspended.

admin-reports = Reports
admin-reports-text = What members find wrong with a profile, a page, a post or a comment. The oldest come first.
admin-reports-which = Which reports
admin-reports-open = Open
admin-reports-closed = Closed
admin-reports-none = No reports wait
admin-reports-none-text = Whatever members report stands here until somebody decides.
admin-reports-closed-none = No report is closed yet
admin-reports-closed-none-text = Reports that you have decided on stand here, with what became of them.
admin-reports-waiting = Reports that wait for a decision
admin-reports-about = { $n ->
    [one] { $n } report
   *[other] { $n } reports
}
admin-reports-back = All reports
admin-report-title = Report about { $name }
admin-report-by = Reported by
# What the word of whoever reports is worth: how many of their earlier reports the team agreed to.
admin-report-worth = { $judged ->
    [0] nothing decided before
   *[other] agreed to { $upheld } of { $judged } before
}
admin-report-look = Look at it
admin-report-no-note = Without a note.
admin-report-evidence = What the reporter could see
admin-report-evidence-text = As it was at the moment of the report; it may have been changed since.
admin-report-decide = Decide
admin-report-reason = Reason
admin-report-reason-hint = It goes to the log. Whoever is warned or suspended, or loses what they said, reads it in a mail, so say nothing that shows who reported.
admin-report-for-all = { $n ->
    [one] Close the other open report about the same alike
   *[other] Close the other { $n } open reports about the same alike
}
admin-report-dismiss = Dismiss
admin-report-warn = Warn
admin-report-suspend = Suspend
admin-report-mend = Dealt with
admin-report-take-down = Take down
admin-report-take-down-warn = Take down and warn
admin-report-gone = Gone
admin-report-beside = Other reports about the same
report-closed-already = Somebody else has decided on this report in the meantime. Load it again to see how.
admin-confirm = Confirm by hand

admin-invites-text = Send the link to whom you like. Whoever opens it may join.
invite-new = New invitation
invite-note = What it is for
invite-note-hint = Only you and other operators read this.
invite-uses = How many people may use it
invite-days = For how many days
number-out-of-range = A number from 1 to { $limit }.
invite-create = Make the link
invite-link = Here is the link. Copy it now: it is not shown again.
invite-open = Open invitations
invite-empty = No open invitations
invite-empty-text = An invitation you make stands here until it is used up or over.
invite-unnamed = Without a note
invite-left = { $n ->
    [one] One more person, until { $day }
   *[other] { $n } more people, until { $day }
}
invite-end = Close
invites-full = There are too many open invitations. Close some first.

mail-empty = No mail yet
mail-empty-text = Every mail this site would send is kept here.
mail-text = Text of the mail
mail-back = Back to all mail
mail-sent-elsewhere = Mail goes out through your SMTP server. Nothing of it is kept here.
deliveries-title = Not delivered
deliveries-text = These were tried many times and given up. Mend the cause, then try again.
deliveries-empty = All delivered
deliveries-empty-text = Nothing has been given up.
deliveries-tries = { $n ->
    [one] Tried once
   *[other] Tried { $n } times
}
deliveries-retry = Try again
deliveries-discard = Discard

log-text = What operators did, newest first. Nothing here can be changed.
log-empty = Nothing yet
log-empty-text = Changes that operators make are written down here.
log-machine = Whoever runs the server
log-settings-change = changed the community’s settings
log-person-confirm = confirmed an address by hand
log-person-suspend = suspended a member
log-person-restore = let a member back
log-report-dismiss = dismissed a report
log-report-mend = dealt with a report
log-report-take-down = took down what was reported
log-report-warn = warned somebody over a report
log-report-suspend = closed a report by suspending somebody
log-invite-create = made an invitation
log-invite-end = closed an invitation
log-operator-create = made an operator
log-operator-promote = made a member an operator
log-operator-reset = set a new password
log-delivery-retry = had a delivery tried again
log-delivery-discard = discarded a delivery
log-company-change = changed a company
log-company-merge = joined two companies
log-company-separate = separated two companies
log-skill-merge = joined two skills
log-skill-separate = separated two skills
log-other = did something this version has no words for

## Companies and skills

admin-companies = Companies and schools
admin-companies-text = Members brought them here by naming them in their profiles. Mend names, join doubles, hide what is none.
admin-companies-filter = Name begins with
admin-companies-back = All companies
admin-companies-empty = No such company
admin-companies-empty-text = As soon as a member names an employer or a school in a profile, it stands here.
company-hidden = Hidden
company-is-now = It is { $name } now
company-merged-text = Whoever names it is shown under that name, and its page leads there.
company-separate = Separate them again
company-known = What is known
company-name = Name
company-kind = Kind
company-location = Where it is
company-website = Website
company-hide = Hide it
company-hide-hint = It has no page then and is offered to nobody. In profiles its name stands as it was written.
company-merge = The same as another
company-merge-text = Whoever names this one is then shown with the other, and can still be separated again.
company-merge-into = Address of the other’s page
company-merge-hint = Such as /company/tu-delft.
company-merge-button = Join them
company-merge-same = These are one already.
company-merge-unknown = There is no company at this address.
admin-skills = Skills
admin-skills-text = Members brought them here by naming them. Join those that are other names of the same.
admin-skills-filter = Name begins with
admin-skills-empty = No such skill
admin-skills-empty-text = As soon as a member names a skill in a profile, it stands here.
skill-same-as = Is another name of
skill-merge = Join
skill-separate = Separate
skill-merge-same = These are one already.
skill-merge-unknown = There is no skill of this name.
admin-reactions = Reactions
admin-reactions-text = What members can give to posts and comments. The first is what one click gives. What was given stays, even if it is no longer on offer.
admin-reaction-off = Not on offer
admin-reaction-forward = Move { $name } up
admin-reaction-withdraw = No longer offer
admin-reaction-offer = Offer
admin-reaction-add = Add a reaction
admin-reaction-sign = Sign
admin-reaction-sign-hint = One emoji.
admin-reaction-name = Name
admin-reaction-name-hint = In the language of your community; the five that come with Athena are translated.
reaction-sign-none = A sign is one emoji.
reactions-full = There are twelve reactions, which is as many as there can be.
log-reactions-change = changed the reactions
