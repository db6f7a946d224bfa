-- owner: profiles
-- Who you are to others. An account without a row here has an empty profile with the closed defaults.
-- Audiences: 0 only me, 1 connections, 2 members, 3 everyone.

CREATE TABLE profile (
    account_id BIGINT PRIMARY KEY REFERENCES account (id), -- not personal
    pronouns TEXT NOT NULL DEFAULT '', -- personal: by-audience
    about TEXT NOT NULL DEFAULT '', -- personal: by-audience
    location TEXT NOT NULL DEFAULT '', -- personal: by-audience
    place_id BIGINT, -- personal: by-audience
    pronouns_audience BIGINT NOT NULL DEFAULT 2 CHECK (pronouns_audience BETWEEN 0 AND 3), -- personal: self
    headline_audience BIGINT NOT NULL DEFAULT 2 CHECK (headline_audience BETWEEN 0 AND 3), -- personal: self
    about_audience BIGINT NOT NULL DEFAULT 2 CHECK (about_audience BETWEEN 0 AND 3), -- personal: self
    location_audience BIGINT NOT NULL DEFAULT 2 CHECK (location_audience BETWEEN 0 AND 3), -- personal: self
    links_audience BIGINT NOT NULL DEFAULT 2 CHECK (links_audience BETWEEN 0 AND 3), -- personal: self
    is_public BOOLEAN NOT NULL DEFAULT FALSE, -- personal: self
    is_indexed BOOLEAN NOT NULL DEFAULT FALSE, -- personal: self
    changed_us BIGINT NOT NULL -- not personal
);

CREATE TABLE profile_link (
    id BIGINT PRIMARY KEY, -- not personal
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    position BIGINT NOT NULL, -- not personal
    label TEXT NOT NULL, -- personal: by-audience
    url TEXT NOT NULL -- personal: by-audience
);

CREATE INDEX profile_link_by_account ON profile_link (account_id, position, id);
