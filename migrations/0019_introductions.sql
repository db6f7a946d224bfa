-- owner: network
-- Whom somebody asks a connection to introduce them to. Once that is done it is an invitation like others, in whose row
-- stands who vouches for it; a row here is what is asked and not done.
CREATE TABLE introduction (
    id BIGINT NOT NULL PRIMARY KEY, -- not personal
    asker_id BIGINT NOT NULL REFERENCES account (id), -- personal: self
    mutual_id BIGINT NOT NULL REFERENCES account (id), -- personal: self
    target_id BIGINT NOT NULL REFERENCES account (id), -- personal: self
    -- 1 asked, 2 declined, of which the asker is not told, 3 withdrawn.
    state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3), -- personal: self
    note TEXT NOT NULL, -- personal: self
    asked_us BIGINT NOT NULL, -- personal: self
    UNIQUE (asker_id, target_id, mutual_id)
);

CREATE INDEX introduction_of_asker ON introduction (asker_id, id DESC) WHERE state IN (1, 2);
CREATE INDEX introduction_of_mutual ON introduction (mutual_id, id DESC) WHERE state = 1;
CREATE INDEX introduction_by_mutual ON introduction (mutual_id, asker_id);
CREATE INDEX introduction_by_target ON introduction (target_id, asker_id);
CREATE INDEX introduction_by_age ON introduction (asked_us);

-- Who introduced the inviter, and with which words.
ALTER TABLE connection ADD COLUMN introducer_id BIGINT REFERENCES account (id); -- personal: self
ALTER TABLE connection ADD COLUMN introduction TEXT NOT NULL DEFAULT ''; -- personal: self
