-- Into which part of stable's users a second's requests fall; NULL where nothing is compared with stable.
ALTER TABLE sample ADD COLUMN slice smallint;
