-- owner: recommendations
-- Whom members do not want to be suggested.

CREATE TABLE suggestion_dismissed (
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    person_id BIGINT NOT NULL REFERENCES account (id), -- personal: self
    since_us BIGINT NOT NULL, -- personal: self
    PRIMARY KEY (account_id, person_id)
);
