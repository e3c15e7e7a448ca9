-- How often a version of a plan is to be reviewed, and who has looked at it last. What was registered before says neither.
ALTER TABLE plan_version
  ADD COLUMN review_every_ms bigint,
  ADD COLUMN reviewed jsonb;
