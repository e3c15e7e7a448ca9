-- Proxies that a person has written off: nobody waits for them until they answer again.
CREATE TABLE dismissed_proxy (
  target text NOT NULL REFERENCES target (name),
  instance text NOT NULL,
  by jsonb NOT NULL,
  because text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (target, instance)
);
