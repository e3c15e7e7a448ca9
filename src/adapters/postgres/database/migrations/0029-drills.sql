-- Of a drill: the plan whose rollback it rehearses, and the hash of that. What it came to stands in `state`.
ALTER TABLE change ADD COLUMN drill_of text;
ALTER TABLE change ADD COLUMN drill_rollback text;
CREATE INDEX change_drill ON change (drill_of, number) WHERE drill_of IS NOT NULL;
