-- What is looked at for a task in place of a person's word; null: nothing is. When it is looked at next stands beside it.
ALTER TABLE follow_up ADD COLUMN evidence jsonb;
ALTER TABLE follow_up ADD COLUMN look_at bigint;
CREATE INDEX follow_up_look ON follow_up (look_at) WHERE look_at IS NOT NULL;
