-- owner: profiles
-- Who worked or learned where and when, who can do what, and who is where: all that is asked for when people are
-- suggested to each other stands in the indexes themselves.

DROP INDEX profile_entry_by_past;
CREATE INDEX profile_entry_by_past ON profile_entry (company_id, section, account_id, starts, ends, is_current, id, removed_us)
    WHERE company_id IS NOT NULL AND removed_us IS NULL;

DROP INDEX profile_entry_by_skill;
CREATE INDEX profile_entry_by_skill ON profile_entry (skill_id, account_id, id, removed_us)
    WHERE skill_id IS NOT NULL AND removed_us IS NULL;

DROP INDEX profile_by_place;
CREATE INDEX profile_by_place ON profile (place_id, account_id) WHERE place_id IS NOT NULL;
