-- Repeats what `state` says, so that SQL can see it: the change has ended, and what serves everybody is measured still.
ALTER TABLE change ADD COLUMN verifying boolean NOT NULL DEFAULT false;
CREATE INDEX change_verifying ON change (number) WHERE verifying;
