-- owner: profiles
-- Who endorses which skill in somebody's profile. An endorsement counts while the two are connected, which is asked for
-- where it is counted: it comes back with the connection.

CREATE TABLE endorsement (
    -- The entry of the section skills. An endorsement goes with it.
    entry_id BIGINT NOT NULL REFERENCES profile_entry (id), -- not personal
    endorser_id BIGINT NOT NULL REFERENCES account (id), -- personal: by-audience
    since_us BIGINT NOT NULL, -- personal: nobody
    -- 1 endorsed, 2 hidden by the owner of the entry: to the endorser the same as 1, 3 taken back after it was hidden:
    -- whoever endorses anew does not come out of hiding.
    state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3), -- personal: self; the owner's, never shown to the endorser
    PRIMARY KEY (entry_id, endorser_id)
);

CREATE INDEX endorsement_by_age ON endorsement (entry_id, since_us DESC, endorser_id DESC);
