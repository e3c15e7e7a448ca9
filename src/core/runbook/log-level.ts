/** How much a side logs, most first. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** What stable logs where the binding does not say. */
export const STABLE_LOG: LogLevel = 'INFO'
