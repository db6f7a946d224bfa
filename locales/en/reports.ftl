# What members report to the team, and what they are told of it.

report-link = Report { $name }
report-page = Report this page
report-title = Report { $name }
report-post-title = Report a post by { $name }
report-comment-title = Report a comment by { $name }
report-text = The people who run this community read it, with what you can see on this page now. Whoever you report does not learn that it was you.
report-category = What is wrong?
report-category-missing = Choose what is wrong.
report-spam = Spam
report-spam-hint = Advertising, or the same again and again.
report-fake = Fake
report-fake-hint = Pretends to be somebody or something else, or claims what is not true.
report-harassment = Harassment
report-harassment-hint = Insults, threatens or exposes somebody.
report-hate = Hate or violence
report-hate-hint = Goes for people because of who they are, or calls for violence.
report-sexual = Sexual content
report-sexual-hint = Does not belong here, whoever is shown.
report-fraud = Fraud
report-fraud-hint = Is after money, passwords or documents, or offers work that does not exist.
report-other = Something else
report-other-hint = Tell us below what it is.
report-note = In your own words
report-note-hint = What should the team look at? Only the team reads this.
report-note-missing = Say in a few words what is wrong.
report-too-many = You have reported twenty times within a day, and the team has it all. Report this one tomorrow.
report-button = Send report
report-back = Back to the page
report-known-text = The team has your report about this already and will decide on it. You get a mail then.
report-known-list = See what you reported

reported-text = Whoever you reported does not learn that it was you.
# What is reported, and, with a name, in the middle of a sentence.
reported-party = Profile
reported-post = Post
reported-comment = Comment
reported-party-of = { $name }
reported-post-of = a post by { $name }
reported-comment-of = a comment by { $name }
reported-none-title = You have reported nothing
reported-none-text = If something here should not be, open the profile or page, or the menu of the post or comment, and choose “Report”.
reported-open = The team has not decided yet
reported-dismissed = The team found nothing that breaks the rules
reported-acted = The team agreed and has acted

outcome-open = Open
outcome-dismissed = Dismissed
outcome-mended = Dealt with
outcome-warned = Warned
outcome-suspended = Suspended

mail-report-acted-subject = Your report about { $subject }
mail-report-acted-text = Hello { $name },
    on { $when } you reported { $subject } to the team of { $community }. The team has looked at it, agreed, and acted.
    Thank you for taking the time.
mail-report-dismissed-subject = Your report about { $subject }
mail-report-dismissed-text = Hello { $name },
    on { $when } you reported { $subject } to the team of { $community }. The team has looked at it and found nothing that breaks the rules.
    If you would rather not meet somebody there, you can block them from the menu of their profile.
mail-report-button = See what you reported
mail-warned-subject = A warning from the team of { $community }
mail-warned-text = Hello { $name },
    the team of { $community } has looked at your profile and asks you to change something:
    { $reason }
    Your account works as before. If nothing changes, the team can suspend it.
mail-suspended-subject = Your account at { $community } is suspended
mail-suspended-text = Hello { $name },
    the team of { $community } has suspended your account. You are signed out everywhere, and nobody finds your profile. This is why:
    { $reason }
    If you think that this is wrong, answer this mail.
mail-post-removed-subject = Your post at { $community } was taken down
mail-post-removed-text = Hello { $name },
    the team of { $community } has taken down a post of yours. This is why:
    { $reason }
    If you think that this is wrong, answer this mail.
mail-comment-removed-subject = Your comment at { $community } was taken down
mail-comment-removed-text = Hello { $name },
    the team of { $community } has taken down a comment of yours. This is why:
    { $reason }
    If you think that this is wrong, answer this mail.
mail-post-warned-subject = A warning from the team of { $community }
mail-post-warned-text = Hello { $name },
    the team of { $community } has taken down a post of yours and warns you:
    { $reason }
    Your account works as before. If it happens again, the team can suspend it.
mail-comment-warned-subject = A warning from the team of { $community }
mail-comment-warned-text = Hello { $name },
    the team of { $community } has taken down a comment of yours and warns you:
    { $reason }
    Your account works as before. If it happens again, the team can suspend it.
