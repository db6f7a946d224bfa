-- owner: outbox
CREATE TABLE delivery (
    id BIGINT PRIMARY KEY, -- not personal
    subscriber TEXT NOT NULL, -- not personal
    key BIGINT NOT NULL, -- personal: staff
    kind TEXT NOT NULL, -- not personal
    payload TEXT NOT NULL, -- personal: nobody
    created_us BIGINT NOT NULL, -- personal: staff
    run_at_us BIGINT NOT NULL, -- personal: staff
    attempts BIGINT NOT NULL DEFAULT 0, -- not personal
    lease BIGINT NOT NULL DEFAULT 0, -- not personal
    lease_until_us BIGINT NOT NULL DEFAULT 0, -- not personal
    parked_us BIGINT, -- personal: staff
    last_error TEXT -- personal: staff
);
CREATE INDEX delivery_due ON delivery (run_at_us, id) WHERE parked_us IS NULL;
CREATE INDEX delivery_line ON delivery (subscriber, key, id) WHERE parked_us IS NULL;
CREATE INDEX delivery_parked ON delivery (id) WHERE parked_us IS NOT NULL;
CREATE TABLE delivery_schedule (
    name TEXT PRIMARY KEY, -- not personal
    next_us BIGINT NOT NULL -- not personal
);
