-- owner: things
CREATE TABLE thing (
    id BIGINT PRIMARY KEY, -- not personal
    name TEXT NOT NULL UNIQUE, -- personal: members
    done BOOLEAN NOT NULL DEFAULT FALSE, -- not personal
    weight DOUBLE PRECISION, -- not personal
    raw BYTEA -- personal: nobody
);
CREATE TABLE part (
    id BIGINT PRIMARY KEY, -- not personal
    thing_id BIGINT NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED -- not personal
);
