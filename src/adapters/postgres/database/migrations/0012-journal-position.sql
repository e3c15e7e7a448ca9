-- A place in the whole journal, for whoever follows all streams at once. Within a stream it grows with `seq`, because the
-- stream's row is locked before it is drawn; across streams it may become visible out of order, which its readers know.
-- Derived: it is in no hash, and verification never reads it.
ALTER TABLE journal ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX journal_position ON journal (position);
