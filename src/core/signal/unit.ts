/**
 * What a number counts. Every number is held in one scale, whatever the source says: durations in milliseconds,
 * ratios from 0 to 1, sizes in bytes. `ms` and `s` are both held in milliseconds and differ in how they are shown.
 */
export const UNITS = ['ratio', 'ms', 's', 'bytes', 'per-second', 'count', 'money', 'none'] as const
export type Unit = (typeof UNITS)[number]

/** `currency` is an ISO 4217 code, and is there only with money. */
export type Measure = { readonly unit: Unit; readonly currency?: string | undefined }

/** The only place where a measured number becomes text: terminal, page and sentences all use it. */
export function formatValue({ unit, currency = '' }: Measure, value: number): string {
  switch (unit) {
    case 'ratio':
      return `${(value * 100).toFixed(2)} %`
    case 'ms':
      return `${Math.round(value)} ms`
    case 's':
      return `${rounded(value / 1000, 100)} s`
    case 'bytes':
      return bytes(value)
    case 'per-second':
      return `${rounded(value, 100)}/s`
    case 'money':
      return `${value.toFixed(2)} ${currency}`.trimEnd()
    case 'count':
    case 'none':
      return rounded(value, 1000)
  }
}

/** Beside an axis: the same unit with fewer digits. */
export function formatTick(measure: Measure, value: number): string {
  switch (measure.unit) {
    case 'ratio':
      return `${rounded(value * 100, 10)} %`
    case 'ms':
      return `${rounded(value, 1000)} ms`
    case 'money':
      return `${rounded(value, 100)} ${measure.currency ?? ''}`.trimEnd()
    case 's':
    case 'bytes':
    case 'per-second':
    case 'count':
    case 'none':
      return formatValue(measure, value)
  }
}

const rounded = (value: number, parts: number): string => String(Math.round(value * parts) / parts)

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

function bytes(value: number): string {
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) / 3)
  const power = Math.min(SIZES.length - 1, Math.max(0, magnitude))
  return `${rounded(value / 1000 ** power, 100)} ${SIZES[power]}`
}
