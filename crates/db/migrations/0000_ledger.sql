-- owner: db
CREATE TABLE IF NOT EXISTS schema_migration (
    part TEXT NOT NULL, -- not personal
    number BIGINT NOT NULL, -- not personal
    name TEXT NOT NULL, -- not personal
    checksum BIGINT NOT NULL, -- not personal
    applied_us BIGINT NOT NULL, -- not personal
    PRIMARY KEY (part, number)
);
