/** A line of JSON for what happens, with the trace that it belongs to. */
import type { IncomingHttpHeaders } from 'node:http'

export const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const
export type LogLevel = (typeof logLevels)[number]
export type Log = (level: LogLevel, text: string, facts?: Readonly<Record<string, unknown>>) => void

/** Throws for a word that names no level. */
export function logLevel(word: string): LogLevel {
  const level = logLevels.find((known) => known === word)
  if (!level) throw new Error(`there is no log level ${word}; there are ${logLevels.join(', ')}`)
  return level
}

/** `least` is asked for each line: it may be changed while the service runs. */
export function logTo(write: (line: string) => void, service: string, least: () => LogLevel): Log {
  return (level, text, facts = {}) => {
    if (logLevels.indexOf(level) < logLevels.indexOf(least())) return
    write(`${JSON.stringify({ at: new Date().toISOString(), level, service, text, ...facts })}\n`)
  }
}

/** The trace of W3C's `traceparent`; null without a valid one. */
export function traceOf(headers: IncomingHttpHeaders): string | null {
  return (
    /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(String(headers.traceparent ?? ''))?.[1] ??
    null
  )
}
