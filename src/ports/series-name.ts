import { brief } from './printable.ts'

/** What a series is called by the value of its label: in one line, and never nothing. */
export function seriesName(value: string): string {
  const name = brief(value, 120)
  return name === '' ? '(none)' : name
}
