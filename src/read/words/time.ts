/**
 * How times and spans are said, in the terminal and on the page alike. The zone is the reader's; undefined is where
 * this runs.
 */
export type Zone = string | undefined

/**
 * The time of day where the reader is, with its offset from UTC as RFC 3339 has it: `01:15:00-05:00`, `14:00:00Z`. The
 * date as well when it is another day than `now`. Without the offset, the hour that autumn repeats would stand twice.
 */
export function localTime(at: string | number, zone: Zone, now: number): string {
  const instant = typeof at === 'number' ? at : Date.parse(at)
  if (!Number.isFinite(instant)) return String(at)
  const { clock, day } = calendarOf(zone)
  const time = `${clock.format(instant)}${offsetAt(instant, zone)}`
  return day.format(instant) === day.format(now) ? time : `${day.format(instant)} ${time}`
}

/** `-05:00`, `+05:30`, and `Z` for none. */
export function offsetAt(at: number, zone: Zone): string {
  const part = calendarOf(zone)
    .offset.formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')
  const offset = part?.value.replace('GMT', '') ?? ''
  return offset === '' || offset === '+00:00' ? 'Z' : offset
}

/** `02:45:00`, whatever the day, for axes: what stands beside them says `offsetAt`. */
export function timeOfDay(at: number, zone: Zone): string {
  return calendarOf(zone).clock.format(at)
}

/** An instant as sentences hold it, in UTC. It has one group, so that a split by it keeps the instants. */
export const INSTANT = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/g

/** Sentences hold instants in UTC; a person wants to compare them with a clock. */
export function withLocalTimes(sentence: string, zone: Zone, now: number): string {
  return sentence.replace(INSTANT, (iso) => localTime(iso, zone, now))
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

/** `in 9s`; of what is due already, that it may happen at any moment. */
export function soon(at: string, now: number): string {
  const left = Date.parse(at) - now
  return left > 0 ? `in ${span(left)}` : 'at any moment'
}

type Calendar = {
  readonly clock: Intl.DateTimeFormat
  readonly day: Intl.DateTimeFormat
  readonly offset: Intl.DateTimeFormat
}
/** They take long to make, and a screen has hundreds of times. */
const calendars = new Map<Zone, Calendar>()

function calendarOf(zone: Zone): Calendar {
  const known = calendars.get(zone)
  if (known !== undefined) return known
  const timeZone = zone
  const made = {
    clock: new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
    day: new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }),
    offset: new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }),
  }
  calendars.set(zone, made)
  return made
}
