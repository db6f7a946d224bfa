# Profiles, the list of people, home, and who sees what.

## The profile's page

profile-title = Profile
profile-name = Name
profile-pronouns = Pronouns
profile-headline = Headline
profile-posts = Posts
profile-about = About
profile-location = Location
profile-links = Links
profile-address = Address of this page
profile-who = Who sees what
profile-change = Change
profile-about-missing = Say in a few lines what you do and what you look for.
profile-about-write = Write about yourself
profile-nothing-more = There is nothing more to read here yet.
profile-guest-more = There may be more
profile-guest-more-text = Members of { $community } may see more of this profile.

profile-bar = Who sees this page
profile-bar-public = Anyone can see this page.
profile-bar-members = Only members can see this page.
profile-bar-text = What each of them sees is yours to choose.
profile-bar-member = This is what members see.
profile-bar-member-text = Sections for fewer people are left out.
profile-bar-connection = This is what your connections see.
profile-bar-connection-text = Sections for you alone are left out.
profile-bar-guest = This is what people without an account see.
profile-bar-guest-text = Only sections for everyone are shown.
profile-bar-guest-none = People without an account do not see you.
profile-bar-guest-none-text = For them this page does not exist.
profile-view-as = View as
profile-eyes-own = You
profile-eyes-connection = Connection
profile-eyes-end = Look with your own eyes again
profile-eyes-member = Member
profile-eyes-guest = Guest
profile-guest-none-title = Nothing to see for guests
profile-guest-none-text = Whoever has no account here reads that there is no such page. You can open it to them in your privacy settings.

## Audiences

audience-only-me = Only me
audience-connections = Connections
audience-members = Members
audience-everyone = Everyone
audience-unknown = Choose who may see this.

## Editing

edit-title = Edit profile
edit-cancel = Cancel
edit-audience-hint = Beside each section you choose who sees it. “Everyone” includes people without an account once your page is public.
edit-you = You
edit-name-hint = Members always see your name.
edit-pronouns-audience = Who sees your pronouns
edit-headline-hint = What you do, in one line. It stands beside your name wherever you are named.
edit-headline-audience = Who sees your headline
edit-about = About you
edit-about-hint = **bold**, *italic* and lists with a dash work. Addresses become links.
edit-about-audience = Who sees what you say about yourself
edit-location = Where you are
edit-location-hint = A town, or your own words.
edit-location-audience = Who sees your location
edit-links-hint = Up to five pages elsewhere, such as your own site. An empty name shows the address.
edit-link = Link { $n }
edit-link-label = Name
edit-link-url = Address
edit-links-audience = Who sees your links

link-url-missing = Add the address this name belongs to, or empty the name.

## Privacy

privacy-page = Your page outside of this community
privacy-page-text = Members always see your page at { $address }. Here you choose whether others may.
privacy-public = Show my page to people without an account
privacy-public-hint = They see your name, and those sections you have opened to everyone. Off: for them the page does not exist.
privacy-indexed = Let search engines list my page
privacy-indexed-hint = Matters only while the page is shown to people without an account. It can take weeks until search engines forget.
privacy-sections-text = Who sees what. “Everyone” includes people without an account once your page is shown to them.
privacy-group-you = You
privacy-group-path = Your path
privacy-group-work = Your work
privacy-as-connection = View as a connection
privacy-as-member = View as a member
privacy-as-guest = View as a guest

## People

people-title = People
people-filter = Name begins with
people-filter-button = Find
people-all = All members
people-new = { $n ->
    [one] 1 new member
   *[other] { $n } new members
}
people-new-many = More than 99 new members
newcomers-title = New members
newcomers-none-title = Nobody new
newcomers-none-text = Nobody has joined since. Everyone who is here stands in the list of all members.
people-none-title = Nobody here yet
people-none-text = Everyone who joins stands here, by name.
people-none-so-called-title = Nobody’s name begins with “{ $q }”
people-none-so-called-text = Try fewer letters. Names are listed as people write them, often with the first name in front.

## Home


## Sections with entries

