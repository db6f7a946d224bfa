-- owner: accounts
-- The photo beside the name, by its address: it stands on the card because every room names people. NULL for none.

ALTER TABLE account ADD COLUMN photo BIGINT; -- personal: by-audience
