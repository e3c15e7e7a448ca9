-- Latency by narrow buckets: bucket, count, bucket, count, and so on. NULL where an earlier version of the gateway counted.
ALTER TABLE sample ADD COLUMN latency_fine int[];
