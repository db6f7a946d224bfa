-- owner: posts
-- What pages of the web say of themselves, for the posts that link to them: one row for each address, whoever links to
-- it. Nobody reads a row but through a post of theirs.
CREATE TABLE link_preview (
    id BIGINT PRIMARY KEY, -- not personal
    -- Without its fragment.
    url TEXT NOT NULL UNIQUE, -- personal: by-audience
    -- 0 nobody has looked yet, 1 there, 2 the page has nothing to show.
    state BIGINT NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2), -- not personal
    -- When the page was last asked with success, or for the last time without; 0 never.
    fetched_us BIGINT NOT NULL DEFAULT 0, -- not personal
    -- How often in a row the page could not be had.
    failures BIGINT NOT NULL DEFAULT 0, -- not personal
    -- From when on the page is to be asked; NULL if it is not.
    due_us BIGINT, -- not personal
    -- Where the page was found in the end, and its host as it may be shown.
    found_url TEXT NOT NULL DEFAULT '', -- personal: by-audience
    host TEXT NOT NULL DEFAULT '', -- personal: by-audience
    title TEXT NOT NULL DEFAULT '', -- personal: by-audience
    description TEXT NOT NULL DEFAULT '', -- personal: by-audience
    -- The number under which its picture is served; NULL for none.
    picture BIGINT UNIQUE, -- personal: by-audience
    -- Since when it may be that no post shows it: then it is looked at again, and forgotten if none does.
    unused_us BIGINT -- not personal
);

CREATE INDEX link_preview_by_unused ON link_preview (unused_us) WHERE unused_us IS NOT NULL;

CREATE TABLE link_preview_file (
    preview_id BIGINT NOT NULL REFERENCES link_preview (id), -- not personal
    -- 0 the smallest, and so on.
    size BIGINT NOT NULL, -- not personal
    name TEXT NOT NULL, -- personal: by-audience
    PRIMARY KEY (preview_id, size)
);

CREATE INDEX link_preview_file_by_name ON link_preview_file (name);

-- Which post shows which.
CREATE TABLE post_preview (
    post_id BIGINT NOT NULL REFERENCES post (id), -- not personal
    preview_id BIGINT NOT NULL REFERENCES link_preview (id), -- not personal
    -- Whether it is of the first link that the post has now. Rows that are not say what the author chose for links that
    -- it had before.
    is_current BOOLEAN NOT NULL, -- not personal
    -- Whether the author does not want it.
    is_removed BOOLEAN NOT NULL, -- personal: self
    -- Whether it may be shown: not before a delivery of its own, so that nobody learns from a card that is there at once
    -- that somebody else has linked to the page.
    is_ready BOOLEAN NOT NULL, -- not personal
    PRIMARY KEY (post_id, preview_id)
);

CREATE UNIQUE INDEX post_preview_current ON post_preview (post_id) WHERE is_current;
CREATE INDEX post_preview_by_preview ON post_preview (preview_id);
