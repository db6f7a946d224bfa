-- owner: rest
CREATE TABLE word (
    word TEXT PRIMARY KEY, -- not personal
    meaning TEXT -- not personal
);
INSERT INTO word (word, meaning) VALUES ('seed', 'put here by the migration');
CREATE TABLE "a ""quoted"" name" (
    "order" BIGINT NOT NULL, -- not personal
    "from" BYTEA NOT NULL, -- not personal
    is_on BOOLEAN NOT NULL, -- not personal
    PRIMARY KEY (is_on, "from", "order")
);
-- Each refers to the other, and to itself.
CREATE TABLE cart (
    id BIGINT PRIMARY KEY, -- not personal
    horse_id BIGINT, -- not personal
    before_id BIGINT REFERENCES cart (id) -- not personal
);
CREATE TABLE horse (
    id BIGINT PRIMARY KEY, -- not personal
    cart_id BIGINT REFERENCES cart (id) -- not personal
);
CREATE TABLE bare (
    id BIGINT PRIMARY KEY -- not personal
);
