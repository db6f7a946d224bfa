-- owner: reports
-- What members report to the team, and what became of it.

CREATE TABLE report (
    id BIGINT PRIMARY KEY, -- not personal
    request_id TEXT NOT NULL, -- not personal
    reporter_id BIGINT NOT NULL REFERENCES account (id), -- personal: staff
    -- A person by their id, a company by its id below zero.
    subject BIGINT NOT NULL, -- personal: staff
    -- Name and evidence are as the reporter saw them: what is reported may be changed or gone by the time it is read.
    subject_name TEXT NOT NULL, -- personal: staff
    -- 1 spam, 2 fake, 3 harassment, 4 hate, 5 sexual content, 6 fraud, 7 something else.
    category BIGINT NOT NULL CHECK (category BETWEEN 1 AND 7), -- personal: staff
    note TEXT NOT NULL, -- personal: staff
    evidence TEXT NOT NULL, -- personal: staff; a line for each thing that was to be seen
    -- 0 open, 1 dismissed, 2 dealt with, 3 warned, 4 suspended.
    outcome BIGINT NOT NULL DEFAULT 0 CHECK (outcome BETWEEN 0 AND 4), -- personal: staff
    reason TEXT NOT NULL DEFAULT '', -- personal: staff
    handled_by BIGINT REFERENCES account (id), -- personal: staff
    closed_us BIGINT, -- not personal
    UNIQUE (reporter_id, request_id)
);

-- One open report of a member about the same.
CREATE UNIQUE INDEX report_once ON report (reporter_id, subject) WHERE outcome = 0;
CREATE INDEX report_open ON report (id) WHERE outcome = 0;
CREATE INDEX report_closed ON report (closed_us DESC, id DESC) WHERE outcome > 0;
CREATE INDEX report_by_subject ON report (subject, id DESC);
CREATE INDEX report_by_reporter ON report (reporter_id, id DESC);
CREATE INDEX report_by_worth ON report (reporter_id, outcome);
