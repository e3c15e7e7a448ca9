import type { Millis } from '../time/instant.ts'

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const

/** `5m`, `45s`, `1500ms`: in the largest unit that divides it, as every version of Prometheus reads it. */
export function promDuration(ms: Millis): string {
  const [unit, size] = ms === 0 ? UNITS[3] : (UNITS.find(([, each]) => ms % each === 0) ?? UNITS[4])
  return `${ms / size}${unit}`
}

/** A string of PromQL. */
export const promText = (text: string): string => JSON.stringify(text)

/** As what a label is replaced by, where `$` refers to a group of the pattern. */
export const promReplacement = (text: string): string => promText(text.replaceAll('$', '$$$$'))

/** Text of people in an annotation, where two braces begin a template. */
export const plainInTemplate = (text: string): string => text.replaceAll('{{', '{{ "{{" }}')
