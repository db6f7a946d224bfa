-- owner: accounts
-- PostgreSQL counts by itself how many are in which state.
SELECT 1;
