-- owner: companies
-- Employers and schools. A row is made of a name that members may read beside somebody's experience or education.
-- Kinds: 0 not known, 1 employer, 2 school.

CREATE TABLE company (
    id BIGINT PRIMARY KEY, -- not personal
    slug TEXT NOT NULL UNIQUE, -- not personal
    name TEXT NOT NULL, -- not personal
    name_sort TEXT NOT NULL, -- not personal
    kind BIGINT NOT NULL DEFAULT 0 CHECK (kind BETWEEN 0 AND 2), -- not personal
    location TEXT NOT NULL DEFAULT '', -- not personal
    place_id BIGINT, -- not personal
    website TEXT NOT NULL DEFAULT '', -- not personal
    -- The company this one turned out to be. It is never merged itself, so that one step leads to it.
    merged_into BIGINT REFERENCES company (id), -- not personal
    -- No page and not offered: not a company, or none that belongs here.
    is_hidden BOOLEAN NOT NULL DEFAULT FALSE -- not personal
);

CREATE INDEX company_by_name ON company (name_sort, id);
CREATE INDEX company_by_merger ON company (merged_into) WHERE merged_into IS NOT NULL;
