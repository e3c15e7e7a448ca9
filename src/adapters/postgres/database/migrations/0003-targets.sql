CREATE TABLE target (
  name       text   PRIMARY KEY,
  generation bigint NOT NULL,
  stable     text   NOT NULL CHECK (stable IN ('blue', 'green')),
  split      json   NOT NULL,
  changed_at bigint NOT NULL
);

-- `has` is what the proxy said last; `because` says why it could not be reached since.
CREATE TABLE proxy_state (
  target   text NOT NULL REFERENCES target,
  instance text NOT NULL,
  has      json,
  seen_at  bigint,
  because  text,
  PRIMARY KEY (target, instance)
);

-- Which change may move a target.
CREATE TABLE claim (
  target    text   PRIMARY KEY,
  change_id text   NOT NULL REFERENCES change,
  at        bigint NOT NULL
);
CREATE INDEX claim_change ON claim (change_id);
