-- A checkpoint that takes up what a restore or a lost key has broken off says so, and who said it.
ALTER TABLE checkpoint ADD COLUMN resumes json;
CREATE INDEX checkpoint_resumes ON checkpoint (n) WHERE resumes IS NOT NULL;
