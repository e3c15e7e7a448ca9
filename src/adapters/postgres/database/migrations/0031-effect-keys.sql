-- What is handed to whatever is called, so that one effect happens once. After a restore into the past the ids of changes
-- begin again where the backup ends: the key says which change of that id. NULL: the id, as servers of before have it.
ALTER TABLE effect ADD COLUMN key text;
