-- A null value: there is no such flag (any more).
CREATE TABLE flag (
  environment text   NOT NULL,
  target      text   NOT NULL,
  flag        text   NOT NULL,
  value       json,
  lock        json,
  version     int    NOT NULL,
  at          bigint NOT NULL,
  PRIMARY KEY (environment, target, flag)
);

CREATE TABLE flag_history (
  environment text   NOT NULL,
  target      text   NOT NULL,
  flag        text   NOT NULL,
  version     int    NOT NULL,
  value       json,
  actor       json   NOT NULL,
  because     text   NOT NULL,
  at          bigint NOT NULL,
  PRIMARY KEY (environment, target, flag, version)
);
