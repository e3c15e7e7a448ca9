-- Tokens are kept by their SHA-256 only.
CREATE TABLE token (
  hash       text   PRIMARY KEY,
  name       text   NOT NULL,
  roles      text[] NOT NULL,
  expires_at bigint NOT NULL,
  created_at bigint NOT NULL
);
