# How people relate: blocking.

person-more = More about { $name }
block-link = Block { $name }
block-title = Block { $name }?
block-text = Block somebody whom you do not want to meet here. You need no reason.
block-does = What happens
block-does-apart = Neither of you finds the other any more: no profile, no place in lists and in search, no line on the page of a company.
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
