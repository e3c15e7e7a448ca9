/** Basis points as people read them: `25 %`, `0.5 %`. */
export function percent(weight: number): string {
  return `${Math.round(weight) / 100}\u00a0%`
}

/** `2m 05s`, `1h 04m`, `3d 2h`: two units, so that it neither jumps about nor says more than one wants to know. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  const two = (value: number) => String(value).padStart(2, '0')
  if (days > 0) return `${days}d ${hours}h`
  if (hours > 0) return `${hours}h ${two(minutes)}m`
  return minutes > 0 ? `${minutes}m ${two(seconds % 60)}s` : `${seconds}s`
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' })

/** The time of day where the reader is; the date as well when it is another day than `now`. */
export function localTime(at: string | number, now: number): string {
  const instant = typeof at === 'number' ? at : Date.parse(at)
  if (!Number.isFinite(instant)) return String(at)
  return day.format(instant) === day.format(now)
    ? clock.format(instant)
    : `${day.format(instant)} ${clock.format(instant)}`
}

const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g

/** Sentences hold instants in UTC, and a person has a clock on the wall; a number stays with its per cent. */
export function readable(sentence: string, now: number): string {
  return sentence.replace(INSTANT, (iso) => localTime(iso, now)).replace(/(?<=\d) %/g, '\u00a0%')
}

export const count = (value: number): string => value.toLocaleString('en-GB')
