-- Plans by name, each registration a version. The text is kept once, by its hash.
CREATE TABLE plan_version (
  name      text   NOT NULL,
  version   int    NOT NULL,
  plan_hash text   NOT NULL REFERENCES plan,
  title     text   NOT NULL,
  actor     json   NOT NULL,
  at        bigint NOT NULL,
  PRIMARY KEY (name, version)
);
CREATE INDEX plan_version_hash ON plan_version (plan_hash);

-- Its row is locked by whoever registers, so that versions are numbered one by one.
CREATE TABLE plan_name (
  name text PRIMARY KEY
);
