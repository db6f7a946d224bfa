-- owner: network
-- Who is connected with whom, who has invited whom, and whom people let in.

-- One row for two people, whatever came between them: the database lets no race make two.
CREATE TABLE connection (
    id BIGINT PRIMARY KEY, -- not personal
    low_id BIGINT NOT NULL REFERENCES account (id), -- personal: by-audience
    high_id BIGINT NOT NULL REFERENCES account (id), -- personal: by-audience
    -- 1 invited, 2 connected, 3 ignored: the inviter goes on seeing 1, 4 withdrawn, 5 ended, 6 withdrawn after it was
    -- ignored: to the inviter the same as 4.
    state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 6), -- personal: by-audience
    -- Who invited last, and the other one.
    inviter_id BIGINT NOT NULL, -- personal: self
    invitee_id BIGINT NOT NULL, -- personal: self
    note TEXT NOT NULL, -- personal: self; the two of them
    invited_us BIGINT NOT NULL, -- personal: self
    -- Since when it is as it is, and who made it so; NULL: nobody who could take it back.
    changed_us BIGINT NOT NULL, -- personal: self
    changed_by BIGINT, -- personal: nobody
    CHECK (low_id < high_id),
    CHECK ((inviter_id = low_id AND invitee_id = high_id) OR (inviter_id = high_id AND invitee_id = low_id))
);

CREATE UNIQUE INDEX connection_pair ON connection (low_id, high_id);
CREATE INDEX connection_received ON connection (invitee_id, invited_us DESC, inviter_id DESC) WHERE state = 1;
CREATE INDEX connection_sent ON connection (inviter_id, invited_us DESC, invitee_id DESC) WHERE state IN (1, 3);
CREATE INDEX connection_of_low ON connection (low_id, changed_us DESC, high_id DESC) WHERE state = 2;
CREATE INDEX connection_of_high ON connection (high_id, changed_us DESC, low_id DESC) WHERE state = 2;
-- What is over is forgotten once nobody has to wait for it any more.
CREATE INDEX connection_over ON connection (changed_us) WHERE state IN (4, 5, 6);

-- What somebody chose. Who has no row has the defaults.
CREATE TABLE contact_rule (
    account_id BIGINT PRIMARY KEY REFERENCES account (id), -- not personal
    -- Who may invite them: 1 every member, 2 who shares a connection with them, 3 who knows their address, 4 nobody.
    door BIGINT NOT NULL CHECK (door BETWEEN 1 AND 4), -- personal: self
    -- Who may see their connections: 0 only they, 1 their connections, 2 members.
    list_audience BIGINT NOT NULL CHECK (list_audience BETWEEN 0 AND 2) -- personal: self
);

-- What became of somebody's invitations: how many more they may send in a week goes by it.
CREATE TABLE invitation_tally (
    account_id BIGINT PRIMARY KEY REFERENCES account (id), -- not personal
    -- Weeks since 1970, each from a Monday, UTC.
    week BIGINT NOT NULL, -- personal: nobody
    -- Invitations of that week.
    sent BIGINT NOT NULL, -- personal: nobody
    -- Of the weeks before, each counting half as much as the one after it.
    past_sent BIGINT NOT NULL, -- personal: nobody
    -- Accepted, likewise, those of that week among them.
    accepted BIGINT NOT NULL -- personal: nobody
);
