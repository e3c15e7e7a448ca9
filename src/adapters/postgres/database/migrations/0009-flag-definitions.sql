-- A flag holds a plain value, or a definition in flagd's format; never both. Neither: there is no such flag (any more).
ALTER TABLE flag
  ADD COLUMN definition json,
  ADD CONSTRAINT flag_one_content CHECK (value IS NULL OR definition IS NULL);

ALTER TABLE flag_history
  ADD COLUMN definition json,
  ADD CONSTRAINT flag_history_one_content CHECK (value IS NULL OR definition IS NULL);
