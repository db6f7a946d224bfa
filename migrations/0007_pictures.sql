-- owner: profiles
-- Photo and cover of a person. The files lie in the media store under the hash of their bytes.

ALTER TABLE profile ADD COLUMN photo_audience BIGINT NOT NULL DEFAULT 2 CHECK (photo_audience BETWEEN 0 AND 3); -- personal: self

CREATE TABLE picture (
    id BIGINT PRIMARY KEY, -- not personal
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 2), -- not personal; 1 photo, 2 cover
    -- The number under which it is served: another one whenever those who know it no longer may.
    address BIGINT NOT NULL UNIQUE, -- personal: by-audience
    -- When it was taken away; it can be brought back until it is purged.
    removed_us BIGINT -- personal: self
);

CREATE UNIQUE INDEX picture_shown ON picture (account_id, kind) WHERE removed_us IS NULL;
CREATE INDEX picture_by_account ON picture (account_id, kind, removed_us);
CREATE INDEX picture_by_removal ON picture (removed_us) WHERE removed_us IS NOT NULL;

CREATE TABLE picture_file (
    picture_id BIGINT NOT NULL REFERENCES picture (id), -- not personal
    -- 0 the smallest, and so on.
    size BIGINT NOT NULL, -- not personal
    name TEXT NOT NULL, -- personal: by-audience
    PRIMARY KEY (picture_id, size)
);

CREATE INDEX picture_file_by_name ON picture_file (name);

-- Files that may belong to nothing: noted before they are stored, forgotten when a picture takes them, deleted when
-- none has for a day.
CREATE TABLE stray_file (
    name TEXT PRIMARY KEY, -- personal: nobody
    since_us BIGINT NOT NULL, -- not personal
    -- Whether it is being deleted, so that nothing may take it any more.
    is_going BOOLEAN NOT NULL -- not personal
);

CREATE INDEX stray_file_by_age ON stray_file (since_us);
