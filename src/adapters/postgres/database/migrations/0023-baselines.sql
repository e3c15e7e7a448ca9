-- Numbers that changes kept under a name for later changes of their environment: the newest of each name. How they came
-- about stands in the stream of the change that kept them.
CREATE TABLE baseline (
  environment text   NOT NULL,
  name        text   NOT NULL,
  found       jsonb  NOT NULL,
  change_id   text   NOT NULL,
  at          bigint NOT NULL,
  PRIMARY KEY (environment, name)
);
