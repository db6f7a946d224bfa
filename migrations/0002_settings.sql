-- owner: kernel
-- What the operator sets while the site runs.

CREATE TABLE setting (
    key TEXT PRIMARY KEY, -- not personal
    value TEXT NOT NULL -- not personal
);
