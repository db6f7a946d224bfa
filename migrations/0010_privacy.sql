-- owner: profiles
-- Who looked at whose page and how much of themselves they left behind, and what people say they are open to.

-- How one looks at the pages of others: 0 private, 1 semi-private, 2 by name.
ALTER TABLE profile ADD COLUMN viewing_mode BIGINT NOT NULL DEFAULT 0 CHECK (viewing_mode BETWEEN 0 AND 2); -- personal: self
-- Since when they have looked otherwise than in private: who looked at them before then is not told to them.
ALTER TABLE profile ADD COLUMN viewing_since_us BIGINT NOT NULL DEFAULT 0; -- personal: self

-- People who share a place, counted before a place is named.
CREATE INDEX profile_by_place ON profile (place_id) WHERE place_id IS NOT NULL;
-- People who share an employer, likewise.
CREATE INDEX profile_entry_by_employer ON profile_entry (company_id, account_id) WHERE is_current;

-- That somebody looked at somebody's page, once for each day.
CREATE TABLE profile_view (
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    viewer_id BIGINT NOT NULL REFERENCES account (id), -- personal: nobody; by the mode of the view
    -- Days since 1970, UTC.
    day BIGINT NOT NULL, -- personal: self
    -- The mode in which it was made. Nothing changes it afterwards.
    mode BIGINT NOT NULL CHECK (mode BETWEEN 0 AND 2), -- personal: self
    -- What a semi-private view tells: an employer, or a place. Empty: that it was a member.
    hint TEXT NOT NULL, -- personal: self
    -- The place of the gazetteer, if the hint is one.
    place_id BIGINT, -- personal: self
    seen_us BIGINT NOT NULL, -- personal: nobody
    -- Drawn at random: the order of views within a day tells nothing.
    position BIGINT NOT NULL, -- not personal
    PRIMARY KEY (account_id, viewer_id, day)
);

CREATE INDEX profile_view_by_day ON profile_view (account_id, day DESC, position DESC);
CREATE INDEX profile_view_by_age ON profile_view (day);

-- What somebody is open to: 1 work, 2 hiring. Gone when its time is over.
CREATE TABLE profile_badge (
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 2), -- personal: by-audience
    audience BIGINT NOT NULL CHECK (audience BETWEEN 1 AND 3), -- personal: self
    line TEXT NOT NULL, -- personal: by-audience
    -- Whether people at the present employers are kept from it.
    is_hidden_at_work BOOLEAN NOT NULL, -- personal: self
    since_us BIGINT NOT NULL, -- personal: self
    until_us BIGINT NOT NULL, -- personal: self
    -- When its owner was told that it ends soon.
    reminded_us BIGINT, -- personal: self
    -- When its owner ended it; it can be brought back until it is purged.
    removed_us BIGINT, -- personal: self
    PRIMARY KEY (account_id, kind)
);

CREATE INDEX profile_badge_by_end ON profile_badge (until_us);
CREATE INDEX profile_badge_by_removal ON profile_badge (removed_us) WHERE removed_us IS NOT NULL;
