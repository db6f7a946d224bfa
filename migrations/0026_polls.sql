-- owner: posts
-- What a draft asks its readers to choose from, and the post that became of it.
CREATE TABLE poll (
    id BIGINT PRIMARY KEY, -- not personal
    -- The draft or the post it belongs to: no two of them have the same id.
    owner_id BIGINT NOT NULL UNIQUE, -- not personal
    -- How long it is open once it is posted.
    days BIGINT NOT NULL CHECK (days BETWEEN 1 AND 14), -- personal: by-audience
    -- When it ends or has ended; 0 as long as it belongs to a draft.
    ends_us BIGINT NOT NULL DEFAULT 0 -- personal: by-audience
);

CREATE TABLE poll_option (
    poll_id BIGINT NOT NULL REFERENCES poll (id), -- not personal
    -- From 1 on, in order.
    number BIGINT NOT NULL CHECK (number BETWEEN 1 AND 4), -- personal: by-audience
    words TEXT NOT NULL, -- personal: by-audience
    -- How many have voted for it: always as many as rows.
    votes BIGINT NOT NULL DEFAULT 0, -- personal: by-audience; those alone who have voted, until it ends
    PRIMARY KEY (poll_id, number)
);

-- Who votes for what: one vote each. Nobody is shown a row of somebody else.
CREATE TABLE poll_vote (
    poll_id BIGINT NOT NULL REFERENCES poll (id), -- not personal
    account_id BIGINT NOT NULL REFERENCES account (id), -- personal: self
    number BIGINT NOT NULL, -- personal: self
    PRIMARY KEY (poll_id, account_id)
);

CREATE INDEX poll_vote_by_account ON poll_vote (account_id);
