# The frame around every page: bars, menus, footers, and the words shared by all forms and lists.

skip-link = Skip to main content
close = Close

## Bars and menus

nav-main = Main
nav-main-phone = Main, phone
nav-foot = About this site
nav-home = Home
nav-people = People
nav-admin = Admin
nav-me = Me
nav-me-menu = Me: account menu
nav-profile = View profile
nav-edit-profile = Edit profile
nav-settings = Settings
nav-sign-out = Sign out
nav-sign-in = Sign in
nav-join = Join
nav-about = About
nav-language-menu = Language and appearance
runs-on = Runs on Athena, open source

theme = Appearance
theme-system = Same as this device
theme-light = Light
theme-dark = Dark

## Keyboard shortcuts

keys-title = Keyboard shortcuts
keys-on = Use shortcuts on this device
keys-home = Go home
keys-people = Go to people
keys-help = Show this list
keys-close = Close what is open

## Settings

settings-account = Account
settings-sessions = Where you are signed in
settings-privacy = Privacy
settings-appearance = Language and appearance

## Forms and lists

field-optional = optional
# How much of a field is used, such as “32 of 220”. #used and #limit are replaced in the browser.
field-count = #used of #limit
form-errors = Some things to fix
list-more = Show more

## When something fails

toast-failed = That did not reach us. Check your connection and try again.
error-request = Give this number when you ask for help:
