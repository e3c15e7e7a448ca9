CREATE TABLE judge (
  change_id text   NOT NULL REFERENCES change,
  key       text   NOT NULL,
  began_at  bigint NOT NULL,
  watermark bigint NOT NULL,
  state     json   NOT NULL,
  judged    json   NOT NULL,
  PRIMARY KEY (change_id, key)
);

CREATE TABLE sample (
  instance text   NOT NULL,
  seq      bigint NOT NULL,
  target   text   NOT NULL,
  slot     text   NOT NULL,
  version  text   NOT NULL,
  reason   text   NOT NULL,
  at       bigint NOT NULL,
  requests int    NOT NULL,
  ok       int    NOT NULL,
  redirect int    NOT NULL,
  client   int    NOT NULL,
  server   int    NOT NULL,
  none     int    NOT NULL,
  latency  int[]  NOT NULL,
  PRIMARY KEY (instance, seq, target, slot, version, reason)
);
CREATE INDEX sample_read ON sample (target, slot, at);
CREATE INDEX sample_age ON sample (at);

CREATE TABLE sample_cursor (
  instance  text   PRIMARY KEY,
  seq       bigint NOT NULL,
  watermark bigint NOT NULL,
  seen_at   bigint NOT NULL
);