section-featured = Featured
section-featured-empty = Pages elsewhere that show best what you do: an article, a talk, a shop.
section-featured-add = Add a page
section-experience = Experience
section-experience-empty = Where you worked and as what. People find former colleagues by it.
section-experience-add = Add a position
section-education = Education
section-education-empty = Schools and universities. People find those they learned with by it.
section-education-add = Add a school
section-licences = Licences and certificates
section-licences-empty = What you may do because you proved that you can.
section-licences-add = Add a licence or certificate
section-projects = Projects
section-projects-empty = What you built or took part in, beside or within your work.
section-projects-add = Add a project
section-volunteering = Volunteering
section-volunteering-empty = What you do without being paid for it.
section-volunteering-add = Add volunteering
section-skills = Skills
section-skills-empty = What you are good at. The first three stand in your profile.
section-skills-add = Add a skill
section-publications = Publications
section-publications-empty = What you wrote and somebody published.
section-publications-add = Add a publication
section-courses = Courses
section-courses-empty = What you learned beside or within your education.
section-courses-add = Add a course
section-honours = Honours and awards
section-honours-empty = What you were honoured for.
section-honours-add = Add an honour
section-languages = Languages
section-languages-empty = Languages you speak, and how well.
section-languages-add = Add a language
section-contact = Contact
section-contact-empty = How people can reach you. Each has an audience of its own.
section-contact-add = Add a way to reach you

section-back = Back to the profile
section-change = Edit
section-entries = Entries
section-audience = Who sees this section
section-editing = Edit
section-drag = Drag to move
section-up = Move up: { $what }
section-down = Move down: { $what }
section-edit = Edit: { $what }
section-remove = Remove: { $what }
section-all = Show all { $n }
section-full = This section holds as many entries as it can. Remove one to add another.
profile-add = Add to your profile
audience-each = Each as you chose

entry-choose = Choose
entry-start = Start
entry-end = End
entry-current = I do this now
entry-month = Month
entry-year = Year
entry-url = Page about it
entry-summary = Description
entry-points = Highlights
entry-points-hint = One on each line.
entry-keywords = Keywords
entry-keywords-hint = Separated by commas.
entry-listed = List me on its page
entry-listed-hint = Those who may see this section then find you on the page of the organisation.
entry-featured-title = Title
entry-featured-url = Address
entry-featured-remark = In a line
entry-experience-title = Position
entry-experience-organisation = Employer
entry-experience-choice = Kind of employment
entry-experience-location = Place
entry-education-organisation = School or university
entry-education-title = Degree
entry-education-subtitle = Field of study
entry-education-start-hint = The year is enough.
entry-education-end-hint = Or when you expect it to end.
entry-education-detail = Grade
entry-education-remark = Activities
entry-education-points = Courses
entry-licences-title = Name
entry-licences-organisation = Issued by
entry-licences-start = Issued
entry-licences-end = Expires
entry-licences-end-hint = Leave it empty if it does not.
entry-licences-detail = Number
entry-licences-url-hint = Where others can check it.
entry-projects-title = Name
entry-projects-subtitle = Your part in it
entry-projects-organisation = For whom
entry-projects-remark = Kind of project
entry-volunteering-title = What you do
entry-volunteering-organisation = Organisation
entry-volunteering-subtitle = Cause
entry-skills-title = Skill
entry-skills-title-hint = Another skill begins without endorsements.
entry-skills-choice = How well
entry-skills-keywords-hint = What belongs to it, separated by commas.
entry-publications-title = Title
entry-publications-organisation = Publisher
entry-publications-start = Published
entry-courses-title = Name
entry-courses-organisation = Where
entry-courses-detail = Number
entry-honours-title = Title
entry-honours-organisation = Awarded by
entry-honours-start = When
entry-languages-title = Language
entry-languages-choice = How well
entry-contact-choice = Kind
entry-contact-title = Address or number
entry-contact-subtitle = Note
entry-contact-subtitle-hint = Such as “work”, or the name of the messenger.
entry-contact-audience = Who sees it

