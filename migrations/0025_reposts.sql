-- owner: posts
-- Who may pass a post on: 1 whoever reads it, with words of their own or without; 2 without; 3 nobody. Its author always may.
ALTER TABLE post ADD COLUMN sharing BIGINT NOT NULL DEFAULT 1 CHECK (sharing BETWEEN 1 AND 3); -- personal: by-audience
-- The post it quotes, which may be gone.
ALTER TABLE post ADD COLUMN quoted_id BIGINT; -- personal: by-audience
-- When the author of that post took it out of this one.
ALTER TABLE post ADD COLUMN detached_us BIGINT; -- personal: by-audience
-- How many have reposted it: always as many as rows.
ALTER TABLE post ADD COLUMN reposts BIGINT NOT NULL DEFAULT 0; -- personal: by-audience
-- How many posts quote it: always as many as those that are not taken back and in which it was left.
ALTER TABLE post ADD COLUMN quotes BIGINT NOT NULL DEFAULT 0; -- personal: by-audience

CREATE INDEX post_by_quoted ON post (quoted_id, id DESC) WHERE quoted_id IS NOT NULL;

-- As post.sharing.
ALTER TABLE draft ADD COLUMN sharing BIGINT NOT NULL DEFAULT 1 CHECK (sharing BETWEEN 1 AND 3); -- personal: self

-- Who shows a post to those who follow them. Whoever may not read it does not see it here either.
CREATE TABLE repost (
    -- Also its place in a feed, among the ids of posts.
    id BIGINT PRIMARY KEY, -- not personal
    post_id BIGINT NOT NULL REFERENCES post (id), -- not personal
    account_id BIGINT NOT NULL REFERENCES account (id), -- personal: by-audience
    since_us BIGINT NOT NULL, -- personal: by-audience
    UNIQUE (post_id, account_id)
);

CREATE INDEX repost_by_account ON repost (account_id, id DESC, post_id);
CREATE INDEX repost_by_post ON repost (post_id, id DESC, account_id);
