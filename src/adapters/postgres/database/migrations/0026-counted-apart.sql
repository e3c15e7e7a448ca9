-- Which declared path and which segment a second's requests had; NULL where nobody wanted them counted apart.
ALTER TABLE sample ADD COLUMN path text;
ALTER TABLE sample ADD COLUMN segment text;
