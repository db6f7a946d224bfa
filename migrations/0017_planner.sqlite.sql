-- owner: accounts
-- Nearly everybody is in the same state, which SQLite's planner cannot know: left to guess, it takes `state = 1` for a
-- choice of ten, and begins with all members where it should begin with somebody's connections. Few have a capability.
-- These figures are no measure but those two facts, the same for every community; whoever runs ANALYZE gets those of their
-- own.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('account', 'account_by_age', '1000000 500000 1'),
    ('account', 'account_by_name', '1000000 500000 2 1'),
    ('account', 'account_by_caps', '100 20 10');
ANALYZE sqlite_schema;
