post-new = New post
post-label = What would you like to share?
post-placeholder = Share something useful with your network
post-audience = Who can read it
post-sent-before = This form has posted another text before. If you want to post this one as well, send it again.
post-audience-hint = From now on. Whoever is not among them does not find it any more.
post-audience-unknown = Choose who can read it.
post-for-everyone = Anyone
post-for-members = Members
post-for-connections = Connections
post-publish = Post
post-too-many = You have posted very much in a short time. Your text is still here: try again in an hour.
post-more = More about this post
post-copy = Copy link
post-hide = Not interested
# Where a post stood that was hidden a moment ago.
post-hidden = You do not see this post by { $name } on your home page any more.
post-untag = Remove my mention
person-mute = Mute { $name }
person-snooze = Snooze { $name } for 30 days
post-report = Report post
comment-more = More about this comment
comment-report = Report comment
post-edit = Edit
post-remove = Delete
preview-refresh = Ask the page again
preview-remove = Remove preview
preview-restore = Show preview
post-edited = Edited
post-title = Post by { $name }
post-all-of = All posts by { $name }
post-edit-title = Edit post
post-edit-text = What it said before stays readable under “Edited” for those who could read it then and can read the post now.
post-text = Text
post-save = Save
post-says-now = What it says now
post-edited-elsewhere = This post was changed elsewhere since you opened this page. Your text is still here: save again to replace what it says now.
post-edited-often = This post was edited thirty times, which is as often as it goes. You can still change who can read it.
post-history-title = Edits
post-version-now = Now
posts-of = Posts by { $name }
posts-profile = Profile
posts-none-title = No posts
posts-none-text = There is nothing here that you can read.
posts-none-own-title = You have not posted yet
posts-none-own-text = What you post is listed here.
posts-write = Write a post
feed-you = You
feed-own = Your posts
feed-links = Quick links
feed-posts = Posts
feed-none-title = Nothing here yet
feed-none-text = What your connections and those you follow post is shown here, the newest first.
feed-no-more-title = That is all
feed-no-more-text = There are no older posts.
feed-first = To the newest
feed-new = { $n ->
    [one] { $n } new post
   *[other] { $n } new posts
}
feed-new-many = { $n }+ new posts
mentions-offered = People to mention
feed-find = People you may know
feed-newest = Newest members
feed-alone-title = You are the first
feed-alone-text = Whoever joins after you is shown here.
tag-text = Posts with this hashtag that you can read, the newest first.
post-read-on = Read on
post-keep = Save this post
saved-title = Saved
saved-text = Posts you saved, the last first. Only you see this.
saved-none-title = Nothing saved
saved-none-text = The bookmark below a post saves it, for you alone.
reaction-like = Like
reaction-celebrate = Celebrate
reaction-support = Support
reaction-insightful = Insightful
reaction-curious = Curious
react-choose = Choose a reaction
reactions-see = { $n ->
    [one] One reaction: see who
   *[other] { $n } reactions: see who
}
reactions-count = { $n ->
    [one] One reaction
   *[other] { $n } reactions
}
reactions-title = Reactions
reactions-back = To what they reacted to
reactions-which = Which reactions
reactions-all = All
reactions-none = No reactions
reactions-none-text = There are none that you can see.
comments = Comments
comments-count = { $n ->
    [0] Comment
    [one] 1 comment
   *[other] { $n } comments
}
comments-order = Order of the comments
comments-relevant = Most discussed
comments-newest = Newest
comments-earlier = Show the earlier replies
comments-more = Show more replies
comments-more-replies = { $n ->
    [one] Show one more reply
   *[other] Show { $n } more replies
}
comments-closed = { $name } has closed the comments to this post.
comments-for-connections = Only connections of { $name } can comment on this post.
comments-for-mentioned = Only people whom { $name } mentions can comment on this post.
comment-label = Add a comment
comment-reply-label = Write a reply
comment-send = Send
comment-reply = Reply
comment-replies = Replies
comment-by-author = Author
comment-asked = The comment of the link
comment-gone = The comment of this link is not there any more, or not for you.
comment-taken-back = This comment was deleted by its author.
comment-removed = This comment was removed by the author of the post.
comment-taken-down = This comment was taken down by the team.
comment-hidden = This comment is not shown to you.
comment-sent-before = This form has sent another comment before. If you want to send this one as well, send it again.
comment-too-many = You have commented very much in a short time. Your text is still here: try again in an hour.
comment-answered-gone = What you reply to was taken back. Your text is still here: send it again as a comment of its own.
comment-edit-title = Edit comment
comment-edited-elsewhere = This comment was changed elsewhere since you opened this page. Your text is still here: save again to replace what it says now.
commenters = Who can comment
commenters-hint = You always can. What was said already stays.
commenters-readers = Anyone who can read it
commenters-connections = My connections
commenters-mentioned = People it mentions
commenters-nobody = Nobody
commenters-unknown = Choose who can comment.
post-settings = More settings
post-photos = Photos
drafts-count = { $n ->
    [one] { $n } draft
   *[other] { $n } drafts
}
drafts-title = Drafts
drafts-all = All drafts
drafts-text = What you have begun to write, the last changed first; at most fifty. Only you see them. What lies untouched for ninety days is deleted.
drafts-none-title = No drafts
drafts-none-text = A post with photos begins as a draft. It stays here until you post it.
drafts-full = You have fifty drafts, as many as fit. Post or delete one first; your text is still here.
draft-title = Draft
draft-untitled = Nothing written yet
draft-save = Save draft
draft-remove = Delete draft
draft-saved = Saved
draft-not-saved = Not saved. Your text is still here: press “Save draft”.
draft-elsewhere-short = This draft was changed in another tab. Your text here is not saved: press “Save draft” to see both.
draft-elsewhere = This draft was changed elsewhere since you opened this page. Your text is still here: save again to replace what it says now.
images-title = Pictures
images-add = Add pictures
images-hint = JPEG, PNG, WebP or GIF; up to twenty in one post, 16 MB each. Where and when they were taken is removed.
images-send = Add
images-send-hint = Up to { $n } MB at once. Save your text first if you have typed since.
images-progress = Picture #number of #count is on its way …
images-failed = File #number could not be sent. Try again with this one alone.
images-refused = File { $n }: { $why }
images-busy = There is too much to do right now. Send it again in a moment.
images-too-many = You have sent very many pictures in a short time. Send it again in an hour.
images-undescribed = Say in a few words what each picture shows, for those who cannot see it. You can post without, and add it later.
images-described = Every picture is described.
images-of-post = What a picture shows, in words, for those who cannot see it. Pictures can be taken out, but not added.
images-describe = Save descriptions
images-more = and { $n ->
    [one] one more picture
   *[other] { $n } more pictures
}
image-full = A post holds twenty pictures. This one did not fit.
image-alt = What picture { $n } shows
image-alt-too-long = What a picture shows may be said in { $limit } characters. One of the descriptions is longer.
image-unnamed = Picture { $n } of { $of }, without a description
image-up = Move picture { $n } up
image-down = Move picture { $n } down
image-remove = Remove picture { $n }
image-previous = Previous picture
image-next = Next picture
image-number = #number of #count
sharing = Who can pass it on
sharing-hint = What is for connections stays among them.
sharing-free = Anyone who reads it: repost and quote
sharing-unquoted = Anyone who reads it: repost only
sharing-nobody = Nobody
sharing-unknown = Choose who can pass it on.
repost = Repost
repost-undo = Undo repost
repost-closed = Its author does not want it passed on.
repost-cue = { $others ->
    [0] reposted this
    [one] and one other you follow reposted this
   *[other] and { $others } others you follow reposted this
}
repost-cue-own = { $others ->
    [0] You reposted this
    [one] You and one other you follow reposted this
   *[other] You and { $others } others you follow reposted this
}
reposts-count = { $n ->
    [0] Repost
    [one] Passed on once
   *[other] Passed on { $n } times
}
reposts-see = { $n ->
    [one] One repost: see who
   *[other] { $n } reposts: see who
}
reposts-title = Reposts
reposts-none = Nobody you can see
reposts-none-text = Whoever reposts it is listed here.
quote = Quote
quote-title = Quote a post
quote-text = Your words, with the post below them. It is shown to those who can read it; to others it is not.
quote-refused = Its author does not want it quoted. Your text is still here.
quote-detach = Take my post out of this one
quote-detached = The author of the quoted post has taken it out.
quote-away = The quoted post is not available.
quotes-see = { $n ->
    [one] Quoted once
   *[other] Quoted { $n } times
}
quotes-title = Quotes
quotes-of = To the post
quotes-none-title = No quotes
quotes-none-text = There is nothing here that you can read.
poll = Poll
poll-text = The text asks, these are the answers: two to four. Leave them empty for no poll.
poll-option = Option { $n }
poll-options = Options
poll-days = Open for
poll-for-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
poll-fixed = Options and time cannot be changed once it is posted. Nobody sees who votes for what, and you see the result as everybody does: having voted, or at the end.
poll-one-option = A poll needs two options at least. Write another one, or leave all of them empty.
poll-option-twice = This option is there already. Write another one.
poll-days-unknown = Choose how long it is open.
poll-choose = Choose an option
poll-vote = Vote
poll-change = Change my vote
poll-yours = Your vote
poll-none-chosen = Choose one of the options.
poll-sign-in = Sign in to vote
poll-secret = Nobody sees how you vote
poll-votes = { $n ->
    [one] { $n } vote
   *[other] { $n } votes
}
poll-percent = { $n }%
poll-days-left = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
}
poll-hours-left = { $n ->
    [one] { $n } hour left
   *[other] { $n } hours left
}
poll-minutes-left = { $n ->
    [one] { $n } minute left
   *[other] { $n } minutes left
}
poll-ended = Ended
poll-end-early = End poll
poll-end = End the poll now
poll-of-post = Options and time cannot be changed any more. You can end the poll early: then every reader sees the result, and nobody votes again.
poll-of-post-over = This poll has ended. Its options cannot be changed any more.

# What somebody does not want to see at home.
muted-text = None of it shows on your home page. Everywhere else it stands as before, connections stay, and nobody learns of it.
muted-all = Words and people
muted-posts = Hidden posts
muted-posts-text = Posts you hid from your home page. Nobody else learns of it.
muted-no-posts-title = You have hidden no post
muted-no-posts-text = To hide one, choose “Not interested” in its menu on your home page.
muted-show = Show again
muted-terms = Words and hashtags
muted-term = Word, phrase or #hashtag
muted-term-hint = Capitals make no difference, and a word is found as a whole word.
muted-add = Mute
muted-end = Unmute
muted-full = You mute { $limit } of these already. Unmute one first.
muted-people = People
muted-nobody-title = You mute nobody
muted-nobody-text = To mute somebody or to snooze them for 30 days, open the menu of one of their posts.
muted-until = Snoozed until
muted-since = Muted since
