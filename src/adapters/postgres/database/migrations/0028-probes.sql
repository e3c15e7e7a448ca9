-- A deployed side that is asked how it is, for as long as its change wants that. `state` is what the answers so far come
-- to; `revision` grows with each time it is kept, so that of two servers that have asked only one counts.
CREATE TABLE probe (
  change_id   text   NOT NULL REFERENCES change,
  target      text   NOT NULL,
  environment text   NOT NULL,
  side        text   NOT NULL,
  began_at    bigint NOT NULL,
  probes      json   NOT NULL,
  state       json   NOT NULL,
  revision    int    NOT NULL,
  PRIMARY KEY (change_id, target)
);
