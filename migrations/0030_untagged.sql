-- owner: posts
-- Whether whoever is mentioned does not want it. The row stays, so that they are not mentioned again in the same text.
ALTER TABLE post_mention ADD COLUMN is_removed BOOLEAN NOT NULL DEFAULT FALSE; -- personal: by-audience
ALTER TABLE comment_mention ADD COLUMN is_removed BOOLEAN NOT NULL DEFAULT FALSE; -- personal: by-audience
