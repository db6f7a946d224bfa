-- owner: reports
-- What is reported: 1 a person or a company, as subject says; 2 a post, 3 a comment, by its id, which nobody else has.
ALTER TABLE report ADD COLUMN kind BIGINT NOT NULL DEFAULT 1 CHECK (kind BETWEEN 1 AND 3); -- personal: staff
-- Who said what is reported; nothing where a person or a company is.
ALTER TABLE report ADD COLUMN author_id BIGINT REFERENCES account (id); -- personal: staff
