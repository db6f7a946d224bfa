# How people relate: invitations, connections, blocking.

person-more = More about { $name }
block-link = Block { $name }
block-title = Block { $name }?
block-text = Block somebody whom you do not want to meet here. You need no reason.
block-does = What happens
block-does-apart = Neither of you finds the other any more: no profile, no place in lists and in search, no line on the page of a company. A connection or an invitation ends.
block-does-silent = { $name } is not told. To them you look like somebody who is not here.
block-does-until = It lasts until you end it in your settings.
block-not = What does not happen
block-not-public = Whoever is signed out is a guest, { $name } too. If your profile is open to guests, they still see what guests see.
block-not-staff = The team of this community hears nothing of it and goes on seeing both of you.
block-button = Block
block-back = Back to the profile
blocked-text = You and they do not exist for each other here. They are not told, neither now nor when you end it.
blocked-none-title = You have blocked nobody
blocked-none-text = If you do not want to meet somebody here, open their profile and choose “Block” in the menu with the three dots.
blocked-since = Blocked since
blocked-end = Unblock

## The network's pages

network-manage = Your network
network-settings = Who may invite you
invitations-received-title = Invitations you received
invitations-sent-title = Invitations you sent
invitations-title = Invitations
invitations-received = Received
invitations-sent = Sent
invitations-all = All of them
invitations-waiting = { $n ->
    [one] One invitation
   *[other] { $n } invitations
}
invitations-none = Nobody waits for an answer of yours.
invitations-received-text = Whoever you ignore is not told.
invitations-sent-text = Nobody is told when you withdraw one. Then you can invite the same person again after three weeks.
invitations-which = Which ones
invitations-every = All
invitations-with-note = With a note
invitations-no-more = There are no more
invitations-no-note-title = None with a note
invitations-no-note-text = Nobody who waits has written a note.
invitations-none-title = No invitations
invitations-none-text = When somebody wants to connect with you, you find it here.
invitations-none-sent-title = No invitation waits
invitations-none-sent-text = Whom you have invited stands here until they accept.
invitations-picked = With those that are ticked:
invitation-pick = Tick { $name }
invitation-accept = Accept
invitation-ignore = Ignore
invitation-withdraw = Withdraw
connections-title = Connections
connections-all = All connections
connections-latest = Your latest connections
connections-order = Order
connections-recent = Latest first
connections-by-name = By name
connections-no-more = There are no more
connections-none-title = No connections yet
connections-none-text = Connect with people you know: open their profile and choose “Connect”.
connections-none-so-called = Nobody whose name begins with “{ $q }”
connections-none-theirs = Nobody to show
connections-of = Connections of { $name }
connected-since = Connected since { $day }
connection-remove = Remove connection

following-title = Following
following-text = Whom you connect with you follow, until you stop. Nobody is told when you stop, and a connection stays.
following-none-title = You follow nobody
following-none-text = You can follow people without being connected: open their profile and choose “Follow”.
followers-title = Followers
followers-text = Who follows you. Whom you remove is not told.
followers-none-title = Nobody follows you yet
followers-none-text = Who follows you stands here.
followed-since = Since { $day }
follow-follow = Follow
follow-unfollow = Unfollow
follow-following = Following
follow-remove = Remove follower

## What you keep for yourself about a connection

contact-link = Notes and labels
contact-title = Your notes on { $name }
contact-private = Only you see this. It goes when the connection is over.
contact-note = Note
contact-note-hint = Where you met, what you talked about, what you promised.
contact-labels = Labels
contact-labels-hint = Separated by commas: mentor, rowing club.
contact-labels-known = You have:
contact-every = Remind me to keep in touch
contact-due = The next reminder is due on { $day }.
contact-back = All connections
every-never = Never
every-month = Every month
every-quarter = Every three months
every-half-year = Every six months
every-year = Every year
every-unknown = Choose one of these.
labels-too-many-each = At most { $limit } labels on one connection.
labels-too-many = You can have { $limit } different labels at most. Take one that you have.
due-title = Keep in touch
due-since = Due since { $day }
due-done = Done
due-later = In a week
connections-filter = Name or note
connections-csv = Save as a table (CSV)
connections-none-labelled = Nobody with the label “{ $label }”
connections-none-found = Nobody by “{ $q }”, in no name and no note
csv-name = Name
csv-headline = Headline
csv-profile = Profile
csv-since = Connected since
csv-labels = Labels
csv-note = Note

