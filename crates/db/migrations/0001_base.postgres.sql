-- owner: db
CREATE TABLE changes (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- not personal
    xid BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint), -- not personal
    topic TEXT COLLATE "C" NOT NULL, -- not personal
    key BIGINT NOT NULL -- not personal
);

CREATE INDEX changes_place ON changes (xid, seq);

CREATE TABLE node (
    id BIGINT NOT NULL PRIMARY KEY, -- not personal
    holder TEXT COLLATE "C" NOT NULL, -- not personal
    leased_until_us BIGINT NOT NULL, -- not personal
    ceiling_ms BIGINT NOT NULL -- not personal
);

-- Now in microseconds since 1970. STABLE, so that an index may serve `run_at <= now_us()`. Tests set the time.
CREATE FUNCTION now_us() RETURNS BIGINT LANGUAGE sql STABLE AS $$
    SELECT COALESCE(
        NULLIF(current_setting('db.now_us', true), '')::bigint,
        (EXTRACT(EPOCH FROM statement_timestamp()) * 1000000)::bigint)
$$;

-- SQLite's json_each for arrays; `key` counts from 0. Values are text: CAST(value AS BIGINT).
CREATE FUNCTION json_each(list TEXT) RETURNS TABLE (key BIGINT, value TEXT) LANGUAGE sql IMMUTABLE STRICT ROWS 20 AS $$
    SELECT place - 1, item FROM json_array_elements_text(list::json) WITH ORDINALITY AS each(item, place)
$$;
