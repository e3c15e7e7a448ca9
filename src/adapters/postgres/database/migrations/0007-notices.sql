CREATE TABLE notice (
  id       text PRIMARY KEY,
  body     json NOT NULL,
  status   text NOT NULL CHECK (status IN ('pending', 'delivered', 'given-up')),
  attempts int  NOT NULL DEFAULT 0,
  next_at  bigint NOT NULL,
  because  text,
  ended_at bigint
);
CREATE INDEX notice_pending ON notice (next_at) WHERE status = 'pending';
