-- owner: network
-- What somebody keeps for themselves about those with whom they are connected. It goes with the connection, once that is
-- over for good.
CREATE TABLE contact (
    owner_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    other_id BIGINT NOT NULL REFERENCES account (id), -- personal: self
    connection_id BIGINT NOT NULL REFERENCES connection (id) ON DELETE CASCADE, -- not personal
    note TEXT NOT NULL, -- personal: self
    note_sort TEXT NOT NULL, -- personal: self
    -- Months between two reminders to keep in touch; 0 for none.
    every_months BIGINT NOT NULL CHECK (every_months BETWEEN 0 AND 12), -- personal: self
    -- When the next one is due; NULL for none.
    due_us BIGINT, -- personal: self
    PRIMARY KEY (owner_id, other_id)
);

CREATE INDEX contact_by_connection ON contact (connection_id);
CREATE INDEX contact_due ON contact (owner_id, due_us) WHERE due_us IS NOT NULL;

CREATE TABLE contact_label (
    owner_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    label_sort TEXT NOT NULL, -- personal: self
    other_id BIGINT NOT NULL REFERENCES account (id), -- personal: self
    connection_id BIGINT NOT NULL REFERENCES connection (id) ON DELETE CASCADE, -- not personal
    label TEXT NOT NULL, -- personal: self
    PRIMARY KEY (owner_id, label_sort, other_id)
);

CREATE INDEX contact_label_of ON contact_label (owner_id, other_id);
CREATE INDEX contact_label_by_connection ON contact_label (connection_id);