## What somebody is to you, on their profile

bond-connect = Connect
bond-with-note = Invite with a note
bond-invited = Invitation sent
bond-withdraw = Withdraw invitation
bond-connected = Connected
bond-wants = { $name } wants to connect with you.
bond-count = { $n ->
    [0] No connections
    [one] One connection
   *[other] { $n } connections
}
bond-count-many = More than { $n } connections

## Inviting somebody

connect-title = Connect with { $name }
connect-text = { $name } is asked. If they accept, you see of each other what is for connections.
connect-note = A few words
connect-note-hint = How you know each other, or what you would like to talk about.
connect-email = E-mail address of { $name }
connect-email-hint = They are invited by people who know their address.
connect-send = Send invitation
connect-closed = They do not take invitations from here. They may still invite you.
connect-shared = They are invited by people who share a connection with them. You do not yet.
connect-email-missing = They are invited by people who know their e-mail address. Type it below.
connect-email-wrong = That is not an address they use here.
connect-email-wait = That were many addresses today. Try again tomorrow.
connect-not-before = You withdrew your last invitation. You can invite them again from { $day } on.
connect-week-full = You have sent as many invitations as you can in a week. You can send more from { $day } on.

## Settings

door-title = Who may invite you
door-text = Who may ask you to connect?
door-everyone = Every member
door-shared = People who share a connection with me
door-email = People who know my e-mail address
door-nobody = Nobody
door-silent = You can invite others whatever you choose here.
door-unknown = Choose one of these.
list-title = Who sees your connections
list-text = Who may see with whom you are connected?
list-only-me = Only me
list-connections = My connections
list-members = Every member
list-others = You may still stand in the list of somebody you are connected with, if they show theirs.

## How near somebody is

way-by-two = Connected through { $first } and { $second }
way-by-one = Connected through { $first } and somebody they know
shared-count = { $n ->
    [one] One mutual connection
   *[other] { $n } mutual connections
}
shared-named = Mutual connections: { $names }
shared-named-more = Mutual connections: { $names } and { $n ->
    [one] one other
   *[other] { $n } others
}
introductions-title = Introductions
introductions-text = Ask somebody you both know to introduce you; pass on what others ask of you, or leave it: nobody is told.
introductions-all = All introductions
introductions-of-you = Asked of you
introductions-of-you-none = Nobody has asked you to introduce them.
introductions-no-more = There are no more.
introductions-by-you = Asked by you
introductions-by-you-none = You wait for no introduction. On the profile of somebody you share a connection with, the menu has “Ask for an introduction”.
introduction-wants = would like to meet
introduction-forward = Introduce
introduction-decline = Not now
introduction-words = A few words to { $name } about them, if you like
introduction-asked = Asked { $name } · { $when }
introduced-by = Introduced by
introduce-link = Ask for an introduction
introduce-title = Ask for an introduction to { $name }
introduce-text = Whoever you ask passes it on with a word of their own, or leaves it. If they pass it on, it arrives as your invitation.
introduce-mutual = Whom do you want to ask?
introduce-note = What do you want to say?
introduce-note-hint = Whoever you ask reads it, and { $name } once it is passed on.
introduce-send = Ask
introduce-nobody = You share no connection whom you could ask.
introduce-who = Choose somebody you both know.
introduce-already = You have asked them lately. Choose somebody else, or wait.
introduce-full = Ten of your requests wait already. Withdraw one, or wait for an answer.
introduce-closed = They take no invitations of yours right now.
