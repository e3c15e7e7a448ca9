-- What ended changes have left to people: one row a task. What was said of it stands in the journal, in follow-ups/CHANGE.
CREATE TABLE follow_up (
  change_id   text   NOT NULL,
  task        text   NOT NULL,
  title       text   NOT NULL,
  environment text   NOT NULL,
  change_title text  NOT NULL,
  owner       text   NOT NULL,
  owner_as    text,
  since       bigint NOT NULL,
  remind_at   bigint NOT NULL,
  due_at      bigint NOT NULL,
  told        text   NOT NULL CHECK (told IN ('nothing', 'reminder', 'overdue')),
  -- When time alone changes something next; null once it is done or was told to be overdue.
  tell_at     bigint,
  done        jsonb,
  PRIMARY KEY (change_id, task)
);
CREATE INDEX follow_up_tell ON follow_up (tell_at) WHERE tell_at IS NOT NULL;
CREATE INDEX follow_up_open ON follow_up (due_at) WHERE done IS NULL;
