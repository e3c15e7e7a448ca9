/** The time of day where the reader is; the date as well when it is another day than `now`. */
export function localTime(iso: string, zone: string, now: number): string {
  const at = Date.parse(iso)
  if (!Number.isFinite(at)) return iso
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(at)
  const day = (instant: number) =>
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    }).format(instant)
  return day(at) === day(now) ? time : `${day(at)} ${time}`
}

const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g

/** Sentences of the journal hold instants in UTC; a person in front of a terminal wants to compare them with a clock. */
export function withLocalTimes(sentence: string, zone: string, now: number): string {
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

/** To the second, in UTC: how a line in a log begins. */
export function utc(iso: string): string {
  return iso.replace(/\.\d+Z$/, 'Z')
}
