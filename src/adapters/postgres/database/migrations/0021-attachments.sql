-- Files that came with a tick, kept once for each change; the journal has their names and hashes.
CREATE TABLE attachment (
  change_id text   NOT NULL REFERENCES change,
  sha256    text   NOT NULL,
  bytes     int    NOT NULL,
  content   bytea  NOT NULL,
  actor     json   NOT NULL,
  at        bigint NOT NULL,
  PRIMARY KEY (change_id, sha256)
);