entry-skills-known = You have this skill already.
entry-choice-unknown = Choose one of these.
entry-end-missing = Add when it ended, or that you do it now.
entry-end-before-start = It cannot end before it began.
month-year-missing = Add the year.
month-year-unknown = Write the year with four digits, from 1900 to { $limit }.
month-unknown = Choose a month.
contact-phone-unreadable = Use digits, such as +31 10 123 45 67.

employment-full-time = Full time
employment-part-time = Part time
employment-self-employed = Self-employed
employment-freelance = Freelance
employment-contract = Contract
employment-internship = Internship
employment-apprenticeship = Apprenticeship
employment-seasonal = Seasonal
skill-beginner = Beginner
skill-intermediate = Intermediate
skill-advanced = Advanced
skill-expert = Expert
fluency-elementary = elementary
fluency-limited = limited working
fluency-professional = professional working
fluency-full-professional = full professional
fluency-native = native or bilingual
contact-email = E-mail
contact-phone = Telephone
contact-messenger = Messenger
contact-address = Postal address

dates-range = { $from } to { $to }
dates-now = { $from } to now
dates-until = Until { $to }
dates-present = At present
dates-issued = Issued { $month }
dates-expires = Expires { $month }
dates-expired = Expired { $month }
duration-years = { $n ->
    [one] 1 year
   *[other] { $n } years
}
duration-months = { $n ->
    [one] 1 month
   *[other] { $n } months
}
month-of-year = { $month } { $year }
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December

## The guide

guide-title = Your next step
guide-done = { $done } of { $of } done
guide-hide = Do not show this
guide-headline = Say what you do, in one line
guide-headline-reason = It stands beside your name wherever you are named.
guide-experience = Add where you work or worked
guide-experience-reason = Former colleagues recognise you by it, more than by your name.
guide-education = Add where you learned
guide-education-reason = Those you learned with look for you there.
guide-skills = Add three skills
guide-skills-reason = They tell in three words what people can ask you about.
guide-about = Write a few lines about yourself
guide-about-reason = What you look for and what you can help with is said nowhere else.
guide-location = Say where you are
guide-location-reason = People near you are easier to meet.

profile-photo = Photo
picture-photo-title = Your photo
picture-cover-title = Your cover picture
picture-add = Choose a picture
picture-replace = Choose another picture
picture-photo-text = It is shown in a circle beside your name. Until there is one, your initials stand there.
picture-cover-text = A wide picture at the head of your profile. Whoever sees your profile sees it.
picture-file = Picture
picture-file-hint = JPEG, PNG, WebP or GIF, up to { $n } MB. Where and when it was taken is removed.
picture-crop = The part of the picture that will be shown
picture-crop-hint = Drag the picture, or use the arrow keys.
picture-zoom = Enlarge
picture-keep = Which part to keep, where it does not fit
picture-keep-middle = The middle
picture-keep-start = The top, or the left
picture-keep-end = The bottom, or the right
picture-send = Use this picture
picture-audience = Who sees it
picture-audience-text = On your profile and wherever you are named. Others see your initials.
picture-audience-label = Your photo is for
picture-remove-photo = Remove the photo
picture-remove-cover = Remove the cover picture
picture-missing = Choose a picture first.
picture-too-large = This file is too large. Up to 16 MB will do.
picture-unknown = This is not a JPEG, PNG, WebP or GIF. Save it as one of these and try again.
picture-damaged = This picture is damaged and cannot be read.
picture-too-many-pixels = This picture is too large to be worked on. Make it smaller, 5,000 pixels wide is plenty.
picture-too-small = This picture, or the part you chose, is too small. It takes at least 16 pixels each way.
picture-part-unknown = Choose which part to keep.
guide-photo = Add a photo
guide-photo-reason = People recognise you where they met you.

## Who looked at a profile

