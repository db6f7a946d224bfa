-- owner: posts
-- What somebody is about to say, for nobody else. No row of `post`: the id of a post says when it was published.
CREATE TABLE draft (
    id BIGINT PRIMARY KEY, -- not personal
    author_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    -- Made by the form, so that one sent twice begins one draft.
    request_id TEXT NOT NULL, -- not personal
    source TEXT NOT NULL, -- personal: self; Markdown
    -- Who is to read it: as post.audience.
    audience BIGINT NOT NULL CHECK (audience BETWEEN 1 AND 3), -- personal: self
    -- Who is to comment: as post.commenters.
    commenters BIGINT NOT NULL CHECK (commenters BETWEEN 1 AND 4), -- personal: self
    -- Another number for each change, so that no tab overwrites what another has saved.
    version BIGINT NOT NULL DEFAULT 1, -- personal: self
    changed_us BIGINT NOT NULL, -- personal: self
    -- When it was deleted; it can be brought back for some minutes.
    removed_us BIGINT, -- personal: self
    UNIQUE (author_id, request_id)
);

CREATE INDEX draft_by_author ON draft (author_id, changed_us DESC, id DESC) WHERE removed_us IS NULL;
CREATE INDEX draft_by_removal ON draft (removed_us) WHERE removed_us IS NOT NULL;
CREATE INDEX draft_by_age ON draft (changed_us);

-- Pictures of drafts, and of the posts that became of them. The files lie in the media store under the hash of their bytes.
CREATE TABLE post_image (
    id BIGINT PRIMARY KEY, -- not personal
    -- The draft or the post it belongs to: no two of them have the same id. NULL once that is forgotten.
    owner_id BIGINT, -- not personal
    -- Its place among the others.
    place BIGINT NOT NULL, -- personal: by-audience
    -- What it shows, in words.
    alt TEXT NOT NULL, -- personal: by-audience
    -- When it was taken away; it can be brought back until it is purged.
    removed_us BIGINT -- personal: self
);

CREATE INDEX post_image_by_owner ON post_image (owner_id, place);
CREATE INDEX post_image_by_removal ON post_image (removed_us) WHERE removed_us IS NOT NULL;

CREATE TABLE post_image_file (
    image_id BIGINT NOT NULL REFERENCES post_image (id), -- not personal
    -- 0 the smallest, and so on.
    size BIGINT NOT NULL, -- not personal
    -- In pixels.
    width BIGINT NOT NULL, -- personal: by-audience
    height BIGINT NOT NULL, -- personal: by-audience
    name TEXT NOT NULL, -- personal: by-audience
    PRIMARY KEY (image_id, size)
);

CREATE INDEX post_image_file_by_name ON post_image_file (name);
