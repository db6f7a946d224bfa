# Profiles, the list of people, home, and who sees what.

## The profile's page

profile-title = Profile
profile-name = Name
profile-pronouns = Pronouns
profile-headline = Headline
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
profile-bar-guest = This is what people without an account see.
profile-bar-guest-text = Only sections for everyone are shown.
profile-bar-guest-none = People without an account do not see you.
profile-bar-guest-none-text = For them this page does not exist.
profile-view-as = View as
profile-eyes-own = You
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
edit-audience-hint = Beside each section you choose who sees it. “Connections” reaches nobody for now: members cannot connect yet. “Everyone” includes people without an account once your page is public.
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
places-meant = Is it one of these?
places-none = None of these: show it as I wrote it

link-url-missing = Add the address this name belongs to, or empty the name.
link-url-unreadable = This is not the address of a web page. It looks like https://example.org.

## Privacy

privacy-page = Your page outside of this community
privacy-page-text = Members always see your page at { $address }. Here you choose whether others may.
privacy-public = Show my page to people without an account
privacy-public-hint = They see your name, and those sections you have opened to everyone. Off: for them the page does not exist.
privacy-indexed = Let search engines list my page
privacy-indexed-hint = Matters only while the page is shown to people without an account. It can take weeks until search engines forget.
privacy-sections-text = Each section of your profile has its own audience. This is who sees them as things stand.
privacy-change-sections = Change in your profile
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

feed-you = You
feed-newest = Newest members
feed-for-now = For now, home shows your own card and the newest members. That is all there is here yet.
feed-alone-title = You are the first
feed-alone-text = Whoever joins after you is shown here.
feed-complete = Help others to recognise you
feed-complete-text = Your profile lacks a few lines:
feed-add-headline = Say what you do
feed-add-location = Say where you are
feed-add-about = Write about yourself
