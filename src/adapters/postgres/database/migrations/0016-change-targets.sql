-- Which changes moved a target: what a revert goes back to is read from them.
CREATE INDEX change_targets ON change USING gin (targets);