profile-views-all = All
profile-views-week = { $n ->
    [0] No profile views this week
    [one] 1 profile view this week
   *[other] { $n } profile views this week
}
profile-views-private = { $n ->
    [one] 1 of them in private
   *[other] { $n } of them in private
}
profile-views-you-private = You look at profiles in private, so you see numbers alone.
views-title = Who viewed your profile
views-back = Back to the profile
views-summary = In numbers
views-days = Last { $n } days
views-more = { $n } more than before
views-fewer = { $n } fewer than before
views-same = As many as before
views-chart = Views a day
views-chart-later = The chart starts at { $n } views within 28 days.
views-chart-all = { $n } views within 28 days.
views-chart-best = The most were { $n }, on { $day }.
views-table = Show as a table
views-day = Day
views-count = Views
views-list = Who it was
views-private = { $n ->
    [one] 1 view was made in private: it is counted, never listed.
   *[other] { $n } views were made in private: they are counted, never listed.
}
views-you-private = You look at profiles in private.
views-you-private-text = So nobody is told that it was you, and in turn you see numbers alone. Choose another way, and you learn who looks from then on.
views-choose = Choose how you look
views-none = Nobody yet who wanted to be known. Whoever looks from now on stands here.
views-no-more = That was everybody.
views-at = Somebody at { $company }
views-from = Somebody from { $place }
views-somebody = A member of { $community }
views-how = How views are counted
views-how-you = You look:
views-how-counted = Each member counts once a day, by universal time. Your own looks do not count.
views-how-guests = People without an account are not counted at all.
views-how-kept = Views are kept for { $n } days.
viewing-title = How you look at others
viewing-text = What people learn when you look at their profile
viewing-by-name = Your name and headline
viewing-by-name-hint = They see that it was you, and you see who looks at you.
viewing-semi-private = Something you share with many
viewing-semi-private-hint = Your present employer or your place, if they may read it of you and at least five members share it. Otherwise “A member of { $community }”.
viewing-in-private = Nothing
viewing-in-private-hint = Your look is counted and never listed. In turn you see how many look at you, and not who.
viewing-from-now = This holds from now on. Looks of before stay as they were made, and when you leave private viewing you learn who looks at you from then on.
viewing-unknown = Choose how you look at others.
viewing-full = by name
viewing-semi = semi-privately
viewing-private = in private

## Open to

settings-open-to = Open to
open-to-work = Open to work
open-to-work-about = Say that you look for work. It shows on your profile and beside your name in lists.
open-to-work-hint = Such as “Second mate on short sea routes, from March”.
open-to-hiring = Hiring
open-to-hiring-about = Say that you look for people. It shows on your profile and beside your name in lists.
open-to-hiring-hint = Such as “Two riggers and a crane operator in Gdańsk”.
open-to-line = What you look for
open-to-audience = Who sees it
open-to-hide = Hide it from people at my present employers
open-to-hide-hint = Whoever names one of them as their present employer does not see it, nor do people without an account. It cannot keep out those who do not say where they work.
open-to-show = Show it
open-to-until = Shown until { $day }.
open-to-over = No longer shown since { $day }.
open-to-renew = Renew
open-to-end = End
open-to-ends = Each ends by itself after 90 days. A week before, a mail tells you.

mail-work-ending-subject = You are “open to work” until { $when }
mail-work-ending-text = Hello { $name },
    your profile in { $community } says that you are open to work. It stops saying so on { $when }.
    You still look? One click shows it for 90 more days. You do not? Then do nothing.
mail-hiring-ending-subject = You are “hiring” until { $when }
mail-hiring-ending-text = Hello { $name },
    your profile in { $community } says that you are hiring. It stops saying so on { $when }.
    You still look for people? One click shows it for 90 more days. You do not? Then do nothing.
mail-badge-button = Renew it

## Endorsements

endorse = Endorse
endorse-skill = Endorse { $skill }
endorse-not-connected = Only connections endorse a skill, and you are not connected.
endorsed = Endorsed
endorsed-skill = Endorsed: { $skill }. Take it back
endorsed-title = Take it back
endorsements-count = { $n ->
    [one] One endorsement
   *[other] { $n } endorsements
}
endorsements-count-many = More than { $n } endorsements
endorsers = Who endorses it
endorsers-title = Endorsements: { $skill }
endorsers-own = Connections say that you can do this. Hide whom you like: they are not told, and nobody else finds them here.
endorsers-none = Nobody to show
endorser-hidden = Hidden
endorser-hide = Hide
endorser-hide-name = Hide { $name }
endorser-show = Show
endorser-show-name = Show { $name }
