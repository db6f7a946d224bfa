-- owner: posts
-- What people say. An author is a person, by the id, or a company, by its id below zero.
CREATE TABLE post (
    id BIGINT PRIMARY KEY, -- not personal
    author_id BIGINT NOT NULL, -- personal: by-audience
    -- Made by the form, so that one sent twice is written once.
    request_id TEXT NOT NULL, -- not personal
    source TEXT NOT NULL, -- personal: by-audience; Markdown
    -- Who may read it: 1 the author's connections, 2 members, 3 everyone.
    audience BIGINT NOT NULL CHECK (audience BETWEEN 1 AND 3), -- personal: by-audience
    posted_us BIGINT NOT NULL, -- personal: by-audience
    -- When it last said something else; 0 never.
    edited_us BIGINT NOT NULL DEFAULT 0, -- personal: by-audience
    -- When it was taken back; it can be brought back for some minutes, and is forgotten after a day.
    removed_us BIGINT, -- personal: self
    UNIQUE (author_id, request_id)
);

-- Whatever a feed asks for to know which posts are in it.
CREATE INDEX post_by_author ON post (author_id, id DESC, audience, removed_us) WHERE removed_us IS NULL;
CREATE INDEX post_by_removal ON post (removed_us) WHERE removed_us IS NOT NULL;

-- What a post said before it was edited.
CREATE TABLE post_version (
    post_id BIGINT NOT NULL REFERENCES post (id), -- not personal
    -- From 1 on, in order.
    number BIGINT NOT NULL, -- personal: by-audience
    source TEXT NOT NULL, -- personal: by-audience; Markdown
    -- Who could read it when it was edited: nobody else reads it later.
    audience BIGINT NOT NULL CHECK (audience BETWEEN 1 AND 3), -- personal: by-audience
    -- When it was first to be read.
    since_us BIGINT NOT NULL, -- personal: by-audience
    PRIMARY KEY (post_id, number)
);

-- The hashtags of posts, by which they are found.
CREATE TABLE post_tag (
    tag_key TEXT NOT NULL, -- personal: by-audience
    post_id BIGINT NOT NULL REFERENCES post (id), -- not personal
    PRIMARY KEY (tag_key, post_id)
);

CREATE INDEX post_tag_by_post ON post_tag (post_id);

-- Whom a post mentions: the handle as it was typed, and whose it was then.
CREATE TABLE post_mention (
    post_id BIGINT NOT NULL REFERENCES post (id), -- not personal
    handle_key TEXT NOT NULL, -- personal: by-audience
    account_id BIGINT NOT NULL REFERENCES account (id), -- personal: by-audience
    PRIMARY KEY (post_id, handle_key)
);

CREATE INDEX post_mention_by_account ON post_mention (account_id, post_id);

-- What somebody keeps to find it again.
CREATE TABLE saved_post (
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    post_id BIGINT NOT NULL REFERENCES post (id), -- personal: self
    since_us BIGINT NOT NULL, -- personal: self
    PRIMARY KEY (account_id, post_id)
);

CREATE INDEX saved_post_by_time ON saved_post (account_id, since_us DESC, post_id DESC);
CREATE INDEX saved_post_by_post ON saved_post (post_id);
