-- Where a proxy says something that the database cannot know: who it is, what it has, and since when. Kept until a person decides.
ALTER TABLE target ADD COLUMN conflict jsonb;
-- The change beneath which the sides were swapped, by word of a proxy: what it deployed is not where it was.
ALTER TABLE target ADD COLUMN swapped_under text;
