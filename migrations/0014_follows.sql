-- owner: network
-- Whose news somebody wants to see.

-- Connected people follow each other, each until they think better of it. It counts while they are connected.
ALTER TABLE connection ADD COLUMN low_follows BOOLEAN NOT NULL DEFAULT TRUE; -- personal: self
ALTER TABLE connection ADD COLUMN high_follows BOOLEAN NOT NULL DEFAULT TRUE; -- personal: self

-- Who follows whom without being connected.
CREATE TABLE follow (
    follower_id BIGINT NOT NULL REFERENCES account (id), -- personal: self
    -- A person, or, below zero, a company.
    followed BIGINT NOT NULL, -- personal: self
    since_us BIGINT NOT NULL, -- personal: self
    PRIMARY KEY (follower_id, followed)
);

CREATE INDEX follow_by ON follow (follower_id, since_us DESC, followed DESC);
CREATE INDEX follow_of ON follow (followed, since_us DESC, follower_id DESC);
