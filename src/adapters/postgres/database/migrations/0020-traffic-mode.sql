-- What a target's proxies turn away, null while it is normal; and who set that last, why and when.
ALTER TABLE target ADD COLUMN mode jsonb;
ALTER TABLE target ADD COLUMN mode_set jsonb;
-- Writes that were let through before the mode and are under way still; null where the proxy does not say.
ALTER TABLE proxy_state ADD COLUMN writes integer;
