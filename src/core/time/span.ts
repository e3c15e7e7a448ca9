import type { Millis } from './instant.ts'

/** `60 s`, `1.5 s`, `200 ms`, `15 min`: as a sentence says it. */
export function formatSpan(ms: Millis): string {
  if (ms < 1_000) return `${ms} ms`
  if (ms < 120_000 || ms % 60_000 !== 0) return `${ms / 1_000} s`
  return `${ms / 60_000} min`
}
