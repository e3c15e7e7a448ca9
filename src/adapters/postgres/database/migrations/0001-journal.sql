-- Times are epoch milliseconds everywhere, and always arguments. Documents are json, not jsonb: they come back as they were
-- written, and output of commands may hold a NUL, which jsonb refuses.

CREATE TABLE journal (
  stream   text   NOT NULL,
  seq      bigint NOT NULL,
  at       bigint NOT NULL,
  actor    json   NOT NULL,
  type     text   NOT NULL,
  version  int    NOT NULL,
  data     json   NOT NULL,
  previous text   NOT NULL,
  hash     text   NOT NULL,
  PRIMARY KEY (stream, seq)
);

CREATE TABLE checkpoint (
  n         bigint PRIMARY KEY,
  at        bigint NOT NULL,
  previous  text   NOT NULL,
  heads     json   NOT NULL,
  root      text   NOT NULL,
  hash      text   NOT NULL,
  signature text   NOT NULL,
  key       text   NOT NULL
);

-- Where each stream ends, so that appending need not look for it. Derived: verification never reads it.
CREATE TABLE stream (
  name         text   PRIMARY KEY,
  seq          bigint NOT NULL,
  hash         text   NOT NULL,
  checkpointed bigint NOT NULL DEFAULT 0
);
CREATE INDEX stream_moved ON stream (name) WHERE seq > checkpointed;

-- Roles keep the application away from old entries; the trigger also stops the owner's slip of the hand.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
