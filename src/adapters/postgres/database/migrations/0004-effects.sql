-- The truth about every act on the outside. pending -> started (committed before acting) -> done | failed | in-doubt | cancelled.
CREATE TABLE effect (
  id             text    PRIMARY KEY,
  change_id      text    NOT NULL REFERENCES change,
  item           text    NOT NULL,
  direction      text    NOT NULL CHECK (direction IN ('do', 'check', 'undo')),
  attempt        int     NOT NULL,
  environment    text    NOT NULL,
  act            json    NOT NULL,
  time_limit_ms  bigint  NOT NULL,
  repeatable     boolean NOT NULL,
  status         text    NOT NULL CHECK (status IN ('pending', 'started', 'done', 'failed', 'in-doubt', 'cancelled')),
  fence          int     NOT NULL DEFAULT 0,
  instance       text,
  stop_requested boolean NOT NULL DEFAULT false,
  outcome        json,
  answered       boolean NOT NULL DEFAULT false,
  created_at     bigint  NOT NULL,
  started_at     bigint,
  finished_at    bigint
);
CREATE INDEX effect_change ON effect (change_id, created_at);
CREATE INDEX effect_unread ON effect (change_id) WHERE outcome IS NOT NULL AND NOT answered;
CREATE INDEX effect_open ON effect (status, created_at) WHERE status IN ('pending', 'started');
