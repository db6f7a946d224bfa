-- owner: accounts
-- Who you are to us. Ids are 63 bits and carry the time of their making; times are microseconds since 1970.

CREATE TABLE account (
    id BIGINT PRIMARY KEY, -- not personal
    state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3), -- not personal; 1 active, 2 suspended, 3 closed
    caps BIGINT NOT NULL DEFAULT 0, -- not personal; capability bits of staff
    name TEXT NOT NULL, -- personal: by-audience
    name_sort TEXT NOT NULL, -- personal: by-audience
    headline TEXT NOT NULL DEFAULT '', -- personal: by-audience
    language TEXT NOT NULL DEFAULT '', -- personal: self
    theme TEXT NOT NULL DEFAULT 'system', -- personal: self
    time_zone TEXT NOT NULL DEFAULT 'UTC', -- personal: self
    confirmed_us BIGINT NOT NULL -- personal: self
);

CREATE INDEX account_by_name ON account (state, name_sort, id);
CREATE INDEX account_by_age ON account (state, id DESC);
-- The few who may do more: counted before the last of them could be lost.
CREATE INDEX account_by_caps ON account (caps, state) WHERE caps <> 0;

CREATE TABLE email (
    id BIGINT PRIMARY KEY, -- not personal
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    address TEXT NOT NULL, -- personal: self
    address_key TEXT NOT NULL UNIQUE, -- personal: self
    is_primary BOOLEAN NOT NULL, -- not personal
    verified_us BIGINT NOT NULL -- personal: self
);

CREATE UNIQUE INDEX email_primary ON email (account_id) WHERE is_primary;

CREATE TABLE credential (
    id BIGINT PRIMARY KEY, -- not personal
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    kind TEXT NOT NULL CHECK (kind IN ('password')), -- not personal
    secret TEXT NOT NULL, -- personal: nobody
    changed_us BIGINT NOT NULL -- personal: self
);

CREATE UNIQUE INDEX credential_password ON credential (account_id) WHERE kind = 'password';

-- Handles a person has and had: an old one leads on to the present one and is nobody else's.
CREATE TABLE handle (
    handle_key TEXT PRIMARY KEY, -- personal: by-audience
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    is_current BOOLEAN NOT NULL, -- not personal
    since_us BIGINT NOT NULL -- personal: self
);

CREATE UNIQUE INDEX handle_current ON handle (account_id) WHERE is_current;
CREATE INDEX handle_by_account ON handle (account_id, since_us);

CREATE TABLE session (
    id BIGINT PRIMARY KEY, -- not personal
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    token_hash BYTEA NOT NULL UNIQUE, -- personal: nobody
    factor BIGINT NOT NULL, -- not personal; 1 one factor, 2 two
    proved_us BIGINT NOT NULL, -- personal: self
    seen_us BIGINT NOT NULL, -- personal: self
    expires_us BIGINT NOT NULL, -- not personal
    user_agent TEXT NOT NULL, -- personal: self
    address TEXT NOT NULL -- personal: self
);

CREATE INDEX session_by_account ON session (account_id, seen_us DESC, id DESC);
CREATE INDEX session_by_expiry ON session (expires_us);

-- Asked to join and not confirmed yet. Several may name one address; whoever opens the link first has it.
CREATE TABLE sign_up (
    id BIGINT PRIMARY KEY, -- not personal
    request_id TEXT NOT NULL UNIQUE, -- not personal
    name TEXT NOT NULL, -- personal: self
    address TEXT NOT NULL, -- personal: self
    address_key TEXT NOT NULL, -- personal: self
    secret TEXT NOT NULL, -- personal: nobody
    browser_hash BYTEA NOT NULL, -- personal: nobody
    language TEXT NOT NULL, -- personal: self
    time_zone TEXT NOT NULL, -- personal: self
    invite_id BIGINT, -- not personal
    expires_us BIGINT NOT NULL -- not personal
);

CREATE INDEX sign_up_by_address ON sign_up (address_key, id);
CREATE INDEX sign_up_by_expiry ON sign_up (expires_us);

CREATE TABLE password_reset (
    id BIGINT PRIMARY KEY, -- not personal
    account_id BIGINT NOT NULL REFERENCES account (id), -- not personal
    asked_from TEXT NOT NULL, -- personal: self
    expires_us BIGINT NOT NULL -- not personal
);

CREATE INDEX password_reset_by_account ON password_reset (account_id, id);
CREATE INDEX password_reset_by_expiry ON password_reset (expires_us);

CREATE TABLE invite (
    id BIGINT PRIMARY KEY, -- not personal
    request_id TEXT NOT NULL UNIQUE, -- not personal
    code_hash BYTEA NOT NULL UNIQUE, -- not personal
    note TEXT NOT NULL, -- personal: staff
    created_by BIGINT REFERENCES account (id), -- personal: staff
    uses_left BIGINT NOT NULL CHECK (uses_left >= 0), -- not personal
    expires_us BIGINT NOT NULL -- not personal
);

CREATE INDEX invite_by_expiry ON invite (expires_us);

-- Tries within a window, by what is tried: an account, an address.
CREATE TABLE throttle (
    bucket TEXT PRIMARY KEY, -- personal: nobody
    tries BIGINT NOT NULL, -- not personal
    window_ends_us BIGINT NOT NULL -- not personal
);

CREATE INDEX throttle_by_end ON throttle (window_ends_us);

-- What staff did, to whom and why. Never changed, only added to.
CREATE TABLE audit (
    id BIGINT PRIMARY KEY, -- not personal
    actor_id BIGINT REFERENCES account (id), -- personal: staff
    action TEXT NOT NULL, -- not personal
    subject_id BIGINT, -- not personal
    detail TEXT NOT NULL -- personal: staff
);
