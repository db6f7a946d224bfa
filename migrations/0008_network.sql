-- owner: network
-- How people relate. A block works both ways: neither exists for the other.

CREATE TABLE block (
    blocker_id BIGINT NOT NULL REFERENCES account (id), -- personal: self
    blocked_id BIGINT NOT NULL REFERENCES account (id), -- personal: self; the blocker's, never shown to the blocked
    since_us BIGINT NOT NULL, -- personal: self
    PRIMARY KEY (blocker_id, blocked_id),
    CHECK (blocker_id <> blocked_id)
);

CREATE INDEX block_by_blocked ON block (blocked_id, blocker_id);
CREATE INDEX block_by_age ON block (blocker_id, since_us DESC, blocked_id DESC);
