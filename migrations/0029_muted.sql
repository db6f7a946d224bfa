-- owner: posts
-- What somebody does not want to see at home. Nobody else learns of it.

-- Single posts.
CREATE TABLE hidden_post (
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    post_id BIGINT NOT NULL REFERENCES post (id), -- personal: self
    since_us BIGINT NOT NULL, -- personal: self
    PRIMARY KEY (account_id, post_id)
);

CREATE INDEX hidden_post_by_time ON hidden_post (account_id, since_us DESC, post_id DESC);
CREATE INDEX hidden_post_by_post ON hidden_post (post_id);

-- Whatever somebody says.
CREATE TABLE muted_person (
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    person_id BIGINT NOT NULL REFERENCES account (id), -- personal: self
    since_us BIGINT NOT NULL, -- personal: self
    -- When it ends by itself; NULL never.
    until_us BIGINT, -- personal: self
    PRIMARY KEY (account_id, person_id)
);

CREATE INDEX muted_person_by_time ON muted_person (account_id, since_us DESC, person_id DESC);
CREATE INDEX muted_person_by_person ON muted_person (person_id);

-- Posts with a hashtag.
CREATE TABLE muted_tag (
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    tag_key TEXT NOT NULL, -- personal: self
    since_us BIGINT NOT NULL, -- personal: self
    PRIMARY KEY (account_id, tag_key)
);

-- Posts with a word or a phrase.
CREATE TABLE muted_word (
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    -- The same for all spellings that mean the same.
    word_key TEXT NOT NULL, -- personal: self
    -- As it was typed.
    word TEXT NOT NULL, -- personal: self
    since_us BIGINT NOT NULL, -- personal: self
    PRIMARY KEY (account_id, word_key)
);
