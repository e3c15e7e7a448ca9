-- Servers on this database, by their data directories. One that lives holds an advisory lock of its number in a session of its
-- own: whatever ends the server ends the session, so there is nothing that has to expire. `place` says where its commands can
-- be seen, in the words of whoever runs them.
CREATE TABLE replica (
  id           int    GENERATED ALWAYS AS IDENTITY UNIQUE,
  installation text   PRIMARY KEY,
  place        text   NOT NULL,
  entered_at   bigint NOT NULL
);

-- When the server that has it now took it over from another.
ALTER TABLE effect ADD COLUMN taken_at bigint;

-- When somebody last told what the proxies say: an older word, of a server that was slow, does not replace it.
ALTER TABLE target ADD COLUMN reported_at bigint NOT NULL DEFAULT 0;
