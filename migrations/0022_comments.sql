-- owner: posts
-- Who may comment on a post: 1 whoever may read it, 2 the author's connections, 3 whom it mentions, 4 nobody. The author
-- always may.
ALTER TABLE post ADD COLUMN commenters BIGINT NOT NULL DEFAULT 1 CHECK (commenters BETWEEN 1 AND 4); -- personal: by-audience
-- How many comments there are, replies among them: always as many as rows that are not taken back.
ALTER TABLE post ADD COLUMN comments BIGINT NOT NULL DEFAULT 0; -- personal: by-audience

-- What people say to a post, and to a comment.
CREATE TABLE comment (
    id BIGINT PRIMARY KEY, -- not personal
    post_id BIGINT NOT NULL REFERENCES post (id), -- not personal
    -- The comment this is a reply to; none for one to the post itself.
    parent_id BIGINT REFERENCES comment (id), -- not personal
    author_id BIGINT NOT NULL REFERENCES account (id), -- personal: by-audience
    -- Made by the form, so that one sent twice is written once.
    request_id TEXT NOT NULL, -- not personal
    source TEXT NOT NULL, -- personal: by-audience; Markdown
    -- For whom the post was when this was said: who could not read the post then does not read this later.
    audience BIGINT NOT NULL CHECK (audience BETWEEN 1 AND 3), -- personal: by-audience
    said_us BIGINT NOT NULL, -- personal: by-audience
    -- When it last said something else; 0 never.
    edited_us BIGINT NOT NULL DEFAULT 0, -- personal: by-audience
    -- When it was taken back, and by whom: its author, or the author of the post.
    removed_us BIGINT, -- personal: by-audience
    removed_by BIGINT REFERENCES account (id), -- personal: by-audience
    -- Replies that are not taken back.
    replies BIGINT NOT NULL DEFAULT 0, -- personal: by-audience
    -- Reactions and replies: what is talked about comes first.
    weight BIGINT NOT NULL DEFAULT 0, -- personal: by-audience
    UNIQUE (author_id, request_id)
);

CREATE INDEX comment_by_weight ON comment (post_id, weight DESC, id) WHERE parent_id IS NULL;
CREATE INDEX comment_by_time ON comment (post_id, id DESC) WHERE parent_id IS NULL;
CREATE INDEX comment_by_parent ON comment (parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX comment_by_post ON comment (post_id);
CREATE INDEX comment_by_removal ON comment (removed_us) WHERE removed_us IS NOT NULL AND source <> '';

-- Whom a comment mentions, as in post_mention.
CREATE TABLE comment_mention (
    comment_id BIGINT NOT NULL REFERENCES comment (id), -- not personal
    handle_key TEXT NOT NULL, -- personal: by-audience
    account_id BIGINT NOT NULL REFERENCES account (id), -- personal: by-audience
    PRIMARY KEY (comment_id, handle_key)
);

CREATE INDEX comment_mention_by_account ON comment_mention (account_id, comment_id);

-- How somebody finds a post or a comment: one reaction each.
CREATE TABLE reaction (
    -- A post or a comment: no two of them have one id.
    subject_id BIGINT NOT NULL, -- not personal
    account_id BIGINT NOT NULL REFERENCES account (id), -- personal: by-audience
    -- Its number in the operator's set.
    kind BIGINT NOT NULL, -- personal: by-audience
    since_us BIGINT NOT NULL, -- personal: by-audience
    PRIMARY KEY (subject_id, account_id)
);

CREATE INDEX reaction_by_time ON reaction (subject_id, since_us DESC, account_id DESC);
CREATE INDEX reaction_by_kind ON reaction (subject_id, kind, since_us DESC, account_id DESC);
CREATE INDEX reaction_by_account ON reaction (account_id);

-- How many reactions of each kind there are: always as many as rows.
CREATE TABLE reaction_tally (
    subject_id BIGINT NOT NULL, -- not personal
    kind BIGINT NOT NULL, -- not personal
    tally BIGINT NOT NULL, -- personal: by-audience
    PRIMARY KEY (subject_id, kind)
);
