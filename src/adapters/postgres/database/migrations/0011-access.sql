-- A token is named by the beginning of its hash, which says nothing of its secret. A token that is over stays, so that
-- whoever holds it is told so, and the journal's names go on meaning something.
ALTER TABLE token
  ADD COLUMN id           text,
  ADD COLUMN created_by   text NOT NULL DEFAULT 'cutwater',
  ADD COLUMN last_used_at bigint,
  ADD COLUMN revoked_at   bigint,
  ADD COLUMN revoked_by   text;
UPDATE token SET id = left(hash, 12);
ALTER TABLE token
  ALTER COLUMN id SET NOT NULL,
  ALTER COLUMN created_by DROP DEFAULT,
  ADD CONSTRAINT token_id UNIQUE (id);

-- Both by their SHA-256, like tokens. A code is taken by deleting it.
CREATE TABLE login_code (
  hash       text   PRIMARY KEY,
  token_id   text   NOT NULL REFERENCES token (id),
  expires_at bigint NOT NULL
);
CREATE INDEX login_code_age ON login_code (expires_at);

CREATE TABLE session (
  hash       text   PRIMARY KEY,
  token_id   text   NOT NULL REFERENCES token (id),
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX session_age ON session (expires_at);

-- What the kill switch was asked for under an Idempotency-Key: the same again must not kill the next rollout instead.
CREATE TABLE kill_order (
  key       text   PRIMARY KEY,
  asked     text   NOT NULL,
  change_id text   NOT NULL REFERENCES change,
  at        bigint NOT NULL
);
