-- A proxy had what the database cannot explain, as after a restore: what ran on either side before somebody decided is not
-- what the changes here say. NULL: they say it from the first of them on.
ALTER TABLE target ADD COLUMN known_since bigint;
