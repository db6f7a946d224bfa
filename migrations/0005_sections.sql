-- owner: profiles
-- The sections of a profile: one table for the entries of all of them, because they are read together, ordered, removed
-- and shown to audiences in one way. Which columns a section uses stands in `profiles::section`.

-- Sections by number, in the order of the page: 1 featured, 2 experience, 3 education, 4 licences, 5 projects,
-- 6 volunteering, 7 skills, 8 publications, 9 courses, 10 honours, 11 languages, 12 contact.
CREATE TABLE profile_section (
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    section BIGINT NOT NULL CHECK (section BETWEEN 1 AND 12), -- not personal
    audience BIGINT NOT NULL CHECK (audience BETWEEN 0 AND 3), -- personal: self
    PRIMARY KEY (account_id, section)
);

-- A skill as a thing that many have. A row is made of a name that members may read.
CREATE TABLE skill (
    id BIGINT PRIMARY KEY, -- not personal
    name TEXT NOT NULL, -- not personal
    name_sort TEXT NOT NULL UNIQUE, -- not personal
    -- The skill this one is another name of. It is never merged itself.
    merged_into BIGINT REFERENCES skill (id) -- not personal
);

CREATE INDEX skill_by_merger ON skill (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE profile_entry (
    id BIGINT PRIMARY KEY, -- not personal
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    section BIGINT NOT NULL CHECK (section BETWEEN 1 AND 12), -- not personal
    position BIGINT NOT NULL, -- not personal
    request_id TEXT NOT NULL, -- not personal
    title TEXT NOT NULL, -- personal: by-audience
    organisation TEXT NOT NULL, -- personal: by-audience
    company_id BIGINT REFERENCES company (id), -- personal: by-audience
    skill_id BIGINT REFERENCES skill (id), -- personal: by-audience
    subtitle TEXT NOT NULL, -- personal: by-audience
    detail TEXT NOT NULL, -- personal: by-audience
    remark TEXT NOT NULL, -- personal: by-audience
    location TEXT NOT NULL, -- personal: by-audience
    -- Place in the section's list of choices, from 1 on; 0 none.
    choice BIGINT NOT NULL, -- personal: by-audience
    -- Year * 100 + month, the month 0 where only the year is told; 0 not told.
    starts BIGINT NOT NULL, -- personal: by-audience
    ends BIGINT NOT NULL, -- personal: by-audience
    is_current BOOLEAN NOT NULL, -- personal: by-audience
    url TEXT NOT NULL, -- personal: by-audience
    summary TEXT NOT NULL, -- personal: by-audience
    points TEXT NOT NULL, -- personal: by-audience; one on each line
    keywords TEXT NOT NULL, -- personal: by-audience; separated by commas
    -- Whether the page of the company names the person.
    is_listed BOOLEAN NOT NULL, -- personal: self
    -- Who may read it, where entries have audiences of their own; otherwise the section's holds.
    audience BIGINT CHECK (audience BETWEEN 0 AND 3), -- personal: self
    -- When it was taken away; it can be brought back until it is purged.
    removed_us BIGINT, -- personal: self
    UNIQUE (account_id, request_id)
);

CREATE INDEX profile_entry_by_account ON profile_entry (account_id, section, position, id);
CREATE INDEX profile_entry_by_company ON profile_entry (company_id, account_id DESC) WHERE is_listed;
CREATE INDEX profile_entry_by_removal ON profile_entry (removed_us) WHERE removed_us IS NOT NULL;

-- Whether the guide that tells what a profile lacks was sent away.
ALTER TABLE profile ADD COLUMN is_guide_hidden BOOLEAN NOT NULL DEFAULT FALSE; -- personal: self
