-- The format of the body: a server takes only what it can read. A server from before formats writes format 1.
ALTER TABLE notice ADD COLUMN format int NOT NULL DEFAULT 1;
