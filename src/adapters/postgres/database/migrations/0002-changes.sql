CREATE TABLE plan (
  hash text   PRIMARY KEY,
  text text   NOT NULL,
  at   bigint NOT NULL
);

CREATE TABLE runbook (
  hash text PRIMARY KEY,
  body json NOT NULL
);

CREATE TABLE counter (
  prefix text NOT NULL,
  year   int  NOT NULL,
  last   int  NOT NULL,
  PRIMARY KEY (prefix, year)
);

-- `state` is the change without its runbook. `targets` (full names) and `waits_for` repeat what runbook and state say, so
-- that SQL can see them.
CREATE TABLE change (
  number       bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  id           text   PRIMARY KEY,
  dedup        text   NOT NULL UNIQUE,
  status       text   NOT NULL,
  revision     int    NOT NULL,
  state        json   NOT NULL,
  runbook_hash text   NOT NULL REFERENCES runbook,
  plan_hash    text   NOT NULL REFERENCES plan,
  targets      text[] NOT NULL,
  waits_for    text[] NOT NULL,
  engine       int    NOT NULL
);
CREATE INDEX change_status ON change (status, number DESC);
CREATE INDEX change_waits_for ON change USING gin (waits_for);

-- Narrow, for it churns. The row lock is the lease of a tick: a crash leaves nothing behind that could expire.
CREATE TABLE wake (
  change_id   text   PRIMARY KEY REFERENCES change,
  due_at      bigint,
  last_at     bigint NOT NULL,
  errors      int    NOT NULL DEFAULT 0,
  retry_at    bigint NOT NULL DEFAULT 0,
  stuck_since bigint,
  because     text
);
CREATE INDEX wake_due ON wake (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX wake_failing ON wake (retry_at) WHERE errors > 0;

-- "Take a turn at `at`." Whoever has news for a change inserts one and waits for no lock; a tick deletes those it saw
-- before it loaded anything, so news that comes meanwhile is never lost.
CREATE TABLE nudge (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  change_id text   NOT NULL,
  at        bigint NOT NULL
);
CREATE INDEX nudge_change ON nudge (change_id);
CREATE INDEX nudge_at ON nudge (at);

CREATE TABLE inbox (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  change_id text   NOT NULL REFERENCES change,
  dedup     text   NOT NULL,
  actor     json   NOT NULL,
  command   json   NOT NULL,
  at        bigint NOT NULL,
  answer    json,
  UNIQUE (change_id, dedup)
);
CREATE INDEX inbox_open ON inbox (change_id, id) WHERE answer IS NULL;
