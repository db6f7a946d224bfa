-- owner: db
CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, -- not personal
    xid INTEGER NOT NULL DEFAULT 0, -- not personal
    topic TEXT NOT NULL, -- not personal
    key INTEGER NOT NULL -- not personal
) STRICT;

CREATE TABLE node (
    id INTEGER NOT NULL PRIMARY KEY, -- not personal
    holder TEXT NOT NULL, -- not personal
    leased_until_us INTEGER NOT NULL, -- not personal
    ceiling_ms INTEGER NOT NULL -- not personal
) STRICT;
