-- owner: profiles
-- Who can do what: asked for when people are suggested to each other.

CREATE INDEX profile_entry_by_skill ON profile_entry (skill_id, account_id) WHERE skill_id IS NOT NULL;
