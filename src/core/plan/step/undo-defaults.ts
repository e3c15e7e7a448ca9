import type { Millis } from '../../time/instant.ts'

/** Defaults that the schema's descriptions promise. Time limits are real time, whatever the pace. */
export const UNDO_LIMIT_MS: Millis = 5 * 60_000
export const UNDO_ATTEMPTS = 3
