-- owner: posts
-- Who of the team took it down; nothing for one that its author took back, who alone can bring it back.
ALTER TABLE post ADD COLUMN removed_by BIGINT REFERENCES account (id); -- personal: staff
