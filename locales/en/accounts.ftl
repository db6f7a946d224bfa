# Joining, signing in, passwords, sessions, settings of the account, and the mails of this room.

## Fields

email = Email
email-confirmed = Confirmed
password = Password
password-new = New password
password-present = Present password
password-hint = At least 10 characters. A few unrelated words are easy to remember and hard to guess.
save = Save

field-required = This is needed.
field-too-long = This is too long: { $limit } characters at most.
field-too-short = This is too short: at least { $limit } characters.
field-control-characters = This holds characters that cannot be shown. Type it again rather than pasting it.
name-unreadable = This name holds characters that names cannot have.
email-unreadable = This is not an email address. It looks like name@example.org.
password-too-short = At least { $limit } characters, so that nobody guesses it.
password-too-long = At most { $limit } characters.
password-too-weak = This would be guessed soon. Add another word or two that have nothing to do with you.
password-wrong = This is not your present password.

## The front page

front-heading = Welcome to { $community }
front-lede = { $community } is a professional network that belongs to its own community: find people by what they do, and be found for what you do.
front-members = { $n ->
    [one] { $n } member
   *[other] { $n } members
}
front-no-advertising = No advertising, no tracking, no selling of data
front-you-decide = You decide who sees what in your profile
front-own-server = Runs on open source software, on this community’s own server
front-by-invite = New members join by invitation. If you have been sent a link, open it.

## Joining

join-title = Join
join-heading = Join { $community }
join-name = Full name
join-email-hint = We send one link to confirm it is you.
join-button = Create your profile
join-have-account = Already a member?
join-closed = This community takes no new members at the moment.
join-invite-only = New members join by invitation. If you have been sent a link, open it; otherwise ask somebody who is here.
join-invite-needed = New members join by invitation. This link has been used up or is no longer open: ask the person who sent it for another.
join-invite-used-up = This invitation has been used up in the meantime. Ask the person who sent it for another.
join-address-taken = This address has become an account in the meantime. Sign in with it.

sent-title = Check your mail
sent-text = We have sent you a mail with a link. Open it within a day.
sent-text-to = We have sent a mail to { $email }. Open its link within a day.
sent-hint = No mail after a few minutes? Look among the unwanted ones, and check the address.
sent-again = Use another address or try again
sent-demo = This is a demo, so here is the mail itself.

verify-title = Confirm your address
verify-heading = Welcome, { $name }
verify-text = Confirm that { $email } is yours, and you are in { $community }.
verify-button = Confirm and sign in
verify-password-hint = The one you chose when you joined: this is another browser, and only you know it.
verify-not-you = You did not ask to join? Close this page. Nothing happens, and the link ends by itself.
verify-gone-title = This link no longer works
verify-gone-text = It was used already, or it is older than a day. If you have confirmed, sign in; otherwise join again.
confirm-password-wrong = This is not the password you chose when you joined.

## Signing in

sign-in-title = Sign in
sign-in-button = Sign in
sign-in-new = New here?
sign-in-wrong = Address or password is not right.
sign-in-suspended = This account is suspended. The mail you got says why; if you think that is wrong, answer it.
forgot-link = Forgot your password?
forgot-title = Forgot your password?
forgot-text = Give the address you signed up with, and we send you a link to choose another.
forgot-button = Send a link
forgot-sent-text = If there is an account with this address, a mail with a link is on its way.
forgot-sent-text-to = If there is an account with { $email }, a mail with a link is on its way.
forgot-sent-hint = The link works for 30 minutes.
reset-title = Choose a new password
reset-text = You will be signed out everywhere else.
reset-button = Save and sign in
reset-gone-title = This link no longer works
reset-gone-text = It was used already, or it is older than 30 minutes, or a newer one was used.

## Settings

handle-title = Address of your profile
handle = Handle
handle-hint = Your profile is at { $address }/in/ and this. Links to an earlier handle go on working.
handle-letters = Use letters from a to z, digits and single dashes.
handle-taken = This one is taken. Try another.
password-change = Change password
password-ends-sessions = You will be signed out everywhere else.
session-this = This one
session-seen = last used
session-end = Sign out
session-end-all = Sign out everywhere
session-end-all-title = Sign out everywhere?
session-end-all-text = All browsers and devices are signed out, this one too.
session-end-all-keep = Stay signed in
language = Language
language-browser = Same as this browser
time-zone = Time zone
time-zone-hint = Times are shown in this zone, in pages and mails.

## Mails

mail-link-hint = If the button does not work, copy this address into your browser:
mail-foot = Sent by { $community } because somebody used this address there. Questions? Answer this mail.

mail-confirm-subject = Confirm your address for { $community }
mail-confirm-text = Hello { $name },
    you asked to join { $community }. Confirm that this address is yours, and you are in. The link works for a day.
    You did not ask? Then do nothing: without the link nobody can use your address.
mail-confirm-button = Confirm my address

mail-known-subject = You are a member of { $community } already
mail-known-text = Hello { $name },
    somebody, perhaps you, tried to join { $community } with this address. You have an account already, so just sign in.
    It was not you? Then do nothing: your account is as it was.
mail-known-button = Sign in

mail-reset-subject = Choose a new password for { $community }
mail-reset-text = Hello { $name },
    somebody asked for a new password on { $when } from { $from }. If that was you, choose one now; the link works for 30 minutes.
    It was not you? Then do nothing: your password is as it was.
mail-reset-button = Choose a new password

mail-changed-subject = Your password for { $community } was changed
mail-changed-text = Hello { $name },
    the password of your account was changed, and all other devices were signed out.
    It was not you? Choose another one at once, and tell the operators of { $community }.
mail-changed-button = I did not do this
