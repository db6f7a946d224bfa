-- owner: profiles
-- Who worked or learned where: asked for when people are suggested to each other.

CREATE INDEX profile_entry_by_past ON profile_entry (company_id, section, account_id) WHERE company_id IS NOT NULL;
